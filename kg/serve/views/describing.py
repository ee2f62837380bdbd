"""Things, claims and sentences as the pages need them: with a place to go to, names in both languages, and the telling words of a sentence marked."""

from __future__ import annotations

import datetime as dt
import urllib.parse
from collections.abc import Iterable
from typing import Any

from kg.graph import KnowledgeGraph
from kg.model import BASE, Evidence, briefing_iri
from kg.profile import describe
from kg.rdf import ClaimRecord
from kg.things import Thing

_NAMES, _BRIEFINGS_A_NAME = 60, 5
_LOCAL = ("id/", "briefing/", "claim/")


def local_path(iri: str) -> str:
    """Return the path of our page about an IRI; empty where there is none.

    Examples
    --------
    >>> local_path("https://w3id.org/edgekg/id/chip/龙芯-3a5000"), local_path("https://elsewhere.example/")
    ('/id/chip/%E9%BE%99%E8%8A%AF-3a5000', '')
    """
    rest = iri.removeprefix(BASE)
    return f"/{urllib.parse.quote(rest, safe='/')}" if rest != iri and rest.startswith(_LOCAL) else ""


def day(date: dt.date | None) -> str | None:
    """Return a day as JSON has it."""
    return date.isoformat() if date else None


def thing(found: Thing) -> dict[str, Any]:
    """Return a thing: IRI, path, class, and its names by language.

    Examples
    --------
    >>> thing(Thing("https://w3id.org/edgekg/id/chip/y1", "Chip", (("en", "Y1"), ("zh", "甲一号"))))["labels"]
    {'en': 'Y1', 'zh': '甲一号'}
    """
    return {"iri": found.iri, "path": local_path(found.iri), "type": found.type, "label": found.label, "labels": dict(found.labels)}


def value(graph: KnowledgeGraph, iri: str, text: str = "") -> dict[str, Any]:
    """Return what stands in a fact: a thing, or a literal where there is only text."""
    if not text and (found := graph.entities(iri)):
        return thing(found[0])
    return {"label": text or iri}


def names_by_briefing(graph: KnowledgeGraph, iri: str) -> list[dict[str, Any]]:
    """Return what briefings call a thing: each name with how many of them use it, and the latest few; the commonest first."""
    used: dict[str, set[str]] = {}
    for row in graph.query(f"SELECT ?name ?briefing {{ ?naming edge:names <{iri}> ; edge:name|edge:alias ?name ; prov:wasDerivedFrom ?briefing }}"):
        used.setdefault(str(row["name"]), set()).add(str(row["briefing"]))
    shown = sorted(used.items(), key=lambda item: (-len(item[1]), item[0]))[:_NAMES]
    return [
        {"name": name, "count": len(found), "briefings": [{"stem": b.rsplit("/", 1)[-1], "path": local_path(b)} for b in sorted(found, reverse=True)[:_BRIEFINGS_A_NAME]]}
        for name, found in shown
    ]  # fmt: skip


def marked(sentence: str, quote: str) -> list[list[str]]:
    """Return a sentence in pieces, each with ``mark`` where it is what says the fact, else with nothing.

    Examples
    --------
    >>> marked("甲一号采用7nm工艺。", "7nm工艺")
    [['甲一号采用', ''], ['7nm工艺', 'mark'], ['。', '']]
    """
    at = sentence.find(quote) if quote else -1
    if at < 0:
        return [[sentence, ""], *([[" … ", ""], [quote, "mark"]] if quote else [])]
    pieces = ((sentence[:at], ""), (quote, "mark"), (sentence[at + len(quote) :], ""))
    return [[text, kind] for text, kind in pieces if text]


def place(evidence: Evidence) -> dict[str, Any]:
    """Return a place that says something."""
    return {"line": evidence.line, "quote": evidence.quote, "sentence": evidence.sentence, "pieces": marked(evidence.sentence, evidence.quote)}


def claim(record: ClaimRecord) -> dict[str, Any]:
    """Return what a claim says beside its subject, predicate and object."""
    return {
        "iri": record.iri, "briefing": record.briefing, "path": local_path(briefing_iri(record.briefing)), "date": day(record.date), "status": record.status,
        "details": describe(record.qualifiers), "rule": record.rule, "confidence": record.confidence, "evidence": [place(e) for e in record.evidence],
    }  # fmt: skip


def statement(graph: KnowledgeGraph, record: ClaimRecord) -> dict[str, Any]:
    """Return a whole claim: what it is about, what it says, and where."""
    return {
        "subject": value(graph, record.subject), "predicate": record.predicate,
        "object": value(graph, record.object, record.text), **claim(record),
    }  # fmt: skip


def statements(graph: KnowledgeGraph, records: Iterable[ClaimRecord]) -> list[dict[str, Any]]:
    """Return whole claims."""
    return [statement(graph, record) for record in records]
