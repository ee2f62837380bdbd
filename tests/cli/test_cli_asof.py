"""``--as-of`` and ``--status``: the graph of a day, and facts in one state, at each command that asks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Run
from small_world import annotate, folder, source

from kg.builder import Settings, build


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("asof") / "store"
    files = (
        source("2031-01-01", "Chip:Y1 manufacturedBy Organization:Gamma !rumored", "Organization:Alpha acquires Organization:Beta !planned"),
        source("2031-02-15", "Chip:Y1 manufacturedBy Organization:Gamma", "Chip:Y1 isa ISA:RISC-V !planned"),
    )
    build(path, folder(*files), Settings(annotate))
    return path


def test_show_draws_what_became_of_a_fact(store: Path, call: Run) -> None:
    out = call("show", "Y1", "--store", store).out
    assert "  manufacturedBy Gamma  rumored 2031-01-01 → asserted 2031-02-15 (45 days)\n" in out
    assert "asserted (was rumored for 45 days)" in out


def test_each_command_asks_the_graph_of_the_day(store: Path, call: Run) -> None:
    day = ("--as-of", "2031-02-01", "--store", store)
    assert [f["status"] for f in json.loads(call("show", "Y1", "--json", *day).out)["facts"]] == ["rumored"]
    assert json.loads(call("ask", "Who manufactures the Y1?", "--json", *day).out)["answers"][0]["status"] == "rumored"
    assert json.loads(call("query", "SELECT ?b { ?b a edge:Briefing }", "--format", "json", *day).out)["results"]["bindings"][0]["b"]["value"].endswith("2031-01-01")


@pytest.mark.parametrize("arguments", [("show", "Y1"), ("ask", "Who makes the Y1?"), ("query", "plans")])
def test_what_is_no_day_gets_one_line(arguments: tuple[str, ...], store: Path, call: Run) -> None:
    done = call(*arguments, "--as-of", "2031-02-30", "--store", store)
    assert (done.code, done.out, done.err) == (2, "", "kg: as-of '2031-02-30' is no day; give one as 2021-01-05\n")


def test_status_keeps_the_facts_in_one_state(store: Path, call: Run) -> None:
    assert [f["predicate"] for f in json.loads(call("show", "Y1", "--status", "planned", "--json", "--store", store).out)["facts"]] == ["isa"]
    rows = [len(json.loads(call("query", "acquisitions", "--status", s, "--format", "json", "--store", store).out)["results"]["bindings"]) for s in ("planned", "denied")]
    assert rows == [1, 0]
    assert call("query", "chips-by-core", "--status", "planned", "--store", store).err.startswith("kg: no parameter of chips-by-core named 'status'")
