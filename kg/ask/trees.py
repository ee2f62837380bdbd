"""The cheapest ways to tie all nodes of a question together, spending every verb and every noun of relation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kg.ask.edges import Candidate, candidates, chain_subjects
from kg.ask.lexicon import Lexicon
from kg.ask.merging import Merged
from kg.ask.sketch import LITERALS, OBJECTS, Sketch

_UNSPOKEN = 0.4
"""What it costs to leave out a verb that the sentence may do without."""


@dataclass(slots=True)
class Trees:
    """The cheapest trees found so far, what each costs, and which trees count."""

    cost: float
    accepts: Callable[[tuple[Candidate, ...]], bool]
    edges: list[tuple[Candidate, ...]] = field(default_factory=list)


def trees(sketch: Sketch, merged: Merged, lexicon: Lexicon, limit: float, accepts: Callable[[tuple[Candidate, ...]], bool]) -> Trees:
    """The cheapest of the trees accepted that tie all nodes together and spend all verbs and nouns."""
    best = Trees(limit, accepts)
    offered = sorted(candidates(sketch, merged, lexicon), key=lambda c: c.cost)
    if len(merged.nodes) == 1:
        return best
    _grow(sketch, merged, offered, 0, [], 0.0, list(range(len(merged.nodes))), best)
    return best


def _grow(
    sketch: Sketch, merged: Merged, offered: Sequence[Candidate], start: int, chosen: list[Candidate], cost: float, parts: list[int], best: Trees
) -> None:  # fmt: skip
    missing = len(merged.nodes) - 1 - len(chosen)
    if missing == 0:
        _keep(sketch, merged, tuple(chosen), cost, best)
        return
    for k in range(start, len(offered)):
        candidate = offered[k]
        if cost + candidate.cost * missing > best.cost + 0.01:
            return
        a, b = parts[candidate.edge.subject], parts[candidate.edge.object]
        if a != b and _fits(merged, chosen, candidate) and not _is_shared_value(merged, chosen, candidate):
            _grow(sketch, merged, offered, k + 1, [*chosen, candidate], cost + candidate.cost, [a if p == b else p for p in parts], best)


def _fits(merged: Merged, chosen: Sequence[Candidate], candidate: Candidate) -> bool:
    domains = domains_of(merged, [*chosen, candidate])
    return all(domains)


def _is_shared_value(merged: Merged, chosen: Sequence[Candidate], candidate: Candidate) -> bool:
    """Whether an edge would make one value the value of two things, or give one thing two values of a kind."""
    edge = candidate.edge
    if not OBJECTS[edge.predicate] <= LITERALS or merged.nodes[edge.object].source == "thing":
        return False
    return any(c.edge.object == edge.object or (c.edge.subject, c.edge.predicate) == (edge.subject, edge.predicate) for c in chosen)


def domains_of(merged: Merged, chosen: Iterable[Candidate]) -> list[frozenset[str]]:
    """The classes that edges leave to each node."""
    domains = [n.types for n in merged.nodes]
    for candidate in chosen:
        edge = candidate.edge
        domains[edge.subject] &= frozenset().union(*(chain_subjects(chain) for chain in edge.chains))
        domains[edge.object] &= frozenset().union(*(OBJECTS[chain[-1]] for chain in edge.chains))
    return domains


def _keep(sketch: Sketch, merged: Merged, tree: tuple[Candidate, ...], cost: float, best: Trees) -> None:
    spent_verbs = frozenset().union(*(c.verbs for c in tree))
    spent_needs = frozenset().union(*(c.needs for c in tree))
    if len(spent_needs) < len(merged.needs):
        return
    for i, verb in enumerate(sketch.verbs):
        if i not in spent_verbs:
            if not verb.is_light:
                return
            cost += _UNSPOKEN
    cost += _overspent(tree)
    if cost > best.cost + 0.01 or not best.accepts(tree):
        return
    if cost < best.cost - 0.01:
        best.cost, best.edges = cost, [tree]
    else:
        best.edges.append(tree)


def _overspent(tree: Sequence[Candidate]) -> float:
    """What it costs that one word says several relations, or that two things are to have one object of one relation."""
    free: set[tuple[str, int]] = {("verb", i) for c in tree for i in c.verbs} | {("need", i) for c in tree for i in c.needs}
    price = 0.3 * (len(tree) - len({(c.edge.object, c.edge.predicate) for c in tree}))
    for candidate in sorted(tree, key=lambda c: len(c.verbs) + len(c.needs)):
        words = {("verb", i) for i in candidate.verbs} | {("need", i) for i in candidate.needs}
        if words and not words & free:
            price += 1.0
        elif words:
            free -= {min(words & free)}
    return price
