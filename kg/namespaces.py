"""The words of the graph: namespaces, prefixed names, the named graphs that every store has, and literals in the form in which stores keep them."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

import pyoxigraph as ox

from kg import values
from kg.model import BASE
from kg.vocabulary import has_cjk

EDGE = f"{BASE}ontology#"
PREFIXES: Mapping[str, str] = MappingProxyType({
    "edge": EDGE,
    "id": f"{BASE}id/",
    "briefing": f"{BASE}briefing/",
    "claim": f"{BASE}claim/",
    "graph": f"{BASE}graph/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
})  # fmt: skip
"""The prefixes that queries may use undeclared and that exports declare."""

Term = ox.NamedNode | ox.Literal
"""What stands in our triples: there are no blank nodes and no triple terms."""

CURRENT = ox.NamedNode(f"{BASE}graph/current")
CORRECTIONS = ox.NamedNode(f"{BASE}graph/corrections")
LINKS = ox.NamedNode(f"{BASE}graph/links")
ONTOLOGY = ox.NamedNode(f"{BASE}graph/ontology")
STATES = ox.NamedNode(f"{BASE}graph/states")


@functools.lru_cache(maxsize=4096)
def node(name: str) -> ox.NamedNode:
    """Return the IRI that a prefixed name stands for.

    Examples
    --------
    >>> node("rdfs:label").value
    'http://www.w3.org/2000/01/rdf-schema#label'
    """
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def compact(iri: str) -> str:
    """Return an IRI with one of our prefixes, or as it is.

    Examples
    --------
    >>> compact("http://www.w3.org/2000/01/rdf-schema#label"), compact("https://example.org/x")
    ('rdfs:label', 'https://example.org/x')
    """
    fits = [(namespace, prefix) for prefix, namespace in PREFIXES.items() if iri.startswith(namespace)]
    if not fits:
        return iri
    namespace, prefix = max(fits, key=lambda fit: len(fit[0]))
    return f"{prefix}:{iri[len(namespace) :]}"


TYPE = node("rdf:type")


def decimal(number: Decimal | float) -> ox.Literal:
    """Return a number as an ``xsd:decimal`` in the form in which stores keep it."""
    return ox.Literal(values.plain(Decimal(str(number))), datatype=node("xsd:decimal"))


def text_label(text: str, language: str = "") -> ox.Literal:
    """Return a name with its language: as given, else Chinese where it holds Chinese characters, else English."""
    return ox.Literal(text, language=language or ("zh" if has_cjk(text) else "en"))


def date_literal(date: dt.date) -> ox.Literal:
    """Return a day as an ``xsd:date``."""
    return ox.Literal(date.isoformat(), datatype=node("xsd:date"))
