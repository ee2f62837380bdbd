"""What a person rules on: which things are one and which are two, what a name is, what is no thing, which of two claims is right.

Corrections are kept in Turtle beside the briefings (``corrections.ttl``), each with who made it, when, and why. The extraction is never edited: a
correction is one more layer (`kg.corrections_layer`) that each build puts on the graph, and taking it back gives the graph that was there before.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pyoxigraph as ox

from kg.errors import InputError
from kg.model import BASE
from kg.namespaces import CORRECTIONS, TYPE, Term, node, text_label

KINDS: Mapping[str, str] = {"same-as": "Merge", "different-from": "Split", "rename": "Rename", "not-a-thing": "Removal", "rule": "Ruling"}
"""The kinds of correction, as the command line names them, with their classes in the ontology."""

LONGEST_REASON = 2000
"""Characters of the longest reason: a sentence or two, not a file."""


@dataclass(frozen=True, slots=True, order=True)
class Correction:
    """One ruling of a person.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    things : tuple of str
        IRIs of what it is about: two for ``same-as`` and ``different-from``, in code point order; for a ruling on a name, all that bear it; else one.
    who, when, why : str
        Who made it, on which day (ISO 8601), and the reason.
    name, language : str
        Of ``rename``: the new label. Of a ruling on a name: that name.
    predicate, aspect, context : str, str, tuple of str
        Of ``rule``: the predicate of the claims, what about them is compared (``object``, ``status``, ``name`` or a qualifier), and what they have in common
        (``period=2021Q2``).
    keeps, rejects : str, tuple of str
        Of ``rule``: the value that is right, and those that are not; texts, or IRIs of things.

    Examples
    --------
    >>> Correction("same-as", (BASE + "id/chip/a", BASE + "id/chip/b"), "Ann", "2031-05-06", "one die").id
    '8ebcc7ce44'
    """

    kind: str
    things: tuple[str, ...]
    who: str = ""
    when: str = ""
    why: str = ""
    name: str = ""
    language: str = ""
    predicate: str = ""
    aspect: str = ""
    context: tuple[str, ...] = ()
    keeps: str = ""
    rejects: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What names it: it follows from what is ruled, not from who did, when and why."""
        said = (self.kind, *self.things, self.name, self.language, self.predicate, self.aspect, *self.context, "keeps", self.keeps, *self.rejects)
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:10]

    @property
    def iri(self) -> str:
        """Its IRI."""
        return f"{BASE}correction/{self.id}"

    @property
    def reason(self) -> str:
        """Who says so and why, in words."""
        return f"{self.who or 'the user'} says so{f': {self.why}' if self.why else ''}"

    def triples(self) -> Iterator[ox.Triple]:
        """Yield it as RDF: the same in the file and in the graph ``corrections``."""
        subject = ox.NamedNode(self.iri)
        for property_, value in self._statements():
            yield ox.Triple(subject, property_, value)

    def _statements(self) -> Iterator[tuple[ox.NamedNode, Term]]:
        yield TYPE, node(f"edge:{KINDS[self.kind]}")
        yield from ((node("edge:corrects"), ox.NamedNode(thing)) for thing in self.things)
        if self.name:
            yield node("edge:newName"), text_label(self.name, self.language)
        if self.predicate:
            yield node("edge:onPredicate"), node(f"edge:{self.predicate}")
        if self.aspect:
            yield node("edge:aspect"), ox.Literal(self.aspect)
        yield from ((node("edge:scope"), ox.Literal(text)) for text in self.context)
        if self.keeps:
            yield node("edge:keeps"), ox.Literal(self.keeps)
        yield from ((node("edge:rejects"), ox.Literal(value)) for value in self.rejects)
        if self.why:
            yield node("edge:reason"), ox.Literal(self.why)
        if self.who:
            yield node("dcterms:creator"), ox.Literal(self.who)
        if self.when:
            yield node("dcterms:created"), ox.Literal(self.when, datatype=node("xsd:date"))


@dataclass(frozen=True, slots=True)
class Corrections:
    """All of them, in the order in which they were made."""

    entries: tuple[Correction, ...] = ()

    def of_kind(self, kind: str) -> tuple[Correction, ...]:
        """Return those of a kind."""
        return tuple(entry for entry in self.entries if entry.kind == kind)

    @property
    def removed(self) -> frozenset[str]:
        """The IRIs that are no things."""
        return frozenset(entry.things[0] for entry in self.of_kind("not-a-thing"))

    def quads(self) -> Iterator[ox.Quad]:
        """Yield them as they stand in the graph ``corrections``."""
        for entry in self.entries:
            yield from (ox.Quad(t.subject, t.predicate, t.object, CORRECTIONS) for t in entry.triples())

    def to_json(self) -> list[dict[str, Any]]:
        """Return them as JSON-ready values; see `from_json`."""
        return [{name: list(value) if isinstance(value, tuple) else value for name, value in asdict(entry).items() if value} for entry in self.entries]

    @classmethod
    def from_json(cls, values: Iterable[Mapping[str, Any]]) -> Corrections:
        """Return what `to_json` gave.

        Examples
        --------
        >>> some = Corrections((Correction("rename", (BASE + "id/chip/a",), "Ann", "2031-05-06", "its market name", "Alpha 1", "en"),))
        >>> Corrections.from_json(some.to_json()) == some
        True
        """
        fields: list[dict[str, Any]] = [{name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()} for entry in values]
        return cls(tuple(Correction(**entry) for entry in fields))

    @classmethod
    def joined(cls, several: Iterable[Corrections]) -> Corrections:
        """Return corrections of several files as one; of two that rule the same, the first."""
        found: dict[str, Correction] = {}
        for corrections in several:
            for entry in corrections.entries:
                found.setdefault(entry.id, entry)
        return cls(tuple(found.values()))


def pair(kind: str, first: str, second: str, *, who: str = "", when: str = "", why: str = "") -> Correction:
    """Return a correction about two things, in code point order.

    Examples
    --------
    >>> pair("same-as", BASE + "id/chip/b", BASE + "id/chip/a").things[0].rsplit("/", 1)[-1]
    'a'
    """
    return Correction(kind, (min(first, second), max(first, second)), who, when, why)


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_IRIS = {"same-as": 2, "different-from": 2, "rename": 1, "not-a-thing": 1}


def type_of(iri: str) -> str:
    """Return the class of a thing as its IRI has it; empty where the IRI is none of a thing.

    Examples
    --------
    >>> type_of(BASE + "id/chip/y1"), type_of("https://elsewhere.example/")
    ('chip', '')
    """
    rest = iri.removeprefix(f"{BASE}id/")
    return rest.split("/", 1)[0] if rest != iri and "/" in rest else ""


def check(correction: Correction) -> None:
    """See whether a correction says all that it has to.

    Raises
    ------
    InputError
        If it does not; without a place, which the caller knows.
    """
    c = correction
    for thing in c.things:
        if not type_of(thing):
            raise InputError(f"<{thing}> is no thing of the graph; give an IRI such as <{BASE}id/chip/y1>")
    needed = _IRIS.get(c.kind, 1)
    if len(c.things) < needed or (c.kind in _IRIS and len(c.things) > needed):
        raise InputError(f"edge:{KINDS[c.kind]} is about {needed} thing{'s' if needed > 1 else ''}, and names {len(c.things)} (edge:corrects)")
    if c.kind in {"same-as", "different-from"} and type_of(c.things[0]) != type_of(c.things[1]):
        raise InputError(f"<{c.things[0]}> and <{c.things[1]}> are not two things of one type; correct the IRIs")
    if c.kind == "rename" and not c.name.strip():
        raise InputError("edge:Rename gives no edge:newName")
    if c.kind == "rule":
        for missing in (name for name, value in (("edge:aspect", c.aspect), ("edge:keeps", c.keeps), ("edge:rejects", c.rejects)) if not value):
            raise InputError(f"edge:Ruling gives no {missing}; kg correct rule writes them")
        if c.keeps in c.rejects:
            raise InputError(f"edge:Ruling keeps and rejects {c.keeps!r}; take one of them away")
    if len(c.why) > LONGEST_REASON:
        raise InputError(f"a reason of {len(c.why)} characters; give one of at most {LONGEST_REASON}")
    if c.when and not _DAY.fullmatch(c.when):
        raise InputError(f"dcterms:created {c.when!r} is no day; write it as 2031-05-06")


def check_together(entries: Sequence[Correction]) -> None:
    """See whether corrections contradict each other.

    Raises
    ------
    InputError
        If two things are said to be one and to be two, or one thing to have two new names in one language, or one value is kept and rejected.
    """
    groups: dict[str, set[str]] = {}
    for entry in entries:
        if entry.kind == "same-as":
            joined = set().union(*(groups.get(thing, {thing}) for thing in entry.things))
            groups.update(dict.fromkeys(joined, joined))
    named: dict[tuple[str, str], str] = {}
    ruled: dict[tuple[object, ...], str] = {}
    for entry in entries:
        if entry.kind == "different-from" and entry.things[1] in groups.get(entry.things[0], ()):
            raise InputError(f"{_short(entry.things[0])} and {_short(entry.things[1])} are said to be one thing and to be two (correction {entry.id}); take one of them back")
        if entry.kind == "rename" and named.setdefault((entry.things[0], entry.language), entry.name) != entry.name:
            raise InputError(f"{_short(entry.things[0])} is given two new names in one language (correction {entry.id}); take one of them back")
        if entry.kind == "rule" and ruled.setdefault((entry.things, entry.predicate, entry.aspect, entry.context, entry.name), entry.keeps) != entry.keeps:
            raise InputError(f"two rulings on {_short(entry.things[0])} {entry.predicate} keep different values (correction {entry.id}); take one of them back")


def _short(iri: str) -> str:
    return f"id:{iri.removeprefix(f'{BASE}id/')}"
