"""News of companies, chips, papers and people that do not exist and that no vocabulary holds: what is still understood of it.

``invented/seen.json`` may be read while rules are written; ``invented/unseen.json`` never is. Both were written before any output was looked at, and
no invented name stands in both. ``python tests/test_invented.py`` prints precision, recall and F1 by type and predicate, ``--errors seen`` the errors of
that half, ``--write`` stores floors: the F1 of now less 0.03.

An item: its kind, its text, its entities by type (``a=b`` are two names of one thing, ``~`` marks a name that is not invented), its claims as
``subject | predicate | object | qualifier=value | !status``.
"""

from __future__ import annotations

import functools
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from extraction import annotation_of

from kg.agreement import Reading, align_entities, parse_annotation
from kg.annotation import to_json
from kg.evaluate import Evaluation, Score, compare
from kg.model import ENTITY_TYPES, PREDICATES, STATUSES
from kg.vocabulary import load

FOLDER = Path(__file__).parent / "invented"
FLOORS = FOLDER / "floors.json"
HALVES = ("seen", "unseen")
MARGIN = 0.03
SECTIONS = {
    "brief": "# 简报", "news": "## 业界新闻", "paper": "## 论文", "repository": "## 开源项目", "post": "## 博文", "text": "",
    "enbrief": "# Briefing", "ennews": "## Industry news", "enpaper": "## Papers", "enrepository": "## Open source",
}  # fmt: skip
INTEGERS = frozenset({"count"})


@dataclass(frozen=True)
class Name:
    """A thing of an item: its names, and whether they are invented."""

    type: str
    forms: tuple[str, ...]
    invented: bool


@dataclass(frozen=True)
class Said:
    """A claim of an item."""

    subject: str
    predicate: str
    object: str
    qualifiers: tuple[tuple[str, str], ...]
    status: str


@dataclass(frozen=True)
class News:
    """An item of news, and what it says."""

    id: str
    kind: str
    text: str
    names: tuple[Name, ...]
    claims: tuple[Said, ...]

    @property
    def briefing(self) -> str:
        """The item in a briefing of its own."""
        section = SECTIONS[self.kind]
        return f"{section}\n\n{self.text}\n" if section else f"{self.text}\n"


@functools.cache
def half(name: str) -> tuple[News, ...]:
    """Return the items of a half."""
    return tuple(_news(item) for item in json.loads((FOLDER / f"{name}.json").read_text("utf8")))


def _news(item: dict[str, Any]) -> News:
    names = tuple(Name(type_, tuple(n.removeprefix("~").split("=")), not n.startswith("~")) for type_, listed in item["entities"].items() for n in listed)
    return News(item["id"], item["kind"], item["text"], names, tuple(_said(c) for c in item["claims"]))


def _said(line: str) -> Said:
    subject, predicate, object_, *rest = line.split(" | ")
    status = next((r[1:] for r in rest if r.startswith("!")), "asserted")
    qualifiers = tuple((k, v) for k, _, v in (r.partition("=") for r in rest if not r.startswith("!")))
    return Said(subject, predicate, object_, qualifiers, status)


def gold(news: News) -> Reading:
    """Return what should come out of an item, as gold."""
    lines = news.briefing.split("\n")
    ids = {form: f"e{i}" for i, name in enumerate(news.names, 1) for form in name.forms}
    entities = [
        {"id": f"e{i}", "type": n.type, "name": n.forms[0], "aliases": list(n.forms[1:]), "lines": [k for k, line in enumerate(lines, 1) if any(f in line for f in n.forms)]}
        for i, n in enumerate(news.names, 1)
    ]
    claims = [
        {"s": ids[c.subject], "p": c.predicate, "o": c.object if PREDICATES[c.predicate][1] is None else ids[c.object], "status": c.status,
         **{k: int(v) if k in INTEGERS else v for k, v in c.qualifiers}}
        for c in news.claims
    ]  # fmt: skip
    return parse_annotation({"briefing": news.id, "entities": entities, "claims": claims})


def predicted(news: News) -> Reading:
    """Return what does come out of an item."""
    return parse_annotation(to_json(annotation_of(news.briefing, news.id)))


@functools.cache
def evaluation(name: str) -> Evaluation:
    """Return the evaluation of a half."""
    return sum((compare(gold(news), predicted(news)) for news in half(name)), Evaluation())


def invented_names(name: str) -> Score:
    """Return the recall of the things of a half whose names are invented."""
    found = total = 0
    for news in half(name):
        aligned = set(align_entities(gold(news), predicted(news)).values())
        ids = [f"e{i}" for i, n in enumerate(news.names, 1) if n.invented]
        total += len(ids)
        found += len(aligned & set(ids))
    return Score(found, total, total)


def report(name: str) -> str:
    """Return precision, recall and F1 of a half, in all, by type and by predicate."""
    e = evaluation(name)
    rows = [("entities", e.entities), ("claims", e.claims), *e.types.items(), *e.predicates.items()]
    lines = [f"{label:16} P {s.precision:.3f}  R {s.recall:.3f}  F1 {s.f1:.3f}  of {s.gold}" for label, s in rows]
    accuracy = [f"status {e.status.precision:.3f} of {e.status.gold}", f"qualifiers {e.qualifiers.precision:.3f} of {e.qualifiers.gold}"]
    return "\n".join([f"{name}: {len(half(name))} items; invented names found: {invented_names(name).recall:.3f}", *lines, *accuracy])


@pytest.mark.parametrize("name", HALVES)
def test_an_item_is_annotated_in_the_words_of_the_guide(name: str) -> None:
    for news in half(name):
        types = {form: n.type for n in news.names for form in n.forms}
        assert set(types.values()) <= set(ENTITY_TYPES)
        for n in news.names:
            assert any(form.lower() in news.text.lower() for form in n.forms), (news.id, n)
        for c in news.claims:
            domain, range_ = PREDICATES[c.predicate]
            assert types[c.subject] in domain and (range_ is None or types[c.object] in range_) and c.status in STATUSES, (news.id, c)


def test_the_halves_share_no_invented_name_and_are_as_large() -> None:
    forms = [{form for news in half(name) for n in news.names if n.invented for form in n.forms} for name in HALVES]
    assert not forms[0] & forms[1]
    assert [len(half(name)) for name in HALVES] == [150, 150]


@pytest.mark.parametrize("name", HALVES)
def test_no_vocabulary_holds_an_invented_name(name: str) -> None:
    vocabulary = load()
    known = [(news.id, form) for news in half(name) for n in news.names if n.invented for form in n.forms for m in vocabulary.find(form) if m.end - m.start == len(form)]
    assert known == []


@pytest.mark.parametrize("name", HALVES)
def test_as_much_of_invented_news_is_understood_as_before(name: str) -> None:
    print(report(name))
    floors = json.loads(FLOORS.read_text("utf8"))[name]
    e = evaluation(name)
    assert e.entities.f1 >= floors["entities"], f"entities of {name}: F1 {e.entities.f1:.4f}, floor {floors['entities']}"
    assert e.claims.f1 >= floors["claims"], f"claims of {name}: F1 {e.claims.f1:.4f}, floor {floors['claims']}"


def _main(arguments: list[str]) -> None:
    for name in HALVES:
        print(report(name), end="\n\n")
    if "--errors" in arguments:
        print(*evaluation(arguments[arguments.index("--errors") + 1]).errors, sep="\n")
    if "--write" in arguments:
        floors = {name: {"entities": round(evaluation(name).entities.f1 - MARGIN, 3), "claims": round(evaluation(name).claims.f1 - MARGIN, 3)} for name in HALVES}
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n", "utf8")


if __name__ == "__main__":
    _main(sys.argv[1:])
