"""Superlatives and comparisons: figures are ranked among those under one condition (`kg.comparability`); what is left out is told, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.ask.edges import Edge
from kg.ask.plan import Plan
from kg.ask.sketch import NotUnderstoodError
from kg.ask.sparql import variable
from kg.ask.usual import Row, usual
from kg.comparability import Basis, Language, basis, comparable, differing, explained, left_out, pool

_GUARDED = frozenset({"aiPerformance", "clockFrequency", "reportsMetric", "evaluatedOn", "hasCore", "acquires", "investsIn", "fundingRound"})
"""Predicates whose figures are said under conditions."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A figure that was not ranked with the others.

    Attributes
    ----------
    label : str
        Of the thing that it is of.
    value : str
        As written.
    condition : str
        What it is under, in words.
    """

    label: str
    value: str
    condition: str

    def to_json(self) -> dict[str, str]:
        """Return it as part of an answer."""
        return {"label": self.label, "value": self.value, "condition": self.condition}


@dataclass(frozen=True, slots=True)
class Ranking:
    """Answers that come first, and what was not ranked with them.

    Attributes
    ----------
    first : dict
        Key of an answer -> its rows.
    conditions : dict
        Key of an answer -> what its figure is under, in words; only where it matters.
    left_out : tuple of (key, value, condition)
    note : str
        Why not all are ranked together; empty where they are.
    """

    first: Mapping[str, list[Row]]
    conditions: Mapping[str, str]
    left_out: tuple[tuple[str, str, str], ...] = ()
    note: str = ""


def row_basis(plan: Plan, row: Row) -> Basis:
    """Return what the figure of a row shares with those that it may be ranked with."""
    edge = _ranked_edge(plan)
    if edge is None or edge.predicate not in _GUARDED:
        return Basis()

    def text(*names: str) -> str:
        return next((str(row[name]) for name in names if row.get(name) is not None), "")

    index = plan.edges.index(edge)
    return basis(
        edge.predicate,
        unit=text("unit"),
        precision=text("precision"),
        condition=text("condition"),
        metric=text("measure", f"metric{index}"),
        period_text=text("period"),
        is_device=plan.nodes[edge.subject].types == {"Device"},
    )


def _ranked_edge(plan: Plan) -> Edge | None:
    """The edge whose figure is compared."""
    if plan.key is not None:
        return next((edge for edge in plan.edges if edge.object == plan.key), None)
    ranking = next((index for index, q in plan.qualifiers if q.literal is None and q.name in {"amount", "score", "frequency"}), None)
    return None if ranking is None else plan.edges[ranking]


def _figure(plan: Plan, row: Row) -> str:
    key = variable(plan, plan.key) if plan.key is not None else ""
    names = ("figure", "score", "amount", "frequency", key, "number")
    return next((str(row[name]) for name in names if row.get(name) is not None), "")


def _number(row: Row) -> Decimal:
    return Decimal(str(row["number"]))


def rank(plan: Plan, groups: Mapping[str, Sequence[Row]], *, more: bool) -> Ranking:
    """Return the answers with the highest number, or lowest, of figures that may be ranked with each other.

    Those are ranked that may be compared with the very best figure, if anything may; then with the next best. Where the question chooses between things, all
    of them must be among them.

    Parameters
    ----------
    plan : Plan
    groups : mapping of str to sequence of row
        The rows of each answer.
    more : bool
        Whether the highest is asked for.

    Raises
    ------
    NotUnderstoodError
        If figures are in different units, or the things to choose from can't be compared.
    """
    by_basis: dict[Basis, dict[str, list[Row]]] = {}
    for key, rows in groups.items():
        for row in rows:
            if row.get("number") is not None:
                by_basis.setdefault(row_basis(plan, row), {}).setdefault(key, []).append(row)
    fields = differing(by_basis)
    if "unit" in fields:
        units = sorted({one.unit or "no unit" for one in by_basis})
        raise NotUnderstoodError(f"the figures are in different units ({', '.join(units)}) and can't be compared")
    language: Language = "zh" if plan.sketch.language == "zh" else "en"
    best = max if more else min
    by_best = sorted(by_basis, key=lambda one: (best(_number(row) for rows in by_basis[one].values() for row in rows), one), reverse=more)
    counts = {one: len(found) for one, found in by_basis.items()}
    pools = [pool(one, counts) for one in by_best]
    needed = len(groups) if _is_choice(plan) else 2
    enough = [chosen for chosen in pools if len({key for one in chosen for key in by_basis[one]}) >= needed]
    if not enough and _is_choice(plan):
        raise NotUnderstoodError(explained(sorted(by_basis), language))
    ranked = (enough or pools)[0]
    numbers: dict[str, Decimal] = {}
    for one in ranked:
        for key, rows in by_basis[one].items():
            top = best(map(_number, rows))
            numbers[key] = best(top, numbers.get(key, top))
    first = {key: [row for one in sorted(ranked) for row in by_basis[one].get(key, ())] for key, number in numbers.items() if number == best(numbers.values())}
    others = [one for one in by_best if one not in ranked]
    if not others:
        return Ranking(first, {})
    conditions = {key: "; ".join(dict.fromkeys(row_basis(plan, row).text(language, of=fields) for row in rows)) for key, rows in first.items()}
    apart = tuple((key, _figure(plan, best(rows, key=_number)), one.text(language, of=fields)) for one in others for key, rows in by_basis[one].items())
    return Ranking(first, conditions, apart, left_out(sorted(ranked, reverse=True), others, language))


def _is_choice(plan: Plan) -> bool:
    """Whether the question gives the things to choose from: "A or B"."""
    return plan.target is not None and plan.sketch.comparative is not None and len(plan.nodes[plan.target].things) > 1


def _usual(plan: Plan, rows: Sequence[Row]) -> list[Row]:
    """Rows of a thing that has one value at a time, where briefings give it several: those of the value that most claims give."""
    edge = _ranked_edge(plan)
    if edge is None or edge.predicate != "processNode":
        return list(rows)
    return usual(rows, lambda row: None if row.get("number") is None else _number(row))


def references(plan: Plan, rows: Sequence[Row], *, more: bool) -> tuple[tuple[Basis, Decimal], ...]:
    """Return the numbers of a thing that others are compared with, the highest of each basis (the lowest, where less is asked for)."""
    found: dict[Basis, Decimal] = {}
    for row in _usual(plan, rows):
        if row.get("number") is not None:
            one, number = row_basis(plan, row), _number(row)
            found[one] = max(found.get(one, number), number)
    return tuple(sorted(found.items(), key=lambda entry: entry[1], reverse=not more))


def against(plan: Plan, rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Split rows into those whose figures may be compared with the thing of reference and pass, and those that may not be compared.

    Of a question of yes or no those that may be compared are kept, each with ``fits`` set to whether it passes.
    """
    numbers = dict(plan.references)
    node = plan.nodes[plan.key] if plan.key is not None else None
    kept: list[Row] = []
    others: list[Row] = []
    for row in _usual(plan, rows) if plan.sketch.is_yes_no else rows:
        if row.get("number") is None or node is None:
            kept.append(row)
            continue
        one = row_basis(plan, row)
        known = [numbers[one]] if one in numbers else [number for other, number in numbers.items() if comparable(one, other)]
        if not known:
            others.append(row)
            continue
        passes = _number(row) > max(known) if node.comparison == ">" else _number(row) < max(known)
        if plan.sketch.is_yes_no:
            kept.append({**row, "fits": passes})
        elif passes:
            kept.append(row)
    return kept, others


def told_apart(plan: Plan, rows: Sequence[Row], others: Sequence[Row]) -> str:
    """Return why rows were not compared with the thing of reference; empty where all were."""
    if not others:
        return ""
    language: Language = "zh" if plan.sketch.language == "zh" else "en"
    return left_out([*(one for one, _ in plan.references), *(row_basis(plan, row) for row in rows)], [row_basis(plan, row) for row in others], language)
