"""Each rule has to show what it reads, how often it was right, and what it read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kg.errors import NotFoundError
from kg.evaluate import Score
from kg.extract.claims import confidences
from kg.extract.rule import RULES
from kg.graph import KnowledgeGraph
from kg.rules import all_rules, descriptions, find_rule, measured

GraphOf = Callable[..., KnowledgeGraph]
LINES = ["Chip:Y1 hasCore Core:K1 count=4", "Chip:Y1 developedBy Organization:甲公司", "Chip:Y2 hasCore Core:K1"]


def test_every_rule_of_this_version_is_listed_also_where_it_read_nothing(graph_of: GraphOf) -> None:
    rules = {rule.name: rule for rule in all_rules(graph_of(d2031_05_06=LINES))}
    assert set(RULES) | {"relations.weighed", "small.world"} == set(rules)
    idle = rules["business.acquisition"]
    assert (idle.claims, idle.examples, idle.confidence) == (0, (), confidences()["business.acquisition"])
    assert idle.measured is not None and idle.measured.predicted > 0 and "收购" in idle.description


def test_a_rule_has_a_line_that_says_what_it_reads() -> None:
    for name, line in descriptions().items():
        assert line and "\n" not in line and "``" not in line, name


def test_what_is_trusted_is_what_was_measured() -> None:
    assert measured().keys() == confidences().keys()
    assert all(isinstance(score, Score) and 0 <= score.right <= score.predicted for score in measured().values())


def test_a_rule_of_another_version_is_told_by_what_it_left_in_the_graph(graph_of: GraphOf) -> None:
    rule = find_rule(graph_of(d2031_05_06=LINES), "small.world")
    assert (rule.description, rule.measured, rule.confidence, rule.family) == ("", None, None, "small")
    assert rule.counts == {"hasCore": 2, "developedBy": 1} and rule.claims == 3
    assert {example.fact for example in rule.examples} == {"Y1 hasCore K1", "Y2 hasCore K1", "Y1 developedBy 甲公司"}
    [shown] = [e for e in rule.to_json()["examples"] if e["subject"] == "Y2"]
    assert (shown["sentence"], shown["line"], shown["briefing"], shown["status"]) == (LINES[2], 3, "2031-05-06", "asserted")


def test_examples_are_spread_over_the_predicates(graph_of: GraphOf) -> None:
    graph = graph_of(d2031_05_06=[*(f"Chip:Y{n} hasCore Core:K1" for n in range(30)), "Chip:Y1 developedBy Organization:甲公司"])
    examples = find_rule(graph, "small.world", examples=4).examples
    assert len(examples) <= 4 and {example.claim.predicate for example in examples} == {"hasCore", "developedBy"}


def test_the_functions_name_is_enough_where_one_rule_bears_it(graph_of: GraphOf) -> None:
    graph = graph_of(d2031_05_06=LINES)
    assert find_rule(graph, "acquisition").name == "business.acquisition"
    with pytest.raises(NotFoundError, match=r"did you mean: business\.acquisition"):
        find_rule(graph, "business.acquisitions")
