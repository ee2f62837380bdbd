"""``kg rules``, ``kg report``: what read the facts and how far it is to be trusted, and which sentences gave none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

import kg
from kg.annotator import format_json
from kg.cli.group import Command, json_option, store_option, vocabulary_option
from kg.errors import InputError, KgError
from kg.sources import Source, collect


@click.command(cls=Command, short_help="List the rules: claims, measured precision, examples.", examples=("kg rules", "kg rules hardware.core_in_chip", "kg rules --json"))
@click.argument("rule", required=False)
@store_option
@json_option
def rules(rule: str | None, store: str, as_json: bool) -> None:
    """List the rules that read facts, or show one with examples.

    For each: what it reads, how many claims of the graph it made, and how many of its claims were right on annotated briefings that the models had not
    learned from (the confidence of its claims).
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


@click.command(
    cls=Command,
    short_help="Tell which sentences gave facts, which gave none, and why.",
    examples=("kg report 2031-05-06", "kg report my-briefings/ --html coverage.html --language zh"),
)
@click.argument("briefings", nargs=-1, metavar="[BRIEFING|PATH]...")
@store_option
@vocabulary_option
@click.option("--html", "page", metavar="FILE", type=click.Path(), help="Write a page that needs no other file.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the report.")
@click.option("--verbose", "-v", is_flag=True, help="List every silent sentence.")
@json_option
@click.pass_context
def report(
    context: click.Context, briefings: tuple[str, ...], store: str, vocabulary: tuple[str, ...], page: str | None, language: str, verbose: bool, as_json: bool
) -> None:  # fmt: skip
    """Tell which sentences gave facts, and why others gave none.

    BRIEFING is one of the store (its file must still be there), PATH a file, folder, zip archive or git URL; all of the store by default. For each
    sentence that gave nothing though it holds numbers, what looks like a name, or a verb of news: the probable reason. It is what one reads to teach
    kg the next rule or name.
    """
    from kg.briefing import parse_bytes
    from kg.cli import accounting_tables as own  # slow: rich
    from kg.cli import tables
    from kg.report import Report
    from kg.report.page import page as written
    from kg.report.reading import briefing_report  # slow: spaCy

    sources = list(_sources(briefings, store))
    done, wrong = [], False
    with tables.progress_bar("reading") as progress:
        for number, source in enumerate(sources, 1):
            try:
                done.append(briefing_report(parse_bytes(source.data, source.name, source.path), *vocabulary))
            except KgError as error:
                wrong = True
                click.echo(f"kg: {error}", err=True)
            if progress is not None:
                progress(number, len(sources), source.name)
    found = Report(tuple(done))
    if page is not None:
        Path(page).write_text(written(found, language), "utf8", errors="backslashreplace")  # type: ignore[arg-type]
        click.echo(f"Wrote {page}.", err=True)
    if as_json:
        click.echo(format_json(found.to_json()), nl=False)
    elif page is None:
        tables.show(*own.report_tables(found, language, verbose=verbose))  # type: ignore[arg-type]
    context.exit(2 if wrong else 0)


def _sources(given: Iterable[str], store: str) -> Iterator[Source]:
    """The files that are meant: paths, or briefings of the store."""
    from kg.originals import originals

    given = list(given)
    paths = [name for name in given if Path(name).exists() or "/" in name]
    stems = [name for name in given if name not in paths]
    if paths:
        found = collect(paths)
        yield from found.files
        for problem in found.problems:
            raise InputError(str(problem))
    if stems or not given:
        if store.startswith(("http://", "https://")):
            raise InputError(f"{store}: a server has no files; give the PATH of briefings")
        at_hand = originals(store)
        if not given:
            for why in at_hand.missing.values():
                click.echo(f"kg: {why}", err=True)
            yield from at_hand.files.values()
        for stem in stems:
            yield at_hand.of(stem)
