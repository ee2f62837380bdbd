"""The vocabulary that is kept in the cache folder: the same as read from Turtle, and never in the way."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import vocabulary, vocabulary_cache
from kg.errors import InputError
from kg.vocabulary import Match, Vocabulary, load

TURTLE = """@prefix edge: <https://w3id.org/edgekg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://w3id.org/edgekg/id/> .
:moss a edge:Organization ; skos:prefLabel "Moss"@en , "苔藓"@zh .
:q1 a edge:Chip ; skos:prefLabel "Fern Q1"@en ; skos:altLabel "蕨Q1"@zh ; edge:shortLabel "Q1" ; edge:context "fern" ; edge:knownMaker :moss .
:fern a edge:Chip ; skos:prefLabel "Fern"@en ; edge:memberPrefix "Fern" ; edge:memberSuffix "Z\\\\d{2}" ; edge:memberName "Fern {}"@en .
"""
TEXT = "苔藓的fern-q1与蕨 Q1，Q1之后是Fern Z24"

Started = Callable[[str], Vocabulary]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Started:
    """Load a vocabulary as a new process would, with its own cache folder."""
    file = tmp_path / "words.ttl"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(vocabulary, "vocabulary_files", lambda: [file])

    def started(turtle: str) -> Vocabulary:
        file.write_text(turtle, "utf8")
        vocabulary._load.cache_clear()
        try:
            return load()
        finally:
            vocabulary._load.cache_clear()

    return started


def kept() -> list[Path]:
    return sorted(vocabulary_cache.folder().iterdir()) if vocabulary_cache.folder().exists() else []


def found(known: Vocabulary) -> list[Match]:
    return known.find(TEXT)


def test_what_is_kept_knows_what_was_read(start: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    read = start(TURTLE)
    assert len(kept()) == 1
    monkeypatch.setattr(vocabulary, "read", lambda files: pytest.fail("read from Turtle once more"))
    again = start(TURTLE)
    assert [TEXT[m.start : m.end] for m in found(again)] == ["苔藓", "fern-q1", "蕨 Q1", "Q1", "Fern Z24"]
    assert found(again) == found(read)
    assert (again.terms, again.families, again.by_label, again.by_name) == (read.terms, read.families, read.by_label, read.by_name)


def test_a_changed_file_is_read_anew(start: Started) -> None:
    start(TURTLE)
    assert start(TURTLE.replace("苔藓", "地衣")).find("地衣")
    assert len(kept()) == 2


@pytest.mark.parametrize("damage", [b"", b"\x00\x00\x00\x00none of ours"])
def test_a_damaged_file_is_read_anew_and_mended(start: Started, damage: bytes) -> None:
    whole = found(start(TURTLE))
    [path] = kept()
    good = path.read_bytes()
    for bad in (damage, good[:-1]):
        path.write_bytes(bad)
        assert found(start(TURTLE)) == whole
        assert len(path.read_bytes()) == len(good)


def test_a_folder_that_cannot_be_written_is_in_nobodys_way(start: Started, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert found(start(TURTLE))


def test_without_a_home_nothing_is_kept(start: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary_cache, "_CODE", ("no such file",))
    assert found(start(TURTLE)) and kept() == []


def test_only_the_newest_stay(start: Started) -> None:
    for k in range(6):
        start(f"{TURTLE}:org{k} a edge:Organization ; skos:prefLabel 'Lichen {k}' .")
        for age, path in enumerate(sorted(kept(), key=lambda p: p.stat().st_mtime_ns, reverse=True)):
            os.utime(path, (1000 - age, 1000 - age))
    assert len(kept()) == 4


def test_a_file_with_a_fault_is_named_and_nothing_is_kept(start: Started) -> None:
    with pytest.raises(InputError, match=r"words\.ttl:1: not Turtle"):
        start("chip:x a")
    assert kept() == []
