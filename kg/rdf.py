"""Annotation <-> RDF: a briefing's own graph, written and read back. The only file that knows the RDF shape of a claim.

A briefing's graph holds its metadata, one *naming* node for each thing it names (with the names it uses) and one *claim* node for each claim,
with a node for each place that says it. The namings carry what `kg.current` and `kg.links` need, so that nothing is read twice; labels and types
themselves stand in the graph ``current`` only, since every triple stands in exactly one graph.

``rdf:subject``, ``rdf:object`` and ``edge:names`` point at the representative of linked things; where that is not the thing as the briefing names it,
``edge:statedSubject``, ``edge:statedObject`` and ``edge:statedThing`` keep the latter.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

import pyoxigraph as ox

from kg import claim_numbers
from kg import nodes as foundry_nodes
from kg.model import BASE, PREDICATES, Annotation, Claim, Entity, Evidence, Qualifier, Status, briefing_iri, slug
from kg.namespaces import EDGE, PREFIXES, TYPE, Term, date_literal, decimal, node, text_label
from kg.nodes import NodeClaim

__all__ = [
    "POINTERS",
    "PREFIXES",
    "BriefingRecord",
    "ClaimRecord",
    "NamingRecord",
    "annotation_quads",
    "node_claim",
    "nodes",
    "process_node_iri",
    "read_briefings",
    "read_claims",
    "read_namings",
    "text_node",
]

POINTERS = (("rdf:subject", "edge:statedSubject"), ("rdf:object", "edge:statedObject"), ("edge:names", "edge:statedThing"))
"""Properties that point at a representative, each with the one that keeps the thing as its briefing names it where that is another."""

_RENAMED = {"value": "valueText", "amount": "amountText"}
_QUALIFIER_OF = {text: name for name, text in _RENAMED.items()}
_DERIVED = frozenset(
    [
        *("status", "rule", "confidence", "evidence", "statedSubject", "statedObject"),
        *claim_numbers.DERIVED,
        "identifiedNode",
        *("currentStatus", "statusSetBy", "changesStatusOf", "afterDays"),
    ]
)
"""Properties of a claim in the ontology's namespace that are no qualifiers: its frame, numbers that follow from its texts, what `kg.current` says of it."""


def process_node_iri(text: str) -> str:
    """Return the IRI of a process node from the words that name it.

    Examples
    --------
    >>> process_node_iri("7 nm EUV").rsplit("/", 2)[1:]
    ['processnode', '7-nm-euv']
    """
    return f"{BASE}id/processnode/{slug(text)}"


def text_node(stem: str) -> ox.NamedNode:
    """Return the node that holds the text of a briefing: apart from the briefing, so that who reads its metadata doesn't read the text.

    Examples
    --------
    >>> text_node("2021-07-18").value
    'https://w3id.org/edgekg/briefing/2021-07-18/text'
    """
    return ox.NamedNode(f"{briefing_iri(stem)}/text")


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A claim as the graph holds it.

    Attributes
    ----------
    subject, object : str
        IRIs of the things it is about, each the representative of what is linked; a literal object as in the annotation.
        The object of ``processNode`` is the node's IRI.
    text : str
        The object as in the annotation where the annotation has a literal, else empty.
    briefing : str
        Stem of the briefing that says it.
    stated_subject, stated_object : str
        The things as the briefing itself names them.
    conditions : tuple of (str, str)
        What the number is for, as ``precision`` and ``condition``: stated by the annotation, or read from the sentences.
    identified : str
        IRI of the foundry's node that a process node is, where that is known.
    """

    iri: str
    subject: str
    predicate: str
    object: str
    text: str
    qualifiers: tuple[tuple[str, Qualifier], ...]
    status: Status
    rule: str
    confidence: float
    briefing: str
    date: dt.date | None
    evidence: tuple[Evidence, ...]
    stated_subject: str
    stated_object: str
    conditions: tuple[tuple[str, str], ...] = ()
    identified: str = ""

    @property
    def order(self) -> tuple[dt.date, str]:
        """Sort key by the time of saying: an undated briefing counts as the oldest, then the stem decides."""
        return (self.date or dt.date.min, slug(self.briefing))

    @property
    def claim(self) -> Claim:
        """The claim as its annotation had it."""
        object_ = self.text or self.stated_object
        return Claim(self.stated_subject, self.predicate, object_, self.qualifiers, self.status, self.rule, self.confidence, self.evidence)


@dataclass(frozen=True, slots=True)
class NamingRecord:
    """How one briefing names one thing.

    Attributes
    ----------
    thing : str
        IRI of the representative.
    stated : str
        IRI that follows from the name in this briefing.
    briefing : str
        IRI of the briefing.
    """

    iri: str
    thing: str
    stated: str
    briefing: str
    type: str
    name: str
    labels: tuple[tuple[str, str], ...]
    aliases: tuple[str, ...]
    kind: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BriefingRecord:
    """A briefing as the graph holds it."""

    iri: str
    stem: str
    title: str
    date: dt.date | None
    digest: str


def annotation_quads(annotation: Annotation) -> Iterator[ox.Quad]:
    """Yield the quads of a briefing's own graph.

    Examples
    --------
    >>> from kg.model import Annotation, Claim, Entity, Evidence
    >>> chip = Entity("Chip", "Y1")
    >>> claim = Claim(chip.iri, "coreCount", "8", evidence=(Evidence(4, 6, 1, "八核", "Y1 是八核芯片。"),))
    >>> quads = list(annotation_quads(Annotation("b", None, "B", (chip,), (claim,))))
    >>> [q.object.value for q in quads if q.predicate == node("edge:value")], {q.graph_name.value for q in quads}
    (['8'], {'https://w3id.org/edgekg/briefing/b'})
    """
    graph = ox.NamedNode(briefing_iri(annotation.briefing))
    for subject, predicate, object_ in _annotation_triples(annotation, graph):
        yield ox.Quad(subject, predicate, object_, graph)


_Triple = tuple[ox.NamedNode, ox.NamedNode, Term]


def _annotation_triples(annotation: Annotation, briefing: ox.NamedNode) -> Iterator[_Triple]:
    yield briefing, TYPE, node("edge:Briefing")
    yield briefing, node("dcterms:identifier"), ox.Literal(annotation.briefing)
    yield briefing, node("dcterms:title"), ox.Literal(annotation.title)
    if annotation.date is not None:
        yield briefing, node("dcterms:date"), date_literal(annotation.date)
    if annotation.digest:
        yield briefing, node("edge:digest"), ox.Literal(annotation.digest)
    if annotation.text:
        text = text_node(annotation.briefing)
        yield from ((text, TYPE, node("edge:SourceText")), (text, node("prov:wasDerivedFrom"), briefing), (text, node("edge:text"), ox.Literal(annotation.text)))
    for entity in annotation.entities:
        yield from _naming_triples(entity, briefing)
    claims = _one_each(annotation)
    for iri, claim in claims.items():
        yield from _claim_triples(ox.NamedNode(iri), claim, briefing, annotation.date)
    for iri, found in foundry_nodes.identified(node_claim(iri, claim, annotation.briefing) for iri, claim in claims.items()).items():
        yield ox.NamedNode(iri), node("edge:identifiedNode"), ox.NamedNode(found.iri)


def _one_each(annotation: Annotation) -> dict[str, Claim]:
    """Return the claims by IRI; of two that are one, the first, with the evidence of both."""
    result: dict[str, Claim] = {}
    for claim in annotation.claims:
        iri = claim.iri(annotation.briefing)
        known = result.get(iri)
        result[iri] = claim if known is None else replace(known, evidence=tuple(dict.fromkeys((*known.evidence, *claim.evidence))))
    return result


def node_claim(iri: str, claim: Claim | ClaimRecord, briefing: str) -> NodeClaim:
    """Return what a claim says of a chip's process node or maker, for `kg.nodes.identified`; nothing of either where it is about something else."""
    text = (claim.text if isinstance(claim, ClaimRecord) else claim.object) if claim.predicate == "processNode" else ""
    foundry = claim.object if claim.predicate == "manufacturedBy" and claim.status not in {"denied", "past"} else ""
    return NodeClaim(iri, claim.subject, text, foundry, briefing, frozenset(e.sentence for e in claim.evidence if e.sentence))


def _naming_triples(entity: Entity, briefing: ox.NamedNode) -> Iterator[_Triple]:
    naming = ox.NamedNode(f"{briefing.value}/thing/{hashlib.sha256(entity.iri.encode()).hexdigest()[:16]}")
    yield naming, TYPE, node("edge:Naming")
    yield naming, node("prov:wasDerivedFrom"), briefing
    yield naming, node("edge:names"), ox.NamedNode(entity.iri)
    yield naming, node("edge:thingType"), node(f"edge:{entity.type}")
    yield naming, node("edge:name"), ox.Literal(entity.name)
    for language, text in dict(entity.labels or (("", entity.name),)).items():
        yield naming, node("edge:label"), text_label(text, language)
    for alias in dict.fromkeys(entity.aliases):
        yield naming, node("edge:alias"), ox.Literal(alias)
    if entity.kind:
        yield naming, node("edge:kind"), ox.Literal(entity.kind)
    for line in dict.fromkeys(entity.lines):
        yield naming, node("edge:line"), ox.Literal(line)


def _claim_triples(iri: ox.NamedNode, claim: Claim, briefing: ox.NamedNode, date: dt.date | None) -> Iterator[_Triple]:
    yield iri, TYPE, node("edge:Claim")
    yield iri, node("rdf:subject"), ox.NamedNode(claim.subject)
    yield iri, node("rdf:predicate"), node(f"edge:{claim.predicate}")
    yield iri, node("rdf:object"), _object(claim)
    yield iri, node("edge:status"), node(f"edge:{claim.status.capitalize()}")
    yield iri, node("edge:rule"), ox.Literal(claim.rule)
    yield iri, node("edge:confidence"), decimal(round(claim.confidence, 3))
    yield iri, node("prov:wasDerivedFrom"), briefing
    if date is not None:
        yield iri, node("dcterms:date"), date_literal(date)
    yield from ((iri, node(f"edge:{name}"), value) for name, value in (*_qualifiers(claim), *claim_numbers.numbers(claim)))
    yield from ((iri, node(f"edge:{name}"), ox.Literal(text)) for name, text in claim_numbers.conditions(claim))
    for number, evidence in enumerate(claim.evidence, 1):
        place = ox.NamedNode(f"{iri.value}/{number}")
        yield iri, node("edge:evidence"), place
        yield place, TYPE, node("edge:Evidence")
        yield place, node("edge:quote"), ox.Literal(evidence.quote)
        yield place, node("edge:sentence"), ox.Literal(evidence.sentence)
        yield place, node("edge:line"), ox.Literal(evidence.line)
        yield place, node("edge:start"), ox.Literal(evidence.start)
        yield place, node("edge:end"), ox.Literal(evidence.end)


def _object(claim: Claim) -> Term:
    if claim.predicate == "processNode":
        return ox.NamedNode(process_node_iri(claim.object))
    return ox.Literal(claim.object) if claim.is_literal else ox.NamedNode(claim.object)


def _qualifiers(claim: Claim) -> Iterator[tuple[str, Term]]:
    for name, value in claim.qualifiers:
        if name not in _RENAMED and (name in _DERIVED or name in _QUALIFIER_OF or not re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII)):
            raise ValueError(f"{name!r} can't be the name of a qualifier")
        yield _RENAMED.get(name, name), ox.Literal(value)


Statement = ox.Triple | ox.Quad
Node = Mapping[str, list[Term]]
"""The properties of one subject: IRI of the property -> its values."""


def nodes(statements: Iterable[Statement]) -> dict[str, Node]:
    """Group statements by subject; what has no IRI for a subject is left out."""
    result: dict[str, defaultdict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for s in statements:
        if isinstance(s.subject, ox.NamedNode) and isinstance(s.object, ox.NamedNode | ox.Literal):
            result[s.subject.value][s.predicate.value].append(s.object)
    return dict(result)


def _first(properties: Node, name: str, default: str = "") -> str:
    found = properties.get(node(name).value)
    return found[0].value if found else default


def _all(properties: Node, name: str) -> list[Term]:
    return properties.get(node(name).value, [])


def _is_a(properties: Node, class_: str) -> bool:
    return node(class_) in _all(properties, "rdf:type")


def _read_date(properties: Node) -> dt.date | None:
    text = _first(properties, "dcterms:date")
    return dt.date.fromisoformat(text) if text else None


def read_claims(statements: Iterable[Statement]) -> list[ClaimRecord]:
    """Return the claims among the statements, by time of saying, then IRI.

    Their evidence and the metadata of their briefings are read where they are among the statements too.
    """
    subjects = nodes(statements)
    stems = {iri: _first(p, "dcterms:identifier") for iri, p in subjects.items() if _all(p, "dcterms:identifier")}
    records = [_read_claim(iri, p, subjects, stems) for iri, p in subjects.items() if _is_a(p, "edge:Claim")]
    return sorted(records, key=lambda r: (*r.order, r.iri))


def _read_claim(iri: str, properties: Node, subjects: Mapping[str, Node], stems: Mapping[str, str]) -> ClaimRecord:
    predicate = _first(properties, "rdf:predicate").removeprefix(EDGE)
    subject, object_, briefing = (_first(properties, name) for name in ("rdf:subject", "rdf:object", "prov:wasDerivedFrom"))
    text = "" if PREDICATES.get(predicate, (None, None))[1] is not None else _first(properties, "edge:valueText") if predicate == "processNode" else object_
    places = sorted((place.value for place in _all(properties, "edge:evidence")), key=lambda place: int(place.rsplit("/", 1)[-1]))
    status = _first(properties, "edge:status", f"{EDGE}Asserted").removeprefix(EDGE).lower()
    record = ClaimRecord(
        iri=iri, subject=subject, predicate=predicate, object=object_, text=text, qualifiers=_read_qualifiers(predicate, properties),
        status=cast(Status, status),
        rule=_first(properties, "edge:rule"), confidence=float(_first(properties, "edge:confidence", "1")),
        briefing=stems.get(briefing, briefing.rsplit("/", 1)[-1]), date=_read_date(properties),
        evidence=tuple(_read_evidence(subjects[place]) for place in places if place in subjects),
        stated_subject=_first(properties, "edge:statedSubject", subject), stated_object=_first(properties, "edge:statedObject", object_),
        conditions=tuple((name, text) for name in claim_numbers.CONDITIONS if (text := _first(properties, f"edge:{name}"))),
        identified=_first(properties, "edge:identifiedNode"),
    )  # fmt: skip
    return _without_read(record) if record.conditions else record


def _without_read(record: ClaimRecord) -> ClaimRecord:
    """The record without the qualifiers that were read from sentences: its IRI is hashed from those that the annotation states.

    Where the stem that it is hashed with is not among what is read, they count as read from sentences.
    """
    names = [name for name, _ in record.qualifiers if name in claim_numbers.CONDITIONS]
    ways = [replace(record, qualifiers=tuple(q for q in record.qualifiers if q[0] not in dropped)) for dropped in ((), *((name,) for name in names), tuple(names))]
    return next((way for way in ways if way.claim.iri(record.briefing) == record.iri), ways[-1])


def _read_qualifiers(predicate: str, properties: Node) -> tuple[tuple[str, Qualifier], ...]:
    own = {"processNode": {"valueText"}, "reportsMetric": {"metric"}}.get(predicate, set())
    found: list[tuple[str, Qualifier]] = []
    for property_, terms in properties.items():
        name = property_.removeprefix(EDGE)
        if name != property_ and name not in _DERIVED and name not in own:
            found += [(_QUALIFIER_OF.get(name, name), _python(term)) for term in terms]
    return tuple(sorted(found))


def _python(term: Term) -> Qualifier:
    if isinstance(term, ox.Literal) and term.datatype == node("xsd:integer"):
        return int(term.value)
    return term.value == "true" if isinstance(term, ox.Literal) and term.datatype == node("xsd:boolean") else term.value


def _read_evidence(properties: Node) -> Evidence:
    start, end, line = (int(_first(properties, f"edge:{name}", "0")) for name in ("start", "end", "line"))
    return Evidence(start, end, line, _first(properties, "edge:quote"), _first(properties, "edge:sentence"))


def read_namings(statements: Iterable[Statement]) -> list[NamingRecord]:
    """Return the namings among the statements, by IRI."""
    return sorted((_read_naming(iri, p) for iri, p in nodes(statements).items() if _is_a(p, "edge:Naming")), key=lambda r: r.iri)


def _read_naming(iri: str, properties: Node) -> NamingRecord:
    thing = _first(properties, "edge:names")
    labels = sorted((t.language or "", t.value) for t in _all(properties, "edge:label") if isinstance(t, ox.Literal))
    return NamingRecord(
        iri=iri, thing=thing, stated=_first(properties, "edge:statedThing", thing), briefing=_first(properties, "prov:wasDerivedFrom"),
        type=_first(properties, "edge:thingType").removeprefix(EDGE), name=_first(properties, "edge:name"), labels=tuple(labels),
        aliases=tuple(sorted(t.value for t in _all(properties, "edge:alias"))), kind=_first(properties, "edge:kind"),
        lines=tuple(sorted(int(t.value) for t in _all(properties, "edge:line"))),
    )  # fmt: skip


def read_briefings(statements: Iterable[Statement]) -> list[BriefingRecord]:
    """Return the briefings among the statements, oldest first."""
    records = [
        BriefingRecord(iri, _first(p, "dcterms:identifier"), _first(p, "dcterms:title"), _read_date(p), _first(p, "edge:digest"))
        for iri, p in nodes(statements).items()
        if _is_a(p, "edge:Briefing")
    ]
    return sorted(records, key=lambda r: (r.date or dt.date.min, r.stem))
