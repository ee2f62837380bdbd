"""What each command does and prints."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from command_line import BRIEFING, PNG, Run, assert_one_line, process

import kg
from kg.graph import Extractor


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


def test_ask_answers_with_status_date_and_quote(call: Run, store: Path) -> None:
    done = call("ask", "哪些SoC用了Cortex-A78？", "--store", store)
    assert done.code == 0
    assert re.search(r"Snapdragon 888 +asserted +2031-05-06 +“高通：推出骁龙888芯片.*”  2031-05-06:5", done.out)
    assert re.search(r"Dimensity 1200 +rumored +2031-05-06 +“联发科：据外媒爆料", done.out) and "SELECT" not in done.out
    assert "SELECT" in call("ask", "哪些SoC用了Cortex-A78？", "--store", store, "--sparql").out


def test_ask_as_json(call: Run, store: Path) -> None:
    answer = call("ask", "Which chips use the Cortex-A78?", "--store", store, "--json").json()
    assert {"question", "sparql", "answers"} <= set(answer) and "SELECT" in answer["sparql"]
    found = next(a for a in answer["answers"] if a["label"] == "Snapdragon 888")
    assert found["status"] == "asserted" and found["iri"].endswith("id/chip/snapdragon-888")
    assert [(e["briefing"], e["line"]) for e in found["evidence"]] == [("2031-05-06", 5)] and "Cortex-A78" in found["evidence"][0]["quote"]


def test_ask_only_of_some_day_and_certainty(call: Run, store: Path) -> None:
    def labels(*options: str) -> list[str]:
        return [a["label"] for a in call("ask", "骁龙888采用什么制程？", "--store", store, "--json", *options).json()["answers"]]

    assert set(labels()) >= {"7 nm"} and labels("--as-of", "2031-05-31") == ["5 nm"] and labels("--status", "denied") == []


def test_a_question_that_is_not_understood_gets_a_reason_and_three_that_are(call: Run, store: Path) -> None:
    done = call("ask", "为什么天空是蓝色的？", "--store", store)
    assert done.code == 1 and done.err == ""
    reason, heading, *nearest = done.out.splitlines()
    assert reason and heading == "What can be answered:" and len(nearest) == 3
    answer = call("ask", "为什么天空是蓝色的？", "--store", store, "--json")
    assert answer.code == 1 and answer.json()["answers"] == [] and answer.json()["reason"] == reason


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
