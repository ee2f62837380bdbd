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
from kg.serve.guard import Guard
from kg.serve.pages import Pages
from kg.serve.pool import Pool
from kg.serve.protocol import Endpoint
from kg.serve.settings import MEGABYTE, Settings
from kg.serve.snapshot import CurrentSnapshot
from kg.serve.worker import Limits

STATIC = Path(__file__).parent / "static"
_PAGE_PROCESSES = 2
_PAGE_QUEUE = 64
_PAGE_MEMORY = 2048 * MEGABYTE
_NICENESS = 10
_WARMING = 60.0


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
    helpers = Pool(settings.store, places=_PAGE_PROCESSES, length=_PAGE_QUEUE, patience=settings.patience, wait=settings.wait, limits=Limits(_PAGE_MEMORY))

    @contextlib.asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        await queries.start()
        await helpers.start()
        warming = [asyncio.create_task(_warm(helpers)) for _ in range(_PAGE_PROCESSES)]
        try:
            yield
        finally:
            for task in warming:
                task.cancel()
            await asyncio.gather(*warming, return_exceptions=True)
            await queries.close()
            await helpers.close()

    endpoint = Endpoint(settings, queries, snapshot)
    routes: list[BaseRoute] = [
        Route("/sparql", endpoint.respond, methods=["GET", "POST", "OPTIONS"]),
        Route("/sparql/", endpoint.respond, methods=["GET", "POST", "OPTIONS"]),
        Mount("/static", StaticFiles(directory=STATIC)),
        *Pages(settings, queries, helpers, snapshot).routes(),
    ]
    middleware = [
        Middleware(Guard, settings=settings),
        *([Middleware(CORSMiddleware, allow_origins=settings.cors, allow_methods=["GET", "POST"], allow_headers=["*"], expose_headers=["ETag"])] if settings.cors else []),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
    ]
    return Starlette(routes=routes, middleware=middleware, lifespan=running)


async def _warm(helpers: Pool) -> None:
    with contextlib.suppress(KgError):
        await helpers.run("warm", {}, seconds=_WARMING)
