"""Pairs of things of one item that may be related, and what can be seen of them: strings for a linear model (`kg.extract.relations`)."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kg.extract import literals, pair_traits
from kg.extract.pair_traits import Trait
from kg.extract.places import Place, Seen, features, head, place
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
_APART = 60
"""What stands in another sentence is as if it stood this much farther away."""
_DISTANCES = (1, 3, 8, 20, 45, 90)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things of an item, or a thing and a literal, and the closest places where they stand (positions in the view's text).

    A literal is a mention of the type ``=predicate`` whose name is its normal form; `end` is where the object's place ends. `types` holds the letters
    of the types, and whether the subject stands first (``f``) or not (``b``).
    """

    subject: Mention
    object: Mention
    left: int
    right: int
    end: int
    types: str = field(init=False)

    def __post_init__(self) -> None:
        types = f"{LETTER[self.subject.type]}{LETTER[self.object.type]}{'f' if self.left < self.right else 'b'}"
        object.__setattr__(self, "types", types)


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
        self._positions = [p for p, _ in self.signs]
        self._types = [m.type for _, m in self.signs]
        self._places: dict[int, Place] = {}
        self._seen: dict[tuple[str, int, str], Seen] = {}
        self._sentences: dict[int, int] = {}
        self._topics = {letter: view.topic(letter) for letter in SIGNS if letter != "A"}

    def place(self, position: int, end: int | None = None) -> Place:
        """Return what can be seen of the sign at `position`, or of the literal that ends at `end`."""
        seen = self._places.get(position)
        if seen is None:
            seen = self._places[position] = place(self.text, position, end)
        return seen

    @cached_property
    def positions(self) -> dict[str, list[tuple[int, str]]]:
        """The positions at which things of each type stand, with their names."""
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for p, m in self.signs:
            found[m.type].append((p, m.name))
        return found

    @cached_property
    def _told(self) -> dict[Key, set[int]]:
        """The beginnings of the sentences that speak of each thing."""
        found: dict[Key, set[int]] = defaultdict(set)
        for p, m in self.signs:
            found[key(m)].add(self._sentence(p))
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
                if not ALLOWED[s[0], o[0]] or s == o:
                    continue
                (a, left), (b, right) = self._closest(s_places[:8], o_places[:8])
                if abs(a - b) <= _NEAR or s in topics or o in topics or s[0] == "Paper":
                    yield Pair(left, right, a, b, b + 1)
        yield from self._literal_pairs(places, topics)

    def _distance(self, a: int, b: int) -> int:
        """How far apart two positions stand: what another sentence holds is farther."""
        return abs(a - b) + (0 if self._sentence(a) == self._sentence(b) else _APART)

    def _closest(self, left: Sequence[tuple[int, Mention]], right: Sequence[tuple[int, Mention]]) -> tuple[tuple[int, Mention], tuple[int, Mention]]:
        """Return the two places nearest to each other, the first such; both are in order."""
        best = left[0], right[0]
        if len(left) > 1 or len(right) > 1:
            distance = self._distance(best[0][0], best[1][0])
            for x in left:
                for y in right:
                    if abs(x[0] - y[0]) < distance and (d := self._distance(x[0], y[0])) < distance:
                        best, distance = (x, y), d
        return best

    def _literal_pairs(self, places: Mapping[Key, list[tuple[int, Mention]]], topics: set[Key]) -> Iterator[Pair]:
        for found in literals.literals(self.view):
            type_ = f"={found.predicate}"
            literal = Mention(*self.view.span(found.start, found.end), type_, found.value, "literal")
            for s, s_places in places.items():
                if (s[0], type_) in ALLOWED:
                    a, left = min(s_places, key=lambda place: self._distance(place[0], found.start))
                    if abs(a - found.start) <= _NEAR or s in topics:
                        yield Pair(left, literal, a, found.start, found.end)

    def place_values(self, pair: Pair, role: str) -> Seen:
        """Return the groups and values of one of the pair's places: they are the same for every pair that it is in."""
        mention, position = (pair.subject, pair.left) if role == "s" else (pair.object, pair.right)
        at = (role, position, mention.type)
        found = self._seen.get(at)
        if found is None:
            kind = self.view.item.kind
            place_ = self.place(position, pair.end if role == "o" else None)
            found = features(place_, kind)
            if mention.source != "literal":
                ending, name = _ending(self.view.content[mention.start : mention.end]).replace("\n", "¶"), mention.name.lower().replace("\n", "¶")
                found += (("e=", ending), ("eg=", f"{ending}{place_.governor}"), ("n=", name), ("nk=", f"{name}{kind}"))
                if self.view.compared(mention):
                    found += (("-compared=", ""),)
            self._seen[at] = found
        return found

    def place_features(self, pair: Pair, role: str) -> list[str]:
        """Return the names of the features of one of the pair's places."""
        return [head(role, group, pair.types) + value for group, value in self.place_values(pair, role)]

    def pair_features(self, pair: Pair, rules: Sequence[str]) -> list[str]:
        """Return the names of the features of the pair as such; `rules` as for `look`."""
        traits, grams = self.look(pair, rules)
        return [*(f for t in traits for f in pair_traits.names(t)), *(f for g in grams for f in (f"b={pair.types}{g}", f"b*={pair.types[2]}{g}"))]

    def look(self, pair: Pair, rules: Sequence[str]) -> tuple[list[Trait], set[str]]:
        """Return what can be seen of the pair as such: traits, and the words and pairs of characters between the two.

        Parameters
        ----------
        pair : Pair
        rules : sequence of str
            ``predicate:rule`` of the rules that relate the two in this briefing.
        """
        text, kind = self.text, self.view.item.kind
        a, b = (pair.end - 1, pair.left) if pair.right < pair.left else (pair.left, pair.right)
        types, order = pair.types[:2], pair.types[2]
        between = text[a + 1 : b] if b - a <= 90 else text[a + 1 : a + 20] + "…" + text[b - 20 : b]
        distance = b - a
        scope = "item" if self._sentence(a) != self._sentence(b) else "sentence" if "，" in text[a:b] else "clause"
        grams = _grams(between[:60]) if scope != "item" or distance < 60 else set()
        inside = self._types[bisect_right(self._positions, a) : bisect_left(self._positions, b)]
        objects, subjects = min(2, inside.count(pair.object.type)), min(2, inside.count(pair.subject.type))
        traits: list[Trait] = [
            (pair_traits.scene, (types, order, bisect_left(_DISTANCES, distance), scope, kind)),
            (pair_traits.company, (types, objects, subjects, pair.subject.source, pair.object.source)),
            (pair_traits.topic, (types, scope, *self._topical(pair))),
            (pair_traits.standing, (types, *self._standing(pair))),
            (pair_traits.proposals, (types, *rules)),
        ]
        letters = "".join(LETTER[t] for t in inside[:5])
        traits.append((pair_traits.crossing, (pair.types, letters)))
        traits.append((pair_traits.together, (types, min(3, len(self._told[key(pair.subject)] & self._told[key(pair.object)])), scope)))
        if how := _inside(pair.subject.name, pair.object.name):
            traits.append((pair_traits.likeness, (types, how, kind)))
        if distance <= 12:
            traits.append((pair_traits.whole, (pair.types, between)))
        if pair.object.type in {"Organization", "Person"}:
            known = knows(self.vocabulary, pair.subject)
            state = "none" if not known else "same" if slug(known) == slug(pair.object.name) else "other"
            traits.append((pair_traits.known, (types, state, scope, kind)))
        return traits, grams

    def _topical(self, pair: Pair) -> tuple[bool, str, str, str, tuple[bool, bool] | None]:
        view, title = self.view, self.view.item.title
        topic = self._topics.get(pair.types[0])
        maker = None if view.maker is None else key(view.maker)
        role = "" if maker is None else "object" if maker == key(pair.object) else "subject" if maker == key(pair.subject) else ""
        titled = (title[0] <= pair.subject.start < title[1], title[0] <= pair.object.start < title[1]) if title else None
        return topic is not None and key(topic) == key(pair.subject), role, view.item.kind, pair.subject.source, titled

    def _standing(self, pair: Pair) -> tuple[bool, bool, bool, int, int, str, str]:
        subject, name = pair.subject, pair.subject.name
        others = self.positions.get(subject.type, [])
        if subject.type == pair.object.type:
            others = [(p, n) for p, n in others if n != pair.object.name]
        before = bisect_left(others, (pair.right, ""))
        here = [n for _, n in others[bisect_left(others, (self._sentence(pair.right), "")) : before]]
        ranks = self._ranks.get(subject.type, [])
        rank = ranks.index(name) if name in ranks else 9
        held = "none" if not here else "same" if name in here else "other"
        is_nearest, is_first = before > 0 and others[before - 1][1] == name, bool(others) and others[0][1] == name
        governor = self.place(pair.right, pair.end).governor
        return is_nearest, bool(here) and here[0] == name, is_first, min(rank, 3), min(len(ranks), 4), held, governor

    def _sentence(self, position: int) -> int:
        """Where the sentence around a position begins."""
        start = self._sentences.get(position)
        if start is None:
            start = self._sentences[position] = self.view.sentence(position)[0]
        return start


@functools.lru_cache(maxsize=50_000)
def _folded(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


@functools.lru_cache(maxsize=50_000)
def _inside(subject: str, object_: str) -> str:
    """How one name holds the other: ``object begins``, ``object ends``, ``object inside``, the same of the subject, or empty."""
    s, o = _folded(subject), _folded(object_)
    for part, whole, which in ((o, s, "object"), (s, o, "subject")):
        if len(part) > 1 and part in whole:
            return f"{which} {'begins' if whole.startswith(part) else 'ends' if whole.endswith(part) else 'inside'}"
    return ""


def _ending(name: str) -> str:
    """How a name ends, which tells a fund, an alliance or a laboratory from a company."""
    return name[-2:] if not name[-1:].isascii() else name.rsplit(" ", 1)[-1].lower()


_LATIN_WORD = re.compile(r"[a-z]{2,}")
_NOT_GRAM = re.compile(r"[^\u4e00-\u9fff\ue000-\ue00a，、]+")


def _grams(text: str) -> set[str]:
    grams = set(_LATIN_WORD.findall(text.lower()))
    for run in _NOT_GRAM.split(text):
        grams.update(map(str.__add__, run, run[1:]))
    return grams
