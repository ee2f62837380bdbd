"""Does a claim's confidence keep its promise? Confidences from counts of right and wrong, and the share that turned out right of the claims with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.evaluate import Score

PRIOR = Score(right=7, predicted=10)
"""What a rule is taken for until it has shown otherwise: as good as rules are on average."""

_WEIGHT = 0.5
"""How much the prior counts: half of its ten claims."""

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)
"""Bounds of the bins of a reliability table."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Claims of like confidence.

    Attributes
    ----------
    low, high : float
        Confidence from `low` to below `high` (to 1 in the last).
    claims, right : int
        How many there are, and how many of them are right.
    confidence : float
        The mean of their confidences; 0 where there are none.
    """

    low: float
    high: float
    claims: int
    right: int
    confidence: float

    @property
    def precision(self) -> float:
        """Share of the claims that are right; 0 where there are none."""
        return self.right / self.claims if self.claims else 0.0


@dataclass(frozen=True, slots=True)
class Reliability:
    """A reliability table: bins by confidence, lowest first."""

    bins: tuple[Bin, ...]

    @property
    def claims(self) -> int:
        """How many claims there are in all bins."""
        return sum(b.claims for b in self.bins)

    @property
    def error(self) -> float:
        """The expected calibration error: how far precision is from confidence, on average over the claims.

        References
        ----------
        Naeini, Cooper and Hauskrecht: Obtaining Well Calibrated Probabilities Using Bayesian Binning, AAAI 2015.
        """
        return sum(b.claims * abs(b.precision - b.confidence) for b in self.bins) / self.claims if self.claims else 0.0


def confidence(score: Score) -> float:
    """Return the confidence of claims of which so many were made and so many right, to three places.

    Examples
    --------
    >>> confidence(Score()), confidence(Score(right=95, predicted=95))
    (0.7, 0.985)
    """
    return round((score.right + _WEIGHT * PRIOR.right) / (score.predicted + _WEIGHT * PRIOR.predicted), 3)


def totals(briefings: Sequence[Mapping[str, Score]]) -> dict[str, Score]:
    """Return each rule's score over all briefings, by name of the rule."""
    found: dict[str, Score] = {}
    for briefing in briefings:
        for rule, score in briefing.items():
            found[rule] = found.get(rule, Score()) + score
    return dict(sorted(found.items()))


def reliability(briefings: Sequence[Mapping[str, Score]], edges: Sequence[float] = EDGES) -> Reliability:
    """Return how often claims of each confidence are right.

    A claim's confidence is that of its rule as measured on the *other* briefings: on its own it would know the answer.

    Parameters
    ----------
    briefings : sequence of mapping
        For each briefing, rule -> how many claims it made there and how many are right (`kg.evaluate.Evaluation.rules`).
    edges : sequence of float
        Bounds of the bins, ascending, from 0 to 1.

    Examples
    --------
    >>> good, bad = {"a.good": Score(9, 10)}, {"a.bad": Score(1, 10)}
    >>> table = reliability([good, good, bad, bad])
    >>> [(b.low, b.claims, b.right, round(b.confidence, 2)) for b in table.bins if b.claims], round(table.error, 2)
    ([(0.0, 20, 2, 0.3), (0.8, 20, 18, 0.83)], 0.13)
    """
    whole = totals(briefings)
    sums = [[0.0, 0, 0] for _ in edges[1:]]
    for briefing in briefings:
        for rule, own in briefing.items():
            others = Score(whole[rule].right - own.right, whole[rule].predicted - own.predicted)
            value = confidence(others)
            kept = sums[next(i for i, high in enumerate(edges[1:]) if value < high or high == edges[-1])]
            kept[0] += value * own.predicted
            kept[1] += own.predicted
            kept[2] += own.right
    return Reliability(tuple(
        Bin(low, high, int(claims), int(right), weight / claims if claims else 0.0)
        for low, high, (weight, claims, right) in zip(edges, edges[1:], sums, strict=False)
    ))  # fmt: skip
