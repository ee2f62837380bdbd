"""Questions of yes or no about process nodes and foundries: is this chip on the node of that, on a smaller one, made by the same foundry."""

from __future__ import annotations

import pytest
from news import briefing, fact, stored, thing

from kg.ask import ask
from kg.graph import KnowledgeGraph

ALDER, BIRCH, CEDAR, DAHLIA, ELM, FIG = (thing("Chip", name) for name in ("Alder A1", "Birch B1", "Cedar C1", "Dahlia D1", "Elm E1", "Fig F1"))
TSMC, SAMSUNG = thing("Organization", "TSMC", zh="台积电"), thing("Organization", "Samsung", zh="三星")

WORLD = (
    briefing("2030-01-01", [
        fact(ALDER, "processNode", "5 nm"), fact(ALDER, "manufacturedBy", TSMC),
        fact(BIRCH, "processNode", "N5"),
        fact(CEDAR, "processNode", "5 nm"), fact(CEDAR, "manufacturedBy", SAMSUNG),
        fact(DAHLIA, "processNode", "5 nm"),
        fact(ELM, "processNode", "12 nm"),
        fact(FIG, "manufacturedBy", TSMC),
    ]),
    briefing("2030-02-01", [fact(ALDER, "processNode", "5 nm"), fact(ALDER, "processNode", "7 nm"), fact(FIG, "manufacturedBy", SAMSUNG)]),
)  # fmt: skip


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return KnowledgeGraph(stored(*WORLD))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Is the Alder A1 on the same node as the Birch B1?", "yes"),
        ("Are the Birch B1 and the Alder A1 made on the same process?", "yes"),
        ("Alder A1和Birch B1是同一个工艺节点吗？", "yes"),
        ("Alder A1的制程和Birch B1一样吗？", "yes"),
        ("Is the Alder A1 on the same node as the Cedar C1?", "no"),  # TSMC's 5 nm is not Samsung's
        ("Alder A1和Cedar C1用的是同一制程吗？", "no"),
        ("Is the Dahlia D1 on the same node as the Elm E1?", "no"),  # whoever makes them, the sizes differ
        ("Is the Alder A1 made by the same foundry as the Cedar C1?", "no"),
        ("Cedar C1和Alder A1是同一家代工的吗？", "no"),
        ("Is the Alder A1 on a smaller node than the Elm E1?", "yes"),
        ("Alder A1的制程比Elm E1更先进吗？", "yes"),
        ("Is the Elm E1 on a smaller node than the Alder A1?", "no"),
        ("Is the Cedar C1 on a smaller node than the Alder A1?", "no"),  # the one briefing that gives it 7 nm is outvoted
    ],
)
def test_two_chips_are_compared_by_their_nodes(graph: KnowledgeGraph, question: str, answer: str) -> None:
    found = ask(graph, question)
    assert [finding.label for finding in found] == [answer], found.reason
    assert found.answers[0].evidence


def test_both_sides_are_shown_as_evidence(graph: KnowledgeGraph) -> None:
    (finding,) = ask(graph, "Is the Alder A1 on the same node as the Birch B1?")
    assert {source.quote for source in finding.evidence} == {"Alder A1 processNode 5 nm", "Birch B1 processNode N5"}


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Is the Dahlia D1 on the same node as the Alder A1?", "nothing in the graph says whose node Dahlia D1 is on; a node counts with its foundry"),
        ("Is the Alder A1 on the same node as the Fig F1?", "nothing in the graph says which process node Fig F1 is of"),
        ("Fig F1和Alder A1是同一家代工厂吗？", "briefings disagree on the foundry of Fig F1"),
    ],
)
def test_what_the_briefings_leave_open_is_not_guessed(graph: KnowledgeGraph, question: str, reason: str) -> None:
    found = ask(graph, question)
    assert (found.answers, found.reason) == ((), reason)


@pytest.mark.parametrize("question", ["Which chips are on a node smaller than 7 nm?", "比7nm更先进的芯片有哪些？", "哪些芯片的制程小于7nm？"])
def test_smaller_than_a_node_may_be_said_in_words(graph: KnowledgeGraph, question: str) -> None:
    assert sorted(finding.label for finding in ask(graph, question)) == ["Alder A1", "Birch B1", "Cedar C1", "Dahlia D1"]


@pytest.mark.parametrize("question", ["Which chips use N5?", "哪些芯片采用台积电N5工艺？", "Which chips are made on TSMC N5?"])
def test_a_node_may_be_asked_for_by_its_name(graph: KnowledgeGraph, question: str) -> None:
    assert [finding.label for finding in ask(graph, question)] == ["Birch B1"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [("Is the Birch B1 on TSMC N5?", "yes"), ("Birch B1是台积电N7工艺吗？", "no"), ("Is the Elm E1 on N6?", "no"), ("Is the Cedar C1 on TSMC N5?", "no")],
)
def test_a_chip_may_be_asked_for_its_node_by_name(graph: KnowledgeGraph, question: str, answer: str) -> None:
    assert [finding.label for finding in ask(graph, question)] == [answer]


def test_a_size_is_no_node_for_sure(graph: KnowledgeGraph) -> None:
    assert ask(graph, "Is the Alder A1 on TSMC N5?").reason == "nothing in the graph says whether Alder A1 is on TSMC N5"


@pytest.mark.parametrize("question", ["Who developed N5?", "Which devices use N5?"])
def test_other_questions_about_a_node_are_not_guessed(graph: KnowledgeGraph, question: str) -> None:
    assert not ask(graph, question).answers
