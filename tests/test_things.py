"""Things are looked up in a file beside the snapshot, which follows from the store and is made again where it is missing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_world import annotate, folder, source

from kg import things_file
from kg.builder import Settings, build
from kg.graph import KnowledgeGraph
from kg.store import DiskStore, MemoryStore
from kg.things import ThingIndex

LINES = [
    "Chip:Y-100 hasCore Core:Cortex-K1",
    "Chip:Y-200=甲一号 hasCore Core:Cortex-K1",
    "Chip:Y-200 hasCore Core:Cortex-K2",
    "Organization:甲芯 acquires Organization:乙芯",
    "Venue:NETCONF_2031",
]


def made(target: MemoryStore | Path, *lines: str) -> None:
    build(target, folder(source("2031-01-01", *lines)), Settings(annotate))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("things") / "store"
    made(target, *LINES)
    return target


@pytest.fixture(scope="module", params=["in a folder", "in memory"])
def index(path: Path, request: pytest.FixtureRequest) -> Iterator[ThingIndex]:
    store: DiskStore | MemoryStore = DiskStore(path)
    if request.param == "in memory":
        store = MemoryStore()
        made(store, *LINES)
    found = ThingIndex(store)
    yield found
    found.close()
    store.close()


def labels(found: list[object]) -> list[str]:
    return [getattr(thing, "label", "") for thing in found]


def test_names_are_found_in_any_spelling(index: ThingIndex) -> None:
    assert [labels(index.find(name)) for name in ("y200", "Y 200", "甲一号", "id:chip/y-200", "Y300", "")] == [["Y-200"]] * 4 + [[], []]


@pytest.mark.parametrize(
    ("typed", "matched"), [("y-1", "Y-100"), ("甲一", "甲一号"), ("jyh", "甲一号"), ("jiayihao", "甲一号"), ("一号", "甲一号"), ("tex-k2", "Cortex-K2"), ("yihao", "")]
)
def test_what_one_types_finds_beginnings_pinyin_and_parts(index: ThingIndex, typed: str, matched: str) -> None:
    assert [name for _, name in index.search(typed)] == ([matched] if matched else [])


def test_a_whole_name_comes_before_names_that_begin_with_it(index: ThingIndex) -> None:
    assert [name for _, name in index.search("甲", 3)][:2] == ["甲芯", "甲一号"]
    assert index.search("") == [] == index.search("x" * 200)


def test_it_counts_and_pages(index: ThingIndex) -> None:
    assert index.counts() == {"Chip": 2, "Core": 2, "Organization": 2, "Venue": 1}
    assert index.claims == 4 == sum(index.claims_of(["https://w3id.org/edgekg/briefing/2031-01-01"]).values())
    assert labels(index.page("Chip", 1, 5)) == ["Y-200"]


def test_short_forms_and_families(index: ThingIndex) -> None:
    assert [labels(index.by_short_form(key)) for key in ("k1", "netconf", "甲一号")] == [["Cortex-K1"], ["NETCONF 2031"], []]
    assert index.families == {"cortex": frozenset({"Core"})}
    most = index.most_said("hasCore")
    assert most is not None and most.label == "Y-200"


def test_near_names_are_offered_also_among_very_many(index: ThingIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    few = index.nearest("Cortx-K2")
    monkeypatch.setattr("kg.things._FEW", 0)
    assert index.nearest("Cortx-K2")[0] == few[0] == "Cortex-K2"


@pytest.mark.parametrize("content", [None, b"", b"no database at all" * 100])
def test_a_file_that_is_missing_or_damaged_is_made_again(path: Path, content: bytes | None) -> None:
    file = path / "snapshots" / "000001" / things_file.NAME
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    with KnowledgeGraph.open(path) as graph:
        assert graph.entity("甲一号").label == "Y-200"
    assert file.stat().st_size > 1000


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_it_is_made_in_memory_where_the_folder_cannot_be_written(path: Path) -> None:
    shelf = path / "snapshots" / "000001"
    (shelf / things_file.NAME).unlink()
    shelf.chmod(0o500)
    try:
        with KnowledgeGraph.open(path) as graph:
            assert graph.entity("甲一号").label == "Y-200"
    finally:
        shelf.chmod(0o700)


def test_a_build_writes_it_for_its_own_snapshot(tmp_path: Path) -> None:
    made(tmp_path / "store", "Chip:Y1")
    build(tmp_path / "store", folder(source("2031-01-02", "Chip:Y2")), Settings(annotate))
    for snapshot, names in (("000001", {"Y1"}), ("000002", {"Y2"})):
        file = tmp_path / "store" / "snapshots" / snapshot / things_file.NAME
        assert file.is_file(), names
    with KnowledgeGraph.open(tmp_path / "store") as graph:
        assert {thing.label for thing in graph.things("Chip")} == {"Y2"}
