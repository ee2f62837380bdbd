"""All that a graph holds of one thing, put together for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from kg.errors import NotFoundError
from kg.graph import KnowledgeGraph
from kg.profile import describe, profile

GraphOf = Callable[..., KnowledgeGraph]


def test_facts_come_with_their_status_date_and_sources(graph_of: GraphOf) -> None:
    graph = graph_of(d2031_01_01=["Chip:Y1 processNode '7_nm' !rumored"], d2031_02_02=["Chip:Y1 processNode '7_nm'"])
    [fact] = profile(graph, "Y1").facts
    assert (fact.name, fact.value, fact.status, fact.date, fact.sources, fact.holds) == ("processNode", "7 nm", "asserted", dt.date(2031, 2, 2), 2, True)


def test_own_facts_come_first_then_those_of_others(graph_of: GraphOf) -> None:
    graph = graph_of(d2031_01_01=["Chip:Y1 developedBy Organization:Jia", "Device:Pad usesChip Chip:Y1"])
    assert [(fact.name, fact.value) for fact in profile(graph, "Y1").facts] == [("developedBy", "Jia"), ("← usesChip", "Pad")]


def test_clusters_of_one_core_are_details_of_one_fact(graph_of: GraphOf) -> None:
    graph = graph_of(
        d2031_01_01=["Chip:Y1 hasCore Core:K1 count=2 frequency=2.8_GHz", "Chip:Y1 hasCore Core:K1 count=4 frequency=2.0_GHz"], d2031_02_02=["Chip:Y1 hasCore Core:K1 count=4"]
    )
    [fact] = profile(graph, "Y1").facts
    assert sorted(fact.details) == ["×2, 2.8 GHz", "×4, 2.0 GHz"] and fact.sources == 2


def test_the_timeline_tells_what_is_new_and_what_changed(graph_of: GraphOf) -> None:
    line = "Organization:Jia acquires Organization:Yi"
    graph = graph_of(d2031_01_01=[f"{line} !rumored"], d2031_02_02=[f"{line} !rumored"], d2031_03_03=[f"{line} !denied"])
    found = profile(graph, "Jia")
    assert [(str(e.date), e.status, e.was, e.days) for e in found.timeline] == [("2031-01-01", "rumored", "", None), ("2031-03-03", "denied", "rumored", 61)]
    assert not found.facts[0].holds
    assert found.to_json()["facts"][0]["story"] == [
        {"status": "rumored", "since": "2031-01-01", "briefing": "2031-01-01"}, {"status": "denied", "since": "2031-03-03", "briefing": "2031-03-03", "days": 61},
    ]  # fmt: skip


def test_a_weaker_word_is_evidence_and_no_event(graph_of: GraphOf) -> None:
    graph = graph_of(d2031_01_01=["Chip:Y1 processNode '7_nm'"], d2031_02_02=["Chip:Y1 processNode '7_nm' !rumored"])
    found = profile(graph, "Y1")
    [fact] = found.facts
    assert (fact.status, str(fact.since), str(fact.date), fact.sources, len(found.timeline)) == ("asserted", "2031-01-01", "2031-02-02", 2, 1)


def test_values_that_exclude_each_other_are_listed(graph_of: GraphOf) -> None:
    graph = graph_of(
        d2031_01_01=["Chip:Y1 processNode '7_nm'", "Organization:Jia reportsMetric 'revenue' value=3_亿元 period=2030"],
        d2031_02_02=["Chip:Y1 processNode '5_nm'", "Organization:Jia reportsMetric 'revenue' value=4_亿元 period=2030"],
    )
    [conflict] = profile(graph, "Y1").conflicts
    assert conflict.about == "processNode" and [(side.value, str(side.date)) for side in conflict.sides] == [("7 nm", "2031-01-01"), ("5 nm", "2031-02-02")]
    [conflict] = profile(graph, "Jia").conflicts
    assert "revenue" in conflict.about and {side.value for side in conflict.sides} == {"3 亿元", "4 亿元"}


def test_figures_of_two_periods_are_no_conflict(graph_of: GraphOf) -> None:
    graph = graph_of(d2031_01_01=[f"Organization:Jia reportsMetric 'revenue' value={n}_亿元 period={2030 - n}" for n in (3, 4)])
    assert profile(graph, "Jia").conflicts == ()


def test_namesakes_are_told(graph_of: GraphOf) -> None:
    graph = graph_of(d2031_01_01=["Organization:Bow", "ISA:Bow"])
    found = profile(graph, "Bow")
    assert (found.thing.type, [other.type for other in found.namesakes]) == ("Organization", ["ISA"])
    assert profile(graph, "bow", "ISA").thing.type == "ISA"


def test_what_nothing_bears_is_not_found(graph_of: GraphOf) -> None:
    with pytest.raises(NotFoundError, match="did you mean: Kompanion"):
        profile(graph_of(d2031_01_01=["Chip:Kompanion"]), "Kompanio")


def test_qualifiers_in_words() -> None:
    assert describe([("count", 2), ("former", False), ("role", "CEO")]) == "×2, CEO"
