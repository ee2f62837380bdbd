"""One thing from all sides."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from kg.errors import NotFoundError
from kg.graph import KnowledgeGraph
from kg.model import PREDICATES, briefing_iri
from kg.profile import Profile, ProfileFact, profile, story_json
from kg.serve.reader import Reader
from kg.serve.views.describing import claim, day, local_path, thing, value

_ORDER = {name: i for i, name in enumerate(PREDICATES)}
_SHOWN = 60
MOST_COMPARED = 5
"""How many things stand side by side."""


def thing_page(reader: Reader, iri: str, everything: bool = False) -> dict[str, Any]:
    """Return all that the graph holds of a thing: its facts by predicate, when each was said, where briefings disagree.

    Parameters
    ----------
    reader : Reader
    iri : str
    everything : bool
        Whether to give all facts, also where one predicate has very many.

    Raises
    ------
    NotFoundError
        If there is no such thing.
    """
    found = profile(reader.graph, iri)
    return {
        **thing(found.thing), "asked": iri, "aliases": list(found.thing.aliases), "kind": _kind(reader.graph, found.thing.iri),
        "groups": [_group(reader.graph, name, is_inverse, list(facts), everything) for (name, is_inverse), facts in groupby(found.facts, lambda f: (f.predicate, f.is_inverse))],
        "timeline": _timeline(reader.graph, found),
        "conflicts": [
            {"about": c.about, "sides": [{"value": s.value, "status": s.status, "date": day(s.date), "quote": s.quote} for s in c.sides]} for c in found.conflicts
        ],
        "namesakes": [thing(other) for other in _namesakes(reader.graph, found)],
        "sources": len({c.briefing for f in found.facts for c in f.claims}),
    }  # fmt: skip


def _kind(graph: KnowledgeGraph, iri: str) -> str:
    return next((str(row["kind"]) for row in graph.query(f"SELECT ?kind {{ <{iri}> edge:kind ?kind }}")), "")


def _namesakes(graph: KnowledgeGraph, found: Profile) -> list[Any]:
    names = [*(label for _, label in found.thing.labels), *found.thing.aliases]
    others = {other.iri: other for name in names for other in graph.entities(name) if other.iri != found.thing.iri}
    return [*others.values()][:8]


def _group(graph: KnowledgeGraph, predicate: str, is_inverse: bool, facts: list[ProfileFact], everything: bool) -> dict[str, Any]:
    shown = facts if everything else facts[:_SHOWN]
    return {"predicate": predicate, "inverse": is_inverse, "count": len(facts), "facts": [_fact(graph, fact) for fact in shown]}


def _value(graph: KnowledgeGraph, fact: ProfileFact) -> dict[str, Any]:
    return value(graph, fact.iri, "" if fact.iri else fact.value)


def _fact(graph: KnowledgeGraph, fact: ProfileFact) -> dict[str, Any]:
    return {
        "value": _value(graph, fact), "details": list(fact.details), "status": fact.status, "date": day(fact.date), "holds": fact.holds, "sources": fact.sources, "since": day(fact.since), "story": story_json(fact.story),
        "claims": [claim(record) for record in reversed(fact.claims)],
    }  # fmt: skip


def _timeline(graph: KnowledgeGraph, found: Profile) -> list[dict[str, Any]]:
    """The story of the thing by day: what was said for the first time, and what changed."""
    days: list[dict[str, Any]] = []
    for (date, briefing), events in groupby(found.timeline, lambda e: (e.date, e.briefing)):
        said = [
            {"predicate": e.fact.predicate, "inverse": e.fact.is_inverse, "value": _value(graph, e.fact), "status": e.status, "was": e.was, "days": e.days} for e in events
        ]  # fmt: skip
        days.append({"date": day(date), "briefing": briefing, "path": local_path(briefing_iri(briefing)), "events": said})
    return days


def compare(reader: Reader, names: list[str]) -> dict[str, Any]:
    """Return up to five things side by side: for each predicate what is said of each, and whether they differ.

    Names that nothing bears are told under ``missing``.
    """
    found: list[Profile] = []
    missing = []
    for name in dict.fromkeys(name.strip() for name in names if name.strip()):
        try:
            found.append(profile(reader.graph, name))
        except NotFoundError as error:
            missing.append({"name": name, "nearest": list(error.nearest)})
    unique = list({p.thing.iri: p for p in found}.values())
    kept = unique[:MOST_COMPARED]
    predicates = {f.predicate for p in kept for f in p.facts if not f.is_inverse}
    rows = [_row(reader.graph, predicate, kept) for predicate in sorted(predicates, key=lambda name: _ORDER.get(name, len(_ORDER)))]
    return {"things": [thing(p.thing) for p in kept], "rows": rows, "missing": missing, "left_out": len(unique) - len(kept)}


def _row(graph: KnowledgeGraph, predicate: str, kept: list[Profile]) -> dict[str, Any]:
    cells = [[_fact(graph, f) for f in p.facts if f.predicate == predicate and not f.is_inverse] for p in kept]
    said = [{(c["value"]["label"], tuple(c["details"])) for c in cell if c["holds"]} for cell in cells if cell]  # silence is no difference
    return {"predicate": predicate, "cells": cells, "differs": any(one != said[0] for one in said[1:])}
