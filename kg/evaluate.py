"""Scores annotations against gold: precision, recall and F1 by type and predicate, precision by rule, and what kind of error each error is.

Totals are those of the project's reference scorer, micro-averaged over the files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.agreement import AnnotatedClaim, AnnotatedEntity, Reading, agreeing, align_claims, align_entities, parse_annotation, read_annotation, same_qualifier
from kg.errors import InputError

ERROR_CLASSES = (
    "missed entity", "wrong type", "wrong boundary", "spurious entity", "missed claim", "wrong argument", "spurious claim", "wrong status", "wrong qualifier",
)  # fmt: skip
"""The kinds of errors. ``wrong type``, ``wrong boundary`` and ``wrong argument`` are one missed and one spurious; the last two are of claims that match."""


@dataclass(frozen=True, slots=True)
class Score:
    """How many were right, how many were predicted, how many gold holds.

    Examples
    --------
    >>> score = Score(6, 8, 12)
    >>> score.precision, score.recall, round(score.f1, 3)
    (0.75, 0.5, 0.6)
    """

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """Share of what was predicted that is right; 0 where nothing was predicted."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of gold that was found; 0 where gold holds nothing."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Error:
    """One error: its class, where it is, what gold says and what was predicted; one of the two may be empty."""

    kind: str
    briefing: str
    line: int
    gold: str = ""
    predicted: str = ""
    rule: str = ""

    def __str__(self) -> str:
        said = " → ".join(filter(None, (self.gold, self.predicted)))
        return f"{self.briefing}:{self.line}: {self.kind}: {said}"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a comparison with gold gave.

    Attributes
    ----------
    types, predicates : mapping of str to Score
        Scores of entities by type, and of claims by predicate.
    rules : mapping of str to Score
        Claims by the rule that made them; a rule has no gold of its own, so only its precision means something.
    status, qualifiers : Score
        Accuracy over the claims that match: `right` of `gold`.
    errors : tuple of Error
    files : mapping of str to (Score, Score)
        Entities and claims of each briefing.
    """

    types: Mapping[str, Score] = field(default_factory=dict)
    predicates: Mapping[str, Score] = field(default_factory=dict)
    rules: Mapping[str, Score] = field(default_factory=dict)
    status: Score = Score()
    qualifiers: Score = Score()
    errors: tuple[Error, ...] = ()
    files: Mapping[str, tuple[Score, Score]] = field(default_factory=dict)

    @property
    def entities(self) -> Score:
        """The score over all types."""
        return sum(self.types.values(), Score())

    @property
    def claims(self) -> Score:
        """The score over all predicates."""
        return sum(self.predicates.values(), Score())

    @property
    def error_counts(self) -> dict[str, int]:
        """How many errors there are of each class, in the order of `ERROR_CLASSES`."""
        counts = Counter(error.kind for error in self.errors)
        return {kind: counts[kind] for kind in ERROR_CLASSES}

    def __add__(self, other: Evaluation) -> Evaluation:
        return Evaluation(
            _sum(self.types, other.types), _sum(self.predicates, other.predicates), _sum(self.rules, other.rules), self.status + other.status,
            self.qualifiers + other.qualifiers, self.errors + other.errors, {**self.files, **other.files},
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Return the evaluation as JSON-ready values."""
        return {
            "entities": {**_figures(self.entities), "types": {k: _figures(v) for k, v in self.types.items()}},
            "claims": {**_figures(self.claims), "predicates": {k: _figures(v) for k, v in self.predicates.items()}},
            "status": _accuracy(self.status),
            "qual": _accuracy(self.qualifiers),
            "rules": {k: {"p": round(v.precision, 4), "right": v.right, "predicted": v.predicted} for k, v in self.rules.items()},
            "errors": self.error_counts,
            "files": {stem: {"entities": _figures(entities), "claims": _figures(claims)} for stem, (entities, claims) in self.files.items()},
        }


def _sum(a: Mapping[str, Score], b: Mapping[str, Score]) -> dict[str, Score]:
    return {key: a.get(key, Score()) + b.get(key, Score()) for key in sorted(a.keys() | b.keys())}


def _figures(score: Score) -> dict[str, float]:
    return {"p": round(score.precision, 4), "r": round(score.recall, 4), "f1": round(score.f1, 4), "right": score.right, "predicted": score.predicted, "gold": score.gold}


def _accuracy(score: Score) -> float | None:
    return round(score.right / score.gold, 4) if score.gold else None


def evaluate(gold: Path | str, predicted: Path | str) -> Evaluation:
    """Score annotation files against gold.

    Parameters
    ----------
    gold, predicted : path
        A file each, or folders whose ``*.json`` files are paired by name: a gold file without a prediction counts as all missed, a prediction without
        gold is passed over.

    Raises
    ------
    InputError
        If a file is missing or is no annotation, or there is no gold in the folder.
    """
    gold, predicted = Path(gold), Path(predicted)
    if not gold.is_dir():
        return compare(read_annotation(gold), read_annotation(predicted / gold.name if predicted.is_dir() else predicted))
    files = sorted(gold.glob("*.json"))
    if not files:
        raise InputError(f"{gold}: no annotation (*.json) in that folder; give the folder with the gold files")
    if not predicted.is_dir():
        raise InputError(f"{predicted}: not a folder, while {gold} is one; give the folder that kg annotate --out wrote")
    total = Evaluation()
    for file in files:
        mine = predicted / file.name
        total += compare(read_annotation(file), read_annotation(mine) if mine.exists() else parse_annotation({"entities": [], "claims": []}))
    return total


def compare(gold: Reading, predicted: Reading) -> Evaluation:
    """Compare the annotations of one briefing.

    Examples
    --------
    >>> entities = [{"id": "e1", "type": "Chip", "name": "Y1"}]
    >>> gold = parse_annotation({"briefing": "b", "entities": entities, "claims": [{"s": "e1", "p": "coreCount", "o": "8", "line": 3}]})
    >>> wrong = parse_annotation({"entities": entities, "claims": [{"s": "e1", "p": "coreCount", "o": "4", "line": 3}]})
    >>> evaluation = compare(gold, wrong)
    >>> evaluation.entities.f1, evaluation.claims.f1, *map(str, evaluation.errors)
    (1.0, 0.0, 'b:3: wrong argument: Y1 coreCount 8 → Y1 coreCount 4')
    """
    entities = align_entities(gold, predicted)
    claims = align_claims(gold, predicted, entities)
    matched = [(gold.claims[j], predicted.claims[i]) for i, j in sorted(claims.items())]
    types = _count(
        (predicted.entities[id_].type for id_ in entities), (t.type for t in predicted.entities.values()), (t.type for t in gold.entities.values())
    )  # fmt: skip
    predicates = _count((p.predicate for _, p in matched), (s.predicate for s in predicted.claims), (s.predicate for s in gold.claims))
    return Evaluation(
        types=types,
        predicates=predicates,
        rules=_count((p.rule for _, p in matched if p.rule), (s.rule for s in predicted.claims if s.rule), ()),
        status=Score(sum(g.status == p.status for g, p in matched), len(matched), len(matched)),
        qualifiers=_qualifiers(matched),
        errors=(*_entity_errors(gold, predicted, entities), *_claim_errors(gold, predicted, entities, claims)),
        files={gold.briefing: (sum(types.values(), Score()), sum(predicates.values(), Score()))},
    )


def _count(right: Iterable[str], predicted: Iterable[str], gold: Iterable[str]) -> dict[str, Score]:
    counts = [Counter(right), Counter(predicted), Counter(gold)]
    return {key: Score(*(c[key] for c in counts)) for key in sorted(counts[1].keys() | counts[2].keys())}


def _qualifiers(matched: Iterable[tuple[AnnotatedClaim, AnnotatedClaim]]) -> Score:
    """Accuracy over the qualifiers that either side has; one that only one side has is wrong."""
    right = total = 0
    for g, p in matched:
        right += agreeing(g, p)
        total += len(g.qualifiers.keys() | p.qualifiers.keys())
    return Score(right, total, total)


def _entity_errors(gold: Reading, predicted: Reading, aligned: Mapping[str, str]) -> Iterator[Error]:
    """Class the entities that have no counterpart: one that shares a name with a missed one has the wrong type, one that shares part of it the wrong boundary."""
    found = set(aligned.values())
    missed = {id_: entity for id_, entity in gold.entities.items() if id_ not in found}
    for id_, entity in predicted.entities.items():
        if id_ in aligned:
            continue
        typed = next((g for g in missed.values() if g.names & entity.names), None)
        other = typed or next((g for g in missed.values() if g.type == entity.type and _overlap(g, entity)), None)
        kind = "wrong type" if typed else "wrong boundary" if other else "spurious entity"
        if other:
            del missed[other.id]
        yield Error(kind, gold.briefing, min(entity.lines, default=0), _named(other), _named(entity))
    for entity in missed.values():
        yield Error("missed entity", gold.briefing, min(entity.lines, default=0), _named(entity))


def _overlap(a: AnnotatedEntity, b: AnnotatedEntity) -> bool:
    """Whether a name of one is part of a name of the other, on a line that both stand on."""
    return bool(set(a.lines) & set(b.lines)) and any(x in y or y in x for x in a.names for y in b.names)


def _named(entity: AnnotatedEntity | None) -> str:
    return f"{entity.type} {entity.name}" if entity else ""


def _claim_errors(gold: Reading, predicted: Reading, entities: Mapping[str, str], aligned: Mapping[int, int]) -> Iterator[Error]:
    said = set(aligned.values())
    missed = [s for j, s in enumerate(gold.claims) if j not in said]
    for i, p in enumerate(predicted.claims):
        if i in aligned:
            yield from _matched_errors(gold, predicted, gold.claims[aligned[i]], p)
            continue
        other = next((g for g in missed if g.predicate == p.predicate and _half(g, p, entities)), None)
        if other:
            missed.remove(other)
        yield Error("wrong argument" if other else "spurious claim", gold.briefing, p.line, gold.show(other) if other else "", predicted.show(p), p.rule)
    for g in missed:
        yield Error("missed claim", gold.briefing, g.line, gold.show(g))


def _half(gold: AnnotatedClaim, predicted: AnnotatedClaim, entities: Mapping[str, str]) -> bool:
    """Whether one of the two arguments is right where the other is wrong: on the same line, or as another value of the same entity."""
    same_subject = gold.subject == entities.get(predicted.subject)
    same_object = gold.object == (predicted.object if predicted.is_literal else entities.get(predicted.object))
    return (same_subject and gold.is_literal) or (gold.line == predicted.line and (same_subject or same_object))


def _matched_errors(gold: Reading, predicted: Reading, g: AnnotatedClaim, p: AnnotatedClaim) -> Iterator[Error]:
    if g.status != p.status:
        yield Error("wrong status", gold.briefing, p.line, gold.show(g), predicted.show(p), p.rule)
    for name in sorted(g.qualifiers.keys() | p.qualifiers.keys()):
        a, b = g.qualifiers.get(name), p.qualifiers.get(name)
        if a is None or b is None or not same_qualifier(name, a, b):
            yield Error("wrong qualifier", gold.briefing, p.line, gold.show(g), predicted.show(p), p.rule)
