"""The corpus over time: what became of what it tells, checked by hand against its briefings, from the annotation by hand (`questions.by_hand`)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from questions.by_hand import annotate, graph

from kg import current, queries, states
from kg.ask import ask
from kg.conflicts import find_conflicts
from kg.correcting import Author, ruling, same_as
from kg.corrections_file import add, remove
from kg.diff import diff
from kg.graph import KnowledgeGraph
from kg.model import BASE

CORPUS = Path(__file__).parent.parent / "corpus"

Story = list[tuple[str, str]]
STORIES: list[tuple[str, str, str, Story]] = [
    ("Snapdragon 8 Gen 1", "manufacturedBy", "Samsung", [("rumored", "2021-05-23"), ("planned", "2021-08-05"), ("asserted", "2021-12-05")]),
    ("Snapdragon 8 Gen 1", "hasCore", "Adreno 730", [("rumored", "2021-05-23"), ("asserted", "2021-12-05")]),
    ("Snapdragon 888", "hasCore", "Adreno 660", [("rumored", "2020-05-31"), ("asserted", "2021-03-07")]),  # 骁龙875, as it was called then
    ("Dimensity 9000", "processNode", "4 nm", [("rumored", "2021-09-12"), ("asserted", "2021-12-05")]),  # 天玑2000, until the maker named it
    ("Kirin 9000", "manufacturedBy", "TSMC", [("rumored", "2020-10-18")]),
    ("Exynos 1080", "processNode", "5 nm", [("planned", "2020-10-18")]),
    ("Exynos 2200", "hasCore", "Mali-G78", [("denied", "2022-02-20")]),
    ("NVIDIA", "acquires", "Arm", [("planned", "2020-10-18"), ("past", "2022-02-20")]),
    ("Intel", "acquires", "SiFive", [("rumored", "2021-09-12"), ("denied", "2021-12-05")]),
    ("Intel", "acquires", "GlobalFoundries", [("denied", "2021-08-05")]),
    ("AMD", "acquires", "Xilinx", [("rumored", "2020-10-18"), ("asserted", "2022-02-20")]),
    ("Xiaomi 12", "usesChip", "Snapdragon 8 Gen 1", [("rumored", "2021-09-12"), ("planned", "2021-12-05"), ("asserted", "2022-11-20")]),
]


@pytest.mark.parametrize(("subject", "predicate", "value", "story"), STORIES, ids=[f"{s} {p} {o}" for s, p, o, _ in STORIES])
def test_the_story_of_a_fact_is_that_of_the_briefings(subject: str, predicate: str, value: str, story: Story) -> None:
    claims = graph().claims(subject=graph().entity(subject).iri, predicate=predicate)
    told = {said[0].text or graph().label(said[0].object): states.steps(said) for said in current.by_fact(list(claims)).values()}
    assert [(step.status, str(step.since)) for step in told[value]] == story


@pytest.mark.parametrize(
    ("question", "day", "expected"),
    [
        ("Who manufactures the Snapdragon 8 Gen 1?", "2021-05-22", []),
        ("Who manufactures the Snapdragon 8 Gen 1?", "2021-06-30", [("Samsung", "rumored")]),
        ("骁龙8 Gen 1由谁代工？", "2021-08-31", [("Samsung", "planned")]),
        ("骁龙8 Gen 1由谁代工？", "2022-12-31", [("Samsung", "asserted")]),
        ("Who acquires SiFive?", "2021-10-31", [("Intel", "rumored")]),
        ("谁收购了SiFive？", "2021-12-31", []),
        ("英伟达收购Arm了吗？", "2021-12-31", [("no", "planned")]),
    ],
)
def test_what_was_known_on_a_day(question: str, day: str, expected: list[tuple[str, str]]) -> None:
    assert [(finding.label, finding.status) for finding in ask(graph(), question, as_of=dt.date.fromisoformat(day))] == expected


def test_a_state_may_be_asked_for() -> None:
    assert [f.label for f in ask(graph(), "Who acquires SiFive?", statuses=["denied"])] == ["Intel"]
    assert not ask(graph(), "Who acquires SiFive?", statuses=["rumored"]).answers


def test_rumors_that_came_true_and_those_that_were_denied() -> None:
    came = {(str(r["subjectLabel"]), str(r["objectLabel"])): str(r["days"]) for r in graph().query(queries.render("rumors-confirmed"))}
    assert came["AMD", "Xilinx"] == "490" and came["Xiaomi", "Leica"] == "56" and came["Snapdragon 888", "Adreno 660"] == "280"
    denied = {(str(r["subjectLabel"]), str(r["objectLabel"])) for r in graph().query(queries.render("rumors-denied"))}
    assert denied == {("Intel", "SiFive"), ("Tencent", "Black Shark")}


def test_a_simple_query_gives_all_that_holds_and_nothing_that_was_denied() -> None:
    chips = {str(row["l"]) for row in graph().query('SELECT ?l { ?c edge:hasCore id:core/adreno-730 ; rdfs:label ?l FILTER(LANG(?l) = "en") }')}
    assert chips == {"Snapdragon 8 Gen 1"}
    assert not graph().query("ASK { id:chip/exynos-2200 edge:hasCore id:core/mali-g78 }").boolean
    assert not graph().query("ASK { ?buyer edge:acquires id:organization/sifive }").boolean
    assert graph().query("ASK { id:organization/amd edge:acquires id:organization/xilinx }").boolean


@pytest.mark.parametrize(
    ("subject", "metric", "period", "value", "unit"),
    [
        ("NVIDIA", "revenue", "FY2022Q2", "6510000000", "USD"),
        ("NVIDIA", "revenue growth", "FY2020Q2", "-17", "%"),
        ("TSMC", "capital expenditure", "2020", "17000000000", "USD"),
    ],
)
def test_figures_stand_in_normal_units(subject: str, metric: str, period: str, value: str, unit: str) -> None:
    rows = graph().query(
        f'SELECT ?value ?unit {{ ?c rdf:subject <{graph().entity(subject).iri}> ; edge:metric "{metric}" ; edge:period "{period}" ; edge:value ?value ; edge:unit ?unit }}'
    )
    assert {(Decimal(str(row["value"])), str(row["unit"])) for row in rows} == {(Decimal(value), unit)}


def test_the_precision_of_a_rate_is_kept() -> None:
    rows = graph().query("SELECT ?text ?precision { ?c rdf:subject id:chip/br100 ; rdf:predicate edge:aiPerformance ; rdf:object ?text ; edge:precision ?precision }")
    assert {(str(row["text"]), str(row["precision"])) for row in rows} == {("2048 TOPS", "INT8"), ("1024 TFLOPS", "BF16")}


NODES = {
    "Kompanio 1300T": {"TSMC N6"}, "Snapdragon 8 Gen 1": {"Samsung 4 nm"}, "Apple A15 Bionic": {"TSMC N5P"}, "Kirin 990 5G": {"TSMC N7+"},
    "Google Tensor": {"Samsung 5 nm"}, "Alder Lake": {"Intel 7"}, "Nervana NNP-I": {"Intel 10 nm"}, "Exynos 1080": set(),
}  # fmt: skip


@pytest.mark.parametrize(("chip", "expected"), NODES.items())
def test_a_node_is_its_foundry_s(chip: str, expected: set[str]) -> None:
    rows = graph().query(f'SELECT ?l {{ <{graph().entity(chip).iri}> edge:identifiedNode ?n . ?n rdfs:label ?l FILTER(LANG(?l) = "en") }}')
    assert {str(row["l"]) for row in rows} == expected


def test_figures_of_other_conditions_are_not_ranked() -> None:
    answer = ask(graph(), "Which chip has the highest TOPS?")
    assert [f.label for f in answer] == ["BR100"]
    assert [(o.label, o.condition) for o in answer.left_out] == [("FSD", "precision not said, of several together")]
    assert [f.label for f in ask(graph(), "Is the Dimensity 9000 on the same node as the Snapdragon 8 Gen 1?")] == ["no"]  # TSMC's 4 nm, and Samsung's


def test_the_briefings_disagree_on_one_figure_and_one_name() -> None:
    found = [(c.kind, c.predicate, [side.value for side in c.sides]) for c in find_conflicts(graph())]
    assert found == [
        ("number", "aiPerformance", ["200 TOPS", "275 TOPS"]),
        ("name", "name", ["Snapdragon 8 Gen 1 Plus", "Snapdragon 8+ Gen 1"]),
    ]


def test_rulings_settle_both_and_taking_them_back_restores_the_graph(tmp_path: Path) -> None:
    number, _ = find_conflicts(graph())
    author = Author("read again", "Ann")
    one, other = ruling(graph(), number.id, "275 TOPS", author), same_as(graph(), "Snapdragon 8 Gen 1 Plus", "Snapdragon 8+ Gen 1", author)
    path = tmp_path / "corrections.ttl"
    add(path, one)
    add(path, other)
    ruled = KnowledgeGraph.build(CORPUS, annotate=annotate, corrections=path)
    assert find_conflicts(ruled) == []
    assert ruled.entity("Snapdragon 8 Gen 1 Plus").iri == ruled.entity("Snapdragon 8+ Gen 1").iri
    remove(path, one.id)
    remove(path, other.id)
    again = KnowledgeGraph.build(CORPUS, annotate=annotate, corrections=path)
    assert {str(q) for q in again.store.quads()} == {str(q) for q in graph().store.quads()}


def test_what_is_new_between_two_days() -> None:
    with graph().as_of(dt.date(2021, 9, 12)) as before, graph().as_of(dt.date(2021, 12, 5)) as after:
        found = diff(before, after)
    changed = {(s.subject_label, s.predicate, s.value): (s.was, s.status, s.days) for s in found.states}
    assert found.briefings == ("2021-12-05",)
    assert changed["Intel", "acquires", "SiFive"] == ("rumored", "denied", 84)
    assert changed["Snapdragon 8 Gen 1", "manufacturedBy", "Samsung"] == ("planned", "asserted", 122)
    assert changed["Dimensity 9000", "manufacturedBy", "TSMC"] == ("rumored", "asserted", 84)
    assert "Jetson AGX Orin" in {change.thing.label for change in found.things}


def test_every_claim_of_it_names_its_rule_and_shows_its_sentence() -> None:
    bare = graph().query("SELECT ?c { ?c a edge:Claim FILTER NOT EXISTS { ?c edge:rule ?rule ; edge:evidence/edge:sentence ?sentence } }")
    assert list(bare) == []
    assert graph().query(f"ASK {{ ?c a edge:Claim FILTER(STRSTARTS(STR(?c), '{BASE}claim/')) }}").boolean
