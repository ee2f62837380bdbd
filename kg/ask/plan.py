"""Sketches -> a plan: the cheapest way to tie the nodes of a question together with relations that the classes of things allow.

Every verb and every noun of relation must be spent on an edge, and every node must hang together with the others. What the order of words says of agents,
patients and owners makes edges cheap or dear; classes make them possible or not.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from kg.ask.lexicon import Lexicon, Reading
from kg.ask.sketch import ANY, LITERALS, OBJECTS, SUBJECTS, Comparative, Node, Qualifier, Sketch, Verb

_QUALIFIED: Mapping[str, frozenset[str]] = {
    "role": frozenset({"holdsPosition"}),
    "amount": frozenset({"acquires", "investsIn", "fundingRound", "reportsMetric"}),
    "frequency": frozenset({"hasCore"}),
    "count": frozenset({"hasCore", "usesChip"}),
    "round": frozenset({"investsIn", "fundingRound"}),
    "score": frozenset({"evaluatedOn", "reportsMetric", "investsIn"}),
}
_DEAREST = 3.0
_MOST_NODES = 6


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation between two nodes.

    Attributes
    ----------
    subject, object : int
        Indexes of nodes.
    chains : tuple of tuple of str
        Ways to go from the one to the other, each a chain of predicates; any will do.
    is_said : bool
        Whether a word says it, rather than mere neighbourhood.
    """

    subject: int
    object: int
    chains: tuple[tuple[str, ...], ...]
    is_said: bool = True

    @property
    def predicate(self) -> str:
        """The predicate that reaches the object."""
        return self.chains[0][-1]


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
    """

    sketch: Sketch
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    target: int | None
    qualifiers: tuple[tuple[int, Qualifier], ...] = ()
    key: int | None = None
    counted_by: int | None = None
    cost: float = 0.0

    @property
    def asked(self) -> tuple[int, Qualifier] | None:
        """The quality asked for, with its edge."""
        return next(((edge, q) for edge, q in self.qualifiers if q.asked), None)


@dataclass(frozen=True, slots=True)
class _Need:
    """A noun that must be spent on an edge of one of its readings, best with its owner at the other end."""

    node: int
    readings: tuple[Reading, ...]
    owner: int | None


@dataclass(frozen=True, slots=True)
class _Merged:
    """Nodes after those that are one have been merged."""

    nodes: tuple[Node, ...]
    of: tuple[int, ...]
    needs: tuple[_Need, ...]
    cost: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    edge: Edge
    cost: float
    verbs: frozenset[int] = frozenset()
    needs: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Best:
    cost: float = _DEAREST
    edges: list[tuple[_Candidate, ...]] = field(default_factory=list)


def plans(sketches: Iterable[Sketch], lexicon: Lexicon) -> list[Plan]:
    """Return the cheapest plans of the sketches; several where readings of a word do equally well."""
    best: list[Plan] = []
    for sketch in sketches:
        limit = best[0].cost + 0.01 if best else _DEAREST
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
    for merged in map(partial(_with_partner, sketch), _merges(_with_implied(sketch))):
        base = sketch.cost + merged.cost
        if base > limit or len(merged.nodes) > _MOST_NODES:
            continue
        found = _trees(sketch, merged, lexicon, limit - base)
        for tree in found.edges:
            if (plan := _finished(sketch, merged, tree, base + found.cost)) is not None:
                limit = min(limit, plan.cost + 0.01)
                yield plan


def _naming_plans(sketch: Sketch) -> Iterator[Plan]:
    """What names a thing has, and which thing bears a name."""
    things = [n for n in sketch.nodes if n.source == "thing"]
    others = [n for n in sketch.nodes if n.source != "thing"]
    if len(things) == 1 and all(n.source in {"question", "type"} for n in others) and not sketch.qualifiers:
        asked = [n for n in others if n.source == "type" or n.types != ANY]
        yield Plan(sketch, (things[0],), (), 0 if asked else None, cost=sketch.cost)


def _with_implied(sketch: Sketch) -> Sketch:
    """The sketch with a node for the property that "fastest" and such imply."""
    degree = sketch.extreme or sketch.comparative
    if degree is None or degree.implied in {"", "latest"} or any(n.types & LITERALS and n.source == "noun" for n in sketch.nodes):
        return sketch
    node = Node(len(sketch.nodes), "noun", OBJECTS[degree.implied], readings=(Reading(degree.implied, True),))
    return replace(sketch, nodes=[*sketch.nodes, node])


def _with_partner(sketch: Sketch, merged: _Merged) -> _Merged:
    """Where one node is all there is, the other end of its relation: "Which companies were acquired?" says nothing of the buyers."""
    if len(merged.nodes) > 1 or not (merged.needs or sketch.qualifiers or any(not v.is_light for v in sketch.verbs)):
        return merged
    partner = Node(len(sketch.nodes), "hidden", ANY - LITERALS)
    return _Merged((*merged.nodes, partner), merged.of, merged.needs, merged.cost + 0.3)


# nodes that are one


def _merges(sketch: Sketch) -> Iterator[_Merged]:
    """Every way to take nodes as one: "who" with "the CEO", "the successor" with "X", "the process" with "5 nm"."""
    movable = [i for i, n in enumerate(sketch.nodes) if n.source in {"question", "noun", "value", "type"}]
    choices = [[(None, 0.0), *((j, cost) for j in range(len(sketch.nodes)) if (cost := _merge_cost(sketch, i, j)) is not None)] for i in movable]
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


_SELVES = ({"question"}, {"thing"})


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
            if a.source == "type" and sketch.is_yes_no:
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
        case "noun", _:
            return 0.1 if is_linked else 0.5
        case "type", "type":
            return 0.1 if is_linked and a.asked != b.asked else None
    return None


def _merged(sketch: Sketch, group: Sequence[int], cost: float) -> _Merged | None:
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
    needs = tuple(_Need(of[i], n.readings, _owner(sketch, of, i)) for i, n in enumerate(sketch.nodes) if n.source == "noun")
    return _Merged(tuple(nodes), of, needs, cost)


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
        comparison=valued.comparison, names=named.names, segment=next((n.segment for n in nodes if n.segment), ""), suffix=named.suffix, single=named.single,
        asked=any(n.asked for n in nodes), counted=any(n.counted for n in nodes),
    )  # fmt: skip


# edges


def _trees(sketch: Sketch, merged: _Merged, lexicon: Lexicon, limit: float) -> _Best:
    """The cheapest trees that tie all nodes together and spend all verbs and nouns."""
    best = _Best(cost=limit)
    candidates = sorted(_candidates(sketch, merged, lexicon), key=lambda c: c.cost)
    if len(merged.nodes) == 1:
        return best
    _grow(sketch, merged, candidates, 0, [], 0.0, list(range(len(merged.nodes))), best)
    return best


def _grow(
    sketch: Sketch, merged: _Merged, candidates: Sequence[_Candidate], start: int, chosen: list[_Candidate], cost: float, parts: list[int], best: _Best
) -> None:  # fmt: skip
    missing = len(merged.nodes) - 1 - len(chosen)
    if missing == 0:
        _keep(sketch, merged, tuple(chosen), cost, best)
        return
    for k in range(start, len(candidates)):
        candidate = candidates[k]
        if cost + candidate.cost * missing > best.cost + 0.01:
            return
        a, b = parts[candidate.edge.subject], parts[candidate.edge.object]
        if a != b and _fits(merged, chosen, candidate) and not _is_shared_value(merged, chosen, candidate):
            _grow(sketch, merged, candidates, k + 1, [*chosen, candidate], cost + candidate.cost, [a if p == b else p for p in parts], best)


def _fits(merged: _Merged, chosen: Sequence[_Candidate], candidate: _Candidate) -> bool:
    domains = _domains(merged, [*chosen, candidate])
    return all(domains)


def _is_shared_value(merged: _Merged, chosen: Sequence[_Candidate], candidate: _Candidate) -> bool:
    """Whether an edge would make one value the value of two things, or give one thing two values of a kind."""
    edge = candidate.edge
    if not OBJECTS[edge.predicate] <= LITERALS or merged.nodes[edge.object].source == "thing":
        return False
    return any(c.edge.object == edge.object or (c.edge.subject, c.edge.predicate) == (edge.subject, edge.predicate) for c in chosen)


def _domains(merged: _Merged, chosen: Iterable[_Candidate]) -> list[frozenset[str]]:
    """The classes that edges leave to each node."""
    domains = [n.types for n in merged.nodes]
    for candidate in chosen:
        edge = candidate.edge
        domains[edge.subject] &= frozenset().union(*(SUBJECTS[chain[0]] for chain in edge.chains))
        domains[edge.object] &= frozenset().union(*(OBJECTS[chain[-1]] for chain in edge.chains))
    return domains


def _keep(sketch: Sketch, merged: _Merged, tree: tuple[_Candidate, ...], cost: float, best: _Best) -> None:
    spent_verbs = frozenset().union(*(c.verbs for c in tree))
    spent_needs = frozenset().union(*(c.needs for c in tree))
    if len(spent_needs) < len(merged.needs):
        return
    for i, verb in enumerate(sketch.verbs):
        if i not in spent_verbs:
            if not verb.is_light:
                return
            cost += 0.2
    cost += _overspent(tree)
    if cost < best.cost - 0.01:
        best.cost, best.edges = cost, [tree]
    elif cost <= best.cost + 0.01:
        best.edges.append(tree)


def _overspent(tree: Sequence[_Candidate]) -> float:
    """What it costs that one word says several relations."""
    free: set[tuple[str, int]] = {("verb", i) for c in tree for i in c.verbs} | {("need", i) for c in tree for i in c.needs}
    price = 0.0
    for candidate in sorted(tree, key=lambda c: len(c.verbs) + len(c.needs)):
        words = {("verb", i) for i in candidate.verbs} | {("need", i) for i in candidate.needs}
        if words and not words & free:
            price += 1.0
        elif words:
            free -= {min(words & free)}
    return price


def _candidates(sketch: Sketch, merged: _Merged, lexicon: Lexicon) -> Iterator[_Candidate]:
    for s, o in itertools.permutations(range(len(merged.nodes)), 2):
        for predicate in _predicates(sketch, merged, lexicon):
            chains = _chains(merged.nodes[s], merged.nodes[o], predicate, lexicon)
            if chains and (candidate := _priced(sketch, merged, s, o, predicate, chains, lexicon)) is not None:
                yield candidate


def _predicates(sketch: Sketch, merged: _Merged, lexicon: Lexicon) -> list[str]:
    readings = [*(r for v in sketch.verbs for r in v.readings), *(r for n in merged.needs for r in n.readings), *lexicon.ties]
    readings += [Reading(p) for q in sketch.qualifiers for p in sorted(_QUALIFIED[q.name])]
    return list(dict.fromkeys(r.predicate for r in readings))


def _chains(subject: Node, object_: Node, predicate: str, lexicon: Lexicon) -> tuple[tuple[str, ...], ...]:
    """The ways from one node to another that end in a predicate: the direct one, and those over a third thing."""
    if not object_.types & OBJECTS[predicate]:
        return ()
    direct = ((predicate,),) if subject.types & SUBJECTS[predicate] else ()
    detours = tuple(chain for type_, chain in lexicon.paths if chain[-1] == predicate and type_ in subject.types and (subject.types == {type_} or not direct))
    return (*direct, *detours)


def _priced(
    sketch: Sketch, merged: _Merged, s: int, o: int, predicate: str, chains: tuple[tuple[str, ...], ...], lexicon: Lexicon
) -> _Candidate | None:  # fmt: skip
    """An edge with what it costs: least where a word says it and the order of words agrees."""
    prices: list[float] = []
    verbs, needs = set(), set()
    is_bare = any(merged.nodes[k].source in {"question", "hidden"} for k in (s, o))
    for i, verb in enumerate(sketch.verbs):
        price = min((_verb_price(merged, verb, r, s, o) for r in verb.readings if r.predicate == predicate and not (r.light and is_bare)), default=None)
        if price is not None:
            prices.append(price)
            verbs.add(i)
    for i, need in enumerate(merged.needs):
        if any(r.predicate == predicate and need.node == (o if r.inverse else s) for r in need.readings):
            other = s if need.node == o else o
            prices.append(0.0 if need.owner == other else 0.2 if need.owner is None else 0.8)
            needs.add(i)
    if is_bare and any(n.source == "hidden" for n in (merged.nodes[s], merged.nodes[o])) and any(predicate in _QUALIFIED[q.name] for q in sketch.qualifiers):
        prices.append(0.3)
    is_said = bool(prices)
    if not is_bare and predicate in lexicon.tie_subjects and merged.nodes[s].types & lexicon.tie_subjects[predicate]:
        prices.append(_tie_price(sketch, merged, s, o))
    if not prices:
        return None
    detour = 0.3 if all(len(chain) > 1 for chain in chains) else 0.0
    return _Candidate(Edge(s, o, chains, is_said), min(prices) + detour, frozenset(verbs), frozenset(needs))


def _verb_price(merged: _Merged, verb: Verb, reading: Reading, s: int, o: int) -> float:
    expected = (verb.patient, verb.agent) if reading.inverse else (verb.agent, verb.patient)
    price = 0.1 if reading.light else 0.05 if reading.weak else 0.0
    for node, found in zip(expected, (s, o), strict=True):
        price += 0.1 if node is None else 0.0 if merged.of[node] == found else 0.5
    return price


def _tie_price(sketch: Sketch, merged: _Merged, s: int, o: int) -> float:
    """Neighbours are tied cheaply; the farther apart, the dearer."""
    pairs = [(i, j) for i in range(len(merged.of)) for j in range(len(merged.of)) if merged.of[i] == s and merged.of[j] == o]
    if any((min(pair), max(pair)) in sketch.neighbours for pair in pairs):
        return 0.6
    return 1.0 + 0.05 * min((abs(i - j) for i, j in pairs), default=0)


# the plan


def _finished(sketch: Sketch, merged: _Merged, tree: tuple[_Candidate, ...], cost: float) -> Plan | None:
    """The plan of a tree; None where a part of the question finds no place in it."""
    domains = _domains(merged, tree)
    nodes = tuple(_narrowed(n, types) for n, types in zip(merged.nodes, domains, strict=True))
    edges = tuple(c.edge for c in tree)
    attached = _attached(sketch, merged, edges)
    if attached is None:
        return None
    nodes = _with_roles(sketch, tree, nodes)
    target, attached = _target(sketch, nodes, attached)
    has_asked = any(q.asked for _, q in attached)
    if target is None and not has_asked and not sketch.is_yes_no:
        return None
    plan = Plan(sketch, nodes, edges, None if has_asked or sketch.is_yes_no else target, attached, cost=cost)
    return _ranked(plan)


def _narrowed(node: Node, types: frozenset[str]) -> Node:
    things = tuple(tuple(t for t in group if t.type in types) for group in node.things)
    return replace(node, types=types, things=things)


def _with_roles(sketch: Sketch, tree: Sequence[_Candidate], nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The nodes with the roles that verbs say: "who founded X"."""
    result = list(nodes)
    for candidate in tree:
        names = tuple(n for i in candidate.verbs for n in sketch.verbs[i].names)
        holder = candidate.edge.subject
        if names and candidate.edge.predicate == "holdsPosition" and not result[holder].names:
            result[holder] = replace(result[holder], names=names)
    return tuple(result)


def _attached(sketch: Sketch, merged: _Merged, edges: Sequence[Edge]) -> tuple[tuple[int, Qualifier], ...] | None:
    result = []
    for qualifier in sketch.qualifiers:
        node = None if qualifier.node is None else merged.of[qualifier.node]
        fitting = [i for i, e in enumerate(edges) if e.predicate in _QUALIFIED[qualifier.name] and (node is None or node in {e.subject, e.object})]
        if not fitting:
            return None
        result.append((fitting[0], qualifier))
    return tuple(result)


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
    if any(q.name in {"score", "amount", "count"} and q.literal is None for _, q in plan.qualifiers):
        return plan
    others = [i for i, n in enumerate(plan.nodes) if i != plan.target and n.source in {"type", "noun"}]
    if isinstance(plan.sketch.extreme, Comparative) and plan.target is not None and others:
        return replace(plan, counted_by=others[0])
    return None
