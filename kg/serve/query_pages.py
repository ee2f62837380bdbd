"""The pages for SPARQL: a query that the visitor writes, the named ones with forms for their parameters, and the rows of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg import queries as catalogue
from kg.errors import KgError
from kg.serve import problems
from kg.serve.frame import Frame, Page, format_of
from kg.serve.incoming import Parameters
from kg.serve.rendering import language_of, link

_SHOWN_ROWS = 1000


class QueryPages:
    """The pages for SPARQL.

    Parameters
    ----------
    frame : Frame
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        """Return their routes."""
        pages: list[tuple[str, Page]] = [("/query", self.query), ("/queries", self.queries)]
        return [
            Route("/words.json", self._frame.wrapped(self.words), methods=["GET"]),
            *(Route(path + ending, self._frame.wrapped(page), methods=["GET"]) for path, page in pages for ending in ("", ".json")),
        ]

    async def words(self, request: Request, given: Parameters) -> Response:
        """The words of the graph: what the editor offers."""
        return JSONResponse(await self._frame.data(request, "words"), headers={"cache-control": "no-cache"})

    async def queries(self, request: Request, given: Parameters) -> Response:
        """The named queries."""
        return self._frame.show(request, "queries.html", {"queries": [_named(query) for query in catalogue.named_queries()]})

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
            answer = await self._frame.theirs(request, given, "table", text=text, rows=min(_SHOWN_ROWS, self._frame.settings.rows)) if text.strip() else None
        except KgError as error:
            if format_of(request) == "json":
                raise
            answer, problem = None, problems.describe(error)
            status = problems.status_of(error)
        values = {"query": text, "answer": answer, **({"name": named["name"]} if named else {})}
        if format_of(request) == "json":
            return JSONResponse(values)
        shown = {
            **values, "named": named, "filled": filled, "problem": problem, "place": _place(text, problem), "downloads": _downloads(text, answer),
            "permalink": link("/query", query=text) if not named else "", "shown": _shown(answer),
            "mappable": answer is not None and _holds_things(answer),
        }  # fmt: skip
        return self._frame.templates.page(request, "query.html", shown, int(status) if problem else 200, problems.RETRY_AFTER if problem and problem["status"] == 503 else None)


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


def _holds_things(answer: Mapping[str, Any]) -> bool:
    """Whether there is anything in an answer that a picture could show."""
    return any((cell or {}).get("path", "").startswith("/id/") for row in answer.get("rows", ()) for cell in row)


def _downloads(text: str, answer: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    if answer is None:
        return []
    names = {"triples": ("Turtle", "JSON-LD", "N-Triples"), "boolean": ("JSON", "XML")}.get(answer["kind"], ("CSV", "TSV", "JSON", "XML"))
    return [(name, link("/sparql", query=text, format=name.lower().replace("-", ""), download="")) for name in names]
