"""What is shipped: the wheel works in a new environment, from a folder with nothing in it, and installs what the lock says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text("utf8")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "KG_STORE", "VIRTUAL_ENV"}}
BRIEFING = "# 端侧智能简报 (2031-05-06)\n\n- 高通：推出骁龙888芯片，采用三星5nm工艺，CPU为Cortex-A78。\n"


def canonical(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~;! ]", requirement, maxsplit=1)[0]).lower()


def test_the_lock_has_exact_versions_and_nothing_of_the_machine_that_made_it() -> None:
    lines = [line for line in LOCK.splitlines() if line and not line.startswith("#")]
    assert len(lines) > 50
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9._-]*==[0-9][\w.+!]*( ; .+)?", line) for line in lines)
    assert not re.search(r"https?:|file:|@|--|/home|/tmp|/opt", LOCK)


def test_the_lock_holds_everything_that_is_required() -> None:
    extras = [requirement for name, extra in PROJECT["optional-dependencies"].items() if name != "all" for requirement in extra]
    locked = {canonical(line) for line in LOCK.splitlines()}
    assert {canonical(requirement) for requirement in [*PROJECT["dependencies"], *extras]} <= locked


def test_the_extra_all_is_all_of_them() -> None:
    extras = PROJECT["optional-dependencies"]
    [everything] = extras["all"]
    assert set(re.fullmatch(r"edgekg\[(.*)\]", everything)[1].split(",")) == set(extras) - {"all"}  # type: ignore[index]


def test_the_version_is_told_once() -> None:
    import kg

    assert kg.__version__ == PROJECT["version"]


def test_make_tells_what_it_can_do() -> None:
    listed = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("venv", "demo", "test", "lint", "format", "train", "bench", "clean", "docs", "notebooks", "pictures"):
        assert re.search(rf"make {target} +\w", listed), target


def test_the_ci_script_is_bash() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK) and "set -euo pipefail" in script.read_text("utf8")
    subprocess.run(["bash", "-n", str(script)], check=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [path] = folder.glob("*.whl")
    return path


@pytest.mark.slow
def test_the_wheel_holds_what_the_package_reads_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    here = {path.relative_to(ROOT).as_posix() for pattern in ("kg/**/*.py", "kg/**/*.rq", "kg/**/*.toml", "kg/**/*.npz", "kg/py.typed") for path in ROOT.glob(pattern)}
    ontology = {f"kg/{path.relative_to(ROOT).as_posix()}" for path in ROOT.glob("ontology/**/*.ttl")}
    assert here | ontology <= set(names)
    assert {"kg/viz/fonts/NotoSansSC-kg.otf", "kg/viz/fonts/OFL.txt", "kg/viz/page.html", "kg/viz/page.js"} <= set(names)
    assert {"kg/extract/names.npz", "kg/extract/relations.npz", "kg/ontology/edge.ttl", "kg/ontology/shapes.ttl"} <= set(names)
    assert all(name.startswith(("kg/", "edgekg-")) and "__pycache__" not in name for name in names)


@pytest.mark.slow
def test_the_wheel_works_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    binaries = tmp_path / "venv" / "bin"
    install = [str(binaries / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--constraint", str(ROOT / "requirements.lock"), str(wheel)]
    done = subprocess.run(install, capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert done.returncode == 0, done.stderr
    (tmp_path / "empty").mkdir()

    def kg(*arguments: str, stdin: str = "", code: int = 0) -> str:
        done = subprocess.run([str(binaries / "kg"), *arguments], cwd=tmp_path / "empty", input=stdin, capture_output=True, text=True, env=ENVIRONMENT, timeout=120, check=False)
        assert done.returncode == code, done
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    assert kg("--version") == f"kg {PROJECT['version']}\n"
    assert "no PATH given" in kg("build", code=2)
    assert {c["p"] for c in json.loads(kg("annotate", "-", stdin=BRIEFING))["claims"]} >= {"hasCore", "processNode"}
    (tmp_path / "empty" / "news").mkdir()
    (tmp_path / "empty" / "news" / "2031-05-06.md").write_text(BRIEFING, "utf8")
    assert "1 read" in kg("build", "news")
    assert "Snapdragon 888" in kg("query", "chips-by-core", "--param", "core=Cortex-A78")
    assert "processNode" in kg("show", "骁龙888")
    assert "conforms" in kg("validate", "--language", "en")
    assert "claims.csv" in kg("export", "-o", "tables.csv")
    assert "Wrote y.html" in kg("graph", "-o", "y.html") and "Wrote y.svg" in kg("graph", "--around", "骁龙888", "-o", "y.svg")
