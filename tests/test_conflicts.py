"""What is a disagreement between briefings, and what only looks like one."""

from __future__ import annotations

import pytest
from small_world import annotate, folder, source

from kg.aspects import functional
from kg.builder import CorrectionFiles, Settings, build
from kg.conflicts import Conflict, find_conflicts
from kg.conflicts.values import amount
from kg.correcting import Author, ruling
from kg.corrections import Corrections
from kg.errors import InputError, NotFoundError
from kg.graph import KnowledgeGraph
from kg.store import MemoryStore


def built(*days: tuple[str, ...], corrections: Corrections | None = None) -> KnowledgeGraph:
    """A store of one briefing a month, each with those lines."""
    store = MemoryStore()
    files = folder(*(source(f"2031-{month:02d}-01", *lines) for month, lines in enumerate(days, 1)))
    build(store, files, Settings(annotate, corrections=CorrectionFiles({"c.ttl": corrections}) if corrections else None))
    return KnowledgeGraph(store)


def found(*days: tuple[str, ...]) -> list[tuple[str, str, list[str]]]:
    return [(c.kind, c.predicate, [side.value for side in c.sides]) for c in find_conflicts(built(*days))]


CONFLICTS = [
    ("two nodes", [("Chip:Y1 processNode '7_nm'",), ("Chip:Y1 processNode '6_nm'",)], ("node", "processNode", ["7 nm", "6 nm"])),
    ("two plans", [("Chip:Y1 processNode '7_nm' !planned",), ("Chip:Y1 processNode '6_nm' !planned",)], ("node", "processNode", ["7 nm", "6 nm"])),
    ("a rumor against what is announced", [("Chip:Y1 processNode '7_nm'",), ("Chip:Y1 processNode '6_nm' !rumored",)], ("node", "processNode", ["7 nm", "6 nm"])),
    ("two foundries", [("Chip:Y1 manufacturedBy Organization:Fab",), ("Chip:Y1 manufacturedBy Organization:Oven",)], ("maker", "manufacturedBy", ["Fab", "Oven"])),
    (
        "two makers, one of which has another part in the other's news",
        [("Chip:Y1 developedBy Organization:Fab note=launched，a_deal_with_Oven",), ("Chip:Y1 developedBy Organization:Oven",)],
        ("maker", "developedBy", ["Fab", "Oven"]),
    ),
    ("two totals", [("Chip:Y1 coreCount '8'",), ("Chip:Y1 coreCount '6'",)], ("number", "coreCount", ["8", "6"])),
    ("two clocks", [("Chip:Y1 clockFrequency '2.84_GHz'",), ("Chip:Y1 clockFrequency '3.1_GHz'",)], ("number", "clockFrequency", ["2.84 GHz", "3.1 GHz"])),
    ("two rates", [("Chip:Y1 aiPerformance '8_TOPS'",), ("Chip:Y1 aiPerformance '10_TOPS'",)], ("number", "aiPerformance", ["8 TOPS", "10 TOPS"])),
    ("two numbers of one core", [("Chip:Y1 hasCore Core:K1 count=4",), ("Chip:Y1 hasCore Core:K1 count=2",)], ("number", "hasCore", ["4", "2"])),
    (
        "two figures of one quarter",
        [("Organization:O reportsMetric 'revenue' value=38.5_亿美元 period=2031Q1",), ("Organization:O reportsMetric 'revenue' value=40_亿美元 period=2031Q1",)],
        ("number", "reportsMetric", ["38.5 亿美元", "40 亿美元"]),
    ),
    (
        "two amounts of one round",
        [("Organization:O fundingRound 'B轮' amount=2_亿元",), ("Organization:O fundingRound 'B轮' amount=3_亿元",)],
        ("number", "fundingRound", ["2 亿元", "3 亿元"]),
    ),
    ("two identifiers", [("Paper:P arxivId '2101.00001'",), ("Paper:P arxivId '2101.00002'",)], ("name", "arxivId", ["2101.00001", "2101.00002"])),
    ("one model number on two things", [("Chip:Alpha_7=SM9999 coreCount '8'",), ("Chip:Alpha_8=SM9999 coreCount '8'",)], ("name", "name", ["Alpha 7", "Alpha 8"])),
    (
        "asserted, then denied",
        [("Organization:O acquires Organization:P",), ("Organization:O acquires Organization:P !denied",)],
        ("status", "acquires", ["P: asserted", "P: denied"]),
    ),
    (
        "denied, then rumored",
        [("Organization:O acquires Organization:P !denied",), ("Organization:O acquires Organization:P !rumored",)],
        ("status", "acquires", ["P: denied", "P: rumored"]),
    ),
]
HARMONY = [
    ("a rumor that comes true otherwise", [("Chip:Y1 processNode '7_nm' !rumored",), ("Chip:Y1 processNode '6_nm'",)]),
    ("a plan that follows a rumor", [("Chip:Y1 manufacturedBy Organization:Fab !rumored",), ("Chip:Y1 manufacturedBy Organization:Oven !planned",)]),
    ("one node, said more exactly", [("Chip:Y1 processNode '7_nm'",), ("Chip:Y1 processNode '7_nm_EUV'",), ("Chip:Y1 processNode 'N7P'",)]),
    ("a node of the past", [("Chip:Y1 processNode '7_nm'",), ("Chip:Y1 processNode '10_nm' !past",)]),
    ("two foundries in one briefing", [("Chip:Y1 manufacturedBy Organization:Fab", "Chip:Y1 manufacturedBy Organization:Oven")]),
    ("two makers in one breath", [("Chip:Y1 developedBy Organization:Fab note=with_Oven",), ("Chip:Y1 developedBy Organization:Oven",)]),
    ("a foundry and its parent", [("Chip:Y1 manufacturedBy Organization:Fab",), ("Chip:Y1 manufacturedBy Organization:Oven", "Organization:Fab subsidiaryOf Organization:Oven")]),
    ("a clock that rounds to the other", [("Chip:Y1 clockFrequency '3.13_GHz'",), ("Chip:Y1 clockFrequency '3.1_GHz'",)]),
    ("a clock within a range", [("Chip:Y1 clockFrequency '2.3-2.5_GHz'",), ("Chip:Y1 clockFrequency '2.4_GHz'",)]),
    ("rates in two units", [("Chip:Y1 aiPerformance '8_TOPS'",), ("Chip:Y1 aiPerformance '4_TFLOPS'",)]),
    ("rates in two precisions", [("Chip:Y1 aiPerformance '8_TOPS' precision=INT8",), ("Chip:Y1 aiPerformance '4_TOPS' precision=INT16",)]),
    ("a rate of which no precision is said", [("Chip:Y1 aiPerformance '8_TOPS' precision=INT8",), ("Chip:Y1 aiPerformance '4_TOPS'",)]),
    ("the rate of a block", [("Core:N1 aiPerformance '8_TOPS'",), ("Core:N1 aiPerformance '4_TOPS'",)]),
    ("clusters", [("Chip:Y1 hasCore Core:K1 count=2 frequency=2.8_GHz", "Chip:Y1 hasCore Core:K1 count=2 frequency=2.3_GHz"), ("Chip:Y1 hasCore Core:K1 count=4",)]),
    ("a series", [("Chip:Y1系列 processNode '7_nm'",), ("Chip:Y1系列 processNode '6_nm'",)]),
    (
        "figures of two quarters",
        [("Organization:O reportsMetric 'revenue' value=38_亿美元 period=2031Q1",), ("Organization:O reportsMetric 'revenue' value=40_亿美元 period=2031Q2",)],
    ),
    ("figures without their period", [("Organization:O reportsMetric 'headcount' value=1000_人",), ("Organization:O reportsMetric 'headcount' value=3000_人",)]),
    ("an amount that is about the other", [("Organization:O fundingRound 'B轮' amount=近_10_亿元",), ("Organization:O fundingRound 'B轮' amount=9.6_亿元",)]),
    ("amounts in two currencies", [("Organization:O fundingRound 'B轮' amount=1_亿美元",), ("Organization:O fundingRound 'B轮' amount=6_亿元",)]),
    ("denied and answered", [("Organization:O acquires Organization:P !rumored",), ("Organization:O acquires Organization:P !denied",)]),
    ("denied, and done after all", [("Organization:O acquires Organization:P !denied",), ("Organization:O acquires Organization:P",)]),
    ("a name that one briefing gives to both", [("Chip:Alpha=SM9999", "Chip:Beta=SM9999")]),
    (
        "a plan that is raised",
        [
            ("Organization:O reportsMetric 'capital_expenditure' value=31_亿美元 period=2031 !planned",),
            ("Organization:O reportsMetric 'capital_expenditure' value=43_亿美元 period=2031 note=上调到 !planned",),
        ],
    ),
    ("a round number", [("Organization:O reportsMetric 'shipments' value=4400_万台 period=2031Q3",), ("Organization:O reportsMetric 'shipments' value=4430_万台 period=2031Q3",)]),
    ("one thing that nothing ties yet", [("Chip:Apple_A14=A14芯片 coreCount '6'",), ("Chip:A14_Bionic=A14芯片 coreCount '6'",)]),
    ("what may have several", [("Chip:Y1 supports Software:S",), ("Chip:Y1 supports Software:T",)]),
]


@pytest.mark.parametrize(("days", "expected"), [(d, e) for _, d, e in CONFLICTS], ids=[i for i, _, _ in CONFLICTS])
def test_what_excludes_each_other_is_a_conflict(days: list[tuple[str, ...]], expected: tuple[str, str, list[str]]) -> None:
    assert found(*days) == [expected]


@pytest.mark.parametrize("days", [d for _, d in HARMONY], ids=[i for i, _ in HARMONY])
def test_what_fits_together_is_none(days: list[tuple[str, ...]]) -> None:
    assert found(*days) == []


def test_a_sentence_that_names_both_values_compares_them() -> None:
    line = "Chip:Y1 processNode '6_nm' note=after_7nm"
    assert found((line,), ("Chip:Y1 processNode '7_nm'",)) == []


@pytest.mark.parametrize(
    ("text", "sentence", "low", "high"),
    [
        ("10 TOPS", "算力超过10 TOPS", 9.5, None),
        ("10 TOPS", "不到10 TOPS的算力", None, 10.5),
        ("10 TOPS", "算力约为10 TOPS", 8.55, 11.55),
        ("10 TOPS", "算力10 TOPS以上", 9.5, None),
        ("10 TOPS", "算力为10 TOPS", 9.5, 10.5),
        ("4.0 TOPS", "4.0 TOPS", 3.95, 4.05),
    ],
)
def test_what_stands_around_a_number_gives_it_room(text: str, sentence: str, low: float | None, high: float | None) -> None:
    room = amount("aiPerformance", text, sentence)
    assert room is not None
    assert [None if x is None else float(x) for x in (room.low, room.high)] == [low, high]


def test_the_ontology_says_which_predicates_have_one_value() -> None:
    assert {kind.kind for kind in functional().values()} == {"number", "node", "maker", "name"}
    assert not {"supports", "usesChip", "partnersWith", "evaluatedOn"} & set(functional())


def one(graph: KnowledgeGraph) -> Conflict:
    (conflict,) = find_conflicts(graph)
    return conflict


DAYS = (("Chip:Y1 processNode '7_nm'",), ("Chip:Y1 processNode '6_nm'",))


def test_a_conflict_keeps_its_id_when_a_briefing_comes_that_agrees_with_one_side() -> None:
    assert one(built(*DAYS)).id == one(built(*DAYS, ("Chip:Y1 processNode '6_nm'",))).id


def test_a_ruling_settles_it_also_for_later_briefings() -> None:
    graph = built(*DAYS)
    ruled = ruling(graph, one(graph).id[:5], "6 NM", Author("seen under the microscope", "Ann"))
    assert (ruled.keeps, ruled.rejects, ruled.who) == ("6 nm", ("7 nm",), "Ann")
    later = (*DAYS, ("Chip:Y1 processNode '7_nm'",))
    assert len(find_conflicts(built(*later))) == 1
    assert find_conflicts(built(*later, corrections=Corrections((ruled,)))) == []


@pytest.mark.parametrize("days", [d for _, d, _ in CONFLICTS], ids=[i for i, _, _ in CONFLICTS])
def test_every_kind_of_conflict_can_be_settled(days: list[tuple[str, ...]]) -> None:
    graph = built(*days)
    conflict = one(graph)
    for side in conflict.sides:
        keep = side.telling.status if conflict.kind == "status" else side.value
        assert find_conflicts(built(*days, corrections=Corrections((ruling(graph, conflict.id, keep, Author("so", "Ann")),)))) == []


def test_what_can_not_be_kept_is_named() -> None:
    graph = built(*DAYS)
    with pytest.raises(InputError, match=r"'5 nm' is none of the values of conflict \w{8}; keep one of: 7 nm; 6 nm"):
        ruling(graph, one(graph).id, "5 nm", Author("so"))
    with pytest.raises(NotFoundError, match="no conflict named 'zz'"):
        ruling(graph, "zz", "5 nm", Author("so"))
    with pytest.raises(InputError, match="no reason given"):
        ruling(graph, one(graph).id, "6 nm", Author(" "))


def test_one_thing_and_one_kind_can_be_asked_for() -> None:
    graph = built(*DAYS, ("Chip:Y2 coreCount '8'",), ("Chip:Y2 coreCount '4'",))
    assert [c.label for c in find_conflicts(graph)] == ["Y2", "Y1"]
    assert [c.label for c in find_conflicts(graph, graph.entity("Y1").iri)] == ["Y1"]
    assert [c.label for c in find_conflicts(graph, kinds=["number"])] == ["Y2"]


def test_the_json_has_both_sentences() -> None:
    (first, second) = one(built(*DAYS)).to_json()["sides"]
    assert [(side["value"], side["claims"][0]["briefing"], side["claims"][0]["quote"]) for side in (first, second)] == [
        ("7 nm", "2031-01-01", DAYS[0][0]),
        ("6 nm", "2031-02-01", DAYS[1][0]),
    ]
