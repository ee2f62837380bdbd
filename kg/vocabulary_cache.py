"""The vocabulary in the form in which it is used, kept in the user's cache folder: reading it from Turtle takes ten times as long.

A file is named by a digest of all that it was made from: the Turtle, the code that reads it and the versions of what it was packed with. It takes its
place in one step, so that processes may start side by side; where it can't be read or written, the Turtle is read, and nobody is told.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import os
import pickle
import sys
import tempfile
import zlib
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from kg import folding, label_index, model, terms
from kg.garbage import uncollected
from kg.label_index import LabelIndex
from kg.terms import Family, Term

_CODE = (__file__, folding.__file__, label_index.__file__, model.__file__, terms.__file__)
_KEPT = 4
"""Vocabularies that are kept, the newest ones."""

Contents = tuple[list[Term], list[Family], LabelIndex]


def folder() -> Path:
    """Return the folder for what can be made again: ``$XDG_CACHE_HOME/edgekg``, or the system's usual one."""
    home = Path.home()
    usual = home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or usual) / "edgekg"


def path_for(files: Sequence[tuple[Path, bytes]]) -> Path | None:
    """Return where the vocabulary of those Turtle files is kept; None where it can't be."""
    try:
        digest = hashlib.sha256(f"{sys.version}\n{version('pyahocorasick')}".encode())
        for data in (*(Path(p).read_bytes() for p in _CODE), *(data for _, data in files)):
            digest.update(hashlib.sha256(data).digest())
        return folder() / f"vocabulary-{digest.hexdigest()[:32]}.bin"
    except (OSError, RuntimeError):  # no home, or no source beside the code
        return None


def read(path: Path) -> Contents | None:
    """Return what `write` kept at `path`; None where there is nothing, or not the whole."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    body = memoryview(data)[4:]
    if not body or zlib.crc32(body) != int.from_bytes(data[:4], "big"):
        return None
    with uncollected():
        rows, families, slugs, keys, labels, automaton = marshal.loads(body)
        return [Term(*r) for r in rows], [Family(*f) for f in families], LabelIndex(slugs, keys, labels, pickle.loads(automaton))


def write(path: Path, contents: Contents) -> None:
    """Keep a vocabulary, in one step; do nothing where the folder can't be written."""
    terms_, families, index = contents
    rows = [_row(t) for t in terms_]
    body = marshal.dumps((rows, [_row(f) for f in families], index.slugs, index.keys, index.rows, pickle.dumps(index.automaton, pickle.HIGHEST_PROTOCOL)))
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".vocabulary-", suffix=".new", dir=path.parent)
        try:
            with open(descriptor, "wb") as file:
                file.write(zlib.crc32(body).to_bytes(4, "big"))
                file.write(body)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        kept = sorted(path.parent.glob("vocabulary-*.bin"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in kept[_KEPT:]:
            old.unlink(missing_ok=True)


def _row(entry: Term | Family) -> tuple[object, ...]:
    return tuple(getattr(entry, name) for name in entry.__dataclass_fields__)
