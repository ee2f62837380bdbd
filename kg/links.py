"""Which ids are one thing: names that some briefing ties together (SM8450 = Snapdragon 898), and what people say of it (`kg.corrections`).

Two things of one type are tied where one bears, as an alias, the canonical name of the other. It errs on the side of two things: names under three
characters tie nothing, nor do names that several things bear, nor words of a longer name, and things that a claim sets in relation are two.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.corrections import Corrections, type_of
from kg.model import BASE
from kg.namespaces import LINKS, TYPE, node

_SHORTEST = 3
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SEPARATORS = re.compile(r"[\s\-_·‐‑–—]+")


@functools.lru_cache(maxsize=200_000)
def link_key(name: str) -> str:
    """Return what two spellings of one name have in common: case, width, spaces and hyphens aside, except between digits.

    Examples
    --------
    >>> link_key("Cortex-A78") == link_key("CORTEX A78"), link_key("Core i7-1165") == link_key("Core i71165")
    (True, False)
    """
    text = unicodedata.normalize("NFKC", name).lower()
    return _SEPARATORS.sub(lambda m: "-" if text[m.start() - 1 : m.start()].isdigit() and text[m.end() : m.end() + 1].isdigit() else "", text)


@dataclass(frozen=True, slots=True)
class Names:
    """What one briefing calls one thing: its canonical name there, and the others."""

    briefing: str
    thing: str
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """The class of the thing, as its IRI has it."""
        return type_of(self.thing)


@dataclass(frozen=True, slots=True, order=True)
class Tie:
    """Two things and why they are one.

    Attributes
    ----------
    first, second : str
        IRIs of the things, in code point order.
    briefing : str
        IRI of the briefing that ties them; empty where a person does.
    reason : str
        The reason in words.
    """

    first: str
    second: str
    briefing: str
    reason: str


@dataclass(frozen=True, slots=True)
class Links:
    """The ties that hold, and the representative of each thing that is not its own."""

    ties: tuple[Tie, ...] = ()
    representatives: Mapping[str, str] = field(default_factory=dict)

    def of(self, thing: str) -> str:
        """Return the representative of a thing, which may be the thing itself."""
        return self.representatives.get(thing, thing)

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the quads of the graph ``links``: ``owl:sameAs`` towards the representative, and a node for each tie with its reason."""
        for thing, representative in self.representatives.items():
            yield ox.Quad(ox.NamedNode(thing), node("owl:sameAs"), ox.NamedNode(representative), LINKS)
        for tie in self.ties:
            digest = hashlib.sha256(f"{tie.first}\x1f{tie.second}".encode()).hexdigest()[:20]
            link = ox.NamedNode(f"{BASE}link/{digest}")
            yield ox.Quad(link, TYPE, node("edge:Link"), LINKS)
            yield ox.Quad(link, node("edge:sameThing"), ox.NamedNode(tie.first), LINKS)
            yield ox.Quad(link, node("edge:sameThing"), ox.NamedNode(tie.second), LINKS)
            yield ox.Quad(link, node("edge:reason"), ox.Literal(tie.reason), LINKS)
            if tie.briefing:
                yield ox.Quad(link, node("prov:wasDerivedFrom"), ox.NamedNode(tie.briefing), LINKS)


def read_representatives(quads: Iterable[ox.Quad]) -> dict[str, str]:
    """Return the representatives among the quads of the graph ``links``."""
    same = node("owl:sameAs")
    return {q.subject.value: q.object.value for q in quads if q.predicate == same and isinstance(q.subject, ox.NamedNode) and isinstance(q.object, ox.NamedNode)}


def ties(names: Iterable[Names]) -> list[Tie]:
    """Return which things some briefing ties together, in order; whatever order the names come in.

    Examples
    --------
    >>> chip = BASE + "id/chip/"
    >>> found = ties([Names("b1", chip + "snapdragon-898", "Snapdragon 898", ("SM8450",)), Names("b2", chip + "sm8450", "SM8450")])
    >>> [(t.first.removeprefix(chip), t.second.removeprefix(chip), t.briefing) for t in found]
    [('sm8450', 'snapdragon-898', 'b1')]
    """
    owners: dict[tuple[str, str], dict[str, Names]] = defaultdict(dict)
    bearers: dict[tuple[str, str], dict[str, tuple[Names, str]]] = defaultdict(dict)
    for n in sorted(names, key=lambda n: (n.briefing, n.thing)):
        owners[n.type, link_key(n.name)].setdefault(n.thing, n)
        for alias in n.aliases:
            if _is_loose(alias, n.name):
                continue
            bearers[n.type, link_key(alias)].setdefault(n.thing, (n, alias))
    found: dict[tuple[str, str], Tie] = {}
    for key, owning in owners.items():
        if len(key[1]) < _SHORTEST:
            continue
        first, *others = sorted(owning)
        for other in others:
            _add(found, owning[first], owning[other], owning[other].name)
        bearing = {thing: place for thing, place in bearers.get(key, {}).items() if thing not in owning}
        if len({link_key(n.name) for n, _ in bearing.values()}) == 1:
            for n, alias in bearing.values():
                _add(found, n, owning[first], alias)
    return sorted(found.values())


def _is_loose(alias: str, name: str) -> bool:
    """Whether an alias is a mere word of the name: XLA of PyTorch XLA is a thing of its own elsewhere, the A78 of Cortex-A78 is not.

    Examples
    --------
    >>> _is_loose("XLA", "PyTorch XLA"), _is_loose("A78", "Cortex-A78"), _is_loose("SM8450", "Snapdragon 898")
    (True, False, False)
    """
    key = link_key(alias)
    is_model_number = any(c.isdigit() for c in key) and any(c.isalpha() for c in key)
    return key in link_key(name) and key != link_key(name) and not is_model_number


def _add(found: dict[tuple[str, str], Tie], bearer: Names, owner: Names, name: str) -> None:
    pair = (min(bearer.thing, owner.thing), max(bearer.thing, owner.thing))
    stem = bearer.briefing.rsplit("/", 1)[-1]
    tie = Tie(*pair, bearer.briefing, f"{stem} names {bearer.name} also {name}" if bearer.name != name else f"{stem} and others write {name}")
    found[pair] = min(tie, found.get(pair, tie))


def resolve(names: Sequence[Names], found: Iterable[Tie], corrections: Corrections | None = None) -> Links:
    """Return the links that follow from ties and corrections.

    The representative of linked things is the one that most briefings name; of several the one that the latest names, for a rumor's name comes first; then the
    smallest IRI.
    """
    corrections = corrections or Corrections()
    briefings: dict[str, set[str]] = defaultdict(set)
    for n in names:
        briefings[n.thing].add(n.briefing)
    said = [Tie(entry.things[0], entry.things[1], "", entry.reason) for entry in corrections.of_kind("same-as")]
    forced = {(tie.first, tie.second) for tie in said}
    tied = [*sorted(said), *(tie for tie in found if (tie.first, tie.second) not in forced)]
    groups = _Groups(briefings, [entry.things for entry in corrections.of_kind("different-from")], {(tie.first, tie.second) for tie in tied})
    kept = [tie for tie in tied if groups.unite(tie.first, tie.second, force=not tie.briefing)]
    representatives = {}
    for members in groups.members():
        most = max(len(briefings[thing]) for thing in members)
        named = [thing for thing in members if len(briefings[thing]) == most]
        last = max(_latest(briefings[thing]) for thing in named)
        best = min(thing for thing in named if _latest(briefings[thing]) == last)
        representatives.update({thing: best for thing in members if thing != best})
    return Links(tuple(sorted(kept)), dict(sorted(representatives.items())))


def _latest(briefings: Iterable[str]) -> str:
    """Return the latest day that briefings are named after; empty where none is."""
    stems = (briefing.rsplit("/", 1)[-1] for briefing in briefings)
    return max((stem[:10] for stem in stems if _DAY.match(stem)), default="")


class _Groups:
    """Things that grow together, except where that would make one of two that differ.

    Two differ where the user says so, and where one briefing names both while nothing ties them directly: a chain of ties proves less than a briefing.
    """

    def __init__(self, briefings: Mapping[str, set[str]], different: Iterable[Sequence[str]], tied: set[tuple[str, str]]) -> None:
        self._briefings = briefings
        self._different = {(min(pair), max(pair)) for pair in different}
        self._tied = tied
        self._group = {thing: {thing} for thing in briefings}

    def unite(self, a: str, b: str, *, force: bool = False) -> bool:
        """Make one of two groups, unless two of their members differ; what a person says is one is one, whatever briefings tell apart."""
        if a not in self._group or b not in self._group:
            return False
        if self._group[a] is self._group[b]:
            return True
        if not force and any(self._differ(min(x, y), max(x, y)) for x in self._group[a] for y in self._group[b]):
            return False
        joined = self._group[a] | self._group[b]
        for thing in joined:
            self._group[thing] = joined
        return True

    def _differ(self, a: str, b: str) -> bool:
        return (a, b) in self._different or ((a, b) not in self._tied and not self._briefings[a].isdisjoint(self._briefings[b]))

    def members(self) -> list[set[str]]:
        return [group for thing, group in self._group.items() if len(group) > 1 and thing == min(group)]
