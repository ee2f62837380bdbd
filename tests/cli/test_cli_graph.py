"""kg graph."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest
from command_line import Run, assert_one_line

from kg.viz import SUFFIXES


@pytest.mark.parametrize("ending", SUFFIXES)
def test_each_format_is_drawn(ending: str, call: Run, store: Path, tmp_path: Path) -> None:
    done = call("graph", "--around", "Cortex-A78", "--hops", "1", "-o", tmp_path / f"a78{ending}", "--store", store)
    assert done.code == 0 and f"Wrote {tmp_path / f'a78{ending}'}: " in done.err and done.out == ""
    assert (tmp_path / f"a78{ending}").stat().st_size > 500


def test_a_query_is_drawn(call: Run, store: Path, tmp_path: Path) -> None:
    assert call("graph", "--query", "chips-by-core", "--param", "core=Cortex-A78", "-o", tmp_path / "q.graphml", "--store", store).code == 0
    drawn = nx.read_graphml(tmp_path / "q.graphml", force_multigraph=True)
    assert {"Snapdragon 888", "Cortex-A78"} <= {d["label"] for _, d in drawn.nodes(data=True)}
    (tmp_path / "q.rq").write_text("SELECT ?chip { ?chip a edge:Chip }")
    assert call("graph", "--query", tmp_path / "q.rq", "--hops", "0", "-o", tmp_path / "q2.graphml", "--store", store).code == 0
    assert {d["type"] for _, d in nx.read_graphml(tmp_path / "q2.graphml").nodes(data=True)} == {"Chip"}


def test_what_was_said_later_is_left_out(call: Run, store: Path, tmp_path: Path) -> None:
    assert call("graph", "--as-of", "2000-01-01", "-o", tmp_path / "then.graphml", "--store", store).code == 0
    assert call("graph", "-o", tmp_path / "now.graphml", "--store", store).code == 0
    assert len(nx.read_graphml(tmp_path / "then.graphml")) == 0 < len(nx.read_graphml(tmp_path / "now.graphml"))


def test_too_much_is_drawn_in_small_with_a_note(call: Run, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.viz.pictures.MOST", 3)
    done = call("graph", "-o", tmp_path / "all.html", "--store", store)
    assert done.code == 0 and "more than the 3 that a picture can show, so this is the overview" in done.err
    assert "note" not in call("graph", "--overview", "-o", tmp_path / "all.html", "--store", store).err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--around", "Cortex-A78", "-o", "a.jpg"], 2, r"a\.jpg: can't tell the format"),
        (["--around", "Cortex-A99", "-o", "a.svg"], 1, "no entity named 'Cortex-A99'; did you mean"),
        (["--around", "x", "--query", "y", "-o", "a.svg"], 2, "give one of the two"),
        (["--param", "a=b", "-o", "a.svg"], 2, "--query"),
        (["--query", "SELECT", "-o", "a.svg"], 2, "SELECT"),
        (["--query", "ASK { ?s ?p ?o }", "-o", "a.svg"], 2, "makes no picture"),
        (["--hops", "9", "-o", "a.svg"], 2, "--hops"),
        (["--as-of", "yesterday", "-o", "a.svg"], 2, "is no day"),
        (["--around", "Cortex-A78", "-o", "/proc/none/a.svg"], 2, "check the path"),
    ],
)
def test_a_bad_call_is_told_in_one_line(arguments: list[str], code: int, message: str, call: Run, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert_one_line(call("graph", *arguments, "--store", store), code, message)
