"""What a request says: its parameters, decoded strictly, its body within the limit, and whether the client is still there."""

from __future__ import annotations

import asyncio
import urllib.parse
from collections.abc import Awaitable, Iterator
from typing import TypeVar

from starlette.requests import Request

from kg.errors import InputError

FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 200
_BODY_SECONDS = 30.0
Given = TypeVar("Given")


class TooMuchError(InputError):
    """A request that is larger than the server takes."""


class GoneError(Exception):
    """The client is gone: nobody reads the answer."""


class Parameters:
    """Parameters of a request, in order.

    Examples
    --------
    >>> given = Parameters("a=1&a=2&b=%E9%BE%99")
    >>> given.all("a"), given.one("b"), given.one("c")
    (['1', '2'], '龙', '')
    >>> given.one("a")
    Traceback (most recent call last):
    kg.errors.InputError: the parameter a is given twice; give it once
    """

    def __init__(self, *encoded: str) -> None:
        try:
            self._pairs = [
                pair for text in encoded for pair in urllib.parse.parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_MOST_FIELDS)
            ]
        except UnicodeDecodeError as error:
            raise InputError("the parameters are not UTF-8; encode them so") from error
        except ValueError as error:
            raise InputError(f"more than {_MOST_FIELDS} parameters; give fewer") from error

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._pairs)

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self._pairs)

    def all(self, name: str) -> list[str]:
        """Return all values of a parameter."""
        return [value for key, value in self._pairs if key == name]

    def one(self, name: str, default: str = "") -> str:
        """Return the value of a parameter that may stand once.

        Raises
        ------
        InputError
            If it stands twice.
        """
        found = self.all(name)
        if len(found) > 1:
            raise InputError(f"the parameter {name} is given twice; give it once")
        return found[0] if found else default

    def number(self, name: str, default: float, most: float) -> float:
        """Return the value of a numeric parameter, no more than the most that is allowed.

        Raises
        ------
        InputError
            If it is no positive number.
        """
        text = self.one(name)
        if not text:
            return default
        try:
            value = float(text)
        except ValueError:
            value = 0.0
        if not 0 < value < float("inf"):
            raise InputError(f"{name}={text}: not a number above 0")
        return min(value, most)


async def body(request: Request, limit: int) -> bytes:
    """Return the body of a request.

    Raises
    ------
    TooMuchError
        If it is larger than the limit; the rest of it isn't read.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise TooMuchError(f"the request has {declared} bytes, more than {limit}; send less")
    read = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for chunk in request.stream():
                read += chunk
                if len(read) > limit:
                    raise TooMuchError(f"the request has more than {limit} bytes; send less")
    except TimeoutError as error:
        raise InputError("the request came too slowly; send it again") from error
    return bytes(read)


async def while_connected(request: Request, work: Awaitable[Given]) -> Given:
    """Return what comes of some work; give it up once the client is gone. The request's body has to be read before.

    Raises
    ------
    GoneError
        If the client is gone.
    """
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise GoneError
        return task.result()
    finally:
        for waiting in (task, gone):
            waiting.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def peer(request: Request) -> str:
    """Return who asks, as far as the connection tells."""
    return request.client.host if request.client else ""
