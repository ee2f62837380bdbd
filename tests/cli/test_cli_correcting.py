"""``kg correct``, ``kg conflicts``, ``kg diff``, ``kg watch`` as they are typed."""

from __future__ import annotations

import re
import shutil
import signal
from pathlib import Path

import pytest
from command_line import Run, assert_one_line, start

WHY = ("--why", "seen under the microscope", "--by", "Ann")


def correct(call: Run, store: Path, *arguments: str) -> str:
    done = call("correct", *arguments, *WHY, "--store", store, "--corrections", store.parent / "corrections.ttl")
    assert done.code == 0, done.err
    assert "Take it back: kg correct undo" in done.err
    return done.out.split()[0]


def test_a_conflict_is_listed_ruled_on_and_comes_back(call: Run, own_store: Path) -> None:
    before = call("show", "Snapdragon 888", "--json", "--store", own_store).json()
    listed = call("conflicts", "--store", own_store)
    assert "5 nm" in listed.out and "7 nm" in listed.out and "2031-05-06:5" in listed.out
    (conflict,) = call("conflicts", "骁龙888", "--kind", "node", "--json", "--store", own_store).json()
    assert [side["value"] for side in conflict["sides"]] == ["5 nm", "7 nm"] and conflict["sides"][1]["claims"][0]["briefing"] == "2031-06-07"
    id_ = correct(call, own_store, "rule", conflict["id"], "--keep", "5 nm")
    assert call("conflicts", "--store", own_store).out == "No conflicts.\n"
    assert "7 nm" not in call("show", "Snapdragon 888", "--store", own_store).out
    (listed_correction,) = call("correct", "list", "--json", "--store", own_store).json()
    assert (listed_correction["id"], listed_correction["who"], listed_correction["overrules"]) == (id_, "Ann", 1)
    assert "5 nm, not 7 nm" in call("correct", "list", "--store", own_store).out
    undone = call("correct", "undo", id_, "--store", own_store)
    assert undone.code == 0 and "taken back: Snapdragon 888 processNode: 5 nm, not 7 nm" in undone.out
    assert call("show", "Snapdragon 888", "--json", "--store", own_store).json() == before
    assert call("correct", "list", "--store", own_store).out == "No corrections.\n"


def test_things_are_made_one_parted_renamed_and_taken_out(call: Run, own_store: Path) -> None:
    correct(call, own_store, "same-as", "骁龙888", "天玑1200")
    assert call("show", "Dimensity 1200", "--json", "--store", own_store).json()["iri"] == call("show", "Snapdragon 888", "--json", "--store", own_store).json()["iri"]
    shown = call("show", "Dimensity 1200", "--names", "--store", own_store).out
    assert "Ann says so: seen under the microscope" in shown and "2031-05-06" in shown
    id_ = call("correct", "list", "--json", "--store", own_store).json()[0]["id"]
    assert call("correct", "undo", id_[:4], "--store", own_store).code == 0
    correct(call, own_store, "different-from", "骁龙888", "天玑1200")
    correct(call, own_store, "rename", "天玑1200", "Dimensity 1200 (Kompanio)")
    assert call("show", "Dimensity 1200", "--json", "--store", own_store).json()["label"] == "Dimensity 1200 (Kompanio)"
    correct(call, own_store, "not-a-thing", "Cortex-A78")
    assert call("show", "Cortex-A78", "--store", own_store).code == 1


def test_a_build_finds_the_corrections_beside_its_folder(call: Run, corpus: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(corpus, tmp_path / "in"))
    assert call("build", folder).code == 0
    assert call("correct", "not-a-thing", "Cortex-A78", *WHY).code == 0
    assert (folder / "corrections.ttl").is_file()
    assert call("build", folder, "--store", "another").code == 0
    assert call("show", "Cortex-A78", "--store", "another").code == 1


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("same-as", "骁龙888", "Snapdragon 888"), 2, "are one thing already"),
        (("same-as", "骁龙888", "高通"), 2, "not two things of one type"),
        (("same-as", "骁龙888", "Nobody"), 1, "no entity named 'Nobody'"),
        (("different-from", "骁龙888", "Snapdragon 888"), 2, "names of one thing within 2031-05-06"),
        (("rule", "ffffffff", "--keep", "x"), 2, "no conflict named 'ffffffff'"),
        (("rename", "骁龙888", " "), 2, "the new name is empty"),
    ],
)
def test_what_can_not_be_corrected_is_told_in_one_line(call: Run, store: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, message: str) -> None:
    done = call("correct", *arguments, *WHY, "--store", store, "--corrections", tmp_path / "c.ttl")
    assert_one_line(done, code, message)
    assert not (tmp_path / "c.ttl").exists()


def test_wrong_calls_are_told_in_one_line(call: Run, store: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("<a> <b> <c> .\n")
    for arguments, message in (
        (("correct", "not-a-thing", "骁龙888", "--store", store), "--why"),
        (("correct", "not-a-thing", "骁龙888", "--why", " ", "--store", store), "no reason given"),
        (("correct", "undo", "ffff", "--store", store), "no correction named 'ffff'"),
        (("correct", "not-a-thing", "骁龙888", "--why", "x", "--store", "https://example.org/sparql"), "a server can't be corrected"),
        (("build", tmp_path / "bad.ttl", "--corrections", tmp_path / "bad.ttl"), "bad.ttl"),
        (("correct", "not-a-thing", "骁龙888", *WHY, "--store", store, "--corrections", tmp_path / "bad.ttl"), "bad.ttl:1: "),
        (("conflicts", "--kind", "colour", "--store", store), "colour"),
        (("diff", "2031-13-01", "2031-06-07", "--store", store), "is no day"),
        (("diff", "2031-05-06", "nowhere", "--store", store), "nowhere: no day"),
        (("diff", "2031-05-06", "2031-06-07", "--json", "--markdown", "--store", store), "give one of them"),
        (("watch", "nowhere", "--store", tmp_path / "s"), "nowhere: not there"),
    ):
        done = call(*arguments)
        assert_one_line(done, 2, re.escape(message))


def test_a_diff_is_told_as_table_json_and_markdown(call: Run, store: Path) -> None:
    days = ("2031-05-06", "2031-06-07", "--store", store)
    assert "Changed values (1)" in call("diff", *days).out and "5 nm" in call("diff", *days).out
    assert [(v["was"], v["value"]) for v in call("diff", *days, "--json").json()["changed_values"]] == [("5 nm", "7 nm")]
    assert "5 nm → 7 nm (2031-06-07)" in call("diff", *days, "--markdown").out
    assert call("diff", "current", "current", "--store", store).out == "Nothing is new from current to current.\n"


def test_watch_ends_cleanly_with_ctrl_c(corpus: Path, tmp_path: Path) -> None:
    running = start("watch", corpus, "--store", tmp_path / "watched")
    assert running.stderr is not None
    assert "watching" in running.stderr.readline()
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (0, "") and err == "kg: no longer watching; the store is in step with the last change told\n"
