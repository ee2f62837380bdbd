"""The page of conflicts: where briefings disagree, both sentences side by side."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.conflicts import KINDS
from kg.errors import InputError
from kg.serve.frame import Frame
from kg.serve.incoming import Parameters


class ComparingPages:
    """The pages on which sentences stand against each other.

    Parameters
    ----------
    frame : Frame
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> list[Route]:
        """Return their routes."""
        return [Route(path, self._frame.wrapped(self.conflicts), methods=["GET"]) for path in ("/conflicts", "/conflicts.json")]

    async def conflicts(self, request: Request, given: Parameters) -> Response:
        """All conflicts, or those of a kind, or of a thing."""
        kind, thing = given.one("kind").strip(), given.one("thing").strip()
        if kind not in {"", *KINDS}:
            raise InputError(f"kind={kind}: none; give one of {', '.join(KINDS)}")
        return self._frame.show(request, "conflicts.html", await self._frame.data(request, "conflicts", kind=kind, name=thing))
