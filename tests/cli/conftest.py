"""What tests of the command line start from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_line import BRIEFING, LATER, Done, Run

import kg
from kg.cli.edge import run


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_STORE", raising=False)
    monkeypatch.delenv("KG_DEBUG", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process, edge and all."""

    def call(*arguments: str | Path) -> Done:
        capsys.readouterr()
        code = run([str(a) for a in arguments])
        return Done(code, *capsys.readouterr())

    return call


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "2031-05-06.md").write_text(BRIEFING, "utf8")
    (folder / "2031-06-07.md").write_text(LATER, "utf8")
    return folder


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    folder = tmp_path_factory.mktemp("built") / "store"
    kg.build(corpus, folder).close()
    return folder


@pytest.fixture
def own_store(store: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(store, tmp_path / "own-store"))
