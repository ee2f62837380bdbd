"""All that a graph holds of one thing: its names, its facts with their evidence, when each was first said and when it changed, where briefings disagree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kg.conflicts import Conflict as Disagreement
from kg.conflicts import find_conflicts
from kg.display import html_card, html_table, quoted, text_table
from kg.display import status as html_status
from kg.errors import needs
from kg.graph import Fact, KnowledgeGraph
from kg.model import PREDICATES, Evidence, Qualifier
from kg.rdf import ClaimRecord
from kg.states import Step, days
from kg.things import Thing

if TYPE_CHECKING:
    import pandas as pd

_ORDER = {predicate: i for i, predicate in enumerate(PREDICATES)}


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
    claims : tuple of ClaimRecord
        By time of saying.
    story : tuple of kg.states.Step
        The states that it has been in, oldest first.
    """

    predicate: str
    is_inverse: bool
    value: str
    iri: str
    details: tuple[str, ...]
    claims: tuple[ClaimRecord, ...]
    story: tuple[Step, ...]

    @property
    def status(self) -> str:
        """Its state: what all claims of it come to (`kg.states`)."""
        return self.story[-1].status

    @property
    def since(self) -> dt.date | None:
        """The day since when it has been in that state."""
        return self.story[-1].since

    @property
    def holds(self) -> bool:
        """Whether it holds now, be it as a plan or a rumor."""
        return self.story[-1].holds

    @property
    def date(self) -> dt.date | None:
        """The day on which it was last spoken of."""
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
    """Something new in the story of a thing: a fact said for the first time, or in another state than before.

    Attributes
    ----------
    was : str
        The state before; empty where it was said for the first time.
    days : int or None
        How long that had lasted; None where one of the two has no date.
    """

    date: dt.date | None
    briefing: str
    fact: ProfileFact
    status: str
    was: str = ""
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """What one claim of a conflict says."""

    value: str
    status: str
    date: dt.date | None
    quote: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims of which at most one can be right.

    Attributes
    ----------
    about : str
        The predicate, and what else the claims have in common: the figure, or what is both said and denied.
    sides : tuple of Side
        Oldest first.
    """

    about: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, repr=False)
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

    def only(self, statuses: Sequence[str]) -> Profile:
        """Return it with the facts that are in one of some states, or all of them where none is given."""
        if not statuses:
            return self
        facts = tuple(fact for fact in self.facts if fact.status in statuses)
        return replace(self, facts=facts, timeline=tuple(timeline(facts)))

    @property
    def iri(self) -> str:
        """IRI of the thing."""
        return self.thing.iri

    @property
    def type(self) -> str:
        """Class of the thing."""
        return self.thing.type

    @property
    def label(self) -> str:
        """Label of the thing."""
        return self.thing.label

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, the label first."""
        return tuple(dict.fromkeys((self.label, *(text for _, text in self.thing.labels), *self.thing.aliases)))

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The places that speak of it, in order of time, each once."""
        claims = sorted({claim.iri: claim for fact in self.facts for claim in fact.claims}.values(), key=lambda c: (*c.order, c.iri))
        return tuple(dict.fromkeys(place for claim in claims for place in claim.evidence))

    def to_pandas(self) -> pd.DataFrame:
        """Return the facts as a pandas DataFrame: ``fact``, ``value``, ``details``, ``status``, ``date``, ``sources``, ``sentence``.

        Raises
        ------
        InputError
            If pandas is not installed.
        """
        pd = needs("pandas", "notebooks", "for a DataFrame")
        frame = pd.DataFrame([dict(zip(_COLUMNS, _cells(fact), strict=True)) for fact in self.facts], columns=_COLUMNS)
        return frame.assign(date=pd.to_datetime(frame["date"]))

    def __repr__(self) -> str:
        also = f"\nalso: {', '.join(self.names[1:])}" if self.names[1:] else ""
        heading = f"{self.label} ({self.type}){also}"
        return text_table(_COLUMNS, map(_cells, self.facts), heading=heading) if self.facts else f"{heading}\nno facts"

    def _repr_html_(self) -> str:
        rows = [(*_cells(fact)[:3], html_status(fact.status), *_cells(fact)[4:6], _quoted(fact)) for fact in self.facts]
        return html_card(self.label, self.type, [" · ".join(self.names[1:])], [html_table(_COLUMNS, rows)] if rows else [])

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
                | ({"was": e.was} if e.was else {}) | ({"days": e.days} if e.days is not None else {})
                for e in self.timeline
            ],
            "conflicts": [
                {"about": c.about, "sides": [{"value": s.value, "status": s.status, "date": _day(s.date), "quote": s.quote} for s in c.sides]} for c in self.conflicts
            ],
            "namesakes": [{"iri": t.iri, "type": t.type, "label": t.label} for t in self.namesakes],
        }  # fmt: skip


_COLUMNS = ("fact", "value", "details", "status", "date", "sources", "sentence")


def _cells(fact: ProfileFact) -> tuple[str, str, str, str, dt.date | None, int, str]:
    place = fact.claims[-1].evidence[:1]
    return fact.name, fact.value, "; ".join(fact.details), fact.status, fact.date, fact.sources, place[0].sentence if place else ""


def _quoted(fact: ProfileFact) -> object:
    claim = fact.claims[-1]
    return quoted(claim.evidence[0].sentence, claim.evidence[0].quote, f"{claim.briefing}:{claim.evidence[0].line}") if claim.evidence else ""


def _day(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def _fact_json(fact: ProfileFact) -> dict[str, Any]:
    return {
        "predicate": fact.predicate, "inverse": fact.is_inverse, "value": fact.value, **({"iri": fact.iri} if fact.iri else {}), "details": list(fact.details),
        "status": fact.status, "since": _day(fact.since), "date": _day(fact.date), "holds": fact.holds, "sources": fact.sources,
        "story": story_json(fact.story), "claims": [_claim_json(claim) for claim in fact.claims],
    }  # fmt: skip


def story_json(story: Sequence[Step]) -> list[dict[str, Any]]:
    """Return the states of a fact as JSON-ready values; ``days`` is how long the state before had lasted."""
    lasted = [None, *(days(was, now) for was, now in pairwise(story))]
    return [
        {"status": step.status, "since": _day(step.since), "briefing": step.first.briefing} | ({"days": n} if n is not None else {})
        for step, n in zip(story, lasted, strict=True)
    ]  # fmt: skip


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
    return Profile(thing, tuple(facts), tuple(timeline(facts)), tuple(conflicts(graph, thing)), tuple(namesakes))


def _fact(graph: KnowledgeGraph, thing: Thing, fact: Fact) -> ProfileFact:
    is_inverse = fact.subject != thing.iri
    latest = fact.claims[-1]
    other = fact.subject if is_inverse else fact.object
    value, iri = (latest.text, "") if latest.text and not is_inverse else (graph.label(other), other)
    return ProfileFact(fact.predicate, is_inverse, value, iri, tuple(details(fact.claims)), fact.claims, fact.story)


def details(claims: Sequence[ClaimRecord]) -> list[str]:
    """Return the qualifiers that claims of one fact say, in words; a set that another contains is left out."""
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
    """Return when each fact was first said and when its state changed, oldest first; what is undated counts as the oldest."""
    events = [event for fact in facts for event in _events(fact)]
    return sorted(events, key=lambda e: (e.date or dt.date.min, e.briefing))


def _events(fact: ProfileFact) -> Iterator[Event]:
    first = fact.story[0]
    yield Event(first.since, first.first.briefing, fact, first.status)
    for was, now in pairwise(fact.story):
        yield Event(now.since, now.first.briefing, fact, now.status, was.status, days(was, now))


def conflicts(graph: KnowledgeGraph, thing: Thing) -> list[Conflict]:
    """Return where claims about a thing exclude each other, as `kg.conflicts` finds them."""
    return [_conflict(graph, found) for found in find_conflicts(graph, thing.iri)]


def _conflict(graph: KnowledgeGraph, found: Disagreement) -> Conflict:
    scope = [graph.label(text.partition("=")[2]) for text in found.context if found.kind != "status"]
    about = " ".join((found.predicate, *scope, *([found.aspect] if found.aspect not in {"object", found.predicate} else []), *filter(None, [found.name])))
    sides = tuple(Side(side.value, side.telling.status, side.telling.date, side.telling.evidence[0].quote if side.telling.evidence else "") for side in found.sides)
    return Conflict(about, sides)
