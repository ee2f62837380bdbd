"""``kg serve``: the explorer and the SPARQL endpoint."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.group import Command, store_option
from kg.errors import InputError

_MEGABYTE = 1 << 20


@click.command(
    cls=Command,
    short_help="Serve the graph: pages, and SPARQL at /sparql.",
    examples=("kg serve", "kg serve --store kg-store --port 8080", "kg serve --host 0.0.0.0 --allow-host kg.example.org --cors '*' --timeout 10"),
)
@click.option("--host", default="127.0.0.1", metavar="HOST", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, metavar="PORT", type=click.IntRange(0, 65535), show_default=True, help="0 takes a free one.")
@store_option
@click.option("--token", default="", metavar="TEXT", envvar="KG_TOKEN", help="What clients must present (Bearer).  [default: $KG_TOKEN]")
@click.option("--cors", multiple=True, metavar="ORIGIN", help="Origin whose scripts may ask, or *; may be repeated.")
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="Further name we go by (Host header); may be repeated.")
@click.option("--timeout", default=30.0, metavar="S", type=click.FloatRange(0, 3600, min_open=True), show_default=True, help="Seconds that a query may take.")
@click.option("--workers", default=16, metavar="N", type=click.IntRange(1, 256), show_default=True, help="Queries that run at once.")
@click.option("--queue", default=32, metavar="N", type=click.IntRange(0, 10000), show_default=True, help="Queries that wait; more get 503.")
@click.option("--memory", default=512, metavar="MB", type=click.IntRange(64), show_default=True, help="Memory that a query may take.")
@click.option("--rows", default=200_000, metavar="N", type=click.IntRange(1), show_default=True, help="Rows that an answer may have.")
@click.option("--answer", default=64, metavar="MB", type=click.IntRange(1), show_default=True, help="Size that an answer may have.")
@click.option("--body", default=1, metavar="MB", type=click.IntRange(1), show_default=True, help="Size that a request may have.")
def serve(
    host: str, port: int, store: str, token: str, cors: tuple[str, ...], hosts: tuple[str, ...],
    timeout: float, workers: int, queue: int, memory: int, rows: int, answer: int, body: int,
) -> None:  # fmt: skip
    """Serve the graph, read-only: pages to browse, and SPARQL 1.1 at /sparql.

    It follows new builds of the store by itself.
    """
    from kg.serve import Settings
    from kg.serve import serve as run  # slow: uvicorn

    if store.startswith(("http://", "https://")):
        raise InputError(f"{store}: serve needs the folder of a store; give a DIR")
    run(
        Settings(
            Path(store), host, port, token, cors, hosts, timeout=timeout, workers=workers, queue=queue, memory=memory * _MEGABYTE,
            rows=rows, answer=answer * _MEGABYTE, body=body * _MEGABYTE,
        )
    )  # fmt: skip
