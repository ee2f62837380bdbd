"""Make a store of many claims that keeps the shape of a real one: ``python bench/million.py STORE OUT --claims 1000000``.

The things and claims of STORE are repeated under new names until there are enough. What many briefings share (organizations, cores, instruction sets, process
nodes, venues, data sets) is not repeated, so that hubs grow with the graph as they do in real ones: a foundry then has hundreds of times the chips.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

import kg
from kg import things_file
from kg.model import BASE
from kg.snapshots import SnapshotFolder

COPIED = ("chip", "device", "software", "model", "paper", "person")
"""Classes of things that each copy has of its own; in the path of an IRI."""

_MARK = "\0"
_IRI = re.compile(rf"<{BASE}(?:id/(?:{'|'.join(COPIED)})|briefing|claim)/[^/>\s]+")
_NAME = re.compile(r'((?:rdf-schema#label|core#altLabel|ontology#name|ontology#label|ontology#alias)> "(?:[^"\\]|\\.)*)"')
_STEM = re.compile(rf'(<{BASE}briefing/\S+ <http://purl.org/dc/terms/identifier> "[^"]*)"')
_NAMES_COPIED = re.compile(rf"(<\S+>) <{BASE}ontology#names> <{BASE}id/(?:{'|'.join(COPIED)})/")
_COPIED_SUBJECT = re.compile(rf"<{BASE}(?:id/(?:{'|'.join(COPIED)})|briefing|claim)/")
_DATE = re.compile(r'"(\d{4})-(\d\d-\d\d)"')


def template(quads: str) -> tuple[str, str]:
    """Return what stands once, and what is repeated with a mark where each copy puts its number.

    Examples
    --------
    >>> once, repeated = template(f'<{BASE}id/core/k> <urn:p> "1" <urn:g> .\\n<{BASE}id/chip/y> <urn:p> <{BASE}id/core/k> <urn:g> .\\n')
    >>> once.count("core/k"), repeated.replace(_MARK, "-7").split()[0]
    (1, '<https://w3id.org/edgekg/id/chip/y-7>')
    """
    once, repeated = [], []
    namings = {m[1] for line in quads.splitlines() if (m := _NAMES_COPIED.match(line))}  # what names a thing that stands once gives it the same name each time
    for line in quads.splitlines(keepends=True):
        if not _COPIED_SUBJECT.match(line):
            once.append(line)
            continue
        is_named = line.startswith(f"<{BASE}id/") or line.split(" ", 1)[0] in namings
        line = _STEM.sub(lambda m: f'{m[1]}{_MARK}"', _IRI.sub(lambda m: m[0] + _MARK, line))
        if is_named:
            line = _NAME.sub(lambda m: f'{m[1]}{_MARK}"', line)
        repeated.append(line)
    return "".join(once), "".join(repeated)


def batches(quads: str, copies: int, size: int = 16) -> Iterator[bytes]:
    """Yield the N-Quads of all copies, some at a time. Copies are told on other days, so that dates stay as spread as they were."""
    once, repeated = template(quads)
    yield (once + repeated.replace(_MARK, "")).encode()
    for start in range(1, copies, size):
        yield "".join(_copy(repeated, number) for number in range(start, min(start + size, copies))).encode()


def _copy(repeated: str, number: int) -> str:
    years = number % 5
    return _DATE.sub(lambda m: f'"{int(m[1]) - years}-{m[2]}"', repeated).replace(_MARK, f"-{number}") if years else repeated.replace(_MARK, f"-{number}")


def make(source: Path, target: Path, claims: int) -> dict[str, float]:
    """Make the store; return what it holds."""
    started = time.perf_counter()
    with kg.open(source) as graph:
        quads = (ox.serialize(graph.quads(), format=ox.RdfFormat.N_QUADS) or b"").decode()
        [row] = graph.query("SELECT (COUNT(*) AS ?n) { ?c a edge:Claim }")
        own = int(str(row["n"]))
    folder = SnapshotFolder(target)
    copies = -(-claims // own)
    with folder.building() as base, folder.draft(base) as draft:
        for batch in batches(quads, copies):
            draft.engine.bulk_load(input=batch, format=ox.RdfFormat.N_QUADS, lenient=True)  # what an engine wrote needs no second check
        draft.engine.optimize()  # many loads leave many files; each look-up would search them all
        total = len(draft.engine)
        things_file.write(draft.engine, draft.path)
        draft.publish(json.dumps({"made by": "bench/million.py", "copies": copies}))
    return {"claims": own * copies, "quads": total, "copies": copies, "seconds": round(time.perf_counter() - started, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path, help="a store made by kg build")
    parser.add_argument("out", type=Path, help="folder of the store to make")
    parser.add_argument("--claims", type=int, default=1_000_000)
    arguments = parser.parse_args()
    print(json.dumps(make(arguments.store, arguments.out, arguments.claims)))


if __name__ == "__main__":
    main()
