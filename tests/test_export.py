"""A graph written to files is the graph."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import sqlite3
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import networkx as nx
import news
import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest

from kg import InputError, KnowledgeGraph
from kg.export import SUFFIXES, export
from kg.store import MemoryStore

Rows = list[dict[str, str]]
TABLES = {"briefings", "claims", "evidence", "Chip", "Core", "Dataset", "Device", "ISA", "Model", "Organization", "Paper", "Person", "ProcessNode", "Software", "Venue"}


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return KnowledgeGraph(news.stored(*news.BRIEFINGS))


@pytest.fixture(scope="module")
def tables(graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    folder = tmp_path_factory.mktemp("out") / "tables.csv"
    written = export(graph, folder)
    assert {path.stem for path in written} == {path.stem for path in folder.iterdir()}
    return {path.stem: list(csv.DictReader(path.open(encoding="utf8", newline=""))) for path in written}


@pytest.mark.parametrize("ending", [".nq", ".trig", ".jsonld", ".ttl", ".nt", ".rdf"])
def test_rdf_holds_everything_and_is_the_same_each_time(graph: KnowledgeGraph, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"graph{ending}"
    assert graph.export(path) == [path]
    read = list(ox.parse(path=path))
    assert {q.triple for q in read} == {q.triple for q in graph.store.quads()} and len(read) == len(list(graph.store.quads()))
    if ending in {".nq", ".trig", ".jsonld"}:
        assert set(read) == set(graph.store.quads())
    first = path.read_bytes()
    graph.export(path)
    assert path.read_bytes() == first and list(tmp_path.iterdir()) == [path]


def test_there_is_a_table_for_each_class_with_its_things(graph: KnowledgeGraph, tables: dict[str, Rows]) -> None:
    assert set(tables) == TABLES
    for type_ in TABLES - {"briefings", "claims", "evidence"}:
        assert {row["iri"] for row in tables[type_]} == {thing.iri for thing in graph.things(type_)}
    chip = next(row for row in tables["Chip"] if row["label"] == "Kompanio 1300T")
    assert (chip["label_zh"], chip["developedBy"], chip["hasCore"], chip["coreCount"]) == ("迅鲲1300T", "MediaTek", "Cortex-A78; Mali-G77", "8")


def test_the_table_of_claims_holds_each_with_its_sentence_and_its_numbers(graph: KnowledgeGraph, tables: dict[str, Rows]) -> None:
    claims = {(row["subject_label"], row["predicate"], row["object_label"], row["status"]): row for row in tables["claims"]}
    assert len(tables["claims"]) == len(list(graph.claims())) == len({row["claim"] for row in tables["claims"]})
    core = claims["Kompanio 1300T", "hasCore", "Cortex-A78", "asserted"]
    assert (core["count"], core["frequency"], core["places"], core["date"]) == ("4", "2.6 GHz", "2", "2021-08-05") and core["quote"] in core["sentence"]
    speed = claims["Journey 5", "aiPerformance", "96 TOPS", "asserted"]
    assert (speed["tops"], speed["unit"], speed["precision"], speed["condition"], speed["object"]) == ("96", "TOPS", "INT8", "sparse", "")
    assert len(tables["evidence"]) == sum(int(row["places"]) for row in tables["claims"])


def test_a_zip_holds_the_same_tables(graph: KnowledgeGraph, tables: dict[str, Rows], tmp_path: Path) -> None:
    [path] = export(graph, tmp_path / "tables.zip")
    with zipfile.ZipFile(path) as archive:
        read = {name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode()))) for name in archive.namelist()}
    assert read == tables


def test_parquet_has_types(graph: KnowledgeGraph, tables: dict[str, Rows], tmp_path: Path) -> None:
    written = export(graph, tmp_path / "tables.parquet")
    read = {path.stem: pq.read_table(path) for path in written}
    assert {name: table.num_rows for name, table in read.items()} == {name: len(rows) for name, rows in tables.items()}
    claims = read["claims"].to_pylist()
    assert [row["claim"] for row in claims] == [row["claim"] for row in tables["claims"]]
    assert {type(row["date"]) for row in claims} == {dt.date, type(None)} and {type(row["confidence"]) for row in claims} == {float}
    assert {row["count"] for row in claims} == {None, 1, 4, 9}
    assert next(row for row in read["Chip"].to_pylist() if row["label"] == "Kompanio 1300T")["coreCount"] == 8


def test_parquet_without_its_library_says_what_to_install(graph: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"pyarrow is needed to write tables\.parquet; install it with: pip install 'edgekg\[parquet\]'"):
        export(graph, tmp_path / "tables.parquet")


@pytest.fixture(scope="module")
def database(graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    [path] = export(graph, tmp_path_factory.mktemp("out") / "kg.sqlite")
    with contextlib.closing(sqlite3.connect(path)) as connection:
        yield connection


def test_a_database_holds_the_same_rows_and_its_keys_hold(database: sqlite3.Connection, tables: dict[str, Rows]) -> None:
    assert database.execute("PRAGMA foreign_key_check").fetchall() == [] and database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    for name, rows in tables.items():
        assert database.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone() == (len(rows),)
    keys = {(row[3], row[2]) for row in database.execute("PRAGMA foreign_key_list(claims)")}
    assert keys == {("subject", "things"), ("object", "things"), ("briefing", "briefings")}


def test_a_database_answers_in_sql(database: sqlite3.Connection) -> None:
    text = """SELECT c.label FROM edges JOIN things c ON c.iri = edges.subject JOIN names n ON n.thing = edges.object
              WHERE edges.predicate = 'manufacturedBy' AND n.name = '台积电' ORDER BY c.label"""
    assert database.execute(text).fetchall() == [("Allwinner D1",), ("Kompanio 1300T",)]
    assert database.execute("SELECT date, line, confidence FROM claims WHERE predicate = 'investsIn'").fetchall() == [("2021-08-05", 18, 0.9)]


def test_a_database_finds_words_in_sentences(database: sqlite3.Connection) -> None:
    text = "SELECT e.quote FROM evidence_fts JOIN evidence e ON e.rowid = evidence_fts.rowid WHERE evidence_fts MATCH '\"LoongArch\"'"
    assert {quote for (quote,) in database.execute(text)} == {"3A5000 isa LoongArch"}


@pytest.mark.parametrize("ending", [".graphml", ".gexf"])
def test_networks_are_read_back_with_types(graph: KnowledgeGraph, tmp_path: Path, ending: str) -> None:
    [path] = export(graph, tmp_path / f"graph{ending}")
    read = nx.read_graphml(path, force_multigraph=True) if ending == ".graphml" else nx.read_gexf(path)
    full = graph.to_networkx()
    assert set(read.nodes) == set(full.nodes) and read.number_of_edges() == full.number_of_edges()
    chip = graph.entity("Kompanio 1300T").iri
    assert (read.nodes[chip]["label"], read.nodes[chip]["type"], read.nodes[chip]["coreCount"]) == ("Kompanio 1300T", "Chip", 8)
    edges = {(a, b, d["predicate"]): d for a, b, d in read.edges(data=True)}
    data = edges[chip, graph.entity("Cortex-A78").iri, "hasCore"]
    assert (data["status"], data["date"], data["confidence"], data["line"]) == ("asserted", "2021-08-05", 0.9, 4)


def test_what_xml_cannot_hold_is_left_out(graph_of: Callable[..., KnowledgeGraph], tmp_path: Path) -> None:
    graph = graph_of(d2031_01_01=["Chip:Y\x011 developedBy Organization:甲芯"])
    for ending in (".graphml", ".gexf"):
        export(graph, tmp_path / f"graph{ending}")
    assert {d["label"] for _, d in nx.read_graphml(tmp_path / "graph.graphml").nodes(data=True)} == {"Y1", "甲芯"}


@pytest.mark.parametrize("ending", SUFFIXES)
def test_an_empty_graph_can_be_written(tmp_path: Path, ending: str) -> None:
    assert all(path.exists() for path in export(KnowledgeGraph(MemoryStore()), tmp_path / f"graph{ending}"))


def test_progress_tells_each_part(graph: KnowledgeGraph, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    export(graph, tmp_path / "tables.csv", lambda done, total, name: told.append((done, total, name)))
    assert [done for done, _, _ in told] == list(range(len(TABLES) + 1)) and {total for _, total, _ in told} == {len(TABLES)}
    assert told[0][2] == "briefings.csv"


def test_no_format_and_no_place_are_told(graph: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"graph\.doc: can't tell the format from the ending; use one of .*\.nq, .*\.sqlite"):
        export(graph, tmp_path / "graph.doc")
    (tmp_path / "file").write_text("here already")
    with pytest.raises(InputError, match="check the path and its permissions"):
        export(graph, tmp_path / "file" / "graph.nq")
    assert (tmp_path / "file").read_text() == "here already"


def test_an_export_that_fails_leaves_what_was_there(graph: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "graph.nq"
    path.write_text("yesterday's")

    class FullDiskError(Exception):
        pass

    def fail(done: int, total: int, name: str) -> None:
        if done:
            raise FullDiskError

    with pytest.raises(FullDiskError):
        export(graph, path, fail)
    assert path.read_text() == "yesterday's" and list(tmp_path.iterdir()) == [path]
