"""Process nodes as things: the file of nodes is sound, and what texts and makers tell of nodes is told right."""

from __future__ import annotations

from collections import Counter

import pytest
from small_world import annotate, folder, source

from kg.builder import Settings, build
from kg.graph import KnowledgeGraph
from kg.model import BASE, slug
from kg.nodes import NodeClaim, identified, identify, members, nodes
from kg.store import MemoryStore
from kg.vocabulary import fold, load, ontology_folder

NODES = tuple(nodes().values())


def maker(name: str) -> str:
    return f"{BASE}id/organization/{name}" if name else ""


def test_every_node_is_of_a_foundry_that_the_vocabulary_knows() -> None:
    known = {f"{BASE}id/organization/{slug(term.name)}" for term in load().terms if term.type == "Organization"}
    assert {node.foundry for node in NODES} <= known


def test_families_and_predecessors_are_nodes_of_the_same_foundry() -> None:
    for node in NODES:
        for other in filter(None, (node.family, node.predecessor)):
            assert nodes()[other].foundry == node.foundry, node.label
        if node.family:
            assert not nodes()[node.family].family
            assert nodes()[node.family].nanometres == node.nanometres
        if node.predecessor and node.nanometres is not None and nodes()[node.predecessor].nanometres is not None:
            assert node.nanometres <= nodes()[node.predecessor].nanometres  # type: ignore[operator]


def test_no_node_comes_before_itself() -> None:
    for node in NODES:
        seen = [node.iri]
        while (before := nodes()[seen[-1]].predecessor) != "":
            assert before not in seen, node.label
            seen.append(before)


def test_a_name_is_one_node_s() -> None:
    names = Counter((fold(name), node.iri) for node in NODES for name in node.names)
    shared = {name for name, count in Counter(name for name, _ in names).items() if count > 1}
    assert shared == set()


def test_iris_follow_the_english_label() -> None:
    for node in NODES:
        assert node.iri == f"{BASE}id/foundrynode/{slug(node.label)}"


@pytest.mark.parametrize(
    ("text", "foundry", "label"),
    [
        ("6 nm", "tsmc", "TSMC N6"),
        ("6 nm", "", None),
        ("6 nm", "pragmatic-semiconductor", None),
        ("7 nm", "tsmc", "TSMC 7 nm"),
        ("7 nm FinFET", "tsmc", "TSMC 7 nm"),
        ("7 nm EUV", "tsmc", "TSMC N7+"),
        ("7 nm EUV", "samsung", "Samsung 7LPP"),
        ("5 nm", "samsung", "Samsung 5 nm"),
        ("5 nm", "samsung-foundry", "Samsung 5 nm"),
        ("5 nm LPE", "", "Samsung 5LPE"),
        ("5 nm LPE", "tsmc", None),
        ("4LPX", "", "Samsung 4LPX"),
        ("N7", "", "TSMC N7"),
        ("N7", "samsung", None),
        ("台积电 N5P", "", "TSMC N5P"),
        ("28HPC", "", None),
        ("28HPC", "tsmc", "TSMC 28HPC"),
        ("12LP+", "", "GlobalFoundries 12LP+"),
        ("14LPP", "globalfoundries", "GlobalFoundries 14LPP"),
        ("14 nm", "smic", "SMIC 14 nm"),
        ("N+1", "", "SMIC N+1"),
        ("Intel 20A", "", "Intel 20A"),
        ("10 nm SuperFin", "", "Intel 10 nm SuperFin"),
        ("10 nm Enhanced SuperFin", "intel", "Intel 7"),
        ("0.8 μm", "tsmc", None),
        ("FinFET", "tsmc", None),
        ("", "tsmc", None),
    ],
)
def test_what_a_text_means(text: str, foundry: str, label: str | None) -> None:
    found = identify(text, maker(foundry))
    assert (found and found.label) == label


def test_a_family_has_members() -> None:
    (family,) = (node for node in NODES if node.label == "TSMC 7 nm")
    assert {node.label for node in members(family.iri)} == {"TSMC N7", "TSMC N7P", "TSMC N7+"}
    assert members("https://example.org/none") == ()


def says(key: str, *, text: str = "", by: str = "", briefing: str = "b", sentence: str = "") -> NodeClaim:
    return NodeClaim(key, "chip", text, maker(by), briefing, frozenset({sentence} if sentence else ()))


def labels(*claims: NodeClaim) -> dict[str, str]:
    return {key: node.label for key, node in identified(claims).items()}


def test_the_maker_in_the_same_sentence_counts_first() -> None:
    both = says("t", by="tsmc", sentence="one"), says("s", by="samsung", sentence="two")
    assert labels(says("7", text="6 nm", sentence="one"), says("8", text="8 nm", sentence="two"), *both) == {"7": "TSMC N6", "8": "Samsung 8 nm"}
    assert labels(says("7", text="6 nm", sentence="three"), *both) == {}


def test_the_maker_of_the_same_briefing_counts_before_another_s() -> None:
    assert labels(says("6", text="6 nm"), says("t", by="tsmc"), says("s", by="samsung", briefing="other")) == {"6": "TSMC N6"}
    assert labels(says("6", text="6 nm"), says("t", by="tsmc", briefing="other")) == {"6": "TSMC N6"}


def test_a_name_that_contradicts_the_maker_tells_nothing() -> None:
    assert labels(says("7", text="N7"), says("s", by="samsung")) == {}


WORLD = folder(
    source("2030-01-01", "Chip:A1 processNode '6_nm'", "Chip:A1 manufacturedBy Organization:TSMC", "Chip:B1 processNode '6_nm'", "Chip:C1 processNode 'N6' !rumored"),
    source("2030-02-01", "Chip:B1 manufacturedBy Organization:TSMC", "Chip:D1 processNode '6_nm'", "Chip:D1 manufacturedBy Organization:Samsung"),
    source("2030-03-01", "Chip:C1 processNode 'N6' !denied", "Chip:E1 processNode '7_nm'", "Chip:E1 manufacturedBy Organization:TSMC"),
)


@pytest.fixture(scope="module")
def world() -> KnowledgeGraph:
    store = MemoryStore()
    build(store, WORLD, Settings(annotate, fingerprint="small", ontology=ontology_folder() / "edge.ttl"))
    return KnowledgeGraph(store)


def test_chips_have_the_node_that_holds_whichever_briefing_names_the_maker(world: KnowledgeGraph) -> None:
    rows = world.query("SELECT ?chip ?label { ?c edge:identifiedNode ?n . ?c a edge:Chip ; rdfs:label ?chip . ?n rdfs:label ?label . FILTER(LANG(?label) = 'en') } ORDER BY ?chip")
    assert [(str(row["chip"]), str(row["label"])) for row in rows] == [("A1", "TSMC N6"), ("B1", "TSMC N6"), ("D1", "Samsung 6LPP"), ("E1", "TSMC 7 nm")]


def test_background_stands_in_the_graph_of_the_ontology_only(world: KnowledgeGraph) -> None:
    rows = world.query("SELECT DISTINCT ?g { GRAPH ?g { ?n a edge:FoundryNode ; edge:foundry ?f } }")
    assert [str(row["g"]) for row in rows] == [f"{BASE}graph/ontology"]
