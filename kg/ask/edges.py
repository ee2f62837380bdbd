"""The relations that may tie two nodes, each with what it costs: little where a word says it and the order of words agrees."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.ask.lexicon import Lexicon, Reading
from kg.ask.merging import Merged
from kg.ask.sketch import OBJECTS, PLACES, SUBJECTS, Node, Sketch, Verb

QUALIFIED: Mapping[str, frozenset[str]] = {
    "role": frozenset({"holdsPosition"}),
    "amount": frozenset({"acquires", "investsIn", "fundingRound", "reportsMetric"}),
    "frequency": frozenset({"hasCore"}),
    "count": frozenset({"hasCore", "usesChip"}),
    "round": frozenset({"investsIn", "fundingRound"}),
    "score": frozenset({"evaluatedOn", "reportsMetric", "investsIn"}),
}
_LONELY = frozenset({"acquires", "investsIn", "partnersWith", "memberOf", "subsidiaryOf", "customerOf", "successorOf", "holdsPosition"})
"""Predicates that a question may speak of without naming the other end."""


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
class Candidate:
    """An edge that a question may mean: its cost, and the indexes of the verbs and the needs of nouns that say it."""

    edge: Edge
    cost: float
    verbs: frozenset[int] = frozenset()
    needs: frozenset[int] = frozenset()


def candidates(sketch: Sketch, merged: Merged, lexicon: Lexicon) -> Iterator[Candidate]:
    """Every edge that classes and words allow between two nodes."""
    for s, o in itertools.permutations(range(len(merged.nodes)), 2):
        for predicate in _predicates(sketch, merged, lexicon):
            chains = _chains(merged.nodes[s], merged.nodes[o], predicate, lexicon)
            if chains and (candidate := _priced(sketch, merged, s, o, predicate, chains, lexicon)) is not None:
                yield candidate


def _predicates(sketch: Sketch, merged: Merged, lexicon: Lexicon) -> list[str]:
    readings = [*(r for v in sketch.verbs for r in v.readings), *(r for n in merged.needs for r in n.readings), *lexicon.ties]
    readings += [Reading(p) for q in sketch.qualifiers for p in sorted(QUALIFIED[q.name])]
    return list(dict.fromkeys((*(r.predicate for r in readings), *(predicate for _, _, predicate in lexicon.owned))))


def _chains(subject: Node, object_: Node, predicate: str, lexicon: Lexicon) -> tuple[tuple[str, ...], ...]:
    """The ways from one node to another that end in a predicate: the direct one, and those over a third thing."""
    if not object_.types & OBJECTS[predicate]:
        return ()
    direct = ((predicate,),) if subject.types & SUBJECTS[predicate] else ()
    detours = tuple(chain for type_, chain in lexicon.paths if chain[-1] == predicate and type_ in subject.types and (subject.types == {type_} or not direct))
    return (*direct, *detours)


def chain_subjects(chain: tuple[str, ...]) -> frozenset[str]:
    """Return the classes that may stand at the beginning of a chain.

    Examples
    --------
    >>> sorted(chain_subjects(("usesChip", "hasCore"))), "Model" in chain_subjects(("^proposes", "venue"))
    (['Device', 'Organization'], True)
    """
    first = chain[0]
    return OBJECTS[first[1:]] if first.startswith("^") else SUBJECTS[first]


def _priced(
    sketch: Sketch, merged: Merged, s: int, o: int, predicate: str, chains: tuple[tuple[str, ...], ...], lexicon: Lexicon
) -> Candidate | None:  # fmt: skip
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
    if is_bare and any(n.source == "hidden" for n in (merged.nodes[s], merged.nodes[o])) and any(predicate in QUALIFIED[q.name] for q in sketch.qualifiers):
        prices.append(0.3)
    if prices and predicate == "developedBy" and merged.nodes[o].source == "question" and merged.nodes[o].types == PLACES:
        prices = [min(prices) + 0.5]
    prices += _owned_price(sketch, merged, s, o, predicate, lexicon)
    if predicate == "developedBy" and any(merged.of[i] == o for i in sketch.beneficiaries):
        prices.append(0.3)
    is_said = bool(prices)
    if any(merged.nodes[k].source == "hidden" for k in (s, o)) and predicate not in _LONELY and not any(predicate in QUALIFIED[q.name] for q in sketch.qualifiers):
        return None
    if (not is_bare or _is_compound(sketch, merged, s, o)) and predicate in lexicon.tie_subjects and merged.nodes[s].types & lexicon.tie_subjects[predicate]:
        prices.append(_tie_price(sketch, merged, s, o))
    if not prices:
        return None
    detour = 0.3 if all(len(chain) > 1 for chain in chains) else 0.0
    return Candidate(Edge(s, o, chains, is_said), min(prices) + detour, frozenset(verbs), frozenset(needs))


def _owned_price(sketch: Sketch, merged: Merged, s: int, o: int, predicate: str, lexicon: Lexicon) -> list[float]:
    """The price of a relation that a value with its owner says: "Samsung's 5 nm process" makes Samsung the maker of the chip."""
    for value, owner, said in lexicon.owned:
        if said != predicate or owner not in merged.nodes[o].types or merged.nodes[s].source == "question":
            continue
        values = [i for i, n in enumerate(sketch.nodes) if n.types == {value}]
        owners = [i for i in range(len(merged.of)) if merged.of[i] == o]
        if any(sketch.owners.get(i) == j or (min(i, j), max(i, j)) in sketch.neighbours for i in values for j in owners):
            return [0.3]
    return []


def _verb_price(merged: Merged, verb: Verb, reading: Reading, s: int, o: int) -> float:
    expected = (verb.patient, verb.agent) if reading.inverse else (verb.agent, verb.patient)
    price = 0.1 if reading.light else 0.05 if reading.weak else 0.0
    for node, found in zip(expected, (s, o), strict=True):
        is_left_out = node is None and merged.nodes[found].source == "hidden"
        price += 0.0 if is_left_out else 0.1 if node is None else 0.0 if merged.of[node] == found else 0.5
    return price


def _is_compound(sketch: Sketch, merged: Merged, s: int, o: int) -> bool:
    """Whether one of two nodes belongs to the other: "哪家的芯片"."""
    return any({merged.of[a], merged.of[b]} == {s, o} for a, b in sketch.compounds)


def _tie_price(sketch: Sketch, merged: Merged, s: int, o: int) -> float:
    """Neighbours are tied cheaply; the farther apart, the dearer."""
    if _is_compound(sketch, merged, s, o):
        return 0.3
    pairs = [(i, j) for i in range(len(merged.of)) for j in range(len(merged.of)) if merged.of[i] == s and merged.of[j] == o]
    if any((min(pair), max(pair)) in sketch.neighbours for pair in pairs):
        return 0.6
    return 1.0 + 0.05 * min((abs(i - j) for i, j in pairs), default=0)
