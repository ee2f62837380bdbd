"""Builds follow the files."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_world import annotate

from kg.errors import InputError
from kg.watch import Round, watch


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[Iterator[Round]]:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "2031-01-01.md").write_text("Chip:Y1")
    stop = threading.Event()
    found = watch([tmp_path / "in"], tmp_path / "store", stop=stop, quiet_ms=50, annotate=annotate)
    assert next(found).diff is None
    yield found
    stop.set()
    assert list(found) == []


def test_each_change_is_built_and_told(rounds: Iterator[Round], tmp_path: Path) -> None:

    def after(write: str, text: str) -> Round:
        # The watcher begins to look while it is asked for the next round, so the file is written until it is seen.
        seen = threading.Event()

        def keep_writing() -> None:
            while not seen.wait(0.1):
                (tmp_path / "in" / ".new").write_text(text)
                os.replace(tmp_path / "in" / ".new", tmp_path / "in" / write)

        writer = threading.Thread(target=keep_writing)
        writer.start()
        try:
            return next(rounds)
        finally:
            seen.set()
            writer.join()

    first = after("2031-02-02.md", "Chip:Y2")
    assert first.diff is not None and [c.thing.label for c in first.diff.things] == ["Y2"] and first.diff.briefings == ("2031-02-02",)
    broken = after("corrections.ttl", "<a> <b>")
    assert broken.graph is None and "corrections.ttl:1: not Turtle" in broken.problem
    (tmp_path / "in" / "corrections.ttl").unlink()
    second = after("2031-02-02.md", "Chip:Y3")
    assert second.diff is not None and [c.thing.label for c in (*second.diff.things, *second.diff.gone_things)] == ["Y3", "Y2"]


@pytest.mark.parametrize(("path", "message"), [("nowhere", "nowhere: not there"), ("https://example.org/news.git", "an address can't be watched")])
def test_what_can_not_be_watched_is_named(tmp_path: Path, path: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        next(watch([path], tmp_path / "store"))
