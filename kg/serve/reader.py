"""The graph as a worker reads it: what is derived from a snapshot is kept until there is a newer one."""

from __future__ import annotations

import contextlib
import hashlib
from collections import OrderedDict
from pathlib import Path
from typing import Any, TypeVar

import pyoxigraph as ox

from kg.asof import parse_day
from kg.errors import StoreError
from kg.graph import KnowledgeGraph
from kg.store import DiskStore

Derived = TypeVar("Derived")
_OPEN_DAYS = 4


class Reader:
    """A graph, and what jobs have derived from it.

    Parameters
    ----------
    graph : KnowledgeGraph

    Examples
    --------
    >>> from kg.store import MemoryStore
    >>> reader = Reader(KnowledgeGraph(MemoryStore()))
    >>> reader.derived(lambda graph: len(graph.briefings()))
    0
    """

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph = graph
        self.version = snapshot_version(graph.store)
        self._derived: dict[Any, Any] = {}
        self._days: OrderedDict[str, Reader] = OrderedDict()

    @property
    def engine(self) -> ox.Store:
        """The engine that holds the snapshot."""
        store: Any = self.graph.store
        engine: ox.Store = store.engine
        return engine

    def refresh(self) -> bool:
        """Turn to the newest snapshot; whether there was a newer one. One that can't be opened leaves us where we are."""
        newer = False
        with contextlib.suppress(StoreError):
            newer = self.graph.refresh()
        if newer:
            self._derived.clear()
            while self._days:
                self._days.popitem()[1].graph.close()
            self.version = snapshot_version(self.graph.store)
        return newer

    def as_of(self, day: str) -> Reader:
        """Return a reader of the graph as it was known on a day; the last few days are kept open.

        Raises
        ------
        InputError
            If the text is no day.
        """
        if day not in self._days:
            self._days[day] = Reader(self.graph.as_of(parse_day(day)))
            if len(self._days) > _OPEN_DAYS:
                self._days.popitem(last=False)[1].graph.close()
        self._days.move_to_end(day)
        return self._days[day]

    def derived(self, make: Any) -> Any:
        """Return what a function makes of the graph; made once a snapshot."""
        if make not in self._derived:
            self._derived[make] = make(self.graph)
        return self._derived[make]


def snapshot_version(store: Any) -> str:
    """Return what names the content of a store: the snapshot and a digest of what was read into it, so that a store made anew has another name."""
    return f"{store.version}-{folder_version(Path(store.location), store.version)}" if isinstance(store, DiskStore) else str(store.version)


def folder_version(folder: Path, name: str) -> str:
    """Return a digest of a snapshot's ledger; empty where there is none."""
    try:
        return hashlib.sha256((folder / "snapshots" / name / "ledger.json").read_bytes()).hexdigest()[:12]
    except OSError:
        return ""
