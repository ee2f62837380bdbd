"""Claims -> nanopublications: each a claim that stands for itself, with where it was read and how, and who publishes it, in four named graphs.

A claim is asserted as the claim that it is: with its status and qualifiers. Only one that its briefing states as a fact also asserts the plain edge: a rumor
or a denial must not be read as one.

References
----------
Nanopublication guidelines: https://nanopub.net/guidelines/working_draft/
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.current import plain_edges
from kg.export import Progress
from kg.export.whole import whole_file
from kg.model import BASE
from kg.namespaces import PREFIXES, TYPE, node
from kg.rdf import ClaimRecord, Node, nodes, read_claims

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

NANOPUB = "http://www.nanopub.org/nschema#"
SOFTWARE = f"{BASE}software/kg"
"""IRI of kg itself, to which what it read is attributed."""

_SAYING = frozenset(f"{PREFIXES[p]}{name}" for p, name in (("prov", "wasDerivedFrom"), ("dcterms", "date"), ("edge", "evidence"), ("edge", "rule"), ("edge", "confidence")))
"""Properties of a claim that say where it comes from: they are provenance, all others are what it says."""


def rule_iri(name: str) -> str:
    """Return the IRI of a rule.

    Examples
    --------
    >>> rule_iri("hardware.core_in_chip").rsplit("/", 2)[1:]
    ['rules', 'hardware.core_in_chip']
    """
    return f"{BASE}rules/{''.join(c if c.isalnum() or c in '._-' else '-' for c in name)}"


def nanopublications(graph: KnowledgeGraph, created: dt.datetime | None = None, progress: Progress | None = None) -> Iterator[ox.Quad]:
    """Yield the nanopublications of all claims of a graph, briefing by briefing.

    Parameters
    ----------
    graph : KnowledgeGraph
    created : datetime, optional
        When they are published; now, by default.
    progress : callable, optional
        Called for each briefing.
    """
    from kg import __version__  # kept out of a circle

    when = (created or dt.datetime.now(dt.UTC)).astimezone(dt.UTC).replace(microsecond=0)
    stamp = ox.Literal(when.isoformat().replace("+00:00", "Z"), datatype=node("xsd:dateTime"))
    briefings = graph.briefings()
    for number, briefing in enumerate(briefings):
        if progress is not None:
            progress(number, len(briefings), briefing.stem)
        quads = graph.quads_of(briefing.iri)
        subjects = nodes(quads)
        for claim in read_claims(quads):
            yield from _one(claim, subjects, graph.label, stamp, __version__)
    if progress is not None:
        progress(len(briefings), len(briefings), "")


def _one(claim: ClaimRecord, subjects: Mapping[str, Node], label: Callable[[str], str], stamp: ox.Literal, version: str) -> Iterator[ox.Quad]:
    """The four graphs of one nanopublication."""
    whole, said, briefing = ox.NamedNode(f"{claim.iri}/nanopublication"), ox.NamedNode(claim.iri), subjects[claim.iri][node("prov:wasDerivedFrom").value][0]
    head, assertion, provenance, publication, reading = (
        ox.NamedNode(f"{whole.value}#{part}") for part in ("head", "assertion", "provenance", "publication", "reading")
    )  # fmt: skip
    yield ox.Quad(whole, TYPE, ox.NamedNode(f"{NANOPUB}Nanopublication"), head)
    for name, part in (("hasAssertion", assertion), ("hasProvenance", provenance), ("hasPublicationInfo", publication)):
        yield ox.Quad(whole, ox.NamedNode(NANOPUB + name), part, head)
    yield from _properties(said, subjects[claim.iri], assertion, leave_out=_SAYING)
    if claim.status == "asserted":
        yield from (ox.Quad(ox.NamedNode(claim.subject), property_, value, assertion) for property_, value in plain_edges(claim))
    yield ox.Quad(assertion, node("prov:wasDerivedFrom"), briefing, provenance)
    yield ox.Quad(assertion, node("prov:wasGeneratedBy"), reading, provenance)
    yield ox.Quad(reading, TYPE, node("prov:Activity"), provenance)
    yield ox.Quad(reading, node("prov:used"), briefing, provenance)
    yield ox.Quad(reading, node("prov:wasAssociatedWith"), ox.NamedNode(SOFTWARE), provenance)
    if claim.rule:
        yield ox.Quad(reading, node("dcterms:conformsTo"), ox.NamedNode(rule_iri(claim.rule)), provenance)
    for name in sorted(_SAYING):
        yield from (ox.Quad(said, ox.NamedNode(name), value, provenance) for value in subjects[claim.iri].get(name, ()))
    for place in subjects[claim.iri].get(node("edge:evidence").value, ()):
        if isinstance(place, ox.NamedNode) and place.value in subjects:
            yield from _properties(place, subjects[place.value], provenance)
    if isinstance(briefing, ox.NamedNode) and briefing.value in subjects:
        yield from _properties(briefing, subjects[briefing.value], provenance)
    yield ox.Quad(whole, node("dcterms:created"), stamp, publication)
    yield ox.Quad(whole, node("prov:wasAttributedTo"), ox.NamedNode(SOFTWARE), publication)
    yield ox.Quad(whole, node("rdfs:label"), ox.Literal(f"{label(claim.subject)} {claim.predicate} {claim.text or label(claim.object)}"), publication)
    yield ox.Quad(ox.NamedNode(SOFTWARE), TYPE, node("prov:SoftwareAgent"), publication)
    yield ox.Quad(ox.NamedNode(SOFTWARE), node("rdfs:label"), ox.Literal(f"kg {version}"), publication)


def _properties(subject: ox.NamedNode, properties: Node, graph: ox.NamedNode, leave_out: Container[str] = ()) -> Iterator[ox.Quad]:
    for name in sorted(properties):
        if name not in leave_out:
            yield from (ox.Quad(subject, ox.NamedNode(name), value, graph) for value in properties[name])


def write(graph: KnowledgeGraph, path: Path, progress: Progress) -> list[Path]:
    """Write all nanopublications of a graph to one TriG file."""
    prefixes = {**PREFIXES, "np": NANOPUB}
    with whole_file(path) as file, file.open("wb") as output:
        ox.serialize(nanopublications(graph, progress=progress), output, format=ox.RdfFormat.TRIG, prefixes=prefixes)
    return [path]
