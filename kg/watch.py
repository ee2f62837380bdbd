"""Build whenever briefings change, and tell what is new each time."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.briefing import SUFFIXES
from kg.corrections_file import FILE_NAME, places
from kg.diff import Diff, diff
from kg.errors import InputError, KgError
from kg.graph import KnowledgeGraph
from kg.sources import is_git_url

_KEPT_OUT = frozenset({".git", ".hg", "node_modules", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Round:
    """One build and what came of it.

    Attributes
    ----------
    graph : KnowledgeGraph
        The store after it; open until the next round.
    diff : Diff or None
        What is new since the round before; None in the first.
    problem : str
        Why nothing was built, in one line; empty where it was.
    """

    graph: KnowledgeGraph | None
    diff: Diff | None = None
    problem: str = ""


def watch(
    paths: Sequence[str | os.PathLike[str]], store: str | os.PathLike[str], *, stop: threading.Event | None = None, quiet_ms: int = 400, **options: Any
) -> Iterator[Round]:  # fmt: skip
    """Build, then build again whenever something changes, and yield a round each time the store is another.

    Parameters
    ----------
    paths : sequence of path
        Files, folders and archives on this machine.
    store : path
        Folder of the store.
    stop : threading.Event, optional
        Ends it when it is set.
    quiet_ms : int
        Milliseconds without a change that end a burst of changes.
    **options
        As for `KnowledgeGraph.build`.

    Raises
    ------
    InputError
        If a path isn't there or is an address, or the first build finds nothing.
    """
    import watchfiles  # seldom needed

    given = [os.fspath(path) for path in paths]
    for path in given:
        if is_git_url(path) or not os.path.exists(path):
            raise InputError(f"{path}: {'an address' if is_git_url(path) else 'not there, so it'} can't be watched; give files, folders or archives")
    graph = KnowledgeGraph.build(given, store, **options)
    yield Round(graph)
    beside = [place for place in places(given) if os.path.isfile(place)]
    try:
        for _ in watchfiles.watch(*dict.fromkeys([*given, *beside]), watch_filter=_Relevant(store), step=quiet_ms, stop_event=stop, raise_interrupt=True):
            before = graph
            try:
                graph = KnowledgeGraph.build(given, store, **options)
            except KgError as error:
                yield Round(None, problem=str(error))
                continue
            version = (before.store.version, graph.store.version)
            if version[0] != version[1]:
                yield Round(graph, diff(before, graph, version))
            before.close()
    finally:
        graph.close()


class _Relevant:
    """Tells changes of what a build reads from all others."""

    def __init__(self, store: str | os.PathLike[str]) -> None:
        self._store = os.path.realpath(store) + os.sep

    def __call__(self, change: Any, path: str) -> bool:
        name = os.path.basename(path)
        hidden = name.startswith(".") or _KEPT_OUT.intersection(path.split(os.sep))
        return not hidden and not path.startswith(self._store) and (name == FILE_NAME or name.lower().endswith((*SUFFIXES, ".zip")))
