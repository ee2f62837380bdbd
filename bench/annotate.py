"""How long `kg annotate` takes: ``python bench/annotate.py FOLDER``. The measure is a ratio to jieba's part-of-speech tagger on the same text, on the same machine.

Both run in one process, warm; the least of several runs counts.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import jieba
import jieba.posseg

from kg.annotation import to_json
from kg.briefing import decode, parse_bytes
from kg.extract import extract


def least_seconds(run: Callable[[], object], repeat: int) -> float:
    """Return the least of `repeat` times."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder with briefings (*.md)")
    parser.add_argument("--copies", type=int, default=3, help="times that each briefing is read in a run")
    parser.add_argument("--repeat", type=int, default=3, help="runs, of which the fastest counts")
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    files = [(path.name, path.read_bytes()) for path in sorted(arguments.folder.glob("*.md"))] * arguments.copies
    if not files:
        parser.error(f"{arguments.folder}: no briefings (*.md) there")
    texts = [decode(data, name) for name, data in files]
    characters = sum(map(len, texts))
    jieba.setLogLevel(60)

    def annotate() -> None:
        for name, data in files:
            json.dumps(to_json(extract(parse_bytes(data, name))))

    def tag() -> None:
        for text in texts:
            list(jieba.posseg.cut(text))

    start = time.perf_counter()
    extract(parse_bytes(b"- warm", "warm.md"))
    load = time.perf_counter() - start
    list(jieba.posseg.cut(texts[0]))
    ours, theirs = least_seconds(annotate, arguments.repeat), least_seconds(tag, arguments.repeat)
    figures = {
        "briefings": len(files), "characters": characters, "load_seconds": round(load, 2), "annotate_seconds": round(ours, 2), "posseg_seconds": round(theirs, 2),
        "ratio": round(ours / theirs, 2), "characters_per_second": round(characters / ours),
    }  # fmt: skip
    if arguments.json:
        print(json.dumps(figures))
        return
    print(f"{len(files)} briefings, {characters} characters; the pipeline loads in {load:.1f} s")
    print(f"annotate {ours:.2f} s ({characters / ours:,.0f} characters a second), jieba.posseg {theirs:.2f} s: ratio {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
