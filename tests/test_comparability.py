"""Figures are ranked under one condition only, and what is left out is told, with the reason: in answers, in named queries, on the page that compares."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from news import briefing, fact, stored, thing

from kg import queries
from kg.ask import ask
from kg.comparability import Basis, basis, comparable, explained, pool
from kg.graph import KnowledgeGraph
from kg.serve.views.comparing import compare

A1, B1, C1, D1, E1 = (thing("Chip", name) for name in ("Alder A1", "Birch B1", "Cedar C1", "Dahlia D1", "Elm E1"))
TSMC, SAMSUNG = thing("Organization", "TSMC", zh="台积电"), thing("Organization", "Samsung", zh="三星")
ACME, BOLT, COIL = (thing("Organization", name) for name in ("Acme", "Bolt", "Coil"))

WORLD = (
    briefing("2030-01-01", [
        fact(A1, "aiPerformance", "20 TOPS", precision="INT8"),
        fact(A1, "aiPerformance", "40 TOPS", precision="INT8", condition="sparse"),
        fact(B1, "aiPerformance", "10 TOPS", precision="INT8"),
        fact(C1, "aiPerformance", "80 TOPS", precision="INT4"),
        fact(D1, "aiPerformance", "15 TOPS"),
        fact(A1, "clockFrequency", "2.0 GHz", condition="base"),
        fact(B1, "clockFrequency", "1.8 GHz"),
        fact(C1, "clockFrequency", "1.5 GHz", condition="peak"),
        fact(ACME, "reportsMetric", "revenue", value="40 亿美元", period="2029"),
        fact(BOLT, "reportsMetric", "revenue", value="12 亿美元", period="2029Q4"),
        fact(COIL, "reportsMetric", "revenue", value="11 亿美元", period="2029Q3"),
        fact(A1, "processNode", "6 nm"), fact(A1, "manufacturedBy", TSMC),
        fact(B1, "processNode", "N6"),
        fact(C1, "processNode", "6 nm"), fact(C1, "manufacturedBy", SAMSUNG),
        fact(D1, "processNode", "6 nm"),
        fact(E1, "manufacturedBy", TSMC),
    ]),
)  # fmt: skip


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return KnowledgeGraph(stored(*WORLD))


def labels(graph: KnowledgeGraph, question: str) -> list[str]:
    return sorted(finding.label for finding in ask(graph, question))


def test_what_is_usual_goes_without_saying() -> None:
    assert basis("aiPerformance", condition="dense, peak") == basis("aiPerformance")
    assert basis("clockFrequency", condition="base") != basis("clockFrequency")
    assert basis("reportsMetric", period_text="2021Q2") == basis("reportsMetric", period_text="2020Q1") != basis("reportsMetric", period_text="FY2020Q1")
    assert basis("aiPerformance", condition="in total") != basis("aiPerformance", condition="in total", is_device=True) == basis("aiPerformance")


def test_a_pool_never_holds_two_that_can_not_be_compared() -> None:
    bases = [Basis(precision=p, sparsity=s, level=v) for p in ("", "INT8", "FP16") for s in ("", "sparse") for v in ("", "base")]
    for first in bases:
        chosen = pool(first, dict.fromkeys(bases, 1))
        assert first in chosen
        assert all(comparable(one, other) for one in chosen for other in chosen)


def test_a_reason_in_both_languages() -> None:
    bases = [Basis(sparsity="sparse"), Basis()]
    assert explained(bases) == "not ranked with each other: sparse; no condition said"
    assert explained(bases, "zh") == "条件不同，不作比较：稀疏；未注明条件"
    assert explained(bases[:1]) == ""


def test_the_highest_is_the_highest_under_one_precision(graph: KnowledgeGraph) -> None:
    answer = ask(graph, "Which chip has the highest TOPS?")
    assert [(f.label, f.condition) for f in answer] == [("Cedar C1", "INT4")]
    assert {(o.label, o.value, o.condition) for o in answer.left_out} == {
        ("Alder A1", "20 TOPS", "INT8"), ("Birch B1", "10 TOPS", "INT8"), ("Alder A1", "40 TOPS", "INT8, sparse"),
    }  # fmt: skip
    assert answer.note == "ranked: INT4; precision not said. Left out, under other conditions: INT8, sparse; INT8"
    assert ask(graph, "哪款芯片算力最高？").note.startswith("参与排名：INT4；未注明精度。")


def test_the_json_tells_what_was_left_out(graph: KnowledgeGraph) -> None:
    found = json.loads(json.dumps(ask(graph, "Which chip has the highest TOPS?").to_json()))
    assert found["answers"][0]["condition"] == "INT4"
    assert {"label": "Birch B1", "value": "10 TOPS", "condition": "INT8"} in found["left_out"]
    assert found["note"]
    assert {"note", "left_out"}.isdisjoint(ask(graph, "Which chips are made by TSMC?").to_json())


def test_base_clocks_are_not_ranked_with_peaks(graph: KnowledgeGraph) -> None:
    answer = ask(graph, "Which chip has the highest clock frequency?")
    assert labels(graph, "Which chip has the highest clock frequency?") == ["Birch B1"]
    assert [(o.label, o.condition) for o in answer.left_out] == [("Alder A1", "base")]


def test_a_year_is_not_ranked_with_quarters(graph: KnowledgeGraph) -> None:
    answer = ask(graph, "Which company has the highest revenue?")
    assert [f.label for f in answer] == ["Bolt"]
    assert [(o.label, o.value, o.condition) for o in answer.left_out] == [("Acme", "40 亿美元", "of a year")]


def test_one_or_the_other_are_compared_under_a_shared_condition(graph: KnowledgeGraph) -> None:
    answer = ask(graph, "Which has higher TOPS, the Alder A1 or the Birch B1?")
    assert [f.label for f in answer] == ["Alder A1"]
    assert [(o.label, o.value) for o in answer.left_out] == [("Alder A1", "40 TOPS")]


def test_what_shares_no_condition_is_not_compared(graph: KnowledgeGraph) -> None:
    answer = ask(graph, "Which has higher TOPS, the Birch B1 or the Cedar C1?")
    assert not answer.answers
    assert answer.reason == "not ranked with each other: INT4; INT8"
    assert "不作比较" in ask(graph, "Birch B1和Cedar C1哪个算力更高？").reason


def test_more_than_a_thing_is_more_under_its_condition(graph: KnowledgeGraph) -> None:
    answer = ask(graph, "Which chips have more TOPS than the Birch B1?")
    assert sorted(f.label for f in answer) == ["Alder A1", "Dahlia D1"]  # what says no precision may be INT8
    assert answer.note == "ranked: INT8; precision not said. Left out, under other conditions: INT4; INT8, sparse"
    assert labels(graph, "Which chips have more TOPS than the Cedar C1?") == []


def test_queries_rank_within_a_basis(graph: KnowledgeGraph) -> None:
    rows = [(str(row["basis"]), str(row["chipLabel"])) for row in graph.query(queries.render("chips-by-performance"))]
    assert rows == [("INT4", "Cedar C1"), ("INT8", "Alder A1"), ("INT8", "Birch B1"), ("INT8, sparse", "Alder A1"), ("precision not said", "Dahlia D1")]
    rows = [(str(row["basis"]), str(row["chipLabel"])) for row in graph.query(queries.render("chips-by-clock"))]
    assert rows == [("peak", "Birch B1"), ("peak", "Cedar C1"), ("base", "Alder A1")]


@pytest.mark.parametrize("question", ["哪些芯片和Alder A1用同一制程？", "哪些芯片与Alder A1采用相同的工艺？", "Which chips are made on the same process node as the Alder A1?"])
def test_the_same_node_is_the_same_foundry_s(graph: KnowledgeGraph, question: str) -> None:
    answer = ask(graph, question)
    assert [f.label for f in answer] == ["Birch B1"]
    assert answer.answers[0].evidence[0].quote == "Birch B1 processNode N6"


def test_the_same_foundry(graph: KnowledgeGraph) -> None:
    assert labels(graph, "哪些芯片和Alder A1由同一家代工厂制造？") == ["Elm E1"]
    assert labels(graph, "Which chips come from the same foundry as the Elm E1?") == ["Alder A1"]


def test_a_node_of_no_known_foundry_is_the_same_as_none(graph: KnowledgeGraph) -> None:
    answer = ask(graph, "哪些芯片和Dahlia D1用同一制程？")
    assert answer.reason == "nothing in the graph says which process node Dahlia D1 is of; a node counts with its foundry"
    assert answer.sparql == ""


@pytest.mark.parametrize("question", ["Which chips use the same core as the Alder A1?", "Alder A1和Birch B1是同一个内核吗？"])
def test_other_sameness_is_refused(graph: KnowledgeGraph, question: str) -> None:
    assert "the same" in ask(graph, question).reason


def test_the_page_that_compares_marks_what_is_apart(graph: KnowledgeGraph) -> None:
    found = compare(SimpleNamespace(graph=graph), ["Birch B1", "Cedar C1"])  # type: ignore[arg-type]
    (row,) = (row for row in found["rows"] if row["predicate"] == "aiPerformance")
    assert row["apart"] == {"en": "not ranked with each other: INT4; INT8", "zh": "条件不同，不作比较：INT4；INT8"}
    assert not row["differs"]
    (clocks,) = (row for row in found["rows"] if row["predicate"] == "clockFrequency")
    assert (clocks["differs"], clocks["apart"]) == (True, {})
