"""The pages that hold the graph to account: the rules that read it, and what it is as a data set."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.errors import InputError
from kg.serve.formats import GRAPHS, graph_format
from kg.serve.frame import Frame, Page, bare
from kg.serve.incoming import Parameters

_ADDRESS = re.compile(r"https?://[\w.:\[\]-]+/", re.ASCII)


class AccountingPages:
    """The pages of the rules, and the description of the graph as a data set.

    Parameters
    ----------
    frame : Frame
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        """Return their routes."""
        pages: list[tuple[str, Page]] = [("/rules", self.rules), ("/rules.json", self.rules), ("/rules/{name}", self.rule), ("/.well-known/void", self.void)]
        return [Route(path, self._frame.wrapped(page), methods=["GET"]) for path, page in pages]

    async def rules(self, request: Request, given: Parameters) -> Response:
        """All rules: how many claims each made, how often it was right on gold."""
        return self._frame.show(request, "rules.html", await self._frame.data(request, "rules"))

    async def rule(self, request: Request, given: Parameters) -> Response:
        """One rule, with sentences that it read."""
        return self._frame.show(request, "rule.html", await self._frame.data(request, "rule", name=bare(request.path_params["name"])))

    async def void(self, request: Request, given: Parameters) -> Response:
        """What the graph is as a data set, in VoID and DCAT."""
        here = str(request.base_url)
        if not _ADDRESS.fullmatch(here):
            raise InputError(f"{here!r} is no address of a server")
        format_ = "jsonld" if graph_format(request.headers.get("accept", "")) == "jsonld" else "turtle"
        text = await self._frame.ours(request, "described", dataset=f"{here}.well-known/void#dataset", endpoint=f"{here}sparql", format=format_)
        return Response(text, media_type=GRAPHS[format_], headers={"vary": "Accept", "cache-control": "no-cache"})
