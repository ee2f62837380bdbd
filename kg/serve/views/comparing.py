"""Things side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kg import values
from kg.comparability import LANGUAGES, Basis, basis, explained
from kg.errors import NotFoundError
from kg.graph import KnowledgeGraph
from kg.model import PREDICATES
from kg.outline import Line, full, outline
from kg.rdf import ClaimRecord
from kg.serve.reader import Reader
from kg.serve.views.describing import thing
from kg.serve.views.thing import CLAIMS, SHOWN, shown_fact
from kg.things import Thing

MOST_COMPARED = 5
"""How many things stand side by side."""

_ORDER = {name: i for i, name in enumerate(PREDICATES)}
_FIGURES = frozenset({"aiPerformance", "clockFrequency", "reportsMetric"})


def compare(reader: Reader, names: list[str]) -> dict[str, Any]:
    """Return up to five things side by side: for each predicate what is said of each, and whether they differ.

    Names that nothing bears are told under ``missing``.
    """
    graph = reader.graph
    found: dict[str, Thing] = {}
    missing = []
    for name in dict.fromkeys(name.strip() for name in names if name.strip()):
        try:
            one = graph.entity(name)
            found.setdefault(one.iri, one)
        except NotFoundError as error:
            missing.append({"name": name, "nearest": list(error.nearest)})
    kept = list(found.values())[:MOST_COMPARED]
    lines = [[f for f in outline(graph, t.iri) if not f.is_inverse] for t in kept]
    predicates = sorted({f.predicate for own in lines for f in own}, key=lambda name: _ORDER.get(name, len(_ORDER)))
    rows = [_row(graph, predicate, [[f for f in own if f.predicate == predicate] for own in lines]) for predicate in predicates]
    return {"things": [thing(t) for t in kept], "rows": rows, "missing": missing, "left_out": len(found) - len(kept)}


def _row(graph: KnowledgeGraph, predicate: str, lines: Sequence[Sequence[Line]]) -> dict[str, Any]:
    """One predicate of each thing. Figures differ only from those under the same conditions; where they are under others, ``apart`` says so in both languages."""
    found = [full(graph, own[:SHOWN], CLAIMS) for own in lines]
    cells = [[shown_fact(graph, line, claims) for line, claims in own] for own in found]
    bases = [{_basis(line, claims) for line, claims in own if line.story[-1].holds} for own in found if own]
    shared = set.intersection(*bases) if bases else set()
    apart = len(bases) > 1 and set.union(*bases) != shared
    told = [  # silence is no difference
        {(c["value"]["label"], tuple(c["details"])) for c, (line, claims) in zip(cell, own, strict=True) if c["holds"] and (not apart or _basis(line, claims) in shared)}
        for cell, own in zip(cells, found, strict=True)
        if cell
    ]
    return {
        "predicate": predicate, "cells": cells, "counts": [len(own) for own in lines], "differs": any(one != told[0] for one in told[1:]),
        "apart": {language: explained(sorted(set.union(*bases)), language) for language in LANGUAGES} if apart else {},
    }  # fmt: skip


def _basis(line: Line, claims: Sequence[ClaimRecord]) -> Basis:
    """What a fact's figure must share with another to be compared; the same for all that are no figures."""
    if line.predicate not in _FIGURES or not claims:
        return Basis()
    conditions, qualifiers = dict(claims[-1].conditions), dict(claims[-1].qualifiers)
    rate = values.performance(line.value) if line.predicate == "aiPerformance" else None
    unit = "" if rate is None else "TFLOPS" if rate.tflops is not None else "TOPS" if rate.tops is not None else rate.unit
    said = basis(
        line.predicate, precision=conditions.get("precision", ""), condition=conditions.get("condition", ""),
        metric=line.value, period_text=str(qualifiers.get("period", "")),
    )  # fmt: skip
    return replace(said, unit=unit)
