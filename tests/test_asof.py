"""A graph as it was known on a day is the graph that a build of the briefings up to then would have made."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_world import annotate, folder, source

from kg.asof import parse_day
from kg.builder import Settings, build
from kg.errors import InputError, NotFoundError
from kg.graph import KnowledgeGraph
from kg.model import STATUSES
from kg.profile import profile
from kg.store import DiskStore, MemoryStore

Make = Callable[..., KnowledgeGraph]
DAYS = ["2031-01-01", "2031-02-01", "2031-03-01"]
BRIEFINGS = {
    "2031-01-01": ["Chip:Y1 hasCore Core:K1 !rumored", "Organization:甲芯 acquires Organization:乙芯 !planned"],
    "2031-02-01": ["Chip:Y1=SM8450 hasCore Core:K1", "Chip:SM8450 processNode '4_nm'"],
    "2031-03-01": ["Chip:Y1 hasCore Core:K1 !denied", "Organization:甲芯 acquires Organization:乙芯 !denied", "Chip:Y9"],
    "notes": ["Core:K1 isa ISA:RISC-V"],
}


def made(briefings: dict[str, list[str]], store: MemoryStore | Path | None = None) -> KnowledgeGraph:
    store = MemoryStore() if store is None else store
    build(store, folder(*(source(stem, *lines) for stem, lines in briefings.items())), Settings(annotate))
    return KnowledgeGraph(store if isinstance(store, MemoryStore) else DiskStore(store))


def content(graph: KnowledgeGraph) -> set[str]:
    return {str(quad) for quad in graph.store.quads()}


def up_to(day: str, briefings: dict[str, list[str]]) -> dict[str, list[str]]:
    return {stem: lines for stem, lines in briefings.items() if not stem.startswith("2") or stem <= day}


@pytest.fixture(scope="module")
def on_disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("asof") / "store"
    made(BRIEFINGS, path)
    return path


@pytest.mark.parametrize("day", ["2031-01-15", *DAYS])
def test_it_is_what_a_build_up_to_that_day_makes(on_disk: Path, day: str) -> None:
    with KnowledgeGraph.open(on_disk) as graph, graph.as_of(dt.date.fromisoformat(day)) as then:
        assert content(then) == content(made(up_to(day, BRIEFINGS)))


def test_facts_names_and_states_are_those_of_the_day(on_disk: Path) -> None:
    with KnowledgeGraph.open(on_disk) as graph, graph.as_of(dt.date(2031, 1, 20)) as then:
        assert [(f.name, f.value, f.status, f.holds) for f in profile(then, "Y1").facts] == [("hasCore", "K1", "rumored", True)]
        with pytest.raises(NotFoundError):
            then.entity("SM8450")
        assert [f.holds for f in profile(graph, "Y1").facts if f.predicate == "hasCore"] == [False]


def test_before_the_first_day_only_undated_briefings_are_known(on_disk: Path) -> None:
    with KnowledgeGraph.open(on_disk) as graph, graph.as_of(dt.date(1999, 1, 1)) as then:
        assert [b.stem for b in then.briefings()] == ["notes"]


def test_after_the_last_day_it_is_the_graph_itself_and_closing_it_leaves_that_open(on_disk: Path) -> None:
    with KnowledgeGraph.open(on_disk) as graph:
        with graph.as_of(dt.date(2031, 3, 1)) as then:
            assert content(then) == content(graph)
        assert len(graph.briefings()) == len(BRIEFINGS)


def test_it_is_made_once_and_kept_beside_the_snapshot(on_disk: Path) -> None:
    with KnowledgeGraph.open(on_disk) as graph:
        for day in (1, 15, 28):
            graph.as_of(dt.date(2031, 2, day)).close()
        views = on_disk / "views"
        assert [name for name in os.listdir(views) if "2031-02" in name] == ["000001-2031-02-01"]
        made_at = (views / "000001-2031-02-01" / "data").stat().st_mtime_ns
        graph.as_of(dt.date(2031, 2, 10)).close()
        assert (views / "000001-2031-02-01" / "data").stat().st_mtime_ns == made_at


def test_views_go_with_their_snapshot_unless_somebody_reads_them(tmp_path: Path) -> None:
    made(BRIEFINGS, tmp_path / "store").close()
    with KnowledgeGraph.open(tmp_path / "store") as graph:
        read, unread = graph.as_of(dt.date(2031, 1, 1)), graph.as_of(dt.date(2031, 2, 1))
        unread.close()
    for n in range(3):
        made(BRIEFINGS | {"2031-04-01": [f"Chip:Z{n}"]}, tmp_path / "store").close()
    assert os.listdir(tmp_path / "store" / "views") == ["000001-2031-01-01"]
    assert read.entity("Y1").label == "Y1"
    read.close()
    made(BRIEFINGS, tmp_path / "store").close()
    assert os.listdir(tmp_path / "store" / "views") == []


def test_where_the_folder_takes_no_view_it_is_made_in_memory(tmp_path: Path) -> None:
    made(BRIEFINGS, tmp_path / "store")
    (tmp_path / "store" / "views").write_text("a file stands in the way")
    with KnowledgeGraph.open(tmp_path / "store") as graph, graph.as_of(dt.date(2031, 2, 1)) as then:
        assert content(then) == content(made(up_to("2031-02-01", BRIEFINGS)))


_LINE = st.builds(
    lambda s, o, status: f"Chip:{s} hasCore Core:{o} !{status}", st.sampled_from(["Y1", "Y2=SM8450", "SM8450"]), st.sampled_from(["K1", "K2=K-2", "K-2"]),
    st.sampled_from(STATUSES),
)  # fmt: skip
_FILES = st.dictionaries(st.sampled_from([*DAYS, "notes"]), st.lists(_LINE, min_size=1, max_size=4), min_size=2, max_size=4)


@settings(max_examples=30, deadline=None)
@given(_FILES, st.sampled_from(DAYS))
def test_whatever_the_briefings_say(files: dict[str, list[str]], day: str) -> None:
    known = up_to(day, files)
    then = made(files).as_of(dt.date.fromisoformat(day))
    assert content(then) == (content(made(known)) if known else set())


@pytest.mark.parametrize("text", ["", "yesterday", "2021-13-01", "20210105", "2021-1-5", "2021-01-05T00:00", "٢٠٢١-٠١-٠٥"])
def test_what_is_no_day_is_said_to_be_none(text: str) -> None:
    with pytest.raises(InputError, match="is no day; give one as 2021-01-05"):
        parse_day(text)
