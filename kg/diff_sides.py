"""What can be compared: a store as of a day, a snapshot of it, another store."""

from __future__ import annotations

import os
import re

from kg.asof import DatedStore, parse_day
from kg.errors import InputError, StoreError
from kg.graph import KnowledgeGraph
from kg.snapshots import Snapshot, SnapshotFolder
from kg.sources import is_git_url

_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_SNAPSHOT = re.compile(r"\d{6,}")
PREVIOUS, CURRENT = "previous", "current"
"""Names of the snapshot that is there, and of the one before."""


def open_side(name: str, store: str | os.PathLike[str]) -> KnowledgeGraph:
    """Open one side of a comparison.

    Parameters
    ----------
    name : str
        A day (``2021-07-18``): the store as it was known then; ``previous``, ``current`` or a number (``000007``): a snapshot of the store; else the folder
        or address of another store.
    store : path
        The store that days and snapshots are of.

    Raises
    ------
    InputError
        If the day is none, or nothing is called so.
    StoreError
        If there is no such snapshot, or a store can't be read.
    """
    if _DAY.fullmatch(name.strip()):
        day = parse_day(name)
        return KnowledgeGraph.open(store).as_of(day)
    if name in {PREVIOUS, CURRENT} or _SNAPSHOT.fullmatch(name):
        return _snapshot(name, store)
    if not is_git_url(name) and not os.path.exists(name):
        raise InputError(f"{name}: no day (2021-07-18), no snapshot (previous, current, 000007) and no store; give one of these")
    return KnowledgeGraph.open(name)


def _snapshot(name: str, store: str | os.PathLike[str]) -> KnowledgeGraph:
    if is_git_url(os.fspath(store)):
        raise StoreError(f"{os.fspath(store)}: a server has no snapshots; give days or stores")
    folder = SnapshotFolder(store)
    current = folder.current()
    kept = sorted((entry.name for entry in (folder.path / "snapshots").iterdir() if _SNAPSHOT.fullmatch(entry.name) and int(entry.name) <= int(current or 0)), key=int)
    wanted = current if name == CURRENT else next((n for n in reversed(kept) if n != current), "") if name == PREVIOUS else name
    if wanted not in kept:
        raise StoreError(
            f"{folder.path}: no snapshot {name}; there {'is' if len(kept) == 1 else 'are'} {', '.join(kept)}" if kept else f"{folder.path}: no build has finished there yet"
        )
    snapshot = Snapshot(folder.path, wanted)
    return KnowledgeGraph(DatedStore(snapshot.engine, f"{folder.path}@{wanted}", wanted, snapshot.close))
