"""Train the model that tells what a candidate name is: ``python scripts/train_names.py SHARED``.

Annotations type the candidates of their briefings (see annotated.py).
Known names are examples too, seen without the vocabulary: the model learns from them how names of each type stand in text. Every briefing is learned
from twice, once with other names in place of its own (see renamed.py). Deterministic.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parent))

from annotated import Annotated, adapted, annotated, merged
from renamed import Names, renamed

from kg.extract.candidates import Candidate, propose, propose_listed
from kg.extract.classify import LABELS
from kg.extract.features import Context, features
from kg.extract.mentions import known_names
from kg.extract.pipeline import word_starts
from kg.model import Mention
from kg.vocabulary import Vocabulary, fold, load

Example = tuple[list[str], str, float]
REGULARISATION = 0.25
LEAST = 3
RENAMED_SAY = 0.5
"""What examples from briefings with other names weigh."""
_TYPES = set(LABELS)


def gold_types(gold: dict[str, Any]) -> dict[str, Counter[str]]:
    """Return the types that each folded name of an annotation has."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for e in gold["entities"]:
        if e["type"] in _TYPES:
            for n in (e["name"], *e.get("aliases", [])):
                names[fold(n)][e["type"]] += 1
    return names


def examples(source: Annotated, vocabulary: Vocabulary) -> list[Example]:
    """Return the training examples of one briefing."""
    briefing = source.briefing
    words = word_starts(briefing, vocabulary)
    known = known_names(briefing, vocabulary, words)
    spans = {(m.start, m.end): m for m in known}
    listed = propose_listed(briefing.content, [(m.start, m.end) for m in known])
    candidates = list({(c.start, c.end): c for c in (*listed, *propose(briefing, words))}.values())
    have = {(c.start, c.end) for c in candidates}
    candidates += [Candidate(m.start, m.end, "latin" if briefing.content[m.start].isascii() else "company") for m in known if (m.start, m.end) not in have]
    candidates.sort(key=lambda c: (c.start, c.end))
    counts = Counter(fold(briefing.content[c.start : c.end]) for c in candidates)
    types = gold_types(source.gold)
    rng = random.Random(briefing.stem)
    out: list[Example] = []
    full = Context(briefing, words, known)
    for c in candidates:
        text = briefing.content[c.start : c.end]
        mention = spans.get((c.start, c.end))
        found = types.get(fold(text))
        if found is None:
            label = "none"
        elif len(found) == 1:
            label = next(iter(found))
        else:
            label = mention.type if mention and mention.type in found else found.most_common(1)[0][0]
        weight = 1.0 if mention is None else 0.5
        context = full
        if mention is not None or rng.random() < 0.5:
            # Unseen text has fewer known neighbours than the open files: hide some.
            kept: list[Mention] = [m for m in known if m is not mention and (rng.random() < 0.7)]
            context = Context.__new__(Context)
            context.__dict__.update(full.__dict__)
            context.known, context.known_starts, context.known_ends = kept, [m.start for m in kept], [m.end for m in kept]
        out.append((adapted(features(c, context, counts), source.is_real), label, weight))
    return out


def both(source: Annotated, vocabulary: Vocabulary, names: Names) -> list[Example]:
    """Return the examples of a briefing as it is, and with other names."""
    again = examples(renamed(source, names), vocabulary)
    return [*examples(source, vocabulary), *((features_, label, weight * RENAMED_SAY) for features_, label, weight in again)]


def fit(data: list[Example], regularisation: float, least: int) -> tuple[dict[str, int], np.ndarray]:
    """Fit the model; return its feature names and weights."""
    seen = Counter(f for names, _, _ in data for f in set(names))
    index = {f: i for i, f in enumerate(sorted(f for f, n in seen.items() if n >= least))}
    rows, columns = [], []
    for r, (names, _, _) in enumerate(data):
        for f in set(names):
            if f in index:
                rows.append(r)
                columns.append(index[f])
    x = csr_matrix((np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(len(data), len(index)))
    y = np.array([LABELS.index(label) for _, label, _ in data])
    w = np.array([weight for _, _, weight in data])
    model = LogisticRegression(C=regularisation, max_iter=300, solver="lbfgs", tol=1e-3)
    model.fit(x, y, sample_weight=w)
    weights = np.zeros((len(index), len(LABELS)), dtype=np.float32)
    for k, label in enumerate(model.classes_):
        weights[:, label] = model.coef_[k]
    weights[index["bias"]] += [float(model.intercept_[list(model.classes_).index(k)]) if k in model.classes_ else -20.0 for k in range(len(LABELS))]
    return index, weights


def save(path: Path, index: dict[str, int], weights: np.ndarray) -> None:
    """Write the model; features whose weights are all next to nothing are left out."""
    keep = np.abs(weights).max(axis=1) > 0.02
    kept = [f for f, k in zip(index, keep, strict=True) if k]
    np.savez_compressed(path, features=np.frombuffer("\n".join(kept).encode("utf8"), dtype=np.uint8), weights=weights[keep].astype(np.float16))
    print(f"{path}: {len(kept)} features, {path.stat().st_size / 1e6:.2f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, help="the folder with corpus/ and gold/")
    parser.add_argument("--leave-out", nargs="*", default=[], help="stems of gold briefings not to learn from (cross-validation)")
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent / "kg" / "extract" / "names.npz")
    parser.add_argument("-c", type=float, default=REGULARISATION, help="inverse regularisation")
    parser.add_argument("--least", type=int, default=LEAST, help="least number of examples that show a feature")
    args = parser.parse_args()
    vocabulary = load()
    names = Names(vocabulary)
    data = [example for source in annotated(args.shared, args.leave_out) for example in both(source, vocabulary, names)]
    print(f"{len(data)} examples", Counter(label for _, label, _ in data))
    index, weights = fit(data, args.c, args.least)
    save(args.out, *merged(index, weights))


if __name__ == "__main__":
    main()
