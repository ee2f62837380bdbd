"""Names looked up before a named query runs: it gives the same as the comparison that the file writes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import news
import pytest

from kg import queries, things_file
from kg.graph import KnowledgeGraph
from kg.model import BASE, STATUSES, Entity
from kg.queries.narrowing import narrowed
from kg.snapshots import SnapshotFolder
from kg.store import MemoryStore
from kg.things import ThingIndex

BY_THING = [(query.name, parameter.name) for query in queries.named_queries() for parameter in query.parameters if parameter.type == "thing"]
WRITTEN_OUT = {("process-nodes", "foundry")}
"""Compared with the end of an IRI too: a foundry may have no name in the news."""


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    return news.stored(*news.BRIEFINGS)


@pytest.fixture(scope="module")
def index(store: MemoryStore) -> Iterator[ThingIndex]:
    index = ThingIndex(store)
    yield index
    index.close()


def answer(store: MemoryStore, text: str) -> Counter[tuple[object, ...]]:
    return Counter(store.query(text).rows or ())


def required(name: str) -> dict[str, str]:
    query = queries.get(name)
    return {key: value for key, value in query.example_values.items() if query.parameter(key).required}


@pytest.mark.parametrize(("name", "parameter"), BY_THING)
def test_no_name_is_compared_with_all_labels(index: ThingIndex, name: str, parameter: str) -> None:
    text = narrowed(queries.render(name, **required(name) | {parameter: "Arm"}), index.named)
    assert (f"?given_{parameter}" in text) == ((name, parameter) in WRITTEN_OUT)


@pytest.mark.parametrize(("name", "parameter"), BY_THING)
def test_each_thing_gives_the_same(store: MemoryStore, index: ThingIndex, name: str, parameter: str) -> None:
    things = [value for value in vars(news).values() if isinstance(value, Entity)]
    given = [*(t.name for t in things), *(a.upper() for t in things for a in t.aliases), *(f"<{t.iri}>" for t in things[:5]), news.SM8450.iri, "迅鲲1300T", "nobody", "has core"]
    found = 0
    for value in given:
        text = queries.render(name, **required(name) | {parameter: value})
        rows = answer(store, narrowed(text, index.named))
        assert rows == answer(store, text), value
        found += bool(rows)
    assert found > 0


@pytest.mark.parametrize("name", queries._catalogue())
def test_what_is_left_out_stays_so(store: MemoryStore, index: ThingIndex, name: str) -> None:
    text = queries.render(name, **required(name))
    assert answer(store, narrowed(text, index.named)) == answer(store, text)


@pytest.mark.parametrize(("name", "parameter"), [(q.name, p.name) for q in queries.named_queries() for p in q.parameters if p.type == "status" or p.name == "predicate"])
def test_a_status_or_predicate_stands_in_place_of_all(store: MemoryStore, index: ThingIndex, name: str, parameter: str) -> None:
    found = 0
    for value in STATUSES if parameter == "status" else ("hasCore", "HOLDSposition", "nothing"):
        text = queries.render(name, **required(name) | {parameter: value})
        short = narrowed(text, index.named)
        assert f"?given_{parameter}" not in short
        rows = answer(store, short)
        assert rows == answer(store, text), value
        found += bool(rows)
    assert found > 0


def test_lines_stay_where_they_were(index: ThingIndex) -> None:
    for name in ("cores-of-chip", "suppliers", "open-plans", "facts-by-status"):
        text = queries.render(name, **required(name)).removesuffix("\n")
        assert narrowed(text, index.named).count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?chip { ?chip a edge:Chip }",
        queries.get("cores-of-chip").text.replace("Kompanio 1300T", r"\U0001F600"),
        queries.get("models-based-on").text.replace('VALUES ?given_base { "PyTorch" }', 'VALUES ?given_base { "PyTorch" "Arm" }'),
        queries.get("models-based-on").text.replace("BY ?baseLabel", "BY ?given_base"),
    ],
)
def test_another_shape_stays_as_it_is(index: ThingIndex, text: str) -> None:
    assert narrowed(text, index.named) == text


def test_a_graph_on_disk_looks_names_up_and_another_does_not(tmp_path: Path, store: MemoryStore) -> None:
    folder = SnapshotFolder(tmp_path / "store")
    with folder.building() as base, folder.draft(base) as draft:
        draft.engine.bulk_extend(store.quads())
        things_file.write(draft.engine, draft.path)
        draft.publish("{}")
    text = queries.render("chips-by-core", core="a78")
    with KnowledgeGraph.open(tmp_path / "store") as graph, KnowledgeGraph(store) as memory:
        assert f"VALUES ?core {{ <{news.A78.iri}> }}" in graph.narrowed(text)
        assert graph.query("chips-by-core", core="a78").rows == memory.query("chips-by-core", core="a78").rows
        within = queries.render("chips-by-core", [f"{BASE}graph/current"], core="a78")
        assert graph.narrowed(within) == within, "names of other graphs don't count there"
        assert memory.narrowed(text) == text
