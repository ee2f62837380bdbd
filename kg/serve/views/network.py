"""A part of the graph as nodes and edges: around things, on the way between two, or what a query gave; never more than asked for, and it says what it left out."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from kg.current import SYMMETRIC
from kg.errors import InputError, NotFoundError
from kg.graph import KnowledgeGraph
from kg.namespaces import CURRENT, EDGE, LINKS, PREFIXES, TYPE, node
from kg.serve.evaluation import run
from kg.serve.reader import Reader
from kg.serve.views.paths import shortest_paths
from kg.things import Thing

MOST_NODES = 50_000
"""The largest part that is given at once."""

MOST_HOPS = 3
_EDGES_A_NODE = 4
_AT_ONCE = 400
_MANY = 2000
_ID = PREFIXES["id"]
_CLAIM = PREFIXES["claim"]
_Found = dict[tuple[str, str, str], tuple[tuple[str, str, str], int]]
"""Subject, predicate, object -> of the claims that say so, the date, IRI and status of the latest; how many there are."""

_GONE = frozenset({"denied", "past"})
_CLAIMS = """SELECT ?s ?p ?o ?status ?date ?claim {{ VALUES ?{side} {{ {things} }}
  ?claim rdf:{role} ?{side} ; rdf:{other} ?{far} ; rdf:predicate ?p ; edge:status ?status . FILTER(ISIRI(?o)) OPTIONAL {{ ?claim dcterms:date ?date }} }}"""


@dataclass(frozen=True, slots=True)
class Edge:
    """What is said between two things: the latest of its claims."""

    source: str
    predicate: str
    target: str
    status: str = ""
    date: str = ""
    claims: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """What it says, whichever way a symmetric predicate is put."""
        return (*sorted((self.source, self.target)), self.predicate) if self.predicate in SYMMETRIC else (self.source, self.target, self.predicate)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Filter:
    """What is shown; empty sets and dates keep everything, but what no longer holds is shown only where its status is named.

    Attributes
    ----------
    classes, predicates, statuses : tuple of str
        Names of the ontology.
    since, until : str
        Days, ``YYYY-MM-DD``.
    """

    classes: tuple[str, ...] = ()
    predicates: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    def keeps(self, edge: Edge) -> bool:
        """Whether an edge is shown.

        Examples
        --------
        >>> Filter(since="2021-01-01").keeps(Edge("a", "isa", "b", "asserted", "2020-05-06"))
        False
        """
        fits = edge.status in self.statuses if self.statuses else edge.status not in _GONE
        dated = not (self.since or self.until) or (edge.date >= self.since and (not self.until or "" < edge.date <= self.until))
        return fits and dated and (not self.predicates or edge.predicate in self.predicates)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a picture begins.

    Attributes
    ----------
    things : tuple of str
        Names or IRIs, each with what is around it.
    hops : int
        How far around.
    expanded : tuple of str
        Names or IRIs, each with what is one step around it: what a visitor opened after the start.
    path : tuple of str
        Two names or IRIs, or none.
    query : mapping, optional
        What `network_of_query` returned.
    """

    things: tuple[str, ...] = ()
    hops: int = 1
    expanded: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    query: Mapping[str, Any] | None = None


@dataclass(slots=True)
class _Picture:
    """What is gathered: things in the order of coming in, and how many had no room."""

    most: int
    things: dict[str, None] = field(default_factory=dict)
    edges: dict[tuple[str, str, str], Edge] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)

    def take(self, things: Iterable[str]) -> list[str]:
        """Let things in as long as there is room; return those that are in."""
        taken = []
        for thing in things:
            if thing not in self.things and len(self.things) >= self.most:
                self.lost.add(thing)
                continue
            self.things[thing] = None
            taken.append(thing)
        return taken


def network(reader: Reader, start: Start, shown: Filter, most: int) -> dict[str, Any]:
    """Return the part of the graph that a start says; without one, the things that most is said of.

    Parameters
    ----------
    reader : Reader
    start : Start
    shown : Filter
    most : int
        Things that it may have, up to `MOST_NODES`.

    Returns
    -------
    dict
        ``nodes`` (``id``, ``type``, ``labels``, ``label``, ``degree``: how many edges hold of it in the whole graph), ``edges`` (``source``, ``target``, ``predicate``,
        ``status`` and ``date`` of the latest claim, ``claims``: how many), ``starts``, ``path``, ``left_out`` (nodes, edges).

    Raises
    ------
    NotFoundError
        If nothing bears a name.
    """
    picture = _Picture(min(most, MOST_NODES))
    named = {name: _resolve(reader, name) for name in (*start.path, *start.things, *start.expanded)}
    way = _along(reader, picture, [named[name] for name in start.path])
    picture.take(named[name] for name in start.things)
    asked = start.query or {}
    picture.take(asked.get("things", ()))
    told = asked.get("edges")
    if start.things:
        _around(reader, picture, list(dict.fromkeys(named[name] for name in start.things)), min(start.hops, MOST_HOPS), shown)
    elif not start.path and start.query is None:
        picture.take(iri for iri, _ in reader.derived(_degrees).most_common(picture.most))
        picture.lost.update(set(reader.derived(_degrees)) - set(picture.things))
    if opened := list(dict.fromkeys(named[name] for name in start.expanded)):
        _around(reader, picture, picture.take(opened), 1, shown)
        told = None if told is None else [*told, *((e.source, e.predicate, e.target) for side in "so" for e in _said(reader, opened, side))]
    _between(reader, picture, shown, told)
    starts = list(dict.fromkeys(named.values()))
    return _written(reader, picture, starts, shown, way, asked.get("left_out", 0))


def network_of_query(reader: Reader, text: str, most: int) -> dict[str, Any]:
    """Return the things in a query's answer; of triples, also which edges they make.

    Raises
    ------
    QueryError
        If the query can't be run.
    InputError
        If it gives a yes or no, or nothing that is a thing.
    """
    found = run(reader.engine, reader.graph.narrowed(text))
    if isinstance(found, ox.QueryBoolean):
        raise InputError("the query gives a yes or no; a picture takes one that gives things: SELECT or CONSTRUCT")
    things: dict[str, None] = {}
    edges: list[tuple[str, str, str]] | None = [] if isinstance(found, ox.QueryTriples) else None
    lost = set()
    rows: Any = found
    for row in rows:
        terms = (row.subject, row.predicate, row.object) if isinstance(row, ox.Triple) else tuple(row)
        ids = [t.value for t in terms if isinstance(t, ox.NamedNode) and t.value.startswith(_ID)]
        fitting = [iri for iri in ids if iri in things or len(things) < most]
        lost.update(set(ids) - set(fitting))
        things |= dict.fromkeys(fitting)
        if edges is not None and isinstance(row, ox.Triple) and len(fitting) == 2 and row.predicate.value.startswith(EDGE):
            edges.append((ids[0], row.predicate.value.removeprefix(EDGE), ids[1]))
    if not things:
        raise InputError("the query gives no things; a picture takes one whose rows or triples hold things (id:…)")
    return {"things": list(things), "edges": edges, "left_out": len(lost)}


def network_bytes(reader: Reader, start: Start, shown: Filter, most: int, compress: bool) -> bytes:
    """Return `network` as JSON, compressed where that is asked for: large ones are written where they hold nobody up."""
    body = json.dumps(network(reader, start, shown, most), ensure_ascii=False, separators=(",", ":")).encode()
    return gzip.compress(body, 4, mtime=0) if compress else body


def short(iri: str) -> str:
    """Return an IRI of a thing as a CURIE.

    Examples
    --------
    >>> short("https://w3id.org/edgekg/id/chip/y1")
    'id:chip/y1'
    """
    return f"id:{iri.removeprefix(_ID)}" if iri.startswith(_ID) else iri


def _resolve(reader: Reader, name: str) -> str:
    name = name.strip().strip("<>")
    iri = _ID + name.removeprefix("id:") if name.startswith("id:") else name
    if iri.startswith(_ID):
        try:
            thing = ox.NamedNode(iri)
        except ValueError as error:
            raise NotFoundError("entity", name) from error
        linked = next((q.object for q in reader.engine.quads_for_pattern(thing, node("owl:sameAs"), None, LINKS)), thing)
        if isinstance(linked, ox.NamedNode) and any(reader.engine.quads_for_pattern(linked, TYPE, None, CURRENT)):
            return linked.value
        raise NotFoundError("entity", name)
    return reader.graph.entity(name).iri


def _degrees(graph: KnowledgeGraph) -> Counter[str]:
    """How many edges hold of each thing."""
    store: Any = graph.store
    counts: Counter[str] = Counter()
    for quad in store.engine.quads_for_pattern(None, None, None, CURRENT):
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(_ID):
            counts[quad.subject.value] += 1
            counts[quad.object.value] += 1
    return counts


def _along(reader: Reader, picture: _Picture, ends: Sequence[str]) -> dict[str, Any] | None:
    if len(ends) < 2:
        return None
    paths = shortest_paths(reader.engine, ends[0], ends[1])
    picture.take(ends)
    for path in paths:
        picture.take(path)
    return {"from": short(ends[0]), "to": short(ends[1]), "length": len(paths[0]) - 1 if paths else None, "ways": [[short(iri) for iri in path] for path in paths]}


def _around(reader: Reader, picture: _Picture, frontier: list[str], hops: int, shown: Filter) -> None:
    """Take in what is around things, hop by hop; where there is no room for all, what has more to do with those that are in, then what was said last."""
    for _ in range(hops):
        links: Counter[str] = Counter()
        latest: dict[str, str] = {}
        for side in ("s", "o"):
            for edge in _said(reader, frontier, side):
                other = edge.target if side == "s" else edge.source
                if other not in picture.things and shown.keeps(edge) and _fits(reader, other, shown):
                    links[other] += 1
                    latest[other] = max(latest.get(other, ""), edge.date)
        ordered = sorted(links)
        ordered.sort(key=lambda iri: (links[iri], latest[iri]), reverse=True)
        frontier = picture.take(ordered)


def _fits(reader: Reader, iri: str, shown: Filter) -> bool:
    return not shown.classes or any(thing.type in shown.classes for thing in reader.graph.entities(iri))


def _between(reader: Reader, picture: _Picture, shown: Filter, told: list[tuple[str, str, str]] | None) -> None:
    """Put in the edges between the things that are in: all of them, or those that a query gave."""
    wanted = None if told is None else {Edge(s, p, o).key for s, p, o in told}
    for edge in _said(reader, list(picture.things), "s"):
        if edge.target in picture.things and (wanted is None or edge.key in wanted) and shown.keeps(edge):
            known = picture.edges.get(edge.key)
            if known is None or known.date <= edge.date:
                picture.edges[edge.key] = edge
    for source, predicate, target in told or ():
        edge = Edge(source, predicate, target)  # one that the query made up: nobody says it
        if edge.key not in picture.edges and not shown.statuses and shown.keeps(edge):
            picture.edges[edge.key] = edge


def _said(reader: Reader, things: Sequence[str], side: str) -> Iterator[Edge]:
    """Yield what is said of things, as subjects (``s``) or objects (``o``): of the claims that say one thing, the latest."""
    if len(things) > _MANY:
        wanted = set(things)
        yield from (edge for edge in reader.derived(_every_edge) if (edge.source if side == "s" else edge.target) in wanted)
        return
    role, other, far = ("subject", "object", "o") if side == "s" else ("object", "subject", "s")
    for start in range(0, len(things), _AT_ONCE):
        some = things[start : start + _AT_ONCE]
        text = _CLAIMS.format(side=side, role=role, other=other, far=far, things=" ".join(f"<{iri}>" for iri in some))
        found: _Found = {}
        rows: Any = run(reader.engine, text)
        for s, p, o, status, date, claim in rows:
            if o.value.startswith(_ID):
                _add(found, (s.value, p.value, o.value), date.value if date is not None else "", claim.value, status.value)
        yield from _edges(found)


def _every_edge(graph: KnowledgeGraph) -> tuple[Edge, ...]:
    """All that is said between things. For many of them one reading of all claims is far cheaper than a join for each."""
    store: Any = graph.store

    def told(name: str) -> Iterator[tuple[str, str]]:
        return ((quad.subject.value, quad.object.value) for quad in store.engine.quads_for_pattern(None, node(name), None, None) if quad.subject.value.startswith(_CLAIM))

    objects = {claim: value for claim, value in told("rdf:object") if value.startswith(_ID)}
    subjects, predicates, statuses, dates = (
        {claim: value for claim, value in told(name) if claim in objects} for name in ("rdf:subject", "rdf:predicate", "edge:status", "dcterms:date")
    )  # fmt: skip
    found: _Found = {}
    for claim, target in objects.items():
        _add(found, (subjects[claim], predicates[claim], target), dates.get(claim, ""), claim, statuses[claim])
    return tuple(_edges(found))


def _add(found: _Found, key: tuple[str, str, str], date: str, claim: str, status: str) -> None:
    latest, count = found.get(key, (("", "", ""), 0))
    found[key] = (max(latest, (date, claim, status)), count + 1)


def _edges(found: _Found) -> Iterator[Edge]:
    for (source, predicate, target), ((date, _, status), count) in found.items():
        yield Edge(source, predicate.removeprefix(EDGE), target, status.removeprefix(EDGE).lower(), date, count)


def _written(reader: Reader, picture: _Picture, starts: list[str], shown: Filter, way: dict[str, Any] | None, lost: int) -> dict[str, Any]:
    kept = set(starts)
    things = [iri for iri in picture.things if iri in kept or _fits(reader, iri, shown)]
    inside = set(things)
    edges = [e for e in picture.edges.values() if e.source in inside and e.target in inside]
    edges.sort(key=lambda e: (e.date, e.key), reverse=True)
    room = _EDGES_A_NODE * picture.most
    if shown != Filter():
        touched = {end for e in edges[:room] for end in (e.source, e.target)} | kept
        things = [iri for iri in things if iri in touched]
    degrees = reader.derived(_degrees) if len(things) > _MANY else {iri: _degree(reader.engine, iri) for iri in things}
    return {
        "prefixes": {"id": _ID}, "starts": [short(iri) for iri in starts], "path": way,
        "nodes": [_node(reader, iri, degrees.get(iri, 0)) for iri in things],
        "edges": [{"source": short(e.source), "target": short(e.target), "predicate": e.predicate, "status": e.status, "date": e.date, "claims": e.claims} for e in edges[:room]],
        "left_out": {"nodes": len(picture.lost - picture.things.keys()) + lost, "edges": max(0, len(edges) - room)},
    }  # fmt: skip


def _degree(engine: ox.Store, iri: str) -> int:
    thing = ox.NamedNode(iri)
    out = sum(isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(_ID) for quad in engine.quads_for_pattern(thing, None, None, CURRENT))
    return out + sum(1 for _ in engine.quads_for_pattern(None, None, thing, CURRENT))


def _node(reader: Reader, iri: str, degree: int) -> dict[str, Any]:
    known = next(iter(reader.graph.entities(iri)), Thing(iri, "", ()))
    return {"id": short(iri), "type": known.type, "label": known.label, "labels": dict(known.labels), "degree": degree}
