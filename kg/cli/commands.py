"""All the commands, in the order of ``kg --help``."""

from __future__ import annotations

import click

from kg.cli import completion
from kg.cli.accounting import report, rules
from kg.cli.asking import ask, queries, query, show
from kg.cli.assistants import mcp
from kg.cli.comparing import compare, conflicts, watch
from kg.cli.correcting import correct
from kg.cli.drawing import graph
from kg.cli.group import Group
from kg.cli.reading import annotate, build, evaluate
from kg.cli.serving import serve
from kg.cli.taking import describe, export, validate


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, invoke_without_command=True)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=lambda c, p, v: _version(c, v), help="Print the version.")
@click.option("--install-completion", is_flag=True, is_eager=True, expose_value=False, callback=completion.install_callback, help="Complete commands in this shell.")
@click.option("--show-completion", is_flag=True, is_eager=True, expose_value=False, callback=completion.show_callback, hidden=True, help="Print the completion script.")
@click.pass_context
def cli(context: click.Context) -> None:
    """Read edge-AI briefings into a knowledge graph, and ask it."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _version(context: click.Context, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from kg import __version__  # kept out of a circle

        click.echo(f"kg {__version__}")
        context.exit()


for _command in (build, annotate, evaluate, report, ask, query, queries, show, conflicts, compare, watch, correct, rules, graph, export, describe, validate, serve, mcp):
    cli.add_command(_command)
