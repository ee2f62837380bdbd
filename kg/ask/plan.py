"""Sketches -> a plan: the cheapest way to tie the nodes of a question together with relations that the classes of things allow.

Every verb and every noun of relation must be spent on an edge, and every node must hang together with the others. What the order of words says of agents,
patients and owners makes edges cheap or dear; classes make them possible or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from kg.ask.edges import QUALIFIED, Candidate, Edge
from kg.ask.lexicon import Lexicon, Reading
from kg.ask.merging import Merged, merges, with_partner
from kg.ask.sketch import ANY, LITERALS, OBJECTS, Node, Qualifier, Sketch
from kg.ask.trees import domains_of, trees
from kg.comparability import Basis

DEAREST = 2.0
_MOST_NODES = 6
_SURE = frozenset({"certain", "rumored", "denied"})


@dataclass(frozen=True, slots=True)
class Plan:
    """A question that is understood.

    Attributes
    ----------
    nodes : tuple of Node
    edges : tuple of Edge
    target : int or None
        The node asked for; None for a yes or no, and where a quality is asked for.
    qualifiers : tuple of (int, Qualifier)
        Each with the index of its edge.
    key : int or None
        The value by which things are ranked or compared.
    counted_by : int or None
        The node of which "most" counts how many there are.
    references : tuple of (Basis, Decimal)
        The numbers of the thing that others are compared with, one for each condition that they are said under.
    """

    sketch: Sketch
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    target: int | None
    qualifiers: tuple[tuple[int, Qualifier], ...] = ()
    key: int | None = None
    counted_by: int | None = None
    cost: float = 0.0
    references: tuple[tuple[Basis, Decimal], ...] = ()

    @property
    def asked(self) -> tuple[int, Qualifier] | None:
        """The quality asked for, with its edge."""
        return next(((edge, q) for edge, q in self.qualifiers if q.asked), None)


def plans(sketches: Iterable[Sketch], lexicon: Lexicon) -> list[Plan]:
    """Return the cheapest plans of the sketches; several where readings of a word do equally well."""
    best: list[Plan] = []
    for sketch in sketches:
        limit = best[0].cost + 0.01 if best else DEAREST
        if sketch.cost > limit:
            continue
        for plan in _plans_of(sketch, lexicon, limit):
            if not best or plan.cost < best[0].cost - 0.01:
                best = [plan]
            elif abs(plan.cost - best[0].cost) <= 0.01 and not any(_same(plan, other) for other in best):
                best.append(plan)
    return best


def _same(a: Plan, b: Plan) -> bool:
    return (a.edges, a.target, a.nodes, a.qualifiers, a.key) == (b.edges, b.target, b.nodes, b.qualifiers, b.key)


def _plans_of(sketch: Sketch, lexicon: Lexicon, limit: float) -> Iterator[Plan]:
    if sketch.naming:
        yield from _naming_plans(sketch)
        return
    for merged in map(partial(with_partner, sketch), merges(_with_implied(sketch))):
        base = sketch.cost + merged.cost
        if base > limit or len(merged.nodes) > _MOST_NODES:
            continue
        found = trees(sketch, merged, lexicon, limit - base, partial(_is_complete, sketch, merged))
        for tree in found.edges:
            if (plan := _finished(sketch, merged, tree, base + found.cost)) is not None:
                limit = min(limit, plan.cost + 0.01)
                yield plan


def _is_complete(sketch: Sketch, merged: Merged, tree: tuple[Candidate, ...]) -> bool:
    """Whether every part of the question finds a place in a tree."""
    return _finished(sketch, merged, tree, 0.0) is not None


def _naming_plans(sketch: Sketch) -> Iterator[Plan]:
    """What names a thing has, and which thing bears a name."""
    things = [n for n in sketch.nodes if n.source == "thing"]
    others = [n for n in sketch.nodes if n.source != "thing"]
    fits = len(things) == 1 and all(n.source in {"question", "type"} and n.types & things[0].types for n in others)
    if fits and not sketch.qualifiers:
        asked = [n for n in others if n.source == "type" or n.types != ANY]
        yield Plan(sketch, (things[0],), (), 0 if asked else None, cost=sketch.cost)


def _with_implied(sketch: Sketch) -> Sketch:
    """The sketch with a node for the property that "fastest" and such imply."""
    degree = sketch.extreme or sketch.comparative
    if degree is None or degree.implied in {"", "latest"} or any(n.types & LITERALS and n.source == "noun" for n in sketch.nodes):
        return sketch
    node = Node(len(sketch.nodes), "noun", OBJECTS[degree.implied], readings=(Reading(degree.implied, True),))
    return replace(sketch, nodes=[*sketch.nodes, node])


_SELVES = ({"question"}, {"thing"})


def _finished(sketch: Sketch, merged: Merged, tree: tuple[Candidate, ...], cost: float) -> Plan | None:
    """The plan of a tree; None where a part of the question finds no place in it."""
    domains = domains_of(merged, tree)
    nodes = tuple(_narrowed(n, types) for n, types in zip(merged.nodes, domains, strict=True))
    edges = tuple(c.edge for c in tree)
    attached = _attached(sketch, merged, edges)
    if attached is None or any(e.predicate == "reportsMetric" and not nodes[e.object].names for e in edges):
        return None
    nodes = _with_roles(sketch, tree, nodes)
    if sketch.is_yes_no and not sketch.statuses & _SURE and any(not e.is_said and nodes[e.object].literal is None for e in edges):
        return None
    attached = (*attached, *_rounds(nodes, edges))
    target, attached = _target(sketch, nodes, attached)
    has_asked = any(q.asked for _, q in attached)
    if target is None and not has_asked and not sketch.is_yes_no:
        return None
    plan = Plan(sketch, nodes, edges, None if has_asked or sketch.is_yes_no else target, attached, cost=cost)
    return _ranked(plan)


def _narrowed(node: Node, types: frozenset[str]) -> Node:
    things = tuple(tuple(t for t in group if t.type in types) for group in node.things)
    return replace(node, types=types, things=things)


def _with_roles(sketch: Sketch, tree: Sequence[Candidate], nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The nodes with the roles that verbs say: "who founded X"."""
    result = list(nodes)
    for candidate in tree:
        names = tuple(n for i in candidate.verbs for n in sketch.verbs[i].names)
        holder = candidate.edge.subject
        if names and candidate.edge.predicate == "holdsPosition" and not result[holder].names:
            result[holder] = replace(result[holder], names=names)
    return tuple(result)


def _attached(sketch: Sketch, merged: Merged, edges: Sequence[Edge]) -> tuple[tuple[int, Qualifier], ...] | None:
    result = []
    for qualifier in sketch.qualifiers:
        node = None if qualifier.node is None else merged.of[qualifier.node]
        fitting = [i for i, e in enumerate(edges) if e.predicate in QUALIFIED[qualifier.name] and (node is None or node in {e.subject, e.object})]
        if not fitting:
            return None
        result.append((fitting[0], qualifier))
    return tuple(result)


def _rounds(nodes: Sequence[Node], edges: Sequence[Edge]) -> Iterator[tuple[int, Qualifier]]:
    """The round of an investment, where the question names a round of the same company: "the investors of X's Series A"."""
    for round_ in edges:
        given = nodes[round_.object].literal
        if round_.predicate == "fundingRound" and given is not None:
            yield from ((i, Qualifier("round", literal=given)) for i, e in enumerate(edges) if e.predicate == "investsIn" and e.object == round_.subject)


def _target(sketch: Sketch, nodes: Sequence[Node], attached: tuple[tuple[int, Qualifier], ...]) -> tuple[int | None, tuple[tuple[int, Qualifier], ...]]:
    """The node asked for. Where a class of things is asked for, the qualities named are conditions."""
    asked = [i for i, n in enumerate(nodes) if n.asked]
    if len(asked) > 1:
        return None, ()
    if asked:
        return asked[0], tuple((i, replace(q, asked=False)) for i, q in attached)
    if any(q.asked for _, q in attached):
        return None, attached
    heads = [i for i, n in enumerate(nodes) if n.source in {"type", "noun"}]
    if not heads:
        return None, attached
    return (max if sketch.language == "zh" else min)(heads, key=lambda i: nodes[i].position), attached


def _ranked(plan: Plan) -> Plan | None:
    """The plan with the value that "highest" or "more than X" compare; None where there is none."""
    degree = plan.sketch.extreme or plan.sketch.comparative
    if degree is None or degree.implied == "latest":
        return plan
    values = [i for i, n in enumerate(plan.nodes) if n.types <= LITERALS and n.literal is None]
    if plan.sketch.comparative is not None and not plan.sketch.comparative.than and not plan.sketch.is_yes_no:
        choice = next((i for i, n in enumerate(plan.nodes) if len(n.things) > 1), None)
        if choice is None:
            return None
        plan = replace(plan, target=choice, qualifiers=tuple((i, replace(q, asked=False)) for i, q in plan.qualifiers))
    if values:
        return replace(plan, key=values[0])
    if degree.than:
        return None
    if any(q.name in {"score", "amount", "count"} and q.literal is None for _, q in plan.qualifiers):
        return plan
    if results := [i for i, e in enumerate(plan.edges) if e.predicate == "evaluatedOn"]:
        return replace(plan, qualifiers=(*plan.qualifiers, (results[0], Qualifier("score"))))
    others = [i for i, n in enumerate(plan.nodes) if i != plan.target and n.source in {"type", "noun"}]
    if plan.sketch.extreme is not None and plan.sketch.extreme.counts and plan.target is not None and others:
        return replace(plan, counted_by=others[0])
    return None
