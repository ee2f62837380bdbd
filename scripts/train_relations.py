"""Train the model that weighs candidate relations: ``python scripts/train_relations.py SHARED``.

Learns from annotated briefings (see annotated.py), on the things that the pipeline finds in them. The first look learns from pairs alone, those of real
briefings seen twice (see `annotated.adapted`); the second learns from what the first says of briefings that it did not learn from. Deterministic.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parent))

import train_names
from annotated import Annotated, annotated, merged
from renamed import Names

from kg.agreement import same_literal
from kg.extract import claims, classify, collective, pipeline
from kg.extract.collective import FEATURES, Candidate
from kg.extract.pairs import ALLOWED, WEIGHED, Key, Pair, PairedView, key, proposed
from kg.extract.relations import candidate
from kg.extract.views import ItemView, views
from kg.vocabulary import fold, load

PREDICATES = WEIGHED
KEPT = 0.3
"""What part of the pairs in written briefings that nothing relates is learned from."""
REAL_SAY = 3.0
"""How much more a candidate of a real briefing says to the second look."""


@dataclass(slots=True)
class Example:
    """A pair: rows of its features (numbers of a `Features`), the predicates allowed, those gold has, and what the second look sees of it.

    `weight` is what the first look learns from it with: 0 is not at all.
    """

    features: np.ndarray
    allowed: tuple[str, ...]
    holds: set[str]
    item: int
    view: ItemView
    pair: Pair
    hints: list[str]
    number: int
    weight: float = 1.0


class Features(dict[str, int]):
    """Numbers features as they are met."""

    def rows(self, names: Iterable[str]) -> np.ndarray:
        return np.array(sorted({self.setdefault(f, len(self)) for f in names}), dtype=np.int32)


def names(entity: dict) -> set[str]:
    return {fold(n) for n in (entity["name"], *entity.get("aliases", []))}


def examples(source: Annotated, numbers: Features) -> list[Example]:
    """Return the pairs of one briefing."""
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
    for item, view in enumerate(shown):
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
                weight = 1 / KEPT if zlib.crc32(f"{briefing.stem}{s}{o}".encode()) % 100 < 100 * KEPT else 0.0
            out.append(Example(numbers.rows(seen), allowed, truth, item, view, pair, hints, len(out), weight))
    return out


@dataclass
class Data:
    """All pairs as arrays: a row a pair, a column a predicate."""

    examples: list[Example]
    source: np.ndarray
    is_real: np.ndarray
    x: csr_matrix
    allowed: np.ndarray
    holds: np.ndarray
    weight: np.ndarray


def arrays(by_file: Sequence[tuple[Annotated, list[Example]]], count: int, least: int) -> tuple[Data, np.ndarray]:
    """Return the pairs as arrays, and the numbers of the features kept: those that at least so many pairs show."""
    rows = [(k, source, e) for k, (source, found) in enumerate(by_file) for e in found]
    index = np.concatenate([e.features for _, _, e in rows])
    ends = np.cumsum([0, *(len(e.features) for _, _, e in rows)])
    kept = np.flatnonzero(np.bincount(index, minlength=count) >= least)
    x = csr_matrix((np.ones(len(index), dtype=np.float32), index, ends), shape=(len(rows), count))[:, kept]
    allowed = np.array([[p in e.allowed for p in PREDICATES] for _, _, e in rows])
    holds = np.array([[p in e.holds for p in PREDICATES] for _, _, e in rows])
    weight = np.array([e.weight for _, _, e in rows])
    return Data([e for _, _, e in rows], np.array([k for k, _, _ in rows]), np.array([s.is_real for _, s, _ in rows]), x, allowed, holds, weight), kept


def fit(data: Data, which: np.ndarray, regularisation: float) -> np.ndarray:
    """Fit one logistic model per predicate to the rows `which`; return weights for all features, then for their copies in real briefings, then the bias."""
    which = which[data.weight[which] > 0]
    real = diags(data.is_real[which].astype(np.float32))
    x = hstack([data.x[which], real @ data.x[which]]).tocsr()
    weights = np.zeros((x.shape[1] + 1, len(PREDICATES)), dtype=np.float32)
    for k in range(len(PREDICATES)):
        rows = np.flatnonzero(data.allowed[which, k])
        y = data.holds[which[rows], k]
        if y.sum() < 2 or y.all():
            weights[-1, k] = 6.0 if len(y) and y.all() else -6.0
            continue
        model = LogisticRegression(C=regularisation, max_iter=200, solver="liblinear", tol=1e-3, random_state=0)
        model.fit(x[rows], y, sample_weight=data.weight[which[rows]])
        weights[:-1, k], weights[-1, k] = model.coef_[0], float(model.intercept_[0])
    return weights


def scores(data: Data, which: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the log-odds of the rows `which`; those of pairs that a predicate cannot relate mean nothing."""
    n = data.x.shape[1]
    x = data.x[which]
    return x @ weights[:n] + data.is_real[which, None] * (x @ weights[n : 2 * n]) + weights[-1]


@dataclass
class Second:
    """Candidates for the second look: numbers, truth, and which pair and predicate each is."""

    rows: np.ndarray
    holds: np.ndarray
    pair: np.ndarray
    predicate: np.ndarray


def second_look(data: Data, log_odds: np.ndarray) -> Second:
    """Return what the second look sees of every candidate that the first leaves over."""
    blocks, pairs, predicates = [], [], []
    for source in np.unique(data.source):
        found: list[Candidate] = []
        for r in np.flatnonzero(data.source == source):
            e = data.examples[r]
            for k in np.flatnonzero(data.allowed[r] & (log_odds[r] > collective.FLOOR)):
                found.append(candidate(e.item, e.view, e.number, e.pair, PREDICATES[k], float(log_odds[r, k]), e.hints))
                pairs.append(r)
                predicates.append(k)
        if found:
            blocks.append(collective.features(found, bool(data.is_real[r])))
    pair, predicate = np.array(pairs), np.array(predicates)
    return Second(np.concatenate(blocks), data.holds[pair, predicate], pair, predicate)


def grow(second: Second, which: np.ndarray) -> HistGradientBoostingClassifier:
    """Grow the trees of the second look from the candidates `which`."""
    weight = np.where(second.rows[which, FEATURES.index("is_real")] > 0, REAL_SAY, 1.0)
    trees = HistGradientBoostingClassifier(learning_rate=0.07, max_iter=150, max_leaf_nodes=8, min_samples_leaf=30, l2_regularization=1.0, early_stopping=False, random_state=0)
    return trees.fit(second.rows[which], second.holds[which], sample_weight=weight)


def best_threshold(data: Data, second: Second, probability: np.ndarray, total: int) -> tuple[float, str]:
    """Return the least probability of a claim at which F1 over the real briefings is best, and a line that says how good; `total` is what gold holds."""
    best: dict[tuple, tuple[float, bool]] = {}
    for p, holds, r, k in zip(probability, second.holds, second.pair, second.predicate, strict=True):
        if data.is_real[r]:
            e = data.examples[r]
            at = data.source[r], key(e.pair.subject), key(e.pair.object), k
            best[at] = max(best.get(at, (-1.0, False)), (float(p), bool(holds)))
    p, holds = np.array([v[0] for v in best.values()]), np.array([v[1] for v in best.values()])
    figures = {}
    for t in np.arange(0.28, 0.46, 0.01):
        given, right = int((p >= t).sum()), int((holds & (p >= t)).sum())
        figures[round(float(t), 2)] = (2 * right / (given + total), right / max(1, given), right / total)
    # The curve is flat and ragged: the middle of what is nearly best holds better than the best.
    top = max(f for f, _, _ in figures.values())
    near = [t for t, (f, _, _) in figures.items() if f > top - 0.002]
    t = near[len(near) // 2]
    return t, f"on real briefings not learned from: F1 {figures[t][0]:.3f}, precision {figures[t][1]:.3f}, recall {figures[t][2]:.3f} from {t} on"


def flattened(model: HistGradientBoostingClassifier) -> dict[str, Any]:
    """Return the trees as the arrays of `kg.extract.collective.Trees`."""
    nodes: dict[str, list[float]] = defaultdict(list)
    roots, depth = [], 0
    for (predictor,) in model._predictors:
        offset = len(nodes["value"])
        roots.append(offset)
        for k, node in enumerate(predictor.nodes):
            leaf = bool(node["is_leaf"])
            nodes["feature"].append(0 if leaf else int(node["feature_idx"]))
            nodes["threshold"].append(0.0 if leaf else float(node["num_threshold"]))
            nodes["left"].append(offset + (k if leaf else int(node["left"])))
            nodes["right"].append(offset + (k if leaf else int(node["right"])))
            nodes["value"].append(float(node["value"]) if leaf else 0.0)
            depth = max(depth, int(node["depth"]))
    kinds = {"feature": np.int64, "left": np.int64, "right": np.int64, "threshold": np.float64, "value": np.float64}
    found = {f"tree_{name}": np.array(values, dtype=kinds[name]) for name, values in nodes.items()}
    return found | {"tree_roots": np.array(roots, dtype=np.int64), "tree_depth": np.array(depth), "tree_base": np.array(float(model._baseline_prediction.ravel()[0]))}


def unseen_names(sources: list[Annotated], work: Path) -> Iterator[Annotated]:
    """Yield the briefings, the model of names in use being one that did not learn from them: relations must be learned from names found as in unseen text."""
    vocabulary = load()
    names_ = Names(vocabulary)
    learned = [train_names.both(source, vocabulary, names_) for source in sources]
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
    parser.add_argument("--folds", type=int, default=4, help="folds over the briefings, for what the second look learns from")
    args = parser.parse_args()
    numbers = Features()
    with tempfile.TemporaryDirectory() as folder:
        by_file = [(source, examples(source, numbers)) for source in unseen_names(list(annotated(args.shared, args.leave_out)), Path(folder))]
    data, kept = arrays(by_file, len(numbers), args.least)
    fold = folds([source.name for source, _ in by_file], args.folds)[data.source]
    log_odds = np.zeros(data.allowed.shape, dtype=np.float32)
    for k in range(args.folds):
        held = np.flatnonzero(fold == k)
        log_odds[held] = scores(data, held, fit(data, np.flatnonzero(fold != k), args.c))
        print(f"fold {k + 1} of {args.folds}", flush=True)
    second = second_look(data, log_odds)
    unseen = np.zeros(len(second.rows))
    for k in range(args.folds):
        held = fold[second.pair] == k
        unseen[held] = grow(second, ~held).predict_proba(second.rows[held])[:, 1]
    total = sum(c["p"] in PREDICATES for source, _ in by_file if source.is_real for c in source.gold["claims"])
    threshold, figures = best_threshold(data, second, unseen, total)
    trees = grow(second, np.ones(len(second.rows), dtype=bool))
    weights = fit(data, np.arange(len(data.examples)), args.c)
    save(args.out, list(numbers), kept, weights, flattened(trees), threshold)
    print(figures)


def folds(names_: Sequence[str], count: int) -> np.ndarray:
    """Return each briefing's fold: every set is dealt out evenly."""
    dealt: Counter[str] = Counter()
    out = []
    for name in names_:
        kind = name.split("/")[0]
        out.append(dealt[kind] % count)
        dealt[kind] += 1
    return np.array(out)


def save(path: Path, names_: list[str], kept: np.ndarray, weights: np.ndarray, trees: dict[str, Any], threshold: float) -> None:
    """Write the model: weights for real briefings, without features that weigh next to nothing."""
    n = len(kept)
    merged = weights[:n] + weights[n : 2 * n]
    bias = names_.index("bias")
    merged[np.searchsorted(kept, bias)] += weights[-1]
    chosen = np.flatnonzero(np.abs(merged).max(axis=1) > 0.015)
    chosen = chosen[np.argsort([names_[kept[i]] for i in chosen])]
    text = "\n".join(names_[kept[i]] for i in chosen)
    np.savez_compressed(
        path, features=np.frombuffer(text.encode("utf8"), dtype=np.uint8), weights=merged[chosen].astype(np.float16),
        predicates=np.frombuffer("\n".join(PREDICATES).encode(), dtype=np.uint8), threshold=np.array(threshold), **trees,
    )  # fmt: skip
    print(f"{len(chosen)} features, {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
