"""What follows from a claim's texts: the numbers that filters need, in the units that their properties name, their bounds, and the conditions they hold under.

The texts stay on the claim as they are; `kg.rdf` writes both. Conditions are read from the sentences that say the claim, unless the annotation states them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

import pyoxigraph as ox

from kg import quantities, values
from kg.model import Claim
from kg.namespaces import Term, decimal
from kg.quantities import Conditions, Quantity

DERIVED = frozenset(["value", "unit", "quantityUnit", "tops", "tflops", "amount", "currency", "lowGHz", "highGHz", "approximate", "lower", "upper"])
"""Properties of a claim, in the ontology's namespace, that hold such numbers."""

CONDITIONS = ("precision", "condition")
"""Properties that hold conditions: stated by the annotation as qualifiers, or read from the sentences."""

_APPLY = {
    "aiPerformance": {"precision", "sparsity", "level", "method", "scope", "power"}, "clockFrequency": {"level", "scope"}, "hasCore": {"level"}, "reportsMetric": {"growth"},
}  # fmt: skip
_RATES = ("operation rate", "floating-point rate", "efficiency", "floating-point efficiency")


def numbers(claim: Claim) -> Iterator[tuple[str, Term]]:
    """Yield the properties, without their prefix, and their values.

    Examples
    --------
    >>> from kg.model import BASE, Claim
    >>> said = Claim(f"{BASE}id/organization/x", "fundingRound", "B轮", (("amount", "超过 10 亿元"),))
    >>> {name: term.value for name, term in numbers(said)}
    {'amount': '1000000000', 'currency': 'CNY', 'approximate': 'true', 'lower': '1000000000'}
    """
    qualifiers = dict(claim.qualifiers)
    match claim.predicate:
        case "processNode":
            yield "valueText", ox.Literal(claim.object)
        case "coreCount":
            if (count := values.whole(claim.object)) is not None:
                yield "value", ox.Literal(count)
        case "clockFrequency":
            yield from _clock(claim.object)
        case "aiPerformance":
            yield from _performance(claim)
        case "reportsMetric":
            yield "metric", ox.Literal(claim.object)
    yield from _clock(str(qualifiers.get("frequency", "")))
    value, amount = (values.quantity(str(qualifiers.get(name, ""))) for name in ("value", "amount"))
    if value is not None:
        yield "value", decimal(value.value)
        if value.unit:
            yield "unit", ox.Literal(value.unit)
        if (found := quantities.parse(str(qualifiers["value"]))) is not None:
            yield from _unit(found)
    if amount is not None and amount.currency:
        yield from (("amount", decimal(amount.value)), ("currency", ox.Literal(amount.currency)))
    else:
        amount = None
    bounded = value if value is not None else amount
    if (value is not None and value.approximate) or (amount is not None and amount.approximate):
        yield "approximate", ox.Literal(True)
    if bounded is not None and (found := quantities.parse(str(qualifiers["value" if value is not None else "amount"]))) is not None:
        yield from _bounds(found)


def _clock(text: str) -> Iterator[tuple[str, Term]]:
    if (clock := values.clock(text)) is not None:
        yield from (("lowGHz", decimal(clock.low)), ("highGHz", decimal(clock.high)))


def _performance(claim: Claim) -> Iterator[tuple[str, Term]]:
    rate = values.performance(claim.object)
    if rate is None:
        return
    yield from (("value", decimal(rate.value)), ("unit", ox.Literal(rate.unit)))
    yield from ((name, decimal(tera)) for name, tera in (("tops", rate.tops), ("tflops", rate.tflops)) if tera is not None)
    found = next((q for kind in _RATES for q in quantities.find(claim.object, kind)), None)
    if found is None:
        return
    yield from _unit(found)
    # The guide has "超过10 TOPS" written as "10 TOPS": that it is more stands in the sentence only.
    hedge = next(filter(None, (quantities.hedged(e.sentence or e.quote, claim.object) for e in claim.evidence)), "") if found.low == found.high else ""
    if hedge:
        found = replace(found, approximate=True, low=None if hedge == "below" else found.low, high=None if hedge == "above" else found.high)
    if found.approximate:
        yield "approximate", ox.Literal(True)
    yield from _bounds(found)


def _unit(found: Quantity) -> Iterator[tuple[str, Term]]:
    if found.iri:
        yield "quantityUnit", ox.NamedNode(found.iri)


def _bounds(found: Quantity) -> Iterator[tuple[str, Term]]:
    """The ends of what is left open or is a range, in the unit as written; nothing of one number, be it about that."""
    if found.low == found.high:
        return
    yield from ((name, decimal(found.as_written(end))) for name, end in (("lower", found.low), ("upper", found.high)) if end is not None)


def conditions(claim: Claim) -> Iterator[tuple[str, str]]:
    """Yield the conditions that the sentences of a claim say its number is for, as ``precision`` and ``condition``; not those that the annotation states.

    Examples
    --------
    >>> from kg.model import BASE, Claim, Evidence
    >>> said = "INT8峰值算力达到200TOPS"
    >>> list(conditions(Claim(f"{BASE}id/chip/x", "aiPerformance", "200 TOPS", evidence=(Evidence(0, 1, 1, said, said),))))
    [('precision', 'INT8'), ('condition', 'peak')]
    """
    stated = dict(claim.qualifiers)
    apply = _APPLY.get(claim.predicate, set())
    if claim.predicate == "reportsMetric" and not any(word in claim.object for word in ("growth", "change")):
        return
    text = str(stated.get({"hasCore": "frequency", "reportsMetric": "value"}.get(claim.predicate, ""), "")) or (claim.object if claim.is_literal else "")
    if not apply or not text:
        return
    said = [quantities.conditions(sentence, text) for sentence in dict.fromkeys(e.sentence or e.quote for e in claim.evidence)]
    kept = {f.name: next((v for found in said if (v := getattr(found, f.name))), "") for f in fields(Conditions) if f.name in apply}
    whole = Conditions(**kept)
    for name, value in (("precision", whole.precision), ("condition", whole.text)):
        if value and name not in stated:
            yield name, value
