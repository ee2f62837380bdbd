"""Shell completion: ``--install-completion`` and ``--show-completion``."""

from __future__ import annotations

import os
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from kg.errors import InputError

SHELLS = ("bash", "zsh", "fish")


def script(shell: str) -> str:
    """Return what a shell has to read to complete ``kg``.

    Examples
    --------
    >>> "_KG_COMPLETE" in script("bash")
    True
    """
    from kg.cli.commands import cli  # kept out of a circle

    found = get_completion_class(shell)
    assert found is not None, shell
    return found(cli, {}, "kg", "_KG_COMPLETE").source()


def current_shell() -> str:
    """Return the name of the user's shell.

    Raises
    ------
    InputError
        If it is none of `SHELLS`.
    """
    name = Path(os.environ.get("SHELL", "")).name
    if name not in SHELLS:
        raise InputError(f"can't complete in the shell {name or 'that $SHELL should name'!r}; set SHELL to one of {', '.join(SHELLS)}")
    return name


def install(shell: str, home: Path) -> Path:
    """Write the completion script under `home` and have the shell read it; return the script's path."""
    path = home / {"bash": ".bash_completions/kg.sh", "zsh": ".zfunc/_kg", "fish": ".config/fish/completions/kg.fish"}[shell]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script(shell), "utf8")
    if shell == "bash":
        _add_line(home / ".bashrc", f"source '{path}'")
    elif shell == "zsh":
        _add_line(home / ".zshrc", "fpath+=~/.zfunc; autoload -Uz compinit; compinit")
    return path


def _add_line(path: Path, line: str) -> None:
    text = path.read_text("utf8") if path.exists() else ""
    if line not in text.splitlines():
        path.write_text(f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{line}\n", "utf8")


def show_callback(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    """Print the script of the current shell."""
    if value and not context.resilient_parsing:
        click.echo(script(current_shell()))
        context.exit()


def install_callback(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    """Install completion for the current shell."""
    if value and not context.resilient_parsing:
        click.echo(f"Wrote {install(current_shell(), Path.home())}; open a new shell to use it.")
        context.exit()
