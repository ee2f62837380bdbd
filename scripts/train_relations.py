"""Train the model that weighs candidate relations: ``python scripts/train_relations.py SHARED``.

Learns from briefings with gold, on the things that the pipeline finds in them (run ``train_names.py`` first, leaving the same briefings out when
cross-validating). Thresholds are set on predictions for briefings that a fold did not see. Deterministic.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kg.briefing import read
from kg.extract import claims, classify, pipeline, relations
from kg.extract.views import views
from kg.vocabulary import fold, load

PREDICATES = relations.WEIGHED
ROOT = Path(__file__).resolve().parent.parent
ANNOTATIONS = ROOT / "training" / "annotations"
OWN_GOLD, OWN_CORPUS = ROOT / "tests" / "golden", ROOT / "corpus"


class Example:
    """A pair's features, with the predicates that gold has and those that rules propose."""

    def __init__(self, features: list[str], allowed: tuple[str, ...], holds: set[str], proposed: set[str], group: tuple) -> None:
        self.features, self.allowed, self.holds, self.proposed, self.group = features, allowed, holds, proposed, group


def names(entity: dict) -> set[str]:
    return {fold(n) for n in (entity["name"], *entity.get("aliases", []))}


def examples(path: Path, gold_path: Path) -> list[Example]:
    """Return the training pairs of one briefing."""
    vocabulary = load()
    language = pipeline.nlp()
    briefing = read(path)
    doc = pipeline.mention(briefing, language, vocabulary)
    gold = json.loads(gold_path.read_text("utf8"))
    by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
    for e in gold["entities"]:
        for n in names(e):
            by_name[e["type"], n].append(e["id"])
    first_line = {line: e["id"] for e in gold["entities"] if e["type"] == "Paper" for line in e["lines"][:1]}
    to_gold: dict[relations.Key, set[str]] = {}
    for e in doc._.entities:
        ids = {i for n in (e.name, *e.aliases) for i in by_name.get((e.type, fold(n)), [])}
        if e.type == "Paper" and not ids and e.lines[0] in first_line:
            ids = {first_line[e.lines[0]]}
        to_gold[e.type, e.name] = ids
    holds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for c in gold["claims"]:
        holds[c["s"], c["o"]].add(c["p"])
        if c["p"] == "partnersWith":
            holds[c["o"], c["s"]].add(c["p"])
    shown = views(briefing, doc._.mentions)
    rules = relations.proposed([f for _, f in claims.facts(shown)])
    out = []
    for view in shown:
        for pair in relations.pairs(view):
            s, o = relations.key(pair.subject), relations.key(pair.object)
            hints = rules.get((s, o), [])
            allowed = relations._ALLOWED[s[0], o[0]]
            truth = {p for i in to_gold.get(s, ()) for j in to_gold.get(o, ()) for p in holds.get((i, j), ()) if p in allowed}
            out.append(Example(relations.features(pair, hints, vocabulary), allowed, truth, {h.split(":")[0] for h in hints}, (path.stem, s, o)))
    return out


def fit(data: list[Example], regularisation: float, least: int) -> tuple[dict[str, int], np.ndarray]:
    """Fit one logistic model per predicate over shared features."""
    seen = Counter(f for e in data for f in set(e.features))
    index = {f: i for i, f in enumerate(sorted(f for f, n in seen.items() if n >= least))}
    bias = index["bias"]
    weights = np.zeros((len(index), len(PREDICATES)), dtype=np.float32)
    for k, predicate in enumerate(PREDICATES):
        rows_of = [e for e in data if predicate in e.allowed]
        y = np.array([predicate in e.holds for e in rows_of])
        if y.sum() < 2 or y.all():
            weights[bias, k] = 6.0 if y.all() and len(y) else -6.0
            continue
        rows, columns = [], []
        for r, e in enumerate(rows_of):
            for f in set(e.features):
                if f in index:
                    rows.append(r)
                    columns.append(index[f])
        x = csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(len(rows_of), len(index)))
        model = LogisticRegression(C=regularisation, max_iter=200, solver="liblinear", tol=1e-3, random_state=0)
        model.fit(x, y)
        weights[:, k] = model.coef_[0]
        weights[bias, k] += float(model.intercept_[0])
    return index, weights


def predict(data: list[Example], index: dict[str, int], weights: np.ndarray) -> dict[tuple, tuple[float, bool, bool]]:
    """Return for each (briefing, subject, object, predicate) the best probability, whether it holds, and whether a rule proposes it."""
    best: dict[tuple, tuple[float, bool, bool]] = {}
    for e in data:
        rows = [index[f] for f in set(e.features) if f in index]
        p = 1 / (1 + np.exp(-weights[rows].sum(axis=0)))
        for k, predicate in enumerate(PREDICATES):
            if predicate in e.allowed:
                key = (*e.group, predicate)
                value = float(p[k])
                if key not in best or value > best[key][0]:
                    best[key] = (value, predicate in e.holds, predicate in e.proposed)
    return best


def thresholds(predictions: dict[tuple, tuple[float, bool, bool]]) -> tuple[dict[str, float], dict[str, float]]:
    """Choose, per predicate, the thresholds for rules' proposals and for others that give the best F1 on unseen briefings."""
    keep, add = {}, {}
    grid = [0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01]
    for predicate in PREDICATES:
        rows = [v for k, v in predictions.items() if k[-1] == predicate]
        total = sum(h for _, h, _ in rows)
        if total < 12:
            # Too few to learn from: the rules alone decide.
            keep[predicate], add[predicate] = 0.0, 1.01
            continue
        best = (-1.0, 0.3, 0.6)
        for t_keep in grid[:12]:
            for t_add in grid:
                if t_add < max(t_keep, 0.55):
                    continue
                chosen = [(h, r) for p, h, r in rows if (p >= t_keep if r else p >= t_add)]
                tp = sum(h for h, _ in chosen)
                f = 2 * tp / (len(chosen) + total) if chosen or total else 0.0
                # Prefer the middle of the range where the figures do not speak.
                f -= 0.002 * (abs(t_keep - 0.3) + abs(t_add - 0.55))
                if f > best[0]:
                    best = (f, t_keep, t_add)
        keep[predicate], add[predicate] = best[1], best[2]
    return keep, add


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--leave-out", nargs="*", default=[])
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent / "kg" / "extract" / "relations.npz")
    parser.add_argument("--names", type=Path, help="names model to use in place of the package's")
    parser.add_argument("-c", type=float, default=0.6)
    parser.add_argument("--least", type=int, default=2)
    args = parser.parse_args()
    if args.names:
        classify.use(args.names)
    by_file: dict[str, list[Example]] = {}
    for folder, texts in ((args.shared / "gold", args.shared / "corpus"), (ANNOTATIONS, args.shared / "corpus"), (OWN_GOLD, OWN_CORPUS)):
        for gold in sorted(folder.glob("*.json")):
            text = texts / f"{gold.stem}.md"
            if text.exists() and gold.stem not in args.leave_out:
                by_file[f"{folder.name}/{gold.stem}"] = examples(text, gold)
    stems = sorted(by_file)
    unseen: dict[tuple, tuple[float, bool, bool]] = {}
    folds = 4
    for k in range(folds):
        held = stems[k::folds]
        index, weights = fit([e for s in stems if s not in held for e in by_file[s]], args.c, args.least)
        unseen |= predict([e for s in held for e in by_file[s]], index, weights)
    keep, add = thresholds(unseen)
    index, weights = fit([e for s in stems for e in by_file[s]], args.c, args.least)
    useful = np.abs(weights).max(axis=1) > 0.015
    kept = [f for f, i in sorted(index.items(), key=lambda t: t[1]) if useful[i]]
    text = "\n".join(f.replace("\n", "¶") for f in kept)
    np.savez_compressed(
        args.out, features=np.frombuffer(text.encode("utf8"), dtype=np.uint8), weights=weights[useful].astype(np.float16),
        predicates=np.frombuffer("\n".join(PREDICATES).encode(), dtype=np.uint8), keep=np.array([keep[p] for p in PREDICATES]), add=np.array([add[p] for p in PREDICATES]),
    )  # fmt: skip
    print(f"{sum(map(len, by_file.values()))} pairs, {len(kept)} features, {args.out.stat().st_size / 1e6:.2f} MB")
    for p in PREDICATES:
        rows = [v for k, v in unseen.items() if k[-1] == p]
        rule_tp, rule_n = sum(h for _, h, r in rows if r), sum(r for _, _, r in rows)
        chosen = [h for q, h, r in rows if (q >= keep[p] if r else q >= add[p])]
        total = sum(h for _, h, _ in rows)
        print(
            f"{p:16s} gold {total:4d}  rules {2 * rule_tp / max(1, rule_n + total):.3f}  weighed {2 * sum(chosen) / max(1, len(chosen) + total):.3f}  keep {keep[p]} add {add[p]}"
        )


if __name__ == "__main__":
    main()
