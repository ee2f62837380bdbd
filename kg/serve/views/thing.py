"""One thing from all sides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Any

from kg.graph import KnowledgeGraph
from kg.model import briefing_iri
from kg.outline import Line, full, outline
from kg.profile import conflicts, details, story_json
from kg.rdf import ClaimRecord
from kg.serve.reader import Reader
from kg.serve.views.around import picture_around
from kg.serve.views.describing import claim, day, local_path, names_by_briefing, thing, value
from kg.states import Step, days
from kg.things import Thing

_SHOWN_AT_ONCE = 500
SHOWN = 60
"""Facts of one predicate on a page."""

CLAIMS = 12
"""Claims of one fact on a page: the latest."""

_DAYS, _EVENTS = 60, 12


def thing_page(reader: Reader, iri: str, predicate: str = "", inverse: bool = False, start: int = 0) -> dict[str, Any]:
    """Return all that the graph holds of a thing: its facts by predicate, when each was said, where briefings disagree.

    However much is said of it, the page is bounded: of each predicate it has the first facts, of each fact the latest claims, and says how many there are.

    Parameters
    ----------
    reader : Reader
    iri : str
    predicate : str
        Only facts of this predicate, many at once, from the `start`-th on.
    inverse : bool
        Of that predicate: those with the thing as object.
    start : int

    Raises
    ------
    NotFoundError
        If there is no such thing.
    """
    graph = reader.graph
    found = graph.entity(iri)
    lines = outline(graph, found.iri)
    wanted = [f for f in lines if (f.predicate, f.is_inverse) == (predicate, inverse)] if predicate else lines
    size = _SHOWN_AT_ONCE if predicate else SHOWN
    groups = {key: list(facts) for key, facts in groupby(wanted, lambda f: (f.predicate, f.is_inverse))}
    shown = full(graph, [line for facts in groups.values() for line in facts[start : start + size]], CLAIMS)
    by_group = {key: [shown_fact(graph, line, claims) for line, claims in some] for key, some in groupby(shown, lambda pair: (pair[0].predicate, pair[0].is_inverse))}
    timeline = _timeline(graph, lines)
    return {
        **thing(found), "asked": iri, "aliases": list(found.aliases), "kind": _kind(graph, found.iri),
        "groups": [{"predicate": key[0], "inverse": key[1], "count": len(facts), "start": start, "facts": by_group.get(key, [])} for key, facts in groups.items()],
        "only": predicate, "size": size, "timeline": timeline[-_DAYS:], "earlier_days": max(0, len(timeline) - _DAYS),
        "conflicts": [
            {"about": c.about, "sides": [{"value": s.value, "status": s.status, "date": day(s.date), "quote": s.quote} for s in c.sides]} for c in conflicts(graph, found)
        ],
        "namesakes": [thing(other) for other in _namesakes(graph, found)],
        "names": names_by_briefing(graph, found.iri),
        "sources": len({c.briefing for f in lines for c in f.claims}),
        "around": picture_around(graph, found, lines),
    }  # fmt: skip


def _kind(graph: KnowledgeGraph, iri: str) -> str:
    return next((str(row["kind"]) for row in graph.query(f"SELECT ?kind {{ <{iri}> edge:kind ?kind }}")), "")


def _namesakes(graph: KnowledgeGraph, found: Thing) -> list[Thing]:
    names = [*(label for _, label in found.labels), *found.aliases]
    others = {other.iri: other for name in names for other in graph.entities(name) if other.iri != found.iri}
    return [*others.values()][:8]


def _value(graph: KnowledgeGraph, line: Line) -> dict[str, Any]:
    return value(graph, line.other, "" if line.other else line.value)


def shown_fact(graph: KnowledgeGraph, line: Line, claims: Sequence[ClaimRecord]) -> dict[str, Any]:
    """Return a fact with some of its claims."""
    return {
        "value": _value(graph, line), "details": details(claims), "status": line.story[-1].status, "date": day(line.date), "holds": line.story[-1].holds,
        "sources": line.sources, "since": day(line.story[-1].since), "story": story_json(line.story), "claims": [claim(record) for record in reversed(claims)],
        "claims_in_all": len(line.claims),
    }  # fmt: skip


def _timeline(graph: KnowledgeGraph, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The story of the thing by day: what was said for the first time, and what changed."""
    events: list[tuple[Step, Line, str, int | None]] = []
    for line in lines:
        steps = line.story
        events.append((steps[0], line, "", None))
        events += [(now, line, was.status, days(was, now)) for was, now in pairwise(steps)]
    events.sort(key=lambda e: (e[0].since or dt.date.min, e[0].first.briefing))
    found: list[dict[str, Any]] = []
    for (date, briefing), some in groupby(events, lambda e: (e[0].since, e[0].first.briefing)):
        here = list(some)
        said = [
            {"predicate": line.predicate, "inverse": line.is_inverse, "value": _value(graph, line), "status": step.status, "was": was, "days": lasted}
            for step, line, was, lasted in here[:_EVENTS]
        ]  # fmt: skip
        found.append({"date": day(date), "briefing": briefing, "path": local_path(briefing_iri(briefing)), "events": said, "count": len(here)})
    return found
