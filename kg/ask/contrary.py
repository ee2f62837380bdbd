"""The plan that shows a "no": where a thing has one maker, owner, venue or chief, another one that the graph names rules out the one that is asked about."""

from __future__ import annotations

from dataclasses import replace

from kg.ask.plan import Plan
from kg.ask.sketch import OBJECTS

_SINGLE = frozenset({"manufacturedBy", "subsidiaryOf", "venue"})
"""Predicates of which a thing has one object at a time."""


def contrary(plan: Plan) -> Plan | None:
    """Return the plan that asks for the one that the graph names in place of the one in a question of yes or no; None where there may be several.

    Of a post that one person at a time holds it asks for the holder.
    """
    sketch = plan.sketch
    if not sketch.is_yes_no or len(plan.edges) != 1 or plan.qualifiers or sketch.period is not None or sketch.is_past or sketch.statuses - {"certain"}:
        return None
    edge = plan.edges[0]
    named = plan.nodes[edge.subject], plan.nodes[edge.object]
    if len(edge.chains[0]) > 1 or any(len(node.things) != 1 for node in named):
        return None
    is_post = edge.predicate == "holdsPosition" and named[0].single
    if edge.predicate not in _SINGLE and not is_post:
        return None
    freed = edge.subject if is_post else edge.object
    types = frozenset({"Person"}) if is_post else OBJECTS[edge.predicate]
    nodes = tuple(replace(node, source="hidden", things=(), restrictions=(), types=types, asked=True) if i == freed else node for i, node in enumerate(plan.nodes))
    return replace(plan, sketch=replace(sketch, is_yes_no=False, statuses=frozenset({"certain"})), nodes=nodes, target=freed)
