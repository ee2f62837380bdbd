"""``kg conflicts``, ``kg diff``, ``kg watch``: where briefings disagree, and what is new."""

from __future__ import annotations

import click

import kg
from kg.annotator import format_json
from kg.cli.group import Command, json_option, store_option
from kg.conflicts import KINDS, find_conflicts
from kg.model import ENTITY_TYPES


@click.command(cls=Command, short_help="List where briefings disagree.", examples=("kg conflicts", 'kg conflicts "Kirin 820"', "kg conflicts --kind node --kind maker --json"))
@click.argument("name", required=False)
@click.option("--kind", "kinds", multiple=True, metavar="KIND", type=click.Choice(KINDS), help=f"Only {', '.join(KINDS)}; may be repeated.")
@click.option("--type", "type_", metavar="CLASS", type=click.Choice(ENTITY_TYPES, case_sensitive=False), help="Which of several things of that name: Chip, ISA, …")
@store_option
@json_option
def conflicts(name: str | None, kinds: tuple[str, ...], type_: str | None, store: str, as_json: bool) -> None:
    """List where briefings disagree: the values, and the sentences that say them, side by side.

    NAME is one thing to look at. A value that replaces a rumor or a plan is no conflict, nor are values that round to each other or hold under other
    conditions. Say which is right with kg correct rule.
    """
    with kg.open(store) as graph:
        thing = graph.entity(name, type_ or "").iri if name else ""
        found = find_conflicts(graph, thing, kinds)
        if as_json:
            click.echo(format_json([conflict.to_json(graph.label) for conflict in found]), nl=False)
            return
        from kg.cli import comparing_tables, tables  # slow: rich

        tables.show(*comparing_tables.conflict_tables(found, graph.label))
