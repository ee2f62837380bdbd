"""The outermost edge: arguments in, exit code out; whatever goes wrong is one line on stderr.

Exit codes: 0 fine; 1 a negative result (a violation, a question not understood, an unknown name); 2 a bad call or bad input; 130 interrupted.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Sequence
from typing import IO, NoReturn

import click
from click.shell_completion import shell_complete

from kg.cli.commands import cli
from kg.errors import KgError

_COMPLETE = "_KG_COMPLETE"
_PIPE_CLOSED = 141
_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        In place of those of the process.
    """
    _make_writable(sys.stdout, sys.stderr)
    if instruction := os.environ.get(_COMPLETE):
        sys.exit(shell_complete(cli, {}, "kg", _COMPLETE, instruction))
    try:
        code = run(sys.argv[1:] if arguments is None else arguments)
    except BrokenPipeError:
        code = _PIPE_CLOSED
    if code == _PIPE_CLOSED:
        # What is still in the buffer would be written, and fail, while Python ends.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; errors are told on stderr."""
    try:
        with cli.make_context("kg", list(arguments)) as context:
            cli.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as error:
        where = error.ctx.command_path if error.ctx else "kg"
        return _fail(error, f"{' '.join(error.format_message().split()).rstrip('.')} (see {where} --help)", 2)
    except click.ClickException as error:
        return _fail(error, error.format_message(), 2)
    except KgError as error:
        return _fail(error, str(error), error.exit_code)
    except (KeyboardInterrupt, click.Abort) as error:
        return _fail(error, "interrupted; the store is as it was before", _INTERRUPTED)
    except BrokenPipeError:
        return _PIPE_CLOSED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _fail(error, f"{where}{error.strerror or error}; check the path, its permissions, and the room on the disk", 2)
    except RecursionError as error:
        return _fail(error, "the input nests too deep to be read; split it", 2)
    except MemoryError as error:
        return _fail(error, "out of memory; split the input, or use fewer --workers", 2)
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001  (nobody is shown a traceback unasked, nor a panic of the engine, which is no Exception)
        return _fail(error, f"internal error, {type(error).__name__}: {error}; please report it (KG_DEBUG=1 shows where)", 2)
    return 0


def _fail(error: BaseException, message: str, code: int) -> int:
    with contextlib.suppress(OSError, ValueError):  # stderr may be closed as well
        if os.environ.get("KG_DEBUG"):
            traceback.print_exception(error)
        print(f"kg: {' '.join(message.splitlines())}", file=sys.stderr, flush=True)
    return code


def _make_writable(*streams: IO[str]) -> None:
    """See to it that no name in a briefing is one that the terminal's encoding can't show."""
    for stream in streams:
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[attr-defined]
