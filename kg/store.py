"""Where the graph is kept: a folder of snapshots, memory, or a SPARQL server. Each answers queries; the engine does the storing and the querying."""

from __future__ import annotations

import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.results import Result, read_result
from kg.snapshots import Snapshot, SnapshotFolder, storage_errors
from kg.sparql import evaluate, syntax_error, with_prefixes

_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9, text/turtle;q=0.8"
_TRIPLES = {"application/n-triples": ox.RdfFormat.N_TRIPLES, "text/plain": ox.RdfFormat.N_TRIPLES, "text/turtle": ox.RdfFormat.TURTLE, "application/rdf+xml": ox.RdfFormat.RDF_XML}
_ALL = "SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }"


class Store(Protocol):
    """What answers queries."""

    @property
    def location(self) -> str:
        """Where it is, for people."""

    @property
    def version(self) -> str:
        """What changes when the content does; empty where nobody can tell."""

    @property
    def shelf(self) -> Path | None:
        """Folder in which what follows from the content may be kept beside it; None where there is none."""

    def query(self, text: str) -> Result:
        """Run a SPARQL query over the union of all graphs, or over those that it names with ``FROM``.

        Raises
        ------
        QueryError
            If the query can't be parsed (with line and column) or run.
        StoreError
            If the store can't be read.
        """

    def quads(self) -> Iterator[ox.Quad]:
        """Yield everything it holds."""

    def refresh(self) -> bool:
        """Turn to the newest content; whether there was any newer."""

    def close(self) -> None:
        """Let go of files and memory."""


class MemoryStore:
    """A store in memory, gone with the process.

    Examples
    --------
    >>> MemoryStore().query("ASK { ?s ?p ?o }").boolean
    False
    """

    location = "memory"
    shelf = None

    def __init__(self) -> None:
        self.engine = ox.Store()
        self.ledger = ""
        self.builds = 0

    @property
    def version(self) -> str:
        """Number of builds so far."""
        return str(self.builds)

    def query(self, text: str) -> Result:
        """Run a SPARQL query; see `Store.query`."""
        return evaluate(self.engine, text)

    def quads(self) -> Iterator[ox.Quad]:
        """Yield everything it holds."""
        return iter(self.engine)

    def refresh(self) -> bool:
        """Return False: what it holds is the newest."""
        return False

    def close(self) -> None:
        """Do nothing: memory goes with the object."""


class DiskStore:
    """The current snapshot of a store's folder, read-only. A reader never waits for a build and never sees half of one.

    Parameters
    ----------
    path : path
        Folder of the store.

    Raises
    ------
    StoreError
        If there is no store, or one of another version, or a damaged one.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._folder = SnapshotFolder(path)
        self._snapshot = self._folder.open()

    @property
    def location(self) -> str:
        """Path of the folder."""
        return str(self._folder.path)

    @property
    def version(self) -> str:
        """Name of the snapshot."""
        return self._snapshot.name

    @property
    def shelf(self) -> Path:
        """Folder of the snapshot."""
        return self._snapshot.path

    @property
    def engine(self) -> ox.Store:
        """The engine that holds the snapshot, for what `query` doesn't offer."""
        return self._snapshot.engine

    def query(self, text: str) -> Result:
        """Run a SPARQL query; see `Store.query`."""
        return evaluate(self._snapshot.engine, text)

    def quads(self) -> Iterator[ox.Quad]:
        """Yield everything it holds."""
        with storage_errors(self._folder.path):
            yield from self._snapshot.engine

    def refresh(self) -> bool:
        """Turn to the newest snapshot; whether there was a newer one."""
        if self._folder.current() == self._snapshot.name:
            return False
        older, self._snapshot = self._snapshot, self._folder.open()
        older.close()
        return True

    def view(self, key: str, change: Callable[[ox.Store], None]) -> Snapshot:
        """Open a copy of the snapshot with a change made to it; see `kg.snapshots.SnapshotFolder.view`."""
        return self._folder.view(self._snapshot, key, change)

    def close(self) -> None:
        """Let go of the snapshot, so that a build may remove it once it is old."""
        self._snapshot.close()


class RemoteStore:
    """A SPARQL 1.1 server, asked over the protocol.

    Parameters
    ----------
    url : str
        Address of its query endpoint.
    graphs : sequence of str, optional
        Graphs that make the default graph (``default-graph-uri``); by default, what the server takes for it.
    timeout : float
        Seconds to wait for an answer.
    """

    version = ""
    shelf = None

    def __init__(self, url: str, graphs: Sequence[str] = (), timeout: float = 60.0) -> None:
        self._url, self._graphs, self._timeout = url, tuple(graphs), timeout

    @property
    def location(self) -> str:
        """Address of the endpoint."""
        return self._url

    def query(self, text: str) -> Result:
        """Send a SPARQL query; see `Store.query`."""
        form = urllib.parse.urlencode([("query", with_prefixes(text)), *(("default-graph-uri", graph) for graph in self._graphs)]).encode()
        headers = {"Accept": _ACCEPT, "Content-Type": "application/x-www-form-urlencoded", "User-Agent": "kg"}
        try:
            with urllib.request.urlopen(urllib.request.Request(self._url, form, headers), timeout=self._timeout) as response:
                return _read(response.read(), response.headers.get_content_type())
        except urllib.error.HTTPError as error:
            reason = error.read(2000).decode("utf8", "replace").strip().split("\n")[0] or error.reason
            if error.code == 400:
                raise syntax_error(text, reason) from error
            raise StoreError(f"{self._url}: the server answered {error.code} ({reason}); check the address") from error
        except (OSError, ValueError, SyntaxError) as error:
            raise StoreError(f"{self._url}: no SPARQL answer from there ({getattr(error, 'reason', error)}); check the address and that the server runs") from error

    def quads(self) -> Iterator[ox.Quad]:
        """Yield everything that its named graphs hold."""
        for s, p, o, g in self.query(_ALL).rows:
            if isinstance(s, ox.NamedNode | ox.BlankNode) and isinstance(p, ox.NamedNode) and o is not None and isinstance(g, ox.NamedNode | ox.BlankNode):
                yield ox.Quad(s, p, o, g)

    def refresh(self) -> bool:
        """Return False: a server always answers from the newest."""
        return False

    def close(self) -> None:
        """Do nothing: there is no connection between queries."""


def _read(body: bytes, content_type: str) -> Result:
    if content_type in _TRIPLES:
        return Result(triples=tuple(dict.fromkeys(q.triple for q in ox.parse(body, format=_TRIPLES[content_type]))))
    if content_type in {"application/sparql-results+json", "application/json"}:
        return read_result(ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON))
    if content_type in {"application/sparql-results+xml", "application/xml", "text/xml"}:
        return read_result(ox.parse_query_results(body, format=ox.QueryResultsFormat.XML))
    raise ValueError(f"it answered with {content_type}")


def open_store(where: str | os.PathLike[str]) -> Store:
    """Open a store for reading: a folder, or the address of a SPARQL endpoint.

    Raises
    ------
    StoreError
        If it isn't there or can't be read.
    """
    text = os.fspath(where)
    if text.startswith(("http://", "https://")):
        return RemoteStore(text)
    return DiskStore(Path(text))


__all__ = ["DiskStore", "MemoryStore", "QueryError", "RemoteStore", "Result", "Store", "open_store"]
