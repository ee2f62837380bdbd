"""Write docs/commands.md from the commands' own help: ``python scripts/command_docs.py [--check]``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from kg.cli.commands import cli

PATH = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
WIDTH = 100


def reference() -> str:
    """Return the page: the help of kg, then of each command."""
    return "\n".join(["# Commands", "", "Written by `make docs` from what `kg --help` prints.", "", *_sections()])


def _sections() -> Iterator[str]:
    yield from ("```", _help(cli, "kg"), "```", "")
    for name, command in cli.commands.items():
        yield from (f"## kg {name}", "", "```", _help(command, f"kg {name}"), "```", "")
        for below, inner in command.commands.items() if isinstance(command, click.Group) else ():
            yield from (f"### kg {name} {below}", "", "```", _help(inner, f"kg {name} {below}"), "```", "")


def _help(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, terminal_width=WIDTH, help_option_names=["-h", "--help"])
    return command.get_help(context).rstrip()


def main() -> None:
    text = reference()
    if "--check" in sys.argv[1:]:
        sys.exit(0 if PATH.exists() and PATH.read_text("utf8") == text else f"{PATH}: lags behind the commands; run make docs")
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(text, "utf8")
    print(f"Wrote {PATH}.")


if __name__ == "__main__":
    main()
