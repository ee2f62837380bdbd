"""Who may run next: a number of places, and a short queue for them in which clients take turns."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from kg.errors import KgError

_GLANCE = 0.25


class BusyError(KgError):
    """All places are taken, and so are those to wait in.

    Attributes
    ----------
    retry_after : int
        Seconds after which it is worth trying again.
    """

    retry_after = 5


@dataclass(eq=False, slots=True)
class Place:
    """Where one query runs.

    Attributes
    ----------
    since : float
        When it began.
    stop : Future
        Done when the query has to make room.
    """

    since: float
    stop: asyncio.Future[None]


class FairQueue:
    """Places to run at once, and a queue for them.

    Clients take turns, so that one that asks much waits for itself. Where all places are taken and others wait, the query that has run longest makes room
    once it has run for `patience` seconds: however many never end, nobody waits for them.

    Parameters
    ----------
    places : int
    length : int
        How many may wait.
    patience : float

    Examples
    --------
    >>> async def two() -> bool:
    ...     queue = FairQueue(places=1, length=0, patience=5)
    ...     async with queue.place("a", wait=1):
    ...         try:
    ...             async with queue.place("b", wait=1):
    ...                 return True
    ...         except BusyError:
    ...             return False
    >>> asyncio.run(two())
    False
    """

    def __init__(self, places: int, length: int, patience: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._free, self._length, self._patience, self._clock = places, length, patience, clock
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}
        self._running: list[Place] = []

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._waiting.values()))

    @contextlib.asynccontextmanager
    async def place(self, client: str, wait: float) -> AsyncIterator[Place]:
        """Hold a place.

        Raises
        ------
        BusyError
            If the queue is full, or no place was free in time.
        """
        await self._acquire(client, wait)
        place = Place(self._clock(), asyncio.get_running_loop().create_future())
        self._running.append(place)
        try:
            yield place
        finally:
            if place in self._running:
                self._running.remove(place)
            self._release()

    async def _acquire(self, client: str, wait: float) -> None:
        if self._free > 0 and not self._waiting:
            self._free -= 1
            return
        if self.waiting >= self._length:
            raise BusyError("the server is busy, and its queue is full; try again in some seconds")
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        until = self._clock() + wait
        try:
            while not turn.done():
                if self._clock() >= until:
                    raise BusyError("the server is busy with other queries; try again in some seconds")
                self._make_room()
                await asyncio.wait({turn}, timeout=min(_GLANCE, max(until - self._clock(), 0.01)))
        except BaseException:
            if turn.done():
                self._release()
            else:
                self._forget(client, turn)
            raise

    def _forget(self, client: str, turn: asyncio.Future[None]) -> None:
        self._waiting[client].remove(turn)
        if not self._waiting[client]:
            del self._waiting[client]

    def _release(self) -> None:
        if not self._waiting:
            self._free += 1
            return
        client, turns = next(iter(self._waiting.items()))
        turn = turns.popleft()
        del self._waiting[client]
        if turns:
            self._waiting[client] = turns  # behind all other clients
        turn.set_result(None)

    def _make_room(self) -> None:
        stopping = sum(place.stop.done() for place in self._running)
        if stopping >= self.waiting:
            return
        for place in self._running:  # oldest first
            if not place.stop.done() and self._clock() - place.since >= self._patience:
                place.stop.set_result(None)
                return
