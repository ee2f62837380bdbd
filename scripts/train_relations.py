"""Train the model that weighs candidate relations: ``python scripts/train_relations.py SHARED``.

Learns from annotated briefings (see annotated.py), on the things that the pipeline finds in them. Thresholds are set on predictions for briefings that a fold did not see. Deterministic.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parent))

import train_names
from annotated import Annotated, adapted, annotated, merged

from kg.agreement import same_literal
from kg.extract import claims, classify, pipeline
from kg.extract.pairs import ALLOWED, WEIGHED, Key, PairedView, key, proposed
from kg.extract.views import views
from kg.vocabulary import fold, load

PREDICATES = WEIGHED
KEPT = 0.3
"""What part of the pairs in written briefings that nothing relates is learned from."""
REAL_SAY = 4.0
"""How much more an example from a real briefing says of where thresholds should be."""


class Example:
    """A pair's features, with the predicates that gold has and those that rules propose."""

    def __init__(self, features: list[str], allowed: tuple[str, ...], holds: set[str], proposed: set[str], group: tuple, weight: float = 1.0) -> None:
        self.features, self.allowed, self.holds, self.proposed, self.group, self.weight = features, allowed, holds, proposed, group, weight


def names(entity: dict) -> set[str]:
    return {fold(n) for n in (entity["name"], *entity.get("aliases", []))}


def examples(source: Annotated) -> list[Example]:
    """Return the training pairs of one briefing."""
    vocabulary = load()
    briefing, gold = source.briefing, source.gold
    doc = pipeline.mention(briefing, pipeline.nlp(), vocabulary)
    by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
    for e in gold["entities"]:
        for n in names(e):
            by_name[e["type"], n].append(e["id"])
    first_line = {line: e["id"] for e in gold["entities"] if e["type"] == "Paper" for line in e["lines"][:1]}
    to_gold: dict[Key, set[str]] = {}
    for e in doc._.entities:
        ids = {i for n in (e.name, *e.aliases) for i in by_name.get((e.type, fold(n)), [])}
        if e.type == "Paper" and not ids and e.lines[0] in first_line:
            ids = {first_line[e.lines[0]]}
        to_gold[e.type, e.name] = ids
    holds: dict[tuple[str, str], set[str]] = defaultdict(set)
    literal: dict[tuple[str, str], list[str]] = defaultdict(list)
    for c in gold["claims"]:
        holds[c["s"], c["o"]].add(c["p"])
        literal[c["s"], c["p"]].append(c["o"])
        if c["p"] == "partnersWith":
            holds[c["o"], c["s"]].add(c["p"])
    shown = views(briefing, doc._.mentions)
    rules = proposed([f for _, f in claims.facts(shown)])
    out = []
    for view in shown:
        paired = PairedView(view, vocabulary)
        for pair in paired.pairs():
            s, o = key(pair.subject), key(pair.object)
            hints = rules.get((s, o), [])
            allowed = ALLOWED[s[0], o[0]]
            seen = [*paired.pair_features(pair, hints), *paired.place_features(pair, "s"), *paired.place_features(pair, "o")]
            if pair.object.source == "literal":
                truth = {p for p in allowed for i in to_gold.get(s, ()) if any(same_literal(p, value, o[1]) for value in literal.get((i, p), ()))}
            else:
                truth = {p for i in to_gold.get(s, ()) for j in to_gold.get(o, ()) for p in holds.get((i, j), ()) if p in allowed}
            weight = 1.0
            if not truth and not hints and not source.is_real:
                # Pairs that nothing relates are many and alike: a part of them, weighing more, teaches as much in less time.
                weight = 1 / KEPT
                if zlib.crc32(f"{briefing.stem}{s}{o}".encode()) % 100 >= 100 * KEPT:
                    continue
            out.append(Example(adapted(seen, source.is_real), allowed, truth, {h.split(":")[0] for h in hints}, (briefing.stem, s, o), weight))
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
        model.fit(x, y, sample_weight=[e.weight for e in rows_of])
        weights[:, k] = model.coef_[0]
        weights[bias, k] += float(model.intercept_[0])
    return index, weights


Prediction = tuple[float, bool, bool, float]
"""Probability, whether it holds, whether a rule proposes it, weight."""


def predict(data: list[Example], index: dict[str, int], weights: np.ndarray) -> dict[tuple, Prediction]:
    """Return for each (briefing, subject, object, predicate) the best probability and what is known of it."""
    best: dict[tuple, Prediction] = {}
    for e in data:
        rows = [index[f] for f in set(e.features) if f in index]
        p = 1 / (1 + np.exp(-weights[rows].sum(axis=0)))
        for k, predicate in enumerate(PREDICATES):
            if predicate in e.allowed:
                key = (*e.group, predicate)
                value = float(p[k])
                if key not in best or value > best[key][0]:
                    best[key] = (value, predicate in e.holds, predicate in e.proposed, e.weight)
    return best


KEEP, ADD = 0.3, 0.42
"""What thresholds are where figures do not speak: all claims taken together, F1 is best where a claim is kept that is more likely than half of F1."""


def thresholds(predictions: dict[tuple, Prediction]) -> tuple[dict[str, float], dict[str, float]]:
    """Choose, per predicate, the thresholds for rules' proposals and for others that give the best F1 on unseen briefings."""
    keep, add = {}, {}
    for predicate in PREDICATES:
        rows = np.array([v for k, v in predictions.items() if k[-1] == predicate]).reshape(-1, 4)
        p, holds, proposed, weight = rows[:, 0], rows[:, 1] > 0, rows[:, 2] > 0, rows[:, 3]
        total = weight[holds].sum()
        best = (-1.0, KEEP, ADD)
        for t_keep in np.arange(0.0, 0.7, 0.05):
            for t_add in np.arange(max(t_keep, 0.25), 0.95, 0.05):
                chosen = np.where(proposed, p >= t_keep, p >= t_add)
                right, given = weight[chosen & holds].sum(), weight[chosen].sum()
                f = 2 * right / (given + total) if total else 0.0
                f -= (0.02 + 1 / (20 + total)) * (abs(t_keep - KEEP) + abs(t_add - ADD))
                if f > best[0]:
                    best = (f, float(t_keep), float(t_add))
        keep[predicate], add[predicate] = best[1], best[2]
    return keep, add


def unseen_names(sources: list[Annotated], work: Path) -> Iterator[Annotated]:
    """Yield the briefings, the model of names in use being one that did not learn from them: relations must be learned from names found as in unseen text."""
    vocabulary = load()
    learned = [train_names.examples(source, vocabulary) for source in sources]
    for half in (0, 1):
        index, weights = train_names.fit([e for k, examples_ in enumerate(learned) if k % 2 != half for e in examples_], 0.5, 3)
        train_names.save(work / f"names{half}.npz", *merged(index, weights))
        classify.use(work / f"names{half}.npz")
        yield from sources[half::2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--leave-out", nargs="*", default=[])
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent / "kg" / "extract" / "relations.npz")
    parser.add_argument("-c", type=float, default=0.6)
    parser.add_argument("--least", type=int, default=3)
    parser.add_argument("--folds", type=int, default=3, help="folds over the real briefings, for the thresholds")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        by_file = {source.name: examples(source) for source in unseen_names(list(annotated(args.shared, args.leave_out)), Path(folder))}
    names_ = list(by_file)
    unseen: dict[tuple, Prediction] = {}
    for k in range(args.folds):
        held = set(names_[k :: args.folds])
        index, weights = fit([e for name in names_ if name not in held for e in by_file[name]], args.c, args.least)
        found = predict([e for name in names_ if name in held for e in by_file[name]], index, weights)
        real = {by_file[name][0].group[0] for name in held if name.startswith(("gold/", "annotations/")) and by_file[name]}
        unseen |= {key: (*v[:3], v[3] * (REAL_SAY if key[0] in real else 1.0)) for key, v in found.items()}
    keep, add = thresholds(unseen)
    index, weights = merged(*fit([e for examples_ in by_file.values() for e in examples_], args.c, args.least))
    useful = np.abs(weights).max(axis=1) > 0.015
    kept = [f for f, i in sorted(index.items(), key=lambda t: t[1]) if useful[i]]
    text = "\n".join(f.replace("\n", "¶") for f in kept)
    np.savez_compressed(
        args.out, features=np.frombuffer(text.encode("utf8"), dtype=np.uint8), weights=weights[useful].astype(np.float16),
        predicates=np.frombuffer("\n".join(PREDICATES).encode(), dtype=np.uint8), keep=np.array([keep[p] for p in PREDICATES]), add=np.array([add[p] for p in PREDICATES]),
    )  # fmt: skip
    print(f"{sum(map(len, by_file.values()))} pairs, {len(kept)} features, {args.out.stat().st_size / 1e6:.2f} MB")
    for p in PREDICATES:
        rows = np.array([v for k, v in unseen.items() if k[-1] == p]).reshape(-1, 4)
        chosen = np.where(rows[:, 2] > 0, rows[:, 0] >= keep[p], rows[:, 0] >= add[p])
        total, given, right = (rows[which, 3].sum() for which in (rows[:, 1] > 0, chosen, chosen & (rows[:, 1] > 0)))
        rules, ruled = rows[rows[:, 2] > 0, 3].sum(), rows[(rows[:, 2] > 0) & (rows[:, 1] > 0), 3].sum()
        print(f"{p:16s} gold {total:6.0f}  rules {2 * ruled / max(1, rules + total):.3f}  weighed {2 * right / max(1, given + total):.3f}  keep {keep[p]:.2f} add {add[p]:.2f}")


if __name__ == "__main__":
    main()
