"""SPARQL 1.1 Protocol at ``/sparql``: the query operation, and a description of the service. What would change the graph is refused."""

from __future__ import annotations

import hashlib
import json

import pyoxigraph as ox
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.asof import parse_day
from kg.errors import InputError, KgError
from kg.namespaces import CURRENT, LINKS, ONTOLOGY, PREFIXES, STATES
from kg.serve import evaluation
from kg.serve.evaluation import NotAcceptableError, RefusedError
from kg.serve.formats import GRAPHS, TABLES, choose, graph_format, table_format
from kg.serve.incoming import FORM, GoneError, Parameters, body, peer, while_connected
from kg.serve.pool import Pool
from kg.serve.problems import problem
from kg.serve.settings import Settings
from kg.serve.snapshot import CurrentSnapshot

_DIRECT = "application/sparql-query"
_UPDATE = "application/sparql-update"
_READ_ONLY = "updates are refused: this server is read-only; the graph changes by kg build"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"


class MediaTypeError(InputError):
    """A body of a kind that the protocol doesn't know."""


class Endpoint:
    """The SPARQL endpoint.

    Parameters
    ----------
    settings : Settings
    pool : Pool
        Where queries run.
    snapshot : CurrentSnapshot
    """

    def __init__(self, settings: Settings, pool: Pool, snapshot: CurrentSnapshot) -> None:
        self._settings, self._pool, self._snapshot = settings, pool, snapshot

    async def respond(self, request: Request) -> Response:
        """Answer a request."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"allow": "GET, HEAD, POST, OPTIONS"})
        try:
            given, text = await self._read(request)
            if text is None:
                return self._describe(request, given)
            return await self._answer(request, given, text)
        except MediaTypeError as error:
            answer = problem(request, error)
            answer.status_code = 415
            return answer
        except KgError as error:
            return problem(request, error)
        except GoneError:
            return Response(status_code=499)

    async def _read(self, request: Request) -> tuple[Parameters, str | None]:
        """The parameters of a request and its query; None where it has none."""
        address = request.url.query
        content = await body(request, self._settings.body)
        kind, charset = _content_type(request)
        if request.method != "POST":
            given = Parameters(address)
        elif kind == FORM:
            given = Parameters(address, _decoded(content, charset))
        elif kind == _DIRECT:
            given = Parameters(address)
            if "query" in given:
                raise InputError("the query stands both in the address and in the body; give it once")
            return given, _decoded(content, charset)
        elif kind == _UPDATE:
            raise RefusedError(_READ_ONLY)
        else:
            raise MediaTypeError(f"a body of {kind or 'no media type'} is none of the protocol; send {FORM} or {_DIRECT}")
        if "update" in given:
            raise RefusedError(_READ_ONLY)
        if "query" not in given:
            if request.method == "POST":
                raise InputError("no query; give it as the parameter query")
            return given, None
        return given, given.one("query")

    async def _answer(self, request: Request, given: Parameters, text: str) -> Response:
        accept = request.headers.get("accept", "")
        wanted = [*given.all("format"), *given.all("output"), *given.all("results")]
        ask = evaluation.Request(
            text=text,
            default_graphs=tuple(given.all("default-graph-uri")),
            named_graphs=tuple(given.all("named-graph-uri")),
            table=table_format(accept, wanted),
            graph=graph_format(accept, wanted),
            base=str(request.url.replace(query="", fragment="")),
            rows=self._settings.rows,
            size=self._settings.answer,
            compress="gzip" in request.headers.get("accept-encoding", ""),
        )
        seconds = given.number("timeout", self._settings.timeout, self._settings.timeout)
        day = parse_day(given.one("as-of")).isoformat() if given.one("as-of").strip() else ""
        headers = {"vary": "Accept, Accept-Encoding"}
        lasting = not evaluation.is_volatile(text)
        if lasting:
            headers["cache-control"] = "no-cache"
            current = _tag(self._snapshot.version(), ask, day)
            if current in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
                return Response(status_code=304, headers={**headers, "etag": current})
        reply = await while_connected(request, self._pool.run("sparql", {"request": ask, "as_of": day}, seconds=seconds, client=peer(request)))
        found: evaluation.Response = reply.value
        answer = Response(found.body, media_type=found.media_type, headers={**headers, "server-timing": f"query;dur={found.seconds * 1000:.1f}"})
        _complete(answer.headers, found, given, _tag(reply.version, ask, day) if lasting else "")
        return answer

    def _describe(self, request: Request, given: Parameters) -> Response:
        accept = request.headers.get("accept", "")
        if choose(accept, {"text/html": "html"} | {kind.split(";")[0]: name for name, kind in GRAPHS.items()}, "turtle") == "html":
            return RedirectResponse("/query", 303, headers={"vary": "Accept"})
        format_ = graph_format(accept, given.all("format"))
        if not format_:
            raise NotAcceptableError(f"the description of the service is written as {', '.join(kind.split(';')[0] for kind in GRAPHS.values())}; accept one of these")
        return Response(description(str(request.url.replace(query="", fragment="")), format_), media_type=GRAPHS[format_], headers={"vary": "Accept"})


def _content_type(request: Request) -> tuple[str, str]:
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    charset = next((value.strip().strip('"').lower() for name, _, value in (p.partition("=") for p in parameters.split(";")) if name.strip().lower() == "charset"), "utf-8")
    return kind.strip().lower(), charset


def _decoded(content: bytes, charset: str) -> str:
    if charset not in {"utf-8", "utf8", "us-ascii"}:
        raise MediaTypeError(f"a body in {charset} is none of the protocol; send UTF-8")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"the body is not UTF-8 (at byte {error.start}); encode it so") from error


def _tag(version: str, ask: evaluation.Request, day: str) -> str:
    parts = [version, day, ask.text, *ask.default_graphs, "", *ask.named_graphs, "", ask.table, ask.graph, ask.base or ""]
    return f'W/"{version}-{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]}"'


def _complete(headers: MutableHeaders, found: evaluation.Response, given: Parameters, tag: str) -> None:
    if found.compressed:
        headers["content-encoding"] = "gzip"
    if tag:
        headers["etag"] = tag
    if "download" in given:
        name = next(name for name, kind in {**TABLES, **GRAPHS}.items() if kind == found.media_type)
        ending = {"turtle": "ttl", "ntriples": "nt", "rdfxml": "rdf"}.get(name, name)
        headers["content-disposition"] = f'attachment; filename="kg.{ending}"'


def description(address: str, format_: str = "turtle") -> bytes:
    """Return the description of the service that stands at an address (SPARQL 1.1 Service Description).

    Examples
    --------
    >>> b"UnionDefaultGraph" in description("http://localhost:8000/sparql")
    True
    """
    service = ox.NamedNode(address)
    dataset, default = ox.NamedNode(f"{address}#dataset"), ox.NamedNode(f"{address}#default-graph")

    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    type_ = ox.NamedNode(f"{PREFIXES['rdf']}type")
    triples = [
        ox.Triple(service, type_, sd("Service")),
        ox.Triple(service, sd("endpoint"), service),
        ox.Triple(service, sd("supportedLanguage"), sd("SPARQL11Query")),
        *(ox.Triple(service, sd("feature"), sd(name)) for name in ("UnionDefaultGraph", "EmptyGraphs")),
        *(
            ox.Triple(service, sd("resultFormat"), ox.NamedNode(_FORMATS + name))
            for name in ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples", "JSON-LD", "RDF_XML")
        ),
        ox.Triple(service, sd("defaultDataset"), dataset),
        ox.Triple(dataset, type_, sd("Dataset")),
        ox.Triple(dataset, sd("defaultGraph"), default),
        ox.Triple(default, type_, sd("Graph")),
    ]
    for graph in (CURRENT, LINKS, ONTOLOGY, STATES):
        named = ox.NamedNode(f"{address}#{graph.value.rsplit('/', 1)[-1]}")
        triples += [ox.Triple(dataset, sd("namedGraph"), named), ox.Triple(named, type_, sd("NamedGraph")), ox.Triple(named, sd("name"), graph)]
    kind = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD, "rdfxml": ox.RdfFormat.RDF_XML}[format_]
    return ox.serialize(triples, format=kind, prefixes=None if format_ == "ntriples" else {"sd": _SD, "formats": _FORMATS}) or b""
