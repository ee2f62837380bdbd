"""Help, start-up, completion."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from command_line import ENVIRONMENT, Run, assert_one_line, process

import kg
from kg.cli.commands import cli
from kg.model import STATUSES

SLOW_MODULES = ("spacy", "jieba", "numpy", "pandas", "rdflib", "networkx")
COMMANDS = list(cli.commands)


def test_help_fits_one_screen() -> None:
    lines = process("--help", env={"COLUMNS": "80"}).out.splitlines()
    assert len(lines) <= 32 and max(map(len, lines)) <= 80
    assert process().out.splitlines() == lines


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples_that_parse(name: str, call: Run) -> None:
    done = call(name, "--help")
    assert done.code == 0 and len(done.out.splitlines()) <= 32
    examples = done.out.split("Examples:\n")[1].strip().splitlines()
    assert examples and all(line.strip().startswith(f"kg {name}") for line in examples)


def test_the_reference_is_what_the_commands_print() -> None:
    root = Path(kg.__file__).parent.parent
    done = subprocess.run([sys.executable, root / "scripts" / "command_docs.py", "--check"], env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_commands_stand_in_the_order_of_a_working_day() -> None:
    assert COMMANDS[:3] == ["build", "annotate", "evaluate"]
    assert set(COMMANDS) >= {"build", "annotate", "evaluate", "ask", "query", "queries", "show", "export", "validate"}


def test_version(call: Run) -> None:
    assert call("--version").out == f"kg {kg.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["queries"],
        ["query", "chips-by-core", "--param", "core=Cortex-A78", "--store", "STORE"],
        ["show", "Cortex-A78", "--store", "STORE"],
        ["ask", "哪些SoC用了Cortex-A78？", "--store", "STORE"],
    ],
    ids=lambda a: a[0],
)
def test_nothing_slow_is_imported_that_is_not_needed(arguments: list[str], store: Path) -> None:
    arguments = [str(store) if a == "STORE" else a for a in arguments]
    code = f"import sys; from kg.cli.edge import run; code = run({arguments!r}); print([m for m in {SLOW_MODULES} if m in sys.modules], file=sys.stderr); sys.exit(code)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "[]"), done.stderr


def test_help_comes_at_once() -> None:
    """CPU time, so that a busy machine doesn't matter; the least of some, with room for a slow machine."""
    seconds = []
    for _ in range(4):
        before = os.times()
        process("--help")
        after = os.times()
        seconds.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert min(seconds) < 0.6


@pytest.mark.parametrize(("shell", "file"), [("bash", ".bash_completions/kg.sh"), ("zsh", ".zfunc/_kg"), ("fish", ".config/fish/completions/kg.fish")])
def test_completion_is_installed_for_the_shell(shell: str, file: str, tmp_path: Path, call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")
    assert call("--install-completion").code == call("--install-completion").code == 0
    assert "_KG_COMPLETE" in (tmp_path / file).read_text("utf8")
    settings = {"bash": ".bashrc", "zsh": ".zshrc"}.get(shell)
    assert settings is None or len((tmp_path / settings).read_text("utf8").splitlines()) == 1
    assert call("--show-completion").out.strip() == (tmp_path / file).read_text("utf8").strip()


def test_completion_for_another_shell_is_refused(call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    assert_one_line(call("--install-completion"), 2, "tcsh.*bash, zsh, fish")


def test_completion_completes(store: Path) -> None:
    assert "plain,annotate" in process(env={"_KG_COMPLETE": "bash_complete", "COMP_WORDS": "kg ann", "COMP_CWORD": "1"}).out


def test_statuses_are_those_of_the_model() -> None:
    ask = cli.commands["ask"]
    option = next(p for p in ask.params if p.name == "statuses")
    assert isinstance(option.type, click.Choice) and tuple(option.type.choices) == STATUSES
