"""The page that shows a part of the graph as a picture to walk through, and as a list of its edges; and the data of both."""

from __future__ import annotations

import datetime as dt
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.errors import InputError, KgError
from kg.model import ENTITY_TYPES, PREDICATES, STATUSES
from kg.namespaces import PREFIXES
from kg.serve import problems
from kg.serve.frame import Frame, Page, format_of
from kg.serve.incoming import Parameters
from kg.serve.rendering import here
from kg.serve.views.describing import local_path
from kg.serve.views.network import MOST_HOPS, MOST_NODES, Filter, Start

_USUAL_NODES = 300
_LISTED_NODES = 1000
_LISTED_EDGES = 300
_MOST_STARTS = 100
CLASSES = (*ENTITY_TYPES, "ProcessNode")


class GraphPages:
    """The page of the graph.

    Parameters
    ----------
    frame : Frame
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        """Return its routes."""
        pages: list[tuple[str, Page]] = [("/graph", self.graph), ("/graph.json", self.data), ("/said.json", self.said)]
        return [Route(path, self._frame.wrapped(page), methods=["GET"]) for path, page in pages]

    async def graph(self, request: Request, given: Parameters) -> Response:
        """A part of the graph, to look at and as a list."""
        if format_of(request) == "json":
            return await self.data(request, given)
        asked = _asked(given)
        found, problem, status = None, None, 200
        try:
            start = await self._start(request, given)
            found = await self._frame.ours(request, "network", start=start, shown=_filter(given), most=min(_number(given, "most", _USUAL_NODES, MOST_NODES), _LISTED_NODES))
        except KgError as error:
            problem, status = {**problems.describe(error), "nearest": list(getattr(error, "nearest", ()))}, int(problems.status_of(error))
        values = {
            "asked": asked, "problem": problem, "found": _listed(found) if found else None, "classes": CLASSES, "predicates": PREDICATES, "statuses": STATUSES,
            "twin": here(request).replace("/graph", "/graph.json", 1), "most": _number(given, "most", _USUAL_NODES, MOST_NODES) if not problem else _USUAL_NODES,
        }  # fmt: skip
        return self._frame.templates.page(request, "graph.html", values, status, problems.RETRY_AFTER if status == 503 else None)

    async def data(self, request: Request, given: Parameters) -> Response:
        """The same as data: nodes, edges, and what was left out."""
        compress = "gzip" in request.headers.get("accept-encoding", "")
        start = await self._start(request, given)
        body = await self._frame.ours(request, "network_bytes", start=start, shown=_filter(given), most=_number(given, "most", _USUAL_NODES, MOST_NODES), compress=compress)
        headers = {"vary": "Accept, Accept-Encoding", "cache-control": "no-cache", **({"content-encoding": "gzip"} if compress else {})}
        return Response(body, media_type="application/json", headers=headers)

    async def said(self, request: Request, given: Parameters) -> Response:
        """What is said between two things, with its sentences."""
        ends = {name: PREFIXES["id"] + given.one(name).removeprefix("id:") for name in ("source", "target")}
        predicate = given.one("predicate")
        if predicate not in PREDICATES:
            raise InputError(f"predicate={predicate}: no predicate of the graph")
        return JSONResponse(await self._frame.ours(request, "said", predicate=predicate, **ends), headers={"cache-control": "no-cache"})

    async def _start(self, request: Request, given: Parameters) -> Start:
        asked = _asked(given)
        most = _number(given, "most", _USUAL_NODES, MOST_NODES)
        hops = _number(given, "hops", 1, MOST_HOPS)
        query = await self._frame.theirs(request, given, "network_of_query", text=asked["query"], most=most) if asked["query"] else None
        path = (asked["from"], asked["to"]) if asked["from"] and asked["to"] else ()
        return Start(tuple(asked["things"]), hops, tuple(asked["expanded"]), path, query)


def _asked(given: Parameters) -> dict[str, Any]:
    things, expanded = (list(dict.fromkeys(name.strip() for name in given.all(key) if name.strip())) for key in ("thing", "expand"))
    if len(things) + len(expanded) > _MOST_STARTS:
        raise InputError(f"{len(things) + len(expanded)} things to begin with, more than {_MOST_STARTS}; give fewer")
    return {
        "things": things, "expanded": expanded, "query": given.one("query").strip(), "from": given.one("from").strip(), "to": given.one("to").strip(), "hops": given.one("hops", "1"),
        "classes": given.all("class"), "predicates": given.all("predicate"), "statuses": given.all("status"), "since": given.one("since"), "until": given.one("until"),
    }  # fmt: skip


def _filter(given: Parameters) -> Filter:
    for name, known in (("class", CLASSES), ("predicate", tuple(PREDICATES)), ("status", tuple(STATUSES))):
        for value in given.all(name):
            if value and value not in known:
                raise InputError(f"{name}={value}: there is no such {name}; known are {', '.join(known)}")
    classes, predicates, statuses = (tuple(filter(None, given.all(name))) for name in ("class", "predicate", "status"))
    return Filter(classes, predicates, statuses, _day(given, "since"), _day(given, "until"))


def _day(given: Parameters, name: str) -> str:
    text = given.one(name).strip()
    try:
        return dt.date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise InputError(f"{name}={text}: no day; write it as 2021-08-05") from error


def _number(given: Parameters, name: str, usual: int, most: int) -> int:
    text = given.one(name).strip()
    if not text:
        return usual
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:9]) <= most:
        raise InputError(f"{name}={text}: give a whole number from 1 to {most}")
    return int(text)


def _listed(found: dict[str, Any]) -> dict[str, Any]:
    """What the list of edges needs: the things of each edge with a place to go to."""
    things = {n["id"]: {**n, "iri": (iri := PREFIXES["id"] + n["id"].removeprefix("id:")), "path": local_path(iri)} for n in found["nodes"]}
    edges = [{**e, "source": things[e["source"]], "target": things[e["target"]]} for e in found["edges"][:_LISTED_EDGES]]
    way = found["path"]
    ways = [[things[iri] for iri in way_] for way_ in way["ways"]] if way else []
    return {"edges": edges, "ways": ways, "path": way, "nodes": len(found["nodes"]), "count": len(found["edges"]), "left_out": found["left_out"]}
