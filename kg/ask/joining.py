"""Words side by side that are one node: two words for one thing, or several names that "and" joins."""

from __future__ import annotations

import itertools
from dataclasses import replace

from kg.ask.draft import Draft, beside, kind_at
from kg.ask.sketch import Node

_PRODUCTS = frozenset({"Chip", "Core", "Device", "Software", "Model", "ISA"})


def merge_appositions(draft: Draft) -> bool:
    """Take two words for one thing as one: "Mali-G77 GPU", "the paper nn-Meter", "Google Whitechapel"."""
    for i in sorted(draft.nodes):
        a, b = draft.nodes.get(i), draft.nodes.get(i + 1)
        if a is None or b is None:
            continue
        if a.source == b.source == "type" and a.types & b.types and any(r.name.startswith("^") for r in a.restrictions):
            draft.nodes[i + 1] = replace(b, types=a.types & b.types, restrictions=(*a.restrictions, *b.restrictions))
            del draft.nodes[i]
        elif a.source == b.source == "type" and draft.words[i + 1].token.start - draft.words[i].token.end <= 1:
            del draft.nodes[i]
        elif a.source == "thing" and b.source == "type" and a.types & b.types:
            _narrow(draft, i, b.types)
            del draft.nodes[i + 1]
        elif a.source == "type" and b.source == "thing" and a.types & b.types and not _is_asked(draft, i) and not (draft.is_chinese and _follows_verb(draft, i)):
            _narrow(draft, i + 1, a.types)
            del draft.nodes[i]
        elif a.source == b.source == "thing" and _is_brand(draft, a, b):
            del draft.nodes[i]
    return True


def _narrow(draft: Draft, i: int, types: frozenset[str]) -> None:
    node = draft.nodes[i]
    things = tuple(t for t in node.things[0] if t.type in types)
    draft.nodes[i] = replace(node, types=node.types & types, things=(things,))


def _is_asked(draft: Draft, i: int) -> bool:
    before = beside(draft, i, -1)
    between = draft.words[before + 1 : i] if before is not None else ()
    return kind_at(draft, before) == "question" and not any(w.does("auxiliary") for w in between)


def _follows_verb(draft: Draft, i: int) -> bool:
    return i > 0 and draft.words[i - 1].kind == "verb" and i + 2 < len(draft.words) and not draft.words[i + 2].does("possessive")


def _is_brand(draft: Draft, a: Node, b: Node) -> bool:
    makers = [t for t in a.things[0] if t.type in {"Organization", "Person"}]
    products = [t for t in b.things[0] if t.type in _PRODUCTS]
    return bool(makers) and bool(products) and draft.is_maker(makers[0], products)


def join_names(draft: Draft) -> bool:
    """Make one node of names that "and" joins."""
    order = sorted(draft.nodes)
    for i, j in itertools.pairwise(order):
        a, b = draft.nodes.get(i), draft.nodes.get(j)
        between = draft.words[i + 1 : j]
        if a is not None and b is not None and a.source == b.source == "type" and not b.asked and between and all(w.is_empty and w.does("and", "or") for w in between):
            draft.nodes[i] = replace(a, types=a.types | b.types, restrictions=())
            del draft.nodes[j]
            continue
        if a is None or b is None or a.source != "thing" or b.source != "thing" or not a.types & b.types:
            continue
        if all(w.is_empty for w in between) and (any(w.does("and", "or") for w in between) or (not between and _is_listed(draft, i, j))):
            draft.sketch.is_joined = True
            if draft.joins:
                every = True if any(w.does("both") for w in draft.words) else False if any(w.does("or") for w in between) else a.every
                types = a.types & b.types
                things = tuple(tuple(t for t in group if t.type in types) for group in (*a.things, *b.things))
                draft.nodes[j] = replace(b, types=types, things=things, every=every)
                del draft.nodes[i]
                draft.joined[i] = j
    return True


def _is_listed(draft: Draft, i: int, j: int) -> bool:
    """Whether more than a space stands between two words: a comma."""
    return draft.words[j].token.start - draft.words[i].token.end > 1
