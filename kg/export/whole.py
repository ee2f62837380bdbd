"""Files and folders that are seen only once they are whole."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a file to write beside `path`; it takes its place at the end, and is gone where writing failed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, whole_file(Path(folder) / "a.txt") as file:
    ...     _ = file.write_text("whole")
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


@contextlib.contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Give a folder to fill beside `path`; what it holds takes its place in `path` at the end. Other files there are left alone."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    beside.mkdir()
    try:
        yield beside
        path.mkdir(exist_ok=True)
        for file in beside.iterdir():
            file.replace(path / file.name)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
