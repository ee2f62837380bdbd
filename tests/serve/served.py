"""A small store to serve, and servers that serve it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx
import pyoxigraph as ox
from small_world import annotate, folder, source

from kg.builder import Settings as BuildSettings
from kg.builder import build
from kg.serve.app import create_app
from kg.serve.settings import Settings
from kg.vocabulary import ontology_folder

HERE = Path(__file__).parent
W3C = HERE / "w3c-protocol"
SCRIPT = "<script>alert(1)</script>"
OLDER = (
    "Chip:Kompanio_1300T=迅鲲1300T,K<b>1300T hasCore Core:Cortex-A78 count=4",
    "Chip:Kompanio_1300T developedBy Organization:联发科=MediaTek",
    "Chip:Kompanio_1300T manufacturedBy Organization:台积电=TSMC !rumored",
    "Chip:Kompanio_1300T processNode '6_nm'",
    "Chip:Snapdragon_888 hasCore Core:Cortex-A78 count=3 frequency=2.4_GHz",
    "Chip:Snapdragon_888 manufacturedBy Organization:三星 !planned",
    f'Chip:{SCRIPT} developedBy Organization:"onmouseover=alert(1)//',
    "Software:'or_1=1--} hasCore Core:Cortex-A78".replace("hasCore", "supports"),
)
NEWER = (
    "Chip:Kompanio_1300T manufacturedBy Organization:台积电",
    "Chip:Snapdragon_888 manufacturedBy Organization:三星 !denied",
    "Chip:Kompanio_1300T processNode '7_nm'",
    "Device:Tablet_V7 usesChip Chip:Kompanio_1300T !rumored",
)
BRIEFINGS = {"2031-05-06": OLDER, "2031-06-07": NEWER}
CROSS_JOIN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
MEMORY_BOMB = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
SHORT = "SELECT ?chip { ?chip edge:hasCore ?core } ORDER BY ?chip"


def build_store(path: Path, briefings: dict[str, tuple[str, ...]] = BRIEFINGS, *, w3c: bool = False) -> Path:
    """Build a store in the language of `small_world`; with the data of the W3C's tests in it where that is asked for."""
    files = [source(stem, *lines) for stem, lines in briefings.items()]
    build(path, folder(*files), BuildSettings(annotate, fingerprint="small", ontology=ontology_folder() / "edge.ttl"))
    if w3c:
        name = (path / "CURRENT").read_text().strip()
        engine = ox.Store(str(path / "snapshots" / name / "data"))
        for number in (1, 2, 3):
            graph = ox.NamedNode(f"http://kasei.us/2009/09/sparql/data/data{number}.rdf")
            engine.load(path=str(W3C / f"data{number}.nt"), format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
        engine.flush()
    return path


@dataclass
class Served:
    """A server that runs in a process of its own."""

    url: str
    process: subprocess.Popen[str]

    def get(self, path: str, **parameters: str) -> httpx.Response:
        return httpx.get(self.url + path, params=parameters or None, timeout=60)

    def query(self, text: str, **parameters: str) -> httpx.Response:
        return self.get("/sparql", query=text, **parameters)

    def family(self) -> set[int]:
        """The processes that it has started, and those that they have."""
        parents = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                with contextlib.suppress(OSError):
                    parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found - {self.process.pid}

    def processor_seconds(self) -> float:
        """The processor time that it and its processes have taken so far; of those that still run."""
        ticks = 0
        for pid in {self.process.pid, *self.family()}:
            with contextlib.suppress(OSError):
                ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def serving(store: Path, *options: str) -> Iterator[Served]:
    """Run ``kg serve`` on a free port."""
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0", *options]
    environment = {name: value for name, value in os.environ.items() if name not in {"KG_TOKEN", "KG_STORE"}}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"at (http://\S+?)/ ", line)
    assert found, line
    served = Served(found[1].replace("0.0.0.0", "127.0.0.1"), process)
    try:
        _wait_for(served)
        yield served
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)
        process.stderr.close()


def _wait_for(served: Served) -> None:
    for _ in range(200):
        with contextlib.suppress(httpx.TransportError):
            httpx.get(served.url + "/static/site.css", timeout=5)
            return
        time.sleep(0.05)
    raise AssertionError("the server does not answer")


class Site:
    """The application in this process: no socket, no network."""

    def __init__(self, settings: Settings) -> None:
        self._app = create_app(settings)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._stack = contextlib.AsyncExitStack()

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._stack.enter_async_context(self._app.router.lifespan_context(self._app)))
        return self

    def __exit__(self, *error: object) -> None:
        self._run(self._stack.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request; ``headers`` and ``content`` as in httpx."""
        return self._run(self._request(method, path, options))

    async def _request(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        headers = {"host": "127.0.0.1:8000"} | options.pop("headers", {})
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self._app), base_url="http://127.0.0.1:8000") as client:
            return await client.request(method, path, headers=headers, **options)

    def get(self, path: str, accept: str = "text/html", language: str = "en", **options: Any) -> httpx.Response:
        """Get a page as a browser does."""
        headers = {"accept": accept, "accept-language": language} | options.pop("headers", {})
        return self.request("GET", path, headers=headers, **options)


def call(*options: str) -> str:
    """Run a ``kg serve`` that can't start; what it says."""
    done = subprocess.run([sys.executable, "-m", "kg", "serve", *options], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr
