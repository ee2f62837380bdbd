"""What workers can be asked to do, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pyoxigraph as ox

from kg.describe import Format, counts_of, description, serialize
from kg.errors import NotFoundError
from kg.namespaces import CURRENT
from kg.serve.evaluation import Request, Response, answer
from kg.serve.reader import Reader
from kg.serve.views import assistants
from kg.serve.views.asking import ask_page, table
from kg.serve.views.briefing import briefing_page
from kg.serve.views.comparing import compare
from kg.serve.views.conflicts import conflicts_page
from kg.serve.views.home import briefings, home, members
from kg.serve.views.network import network, network_bytes, network_of_query
from kg.serve.views.rules import rule_page, rules_page
from kg.serve.views.search import search
from kg.serve.views.thing import thing_page
from kg.serve.views.words import said, words

_ABOUT = """CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{ GRAPH <{current}> {{ <{iri}> ?p ?o }} BIND(<{iri}> AS ?s) }}
  UNION {{ GRAPH <{current}> {{ ?s ?p <{iri}> }} BIND(<{iri}> AS ?o) }}
  UNION {{ ?s rdf:subject|rdf:object <{iri}> ; ?p ?o }}
  UNION {{ ?claim rdf:subject|rdf:object <{iri}> ; edge:evidence ?s . ?s ?p ?o }}
}}"""
_SAYS = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"
_OF = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {{ <{iri}> ?p ?o BIND(<{iri}> AS ?s) }} UNION {{ <{iri}> edge:evidence ?s . ?s ?p ?o }} }}"
_PATTERNS = {"id": _ABOUT, "briefing": _SAYS, "graph": _SAYS, "claim": _OF}


def sparql(reader: Reader, request: Request) -> Response:
    """Answer a query of the protocol; see `kg.serve.evaluation`."""
    if not (request.default_graphs or request.named_graphs):
        request = replace(request, text=reader.graph.narrowed(request.text))
    return answer(reader.engine, request)


def triples(reader: Reader, kind: str, iri: str, format: str, rows: int, size: int) -> Response:
    """Return what the graph holds about an IRI of ours, as RDF.

    Parameters
    ----------
    reader : Reader
    kind : str
        ``id``, ``briefing``, ``graph`` or ``claim``.
    iri, format : str
    rows, size : int
        Triples and bytes that it may have.

    Raises
    ------
    NotFoundError
        If it holds nothing.
    """
    node = ox.NamedNode(iri)
    text = _PATTERNS[kind].format(iri=node.value, current=CURRENT.value)
    if not any(reader.engine.quads_for_pattern(node, None, None, None)) and not any(reader.engine.quads_for_pattern(None, None, None, node)):
        raise NotFoundError("entity", iri)
    return answer(reader.engine, Request(text, graph=format, rows=rows, size=size))


def described(reader: Reader, dataset: str, endpoint: str, format: Format) -> str:
    """Return the description of the graph as a data set; see `kg.describe`."""
    return serialize(description(reader.graph, dataset, endpoint, reader.derived(counts_of)), format)


def subject_of(reader: Reader, iri: str) -> dict[str, str]:
    """Return what a claim is about.

    Raises
    ------
    NotFoundError
        If there is no such claim.
    """
    for row in reader.graph.query(f"SELECT ?s {{ {ox.NamedNode(iri)} a edge:Claim ; rdf:subject ?s }}"):
        return {"iri": iri, "subject": str(row["s"])}
    raise NotFoundError("claim", iri)


JOBS: Mapping[str, Callable[..., Any]] = MappingProxyType({
    "sparql": sparql, "triples": triples, "subject": subject_of, "table": table, "home": home, "briefings": briefings, "members": members, "thing": thing_page,
    "compare": compare, "briefing": briefing_page, "search": search, "ask": ask_page, "network": network, "network_bytes": network_bytes,
    "network_of_query": network_of_query, "words": words, "said": said,
    "conflicts": conflicts_page, "rules": rules_page, "rule": rule_page, "described": described,
    "asked": assistants.asked, "queried": assistants.queried, "shown": assistants.shown, "listed": assistants.listed, "told_in": assistants.told_in,
    "differences": assistants.differences,
})  # fmt: skip
"""Name -> function of a `Reader` and of what the request says."""
