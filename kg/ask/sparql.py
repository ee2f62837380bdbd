"""A plan -> one SPARQL text. It works on the union of all graphs and names no engine's switch.

Facts that hold now are plain edges; claims give status and evidence, and everything that plain edges don't hold: values, qualities, the past, plans.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kg.ask.edges import Edge, chain_subjects
from kg.ask.lexicon import load
from kg.ask.literals import Literal
from kg.ask.patterns import restricted, role_pattern
from kg.ask.plan import Plan
from kg.ask.sketch import LITERALS, OBJECTS, Node, NotUnderstoodError, Qualifier
from kg.namespaces import PREFIXES
from kg.queries import literal
from kg.sparql import with_prefixes
from kg.values import plain

_NUMBERS: Mapping[str, str] = {"coreCount": "value", "clockFrequency": "highGHz", "aiPerformance": "tops", "reportsMetric": "value", "fundingRound": "amount"}
_TEXTS = {"role": "role", "amount": "amountText", "frequency": "frequency", "count": "count", "round": "round", "score": "valueText"}
_QUALITY_NUMBERS = {"amount": "amount", "frequency": "highGHz", "count": "count", "score": "value"}
EVENTS = frozenset({"acquires", "investsIn", "fundingRound", "releases", "proposes", "partnersWith", "memberOf"})
"""Predicates of what happens, rather than of what is so."""
FIRST_PLACE = (
    "?claim prov:wasDerivedFrom ?source ; edge:evidence ?place .",
    'FILTER(STRENDS(STR(?place), "/1"))',
    "?place edge:line ?line ; edge:quote ?quote ; edge:sentence ?sentence .",
    "?source dcterms:identifier ?briefing .",
)
"""Where a claim is said first, and the words that say it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which claims count.

    Attributes
    ----------
    statuses : tuple of str
        The statuses that a claim may have; empty for any.
    revoked : tuple of str
        A later claim of the same fact with one of these statuses takes it back.
    said : pair of date or None
        The claim itself was made between these days.
    holds_now : bool
        Whether plain edges may stand for claims.
    state : tuple of str
        The states that the fact may be in; empty for any.
    """

    statuses: tuple[str, ...]
    revoked: tuple[str, ...] = ()
    said: tuple[dt.date, dt.date] | None = None
    holds_now: bool = False
    state: tuple[str, ...] = ()


@dataclass(slots=True)
class _Writer:
    """Writes the query of a plan."""

    plan: Plan
    scopes: Sequence[Scope]
    names: list[list[str]] = field(default_factory=list)
    number: str = ""
    has_condition: bool = False

    def text(self) -> str:
        plan = self.plan
        self.names = _variables(plan)
        parts = [*self._things(), *self._classes()]
        steps = [step for i in range(len(plan.edges)) for step in self._steps(i)]
        inline = len(steps) == 1 and len(plan.edges[0].chains) == 1
        if inline:
            parts += self._claim(*steps[0], "?claim")
        else:
            parts += [line for i in range(len(plan.edges)) for line in self._core(i)]
            parts.append(" UNION ".join("{\n    " + "\n    ".join(_ordered(branch)) + "\n  }" for branch in self._branches()))
        parts += self._evidence()
        columns = dict.fromkeys([*self._columns(), *([] if inline else ["?part"]), "?claim", "?status", "?state", "?date", "?briefing", "?line", "?quote", "?sentence"])
        body = "\n  ".join(_ordered(parts))
        order = f"{'DESC' if self._is_rising() else 'ASC'}(?number) DESC(?date)" if self.number else "DESC(?date)"
        return with_declared(f"SELECT DISTINCT {' '.join(columns)}\nWHERE {{\n  {body}\n}}\nORDER BY {order} ?briefing ?line")

    def _is_rising(self) -> bool:
        degree = self.plan.sketch.extreme or self.plan.sketch.comparative
        return degree is None or degree.more

    # nodes

    def _things(self) -> Iterator[str]:
        for node, names in zip(self.plan.nodes, self.names, strict=True):
            groups = node.things if len(names) > 1 else (tuple(t for group in node.things for t in group),) if node.things else ()
            for name, group in zip(names, groups, strict=False):
                yield f"VALUES {name} {{ {' '.join(f'<{t.iri}>' for t in group)} }}  # {', '.join(dict.fromkeys(_comment(t.label) for t in group))}"

    def _classes(self) -> Iterator[str]:
        for i, node in enumerate(self.plan.nodes):
            if node.things or node.types <= LITERALS:
                continue
            name = self.names[i][0]
            if not self._is_implied(i, node.types):
                types = sorted(node.types)
                yield f"{name} a edge:{types[0]} ." if len(types) == 1 else f"VALUES {name}Class {{ {' '.join(f'edge:{t}' for t in types)} }} {name} a {name}Class ."
            for restriction in node.restrictions:
                yield from restricted(name, node.types, restriction)

    def _is_implied(self, index: int, types: frozenset[str]) -> bool:
        """Whether a predicate allows no other classes anyway."""
        for edge in self.plan.edges:
            allowed = [chain_subjects(c) for c in edge.chains] if edge.subject == index else [OBJECTS[c[-1]] for c in edge.chains] if edge.object == index else []
            if allowed and all(classes <= types for classes in allowed):
                return True
        return False

    # edges

    def _steps(self, index: int) -> Iterator[tuple[int, str, str, str]]:
        """The single relations of an edge: its index, subject, predicate, object."""
        edge = self.plan.edges[index]
        for k, chain in enumerate(edge.chains):
            for s in self.names[edge.subject]:
                for o in self.names[edge.object]:
                    places = [s, *(f"?via{index}{k}{n}" for n in range(len(chain) - 1)), o]
                    for n, predicate in enumerate(chain):
                        ends = places[n], places[n + 1]
                        yield (index, ends[1], predicate[1:], ends[0]) if predicate.startswith("^") else (index, ends[0], predicate, ends[1])

    def _core(self, index: int) -> list[str]:
        """What must hold for an answer."""
        edge = self.plan.edges[index]
        if len(edge.chains) == 1:
            return [line for n, step in enumerate(self._steps(index)) for line in self._relation(*step, f"?fact{index}{n}")]
        ways = []
        for k, chain in enumerate(edge.chains):
            only = _Writer(self._with_chain(index, chain), self.scopes, self.names)
            lines = [line for n, step in enumerate(only._steps(index)) for line in only._relation(*step, f"?fact{index}{k}{n}")]
            ways.append(f"{{ {' '.join(lines)} }}")
        return [" UNION ".join(ways)]

    def _with_chain(self, index: int, chain: tuple[str, ...]) -> Plan:
        edges = list(self.plan.edges)
        edges[index] = Edge(edges[index].subject, edges[index].object, (chain,), edges[index].is_said)
        return Plan(self.plan.sketch, self.plan.nodes, tuple(edges), self.plan.target, self.plan.qualifiers, self.plan.key, self.plan.counted_by)

    def _relation(self, index: int, s: str, predicate: str, o: str, claim: str) -> list[str]:
        """A relation as a plain edge where that will do, else as a claim."""
        if self._needs_claim(index, predicate):
            return self._claim(index, s, predicate, o, claim)
        return [f"{s} edge:{predicate} {o} .", *self._constraints(index, predicate, o, "")]

    def _needs_claim(self, index: int, predicate: str) -> bool:
        is_plain = predicate not in _NUMBERS and predicate not in {"codeRepository", "arxivId", "releases"}
        edge = self.plan.edges[index]
        role = predicate == "holdsPosition" or self.plan.nodes[edge.object].names
        return not (is_plain and self.scopes[index].holds_now and not role and all(i != index for i, _ in self.plan.qualifiers))

    def _branches(self) -> Iterator[list[str]]:
        """For each relation, the claims that say it."""
        part = 0
        for index, edge in enumerate(self.plan.edges):
            for chain in edge.chains:
                only = _Writer(self._with_chain(index, chain), self.scopes, self.names)
                steps = [s for s in only._steps(index)]
                context = [f"{s} edge:{p} {o} ." for _, s, p, o in steps] if len(steps) > 1 and self.scopes[index].holds_now and len(edge.chains) > 1 else []
                for step in steps:
                    yield [f"BIND({part} AS ?part)", *context, *self._claim(*step, "?claim", brief=True)]
                    part += 1

    def _claim(self, index: int, s: str, predicate: str, o: str, claim: str, *, brief: bool = False) -> list[str]:
        """The claims of a relation, with what the question demands of them; brief where it is known already that it holds."""
        scope = self.scopes[index]
        status = "?status" if claim == "?claim" else f"{claim}Status"
        date = "?date" if claim == "?claim" else f"{claim}Date"
        lines = [f"{claim} rdf:subject {s} ; rdf:predicate edge:{predicate} ; rdf:object {o} ; edge:status {status} ."]
        if predicate == "partnersWith":
            lines = [f"{{ {lines[0]} }} UNION {{ {claim} rdf:subject {o} ; rdf:predicate edge:{predicate} ; rdf:object {s} ; edge:status {status} . }}"]
        if scope.statuses:
            lines.append(f"FILTER({status} IN ({', '.join(f'edge:{name.capitalize()}' for name in scope.statuses)}))")
        lines.append(f"OPTIONAL {{ {claim} dcterms:date {date} }}")
        if scope.state:
            state = "?state" if claim == "?claim" else f"{claim}State"
            lines.append(f"{claim} edge:currentStatus {state} . FILTER({state} IN ({', '.join(f'edge:{name.capitalize()}' for name in scope.state)}))")
        if not brief:
            lines += self._timing(scope, claim, s, predicate, o, date)
        return lines + self._constraints(index, predicate, o, claim, brief=brief)

    def _timing(self, scope: Scope, claim: str, s: str, predicate: str, o: str, date: str) -> Iterator[str]:
        """That a claim counts: said in time, and no later one takes it back."""
        is_plain = scope.holds_now and predicate not in {"clockFrequency", "aiPerformance", "reportsMetric", "coreCount", "codeRepository"}
        if is_plain:
            if predicate == "partnersWith":
                yield f"{{ {s} edge:{predicate} {o} . }} UNION {{ {o} edge:{predicate} {s} . }}"
            else:
                yield f"{s} edge:{predicate} {o} ."
        if scope.said:
            yield f"FILTER({date} >= {_day(scope.said[0])} && {date} <= {_day(scope.said[1])})"
        if scope.revoked and not is_plain:
            later = f"{claim}Later"
            same = "; edge:valueText ?figure " if predicate == "reportsMetric" else ""
            revoked = ", ".join(f"edge:{name.capitalize()}" for name in scope.revoked)
            yield (
                f"FILTER NOT EXISTS {{ {later} rdf:subject {s} ; rdf:predicate edge:{predicate} ; rdf:object {o} {same}; edge:status {later}Status ; dcterms:date {later}Date . "
                f"FILTER({later}Status IN ({revoked}) && (!BOUND({date}) || {later}Date > {date})) }}"
            )

    # constraints

    def _constraints(self, index: int, predicate: str, o: str, claim: str, *, brief: bool = False) -> list[str]:
        edge = self.plan.edges[index]
        if predicate != edge.predicate:
            return []
        subject, node = self.plan.nodes[edge.subject], self.plan.nodes[edge.object]
        lines = list(self._value(edge, node, predicate, o, claim))
        if claim and not brief and self._is_conditional(index, predicate):
            lines += [f"OPTIONAL {{ {claim} edge:precision ?precision }}", f"OPTIONAL {{ {claim} edge:condition ?condition }}"]
        if claim:
            if predicate == "reportsMetric":
                lines += self._metric(index, node, claim)
            if predicate == "holdsPosition" and subject.names:
                lines += self._role(index, subject, claim, "" if brief else o)
            for i, qualifier in self.plan.qualifiers:
                if i == index:
                    lines += self._quality(index, qualifier, predicate, claim)
        return lines

    def _is_conditional(self, index: int, predicate: str) -> bool:
        """Whether figures are compared that are said under conditions."""
        plan = self.plan
        is_compared = plan.edges[index].object == plan.key or ((plan.sketch.extreme or plan.sketch.comparative) is not None and any(i == index for i, _ in plan.qualifiers))
        return is_compared and predicate in {"aiPerformance", "clockFrequency", "reportsMetric", "hasCore"}

    def _value(self, edge: Edge, node: Node, predicate: str, o: str, claim: str) -> Iterator[str]:
        """What is demanded of a value, and the number by which things are ranked."""
        is_key = edge.object == self.plan.key
        given = node.literal
        number = "?number" if is_key else f"{o}Number"
        if is_key:
            self.number = number
        if predicate == "processNode":
            if is_key or given is not None:
                yield f"{o} edge:featureSizeNm {number} ."
            if given is not None and given.value is not None:
                yield from self._demand(_bounds(number, node.comparison, given, node.floor))
                if node.comparison == "=":
                    yield from self._demand(f'NOT EXISTS {{ {o} rdfs:label {o}Label . FILTER(STRSTARTS(STR({o}Label), "Intel")) }}') if not self.plan.sketch.is_yes_no else ()
            return
        if predicate in _NUMBERS and claim and (is_key or (given is not None and given.value is not None) or edge.object == self.plan.target):
            unit = given.unit if given is not None else node.segment
            property_ = unit if predicate == "aiPerformance" and unit else _NUMBERS[predicate]
            needed = f"{claim} edge:{property_} {number} ."
            yield needed if is_key or given is not None else f"OPTIONAL {{ {needed} }}"
            if given is not None and given.value is not None:
                yield from self._demand(_bounds(number, node.comparison, given, node.floor))
        elif given is not None:
            yield from self._same_text(predicate, given.names or (given.text,), o)

    def _same_text(self, predicate: str, texts: Sequence[str], o: str) -> Iterator[str]:
        if predicate == "codeRepository":
            tail = texts[0].lower()
            yield from self._demand(f"LCASE(STR({o})) = {literal(tail)} || STRENDS(LCASE(STR({o})), {literal('/' + tail)})")
        else:
            yield from self._demand(f"LCASE(STR({o})) IN ({', '.join(literal(t.lower()) for t in dict.fromkeys(texts))})")

    def _demand(self, condition: str) -> Iterator[str]:
        """A condition: left to the reader of the rows in a question of yes or no, where a value that doesn't fit means no."""
        if self.plan.sketch.is_yes_no and not self.has_condition:
            self.has_condition = True
            yield f"BIND(({condition}) AS ?fits)"
        else:
            yield f"FILTER({condition})"

    def _metric(self, index: int, node: Node, claim: str) -> Iterator[str]:
        name = f"?metric{index}"
        yield f"{claim} edge:metric {name} ; edge:valueText ?figure ."
        yield f"OPTIONAL {{ {claim} edge:unit ?unit }}"
        if node.segment:
            yield f"FILTER(CONTAINS(LCASE({name}), {literal(node.segment)}) && CONTAINS(LCASE({name}), {literal(node.names[0])}))"
        elif node.names:
            yield f"FILTER(LCASE({name}) IN ({', '.join(literal(n.lower()) for n in node.names)}))"
        if (period := self.plan.sketch.period) is not None:
            yield f"{claim} edge:period ?period ."
            yield f"FILTER(REGEX(?period, {literal(period.names[0])}))"
        else:
            yield f"OPTIONAL {{ {claim} edge:period ?period }}"

    def _role(self, index: int, node: Node, claim: str, organization: str) -> Iterator[str]:
        pattern = role_pattern(node.names, node.suffix, load().role_prefixes)
        yield f'{claim} edge:role ?role{index} . FILTER(REGEX(?role{index}, {literal(pattern)}, "i"))'
        if organization and node.single and "asserted" in self.scopes[index].statuses and self.plan.edges[index].subject == self.plan.target:
            later, date = f"{claim}Newer", "?date" if claim == "?claim" else f"{claim}Date"
            yield (
                f"FILTER NOT EXISTS {{ {later} rdf:predicate edge:holdsPosition ; rdf:object {organization} ; edge:status edge:Asserted ; edge:role {later}Role ; dcterms:date {later}Date . "
                f'FILTER({later}Date > {date} && REGEX({later}Role, {literal(pattern)}, "i")) }}'
            )

    def _quality(self, index: int, qualifier: Qualifier, predicate: str, claim: str) -> Iterator[str]:
        name = qualifier.name
        is_metric = predicate == "reportsMetric"
        text_property = "valueText" if is_metric else _TEXTS[name] if not (predicate == "investsIn" and name == "score") else "amountText"
        is_ranking = self.plan.key is None and (self.plan.sketch.extreme or self.plan.sketch.comparative) is not None and qualifier.literal is None
        if not (predicate == "fundingRound" and name == "round"):
            yield f"{claim} edge:{text_property} ?{name} ."
        if name == "score" and not is_metric and predicate == "evaluatedOn":
            yield f"OPTIONAL {{ {claim} edge:metric ?measure }}"
            if qualifier.names:
                unnamed = "!BOUND(?measure) || " if "accuracy" in qualifier.names else ""
                yield f"FILTER({unnamed}LCASE(?measure) IN ({', '.join(literal(n.lower()) for n in dict.fromkeys(qualifier.names))}))"
        if name == "amount":
            yield f"OPTIONAL {{ {claim} edge:currency ?unit }}" if not is_metric else f"OPTIONAL {{ {claim} edge:unit ?unit }}"
        elif name == "score":
            yield f"OPTIONAL {{ {claim} edge:unit ?unit }}"
        number_property = "value" if is_metric else _QUALITY_NUMBERS.get(name, "")
        if name == "count" and qualifier.asked:
            yield f"OPTIONAL {{ {claim} edge:frequency ?at }}"
            yield f"OPTIONAL {{ {claim} edge:note ?note }}"
        if is_ranking:
            self.number = "?number"
            yield f"{claim} edge:{number_property} ?number ."
        elif qualifier.literal is not None:
            yield from self._quality_value(qualifier, number_property, claim)
        elif qualifier.asked and number_property and name not in {"count", "frequency"}:
            yield f"OPTIONAL {{ {claim} edge:{number_property} ?number }}"

    def _quality_value(self, qualifier: Qualifier, property_: str, claim: str) -> Iterator[str]:
        given = qualifier.literal
        if given is not None and given.kind == "fundingRound":
            yield from self._demand(f"LCASE(?round) IN ({', '.join(literal(n.lower()) for n in dict.fromkeys(given.names))})")
        if given is None or given.kind == "fundingRound":
            return
        if given.value is None:
            raise NotUnderstoodError(f"“{given.text}” is no number to compare with")
        if given.kind == "share" and property_ == "amount":
            yield from self._demand(f"STRSTARTS(STR(?{qualifier.name}), {literal(plain(given.value))})")
            return
        number = f"?{qualifier.name}Number"
        yield f"{claim} edge:{property_} {number} ."
        unit = f" && ?unit = {literal(given.unit)}" if given.kind == "amount" else ""
        yield from self._demand(f"{_bounds(number, qualifier.comparison, given, qualifier.floor)}{unit}")

    # rows

    def _evidence(self) -> list[str]:
        return [
            *FIRST_PLACE,
            "OPTIONAL { ?claim edge:currentStatus ?state }",
        ]

    def _columns(self) -> Iterator[str]:
        plan = self.plan
        if plan.target is not None:
            yield from self.names[plan.target][:1]
        if plan.sketch.comparative is not None:
            yield from (name for i, n in enumerate(plan.nodes) if n.things for name in self.names[i])
        if plan.counted_by is not None:
            yield self.names[plan.counted_by][0]
        if plan.asked is not None:
            yield f"?{plan.asked[1].name}"
            if plan.asked[1].name == "score":
                yield "?measure"
            if plan.asked[1].name == "count":
                yield from ("?at", "?note")
        if self.has_condition:
            yield "?fits"
        if any(e.predicate == "reportsMetric" for e in plan.edges):
            yield from ("?figure", "?period", "?unit")
        if any(q.name in {"amount", "score"} for _, q in plan.qualifiers):
            yield "?unit"
        if any(self._is_conditional(i, edge.predicate) for i, edge in enumerate(plan.edges)):
            yield from ("?precision", "?condition")
            yield from self.names[plan.key][:1] if plan.key is not None else ()
        if self.number or (plan.asked is not None and plan.asked[1].name in {"amount", "score"}):
            yield "?number"


def _bounds(number: str, comparison: str, given: Literal, floor: Literal | None) -> str:
    """That a number compares with a value; or, with a floor, lies between the two."""
    above = f"{number} >= {plain(floor.value)} && " if floor is not None and floor.value is not None else ""
    return f"{above}{number} {comparison} {plain(given.value or Decimal(0))}"


def _ordered(parts: Iterable[str]) -> list[str]:
    """The parts of a group, each once, in an order that lets engines begin with the few: values, triples, subqueries, then what only adds or sorts out."""
    ranks = (("VALUES", 0), ("{", 2), ("OPTIONAL", 3), ("BIND", 4), ("FILTER", 5))
    return sorted(dict.fromkeys(parts), key=lambda part: next((rank for start, rank in ranks if part.startswith(start)), 1))


def write(plan: Plan, scopes: Sequence[Scope]) -> str:
    """Return the SPARQL text of a plan; one scope for each of its edges."""
    if plan.sketch.period is not None and plan.sketch.period.span is None and all(e.predicate != "reportsMetric" for e in plan.edges):
        raise NotUnderstoodError(f"“{plan.sketch.period.text}” fits figures of companies only")
    return _Writer(plan, scopes).text()


def target_variable(plan: Plan) -> str:
    """Return the name, without ``?``, of the column that holds the answers."""
    return "" if plan.target is None else _variables(plan)[plan.target][0][1:]


def variable(plan: Plan, node: int) -> str:
    """Return the name, without ``?``, of a node's column."""
    return _variables(plan)[node][0][1:]


def _variables(plan: Plan) -> list[list[str]]:
    """The variables of each node: one, or one for each of several names that must all fit."""
    taken: dict[str, int] = {}
    result = []
    for i, node in enumerate(plan.nodes):
        base = sorted(node.types)[0].lstrip("=") if len(node.types) <= 3 else "thing"
        base = base if base.isupper() else base[0].lower() + base[1:]
        names = []
        for _ in range(len(node.things) if len(node.things) > 1 and _must_all_fit(plan, i) else 1):
            taken[base] = taken.get(base, 0) + 1
            names.append(f"?{base.lower() if base.isupper() else base}{taken[base] if taken[base] > 1 else ''}")
        result.append(names)
    return result


def _must_all_fit(plan: Plan, index: int) -> bool:
    node = plan.nodes[index]
    if plan.sketch.comparative is not None or index == plan.target:
        return False
    if node.every is not None:
        return node.every
    if plan.sketch.is_yes_no:
        return True
    return any(e.object == index and e.subject == plan.target for e in plan.edges)


def _day(date: dt.date) -> str:
    return f'"{date.isoformat()}"^^xsd:date'


def _comment(label: str) -> str:
    return " ".join(label.split())


def with_declared(text: str) -> str:
    """Return a query with declarations of the prefixes that it uses, one on each line."""
    declared = with_prefixes(text)
    head = declared[: len(declared) - len(text)]
    return "".join(f"PREFIX {p}: <{PREFIXES[p]}>\n" for p in re.findall(r"PREFIX (\w+):", head)) + text
