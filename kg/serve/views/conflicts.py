"""Where briefings disagree."""

from __future__ import annotations

from collections import Counter
from typing import Any

from kg.conflicts import KINDS, Conflict, Side, find_conflicts
from kg.graph import KnowledgeGraph
from kg.serve.reader import Reader
from kg.serve.views.describing import claim, value


def conflicts_page(reader: Reader, kind: str = "", name: str = "") -> dict[str, Any]:
    """Return the conflicts, how many of each kind there are, and which are shown.

    Parameters
    ----------
    reader : Reader
    kind : str
        One of `kg.conflicts.KINDS`; all, where it is empty.
    name : str
        Of the one thing to look at.

    Raises
    ------
    NotFoundError
        If nothing bears the name.
    """
    graph = reader.graph
    found = find_conflicts(graph, graph.entity(name).iri) if name else reader.derived(find_conflicts)
    counts = Counter(conflict.kind for conflict in found)
    shown = [_conflict(graph, conflict) for conflict in found if kind in {"", conflict.kind}]
    return {"kind": kind, "thing": name, "kinds": [{"kind": k, "count": counts[k]} for k in KINDS if counts[k]], "count": len(found), "conflicts": shown}


def _conflict(graph: KnowledgeGraph, conflict: Conflict) -> dict[str, Any]:
    scope = [value(graph, found) for text in conflict.context if conflict.kind != "status" and (found := text.partition("=")[2])]
    return {
        "id": conflict.id, "kind": conflict.kind, "subject": value(graph, conflict.subject), "predicate": conflict.predicate, "aspect": conflict.aspect,
        "name": conflict.name, "scope": scope, "sides": [_side(graph, side) for side in conflict.sides],
    }  # fmt: skip


def _side(graph: KnowledgeGraph, side: Side) -> dict[str, Any]:
    return {"value": value(graph, side.iri, "" if side.iri else side.value), "status": side.telling.status, "claims": [claim(record) for record in side.claims]}
