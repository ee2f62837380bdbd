"""What is new in a graph: things, facts, states of facts and values that one graph has and an earlier one has not, and what is gone from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg import aspects as parts
from kg import current, states
from kg.conflicts.values import amount, same_node
from kg.graph import KnowledgeGraph
from kg.model import PREDICATES
from kg.rdf import ClaimRecord
from kg.things import Thing

_ORDER = {predicate: i for i, predicate in enumerate(PREDICATES)}


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that is new, gone, or in another state than before.

    Attributes
    ----------
    subject, subject_label, predicate : str
    value, iri : str
        Label of the object, or the text; its IRI where it is a thing.
    status, was : str
        Its state, and the one before; empty where there is or was none.
    days : int or None
        How long it had been in the state before.
    claim : ClaimRecord
        The latest that says so.
    """

    subject: str
    subject_label: str
    predicate: str
    value: str
    iri: str
    status: str
    was: str
    days: int | None
    claim: ClaimRecord


@dataclass(frozen=True, slots=True)
class ValueChange:
    """Another value than before, of what has one at a time: a number, a node, a maker.

    Attributes
    ----------
    subject, subject_label, predicate, aspect : str
    context : tuple of str
        What the value is of, as ``name=value`` with labels.
    value, was : str
        As people read them.
    claim, before : ClaimRecord
        What says it now, and what said it before.
    """

    subject: str
    subject_label: str
    predicate: str
    aspect: str
    context: tuple[str, ...]
    value: str
    was: str
    claim: ClaimRecord
    before: ClaimRecord


@dataclass(frozen=True, slots=True)
class ThingChange:
    """A thing that is new or gone, with the first claim about it, where there is one."""

    thing: Thing
    claim: ClaimRecord | None


@dataclass(frozen=True, slots=True)
class Diff:
    """What `diff` gives.

    Attributes
    ----------
    before, after : str
        What was compared, in words.
    briefings : tuple of str
        Stems of the briefings that are new.
    things, gone_things : tuple of ThingChange
    facts, gone_facts : tuple of FactChange
        Without those whose value is among `values`.
    states : tuple of FactChange
        Facts in another state.
    values : tuple of ValueChange
    """

    before: str
    after: str
    briefings: tuple[str, ...] = ()
    things: tuple[ThingChange, ...] = ()
    facts: tuple[FactChange, ...] = ()
    states: tuple[FactChange, ...] = ()
    values: tuple[ValueChange, ...] = ()
    gone_facts: tuple[FactChange, ...] = ()
    gone_things: tuple[ThingChange, ...] = ()

    def __bool__(self) -> bool:
        return any((self.briefings, self.things, self.facts, self.states, self.values, self.gone_facts, self.gone_things))

    @property
    def facts_of_known_things(self) -> tuple[FactChange, ...]:
        """The new facts about things that are not new themselves."""
        new = {change.thing.iri for change in self.things}
        return tuple(fact for fact in self.facts if fact.subject not in new)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return {
            "before": self.before, "after": self.after, "briefings": list(self.briefings),
            "new_things": [_thing_json(change) for change in self.things],
            "new_facts": [_fact_json(fact) for fact in self.facts],
            "changed_status": [_fact_json(fact) for fact in self.states],
            "changed_values": [
                {
                    "subject": v.subject, "label": v.subject_label, "predicate": v.predicate, "aspect": v.aspect, "scope": dict(c.split("=", 1) for c in v.context),
                    "value": v.value, "was": v.was, "evidence": _place(v.claim), "before": _place(v.before),
                }
                for v in self.values
            ],
            "vanished_facts": [_fact_json(fact) for fact in self.gone_facts],
            "vanished_things": [_thing_json(change) for change in self.gone_things],
        }  # fmt: skip


def _place(claim: ClaimRecord) -> dict[str, Any]:
    first = claim.evidence[0] if claim.evidence else None
    told = {"line": first.line, "quote": first.quote, "sentence": first.sentence} if first else {}
    return {"briefing": claim.briefing, "date": claim.date.isoformat() if claim.date else None, "status": claim.status, **told}


def _thing_json(change: ThingChange) -> dict[str, Any]:
    found = change.thing
    return {"iri": found.iri, "type": found.type, "label": found.label, "labels": dict(found.labels), **({"evidence": _place(change.claim)} if change.claim else {})}


def _fact_json(fact: FactChange) -> dict[str, Any]:
    return {
        "subject": fact.subject, "label": fact.subject_label, "predicate": fact.predicate, "value": fact.value, **({"iri": fact.iri} if fact.iri else {}),
        **({"status": fact.status} if fact.status else {}), **({"was": fact.was} if fact.was else {}), **({"days": fact.days} if fact.days is not None else {}),
        "evidence": _place(fact.claim),
    }  # fmt: skip


_Key = tuple[str, current.FactKey]


class _Side:
    """One of the two graphs: its facts and values.

    Parameters
    ----------
    graph : KnowledgeGraph
    moved : dict
        IRIs that the later graph knows by another: id -> thing.
    """

    def __init__(self, graph: KnowledgeGraph, moved: dict[str, str]) -> None:
        self.graph, self._moved = graph, moved
        overruled = graph.overruled()
        self.claims = [claim for claim in graph.claims() if claim.iri not in overruled]
        by_subject: dict[str, list[ClaimRecord]] = defaultdict(list)
        for claim in self.claims:
            by_subject[claim.subject].append(claim)
        self.facts: dict[_Key, tuple[states.Step, ...]] = {}
        for subject, claims in by_subject.items():
            for (predicate, value), group in current.by_fact(claims).items():
                self.facts[self.of(subject), (predicate, self.of(value) if isinstance(value, str) else value)] = states.steps(group)
        self.things = {self.of(thing.iri): thing for thing in graph.things() if thing.type != "ProcessNode"}

    def of(self, iri: str) -> str:
        """What the later graph calls a thing."""
        return self._moved.get(iri, iri)

    def about(self) -> dict[str, ClaimRecord]:
        """The first claim about each thing: with it as subject, else as object."""
        found: dict[str, ClaimRecord] = {}
        for claim in self.claims:
            found.setdefault(self.of(claim.subject), claim)
        for claim in self.claims:
            found.setdefault(self.of(claim.object), claim)
        return found

    def values(self) -> dict[tuple[str, str, str, tuple[str, ...]], tuple[str, ClaimRecord]]:
        """The latest value of what has one at a time; not where one briefing tells several, of clusters or variants."""
        said: dict[tuple[str, str, str, tuple[str, ...]], list[tuple[str, ClaimRecord]]] = defaultdict(list)
        for claim in self.claims:
            if claim.status not in states.GONE:
                for aspect in parts.aspects(claim):
                    if aspect.name != parts.STATUS:
                        context = tuple(f"{name}={self.of(value)}" for name, _, value in (text.partition("=") for text in aspect.context))
                        said[self.of(claim.subject), claim.predicate, aspect.name, context].append((self.of(aspect.value), claim))
        found = {}
        for key, pairs in said.items():
            latest = max(claim.order for _, claim in pairs)
            last = [(value, claim) for value, claim in pairs if claim.order == latest]
            if len({value for value, _ in last}) == 1:
                found[key] = last[-1]
        return found


def diff(before: KnowledgeGraph, after: KnowledgeGraph, names: tuple[str, str] = ("before", "after")) -> Diff:
    """Return what a graph has that an earlier one has not, and the other way round.

    Parameters
    ----------
    before, after : KnowledgeGraph
        Two stores, two snapshots, or one as of two dates (`KnowledgeGraph.as_of`).
    names : tuple of str
        What they are called.

    Examples
    --------
    >>> from kg.store import MemoryStore
    >>> bool(diff(KnowledgeGraph(MemoryStore()), KnowledgeGraph(MemoryStore())))
    False
    """
    old, new = _Side(before, _moved(before, after)), _Side(after, {})
    known = {briefing.stem for briefing in before.briefings()}
    values = tuple(_value_changes(old, new))
    replaced = {(v.subject, v.predicate, v.value) for v in values if v.aspect == parts.OBJECT}
    appeared = [_change(new, key, steps, ()) for key, steps in new.facts.items() if key not in old.facts]
    return Diff(
        *names,
        briefings=tuple(briefing.stem for briefing in after.briefings() if briefing.stem not in known),
        things=_things(new, old),
        facts=_sorted(fact for fact in appeared if (fact.subject, fact.predicate, fact.value) not in replaced),
        states=_sorted(_change(new, key, steps, old.facts[key]) for key, steps in new.facts.items() if key in old.facts and steps[-1].status != old.facts[key][-1].status),
        values=values,
        gone_facts=_sorted(_change(old, key, (), steps) for key, steps in old.facts.items() if key not in new.facts),
        gone_things=_things(old, new),
    )


def _moved(before: KnowledgeGraph, after: KnowledgeGraph) -> dict[str, str]:
    """What the later graph calls the things of the earlier: it may know them by another of their names."""
    links = [{str(row["id"]): str(row["thing"]) for row in graph.query("SELECT ?id ?thing FROM graph:links { ?id owl:sameAs ?thing }")} for graph in (before, after)]
    found = dict(links[1])
    there = {thing.iri for thing in after.things()}
    for id_, thing in sorted(links[0].items()):
        now = links[1].get(id_, id_)
        if thing not in there and thing not in found and now in there:
            found[thing] = now
    return found


def _things(there: _Side, missing: _Side) -> tuple[ThingChange, ...]:
    about = there.about()
    found = [ThingChange(thing, about.get(iri)) for iri, thing in there.things.items() if iri not in missing.things]
    return tuple(sorted(found, key=lambda change: (change.thing.type, change.thing.label)))


def _sorted(facts: Iterable[FactChange]) -> tuple[FactChange, ...]:
    return tuple(sorted(facts, key=lambda f: (f.subject_label, f.subject, _ORDER.get(f.predicate, len(_ORDER)), f.value)))


def _change(side: _Side, key: _Key, now: Sequence[states.Step], then: Sequence[states.Step]) -> FactChange:
    claim = (now or then)[-1].latest[-1]
    value, iri = (claim.text, "") if claim.text else (side.graph.label(claim.object), side.of(claim.object))
    between = states.days(then[-1], now[-1]) if now and then else None
    return FactChange(key[0], side.graph.label(claim.subject), claim.predicate, value, iri, now[-1].status if now else "", then[-1].status if then else "", between, claim)


def _value_changes(old: _Side, new: _Side) -> Iterator[ValueChange]:
    earlier = old.values()
    changes = []
    for (subject, predicate, aspect, context), (value, claim) in new.values().items():
        known = earlier.get((subject, predicate, aspect, context))
        if known is None or claim.iri == known[1].iri or _agree(predicate, aspect, (value, claim), known):
            continue
        scope = tuple(f"{name}={new.graph.label(text)}" for name, _, text in (part.partition("=") for part in context))
        changes.append(ValueChange(subject, new.graph.label(subject), predicate, aspect, scope, new.graph.label(value), new.graph.label(known[0]), claim, known[1]))
    yield from sorted(changes, key=lambda v: (v.subject_label, _ORDER.get(v.predicate, len(_ORDER)), v.context, v.aspect))


def _agree(predicate: str, aspect: str, one: tuple[str, ClaimRecord], other: tuple[str, ClaimRecord]) -> bool:
    if one[0] == other[0]:
        return True
    kind = parts.functional()[predicate].kind
    if kind == "node":
        return same_node(one[0], other[0])
    if kind != "number":
        return False
    amounts = [amount(predicate if aspect == parts.OBJECT else aspect, text, claim.evidence[0].sentence if claim.evidence else "") for text, claim in (one, other)]
    return amounts[0] is None or amounts[1] is None or amounts[0].unit != amounts[1].unit or amounts[0].agrees(amounts[1])
