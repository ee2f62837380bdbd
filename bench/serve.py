"""How `kg serve` bears load: ``python bench/serve.py STORE``. Clients ask the named queries, a hostile client sends cross joins and huge bodies.

Half of what they ask are the examples of the queries; the other half ask for other things, days and classes of the store, so that no two ask the same.
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
from dataclasses import dataclass
from pathlib import Path

import kg
from kg import queries
from kg.model import STATUSES

CROSS_JOIN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
MEMORY_BOMB = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


CLASSES = {
    "chip": "Chip", "core": "Core", "device": "Device", "isa": "ISA", "software": "Software", "person": "Person", "dataset": "Dataset", "base": "Software",
    "proposed": "Model", "platform": "Software", "thing": "Chip",
}  # fmt: skip
"""What the parameters that take a thing are asked with; those that aren't here take organizations."""

NAMES = 300


@dataclass(frozen=True)
class Store:
    """What of a store clients can ask for: names of things by class, days, stems of briefings."""

    names: dict[str, list[str]]
    days: list[str]
    briefings: list[str]

    @classmethod
    def read(cls, path: Path, chance: random.Random) -> Store:
        """Pick some of each."""
        with kg.open(path) as graph:
            counts = graph.index.counts()
            kinds = {*CLASSES.values(), "Organization"} & counts.keys()
            names = {kind: [graph.index.page(kind, chance.randrange(counts[kind]), 1)[0].label for _ in range(min(NAMES, counts[kind]))] for kind in sorted(kinds)}
            rows = list(graph.query("SELECT ?stem ?day { ?b a edge:Briefing ; dcterms:identifier ?stem OPTIONAL { ?b dcterms:date ?day } }"))
        return cls(names, sorted({str(row["day"]) for row in rows if row["day"]}), sorted({str(row["stem"]) for row in rows}))

    def other(self, query: queries.NamedQuery, chance: random.Random) -> str:
        """Return the text of a query about something else than its example."""
        values: dict[str, str] = dict(query.example_values)
        things = [p for p in query.parameters if p.type == "thing"]
        if things and not values.keys() & {p.name for p in things}:
            values[things[0].name] = ""
        for name in values:
            parameter = query.parameter(name)
            if parameter.type == "thing":
                values[name] = chance.choice(self.names[CLASSES.get(name, "Organization")])
            elif parameter.type == "date":
                values[name] = chance.choice(self.days)
            elif parameter.type == "status":
                values[name] = chance.choice(STATUSES)
            elif name == "briefing":
                values[name] = chance.choice(self.briefings)
        if any(p.name == "language" for p in query.parameters):
            values["language"] = chance.choice(["en", "zh"])
        return queries.render(query.name, **values)


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


def client(address: str, store: Store, until: float, seed: int, times: dict[tuple[str, bool], list[float]], errors: dict[str, int]) -> None:
    """Ask one query after another, in an order of its own."""
    chance = random.Random(seed)
    catalogue = queries.named_queries()
    while time.monotonic() < until:
        query = chance.choice(catalogue)
        name, as_told = query.name, chance.random() < 0.5
        text = queries.render(name, **query.example_values) if as_told else store.other(query, chance)
        started = time.monotonic()
        try:
            status = ask(address, text)
        except OSError as error:
            status = -1
            print(name, error, file=sys.stderr)
        times[name, as_told].append(time.monotonic() - started)
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


def load(address: str, store: Store, clients: int, seconds: float, with_hostile: bool) -> dict[str, object]:
    """Load a server; return what came of it."""
    times: dict[tuple[str, bool], list[float]] = defaultdict(list)
    errors: dict[str, int] = defaultdict(int)
    tried: dict[str, int] = defaultdict(int)
    until = time.monotonic() + seconds
    threads = [threading.Thread(target=client, args=(address, store, until, seed, times, errors)) for seed in range(clients)]
    threads += [threading.Thread(target=hostile, args=(address, until, tried)) for _ in range(2 if with_hostile else 0)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = sorted(t for found in times.values() for t in found)
    examples = sorted(t for (_, as_told), found in times.items() if as_told for t in found)
    others = sorted(t for (_, as_told), found in times.items() if not as_told for t in found)
    slowest = sorted(((round(statistics.median(found), 2), name) for (name, _), found in times.items()), reverse=True)[:8]
    return {
        "answers": len(every), "errors": sum(errors.values()), "by_query": dict(errors), "p50": _quantile(every, 0.5), "p95": _quantile(every, 0.95),
        "p95_examples": _quantile(examples, 0.95), "p95_others": _quantile(others, 0.95), "most": round(every[-1], 2),
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
    store = Store.read(arguments.store, random.Random(0))
    for with_hostile in (False, True):
        with serving(arguments.store) as address:
            found = load(address, store, arguments.clients, arguments.seconds, with_hostile)
            print(json.dumps({"hostile_client": with_hostile, **found}, ensure_ascii=False), flush=True)
            failed += int(str(found["errors"]))
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
