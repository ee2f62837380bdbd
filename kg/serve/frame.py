"""What all pages share: a format by address or ``Accept``, errors as pages, and views that run in other processes and are remembered."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.asof import parse_day
from kg.errors import KgError, NotFoundError
from kg.serve import problems
from kg.serve.formats import page_format
from kg.serve.incoming import GoneError, Parameters, peer, while_connected
from kg.serve.pool import Pool
from kg.serve.rendering import Templates
from kg.serve.settings import Settings
from kg.serve.snapshot import CurrentSnapshot

SUFFIXES = {".json": "json", ".ttl": "turtle", ".nt": "ntriples", ".jsonld": "jsonld", ".rdf": "rdfxml"}
"""Endings of addresses that say a format."""

PAGE_SECONDS = 60.0
"""Seconds that a view of our own may take."""

_REMEMBERED = 200
_LONGEST_REMEMBERED = 500_000

Page = Callable[[Request, Parameters], Awaitable[Response]]


class Frame:
    """What pages are shown with.

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
        self.settings, self.queries, self.helpers = settings, queries, helpers
        self.templates = Templates()
        self._askers, self._snapshot = askers, snapshot
        self._remembered: OrderedDict[str, Mapping[str, Any]] = OrderedDict()

    def wrapped(self, page: Page) -> Callable[[Request], Awaitable[Response]]:
        """Return what answers a request with a page, or with what went wrong."""

        async def answer(request: Request) -> Response:
            try:
                return await page(request, Parameters(request.url.query))
            except KgError as error:
                return self._problem(request, error)
            except GoneError:
                return Response(status_code=499)

        return answer

    def _problem(self, request: Request, error: KgError) -> Response:
        if format_of(request) != "html":
            return JSONResponse(problems.describe(error), problems.status_of(error), headers=dict(problems.headers_of(error)))
        nearest = list(error.nearest) if isinstance(error, NotFoundError) else []
        values = {"problem": problems.describe(error), "nearest": nearest}
        return self.templates.page(request, "problem.html", values, problems.status_of(error), problems.headers_of(error))

    async def data(self, request: Request, job: str, **arguments: Any) -> dict[str, Any]:
        """Return what a view gives; remembered as long as the snapshot is the current one."""
        arguments |= dated(request)
        key = f"{self._snapshot.version()} {job} {json.dumps(arguments)}"
        known = self._remembered.get(key)
        if known is not None:
            self._remembered.move_to_end(key)
            return dict(known)
        pool = self._askers if job == "ask" else self.helpers
        reply = await while_connected(request, pool.run(job, arguments, seconds=PAGE_SECONDS, client=peer(request)))
        found: dict[str, Any] = reply.value
        if key.startswith(f"{reply.version} ") and len(repr(found)) <= _LONGEST_REMEMBERED:
            self._remembered[key] = found
            if len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return dict(found)

    async def ours(self, request: Request, job: str, **arguments: Any) -> Any:
        """Return what a job of our own gives, nothing remembered."""
        reply = await while_connected(request, self.helpers.run(job, arguments | dated(request), seconds=PAGE_SECONDS, client=peer(request)))
        return reply.value

    async def theirs(self, request: Request, given: Parameters, job: str, **arguments: Any) -> Any:
        """Return what a job gives that runs what a visitor wrote: within the limits of their queries."""
        seconds = given.number("timeout", self.settings.timeout, self.settings.timeout)
        reply = await while_connected(request, self.queries.run(job, arguments | dated(request), seconds=seconds, client=peer(request)))
        return reply.value

    def show(self, request: Request, template: str, values: dict[str, Any], status: int = 200) -> Response:
        """Return values as a page, or as JSON."""
        if format_of(request) == "json":
            return JSONResponse(values, status, headers={"vary": "Accept", "cache-control": "no-cache"})
        return self.templates.page(request, template, values, status)


def dated(request: Request) -> dict[str, str]:
    """Return what makes a job read the graph of a day (``?as-of=2021-01-05``), or nothing where none is asked for.

    Raises
    ------
    InputError
        If that is no day.
    """
    text = request.query_params.get("as-of", "").strip()
    return {"as_of": parse_day(text).isoformat()} if text else {}


def bare(name: str) -> str:
    """Return a part of a path without the ending that says the format.

    Examples
    --------
    >>> bare("a14.json"), bare("a14")
    ('a14', 'a14')
    """
    return next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)


def format_of(request: Request) -> str:
    """Return the format of a page: by the ending of its address, else by ``Accept``."""
    path = request.url.path
    found = next((format_ for suffix, format_ in SUFFIXES.items() if path.endswith(suffix)), "")
    return found or page_format(request.headers.get("accept", "")) or "html"
