"""SPARQL text: what it names, what is wrong with it, and its evaluation by the engine.

The default graph is the union of all graphs unless the query itself says ``FROM``, as on any server with a union default graph.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.namespaces import PREFIXES
from kg.results import Result, read_result

LONGEST_QUERY = 200_000
"""Characters of the longest query that is run."""

DEEPEST_QUERY = 500
"""Brackets or negations, one within another, in the deepest query that is run."""

_SHORT = 1000
_OPENING, _CLOSING = frozenset("({["), frozenset(")}]")
_STACK_BYTES = 1 << 29
_STACK = threading.Lock()
_TOKEN = re.compile(
    r"""(?P<skipped>\s+|\#[^\n]*|<[^<>"{}|^`\\\s]*>
    |\"{3}(?:\"{0,2}(?:[^\"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[?$]\w+|@[A-Za-z-]+)
    |(?P<prefixed>(?:[^\W\d_][\w.-]*)?:[\w.:%-]*)|(?P<word>\w+)|(?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for m in _TOKEN.finditer(text):
        if m.lastgroup and m.lastgroup != "skipped":
            yield m.lastgroup, m[0]


def has_keyword(text: str, keyword: str) -> bool:
    """Whether a query uses a keyword: ``FROM`` where it says which graphs it is about, ``SERVICE`` where it asks other servers.

    Examples
    --------
    >>> has_keyword("SELECT * FROM <urn:g> { ?s ?p ?o }", "FROM"), has_keyword("SELECT ?from { ?from ?p 'FROM <urn:g>' } # FROM", "FROM")
    (True, False)
    """
    return any(kind == "word" and token.upper() == keyword for kind, token in _tokens(text))


_THING = re.compile(r"id:\w+(?=/)")
_SLUG = re.compile(r"/(?=[\w%-]+(?:\.[\w%-]+)*(?![\w:%-]))")


def escape_things(text: str) -> str:
    r"""Return a query in which things may stand as we print them, ``id:core/cortex-a78``: SPARQL wants the slash escaped.

    A query that declares ``id:`` itself is left alone.

    Examples
    --------
    >>> print(escape_things("SELECT ?c { ?c edge:hasCore id:core/cortex-a78 }"))
    SELECT ?c { ?c edge:hasCore id:core\/cortex-a78 }
    >>> escape_things("SELECT ?l { ?c edge:hasCore/rdfs:label 'id:core/a' }") == "SELECT ?l { ?c edge:hasCore/rdfs:label 'id:core/a' }"
    True
    """
    slashes: list[int] = []
    previous = ""
    for m in _TOKEN.finditer(text):
        if m.lastgroup == "prefixed":
            if m[0] == "id:" and previous.upper() == "PREFIX":
                return text
            if _THING.match(text, m.start()) and _SLUG.match(text, m.end()):
                slashes.append(m.end())
        previous = previous if m.lastgroup == "skipped" else m[0]
    for at in reversed(slashes):
        text = text[:at] + "\\" + text[at:]
    return text


def with_prefixes(text: str) -> str:
    """Return a query with declarations of our prefixes that it uses and doesn't declare, on its first line, and the slashes of things escaped.

    Examples
    --------
    >>> with_prefixes("SELECT ?c { ?c a edge:Chip }")
    'PREFIX edge: <https://w3id.org/edgekg/ontology#> SELECT ?c { ?c a edge:Chip }'
    """
    text = escape_things(text)
    used: list[str] = []
    declared: set[str] = set()
    previous = ""
    for kind, token in _tokens(text):
        if kind == "prefixed":
            prefix = token.split(":", 1)[0]
            if previous.upper() == "PREFIX":
                declared.add(prefix)
            used.append(prefix)
        previous = token
    missing = [p for p in dict.fromkeys(used) if p in PREFIXES and p not in declared]
    return "".join(f"PREFIX {p}: <{PREFIXES[p]}> " for p in missing) + text


def evaluate(engine: ox.Store, text: str) -> Result:
    """Run a query and return all of its answer.

    Raises
    ------
    QueryError
        If the query can't be parsed (with line and column) or run.
    StoreError
        If the store's files can't be read.
    """
    text = escape_things(text)
    check_size(text)
    if len(text) <= _SHORT:
        return _evaluate(engine, text)
    # The engine recurses: where a long query meets the usual stack of 8 MB, the process dies.
    answer: Future[Result] = Future()

    def run() -> None:
        try:
            answer.set_result(_evaluate(engine, text))
        except BaseException as error:  # noqa: BLE001  (raised again by the caller's thread)
            answer.set_exception(error)

    with _STACK:
        usual = threading.stack_size(_STACK_BYTES)
        try:
            thread = threading.Thread(target=run, name="kg-query", daemon=True)
            thread.start()
        finally:
            threading.stack_size(usual)
    return answer.result()


def _evaluate(engine: ox.Store, text: str) -> Result:
    try:
        return read_result(engine.query(text, prefixes=dict(PREFIXES), use_default_graph_as_union=not has_keyword(text, "FROM")))
    except SyntaxError as error:
        raise syntax_error(text, str(error)) from error
    except (OSError, RuntimeError, ValueError) as error:
        if has_keyword(text, "SERVICE") or not (isinstance(error, OSError) or is_engine_trouble(error)):
            raise QueryError(f"the query can't be run: {error}") from error
        raise StoreError(f"the store can't be read ({error}); open it again, or build it anew") from error


def is_engine_trouble(error: Exception) -> bool:
    """Whether an error is the engine's, about its files; it raises some as `RuntimeError`."""
    return str(error).startswith(("IO error", "Corruption", "Not found", "Invalid argument"))


def check_size(text: str) -> None:
    """Refuse a query that is too long or nests too deep for the engine, which recurses.

    Raises
    ------
    QueryError
    """
    if len(text) > LONGEST_QUERY:
        raise QueryError(f"the query has {len(text)} characters, more than {LONGEST_QUERY}; split it")
    depth, run, previous = 0, 0, ""
    for _, token in _tokens(text):
        depth += (token in _OPENING) - (token in _CLOSING)
        run = run + 1 if token == previous else 0
        previous = token
        if depth > DEEPEST_QUERY or run > DEEPEST_QUERY:
            raise QueryError(f"the query nests more than {DEEPEST_QUERY} levels; simplify it")


def syntax_error(text: str, message: str) -> QueryError:
    r"""Return the error for a query that can't be parsed, from the engine's message.

    Examples
    --------
    >>> print(syntax_error("SELECT ?x {\n ?x foo:bar 1 }", "error at 2:12: expected one of Prefix not found, ['%']"))
    SPARQL, line 2, column 12, near '?x foo:bar 1 }': unknown prefix; declare it with PREFIX
    """
    m = _PLACE.match(message)
    if m is None:
        return QueryError(message if message.startswith("SPARQL, line ") else f"SPARQL: {message}")
    line, column = int(m[1]), int(m[2])
    lines = text.split("\n")
    here = lines[line - 1] if line <= len(lines) else ""
    near = (here[max(0, column - 13) : column + 20] if len(here) > 33 else here).strip()
    plain = " ".join(m[3].split())
    reason = "unknown prefix; declare it with PREFIX" if "Prefix not found" in plain else plain if "expected" not in plain else "can't be read from here on"
    return QueryError(f"SPARQL, line {line}, column {column}, near {near or 'the end'!r}: {reason}", line, column)
