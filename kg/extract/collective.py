"""A second look at candidate relations, each among the others of its briefing: what competes with it, what stands beside it, what was said elsewhere.

`kg.extract.relations` first weighs every pair alone. That a chip's maker is already plain, that the other members of a list have the same relation, that
the same two things are related three lines further down: only the pairs together show it. Boosted trees over a few numbers for each candidate
(J. H. Friedman, "Greedy Function Approximation", 2001) decide, as in stacked generalisation (D. H. Wolpert, 1992): they were trained on first
weights of briefings that the first model had not seen (``scripts/train_relations.py``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.extract.literals import WEIGHED as LITERAL_PREDICATES
from kg.model import ENTITY_TYPES, PREDICATES

Key = tuple[str, str]

FLOOR = -4.5
"""Log-odds below which the first look is final."""
_LIKELY = -0.5
_NONE = -9.0
_FAR = 999.0

_KINDS = ("summary", "brief", "news", "paper", "repository", "post", "text")
_TYPES = (*ENTITY_TYPES, *(f"={p}" for p in LITERAL_PREDICATES))
_SOURCES = {"known": 0, "new": 1, "agreement": 2, "literal": 4}
_PREDICATES = tuple(PREDICATES)

FEATURES = (
    *("score", "predicate", "by_rules", "rules", "other_rules", "is_real", "kind", "subject_type", "object_type"),
    *("rival_subject", "rival_subject_gap", "better_subjects", "likely_subjects"),
    *("rival_object", "rival_object_gap", "better_objects", "likely_objects"),
    *("other_predicate", "inverse", "elsewhere", "elsewhere_count", "distance", "forward"),
    *("next_object", "next_object_distance", "second_object", "next_subject", "next_subject_distance", "second_subject"),
    *("subject_best", "object_best", "subject_source", "object_source", "predicates"),
)
"""What the trees see of a candidate: log-odds of the first look unless the name says otherwise, `_NONE` where there is nothing to weigh."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A relation that may hold, as the first look left it.

    Attributes
    ----------
    item : int
        Number of its item's view.
    kind : str
        Kind of the item.
    pair : int
        Number of its pair: candidates of one pair differ in the predicate.
    subject, object : Key
    predicate : str
    score : float
        Log-odds from the pair alone.
    rules, other_rules : int
        How many rules propose it, and how many propose another relation of the two.
    left, right : int
        Where the subject and the object stand in the view's text.
    subject_source, object_source : str
        Where the mentions come from, see `kg.model.Mention`.
    """

    item: int
    kind: str
    pair: int
    subject: Key
    object: Key
    predicate: str
    score: float
    rules: int
    other_rules: int
    left: int
    right: int
    subject_source: str
    object_source: str


def _nearest(candidate: Candidate, others: Sequence[Candidate], side: str) -> tuple[float, float, float]:
    """Return the scores of the two rivals nearest in the text, and the distance of the first."""
    at = getattr(candidate, side)
    near = sorted((abs(getattr(o, side) - at), o.score) for o in others)[:2]
    first = near[0] if near else (_FAR, _NONE)
    return first[1], first[0], near[1][1] if len(near) > 1 else _NONE


def features(candidates: Sequence[Candidate], is_real: bool = True) -> npt.NDArray[np.float32]:
    """Return a row of `FEATURES` for each candidate of one briefing.

    Examples
    --------
    >>> one = Candidate(0, "news", 0, ("Chip", "Y1"), ("Organization", "X"), "developedBy", 1.5, 1, 0, 3, 0, "new", "known")
    >>> two = Candidate(0, "news", 1, ("Chip", "Y1"), ("Organization", "Z"), "developedBy", 0.5, 0, 0, 3, 9, "new", "known")
    >>> rows = features([one, two])
    >>> float(rows[1][FEATURES.index("rival_object")]), float(rows[1][FEATURES.index("better_objects")])
    (1.5, 1.0)
    """
    same_object: dict[tuple[int, Key, str], list[Candidate]] = defaultdict(list)
    same_subject: dict[tuple[int, Key, str], list[Candidate]] = defaultdict(list)
    of_pair: dict[int, list[Candidate]] = defaultdict(list)
    places: dict[tuple[Key, Key, str], list[Candidate]] = defaultdict(list)
    here: dict[tuple[int, Key, Key, str], float] = {}
    subject_best: dict[tuple[Key, str], float] = {}
    object_best: dict[tuple[Key, str], float] = {}
    for c in candidates:
        same_object[c.item, c.object, c.predicate].append(c)
        same_subject[c.item, c.subject, c.predicate].append(c)
        of_pair[c.pair].append(c)
        places[c.subject, c.object, c.predicate].append(c)
        here[c.item, c.subject, c.object, c.predicate] = c.score
        subject_best[c.subject, c.predicate] = max(c.score, subject_best.get((c.subject, c.predicate), _NONE))
        object_best[c.object, c.predicate] = max(c.score, object_best.get((c.object, c.predicate), _NONE))
    rows = np.zeros((len(candidates), len(FEATURES)), dtype=np.float32)
    for row, c in zip(rows, candidates, strict=True):
        subjects = [o for o in same_object[c.item, c.object, c.predicate] if o is not c]
        objects = [o for o in same_subject[c.item, c.subject, c.predicate] if o is not c]
        rival_subject = max((o.score for o in subjects), default=_NONE)
        rival_object = max((o.score for o in objects), default=_NONE)
        elsewhere = [o.score for o in places[c.subject, c.object, c.predicate] if o is not c]
        next_object, object_distance, second_object = _nearest(c, objects, "right")
        next_subject, subject_distance, second_subject = _nearest(c, subjects, "left")
        row[:] = (
            c.score, _PREDICATES.index(c.predicate), c.rules > 0, c.rules, c.other_rules, is_real,
            _KINDS.index(c.kind), _TYPES.index(c.subject[0]), _TYPES.index(c.object[0]),
            rival_subject, c.score - rival_subject, sum(o.score > c.score for o in subjects), sum(o.score > _LIKELY for o in subjects),
            rival_object, c.score - rival_object, sum(o.score > c.score for o in objects), sum(o.score > _LIKELY for o in objects),
            max((o.score for o in of_pair[c.pair] if o is not c), default=_NONE), here.get((c.item, c.object, c.subject, c.predicate), _NONE),
            max(elsewhere, default=_NONE), len(elsewhere), abs(c.right - c.left), c.left < c.right,
            next_object, object_distance, second_object, next_subject, subject_distance, second_subject,
            subject_best[c.subject, c.predicate], object_best[c.object, c.predicate],
            _SOURCES.get(c.subject_source, 3), _SOURCES.get(c.object_source, 3), len(of_pair[c.pair]),
        )  # fmt: skip
    return rows


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees as flat arrays, one entry a node; a leaf points at itself.

    Attributes
    ----------
    feature, threshold, left, right, value : array
    roots : array
        The trees' first nodes.
    depth : int
        Of the deepest tree.
    base : float
        Log-odds before any tree.
    """

    feature: npt.NDArray[np.int64]
    threshold: npt.NDArray[np.float64]
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    roots: npt.NDArray[np.int64]
    depth: int
    base: float

    def probabilities(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """Return the probability of each row, 0 to 1."""
        at = np.tile(self.roots, (len(rows), 1))
        which = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            at = np.where(rows[which, self.feature[at]] <= self.threshold[at], self.left[at], self.right[at])
        total: npt.NDArray[np.float64] = self.base + self.value[at].sum(axis=1)
        return 1.0 / (1.0 + np.exp(-total))
