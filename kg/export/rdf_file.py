"""A graph -> RDF, one named graph after the other, each in order: the same graph gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.export import Progress
from kg.export.whole import whole_file
from kg.namespaces import PREFIXES

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

FORMATS = {
    ".nq": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG, ".jsonld": ox.RdfFormat.JSON_LD,
    ".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML,
}  # fmt: skip
"""Formats by file name ending. The last three name no graphs: they hold the union."""


def write(graph: KnowledgeGraph, path: Path, progress: Progress) -> list[Path]:
    """Write everything to one file.

    Parameters
    ----------
    graph : KnowledgeGraph
    path : Path
        With an ending of `FORMATS`.
    progress : callable
        Called for each named graph.
    """
    format_ = FORMATS[path.suffix.lower()]
    prefixes = None if format_ in {ox.RdfFormat.N_QUADS, ox.RdfFormat.N_TRIPLES} else dict(PREFIXES)
    with whole_file(path) as file, file.open("wb") as output:
        # No triple stands in two graphs, so the union of them needs no look for repetitions.
        content = _quads(graph, progress) if format_.supports_datasets else (quad.triple for quad in _quads(graph, progress))
        ox.serialize(content, output, format=format_, prefixes=prefixes)
    return [path]


def _quads(graph: KnowledgeGraph, progress: Progress) -> Iterator[ox.Quad]:
    names = graph.named_graphs()
    for number, name in enumerate(names):
        progress(number, len(names), name.rsplit("/", 1)[-1])
        yield from graph.quads_of(name)
    progress(len(names), len(names), "")
