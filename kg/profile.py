"""All that a graph holds of one thing: its names, its facts with their evidence, when each was first said and when it changed, where briefings disagree."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg import values
from kg.agreement import period
from kg.graph import Fact, KnowledgeGraph
from kg.model import PREDICATES, Qualifier
from kg.rdf import ClaimRecord
from kg.things import Thing
from kg.vocabulary import fold

_ORDER = {predicate: i for i, predicate in enumerate(PREDICATES)}
_ONE_VALUE = frozenset({"processNode", "coreCount", "arxivId", "manufacturedBy"})
_UNSAID = frozenset({"denied", "past"})


@dataclass(frozen=True, slots=True)
class ProfileFact:
    """A fact with the thing as subject, or as object where `is_inverse`.

    Attributes
    ----------
    value : str
        Label of the other thing, or the literal.
    iri : str
        IRI of the other thing; empty for a literal.
    details : tuple of str
        Qualifiers in words, one text for each set of them that is said.
    status, date
        Of the latest claim.
    holds : bool
        Whether the latest claim is neither denied nor past.
    claims : tuple of ClaimRecord
        By time of saying.
    """

    predicate: str
    is_inverse: bool
    value: str
    iri: str
    details: tuple[str, ...]
    holds: bool
    claims: tuple[ClaimRecord, ...]

    @property
    def status(self) -> str:
        """Status of the latest claim."""
        return self.claims[-1].status

    @property
    def date(self) -> dt.date | None:
        """Date of the latest claim."""
        return self.claims[-1].date

    @property
    def sources(self) -> int:
        """How many briefings say it, or deny it."""
        return len({claim.briefing for claim in self.claims})

    @property
    def name(self) -> str:
        """The predicate; with ``←`` before it where the thing is the object."""
        return f"← {self.predicate}" if self.is_inverse else self.predicate


@dataclass(frozen=True, slots=True)
class Event:
    """Something new in the story of a thing: a fact said for the first time, or with another status than before."""

    date: dt.date | None
    briefing: str
    fact: ProfileFact
    status: str
    was: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Values of which at most one can be right, each with the claims that say so."""

    about: str
    values: tuple[tuple[str, tuple[ClaimRecord, ...]], ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What `profile` gives.

    Attributes
    ----------
    thing : Thing
    facts : tuple of ProfileFact
        Its own in the order of `kg.model.PREDICATES`, then those with it as object.
    timeline : tuple of Event
        Oldest first.
    conflicts : tuple of Conflict
    namesakes : tuple of Thing
        Other things that bear the name.
    """

    thing: Thing
    facts: tuple[ProfileFact, ...]
    timeline: tuple[Event, ...]
    conflicts: tuple[Conflict, ...]
    namesakes: tuple[Thing, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the profile as JSON-ready values."""
        return {
            "iri": self.thing.iri,
            "type": self.thing.type,
            "label": self.thing.label,
            "labels": dict(self.thing.labels),
            "aliases": list(self.thing.aliases),
            "facts": [_fact_json(fact) for fact in self.facts],
            "timeline": [
                {"date": _day(e.date), "briefing": e.briefing, "predicate": e.fact.predicate, "inverse": e.fact.is_inverse, "value": e.fact.value, "status": e.status}
                | ({"was": e.was} if e.was else {})
                for e in self.timeline
            ],
            "conflicts": [
                {"about": c.about, "values": [{"value": value, "claims": [_claim_json(claim) for claim in claims]} for value, claims in c.values]} for c in self.conflicts
            ],
            "namesakes": [{"iri": t.iri, "type": t.type, "label": t.label} for t in self.namesakes],
        }  # fmt: skip


def _day(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def _fact_json(fact: ProfileFact) -> dict[str, Any]:
    return {
        "predicate": fact.predicate, "inverse": fact.is_inverse, "value": fact.value, **({"iri": fact.iri} if fact.iri else {}), "details": list(fact.details),
        "status": fact.status, "date": _day(fact.date), "holds": fact.holds, "sources": fact.sources, "claims": [_claim_json(claim) for claim in fact.claims],
    }  # fmt: skip


def _claim_json(claim: ClaimRecord) -> dict[str, Any]:
    return {
        "iri": claim.iri, "briefing": claim.briefing, "date": _day(claim.date), "status": claim.status, "qualifiers": dict(claim.qualifiers),
        "rule": claim.rule, "confidence": claim.confidence, "evidence": [{"line": e.line, "quote": e.quote, "sentence": e.sentence} for e in claim.evidence],
    }  # fmt: skip


def profile(graph: KnowledgeGraph, name: str, type: str = "") -> Profile:
    """Return all that a graph holds of the thing that bears a name.

    Parameters
    ----------
    graph : KnowledgeGraph
    name : str
        Any of its names, in any language and spelling, or its IRI.
    type : str, optional
        Its class, where things of several classes bear the name.

    Raises
    ------
    NotFoundError
        If nothing bears it; it offers the nearest names.
    """
    thing = graph.entity(name, type)
    namesakes = [other for other in graph.entities(name) if other.iri != thing.iri]
    facts = sorted((_fact(graph, thing, fact) for fact in graph.facts(thing)), key=lambda f: (f.is_inverse, _ORDER.get(f.predicate, len(_ORDER)), not f.holds, f.value))
    return Profile(thing, tuple(facts), tuple(timeline(facts)), tuple(conflicts(facts)), tuple(namesakes))


def _fact(graph: KnowledgeGraph, thing: Thing, fact: Fact) -> ProfileFact:
    is_inverse = fact.subject != thing.iri
    latest = fact.claims[-1]
    other = fact.subject if is_inverse else fact.object
    value, iri = (latest.text, "") if latest.text and not is_inverse else (graph.label(other), other)
    return ProfileFact(fact.predicate, is_inverse, value, iri, tuple(_details(fact.claims)), fact.holds, fact.claims)


def _details(claims: Sequence[ClaimRecord]) -> list[str]:
    """The qualifiers that are said, in words; a set that another contains is left out."""
    said = list(dict.fromkeys(frozenset(claim.qualifiers) for claim in claims))
    return [describe(sorted(s)) for s in said if s and not any(s < other for other in said)]


def describe(qualifiers: Iterable[tuple[str, Qualifier]]) -> str:
    """Return qualifiers in words.

    Examples
    --------
    >>> describe([("count", 4), ("frequency", "2.4 GHz"), ("former", True)])
    '×4, 2.4 GHz, former'
    """
    return ", ".join(f"×{value}" if name == "count" else name if value is True else str(value) for name, value in qualifiers if value is not False)


def timeline(facts: Iterable[ProfileFact]) -> list[Event]:
    """Return when each fact was first said and when its status changed, oldest first; what is undated counts as the oldest."""
    events = [event for fact in facts for event in _events(fact)]
    return sorted(events, key=lambda e: (e.date or dt.date.min, e.briefing))


def _events(fact: ProfileFact) -> Iterator[Event]:
    status = ""
    for claim in fact.claims:
        if claim.status != status:
            yield Event(claim.date, claim.briefing, fact, claim.status, status)
            status = claim.status


def conflicts(facts: Sequence[ProfileFact]) -> list[Conflict]:
    """Return where the claims of one thing exclude each other.

    Several values of what has one (a chip's process, number of cores and maker, a paper's arXiv id); several values of one figure of one period;
    something said and denied. Makers that one briefing names together are no conflict.
    """
    found: list[Conflict] = []
    for predicate in sorted(_ONE_VALUE, key=lambda p: _ORDER[p]):
        groups: dict[Hashable, list[ClaimRecord]] = defaultdict(list)
        names: dict[Hashable, str] = {}
        for fact in facts:
            if fact.predicate == predicate and not fact.is_inverse:
                key = _value_key(fact)
                groups[key] += [claim for claim in fact.claims if claim.status not in _UNSAID]
                names.setdefault(key, fact.value)
        said = {key: claims for key, claims in groups.items() if claims}
        together = [{claim.briefing for claim in claims} for claims in said.values()]
        if len(said) > 1 and not (predicate == "manufacturedBy" and set.intersection(*together)):
            found.append(Conflict(predicate, tuple((names[key], tuple(claims)) for key, claims in said.items())))
    for fact in facts:
        if fact.predicate == "reportsMetric" and not fact.is_inverse:
            found += _metric_conflicts(fact)
        denied = tuple(claim for claim in fact.claims if claim.status == "denied")
        said_so = tuple(claim for claim in fact.claims if claim.status not in _UNSAID)
        if denied and said_so:
            found.append(Conflict(f"{fact.name} {fact.value}", (("said", said_so), ("denied", denied))))
    return found


def _value_key(fact: ProfileFact) -> Hashable:
    """What values that agree have in common: "7 nm EUV" says no other process than "7 nm"."""
    size = values.feature_size_nm(fact.value) if fact.predicate == "processNode" else None
    return size if size is not None else fact.iri or fold(fact.value)


def _metric_conflicts(fact: ProfileFact) -> Iterator[Conflict]:
    by_period: dict[str, dict[Hashable, list[ClaimRecord]]] = defaultdict(lambda: defaultdict(list))
    for claim in fact.claims:
        said = dict(claim.qualifiers)
        if "period" in said and "value" in said and claim.status not in _UNSAID:
            by_period[period(said["period"])][_number(str(said["value"]))].append(claim)
    for groups in by_period.values():
        if len(groups) > 1:
            first = next(iter(groups.values()))[0]
            about = f"{fact.value}, {dict(first.qualifiers)['period']}"
            yield Conflict(about, tuple((str(dict(claims[0].qualifiers)["value"]), tuple(claims)) for claims in groups.values()))


def _number(text: str) -> Hashable:
    quantity = values.quantity(text)
    return (quantity.value, quantity.unit) if quantity else fold(text)
