"""Questions in Chinese and English: understood, or refused with a reason; never guessed.

A question is cut into tokens (`kg.ask.tokens`), the tokens become sketches (`kg.ask.question`), the best way to tie a sketch together is the plan
(`kg.ask.plan`), the plan is written as SPARQL (`kg.ask.sparql`), and the rows become answers (`kg.ask.answer`). The words lie in ``words/``.

Examples
--------
>>> import kg
>>> graph = kg.open("kg-store")                                   # doctest: +SKIP
>>> [f.label for f in ask(graph, "哪些SoC用了Cortex-A78？").answers]    # doctest: +SKIP
['Kompanio 1300T', 'Whitechapel']
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from kg.ask import answer as answers
from kg.ask import ranking, sparql, suggest
from kg.ask.answer import Answer, Finding, Reading, Source
from kg.ask.contrary import contrary
from kg.ask.edges import Edge
from kg.ask.lexicon import load
from kg.ask.literals import Literal
from kg.ask.on_node import OnNode, on_node
from kg.ask.plan import Plan, plans
from kg.ask.question import check, sketches
from kg.ask.sameness import Same, same
from kg.ask.sketch import Comparative, NotUnderstoodError
from kg.ask.sparql import EVENTS, Scope
from kg.ask.tokens import Token, Tokenizer, normal
from kg.graph import KnowledgeGraph
from kg.model import STATUSES
from kg.namespaces import EDGE
from kg.results import Value
from kg.things import Thing

__all__ = ["Answer", "Finding", "Source", "ask"]

NOTHING = "nothing in the graph says so"
"""The reason where a question is understood and no fact answers it."""

_STANDING = ("asserted", "planned", "rumored")
_GONE = ("denied", "past")
_LONGEST_QUESTION = 1000


def ask(graph: KnowledgeGraph, question: str, *, as_of: dt.date | None = None, statuses: Iterable[str] | None = None) -> Answer:
    """Answer a question from a graph.

    Parameters
    ----------
    graph : KnowledgeGraph
    question : str
        In Chinese or English.
    as_of : date, optional
        Ask the graph as it was known on that day (`KnowledgeGraph.as_of`).
    statuses : iterable of str, optional
        Only facts in one of these states (`kg.states`); by default those that hold, unless the question says otherwise.

    Returns
    -------
    Answer
        With a reason and three questions near by where there is no answer.
    """
    if as_of is not None:
        with graph.as_of(as_of) as then:
            answer = ask(then, question, statuses=statuses)
        return replace(answer, sparql=f"# The graph as of {as_of.isoformat()}: later briefings are unseen.\n{answer.sparql}") if answer.sparql else answer
    given = None if statuses is None else tuple(s for s in STATUSES if s in set(statuses))
    answer, tokens = _answer(graph, question, given)
    if answer.answers:
        return answer

    def is_answered(text: str) -> bool:
        return bool(_answer(graph, text, given)[0].answers)

    return replace(answer, suggestions=suggest.nearest(graph, normal(question), tokens, is_answered))


def _answer(graph: KnowledgeGraph, question: str, given: tuple[str, ...] | None) -> tuple[Answer, tuple[Token, ...]]:
    """The answer without suggestions, and the tokens of the question as far as it could be cut."""
    text = normal(question)
    tokens: tuple[Token, ...] = ()
    query = ""
    try:
        if len(text) > _LONGEST_QUESTION:
            raise NotUnderstoodError(f"the question has {len(text)} characters, more than {_LONGEST_QUESTION}")
        lexicon = load()
        tokens = Tokenizer(graph, lexicon)(text)
        if (named := on_node(text, tokens)) is not None:
            query, sharing = _on_node(graph, named, given)
            return Answer(question, query, sharing), tokens
        check(tokens)
        if (shared := same(tokens)) is not None:
            query, sharing = _sharing(graph, shared, given)
            return Answer(question, query, sharing), tokens
        found = plans(sketches(tokens, _maker_test(graph)), lexicon)
        if not found:
            raise NotUnderstoodError("the words are known, but no relation of the graph ties them together in this way")
        for plan in found:
            for query, reading in _attempts(graph, plan, given):
                if reading.findings:
                    return Answer(question, query, reading.findings, note=reading.note, left_out=reading.left_out), tokens
        raise NotUnderstoodError(NOTHING)
    except NotUnderstoodError as error:
        return Answer(question, query, reason=str(error)), tokens


def _attempts(graph: KnowledgeGraph, plan: Plan, given: tuple[str, ...] | None) -> Iterator[tuple[str, Reading]]:
    """Run the queries of a plan: what is planned first, where the question speaks of the future, then what is so."""
    if plan.sketch.naming:
        query, names = _names(graph, plan)
        yield query, Reading(tuple(names))
        return
    plan = _with_reference(graph, plan)
    for scopes in _scopes(plan, given):
        query = sparql.write(plan, scopes)
        yield query, answers.read(graph, plan, graph.query(query))
    if given is None and (other := contrary(plan)) is not None:
        query = sparql.write(other, [_scope(other, e, other.sketch.statuses) for e in other.edges])
        yield query, Reading(tuple(answers.ruled_out(answers.read(graph, other, graph.query(query)).findings)))


def _scopes(plan: Plan, given: tuple[str, ...] | None) -> Iterator[list[Scope]]:
    """For each attempt, which claims count on each edge."""
    words = plan.sketch.statuses
    if given is not None:
        yield [_in_state(plan, e, given) for e in plan.edges]
        return
    if plan.sketch.is_yes_no:
        yield [Scope((), (), _said(plan, e)) for e in plan.edges]
        return
    main = _main_edges(plan)
    yield [_scope(plan, e, words if i in main else frozenset()) for i, e in enumerate(plan.edges)]
    is_loose = "planned" in words and "next" not in words and all(plan.edges[i].predicate != "holdsPosition" for i in main)
    if is_loose:
        yield [_scope(plan, e, frozenset()) for e in plan.edges]


def _in_state(plan: Plan, edge: Edge, given: tuple[str, ...]) -> Scope:
    """What counts where the fact must be in one of some states; where the words must be of a period, they count as they were."""
    said = _said(plan, edge)
    return Scope((), state=given) if said is None else Scope(given, tuple(s for s in STATUSES if s not in given), said)


def _main_edges(plan: Plan) -> set[int]:
    """The edges that words of certainty and time are about: those at what is asked for that a word says."""
    if plan.target is None:
        return set(range(len(plan.edges)))
    touching = {i for i, e in enumerate(plan.edges) if plan.target in {e.subject, e.object}}
    return {i for i in touching if plan.edges[i].is_said} or touching


def _scope(plan: Plan, edge: Edge, words: frozenset[str]) -> Scope:
    said = _said(plan, edge)
    if "denied" in words:
        return Scope(("denied",), _STANDING, said)
    if "past" in words:
        return Scope(("past", "asserted") if edge.predicate in EVENTS else ("past",), ("asserted", "denied") if edge.predicate not in EVENTS else ("denied",), said)
    if words & {"next", "planned"}:
        return Scope(("planned", "rumored"), ("asserted", *_GONE), said)
    if "rumored" in words:
        return Scope(("rumored",), ("asserted", *_GONE), said)
    if words & {"certain", "done"}:
        return Scope(("asserted",), _GONE, said)
    if edge.predicate == "holdsPosition":
        ever = (plan.sketch.is_perfect and plan.target is not None and "Person" not in plan.nodes[plan.target].types) or (plan.asked is not None and plan.sketch.is_perfect)
        return Scope(("asserted", "rumored", "past"), ("denied",), said) if ever else Scope(("asserted", "rumored"), _GONE, said)
    return Scope(_STANDING, _GONE, said, holds_now=said is None)


def _said(plan: Plan, edge: Edge) -> tuple[dt.date, dt.date] | None:
    """The days between which a claim must have been made: the period of a question that asks for no figures."""
    period = plan.sketch.period
    if period is None or any(e.predicate == "reportsMetric" for e in plan.edges):
        return None
    return period.span if plan.target is None or plan.target in {edge.subject, edge.object} else None


def _with_reference(graph: KnowledgeGraph, plan: Plan) -> Plan:
    """The plan with the number of the thing that the question compares with, in place of the thing."""
    degree = plan.sketch.comparative
    if degree is None or not degree.than or plan.key is None:
        return plan
    edge = next(e for e in plan.edges if e.object == plan.key)
    value = plan.nodes[plan.key]
    thing = replace(plan.nodes[edge.subject], source="thing", things=(degree.than,), restrictions=(), types=frozenset(t.type for t in degree.than))
    sketch = replace(plan.sketch, comparative=None, extreme=Comparative(True), is_yes_no=False, qualifiers=[], statuses=frozenset(), is_count=False)
    lookup = Plan(sketch, (thing, value), (Edge(0, 1, edge.chains),), 0, key=1)
    rows = list(graph.query(sparql.write(lookup, [_scope(lookup, lookup.edges[0], frozenset())])))
    numbers = ranking.references(lookup, rows, more=degree.more)
    if not numbers:
        raise NotUnderstoodError(f"nothing in the graph says this of {degree.than[0].label}")
    units = [str(row["unit"]) for row in rows if row.get("unit")]
    # The query lets through what may pass under some condition; `ranking.against` looks at each one's own.
    bound = numbers[0][1]
    literal = Literal(edge.predicate, degree.than[0].label, bound, value.segment if edge.predicate == "aiPerformance" else (units or [""])[0])
    nodes = list(plan.nodes)
    nodes[plan.key] = replace(value, literal=literal, comparison=">" if degree.more else "<")
    return replace(plan, nodes=tuple(nodes), sketch=replace(plan.sketch, comparative=None), references=numbers)


def _sharing(graph: KnowledgeGraph, shared: Same, given: tuple[str, ...] | None) -> tuple[str, tuple[Finding, ...]]:
    """The chips that share a node or a foundry with one, or whether two share it: the one that most claims give it, where briefings give it several."""
    if shared.other:
        query = sparql.with_declared(shared.said())
        return query, (answers.verdict(*shared.judged(_in_states(graph.query(query), given))),)
    rows = list(graph.query(sparql.with_declared(shared.lookup())))
    if not rows:
        raise NotUnderstoodError(f"nothing in the graph says which {shared.what} {shared.chips[0].label} is of; a node counts with its foundry")
    theirs = [str(row["theirs"]) for row in rows if row["claims"] == rows[0]["claims"]]
    query = sparql.with_declared(shared.sparql(theirs))
    findings = tuple(answers.sharing(graph, graph.query(query), given))
    if not findings:
        raise NotUnderstoodError(NOTHING)
    return query, findings


def _on_node(graph: KnowledgeGraph, named: OnNode, given: tuple[str, ...] | None) -> tuple[str, tuple[Finding, ...]]:
    """The chips on a foundry's node, or whether one is."""
    query = sparql.with_declared(named.sparql())
    if named.chip:
        return query, (answers.verdict(*named.judged(_in_states(graph.query(query), given))),)
    findings = tuple(answers.sharing(graph, graph.query(query), given))
    if not findings:
        raise NotUnderstoodError(NOTHING)
    return query, findings


def _in_states(rows: Iterable[Mapping[str, Value]], given: tuple[str, ...] | None) -> list[Mapping[str, Value]]:
    """The rows of facts in one of some states; all, where none are given."""
    return [row for row in rows if given is None or (row.get("state") is not None and str(row["state"]).removeprefix(EDGE).lower() in given)]


def _names(graph: KnowledgeGraph, plan: Plan) -> tuple[str, list[Finding]]:
    iris = " ".join(f"<{t.iri}>" for t in plan.nodes[0].things[0])
    query = sparql.with_declared(
        f"SELECT DISTINCT ?thing ?name ?date ?briefing ?line ?quote ?sentence\nWHERE {{\n  VALUES ?thing {{ {iris} }}\n"
        "  ?naming edge:names ?thing ; edge:name|edge:alias|edge:label ?called ; prov:wasDerivedFrom ?source .\n"
        "  BIND(STR(?called) AS ?name)\n  ?source dcterms:identifier ?briefing .\n  OPTIONAL { ?source dcterms:date ?date }\n"
        "  OPTIONAL {\n    ?claim rdf:subject|rdf:object ?thing ; prov:wasDerivedFrom ?source ; edge:evidence ?place .\n"
        "    ?place edge:line ?line ; edge:quote ?quote ; edge:sentence ?sentence .\n    FILTER(CONTAINS(?sentence, ?name))\n  }\n}\nORDER BY DESC(?date) ?name ?line"
    )
    rows = list(graph.query(query))
    if plan.target is None:
        return query, answers.names(plan, rows)
    thing = plan.nodes[0].things[0][0]
    return query, answers.bearer(thing, rows)


def _maker_test(graph: KnowledgeGraph) -> _MakerTest:
    return _MakerTest(graph)


class _MakerTest:
    """Whether, as far as the graph says, an organization may be the maker of a thing: it says so, or names no other."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph

    def __call__(self, maker: Thing, products: Sequence[Thing]) -> bool:
        iris = " ".join(f"<{t.iri}>" for t in products)
        makers = {str(row["maker"]) for row in self._graph.query(f"SELECT ?maker {{ VALUES ?product {{ {iris} }} ?product edge:developedBy|edge:manufacturedBy ?maker }}")}
        return not makers or maker.iri in makers
