"""What a store was built from: each briefing's source, so that the next build reads only what changed and notices what is gone.

It lies beside the graph, never in it: paths and versions say nothing about the world.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kg.corrections import Corrections
from kg.errors import StoreError
from kg.model import slug
from kg.sources import Source, Sources, is_git_url


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a briefing was read from, and with what.

    Attributes
    ----------
    stem : str
    path : str
        Path of the file, relative to the store's folder; within its container where it has one.
    container : str
        Archive (relative path) or URL that it came from; empty for a file of its own.
    digest : str
        SHA-256 of the file.
    fingerprint : str
        Names the extractor and vocabulary that read it.
    """

    stem: str
    path: str
    container: str
    digest: str
    fingerprint: str

    def location(self, base: Path) -> str:
        """Return the path as `Source.path` has it, for a store in the folder `base`."""
        if not self.container:
            return absolute(self.path, base)
        return f"{self.container if is_git_url(self.container) else absolute(self.container, base)}!{self.path}"

    def is_inside(self, whole: str, base: Path) -> bool:
        """Whether it came from the folder, archive or URL `whole`."""
        location = self.location(base)
        return location.startswith(f"{whole}!") if self.container else Path(location).is_relative_to(whole)

    def exists(self, base: Path) -> bool:
        """Whether its source is still there, as far as this machine can tell."""
        return is_git_url(self.container) or os.path.exists(self.location(base) if not self.container else absolute(self.container, base))


def absolute(path: str, base: Path) -> str:
    """Return a path that the ledger has, for a store in the folder `base`."""
    return os.path.normpath(os.path.join(os.path.realpath(base), path))


def relative(path: str, base: Path) -> str:
    """Return a path as the ledger has it; see `absolute`."""
    try:
        return os.path.relpath(path, os.path.realpath(base))
    except ValueError:  # another drive
        return path


def entry(source: Source, fingerprint: str, base: Path) -> Entry:
    """Return the entry of a source."""
    if not source.container:
        return Entry(source.stem, relative(source.path, base), "", source.digest, fingerprint)
    inner = source.path.removeprefix(f"{source.container}!")
    container = source.container if is_git_url(source.container) else relative(source.container, base)
    return Entry(source.stem, inner, container, source.digest, fingerprint)


@dataclass(slots=True)
class Ledger:
    """All of it.

    Attributes
    ----------
    entries : dict
        The slug of the stem -> its entry.
    ontology : str
        SHA-256 of the ontology file that is loaded; empty where none is.
    corrections : dict
        Path of a file of corrections, relative to the store's folder -> what it said when it was last read.
    quads : int
        How many quads the graph holds: a store that holds another number is damaged.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    ontology: str = ""
    corrections: dict[str, Corrections] = field(default_factory=dict)
    quads: int = 0

    @property
    def rulings(self) -> Corrections:
        """The corrections of all files together."""
        return Corrections.joined(self.corrections[path] for path in sorted(self.corrections))

    def to_json(self) -> str:
        """Return it as text, the same for the same content."""
        body = {
            "entries": {key: asdict(self.entries[key]) for key in sorted(self.entries)},
            "ontology": self.ontology,
            "corrections": {path: self.corrections[path].to_json() for path in sorted(self.corrections)},
            "quads": self.quads,
        }
        return json.dumps(body, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Ledger:
        """Read what `to_json` wrote; nothing, where there is no text.

        Raises
        ------
        StoreError
            If it is something else.
        """
        if not text:
            return cls()
        try:
            body = json.loads(text)
            entries = {key: Entry(**value) for key, value in body["entries"].items()}
            corrections = {path: Corrections.from_json(said) for path, said in body["corrections"].items()}
            return cls(entries, body["ontology"], corrections, body["quads"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(f"ledger.json of the store is damaged ({error}); move the store away and build it anew") from error

    def known(self, source: Source) -> Entry | None:
        """Return the entry of the briefing that a source would be."""
        return self.entries.get(slug(source.stem))

    def gone(self, sources: Sources, base: Path) -> list[str]:
        """Return the keys of entries that came from a folder, archive or URL that was listed, and are not there any more.

        What is there and can't be read is not gone.
        """
        listed = {slug(s.stem) for s in sources.files}
        unread = [problem.where for problem in sources.problems]
        return [
            key
            for key, e in sorted(self.entries.items())
            if key not in listed and any(e.is_inside(whole, base) for whole in sources.wholes) and not _is_among(e.location(base), unread)
        ]


def _is_among(location: str, places: Iterable[str]) -> bool:
    return any(location == place or location.startswith((f"{place}{os.sep}", f"{place}!")) for place in places)
