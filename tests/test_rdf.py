"""An annotation as RDF and back: the shape that DESIGN fixes, and nothing lost."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import rdf
from kg.model import BASE, PREDICATES, STATUSES, Annotation, Claim, Entity, Evidence, briefing_iri
from kg.namespaces import PREFIXES, node

CHIP, CORE, ORG, PAPER, DATA = Entity("Chip", "Y1"), Entity("Core", "K1"), Entity("Organization", "甲芯"), Entity("Paper", "On Small Nets"), Entity("Dataset", "Tiny")
PLACE = Evidence(3, 9, 2, "4 个 K1", "Y1 有 4 个 K1。")


def of(*claims: Claim, date: dt.date | None = dt.date(2031, 5, 6)) -> Annotation:
    return Annotation("2031-05-06", date, "简报", (CHIP, CORE, ORG, PAPER, DATA), claims, "d1")


def said(predicate: str, object_: str, subject: Entity = CHIP, **qualifiers: str | int | bool) -> Claim:
    return Claim(subject.iri, predicate, object_, tuple(sorted(qualifiers.items())), rule="hardware.rule", confidence=0.97, evidence=(PLACE,))


def turtle(annotation: Annotation, iri: str) -> set[str]:
    """The statements about a node, as prefixed names."""
    return {f"{_short(q.predicate)} {_short(q.object)}" for q in rdf.annotation_quads(annotation) if str(q.subject) == f"<{iri}>"}


def _short(term: object) -> str:
    text = str(term)
    for prefix, namespace in PREFIXES.items():
        if text.startswith(f"<{namespace}"):
            return f"{prefix}:{text[len(namespace) + 1 : -1]}"
        text = text.replace(f"^^<{namespace}", f"^^{prefix}:<")
    return text.replace("<", "").replace(">", "") if "^^" in text else text


def test_a_claim_has_the_shape_of_the_design() -> None:
    claim = said("hasCore", CORE.iri, count=4, frequency="3.09 GHz")
    annotation = of(claim)
    iri = claim.iri("2031-05-06")
    assert turtle(annotation, iri) == {
        "rdf:type edge:Claim", "rdf:subject id:chip/y1", "rdf:predicate edge:hasCore", "rdf:object id:core/k1",
        'edge:count "4"^^xsd:integer', 'edge:frequency "3.09 GHz"', 'edge:lowGHz "3.09"^^xsd:decimal', 'edge:highGHz "3.09"^^xsd:decimal',
        "edge:status edge:Asserted", 'edge:rule "hardware.rule"', 'edge:confidence "0.97"^^xsd:decimal',
        "prov:wasDerivedFrom briefing:2031-05-06", 'dcterms:date "2031-05-06"^^xsd:date', f"edge:evidence claim:{iri.rsplit('/', 1)[-1]}/1",
    }  # fmt: skip
    assert turtle(annotation, f"{iri}/1") == {
        "rdf:type edge:Evidence", 'edge:quote "4 个 K1"', 'edge:sentence "Y1 有 4 个 K1。"',
        'edge:line "2"^^xsd:integer', 'edge:start "3"^^xsd:integer', 'edge:end "9"^^xsd:integer',
    }  # fmt: skip


LITERALS = [
    (said("processNode", "7 nm EUV"), {'edge:valueText "7 nm EUV"', "rdf:object id:processnode/7-nm-euv"}),
    (said("coreCount", "8"), {'edge:value "8"^^xsd:integer', 'rdf:object "8"'}),
    (said("clockFrequency", "2.3-2.5 GHz"), {'edge:lowGHz "2.3"^^xsd:decimal', 'edge:highGHz "2.5"^^xsd:decimal', 'rdf:object "2.3-2.5 GHz"'}),
    (said("aiPerformance", "10.5 POPS", precision="INT8"), {'edge:value "10.5"^^xsd:decimal', 'edge:unit "POPS"', 'edge:tops "10500"^^xsd:decimal', 'edge:precision "INT8"'}),
    (said("aiPerformance", "40 TFLOPS"), {'edge:tflops "40"^^xsd:decimal', "edge:quantityUnit <http://qudt.org/vocab/unit/TeraFLOPS>"}),
    (said("aiPerformance", "1-10 TOPS"), {'edge:tops "10"^^xsd:decimal', 'edge:lower "1"^^xsd:decimal', 'edge:upper "10"^^xsd:decimal', 'edge:approximate "true"^^xsd:boolean'}),
    (said("reportsMetric", "shipments", ORG, value="超过 4 万片"), {'edge:value "40000"^^xsd:decimal', 'edge:lower "40000"^^xsd:decimal', 'edge:approximate "true"^^xsd:boolean'}),
    (
        said("fundingRound", "B轮", ORG, amount="近 10 亿元"),
        {'edge:amountText "近 10 亿元"', 'edge:amount "1000000000"^^xsd:decimal', 'edge:currency "CNY"', 'edge:approximate "true"^^xsd:boolean'},
    ),
    (
        said("reportsMetric", "revenue", ORG, value="38.5 亿美元", period="2031Q1"),
        {'edge:metric "revenue"', 'edge:valueText "38.5 亿美元"', 'edge:value "3850000000"^^xsd:decimal', 'edge:unit "USD"', 'edge:period "2031Q1"'},
    ),
    (said("evaluatedOn", DATA.iri, PAPER, metric="top-1", value="84.6%"), {'edge:metric "top-1"', 'edge:valueText "84.6%"', 'edge:value "84.6"^^xsd:decimal', 'edge:unit "%"'}),
    (said("arxivId", "3101.00001", PAPER), {'rdf:object "3101.00001"'}),
]


@pytest.mark.parametrize(("claim", "expected"), LITERALS, ids=[f"{c.predicate} {c.object}" for c, _ in LITERALS])
def test_literal_facts_carry_numbers_in_fixed_units(claim: Claim, expected: set[str]) -> None:
    assert expected <= turtle(of(claim), claim.iri("2031-05-06"))


def told(predicate: str, object_: str, sentence: str, **qualifiers: str | int | bool) -> Claim:
    return dataclasses.replace(said(predicate, object_, **qualifiers), evidence=(Evidence(0, len(sentence), 1, sentence, sentence),))


CONDITIONS = [
    (told("aiPerformance", "8 TOPS", "在5W功耗下，INT8算力最高为8TOPS"), ("INT8", "peak, 5 W")),
    (told("aiPerformance", "8 TOPS", "INT8算力为8TOPS", precision="INT4"), ("INT4", None)),
    (told("aiPerformance", "8 TOPS", "算力为8TOPS（稀疏）", condition="dense"), (None, "dense")),
    (told("clockFrequency", "2.1 GHz", "基础频率2.1GHz，INT8算力8TOPS"), (None, "base")),
    (told("hasCore", CORE.iri, "大核最高频率3 GHz", frequency="3 GHz"), (None, "peak")),
    (told("hasCore", CORE.iri, "INT8 算力 3 TOPS"), (None, None)),
    (told("coreCount", "8", "最多8核"), (None, None)),
]


@pytest.mark.parametrize(("claim", "expected"), CONDITIONS, ids=[f"{c.predicate} {e}" for c, e in CONDITIONS])
def test_conditions_are_read_from_sentences_but_are_no_qualifiers(claim: Claim, expected: tuple[str | None, str | None]) -> None:
    (record,) = rdf.read_claims(rdf.annotation_quads(of(claim)))
    assert tuple(dict(record.conditions).get(name) for name in ("precision", "condition")) == expected
    assert record.claim == claim


def test_a_hedge_that_only_the_sentence_has_is_a_bound() -> None:
    claim = told("aiPerformance", "10 TOPS", "吞吐量超过10个TOPS")
    assert {'edge:value "10"^^xsd:decimal', 'edge:lower "10"^^xsd:decimal', 'edge:approximate "true"^^xsd:boolean'} <= turtle(of(claim), claim.iri("2031-05-06"))


def test_the_foundry_s_node_stands_beside_the_node_as_written() -> None:
    maker = Entity("Organization", "TSMC")
    claim, made = said("processNode", "6 nm"), said("manufacturedBy", maker.iri)
    alone, both = (turtle(of(*claims), claim.iri("2031-05-06")) for claims in ((claim,), (claim, made)))
    assert not any("identifiedNode" in line for line in alone)
    assert both - alone == {"edge:identifiedNode id:foundrynode/tsmc-n6"}
    assert "rdf:object id:processnode/6-nm" in both


def test_a_text_without_a_number_has_no_number() -> None:
    claim = said("reportsMetric", "yield", ORG, value="若干")
    assert not any(line.startswith(("edge:value ", "edge:unit ")) for line in turtle(of(claim), claim.iri("2031-05-06")))


def test_a_naming_keeps_what_the_briefing_calls_a_thing() -> None:
    chip = Entity("Chip", "Kompanio 9", ("迅鲲 9", "K9"), (3, 7), labels=(("en", "Kompanio 9"), ("zh", "迅鲲9")))
    (naming,) = rdf.read_namings(rdf.annotation_quads(Annotation("b", None, "B", (chip,), ())))
    assert (naming.thing, naming.stated, naming.briefing) == (chip.iri, chip.iri, briefing_iri("b"))
    assert (naming.type, naming.name, naming.aliases, naming.lines) == ("Chip", "Kompanio 9", ("K9", "迅鲲 9"), (3, 7))
    assert naming.labels == (("en", "Kompanio 9"), ("zh", "迅鲲9"))


def test_metadata_of_a_briefing_is_read_back() -> None:
    (record,) = rdf.read_briefings(rdf.annotation_quads(of()))
    assert record == rdf.BriefingRecord(briefing_iri("2031-05-06"), "2031-05-06", "简报", dt.date(2031, 5, 6), "d1")


def test_one_claim_said_twice_is_one_claim_with_both_places() -> None:
    other = dataclasses.replace(PLACE, start=40, end=50, line=5)
    twice = of(said("hasCore", CORE.iri), dataclasses.replace(said("hasCore", CORE.iri), evidence=(PLACE, other)))
    (record,) = rdf.read_claims(rdf.annotation_quads(twice))
    assert record.evidence == (PLACE, other)


def test_the_iri_of_a_claim_knows_nothing_of_places() -> None:
    moved = dataclasses.replace(said("hasCore", CORE.iri), evidence=(Evidence(900, 905, 44, "K1", "K1"),))
    assert moved.iri("b") == said("hasCore", CORE.iri).iri("b")
    assert moved.iri("b") != said("hasCore", CORE.iri, count=4).iri("b")


@pytest.mark.parametrize("name", ["status", "unit", "valueText", "a b", "中"])
def test_a_qualifier_can_not_take_the_name_of_the_frame(name: str) -> None:
    with pytest.raises(ValueError, match="can't be the name of a qualifier"):
        list(rdf.annotation_quads(of(dataclasses.replace(said("hasCore", CORE.iri), qualifiers=((name, "x"),)))))


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=30)
PLACES = st.builds(Evidence, st.integers(0, 999), st.integers(1000, 9999), st.integers(1, 99), TEXTS, TEXTS)
QUALIFIERS = st.dictionaries(
    st.sampled_from(["count", "frequency", "amount", "round", "role", "former", "value", "period", "metric", "precision", "condition", "power", "variant"]),
    TEXTS | st.integers(0, 10**9) | st.booleans(),
    max_size=4,
)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    predicate = draw(st.sampled_from(sorted(PREDICATES)))
    # The guide gives a value to results and figures only; on other predicates the property holds the literal's own number.
    free = {k: v for k, v in draw(QUALIFIERS).items() if k != "value" or predicate in {"reportsMetric", "evaluatedOn"}}
    qualifiers = {k: v for k, v in free.items() if (predicate, k) != ("reportsMetric", "metric")}
    object_ = draw(TEXTS) if PREDICATES[predicate][1] is None else draw(st.sampled_from([CORE.iri, ORG.iri, DATA.iri]))
    confidence = draw(st.integers(0, 1000)) / 1000
    return Claim(
        CHIP.iri,
        predicate,
        object_,
        tuple(sorted(qualifiers.items())),
        draw(st.sampled_from(STATUSES)),
        draw(TEXTS),
        confidence,
        tuple(draw(st.lists(PLACES, min_size=1, max_size=12, unique=True))),
    )


@given(st.lists(claims(), max_size=3, unique_by=lambda c: c.iri("2031-05-06")), st.none() | st.dates())
def test_claims_are_read_back_as_they_were(given_claims: list[Claim], date: dt.date | None) -> None:
    store = ox.Store()  # as a store keeps them: numbers in its own form
    store.extend(rdf.annotation_quads(of(*given_claims, date=date)))
    records = rdf.read_claims(store)
    assert {r.iri: r.claim for r in records} == {c.iri("2031-05-06"): c for c in given_claims}
    assert {(r.briefing, r.date) for r in records} <= {("2031-05-06", date)}


@given(st.lists(claims(), max_size=3))
def test_a_briefing_speaks_of_its_own_nodes_only_and_names_all_of_them(given_claims: list[Claim]) -> None:
    quads = list(rdf.annotation_quads(of(*given_claims)))
    graph = ox.NamedNode(briefing_iri("2031-05-06"))
    assert all(q.graph_name == graph and isinstance(q.subject, ox.NamedNode) and not isinstance(q.object, ox.BlankNode) for q in quads)
    assert all(q.subject == graph or str(getattr(q.subject, "value", "")).startswith((f"{graph.value}/thing/", f"{BASE}claim/")) for q in quads)
    assert len(set(quads)) == len(quads)


def test_prefixed_names() -> None:
    assert node("edge:Chip").value == f"{BASE}ontology#Chip"
