"""The values that every part of `kg` passes around: frozen, typed, without behaviour beyond small look-ups.

Offsets are characters into the source file as decoded, newlines as they are, end exclusive: ``briefing.text[start:end]``.
Lines count from 1.
"""

from __future__ import annotations

import bisect
import datetime as dt
import functools
import hashlib
import re
import unicodedata
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

BASE = "https://w3id.org/edgekg/"
"""Base of every IRI that `kg` makes."""

ENTITY_TYPES = ("Organization", "Person", "Chip", "Core", "ISA", "Device", "Software", "Model", "Paper", "Dataset", "Venue")
"""The classes of things, as the annotation guide names them."""

CORE_KINDS = ("CPU", "GPU", "NPU", "DSP", "ISP", "other")
"""The kinds of Core."""

STATUSES = ("asserted", "planned", "rumored", "denied", "past")
"""How sure a sentence is of what it says."""

Status = Literal["asserted", "planned", "rumored", "denied", "past"]

_MADE = frozenset({"Chip", "Core", "ISA", "Device", "Software", "Model"})
_PART = frozenset({"Chip", "Core", "Device", "Software", "Model"})
_ORG = frozenset({"Organization"})
_CHIP = frozenset({"Chip"})
_PAPER = frozenset({"Paper"})
_CODE = frozenset({"Software", "Model"})

PREDICATES: Mapping[str, tuple[frozenset[str], frozenset[str] | None]] = {
    "developedBy": (_MADE, frozenset({"Organization", "Person"})),
    "manufacturedBy": (_CHIP, _ORG),
    "processNode": (_CHIP, None),
    "hasCore": (frozenset({"Chip", "Device"}), frozenset({"Core"})),
    "coreCount": (_CHIP, None),
    "clockFrequency": (_CHIP, None),
    "aiPerformance": (frozenset({"Chip", "Core", "Device"}), None),
    "isa": (frozenset({"Chip", "Core", "Device"}), frozenset({"ISA"})),
    "usesChip": (frozenset({"Device", "Organization"}), _CHIP),
    "successorOf": (_PART, _PART),
    "acquires": (_ORG, _ORG),
    "investsIn": (_ORG, _ORG),
    "fundingRound": (_ORG, None),
    "partnersWith": (_ORG, _ORG),
    "memberOf": (_ORG, _ORG),
    "customerOf": (_ORG, _ORG),
    "holdsPosition": (frozenset({"Person"}), _ORG),
    "subsidiaryOf": (_ORG, _ORG),
    "reportsMetric": (_ORG, None),
    "proposes": (_PAPER, frozenset({"Model", "Software", "Dataset", "Chip", "Core"})),
    "arxivId": (_PAPER, None),
    "venue": (_PAPER, frozenset({"Venue"})),
    "affiliation": (_PAPER, _ORG),
    "codeRepository": (frozenset({"Paper", "Model", "Software"}), None),
    "evaluatedOn": (frozenset({"Paper", "Model", "Software", "Chip"}), frozenset({"Dataset"})),
    "basedOn": (_CODE, _CODE),
    "supports": (frozenset({"Software", "Model", "Core", "Chip", "Device"}), frozenset({"Chip", "ISA", "Software", "Core", "Device"})),
    "releases": (frozenset({"Software"}), None),
}
"""Each predicate with the types its subject may have and those its object may have; ``None`` where the object is a literal."""

Qualifier = str | int | bool


@functools.lru_cache(maxsize=50_000)
def slug(name: str) -> str:
    """Return the last part of a thing's IRI: NFKC, lower case, ``+`` as ``plus``, other runs of non-letters and non-digits as ``-``.

    Examples
    --------
    >>> slug("Snapdragon 855+"), slug("黄山 2S"), slug("nn-Meter: Towards")
    ('snapdragon-855plus', '黄山-2s', 'nn-meter-towards')
    """
    text = unicodedata.normalize("NFKC", name).lower().replace("+", "plus")
    return re.sub(r"(?:[^\w]|_)+", "-", text).strip("-") or hashlib.sha256(name.encode()).hexdigest()[:12]


def entity_iri(type_: str, name: str) -> str:
    """Return the IRI of a thing from its type and canonical name.

    Examples
    --------
    >>> entity_iri("Chip", "Kompanio 1300T")
    'https://w3id.org/edgekg/id/chip/kompanio-1300t'
    """
    return f"{BASE}id/{type_.lower()}/{slug(name)}"


def briefing_iri(stem: str) -> str:
    """Return the IRI of a briefing, which is also the name of its graph."""
    return f"{BASE}briefing/{slug(stem)}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its span in the briefing's content."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link: the span of its text in the content (empty for a bare URL), its target, and the target's span in the source."""

    start: int
    end: int
    url: str
    source_start: int
    source_end: int


ItemKind = Literal["summary", "brief", "news", "paper", "repository", "post", "text"]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a briefing: a bullet, or a headed entry with its summary.

    Attributes
    ----------
    kind : str
        ``summary`` (导读), ``brief`` (a bullet of short news, ``maker：text``), ``news``, ``paper``, ``repository``,
        ``post`` (博文), or ``text`` where no section says.
    section : str
        Heading the item stands under, as written; empty where there is none.
    start, end : int
        Span of the whole item.
    head : tuple of int or None
        Span of what stands before ``：`` in a brief, or of ``owner/repo`` in a repository item.
    title : tuple of int or None
        Span of the title: the link text of a headed entry, without tags, repository, and the name of the media at its end.
    tags : tuple of tuple of int
        Spans of bracketed tags before the title (``[MobiSys 2021]``, ``[2107.12292]``), without the brackets.
    links : tuple of Link
    sentences : tuple of Sentence
        In order; the title is the first, where there is one.

    All spans are spans of the briefing's content.
    """

    kind: ItemKind
    section: str
    start: int
    end: int
    head: tuple[int, int] | None
    title: tuple[int, int] | None
    tags: tuple[tuple[int, int], ...]
    links: tuple[Link, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Briefing:
    """A file as read: its text, its date, its items.

    Attributes
    ----------
    stem : str
        File name without ending; names the briefing.
    text : str
        The file as decoded.
    date : datetime.date or None
        None where neither front matter, title nor file name gives one; `date_from` says which of them did.
    content : str
        What a reader sees of the text: markup, link targets, media names and footer gone. Spans of items, sentences,
        links and mentions are spans of the content.
    offsets : array of int
        Offset in `text` of each character of the content, and one more for its end.
    """

    stem: str
    text: str
    date: dt.date | None
    date_from: str
    title: str
    items: tuple[Item, ...]
    content: str
    offsets: array[int] = field(repr=False)
    line_starts: array[int] = field(repr=False)
    path: str = ""
    digest: str = ""

    @property
    def iri(self) -> str:
        """IRI of the briefing and of its graph."""
        return briefing_iri(self.stem)

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the source that the content's span stands for."""
        return self.offsets[start], (self.offsets[end - 1] + 1 if end > start else self.offsets[start])

    def line_of(self, offset: int) -> int:
        """Return the line (from 1) that the character at source `offset` stands on."""
        return bisect.bisect_right(self.line_starts, offset)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a thing is named.

    Attributes
    ----------
    start, end : int
    type : str
        One of `ENTITY_TYPES`.
    name : str
        Canonical name of what is mentioned.
    source : str
        Component that found it: ``vocabulary``, ``family``, ``new``, ``title``.
    kind : str
        For a Core, one of `CORE_KINDS`; else empty.
    suffix : str
        What a name carries that is no part of it (``MC9`` of ``Mali-G77 MC9``); empty where nothing.
    """

    start: int
    end: int
    type: str
    name: str
    source: str = "vocabulary"
    kind: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing as one briefing names it."""

    type: str
    name: str
    aliases: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    mentions: tuple[tuple[int, int], ...] = ()
    kind: str = ""
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def iri(self) -> str:
        """IRI of the thing: from type and canonical name."""
        return entity_iri(self.type, self.name)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place that says a claim: the span that shows it, its line, and the sentence around it."""

    start: int
    end: int
    line: int
    quote: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a briefing says: subject, predicate, object, qualifiers, status; and where it says so.

    `subject` is the IRI of an entity of the same `Annotation`; so is `object` unless the predicate takes a literal.
    """

    subject: str
    predicate: str
    object: str
    qualifiers: tuple[tuple[str, Qualifier], ...] = ()
    status: Status = "asserted"
    rule: str = ""
    confidence: float = 1.0
    evidence: tuple[Evidence, ...] = ()

    @property
    def is_literal(self) -> bool:
        """Whether the object is a literal rather than a thing."""
        return PREDICATES[self.predicate][1] is None

    def iri(self, briefing: str) -> str:
        """Return the claim's IRI: a hash of briefing, subject, predicate, object and qualifiers, so that edits elsewhere rename nothing."""
        parts = [briefing, self.subject, self.predicate, self.object, *(f"{k}={v}" for k, v in sorted(self.qualifiers))]
        digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
        return f"{BASE}claim/{digest[:20]}"


@dataclass(frozen=True, slots=True, repr=False)
class Annotation:
    """Everything found in one briefing."""

    briefing: str
    date: dt.date | None
    title: str
    entities: tuple[Entity, ...]
    claims: tuple[Claim, ...]
    digest: str = ""
    silent: tuple[Evidence, ...] = ()
    text: str = ""
    """The file as decoded, where a store shall keep it for reading."""

    def entity(self, iri: str) -> Entity:
        """Return the entity with that IRI (KeyError where there is none)."""
        for entity in self.entities:
            if entity.iri == iri:
                return entity
        raise KeyError(iri)

    def __repr__(self) -> str:
        from kg.display import text_table  # nothing of it is needed to read

        parts = [text_table(columns, rows, heading=f"{heading} ({len(rows)})") for heading, columns, rows in self._tables() if rows]
        return "\n\n".join([f"{self.briefing}{f': {self.title}' if self.title not in {'', self.briefing} else ''}", *parts])

    def _repr_html_(self) -> str:
        from kg.display import html_table

        return "".join(html_table(columns, rows, heading=f"{heading} ({len(rows)})") for heading, columns, rows in self._tables())

    def _tables(self) -> tuple[tuple[str, tuple[str, ...], list[tuple[object, ...]]], ...]:
        """The entities and the claims, as tables with their headings."""
        names = {e.iri: e.name for e in self.entities}
        entities: list[tuple[object, ...]] = [(e.type, e.name, ", ".join(e.aliases), ", ".join(map(str, e.lines))) for e in self.entities]
        claims: list[tuple[object, ...]] = [
            (names[c.subject], c.predicate, names.get(c.object, c.object), ", ".join(f"{k}={v}" for k, v in c.qualifiers), c.status, c.evidence[0].quote if c.evidence else "")
            for c in self.claims
        ]
        return ("Entities", ("type", "name", "other names", "lines"), entities), ("Claims", ("subject", "predicate", "object", "qualifiers", "status", "quote"), claims)
