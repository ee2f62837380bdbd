"""The application: routes, and what they share."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from kg.errors import KgError
from kg.serve.accounting_pages import AccountingPages
from kg.serve.comparing_pages import ComparingPages
from kg.serve.frame import PAGE_SECONDS, Frame
from kg.serve.graph_pages import GraphPages
from kg.serve.guard import Guard
from kg.serve.pages import Pages
from kg.serve.pool import Pool
from kg.serve.protocol import Endpoint
from kg.serve.query_pages import QueryPages
from kg.serve.settings import MEGABYTE, Settings
from kg.serve.snapshot import CurrentSnapshot
from kg.serve.worker import PREPARING, Limits

STATIC = Path(__file__).parent / "static"
_PAGE_PROCESSES = 2
_PAGE_QUEUE = 64
_PAGE_MEMORY = 2048 * MEGABYTE
_NICENESS = 2


def create_app(settings: Settings) -> Starlette:
    """Return the application that serves a store.

    Queries of visitors and our own pages run in processes apart, so that no query, however long, holds up a page.

    Parameters
    ----------
    settings : Settings

    Examples
    --------
    >>> app = create_app(Settings(Path("kg-store")))
    >>> any(getattr(route, "path", "") == "/sparql" for route in app.routes)
    True
    """
    snapshot = CurrentSnapshot(settings.store)
    queries = Pool(
        settings.store, places=settings.workers, length=settings.queue, patience=settings.patience, wait=settings.wait, limits=Limits(settings.memory, _NICENESS)
    )  # fmt: skip
    helpers, askers = (
        Pool(settings.store, places=_PAGE_PROCESSES, length=_PAGE_QUEUE, patience=PREPARING, wait=PAGE_SECONDS, limits=Limits(_PAGE_MEMORY, prepares=True)) for _ in range(2)
    )

    @contextlib.asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        async with queries, helpers, askers, asyncio.TaskGroup() as warming:
            # What the first visitor would wait for: the names, and the words of questions, which take seconds to read.
            tasks = [warming.create_task(_warm(helpers, "search", typed="a")), warming.create_task(_warm(askers, "ask", question="a"))]
            yield
            for task in tasks:
                task.cancel()

    endpoint = Endpoint(settings, queries, snapshot)
    frame = Frame(settings, queries, helpers, askers, snapshot)
    routes: list[BaseRoute] = [
        Route("/sparql", endpoint.respond, methods=["GET", "POST", "OPTIONS"]),
        Route("/sparql/", endpoint.respond, methods=["GET", "POST", "OPTIONS"]),
        Mount("/static", StaticFiles(directory=STATIC)),
        *QueryPages(frame).routes(),
        *GraphPages(frame).routes(),
        *AccountingPages(frame).routes(),
        *ComparingPages(frame).routes(),
        *Pages(frame).routes(),
    ]
    middleware = [
        Middleware(Guard, settings=settings),
        *([Middleware(CORSMiddleware, allow_origins=settings.cors, allow_methods=["GET", "POST"], allow_headers=["*"], expose_headers=["ETag"])] if settings.cors else []),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
    ]
    return Starlette(routes=routes, middleware=middleware, lifespan=running)


async def _warm(pool: Pool, job: str, **arguments: str) -> None:
    with contextlib.suppress(KgError):
        await pool.run(job, arguments, seconds=PREPARING)
