"""What holds now: latest claims, labels, numbers, and nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from kg.current import thing_triples
from kg.graph import KnowledgeGraph
from kg.rdf import NamingRecord

Make = Callable[..., KnowledgeGraph]


def current(graph: KnowledgeGraph, subject: str) -> set[tuple[str, object]]:
    """Property and value of what holds of a thing, ``edge:`` understood."""
    rows = graph.query(f"SELECT ?p ?o FROM graph:current {{ <https://w3id.org/edgekg/id/{subject}> ?p ?o }}")
    found = {(str(row["p"]).split("#")[-1], row["o"]) for row in rows}
    return {(p, o.removeprefix("https://w3id.org/edgekg/id/") if isinstance(o, str) else o) for p, o in found}


TIMELINES: list[tuple[str, dict[str, list[str]], bool]] = [
    ("asserted", {"d2031_01_01": ["Chip:Y1 hasCore Core:K1"]}, True),
    ("planned and rumoured count", {"d2031_01_01": ["Chip:Y1 hasCore Core:K1 !rumored"], "d2031_02_01": ["Chip:Y1 hasCore Core:K1 !planned"]}, True),
    ("denied later", {"d2031_01_01": ["Chip:Y1 hasCore Core:K1"], "d2031_02_01": ["Chip:Y1 hasCore Core:K1 !denied"]}, False),
    ("denied before", {"d2031_02_01": ["Chip:Y1 hasCore Core:K1"], "d2031_01_01": ["Chip:Y1 hasCore Core:K1 !denied"]}, True),
    ("past", {"d2031_01_01": ["Chip:Y1 hasCore Core:K1"], "d2031_02_01": ["Chip:Y1 hasCore Core:K1 !past"]}, False),
    ("an undated denial is the oldest", {"zzz": ["Chip:Y1 hasCore Core:K1 !denied"], "d2031_01_01": ["Chip:Y1 hasCore Core:K1"]}, True),
    ("a denial of other qualifiers counts", {"d2031_01_01": ["Chip:Y1 hasCore Core:K1 count=4"], "d2031_02_01": ["Chip:Y1 hasCore Core:K1 count=2 !denied"]}, False),
    ("was one and is another", {"d2031_01_01": ["Chip:Y1 hasCore Core:K1 count=4 !past", "Chip:Y1 hasCore Core:K1 count=8"]}, True),
]


@pytest.mark.parametrize(("briefings", "expected"), [(b, e) for _, b, e in TIMELINES], ids=[i for i, _, _ in TIMELINES])
def test_an_edge_holds_while_the_latest_claim_says_so(graph_of: Make, briefings: dict[str, list[str]], expected: bool) -> None:
    graph = graph_of(**briefings)
    assert (("hasCore", "core/k1") in current(graph, "chip/y1")) is expected
    assert len(list(graph.claims())) == sum(len(lines) for lines in briefings.values())


def test_literals_become_numbers_in_one_unit(graph_of: Make) -> None:
    graph = graph_of(
        a=[
            "Chip:Y1 coreCount '8'", "Chip:Y1 clockFrequency '2.3-2.5_GHz'", "Chip:Y1 clockFrequency '900_MHz'", "Chip:Y1 aiPerformance '10.5_POPS'",
            "Chip:Y1 aiPerformance '4_TOPS'", "Chip:Y1 aiPerformance '40_TFLOPS'", "Chip:Y1 processNode '7_nm_EUV'",
        ]
    )  # fmt: skip
    found = {(p, o if isinstance(o, str) else float(str(o))) for p, o in current(graph, "chip/y1") if isinstance(o, str | int) or hasattr(o, "as_tuple")}
    assert found >= {("coreCount", 8), ("clockGHz", 2.5), ("performanceTOPS", 10500), ("performanceTFLOPS", 40), ("processNode", "processnode/7-nm-euv")}
    assert sum(p == "clockGHz" for p, _ in found) == sum(p == "performanceTOPS" for p, _ in found) == 1
    assert {(p, str(o)) for p, o in current(graph, "processnode/7-nm-euv")} >= {("label", "7 nm EUV"), ("featureSizeNm", "7")}


def test_a_figure_without_its_period_is_no_fact_and_a_repository_is_a_page(graph_of: Make) -> None:
    graph = graph_of(
        a=[
            "Organization:甲芯 reportsMetric 'revenue' value=3_亿元",
            "Organization:甲芯 fundingRound 'B轮'",
            "Software:Kit codeRepository 'example/kit'",
            "Software:Kit releases '1.3'",
        ]
    )
    assert {p for p, _ in current(graph, "organization/甲芯") if not p.startswith("http")} == {"type", "label", "fundingRound"}
    assert {("codeRepository", "https://github.com/example/kit"), ("repository", "example/kit"), ("releases", "1.3")} <= current(graph, "software/kit")


def test_spellings_of_one_number_are_one_fact(graph_of: Make) -> None:
    graph = graph_of(d2031_01_01=["Chip:Y1 clockFrequency '2_GHz'"], d2031_02_01=["Chip:Y1 clockFrequency '2.0_GHz' !denied"])
    assert not any(p == "clockGHz" for p, _ in current(graph, "chip/y1"))


def test_a_denied_partnership_is_denied_whichever_way_it_is_put(graph_of: Make) -> None:
    lines = {"d2031_01_01": ["Organization:甲芯 partnersWith Organization:乙芯"], "d2031_02_01": ["Organization:乙芯 partnersWith Organization:甲芯 !denied"]}
    graph = graph_of(**lines)
    assert not any(p == "partnersWith" for name in ("甲芯", "乙芯") for p, _ in current(graph, f"organization/{name}"))


def test_linked_names_are_one_thing_with_one_label_a_language(graph_of: Make) -> None:
    graph = graph_of(
        d2031_01_01=["Chip:Snapdragon_898=SM8450,骁龙898 hasCore Core:K1", "Chip:Snapdragon_898 developedBy Organization:甲芯"],
        d2031_02_01=["Chip:SM8450 processNode '4_nm'", "Device:P1 usesChip Chip:SM8450"],
        d2031_03_01=["Chip:SM8450 hasCore Core:K1 !denied"],
    )
    assert current(graph, "chip/snapdragon-898") == set()
    found = current(graph, "chip/sm8450")
    assert {("label", "SM8450"), ("altLabel", "Snapdragon 898"), ("altLabel", "骁龙898"), ("developedBy", "organization/甲芯"), ("processNode", "processnode/4-nm")} <= found
    assert ("hasCore", "core/k1") not in found
    assert ("usesChip", "chip/sm8450") in current(graph, "device/p1")
    claim = next(graph.claims(predicate="developedBy"))
    assert (claim.subject.rsplit("/", 1)[-1], claim.stated_subject.rsplit("/", 1)[-1]) == ("sm8450", "snapdragon-898")
    assert claim.iri == claim.claim.iri("2031-01-01")
    reasons = [row["why"] for row in graph.query("SELECT ?why { ?link edge:reason ?why }")]
    assert reasons == ["2031-01-01 names Snapdragon 898 also SM8450"]


def test_a_link_makes_no_edge_of_a_thing_to_itself_and_related_things_are_not_linked(graph_of: Make) -> None:
    graph = graph_of(a=["Chip:Y100=Y200", "Organization:甲芯"], b=["Chip:Y200 successorOf Chip:Y100"])
    assert ("successorOf", "chip/y100") in current(graph, "chip/y200")


def test_every_triple_stands_in_one_graph(graph_of: Make) -> None:
    graph = graph_of(
        d2031_01_01=["Chip:Snapdragon_898=SM8450 hasCore Core:K1 count=4", "Chip:Y1 processNode '7_nm'"],
        d2031_02_01=["Chip:SM8450 hasCore Core:K1 count=4", "Chip:Y2 processNode '7_nm'", "Organization:甲芯 partnersWith Organization:乙芯"],
    )
    assert max(Counter(q.triple for q in graph.quads()).values()) == 1
    assert len(graph.query("SELECT ?s ?p ?o { ?s ?p ?o }")) == len(graph.quads())


def test_a_kind_that_says_more_wins() -> None:
    namings = [NamingRecord(f"n{i}", "urn:k", "urn:k", f"b{i}", "Core", "K1", (("en", "K1"),), (), kind, ()) for i, kind in enumerate(["other", "other", "GPU"])]
    assert [t.object.value for t in thing_triples("urn:k", namings, []) if t.predicate.value.endswith("#kind")] == ["GPU"]  # type: ignore[union-attr]


def test_the_commonest_label_wins_then_the_smallest() -> None:
    def label(*names: str) -> list[str]:
        namings = [NamingRecord(f"n{i}", "urn:k", "urn:k", f"b{i}", "Core", name, (("en", name),), (), "", ()) for i, name in enumerate(names)]
        return [str(getattr(t.object, "value", "")) for t in thing_triples("urn:k", namings, []) if t.predicate.value.endswith("rdf-schema#label")]

    assert label("k1", "K1", "K1") == ["K1"]
    assert label("k1", "K1") == label("K1", "k1") == ["K1"]
