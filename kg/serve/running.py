"""Running the application: the socket, the log, the end."""

from __future__ import annotations

import errno
import socket
import sys

import uvicorn

from kg.errors import InputError
from kg.serve.app import create_app
from kg.serve.settings import Settings
from kg.store import DiskStore

_BACKLOG = 1024
_LONGEST_HEAD = 256 * 1024
"""Bytes of request line and headers: a query in the address may be long."""


def run(settings: Settings) -> None:
    """Serve until interrupted; see `kg.serve.serve`."""
    DiskStore(settings.store).close()  # a store that can't be read is told before anything starts
    with listen(settings.host, settings.port) as listening:
        port = listening.getsockname()[1]
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        print(f"Serving {settings.store} at http://{host}:{port}/ (SPARQL at /sparql); Ctrl-C stops it.", file=sys.stderr, flush=True)
        if not settings.is_local and not settings.token:
            print("Everybody who reaches this machine may ask; --token lets in those who know it.", file=sys.stderr, flush=True)
        config = uvicorn.Config(
            create_app(settings), log_level="warning", access_log=False, http="h11", ws="none", loop="asyncio", lifespan="on", server_header=False, proxy_headers=False,
            h11_max_incomplete_event_size=_LONGEST_HEAD, timeout_graceful_shutdown=5, timeout_keep_alive=30,
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address.

    Raises
    ------
    InputError
        If it can't be had.

    Examples
    --------
    >>> with listen("127.0.0.1", 0) as listening:
    ...     listening.getsockname()[1] > 0
    True
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.socket(found[0], found[1])
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(found[4])
        listening.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        what = "another program listens there; give another --port, or 0 for a free one" if taken else f"{getattr(error, 'strerror', None) or error}; give another --host or --port"
        raise InputError(f"{host}:{port}: {what}") from error
    return listening
