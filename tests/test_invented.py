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

from kg.agreement import Reading, align_entities, norm, parse_annotation
from kg.annotation import to_json
from kg.evaluate import Evaluation, Score, compare
from kg.model import ENTITY_TYPES, PREDICATES, STATUSES
from kg.vocabulary import load

FOLDER = Path(__file__).parent / "invented"
FLOORS = FOLDER / "floors.json"
HALVES = ("seen", "unseen")
MARGIN = 0.03
SECTIONS = {
    "text": "", "brief": "# 简报", "news": "## 业界新闻", "paper": "## 论文", "repository": "## 开源项目", "post": "## 博文",
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


@dataclass(frozen=True)
class Issue:
    """A briefing made of items of one language, in sections as real ones are, and what it says."""

    stem: str
    text: str
    news: tuple[News, ...]


@functools.cache
def issues(name: str) -> tuple[Issue, ...]:
    """Return the briefings of a half: its items dealt out in turn, the English ones apart."""
    chinese = [n for n in half(name) if not n.kind.startswith("en")]
    english = [n for n in half(name) if n.kind.startswith("en")]
    return tuple(_issue(f"{name}-{k}", dealt) for k, dealt in enumerate([*(chinese[k::10] for k in range(10)), english]))


def _issue(stem: str, dealt: list[News]) -> Issue:
    parts = []
    for kind, heading in SECTIONS.items():
        here = [n.text for n in dealt if n.kind == kind]
        if here:
            parts.append(f"{heading}\n\n" + ("\n\n" if kind == "text" else "\n").join(here))
    return Issue(stem, "\n\n".join(parts) + "\n", tuple(dealt))


def gold(issue: Issue) -> Reading:
    """Return what should come out of a briefing, as gold."""
    entities: dict[str, dict[str, Any]] = {}
    by_form: dict[tuple[str, str], str] = {}
    claims = []
    for news in issue.news:
        first = issue.text[: issue.text.index(news.text)].count("\n") + 1
        ids = {}
        for n in news.names:
            id_ = next((by_form[n.type, form] for form in n.forms if (n.type, form) in by_form), f"e{len(entities) + 1}")
            entity = entities.setdefault(id_, {"id": id_, "type": n.type, "name": n.forms[0], "aliases": [], "lines": []})
            entity["aliases"] += [form for form in n.forms if form not in entity["aliases"]]
            entity["lines"] += [first + k for k, line in enumerate(news.text.split("\n")) if any(form in line for form in n.forms)]
            for form in n.forms:
                by_form[n.type, form] = ids[form] = id_
        claims += [
            {"s": ids[c.subject], "p": c.predicate, "o": c.object if PREDICATES[c.predicate][1] is None else ids[c.object], "status": c.status, "line": first,
             **{k: int(v) if k in INTEGERS else v for k, v in c.qualifiers}}
            for c in news.claims
        ]  # fmt: skip
    return parse_annotation({"briefing": issue.stem, "entities": [*entities.values()], "claims": claims})


def predicted(issue: Issue) -> Reading:
    """Return what does come out of a briefing."""
    return parse_annotation(to_json(annotation_of(issue.text, issue.stem)))


@functools.cache
def evaluation(name: str) -> Evaluation:
    """Return the evaluation of a half."""
    return sum((compare(gold(issue), predicted(issue)) for issue in issues(name)), Evaluation())


@functools.cache
def one_by_one(name: str) -> Evaluation:
    """Return the evaluation of a half with each item in a briefing of its own."""
    alone = [_issue(news.id, [news]) for news in half(name)]
    return sum((compare(gold(issue), predicted(issue)) for issue in alone), Evaluation())


def invented_names(name: str) -> Score:
    """Return the recall of the things of a half whose names are invented."""
    found = total = 0
    for issue in issues(name):
        reading = gold(issue)
        aligned = set(align_entities(reading, predicted(issue)).values())
        invented = {norm(form) for news in issue.news for n in news.names if n.invented for form in n.forms}
        ids = {e.id for e in reading.entities.values() if e.names & invented}
        total += len(ids)
        found += len(aligned & ids)
    return Score(found, total, total)


def report(name: str) -> str:
    """Return precision, recall and F1 of a half, in all, by type and by predicate."""
    e = evaluation(name)
    alone = one_by_one(name)
    rows = [("entities", e.entities), ("claims", e.claims), ("alone: entities", alone.entities), ("alone: claims", alone.claims), *e.types.items(), *e.predicates.items()]
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
