"""Briefings in and out of a store: their graphs are swapped, then links and current facts follow, for the things touched and no others.

The result is the same whatever the order of the briefings and however many builds they came in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from kg import current, rdf
from kg.errors import InputError
from kg.links import Corrections, Links, Names, Tie, read_representatives, resolve, ties
from kg.model import BASE, Annotation, briefing_iri
from kg.namespaces import CURRENT, EDGE, LINKS, ONTOLOGY, Term, node
from kg.sparql import evaluate

_THINGS = f"{BASE}id/"
_NODES = f"{BASE}id/processnode/"
_POINTING = frozenset(node(name) for pair in rdf.POINTERS for name in pair)


def apply(store: ox.Store, removed: Iterable[str], annotations: Sequence[Annotation], corrections: Corrections | None = None) -> None:
    """Take briefings out of a store and put others in, in place of those with the same stem.

    Parameters
    ----------
    store : pyoxigraph.Store
    removed : iterable of str
        IRIs of briefings to take out.
    annotations : sequence of Annotation
        Briefings to put in.
    corrections : Corrections, optional
        What the user says of which things are one.
    """
    touched: set[str] = set()
    for briefing in (*removed, *(briefing_iri(annotation.briefing) for annotation in annotations)):
        touched |= _remove(store, briefing)
    store.bulk_extend(_fresh(annotations, touched))
    before = Links((), read_representatives(store.quads_for_pattern(None, None, None, LINKS)))
    after = _find_links(store, corrections or Corrections())
    touched |= _relink(store, before, after, touched)
    _replace_graph(store, LINKS, after.quads())
    _derive(store, {thing for t in touched for thing in (t, before.of(t), after.of(t))}, after)


def load_ontology(store: ox.Store, path: Path) -> None:
    """Put the ontology into its graph; a blank node in it becomes an IRI, numbered by its place in the file.

    Raises
    ------
    InputError
        If the file is not Turtle.
    """
    names: dict[ox.BlankNode, ox.NamedNode] = {}

    def named(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.Literal:
        if isinstance(term, ox.NamedNode | ox.Literal):
            return term
        if isinstance(term, ox.BlankNode):
            return names.setdefault(term, ox.NamedNode(f"{BASE}ontology/node/{len(names) + 1}"))
        raise InputError(f"{path}: {term} is a triple term; write it as plain triples")

    quads = []
    try:
        for q in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=BASE):
            subject = named(q.subject)
            if isinstance(subject, ox.NamedNode):
                quads.append(ox.Quad(subject, q.predicate, named(q.object), ONTOLOGY))
    except SyntaxError as error:
        raise InputError(f"{path}:{error.lineno or 0}: not Turtle: {error.msg}; correct that line") from error
    _replace_graph(store, ONTOLOGY, quads)


def _remove(store: ox.Store, briefing: str) -> set[str]:
    """Take a briefing out and return the things it spoke of."""
    graph = ox.NamedNode(briefing)
    things = _things(store.quads_for_pattern(None, None, None, graph))
    store.remove_graph(graph)
    return things


def _fresh(annotations: Iterable[Annotation], touched: set[str]) -> Iterator[ox.Quad]:
    """Yield the quads of briefings and add the things they speak of to `touched`."""
    for annotation in annotations:
        quads = list(rdf.annotation_quads(annotation))
        touched |= _things(quads)
        yield from quads


def _things(quads: Iterable[ox.Quad]) -> set[str]:
    return {q.object.value for q in quads if q.predicate in _POINTING and isinstance(q.object, ox.NamedNode) and q.object.value.startswith(_THINGS)}


def _objects(store: ox.Store, subject: ox.NamedNode, property_: str) -> list[Term]:
    return [q.object for q in store.quads_for_pattern(subject, node(property_), None) if isinstance(q.object, ox.NamedNode | ox.Literal)]


def _subjects(store: ox.Store, property_: str, object_: ox.NamedNode) -> list[ox.NamedNode]:
    return [q.subject for q in store.quads_for_pattern(None, node(property_), object_) if isinstance(q.subject, ox.NamedNode)]


def _replace_graph(store: ox.Store, graph: ox.NamedNode, quads: Iterable[ox.Quad]) -> None:
    old, new = set(store.quads_for_pattern(None, None, None, graph)), set(quads)
    for quad in old - new:
        store.remove(quad)
    store.extend(new - old)
    if not new:
        store.remove_graph(graph)


def _find_links(store: ox.Store, corrections: Corrections) -> Links:
    names = list(_names(store))
    return resolve(names, [tie for tie in ties(names) if not _related(store, tie)], corrections)


def _names(store: ox.Store) -> Iterator[Names]:
    """How every briefing names every thing, as `kg.links` needs it."""
    values: dict[str, dict[str, list[str]]] = {}
    for property_ in ("edge:names", "edge:statedThing", "edge:name", "edge:alias"):
        for q in store.quads_for_pattern(None, node(property_), None):
            if isinstance(q.subject, ox.NamedNode) and isinstance(q.object, ox.NamedNode | ox.Literal):
                values.setdefault(q.subject.value, {}).setdefault(property_, []).append(q.object.value)
    for naming, found in values.items():
        if "edge:names" in found and "edge:name" in found:
            stated = found.get("edge:statedThing") or found["edge:names"]
            yield Names(naming.rsplit("/thing/", 1)[0], stated[0], found["edge:name"][0], tuple(sorted(found.get("edge:alias", ()))))


def _related(store: ox.Store, tie: Tie) -> bool:
    """Whether a claim sets the two things in relation, so that they are two."""
    for thing, other in ((tie.first, tie.second), (tie.second, tie.first)):
        claims = _stating(store, thing, "rdf:subject", "edge:statedSubject")
        if any(_stated(store, claim, "rdf:object", "edge:statedObject") == other for claim in claims):
            return True
    return False


def _stating(store: ox.Store, thing: str, pointer: str, stated: str) -> list[ox.NamedNode]:
    """Return the nodes whose pointer is at the thing as their briefing names it, whatever represents it."""
    iri = ox.NamedNode(thing)
    return _subjects(store, stated, iri) + [n for n in _subjects(store, pointer, iri) if not _objects(store, n, stated)]


def _stated(store: ox.Store, claim: ox.NamedNode, pointer: str, stated: str) -> str:
    found = _objects(store, claim, stated) or _objects(store, claim, pointer)
    return found[0].value if found else ""


def _relink(store: ox.Store, before: Links, after: Links, touched: set[str]) -> set[str]:
    """Point claims and namings at the new representatives; return the things whose claims were rewritten, and those that moved."""
    known = {*before.representatives, *after.representatives}
    moved = {thing for thing in known if before.of(thing) != after.of(thing)}
    fresh = {thing for thing in touched if after.of(thing) != thing}
    rewritten: set[ox.NamedNode] = set()
    for thing in sorted(moved | fresh):
        for pointer, stated in rdf.POINTERS:
            for subject in _stating(store, thing, pointer, stated):
                _point(store, subject, pointer, stated, thing, after.of(thing))
                rewritten.add(subject)
    about = {term.value for subject in rewritten for pointer, _ in rdf.POINTERS for term in _objects(store, subject, pointer) if isinstance(term, ox.NamedNode)}
    return moved | about


def _point(store: ox.Store, subject: ox.NamedNode, pointer: str, stated: str, thing: str, representative: str) -> None:
    old = [*store.quads_for_pattern(subject, node(pointer), None), *store.quads_for_pattern(subject, node(stated), None)]
    graph = old[0].graph_name
    for quad in old:
        store.remove(quad)
    store.add(ox.Quad(subject, node(pointer), ox.NamedNode(representative), graph))
    if representative != thing:
        store.add(ox.Quad(subject, node(stated), ox.NamedNode(thing), graph))


def _derive(store: ox.Store, things: set[str], links: Links) -> None:
    """Derive anew what holds of the things."""
    for thing in sorted(things):
        subject = ox.NamedNode(thing)
        old = set(store.quads_for_pattern(subject, None, None, CURRENT))
        new = {ox.Quad(t.subject, t.predicate, t.object, CURRENT) for t in _holding(store, subject)} if links.of(thing) == thing else set()
        for quad in old - new:
            store.remove(quad)
        store.extend(new - old)
    if next(iter(store.quads_for_pattern(None, None, None, CURRENT)), None) is None:
        store.remove_graph(CURRENT)


def _holding(store: ox.Store, thing: ox.NamedNode) -> set[ox.Triple]:
    if thing.value.startswith(_NODES):
        return current.node_triples(thing.value, _claims(store, _subjects(store, "rdf:object", thing)))
    namings = rdf.read_namings(q for naming in _subjects(store, "edge:names", thing) for q in store.quads_for_pattern(naming, None, None))
    claims = _claims(store, _subjects(store, "rdf:subject", thing))
    symmetric = {node(f"edge:{name}") for name in current.SYMMETRIC}
    mirrored = [claim for claim in _subjects(store, "rdf:object", thing) if not symmetric.isdisjoint(_objects(store, claim, "rdf:predicate"))]
    return current.thing_triples(thing.value, namings, claims, _claims(store, mirrored))


def _claims(store: ox.Store, claims: Iterable[ox.NamedNode]) -> list[rdf.ClaimRecord]:
    return rdf.read_claims(q for claim in claims for q in store.quads_for_pattern(claim, None, None))


def counts(store: ox.Store) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many things of each type a store holds, and how many claims of each predicate, in name order."""
    return _count(store, f"GRAPH {CURRENT} {{ ?counted a ?class }}"), _count(store, f"?counted {node('rdf:predicate')} ?class")


def _count(store: ox.Store, pattern: str) -> dict[str, int]:
    rows = evaluate(store, f"SELECT ?class (COUNT(?counted) AS ?number) {{ {pattern} }} GROUP BY ?class")
    return dict(sorted((str(row["class"]).removeprefix(EDGE), int(str(row["number"]))) for row in rows))
