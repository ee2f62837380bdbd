"""How commands are declared: help that fits one screen, an example in each, and the options that several of them share."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from kg.model import STATUSES

_MOST_WORKERS = 256
Function = TypeVar("Function", bound=Callable[..., Any])


class Command(click.Command):
    """A command whose help ends with examples, as they are typed."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        with formatter.section("Examples"):
            for example in self.examples:
                formatter.write(f"{'':{formatter.current_indent}}{example}\n")


class Group(click.Group):
    """Commands in the order in which they are declared, before the options."""

    command_class = Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which one meets them."""
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write commands, then options."""
        self.format_commands(ctx, formatter)
        click.Command.format_options(self, ctx, formatter)


def store_option(function: Function) -> Function:
    """Add ``--store``."""
    return click.option("--store", default=_default_store, metavar="DIR|URL", help="Where the graph is kept.  [default: $KG_STORE, else kg-store]")(function)


def _default_store() -> str:
    return os.environ.get("KG_STORE") or "kg-store"


def as_of_option(function: Function) -> Function:
    """Add ``--as-of``: a day, or None."""
    return click.option("--as-of", metavar="DATE", callback=_day, help="The graph as it was known on that day.")(function)


def _day(context: click.Context, parameter: click.Parameter, value: str | None) -> dt.date | None:
    from kg.asof import parse_day  # seldom needed

    return None if value is None else parse_day(value)


def status_option(help: str) -> Callable[[Function], Function]:
    """Add ``--status``, which may be repeated."""
    return click.option("--status", "statuses", multiple=True, metavar="STATUS", type=click.Choice(STATUSES), help=help)


def vocabulary_option(function: Function) -> Function:
    """Add ``--vocabulary``."""
    return click.option("--vocabulary", multiple=True, metavar="F.ttl", type=click.Path(), help="Further names to know, in Turtle; may be repeated.")(function)


def workers_option(function: Function) -> Function:
    """Add ``--workers``."""
    return click.option("--workers", default="1", metavar="N", callback=_workers, help="Processes that read.  [default: 1]")(function)


def _workers(context: click.Context, parameter: click.Parameter, value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= _MOST_WORKERS:
        raise click.BadParameter(f"{value} is no number from 1 to {_MOST_WORKERS}", context, parameter)
    return int(value)


def json_option(function: Function) -> Function:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)
