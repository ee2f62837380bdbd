"""The graph as users hold it."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import small_world

import kg
from kg import KnowledgeGraph, NotFoundError
from kg.errors import InputError, StoreError

Make = Callable[..., KnowledgeGraph]


@pytest.fixture
def graph(graph_of: Make) -> KnowledgeGraph:
    return graph_of(
        d2031_01_01=[
            "Chip:Kompanio_9=迅鲲9,K-9 hasCore Core:Cortex-Z1 count=4",
            "Chip:Kompanio_9 coreCount '8'",
            "Chip:Kompanio_9 processNode '6_nm'",
            "Chip:Kompanio_9 developedBy Organization:甲芯",
        ],
        d2031_02_01=[
            "Device:Tab_1 usesChip Chip:Kompanio_9 !planned",
            "Chip:Kompanio_9 hasCore Core:Cortex-Z1 count=4 !denied",
            "Organization:Arm",
            "ISA:Arm",
            "Chip:Snapdragon_898=SM8450",
        ],
        d2031_03_01=["Chip:SM8450", "Chip:SM8450 developedBy Organization:甲芯"],
    )


@pytest.mark.parametrize("name", ["Kompanio 9", "kompanio9", "KOMPANIO-9", "迅鲲9", "迅鲲 9", "k9", "id:chip/kompanio-9", "https://w3id.org/edgekg/id/chip/kompanio-9"])
def test_a_thing_is_found_by_any_of_its_names(graph: KnowledgeGraph, name: str) -> None:
    thing = graph.entity(name)
    assert (thing.iri, thing.type, thing.label) == ("https://w3id.org/edgekg/id/chip/kompanio-9", "Chip", "Kompanio 9")


def test_one_name_of_two_things_gives_both_and_a_type_chooses(graph: KnowledgeGraph) -> None:
    assert [thing.type for thing in graph.entities("arm")] == ["Organization", "ISA"]
    assert graph.entity("arm", "ISA").type == "ISA"


def test_a_linked_thing_is_found_by_its_old_address(graph: KnowledgeGraph) -> None:
    assert graph.entity("id:chip/snapdragon-898").label == "SM8450"
    assert "Snapdragon 898" in graph.entity("sm8450").aliases


def test_an_unknown_name_gets_the_nearest(graph: KnowledgeGraph) -> None:
    with pytest.raises(NotFoundError, match="no entity named 'Kompanio 8'; did you mean: Kompanio 9"):
        graph.entity("Kompanio 8")


def test_briefings_come_oldest_first(graph: KnowledgeGraph) -> None:
    assert [(b.stem, b.date) for b in graph.briefings()] == [(f"2031-0{n}-01", dt.date(2031, n, 1)) for n in (1, 2, 3)]


def test_claims_by_what_they_say(graph: KnowledgeGraph) -> None:
    chip, core = graph.entity("Kompanio 9").iri, graph.entity("Cortex-Z1").iri
    (first, second) = graph.claims(chip, "hasCore", core)
    assert (first.briefing, first.status, first.qualifiers) == ("2031-01-01", "asserted", (("count", 4),))
    assert first.evidence[0].quote == "Chip:Kompanio_9=迅鲲9,K-9 hasCore Core:Cortex-Z1 count=4"
    assert (second.status, second.date) == ("denied", dt.date(2031, 2, 1))
    assert [c.iri for c in graph.claims(status="denied")] == [second.iri]
    assert {c.predicate for c in graph.claims(briefing="2031-03-01")} == {"developedBy"}
    assert [c.text for c in graph.claims(object="8")] == ["8"]
    assert len(list(graph.claims())) == 7
    with pytest.raises(kg.QueryError, match="is no IRI"):
        list(graph.claims(subject="a b"))


def test_facts_of_a_thing_with_their_timelines(graph: KnowledgeGraph) -> None:
    facts = {(f.predicate, graph.label(f.subject), graph.label(f.object)): f for f in graph.facts("迅鲲9")}
    assert set(facts) == {
        ("hasCore", "Kompanio 9", "Cortex-Z1"), ("coreCount", "Kompanio 9", "8"), ("processNode", "Kompanio 9", "6 nm"), ("developedBy", "Kompanio 9", "甲芯"), ("usesChip", "Tab 1", "Kompanio 9"),
    }  # fmt: skip
    denied = facts["hasCore", "Kompanio 9", "Cortex-Z1"]
    assert ([c.status for c in denied.claims], denied.holds) == (["asserted", "denied"], False)
    assert facts["usesChip", "Tab 1", "Kompanio 9"].holds


def test_rdflib_answers_as_the_engine_does(graph: KnowledgeGraph) -> None:
    rows = graph.to_rdflib().query("SELECT ?l WHERE { ?c a edge:Chip ; rdfs:label ?l } ORDER BY ?l")
    assert [str(row[0]) for row in rows] == [str(row["l"]) for row in graph.query("SELECT ?l { ?c a edge:Chip ; rdfs:label ?l } ORDER BY ?l")] == ["Kompanio 9", "SM8450"]  # type: ignore[index]


def test_networkx_has_the_plain_edges(graph: KnowledgeGraph) -> None:
    network = graph.to_networkx()
    chip = graph.entity("Kompanio 9").iri
    assert network.nodes[chip] == {"label": "Kompanio 9", "type": "Chip", "coreCount": 8}
    assert [(network.nodes[a]["label"], key, network.nodes[b]["label"]) for a, b, key in sorted(network.edges(keys=True))] == [
        ("Kompanio 9", "developedBy", "甲芯"), ("Kompanio 9", "processNode", "6 nm"), ("SM8450", "developedBy", "甲芯"), ("Tab 1", "usesChip", "Kompanio 9"),
    ]  # fmt: skip
    assert network.get_edge_data(graph.entity("Tab 1").iri, chip)["usesChip"] == {
        "predicate": "usesChip",
        "status": "planned",
        "date": "2031-02-01",
        "confidence": 0.9,
        "briefing": "2031-02-01",
        "line": 1,
        "quote": "Device:Tab_1 usesChip Chip:Kompanio_9 !planned",
        "sentence": "Device:Tab_1 usesChip Chip:Kompanio_9 !planned",
        "sources": 1,
    }
    assert sorted(graph.to_networkx([chip, graph.entity("Tab 1").iri]).edges(keys=True)) == [(graph.entity("Tab 1").iri, chip, "usesChip")]


def test_the_graph_answers_shows_and_draws(graph: KnowledgeGraph) -> None:
    assert [finding.label for finding in graph.ask("哪些芯片由甲芯研发？")] == ["SM8450", "Kompanio 9"]
    assert [finding.label for finding in graph.ask("Which devices use the Kompanio 9?", statuses=["asserted"])] == []
    chip = graph["迅鲲9"]
    assert (chip.label, chip.type, chip.names) == ("Kompanio 9", "Chip", ("Kompanio 9", "K-9", "迅鲲9"))
    assert {event.fact.predicate for event in chip.timeline} == {"hasCore", "coreCount", "processNode", "developedBy", "usesChip"}
    assert [place.line for place in chip.evidence if "Cortex-Z1" in place.quote] == [1, 2]
    with pytest.raises(NotFoundError):
        graph["Kompanio 8"]
    assert repr(graph.picture("K-9", 1)) == "<picture of Kompanio 9: 4 things, 3 edges>"


def test_a_store_is_built_opened_and_refreshed(tmp_path: Path) -> None:
    briefing = tmp_path / "2031-01-01.md"
    briefing.write_text("Chip:Y1")
    built = KnowledgeGraph.build(briefing, tmp_path / "store", annotate=small_world.annotate)
    assert built.summary is not None
    assert built.summary.read == ("2031-01-01",)
    opened = KnowledgeGraph.open(tmp_path / "store")
    assert opened.entity("Y1").type == "Chip"
    briefing.write_text("Chip:Y2")
    KnowledgeGraph.build(briefing, tmp_path / "store", annotate=small_world.annotate)
    assert opened.entity("Y1").type == "Chip"
    assert opened.refresh()
    assert opened.entity("Y2").type == "Chip"
    with pytest.raises(StoreError):
        kg.open(tmp_path / "none")


def test_a_mistake_in_a_vocabulary_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "2031-01-01.md").write_text("Chip:Y1")
    (tmp_path / "own.ttl").write_text("chip:y1 a")
    with pytest.raises(InputError, match=r"own\.ttl:1: not Turtle"):
        KnowledgeGraph.build(tmp_path, vocabulary=tmp_path / "own.ttl")


def test_a_partnership_that_the_other_side_denies_does_not_hold(graph_of: Make) -> None:
    graph = graph_of(d2031_01_01=["Organization:甲芯 partnersWith Organization:乙芯"], d2031_02_01=["Organization:乙芯 partnersWith Organization:甲芯 !denied"])
    assert [fact.holds for fact in graph.facts("甲芯")] == [False, False]


def test_the_real_extractor_builds_and_keeps_its_quotes(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "2031-05-06.md").write_text("# 边缘简报 (2031-05-06)\n\n## 新闻\n\n- 高通：推出骁龙 888 芯片，采用三星 5nm 工艺；\n- 甲骨芯：完成近 2 亿元 B 轮融资。\n", "utf8")
    graph = kg.build(folder, tmp_path / "store")
    assert graph.summary is not None
    assert graph.summary.things.get("Chip")
    for claim in graph.claims():
        text = (folder / f"{claim.briefing}.md").read_text("utf8")
        assert all(text[e.start : e.end] == e.quote for e in claim.evidence)
    again = kg.build(folder, tmp_path / "store")
    assert again.summary is not None
    assert again.summary.unchanged == ("2031-05-06",)


@pytest.mark.parametrize("use", ["import kg", "import kg; kg.KnowledgeGraph.open(sys.argv[1]).query('ASK {}')"])
def test_queries_start_without_the_slow_libraries(tmp_path: Path, use: str) -> None:
    briefing = tmp_path / "2031-01-01.md"
    briefing.write_text("Chip:Y1")
    KnowledgeGraph.build(briefing, tmp_path / "store", annotate=small_world.annotate)
    script = f"import sys, json; {use}; print(json.dumps([m for m in ('spacy', 'jieba', 'numpy', 'networkx', 'rdflib', 'pandas') if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path / "store")], capture_output=True, text=True, check=True, cwd=Path(kg.__file__).parent.parent)
    assert json.loads(done.stdout) == []
