"""How the graph page bears many things: ``python bench/graph_page.py STORE --things 50000``.

The server is asked for as much of STORE as it gives at once, twice: first when it has derived nothing yet, then again. The picture is measured with a graph
made here, of as many things as asked for and about twice as many edges, spread as in real ones (a few things have very many): in headless Chromium, the seconds
until the first picture, and frames a second while it is dragged about, with the layout running, at rest, and zoomed in. Prints JSON.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import math
import os
import shutil
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import networkx as nx
from playwright.sync_api import Page, sync_playwright
from serve import serving

from kg.model import ENTITY_TYPES
from kg.model import PREDICATES as KNOWN

CLASSES, PREDICATES = (*ENTITY_TYPES, "ProcessNode"), tuple(KNOWN)
_COUNT = "window.frames_ = []; (function frame(t) { window.frames_.push(t); requestAnimationFrame(frame) })(performance.now())"


def drag(page: Page, seconds: float) -> dict[str, float]:
    """Drag the picture round in circles; return how many frames a second there were."""
    box = page.locator("#graph-canvas").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y + 60)
    page.mouse.down()
    page.evaluate(_COUNT)
    until, turn = time.monotonic() + seconds, 0.0
    while time.monotonic() < until:
        turn += 0.15
        page.mouse.move(x + 120 * math.sin(turn), y + 60 * math.cos(turn))
    times: list[float] = page.evaluate("window.frames_")
    page.mouse.up()
    gaps = sorted(b - a for a, b in itertools.pairwise(times))
    return {"frames_a_second": round(len(gaps) / (times[-1] - times[0]) * 1000, 1), "p95_ms": round(gaps[int(len(gaps) * 0.95)], 1), "most_ms": round(gaps[-1], 1)}


def invented(things: int) -> bytes:
    """Return a part of a graph as the server gives it: each thing is tied to two that came before it, the likelier the more are tied to them already."""
    graph = nx.barabasi_albert_graph(things, 2, seed=7)
    statuses = ("asserted",) * 8 + ("planned", "rumored")
    nodes = [{"id": f"id:{CLASSES[n % 12].lower()}/t{n}", "type": CLASSES[n % 12], "label": f"Thing {n}", "labels": {"en": f"Thing {n}"}, "degree": graph.degree[n]} for n in graph]
    edges = [
        {"source": nodes[b]["id"], "target": nodes[a]["id"], "predicate": PREDICATES[(a + b) % len(PREDICATES)], "status": statuses[b % 10], "date": f"20{20 + b % 5}-0{1 + a % 9}-15", "claims": 1}
        for a, b in graph.edges
    ]  # fmt: skip
    return json.dumps({"starts": [], "path": None, "nodes": nodes, "edges": edges, "left_out": {"nodes": 0, "edges": 0}}).encode()


def answered(address: str, most: int) -> dict[str, Any]:
    """Ask the server for a large part of its graph."""
    started = time.monotonic()
    request = urllib.request.Request(f"{address}/graph.json?most={most}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=300) as answer:
        body = answer.read()
    found = json.loads(gzip.decompress(body))
    return {"seconds": round(time.monotonic() - started, 1), "nodes": len(found["nodes"]), "edges": len(found["edges"]), "compressed_bytes": len(body)}


def measure(address: str, things: int, seconds: float) -> dict[str, Any]:
    """Open the page with an invented graph and measure."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    body = invented(things)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(base_url=address, viewport={"width": 1280, "height": 900})
        page.route("**/graph.json*", lambda route: route.fulfill(body=body, content_type="application/json"))
        page.goto("/graph?most=1", timeout=120_000)
        started = time.monotonic()
        page.wait_for_selector("#graph[data-ready]", timeout=180_000)
        found: dict[str, Any] = {"shown": page.inner_text(".graph-state"), "picture_seconds": round(time.monotonic() - started, 1)}
        print(found, file=sys.stderr, flush=True)
        page.wait_for_timeout(3000)
        found["while_arranging"] = drag(page, seconds)
        print(found["while_arranging"], file=sys.stderr, flush=True)
        page.locator("[data-do=layout]").click(timeout=120_000)
        page.wait_for_timeout(2000)
        found["at_rest"] = drag(page, seconds)
        print(found["at_rest"], file=sys.stderr, flush=True)
        for _ in range(3):
            page.locator("[data-do=in]").click()
            page.wait_for_timeout(400)
        found["zoomed_in"] = drag(page, seconds)
        found["renderer"] = page.evaluate("(() => { const gl = document.createElement('canvas').getContext('webgl2'); return gl.getParameter(gl.RENDERER) })()")
        browser.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--things", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=8.0, help="how long each drag takes")
    parser.add_argument("--no-server", dest="server", action="store_false", help="measure the picture only")
    arguments = parser.parse_args()
    with serving(arguments.store) as address:
        found = {"server": [answered(address, arguments.things) for _ in range(2)] if arguments.server else [], "picture": measure(address, arguments.things, arguments.seconds)}
    print(json.dumps({**found, "load": os.getloadavg()}, indent=1))


if __name__ == "__main__":
    main()
