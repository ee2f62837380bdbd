"""``kg correct``: what people rule on, written beside the briefings without an editor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

import kg
from kg import correcting
from kg.annotator import format_json
from kg.cli.group import Command, Group, json_option, store_option
from kg.corrections import Correction
from kg.errors import NotFoundError
from kg.graph import KnowledgeGraph
from kg.model import ENTITY_TYPES

_Function = Callable[..., Any]
_TYPE = click.option("--type", "type_", metavar="CLASS", type=click.Choice(ENTITY_TYPES, case_sensitive=False), help="Which of several things of that name: Chip, ISA, …")
_FILE = click.option("--corrections", "file", metavar="FILE", type=click.Path(dir_okay=False), help="The file to write.  [default: the one the store was built with, else corrections.ttl with the briefings]")  # fmt: skip


class _Corrections(Group):
    """The commands that correct, with examples below them."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one example of each."""
        with formatter.section("Examples"):
            for command in self.commands.values():
                for example in command.examples[:1] if isinstance(command, Command) else ():
                    formatter.write(f"{'':{formatter.current_indent}}{example}\n")


@click.group(cls=_Corrections, short_help="Rule on what was read: same, different, renamed, no thing, right.")
def correct() -> None:
    """Rule on what was read: what is one thing, what is two, what a name is, what is no thing, which value is right.

    A correction goes into corrections.ttl beside the briefings, with who made it, when and why, and is put on the store at once; each later build
    reads it again. The extraction is never edited: kg correct undo gives exactly the graph that was there before.
    """


def _signed(function: _Function) -> _Function:
    """Add the options that every correction has."""
    for option in (
        click.option("--why", required=True, metavar="TEXT", help="The reason: what shows it."),
        click.option("--by", "who", default="", metavar="NAME", help="Who says so.  [default: the user of this machine]"),
        _FILE,
        store_option,
    ):
        function = option(function)
    return function


def _make(store: str, file: str | None, of: Callable[[KnowledgeGraph], Correction]) -> None:
    path = correcting.file_for(store, file)
    with kg.open(store) as graph:
        correction = of(graph)
        what = describe(graph, correction, correcting.StatedThings(graph))
    new = correcting.correct(store, correction, path)
    click.echo(f"{correction.id}  {what}")
    click.echo(f"{'Written to' if new else 'Stood already in'} {path}; {store} is in step with it. Take it back: kg correct undo {correction.id}", err=True)


def describe(graph: KnowledgeGraph, correction: Correction, stated: correcting.StatedThings) -> str:
    """Return what a correction says, in words: of two things, their names before anything ties them."""
    written = [stated.name(thing) for thing in correction.things]
    match correction.kind:
        case "same-as":
            return f"{written[0]} is the same as {written[1]}"
        case "different-from":
            return f"{written[0]} is different from {written[1]}"
        case "rename":
            return f"{written[0]} is called {correction.name} ({correction.language})"
        case "not-a-thing":
            return f"{written[0]} is not a thing"
        case _:
            subject = correction.name or f"{written[0]} {correction.predicate}{'' if correction.aspect == 'object' else f' {correction.aspect}'}"
            return f"{subject}: {graph.label(correction.keeps)}, not {', '.join(map(graph.label, correction.rejects))}"


@correct.command("same-as", cls=Command, short_help="Two names are of one thing.", examples=('kg correct same-as SM8450 "Snapdragon 898" --why "the maker says so"',))
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@_TYPE
@_signed
def same_as(first: str, second: str, type_: str | None, why: str, who: str, file: str | None, store: str) -> None:
    """Make one thing of two.

    A and B are names, in any language and spelling, or IRIs (id:chip/…). Facts, names and evidence of both are then those of one, in later briefings
    too.
    """
    _make(store, file, lambda graph: correcting.same_as(graph, first, second, correcting.Author(why, who), type_ or ""))


@correct.command(
    "different-from", cls=Command, short_help="Two names are of two things.", examples=('kg correct different-from SM8450 "Snapdragon 895" --why "two chips, see the launch"',)
)  # fmt: skip
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@_TYPE
@_signed
def different_from(first: str, second: str, type_: str | None, why: str, who: str, file: str | None, store: str) -> None:
    """Keep two things apart that briefings tie together; kg show NAME --names lists what is tied, and why."""
    _make(store, file, lambda graph: correcting.different_from(graph, first, second, correcting.Author(why, who), type_ or ""))


@correct.command("rename", cls=Command, short_help="Give a thing another label.", examples=('kg correct rename SM8450 "Snapdragon 8 Gen 1" --why "its market name"',))
@click.argument("name")
@click.argument("new")
@click.option("--language", type=click.Choice(["en", "zh"]), help="Of the label.  [default: zh if it has Chinese characters, else en]")
@_TYPE
@_signed
def rename(name: str, new: str, language: str | None, type_: str | None, why: str, who: str, file: str | None, store: str) -> None:
    """Give a thing another label in one language. The old one stays as another name, and the IRI stays."""
    from kg.vocabulary import has_cjk

    in_language = language or ("zh" if has_cjk(new) else "en")
    _make(store, file, lambda graph: correcting.rename(graph, name, new, in_language, correcting.Author(why, who), type_ or ""))


@correct.command("not-a-thing", cls=Command, short_help="What was taken for a thing is none.", examples=('kg correct not-a-thing "Next" --why "an ordinary word" --type Chip',))
@click.argument("name")
@_TYPE
@_signed
def not_a_thing(name: str, type_: str | None, why: str, who: str, file: str | None, store: str) -> None:
    """Take out what was taken for a thing and is none. Claims about it stay, and count no more."""
    _make(store, file, lambda graph: correcting.not_a_thing(graph, name, correcting.Author(why, who), type_ or ""))


@correct.command("rule", cls=Command, short_help="Say which value of a conflict is right.", examples=('kg correct rule 7a659dd4 --keep TSMC --why "the teardown shows it"',))
@click.argument("conflict", metavar="CONFLICT-ID")
@click.option("--keep", required=True, metavar="VALUE", help="The value that is right, as kg conflicts shows it; of a status, asserted or denied.")
@_signed
def rule(conflict: str, keep: str, why: str, who: str, file: str | None, store: str) -> None:
    """Say which value of a conflict is right (see kg conflicts). Claims of the others stay, and count no more; nor do those of later briefings."""
    _make(store, file, lambda graph: correcting.ruling(graph, conflict, keep, correcting.Author(why, who)))


@correct.command("list", cls=Command, short_help="List the corrections that are on the store.", examples=("kg correct list", "kg correct list --json"))
@store_option
@json_option
def list_(store: str, as_json: bool) -> None:
    """List the corrections that are on the store: what, who, when, why, and how many claims they overrule."""
    with kg.open(store) as graph:
        corrections, overruled = correcting.in_force(graph)
        stated = correcting.StatedThings(graph)
        rows = [(entry, describe(graph, entry, stated), overruled.get(entry.iri, 0)) for entry in corrections.entries]
    if as_json:
        found = [{"id": e.id, "text": text, "overrules": n, **said} for (e, text, n), said in zip(rows, corrections.to_json(), strict=True)]
        click.echo(format_json(found), nl=False)
        return
    from kg.cli import tables  # slow: rich

    if not rows:
        click.echo("No corrections.")
        return
    columns = ("id", "says", "overrules", "who", "when", "why")
    tables.show(tables.table(columns, [(e.id, text, str(n) if n else "", e.who, e.when, e.why) for e, text, n in rows], right=(2,)))


@correct.command("undo", cls=Command, short_help="Take a correction back.", examples=("kg correct undo 8ebcc7ce44",))
@click.argument("id", metavar="ID")
@_FILE
@store_option
def undo(id: str, file: str | None, store: str) -> None:
    """Take a correction out of its file and off the store, which is then exactly as it was without it."""
    files = [Path(file)] if file else correcting.known_files(store)
    if not files:
        raise NotFoundError("correction", id)
    correction, path = correcting.take_back(store, id, files)
    with kg.open(store) as graph:
        click.echo(f"{correction.id}  taken back: {describe(graph, correction, correcting.StatedThings(graph))}")
    click.echo(f"Taken out of {path}; {store} is in step with it.", err=True)
