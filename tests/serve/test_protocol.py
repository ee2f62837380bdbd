"""The endpoint: formats, errors, datasets, caching, CORS; and clients as people use them."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from served import SHORT, Served, Site, build_store, call, serving
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper import POST as POST_METHOD

import kg
from kg.errors import QueryError
from kg.serve.settings import Settings

TRIPLES = "CONSTRUCT { ?s edge:hasCore ?o } WHERE { ?s edge:hasCore ?o }"
CHIPS = ["https://w3id.org/edgekg/id/chip/kompanio-1300t", "https://w3id.org/edgekg/id/chip/snapdragon-888"]


def ask(site: Site, query: str, accept: str = "*/*", **headers: str) -> httpx.Response:
    return site.request("GET", f"/sparql?query={quote(query)}", headers={"accept": accept, **{name.replace("_", "-"): value for name, value in headers.items()}})


# --- formats


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/turtle, application/sparql-results+json;q=0.5", "application/sparql-results+json"),
    ],
)
def test_a_table_is_written_as_the_client_likes(accept: str, kind: str, site: Site) -> None:
    answer = ask(site, SHORT, accept)
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, kind)
    assert CHIPS[0] in answer.text and "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "kind", "format_"),
    [
        ("*/*", "text/turtle", "turtle"),
        ("text/turtle", "text/turtle", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
    ],
)
def test_triples_are_written_as_the_client_likes(accept: str, kind: str, format_: str, site: Site) -> None:
    answer = ask(site, TRIPLES, accept)
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, kind)
    assert len(rdflib.Graph().parse(data=answer.text, format=format_)) == 2


def test_what_nobody_can_write_is_not_acceptable(site: Site) -> None:
    assert ask(site, SHORT, "image/png").status_code == 406
    assert ask(site, TRIPLES, "text/csv").status_code == 406


@pytest.mark.parametrize(("name", "kind"), [("csv", "text/csv"), ("json", "application/sparql-results+json"), ("xml", "application/sparql-results+xml")])
def test_a_link_can_say_the_format(name: str, kind: str, site: Site) -> None:
    answer = site.request("GET", f"/sparql?query={quote(SHORT)}&format={name}&download")
    assert answer.headers["content-type"].startswith(kind) and f'"kg.{name}"' in answer.headers["content-disposition"]


def test_chinese_comes_through_each_way_of_asking(site: Site) -> None:
    text = 'ASK { ?c rdfs:label "联发科"@zh }'
    form = {"content-type": "application/x-www-form-urlencoded"}
    answers = [
        ask(site, text),
        site.request("POST", "/sparql", content=f"query={quote(text)}", headers=form),
        site.request("POST", "/sparql", content=text.encode(), headers={"content-type": "application/sparql-query; charset=utf-8"}),
    ]
    assert [a.json()["boolean"] for a in answers] == [True, True, True]


# --- datasets


def test_the_default_graph_is_all_graphs_unless_the_query_or_the_request_says_otherwise(site: Site) -> None:
    text, current = "SELECT (COUNT(*) AS ?n) { ?s a edge:Claim }", "https://w3id.org/edgekg/graph/current"
    count = lambda answer: int(answer.json()["results"]["bindings"][0]["n"]["value"])  # noqa: E731
    assert count(ask(site, text)) > 0
    assert count(ask(site, text.replace("{", f"FROM <{current}> {{", 1))) == 0
    assert count(site.request("GET", f"/sparql?query={quote(text)}&default-graph-uri={quote(current)}")) == 0
    assert site.request("GET", f"/sparql?query={quote(text)}&default-graph-uri=no%20iri").status_code == 400


# --- errors


def test_a_mistake_is_told_with_its_place(site: Site) -> None:
    answer = ask(site, "SELECT * {\n  ?s foo:bar ?o }", "application/json")
    assert answer.status_code == 400
    assert answer.json() == {"status": 400, "error": answer.json()["error"], "line": 2, "column": 13}
    assert ask(site, "SELECT * {\n  ?s foo:bar ?o }").text.startswith("SPARQL, line 2, column 13")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", 400),
        ("/sparql?query=%FF", 400),
        ("/sparql?query=ASK%7B%7D&timeout=never", 400),
        ("/sparql?query=ASK%7B%7D&timeout=-1", 400),
        ("/sparql?query=ASK%7B%7D&timeout=nan", 400),
        ("/sparql?query=", 400),
        ("/sparql?update=CLEAR%20ALL", 403),
        ("/sparql?query=ASK%7B%7D&" + "&".join(f"a{i}=1" for i in range(300)), 400),
    ],
)
def test_bad_requests_get_a_reason(path: str, status: int, site: Site) -> None:
    answer = site.request("GET", path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/plain; charset=utf-8") and len(answer.text) > 10


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "# only this\nPREFIX a: <urn:a>\nDELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:1/x>",
        "DROP ALL",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_as_queries_are_refused_with_the_reason(text: str, site: Site) -> None:
    answer = ask(site, text)
    assert answer.status_code == 403 and "read-only" in answer.text


def test_methods_that_the_protocol_does_not_know_are_refused(site: Site) -> None:
    assert site.request("PUT", "/sparql?query=ASK%7B%7D").status_code == 405
    assert site.request("DELETE", "/sparql").status_code == 405
    assert "POST" in site.request("OPTIONS", "/sparql").headers["allow"]
    assert site.request("POST", "/sparql", content="ASK{}", headers={"content-type": "text/plain"}).status_code == 415


# --- description, caching, compression, other origins


def test_the_service_describes_itself(site: Site) -> None:
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    described = rdflib.Graph().parse(data=site.request("GET", "/sparql", headers={"accept": "text/turtle"}).text, format="turtle")
    [service] = described.subjects(rdflib.RDF.type, sd.Service)
    assert str(described.value(service, sd.endpoint)) == "http://127.0.0.1:8000/sparql"
    assert sd.UnionDefaultGraph in set(described.objects(service, sd.feature)) and sd.SPARQL11Query in set(described.objects(service, sd.supportedLanguage))
    assert site.get("/sparql").headers["location"] == "/query"


def test_an_answer_is_known_again_until_the_graph_changes(tmp_path: Path) -> None:
    store = build_store(tmp_path / "store", {"2031-05-06": ("Chip:Y1 hasCore Core:K1",)})
    with Site(Settings(store)) as site:
        first = ask(site, SHORT)
        tag = first.headers["etag"]
        assert ask(site, SHORT, if_none_match=f'"x", {tag}').status_code == 304
        assert ask(site, SHORT, "text/csv", if_none_match=tag).status_code == 200
        assert "etag" not in ask(site, "SELECT (NOW() AS ?n) {}").headers
        build_store(store, {"2031-05-06": ("Chip:Y1 hasCore Core:K1", "Chip:Y2 hasCore Core:K1")})
        second = ask(site, SHORT, if_none_match=tag)
        assert second.status_code == 200 and second.headers["etag"] != tag
        assert len(second.json()["results"]["bindings"]) == 2


def test_answers_are_compressed_where_the_client_takes_that(site: Site) -> None:
    text = "SELECT * { ?s ?p ?o } LIMIT 200"
    small = ask(site, text, accept_encoding="gzip")
    plain = ask(site, text, accept_encoding="identity")
    assert small.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert small.json() == plain.json() and int(small.headers["content-length"]) < int(plain.headers["content-length"]) / 2


def test_other_origins_may_ask_where_that_is_set(store: Path, site: Site) -> None:
    assert "access-control-allow-origin" not in ask(site, SHORT, origin="https://notebook.example").headers
    with Site(Settings(store, cors=("https://notebook.example",), token="secret")) as open_site:
        preflight = open_site.request("OPTIONS", "/sparql", headers={"origin": "https://notebook.example", "access-control-request-method": "POST"})
        assert preflight.headers["access-control-allow-origin"] == "https://notebook.example"
        assert "access-control-allow-origin" not in ask(open_site, SHORT, origin="https://other.example").headers
        answer = ask(open_site, SHORT, origin="https://notebook.example", authorization="Bearer secret")
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "https://notebook.example")


# --- clients as people use them


@pytest.mark.parametrize("method", ["GET", POST_METHOD])
def test_sparqlwrapper(method: str, server: Served) -> None:
    client = SPARQLWrapper(server.url + "/sparql")
    client.setMethod(method)
    client.setQuery("PREFIX edge: <https://w3id.org/edgekg/ontology#> " + SHORT)
    client.setReturnFormat(JSON)
    assert [row["chip"]["value"] for row in client.queryAndConvert()["results"]["bindings"]] == CHIPS
    client.setReturnFormat(XML)
    assert CHIPS[0] in client.queryAndConvert().toxml()
    client.setReturnFormat(CSV)
    assert [row["chip"] for row in csv.DictReader(io.StringIO(client.queryAndConvert().decode()))] == CHIPS
    client.setQuery("PREFIX edge: <https://w3id.org/edgekg/ontology#> " + TRIPLES)
    client.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=client.queryAndConvert(), format="turtle")) == 2


def test_rdflibs_store(server: Served) -> None:
    graph = rdflib.Graph(SPARQLStore(server.url + "/sparql", method="POST_FORM"))
    assert [str(row.chip) for row in graph.query("PREFIX edge: <https://w3id.org/edgekg/ontology#> " + SHORT)] == CHIPS
    core = rdflib.URIRef("https://w3id.org/edgekg/id/core/cortex-a78")
    assert {str(s) for s in graph.subjects(rdflib.URIRef("https://w3id.org/edgekg/ontology#hasCore"), core)} == set(CHIPS)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(server: Served) -> None:
    def curl(*options: str) -> str:
        return subprocess.run(["curl", "--silent", "--show-error", "--fail-with-body", *options, server.url + "/sparql"], capture_output=True, text=True, check=True).stdout

    assert json.loads(curl("--data-urlencode", f"query={SHORT}"))["results"]["bindings"]
    assert curl("-G", "--data-urlencode", f"query={SHORT}", "-H", "Accept: text/csv").splitlines()[1:] == CHIPS
    assert curl("--compressed", "--data-binary", SHORT, "-H", "Content-Type: application/sparql-query", "-H", "Accept: text/csv").splitlines()[1:] == CHIPS


def test_kg_itself_as_a_client(server: Served) -> None:
    with kg.open(server.url + "/sparql") as graph:
        assert [row["chip"] for row in graph.query(SHORT)] == CHIPS
        assert graph.entity("迅鲲1300T").type == "Chip"
        with pytest.raises(QueryError, match=r"line 1, column \d+, near"):
            graph.query("SELECT * { ?s nope:nope ?o }")
        assert {type(t) for t in graph.query(TRIPLES).triples or ()} == {ox.Triple}


def test_head_says_what_get_would(server: Served) -> None:
    answer = httpx.head(server.url + "/sparql", params={"query": SHORT})
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/sparql-results+json" and not answer.content


def test_the_server_tells_in_one_line_what_is_wrong_with_a_call(tmp_path: Path, server: Served) -> None:
    assert "no store there" in call("--store", str(tmp_path / "nowhere"))
    assert "serve needs the folder" in call("--store", "https://a.example/sparql")
    store = build_store(tmp_path / "store", {"2031-05-06": ("Chip:Y1",)})
    assert "another program listens there" in call("--store", str(store), "--port", server.url.rsplit(":", 1)[1])
    with serving(store) as second:
        assert second.query("ASK {}").json()["boolean"] is True
