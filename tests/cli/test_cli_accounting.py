"""``kg rules``, ``kg report``: what read the facts, and what gave none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
from command_line import Run, assert_one_line

from kg.namespaces import node


def test_rules_are_listed_with_what_was_measured_and_an_example(store: Path, call: Run) -> None:
    listed = call("rules", "--store", store)
    assert listed.code == 0 and "of " in listed.out and "business.acquisition" in listed.out
    line = next(line for line in listed.out.splitlines() if line.strip().startswith("processes.process_node"))
    assert line.split()[1].isdigit() and int(line.split()[1]) > 0
    as_json = {rule["name"]: rule for rule in call("rules", "--store", store, "--json").json()}
    assert as_json["processes.process_node"]["predicates"]["processNode"] == int(line.split()[1])
    assert as_json["processes.process_node"]["examples"][0]["quote"]


def test_one_rule_is_shown_with_its_sentences(store: Path, call: Run) -> None:
    shown = call("rules", "process_node", "--store", store)
    assert shown.code == 0 and "processNode" in shown.out and "骁龙888" in shown.out
    assert call("rules", "processes.process_node", "--store", store, "--json").json()["name"] == "processes.process_node"
    assert_one_line(call("rules", "process_nod", "--store", store), 2, "no rule named 'process_nod'; did you mean: .*process_node")


def test_evidence_names_the_rule_that_read_it(store: Path, call: Run) -> None:
    assert "processes.process_node" in call("show", "骁龙888", "--store", store).out


def test_a_report_says_why_sentences_gave_nothing(store: Path, corpus: Path, tmp_path: Path, call: Run) -> None:
    done = call("report", "2031-05-06", "--store", store, "--html", tmp_path / "coverage.html", "--json")
    assert done.code == 0 and done.json()["counts"]["told"] >= 2 and [b["briefing"] for b in done.json()["briefings"]] == ["2031-05-06"]
    assert "<h1>Coverage of briefings</h1>" in (tmp_path / "coverage.html").read_text("utf8")
    own = tmp_path / "own.md"
    own.write_text("# 简报\n\n- 产能提高了30%；", "utf8")
    assert "没有名称 1" in call("report", own, "--language", "zh").out
    assert len(call("report", "--store", store, "--json").json()["briefings"]) == 2


def test_a_report_needs_the_file(own_store: Path, tmp_path: Path, call: Run) -> None:
    moved = tmp_path / "far" / "away" / "store"  # a store knows its files by where they lie from it
    shutil.copytree(own_store, moved)
    assert_one_line(call("report", "1999-01-01", "--store", own_store), 2, "1999-01-01: neither a file nor a briefing of the store")
    assert_one_line(call("report", "./1999.md"), 2, "check the path")
    assert_one_line(call("report", "2031-05-06", "--store", moved), 2, "the file that the store was read from is gone")


def test_a_store_with_a_quote_that_is_not_there_is_not_valid(own_store: Path, call: Run) -> None:
    sound = call("validate", "--store", own_store, "--language", "en")
    assert sound.code == 0 and sound.out == "The graph conforms.\n"
    name = (own_store / "CURRENT").read_text().strip()
    engine = ox.Store(str(own_store / "snapshots" / name / "data"))
    first = min(engine.quads_for_pattern(None, node("edge:start"), None), key=str)
    engine.remove(first)
    engine.add(ox.Quad(first.subject, first.predicate, ox.Literal(int(first.object.value) - 1), first.graph_name))
    engine.flush()
    del engine
    damaged = call("validate", "--store", own_store, "--language", "en")
    assert damaged.code == 1 and "a quote is as long as from its start to its end" in damaged.out
