"""Errors as a client gets them: which status, and in which words."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from kg.errors import InputError, KgError, NotFoundError, QueryError
from kg.serve.evaluation import NotAcceptableError, RefusedError, TooLargeError
from kg.serve.fair_queue import BusyError
from kg.serve.formats import ranges
from kg.serve.incoming import TooMuchError
from kg.serve.pool import DiedError, StoppedError, TimedOutError

log = logging.getLogger("kg.serve")

_STATUS: tuple[tuple[type[KgError], HTTPStatus], ...] = (
    (BusyError, HTTPStatus.SERVICE_UNAVAILABLE),
    (StoppedError, HTTPStatus.SERVICE_UNAVAILABLE),
    (DiedError, HTTPStatus.SERVICE_UNAVAILABLE),
    (TimedOutError, HTTPStatus.GATEWAY_TIMEOUT),
    (RefusedError, HTTPStatus.FORBIDDEN),
    (NotAcceptableError, HTTPStatus.NOT_ACCEPTABLE),
    (TooLargeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (TooMuchError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (QueryError, HTTPStatus.BAD_REQUEST),
    (InputError, HTTPStatus.BAD_REQUEST),
)
RETRY_AFTER = {"retry-after": "5"}


def status_of(error: KgError) -> HTTPStatus:
    """Return the status that an error is answered with.

    Examples
    --------
    >>> status_of(QueryError("no"))
    <HTTPStatus.BAD_REQUEST: 400>
    """
    return next((status for class_, status in _STATUS if isinstance(error, class_)), HTTPStatus.INTERNAL_SERVER_ERROR)


def describe(error: KgError) -> dict[str, Any]:
    """Return an error as JSON-ready values: ``status``, ``error``, and where in the query it is."""
    status = status_of(error)
    message = str(error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("%s", message)
        message = "the server can't answer this; its log says why"
    place = {"line": error.line, "column": error.column} if isinstance(error, QueryError) and error.line else {}
    return {"status": int(status), "error": message, **place}


def headers_of(error: KgError) -> Mapping[str, str]:
    """Return the headers that go with an error."""
    return RETRY_AFTER if isinstance(error, BusyError | StoppedError) else {}


def problem(request: Request, error: KgError) -> Response:
    """Return an error as an answer: JSON where the client names that first, else one line of text."""
    found = describe(error)
    liked = ranges(request.headers.get("accept", ""))
    if liked and liked[0][0] in {"application/json", "application/problem+json"}:
        return JSONResponse(found, found["status"], headers={**headers_of(error), "cache-control": "no-store"})
    return PlainTextResponse(found["error"] + "\n", found["status"], headers={**headers_of(error), "cache-control": "no-store"})
