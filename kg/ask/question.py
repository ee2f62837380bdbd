"""Tokens of a question -> sketches: which role each word plays, which nodes, verbs and constraints that gives."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from kg.ask import syntax
from kg.ask.lexicon import Reading, Sense
from kg.ask.literals import Literal
from kg.ask.sketch import ANY, LITERALS, OBJECTS, SUBJECTS, Comparative, Node, NotUnderstoodError, Qualifier, Sketch, Verb
from kg.ask.syntax import Sentence, Word
from kg.ask.tokens import Token
from kg.things import Thing
from kg.vocabulary import has_cjk

IsMaker = Callable[[Thing, Sequence[Thing]], bool]
"""Whether, as far as the graph says, an organization may be the maker of a thing."""

_MOST_SKETCHES = 96
_ORDER = ("question", "extreme", "comparative", "comparison", "status", "role", "metric", "segment", "score", "type", "noun", "unit", "qualifier", "verb", "particle")
_EXTRA_COST = {"unit": 0.15, "qualifier": 0.1, "noun": 0.05, "verb": 0.1, "particle": 0.5}
_PRODUCTS = frozenset({"Chip", "Core", "Device", "Software", "Model", "ISA"})
_AFTER, _BEFORE = {"less": "<", "at_most": "<=", "more": ">", "at_least": ">=", "exactly": "="}, {"or_less": "<=", "or_more": ">="}
_IMPLIED = {
    "fastest": "clockFrequency", "faster": "clockFrequency", "slowest": "clockFrequency", "slower": "clockFrequency", "strongest": "aiPerformance",
    "stronger": "aiPerformance", "latest": "latest",
}  # fmt: skip
_FALLING = frozenset({"lowest", "slowest", "most_advanced", "less", "slower", "more_advanced"})
_NAMINGS = frozenset({"alias", "codename", "model_number", "english", "chinese"})
_VALUE_PREDICATES = frozenset({"processNode", "clockFrequency", "aiPerformance", "coreCount", "fundingRound", "arxivId", "codeRepository"})


def sketches(tokens: Sequence[Token], is_maker: IsMaker) -> Iterator[Sketch]:
    """Yield the sketches of a question, those that stay closest to the usual sense of its words first.

    Raises
    ------
    NotUnderstoodError
        If a word is unknown, or names what the graph doesn't hold.
    """
    check(tokens)
    choices = [_options(tokens, i) for i in range(len(tokens))]
    while math.prod(map(len, choices)) > 4000:
        widest = max(range(len(choices)), key=lambda i: len(choices[i]))
        choices[widest] = choices[widest][:-1]
    combinations = sorted(itertools.product(*choices), key=lambda words: sum(cost for cost, _ in words))[:_MOST_SKETCHES]
    text = "".join(t.text for t in tokens)
    for combination in combinations:
        words = tuple(word for _, word in combination)
        for joins in (True, False):
            sketch = _Builder(words, joins, has_cjk(text), is_maker).build()
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


def _options(tokens: Sequence[Token], index: int) -> list[tuple[float, Word]]:
    """The roles that a token may play, each with a cost."""
    token = tokens[index]
    if token.values and not (token.things and all(v.kind == "number" for v in token.values)):
        if token.has("particle", "ignore") and all(v.kind == "number" for v in token.values):
            return [(0.0, Word(token, "particle", token.senses))]
        return [(0.0, Word(token, "value"))]
    if token.things:
        return [(0.0, Word(token, "thing"))]
    kinds = [kind for kind in _ORDER if token.has(kind)]
    if "question" in kinds and "particle" in kinds:
        kinds = ["particle"] if _is_relative(tokens, index) else [k for k in kinds if k != "particle"]
    if "verb" in kinds and "particle" in kinds and all(r.light for s in token.senses if s.kind == "verb" for r in s.readings):
        kinds.remove("particle")
    if "unit" in kinds and "type" in kinds and not any(t.has("question", "count") or t.has("extreme") or t.has("comparative") or t.values for t in tokens):
        kinds.remove("unit")
    result = []
    for kind in kinds:
        cost = _EXTRA_COST.get(kind, 0.0) if len(kinds) > 1 and kind != kinds[0] else 0.0
        result.append((cost, Word(token, kind, tuple(s for s in token.senses if s.kind == kind))))
    before = tokens[index - 1] if index else None
    if before is not None and before.has("question", "which") and "verb" in kinds and (readings := _event_readings(token)):
        noun = (0.0, Word(token, "noun", (Sense("noun", readings=readings),)))
        result = [*result, noun] if any(t.things or t.has("type") for t in tokens[index + 1 :]) else [noun]
    if before is not None and "type" in kinds and any(s.kind == "verb" and any(r.predicate == "customerOf" for r in s.readings) for s in before.senses):
        result.append((0.3, Word(token, "particle")))
    return result


def _event_readings(token: Token) -> tuple[Reading, ...]:
    """Readings of a verb as a noun: "哪些收购" are those acquired."""
    return tuple(Reading(r.predicate, True) for s in token.senses if s.kind == "verb" for r in s.readings if r.predicate in {"acquires", "investsIn", "fundingRound"})


def _is_relative(tokens: Sequence[Token], index: int) -> bool:
    """Whether "which" or "who" opens a relative clause: another question word goes before, or the noun that it takes up."""
    before = tokens[:index]
    return bool(before) and (before[-1].has("type") or before[-1].has("noun") or bool(before[-1].things)) and not before[-1].has("particle", "of")


class _Builder:
    """Makes one sketch of words in given roles; `build` returns None where they make no sense."""

    def __init__(self, words: Sequence[Word], joins: bool, is_chinese: bool, is_maker: IsMaker) -> None:
        self.words, self.joins, self.is_chinese, self.is_maker = words, joins, is_chinese, is_maker
        self.sketch = Sketch(language="zh" if is_chinese else "en")
        self.nodes: dict[int, Node] = {}
        self.comparisons: dict[int, str] = {}
        self.fronted: int | None = None
        self.used: set[int] = set()
        self.joined: dict[int, int] = {}

    def build(self) -> Sketch | None:
        for i in range(len(self.words)):
            self._place(i)
        for step in (self._compare, self._merge_appositions, self._numbers, self._join, self._ask, self._finish):
            if not step():
                return None
        return self.sketch

    def _place(self, i: int) -> None:
        """The node that a word becomes, if it becomes one."""
        word = self.words[i]
        match word.kind:
            case "thing":
                self.nodes[i] = Node(i, "thing", frozenset(t.type for t in word.token.things), things=(word.token.things,))
            case "value":
                self._place_value(i, word.token.values)
            case "type":
                types = frozenset().union(*(s.types for s in word.senses))
                self.nodes[i] = Node(i, "type", types, restrictions=tuple(s.restriction for s in word.senses if s.restriction != type(s.restriction)()))
            case "noun" | "unit":
                readings = tuple(r for s in word.senses for r in s.readings)
                types = frozenset().union(*((OBJECTS if r.inverse else SUBJECTS)[r.predicate] for r in readings))
                rate = "tflops" if types == OBJECTS["aiPerformance"] and re.search("FLOPS|浮点", word.token.text, re.IGNORECASE) else ""
                self.nodes[i] = Node(i, "noun", types, readings=readings, segment=rate)
            case "role":
                names = tuple(n for s in word.senses for n in s.names)
                self.nodes[i] = Node(
                    i,
                    "noun",
                    frozenset({"Person"}),
                    readings=(Reading("holdsPosition"),),
                    names=names,
                    suffix=any(s.suffix for s in word.senses),
                    single=any(s.single for s in word.senses),
                )
            case "metric":
                segment = next((s.value for s in self.words[i - 1].senses if s.kind == "segment"), "") if i else ""
                names = tuple(n for s in word.senses for n in s.names)
                self.nodes[i] = Node(i, "noun", OBJECTS["reportsMetric"], readings=(Reading("reportsMetric", True),), names=names, segment=segment)

    def _place_value(self, i: int, values: Sequence[Literal]) -> None:
        literal = values[0]
        if literal.kind in _VALUE_PREDICATES:
            self.nodes[i] = Node(i, "value", OBJECTS[literal.kind], literal=literal)
        elif literal.kind == "period":
            self.sketch.period = literal

    def _next(self, i: int, step: int = 1) -> int | None:
        """Position of the next word that is more than grammar."""
        i += step
        while 0 <= i < len(self.words) and self.words[i].is_empty and not self.words[i].does("possessive", "agent"):
            i += step
        return i if 0 <= i < len(self.words) else None

    def _kind(self, i: int | None) -> str:
        return "" if i is None else self.words[i].kind

    # comparisons

    def _compare(self) -> bool:
        for i, word in enumerate(self.words):
            if word.kind == "comparison" and not self._compare_value(i, word.senses[0].value):
                return False
            if word.does("than") and word.is_empty and not self._compare_than(i):
                return False
        degrees = [(i, word) for i, word in enumerate(self.words) if word.kind in {"extreme", "comparative"}]
        return all(i in self.used or self._note_degree(word) for i, word in degrees)

    def _compare_value(self, i: int, value: str) -> bool:
        """Bounds: "over 5", "5 or more", "more than X"."""
        target = self._next(i) if value in _AFTER else i - 1 if value in _BEFORE else None
        if target is None or target < 0:
            return False
        if self._kind(target) == "value":
            self.comparisons[target] = _AFTER.get(value) or _BEFORE[value]
            return True
        if self._kind(target) == "thing" and value in {"less", "more"} and self.sketch.comparative is None:
            return self._refer(target, value == "more", "")
        return False

    def _compare_than(self, i: int) -> bool:
        """What a comparative compares with: "比 X 高", "higher TOPS than X"."""
        target = self._next(i)
        degrees = [j for j, w in enumerate(self.words) if w.kind == "comparative"]
        if target is None or not degrees:
            return False
        sense = self.words[degrees[0]].senses[0]
        self.used.add(degrees[0])
        more = sense.value not in _FALLING
        if self._kind(target) == "value":
            self.comparisons[target] = ">" if more else "<"
            return True
        return self._kind(target) == "thing" and self._refer(target, more, _IMPLIED.get(sense.value, ""))

    def _refer(self, i: int, more: bool, implied: str) -> bool:
        self.sketch.comparative = Comparative(more, implied, self.words[i].token.things)
        del self.nodes[i]
        return True

    def _note_degree(self, word: Word) -> bool:
        value = word.senses[0].value
        degree = Comparative(value not in _FALLING, _IMPLIED.get(value, ""))
        if word.kind == "extreme":
            if self.sketch.extreme is not None:
                return False
            self.sketch.extreme = degree
        elif self.sketch.comparative is None:
            self.sketch.comparative = degree
        else:
            return False
        return True

    # nodes side by side

    def _merge_appositions(self) -> bool:
        """Two words for one thing: "Mali-G77 GPU", "the paper nn-Meter", "Google Whitechapel"."""
        for i in sorted(self.nodes):
            a, b = self.nodes.get(i), self.nodes.get(i + 1)
            if a is None or b is None:
                continue
            if a.source == b.source == "type" and self.words[i + 1].token.start - self.words[i].token.end <= 1:
                del self.nodes[i]
            elif a.source == "thing" and b.source == "type" and a.types & b.types:
                self._narrow(i, b.types)
                del self.nodes[i + 1]
            elif a.source == "type" and b.source == "thing" and a.types & b.types and not self._is_asked(i) and not (self.is_chinese and self._follows_verb(i)):
                self._narrow(i + 1, a.types)
                del self.nodes[i]
            elif a.source == b.source == "thing" and self._is_brand(a, b):
                del self.nodes[i]
        return True

    def _narrow(self, i: int, types: frozenset[str]) -> None:
        node = self.nodes[i]
        things = tuple(t for t in node.things[0] if t.type in types)
        self.nodes[i] = replace(node, types=node.types & types, things=(things,))

    def _is_asked(self, i: int) -> bool:
        before = self._next(i, -1)
        return self._kind(before) == "question"

    def _follows_verb(self, i: int) -> bool:
        return i > 0 and self.words[i - 1].kind == "verb" and i + 2 < len(self.words) and not self.words[i + 2].does("possessive")

    def _is_brand(self, a: Node, b: Node) -> bool:
        makers = [t for t in a.things[0] if t.type in {"Organization", "Person"}]
        products = [t for t in b.things[0] if t.type in _PRODUCTS]
        return bool(makers) and bool(products) and self.is_maker(makers[0], products)

    # numbers

    def _numbers(self) -> bool:
        for i, word in enumerate(self.words):
            if word.kind != "value":
                continue
            literal = word.token.values[0]
            comparison = self.comparisons.get(i, "=")
            if literal.kind in {"amount", "share"}:
                name = "amount" if literal.kind == "amount" else "score"
                self.sketch.qualifiers.append(Qualifier(name, literal=literal, comparison=comparison))
            elif literal.kind == "number" and not self._number(i, literal, comparison):
                return False
            elif i in self.nodes:
                self.nodes[i] = replace(self.nodes[i], comparison=comparison)
        return True

    def _number(self, i: int, literal: Literal, comparison: str) -> bool:
        """A number without unit: of cores, of a version, of a score."""
        following, before = self._next(i), self._next(i, -1)
        if self._kind(before) == "comparison":
            before = self._next(before, -1) if before is not None else None
        if following is not None and self._kind(following) == "unit" and following == i + 1:
            predicate = self.nodes.pop(following).readings[0].predicate
            self.nodes[i] = Node(i, "value", OBJECTS[predicate], literal=literal, comparison=comparison)
            return True
        if following is not None and (node := self.nodes.get(following)) is not None and self._is_countable(node):
            self.sketch.qualifiers.append(Qualifier("count", literal=literal, comparison=comparison, node=following))
            return True
        for neighbour in (before, following):
            node = self.nodes.get(-1 if neighbour is None else neighbour)
            if node is not None and node.source == "noun" and len(node.types) == 1 and next(iter(node.types)) in {"=releases", "=coreCount"}:
                self.nodes[i] = Node(i, "value", node.types, literal=literal, comparison=comparison)
                return True
            if self._kind(neighbour) == "score" or (node is not None and "=reportsMetric" in node.types):
                self.sketch.qualifiers.append(Qualifier("score", literal=literal, comparison=comparison))
                return True
        return False

    @staticmethod
    def _is_countable(node: Node) -> bool:
        """Whether facts hold a count of it: a core, named or by its kind, or a chip of a device."""
        return (node.source == "thing" and bool(node.types & {"Core", "Chip"})) or ("Core" in node.types and any(r.kind for r in node.restrictions))

    # several names

    def _join(self) -> bool:
        """Names that "and" joins become one node."""
        order = sorted(self.nodes)
        for i, j in itertools.pairwise(order):
            a, b = self.nodes.get(i), self.nodes.get(j)
            between = self.words[i + 1 : j]
            if a is not None and b is not None and a.source == b.source == "type" and not b.asked and between and all(w.is_empty and w.does("and", "or") for w in between):
                self.nodes[i] = replace(a, types=a.types | b.types, restrictions=())
                del self.nodes[j]
                continue
            if a is None or b is None or a.source != "thing" or b.source != "thing" or not a.types & b.types:
                continue
            if all(w.is_empty for w in between) and (any(w.does("and", "or") for w in between) or (not between and self._is_listed(i, j))):
                self.sketch.is_joined = True
                if self.joins:
                    every = True if any(w.does("both") for w in self.words) else False if any(w.does("or") for w in between) else a.every
                    types = a.types & b.types
                    things = tuple(tuple(t for t in group if t.type in types) for group in (*a.things, *b.things))
                    self.nodes[j] = replace(b, types=types, things=things, every=every)
                    del self.nodes[i]
                    self.joined[i] = j
        return True

    def _is_listed(self, i: int, j: int) -> bool:
        """Whether more than a space stands between two words: a comma."""
        return self.words[j].token.start - self.words[i].token.end > 1

    # what is asked

    def _ask(self) -> bool:
        questions = [i for i, w in enumerate(self.words) if w.kind == "question"]
        if len(questions) > 1 and not all(self.words[i].senses[0].value in {"which", "who"} for i in questions):
            return False
        self.sketch.is_yes_no = not questions and self._is_yes_no()
        for i in questions:
            if not self._ask_for(i):
                return False
            if self.fronted is None:
                self.fronted = next((j for j in sorted(self.nodes) if j >= i and (self.nodes[j].asked or self.nodes[j].source == "question")), None)
        for i, word in enumerate(self.words):
            if word.kind == "qualifier" and not self._note_qualifier(i, word.senses[0].value):
                return False
            if word.kind == "score":
                self._note_score(i, word.senses)
        if any(q.asked for q in self.sketch.qualifiers) or self.sketch.naming:
            self.nodes = {i: n for i, n in self.nodes.items() if not (n.source == "question" and n.types in (ANY, LITERALS))}
        return True

    def _is_yes_no(self) -> bool:
        if self.is_chinese:
            return any(w.does("question") for w in self.words)
        first = self.words[0]
        return first.does("copula", "auxiliary") or first.token.text.lower() in {"will", "would", "shall"}

    def _ask_for(self, i: int) -> bool:
        """What a question word asks for: the noun behind it, how many there are, or something that a verb ties."""
        values = {s.value for s in self.words[i].senses}
        target = self._asked_noun(i)
        if "count" in values and (done := self._count(i, target)) is not None:
            return done
        if target is not None and self._kind(target) in {"qualifier", "score"}:
            return True
        if target is not None and values & {"which", "much", "count"}:
            node = self.nodes[target]
            self.nodes[target] = replace(node, asked=True)
            return True
        if values <= {"much", "count"} and self._asks_for_money():
            self.sketch.qualifiers.append(Qualifier("amount", asked=True))
            return True
        if "who" in values and self.sketch.comparative is not None:
            values = {"which"}
        types = (
            frozenset({"Person", "Organization"})
            if "who" in values
            else frozenset({"Organization", "Venue", "=codeRepository"})
            if "where" in values
            else LITERALS
            if values <= {"much", "count"}
            else ANY
        )
        self.nodes[i] = Node(i, "question", types, asked=True)
        return True

    def _asks_for_money(self) -> bool:
        """Whether "how much" is about a deal, there being no other value that it may ask for."""
        has_value = any(n.source == "noun" and n.types <= LITERALS - {"=fundingRound"} for n in self.nodes.values())
        deals = {"acquires", "investsIn", "fundingRound"}
        has_word = any(w.kind in {"qualifier", "score"} for w in self.words)
        if any(n.source == "value" and n.types == {"=fundingRound"} for n in self.nodes.values()) and not has_value and not has_word:
            return True
        return not has_value and not has_word and any(r.predicate in deals for w in self.words if w.kind in {"verb", "noun"} for s in w.senses for r in s.readings)

    def _asked_noun(self, i: int) -> int | None:
        """Position of the noun that a question word goes with: "which Samsung phones", "哪些7nm芯片"."""
        if self.words[i].token.text.lower().endswith((" is", " are", "'s")) or self.words[i].token.text.startswith("是"):
            return None
        j = i + 1
        while j < len(self.words):
            word = self.words[j]
            if (j in self.nodes and self.nodes[j].source in {"type", "noun"}) or word.kind in {"qualifier", "score"}:
                return j
            passes = word.kind in {"status", "extreme", "segment", "value", "comparison"} or (word.is_empty and not word.does("copula", "agent", "possessive", "auxiliary"))
            if not passes and not (word.kind == "thing" and not self.is_chinese):
                return None
            if word.kind == "thing" and not any(self.nodes[k].source in {"type", "noun"} for k in (j + 1,) if k in self.nodes):
                return None
            j += 1
        return None

    def _count(self, i: int, target: int | None) -> bool | None:
        """Read "how many": None where it asks for a value ("how many TOPS") rather than for a count."""
        if target is None:
            following = self._next(i)
            counted = following if following in self.nodes else self._counted_before(i)
            if counted is None:
                return None
            target = counted
        node = self.nodes.get(target)
        if node is not None and node.types >= {"Core"} and (owner := self._core_before(target)) is not None:
            del self.nodes[target]
            self.sketch.qualifiers.append(Qualifier("count", asked=True, node=owner))
            return True
        if node is None or node.source == "value" or (node.source == "noun" and all(t.startswith("=") or t == "ProcessNode" for t in node.types)):
            return None
        if node.source == "thing":
            if not self._is_countable(node):
                return None if target < i else False
            self.sketch.qualifiers.append(Qualifier("count", asked=True, node=target))
            return True
        if "Core" in node.types:
            if any(r.kind for r in node.restrictions):
                self.sketch.qualifiers.append(Qualifier("count", asked=True, node=target))
                return True
            self.sketch.cost += 0.3
        self.sketch.is_count = True
        self.nodes[target] = replace(node, asked=True, counted=True)
        return True

    def _core_before(self, i: int) -> int | None:
        """A named core that a question after "cores" is about: "the Mali-G78 has how many cores"."""
        before = next((j for j in range(i - 1, -1, -1) if j in self.nodes), None)
        if before is None or self.nodes[before].source != "thing" or "Core" not in self.nodes[before].types:
            return None
        return before if all(w.is_empty or w.kind in {"question", "verb"} for w in self.words[before + 1 : i]) else None

    def _counted_before(self, i: int) -> int | None:
        """What goes before "有多少": the nearest node."""
        for j in range(i - 1, -1, -1):
            if j in self.nodes:
                return j
            if self.words[j].kind in {"qualifier", "score", "metric"}:
                return None
        return None

    def _note_qualifier(self, i: int, name: str) -> bool:
        if name in _NAMINGS:
            if self.sketch.naming:
                return False
            self.sketch.naming = name
            return True
        has_value = name == "amount" and any(q.name == "amount" for q in self.sketch.qualifiers)
        if not has_value and not any(q.name == name for q in self.sketch.qualifiers):
            self.sketch.qualifiers.append(Qualifier(name, asked=not self.sketch.is_yes_no))
        return True

    def _note_score(self, i: int, senses: Sequence[Sense]) -> None:
        names = tuple(n for s in senses for n in s.names)
        known = next((k for k, q in enumerate(self.sketch.qualifiers) if q.name == "score"), None)
        if known is None:
            self.sketch.qualifiers.append(Qualifier("score", asked=not self.sketch.is_yes_no, names=names))
        else:
            self.sketch.qualifiers[known] = replace(self.sketch.qualifiers[known], names=(*self.sketch.qualifiers[known].names, *names))

    # the sketch

    def _finish(self) -> bool:
        order = sorted(self.nodes)
        index = {position: k for k, position in enumerate(order)}
        sketch = self.sketch
        sketch.nodes = [self.nodes[position] for position in order]
        sketch.qualifiers = [replace(q, node=index.get(q.node) if q.node is not None else None) for q in sketch.qualifiers]
        for i in sorted(self.joined, reverse=True):
            index[i] = index[self.joined[i]]
        sentence = Sentence(self.words, index, index.get(self.fronted) if self.fronted is not None else None, self.is_chinese)
        for position in order:
            k = index[position]
            if self.nodes[position].source == "noun" and (owner := syntax.owner(sentence, position)) is not None and owner != k:
                sketch.owners[k] = owner
        for position, word in enumerate(self.words):
            if word.kind == "verb":
                readings = tuple(r for s in word.senses for r in s.readings)
                names = tuple(n for s in word.senses for n in s.names)
                sketch.verbs.append(Verb(position, readings, *syntax.participants(sentence, position, word.senses[0].form), names))
        for a, b in itertools.combinations(order, 2):
            if syntax.linked(sentence, a, b):
                sketch.linked.add((index[a], index[b]))
            if syntax.equated(sentence, a, b):
                sketch.equated.add((index[a], index[b]))
            if syntax.neighbours(sentence, a, b):
                sketch.neighbours.add((index[a], index[b]))
        sketch.statuses = frozenset(s.value for w in self.words if w.kind == "status" for s in w.senses)
        perfect = {"了", "过", "did", "has", "have"}
        sketch.is_perfect = any(w.token.text.lower() in perfect or w.token.text.endswith("了") for w in self.words)
        return bool(sketch.nodes)
