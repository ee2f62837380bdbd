"""What a candidate name is: a multinomial logistic model over `features`, trained by ``scripts/train_names.py``."""

from __future__ import annotations

import functools
import importlib.resources
import io
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.extract.candidates import Candidate
from kg.extract.features import Context, features
from kg.vocabulary import fold

LABELS = ("none", "Organization", "Person", "Chip", "Core", "ISA", "Device", "Software", "Model", "Dataset", "Venue")
"""What the model tells apart; ``none`` is no name."""


@dataclass(frozen=True, slots=True)
class NameModel:
    """Weights of the linear model: a row per feature, a column per label."""

    index: dict[str, int]
    weights: npt.NDArray[np.float32]

    def logits(self, names: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the labels' scores for a candidate's features; unknown features count nothing."""
        rows = [i for f in names if (i := self.index.get(f)) is not None]
        total: npt.NDArray[np.float32] = np.add.reduce(self.weights.take(rows, axis=0))
        return total


_replacement: Path | None = None


def use(path: Path) -> None:
    """Use another model file in place of the package's, in this process."""
    global _replacement
    _replacement = path
    load.cache_clear()


@functools.lru_cache(maxsize=1)
def load() -> NameModel | None:
    """Load the model that comes with the package; None where it was not built."""
    path = _replacement or importlib.resources.files("kg.extract") / "names.npz"
    if not path.is_file():
        return None
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as data:
        feature_names = bytes(data["features"]).decode("utf8").split("\n")
        weights = data["weights"].astype(np.float32)
    return NameModel({f: i for i, f in enumerate(feature_names)}, weights)


def softmax(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return probabilities for scores."""
    e = np.exp(logits - logits.max())
    result: npt.NDArray[np.float32] = e / e.sum()
    return result


def classify(candidates: Sequence[Candidate], context: Context, model: NameModel) -> list[npt.NDArray[np.float32]]:
    """Return each candidate's label probabilities; candidates of the same text in the briefing share their evidence."""
    folded = [fold(context.content[c.start : c.end]) for c in candidates]
    counts = Counter(folded)
    groups: dict[str, list[int]] = defaultdict(list)
    scores = []
    for k, candidate in enumerate(candidates):
        scores.append(model.logits(features(candidate, context, counts)))
        groups[folded[k]].append(k)
    for members in groups.values():
        if len(members) > 1:
            together = np.mean([scores[k] for k in members], axis=0)
            for k in members:
                scores[k] = (scores[k] + together) / 2
    return [softmax(s) for s in scores]
