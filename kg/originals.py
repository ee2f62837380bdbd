"""The files that a store was read from, where they are still at hand: a store keeps sentences, not whole briefings."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.ledger import Entry, Ledger
from kg.model import slug
from kg.snapshots import SnapshotFolder
from kg.sources import Source, collect, is_git_url


@dataclass(frozen=True, slots=True)
class Originals:
    """The sources of a store's briefings.

    Attributes
    ----------
    files : mapping
        Slug of the stem -> the file, with the content that was read.
    missing : mapping
        Slug of the stem -> why its file is not at hand.
    """

    files: Mapping[str, Source]
    missing: Mapping[str, str]

    def of(self, stem: str) -> Source:
        """Return the file of one briefing.

        Raises
        ------
        InputError
            If the store has no such briefing, or its file is not at hand.
        """
        found = self.files.get(slug(stem))
        if found is None:
            raise InputError(self.missing.get(slug(stem), f"{stem}: neither a file nor a briefing of the store; check the path, or see kg query briefings"))
        return found


def originals(store: str | os.PathLike[str]) -> Originals:
    """Find the files that a store was read from: beside it, or wherever the build found them; what has to be fetched is not at hand.

    Parameters
    ----------
    store : path
        Folder of the store.

    Raises
    ------
    StoreError
        If there is no store, or it can't be read.
    """
    snapshot = SnapshotFolder(store).open()
    try:
        ledger = Ledger.from_json(snapshot.ledger())
    finally:
        snapshot.close()
    base = Path(store)
    archives = _archives({e.location(base).rsplit("!", 1)[0] for e in ledger.entries.values() if e.container and not is_git_url(e.container)})
    files: dict[str, Source] = {}
    missing: dict[str, str] = {}
    for key, entry in ledger.entries.items():
        found = _find(entry, base, archives)
        if isinstance(found, Source):
            files[key] = found
        else:
            missing[key] = found
    return Originals(files, missing)


def _archives(paths: Iterable[str]) -> dict[str, Source]:
    """What is in archives, by place."""
    return {source.path: source for path in sorted(paths) if os.path.isfile(path) for source in collect(path).files}


def _find(entry: Entry, base: Path, archives: Mapping[str, Source]) -> Source | str:
    where = entry.location(base)
    if is_git_url(entry.container):
        return f"{where}: was read from a git repository; clone it and give the folder"
    if entry.container:
        source = archives.get(where)
    else:
        try:
            source = Source(os.path.basename(where), where, "", Path(where).read_bytes())
        except OSError:
            source = None
    if source is None:
        return f"{where}: the file that the store was read from is gone; put it back, or give the path of another"
    if source.digest != entry.digest:
        return f"{where}: the file has changed since it was read; kg build reads it again"
    return source
