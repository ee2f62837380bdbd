"""``kg mcp``: the graph for assistants."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.group import Command, store_option
from kg.errors import InputError

_MEGABYTE = 1 << 20


@click.command(cls=Command, short_help="Serve the graph to assistants (MCP).", examples=("kg mcp --store kg-store", "kg mcp --http --port 8001"))
@store_option
@click.option("--http", "over_http", is_flag=True, help="Serve streamable HTTP on this machine (127.0.0.1), at /mcp; else stdin and stdout.")
@click.option("--port", default=8001, metavar="PORT", type=click.IntRange(0, 65535), show_default=True, help="With --http; 0 takes a free one.")
@click.option("--token", default="", metavar="TEXT", envvar="KG_TOKEN", help="With --http: what clients must present (Bearer).  [default: $KG_TOKEN]")
@click.option("--timeout", default=30.0, metavar="S", type=click.FloatRange(0, 3600, min_open=True), show_default=True, help="Seconds that a query may take.")
@click.option("--memory", default=512, metavar="MB", type=click.IntRange(64), show_default=True, help="Memory that a query may take.")
def mcp(store: str, over_http: bool, port: int, token: str, timeout: float, memory: int) -> None:
    """Serve the graph to assistants over the Model Context Protocol, read-only.

    Tools: ask, query (SPARQL), show, briefings, diff; each answer comes with the sentences that say it. Needs the extra: pip install 'edgekg[mcp]'.
    """
    if store.startswith(("http://", "https://")):
        raise InputError(f"{store}: kg mcp needs the folder of a store; give a DIR")
    try:
        from kg.mcp_server import run_http, run_stdio  # slow, and optional: mcp
    except ModuleNotFoundError as error:
        raise InputError("kg mcp needs the Model Context Protocol's SDK; install it: pip install 'edgekg[mcp]'") from error
    from kg.serve import Settings

    (run_http if over_http else run_stdio)(Settings(Path(store), port=port, token=token, timeout=timeout, memory=memory * _MEGABYTE))
