"""A process that answers for the server: it opens the store, is confined, and does one job after another until it is stopped.

A job is a function of a `Reader` and of what the request says; which there are, `jobs` lists. What comes back is a value or an error of `kg`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from typing import Any

from kg.errors import KgError, QueryError, StoreError
from kg.graph import KnowledgeGraph
from kg.serve import confine
from kg.serve.reader import Reader

_STACK_BYTES = 1 << 29
_GRACE = 5.0
PREPARING = 600.0
"""Seconds that a worker may take to get ready for a snapshot."""

READY = "ready"
"""What a worker sends when it begins with a job: its time counts from then."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may take.

    Attributes
    ----------
    memory : int
        Bytes beyond what it takes to open the store.
    niceness : int
        How far it runs behind others.
    prepares : bool
        Whether it reads the names of all things before its first job on a snapshot, outside the time of that job.
    """

    memory: int
    niceness: int = 0
    prepares: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A job to do: its name, what it is given, and the seconds it may take."""

    job: str
    arguments: Mapping[str, Any]
    seconds: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a job.

    Attributes
    ----------
    value : object
        What the job returned.
    error : KgError or None
        What it raised.
    version : str
        The snapshot that it read.
    leaves : bool
        Whether the worker ends after this one, to give memory back.
    """

    value: Any = None
    error: KgError | None = None
    version: str = ""
    leaves: bool = False


def main(connection: Connection, store: str, limits: Limits) -> None:
    """Do jobs until the other end of the connection closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C goes to the server, which ends us
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stderr.fileno() if sys.stderr else 2)  # an engine that runs out of memory says so there; the server tells it in its own words
    confine.give_way(limits.niceness)
    confine.forbid_network()
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    threading.stack_size(_STACK_BYTES)  # the engine recurses, deeper than the usual stack where a query is long
    work = threading.Thread(target=_work, args=(connection, store, limits), daemon=True)
    work.start()
    work.join()


def _end_with_the_server() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(connection: Connection, store: str, limits: Limits) -> None:
    from kg.serve.jobs import JOBS  # kept out of a circle

    reader: Reader | None = None
    base = 0
    with contextlib.suppress(EOFError, OSError):
        while True:
            call: Call = connection.recv()
            confine.limit_memory(_UNLIMITED)
            confine.limit_processor(PREPARING + call.seconds + _GRACE)
            try:
                if reader is None:
                    reader = Reader(KnowledgeGraph.open(store))
                    base = 0
                elif reader.refresh():
                    base = 0
                if not base:
                    if limits.prepares:
                        reader.graph.index.counts()
                    base = confine.address_space()
                    at_first = confine.resident()
                connection.send(READY)
                confine.limit_processor(call.seconds + _GRACE)
                if base:
                    confine.limit_memory(base + limits.memory)
                reply = Reply(_do(JOBS[call.job], reader, call.arguments), version=reader.version)
            except KgError as error:
                reply = Reply(error=error, version=reader.version if reader else "")
            leaves = bool(base) and confine.resident() - at_first > limits.memory // 2
            connection.send(Reply(reply.value, reply.error, reply.version, leaves) if leaves else reply)
            if leaves:
                return


_UNLIMITED = -1


def _do(job: Callable[..., Any], reader: Reader, arguments: Mapping[str, Any]) -> Any:
    given = dict(arguments)
    day = given.pop("as_of", "")
    try:
        return job(reader.as_of(day) if day else reader, **given)
    except KgError:
        raise
    except MemoryError as error:
        raise QueryError("the query takes more memory than it may; ask for less") from error
    except RecursionError as error:
        raise QueryError("the query nests too deep; simplify it") from error
    except Exception as error:
        raise StoreError(f"internal error, {type(error).__name__}: {error}") from error
