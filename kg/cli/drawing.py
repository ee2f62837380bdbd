"""``kg graph``: pictures of the graph."""

from __future__ import annotations

import datetime as dt

import click

from kg.cli.asking import parameter, query_text
from kg.cli.group import Command, as_of_option, store_option
from kg.cli.opening import opened
from kg.errors import InputError

_MOST_HOPS = 6


@click.command(
    cls=Command,
    short_help="Draw the graph, or what is around a thing.",
    examples=('kg graph --around "Kompanio 1300T" -o kompanio.html', "kg graph --query chips-by-foundry --param foundry=TSMC -o tsmc.svg", "kg graph --overview -o all.png"),
)
@click.option("--output", "-o", required=True, metavar="FILE", type=click.Path(), help="Its ending says in which format: see above.")
@click.option("--around", metavar="NAME", default="", help="A thing; what is near it is drawn.")
@click.option("--hops", metavar="N", type=click.IntRange(0, _MOST_HOPS), help="Edges to go from there.  [default: 2; from a query as few as join]")
@click.option("--query", metavar="NAME|FILE|TEXT", default="", help="SPARQL whose rows hold the things to draw.")
@click.option("--param", "parameters", multiple=True, metavar="K=V", help="A value for a parameter of a named query; may be repeated.")
@click.option("--overview", is_flag=True, help="Draw classes and companies only.")
@as_of_option
@click.option("--language", type=click.Choice(["en", "zh"]), help="Of labels.  [default: the reader's in .html, else en]")
@store_option
def graph(output: str, around: str, hops: int | None, query: str, parameters: tuple[str, ...], overview: bool, as_of: dt.date | None, language: str | None, store: str) -> None:
    """Draw the graph, what is around a thing, or what a query gives.

    \b
    .html               a page to walk through; opens with no network
    .svg .png .pdf      a still picture
    .graphml .gexf      data for Gephi and other network tools

    What is more than 2,000 things is drawn as an overview, and it says so.
    """
    from kg.viz import SUFFIXES  # slow: networkx

    if not output.lower().endswith(SUFFIXES):
        raise InputError(f"{output}: can't tell the format from the ending; use one of {', '.join(SUFFIXES)}")
    if around and query:
        raise InputError("--around and --query can't be combined; give one of the two")
    if parameters and not query:
        raise InputError("--param fills in a named query; give its name with --query")
    text = query_text(query, dict(map(parameter, parameters))) if query else ""
    with opened(store, as_of) as dated:
        picture = dated.picture(around, hops, query=text, overview=overview, language=language or "")
        path = picture.save(output)
    is_whole = path.suffix.lower() in {".graphml", ".gexf"}
    if picture.full is not None and not overview and not is_whole:
        click.echo(f"kg: note: {picture.notes['en']}", err=True)
    shown = picture.network if picture.full is None or not is_whole else picture.full
    click.echo(f"Wrote {path}: {shown.number_of_nodes():,} nodes, {shown.number_of_edges():,} edges.", err=True)
