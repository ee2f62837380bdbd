"""A query of the protocol -> the bytes of its answer. Runs in a process that can be stopped (`kg.serve.worker`), so it may take what it takes."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.errors import KgError, QueryError
from kg.namespaces import PREFIXES
from kg.serve.formats import GRAPHS, TABLES
from kg.sparql import check_size, has_keyword, syntax_error

Found = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_PROLOGUE = re.compile(r"(?:\s+|#[^\n]*|BASE\s*<[^>]*>|PREFIX\s*[^\s:]*:\s*<[^>]*>|VERSION\s*[\"'][^\"']*[\"'])*", re.IGNORECASE)
_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_GAP = r"(?:\s|\#[^\n]*\n)*"
_SERVICE = re.compile(rf"\bSERVICE\b{_GAP}(?:SILENT\b{_GAP})?(?:<[^<>\s]*>|[?$]\w+|[\w.-]*:[\w.:%-]*){_GAP}\{{", re.IGNORECASE)
_VOLATILE = ("NOW", "RAND", "UUID", "STRUUID", "BNODE")
_ROW = {
    "json": re.compile(rb'[\[,]\{(?:"(?:[^"\\]|\\.)+":\{"type"|\})'), "xml": re.compile(rb"<result>"),
    "csv": re.compile(rb"\r\n"), "tsv": re.compile(rb"\n"),
}  # fmt: skip
_HEAD_ROWS = {"csv": 1, "tsv": 1}
_SCAN = 1 << 20
_GRAPHS = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD, "rdfxml": ox.RdfFormat.RDF_XML}
_TABLES = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "csv": ox.QueryResultsFormat.CSV, "tsv": ox.QueryResultsFormat.TSV}


class RefusedError(KgError):
    """A request that this server never carries out: an update, or a query that would have it ask other servers."""


class TooLargeError(KgError):
    """An answer beyond the limits of rows or bytes."""


class NotAcceptableError(KgError):
    """An answer of a kind that can't be written in any format that the client takes."""


@dataclass(frozen=True, slots=True)
class Request:
    """A query as the protocol gives it.

    Attributes
    ----------
    text : str
    default_graphs, named_graphs : tuple of str
        The dataset that the request names; it takes the place of the query's own ``FROM``.
    table, graph : str
        Formats for bindings and for triples (`kg.serve.formats`); empty where the client takes none.
    base : str
        What relative IRIs are relative to.
    rows, size : int
        How many rows and bytes the answer may have.
    compress : bool
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    table: str = "json"
    graph: str = "turtle"
    base: str | None = None
    rows: int = 200_000
    size: int = 64 << 20
    compress: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """The answer: its bytes, compressed where that was asked for, and what they are."""

    body: bytes
    media_type: str
    seconds: float
    compressed: bool = False


def answer(engine: ox.Store, request: Request) -> Response:
    """Run a query and write its answer.

    Raises
    ------
    QueryError
        If it can't be parsed (with line and column) or run.
    RefusedError, TooLargeError, NotAcceptableError

    Examples
    --------
    >>> answer(ox.Store(), Request("ASK {}", table="xml")).body[-32:]
    b'<boolean>true</boolean></sparql>'
    """
    started = time.perf_counter()
    found = run(engine, request.text, request.default_graphs, request.named_graphs, request.base)
    try:
        body, media_type = _write(found, request)
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query can't be run: {error}") from error
    seconds = time.perf_counter() - started
    return Response(gzip.compress(body, 5, mtime=0), media_type, seconds, True) if request.compress and len(body) > 1000 else Response(body, media_type, seconds)


def run(engine: ox.Store, text: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = (), base: str | None = None) -> Found:
    """Start a query; what it finds comes as one reads on.

    Its default graph is the union of all graphs, unless the request or the query itself names another.
    """
    check_size(text)
    if asks_other_servers(text):
        raise RefusedError("SERVICE is refused: this server asks no other on behalf of a visitor; ask that server yourself")
    dataset = bool(default_graphs or named_graphs)
    try:
        return engine.query(
            text, base_iri=base, prefixes=dict(PREFIXES), use_default_graph_as_union=not dataset and not has_keyword(text, "FROM"),
            default_graph=[*map(_graph, default_graphs)] if dataset else None, named_graphs=[*map(_graph, named_graphs)] if dataset else None,
        )  # fmt: skip
    except SyntaxError as error:
        if word := update_word(text):
            raise RefusedError(f"{word} is refused: this server is read-only; the graph changes by kg build") from error
        raise syntax_error(text, str(error)) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise QueryError(f"the query can't be run: {error}") from error


def _graph(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"{iri!r} is no IRI of a graph; give absolute IRIs") from error


def asks_other_servers(text: str) -> bool:
    r"""Whether a query would have the engine ask other servers; where in doubt, it does.

    Examples
    --------
    >>> asks_other_servers("SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }"), asks_other_servers("SELECT * { ?s ?p 'SERVICE' }")
    (True, False)
    >>> asks_other_servers(r"SELECT * { \u0053ERVICE ?g { ?s ?p ?o } }"), asks_other_servers("SELECT * { ?a ?p ?b FILTER(?a<?b)SERVICE#>\n?g{} }")
    (True, True)
    """
    plain = _CODE_POINT.sub(_character, text)
    return has_keyword(text, "SERVICE") or has_keyword(plain, "SERVICE") or _SERVICE.search(plain) is not None


def _character(escape: re.Match[str]) -> str:
    number = int(escape[1] or escape[2], 16)
    return chr(number) if number <= 0x10FFFF else escape[0]


def update_word(text: str) -> str:
    """Return the word of SPARQL Update that a text begins with; empty where it begins with none.

    Examples
    --------
    >>> update_word("PREFIX a: <urn:a> # why not\\n insert data { a:b a:c 1 }"), update_word("SELECT ?load { ?load ?p 1 }")
    ('INSERT', '')
    """
    start = _PROLOGUE.match(text)
    word = re.match(r"\w+", text[start.end() :] if start else text)
    return word[0].upper() if word and word[0].upper() in _UPDATES else ""


def is_volatile(text: str) -> bool:
    """Whether asking again may give another answer on the same data.

    Examples
    --------
    >>> is_volatile("SELECT (NOW() AS ?n) {}"), is_volatile("SELECT ?now { ?now a 'NOW' }")
    (True, False)
    """
    return any(has_keyword(text, word) for word in _VOLATILE)


def _write(found: Found, request: Request) -> tuple[bytes, str]:
    if isinstance(found, ox.QueryTriples):
        if not request.graph:
            raise NotAcceptableError(f"the query gives triples, which are written as {', '.join(t.split(';')[0] for t in GRAPHS.values())}; accept one of these")
        prefixes = None if request.graph == "ntriples" else dict(PREFIXES)
        body = _Body(request, None)
        ox.serialize(_distinct(found, request.rows), body, format=_GRAPHS[request.graph], prefixes=prefixes)  # type: ignore[arg-type]
        return body.finish(), GRAPHS[request.graph]
    if not request.table:
        raise NotAcceptableError(f"the query gives {_kind(found)}, which is written as {', '.join(t.split(';')[0] for t in TABLES.values())}; accept one of these")
    body = _Body(request, None if isinstance(found, ox.QueryBoolean) else request.table)
    found.serialize(body, format=_TABLES[request.table])  # type: ignore[arg-type]
    return body.finish(), TABLES[request.table]


def _kind(found: Found) -> str:
    return "a yes or no" if isinstance(found, ox.QueryBoolean) else "a table"


def _distinct(found: ox.QueryTriples, rows: int) -> list[ox.Triple]:
    triples: dict[ox.Triple, None] = {}
    for triple in found:
        triples[triple] = None
        if len(triples) > rows:
            raise TooLargeError(f"the answer has more than {rows} triples; ask for fewer (LIMIT), or take the whole graph with kg export")
    return list(triples)


class _Body:
    """What the engine writes into: it stops the query once the answer is beyond the limits."""

    def __init__(self, request: Request, counted: str | None) -> None:
        self._request, self._pattern = request, _ROW[counted] if counted else None
        self._rows, self._scanned, self._allowed = 0, 0, request.rows + _HEAD_ROWS.get(counted or "", 0)
        self._bytes = bytearray()

    def write(self, chunk: bytes) -> int:
        self._bytes += chunk
        if len(self._bytes) > self._request.size:
            raise TooLargeError(f"the answer has more than {self._request.size} bytes; ask for less (LIMIT, fewer columns)")
        if len(self._bytes) - self._scanned > _SCAN:
            self._count()
        return len(chunk)

    def flush(self) -> None:
        """Nothing is held back."""

    def finish(self) -> bytes:
        self._count()
        return bytes(self._bytes)

    def _count(self) -> None:
        if self._pattern is None:
            return
        for m in self._pattern.finditer(self._bytes, self._scanned):
            self._rows, self._scanned = self._rows + 1, m.end()
        if self._rows > self._allowed:
            raise TooLargeError(f"the answer has more than {self._request.rows} rows; ask for fewer (LIMIT)")
