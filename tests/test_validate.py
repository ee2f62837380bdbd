"""Each shape holds of what kg writes, and fails where what it says is broken."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from pathlib import Path

import news
import pyoxigraph as ox
import pytest
import rdflib

from kg import update
from kg.errors import InputError
from kg.model import BASE, PREDICATES
from kg.namespaces import CURRENT, EDGE, PREFIXES, TYPE, decimal, node
from kg.validate import ValidationReport, ValidationResult, shapes_file, validate

SH = "http://www.w3.org/ns/shacl#"
SHAPE = "https://w3id.org/edgekg/shapes#"
ONLY_CLAIMS = {"clockFrequency", "aiPerformance", "reportsMetric"}
"""Predicates that never are plain edges."""

Term = ox.NamedNode | ox.Literal


@functools.cache
def quads() -> frozenset[ox.Quad]:
    store = ox.Store()
    update.apply(store, [], news.BRIEFINGS)
    return frozenset(store)


def term(text: str) -> Term:
    """A term in short: a prefixed name, a whole number, or a literal in quotes with language or datatype."""
    if text[0] == '"':
        return next(ox.parse(f"@prefix xsd: <{PREFIXES['xsd']}> . <urn:s> <urn:p> {text} .".encode(), format=ox.RdfFormat.TURTLE)).object  # type: ignore[no-any-return]
    return ox.Literal(int(text)) if text.lstrip("-").isdigit() else node(text)


def some(class_or_property: str) -> ox.NamedNode:
    """The first node, by IRI, of a class, or with a property."""
    name = node(class_or_property)
    return min((q.subject for q in quads() if q.predicate == name or (q.predicate == TYPE and q.object == name)), key=lambda n: n.value)  # type: ignore[union-attr, return-value]


def without(subject: ox.NamedNode, property_: str) -> set[ox.Quad]:
    return {q for q in quads() if not (q.subject == subject and q.predicate == node(property_))}


def graph_of(subject: ox.NamedNode) -> ox.NamedNode:
    return next(q.graph_name for q in quads() if q.subject == subject)  # type: ignore[return-value]


def broken(edit: str) -> set[ox.Quad]:
    """A graph with one thing wrong.

    ``edge:Claim - edge:status``: a claim without status; ``edge:Claim + edge:status edge:Past``: with another one too;
    ``edge:Claim = edge:status edge:Status``: with this one only. The subject is a class, or a property that the subject has.
    """
    kind, operation, property_, *value = edit.split(" ", 3)
    subject = some(kind)
    kept = without(subject, property_) if operation in "-=" else set(quads())
    return kept if operation == "-" else kept | {ox.Quad(subject, node(property_), term(value[0]), graph_of(subject))}


def failing(statements: Iterable[ox.Quad | ox.Triple], severity: str = "violation") -> set[str]:
    return {result.shape.removeprefix(SHAPE) for result in validate(statements).results if result.severity == severity}


BROKEN = {
    "Briefing-stem": "edge:Briefing - dcterms:identifier",
    "Briefing-title": "edge:Briefing - dcterms:title",
    "Briefing-date": 'edge:Briefing = dcterms:date "2021-08-01"',
    "Briefing-digest": 'edge:Briefing + edge:digest "1"',
    "Claim-subject": "edge:Claim - rdf:subject",
    "Claim-predicate": "edge:Claim = rdf:predicate rdfs:label",
    "Claim-object": 'edge:Claim + rdf:object "another"',
    "Claim-status": "edge:Claim = edge:status edge:Sure",
    "Claim-rule": 'edge:Claim + edge:rule "another"',
    "Claim-confidence": 'edge:Claim = edge:confidence "1.5"^^xsd:decimal',
    "Claim-briefing": "edge:Claim = prov:wasDerivedFrom briefing:nowhere",
    "Claim-date": 'edge:Claim = dcterms:date "2021-02-30"^^xsd:date',
    "Claim-evidence": "edge:Claim - edge:evidence",
    "Claim-statedSubject": 'edge:statedSubject = edge:statedSubject "SM8450"',
    "Claim-statedObject": 'edge:statedObject = edge:statedObject "SM8450"',
    "currentStatus": "edge:currentStatus = edge:currentStatus edge:Sure",
    "currentStatus-claim": "edge:Chip + edge:currentStatus edge:Past",
    "statusSetBy": "edge:statusSetBy = edge:statusSetBy id:chip/sm8450",
    "changesStatusOf": "edge:changesStatusOf = edge:changesStatusOf id:chip/sm8450",
    "afterDays": "edge:afterDays = edge:afterDays -1",
    "count-value": "edge:count = edge:count 0",
    "clock-low": 'edge:lowGHz = edge:lowGHz "99"^^xsd:decimal',
    "clock-high": "edge:highGHz - edge:highGHz",
    "rate-tops": 'edge:tops = edge:tops "0"^^xsd:decimal',
    "rate-tflops": "edge:tflops = edge:tflops 2",
    "value-value": 'edge:value = edge:value "2"',
    "value-unit": 'edge:unit = edge:unit ""',
    "amount-value": "edge:currency - edge:amount",
    "amount-currency": 'edge:amount = edge:currency "美元"',
    "flags-former": 'edge:former = edge:former "yes"',
    "flags-approximate": 'edge:approximate = edge:approximate "yes"',
    "bounds-lower": 'edge:upper = edge:lower "99999999999999999"^^xsd:decimal',
    "bounds-upper": 'edge:upper = edge:upper "many"',
    "bounds-told": "edge:upper - edge:approximate",
    "quantityUnit": 'edge:quantityUnit = edge:quantityUnit "TOPS"',
    "conditions-precision": 'edge:precision = edge:precision ""',
    "conditions-condition": 'edge:condition = edge:condition ""',
    "identifiedNode": "edge:identifiedNode = edge:identifiedNode id:processnode/6-nm",
    "identifiedNode-said": "edge:Person + edge:identifiedNode id:foundrynode/tsmc-n6",
    "Evidence-quote": 'edge:Evidence = edge:quote ""',
    "Evidence-sentence": "edge:Evidence - edge:sentence",
    "Evidence-line": "edge:Evidence = edge:line 0",
    "Evidence-start": "edge:Evidence = edge:start 1000000",
    "Evidence-end": "edge:Evidence - edge:end",
    "Naming-names": "edge:Naming - edge:names",
    "Naming-type": "edge:Naming = edge:thingType edge:ProcessNode",
    "Naming-name": 'edge:Naming + edge:name "another"',
    "Naming-label": 'edge:Naming + edge:label "another"@en',
    "Naming-briefing": "edge:Naming - prov:wasDerivedFrom",
    "Naming-kind": 'edge:kind = edge:kind "TPU"',
    "Naming-line": "edge:Naming = edge:line 0",
    "Link-things": "edge:Link - edge:sameThing",
    "Link-reason": "edge:Link - edge:reason",
    "representative-one": "owl:sameAs + owl:sameAs id:chip/other",
    "representative-own": "owl:sameAs = owl:sameAs id:chip/sm8450",
    "representative-bare": "owl:sameAs + rdf:type edge:Chip",
    "Thing-type": "edge:Dataset - rdf:type",
    "Thing-label": 'edge:Chip + rdfs:label "another"@en',
    "Thing-altLabel": 'skos:altLabel + skos:altLabel "no language"',
    "ProcessNode-size": 'edge:ProcessNode = edge:featureSizeNm "0"^^xsd:decimal',
    "clockGHz": 'edge:Person + edge:clockGHz "2"^^xsd:decimal',
    "clockGHz-value": "edge:clockGHz = edge:clockGHz 2",
    "performance": 'edge:Person + edge:performanceTOPS "2"^^xsd:decimal',
    "performanceTOPS-value": 'edge:performanceTOPS + edge:performanceTOPS "2"^^xsd:decimal',
    "performanceTFLOPS-value": 'edge:performanceTFLOPS = edge:performanceTFLOPS "-1"^^xsd:decimal',
    "repository-name": 'edge:repository = edge:repository "name"',
}
"""For each shape what breaks it."""

ODD = {
    "Briefing-digest-known": "edge:Briefing - edge:digest",
    "Claim-rule-named": 'edge:Claim = edge:rule ""',
    "Evidence-quote-shown": 'edge:Evidence = edge:quote " "',
    "clock-high-sensible": 'edge:highGHz = edge:highGHz "2500"^^xsd:decimal',
    "ProcessNode-size-sensible": 'edge:ProcessNode = edge:featureSizeNm "20000"^^xsd:decimal',
    "clockGHz-sensible": 'edge:clockGHz = edge:clockGHz "2500"^^xsd:decimal',
    "performanceTOPS-sensible": 'edge:performanceTOPS = edge:performanceTOPS "10000001"^^xsd:decimal',
    "performanceTFLOPS-sensible": 'edge:performanceTFLOPS = edge:performanceTFLOPS "10000001"^^xsd:decimal',
    "coreCount-range": "edge:coreCount = edge:coreCount 10000001",
}
"""For each shape that warns what it warns of."""

BY_HAND = {"Claim", "Claim-class", "Evidence-claim", "Object", "Thing"}
"""Shapes with a test of their own below."""


@functools.cache
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(shapes_file(), format="turtle")


def shape_names() -> set[str]:
    return {str(s).removeprefix(SHAPE) for s in shapes().subjects() if str(s).startswith(SHAPE)}


def edge_shapes() -> set[str]:
    return {name for predicate in PREDICATES for name in (predicate, f"{predicate}-object") if predicate not in ONLY_CLAIMS}


def test_every_shape_is_broken_by_a_test() -> None:
    assert shape_names() == {*BROKEN, *ODD, *BY_HAND, *edge_shapes()}


def test_what_kg_writes_conforms() -> None:
    report = validate(quads())
    assert report.conforms
    assert report.results == ()


def test_an_empty_graph_conforms() -> None:
    assert validate([]).conforms


@pytest.mark.parametrize(("shape", "edit"), BROKEN.items())
def test_a_violation_is_found(shape: str, edit: str) -> None:
    assert shape in failing(broken(edit))


@pytest.mark.parametrize(("shape", "edit"), ODD.items())
def test_a_warning_leaves_the_graph_conforming(shape: str, edit: str) -> None:
    report = validate(broken(edit))
    assert report.conforms
    assert {result.shape.removeprefix(SHAPE) for result in report.of("warning")} == {shape}


def test_a_claim_is_no_blank_node() -> None:
    claim = some("edge:Claim")
    blank = [ox.Triple(ox.BlankNode("c") if q.subject == claim else q.subject, q.predicate, q.object) for q in quads()]
    assert {"Claim", "no-blank-nodes"} <= failing(blank)


def test_what_speaks_of_a_subject_is_a_claim() -> None:
    assert failing(broken("edge:Claim - rdf:type")) >= {"Claim-class"}


def test_evidence_belongs_to_one_claim() -> None:
    evidence = some("edge:Evidence")
    orphan = {q for q in quads() if not (q.predicate == node("edge:evidence") and q.object == evidence)}
    assert failing(orphan) == {"Evidence-claim"}


def test_the_subject_of_a_claim_is_an_iri_and_its_object_has_a_type() -> None:
    assert {"Claim-subject", "Thing"} <= failing(broken('edge:Claim = rdf:subject "Arm"'))
    assert "Object" in failing(broken("edge:Claim = rdf:object id:organization/nobody"))


@pytest.mark.parametrize("predicate", sorted(set(PREDICATES) - ONLY_CLAIMS))
def test_plain_edges_join_the_right_classes(predicate: str) -> None:
    edge = next(q for q in quads() if q.predicate == node(f"edge:{predicate}") and q.graph_name == CURRENT)
    literal, wrong = isinstance(edge.object, ox.Literal), some("edge:Venue")
    others = quads() - {edge}
    assert predicate in failing({*others, ox.Quad(wrong, edge.predicate, edge.object, CURRENT)})
    bad: Term = ox.Literal("") if literal or predicate in {"codeRepository", "venue"} else wrong
    assert f"{predicate}-object" in failing({*others, ox.Quad(edge.subject, edge.predicate, bad, CURRENT)})


@pytest.mark.parametrize("predicate", sorted(set(PREDICATES) - ONLY_CLAIMS))
def test_shapes_of_plain_edges_say_what_the_code_says(predicate: str) -> None:
    subjects, objects = PREDICATES[predicate]
    assert classes(predicate) == {f"{EDGE}{type_}" for type_ in subjects}
    if objects is not None:
        assert classes(f"{predicate}-object") == {f"{EDGE}{type_}" for type_ in objects}


def classes(shape: str) -> set[str]:
    sh_class, sh_or = rdflib.URIRef(f"{SH}class"), rdflib.URIRef(f"{SH}or")
    iri = rdflib.URIRef(SHAPE + shape)
    listed = [member for head in shapes().objects(iri, sh_or) for member in rdflib.collection.Collection(shapes(), head)]
    return {str(value) for holder in (iri, *listed) for value in shapes().objects(holder, sh_class)}


@pytest.mark.parametrize("shape", sorted(shape_names()))
def test_each_shape_says_what_is_wrong_in_both_languages(shape: str) -> None:
    messages = list(shapes().objects(rdflib.URIRef(SHAPE + shape), rdflib.URIRef(f"{SH}message")))
    assert sorted(getattr(message, "language", "") for message in messages) == ["en", "zh"]


def test_a_triple_in_two_graphs_is_a_violation() -> None:
    quad = next(q for q in quads() if q.graph_name == CURRENT)
    report = validate({*quads(), ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(f"{BASE}graph/other"))})
    assert [result.shape.removeprefix(SHAPE) for result in report.results] == ["one-graph"]


def test_a_blank_node_is_a_violation() -> None:
    assert failing({*quads(), ox.Quad(ox.BlankNode("b"), node("rdfs:label"), ox.Literal("x"), CURRENT)}) == {"no-blank-nodes"}


def test_the_ontology_in_the_store_is_passed_over() -> None:
    store = news.stored(*news.BRIEFINGS)
    assert validate(store).results == validate(store.engine).results == ()


def test_a_report_names_place_value_and_reason(capfd: pytest.CaptureFixture[str]) -> None:
    report = validate(broken('edge:Claim = dcterms:date "2021-02-30"^^xsd:date'))
    claim = some("edge:Claim").value
    assert not report.conforms
    assert report.to_text("en").splitlines() == [
        "The graph does not conform: 1 violation.",
        f"violation: claim:{claim.rsplit('/', 1)[1]} dcterms:date: a claim has at most one date, an xsd:date (is: 2021-02-30)",
    ]
    assert report.to_text("zh").splitlines()[0] == "图不符合规范：1 处违规。"
    assert report.to_text().splitlines()[0] == "The graph does not conform: 1 violation. / 图不符合规范：1 处违规。"
    assert json.loads(json.dumps(report.to_json())) == {
        "conforms": False,
        "results": [
            {
                "focus": claim, "path": "http://purl.org/dc/terms/date", "value": "2021-02-30", "severity": "violation", "shape": f"{SHAPE}Claim-date",
                "message": "a claim has at most one date, an xsd:date", "message_zh": "陈述至多有一个日期，类型为 xsd:date",
            }
        ],
    }  # fmt: skip
    assert capfd.readouterr() == ("", "")


def test_violations_come_before_warnings() -> None:
    results = (ValidationResult("b", "", "", "", "", "violation", ""), ValidationResult("a", "", "", "", "", "warning", ""))
    report = ValidationReport(results)
    assert report.to_text("en").splitlines()[0] == "The graph does not conform: 1 violation, 1 warning."
    both = validate({*broken("edge:Briefing - edge:digest"), ox.Quad(some("edge:Chip"), node("edge:clockGHz"), decimal(-1), CURRENT)})
    assert [result.severity for result in both.results] == ["violation"] * len(both.of("violation")) + ["warning"]


def test_other_shapes_can_be_given(tmp_path: Path) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text(f"@prefix sh: <{SH}> . @prefix edge: <{EDGE}> . <urn:s> a sh:NodeShape ; sh:targetClass edge:Person ; sh:nodeKind sh:Literal .")
    report = validate(quads(), file)
    assert {result.focus for result in report.results} == {news.KELLER.iri, news.SEGARS.iri}
    assert all(result.message == result.message_zh != "" for result in report.results)


@pytest.mark.parametrize(("content", "message"), [(None, "check the path of the shapes"), ("<urn:s> <urn:p>", "not Turtle")])
def test_shapes_that_can_not_be_read_are_told(tmp_path: Path, content: str | None, message: str) -> None:
    file = tmp_path / "shapes.ttl"
    if content is not None:
        file.write_text(content)
    with pytest.raises(InputError, match=message):
        validate(quads(), file)
