"""A small picture of a thing and what is nearest to it: what is said of the thing to its right, what is said with it as object to its left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, zip_longest
from typing import Any

from kg.graph import KnowledgeGraph
from kg.outline import Line
from kg.serve.views.describing import thing
from kg.things import Thing

_A_SIDE = 7
_WIDTH, _ROW, _MARGIN = 720, 46, 24
_HALF, _REACH = 64, 190


def picture_around(graph: KnowledgeGraph, centre: Thing, lines: Sequence[Line]) -> dict[str, Any]:
    """Return where each thing stands in the picture, and how many more there are.

    Of each predicate one thing is taken after the other, so that no predicate fills the picture.
    """
    sides = [[f for f in lines if f.other and f.is_inverse is is_inverse and f.story[-1].holds] for is_inverse in (True, False)]
    chosen = [_varied(side)[:_A_SIDE] for side in sides]
    height = max(1, *map(len, chosen)) * _ROW + _MARGIN
    nodes = []
    for is_left, side in zip((True, False), chosen, strict=True):
        for number, line in enumerate(side):
            found = graph.index.get(line.other)
            x, y = _WIDTH / 2 + (-_REACH if is_left else _REACH), (height - (len(side) - 1) * _ROW) / 2 + number * _ROW
            start = _WIDTH / 2 + (-_HALF if is_left else _HALF)
            nodes.append({
                "x": x, "y": y, "left": is_left, "predicate": line.predicate, "status": line.story[-1].status,
                "thing": thing(found) if found else {"label": line.value, "type": "", "path": ""},
                "line": f"M {start:g} {height / 2:g} C {(start + x) / 2:g} {height / 2:g}, {(start + x) / 2:g} {y:g}, {x:g} {y:g}",
            })  # fmt: skip
    others = {f.other for side in sides for f in side}
    return {"width": _WIDTH, "height": height, "nodes": nodes, "more": len(others - {f.other for side in chosen for f in side})}


def _varied(lines: Iterable[Line]) -> list[Line]:
    """Facts in an order that changes the predicate with each, one for each other thing.

    Examples
    --------
    >>> [f.other for f in _varied(Line(p, False, o, "", (), ()) for p, o in (("isa", "a"), ("isa", "b"), ("hasCore", "c"), ("hasCore", "a")))]
    ['a', 'c', 'b']
    """
    groups = [list(some) for _, some in groupby(lines, lambda f: f.predicate)]
    return list({f.other: f for row in zip_longest(*groups) for f in row if f is not None}.values())
