"""What about a claim has one value at a time, as the ontology says: the parts in which two claims can disagree."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pyoxigraph as ox

from kg import schema
from kg.corrections import type_of
from kg.namespaces import EDGE, node
from kg.rdf import ClaimRecord

STATUS = "status"
"""Name of the aspect that every claim has: whether it says so or denies it."""

OBJECT = "object"
"""Name of the aspect that is the object of a claim."""

_QUALIFIERS = {"valueText": "value", "amountText": "amount"}
"""Properties of a claim that hold a qualifier under another name (`kg.rdf`)."""

_NEEDED = frozenset({"period"})
"""What must be said: figures without their period are of different times."""


@dataclass(frozen=True, slots=True)
class Functional:
    """A predicate with one value at a time.

    Attributes
    ----------
    kind : str
        Kind of conflict that two values are: ``number``, ``node``, ``maker``, ``name``.
    compares, per : tuple of str
        What has one value, and what claims have to share for that: ``object``, or a qualifier.
    subjects : frozenset of str
        Classes of subjects, lower case; all, where it is empty.
    """

    kind: str
    compares: tuple[str, ...]
    per: tuple[str, ...] = ()
    subjects: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Aspect:
    """One such part of a claim.

    Attributes
    ----------
    name : str
        ``object``, ``status``, or a qualifier.
    context : tuple of str
        What the claim has to share with another for the two to be comparable, as ``name=value``.
    value : str
        The text, or the IRI of a thing.
    """

    name: str
    context: tuple[str, ...]
    value: str


@functools.cache
def functional() -> Mapping[str, Functional]:
    """Return the predicates that have one value at a time, as the ontology declares them.

    Examples
    --------
    >>> functional()["reportsMetric"]
    Functional(kind='number', compares=('value',), per=('object', 'period'), subjects=frozenset())
    >>> "supports" in functional()
    False
    """
    said: dict[str, dict[ox.NamedNode, list[str]]] = {}
    for quad in schema.triples():
        said.setdefault(str(getattr(quad.subject, "value", "")), {}).setdefault(quad.predicate, []).append(str(getattr(quad.object, "value", "")))
    kind, compares, per, subjects = (node(f"edge:{name}") for name in ("conflictKind", "compares", "functionalPer", "functionalFor"))
    return MappingProxyType({
        iri.removeprefix(EDGE): Functional(
            properties[kind][0],
            tuple(sorted(map(_part, properties.get(compares, ())))),
            tuple(sorted(map(_part, properties.get(per, ())))),
            frozenset(class_.removeprefix(EDGE).lower() for class_ in properties.get(subjects, ())),
        )
        for iri, properties in said.items()
        if kind in properties
    })  # fmt: skip


def _part(property_: str) -> str:
    name = property_.removeprefix(EDGE).rsplit("#", 1)[-1]
    return _QUALIFIERS.get(name, name)


def aspects(claim: ClaimRecord) -> list[Aspect]:
    """Return in what a claim can disagree with others about the same subject and predicate; always at least in its status.

    Examples
    --------
    >>> claim = ClaimRecord("c", EDGE, "processNode", EDGE, "7 nm", (), "planned", "", 1.0, "b", None, (), "", "")
    >>> [(aspect.name, aspect.value) for aspect in aspects(claim)]
    [('object', '7 nm'), ('status', 'planned')]
    """
    found = []
    spec = functional().get(claim.predicate)
    if spec is not None and (not spec.subjects or type_of(claim.subject) in spec.subjects):
        context = tuple(f"{name}={value}" for name in spec.per if (value := _value(claim, name)))
        if all(_value(claim, name) for name in _NEEDED.intersection(spec.per)):
            found = [Aspect(name, context, value) for name in spec.compares if (value := _value(claim, name))]
    return [*found, Aspect(STATUS, tuple(f"{name}={value}" for name in (OBJECT, *_NEEDED) if (value := _value(claim, name))), claim.status)]


def _value(claim: ClaimRecord, name: str) -> str:
    if name == OBJECT:
        return claim.text or claim.object
    return str(dict(claim.qualifiers).get(name, ""))
