"""A part of the graph as data: what is around a thing, on the way between two, what a query gave; never more than asked for, and what was left out is said."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from served import Site

from kg.serve.views import network


def graph(site: Site, parameters: str) -> dict[str, Any]:
    answer = site.get(f"/graph.json?{parameters}", accept="application/json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json"), answer.text
    return dict(answer.json())


def edges(found: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(e["source"].rsplit("/")[-1], e["predicate"], e["target"].rsplit("/")[-1]) for e in found["edges"]}


def names(found: dict[str, Any]) -> set[str]:
    return {n["id"].rsplit("/")[-1] for n in found["nodes"]}


AROUND = {
    ("kompanio-1300t", "hasCore", "cortex-a78"), ("kompanio-1300t", "developedBy", "联发科"), ("kompanio-1300t", "manufacturedBy", "台积电"),
    ("kompanio-1300t", "processNode", "6-nm"), ("kompanio-1300t", "processNode", "7-nm"), ("tablet-v7", "usesChip", "kompanio-1300t"),
}  # fmt: skip


@pytest.mark.parametrize("name", ["Kompanio+1300T", "%E8%BF%85%E9%B2%B21300T", "id:chip/kompanio-1300t", "https://w3id.org/edgekg/id/chip/kompanio-1300t"])
def test_around_a_thing_by_any_of_its_names(name: str, site: Site) -> None:
    found = graph(site, f"thing={name}")
    assert edges(found) == AROUND and found["starts"] == ["id:chip/kompanio-1300t"] and found["left_out"] == {"nodes": 0, "edges": 0}
    [foundry] = [e for e in found["edges"] if e["predicate"] == "manufacturedBy"]
    assert foundry == {
        "source": "id:chip/kompanio-1300t",
        "target": "id:organization/台积电",
        "predicate": "manufacturedBy",
        "status": "asserted",
        "date": "2031-06-07",
        "claims": 2,
    }
    [chip] = [n for n in found["nodes"] if n["id"] == "id:chip/kompanio-1300t"]
    assert (chip["type"], chip["labels"], chip["degree"]) == ("Chip", {"en": "Kompanio 1300T"}, 6)


def test_steps_and_what_was_opened(site: Site) -> None:
    more = AROUND | {("snapdragon-888", "hasCore", "cortex-a78"), ("or-1-1", "supports", "cortex-a78")}
    two, opened = graph(site, "thing=Kompanio+1300T&hops=2"), graph(site, "thing=Kompanio+1300T&expand=Cortex-A78")
    assert {e[:2] for e in edges(two)} == {e[:2] for e in edges(opened)} and len(edges(two)) == len(more)


def test_filters(site: Site) -> None:
    assert edges(graph(site, "thing=Kompanio+1300T&class=Core")) == {("kompanio-1300t", "hasCore", "cortex-a78")}
    assert edges(graph(site, "thing=Kompanio+1300T&predicate=developedBy&predicate=usesChip")) == {e for e in AROUND if e[1] in {"developedBy", "usesChip"}}
    assert edges(graph(site, "thing=Kompanio+1300T&status=rumored")) == {("tablet-v7", "usesChip", "kompanio-1300t")}
    assert {e[1] for e in edges(graph(site, "thing=Kompanio+1300T&until=2031-05-31"))} == {"hasCore", "developedBy", "processNode"}
    assert edges(graph(site, "thing=Snapdragon+888&status=denied")) == {("snapdragon-888", "manufacturedBy", "三星")}
    assert "三星" not in names(graph(site, "thing=Snapdragon+888"))


def test_the_way_between_two_things(site: Site) -> None:
    found = graph(site, "from=Snapdragon+888&to=Tablet+V7")
    assert found["path"]["length"] == 3 and [way[1:3] for way in found["path"]["ways"]] == [["id:core/cortex-a78", "id:chip/kompanio-1300t"]]
    assert graph(site, f"from=Snapdragon+888&to={quote('三星')}")["path"] == {
        "from": "id:chip/snapdragon-888", "to": "id:organization/三星", "length": None, "ways": [],
    }  # fmt: skip
    assert graph(site, "from=Snapdragon+888&to=Snapdragon+888")["path"]["length"] == 0


def test_what_a_query_gives(site: Site) -> None:
    triples = graph(site, f"query={quote('CONSTRUCT { ?core edge:basedOn ?chip } { ?chip edge:hasCore ?core }')}")
    assert edges(triples) == {("cortex-a78", "basedOn", "kompanio-1300t"), ("cortex-a78", "basedOn", "snapdragon-888")}
    assert {e["claims"] for e in triples["edges"]} == {0}, "nobody says what a query makes up"
    rows = graph(site, f"query={quote('SELECT ?a ?b { ?a edge:developedBy ?b ; edge:hasCore ?c }')}")
    assert edges(rows) == {("kompanio-1300t", "developedBy", "联发科")}


def test_without_a_start_the_things_of_which_most_is_said(site: Site) -> None:
    found = graph(site, "most=2")
    assert names(found) == {"kompanio-1300t", "cortex-a78"} and found["left_out"]["nodes"] == len(names(graph(site, ""))) - 2


def test_no_more_than_asked_for(site: Site) -> None:
    found = graph(site, "thing=Kompanio+1300T&most=3")
    assert len(found["nodes"]) == 3 and found["left_out"] == {"nodes": 4, "edges": 0}
    some = graph(site, f"query={quote('SELECT * { ?s edge:hasCore ?o }')}&most=2")
    assert len(some["nodes"]) == 2 and some["left_out"]["nodes"] == 1


def test_all_claims_read_at_once_say_the_same_as_a_join(site: Site, store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.graph import KnowledgeGraph
    from kg.serve.reader import Reader

    start, every = network.Start(("Kompanio 1300T",), 2), network.Filter(statuses=("asserted", "planned", "rumored", "denied", "past"))
    with KnowledgeGraph.open(store) as opened:
        joined = network.network(Reader(opened), start, every, 300)
        monkeypatch.setattr(network, "_MANY", 0)
        assert network.network(Reader(opened), start, every, 300) == joined


@pytest.mark.parametrize(("parameters", "status", "told"), [
    ("thing=Kompanio+1300", 404, "Kompanio 1300"),
    ("thing=id:chip/none", 404, "id:chip/none"),
    ("thing=id:chip/a%20b%3E", 404, "id:chip/a b"),
    ("class=Chips", 400, "class=Chips: there is no such class"),
    ("since=yesterday", 400, "since=yesterday: no day; write it as 2021-08-05"),
    ("most=0", 400, "most=0: give a whole number from 1 to 50000"),
    ("hops=9", 400, "hops=9: give a whole number from 1 to 3"),
    ("query=ASK+{}", 400, "yes or no"),
    ("query=SELECT+(1+AS+?n)+{}", 400, "no things"),
    ("query=SELECT", 400, "line 1"),
    ("&".join(f"thing={n}" for n in range(101)), 400, "101 things to begin with"),
])  # fmt: skip
def test_mistakes(parameters: str, status: int, told: str, site: Site) -> None:
    answer = site.get(f"/graph.json?{parameters}", accept="application/json")
    assert answer.status_code == status and told in answer.json()["error"]
    assert site.get(f"/graph?{parameters}").status_code == status


def test_what_is_said_between_two_things(site: Site) -> None:
    found = site.get("/said.json?source=id:chip/kompanio-1300t&predicate=manufacturedBy&target=id:organization/台积电").json()["claims"]
    assert [(c["status"], c["briefing"]) for c in found] == [("asserted", "2031-06-07"), ("rumored", "2031-05-06")]
    assert any(kind == "mark" for _, kind in found[0]["evidence"][0]["pieces"])
    assert site.get("/said.json?source=a&predicate=likes&target=b", accept="application/json").status_code == 400


def test_words_for_the_editor(site: Site) -> None:
    found = site.get("/words.json").json()
    words = {word["name"]: word for word in found["words"]}
    assert found["prefixes"]["id"] == "https://w3id.org/edgekg/id/" and words["edge:hasCore"]["labels"]["zh"] == "核心配置" and words["edge:Chip"]["kind"] == "class"
    assert words["edge:Denied"]["kind"] == "status" and "rdf:subject" in words
