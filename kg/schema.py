"""The ontology as code asks it: what ``edge.ttl`` says of classes, predicates and statuses, read once a process."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from kg.namespaces import EDGE, node
from kg.vocabulary import ontology_folder


def ontology_file() -> Path:
    """Return the file that declares the graph's classes and properties."""
    return ontology_folder() / "edge.ttl"


@functools.cache
def triples() -> tuple[ox.Quad, ...]:
    """Return what the ontology says; nothing where the file is not there."""
    path = ontology_file()
    return tuple(ox.parse(path=path, format=ox.RdfFormat.TURTLE)) if path.is_file() else ()


@functools.cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """Return the labels of classes, predicates and statuses: name -> language -> label.

    Examples
    --------
    >>> labels()["hasCore"]["zh"]
    '核心配置'
    """
    found: dict[str, dict[str, str]] = {}
    for quad in triples():
        if quad.predicate == node("rdfs:label") and isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(EDGE) and isinstance(quad.object, ox.Literal):
            found.setdefault(quad.subject.value.removeprefix(EDGE), {})[quad.object.language or "en"] = quad.object.value
    return found


@functools.cache
def statuses() -> frozenset[str]:
    """Return the names of the statuses, as the ontology writes them.

    Examples
    --------
    >>> "Rumored" in statuses()
    True
    """
    return frozenset(
        quad.subject.value.removeprefix(EDGE)
        for quad in triples()
        if quad.predicate == node("rdf:type") and quad.object == node("edge:Status") and isinstance(quad.subject, ox.NamedNode)
    )
