"""The pages: each is the data of a view in a template, or, with ``.json`` behind its address, the data itself."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from kg.errors import InputError, NotFoundError
from kg.model import BASE
from kg.serve import evaluation, visitor
from kg.serve.formats import GRAPHS
from kg.serve.frame import Frame, Page, bare, format_of
from kg.serve.incoming import Parameters
from kg.serve.rendering import as_of
from kg.serve.views.describing import local_path

_FOUND, _SUGGESTED = 60, 10
LONGEST_QUESTION = 200
"""Characters of the longest question: the time to understand one grows faster than its length."""


class Pages:
    """The pages of a server.

    Parameters
    ----------
    frame : Frame
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        """Return the routes of all pages."""
        both: list[tuple[str, Page]] = [
            ("/search", self.search), ("/briefings", self.briefings), ("/compare", self.compare), ("/ask", self.ask),
        ]  # fmt: skip
        plain: list[tuple[str, Page]] = [
            ("/", self.home), ("/index.json", self.home), ("/.json", self.home), ("/suggest.json", self.suggest), ("/class/{name}", self.members),
            ("/id/{kind}/{slug}", self.thing), ("/briefing/{stem}", self.briefing), ("/claim/{hash}", self.claim), ("/graph/{name}", self.graph),
        ]  # fmt: skip
        listed = [*plain, *((path + ending, page) for path, page in both for ending in ("", ".json"))]
        return [
            *(Route(path, self._frame.wrapped(page), methods=["GET"]) for path, page in listed),
            *visitor.routes(self._frame.settings, self._frame.templates),
            Route("/{path:path}", self._frame.wrapped(self._nowhere), methods=["GET"]),
        ]

    async def _nowhere(self, request: Request, given: Parameters) -> Response:
        raise NotFoundError("page", request.url.path)

    async def home(self, request: Request, given: Parameters) -> Response:
        """What is in the graph and what is new."""
        return self._frame.show(request, "home.html", await self._frame.data(request, "home"))

    async def search(self, request: Request, given: Parameters) -> Response:
        """Things by name."""
        typed = given.one("q").strip()
        values = await self._frame.data(request, "search", typed=typed, most=_FOUND)
        return self._frame.show(request, "search.html", values)

    async def suggest(self, request: Request, given: Parameters) -> Response:
        """Things by name, the few best: what the search box offers."""
        return JSONResponse(await self._frame.data(request, "search", typed=given.one("q").strip(), most=_SUGGESTED), headers={"cache-control": "no-cache"})

    async def briefings(self, request: Request, given: Parameters) -> Response:
        """All briefings."""
        return self._frame.show(request, "briefings.html", await self._frame.data(request, "briefings", start=_start(given)))

    async def members(self, request: Request, given: Parameters) -> Response:
        """The things of a class."""
        return self._frame.show(request, "class.html", await self._frame.data(request, "members", type=bare(request.path_params["name"]), start=_start(given)))

    async def thing(self, request: Request, given: Parameters) -> Response:
        """One thing."""
        iri = f"{BASE}id/{request.path_params['kind']}/{bare(request.path_params['slug'])}"
        if (format_ := format_of(request)) in GRAPHS:
            return await self._triples(request, "id", iri, format_)
        only = {"predicate": given.one("predicate"), "inverse": "inverse" in given, "start": _start(given)}
        values = await self._frame.data(request, "thing", iri=iri, **only)
        if values["iri"] != iri:
            return RedirectResponse(as_of(request)["dated"](values["path"] + (".json" if request.url.path.endswith(".json") else "")), 303)
        return self._frame.show(request, "thing.html", values)

    async def briefing(self, request: Request, given: Parameters) -> Response:
        """A briefing as one reads it."""
        stem = bare(request.path_params["stem"])
        if (format_ := format_of(request)) in GRAPHS:
            return await self._triples(request, "briefing", f"{BASE}briefing/{stem}", format_)
        return self._frame.show(request, "briefing.html", await self._frame.data(request, "briefing", stem=stem))

    async def claim(self, request: Request, given: Parameters) -> Response:
        """A claim: its triples, or its place on the page of what it is about."""
        iri = f"{BASE}claim/{bare(request.path_params['hash'])}"
        if (format_ := format_of(request)) in GRAPHS:
            return await self._triples(request, "claim", iri, format_)
        found = await self._frame.data(request, "subject", iri=_checked(iri))
        if format_ == "json":
            return JSONResponse(found)
        return RedirectResponse(f"{local_path(found['subject'])}#{iri.rsplit('/', 1)[-1]}", 303)

    async def graph(self, request: Request, given: Parameters) -> Response:
        """One of the named graphs, as RDF."""
        format_ = format_of(request)
        return await self._triples(request, "graph", f"{BASE}graph/{bare(request.path_params['name'])}", format_ if format_ in GRAPHS else "turtle")

    async def _triples(self, request: Request, kind: str, iri: str, format_: str) -> Response:
        arguments = {"kind": kind, "iri": _checked(iri), "format": format_, "rows": self._frame.settings.rows, "size": self._frame.settings.answer}
        found: evaluation.Response = await self._frame.ours(request, "triples", **arguments)
        return Response(found.body, media_type=found.media_type, headers={"vary": "Accept", "cache-control": "no-cache"})

    async def compare(self, request: Request, given: Parameters) -> Response:
        """Things side by side."""
        names = [name for name in given.all("thing") if name.strip()]
        return self._frame.show(request, "compare.html", await self._frame.data(request, "compare", names=names[:20]))

    async def ask(self, request: Request, given: Parameters) -> Response:
        """A question in words."""
        question = given.one("q").strip()
        if not question:
            return self._frame.show(request, "ask.html", {"question": "", "sparql": "", "answers": []})
        if len(question) > LONGEST_QUESTION:
            raise InputError(f"the question has {len(question)} characters, more than {LONGEST_QUESTION}; ask shorter")
        return self._frame.show(request, "ask.html", await self._frame.data(request, "ask", question=question))


def _start(given: Parameters) -> int:
    """The number of the first thing to show."""
    start = given.one("start", "0")
    if not start.isascii() or not start.isdecimal() or len(start) > 9:
        raise InputError(f"start={start}: not a number")
    return int(start)


def _checked(iri: str) -> str:
    if any(c in '<>"{}|^`\\' or c <= " " for c in iri):
        raise NotFoundError("entity", iri)
    return iri
