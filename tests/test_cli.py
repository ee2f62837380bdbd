"""The command line: what each command prints, its exit codes, and one line for whatever goes wrong."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pyoxigraph as ox
import pytest

import kg
from kg.cli.commands import cli
from kg.cli.edge import run
from kg.graph import Extractor
from kg.model import STATUSES

BRIEFING = """# 端侧智能简报 (2031-05-06)

## 业界新闻

- 高通：推出骁龙888芯片，采用三星5nm工艺，CPU为Cortex-A78；
- 联发科：据外媒爆料，天玑1200可能由台积电以6nm代工，包含Cortex-A78。
"""
LATER = """# 端侧智能简报 (2031-06-07)

## 业界新闻

- 高通：骁龙888采用7nm工艺，由三星代工。
"""
SLOW_MODULES = ("spacy", "jieba", "numpy", "pandas", "rdflib", "networkx")
COMMANDS = list(cli.commands)
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(kg.__file__).parent.parent)}


@dataclass(frozen=True)
class Done:
    """What a command gave."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Done]


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


def process(*arguments: str | Path, **options: Any) -> Done:
    """Run a command in a process of its own."""
    environment = {**ENVIRONMENT, **options.pop("env", {})}
    done = subprocess.run([sys.executable, "-m", "kg", *map(str, arguments)], capture_output=True, text=True, env=environment, timeout=120, check=False, **options)
    return Done(done.returncode, done.stdout, done.stderr)


def start(*arguments: str | Path, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "kg", *map(str, arguments)], text=True, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


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


def assert_one_line(done: Done, code: int, pattern: str) -> None:
    assert done.code == code, done
    assert re.search(pattern, done.err), done.err
    assert done.err.startswith("kg: ") and done.err.count("\n") == 1, done.err


# Help


def test_help_fits_one_screen() -> None:
    lines = process("--help", env={"COLUMNS": "80"}).out.splitlines()
    assert len(lines) <= 24 and max(map(len, lines)) <= 80
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


# Start-up


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["queries"], ["query", "chips-by-core", "--param", "core=Cortex-A78", "--store", "STORE"], ["show", "Cortex-A78", "--store", "STORE"]],
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


# Build


def test_build_tells_what_was_found(corpus: Path, call: Run, tmp_path: Path) -> None:
    first = call("build", corpus, "--store", tmp_path / "s")
    assert first.code == 0 and first.err == ""
    assert re.search(r"Chip +\d", first.out) and re.search(r"processNode +\d", first.out) and "Briefings: 2 read." in first.out
    assert "Briefings: 0 read, 2 unchanged." in call("build", corpus, "--store", tmp_path / "s").out


def test_build_as_json(corpus: Path, call: Run, tmp_path: Path) -> None:
    summary = call("build", corpus, "--store", tmp_path / "s", "--json").json()
    assert summary["read"] == ["2031-05-06", "2031-06-07"] and summary["things"]["Chip"] >= 2 and summary["problems"] == []


def test_the_store_is_where_the_environment_says(corpus: Path, call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE", str(tmp_path / "elsewhere"))
    assert call("build", corpus).code == 0 and (tmp_path / "elsewhere").is_dir() and not (tmp_path / "kg-store").exists()
    monkeypatch.delenv("KG_STORE")
    assert call("build", corpus).code == 0 and (tmp_path / "kg-store").is_dir()


def test_a_file_that_cannot_be_read_is_named_and_the_rest_is_built(corpus: Path, call: Run, tmp_path: Path) -> None:
    mixed = Path(shutil.copytree(corpus, tmp_path / "mixed"))
    (mixed / "broken.md").write_bytes(b"\x89PNG\x00\x00" * 10)
    done = call("build", mixed, "--store", tmp_path / "s")
    assert "2 read, 1 unreadable" in done.out
    assert_one_line(done, 2, r"broken\.md: a binary file")


def test_a_briefing_without_a_date_is_pointed_out(call: Run, tmp_path: Path) -> None:
    (tmp_path / "news.md").write_text("- 高通：推出骁龙888芯片。", "utf8")
    done = call("build", tmp_path / "news.md", "--store", tmp_path / "s")
    assert done.code == 0 and re.search(r"kg: note: news: no date .*; add one", done.err)


def test_without_a_path_build_says_what_to_give(call: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(kg, "__file__", str(tmp_path / "site-packages" / "kg" / "__init__.py"))
    assert_one_line(call("build"), 2, "no PATH given; give a file, folder, zip archive or git URL")


def test_without_a_path_build_reads_the_corpus_of_the_checkout(call: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, corpus: Path) -> None:
    shutil.copytree(corpus, tmp_path / "checkout" / "corpus")
    monkeypatch.setattr(kg, "__file__", str(tmp_path / "checkout" / "kg" / "__init__.py"))
    assert "2 read" in call("build").out


def test_workers_change_nothing_but_the_time(corpus: Path, call: Run, tmp_path: Path) -> None:
    for workers in "1", "2":
        assert call("build", corpus, "--store", tmp_path / workers, "--workers", workers).code == 0
        assert call("export", "-o", tmp_path / f"{workers}.nq", "--store", tmp_path / workers).code == 0
    assert (tmp_path / "1.nq").read_bytes() == (tmp_path / "2.nq").read_bytes()


def test_vocabulary_teaches_a_name(call: Run, tmp_path: Path) -> None:
    (tmp_path / "2031-01-01.md").write_text("- 甲芯：推出Zorbulon芯片。", "utf8")
    (tmp_path / "names.ttl").write_text(
        "@prefix edge: <https://w3id.org/edgekg/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<https://w3id.org/edgekg/id/chip/zorbulon> a edge:Chip ; skos:prefLabel "Zorbulon"@en .',
        "utf8",
    )
    assert call("build", "2031-01-01.md", "--vocabulary", "names.ttl").code == 0
    assert call("show", "Zorbulon", "--json").json()["type"] == "Chip"


# What is wrong is said in one line

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
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
        (["ask", "?", "--as-of", "yesterday"], "--as-of"),
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
        (["export", "-o", "graph.xyz"], 2, r"graph\.xyz: can't tell the format from the ending; use one of \.nq, \.trig, .*\.csv, \.graphml"),
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
@pytest.mark.xfail(strict=True, reason="kg.extract.extract must raise InputError for content over nlp.max_length (a million characters), not let spaCy's ValueError out")
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


# Annotate and evaluate


def test_annotate_writes_a_file_for_each_briefing(corpus: Path, call: Run, tmp_path: Path) -> None:
    done = call("annotate", corpus, "--out", tmp_path / "out" / "deep")
    assert done.code == 0 and re.fullmatch(r"2 files in .*: \d+ entities, \d+ claims\.\n", done.err)
    files = sorted((tmp_path / "out" / "deep").iterdir())
    assert [path.name for path in files] == ["2031-05-06.json", "2031-06-07.json"]
    text = files[0].read_text("utf8")
    data = json.loads(text)
    assert data["briefing"] == "2031-05-06" and {"Snapdragon 888", "Cortex-A78"} <= {e["name"] for e in data["entities"]}
    assert "骁龙888" in text and text.startswith('{\n "briefing": "2031-05-06",\n') and text.endswith("}\n")


def test_annotate_gives_the_same_again_and_with_workers(corpus: Path, call: Run, tmp_path: Path) -> None:
    for out, workers in (("a", "1"), ("b", "1"), ("c", "2")):
        assert call("annotate", corpus, "--out", tmp_path / out, "--workers", workers).code == 0
    texts = [[path.read_bytes() for path in sorted((tmp_path / out).iterdir())] for out in "abc"]
    assert texts[0] == texts[1] == texts[2]


def test_annotate_reads_stdin(corpus: Path) -> None:
    done = process("annotate", "-", input=BRIEFING)
    assert done.code == 0 and {c["p"] for c in done.json()["claims"]} >= {"processNode", "hasCore"}


def test_annotate_of_one_briefing_goes_to_stdout(corpus: Path, call: Run) -> None:
    assert call("annotate", corpus / "2031-05-06.md").json()["briefing"] == "2031-05-06"


def test_annotate_goes_on_after_a_file_that_cannot_be_read(corpus: Path, call: Run, tmp_path: Path) -> None:
    (tmp_path / "picture.md").write_bytes(PNG)
    done = call("annotate", corpus, "picture.md", "--out", "out")
    assert done.code == 2 and re.search(r"kg: .*picture\.md: a binary file", done.err) and len(list((tmp_path / "out").iterdir())) == 2


@pytest.fixture(scope="module")
def annotations(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    from kg.annotator import annotate_files

    out = tmp_path_factory.mktemp("annotations")
    annotate_files([corpus], out, Extractor())
    return out


def test_evaluate_prints_the_scores(annotations: Path, call: Run) -> None:
    done = call("evaluate", annotations, annotations, "--by-rule")
    assert done.code == 0 and re.search(r"all +1\.000 +1\.000 +1\.000", done.out) and re.search(r"\w+\.\w+ +1\.000", done.out)


def test_evaluate_lists_errors(annotations: Path, call: Run, tmp_path: Path) -> None:
    predicted = json.loads((annotations / "2031-05-06.json").read_text("utf8"))
    predicted["entities"] = [e for e in predicted["entities"] if e["name"] != "Cortex-A78"]
    (tmp_path / "2031-05-06.json").write_text(json.dumps(predicted), "utf8")
    assert "missed entity: Core Cortex-A78" in call("evaluate", annotations / "2031-05-06.json", tmp_path / "2031-05-06.json", "--verbose").out
    figures = call("evaluate", annotations / "2031-05-06.json", tmp_path / "2031-05-06.json", "--json").json()
    assert figures["errors"]["missed entity"] == 1 and figures["entities"]["p"] == 1 and figures["entities"]["r"] < 1


# Query


def test_a_named_query_prints_a_table(call: Run, store: Path) -> None:
    done = call("query", "chips-by-core", "--param", "core=Cortex-A78", "--store", store)
    assert done.code == 0 and re.search(r"id:chip/snapdragon-888 +Snapdragon 888 .* asserted", done.out)


def test_a_query_from_a_file_or_stdin(store: Path, call: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "q.rq").write_text("SELECT ?l { <https://w3id.org/edgekg/id/core/cortex-a78> rdfs:label ?l }", "utf8")
    assert call("query", "q.rq", "--format", "csv", "--store", store).out.split() == ["l", "Cortex-A78"]
    monkeypatch.setattr("sys.stdin", io.StringIO((tmp_path / "q.rq").read_text("utf8")))
    assert call("query", "-", "--format", "csv", "--store", store).out.split() == ["l", "Cortex-A78"]


@pytest.mark.parametrize(
    ("format_", "check"),
    [
        ("json", lambda text: json.loads(text)["results"]["bindings"][0]["n"]["value"] == "2"),
        ("csv", lambda text: text == "n\n2\n"),
        ("tsv", lambda text: text == "?n\n2\n"),
        ("xml", lambda text: text.startswith("<?xml") and ">2</literal>" in text),
        ("table", lambda text: re.search(r" n\s+ ─+\s+ 2", text)),
    ],
)
def test_formats_of_rows(format_: str, check: Callable[[str], object], call: Run, store: Path) -> None:
    assert check(call("query", "SELECT (COUNT(?b) AS ?n) { ?b a edge:Briefing }", "--format", format_, "--store", store).out.replace("\r\n", "\n"))


def test_triples_and_truths(call: Run, store: Path) -> None:
    turtle = call("query", "CONSTRUCT { ?b a edge:Briefing } WHERE { ?b a edge:Briefing }", "--store", store).out
    assert len(list(ox.parse(turtle, format=ox.RdfFormat.TURTLE))) == 2
    assert call("query", "ASK { ?b a edge:Briefing }", "--store", store).out == "yes\n"
    assert call("query", "ASK { ?b a edge:Briefing }", "--format", "json", "--store", store).json()["boolean"] is True


def test_queries_lists_them_all(call: Run) -> None:
    listed = call("queries", "--json").json()
    out = call("queries").out
    assert len(listed) > 20 and all(named["name"] in out for named in listed)
    assert "SELECT" in call("queries", listed[0]["name"]).out


# Show


def test_show_tells_facts_with_their_evidence(call: Run, store: Path) -> None:
    out = call("show", "骁龙888", "--store", store).out
    assert out.splitlines()[0] == "Snapdragon 888  Chip  id:chip/snapdragon-888"
    assert re.search(r"hasCore +Cortex-A78 .* asserted +2031-05-06 +1", out)
    assert "2031-05-06:5 asserted “高通：推出骁龙888芯片" in out
    assert "Timeline" in out and "2031-06-07  processNode 7 nm  asserted" in out
    assert re.search(r"Conflicting values\n  processNode: 5 nm \(2031-05-06 asserted\)  \|  7 nm \(2031-06-07 asserted\)", out)


def test_show_as_json(call: Run, store: Path) -> None:
    found = call("show", "Cortex-A78", "--store", store, "--json").json()
    assert (found["iri"], found["type"]) == ("https://w3id.org/edgekg/id/core/cortex-a78", "Core")
    rumoured = next(fact for fact in found["facts"] if fact["value"] == "Dimensity 1200")
    assert (rumoured["predicate"], rumoured["inverse"], rumoured["status"], rumoured["sources"]) == ("hasCore", True, "rumored", 1)
    assert rumoured["claims"][0]["evidence"][0]["line"] == 6


def test_show_of_a_class(call: Run, store: Path) -> None:
    assert call("show", "Cortex-A78", "--type", "core", "--store", store).code == 0
    assert_one_line(call("show", "Cortex-A78", "--type", "Chip", "--store", store), 1, "no entity")


# Export and validate


@pytest.mark.parametrize(
    ("suffix", "format_"),
    [(".ttl", ox.RdfFormat.TURTLE), (".nt", ox.RdfFormat.N_TRIPLES), (".nq", ox.RdfFormat.N_QUADS), (".trig", ox.RdfFormat.TRIG), (".jsonld", ox.RdfFormat.JSON_LD)],
)
def test_export_of_rdf_can_be_read_back(suffix: str, format_: ox.RdfFormat, call: Run, store: Path, tmp_path: Path) -> None:
    done = call("export", "-o", tmp_path / f"graph{suffix}", "--store", store)
    with kg.open(store) as graph:
        quads = list(graph.store.quads())
    read = list(ox.parse((tmp_path / f"graph{suffix}").read_bytes(), format=format_))
    assert done.code == 0 and len(read) == len(quads)


def test_export_of_tables(call: Run, store: Path, tmp_path: Path) -> None:
    assert call("export", "-o", tmp_path / "tables.csv", "--store", store).code == 0
    tables = {path.stem: list(csv.DictReader(path.open(encoding="utf8"))) for path in (tmp_path / "tables.csv").iterdir()}
    chip = next(row for row in tables["Chip"] if row["label"] == "Snapdragon 888")
    assert chip["hasCore"] == "Cortex-A78" and "骁龙888" in (chip["label_zh"], *chip["aliases"].split("; "))
    claim = next(row for row in tables["claims"] if row["predicate"] == "processNode" and row["briefing"] == "2031-05-06")
    assert (claim["object_label"], claim["status"], claim["date"], claim["line"]) == ("5 nm", "asserted", "2031-05-06", "5")
    assert claim["quote"] in claim["sentence"]


def test_export_for_network_tools(call: Run, store: Path, tmp_path: Path) -> None:
    import networkx as nx

    assert call("export", "-o", tmp_path / "graph.graphml", "--store", store).code == 0
    graph = nx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)
    edges = {(graph.nodes[a]["label"], data["predicate"], graph.nodes[b]["label"]) for a, b, data in graph.edges(data=True)}
    assert ("Snapdragon 888", "hasCore", "Cortex-A78") in edges


def test_validate(call: Run, store: Path) -> None:
    done = call("validate", "--store", store, "--language", "en")
    assert done.code == 0 and done.out.startswith("The graph conforms")
    assert call("validate", "--store", store, "--json").json()["conforms"] is True


def test_validate_of_a_violation_exits_with_1(call: Run, own_store: Path) -> None:
    data = ox.Store(str(next((own_store / "snapshots").iterdir()) / "data"))
    claim = next(iter(data.quads_for_pattern(None, ox.NamedNode("https://w3id.org/edgekg/ontology#rule"), None)))
    data.remove(next(iter(data.quads_for_pattern(claim.subject, ox.NamedNode("https://w3id.org/edgekg/ontology#status"), None))))
    data.flush()
    del data
    done = call("validate", "--store", own_store)
    assert done.code == 1 and "violation" in done.out and done.err == ""


# The outermost edge


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


# Colours, encodings, completion


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
