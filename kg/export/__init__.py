"""A graph -> files for other tools: RDF in its formats, tables for spreadsheets, data frames and SQL, networks. The ending of the name says which."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import InputError

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

Progress = Callable[[int, int, str], None]
"""Called with the number of parts done, the number to do, and what is being written."""

Writer = Callable[["KnowledgeGraph", Path, Progress], list[Path]]


def export(graph: KnowledgeGraph, path: str | os.PathLike[str], progress: Progress | None = None) -> list[Path]:
    """Write everything that a graph holds; return what was written.

    Nothing is held in memory but the part that is being written, and no file is seen before it is whole.

    Parameters
    ----------
    graph : KnowledgeGraph
    path : path
        Its ending says in which format: one of `SUFFIXES`. For ``.csv`` and ``.parquet`` it is the name of a folder, with a table for each class,
        ``claims``, ``evidence`` and ``briefings``; ``.zip`` holds the same tables as CSV; ``.sqlite`` or ``.db`` is a database of them.
        ``.nanopubs.trig`` holds each claim as a nanopublication, ``.crate`` is a folder and ``.crate.zip`` a file with graph, tables and description
        as an RO-Crate.
    progress : callable, optional

    Raises
    ------
    InputError
        If the ending is none of them, a library for it is missing, or the file can't be written.
    """
    path = Path(path)
    writer = next((writer for ending, writer in _WRITERS.items() if path.name.lower().endswith(ending)), None)
    if writer is None:
        raise InputError(f"{path}: can't tell the format from the ending; use one of {', '.join(SUFFIXES)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return writer(graph, path, progress or (lambda done, total, name: None))
    except OSError as error:
        raise InputError(f"{error.filename or path}: {error.strerror or error}; check the path and its permissions") from error


def _rdf(graph: KnowledgeGraph, path: Path, progress: Progress) -> list[Path]:
    from kg.export.rdf_file import write

    return write(graph, path, progress)


def _csv(graph: KnowledgeGraph, path: Path, progress: Progress) -> list[Path]:
    from kg.export.csv_files import write

    return write(graph, path, progress)


def _csv_zip(graph: KnowledgeGraph, path: Path, progress: Progress) -> list[Path]:
    from kg.export.csv_files import write_zip

    return write_zip(graph, path, progress)


def _parquet(graph: KnowledgeGraph, path: Path, progress: Progress) -> list[Path]:
    from kg.export.parquet_files import write

    return write(graph, path, progress)


def _sqlite(graph: KnowledgeGraph, path: Path, progress: Progress) -> list[Path]:
    from kg.export.sqlite_file import write

    return write(graph, path, progress)


def _network(graph: KnowledgeGraph, path: Path, progress: Progress) -> list[Path]:
    from kg.viz.exchange import write
    from kg.viz.network import network

    progress(0, 1, path.name)
    write(network(graph), path)
    progress(1, 1, path.name)
    return [path]


def _nanopublications(graph: KnowledgeGraph, path: Path, progress: Progress) -> list[Path]:
    from kg.export.nanopublications import write

    return write(graph, path, progress)


def _crate(graph: KnowledgeGraph, path: Path, progress: Progress) -> list[Path]:
    from kg.export.crate import write

    return write(graph, path, progress)


_WRITERS: Mapping[str, Writer] = {
    # Longer endings first.
    ".nanopubs.trig": _nanopublications, ".crate.zip": _crate, ".crate": _crate,
    **dict.fromkeys((".nq", ".trig", ".jsonld", ".ttl", ".nt", ".rdf"), _rdf),
    ".csv": _csv, ".zip": _csv_zip, ".parquet": _parquet, ".sqlite": _sqlite, ".db": _sqlite,
    ".graphml": _network, ".gexf": _network,
}  # fmt: skip
SUFFIXES = tuple(_WRITERS)
"""File name endings that `export` writes."""

__all__ = ["SUFFIXES", "Progress", "export"]
