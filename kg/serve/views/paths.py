"""The shortest ways between two things, over the edges that hold."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.namespaces import CURRENT, PREFIXES

MOST_STEPS = 8
"""Edges of the longest way that is looked for."""

MOST_WAYS = 5
"""Ways that are given where several are as short."""

_MOST_SEEN = 300_000
_ID = PREFIXES["id"]
_Reached = dict[str, list[str]]
"""Thing -> the things one step nearer to the end that it was reached from."""


def shortest_paths(engine: ox.Store, start: str, end: str) -> list[list[str]]:
    """Return the shortest ways from one thing to another, whichever way their edges point: each the things along it, both ends included.

    It looks from both ends, always from the one where there is less to look at, up to `MOST_STEPS` edges and some 300,000 things.

    Parameters
    ----------
    engine : pyoxigraph.Store
    start, end : str
        IRIs.

    Returns
    -------
    list of list of str
        At most `MOST_WAYS`, in order; none where there is no way within these bounds.

    Examples
    --------
    >>> engine = ox.Store()
    >>> a, b, c = (f"{_ID}chip/{name}" for name in "abc")
    >>> engine.extend(ox.Quad(ox.NamedNode(s), ox.NamedNode("urn:p"), ox.NamedNode(o), CURRENT) for s, o in ((a, b), (c, b)))
    >>> [[iri[-1] for iri in path] for path in shortest_paths(engine, a, c)]
    [['a', 'b', 'c']]
    """
    if start == end:
        return [[start]]
    sides: tuple[_Reached, _Reached] = ({start: []}, {end: []})
    edges: list[list[str]] = [[start], [end]]
    for _ in range(MOST_STEPS):
        near = 0 if len(edges[0]) <= len(edges[1]) else 1
        edges[near] = _step(engine, edges[near], sides[near])
        if meeting := sorted(iri for iri in edges[near] if iri in sides[1 - near]):
            ways = ([*reversed(back), *ahead[1:]] for iri in meeting for back in _back(sides[0], iri) for ahead in _back(sides[1], iri))
            return sorted(way for _, way in zip(range(MOST_WAYS), ways, strict=False))
        if not edges[near] or len(sides[0]) + len(sides[1]) > _MOST_SEEN:
            break
    return []


def _step(engine: ox.Store, frontier: list[str], reached: _Reached) -> list[str]:
    """Take one step on from all things of a frontier; return the things that this reaches first."""
    found: dict[str, list[str]] = {}
    for iri in frontier:
        for other in neighbours(engine, iri):
            if other not in reached:
                found.setdefault(other, []).append(iri)
        if len(reached) + len(found) > _MOST_SEEN:
            break
    reached.update(found)
    return list(found)


def _back(reached: _Reached, iri: str) -> Iterator[list[str]]:
    """Yield the ways back from a thing to where its side began."""
    if not reached[iri]:
        yield [iri]
    for nearer in sorted(set(reached[iri])):
        for way in _back(reached, nearer):
            yield [iri, *way]


def neighbours(engine: ox.Store, iri: str) -> Iterator[str]:
    """Yield the things that an edge ties to a thing, whichever way it points."""
    thing = ox.NamedNode(iri)
    for quad in engine.quads_for_pattern(thing, None, None, CURRENT):
        if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(_ID):
            yield quad.object.value
    for quad in engine.quads_for_pattern(None, None, thing, CURRENT):
        if isinstance(quad.subject, ox.NamedNode):
            yield quad.subject.value
