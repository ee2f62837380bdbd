"""How `kg serve` bears load: ``python bench/serve.py STORE``. Clients ask the named queries with their examples, a hostile client sends cross joins and huge bodies.

Prints JSON: answers, errors (anything but 200), and times of each query and of all, with the hostile client and without; exits with 1 where there was an
error. ``bench/million.py`` makes a large store to serve.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg import queries

CROSS_JOIN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
MEMORY_BOMB = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


@contextmanager
def serving(store: Path) -> Iterator[str]:
    """Run a server; give its address."""
    process = subprocess.Popen([sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0"], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    found = re.search(r"at (http://\S+?)/ ", line)
    if found is None:
        raise SystemExit(line)
    try:
        yield found[1]
    finally:
        process.terminate()
        process.wait(30)


def ask(address: str, text: str, seconds: float = 60.0) -> int:
    """Send a query; return the status."""
    form = urllib.parse.urlencode({"query": text}).encode()
    try:
        with urllib.request.urlopen(f"{address}/sparql", form, timeout=seconds) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def client(address: str, texts: dict[str, str], until: float, seed: int, times: dict[str, list[float]], errors: dict[str, int]) -> None:
    """Ask one query after another, in an order of its own."""
    chance = random.Random(seed)
    while time.monotonic() < until:
        name = chance.choice(sorted(texts))
        started = time.monotonic()
        try:
            status = ask(address, texts[name])
        except OSError as error:
            status = -1
            print(name, error, file=sys.stderr)
        times[name].append(time.monotonic() - started)
        if status != 200:
            errors[f"{name}: {status}"] += 1


def hostile(address: str, until: float, tried: dict[str, int]) -> None:
    """Send what means ill, as fast as it is answered."""
    chance = random.Random(0)
    while time.monotonic() < until:
        with suppress(OSError):
            if chance.random() < 0.3:
                tried["huge body"] += 1  # the server may hang up before all of it is sent
                request = urllib.request.Request(f"{address}/sparql", b"x" * (8 << 20), {"Content-Type": "application/sparql-query"})
                with suppress(urllib.error.HTTPError):
                    urllib.request.urlopen(request, timeout=30).read()
            else:
                tried[str(ask(address, chance.choice([CROSS_JOIN, MEMORY_BOMB, ENDLESS])))] += 1


def load(address: str, clients: int, seconds: float, with_hostile: bool) -> dict[str, object]:
    """Load a server; return what came of it."""
    texts = {query.name: queries.render(query.name, **query.example_values) for query in queries.named_queries()}
    times: dict[str, list[float]] = defaultdict(list)
    errors: dict[str, int] = defaultdict(int)
    tried: dict[str, int] = defaultdict(int)
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=client, args=(address, texts, until, seed, times, errors)) for seed in range(clients)]
    threads += [threading.Thread(target=hostile, args=(address, until, tried)) for _ in range(2 if with_hostile else 0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = sorted(t for found in times.values() for t in found)
    slowest = sorted(((round(statistics.median(found), 2), name) for name, found in times.items()), reverse=True)[:5]
    return {
        "answers": len(every), "errors": sum(errors.values()), "by_query": dict(errors), "p50": _quantile(every, 0.5), "p95": _quantile(every, 0.95), "most": round(every[-1], 2),
        "slowest": [f"{name} {median} s" for median, name in slowest], **({"hostile": dict(tried)} if with_hostile else {}),
    }  # fmt: skip


def _quantile(ordered: list[float], part: float) -> float:
    return round(ordered[min(int(len(ordered) * part), len(ordered) - 1)], 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60.0)
    arguments = parser.parse_args()
    failed = 0
    for with_hostile in (False, True):
        with serving(arguments.store) as address:
            found = load(address, arguments.clients, arguments.seconds, with_hostile)
            print(json.dumps({"hostile_client": with_hostile, **found}, ensure_ascii=False), flush=True)
            failed += int(str(found["errors"]))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
