"""The graph in the words of others: nanopublications, VoID and DCAT, schema.org, RO-Crates."""

from __future__ import annotations

import csv
import datetime as dt
import json
import zipfile
from collections import defaultdict
from pathlib import Path

import news
import pyoxigraph as ox
import pytest
import rdflib
from rocrate.rocrate import ROCrate

from kg import InputError, KnowledgeGraph, update
from kg.describe import DATASET, description, serialize
from kg.export import export
from kg.export.nanopublications import NANOPUB, nanopublications
from kg.namespaces import EDGE, TYPE, node
from kg.schema_org import SCHEMA, terms
from kg.schema_org import thing as schema_org
from kg.store import MemoryStore

NP = rdflib.Namespace(NANOPUB)
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
PROV = rdflib.PROV


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    store = MemoryStore()
    update.apply(store.engine, [], news.BRIEFINGS)
    return KnowledgeGraph(store)


# --- nanopublications


@pytest.fixture(scope="module")
def published(graph: KnowledgeGraph) -> dict[str, list[ox.Quad]]:
    """Nanopublication -> its quads."""
    found: dict[str, list[ox.Quad]] = defaultdict(list)
    for quad in nanopublications(graph, dt.datetime(2031, 5, 6, tzinfo=dt.UTC)):
        found[quad.graph_name.value.rsplit("#", 1)[0]].append(quad)  # type: ignore[union-attr]
    return dict(found)


def part(quads: list[ox.Quad], name: str) -> list[ox.Quad]:
    return [q for q in quads if q.graph_name.value.endswith(f"#{name}")]  # type: ignore[union-attr]


def test_each_claim_is_one_nanopublication(graph: KnowledgeGraph, published: dict[str, list[ox.Quad]]) -> None:
    assert set(published) == {f"{claim.iri}/nanopublication" for claim in graph.claims()}


def test_they_are_well_formed_by_the_guidelines(published: dict[str, list[ox.Quad]]) -> None:
    """Four graphs of different names that the head ties together, none empty; provenance speaks of the assertion, publication info of the whole."""
    for iri, quads in published.items():
        whole = ox.NamedNode(iri)
        head = {(q.predicate.value, q.object.value) for q in part(quads, "head") if q.subject == whole}  # type: ignore[union-attr]
        parts = {name: f"{iri}#{name}" for name in ("assertion", "provenance", "publication")}
        assert head == {
            (TYPE.value, f"{NANOPUB}Nanopublication"), (f"{NANOPUB}hasAssertion", parts["assertion"]), (f"{NANOPUB}hasProvenance", parts["provenance"]),
            (f"{NANOPUB}hasPublicationInfo", parts["publication"]),
        }  # fmt: skip
        assert {q.graph_name.value for q in quads} == {f"{iri}#head", *parts.values()}  # type: ignore[union-attr]
        assert any(q.subject == ox.NamedNode(parts["assertion"]) and q.predicate == node("prov:wasDerivedFrom") for q in part(quads, "provenance"))
        assert any(q.subject == whole and q.predicate == node("dcterms:created") for q in part(quads, "publication"))
        assert any(q.predicate == node("edge:sentence") for q in part(quads, "provenance")) and not any(isinstance(q.subject, ox.BlankNode) for q in quads)


def test_only_what_is_stated_as_a_fact_is_asserted_as_one(graph: KnowledgeGraph, published: dict[str, list[ox.Quad]]) -> None:
    for claim in graph.claims():
        assertion = part(published[f"{claim.iri}/nanopublication"], "assertion")
        said = {q.predicate.value.removeprefix(EDGE): q.object.value for q in assertion if q.subject.value == claim.iri}  # type: ignore[union-attr]
        assert said["status"] == f"{EDGE}{claim.status.capitalize()}" and "rule" not in said and "evidence" not in said
        edges = [q for q in assertion if q.subject.value != claim.iri]  # type: ignore[union-attr]
        no_edge = {"clockFrequency", "aiPerformance", "reportsMetric"}
        assert bool(edges) == (claim.status == "asserted" and claim.predicate not in no_edge), claim
        assert all(q.subject.value == claim.subject for q in edges)  # type: ignore[union-attr]


def test_they_are_written_as_trig_that_others_read(graph: KnowledgeGraph, tmp_path: Path, published: dict[str, list[ox.Quad]]) -> None:
    [path] = export(graph, tmp_path / "claims.nanopubs.trig")
    read = rdflib.Dataset(default_union=True)
    read.parse(path, format="trig")
    assert {str(s) for s in read.subjects(rdflib.RDF.type, NP.Nanopublication)} == set(published)


# --- the description


@pytest.fixture(scope="module")
def described(graph: KnowledgeGraph) -> rdflib.Graph:
    return rdflib.Graph().parse(data=serialize(description(graph, endpoint="https://kg.example.org/sparql")), format="turtle")


def test_the_description_counts_what_there_is(graph: KnowledgeGraph, described: rdflib.Graph) -> None:
    me = rdflib.URIRef(DATASET)
    assert {VOID.Dataset, DCAT.Dataset} <= set(described.objects(me, rdflib.RDF.type))
    assert described.value(me, VOID.triples).value == len(list(graph.store.quads()))  # type: ignore[union-attr]
    counts = {described.value(p, VOID["class"]): described.value(p, VOID.entities).value for p in described.objects(me, VOID.classPartition)}  # type: ignore[union-attr]
    assert counts[rdflib.URIRef(f"{EDGE}Chip")] == len(graph.things("Chip"))
    assert described.value(me, VOID.entities).value == sum(counts.values())  # type: ignore[union-attr]
    assert {str(t.language) for t in described.objects(me, rdflib.DCTERMS.title)} == {"en", "zh"}  # type: ignore[attr-defined]


def test_the_description_says_where_it_comes_from_and_when_that_was(graph: KnowledgeGraph, described: rdflib.Graph) -> None:
    me = rdflib.URIRef(DATASET)
    reading = described.value(me, PROV.wasGeneratedBy)
    assert described.value(reading, rdflib.RDF.type) == PROV.Activity
    assert {str(b) for b in described.objects(reading, PROV.used)} == {b.iri for b in graph.briefings()}
    assert described.value(described.value(reading, PROV.wasAssociatedWith), rdflib.RDF.type) == PROV.SoftwareAgent
    period = described.value(me, rdflib.DCTERMS.temporal)
    assert (str(described.value(period, DCAT.startDate)), str(described.value(period, DCAT.endDate))) == ("2020-05-31", "2021-08-05")


def test_the_description_leads_to_the_endpoint(described: rdflib.Graph) -> None:
    me = rdflib.URIRef(DATASET)
    endpoint = rdflib.URIRef("https://kg.example.org/sparql")
    assert described.value(me, VOID.sparqlEndpoint) == endpoint
    service = described.value(described.value(me, DCAT.distribution), DCAT.accessService)
    assert described.value(service, DCAT.endpointURL) == endpoint and described.value(service, DCAT.servesDataset) == me


def test_the_description_is_the_same_as_json_ld_and_without_an_endpoint(graph: KnowledgeGraph, described: rdflib.Graph) -> None:
    as_json = rdflib.Graph().parse(data=serialize(description(graph, endpoint="https://kg.example.org/sparql"), "jsonld"), format="json-ld")
    assert set(as_json) == set(described)
    assert not any("endpoint" in str(t).lower() for t in description(graph))


# --- schema.org


def test_classes_and_predicates_have_words_of_schema_org_where_the_ontology_gives_some() -> None:
    words = terms()
    assert words["Chip"] == ("Product",) and words["Paper"] == ("ScholarlyArticle",) and words["subsidiaryOf"] == ("parentOrganization",)
    assert not any("/" in word or "#" in word for found in words.values() for word in found)


def test_doubts_and_what_no_longer_holds_are_not_told_as_facts() -> None:
    def fact(label: str, status: str, holds: bool) -> dict[str, object]:
        return {"status": status, "holds": holds, "value": {"iri": f"https://w3id.org/edgekg/id/organization/{label}", "type": "Organization", "label": label}}

    group = {"predicate": "manufacturedBy", "inverse": False, "facts": [fact("甲", "rumored", True), fact("乙", "denied", False), fact("丙", "asserted", True)]}
    inverse = {"predicate": "usesChip", "inverse": True, "facts": [fact("丁", "asserted", True)]}
    found = schema_org("https://w3id.org/edgekg/id/chip/y1", "Chip", {"en": "Y1"}, [], [group, inverse])
    assert found["manufacturer"]["name"] == "丙" and "丁" not in json.dumps(found, ensure_ascii=False) and found["@context"] == SCHEMA


# --- crates


@pytest.mark.parametrize("name", ["graph.crate", "graph.crate.zip"])
def test_a_crate_holds_the_graph_its_tables_and_what_they_are(name: str, graph: KnowledgeGraph, tmp_path: Path) -> None:
    [path] = export(graph, tmp_path / name)
    folder = path
    if name.endswith(".zip"):
        folder = tmp_path / "unpacked"
        zipfile.ZipFile(path).extractall(folder)
    crate = ROCrate(folder)
    parts = {entity.id: entity for entity in crate.data_entities}
    assert {"graph.trig", "description.ttl", "tables/claims.csv", "tables/Chip.csv"} <= set(parts)
    assert all((folder / part).is_file() and entity["encodingFormat"] for part, entity in parts.items())
    assert len(list(ox.parse((folder / "graph.trig").read_bytes(), format=ox.RdfFormat.TRIG))) == len(list(graph.store.quads()))
    with (folder / "tables" / "claims.csv").open(encoding="utf8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(list(graph.claims()))
    [action] = [entity for entity in crate.get_entities() if entity.type == "CreateAction"]
    assert {b.id for b in action["object"]} == {b.iri for b in graph.briefings()} and action["instrument"].id.endswith("/software/kg")
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []


def test_a_crate_is_written_over_a_crate_and_over_nothing_else(graph: KnowledgeGraph, tmp_path: Path) -> None:
    export(graph, tmp_path / "a.crate")
    export(graph, tmp_path / "a.crate")
    (tmp_path / "b.crate").mkdir()
    (tmp_path / "b.crate" / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="is there already and is no RO-Crate"):
        export(graph, tmp_path / "b.crate")
    assert (tmp_path / "b.crate" / "mine.txt").read_text() == "mine"
