"""What is in the graph, and what is new in it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from kg.errors import NotFoundError
from kg.graph import KnowledgeGraph
from kg.model import ENTITY_TYPES, briefing_iri
from kg.rdf import BriefingRecord
from kg.serve.reader import Reader
from kg.serve.views.describing import day, local_path, statements, thing

_NEWEST = 12
_BRIEFINGS = 6
CLASSES = (*ENTITY_TYPES, "ProcessNode")
"""The classes that have a page."""


def home(reader: Reader) -> dict[str, Any]:
    """Return how much there is of each class, the newest briefings, and facts of the newest."""
    graph: KnowledgeGraph = reader.graph
    counts = Counter(graph.index.counts())
    listed = sorted(graph.briefings(), key=lambda b: (b.date or dt.date.min, b.stem), reverse=True)
    newest = listed[0] if listed else None
    records = sorted(graph.claims(briefing=newest.stem), key=lambda r: (r.evidence[0].line if r.evidence else 0, r.iri)) if newest else []
    return {
        "classes": [{"type": type_, "count": counts[type_], "path": f"/class/{type_}"} for type_ in CLASSES if counts[type_]],
        "things": sum(counts.values()), "claims": graph.index.claims, "briefings": len(listed),
        "newest_briefings": [_briefing(record) for record in listed[:_BRIEFINGS]],
        "newest_facts": statements(graph, _spread(records)),
    }  # fmt: skip


def _spread(records: list[Any]) -> list[Any]:
    """Some of the claims: of each sentence the first, so that one sentence doesn't fill the page."""
    first = {record.evidence[0].line if record.evidence else record.iri: record for record in reversed(records)}
    return list(reversed(first.values()))[:_NEWEST]


def _briefing(record: BriefingRecord) -> dict[str, Any]:
    return {"stem": record.stem, "title": record.title, "date": day(record.date), "iri": record.iri, "path": local_path(briefing_iri(record.stem))}


def briefings(reader: Reader, start: int = 0, size: int = 200) -> dict[str, Any]:
    """Return the briefings, newest first, a page at a time, with the number of claims in each."""
    listed = sorted(reader.graph.briefings(), key=lambda b: (b.date or dt.date.min, b.stem), reverse=True)
    shown = listed[start : start + size]
    counts = reader.graph.index.claims_of(record.iri for record in shown)
    return {"count": len(listed), "start": start, "size": size, "briefings": [{**_briefing(record), "claims": counts[record.iri]} for record in shown]}


def members(reader: Reader, type: str, start: int = 0, size: int = 200) -> dict[str, Any]:
    """Return the things of a class by name, a page at a time.

    Raises
    ------
    NotFoundError
        If there is no such class.
    """
    if type not in CLASSES:
        raise NotFoundError("class", type, [name for name in CLASSES if name.lower() == type.lower()])
    index = reader.graph.index
    shown = index.page(type, start, size)
    return {"type": type, "count": index.counts().get(type, 0), "start": start, "size": size, "things": [{**thing(t), "aliases": list(t.aliases)} for t in shown]}
