"""The rules that read facts: what each has to show."""

from __future__ import annotations

import urllib.parse
from typing import Any

from kg import rules as accounts
from kg.graph import KnowledgeGraph
from kg.rules import RuleRecord
from kg.serve.reader import Reader
from kg.serve.views.describing import statement

_EXAMPLES = 20


def rules_page(reader: Reader) -> dict[str, Any]:
    """Return all rules."""
    return {"rules": reader.derived(_all)}


def _all(graph: KnowledgeGraph) -> list[dict[str, Any]]:
    return [_shown(graph, rule) for rule in accounts.all_rules(graph)]


def rule_page(reader: Reader, name: str) -> dict[str, Any]:
    """Return one rule with examples.

    Raises
    ------
    NotFoundError
        If there is no such rule, neither in the graph nor in this version of kg.
    """
    return _shown(reader.graph, accounts.find_rule(reader.graph, name, _EXAMPLES))


def _shown(graph: KnowledgeGraph, rule: RuleRecord) -> dict[str, Any]:
    examples = [statement(graph, example.claim) for example in rule.examples]
    return {**rule.to_json(), "path": f"/rules/{urllib.parse.quote(rule.name, safe='')}", "examples": examples}
