"""Whatever is wrong with a call or its input is said in one line, with the exit code that scripts go by."""

from __future__ import annotations

import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import BRIEFING, PNG, Run, assert_one_line, process

GREEK = "Η Ελλάδα ".encode("iso-8859-7") * 40


def broken_zip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 nothing of the kind")


def locked_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.md", "about the archive")


@pytest.mark.parametrize(
    ("arguments", "pattern"),
    [
        (["build", "missing.md"], r"missing\.md: No such file or directory; check the path"),
        (["build", "missing/"], r"missing: No such file or directory"),
        (["build", "empty"], r"empty: no briefings \(\.md"),
        (["build", "picture.md"], r"picture\.md: a binary file, not a briefing"),
        (["build", "greek.md"], r"greek\.md: neither UTF-8 nor GB18030"),
        (["build", "bad.zip"], r"bad\.zip: not a zip archive"),
        (["build", "none.zip"], r"none\.zip: no briefings"),
        (["build", "a/2031-01-01.md", "b/2031-01-01.md"], r"a/2031-01-01\.md and .*b/2031-01-01\.md would both be the briefing '2031-01-01'"),
        (["build", "https://127.0.0.1:1/briefings.git"], r"https://127\.0\.0\.1:1/briefings\.git: .*; check the address"),
        (["build", "a", "--store", "https://127.0.0.1:1/sparql"], r"kg build writes to a folder"),
        (["build", "a", "--store", "filled"], r"filled: holds other files"),
        (["build", "a", "--store", "a/2031-01-01.md"], r"2031-01-01\.md"),
        (["build", "a", "--vocabulary", "missing.ttl"], r"missing\.ttl: No such file or directory"),
        (["build", "a", "--vocabulary", "bad.ttl"], r"bad\.ttl:2: not Turtle"),
        (["build", "a", "--workers", "0"], "--workers"),
        (["build", "a", "--wrokers", "2"], r"No such option.*--wrokers.*see kg build --help"),
        (["bild"], r"No such command 'bild'"),
        (["annotate"], "no PATH given"),
        (["annotate", "missing.md"], r"missing\.md: No such file"),
        (["annotate", "a", "b"], "say with --out"),
        (["annotate", "-", "a", "--out", "o"], "stdin"),
        (["annotate", "a", "--out", "picture.md"], r"picture\.md: File exists"),
        (["evaluate", "missing", "a"], "missing: No such file"),
        (["evaluate", "empty", "a"], "no annotation"),
        (["evaluate", "a/2031-01-01.md", "picture.md"], "not JSON"),
        (["query", "ASK {}", "--store", "missing"], "missing: no store there; build it first"),
        (["query", "ASK {}", "--store", "filled"], "filled: no store there"),
        (["query", "ASK {}", "--store", "http://127.0.0.1:1/sparql"], r"http://127\.0\.0\.1:1/sparql: no SPARQL answer"),
        (["ask", "?", "--store", "missing"], "no store there"),
        (["ask", "?", "--as-of", "yesterday"], "as-of 'yesterday' is no day; give one as"),
        (["ask", "?", "--status", "sure"], "'asserted', 'planned'"),
        (["show", "Arm", "--store", "missing"], "no store there"),
        (["export", "--store", "missing"], "--output"),
        (["validate", "--store", "missing"], "no store there"),
        (["queries", "chips-by-cor"], "did you mean: chips-by-core"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_calls_and_bad_input(arguments: list[str], pattern: str, call: Run, tmp_path: Path) -> None:
    for folder in "a", "b":
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "2031-01-01.md").write_text(BRIEFING, "utf8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "filled").mkdir()
    (tmp_path / "filled" / "thesis.txt").touch()
    (tmp_path / "picture.md").write_bytes(PNG)
    (tmp_path / "greek.md").write_bytes(GREEK)
    (tmp_path / "bad.ttl").write_text("@prefix e: <urn:e> .\n e:x e:y .\n", "utf8")
    broken_zip(tmp_path / "bad.zip")
    locked_zip(tmp_path / "none.zip")
    assert_one_line(call(*arguments), 2, pattern)


@pytest.mark.parametrize(
    ("arguments", "code", "pattern"),
    [
        (["query", "chips-by-cor"], 2, "no query named 'chips-by-cor'; did you mean: chips-by-core"),
        (["query", "missing.rq"], 2, r"missing\.rq: No such file"),
        (["query", "SELECT ?x {\n ?x foo }"], 2, r"SPARQL, line 2, column \d+, near '\?x foo }'"),
        (["query", "SELECT ?x { ?x nope:a 1 }"], 2, r"line 1, column \d+, .*unknown prefix"),
        (["query", "chips-by-core"], 2, "parameter core is missing .*; for example: kg query chips-by-core"),
        (["query", "chips-by-core", "--param", "cor=A78"], 2, "no parameter of chips-by-core named 'cor'; did you mean: core"),
        (["query", "chips-by-core", "--param", "core"], 2, "--param core: not of the form name=value"),
        (["query", "chips-by-process-node", "--param", "max_nm=tiny"], 2, "must be a number"),
        (["query", "ASK {}", "--param", "a=b"], 2, "--param fills in named queries"),
        (["query", "ASK {}", "--format", "turtle"], 2, "can't be written as turtle; use one of json"),
        (["query", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"], 2, "can't be written as csv; use one of turtle"),
        (["query", "DELETE WHERE { ?s ?p ?o }"], 2, "SPARQL"),
        (["query", "ASK {}", "--format", "yaml"], 2, "--format"),
        (["show", "Cortex-A7B"], 1, "no entity named 'Cortex-A7B'; did you mean: Cortex-A78"),
        (["export", "-o", "graph.xyz"], 2, r"graph\.xyz: can't tell the format from the ending; use one of .*\.nq, \.trig, .*\.csv, .*\.graphml"),
        (["export", "-o", "graph"], 2, "can't tell the format"),
        (["export", "-o", "/proc/none/graph.ttl"], 2, "check the path"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_questions(arguments: list[str], code: int, pattern: str, call: Run, store: Path) -> None:
    assert_one_line(call(*arguments, "--store", store), code, pattern)


def other_version(store: Path) -> None:
    (store / "format.json").write_text('{"format": "kg-store", "version": 99}')


def no_pointer(store: Path) -> None:
    (store / "CURRENT").write_text("rubbish")


def no_data(store: Path) -> None:
    shutil.rmtree(next((store / "snapshots").iterdir()) / "data")


def cut_data(store: Path) -> None:
    for path in (next((store / "snapshots").iterdir()) / "data").iterdir():
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def no_json(store: Path) -> None:
    (store / "format.json").write_text("{")


@pytest.mark.parametrize(
    ("spoil", "pattern"), [(other_version, "written by another version of kg"), (no_pointer, "damaged"), (no_data, "damaged"), (cut_data, "damaged"), (no_json, "damaged")]
)
def test_a_spoilt_store(spoil: Callable[[Path], None], pattern: str, own_store: Path, corpus: Path, call: Run) -> None:
    spoil(own_store)
    for arguments in (["query", "SELECT * { ?s ?p ?o }"], ["show", "Cortex-A78"], ["export", "-o", "x.ttl"], ["validate"], ["build", str(corpus)]):
        if spoil is cut_data and arguments[0] == "build":
            continue  # a build may find what it needs
        assert_one_line(call(*arguments, "--store", own_store), 2, pattern)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["高通：推出骁龙888，采用5nm工艺，CPU为Cortex-A78。", "a", "["], ids=["sentences", "one word", "brackets"])
def test_a_line_of_fifty_megabytes_is_read_or_refused_within_a_minute(text: str, call: Run, tmp_path: Path, corpus: Path) -> None:
    folder = Path(shutil.copytree(corpus, tmp_path / "with-a-giant"))
    (folder / "giant.md").write_text(text * (50_000_000 // len(text.encode())), "utf8")
    begin = time.monotonic()
    done = process("build", folder, "--store", tmp_path / "s")
    assert time.monotonic() - begin < 60
    if done.code:
        assert_one_line(done, 2, r"giant\.md: .*split it")
    assert "2031-05-06" in call("query", "briefings", "--store", tmp_path / "s").out
