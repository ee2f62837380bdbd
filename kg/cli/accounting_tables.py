"""What ``kg rules`` and ``kg report`` print for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from kg.cli.tables import quoted, status, table
from kg.rules import Example, RuleRecord


def rule_tables(rules: Sequence[RuleRecord]) -> list[RenderableType]:
    """Return all rules: how many claims each made, how often it was right on gold, what it reads."""
    rows = [(rule.name, str(rule.claims), measured(rule), _trusted(rule), _described(rule)) for rule in rules]
    return [
        table(("rule", "claims", "right on gold", "confidence", "reads"), rows, right=(1, 2, 3)),
        Text("Right on gold: by cross-validation, on briefings that nothing was learned from. One rule with examples: kg rules NAME"),
    ]


def _described(rule: RuleRecord) -> str:
    examples = [f"\n{example.fact}  “{' '.join(e.quote.split())}”  {example.claim.briefing}:{e.line}" for example in rule.examples[:1] for e in example.claim.evidence[:1]]
    return (rule.description or "not in this version of kg") + "".join(examples)


def measured(rule: RuleRecord) -> str:
    """Return how often a rule was right, and of how many."""
    return f"{rule.measured.right} of {rule.measured.predicted} ({rule.measured.precision:.2f})" if rule.measured else "not measured"


def _trusted(rule: RuleRecord) -> str:
    return f"{rule.confidence:.2f}" if rule.confidence is not None else ""


def one_rule_tables(rule: RuleRecord) -> list[RenderableType]:
    """Return one rule with its examples."""
    counts = ", ".join(f"{predicate} {n}" for predicate, n in rule.counts.items()) or "none"
    trusted = f"{rule.confidence:.2f}" if rule.confidence is not None else "as the claims say"
    parts: list[RenderableType] = [
        Text(rule.name, style="bold"),
        Text(rule.description or "This version of kg has no such rule; the graph was read by another."),
        Text(f"\nclaims here: {counts}\nright on gold: {measured(rule)}\nconfidence: {trusted}"),
    ]
    if rule.examples:
        parts += [Text("\nExamples", style="bold"), *map(_example, rule.examples)]
    return parts


def _example(example: Example) -> Text:
    text = Text.assemble("  ", (example.fact, "bold"), "  ", status(example.claim.status))
    for evidence in example.claim.evidence[:1]:
        text.append(f"\n    {example.claim.briefing}:{evidence.line} ", "cyan").append_text(quoted(evidence.quote, evidence.sentence))
    return text
