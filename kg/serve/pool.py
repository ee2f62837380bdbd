"""Worker processes, and the jobs they are given: each within its time, or its process is killed and another takes its place."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Self

from kg.errors import KgError
from kg.serve import worker
from kg.serve.fair_queue import FairQueue
from kg.serve.worker import Call, Limits, Reply

_LEAST_SECONDS = 0.05


class TimedOutError(KgError):
    """A job that took longer than it may."""


class StoppedError(KgError):
    """A job that had to make room for others."""


class DiedError(KgError):
    """A job whose process died, most often because it took more memory than it may."""


@dataclass(eq=False, slots=True)
class _Worker:
    process: ForkServerProcess
    connection: Connection
    born: float = field(default_factory=time.monotonic)

    def kill(self) -> None:
        self.process.kill()
        self.process.join(5)
        self.connection.close()


class Pool:
    """Processes that do jobs on a store.

    Parameters
    ----------
    store : path
    places, length, patience
        See `FairQueue`.
    wait : float
        Seconds that a job waits for a place.
    limits : Limits
        What one process may take.
    """

    def __init__(self, store: Path, *, places: int, length: int, patience: float, wait: float, limits: Limits) -> None:
        self._store, self._wait, self._limits = str(store.absolute()), wait, limits
        self._queue = FairQueue(places, length, patience)
        self._threads = ThreadPoolExecutor(places + 2, "kg-serve")
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["kg.serve.worker", "kg.serve.jobs"])
        self._kept = max(2, min(places, os.cpu_count() or 2))
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._closed = False

    @property
    def busy(self) -> int:
        """How many jobs run."""
        return len(self._busy)

    async def __aenter__(self) -> Self:
        """Start the first process, so that the first visitor doesn't wait for it."""
        self._idle.append(await self._in_thread(self._spawn))
        return self

    async def __aexit__(self, *error: object) -> None:
        """End all processes."""
        self._closed = True
        workers = [*self._idle, *self._busy]
        self._idle.clear()
        await asyncio.gather(*(self._in_thread(w.kill) for w in workers))
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def run(self, job: str, arguments: Mapping[str, Any], *, seconds: float, client: str = "") -> Reply:
        """Have a job done.

        Parameters
        ----------
        job : str
            One of `kg.serve.jobs.JOBS`.
        arguments : mapping
            What it is given.
        seconds : float
            How long it may take, waiting included.
        client : str
            Who asks: clients take turns.

        Raises
        ------
        BusyError, TimedOutError, StoppedError, DiedError
            If there was no place for it, or it was stopped, or its process died.
        KgError
            What the job raised.
        """
        until = time.monotonic() + seconds
        async with self._queue.place(client, min(self._wait, seconds)) as place:
            helper = self._idle.pop() if self._idle else await self._in_thread(self._spawn)
            self._busy.add(helper)
            reply = None
            try:
                left = max(until - time.monotonic(), _LEAST_SECONDS)
                reply = await self._ask(helper, Call(job, arguments, left), place.stop, left, seconds)
            finally:
                self._busy.discard(helper)
                if reply is None or reply.leaves or self._closed or len(self._idle) >= self._kept:
                    self._let_go(helper)
                else:
                    self._idle.append(helper)
        if reply.error is not None:
            raise reply.error
        return reply

    async def _ask(self, helper: _Worker, call: Call, stop: asyncio.Future[None], left: float, seconds: float) -> Reply:
        found = await self._first(self._in_thread(_begin, helper.connection, call), stop, worker.PREPARING)
        if found == worker.READY:
            found = await self._first(self._in_thread(helper.connection.recv), stop, left)
        if isinstance(found, Reply):
            return found
        if stop.done():
            raise StoppedError("the query was stopped to make room for others that waited; try again in some seconds, or ask for less")
        raise TimedOutError(f"the query was stopped after {seconds:g} s, the most it may take; ask for less, or for a part at a time")

    async def _first(self, answer: asyncio.Future[Any], stop: asyncio.Future[None], seconds: float) -> Any:
        """What a worker sends; None where it is stopped, or sends nothing in time."""
        answer.add_done_callback(_ignore)
        await asyncio.wait({answer, stop}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        try:
            return answer.result() if answer.done() else None
        except (EOFError, OSError) as error:
            raise DiedError(f"the query was stopped: it took more memory than the {self._limits.memory >> 20} MB that it may; ask for less") from error

    def _in_thread(self, function: Callable[..., Any], *arguments: Any) -> asyncio.Future[Any]:
        return asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)

    def _spawn(self) -> _Worker:
        here, there = self._context.Pipe()
        process = self._context.Process(target=worker.main, args=(there, self._store, self._limits), daemon=True, name="kg-serve-worker")
        process.start()
        there.close()
        return _Worker(process, here)

    def _let_go(self, helper: _Worker) -> None:
        with contextlib.suppress(OSError, ValueError):
            helper.process.kill()  # at once: its processor time and memory are free when the answer goes out
        with contextlib.suppress(RuntimeError):  # the threads are gone: so is the server
            self._threads.submit(helper.kill)


def _begin(connection: Connection, call: Call) -> Any:
    connection.send(call)
    return connection.recv()


def _ignore(answer: asyncio.Future[Any]) -> None:
    """Take note of how it ended, also where nobody waits for it any more."""
    with contextlib.suppress(asyncio.CancelledError):
        answer.exception()
