"""``kg rules``: what read the facts, and how far it is to be trusted."""

from __future__ import annotations

import click

import kg
from kg.annotator import format_json
from kg.cli.group import Command, json_option, store_option


@click.command(cls=Command, short_help="List the rules: claims, measured precision, examples.", examples=("kg rules", "kg rules hardware.core_in_chip", "kg rules --json"))
@click.argument("rule", required=False)
@store_option
@json_option
def rules(rule: str | None, store: str, as_json: bool) -> None:
    """List the rules that read facts, or show one with examples.

    For each: what it reads, how many claims of the graph it made, and how many of its claims on annotated briefings were right when nothing had been
    learned from these (the confidence of its claims).
    """
    from kg.rules import all_rules, find_rule  # slow: numpy

    with kg.open(store) as graph:
        found = [find_rule(graph, rule)] if rule else all_rules(graph)
    if as_json:
        click.echo(format_json([one.to_json() for one in found] if not rule else found[0].to_json()), nl=False)
        return
    from kg.cli import accounting_tables as own  # slow: rich
    from kg.cli import tables

    tables.show(*(own.one_rule_tables(found[0]) if rule else own.rule_tables(found)))
