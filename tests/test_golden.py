"""No change makes a briefing silently worse: each of the corpus is scored against its annotation by hand, and must reach its floor.

``python tests/test_golden.py`` prints the figures; ``--write`` stores the floors in ``golden_floors.json``: the F1 of now less 0.02.
"""

from __future__ import annotations

import functools
import json
import sys
from pathlib import Path

import pytest

from kg.agreement import parse_annotation, read_annotation
from kg.annotation import to_json
from kg.briefing import read
from kg.evaluate import Evaluation, compare
from kg.extract import extract

HERE = Path(__file__).parent
CORPUS = HERE.parent / "corpus"
GOLDEN = HERE / "golden"
FLOORS = HERE / "golden_floors.json"
MARGIN = 0.02
STEMS = sorted(p.stem for p in GOLDEN.glob("*.json"))


@functools.cache
def evaluation(stem: str) -> Evaluation:
    """Return how the annotation of a briefing of the corpus compares with the one by hand."""
    return compare(read_annotation(GOLDEN / f"{stem}.json"), parse_annotation(to_json(extract(read(CORPUS / f"{stem}.md")))))


def figures(e: Evaluation) -> dict[str, float]:
    """Return the F1 of entities and of claims."""
    return {"entities": round(e.entities.f1, 3), "claims": round(e.claims.f1, 3)}


def test_every_briefing_of_the_corpus_has_an_annotation_by_hand_and_a_floor() -> None:
    assert STEMS == sorted(p.stem for p in CORPUS.glob("*.md")) == sorted(json.loads(FLOORS.read_text("utf8")))


@pytest.mark.parametrize("stem", STEMS)
def test_a_briefing_is_read_no_worse_than_before(stem: str) -> None:
    floor = json.loads(FLOORS.read_text("utf8"))[stem]
    now = figures(evaluation(stem))
    lost = {what: f"F1 {now[what]}, floor {floor[what]}" for what in floor if now[what] < floor[what]}
    assert not lost, f"{stem}: {lost}; if that is meant, write new floors: python tests/test_golden.py --write"


def _main(arguments: list[str]) -> None:
    for stem in STEMS:
        print(stem, figures(evaluation(stem)))
    print("all       ", figures(sum(map(evaluation, STEMS), Evaluation())))
    if "--write" in arguments:
        floors = {stem: {what: round(f1 - MARGIN, 3) for what, f1 in figures(evaluation(stem)).items()} for stem in STEMS}
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n", "utf8")


if __name__ == "__main__":
    _main(sys.argv[1:])
