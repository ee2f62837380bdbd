"""A graph -> a networkx graph: all of it, what stands around a thing, what a query gives, or the overview of what is too much to draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg import rdf
from kg.errors import InputError
from kg.namespaces import EDGE
from kg.rdf import ClaimRecord
from kg.results import Result, python_value
from kg.states import Step, steps

if TYPE_CHECKING:
    import networkx as nx

    from kg.graph import KnowledgeGraph
    from kg.things import Thing

PAGE = "Page"
"""The class of nodes that are pages of the web, such as repositories: the graph says of no class that they are of."""

_AT_ONCE = 500
_SHOWN_COMPANIES = 30
_EDGES = "SELECT ?s ?p ?o FROM graph:current {{ {things} ?s ?p ?o FILTER STRSTARTS(STR(?p), STR(edge:)) }}"
_CLAIMS = """CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {things}
  {{ ?s rdf:subject ?thing }} UNION {{ ?c rdf:subject ?thing ; edge:evidence ?s }} UNION {{ ?c rdf:subject ?thing ; prov:wasDerivedFrom ?s }}
  ?s ?p ?o }}"""
_BESIDE = """SELECT DISTINCT ?b FROM graph:current {{ {things} {{ ?thing ?p ?b }} UNION {{ ?b ?p ?thing }}
  FILTER(ISIRI(?b) && STRSTARTS(STR(?p), STR(edge:))) }}"""


def network(graph: KnowledgeGraph, things: Iterable[str] | None = None) -> nx.MultiDiGraph[str]:
    """Return the plain edges between things.

    Parameters
    ----------
    graph : KnowledgeGraph
    things : iterable of str, optional
        IRIs of the things to keep, with the edges among them; by default all.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are IRIs with ``label``, ``type`` (`PAGE` for pages of the web), ``label_zh`` where a thing has labels in both languages, and the thing's
        literals (a list where there are several). Edges have the predicate as key, ``predicate``, ``status`` (the state of the fact now), and of the claim
        that says so ``date``, ``confidence``, ``briefing``, ``line``, ``quote``, ``sentence``; ``sources`` is the number of briefings that speak of it.
    """
    import networkx as nx  # slow

    kept = None if things is None else dict.fromkeys(things)
    found: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    known = {thing.iri: thing for thing in graph.things()}
    for iri in known if kept is None else kept:
        found.add_node(iri, **_naming(known, iri))
    # All at once where everything is wanted: the engine is faster so than thing by thing.
    parts = [None] if kept is None else list(_parts(kept))
    for part in parts:
        claims = _latest(graph, part)
        for subject, property_, object_ in graph.query(_EDGES.format(things="" if part is None else _values(part, "s"))).rows:
            if not isinstance(subject, ox.NamedNode) or not isinstance(property_, ox.NamedNode) or object_ is None:
                continue
            name = property_.value.removeprefix(EDGE)
            if not isinstance(object_, ox.NamedNode):
                _add_literal(found.nodes[subject.value], name, python_value(object_))
            elif kept is None or object_.value in kept:
                if object_.value not in found:
                    found.add_node(object_.value, **_naming(known, object_.value))
                found.add_edge(subject.value, object_.value, key=name, predicate=name, **claims.get((subject.value, name, object_.value), {}))
    return found


def around(graph: KnowledgeGraph, thing: str, hops: int = 2) -> list[str]:
    """Return the IRIs of what is at most so many edges away from a thing, the nearest first.

    Parameters
    ----------
    graph : KnowledgeGraph
    thing : str
        IRI to start from.
    hops : int
        0 gives the thing alone.
    """
    return beside(graph, [thing], hops)


def beside(graph: KnowledgeGraph, things: Iterable[str], hops: int) -> list[str]:
    """Return the IRIs of what is at most so many edges away from one of some things, those first."""
    found = dict.fromkeys(things)
    frontier = list(found)
    for _ in range(hops):
        near: set[str] = set()
        for part in _parts(frontier):
            near.update(term.value for (term,) in graph.query(_BESIDE.format(things=_values(part, "thing"))).rows if isinstance(term, ox.NamedNode))
        frontier = sorted(near - found.keys())
        found.update(dict.fromkeys(frontier))
    return list(found)


def found_by(graph: KnowledgeGraph, result: Result, hops: int = 0) -> nx.MultiDiGraph[str]:
    """Return what a query gave as a graph.

    Parameters
    ----------
    graph : KnowledgeGraph
    result : Result
        Of a SELECT: the things in its rows are the nodes, with the edges among them. Of a CONSTRUCT or DESCRIBE: its triples between things.
    hops : int
        How many edges further to go from there.

    Raises
    ------
    InputError
        If the result holds no thing of the graph.
    """
    if result.boolean is not None:
        raise InputError("the query answers yes or no, which makes no picture; give a SELECT or a CONSTRUCT")
    terms = (term for row in result.rows for term in row) if result.triples is None else (term for t in result.triples for term in (t.subject, t.object))
    known = {thing.iri for thing in graph.things()}
    things = list(dict.fromkeys(term.value for term in terms if isinstance(term, ox.NamedNode) and term.value in known))
    if not things:
        raise InputError("the query gives no thing of the graph, so there is nothing to draw; SELECT variables that stand for things, such as ?chip")
    drawn = network(graph, beside(graph, things, hops))
    if result.triples is not None:
        _keep_triples(drawn, result.triples)
    return drawn


def _keep_triples(drawn: nx.MultiDiGraph[str], triples: Iterable[ox.Triple]) -> None:
    """Have the edges that a CONSTRUCT gave, and no others."""
    given = {
        (t.subject.value, t.object.value, t.predicate.value.rsplit("#", 1)[-1].rsplit("/", 1)[-1])
        for t in triples
        if isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode)
    }
    given = {(s, o, p) for s, o, p in given if s in drawn and o in drawn}
    drawn.remove_edges_from([edge for edge in drawn.edges(keys=True) if edge not in given])
    for source, target, name in sorted(given):
        if not drawn.has_edge(source, target, name):
            drawn.add_edge(source, target, key=name, predicate=name)


def overview(full: nx.MultiDiGraph[str], companies: int = _SHOWN_COMPANIES) -> nx.MultiDiGraph[str]:
    """Return a large graph in small: a node for each class and each of the best-connected companies, an edge for all of a kind between two of them.

    Parameters
    ----------
    full : networkx.MultiDiGraph
        As `network` gives it.
    companies : int
        How many organizations stand for themselves.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes have ``label``, ``type`` and ``count``, edges ``predicate`` and ``count``.

    Examples
    --------
    >>> import networkx as nx
    >>> full = nx.MultiDiGraph()
    >>> full.add_nodes_from([("a", {"type": "Chip", "label": "A"}), ("b", {"type": "Chip", "label": "B"}), ("m", {"type": "Organization", "label": "M"})])
    >>> full.add_edges_from([("a", "m", "developedBy", {"predicate": "developedBy"}), ("b", "m", "developedBy", {"predicate": "developedBy"})])
    ['developedBy', 'developedBy']
    >>> [(s, t, d["count"]) for s, t, d in overview(full).edges(data=True)]
    [('Chip', 'm', 2)]
    """
    import networkx as nx  # slow

    degrees = [(n, full.degree(n)) for n, d in full.nodes(data=True) if d["type"] == "Organization"]
    own = {n for n, degree in sorted(degrees, key=lambda item: (-item[1], item[0]))[:companies] if degree}
    group = {n: n if n in own else d["type"] for n, d in full.nodes(data=True)}
    small: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for name, count in sorted(Counter(group.values()).items()):
        if name in own:
            small.add_node(name, **{key: value for key, value in full.nodes[name].items() if key in {"label", "label_zh", "type"}}, count=1)
        else:
            small.add_node(name, label=name, type=name, count=count)
    for (source, target, predicate), count in sorted(Counter((group[s], group[t], k) for s, t, k in full.edges(keys=True)).items()):
        small.add_edge(source, target, key=predicate, predicate=predicate, count=count)
    return small


def _parts(things: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Some at a time, so that no query grows without bound."""
    rest = iter(things)
    while part := tuple(islice(rest, _AT_ONCE)):
        yield part


def _values(things: Collection[str], variable: str) -> str:
    # IRIs of the engine's own are written as they are; it says at once if one that came from elsewhere is none.
    return f"VALUES ?{variable} {{ {' '.join(str(ox.NamedNode(iri)) for iri in things)} }}"


def _naming(known: Mapping[str, Thing], iri: str) -> dict[str, str]:
    thing = known.get(iri)
    if thing is None:
        return {"label": iri.split("://", 1)[-1], "type": PAGE}
    chinese = dict(thing.labels).get("zh", thing.label)
    return {"label": thing.label, "type": thing.type, **({"label_zh": chinese} if chinese != thing.label else {})}


def _latest(graph: KnowledgeGraph, things: Collection[str] | None) -> dict[tuple[str, str, str], dict[str, Any]]:
    """The state of each fact with a claim that says it, and how many briefings speak of it."""
    claims: Iterator[ClaimRecord] = graph.claims() if things is None else iter(rdf.read_claims(graph.query(_CLAIMS.format(things=_values(things, "thing"))).triples or ()))
    said: dict[tuple[str, str, str], list[ClaimRecord]] = {}
    overruled = graph.overruled()
    for claim in claims:
        if claim.iri in overruled:
            continue
        said.setdefault((claim.subject, claim.predicate, claim.object), []).append(claim)
    return {key: {**_saying(steps(of_one)[-1]), "sources": len({c.briefing for c in of_one})} for key, of_one in said.items()}


def _saying(step: Step) -> dict[str, Any]:
    """The state of a fact, and the claim that says so: where a weaker word came last, one of the others."""
    claim = next((claim for claim in step.latest if claim.status == step.status), step.first)
    place = claim.evidence[0] if claim.evidence else None
    return {
        "status": step.status, "date": claim.date.isoformat() if claim.date else "", "confidence": claim.confidence, "briefing": claim.briefing,
        "line": place.line if place else 0, "quote": place.quote if place else "", "sentence": place.sentence if place else "",
    }  # fmt: skip


def _add_literal(attributes: dict[str, Any], name: str, new: object) -> None:
    old = attributes.get(name)
    attributes[name] = new if old is None else [*(old if isinstance(old, list) else [old]), new]
