"""``kg ask``, ``kg query``, ``kg queries``, ``kg show``: questions in words and in SPARQL, and one thing from all sides."""

from __future__ import annotations

import datetime as dt
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

import click

import kg
from kg import queries as catalogue
from kg.annotator import format_json
from kg.cli.group import Command, as_of_option, json_option, status_option, store_option
from kg.cli.opening import opened
from kg.errors import InputError
from kg.model import ENTITY_TYPES, STATUSES

_TABLES = ("table", "json", "csv", "tsv", "xml")
_GRAPHS = ("turtle", "ntriples", "jsonld", "rdfxml")
_FILES = (".rq", ".sparql", ".ru", ".txt")
Given = TypeVar("Given")


@click.command(cls=Command, examples=('kg ask "哪些SoC用了Cortex-A78？"', 'kg ask "Which chips does TSMC make?" --as-of 2031-05-06 --status asserted --sparql'))
@click.argument("question")
@store_option
@as_of_option
@status_option(f"Only what is {', '.join(STATUSES)}; may be repeated.")
@click.option("--sparql", "with_sparql", is_flag=True, help="Print the SPARQL query as well.")
@json_option
@click.pass_context
def ask(context: click.Context, question: str, store: str, as_of: dt.date | None, statuses: tuple[str, ...], with_sparql: bool, as_json: bool) -> None:
    """Ask in plain Chinese or English.

    Each answer comes with its status, its date and the sentence that says it. A question that is not understood gets the reason and the three nearest
    things that can be answered, and exit code 1: never a guess.
    """
    from kg.ask import ask as answer_question

    with kg.open(store) as graph:
        answer = _interruptible(lambda: answer_question(graph, question, as_of=as_of, statuses=statuses or None))
    if as_json:
        click.echo(format_json(answer.to_json()), nl=False)
    else:
        from kg.cli import tables  # slow: rich

        tables.show(*tables.answer_tables(answer, with_sparql=with_sparql))
    context.exit(1 if answer.reason and not answer.answers else 0)


@click.command(
    cls=Command,
    short_help="Run SPARQL: a named query, a file, or the text itself.",
    examples=(
        'kg query chips-by-core --param core="Cortex-A78"',
        "kg query acquisitions --status planned --as-of 2021-06-30",
        "kg query question.rq --format csv",
        "kg query 'SELECT ?chip { ?chip a edge:Chip }'",
    ),
)
@click.argument("query", metavar="NAME|FILE|TEXT")
@click.option("--param", "parameters", multiple=True, metavar="K=V", help="A value for a parameter of a named query; may be repeated.")
@click.option("--format", "format_", metavar="FORMAT", type=click.Choice([*_TABLES, *_GRAPHS]), help=f"{', '.join(_TABLES)}; for triples: {', '.join(_GRAPHS)}.")
@as_of_option
@click.option("--status", metavar="STATUS", type=click.Choice(STATUSES), help="Short for --param status=STATUS.")
@store_option
def query(query: str, parameters: tuple[str, ...], format_: str | None, as_of: dt.date | None, status: str | None, store: str) -> None:
    """Run SPARQL: a named query (see kg queries), a file, or the text itself; - is stdin.

    The default graph is all graphs together; the prefixes edge: id: rdf: rdfs: skos: … need no declaration.
    """
    text = query_text(query, {**dict(map(parameter, parameters)), **({"status": status} if status else {})})
    with opened(store, as_of) as graph:
        result = _interruptible(lambda: graph.query(text))
    if result.triples is not None:
        click.echo(result.serialize(format_ or "turtle"), nl=False)
    elif format_ not in {None, "table"}:
        click.echo(result.serialize(format_ or "json").rstrip("\n"))
    elif result.boolean is not None:
        click.echo("yes" if result.boolean else "no")
    else:
        from kg.cli import tables  # slow: rich

        tables.show(tables.result_table(result))
        click.echo(f"{len(result)} rows" if len(result) != 1 else "1 row", err=True)


def parameter(text: str) -> tuple[str, str]:
    """Return name and value of a ``--param``."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise InputError(f"--param {text}: not of the form name=value")
    return name, value


def query_text(query: str, parameters: dict[str, str]) -> str:
    """Return the SPARQL of a named query, a file, or a text."""
    names = {named.name for named in catalogue.named_queries()}
    is_text = any(character in query for character in " \t\n{")
    is_file = not is_text and (query == "-" or query.lower().endswith(_FILES) or "/" in query or Path(query).is_file())
    if query not in names and (is_text or is_file):
        if parameters:
            raise InputError("--param fills in named queries; put the values into the query, or see kg queries")
        return query if is_text else _read(query)
    return catalogue.render(query, **parameters)


def _read(path: str) -> str:
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; check the path of the query") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text; give a file with a SPARQL query") from error


def _interruptible(run: Callable[[], Given]) -> Given:
    """Run something in a thread: the engine doesn't hear Ctrl-C while it evaluates, but the thread that waits for it does."""
    answer: Future[Given] = Future()

    def work() -> None:
        try:
            answer.set_result(run())
        except BaseException as error:  # noqa: BLE001  (raised again by the thread that waits)
            answer.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return answer.result()


@click.command(cls=Command, short_help="List the named queries, or show one.", examples=("kg queries", "kg queries chips-by-core"))
@click.argument("name", required=False)
@json_option
def queries(name: str | None, as_json: bool) -> None:
    """List the named queries, or show one: its parameters and its SPARQL."""
    found = catalogue.named_queries() if name is None else [catalogue.get(name)]
    if as_json:
        click.echo(format_json([_named_json(named) for named in found]), nl=False)
        return
    from kg.cli import tables  # slow: rich

    tables.show(*(tables.named_query_tables(found[0]) if name else tables.catalogue_tables(found)))


def _named_json(named: catalogue.NamedQuery) -> dict[str, object]:
    return {
        "name": named.name, "title": named.title, "title_zh": named.title_zh, "example": named.example,
        "parameters": [{"name": p.name, "type": p.type, "default": p.default, "description": p.description} for p in named.parameters],
        "sparql": named.text,
    }  # fmt: skip


@click.command(
    cls=Command,
    short_help="Show one thing: facts, evidence, timeline, conflicts.",
    examples=("kg show Cortex-A78", "kg show 龙芯 --json", "kg show Arm --type ISA --as-of 2021-06-30"),
)
@click.argument("name")
@store_option
@click.option(
    "--type", "type_", metavar="CLASS", type=click.Choice([*ENTITY_TYPES, "ProcessNode"], case_sensitive=False), help="Which of several things of that name: Chip, ISA, …"
)
@click.option("--names", "with_names", is_flag=True, help="Show in their place its names: which briefing uses which, and why they are of one thing.")
@as_of_option
@status_option("Only facts in this state; may be repeated.")
@json_option
def show(name: str, store: str, type_: str | None, with_names: bool, as_of: dt.date | None, statuses: tuple[str, ...], as_json: bool) -> None:
    """Show one thing: its names, facts with their evidence, timeline, and conflicting values.

    NAME is any of its names, in any language and spelling, or its IRI (id:chip/…).
    """
    if with_names:
        _show_names(name, store, type_ or "", as_of, as_json=as_json)
        return
    from kg.profile import profile

    with opened(store, as_of) as graph:
        found = profile(graph, name, type_ or "").only(statuses)
    if as_json:
        click.echo(format_json(found.to_json()), nl=False)
        return
    from kg.cli import tables  # slow: rich

    tables.show(*tables.profile_tables(found))


def _show_names(name: str, store: str, type_: str, as_of: dt.date | None, *, as_json: bool) -> None:
    from kg.identity import identity  # seldom needed

    with opened(store, as_of) as graph:
        found = identity(graph, graph.entity(name, type_))
    if as_json:
        click.echo(format_json(found.to_json()), nl=False)
        return
    from kg.cli import identity_tables, tables  # slow: rich

    tables.show(*identity_tables.identity_tables(found))
