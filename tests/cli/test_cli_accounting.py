"""``kg rules``, ``kg report``: what read the facts, and what gave none."""

from __future__ import annotations

from pathlib import Path

from command_line import Run, assert_one_line


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
