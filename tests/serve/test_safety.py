"""A visitor can't hurt the server: not its time, not its memory, not its processor, not other visitors, not other servers."""

from __future__ import annotations

import contextlib
import os
import random
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from served import CROSS_JOIN, MEMORY_BOMB, SHORT, Served, build_store, serving

STOPPED = {408, 503, 504}


@pytest.fixture
def listener() -> Iterator[tuple[str, list[object]]]:
    """An address on this machine that notes who connects."""
    seen: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)

        def accept() -> None:
            while listening.fileno() >= 0:
                with contextlib.suppress(TimeoutError, OSError):
                    connection, peer = listening.accept()
                    seen.append(peer)
                    connection.close()

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/", seen


# --- time, processor, memory, size


@pytest.mark.parametrize("limit", ["1", "0.3"])
def test_a_query_is_stopped_at_its_limit_and_says_so(limit: str, server: Served) -> None:
    started = time.monotonic()
    answer = server.query(CROSS_JOIN, timeout=limit)
    assert answer.status_code in STOPPED and f"after {limit} s" in answer.text
    assert time.monotonic() - started < float(limit) + 1


def test_nobody_gets_more_than_the_servers_own_limit(server: Served) -> None:
    started = time.monotonic()
    assert server.query(CROSS_JOIN, timeout="1000").status_code in STOPPED
    assert time.monotonic() - started < 3 + 1


def test_the_processor_of_a_stopped_query_is_free_again(server: Served) -> None:
    server.query(CROSS_JOIN, timeout="0.5")
    time.sleep(0.3)
    before = server.processor_seconds()
    time.sleep(1)
    assert server.processor_seconds() - before < 0.3


def test_a_query_whose_client_is_gone_is_stopped(server: Served) -> None:
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(server.url + "/sparql", params={"query": CROSS_JOIN}, timeout=0.5)
    time.sleep(0.7)
    before = server.processor_seconds()
    time.sleep(1)
    assert server.processor_seconds() - before < 0.3


def test_a_query_that_takes_too_much_memory_ends_alone(server: Served) -> None:
    answer = server.query(MEMORY_BOMB)
    assert answer.status_code in STOPPED
    assert server.query(SHORT).status_code == 200


@pytest.mark.parametrize("text", ["SELECT * { ?a ?b ?c . ?d ?e ?f }", "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f }"])
def test_an_answer_may_not_be_endless(text: str, server: Served) -> None:
    answer = server.query(text)
    assert answer.status_code == 413 and "2000" in answer.text
    assert server.query(f"{text} LIMIT 1500").status_code == 200


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rows_are_counted_in_every_format(form: str, server: Served) -> None:
    rows = "SELECT ?a ?c { ?a ?b ?c . ?d ?e ?f } LIMIT "
    assert server.query(rows + "2000", format=form).status_code == 200
    assert server.query(rows + "2001", format=form).status_code == 413


def test_a_query_that_nests_too_deep_is_refused(server: Served) -> None:
    answer = httpx.post(server.url + "/sparql", data={"query": "ASK " + "{" * 20000 + "}" * 20000}, timeout=30)
    assert answer.status_code == 400 and "nests" in answer.text
    answer = httpx.post(server.url + "/sparql", data={"query": f"ASK {{ FILTER({'!' * 30000}true) }}"}, timeout=30)
    assert answer.status_code == 400


# --- other servers


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ BIND(<{0}> AS ?g) SERVICE ?g {{ ?s ?p ?o }} }}",
        "SELECT * {{ \\u0053ERVICE <{0}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ ?a ?q ?b FILTER(?a<?b)SERVICE#>\n<{0}>{{ ?s ?p ?o }} }}",
        "SELECT * {{ {{ SELECT * {{ service<{0}>{{ ?s ?p ?o }} }} }} }}",
        "LOAD <{0}>",
        "LOAD SILENT <{0}> INTO GRAPH <urn:g>",
    ],
)
def test_no_other_server_is_asked(text: str, server: Served, listener: tuple[str, list[object]]) -> None:
    address, seen = listener
    answer = server.query(text.format(address))
    assert answer.status_code == 403 and "refused" in answer.text
    assert server.query(f"SELECT * FROM <{address}> {{ ?s ?p ?o }}").json()["results"]["bindings"] == []
    time.sleep(0.15)
    assert seen == []


def test_the_word_service_in_a_text_or_an_iri_is_no_service(server: Served) -> None:
    assert server.query("ASK { FILTER(CONTAINS('a SERVICE { }', 'SERVICE')) GRAPH <http://a.example/service/b> { ?service ?p ?o } } # SERVICE").status_code == 200


# --- other visitors


def test_a_short_query_beside_twelve_that_never_end(store: Path) -> None:
    with serving(store, "--timeout", "6") as served, ThreadPoolExecutor(16) as threads:
        runaways = [threads.submit(served.query, CROSS_JOIN) for _ in range(12)]
        time.sleep(1)
        seconds = []
        for _ in range(5):
            started = time.monotonic()
            assert served.query(SHORT).status_code == 200
            assert served.get("/id/chip/kompanio-1300t").status_code == 200
            seconds.append(time.monotonic() - started)
        assert max(seconds) < 5, seconds
        assert {future.result().status_code for future in runaways} <= STOPPED


def test_more_than_the_server_can_run_wait_a_while_and_are_then_turned_away(store: Path) -> None:
    with serving(store, "--timeout", "10", "--workers", "2", "--queue", "3") as served, ThreadPoolExecutor(16) as threads:
        started = time.monotonic()
        runaways = [threads.submit(served.query, CROSS_JOIN) for _ in range(8)]
        time.sleep(1)
        refused = [future.result() for future in runaways if future.done()]
        assert refused and all(answer.status_code in {429, 503} and int(answer.headers["retry-after"]) > 0 for answer in refused)
        while (answer := served.query(SHORT)).status_code == 503:  # the queue is full: as a client should, it tries again
            time.sleep(0.5)
        assert answer.status_code == 200 and time.monotonic() - started < 15
        for future in runaways:
            future.cancel()
        assert {future.result().status_code for future in runaways if not future.cancelled()} <= STOPPED


def test_hostile_clients_do_not_keep_good_ones_from_their_answers(store: Path) -> None:
    with serving(store, "--timeout", "2", "--memory", "128") as served, ThreadPoolExecutor(20) as threads:
        over = threading.Event()
        hostile = [threads.submit(_hostile, served, seed, over) for seed in range(8)]
        seconds, statuses = [], []
        until = time.monotonic() + 8
        while time.monotonic() < until:
            for send in (lambda: served.query(SHORT), lambda: served.get("/"), lambda: served.get("/suggest.json", q="1300"), lambda: served.get("/id/chip/kompanio-1300t")):
                started = time.monotonic()
                statuses.append(send().status_code)
                seconds.append(time.monotonic() - started)
        over.set()
        assert sum(future.result() for future in hostile) > 20
        assert set(statuses) == {200}, statuses
        assert len(statuses) >= 8 and max(seconds) < 10, (len(statuses), max(seconds))
        assert served.process.poll() is None


def _hostile(served: Served, seed: int, over: threading.Event) -> int:
    """One client that means ill, in all the ways it knows; how often it tried."""
    chance = random.Random(seed)
    where = urlsplit(served.url)
    tried = 0

    def send_bytes(data: bytes) -> None:
        with socket.create_connection((where.hostname or "", where.port or 0), timeout=3) as connection:
            connection.sendall(data)
            connection.settimeout(1)
            with contextlib.suppress(TimeoutError):
                connection.recv(1000)

    ways = [
        lambda: served.query(CROSS_JOIN),
        lambda: served.query(MEMORY_BOMB),
        lambda: served.query("SELECT * { ?s ?p ?o . ?a ?b ?c }"),
        lambda: httpx.post(served.url + "/sparql", content=b"x" * (4 << 20), headers={"content-type": "application/sparql-query"}, timeout=20),
        lambda: httpx.post(served.url + "/sparql", data={"query": "ASK {" + "{" * 50000}, timeout=20),
        lambda: served.get("/query", query=CROSS_JOIN),
        lambda: served.get("/ask", q="哪些" * 100),
        lambda: served.get("/search", q="%00" + "a" * 90),
        lambda: send_bytes(chance.randbytes(2000)),
        lambda: send_bytes(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"x: " + b"y" * (1 << 20)),
        lambda: send_bytes(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"),
        lambda: send_bytes(b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n"),
        lambda: send_bytes(f"GET /sparql?query={quote(CROSS_JOIN)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()),
    ]
    while not over.is_set():
        with contextlib.suppress(httpx.HTTPError, OSError):
            chance.choice(ways)()
        tried += 1
    return tried


# --- builds, and the end


def test_no_request_fails_while_builds_land(tmp_path: Path) -> None:
    store = build_store(tmp_path / "store", {"2031-05-06": ("Chip:Y0 hasCore Core:K1",)})
    with serving(store) as served, ThreadPoolExecutor(4) as threads:
        over = threading.Event()

        def ask(path: str) -> set[int]:
            found = set()
            with httpx.Client(base_url=served.url, timeout=30) as client:
                while not over.is_set():
                    found.add(client.get(path).status_code)
            return found

        asking = [threads.submit(ask, path) for path in (f"/sparql?query={quote(SHORT)}", "/", "/id/chip/y0", f"/query?query={quote(SHORT)}")]
        for number in range(1, 8):
            build_store(store, {"2031-05-06": tuple(f"Chip:Y{n} hasCore Core:K1" for n in range(number + 1))})
            assert len(served.query(SHORT).json()["results"]["bindings"]) == number + 1
        over.set()
        assert [future.result() for future in asking] == [{200}] * 4


def test_no_process_outlives_the_server(store: Path) -> None:
    with serving(store) as served, ThreadPoolExecutor(2) as threads:
        threads.submit(served.query, CROSS_JOIN)
        time.sleep(1)
        family = served.family()
        assert len(family) >= 3
        served.process.kill()
        for _ in range(50):
            alive = {pid for pid in family if os.path.exists(f"/proc/{pid}") and "(zombie)" not in Path(f"/proc/{pid}/status").read_text()}
            if not alive:
                break
            time.sleep(0.1)
        assert alive == set()
