"""Pairs of things of one item that may be related, and what can be seen of them: strings for a linear model (`kg.extract.relations`)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.extract import literals
from kg.extract.places import Place, features, place
from kg.extract.rules.making import knows
from kg.extract.views import SIGNS, Fact, ItemView
from kg.model import PREDICATES, Mention, slug
from kg.vocabulary import Vocabulary

Key = tuple[str, str]
"""A thing within a briefing: type and name."""

WEIGHED = (*(p for p, (_, range_) in PREDICATES.items() if range_ is not None), *literals.WEIGHED)
"""Predicates that are weighed; the others are the rules' alone."""

ALLOWED: Mapping[tuple[str, str], tuple[str, ...]] = {
    (s, o): tuple(p for p in WEIGHED if s in PREDICATES[p][0] and o in (PREDICATES[p][1] or ()))
    for s in SIGNS.values() for o in SIGNS.values()
} | {(s, f"={p}"): (p,) for p in literals.WEIGHED for s in PREDICATES[p][0]}  # fmt: skip
"""Predicates that two types may stand in; the type of a literal is its predicate with a sign before it."""

LETTER = {type_: letter for letter, type_ in SIGNS.items()} | {f"={p}": str(k) for k, p in enumerate(literals.WEIGHED)}
_NEAR = 70
_CUT = re.compile(r"[。；！？\n]")
_DISTANCES = (1, 3, 8, 20, 45, 90)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things of an item, or a thing and a literal, and the closest places where they stand (positions in the view's text).

    A literal is a mention of the type ``=predicate`` whose name is its normal form; `end` is where the object's place ends.
    """

    subject: Mention
    object: Mention
    left: int
    right: int
    end: int

    @property
    def types(self) -> str:
        """Letters of the types, and whether the subject stands first (``f``) or not (``b``)."""
        return f"{LETTER[self.subject.type]}{LETTER[self.object.type]}{'f' if self.left < self.right else 'b'}"


def key(mention: Mention) -> Key:
    """Return what identifies the thing mentioned."""
    return mention.type, mention.name


def object_key(fact: Fact) -> Key:
    """Return what identifies a fact's object, a literal or a thing."""
    return key(fact.object) if isinstance(fact.object, Mention) else (f"={fact.predicate}", fact.object)


def proposed(facts: Sequence[Fact]) -> dict[tuple[Key, Key], list[str]]:
    """Return which rules relate two things, as ``predicate:rule``."""
    found: dict[tuple[Key, Key], list[str]] = defaultdict(list)
    for f in facts:
        label, o = f"{f.predicate}:{f.rule}", object_key(f)
        if label not in found[key(f.subject), o]:
            found[key(f.subject), o].append(label)
    return found


class PairedView:
    """An item, ready to be asked about many pairs of its things: what they share is worked out once.

    Parameters
    ----------
    view : ItemView
    vocabulary : Vocabulary
    """

    def __init__(self, view: ItemView, vocabulary: Vocabulary) -> None:
        self.view, self.text, self.vocabulary = view, view.text, vocabulary
        self.signs = view.signs()
        self._places: dict[int, Place] = {}
        self._compared: dict[int, bool] = {}
        self._topics = {letter: view.topic(letter) for letter in SIGNS if letter != "A"}

    def place(self, position: int, end: int | None = None) -> Place:
        """Return what can be seen of the sign at `position`, or of the literal that ends at `end`."""
        seen = self._places.get(position)
        if seen is None:
            seen = self._places[position] = place(self.text, position, end)
        return seen

    def _is_compared(self, mention: Mention) -> bool:
        found = self._compared.get(mention.start)
        if found is None:
            found = self._compared[mention.start] = self.view.compared(mention)
        return found

    @cached_property
    def positions(self) -> dict[str, list[tuple[int, str]]]:
        """The positions at which things of each type stand, with their names."""
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for p, m in self.signs:
            found[m.type].append((p, m.name))
        return found

    @cached_property
    def _ranks(self) -> dict[str, list[str]]:
        """The names of each type, the one mentioned most first."""
        return {t: [n for n, _ in Counter(name for _, name in places).most_common()] for t, places in self.positions.items()}

    def pairs(self) -> Iterator[Pair]:
        """Yield the pairs of things that may be related: near each other, or with what the item is about."""
        view = self.view
        places: dict[Key, list[tuple[int, Mention]]] = defaultdict(list)
        for position, m in self.signs:
            if not view.is_parent(m):
                places[key(m)].append((position, m))
        for paper in view.papers:
            places.setdefault(key(paper), [(view.position(paper.start), paper)])
        topics = {key(m) for m in (view.topic("CD"), *(self._topics[letter] for letter in "SMK"), view.maker) if m is not None}
        things = list(places.items())
        for s, s_places in things:
            for o, o_places in things:
                if s == o or not ALLOWED.get((s[0], o[0])):
                    continue
                distance, (a, left), (b, right) = min(((abs(p - q), (p, m), (q, n)) for p, m in s_places[:8] for q, n in o_places[:8]), key=lambda t: (t[0], t[1][0], t[2][0]))
                if distance <= _NEAR or s in topics or o in topics or s[0] == "Paper":
                    yield Pair(left, right, a, b, b + 1)
        yield from self._literal_pairs(places, topics)

    def _literal_pairs(self, places: Mapping[Key, list[tuple[int, Mention]]], topics: set[Key]) -> Iterator[Pair]:
        for found in literals.literals(self.view):
            type_ = f"={found.predicate}"
            literal = Mention(*self.view.span(found.start, found.end), type_, found.value, "literal")
            for s, s_places in places.items():
                if (s[0], type_) in ALLOWED:
                    distance, a, left = min(((abs(p - found.start), p, m) for p, m in s_places), key=lambda t: t[:2])
                    if distance <= _NEAR or s in topics:
                        yield Pair(left, literal, a, found.start, found.end)

    def place_features(self, pair: Pair, role: str) -> list[str]:
        """Return the features of one of the pair's places: they are the same for every pair of those types and that order."""
        mention, position = (pair.subject, pair.left) if role == "s" else (pair.object, pair.right)
        out = list(features(self.place(position, pair.end if role == "o" else None), role, pair.types, self.view.item.kind))
        if mention.source == "literal":
            return [f.replace("\n", "¶") for f in out]
        ending = _ending(self.view.content[mention.start : mention.end])
        out += [f"{role}e={pair.types[:2]}{ending}", f"{role}eg={pair.types}{ending}{self.place(position).governor}"]
        out += [f"{role}n={pair.types[:2]}{mention.name.lower()}", f"{role}nk={pair.types[:2]}{mention.name.lower()}{self.view.item.kind}"]
        if self._is_compared(mention):
            out.append(f"{role}-compared={pair.types[:2]}")
        return [f.replace("\n", "¶") for f in out]

    def pair_features(self, pair: Pair, rules: Sequence[str]) -> list[str]:
        """Return the features of the pair as such.

        Parameters
        ----------
        pair : Pair
        rules : sequence of str
            ``predicate:rule`` of the rules that relate the two in this briefing.
        """
        text, kind = self.text, self.view.item.kind
        a, b = (pair.end - 1, pair.left) if pair.right < pair.left else (pair.left, pair.right)
        ordered = pair.types
        types, order = ordered[:2], ordered[2]
        between = text[a + 1 : b] if b - a <= 90 else text[a + 1 : a + 20] + "…" + text[b - 20 : b]
        cuts, commas, distance = len(_CUT.findall(text[a:b])), text[a:b].count("，"), b - a
        bucket = sum(distance > limit for limit in _DISTANCES)
        scope = "item" if cuts else "sentence" if commas else "clause"
        out = ["bias", f"t={types}", f"t,o={ordered}", f"t,d={ordered}{bucket}", f"t,scope={ordered}{scope}", f"kind={types}{kind}"]
        if scope != "item" or distance < 60:
            for g in _grams(between[:60]):
                out += [f"b={ordered}{g}", f"b*={order}{g}"]
        if distance <= 12:
            out.append(f"whole={ordered}{between}")
        inside = [m.type for p, m in self.signs if a < p < b]
        out += [f"same-o={types}{min(2, inside.count(pair.object.type))}", f"same-s={types}{min(2, inside.count(pair.subject.type))}"]
        out += self._topical(pair, types, scope)
        out += self._subjecthood(pair, types)
        out.append(f"src={types}{pair.subject.source}{pair.object.source}")
        if pair.object.type in {"Organization", "Person"}:
            known = knows(self.vocabulary, pair.subject)
            state = "none" if not known else "same" if slug(known) == slug(pair.object.name) else "other"
            out += [f"known={types}{state}", f"known,scope={types}{state}{scope}", f"known,kind={types}{state}{kind}"]
        out += [f"rule={r}" for r in rules]
        out.append(f"rules={types}{min(3, len(rules))}")
        return [f.replace("\n", "¶") for f in out]

    def _topical(self, pair: Pair, types: str, scope: str) -> Iterator[str]:
        view = self.view
        topic = self._topics.get(types[0])
        if topic is not None and key(topic) == key(pair.subject):
            yield f"s-topic={types}"
            yield f"s-topic={types}{scope}"
        if view.maker is not None and key(view.maker) == key(pair.object):
            yield f"o-maker={types}"
            yield f"o-maker={types}{view.item.kind}"
            yield f"o-maker={types}{pair.subject.source}"
        if view.maker is not None and key(view.maker) == key(pair.subject):
            yield f"s-maker={types}"
        if title := view.item.title:
            yield f"title={types}{[title[0] <= m.start < title[1] for m in (pair.subject, pair.object)]}"

    def _subjecthood(self, pair: Pair, types: str) -> Iterator[str]:
        """How likely the subject is what the words around the object speak of."""
        others = [(p, n) for p, n in self.positions.get(pair.subject.type, []) if (pair.subject.type, n) != key(pair.object)]
        name = pair.subject.name
        before = [n for p, n in others if p < pair.right]
        sentence, _ = self.view.sentence(pair.right)
        here = [n for p, n in others if sentence <= p < pair.right]
        is_nearest, is_first = bool(before) and before[-1] == name, bool(others) and others[0][1] == name
        governor = self.place(pair.right, pair.end).governor
        ranks = self._ranks.get(pair.subject.type, [])
        rank = ranks.index(name) if name in ranks else 9
        held = "none" if not here else "same" if name in here else "other"
        yield f"nearest={types}{is_nearest}"
        yield f"sentence-first={types}{bool(here) and here[0] == name}{bool(here)}"
        yield f"first={types}{is_first}"
        yield f"rank={types}{min(rank, 3)}|{min(len(ranks), 4)}"
        yield f"held={types}{held}"
        yield f"held,g={types}{held}{governor}"
        yield f"who,g={types}{is_nearest}{is_first}{governor}"


def _ending(name: str) -> str:
    """How a name ends, which tells a fund, an alliance or a laboratory from a company."""
    return name[-2:] if not name[-1:].isascii() else name.rsplit(" ", 1)[-1].lower()


def _grams(text: str) -> set[str]:
    grams = set(re.findall(r"[a-z]{2,}", text.lower()))
    chinese = re.sub(r"[^\u4e00-\u9fff\ue000-\ue00a，、]", " ", text)
    grams |= {chinese[i : i + 2] for i in range(len(chinese) - 1) if " " not in chinese[i : i + 2]}
    return grams
