"""Where briefings disagree: two values of what has one value at a time, one claim that denies another, one name that two things bear.

Not every difference is a disagreement. A value that replaces a rumour or a plan, being said later and more firmly, is a change; values that round to each
other, or hold under other conditions, agree; what one sentence tells side by side is a list or a comparison. What a ruling overrules is out of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg import aspects as parts
from kg import current
from kg.conflicts.names import shared_names
from kg.conflicts.values import amount, conditions, lists_clocks, mentions_node, mentions_number, same_node, sentences, tells_of_change
from kg.corrections import type_of
from kg.graph import KnowledgeGraph
from kg.links import link_key
from kg.model import BASE
from kg.rdf import ClaimRecord, NamingRecord

KINDS = ("number", "node", "maker", "name", "status")
"""The kinds of conflict."""

_SHOWN = 3
_FIRMNESS = {"rumored": 0, "planned": 1, "asserted": 2}
_COUNTS = frozenset({"count", "coreCount"})
_CLOCKS = frozenset({"frequency", "clockFrequency"})
_SERIES = re.compile(r"系列|家族|\bseries\b|\bfamily\b", re.IGNORECASE)
_EACH = re.compile(r"各(?:有|为|自|配)?\s*(?:\d|[一二两三四五六七八九十])|\beach\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values, and what says it.

    Attributes
    ----------
    value : str
        As people read it: a label, or the text.
    values : tuple of str
        What a ruling has to name to take it: texts, or IRIs.
    claims : tuple of ClaimRecord
        By time of saying.
    iri : str
        Of the thing that is the value; empty for a text.
    """

    value: str
    values: tuple[str, ...]
    claims: tuple[ClaimRecord, ...]
    iri: str = ""

    @property
    def telling(self) -> ClaimRecord:
        """The firmest of the claims; of those, the latest."""
        return max(self.claims, key=lambda c: (_FIRMNESS.get(c.status, -1), c.order))


@dataclass(frozen=True, slots=True)
class Conflict:
    """Values of which at most one can be right.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    subject : str
        IRI of the thing.
    label, type : str
        Of the thing.
    predicate, aspect : str
        What is said of it: the predicate of the claims, and which part of them (`kg.aspects`); ``name`` for a name that several things bear.
    context : tuple of str
        What the claims share, as ``name=value``.
    sides : tuple of Side
        In order of time.
    name : str
        The name that several things bear.
    """

    kind: str
    subject: str
    label: str
    type: str
    predicate: str
    aspect: str
    context: tuple[str, ...]
    sides: tuple[Side, ...]
    name: str = ""

    @property
    def id(self) -> str:
        """What names it, as long as the things keep their IRIs."""
        said = (self.subject if self.aspect != "name" else "", self.predicate, self.aspect, *self.context, link_key(self.name))
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:8]

    def to_json(self, label: Callable[[str], str] = str) -> dict[str, Any]:
        """Return it as JSON-ready values.

        Parameters
        ----------
        label : callable
            IRI -> label, for the things in the context.
        """
        scope = dict(text.split("=", 1) for text in self.context)
        return {
            "id": self.id, "kind": self.kind, "subject": {"iri": self.subject, "type": self.type, "label": self.label}, "predicate": self.predicate, "aspect": self.aspect,
            "scope": {name: label(value) for name, value in scope.items()}, **({"name": self.name} if self.name else {}),
            "sides": [
                {"value": side.value, **({"iri": side.iri} if side.iri else {}), "status": side.telling.status, "claims": [_claim_json(claim) for claim in side.claims]}
                for side in self.sides
            ],
        }  # fmt: skip


def _claim_json(claim: ClaimRecord) -> dict[str, Any]:
    first = claim.evidence[0] if claim.evidence else None
    told = {"line": first.line, "quote": first.quote, "sentence": first.sentence} if first else {}
    return {"iri": claim.iri, "briefing": claim.briefing, "date": claim.date.isoformat() if claim.date else None, "status": claim.status, **told}


@dataclass(slots=True)
class _Value:
    """A value and the claims that say so, or something that agrees with it."""

    texts: list[str]
    claims: list[ClaimRecord] = field(default_factory=list)


def find_conflicts(graph: KnowledgeGraph, thing: str = "", kinds: Collection[str] = ()) -> list[Conflict]:
    """Return where briefings disagree, by kind and label.

    Parameters
    ----------
    graph : KnowledgeGraph
    thing : str
        IRI of the one thing to look at; all, where it is empty.
    kinds : collection of str
        Some of `KINDS`; all, where it is empty.
    """
    overruled = graph.overruled()
    by_subject: dict[str, list[ClaimRecord]] = defaultdict(list)
    for claim in _claims(graph, thing):
        if claim.iri not in overruled:
            by_subject[claim.subject].append(claim)
    finder = _Finder(graph)
    found = [conflict for subject, own in by_subject.items() for conflict in finder.of(subject, own)]
    if not kinds or "name" in kinds:
        found += finder.names(thing)
    return sorted((c for c in found if not kinds or c.kind in kinds), key=lambda c: (KINDS.index(c.kind), c.label, c.predicate, c.context, c.aspect))


def _claims(graph: KnowledgeGraph, thing: str) -> list[ClaimRecord]:
    """Return the claims among which there may be a conflict: of predicates with one value at a time, and of things of which something is denied."""
    if thing:
        return list(graph.claims(subject=thing))
    found: dict[str, ClaimRecord] = {}
    for predicate, spec in parts.functional().items():
        # The engine tells which things have several values, or several claims of one; only their claims are read.
        several = "COUNT(DISTINCT ?object) > 1" if spec.compares == (parts.OBJECT,) else "COUNT(?claim) > COUNT(DISTINCT ?object)"
        rows = graph.query(f"SELECT ?subject {{ ?claim rdf:predicate edge:{predicate} ; rdf:subject ?subject ; rdf:object ?object }} GROUP BY ?subject HAVING ({several})")
        subjects = [subject for row in rows if type_of(subject := str(row["subject"])) in spec.subjects or not spec.subjects]
        found.update({claim.iri: claim for subject in subjects for claim in graph.claims(subject=subject, predicate=predicate)})
    for row in graph.query("SELECT DISTINCT ?subject { ?claim edge:status edge:Denied ; rdf:subject ?subject }"):
        found.update({claim.iri: claim for claim in graph.claims(subject=str(row["subject"]))})
    return list(found.values())


class _Finder:
    """Finds the conflicts of a graph."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph
        self._parts: dict[tuple[str, str], bool] = {}

    def _names(self, iri: str) -> tuple[str, ...]:
        thing = self._graph.index.get(iri)
        return tuple(name for name in (*(text for _, text in thing.labels), *thing.aliases) if len(name) > 1) if thing else ()

    def _within(self, part: str, whole: str) -> bool:
        """Whether something is claimed to belong to something."""
        pair = part, whole
        if not (part.startswith(f"{BASE}id/") and whole.startswith(f"{BASE}id/")):
            return False
        if pair not in self._parts:
            text = f"ASK {{ ?claim rdf:subject <{part}> ; rdf:predicate edge:subsidiaryOf ; rdf:object <{whole}> }}"
            self._parts[pair] = bool(self._graph.query(text).boolean)
        return self._parts[pair]

    def of(self, subject: str, claims: Sequence[ClaimRecord]) -> Iterator[Conflict]:
        """Yield the conflicts among the claims about one thing."""
        if self._graph.index.get(subject) is None:
            return
        groups: dict[tuple[str, str, tuple[str, ...]], list[tuple[ClaimRecord, str]]] = defaultdict(list)
        for claim in claims:
            for aspect in parts.aspects(claim):
                if aspect.name != parts.STATUS and claim.status in _FIRMNESS:
                    groups[claim.predicate, aspect.name, aspect.context].append((claim, aspect.value))
        if not any(_SERIES.search(name) for name in self._names(subject)):
            for (predicate, name, context), said in groups.items():
                yield from self._of_values(subject, predicate, name, context, said)
        for group in current.by_fact(claims).values():
            yield from self._of_status(subject, group)

    def _conflict(self, kind: str, subject: str, predicate: str, aspect: str, context: tuple[str, ...], sides: Iterable[Side], name: str = "") -> Conflict:
        ordered = tuple(sorted(sides, key=lambda side: (side.claims[0].order, side.value)))
        thing = self._graph.index.get(subject)
        return Conflict(kind, subject, self._graph.label(subject), thing.type if thing else "", predicate, aspect, context, ordered, name)

    def _of_values(self, subject: str, predicate: str, aspect: str, context: tuple[str, ...], said: Sequence[tuple[ClaimRecord, str]]) -> Iterator[Conflict]:
        kind = parts.functional()[predicate].kind
        part = predicate if aspect == parts.OBJECT else aspect
        said = [(claim, value) for claim, value in said if _stands_alone(claim, value, part, said)]
        values = self._grouped(kind, part, said)
        clashing = {i for i, a in enumerate(values) for j, b in enumerate(values) if i != j and not _replaced(a, b) and self._clash(kind, part, a, b)}
        if len(clashing) > 1:
            sides = (self._side(values[i]) for i in sorted(clashing))
            yield self._conflict(kind, subject, predicate, aspect, context, sides)

    def _side(self, value: _Value) -> Side:
        text = value.texts[0]
        iri = text if text.startswith(f"{BASE}id/") else ""
        return Side(self._graph.label(text) if iri else text, tuple(dict.fromkeys(value.texts)), tuple(sorted(value.claims, key=lambda c: (*c.order, c.iri))), iri)

    def _grouped(self, kind: str, part: str, said: Sequence[tuple[ClaimRecord, str]]) -> list[_Value]:
        """Put claims together whose values are the same, or agree."""
        found: dict[str, _Value] = {}
        for claim, text in said:
            found.setdefault(text, _Value([text])).claims.append(claim)
        merged: list[_Value] = []
        for value in found.values():
            friends = [other for other in merged if self._agree(kind, part, value, other)]
            for other in friends:
                value = _Value([*other.texts, *value.texts], [*other.claims, *value.claims])
                merged.remove(other)
            merged.append(value)
        return merged

    def _agree(self, kind: str, part: str, a: _Value, b: _Value) -> bool:
        if kind == "node":
            return all(same_node(x, y) for x in a.texts for y in b.texts)
        if kind == "number":
            amounts = [[amount(part, text, sentences(claim)) for text in value.texts for claim in value.claims] for value in (a, b)]
            return all(x is None or y is None or (x.unit == y.unit and x.agrees(y)) for x in amounts[0] for y in amounts[1])
        return any(self._within(x, y) or self._within(y, x) for x in a.texts for y in b.texts)

    def _clash(self, kind: str, part: str, a: _Value, b: _Value) -> bool:
        """Whether some claim of the one and some of the other can't both be right."""
        if kind in {"maker", "name"} and {c.briefing for c in a.claims} & {c.briefing for c in b.claims}:
            return False  # who names both tells of two
        return any(self._exclude(kind, part, x, y, a, b) for x in a.claims for y in b.claims)

    def _exclude(self, kind: str, part: str, x: ClaimRecord, y: ClaimRecord, a: _Value, b: _Value) -> bool:
        first, second = sentences(x), sentences(y)
        if part == "developedBy":
            if self._tells_both(first, a.texts, b.texts) or self._tells_both(second, b.texts, a.texts):
                return False
        elif self._compares(kind, first, b.texts) or self._compares(kind, second, a.texts):
            return False
        if kind != "number" or part in _COUNTS:
            return True
        units = {found.unit for text in (a.texts[0], b.texts[0]) if (found := amount(part, text)) is not None}
        return len(units) == 1 and conditions(first) == conditions(second)

    def _compares(self, kind: str, text: str, others: Sequence[str]) -> bool:
        """Whether every sentence that says a value names one of the others as well: it compares them, or tells of a change."""
        return all(any(self._mentions(kind, sentence, other) for other in others) for sentence in text.split("\n"))

    def _tells_both(self, text: str, makers: Sequence[str], others: Sequence[str]) -> bool:
        """Whether every sentence that names a maker names another beside it: "made by 甲 and 乙"; who is named elsewhere in it has another part in the news."""

        def named(clause: str, makers: Sequence[str]) -> bool:
            return any(self._mentions("maker", clause, maker) for maker in makers)

        return all(any(named(clause, makers) and named(clause, others) for clause in re.split(r"[，。；,;]", sentence)) for sentence in text.split("\n"))

    def _mentions(self, kind: str, sentence: str, text: str) -> bool:
        if kind == "node":
            return mentions_node(sentence, text)
        if text.startswith(f"{BASE}id/"):
            folded = sentence.casefold()
            return any(name.casefold() in folded for name in self._names(text))
        return mentions_number(sentence, text) if re.search(r"\d", text) else text in sentence

    def _of_status(self, subject: str, claims: Sequence[ClaimRecord]) -> Iterator[Conflict]:
        denied, said = ([c for c in claims if (c.status == "denied") is is_denied and (c.status in _FIRMNESS or is_denied)] for is_denied in (True, False))
        if not denied or not said:
            return
        last = max(c.order for c in denied)
        settled = any(c.status != "rumored" and c.order > last for c in said)  # what was no plan then is one now
        against = [c for c in said if (c.status == "asserted" and c.order <= last) or c.order > last]
        if against and not settled:
            telling = max(against, key=lambda c: (_FIRMNESS[c.status], c.order))
            value = telling.text or self._graph.label(telling.object)
            statuses = tuple(dict.fromkeys(c.status for c in said))
            sides = (Side(f"{value}: denied", ("denied",), tuple(denied)), Side(f"{value}: {telling.status}", statuses, tuple(said)))
            context = next(aspect.context for aspect in parts.aspects(denied[-1]) if aspect.name == parts.STATUS)
            yield self._conflict("status", subject, denied[-1].predicate, parts.STATUS, context, sides)

    def names(self, thing: str = "") -> Iterator[Conflict]:
        """Yield the names that several things bear."""
        for shared in shared_names(self._graph, thing, _rejected_names(self._graph)):
            sides = [Side(self._graph.label(iri), (iri,), claims, iri) for iri, namings in shared.bearers.items() if (claims := self._about(iri, namings, shared.name))]
            if len(sides) == len(shared.bearers):
                yield self._conflict("name", thing or min(shared.bearers), "name", "name", (), sides, shared.name)

    def _about(self, iri: str, namings: Sequence[NamingRecord], name: str) -> tuple[ClaimRecord, ...]:
        """What those briefings say of the thing where they name it so; else where they speak of it at all."""
        briefings = {naming.briefing.rsplit("/", 1)[-1] for naming in namings}
        own = [c for c in (*self._graph.claims(subject=iri), *self._graph.claims(object=iri)) if c.briefing in briefings]
        naming_it = [c for c in own if name.casefold() in sentences(c).casefold()]
        return tuple({(c.briefing, sentences(c)): c for c in reversed(naming_it or own)}.values())[: -_SHOWN - 1 : -1]


def _rejected_names(graph: KnowledgeGraph) -> set[tuple[str, str]]:
    rows = graph.query('SELECT ?thing ?name { ?ruling a edge:Ruling ; edge:aspect "name" ; edge:rejects ?thing ; edge:newName ?name }')
    return {(str(row["thing"]), link_key(str(row["name"]))) for row in rows}


def _stands_alone(claim: ClaimRecord, value: str, part: str, said: Sequence[tuple[ClaimRecord, str]]) -> bool:
    """Whether a claim tells the one value there is, and not one of several: of clusters, variants, or a list."""
    text = sentences(claim)
    if (part in _CLOCKS and lists_clocks(text)) or (part in _COUNTS and _EACH.search(text)):
        return False
    others = [other for other, its in said if its != value and other.briefing == claim.briefing]
    if part in _COUNTS | _CLOCKS and (others or any(_other_cluster(claim, other) for other, _ in said)):
        return False
    own = set(text.split("\n"))
    return not any(own & set(sentences(other).split("\n")) for other in others)


def _other_cluster(claim: ClaimRecord, other: ClaimRecord) -> bool:
    """Whether two claims of one briefing tell of two clusters of a core: each says something of it that the other doesn't."""
    own, its = frozenset(claim.qualifiers), frozenset(other.qualifiers)
    return claim.briefing == other.briefing and not own <= its and not its <= own


def _replaced(a: _Value, b: _Value) -> bool:
    """Whether one of two values was said after the other was said for the last time, more firmly or as a change: then nobody disagrees."""
    return any(_gives_way(x.claims, y.claims) for x, y in ((a, b), (b, a)))


def _gives_way(old: Sequence[ClaimRecord], new: Sequence[ClaimRecord]) -> bool:
    last, firmest = max(c.date or dt.date.min for c in old), max(_FIRMNESS[c.status] for c in old)
    later = [c for c in new if (c.date or dt.date.min) > last]
    return any(_FIRMNESS[c.status] > firmest or tells_of_change(sentences(c)) for c in later)
