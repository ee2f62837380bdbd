"""The words that a query is written in: prefixes, classes and properties with what the ontology says of them; and what is said between two things."""

from __future__ import annotations

from typing import Any

from kg.current import SYMMETRIC
from kg.graph import KnowledgeGraph
from kg.namespaces import EDGE, PREFIXES
from kg.serve.reader import Reader
from kg.serve.views.describing import statements

_ONTOLOGY = """SELECT ?word ?kind ?label ?told {
  GRAPH graph:ontology { ?word a ?kind . FILTER(?kind IN (owl:Class, owl:ObjectProperty, owl:DatatypeProperty, edge:Status)) FILTER(STRSTARTS(STR(?word), STR(edge:)))
    OPTIONAL { ?word rdfs:label ?label } OPTIONAL { ?word rdfs:comment|skos:definition ?told FILTER(LANG(?told) = LANG(?label)) } } }"""
_KINDS = {"Class": "class", "ObjectProperty": "property", "DatatypeProperty": "property", "Status": "status"}
_OTHERS = ("rdf:type", "rdf:subject", "rdf:predicate", "rdf:object", "rdfs:label", "skos:altLabel", "dcterms:date", "dcterms:identifier", "prov:wasDerivedFrom", "owl:sameAs")
"""Words of other vocabularies that our graphs use."""


def words(reader: Reader) -> dict[str, Any]:
    """Return the prefixes that need no declaration, and the words of the graph: ``name``, ``kind`` (class, property, status), ``labels``, ``told``."""
    return {"prefixes": dict(PREFIXES), "words": reader.derived(_words)}


def _words(graph: KnowledgeGraph) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for row in graph.query(_ONTOLOGY).rows:
        word, kind, label, told = row
        name = f"edge:{str(getattr(word, 'value', '')).removeprefix(EDGE)}"
        entry = found.setdefault(name, {"name": name, "kind": _KINDS[str(getattr(kind, "value", "")).rsplit("#", 1)[-1].removeprefix(EDGE)], "labels": {}, "told": {}})
        for part, text in (("labels", label), ("told", told)):
            if text is not None:
                entry[part][getattr(text, "language", None) or "en"] = getattr(text, "value", "")
    return [*(found[name] for name in sorted(found)), *({"name": name, "kind": "property", "labels": {}, "told": {}} for name in _OTHERS)]


def said(reader: Reader, source: str, predicate: str, target: str) -> dict[str, Any]:
    """Return the claims of an edge with their sentences, the latest first; of a symmetric predicate, whichever way it is put."""
    ends = [(source, target), *([(target, source)] if predicate in SYMMETRIC and source != target else [])]
    records = [record for s, o in ends for record in reader.graph.claims(subject=s, predicate=predicate, object=o)]
    return {"claims": statements(reader.graph, sorted(records, key=lambda c: (*c.order, c.iri), reverse=True))}
