"""The ontology defines what the graph uses, all of it and nothing else, and says the same of it as the code."""

from __future__ import annotations

import functools

import news
import pyoxigraph as ox
import pytest

from kg import update
from kg.corrections import KINDS
from kg.model import ENTITY_TYPES, PREDICATES, STATUSES
from kg.namespaces import EDGE, ONTOLOGY, node
from kg.nodes import nodes_file
from kg.vocabulary import ontology_folder, vocabulary_files

Terms = dict[ox.NamedNode, dict[str, set[ox.NamedNode | ox.Literal]]]
OWL, SCHEMA, QUDT = "http://www.w3.org/2002/07/owl#", "https://schema.org/", "http://qudt.org/schema/qudt/"
CORRECTIONS = {
    f"{EDGE}{name}"
    for name in ("sameThing", "differentFrom", *KINDS.values(), "Correction", "corrects", "newName", "onPredicate", "aspect", "scope", "keeps", "rejects", "reason", "overrules")
}
"""Terms that users write in files of corrections, and those of the graph that holds them."""

DISAGREEING = {"conflictKind", "compares", "functionalPer", "functionalFor"}
"""Terms that say, in the ontology itself, which predicates have one value at a time."""

ALIGNED = (
    SCHEMA, QUDT, OWL, "http://qudt.org/vocab/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/2008/05/skos-xl#", "http://purl.org/dc/terms/",
    "http://www.w3.org/ns/dcat#", "http://www.w3.org/ns/prov#", "http://www.w3.org/ns/oa#", "http://xmlns.com/foaf/0.1/", "http://www.w3.org/ns/org#",
    "http://purl.org/vocab/vann/", EDGE,
)  # fmt: skip
"""Namespaces that the ontology may refer to."""

NUMBERS = {
    "featureSizeNm": "unit/NanoM", "clockGHz": "unit/GigaHZ", "lowGHz": "unit/GigaHZ", "highGHz": "unit/GigaHZ", "performanceTOPS": "#TeraOPS", "tops": "#TeraOPS",
    "performanceTFLOPS": "unit/TeraFLOPS", "tflops": "unit/TeraFLOPS", "coreCount": "unit/NUM", "count": "unit/NUM", "confidence": "unit/UNITLESS",
}  # fmt: skip


@functools.cache
def quads() -> tuple[ox.Quad, ...]:
    return tuple(ox.parse((ontology_folder() / "edge.ttl").read_bytes(), format=ox.RdfFormat.TURTLE))


@functools.cache
def ontology() -> Terms:
    terms: Terms = {}
    for quad in quads():
        assert isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal), f"blank node: {quad}"
        terms.setdefault(quad.subject, {}).setdefault(quad.predicate.value, set()).add(quad.object)
    return terms


def defined() -> list[str]:
    return sorted(term.value.removeprefix(EDGE) for term in ontology() if term.value.startswith(EDGE))


def values(term: str, property_: str) -> set[str]:
    prefix, _, local = property_.partition(":")
    iri = {"schema": SCHEMA, "qudt": QUDT}[prefix] + local if prefix in {"schema", "qudt"} else node(property_).value
    return {value.value for value in ontology()[node(f"edge:{term}")].get(iri, ())}


@functools.cache
def full_store() -> ox.Store:
    store = ox.Store()
    update.apply(store, [], news.BRIEFINGS)
    return store


def _iris(found: ox.Quad) -> set[str]:
    return {term.value for term in (found.subject, found.predicate, found.object) if isinstance(term, ox.NamedNode)}


@functools.cache
def used() -> set[str]:
    """The terms that stand in a store, in the vocabulary's files, and in files of corrections."""
    found = {iri for quad in full_store() for iri in _iris(quad)} | CORRECTIONS | {f"{EDGE}{name}" for name in DISAGREEING}
    for path in (*vocabulary_files(), nodes_file()):
        found |= {iri for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE) for iri in _iris(quad)}
    return {iri.removeprefix(EDGE) for iri in found if iri.startswith(EDGE)}


def test_the_briefings_of_these_tests_use_everything() -> None:
    facts = [claim for annotation in news.BRIEFINGS for claim in annotation.claims]
    assert {claim.predicate for claim in facts} == set(PREDICATES)
    assert {claim.status for claim in facts} == set(STATUSES)
    assert {entity.type for annotation in news.BRIEFINGS for entity in annotation.entities} == set(ENTITY_TYPES)


def test_every_term_in_use_is_defined() -> None:
    assert sorted(used() - set(defined())) == []


def test_nothing_is_defined_that_is_not_in_use() -> None:
    needed = {
        quad.object.value.removeprefix(EDGE) for quad in quads() if quad.predicate in {node("rdf:type"), ox.NamedNode(f"{QUDT}hasUnit")} and isinstance(quad.object, ox.NamedNode)
    }
    assert sorted(set(defined()) - used() - needed) == []


@pytest.mark.parametrize("term", defined())
def test_each_term_has_a_label_and_a_definition_in_both_languages(term: str) -> None:
    for property_ in ("rdfs:label", "skos:definition"):
        texts = [value for value in ontology()[node(f"edge:{term}")].get(node(property_).value, ()) if isinstance(value, ox.Literal)]
        assert sorted(text.language or "" for text in texts) == ["en", "zh"]
        assert all(text.value.strip() for text in texts)


@pytest.mark.parametrize("term", defined())
def test_each_term_is_a_class_a_property_or_an_individual(term: str) -> None:
    kinds = values(term, "rdf:type")
    assert len(kinds & {f"{OWL}{kind}" for kind in ("Class", "ObjectProperty", "DatatypeProperty", "NamedIndividual")}) == 1


def test_each_property_has_a_range_and_each_but_one_a_domain() -> None:
    properties = [term for term in defined() if values(term, "rdf:type") & {f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty"}]
    assert [term for term in properties if not values(term, "rdfs:range") | values(term, "schema:rangeIncludes")] == []
    # edge:sameThing has a link as subject in stores and a thing in corrections.
    assert [term for term in properties if not values(term, "rdfs:domain") | values(term, "schema:domainIncludes")] == ["sameThing"]


@pytest.mark.parametrize("predicate", PREDICATES)
def test_predicates_join_the_classes_that_the_code_says(predicate: str) -> None:
    subjects, objects = PREDICATES[predicate]
    assert values(predicate, "rdfs:domain") | values(predicate, "schema:domainIncludes") == {f"{EDGE}{type_}" for type_ in subjects}
    found = values(predicate, "rdfs:range") | values(predicate, "schema:rangeIncludes")
    if objects is not None:
        assert found == {f"{EDGE}{type_}" for type_ in objects}
    assert (f"{OWL}ObjectProperty" in values(predicate, "rdf:type")) == (objects is not None or predicate in {"processNode", "codeRepository"})


def test_types_and_statuses_are_those_of_the_code() -> None:
    classes = {term for term in defined() if f"{OWL}Class" in values(term, "rdf:type")}
    assert classes == {*ENTITY_TYPES, "ProcessNode", "FoundryNode", "Briefing", "Claim", "Evidence", "Naming", "SourceText", "Link", "Status", "Correction", *KINDS.values()}
    assert {term for term in defined() if f"{EDGE}Status" in values(term, "rdf:type")} == {status.capitalize() for status in STATUSES}


@pytest.mark.parametrize(("term", "unit"), NUMBERS.items())
def test_each_numeric_property_names_its_qudt_unit(term: str, unit: str) -> None:
    assert [found.endswith(unit) for found in values(term, "qudt:hasUnit")] == [True]


def test_a_property_that_names_a_unit_has_one() -> None:
    names = [term for term in defined() if term.endswith(("Nm", "GHz", "TOPS", "TFLOPS")) and term[0].islower()]
    assert sorted({*names, "tops", "tflops"} - set(NUMBERS)) == []


def test_references_are_to_known_vocabularies() -> None:
    own = "https://w3id.org/edgekg/ontology"
    found = {iri for quad in quads() for iri in _iris(quad)}
    assert sorted(iri for iri in found if iri != own and not iri.startswith(ALIGNED)) == []


def test_what_stands_in_a_store_fits_domain_and_range() -> None:
    """Subjects are of the domain's classes, values are things or literals of the range's kind."""
    types: dict[str, set[str]] = {}
    for quad in full_store().quads_for_pattern(None, node("rdf:type"), None):
        types.setdefault(str(quad.subject), set()).add(quad.object.value if isinstance(quad.object, ox.NamedNode) else "")
    wrong = []
    for quad in full_store():
        term = quad.predicate.value.removeprefix(EDGE)
        if term == quad.predicate.value:
            continue
        domain = values(term, "rdfs:domain") | values(term, "schema:domainIncludes")
        ranges = values(term, "rdfs:range") | values(term, "schema:rangeIncludes")
        is_object = f"{OWL}ObjectProperty" in values(term, "rdf:type")
        fits_domain = not domain or f"{OWL}Thing" in domain or bool(domain & types.get(str(quad.subject), set()))
        fits_range = isinstance(quad.object, ox.NamedNode) == is_object and (is_object or _fits(quad.object, ranges))
        if not fits_domain or not fits_range:
            wrong.append(str(quad))
    assert wrong == []


def _fits(value: object, ranges: set[str]) -> bool:
    assert isinstance(value, ox.Literal)
    if value.datatype.value.endswith("#integer"):  # every xsd:integer is an xsd:decimal
        return bool(ranges & {node("xsd:integer").value, node("xsd:decimal").value})
    return value.datatype.value in ranges


def test_each_triple_stands_in_exactly_one_graph_with_the_ontology_loaded() -> None:
    store = ox.Store()
    update.apply(store, [], news.BRIEFINGS)
    update.load_ontology(store, ontology_folder() / "edge.ttl")
    triples = [quad.triple for quad in store]
    assert len(triples) == len(set(triples))
    assert len(list(store.quads_for_pattern(None, None, None, ONTOLOGY))) == len(quads()) + len(list(ox.parse(nodes_file().read_bytes(), format=ox.RdfFormat.TURTLE)))
    assert not any(isinstance(term, ox.BlankNode) for triple in triples for term in (triple.subject, triple.object))
