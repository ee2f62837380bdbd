"""``kg conflicts``, ``kg diff``, ``kg watch``: where briefings disagree, and what is new."""

from __future__ import annotations

import sys

import click

import kg
from kg.annotator import format_json
from kg.cli.group import Command, json_option, store_option, vocabulary_option, workers_option
from kg.conflicts import KINDS, find_conflicts
from kg.diff import Diff, diff
from kg.diff_sides import open_side
from kg.errors import InputError
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


@click.command(
    "diff",
    cls=Command,
    short_help="What is new between two days, snapshots or stores.",
    examples=("kg diff 2031-05-06 2031-06-07", "kg diff previous current --json", "kg diff old-store kg-store --markdown > news.md"),
)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@store_option
@json_option
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown, for a newsletter.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Of the headings of the Markdown.")
def compare(before: str, after: str, store: str, as_json: bool, as_markdown: bool, language: str) -> None:
    """Tell what is new from A to B: things, facts, states, values, and what is gone.

    A and B are days (the store as it was known then), snapshots of the store (previous, current, or a number), or other stores.
    """
    if as_json and as_markdown:
        raise InputError("--json and --markdown: give one of them")
    with open_side(before, store) as first, open_side(after, store) as second:
        found = diff(first, second, (before, after))
    _print(found, as_json=as_json, as_markdown=as_markdown, language=language)


def _print(found: Diff, *, as_json: bool, as_markdown: bool = False, language: str = "en") -> None:
    if as_json:
        click.echo(format_json(found.to_json()), nl=False)
    elif as_markdown:
        from kg.diff_markdown import markdown  # seldom needed

        click.echo(markdown(found, language), nl=False)
    else:
        from kg.cli import comparing_tables, tables  # slow: rich

        tables.show(*comparing_tables.diff_tables(found))


@click.command("watch", cls=Command, short_help="Build when files change, and tell what is new.", examples=("kg watch my-briefings/", "kg watch my-briefings/ --json"))
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@store_option
@vocabulary_option
@workers_option
@json_option
def watch(paths: tuple[str, ...], store: str, vocabulary: tuple[str, ...], workers: int, as_json: bool) -> None:
    """Build whenever briefings or corrections change, and tell what is new each time, until Ctrl-C.

    PATH is a file, a folder or an archive on this machine. With --json each change is one JSON text. kg serve shows the new store at once.
    """
    from kg.watch import watch as rounds

    try:
        for built in rounds(paths, store, vocabulary=vocabulary, workers=workers):
            if built.problem:
                click.echo(f"kg: {built.problem}", err=True)
            elif built.diff is None:
                click.echo(f"kg: watching {', '.join(paths)}; {store} is in step. Ctrl-C ends it.", err=True)
            else:
                _print(built.diff, as_json=as_json)
            sys.stdout.flush()
    except KeyboardInterrupt:
        click.echo("kg: no longer watching; the store is in step with the last change told", err=True)
