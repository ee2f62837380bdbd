"""What a question says before its words are tied together: nodes, verbs, constraints. A question may have several sketches; `kg.ask.plan` picks one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.ask.lexicon import Reading, Restriction
from kg.ask.literals import Literal
from kg.model import ENTITY_TYPES, PREDICATES
from kg.things import Thing

SUBJECTS: Mapping[str, frozenset[str]] = {predicate: subjects for predicate, (subjects, _) in PREDICATES.items()}
"""Predicate -> classes of its subjects."""

OBJECTS: Mapping[str, frozenset[str]] = {
    predicate: frozenset({"ProcessNode"}) if predicate == "processNode" else objects or frozenset({f"={predicate}"}) for predicate, (_, objects) in PREDICATES.items()
}
"""Predicate -> classes of its objects; the literals of a predicate are a class of their own, ``=predicate``."""

ANY = frozenset((*ENTITY_TYPES, *(f"={p}" for p, (_, objects) in PREDICATES.items() if objects is None), "ProcessNode")) - {"=processNode"}
"""Every class: what may stand for "what"."""

PLACES = frozenset({"Organization", "Venue", "=codeRepository"})
"""Classes that "where" asks for."""

LITERALS = frozenset(type_ for type_ in ANY if type_ not in ENTITY_TYPES)
"""Classes of values."""


class NotUnderstoodError(Exception):
    """A question that is not understood, or that the graph can't answer; the message says why."""


@dataclass(frozen=True, slots=True)
class Node:
    """A thing or value that the question speaks of.

    Attributes
    ----------
    position : int
        Index of its token.
    source : str
        ``thing`` (named), ``type`` (a class), ``noun`` (a relation's participant: "the members of"), ``value``, ``question`` ("who"), ``hidden``.
    types : frozenset of str
        Classes that it may have.
    things : tuple of tuple of Thing
        Of a thing: for each name, those that bear it. Several names are joined by "and" or "or".
    every : bool or None
        Whether all of several names must fit, rather than any; None where the question leaves it open.
    restrictions : tuple of Restriction
    readings : tuple of Reading
        Of a noun: its relations.
    literal : Literal or None
        Of a value: what it is compared with.
    comparison : str
        ``=``, ``<``, ``<=``, ``>``, ``>=``.
    floor : Literal or None
        The lower of two values that it lies between.
    names : tuple of str
        Of a role or figure: what claims write for it.
    segment : str
        Of a figure: the part of the business. Of a compute rate: ``tflops`` where that is meant.
    suffix, single : bool
        Of a role: whether other words may go before it, whether one person at a time holds it.
    asked, counted : bool
        Whether the question asks for it, or for how many there are.
    """

    position: int
    source: str
    types: frozenset[str]
    things: tuple[tuple[Thing, ...], ...] = ()
    every: bool | None = None
    restrictions: tuple[Restriction, ...] = ()
    readings: tuple[Reading, ...] = ()
    literal: Literal | None = None
    comparison: str = "="
    floor: Literal | None = None
    names: tuple[str, ...] = ()
    segment: str = ""
    suffix: bool = False
    single: bool = False
    asked: bool = False
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb with its participants as the order of words gives them; None where it gives none.

    `names` are roles, of a verb that says one ("founded").
    """

    position: int
    readings: tuple[Reading, ...]
    agent: int | None
    patient: int | None
    names: tuple[str, ...] = ()

    @property
    def is_light(self) -> bool:
        """Whether the sentence may do without it."""
        return any(reading.light for reading in self.readings)


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A quality of a fact that the question asks for or fixes.

    Attributes
    ----------
    name : str
        ``role``, ``amount``, ``frequency``, ``count``, ``round``, ``score``.
    asked : bool
    literal : Literal or None
    comparison : str
    floor : Literal or None
    names : tuple of str
        Of a score: what it is measured in.
    node : int or None
        Index of the node that it belongs to, where the order of words gives one.
    """

    name: str
    asked: bool = False
    literal: Literal | None = None
    comparison: str = "="
    floor: Literal | None = None
    names: tuple[str, ...] = ()
    node: int | None = None


@dataclass(frozen=True, slots=True)
class Comparative:
    """More, or less, of something: the direction, the property it implies, the thing compared with, and whether it may be about how many there are."""

    more: bool
    implied: str = ""
    than: tuple[Thing, ...] = ()
    counts: bool = False


@dataclass(slots=True)
class Sketch:
    """A question in pieces.

    Attributes
    ----------
    nodes : list of Node
    verbs : list of Verb
    owners : dict
        Index of a noun's node -> index of the node it belongs to ("the members of X").
    linked : set of pair of int
        Nodes with a form of "to be", or nothing, between them.
    equated : set of pair of int
        Nodes with a form of "to be" between or before them, and no "of": "X is an eight-core chip".
    neighbours : set of pair of int
        Nodes with nothing or a mere preposition between them.
    beneficiaries : set of int
        Nodes for which something is done: "the chips that TSMC makes for X" are X's.
    compounds : set of pair of int
        A class of things and what it belongs to: "Huawei chips", "the core of X", "X的芯片"; the smaller index first.
    qualifiers : list of Qualifier
    statuses : frozenset of str
        Values of the status words.
    period : Literal or None
    extreme : Comparative or None
        "The highest"; ``latest`` as what it implies asks for the newest.
    comparative : Comparative or None
    naming : str
        Which names of a thing are asked for: ``alias``, ``codename``, …; empty where none.
    is_yes_no, is_count : bool
    is_perfect, is_past : bool
        Whether it asks if something has happened; whether its verb is in the past tense ("was", "过").
    is_joined : bool
        Whether "and" or "or" stands between names.
    language : str
    cost : float
        How far it strays from the usual sense of its words.
    """

    nodes: list[Node] = field(default_factory=list)
    verbs: list[Verb] = field(default_factory=list)
    owners: dict[int, int] = field(default_factory=dict)
    linked: set[tuple[int, int]] = field(default_factory=set)
    equated: set[tuple[int, int]] = field(default_factory=set)
    neighbours: set[tuple[int, int]] = field(default_factory=set)
    beneficiaries: set[int] = field(default_factory=set)
    compounds: set[tuple[int, int]] = field(default_factory=set)
    qualifiers: list[Qualifier] = field(default_factory=list)
    statuses: frozenset[str] = frozenset()
    period: Literal | None = None
    extreme: Comparative | None = None
    comparative: Comparative | None = None
    naming: str = ""
    is_yes_no: bool = False
    is_count: bool = False
    is_perfect: bool = False
    is_past: bool = False
    is_joined: bool = False
    language: str = "en"
    cost: float = 0.0
