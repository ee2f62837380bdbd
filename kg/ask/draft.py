"""A sketch in the making: the words of a question in given roles, and the nodes that some of them become."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kg.ask.lexicon import Reading
from kg.ask.literals import Literal
from kg.ask.sketch import OBJECTS, SUBJECTS, Node, Sketch
from kg.ask.syntax import Word
from kg.things import Thing

IsMaker = Callable[[Thing, Sequence[Thing]], bool]
"""Whether, as far as the graph says, an organization may be the maker of a thing."""

_VALUE_PREDICATES = frozenset({"processNode", "clockFrequency", "aiPerformance", "coreCount", "fundingRound", "arxivId", "codeRepository"})


@dataclass(slots=True)
class Draft:
    """What is known so far of a question.

    Attributes
    ----------
    words : sequence of Word
    joins : bool
        Whether names that "and" joins are to be one node.
    is_chinese : bool
    is_maker : callable
    sketch : Sketch
        What becomes of it.
    nodes : dict
        Position of a word -> the node that it stands for.
    comparisons : dict
        Position of a value -> what it is compared by.
    floors : dict
        Position of a value -> the lower value that goes with it.
    fronted : int or None
        Position of the node that leads the question.
    used : set of int
        Positions of comparatives that a "than" belongs to.
    joined : dict
        Position of a name -> that of the node that it became part of.
    """

    words: Sequence[Word]
    joins: bool
    is_chinese: bool
    is_maker: IsMaker
    sketch: Sketch = field(default_factory=Sketch)
    nodes: dict[int, Node] = field(default_factory=dict)
    comparisons: dict[int, str] = field(default_factory=dict)
    floors: dict[int, Literal] = field(default_factory=dict)
    fronted: int | None = None
    used: set[int] = field(default_factory=set)
    joined: dict[int, int] = field(default_factory=dict)


def place(draft: Draft, i: int) -> None:
    """Make the node that a word becomes, if it becomes one."""
    word = draft.words[i]
    match word.kind:
        case "thing":
            draft.nodes[i] = Node(i, "thing", frozenset(t.type for t in word.token.things), things=(word.token.things,))
        case "value":
            _place_value(draft, i, word.token.values)
        case "type":
            types = frozenset().union(*(s.types for s in word.senses))
            draft.nodes[i] = Node(i, "type", types, restrictions=tuple(s.restriction for s in word.senses if s.restriction != type(s.restriction)()))
        case "noun" | "unit":
            readings = tuple(r for s in word.senses for r in s.readings)
            types = frozenset().union(*((OBJECTS if r.inverse else SUBJECTS)[r.predicate] for r in readings))
            rate = "tflops" if types == OBJECTS["aiPerformance"] and re.search("FLOPS|浮点", word.token.text, re.IGNORECASE) else ""
            draft.nodes[i] = Node(i, "noun", types, readings=readings, segment=rate)
        case "role":
            names = tuple(n for s in word.senses for n in s.names)
            draft.nodes[i] = Node(
                i,
                "noun",
                frozenset({"Person"}),
                readings=(Reading("holdsPosition"),),
                names=names,
                suffix=any(s.suffix for s in word.senses),
                single=any(s.single for s in word.senses),
            )
        case "metric":
            segment = next((s.value for s in draft.words[i - 1].senses if s.kind == "segment"), "") if i else ""
            names = tuple(n for s in word.senses for n in s.names)
            draft.nodes[i] = Node(i, "noun", OBJECTS["reportsMetric"], readings=(Reading("reportsMetric", True),), names=names, segment=segment)


def _place_value(draft: Draft, i: int, values: Sequence[Literal]) -> None:
    literal = values[0]
    if literal.kind in _VALUE_PREDICATES:
        draft.nodes[i] = Node(i, "value", OBJECTS[literal.kind], literal=literal)
    elif literal.kind == "period":
        draft.sketch.period = literal


def beside(draft: Draft, i: int, step: int = 1) -> int | None:
    """Return the position of the next word that is more than grammar."""
    i += step
    while 0 <= i < len(draft.words) and draft.words[i].is_empty and not draft.words[i].does("possessive", "agent"):
        i += step
    return i if 0 <= i < len(draft.words) else None


def kind_at(draft: Draft, i: int | None) -> str:
    """Return the kind of the word at a position, none where there is no word."""
    return "" if i is None else draft.words[i].kind


def is_countable(node: Node) -> bool:
    """Whether facts hold a count of it: a core, named or by its kind, or a chip of a device."""
    return (node.source == "thing" and bool(node.types & {"Core", "Chip"})) or ("Core" in node.types and any(r.kind for r in node.restrictions))
