"""Tokens of a question -> sketches: which role each word plays, which nodes, verbs and constraints that gives."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kg.ask import syntax
from kg.ask.asking import find_target
from kg.ask.comparing import compare, read_numbers
from kg.ask.draft import Draft, IsMaker, place
from kg.ask.joining import join_names, merge_appositions
from kg.ask.roles import roles
from kg.ask.sketch import NotUnderstoodError, Sketch, Verb
from kg.ask.syntax import Sentence
from kg.ask.tokens import Token
from kg.vocabulary import has_cjk

_MOST_SKETCHES = 96
_MOST_NODES = 12


def sketches(tokens: Sequence[Token], is_maker: IsMaker) -> Iterator[Sketch]:
    """Yield the sketches of a question, those that stay closest to the usual sense of its words first.

    Raises
    ------
    NotUnderstoodError
        If a word is unknown, or names what the graph doesn't hold.
    """
    check(tokens)
    choices = [roles(tokens, i) for i in range(len(tokens))]
    while math.prod(map(len, choices)) > 4000:
        widest = max(range(len(choices)), key=lambda i: len(choices[i]))
        choices[widest] = choices[widest][:-1]
    combinations = sorted(itertools.product(*choices), key=lambda words: sum(cost for cost, _ in words))[:_MOST_SKETCHES]
    text = "".join(t.text for t in tokens if not t.things) or "".join(t.text for t in tokens)
    for combination in combinations:
        words = tuple(word for _, word in combination)
        for joins in (True, False):
            sketch = _sketch(Draft(words, joins, has_cjk(text), is_maker))
            if sketch is not None:
                sketch.cost += sum(cost for cost, _ in combination)
                yield sketch
            if sketch is None or not sketch.is_joined:
                break


def check(tokens: Sequence[Token]) -> None:
    """Refuse what holds a word that nothing is known of."""
    unknown = [t.text for t in tokens if t.is_unknown]
    if unknown:
        raise NotUnderstoodError(f"“{unknown[0]}” is no name in the graph and no word that questions may have")
    if absent := [t for t in tokens if t.absent]:
        raise NotUnderstoodError(f"nothing in the graph speaks of {absent[0].absent}")
    if not tokens:
        raise NotUnderstoodError("the question is empty")
    for i, token in enumerate(tokens):
        if token.has("particle", "pronoun") and not any(t.things or t.has("type") for t in tokens[:i]):
            raise NotUnderstoodError(f"“{token.text}” stands for nothing that the question names")


def _sketch(draft: Draft) -> Sketch | None:
    """The sketch of words in given roles; None where they make no sense."""
    draft.sketch.language = "zh" if draft.is_chinese else "en"
    for i in range(len(draft.words)):
        place(draft, i)
    for step in (compare, merge_appositions, read_numbers, join_names, find_target, _finish):
        if not step(draft):
            return None
    return draft.sketch


def _finish(draft: Draft) -> bool:
    if not 0 < len(draft.nodes) <= _MOST_NODES:
        return False
    order = sorted(draft.nodes)
    index = {position: k for k, position in enumerate(order)}
    sketch = draft.sketch
    sketch.nodes = [draft.nodes[position] for position in order]
    sketch.qualifiers = [replace(q, node=index.get(q.node) if q.node is not None else None) for q in sketch.qualifiers]
    for i in sorted(draft.joined, reverse=True):
        index[i] = index[draft.joined[i]]
    sentence = Sentence(draft.words, index, index.get(draft.fronted) if draft.fronted is not None else None, draft.is_chinese)
    for position in order:
        k = index[position]
        if draft.nodes[position].source == "noun" and (owner := syntax.owner(sentence, position)) is not None and owner != k:
            sketch.owners[k] = owner
    for position, word in enumerate(draft.words):
        if word.kind == "verb":
            readings = tuple(r for s in word.senses for r in s.readings)
            names = tuple(n for s in word.senses for n in s.names)
            sketch.verbs.append(Verb(position, readings, *syntax.participants(sentence, position, word.senses[0].form), names))
    for position in order:
        if draft.nodes[position].source == "type":
            pairs = ((index[position], owner) for owner in syntax.type_owners(sentence, position))
            sketch.compounds |= {(min(pair), max(pair)) for pair in pairs}
    sketch.beneficiaries = {index[i] for i in order if syntax.is_beneficiary(sentence, i)}
    for a, b in itertools.combinations(order, 2):
        if syntax.linked(sentence, a, b):
            sketch.linked.add((index[a], index[b]))
        if syntax.equated(sentence, a, b):
            sketch.equated.add((index[a], index[b]))
        if syntax.neighbours(sentence, a, b):
            sketch.neighbours.add((index[a], index[b]))
    sketch.statuses = frozenset(s.value for w in draft.words for s in w.token.senses if s.kind == "status" and (w.kind == "status" or (w.kind == "verb" and s.value == "done")))
    perfect, past = {"了", "过", "did", "has", "have"}, {"过", "did", "was", "were"}
    sketch.is_past = any(w.token.text.lower() in past or w.token.text.endswith("过") for w in draft.words)
    sketch.is_perfect = any(w.token.text.lower() in perfect or w.token.text.endswith("了") for w in draft.words)
    return True
