"""The pages that hold the graph to account: the rules that read it, and what it is as a data set."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.serve.frame import Frame, Page, bare
from kg.serve.incoming import Parameters


class AccountingPages:
    """The pages of the rules.

    Parameters
    ----------
    frame : Frame
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        """Return their routes."""
        pages: list[tuple[str, Page]] = [("/rules", self.rules), ("/rules.json", self.rules), ("/rules/{name}", self.rule)]
        return [Route(path, self._frame.wrapped(page), methods=["GET"]) for path, page in pages]

    async def rules(self, request: Request, given: Parameters) -> Response:
        """All rules: how many claims each made, how often it was right on gold."""
        return self._frame.show(request, "rules.html", await self._frame.data(request, "rules"))

    async def rule(self, request: Request, given: Parameters) -> Response:
        """One rule, with sentences that it read."""
        return self._frame.show(request, "rule.html", await self._frame.data(request, "rule", name=bare(request.path_params["name"])))
