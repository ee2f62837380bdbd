"""What people rule on: in the file, and on the graph; and that taking it back leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_world import annotate, folder, source

from kg.builder import CorrectionFiles, Settings, build
from kg.corrections import Correction, Corrections, pair
from kg.corrections_file import add, places, read_corrections, read_graph, remove
from kg.errors import InputError, NotFoundError
from kg.graph import KnowledgeGraph
from kg.model import BASE, entity_iri
from kg.namespaces import CORRECTIONS
from kg.store import MemoryStore
from kg.validate import validate

FIRST = source("2031-01-01", "Chip:Y100=Y200 hasCore Core:K1 count=4", "Chip:Y100 processNode '7_nm'", "Device:Tab usesChip Chip:Next", "Chip:Next processNode '3_nm'")
SECOND = source("2031-02-01", "Chip:Y200 processNode '6_nm'", "Chip:Z900 manufacturedBy Organization:Fab", "Core:K1 developedBy Organization:Maker")
THIRD = source("2031-03-01", "Device:Board usesChip Chip:Next", "Chip:Y100 processNode '7_nm' !rumored", "Chip:Z900=Titan_9", "Chip:Q7=Titan_9")
SAID = {"who": "Ann", "when": "2031-05-06", "why": "it is so"}
Y100, Y200, Z900, NEXT, K1, Q7 = (entity_iri(*name.split(":")) for name in ("Chip:Y100", "Chip:Y200", "Chip:Z900", "Chip:Next", "Core:K1", "Chip:Q7"))
SAME, APART = pair("same-as", Y100, Z900, **SAID), pair("different-from", Y100, Y200, **SAID)
RENAMED = Correction("rename", (K1,), **SAID, name="Kay One", language="en")
NONE = Correction("not-a-thing", (NEXT,), **SAID)
RULED = Correction("rule", (Y200,), **SAID, predicate="processNode", aspect="object", keeps="6 nm", rejects=("7 nm",))
NAMED = Correction("rule", (Q7, Z900), **SAID, name="Titan 9", language="en", aspect="name", keeps=Z900, rejects=(Q7,))
ALL = (SAME, APART, RENAMED, NONE, RULED, NAMED)


def built(*corrections: Correction, files=(FIRST, SECOND, THIRD), store: MemoryStore | None = None) -> KnowledgeGraph:
    """A store of those briefings with those corrections."""
    target = store or MemoryStore()
    build(target, folder(*files), Settings(annotate, corrections=CorrectionFiles({"/briefings/corrections.ttl": Corrections(corrections)})))
    return KnowledgeGraph(target)


def values(graph: KnowledgeGraph, thing: str, property_: str) -> set[str]:
    return {str(row["o"]).removeprefix(f"{BASE}id/") for row in graph.query(f"SELECT ?o FROM graph:current {{ <{thing}> {property_} ?o }}")}


def things(graph: KnowledgeGraph) -> set[str]:
    return {thing.label for thing in graph.things("Chip")}


def test_same_as_makes_one_thing_of_two() -> None:
    graph = built(SAME)
    # The briefing that names both Z900 and Y200 tells them apart, so Y200 is no longer Y100.
    assert things(graph) == {"Y100", "Y200", "Next", "Q7"}
    assert graph.entity("Z900").iri == graph.entity("Y100").iri


def test_different_from_keeps_apart_what_a_briefing_ties() -> None:
    assert built().entity("Y100").iri == built().entity("Y200").iri
    graph = built(APART)
    assert graph.entities("Y100")[0].iri == Y100 and graph.entities("id:chip/y200")[0].iri == Y200
    assert values(graph, Y200, "edge:processNode") == {"processnode/6-nm"}


def test_rename_changes_the_label_and_keeps_the_old_one_as_another_name() -> None:
    graph = built(RENAMED)
    assert values(graph, K1, "rdfs:label") == {"Kay One"} and values(graph, K1, "skos:altLabel") == {"K1"}
    assert graph.entity("K1").label == "Kay One"


def test_what_is_no_thing_is_gone_with_its_facts_and_the_claims_stay() -> None:
    graph = built(NONE)
    assert "Next" not in things(graph)
    assert values(graph, entity_iri("Device", "Tab"), "edge:usesChip") == values(graph, entity_iri("Device", "Board"), "edge:usesChip") == set()
    assert [t.label for t in graph.things("ProcessNode")] == ["6 nm", "7 nm"]
    assert len(list(graph.claims(object=NEXT))) == 2
    assert {str(row["p"]) for row in graph.query("SELECT ?p { ?k edge:overrules ?c . ?c rdf:predicate ?p }")} == {
        f"{BASE}ontology#usesChip",
        f"{BASE}ontology#processNode",
    }


def test_a_ruling_holds_for_all_names_of_the_thing_and_for_later_briefings() -> None:
    before = built(files=(FIRST, SECOND))
    assert values(before, before.entity("Y100").iri, "edge:processNode") == {"processnode/6-nm", "processnode/7-nm"}
    graph = built(RULED)
    assert values(graph, graph.entity("Y100").iri, "edge:processNode") == {"processnode/6-nm"}
    assert [fact.object for fact in graph.facts("Y100") if fact.predicate == "processNode"] == [f"{BASE}id/processnode/6-nm"]


def test_a_ruling_on_a_name_takes_it_from_the_others() -> None:
    assert {t.label for t in built().entities("Titan 9")} == {"Z900", "Q7"}
    assert {t.label for t in built(NAMED).entities("Titan 9")} == {"Z900"}


def test_the_graph_holds_the_corrections_themselves() -> None:
    graph = built(*ALL)
    found = read_graph(q for q in graph.quads() if q.graph_name == CORRECTIONS)
    assert set(found.entries) == set(ALL)


def test_a_corrected_graph_conforms_to_the_shapes() -> None:
    report = validate(built(*ALL).store)
    assert report.conforms, report.to_text("en")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(ALL), unique=True), st.sampled_from(ALL), st.booleans())
def test_taking_a_correction_back_restores_the_graph(others: list[Correction], one: Correction, with_a_briefing_between: bool) -> None:
    """Whatever else is corrected, and also where a briefing came between."""
    others = [entry for entry in others if entry != one]
    store = MemoryStore()
    before = (FIRST, SECOND) if with_a_briefing_between else (FIRST, SECOND, THIRD)
    built(*others, one, files=before, store=store)
    built(*others, one, store=store)
    assert set(built(*others, store=store).quads()) == set(built(*others).quads())


@given(st.permutations(ALL))
@settings(max_examples=10, deadline=None)
def test_the_order_of_corrections_does_not_matter(entries: list[Correction]) -> None:
    assert set(built(*entries).quads()) == set(built(*ALL).quads())


def test_a_file_is_written_and_taken_back_without_an_editor(tmp_path: Path) -> None:
    path = tmp_path / "corrections.ttl"
    for entry in ALL:
        assert add(path, entry)
    assert not add(path, SAME)
    assert read_corrections(path).entries == ALL
    before = path.read_text()
    assert add(path, pair("different-from", Z900, Y200, **SAID)) and len(read_corrections(path).entries) == 7
    assert remove(path, pair("different-from", Z900, Y200).id).who == "Ann"
    assert path.read_text().rstrip() == before.rstrip()


def test_a_file_written_by_hand_keeps_its_comments(tmp_path: Path) -> None:
    path = tmp_path / "corrections.ttl"
    path.write_text("# ours\n@prefix e: <https://w3id.org/edgekg/ontology#> .\n<id/chip/a> e:sameThing <id/chip/b> . # a die\n<id/chip/c> e:differentFrom <id/chip/d> .\n")
    add(path, NONE)
    remove(path, pair("same-as", f"{BASE}id/chip/a", f"{BASE}id/chip/b").id[:6])
    assert path.read_text().startswith("# ours\n") and "# a die" not in path.read_text()
    assert [entry.kind for entry in read_corrections(path).entries] == ["different-from", "not-a-thing"]


def test_what_shares_its_line_with_more_is_left_to_the_user(tmp_path: Path) -> None:
    path = tmp_path / "corrections.ttl"
    path.write_text("@prefix e: <https://w3id.org/edgekg/ontology#> .\n<id/chip/a> e:sameThing <id/chip/b> , <id/chip/c> .\n")
    with pytest.raises(InputError, match=r"corrections\.ttl:2: more than this correction stands on lines 2 to 2; take it out by hand"):
        remove(path, pair("same-as", f"{BASE}id/chip/a", f"{BASE}id/chip/b").id)
    with pytest.raises(NotFoundError, match="no correction named 'ffffff'"):
        remove(path, "ffffff")


HEAD = "@base <https://w3id.org/edgekg/> .\n@prefix edge: <ontology#> .\n@prefix dc: <http://purl.org/dc/terms/> .\n"
SIGNED = ' ; edge:reason "so" ; dc:creator "Ann" ; dc:created "2031-05-06"'
WRONG = [
    ("<id/chip/a> edge:hasCore <id/chip/b> .", r":4: .*says nothing in a correction; use edge:corrects, .* or edge:sameThing"),
    ("<id/chip/a> edge:sameThing <id/core/b> .", ":4: .*not two things of one type"),
    ("<id/chip/a> edge:sameThing <https://elsewhere.example/b> .", ":4: .*is no thing of the graph"),
    ("<id/chip/a> edge:sameThing", ":4: not Turtle"),
    ("\n\n[] a edge:Removal ; edge:corrects <id/chip/a> .", ":6: a correction without edge:reason; say who made it, when, and why"),
    (f"[] a edge:Removal ; edge:corrects <id/chip/a> , <id/chip/b>{SIGNED} .", ":4: edge:Removal is about 1 thing, and names 2"),
    (f"[] a edge:Merge ; edge:corrects <id/chip/a>{SIGNED} .", ":4: edge:Merge is about 2 things, and names 1"),
    (f"[] a edge:Chip{SIGNED} .", ":4: .*no kind of correction; use edge:Merge"),
    (f"[] edge:corrects <id/chip/a>{SIGNED} .", ":4: a correction of no kind"),
    (f"[] a edge:Rename ; edge:corrects <id/chip/a>{SIGNED} .", ":4: edge:Rename gives no edge:newName"),
    (f"[] a edge:Ruling ; edge:corrects <id/chip/a>{SIGNED} .", ":4: edge:Ruling gives no edge:aspect"),
    (f'[] a edge:Removal ; edge:corrects <id/chip/a>{SIGNED} ; dc:creator "Bob" .', ":4: a second dcterms:creator for one correction"),
    (f"[] a edge:Removal ; edge:corrects <id/chip/a>{SIGNED.replace('2031-05-06', 'May')} .", ":4: dcterms:created 'May' is no day"),
    ("<id/chip/a> edge:sameThing <id/chip/b> .\n<id/chip/c> edge:sameThing <id/chip/b> .\n<id/chip/a> edge:differentFrom <id/chip/c> .", ":6: .*one thing and to be two"),
]


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[message[:40] for _, message in WRONG])
def test_wrong_corrections_are_refused_with_the_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "corrections.ttl"
    path.write_text(HEAD + text)
    with pytest.raises(InputError, match=f"corrections.ttl{message}"):
        read_corrections(path)


def test_missing_corrections_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.ttl: No such file"):
        read_corrections(tmp_path / "none.ttl")


def test_a_build_looks_in_the_folder_and_beside_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert list(places([tmp_path / "in", "https://example.org/news.git"])) == [str(tmp_path / "in" / "corrections.ttl"), str(tmp_path / "corrections.ttl")]


def test_corrections_that_are_gone_from_the_folder_rule_no_more(tmp_path: Path) -> None:
    briefings = tmp_path / "in"
    briefings.mkdir()
    for file in (FIRST, SECOND):
        (briefings / file.name).write_bytes(file.data)
    with KnowledgeGraph.build(briefings, tmp_path / "plain", annotate=annotate) as graph:
        plain = set(graph.quads())
    add(briefings / "corrections.ttl", APART)
    with KnowledgeGraph.build(briefings, tmp_path / "store", annotate=annotate) as graph:
        assert len(graph.things("Chip")) == 4
    with KnowledgeGraph.build(briefings / "2031-02-01.md", tmp_path / "store", annotate=annotate) as graph:
        assert len(graph.things("Chip")) == 4
    (briefings / "corrections.ttl").unlink()
    with KnowledgeGraph.build(briefings, tmp_path / "store", annotate=annotate) as graph:
        assert set(graph.quads()) == plain
