"""What a graph is as a data set: VoID and DCAT, for catalogues and crawlers, with where it comes from in PROV-O."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pyoxigraph as ox

from kg.graph import KnowledgeGraph
from kg.model import BASE
from kg.namespaces import PREFIXES, TYPE, Term, date_literal, node

VOCABULARIES = {"void": "http://rdfs.org/ns/void#", "dcat": "http://www.w3.org/ns/dcat#", "foaf": "http://xmlns.com/foaf/0.1/", "formats": "http://www.w3.org/ns/formats/"}
"""Prefixes that only the description needs."""

DATASET = f"{BASE}dataset"
"""What a graph is called where nothing else is said."""

Format = Literal["turtle", "jsonld"]
_TITLES = (("en", "Edge-AI knowledge graph"), ("zh", "端侧 AI 知识图谱"))
_DESCRIPTIONS = (
    ("en", "Chips, cores, devices, software, models, papers and the companies behind them, as briefings tell of them: each fact with its sentence, date and certainty."),
    ("zh", "简报所述的芯片、核心、设备、软件、模型、论文及其背后的机构：每条事实都带有出处句子、日期与确定程度。"),
)
_FEATURES = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
_USED = ("edge", "rdf", "rdfs", "skos", "dcterms", "prov", "owl")
_SHOWN = 5
_CLASSES = "SELECT ?iri (COUNT(DISTINCT ?thing) AS ?n) FROM graph:current { ?thing a ?iri FILTER STRSTARTS(STR(?iri), STR(edge:)) } GROUP BY ?iri ORDER BY DESC(?n) ?iri"
_PROPERTIES = "SELECT ?iri (COUNT(*) AS ?n) FROM graph:current { ?s ?iri ?o } GROUP BY ?iri ORDER BY DESC(?n) ?iri"
_TRIPLES = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_EXAMPLES = f"SELECT ?iri (COUNT(?claim) AS ?n) {{ ?claim rdf:subject ?iri }} GROUP BY ?iri ORDER BY DESC(?n) ?iri LIMIT {_SHOWN}"


def _word(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return ox.NamedNode(VOCABULARIES[prefix] + local) if prefix in VOCABULARIES else node(name)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is in a graph; to count takes a look at all of it.

    Attributes
    ----------
    triples : int
    classes, properties : tuple of (str, int)
        IRI and number of things, or of plain edges, the most first.
    examples : tuple of str
        IRIs of the things of which most is claimed.
    """

    triples: int
    classes: tuple[tuple[str, int], ...]
    properties: tuple[tuple[str, int], ...]
    examples: tuple[str, ...]


def counts_of(graph: KnowledgeGraph) -> Counts:
    """Count what there is in a graph."""

    def pairs(text: str) -> tuple[tuple[str, int], ...]:
        return tuple((str(row["iri"]), int(str(row["n"]))) for row in graph.query(text))

    [row] = graph.query(_TRIPLES)
    return Counts(int(str(row["n"])), pairs(_CLASSES), pairs(_PROPERTIES), tuple(iri for iri, _ in pairs(_EXAMPLES)))


def description(graph: KnowledgeGraph, dataset: str = DATASET, endpoint: str = "", counts: Counts | None = None) -> list[ox.Triple]:
    """Return what describes a graph as a data set.

    Parameters
    ----------
    graph : KnowledgeGraph
    dataset : str
        IRI to give to it.
    endpoint : str
        Address of its SPARQL endpoint, where it has one.
    counts : Counts, optional
        Where they are known; else they are counted.

    Examples
    --------
    >>> from kg.store import MemoryStore
    >>> with KnowledgeGraph(MemoryStore()) as graph:
    ...     triples = description(graph, "https://example.org/kg")
    >>> [t.object.value for t in triples if t.predicate == _word("void:triples")]
    ['0']
    """
    me = ox.NamedNode(dataset)
    return sorted(_triples(graph, me, endpoint, counts or counts_of(graph)), key=lambda t: (t.subject != me, str(t.subject)))


def _triples(graph: KnowledgeGraph, me: ox.NamedNode, endpoint: str, counts: Counts) -> Iterator[ox.Triple]:
    from kg import __version__  # kept out of a circle

    def say(subject: ox.NamedNode, name: str, *values: Term) -> Iterator[ox.Triple]:
        yield from (ox.Triple(subject, _word(name), value) for value in values)

    def part(name: str) -> ox.NamedNode:
        return ox.NamedNode(f"{me.value}{'-' if '#' in me.value else '#'}{name}")

    yield from say(me, "rdf:type", _word("void:Dataset"), _word("dcat:Dataset"), _word("prov:Entity"))
    yield from say(me, "dcterms:title", *(ox.Literal(text, language=language) for language, text in _TITLES))
    yield from say(me, "dcterms:description", *(ox.Literal(text, language=language) for language, text in _DESCRIPTIONS))
    yield from say(me, "dcterms:language", ox.Literal("zh"), ox.Literal("en"))
    yield from say(me, "void:uriSpace", ox.Literal(PREFIXES["id"]))
    yield from say(me, "void:vocabulary", *(ox.NamedNode(PREFIXES[prefix]) for prefix in _USED))
    yield from say(me, "void:feature", *(_word(f"formats:{name}") for name in _FEATURES))
    yield from say(me, "void:triples", ox.Literal(counts.triples))
    yield from say(me, "void:entities", ox.Literal(sum(n for _, n in counts.classes)))
    yield from say(me, "void:classes", ox.Literal(len(counts.classes)))
    yield from say(me, "void:properties", ox.Literal(len(counts.properties)))
    for kind, counted, found in (("class", "entities", counts.classes), ("property", "triples", counts.properties)):
        for iri, n in found:
            partition = part(f"{kind}-{iri.rsplit('#', 1)[-1].rsplit('/', 1)[-1]}")
            yield from say(me, f"void:{kind}Partition", partition)
            yield from say(partition, f"void:{kind}", ox.NamedNode(iri))
            yield from say(partition, f"void:{counted}", ox.Literal(n))
    yield from say(me, "void:exampleResource", *map(ox.NamedNode, counts.examples))
    yield from _sources(graph, me, part("period"), part("reading"), part("kg"), __version__)
    if endpoint:
        service, distribution = part("endpoint"), part("distribution")
        yield from say(me, "void:sparqlEndpoint", ox.NamedNode(endpoint))
        yield from say(me, "dcat:distribution", distribution)
        yield from say(distribution, "rdf:type", _word("dcat:Distribution"))
        yield from say(distribution, "dcat:accessURL", ox.NamedNode(endpoint))
        yield from say(distribution, "dcat:accessService", service)
        yield from say(service, "rdf:type", _word("dcat:DataService"))
        yield from say(service, "dcat:endpointURL", ox.NamedNode(endpoint))
        yield from say(service, "dcat:servesDataset", me)
        yield from say(service, "dcterms:conformsTo", ox.NamedNode("https://www.w3.org/TR/sparql11-protocol/"))


def _sources(graph: KnowledgeGraph, me: ox.NamedNode, period: ox.NamedNode, reading: ox.NamedNode, agent: ox.NamedNode, version: str) -> Iterator[ox.Triple]:
    """What it was read from, when that was said, and what read it."""
    briefings = graph.briefings()
    days = sorted(b.date for b in briefings if b.date)
    yield ox.Triple(me, node("prov:wasGeneratedBy"), reading)
    yield ox.Triple(reading, TYPE, node("prov:Activity"))
    yield ox.Triple(reading, node("prov:wasAssociatedWith"), agent)
    yield ox.Triple(agent, TYPE, node("prov:SoftwareAgent"))
    yield ox.Triple(agent, node("rdfs:label"), ox.Literal(f"kg {version}"))
    for briefing in briefings:
        yield ox.Triple(reading, node("prov:used"), ox.NamedNode(briefing.iri))
    yield ox.Triple(me, _word("void:documents"), ox.Literal(len(briefings)))
    if days:
        yield ox.Triple(me, node("dcterms:modified"), date_literal(days[-1]))
        yield ox.Triple(me, node("dcterms:temporal"), period)
        yield ox.Triple(period, TYPE, node("dcterms:PeriodOfTime"))
        yield ox.Triple(period, _word("dcat:startDate"), date_literal(days[0]))
        yield ox.Triple(period, _word("dcat:endDate"), date_literal(days[-1]))


def serialize(triples: list[ox.Triple], format: Format = "turtle") -> str:
    """Return a description as text.

    Examples
    --------
    >>> print(serialize([ox.Triple(ox.NamedNode(DATASET), TYPE, _word("void:Dataset"))]).splitlines()[-1])
    <https://w3id.org/edgekg/dataset> a void:Dataset .
    """
    prefixes = {**{p: n for p, n in PREFIXES.items() if any(n in str(t) for t in triples)}, **VOCABULARIES}
    format_ = ox.RdfFormat.TURTLE if format == "turtle" else ox.RdfFormat.JSON_LD
    return (ox.serialize(triples, format=format_, prefixes=prefixes) or b"").decode()
