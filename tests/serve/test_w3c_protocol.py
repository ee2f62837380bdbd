"""The W3C's tests of the SPARQL 1.1 Protocol: its query part passes, and every update is refused."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
import pytest
import rdflib
from rdflib.collection import Collection
from served import W3C, Served

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
TABULAR = ("application/sparql-results+xml", "application/sparql-results+json", "text/csv", "text/tab-separated-values")
BOOLEAN = TABULAR[:2]
RDF = ("application/rdf+xml", "text/turtle", "application/n-triples")


@dataclass(frozen=True)
class Exchange:
    """A request of a test and what has to come back."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: tuple[str, ...]
    format: str
    boolean: bool | None

    @property
    def is_query(self) -> bool:
        return self.headers.get("content-type") == "application/sparql-query"


def exchanges() -> dict[str, list[Exchange]]:
    manifest = rdflib.Graph().parse(W3C / "manifest.ttl")
    [entries] = manifest.objects(predicate=MF.entries)
    found = {}
    for test in Collection(manifest, entries):
        action = manifest.value(test, MF.action)
        requests = Collection(manifest, manifest.value(action, HT.requests))
        found[str(test).rsplit("#", 1)[-1].rsplit("/", 1)[-1]] = [_exchange(manifest, request) for request in requests]
    return found


def _exchange(manifest: rdflib.Graph, request: rdflib.term.Node) -> Exchange:
    headers = {}
    if listed := manifest.value(request, HT.headers):
        for header in Collection(manifest, listed):
            headers[str(manifest.value(header, HT.fieldName))] = str(manifest.value(header, HT.fieldValue))
    body = manifest.value(request, HT.body)
    content = None if body is None else str(manifest.value(body, CNT.chars)).encode(str(manifest.value(body, CNT.characterEncoding)))
    answer = manifest.value(request, HT.resp)
    boolean = manifest.value(answer, MF.expectedBoolean)
    return Exchange(
        method=str(manifest.value(request, HT.methodName)), path=str(manifest.value(request, HT.absolutePath)), headers=headers, body=content,
        statuses=tuple(str(status)[-3] for status in manifest.objects(answer, MF.expectedStatus)), format=str(manifest.value(answer, MF.expectedFormat) or ""),
        boolean=None if boolean is None else bool(boolean.toPython()),
    )  # fmt: skip


EXCHANGES = exchanges()
QUERIES = [name for name in EXCHANGES if "update" not in name]
UPDATES = [name for name in EXCHANGES if "update" in name]


def _send(server: Served, step: Exchange) -> httpx.Response:
    return httpx.request(step.method, server.url + step.path, headers=step.headers, content=step.body, timeout=30)


def test_the_suite_is_all_there() -> None:
    assert (len(EXCHANGES), len(QUERIES), len(UPDATES)) == (34, 20, 14)


@pytest.mark.parametrize("name", QUERIES)
def test_queries_are_answered_as_the_suite_has_it(name: str, server: Served) -> None:
    for step in EXCHANGES[name]:
        answer = _send(server, step)
        assert str(answer.status_code)[0] in step.statuses, answer.text
        kind = answer.headers["content-type"].split(";")[0]
        expected = {"boolean": BOOLEAN, "tabular": TABULAR, "RDF": RDF}.get(step.format)
        assert expected is None or kind in expected
        if step.boolean is not None:
            assert answer.json()["boolean"] is step.boolean


@pytest.mark.parametrize("name", UPDATES)
def test_updates_are_refused(name: str, server: Served) -> None:
    before = server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").text
    for step in EXCHANGES[name]:
        if not step.is_query:  # the suite then asks what an update has done
            answer = _send(server, step)
            assert 400 <= answer.status_code < 500 and answer.text.strip()
    assert server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").text == before
