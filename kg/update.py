"""Briefings in and out of a store: their graphs are swapped, then links and current facts follow, for the things touched and no others.

The result is the same whatever the order of the briefings and however many builds they came in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from kg import current, rdf
from kg.corrections import Corrections
from kg.corrections_file import read_graph
from kg.corrections_layer import Layer, corrected_names, ruled_otherwise
from kg.errors import InputError
from kg.links import Links, Names, Tie, read_representatives, resolve, ties
from kg.model import BASE, Annotation, briefing_iri
from kg.namespaces import CORRECTIONS, CURRENT, EDGE, LINKS, ONTOLOGY, STATES, TYPE, Term, node
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
        What people rule on.
    """
    corrections = corrections or Corrections()
    touched: set[str] = set()
    for briefing in (*removed, *(briefing_iri(annotation.briefing) for annotation in annotations)):
        touched |= _remove(store, briefing)
    store.bulk_extend(_fresh(annotations, touched))
    before = Links((), read_representatives(store.quads_for_pattern(None, None, None, LINKS)))
    after = _find_links(store, corrections)
    touched |= _relink(store, before, after, touched)
    _replace_graph(store, LINKS, after.quads())
    layer = Layer(corrections, after)
    for thing in ruled_otherwise(read_graph(store.quads_for_pattern(None, None, None, CORRECTIONS)), corrections):
        touched |= {thing, *_beside(store, thing, after.of(thing))}
    _derive(store, {thing for t in touched for thing in (t, before.of(t), after.of(t))}, layer)
    _replace_graph(store, CORRECTIONS, layer.quads(_claims(store, _ruled(store, layer))))


def load_ontology(store: ox.Store, path: Path) -> None:
    """Put the ontology into its graph, with the file ``nodes.ttl`` beside it, where there is one.

    A blank node becomes an IRI, numbered by its place.

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
    for file in ontology_files(path):
        try:
            for q in ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=BASE):
                subject = named(q.subject)
                if isinstance(subject, ox.NamedNode):
                    quads.append(ox.Quad(subject, q.predicate, named(q.object), ONTOLOGY))
        except SyntaxError as error:
            raise InputError(f"{file}:{error.lineno or 0}: not Turtle: {error.msg}; correct that line") from error
    _replace_graph(store, ONTOLOGY, quads)


def ontology_files(path: Path) -> list[Path]:
    """Return the files that make the graph of the ontology: the ontology, and the background knowledge of process nodes beside it."""
    nodes = path.with_name("nodes.ttl")
    return [path, nodes] if nodes.is_file() else [path]


def _remove(store: ox.Store, briefing: str) -> set[str]:
    """Take a briefing out and return the things it spoke of."""
    graph = ox.NamedNode(briefing)
    things = _things(store.quads_for_pattern(None, None, None, graph))
    for claim in store.quads_for_pattern(None, TYPE, node("edge:Claim"), graph):
        for quad in list(store.quads_for_pattern(claim.subject, None, None, STATES)):
            store.remove(quad)
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
    names = list(corrected_names(_names(store), corrections))
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


def _speaking_of(store: ox.Store, thing: str) -> Iterator[ox.NamedNode]:
    """Yield the claims that have the thing, as their briefing names it, for subject or object."""
    for pointer, stated in rdf.POINTERS[:2]:
        yield from _stating(store, thing, pointer, stated)


def _beside(store: ox.Store, thing: str, representative: str) -> set[str]:
    """Return what stands in claims together with a thing, or as object in those of its representative."""
    claims = {*_speaking_of(store, thing), *_subjects(store, "rdf:subject", ox.NamedNode(representative))}
    return {term.value for claim in claims for pointer, _ in rdf.POINTERS[:2] for term in _objects(store, claim, pointer) if term.value.startswith(_THINGS)}


def _ruled(store: ox.Store, layer: Layer) -> set[ox.NamedNode]:
    """Return the claims that corrections may overrule."""
    found = {claim for thing in layer.removed for claim in _speaking_of(store, thing)}
    return found.union(*(_subjects(store, "rdf:subject", ox.NamedNode(thing)) for thing in layer.subjects))


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


def _derive(store: ox.Store, things: set[str], layer: Layer) -> None:
    """Derive anew what holds of the things, and the states of their facts."""
    for thing in sorted(things):
        subject = ox.NamedNode(thing)
        if thing.startswith(_NODES):
            _replace(store, CURRENT, [subject], current.node_triples(thing, layer.standing(_claims(store, _subjects(store, "rdf:object", subject)))))
            continue
        claims, mirrored = (_claims(store, _subjects(store, "rdf:subject", subject)), _mirrored(store, subject)) if layer.links.of(thing) == thing else ([], [])
        namings = layer.namings(rdf.read_namings(q for naming in _subjects(store, "edge:names", subject) for q in store.quads_for_pattern(naming, None, None)))
        standing, mirrored = layer.standing(claims), layer.standing(mirrored)
        _replace(store, CURRENT, [subject], layer.renamed(thing, current.thing_triples(thing, namings, standing, mirrored)))
        _replace(store, STATES, [ox.NamedNode(claim.iri) for claim in claims], current.state_triples(standing, mirrored))
    for graph in (CURRENT, STATES):
        if next(iter(store.quads_for_pattern(None, None, None, graph)), None) is None:
            store.remove_graph(graph)


def _replace(store: ox.Store, graph: ox.NamedNode, subjects: Iterable[ox.NamedNode], triples: Iterable[ox.Triple]) -> None:
    """Put triples in place of those that a graph has of the subjects."""
    old = {quad for subject in subjects for quad in store.quads_for_pattern(subject, None, None, graph)}
    new = {ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples}
    for quad in old - new:
        store.remove(quad)
    store.extend(new - old)


def _mirrored(store: ox.Store, thing: ox.NamedNode) -> list[rdf.ClaimRecord]:
    symmetric = {node(f"edge:{name}") for name in current.SYMMETRIC}
    mirrored = [claim for claim in _subjects(store, "rdf:object", thing) if not symmetric.isdisjoint(_objects(store, claim, "rdf:predicate"))]
    return _claims(store, mirrored)


def _claims(store: ox.Store, claims: Iterable[ox.NamedNode]) -> list[rdf.ClaimRecord]:
    return rdf.read_claims(q for claim in claims for q in store.quads_for_pattern(claim, None, None))


def counts(store: ox.Store) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many things of each type a store holds, and how many claims of each predicate, in name order."""
    return _count(store, f"GRAPH {CURRENT} {{ ?counted a ?class }}"), _count(store, f"?counted {node('rdf:predicate')} ?class")


def _count(store: ox.Store, pattern: str) -> dict[str, int]:
    rows = evaluate(store, f"SELECT ?class (COUNT(?counted) AS ?number) {{ {pattern} }} GROUP BY ?class")
    return dict(sorted((str(row["class"]).removeprefix(EDGE), int(str(row["number"]))) for row in rows))
