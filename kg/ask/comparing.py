"""Bounds, superlatives, comparisons and bare numbers of a question."""

from __future__ import annotations

import itertools
from dataclasses import replace

from kg.ask.draft import Draft, beside, is_countable, kind_at
from kg.ask.literals import Literal
from kg.ask.sketch import OBJECTS, Comparative, Node, Qualifier
from kg.ask.syntax import Word

_AFTER, _BEFORE = (
    {"less": "<", "at_most": "<=", "more": ">", "at_least": ">=", "exactly": "=", "faster": ">", "slower": "<", "stronger": ">", "weaker": "<"},
    {"or_less": "<=", "or_more": ">="},
)
_IMPLIED = {
    "fastest": "clockFrequency", "faster": "clockFrequency", "slowest": "clockFrequency", "slower": "clockFrequency", "strongest": "aiPerformance",
    "stronger": "aiPerformance", "weaker": "aiPerformance", "latest": "latest",
}  # fmt: skip
_COUNTING = frozenset({"most", "fewest"})
_FALLING = frozenset({"lowest", "fewest", "slowest", "most_advanced", "less", "slower", "more_advanced"})


def compare(draft: Draft) -> bool:
    """Read what values are compared by, and what is to be highest or higher than something; whether that makes sense."""
    for i, word in enumerate(draft.words):
        if word.kind == "comparison" and not _compare_value(draft, i, word.senses[0].value):
            return False
        if word.does("than") and word.is_empty and not _compare_than(draft, i):
            return False
    degrees = [(i, word) for i, word in enumerate(draft.words) if word.kind in {"extreme", "comparative"}]
    return all(i in draft.used or _note_degree(draft, word) for i, word in degrees)


def _compare_value(draft: Draft, i: int, value: str) -> bool:
    """Bounds: "over 5", "5 or more", "more than X"."""
    if value == "between":
        return _compare_range(draft, i)
    target = beside(draft, i) if value in _AFTER else beside(draft, i, -1) if value in _BEFORE else None
    if value in _BEFORE and kind_at(draft, target) in {"noun", "unit"} and target is not None and kind_at(draft, target - 1) == "value":
        target -= 1
    if target is None or target < 0:
        return False
    if kind_at(draft, target) == "value":
        draft.comparisons[target] = _AFTER.get(value) or _BEFORE[value]
        return True
    if kind_at(draft, target) == "thing" and value in {"less", "more", *_IMPLIED} and draft.sketch.comparative is None:
        return _refer(draft, target, _AFTER[value] == ">", _IMPLIED.get(value, ""))
    return False


def _compare_range(draft: Draft, i: int) -> bool:
    """The two values that something lies between: "between 5 and 10", "5到10之间"."""
    values = [j for j, w in enumerate(draft.words) if w.kind == "value"]
    low, high = next(((a, b) for a, b in itertools.pairwise(values) if all(w.is_empty for w in draft.words[a + 1 : b])), (-1, -1))
    if low < 0:
        return False
    first, second = draft.words[low].token.values[0], draft.words[high].token.values[0]
    if first.value is None or second.value is None or first.kind not in {second.kind, "number"}:
        return False
    draft.comparisons[high] = "<="
    draft.floors[high] = first
    draft.used.add(low)
    draft.nodes.pop(low, None)
    return True


def _compare_than(draft: Draft, i: int) -> bool:
    """What a comparative compares with: "比 X 高", "higher TOPS than X"."""
    target = beside(draft, i)
    degrees = [j for j, w in enumerate(draft.words) if w.kind == "comparative"]
    if target is None or not degrees:
        return False
    sense = draft.words[degrees[0]].senses[0]
    draft.used.add(degrees[0])
    more = sense.value not in _FALLING
    if kind_at(draft, target) == "value":
        draft.comparisons[target] = ">" if more else "<"
        return True
    return kind_at(draft, target) == "thing" and _refer(draft, target, more, _IMPLIED.get(sense.value, ""))


def _refer(draft: Draft, i: int, more: bool, implied: str) -> bool:
    draft.sketch.comparative = Comparative(more, implied, draft.words[i].token.things)
    del draft.nodes[i]
    return True


def _note_degree(draft: Draft, word: Word) -> bool:
    value = word.senses[0].value
    degree = Comparative(value not in _FALLING, _IMPLIED.get(value, ""), counts=value in _COUNTING)
    if word.kind == "extreme":
        if draft.sketch.extreme is not None:
            return False
        draft.sketch.extreme = degree
    elif draft.sketch.comparative is None:
        draft.sketch.comparative = degree
    else:
        return False
    return True


def read_numbers(draft: Draft) -> bool:
    """Find the place of each value: a condition on a fact, or a node of its own; whether all have one."""
    for i, word in enumerate(draft.words):
        if word.kind != "value" or i in draft.used:
            continue
        literal = word.token.values[0]
        comparison = draft.comparisons.get(i, "=")
        if literal.kind in {"amount", "share"}:
            name = "amount" if literal.kind == "amount" else "score"
            draft.sketch.qualifiers.append(Qualifier(name, literal=literal, comparison=comparison, floor=draft.floors.get(i)))
        elif literal.kind == "number" and not _number(draft, i, literal, comparison):
            return False
        elif i in draft.nodes:
            draft.nodes[i] = replace(draft.nodes[i], comparison=comparison, floor=draft.floors.get(i))
    return True


def _number(draft: Draft, i: int, literal: Literal, comparison: str) -> bool:
    """A number without unit: of cores, of a version, of a score."""
    following, before = beside(draft, i), beside(draft, i, -1)
    if following is not None and draft.words[following].does("possessive"):
        following = beside(draft, following)
    if kind_at(draft, before) == "comparison":
        before = beside(draft, before, -1) if before is not None else None
    if following is not None and kind_at(draft, following) == "unit" and following == i + 1:
        predicate = draft.nodes.pop(following).readings[0].predicate
        draft.nodes[i] = Node(i, "value", OBJECTS[predicate], literal=literal, comparison=comparison, floor=draft.floors.get(i))
        return True
    if following is not None and (node := draft.nodes.get(following)) is not None and is_countable(node):
        draft.sketch.qualifiers.append(Qualifier("count", literal=literal, comparison=comparison, node=following))
        return True
    is_version = any(r.predicate == "releases" for w in draft.words if w.kind in {"verb", "noun"} for s in w.senses for r in s.readings)
    if is_version and i and draft.words[i - 1].kind == "thing" and any(t.type == "Software" for t in draft.words[i - 1].token.things):
        draft.nodes[i] = Node(i, "value", OBJECTS["releases"], literal=literal)
        return True
    for neighbour in (before, following):
        node = draft.nodes.get(-1 if neighbour is None else neighbour)
        if node is not None and node.source == "noun" and len(node.types) == 1 and next(iter(node.types)) in {"=releases", "=coreCount"}:
            draft.nodes[i] = Node(i, "value", node.types, literal=literal, comparison=comparison, floor=draft.floors.get(i))
            return True
        if kind_at(draft, neighbour) == "score" or (node is not None and "=reportsMetric" in node.types):
            draft.sketch.qualifiers.append(Qualifier("score", literal=literal, comparison=comparison))
            return True
    return False
