"""The pages: each is the data of a view in a template, or, with ``.json`` behind its address, the data itself."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from kg import queries as catalogue
from kg.errors import InputError, KgError, NotFoundError
from kg.model import BASE
from kg.serve import evaluation, problems, visitor
from kg.serve.formats import GRAPHS, page_format
from kg.serve.incoming import GoneError, Parameters, peer, while_connected
from kg.serve.pool import Pool
from kg.serve.rendering import Templates, language_of, link
from kg.serve.settings import Settings
from kg.serve.snapshot import CurrentSnapshot
from kg.serve.views.describing import local_path

_SUFFIXES = {".json": "json", ".ttl": "turtle", ".nt": "ntriples", ".jsonld": "jsonld", ".rdf": "rdfxml"}
_REMEMBERED = 200
_LONGEST_REMEMBERED = 500_000
_FOUND, _SUGGESTED = 60, 10
_SHOWN_ROWS = 1000
LONGEST_QUESTION = 200
"""Characters of the longest question: the time to understand one grows faster than its length."""

PAGE_SECONDS = 60.0
"""Seconds that a view of our own may take."""

Page = Callable[[Request, Parameters], Awaitable[Response]]


class Pages:
    """The pages of a server.

    Parameters
    ----------
    settings : Settings
    queries : Pool
        Where what visitors write themselves runs.
    helpers : Pool
        Where our own views run.
    askers : Pool
        Where questions in words are answered: by processes that have read the words.
    snapshot : CurrentSnapshot
    """

    def __init__(self, settings: Settings, queries: Pool, helpers: Pool, askers: Pool, snapshot: CurrentSnapshot) -> None:
        self._settings, self._queries, self._helpers, self._askers, self._snapshot = settings, queries, helpers, askers, snapshot
        self._templates = Templates()
        self._remembered: OrderedDict[str, Mapping[str, Any]] = OrderedDict()

    def routes(self) -> list[Route]:
        """Return the routes of all pages."""
        both: list[tuple[str, Page]] = [
            ("/search", self.search), ("/briefings", self.briefings), ("/compare", self.compare), ("/query", self.query), ("/ask", self.ask), ("/queries", self.queries),
        ]  # fmt: skip
        plain: list[tuple[str, Page]] = [
            ("/", self.home), ("/index.json", self.home), ("/.json", self.home), ("/suggest.json", self.suggest), ("/class/{name}", self.members),
            ("/id/{kind}/{slug}", self.thing), ("/briefing/{stem}", self.briefing), ("/claim/{hash}", self.claim), ("/graph/{name}", self.graph),
        ]  # fmt: skip
        listed = [*plain, *((path + ending, page) for path, page in both for ending in ("", ".json"))]
        return [
            *(Route(path, self._wrapped(page), methods=["GET"]) for path, page in listed),
            *visitor.routes(self._settings, self._templates),
            Route("/{path:path}", self._wrapped(self._nowhere), methods=["GET"]),
        ]

    def _wrapped(self, page: Page) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                return await page(request, Parameters(request.url.query))
            except KgError as error:
                return self._problem(request, error)
            except GoneError:
                return Response(status_code=499)

        return answer

    def _problem(self, request: Request, error: KgError) -> Response:
        if _format(request) != "html":
            return JSONResponse(problems.describe(error), problems.status_of(error), headers=dict(problems.headers_of(error)))
        nearest = list(error.nearest) if isinstance(error, NotFoundError) else []
        values = {"problem": problems.describe(error), "nearest": nearest}
        return self._templates.page(request, "problem.html", values, problems.status_of(error), problems.headers_of(error))

    async def _nowhere(self, request: Request, given: Parameters) -> Response:
        raise NotFoundError("page", request.url.path)

    async def _data(self, request: Request, job: str, **arguments: Any) -> dict[str, Any]:
        """What a view gives; remembered as long as the snapshot is the current one."""
        key = f"{self._snapshot.version()} {job} {json.dumps(arguments)}"
        known = self._remembered.get(key)
        if known is not None:
            self._remembered.move_to_end(key)
            return dict(known)
        pool = self._askers if job == "ask" else self._helpers
        reply = await while_connected(request, pool.run(job, arguments, seconds=PAGE_SECONDS, client=peer(request)))
        found: dict[str, Any] = reply.value
        if key.startswith(f"{reply.version} ") and len(repr(found)) <= _LONGEST_REMEMBERED:
            self._remembered[key] = found
            if len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return dict(found)

    def _show(self, request: Request, template: str, values: dict[str, Any], status: int = 200) -> Response:
        if _format(request) == "json":
            return JSONResponse(values, status, headers={"vary": "Accept", "cache-control": "no-cache"})
        return self._templates.page(request, template, values, status)

    async def home(self, request: Request, given: Parameters) -> Response:
        """What is in the graph and what is new."""
        return self._show(request, "home.html", await self._data(request, "home"))

    async def search(self, request: Request, given: Parameters) -> Response:
        """Things by name."""
        typed = given.one("q").strip()
        values = await self._data(request, "search", typed=typed, most=_FOUND)
        return self._show(request, "search.html", values)

    async def suggest(self, request: Request, given: Parameters) -> Response:
        """Things by name, the few best: what the search box offers."""
        return JSONResponse(await self._data(request, "search", typed=given.one("q").strip(), most=_SUGGESTED), headers={"cache-control": "no-cache"})

    async def briefings(self, request: Request, given: Parameters) -> Response:
        """All briefings."""
        return self._show(request, "briefings.html", await self._data(request, "briefings"))

    async def members(self, request: Request, given: Parameters) -> Response:
        """The things of a class."""
        start = given.one("start", "0")
        if not start.isdecimal() or len(start) > 9:
            raise InputError(f"start={start}: not a number")
        return self._show(request, "class.html", await self._data(request, "members", type=_bare(request.path_params["name"]), start=int(start)))

    async def thing(self, request: Request, given: Parameters) -> Response:
        """One thing."""
        iri = f"{BASE}id/{request.path_params['kind']}/{_bare(request.path_params['slug'])}"
        if (format_ := _format(request)) in GRAPHS:
            return await self._triples(request, "id", iri, format_)
        values = await self._data(request, "thing", iri=iri, everything="all" in given or format_ == "json")
        if values["iri"] != iri:
            return RedirectResponse(values["path"] + (".json" if request.url.path.endswith(".json") else ""), 303)
        return self._show(request, "thing.html", values)

    async def briefing(self, request: Request, given: Parameters) -> Response:
        """A briefing as one reads it."""
        stem = _bare(request.path_params["stem"])
        if (format_ := _format(request)) in GRAPHS:
            return await self._triples(request, "briefing", f"{BASE}briefing/{stem}", format_)
        return self._show(request, "briefing.html", await self._data(request, "briefing", stem=stem))

    async def claim(self, request: Request, given: Parameters) -> Response:
        """A claim: its triples, or its place on the page of what it is about."""
        iri = f"{BASE}claim/{_bare(request.path_params['hash'])}"
        if (format_ := _format(request)) in GRAPHS:
            return await self._triples(request, "claim", iri, format_)
        found = await self._data(request, "subject", iri=_checked(iri))
        if format_ == "json":
            return JSONResponse(found)
        return RedirectResponse(f"{local_path(found['subject'])}#{iri.rsplit('/', 1)[-1]}", 303)

    async def graph(self, request: Request, given: Parameters) -> Response:
        """One of the named graphs, as RDF."""
        format_ = _format(request)
        return await self._triples(request, "graph", f"{BASE}graph/{_bare(request.path_params['name'])}", format_ if format_ in GRAPHS else "turtle")

    async def _triples(self, request: Request, kind: str, iri: str, format_: str) -> Response:
        arguments = {"kind": kind, "iri": _checked(iri), "format": format_, "rows": self._settings.rows, "size": self._settings.answer}
        reply = await while_connected(request, self._helpers.run("triples", arguments, seconds=PAGE_SECONDS, client=peer(request)))
        found: evaluation.Response = reply.value
        return Response(found.body, media_type=found.media_type, headers={"vary": "Accept", "cache-control": "no-cache"})

    async def compare(self, request: Request, given: Parameters) -> Response:
        """Things side by side."""
        names = [name for name in given.all("thing") if name.strip()]
        return self._show(request, "compare.html", await self._data(request, "compare", names=names[:20]))

    async def ask(self, request: Request, given: Parameters) -> Response:
        """A question in words."""
        question = given.one("q").strip()
        if not question:
            return self._show(request, "ask.html", {"question": "", "sparql": "", "answers": []})
        if len(question) > LONGEST_QUESTION:
            raise InputError(f"the question has {len(question)} characters, more than {LONGEST_QUESTION}; ask shorter")
        return self._show(request, "ask.html", await self._data(request, "ask", question=question))

    async def queries(self, request: Request, given: Parameters) -> Response:
        """The named queries."""
        return self._show(request, "queries.html", {"queries": [_named(query) for query in catalogue.named_queries()]})

    async def query(self, request: Request, given: Parameters) -> Response:
        """A query in SPARQL, written by the visitor or by name, and its answer."""
        text, named, filled, problem = given.one("query"), None, {}, None
        try:
            if name := given.one("name"):
                named = _named(catalogue.get(name))
                filled = {p["name"]: given.one(p["name"]).strip() for p in named["parameters"]}
                if "language" in filled:
                    filled["language"] = filled["language"] or language_of(request)
                missing = any(p["required"] and not filled[p["name"]] for p in named["parameters"])
                text = "" if missing and "run" not in given else catalogue.render(name, **{key: value for key, value in filled.items() if value})
            answer = await self._table(request, given, text) if text.strip() else None
        except KgError as error:
            if _format(request) == "json":
                raise
            answer, problem = None, problems.describe(error)
            status = problems.status_of(error)
        values = {"query": text, "answer": answer, **({"name": named["name"]} if named else {})}
        if _format(request) == "json":
            return JSONResponse(values)
        shown = {
            **values, "named": named, "filled": filled, "problem": problem, "place": _place(text, problem), "downloads": _downloads(text, answer),
            "permalink": link("/query", query=text) if not named else "", "shown": _shown(answer),
        }  # fmt: skip
        return self._templates.page(request, "query.html", shown, int(status) if problem else 200, problems.RETRY_AFTER if problem and problem["status"] == 503 else None)

    async def _table(self, request: Request, given: Parameters, text: str) -> dict[str, Any]:
        seconds = given.number("timeout", self._settings.timeout, self._settings.timeout)
        rows = min(_SHOWN_ROWS, self._settings.rows)
        reply = await while_connected(request, self._queries.run("table", {"text": text, "rows": rows}, seconds=seconds, client=peer(request)))
        found: dict[str, Any] = reply.value
        return found


def _bare(name: str) -> str:
    """A part of a path without the ending that says the format."""
    return next((name.removesuffix(suffix) for suffix in _SUFFIXES if name.endswith(suffix)), name)


def _format(request: Request) -> str:
    """The format of a page: by the ending of its address, else by ``Accept``."""
    path = request.url.path
    found = next((format_ for suffix, format_ in _SUFFIXES.items() if path.endswith(suffix)), "")
    return found or page_format(request.headers.get("accept", "")) or "html"


def _checked(iri: str) -> str:
    if any(c in '<>"{}|^`\\' or c <= " " for c in iri):
        raise NotFoundError("entity", iri)
    return iri


def _named(query: catalogue.NamedQuery) -> dict[str, Any]:
    parameters = [
        {"name": p.name, "type": p.type, "default": "" if p.required or p.default == catalogue.ANY else p.default, "required": p.required, "description": p.description}
        for p in query.parameters
    ]  # fmt: skip
    return {"name": query.name, "title": query.title, "title_zh": query.title_zh, "parameters": parameters, "example": query.example_values}


def _place(text: str, problem: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The lines around the place of an error, that place marked."""
    if not problem or "line" not in problem:
        return []
    lines = text.replace("\r\n", "\n").split("\n")
    at, column = min(problem["line"], len(lines)) - 1, problem["column"] - 1
    shown = []
    for number in range(max(0, at - 2), min(len(lines), at + 2)):
        line = lines[number]
        start, end = _span(line, column) if number == at else (len(line), len(line))
        shown.append({"number": number + 1, "before": line[:start], "mark": (line[start:end] or "␠") if number == at else "", "after": line[end:]})
    return shown


def _span(line: str, column: int) -> tuple[int, int]:
    """The token at a column; where the engine points behind a token, that token."""
    at = min(column, len(line))
    if at > 0 and (at == len(line) or line[at].isspace()) and not line[at - 1].isspace():
        start = at
        while start > 0 and not line[start - 1].isspace():
            start -= 1
        return start, at
    end = at
    while end < len(line) and not line[end].isspace():
        end += 1
    return at, max(end, at + 1)


def _shown(answer: Mapping[str, Any] | None) -> list[int]:
    """The columns to show: not the label of a thing that stands beside it, with its label, as a link."""
    if answer is None or answer["kind"] == "boolean":
        return []
    columns: list[str] = answer["columns"]
    linked = {name for i, name in enumerate(columns) if any((row[i] or {}).get("labels") for row in answer["rows"])}
    return [i for i, name in enumerate(columns) if name.removesuffix("Label") == name or name.removesuffix("Label") not in linked]


def _downloads(text: str, answer: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    if answer is None:
        return []
    names = {"triples": ("Turtle", "JSON-LD", "N-Triples"), "boolean": ("JSON", "XML")}.get(answer["kind"], ("CSV", "TSV", "JSON", "XML"))
    return [(name, link("/sparql", query=text, format=name.lower().replace("-", ""), download="")) for name in names]
