"""The outermost edge: signals, pipes, terminals, encodings."""

from __future__ import annotations

import contextlib
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from command_line import BRIEFING, ENVIRONMENT, Done, Run, assert_one_line, process, start

import kg
from kg.cli.commands import cli


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setitem(cli.commands, "queries", click.Command("queries", callback=fail))


@pytest.mark.parametrize(
    ("error", "code", "pattern"),
    [
        (KeyboardInterrupt(), 130, "interrupted; the store is as it was before"),
        (RecursionError(), 2, "nests too deep"),
        (MemoryError(), 2, "out of memory"),
        (OSError(28, "No space left on device", "x.nq"), 2, "x.nq: No space left on device; check"),
        (ZeroDivisionError("a\nb"), 2, "internal error, ZeroDivisionError: a b; please report it"),
        (BaseException("panic"), 2, "internal error"),
        (kg.KgError("what; where\nwhat to do"), 2, "what; where what to do"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_errors_end_at_the_edge(error: BaseException, code: int, pattern: str, call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, error)
    assert_one_line(call("queries"), code, pattern)


def test_a_traceback_is_shown_when_asked_for(call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, ZeroDivisionError("x"))
    monkeypatch.setenv("KG_DEBUG", "1")
    assert "Traceback" in call("queries").err


def test_a_closed_pipe_ends_quietly(store: Path) -> None:
    child = start("query", "SELECT * { ?s ?p ?o }", "--format", "csv", "--store", store)
    assert child.stdout and child.stderr
    child.stdout.close()
    assert (child.stderr.read(), child.wait(60)) == ("", 141)


@contextlib.contextmanager
def interrupted(child: subprocess.Popen[str], seconds: float) -> Iterator[Done]:
    time.sleep(seconds)
    os.killpg(child.pid, signal.SIGINT)  # as a terminal does: the whole group hears it
    out, err = child.communicate(timeout=60)
    yield Done(child.returncode, out, err)


def test_ctrl_c_ends_an_endless_query(store: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with interrupted(start("query", endless, "--store", store, start_new_session=True), 2) as done:
        assert_one_line(done, 130, "interrupted")


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_leaves_the_store_as_it_was(workers: str, own_store: Path, tmp_path: Path, call: Run) -> None:
    before = call("query", "briefings", "--store", own_store).out
    many = tmp_path / "many"
    many.mkdir()
    for number in range(400):
        (many / f"{2000 + number}-01-01.md").write_text(BRIEFING + "- 高通：推出骁龙888芯片，采用三星5nm工艺；\n" * 60, "utf8")
    with interrupted(start("build", many, "--store", own_store, "--workers", workers, start_new_session=True), 5) as done:
        assert_one_line(done, 130, "interrupted; the store is as it was before")
    assert call("query", "briefings", "--store", own_store).out == before


def on_a_terminal(*arguments: str | Path, stream: str = "stdout", **environment: str) -> str:
    """Run a command with a terminal for stdout or stderr and return what it wrote there."""
    master, slave = pty.openpty()
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: slave}
    child = subprocess.Popen([sys.executable, "-m", "kg", *map(str, arguments)], **streams, env={**ENVIRONMENT, "TERM": "xterm-256color", **environment})
    os.close(slave)
    written = b""
    with contextlib.suppress(OSError):  # the terminal is gone: the command has ended
        while block := os.read(master, 65536):
            written += block
    os.close(master)
    assert child.wait(60) == 0
    return written.decode()


def test_colours_on_a_terminal_and_nowhere_else(store: Path) -> None:
    arguments = ("show", "Cortex-A78", "--store", store)
    assert "\x1b[" in on_a_terminal(*arguments)
    assert "\x1b[3" not in on_a_terminal(*arguments, NO_COLOR="1")
    for environment in ({}, {"FORCE_COLOR": "1"}):
        done = process(*arguments, env=environment)
        assert "\x1b" not in done.out + done.err
        assert all(line == line.rstrip() for line in done.out.splitlines())


def test_a_build_shows_its_progress_on_a_terminal_and_nowhere_else(corpus: Path, tmp_path: Path) -> None:
    shown = on_a_terminal("build", corpus, "--store", tmp_path / "a", stream="stderr")
    assert "reading" in shown and "linking and writing" in shown
    assert process("build", corpus, "--store", tmp_path / "b").err == ""


def test_no_line_is_broken_in_a_pipe(store: Path) -> None:
    sentence = BRIEFING.splitlines()[4].removeprefix("- ")
    assert any(sentence in line for line in process("show", "Cortex-A78", "--store", store, env={"COLUMNS": "40"}).out.splitlines())


def test_a_terminal_that_knows_only_ascii(store: Path) -> None:
    done = process("show", "Cortex-A78", "--store", store, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.code == 0 and "\\u" in done.out
