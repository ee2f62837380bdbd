"""Briefings -> annotation files: what `kg annotate` does. Nothing is stored; a file that can't be read is named and passed over."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.annotation import to_json
from kg.builder import Annotate, Progress, read
from kg.errors import InputError
from kg.sources import Problem, Source, collect


@dataclass(frozen=True, slots=True)
class Annotated:
    """What was written and what was left out.

    Attributes
    ----------
    files : tuple of Path
        One for each briefing, in order of the briefings' paths.
    entities, claims : int
        How many they hold together.
    problems : tuple of Problem
    """

    files: tuple[Path, ...]
    entities: int
    claims: int
    problems: tuple[Problem, ...]


def annotate_files(
    paths: Iterable[str | os.PathLike[str]], out: str | os.PathLike[str], annotate: Annotate, *, workers: int = 1, progress: Progress | None = None
) -> Annotated:  # fmt: skip
    """Write one ``<stem>.json`` for each briefing at `paths`.

    Parameters
    ----------
    paths : iterable of paths
        Files, folders, zip archives, git URLs.
    out : path
        Folder for the files; it is made where it is missing. Each file takes its place in one step.
    annotate : callable
        Briefing -> Annotation, e.g. `kg.Extractor`.
    workers : int
        Processes that read.
    progress : callable, optional
        Called with the number done, the number to do, and a file name.

    Raises
    ------
    InputError
        If there is nothing to read, two files would be one briefing, or the folder can't be written.
    """
    sources = collect(paths)
    folder = Path(out)
    files: list[Path] = []
    problems = list(sources.problems)
    entities = claims = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for source, outcome in read(sources.files, annotate, workers, progress):
            if isinstance(outcome, Problem):
                problems.append(outcome)
                continue
            path = folder / f"{source.stem}.json"
            _replace(path, format_json(to_json(outcome)))
            files.append(path)
            entities, claims = entities + len(outcome.entities), claims + len(outcome.claims)
    except OSError as error:
        raise InputError(f"{error.filename or folder}: {error.strerror or error}; check the folder to write to and its permissions") from error
    return Annotated(tuple(files), entities, claims, tuple(problems))


def annotate_text(data: bytes, name: str, annotate: Annotate) -> str:
    """Return the annotation of a briefing, given as the bytes of a file called `name`, as JSON text.

    Raises
    ------
    InputError
        If it is no text.
    """
    [(_, outcome)] = read([Source(name, name, "", data)], annotate)
    if isinstance(outcome, Problem):
        raise InputError(str(outcome))
    return format_json(to_json(outcome))


def format_json(value: dict[str, Any] | Sequence[Any]) -> str:
    """Return JSON text in the one form that our files have: the same for the same value, readable, a line a value.

    Examples
    --------
    >>> print(format_json({"o": "骁龙"}), end="")
    {
     "o": "骁龙"
    }
    """
    return _indented(value, "\n") + "\n"


_plain = json.JSONEncoder(ensure_ascii=False).encode


def _indented(value: object, line: str) -> str:
    """What ``json.dumps`` writes with ``indent=1``, which it does slowly; `line` is a line break with what the line begins with."""
    deeper = line + " "
    if isinstance(value, dict) and value:
        return "{" + ",".join([f"{deeper}{_plain(str(key))}: {_indented(of_key, deeper)}" for key, of_key in value.items()]) + line + "}"
    if isinstance(value, list | tuple) and value:
        return "[" + ",".join([deeper + _indented(one, deeper) for one in value]) + line + "]"
    return str(value) if type(value) is int else _plain(value)


def _replace(path: Path, text: str) -> None:
    """Write a file in one step: whoever reads it meanwhile sees the old one or the new one."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.stem[:40]}.", suffix=".new", dir=path.parent)
    try:
        with open(descriptor, "w", encoding="utf8", errors="backslashreplace", newline="") as file:
            file.write(text)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
