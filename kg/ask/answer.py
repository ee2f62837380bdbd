"""Rows of a query -> answers, each with its status and the sentences that say it, newest first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from kg import values
from kg.ask import ranking
from kg.ask.plan import Plan
from kg.ask.ranking import LeftOut, Ranking
from kg.ask.sketch import LITERALS, NotUnderstoodError
from kg.ask.sparql import EVENTS, target_variable, variable
from kg.ask.usual import Row
from kg.display import html_card, html_table, quoted, text_table
from kg.display import status as html_status
from kg.graph import KnowledgeGraph
from kg.namespaces import EDGE
from kg.results import Result, Value
from kg.things import Thing
from kg.values import plain
from kg.vocabulary import fold, has_cjk

_SURENESS = ("denied", "past", "rumored", "planned", "asserted")


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence that says an answer.

    Attributes
    ----------
    briefing : str
        Stem of the briefing.
    date : date or None
        When it said so.
    line : int
    quote, sentence : str
        The words that say it, and the sentence around them.
    status : str
        How sure the sentence is.
    decides : bool
        Whether it is the latest word that decides the state of the fact (`kg.states`).
    """

    briefing: str
    date: dt.date | None
    line: int
    quote: str
    sentence: str = ""
    status: str = "asserted"
    decides: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer to a question.

    Attributes
    ----------
    label : str
        A thing's name, a value as text, ``yes`` or ``no``.
    aliases : tuple of str
        A thing's other names.
    value, unit : str
        Of a number, where it is one.
    iri : str
        Of a thing.
    status : str
        How sure the latest claim is; over several relations, the least sure of them.
    evidence : tuple of Source
        Newest first.
    condition : str
        Of a figure that was ranked: what it is said under (INT8, base, of a quarter), where others are said under something else.
    """

    label: str
    aliases: tuple[str, ...] = ()
    value: str = ""
    unit: str = ""
    iri: str = ""
    status: str = "asserted"
    evidence: tuple[Source, ...] = ()
    condition: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the answer as DESIGN has it."""
        optional = {"aliases": list(self.aliases), "value": self.value, "unit": self.unit, "iri": self.iri, "condition": self.condition}
        evidence = [{"briefing": s.briefing, "line": s.line, "quote": s.quote or s.sentence} for s in self.evidence]
        return {"label": self.label, **{k: v for k, v in optional.items() if v}, "status": self.status, "evidence": evidence}


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What is answered to a question.

    Attributes
    ----------
    question : str
    sparql : str
        The query that was run; empty where none was.
    answers : tuple of Finding
        Newest first.
    reason : str
        Why there are no answers; empty where there are.
    suggestions : tuple of str
        Questions close to this one that have answers; only beside a reason.
    note : str
        Why not all figures were ranked with each other; empty where they were.
    left_out : tuple of LeftOut
        Those that were not ranked.
    """

    question: str
    sparql: str = ""
    answers: tuple[Finding, ...] = ()
    reason: str = ""
    suggestions: tuple[str, ...] = ()
    note: str = ""
    left_out: tuple[LeftOut, ...] = ()

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)

    def __repr__(self) -> str:
        if not self.answers:
            return "\n".join([f"{self.question}  no answer: {self.reason}", *(f"  ask: {text}" for text in self.suggestions)])
        rows = [(f.label, f.status, f.evidence[0].date if f.evidence else None, f.evidence[0].quote if f.evidence else "") for f in self.answers]
        table = text_table(("answer", "status", "date", "quote"), rows, heading=self.question)
        return "\n".join([table, *filter(None, [self.note, *(f"  {o.label}: {o.value} ({o.condition})" for o in self.left_out)])])

    def _repr_html_(self) -> str:
        if not self.answers:
            return html_card(self.question, "", [self.reason, *self.suggestions], [])
        return html_table(("answer", "status", "date", "sentence"), [(f.label, html_status(f.status), f.evidence[0].date if f.evidence else None, _quoted(f)) for f in self.answers], heading=self.question)  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Return the answer as DESIGN has it.

        Examples
        --------
        >>> Answer("?", reason="the question is empty").to_json()
        {'question': '?', 'sparql': '', 'answers': [], 'reason': 'the question is empty', 'suggestions': []}
        """
        why = {"reason": self.reason, "suggestions": list(self.suggestions)} if self.reason else {}
        return {"question": self.question, "sparql": self.sparql, "answers": [a.to_json() for a in self.answers], **why, **self._apart()}

    def _apart(self) -> dict[str, Any]:
        return {k: v for k, v in (("note", self.note), ("left_out", [o.to_json() for o in self.left_out])) if v}


@dataclass(slots=True)
class _Group:
    """Rows of one answer."""

    rows: list[Row] = field(default_factory=list)

    @property
    def sources(self) -> tuple[Source, ...]:
        unique = {(s.briefing, s.line, s.quote, s.status): s for s in map(_source, self.rows)}
        return tuple(sorted(unique.values(), key=lambda s: (s.date or dt.date.min, s.briefing), reverse=True))

    @property
    def status(self) -> str:
        """The least sure of its relations."""
        parts: dict[Value, list[Source]] = {}
        for row in self.rows:
            parts.setdefault(row.get("part"), []).append(_source(row))
        return min((latest_status(sources) for sources in parts.values()), key=_SURENESS.index, default="asserted")

    @property
    def date(self) -> dt.date:
        """The day of the newest claim."""
        return max((s.date or dt.date.min for s in map(_source, self.rows)), default=dt.date.min)


def latest_status(sources: Sequence[Source]) -> str:
    """Return the status of the newest claims, of those that decide where there are any; of several from one day, the surest."""
    counting = [s for s in sources if s.decides] or sources
    newest = max((s.date or dt.date.min) for s in counting)
    return max((s.status for s in counting if (s.date or dt.date.min) == newest), key=_SURENESS.index)


def _source(row: Row) -> Source:
    date = row.get("date")
    line = row.get("line")
    status = str(row.get("status") or "").removeprefix(EDGE).lower()
    briefing, quote, sentence = (str(row.get(k) or "") for k in ("briefing", "quote", "sentence"))
    return Source(briefing, date if isinstance(date, dt.date) else None, line if isinstance(line, int) else 0, quote, sentence, status or "asserted", row.get("state") is not None)


def _quoted(finding: Finding) -> object:
    source = finding.evidence[0] if finding.evidence else None
    return "" if source is None else quoted(source.sentence, source.quote, f"{source.briefing}:{source.line}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rows of a query say: the answers, and what was not ranked with them."""

    findings: tuple[Finding, ...] = ()
    note: str = ""
    left_out: tuple[LeftOut, ...] = ()


def read(graph: KnowledgeGraph, plan: Plan, result: Result) -> Reading:
    """Return the answers that the rows of a plan's query give; none where there are no rows.

    Raises
    ------
    NotUnderstoodError
        If the rows can't be compared as the question wants it.
    """
    rows: list[Row] = list(result)
    note = ""
    others: list[Row] = []
    if plan.references:
        rows, others = ranking.against(plan, rows)
        note = ranking.told_apart(plan, rows, others)
        if note and not rows and plan.sketch.is_yes_no:
            raise NotUnderstoodError(note)
    if not rows:
        return Reading()
    if plan.sketch.is_yes_no:
        return Reading(tuple(_yes_or_no(plan, rows)), note)
    if plan.asked is not None:
        return Reading(tuple(_count_of_parts(rows) if plan.asked[1].name == "count" else _qualities(plan.asked[1].name, rows)))
    groups = _grouped(rows, target_variable(plan))
    if plan.sketch.is_count:
        return Reading((_finding(str(len(groups)), _Group(rows), value=str(len(groups))),), note)
    ranked: Ranking | None = None
    if plan.counted_by is not None:
        groups = _with_most(plan, groups)
    elif (plan.sketch.extreme or plan.sketch.comparative) is not None and any("number" in r for r in rows):
        ranked = _ranked(plan, groups)
        groups = {key: _Group(list(kept)) for key, kept in ranked.first.items()} if ranked is not None else groups
    if plan.sketch.extreme is not None and plan.sketch.extreme.implied == "latest":
        newest = max(g.date for g in groups.values())
        groups = {key: g for key, g in groups.items() if g.date == newest}
        if plan.target is not None and plan.nodes[plan.target].types == {"=releases"}:
            highest = max(map(_version, groups))
            groups = {key: g for key, g in groups.items() if _version(key) == highest}
    found = _things(graph, groups) if _is_thing(plan) else _values(plan, groups)
    found = sorted(found, key=lambda f: f.evidence[0].date or dt.date.min if f.evidence else dt.date.min, reverse=True)
    if ranked is None:
        return Reading(tuple(found), note)
    told = [replace(f, condition=ranked.conditions.get(f.iri or f.label, "")) for f in found]
    left_out = tuple(LeftOut(_label(graph, plan, key), value, condition) for key, value, condition in ranked.left_out)
    return Reading(tuple(told), ranked.note, left_out)


def _label(graph: KnowledgeGraph, plan: Plan, key: str) -> str:
    return next((thing.label for thing in graph.entities(key)), key) if _is_thing(plan) else key


def _version(text: str) -> tuple[int, ...]:
    """The numbers of a version, to compare it by."""
    return tuple(int(number) for number in re.findall(r"\d+", text))


def _is_thing(plan: Plan) -> bool:
    return plan.target is not None and not plan.nodes[plan.target].types <= LITERALS - {"ProcessNode"}


def _grouped(rows: Iterable[Row], name: str) -> dict[str, _Group]:
    groups: dict[str, _Group] = {}
    for row in rows:
        groups.setdefault(str(row.get(name)), _Group()).rows.append(row)
    return groups


def _finding(label: str, group: _Group, **more: Any) -> Finding:
    return Finding(label, status=group.status, evidence=group.sources, **more)


def _things(graph: KnowledgeGraph, groups: Mapping[str, _Group]) -> list[Finding]:
    found = []
    for iri, group in groups.items():
        thing = next(iter(graph.entities(iri)), Thing(iri, "", ()))
        names = tuple(name for name in dict.fromkeys((*(text for _, text in thing.labels), *thing.aliases)) if name != thing.label)
        size = values.feature_size_nm(thing.label) if thing.type == "ProcessNode" else None
        unit = {} if size is None else {"value": plain(size), "unit": "nm"}
        found.append(_finding(thing.label, group, aliases=names, iri=iri, **unit))
    return found


def _values(plan: Plan, groups: Mapping[str, _Group]) -> list[Finding]:
    found: dict[str, Finding] = {}
    is_figure = plan.target is not None and plan.nodes[plan.target].types == {"=reportsMetric"}
    for text, group in (_figures(groups) if is_figure else groups).items():
        label = text.removeprefix("https://github.com/")
        found.setdefault(label.lower(), _finding(label, group, **_number(label)))
    return list(found.values())


def _figures(groups: Mapping[str, _Group]) -> dict[str, _Group]:
    return _grouped((row for group in groups.values() for row in group.rows), "figure")


def _number(text: str) -> dict[str, str]:
    """The number that a value's text names, and its unit."""
    if (rate := values.performance(text)) is not None:
        return {"value": plain(rate.value), "unit": rate.unit}
    if values.clock(text) is not None:
        number, _, unit = text.rpartition(" ")
        return {"value": number or text, "unit": unit if number else ""}
    if (count := values.whole(text)) is not None:
        return {"value": str(count)}
    amount = values.quantity(text)
    return {"value": plain(amount.value), "unit": amount.unit} if amount is not None else {}


def _qualities(name: str, rows: Sequence[Row]) -> list[Finding]:
    return [_finding(text, group, **_number(text)) for text, group in _grouped(rows, name).items()]


def _count_of_parts(rows: Sequence[Row]) -> list[Finding]:
    """How many of one core: the counts of its clusters together, as the newest briefing that counts them has it."""
    newest = max(_source(row).date or dt.date.min for row in rows)
    briefing = next(str(row["briefing"]) for row in rows if (_source(row).date or dt.date.min) == newest)
    kept = [row for row in rows if str(row["briefing"]) == briefing]
    clusters = {(str(row.get("at")), str(row.get("note"))): int(str(row["count"])) for row in kept}
    whole = clusters.pop(("None", "None"), 0)
    number = max(whole, sum(clusters.values()))
    return [_finding(str(number), _Group(kept), value=str(number))]


def sharing(graph: KnowledgeGraph, result: Result, statuses: Sequence[str] | None) -> list[Finding]:
    """Return the chips that rows name, newest first; with statuses, those only whose fact is in one of them."""
    rows: list[Row] = [row for row in result if statuses is None or str(row["state"]).removeprefix(EDGE).lower() in statuses]
    return _things(graph, _grouped(rows, "chip"))


# superlatives and comparisons


def _ranked(plan: Plan, groups: dict[str, _Group]) -> Ranking | None:
    """The answers whose number is the highest, or lowest, of those that may be ranked; None where the question ranks nothing."""
    degree = plan.sketch.extreme or plan.sketch.comparative
    if degree is None or degree.than:
        return None
    choice = plan.nodes[plan.target] if plan.target is not None and plan.sketch.comparative is not None else None
    if choice is not None and len(groups) < len(choice.things):
        missing = [group[0].label for group in choice.things if not any(t.iri in groups for t in group)]
        raise NotUnderstoodError(f"nothing in the graph says this of {', '.join(missing)}")
    return ranking.rank(plan, {key: group.rows for key, group in groups.items()}, more=degree.more)


def _best(groups: dict[str, _Group], number: Callable[[_Group], Decimal], more: bool) -> dict[str, _Group]:
    best = (max if more else min)(map(number, groups.values()))
    return {key: group for key, group in groups.items() if number(group) == best}


def _with_most(plan: Plan, groups: dict[str, _Group]) -> dict[str, _Group]:
    """The answers with the most, or fewest, of what the question counts."""
    assert plan.counted_by is not None
    name = variable(plan, plan.counted_by)
    more = plan.sketch.extreme is None or plan.sketch.extreme.more
    return _best(groups, lambda group: Decimal(len({str(row[name]) for row in group.rows})), more)


# yes or no


def _yes_or_no(plan: Plan, rows: Sequence[Row]) -> list[Finding]:
    statuses = plan.sketch.statuses
    fitting = [row for row in rows if row.get("fits") is not False]
    group = _Group(list(fitting or rows))
    if not fitting:
        return [_finding("no", group)]
    status = group.status
    if "denied" in statuses:
        is_so = status == "denied"
    elif "rumored" in statuses:
        is_so = status == "rumored"
    elif statuses & {"certain", "done"} or _is_told_as_done(plan):
        is_so = status == "asserted"
    elif "past" in statuses:
        is_so = any(s.status == "past" for s in group.sources) or _is_event(plan)
    elif not statuses & {"planned", "next"} and any(e.predicate == "holdsPosition" for e in plan.edges):
        is_so = status in {"asserted", "rumored"} or (status == "past" and plan.sketch.is_past)
    else:
        is_so = status not in {"denied", "past"}
    return [_finding("yes" if is_so else "no", group)]


def verdict(is_so: bool, rows: Iterable[Row]) -> Finding:
    """Return "yes" or "no" with the rows that show it as evidence."""
    return _finding("yes" if is_so else "no", _Group(list(rows)))


def ruled_out(others: Sequence[Finding]) -> list[Finding]:
    """Return "no" with the evidence of what the graph says in place of what the question asks about; nothing where it says nothing."""
    evidence = tuple(source for other in others for source in other.evidence)
    return [Finding("no", evidence=evidence)] if evidence else []


def _is_event(plan: Plan) -> bool:
    return any(edge.predicate in EVENTS for edge in plan.edges)


def _is_told_as_done(plan: Plan) -> bool:
    """Whether a question asks if something has happened: a plan is not enough."""
    happens = {"acquires", "investsIn", "fundingRound", "releases"}
    return plan.sketch.is_perfect and any(e.predicate in happens for e in plan.edges) and not plan.sketch.statuses & {"planned", "next", "past"}


# names

_COMPOSITE = re.compile("或|/| or ")
_MODEL_NUMBER = re.compile(r"[A-Za-z]{1,6}-?\d[\w+-]*")


def names(plan: Plan, rows: Sequence[Row]) -> list[Finding]:
    """Return the names of a thing of the kind that the question asks for."""
    thing = plan.nodes[0].things[0][0]
    groups = {name: group for name, group in _grouped(rows, "name").items() if not _COMPOSITE.search(name)}
    kept = _of_kind(plan.sketch.naming, list(groups), thing)
    return [_finding(name, groups[name]) for name in kept]


def bearer(thing: Thing, rows: Sequence[Row]) -> list[Finding]:
    """Return a thing that the question gives one of its names of."""
    others = tuple(name for name in dict.fromkeys((*(text for _, text in thing.labels), *thing.aliases)) if name != thing.label)
    return [_finding(thing.label, _Group(list(rows)), aliases=others, iri=thing.iri)]


def _of_kind(kind: str, found: Sequence[str], thing: Thing) -> list[str]:
    own = {fold(text) for _, text in thing.labels}
    match kind:
        case "english":
            return [name for name in found if not has_cjk(name)]
        case "chinese":
            return [name for name in found if has_cjk(name)]
        case "model_number":
            return [name for name in found if _MODEL_NUMBER.fullmatch(name)]
        case "codename":
            words = [n for n in found if not re.search(r"\d", n) and fold(n) not in own and not any(fold(n) in key or key in fold(n) for key in own)]
            return words or [n for n in found if _MODEL_NUMBER.fullmatch(n) and fold(n) not in own]
    return [name for name in found if fold(name) not in own]
