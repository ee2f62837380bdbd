"""``kg ask``, ``kg query``, ``kg queries``, ``kg show``: questions in words and in SPARQL, and one thing from all sides."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import kg
from kg.annotator import format_json
from kg.cli.group import Command, json_option, store_option
from kg.errors import InputError
from kg.model import ENTITY_TYPES, STATUSES

_FORMATS = ("table", "json", "csv", "tsv", "xml", "turtle", "ntriples", "jsonld", "rdfxml")


@click.command(cls=Command, examples=('kg ask "哪些SoC用了Cortex-A78？"', 'kg ask "Which chips does TSMC make?" --status asserted --as-of 2031-05-06 --sparql'))
@click.argument("question")
@store_option
@click.option("--as-of", metavar="DATE", type=click.DateTime(["%Y-%m-%d"]), help="Leave out what was said after that day.")
@click.option("--status", "statuses", multiple=True, type=click.Choice(STATUSES), help="Only what is said with that certainty; may be repeated.")
@click.option("--sparql", "with_sparql", is_flag=True, help="Print the SPARQL query as well.")
@json_option
@click.pass_context
def ask(context: click.Context, question: str, store: str, as_of: object, statuses: tuple[str, ...], with_sparql: bool, as_json: bool) -> None:
    """Ask in plain Chinese or English.

    Each answer comes with its status, date and the sentence that says it. A question that is not understood gets the reason and the nearest questions
    that are, and exit code 1: never a guess.
    """
    from kg.ask import ask as answer_question

    with kg.open(store) as graph:
        answer = answer_question(graph, question, as_of=as_of and as_of.date(), statuses=statuses or None)
    if as_json:
        click.echo(format_json(answer.to_json()), nl=False)
    context.exit(1 if answer.reason else 0)


@click.command(cls=Command, examples=('kg show "Cortex-A78"', "kg show 龙芯 --json", "kg show Arm --type ISA"))
@click.argument("name")
@store_option
@click.option("--type", "type_", default="", type=click.Choice([*ENTITY_TYPES, "ProcessNode", ""]), show_choices=False, metavar="CLASS", help="Which of several things of that name: Chip, ISA, …")
@json_option
def show(name: str, store: str, type_: str, as_json: bool) -> None:
    """Show one thing: its names, facts with their evidence, timeline, and conflicting values.

    NAME is any of its names, in any language and spelling, or its IRI (id:chip/…).
    """
    from kg.profile import profile

    with kg.open(store) as graph:
        found = profile(graph, name, type_)
    if as_json:
        click.echo(format_json(found.to_json()), nl=False)
        return
    from kg.cli import tables  # slow: rich

    tables.show(*tables.profile_tables(found))


@click.command(cls=Command, examples=("kg queries",))
@json_option
def queries(as_json: bool) -> None:
    """List the named queries."""


@click.command(cls=Command, examples=("kg query x",))
@click.argument("query")
@store_option
@click.option("--format", "format_", type=click.Choice(_FORMATS), default=None, help="[default: table; turtle for triples]")
def query(query: str, store: str, format_: str | None) -> None:
    """Run SPARQL."""
    with kg.open(store) as graph:
        result = graph.query(query)
    if format_ in {None, "table"} and result.triples is None and result.boolean is None:
        from kg.cli import tables  # slow: rich

        tables.show(tables.result_table(result))
        return
    click.echo(result.serialize(format_ or "turtle"))
