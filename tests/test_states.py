"""How a fact's state follows from what is said of it over time, and that the graph `states` keeps up with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_world import annotate, folder, source

from kg import states
from kg.builder import Settings, build
from kg.graph import KnowledgeGraph
from kg.model import STATUSES
from kg.store import MemoryStore

Make = Callable[..., KnowledgeGraph]
FACT = "Chip:Y1 hasCore Core:K1"


def told(*words: str) -> dict[str, list[str]]:
    """Briefings, one a month, of which each says the words (with + between them) on one fact."""
    return {f"d2031_{month:02d}_01": [f"{FACT} count={n} !{status}" for n, status in enumerate(word.split("+"), 1)] for month, word in enumerate(words, 1)}


STORIES: list[tuple[tuple[str, ...], str]] = [
    (("asserted",), "asserted 01"),
    (("rumored", "planned", "asserted"), "rumored 01, planned 02, asserted 03"),
    (("rumored", "asserted"), "rumored 01, asserted 02"),
    (("rumored", "rumored", "asserted", "asserted"), "rumored 01, asserted 03"),
    (("asserted", "rumored"), "asserted 01"),
    (("asserted", "planned", "rumored"), "asserted 01"),
    (("planned", "rumored", "asserted"), "planned 01, asserted 03"),
    (("rumored", "denied"), "rumored 01, denied 02"),
    (("asserted", "denied", "rumored"), "asserted 01, denied 02, rumored 03"),
    (("asserted", "past", "planned"), "asserted 01, past 02, planned 03"),
    (("denied", "past"), "denied 01, past 02"),
    (("past+asserted",), "asserted 01"),
    (("rumored+planned", "denied+past"), "planned 01, past 02"),
]


def story(graph: KnowledgeGraph) -> str:
    return ", ".join(f"{step.status} {step.since:%m}" for step in states.steps(graph.claims(predicate="hasCore")))


@pytest.mark.parametrize(("words", "expected"), STORIES, ids=[" ".join(words) for words, _ in STORIES])
def test_a_fact_climbs_the_ladder_and_weaker_words_take_nothing_back(graph_of: Make, words: tuple[str, ...], expected: str) -> None:
    assert story(graph_of(**told(*words))) == expected


def marks(graph: KnowledgeGraph) -> set[tuple[str, ...]]:
    """What the graph `states` says, each claim as its month and the count that it names."""
    rows = graph.query("SELECT ?c ?d ?n ?p ?o FROM graph:states FROM NAMED graph:states { ?c ?p ?o }")
    names = {row["c"]: f"{str(row['d'])[5:7]}×{row['n']}" for row in graph.query("SELECT ?c ?d ?n { ?c a edge:Claim ; dcterms:date ?d ; edge:count ?n }")}
    return {(names[row["c"]], str(row["p"]).split("#")[1], names.get(row["o"], str(row["o"]).split("#")[-1])) for row in rows}


def test_the_latest_word_carries_the_state_and_each_change_points_back(graph_of: Make) -> None:
    assert marks(graph_of(**told("rumored", "rumored", "asserted", "asserted+rumored", "rumored"))) == {
        ("04×1", "currentStatus", "Asserted"), ("04×1", "statusSetBy", "03×1"),
        ("04×2", "currentStatus", "Asserted"), ("04×2", "statusSetBy", "03×1"),
        ("03×1", "changesStatusOf", "01×1"), ("03×1", "afterDays", "59"),
    }  # fmt: skip


def test_an_undated_word_is_the_oldest_and_no_days_are_counted_from_it(graph_of: Make) -> None:
    graph = graph_of(zzz=[f"{FACT} !rumored"], d2031_01_01=[f"{FACT} !asserted"])
    assert [(step.status, str(step.since)) for step in states.steps(graph.claims(predicate="hasCore"))] == [("rumored", "None"), ("asserted", "2031-01-01")]
    assert {str(row["p"]).split("#")[1] for row in graph.query("SELECT ?p FROM graph:states { ?c ?p ?o }")} == {"currentStatus", "changesStatusOf"}


def test_figures_of_other_periods_are_other_facts_and_a_forecast_comes_true_within_one(graph_of: Make) -> None:
    graph = graph_of(
        d2031_01_01=["Organization:甲芯 reportsMetric 'revenue' value=3_亿元 period=2031Q1 !planned", "Organization:甲芯 reportsMetric 'revenue' value=2_亿元"],
        d2031_05_01=["Organization:甲芯 reportsMetric 'revenue' value=4_亿元 period=2031Q1", "Organization:甲芯 reportsMetric 'revenue' value=4_亿元 period=2031Q2 !planned"],
    )
    rows = graph.query("SELECT ?p ?s { ?c edge:currentStatus ?s OPTIONAL { ?c edge:period ?p } } ORDER BY ?p")
    assert [(row["p"], str(row["s"]).split("#")[1]) for row in rows] == [(None, "Asserted"), ("2031Q1", "Asserted"), ("2031Q2", "Planned")]
    assert len(graph.query("SELECT * { ?later edge:changesStatusOf ?earlier }")) == 1


def test_what_is_said_the_other_way_round_of_a_partnership_changes_its_state(graph_of: Make) -> None:
    graph = graph_of(d2031_01_01=["Organization:甲芯 partnersWith Organization:乙芯 !rumored"], d2031_02_01=["Organization:乙芯 partnersWith Organization:甲芯"])
    [row] = graph.query("SELECT ?who ?s { ?c edge:currentStatus ?s ; rdf:subject/rdfs:label ?who }")
    assert (row["who"], str(row["s"]).split("#")[1]) == ("乙芯", "Asserted")
    assert len(graph.query("SELECT * { ?later edge:changesStatusOf ?earlier ; edge:afterDays 31 }")) == 1


def _build(store: MemoryStore, files: dict[str, list[str]]) -> None:
    build(store, folder(*(source(stem, *lines) for stem, lines in files.items())), Settings(annotate))


_LINE = st.builds(
    lambda s, o, n, status: f"Chip:{s} hasCore Core:{o} count={n} !{status}", st.sampled_from(["Y1", "Y2=SM8450", "SM8450"]), st.sampled_from(["K1", "K2"]),
    st.sampled_from([2, 4]), st.sampled_from(STATUSES),
)  # fmt: skip
_LINE |= st.builds(lambda s, o, status: f"Organization:{s} partnersWith Organization:{o} !{status}", st.sampled_from("ab"), st.sampled_from("bc"), st.sampled_from(STATUSES))
_BRIEFINGS = st.dictionaries(st.sampled_from(["2031-01-01", "2031-02-01", "2031-02-02", "2031-03-01", "notes"]), st.lists(_LINE, min_size=1, max_size=4), min_size=1, max_size=5)


@settings(max_examples=40, deadline=None)
@given(_BRIEFINGS, st.randoms(use_true_random=False))
def test_states_are_the_same_in_whatever_order_briefings_come_and_a_briefing_taken_out_leaves_no_trace(files: dict[str, list[str]], chance: object) -> None:
    at_once, one_by_one = MemoryStore(), MemoryStore()
    _build(at_once, files)
    stems = sorted(files)
    chance.shuffle(stems)  # type: ignore[attr-defined]
    for n in range(1, len(stems) + 1):
        _build(one_by_one, {stem: files[stem] for stem in stems[:n]})
    _build(one_by_one, files | {"2031-02-15": [f"Chip:{s} hasCore Core:K1 !denied" for s in ("Y1", "Y2", "SM8450")]})
    _build(one_by_one, files)
    assert set(one_by_one.quads()) == set(at_once.quads())
