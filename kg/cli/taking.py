"""``kg export``, ``kg validate``: the graph as files, and whether it is well formed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

import kg
from kg.annotator import format_json
from kg.cli.group import Command, json_option, store_option
from kg.errors import InputError

if TYPE_CHECKING:
    from kg.describe import Format


@click.command(cls=Command, examples=("kg export -o graph.ttl", "kg export -o tables.csv", "kg export -o kg.sqlite --store kg-store"))
@click.option("--output", "-o", required=True, metavar="FILE", type=click.Path(), help="Its ending says in which format: see above.")
@store_option
def export(output: str, store: str) -> None:
    """Write the graph to a file.

    \b
    .trig .nq .jsonld   everything, in named graphs
    .ttl .nt .rdf       everything, without them
    .csv .parquet       a folder: a table for each class, claims, evidence, briefings
    .zip                the same tables as CSV, in one file
    .sqlite .db         the same tables in a database, for datasette
    .graphml .gexf      things and the edges between them
    .nanopubs.trig      each claim as a nanopublication
    .crate .crate.zip   graph, tables and description as an RO-Crate
    """
    from kg.cli import tables  # slow: rich

    with kg.open(store) as graph, tables.progress_bar("writing", "done") as progress:
        written = graph.export(output, progress)
    click.echo(f"Wrote {', '.join(map(str, written))}.", err=True)


@click.command(cls=Command, examples=("kg describe", "kg describe --format jsonld --endpoint https://kg.example.org/sparql > description.jsonld"))
@store_option
@click.option("--format", "format_", type=click.Choice(["turtle", "jsonld"]), default="turtle", show_default=True, help="How to write it.")
@click.option("--iri", default="", metavar="IRI", help="What to call the data set.")
@click.option("--endpoint", default="", metavar="URL", help="Address of its SPARQL endpoint, where it has one.")
def describe(store: str, format_: Format, iri: str, endpoint: str) -> None:
    """Describe the graph as a data set, for catalogues: VoID, DCAT, PROV-O.

    What it is about, how much there is of each class and property, which briefings it was read from and what read them. kg serve has the same at
    /.well-known/void.
    """
    from kg.describe import DATASET, description, serialize

    for name, given in (("--iri", iri), ("--endpoint", endpoint)):
        if given and not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+", given):
            raise InputError(f"{name} {given}: not an absolute IRI, such as https://example.org/kg")
    with kg.open(store) as graph:
        click.echo(serialize(description(graph, iri or DATASET, endpoint), format_), nl=False)


@click.command(cls=Command, examples=("kg validate", "kg validate --json > report.json"))
@store_option
@click.option("--language", type=click.Choice(["en", "zh", "both"]), default="both", show_default=True, help="Language of the report.")
@json_option
@click.pass_context
def validate(context: click.Context, store: str, language: str, as_json: bool) -> None:
    """Check the graph: its shapes, and its quotes against the files.

    The shapes are the SHACL shapes of the ontology. Every quote stands at its offsets, line and sentence of the file that was read, where that is at
    hand and has not changed. The exit code is 1 if there is a violation; warnings are only told.
    """
    from kg.originals import originals
    from kg.validate import validate as check

    at_hand = None if store.startswith(("http://", "https://")) else originals(store)
    with kg.open(store) as graph:
        report = check(graph, files=at_hand.files if at_hand else None)
    for why in at_hand.missing.values() if at_hand else ():
        click.echo(f"kg: note: quotes not checked: {why}", err=True)
    click.echo(format_json(report.to_json()) if as_json else report.to_text(language), nl=not as_json)  # type: ignore[arg-type]
    context.exit(0 if report.conforms else 1)
