"""Which nodes of a sketch are one: "who" and "the CEO", "the successor" and "X", "the process" and "5 nm"."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.ask.lexicon import Reading
from kg.ask.sketch import ANY, LITERALS, Node, Sketch

_MOST_WAYS = 20_000
"""More ways to merge than that: no question that somebody asks."""


@dataclass(frozen=True, slots=True)
class Need:
    """A noun that must be spent on an edge of one of its readings, best with its owner at the other end."""

    node: int
    readings: tuple[Reading, ...]
    owner: int | None


@dataclass(frozen=True, slots=True)
class Merged:
    """Nodes after those that are one have been merged."""

    nodes: tuple[Node, ...]
    of: tuple[int, ...]
    needs: tuple[Need, ...]
    cost: float


def merges(sketch: Sketch) -> Iterator[Merged]:
    """Every way to take nodes as one: "who" with "the CEO", "the successor" with "X", "the process" with "5 nm"."""
    movable = [i for i, n in enumerate(sketch.nodes) if n.source in {"question", "noun", "value", "type"}]
    choices = [[(None, 0.0), *((j, cost) for j in range(len(sketch.nodes)) if (cost := _merge_cost(sketch, i, j)) is not None)] for i in movable]
    if math.prod(map(len, choices)) > _MOST_WAYS:
        return
    seen: set[tuple[int, ...]] = set()
    for combination in itertools.product(*choices):
        group = list(range(len(sketch.nodes)))
        for i, (j, _) in zip(movable, combination, strict=True):
            if j is not None:
                a, b = group[i], group[j]
                group = [a if g == b else g for g in group]
        key = tuple(group)
        if key in seen:
            continue
        if (merged := _merged(sketch, group, sum(cost for _, cost in combination))) is not None:
            seen.add(key)
            yield merged


def _merge_cost(sketch: Sketch, i: int, j: int) -> float | None:
    """What it costs to take one node for another; None where they can't be one. Each pair is offered once, from the more movable side."""
    a, b = sketch.nodes[i], sketch.nodes[j]
    if i == j or not a.types & b.types:
        return None
    if (sketch.owners.get(i) == j or sketch.owners.get(j) == i) and not (a.types | b.types) <= LITERALS:
        return None
    rank = {"question": 0, "noun": 1, "value": 2, "type": 3, "thing": 4}
    if (rank[a.source], i) > (rank[b.source], j):
        return None
    is_linked = (min(i, j), max(i, j)) in sketch.linked
    match a.source, b.source:
        case "question", "question":
            return None
        case "question" | "type", "thing":
            if a.source == "type" and not a.asked and (min(i, j), max(i, j)) in sketch.equated:
                return 0.3
            chosen = a.asked and sketch.comparative is not None and not sketch.comparative.than and len(b.things) > 1
            return 0.0 if chosen else None
        case "question", "value":
            return None
        case "question", _:
            return 0.0 if is_linked else 0.25
        case "noun", "noun":
            return 0.1 if a.types == b.types and a.types <= LITERALS else None
        case "noun", "value":
            return 0.0 if a.types & b.types <= LITERALS else None
        case "noun", "thing" if a.asked:
            return None
        case "noun", _:
            return 0.1 if is_linked else 0.5
        case "type", "type":
            one_kind = a.types & b.types == {"Core"} and bool(a.restrictions) != bool(b.restrictions)
            is_family = any(r.name.startswith("^") for n in (a, b) for r in n.restrictions)
            return None if a.asked == b.asked else 0.1 if is_linked else 0.3 if one_kind or is_family else None
    return None


def _merged(sketch: Sketch, group: Sequence[int], cost: float) -> Merged | None:
    members: dict[int, list[int]] = {}
    for i, g in enumerate(group):
        members.setdefault(g, []).append(i)
    place = {g: k for k, g in enumerate(members)}
    of = tuple(place[g] for g in group)
    nodes = []
    for indexes in members.values():
        node = _one([sketch.nodes[i] for i in indexes])
        if node is None:
            return None
        nodes.append(node)
    needs = tuple(Need(of[i], n.readings, _owner(sketch, of, i)) for i, n in enumerate(sketch.nodes) if n.source == "noun")
    return Merged(tuple(nodes), of, needs, cost)


def _owner(sketch: Sketch, of: Sequence[int], i: int) -> int | None:
    """The merged node that a noun belongs to; a value owns nothing."""
    owner = sketch.owners.get(i)
    return None if owner is None or of[owner] == of[i] or sketch.nodes[owner].types <= LITERALS else of[owner]


def _one(nodes: Sequence[Node]) -> Node | None:
    """Several nodes as one; None where their classes don't fit, or two of them are named or have values."""
    if sum(n.source == "thing" for n in nodes) > 1 or sum(n.literal is not None for n in nodes) > 1 or sum(n.source == "question" for n in nodes) > 1:
        return None
    types = frozenset.intersection(*(n.types for n in nodes))
    if not types:
        return None
    first = min(nodes, key=lambda n: ("thing", "value", "type", "noun", "question").index(n.source))
    valued = next((n for n in nodes if n.literal is not None), first)
    named = next((n for n in nodes if n.names), first)
    return replace(
        first, types=types, restrictions=tuple(dict.fromkeys(r for n in nodes for r in n.restrictions)), readings=(), literal=valued.literal,
        comparison=valued.comparison, floor=valued.floor, names=named.names, segment=next((n.segment for n in nodes if n.segment), ""), suffix=named.suffix, single=named.single,
        asked=any(n.asked for n in nodes), counted=any(n.counted for n in nodes),
    )  # fmt: skip


def with_partner(sketch: Sketch, merged: Merged) -> Merged:
    """Where one node is all there is, the other end of its relation: "Which companies were acquired?" says nothing of the buyers."""
    if len(merged.nodes) > 1 or not (merged.needs or sketch.qualifiers or any(not v.is_light for v in sketch.verbs)):
        return merged
    partner = Node(len(sketch.nodes), "hidden", (ANY - LITERALS) | {"=fundingRound"})
    is_left_out = any((v.agent is None) != (v.patient is None) for v in sketch.verbs) and len(merged.nodes[0].things) < 2
    return Merged((*merged.nodes, partner), merged.of, merged.needs, merged.cost + (0.0 if is_left_out else 0.3))
