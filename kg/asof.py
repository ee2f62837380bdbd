"""A store as it was known on a day: a copy from which the later briefings are taken out, as a build takes them out.

Of a folder the copy is kept beside the snapshot (`kg.snapshots`), so that it is made once; where that can't be written, and for a server, it is made in
memory. What people rule on (`kg.corrections`) is no news: it counts on every day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg import update
from kg.corrections_file import read_graph
from kg.errors import InputError, StoreError
from kg.namespaces import CORRECTIONS
from kg.results import Result
from kg.sparql import evaluate
from kg.store import DiskStore, Store

_BRIEFINGS = "SELECT ?briefing ?date { ?briefing a edge:Briefing ; dcterms:date ?date }"


class DatedStore:
    """A store as it was known on a day; it never changes.

    Parameters
    ----------
    engine : pyoxigraph.Store
    location : str
        Where the store is that it comes from.
    version : str
        Names its content.
    release : callable, optional
        Called when it is closed.
    shelf : path, optional
        Folder in which what follows from the content may be kept.
    """

    def __init__(self, engine: ox.Store, location: str, version: str, release: Callable[[], None] | None = None, shelf: Path | None = None) -> None:
        self.engine, self.location, self.version, self.shelf = engine, location, version, shelf
        self._release = release

    def query(self, text: str) -> Result:
        """Run a SPARQL query; see `kg.store.Store.query`."""
        return evaluate(self.engine, text)

    def quads(self) -> Iterator[ox.Quad]:
        """Yield everything it holds."""
        yield from self.engine

    def refresh(self) -> bool:
        """Return False: a later build is asked for its own past."""
        return False

    def close(self) -> None:
        """Let go of it."""
        if self._release is not None:
            self._release()


def store_as_of(store: Store, day: dt.date) -> Store:
    """Return a store as it was known on a day: what briefings of a later date say is unseen; undated ones count as the oldest.

    Raises
    ------
    StoreError
        If the store can't be read.
    """
    dates = {str(row["briefing"]): row["date"] for row in store.query(_BRIEFINGS)}
    known = [date for date in dates.values() if isinstance(date, dt.date) and date <= day]
    later = [briefing for briefing, date in dates.items() if isinstance(date, dt.date) and date > day]
    version = f"{store.version}@{day.isoformat()}"

    def take_out(engine: ox.Store) -> None:
        rulings = read_graph(engine.quads_for_pattern(None, None, None, CORRECTIONS))
        update.apply(engine, sorted(later), [], rulings)

    if isinstance(store, DiskStore | DatedStore) and not later:
        return DatedStore(store.engine, store.location, version, shelf=store.shelf)
    if isinstance(store, DiskStore):
        try:
            view = store.view(max(known).isoformat() if known else "undated", take_out)
            return DatedStore(view.engine, store.location, version, view.close, view.path)
        except StoreError:
            pass  # a folder that can't be written; one that can't be read is told below
    engine = ox.Store()
    engine.bulk_extend(store.quads())
    take_out(engine)
    return DatedStore(engine, store.location, version)


def parse_day(text: str) -> dt.date:
    """Return the day that a text names.

    Raises
    ------
    InputError
        If it names none.

    Examples
    --------
    >>> parse_day("2021-01-05")
    datetime.date(2021, 1, 5)
    >>> parse_day("2021-02-30")
    Traceback (most recent call last):
    kg.errors.InputError: as-of '2021-02-30' is no day; give one as 2021-01-05
    """
    try:
        if len(text.strip()) != len("2021-01-05"):
            raise ValueError(text)
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(f"as-of {text!r} is no day; give one as 2021-01-05") from error


__all__ = ["DatedStore", "parse_day", "store_as_of"]
