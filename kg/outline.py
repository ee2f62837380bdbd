"""The facts of a thing in outline: which there are and in what state, without the sentences; cheap also where a hundred thousand claims speak of it.

The sentences are read for those facts alone that are shown.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import cast

import pyoxigraph as ox

from kg import current, rdf, states
from kg.graph import KnowledgeGraph
from kg.model import BASE, PREDICATES, Status
from kg.namespaces import EDGE
from kg.rdf import ClaimRecord

_ORDER = {name: i for i, name in enumerate(PREDICATES)}
_AT_ONCE = 200
_CLAIMS = """SELECT ?claim ?predicate ?other ?status ?briefing ?date ?text ?period {{ ?claim rdf:{role} <{iri}> ; rdf:predicate ?predicate ; rdf:{other} ?other ;
  edge:status ?status ; prov:wasDerivedFrom ?briefing . OPTIONAL {{ ?claim dcterms:date ?date }} OPTIONAL {{ ?claim edge:valueText ?text }} OPTIONAL {{ ?claim edge:period ?period }} }}"""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact.

    Attributes
    ----------
    predicate : str
    is_inverse : bool
        Whether the thing is the object of it.
    other : str
        IRI of the other thing; empty for a literal.
    value : str
        Label of the other thing, or the literal.
    claims : tuple of ClaimRecord
        By time of saying; without evidence, rule and all qualifiers but ``period``.
    story : tuple of kg.states.Step
        The states that it has been in, oldest first.
    """

    predicate: str
    is_inverse: bool
    other: str
    value: str
    claims: tuple[ClaimRecord, ...]
    story: tuple[states.Step, ...]

    @property
    def sources(self) -> int:
        """How many briefings say it, or deny it."""
        return len({claim.briefing for claim in self.claims})

    @property
    def date(self) -> dt.date | None:
        """The day on which it was last spoken of."""
        return self.claims[-1].date


def outline(graph: KnowledgeGraph, iri: str) -> list[Line]:
    """Return the facts of a thing: its own in the order of `kg.model.PREDICATES`, then those with it as object; of each predicate those that hold first, by value.

    Parameters
    ----------
    graph : KnowledgeGraph
    iri : str

    Examples
    --------
    >>> from kg.store import MemoryStore
    >>> outline(KnowledgeGraph(MemoryStore()), "https://w3id.org/edgekg/id/chip/y1")
    []
    """
    overruled = graph.overruled()
    own = [claim for claim in _claims(graph, iri, "subject", "object") if claim.iri not in overruled]
    others = [claim for claim in _claims(graph, iri, "object", "subject") if claim.subject != iri and claim.iri not in overruled]
    mirrored: dict[tuple[str, str, str], list[ClaimRecord]] = defaultdict(list)
    for claim in (*own, *others):
        if claim.predicate in current.SYMMETRIC:
            mirrored[claim.predicate, claim.subject, claim.object].append(claim)
    by_subject: dict[str, list[ClaimRecord]] = defaultdict(list)
    for claim in others:
        by_subject[claim.subject].append(claim)
    found = []
    for claims in (own, *by_subject.values()):
        for group in current.by_fact(claims).values():
            last = group[-1]
            is_inverse = last.subject != iri
            answers = mirrored.get((last.predicate, last.object, last.subject), [])
            other = last.subject if is_inverse else "" if last.text else last.object
            found.append(Line(last.predicate, is_inverse, other, graph.label(other) if other else last.text, tuple(group), states.steps([*group, *answers])))
    return sorted(found, key=lambda f: (f.is_inverse, _ORDER.get(f.predicate, len(_ORDER)), not f.story[-1].holds, f.value))


def _claims(graph: KnowledgeGraph, iri: str, role: str, other: str) -> list[ClaimRecord]:
    found = {}
    for row in graph.query(_CLAIMS.format(role=role, other=other, iri=ox.NamedNode(iri).value)).rows:
        claim, predicate, far, status, briefing, date, text, period = (getattr(term, "value", "") for term in row)
        name = predicate.removeprefix(EDGE)
        subject, object_ = (iri, far) if role == "subject" else (far, iri)
        literal = "" if PREDICATES.get(name, (None, None))[1] is not None else text if name == "processNode" else object_
        found[claim] = ClaimRecord(
            claim, subject, name, object_, literal, (("period", period),) if period else (), cast(Status, status.removeprefix(EDGE).lower()), "", 1.0,
            briefing.removeprefix(f"{BASE}briefing/"), dt.date.fromisoformat(date) if date else None, (), subject, object_,
        )  # fmt: skip
    return list(found.values())


def full(graph: KnowledgeGraph, lines: Sequence[Line], most: int) -> list[tuple[Line, tuple[ClaimRecord, ...]]]:
    """Return some facts, each with the latest of its claims, as the graph holds them whole.

    Parameters
    ----------
    graph : KnowledgeGraph
    lines : sequence of Line
    most : int
        Claims to read of each.
    """
    wanted = [claim.iri for line in lines for claim in line.claims[-most:]]
    known = {record.iri: record for record in read(graph, wanted)}
    return [(line, tuple(known[claim.iri] for claim in line.claims[-most:] if claim.iri in known)) for line in lines]


def read(graph: KnowledgeGraph, iris: Iterable[str]) -> list[ClaimRecord]:
    """Return claims by their IRIs, by time of saying."""
    found: list[ClaimRecord] = []
    left = iter(dict.fromkeys(iris))
    while some := list(islice(left, _AT_ONCE)):
        values = " ".join(str(ox.NamedNode(iri)) for iri in some)
        text = f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {{ VALUES ?s {{ {values} }} }} UNION {{ VALUES ?claim {{ {values} }} ?claim edge:evidence|prov:wasDerivedFrom ?s }}
            ?s ?p ?o }}"""
        found += rdf.read_claims(graph.query(text).triples or ())
    return sorted(found, key=lambda claim: (*claim.order, claim.iri))
