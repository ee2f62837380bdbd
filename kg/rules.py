"""The rules that read facts, held to account: what each reads, how many claims it made here, how often it was right on gold, and sentences that it read."""

from __future__ import annotations

import difflib
import functools
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import NotFoundError
from kg.evaluate import Score
from kg.graph import KnowledgeGraph
from kg.namespaces import EDGE
from kg.rdf import ClaimRecord, read_claims

_MEASURED = Path(__file__).parent / "measured.json"
_WEIGHED = "relations.weighed"
_COUNTS = """SELECT ?rule ?predicate (COUNT(?claim) AS ?claims) (MIN(STR(?claim)) AS ?one)
WHERE { ?claim a edge:Claim ; edge:rule ?rule ; rdf:predicate ?predicate } GROUP BY ?rule ?predicate"""
_WHOLE = """CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  VALUES ?claim {{ {claims} }} {{ ?claim ?p ?o BIND(?claim AS ?s) }} UNION {{ ?claim edge:evidence ?s . ?s ?p ?o }} UNION {{ ?claim prov:wasDerivedFrom ?s . ?s ?p ?o }} }}"""
_AT_ONCE = 200
EXAMPLES = 10
"""How many examples of one rule are shown."""


@dataclass(frozen=True, slots=True)
class Example:
    """A claim that a rule read, in words: labels of what it is about and of what it says, the object's text where it is no thing."""

    claim: ClaimRecord
    subject: str
    object: str

    @property
    def fact(self) -> str:
        """What was read, in one line."""
        return f"{self.subject} {self.claim.predicate} {self.object}"

    def to_json(self) -> dict[str, Any]:
        """Return the example as JSON-ready values."""
        claim = self.claim
        first = claim.evidence[0] if claim.evidence else None
        place = {"line": first.line, "quote": first.quote, "sentence": first.sentence} if first else {}
        said = {"subject": self.subject, "predicate": claim.predicate, "object": self.object, "status": claim.status}
        return {"claim": claim.iri, **said, "qualifiers": dict(claim.qualifiers), "briefing": claim.briefing, **place}


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """A rule and what it has to show.

    Attributes
    ----------
    name : str
        ``module.function``, as claims name it.
    description : str
        What it reads, in one line, with a form it reads in 「」; empty for a rule that this version of kg does not have.
    counts : mapping
        Predicate -> number of claims in the graph.
    measured : Score or None
        How many of its claims on annotated briefings were right, by cross-validation; None where it was not measured.
    confidence : float or None
        What its claims are trusted; None for a rule that this version does not have.
    examples : tuple of Example
        Claims of the graph that it read.
    """

    name: str
    description: str
    counts: Mapping[str, int]
    measured: Score | None
    confidence: float | None
    examples: tuple[Example, ...] = ()

    @property
    def claims(self) -> int:
        """How many claims of the graph it made."""
        return sum(self.counts.values())

    @property
    def family(self) -> str:
        """The file of rules that it stands in."""
        return self.name.split(".", maxsplit=1)[0]

    def to_json(self) -> dict[str, Any]:
        """Return the rule as JSON-ready values."""
        measured = {"claims": self.measured.predicted, "right": self.measured.right, "precision": round(self.measured.precision, 3)} if self.measured else None
        return {
            "name": self.name, "description": self.description, "claims": self.claims, "predicates": dict(self.counts), "measured": measured,
            "confidence": self.confidence, "examples": [example.to_json() for example in self.examples],
        }  # fmt: skip


@functools.cache
def descriptions() -> Mapping[str, str]:
    """Return what each rule of this version reads, from its docstring: name -> one line.

    Examples
    --------
    >>> descriptions()["business.acquisition"]
    'One company buys another: 「甲以2亿美元收购乙」, 「乙被甲收购」.'
    """
    from kg.extract import rules  # slow: numpy
    from kg.extract.rule import RULES

    assert rules.__all__, "importing the families registers their rules"
    lines = {name: re.sub(r"``(.+?)``", r"\1", (run.__doc__ or "").strip().split("\n\n")[0]) for name, run in RULES.items()}
    return {**{name: " ".join(line.split()) for name, line in lines.items()}, _WEIGHED: "No rule: two names that the weighed words around them tie together."}


@functools.cache
def measured() -> Mapping[str, Score]:
    """Return what cross-validation counted (``scripts/cross_validate.py`` writes the file): name of the rule -> right and made."""
    found = json.loads(_MEASURED.read_text("utf8"))
    return {name: Score(counts["right"], counts["claims"]) for name, counts in found.items()}


def all_rules(graph: KnowledgeGraph) -> list[RuleRecord]:
    """Return every rule of this version and of the graph, each with an example where it has one, by name.

    Parameters
    ----------
    graph : KnowledgeGraph
    """
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    first: dict[str, tuple[int, str]] = {}
    for row in graph.query(_COUNTS):
        name, claims = str(row["rule"]), int(str(row["claims"]))
        counts[name][str(row["predicate"]).removeprefix(EDGE)] = claims
        first[name] = max(first.get(name, (0, "")), (claims, str(row["one"])))
    examples = {example.claim.rule: example for example in _examples(graph, [iri for _, iri in first.values()])}
    names = sorted({*descriptions(), *counts} - {""})
    return [_record(name, counts.get(name, {}), (examples[name],) if name in examples else ()) for name in names]


def find_rule(graph: KnowledgeGraph, name: str, examples: int = EXAMPLES) -> RuleRecord:
    """Return one rule with several examples.

    Parameters
    ----------
    graph : KnowledgeGraph
    name : str
        ``module.function``, or the function's name where only one bears it.
    examples : int
        How many examples at most; they are spread over the predicates that it reads.

    Raises
    ------
    NotFoundError
        If neither this version nor the graph has such a rule; it offers the nearest names.
    """
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in graph.query(_COUNTS):
        counts[str(row["rule"])][str(row["predicate"]).removeprefix(EDGE)] = int(str(row["claims"]))
    known = sorted({*descriptions(), *counts} - {""})
    fitting = [name] if name in known else [k for k in known if k.endswith(f".{name}")]
    if len(fitting) != 1:
        raise NotFoundError("rule", name, fitting or difflib.get_close_matches(name, [*known, *(k.split(".")[-1] for k in known)], 3))
    [whole] = fitting
    share = -(-examples // max(1, len(counts[whole])))
    found = [iri for predicate in sorted(counts[whole]) for iri in _some(graph, whole, predicate, share)]
    return _record(whole, counts[whole], tuple(_examples(graph, found))[:examples])


def _some(graph: KnowledgeGraph, rule: str, predicate: str, most: int) -> Iterator[str]:
    text = f"SELECT ?claim {{ ?claim edge:rule {ox.Literal(rule)} ; rdf:predicate {ox.NamedNode(EDGE + predicate)} }} ORDER BY ?claim LIMIT {most}"
    yield from (str(row["claim"]) for row in graph.query(text))


def _examples(graph: KnowledgeGraph, iris: list[str]) -> Iterator[Example]:
    for k in range(0, len(iris), _AT_ONCE):
        claims = " ".join(str(ox.NamedNode(iri)) for iri in iris[k : k + _AT_ONCE])
        for claim in read_claims(graph.query(_WHOLE.format(claims=claims)).triples or ()):
            yield Example(claim, graph.label(claim.subject), claim.text or graph.label(claim.object))


def _record(name: str, counts: Mapping[str, int], examples: tuple[Example, ...]) -> RuleRecord:
    from kg.extract.claims import confidences  # slow: numpy

    known = name in descriptions()
    ordered = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    return RuleRecord(name, descriptions().get(name, ""), ordered, measured().get(name), confidences().get(name, 0.7) if known else None, examples)
