"""``kg build``, ``kg annotate``, ``kg evaluate``: briefings in, and how well they are read."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

import kg
from kg.annotator import annotate_files, annotate_text, format_json
from kg.builder import BuildSummary
from kg.cli.group import Command, json_option, store_option, vocabulary_option, workers_option
from kg.errors import InputError
from kg.graph import Extractor
from kg.sources import Problem

_PATHS = click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path())


@click.command(cls=Command, examples=("kg build corpus/", "kg build news.zip 2031-05-06.md --store kg-store --workers 4", "kg build https://example.org/briefings.git"))
@_PATHS
@store_option
@vocabulary_option
@workers_option
@click.option("--corrections", metavar="FILE", type=click.Path(), help="Rulings to apply, beside the corrections.ttl in or next to a folder.")
@click.option("--verbose", "-v", is_flag=True, help="List every sentence that gave nothing.")
@json_option
@click.pass_context
def build(context: click.Context, paths: tuple[str, ...], store: str, vocabulary: tuple[str, ...], workers: int, corrections: str | None, verbose: bool, as_json: bool) -> None:
    """Read briefings into a store, or bring it up to date.

    PATH is a file, a folder, a zip archive or a git URL; in a checkout of kg, corpus/ by default. Only what changed is read again; files gone from a
    folder lose their facts. A file that can't be read is named and passed over, and the exit code is 2.
    """
    from kg.cli import tables  # slow: rich

    if store.startswith(("http://", "https://")):
        raise InputError(f"{store}: kg build writes to a folder; give one with --store (and load it to the server from there)")
    with tables.progress_bar("reading") as progress:
        graph = kg.build(paths or [_corpus()], store, vocabulary=vocabulary, workers=workers, progress=progress, corrections=corrections)
    summary = graph.summary
    assert summary is not None, "a graph that was built has a summary"
    if as_json:
        click.echo(format_json(_summary_json(summary)), nl=False)
    else:
        tables.show(*tables.build_tables(summary, verbose=verbose))
    undated = {briefing.stem for briefing in graph.briefings() if briefing.date is None}
    for stem in sorted(undated.intersection(summary.read)):
        click.echo(f"kg: note: {stem}: no date in its front matter, title or file name, so its facts count as the oldest; add one", err=True)
    _tell(summary.problems, context)


def _corpus() -> Path:
    corpus = Path(kg.__file__).resolve().parent.parent / "corpus"
    if not corpus.is_dir():
        raise InputError("no PATH given; give a file, folder, zip archive or git URL of briefings, as in: kg build my-briefings/")
    return corpus


def _summary_json(summary: BuildSummary) -> dict[str, object]:
    return {
        "things": summary.things, "claims": summary.claims, "read": summary.read, "unchanged": summary.unchanged, "removed": summary.removed,
        "problems": [asdict(problem) for problem in summary.problems],
        "silent": [{"briefing": stem, "line": e.line, "sentence": e.sentence or e.quote} for stem, e in summary.silent],
    }  # fmt: skip


def _tell(problems: Iterable[Problem], context: click.Context) -> None:
    """Name what could not be read; if there is anything, the exit code says so."""
    problems = list(problems)
    for problem in problems:
        click.echo(f"kg: {problem}", err=True)
    if problems:
        context.exit(2)


@click.command(cls=Command, examples=("kg annotate corpus/ --out annotations/", "kg annotate - < briefing.md > briefing.json"))
@_PATHS
@click.option("--out", "-o", metavar="DIR", type=click.Path(), help="Folder for the files; may be left out for one briefing, which then goes to stdout.")
@vocabulary_option
@workers_option
@click.pass_context
def annotate(context: click.Context, paths: tuple[str, ...], out: str | None, vocabulary: tuple[str, ...], workers: int) -> None:
    """Write what briefings say as JSON, one file each.

    PATH is as for kg build; - reads one briefing from stdin and writes to stdout. Entities and claims with their places in the text: the format that
    kg evaluate reads.
    """
    extractor = Extractor(vocabulary)
    if not paths:
        raise click.UsageError("no PATH given; give briefings, or - to read one from stdin", context)
    if out is None:
        if len(paths) > 1 or Path(paths[0]).is_dir():
            raise click.UsageError("several briefings; say with --out which folder to write to", context)
        data, name = (sys.stdin.buffer.read(), "stdin") if paths[0] == "-" else (_bytes(paths[0]), Path(paths[0]).name)
        click.echo(annotate_text(data, name, extractor), nl=False)
        return
    if "-" in paths:
        raise click.UsageError("- (stdin) goes to stdout; leave --out away, and give no other PATH", context)
    from kg.cli import tables  # slow: rich

    with tables.progress_bar("reading") as progress:
        done = annotate_files(paths, out, extractor, workers=workers, progress=progress)
    click.echo(f"{len(done.files)} files in {out}: {done.entities} entities, {done.claims} claims.", err=True)
    _tell(done.problems, context)


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; check the path and its permissions") from error


@click.command(cls=Command, examples=("kg evaluate gold/ annotations/", "kg evaluate gold/2031-05-06.json mine.json --verbose"))
@click.argument("gold", type=click.Path())
@click.argument("predicted", type=click.Path())
@json_option
@click.option("--by-rule", is_flag=True, help="Add the precision of each rule, lowest first.")
@click.option("--verbose", "-v", is_flag=True, help="List every error, with its class and line.")
def evaluate(gold: str, predicted: str, as_json: bool, by_rule: bool, verbose: bool) -> None:
    """Score annotations against gold.

    GOLD and PREDICTED are a JSON file each, or folders whose files are paired by name. Precision, recall and F1 by type and predicate, and the errors by
    class.
    """
    from kg.evaluate import evaluate as score

    evaluation = score(gold, predicted)
    if as_json:
        errors = {"error_list": [asdict(error) for error in evaluation.errors]} if verbose else {}
        click.echo(format_json({**evaluation.to_json(), **errors}), nl=False)
        return
    from kg.cli import tables  # slow: rich

    tables.show(*tables.evaluation_tables(evaluation, by_rule=by_rule, verbose=verbose))
