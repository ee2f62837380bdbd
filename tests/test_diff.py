"""What is new in a graph, by hand-checked small worlds."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_world import annotate, folder, source

from kg.builder import CorrectionFiles, Settings, build
from kg.corrections import Corrections, pair
from kg.diff import Diff, diff
from kg.diff_markdown import markdown
from kg.diff_sides import open_side
from kg.errors import InputError, StoreError
from kg.graph import KnowledgeGraph
from kg.model import entity_iri
from kg.store import MemoryStore

JANUARY = source(
    "2031-01-01",
    "Chip:Y1 processNode '7_nm' !planned",
    "Chip:Y1 coreCount '8' !rumored",
    "Chip:Y1 manufacturedBy Organization:Fab !rumored",
    "Chip:Y1 clockFrequency '3.1_GHz'",
    "Organization:O acquires Organization:P !rumored",
    "Chip:SM1 coreCount '4'",
)
MARCH = source(
    "2031-03-02",
    "Chip:Y1 processNode '6_nm'",
    "Chip:Y1 coreCount '8'",
    "Chip:Y1 clockFrequency '3.13_GHz'",
    "Chip:Y2* developedBy Organization:O",
    "Organization:O acquires Organization:P !denied",
    "Chip:Flag=SM1 coreCount '4'",
)


def built(*files, store: MemoryStore | Path | None = None, corrections: Corrections | None = None) -> KnowledgeGraph:
    target = store or MemoryStore()
    build(target, folder(*files), Settings(annotate, corrections=CorrectionFiles({"c.ttl": corrections}) if corrections else None))
    return KnowledgeGraph(target) if isinstance(target, MemoryStore) else KnowledgeGraph.open(target)


@pytest.fixture(scope="module")
def change() -> Diff:
    return diff(built(JANUARY), built(JANUARY, MARCH), ("2031-01-01", "2031-03-02"))


def test_new_things_come_with_what_is_said_of_them(change: Diff) -> None:
    assert [(c.thing.label, c.claim and c.claim.evidence[0].quote) for c in change.things] == [("Y2*", "Chip:Y2* developedBy Organization:O")]
    assert change.briefings == ("2031-03-02",)


def test_a_thing_that_another_name_is_found_for_is_not_new(change: Diff) -> None:
    """Flag is SM1, which was there; its count is no new fact."""
    assert "Flag" not in {c.thing.label for c in change.things} | {f.subject_label for f in change.facts}


def test_states_that_changed_say_what_they_were_and_for_how_long(change: Diff) -> None:
    assert [(f.subject_label, f.predicate, f.value, f.was, f.status, f.days) for f in change.states] == [
        ("O", "acquires", "P", "rumored", "denied", 60),
        ("Y1", "coreCount", "8", "rumored", "asserted", 60),
    ]


def test_a_value_that_changed_is_told_once_and_one_that_rounds_to_the_old_is_not(change: Diff) -> None:
    assert [(v.subject_label, v.predicate, v.was, v.value) for v in change.values] == [("Y1", "processNode", "7 nm", "6 nm")]
    assert "6 nm" not in {f.value for f in change.facts}


def test_facts_of_new_things_are_told_apart(change: Diff) -> None:
    assert ("Y2*", "developedBy") in {(f.subject_label, f.predicate) for f in change.facts}
    assert "Y2*" not in {f.subject_label for f in change.facts_of_known_things}


def test_what_is_gone_is_told() -> None:
    back = diff(built(JANUARY, MARCH), built(JANUARY))
    assert [c.thing.label for c in back.gone_things] == ["Y2*"]
    assert ("Y2*", "developedBy", "asserted") in {(f.subject_label, f.predicate, f.was) for f in back.gone_facts}


def test_the_same_graph_has_nothing_new() -> None:
    assert not diff(built(JANUARY, MARCH), built(MARCH, JANUARY))


def test_a_correction_shows_as_change() -> None:
    apart = Corrections((pair("different-from", entity_iri("Chip", "Flag"), entity_iri("Chip", "SM1")),))
    assert [c.thing.label for c in diff(built(JANUARY, MARCH), built(JANUARY, MARCH, corrections=apart)).things] == ["SM1"]


def test_markdown_names_sources_and_shows_text_as_it_stands(change: Diff) -> None:
    text = markdown(change)
    assert text.startswith("# What is new: 2031-01-01 to 2031-03-02\n\n## New\n\n- **Y2\\*** (Chip): “Chip:Y2\\* developedBy Organization:O” (2031-03-02)\n")
    assert "- **Y1** process node: 7 nm → 6 nm (2031-03-02)" in text
    assert "- **O** acquires P: rumored → denied (after 60 days) (2031-03-02)" in text
    assert "- **O** 收购 P: 传闻 → 已否认 (历时 60 天) (2031-03-02)" in markdown(change, "zh")
    assert "没有新内容" in markdown(Diff("a", "b"), "zh")


def test_the_json_has_every_part(change: Diff) -> None:
    found = change.to_json()
    assert [len(found[key]) for key in ("new_things", "changed_status", "changed_values", "vanished_facts", "vanished_things")] == [1, 2, 1, 0, 0]
    assert found["changed_values"][0]["before"]["briefing"] == "2031-01-01" and found["changed_values"][0]["evidence"]["line"] == 1


def test_days_snapshots_and_stores_can_be_compared(tmp_path: Path) -> None:
    built(JANUARY, store=tmp_path / "store").close()
    built(JANUARY, MARCH, store=tmp_path / "store").close()
    built(JANUARY, store=tmp_path / "other").close()
    changes = []
    for before, after in (("2031-01-01", "2031-03-02"), ("previous", "current"), ("000001", "000002"), (str(tmp_path / "other"), str(tmp_path / "store"))):
        with open_side(before, tmp_path / "store") as first, open_side(after, tmp_path / "store") as second:
            changes.append(diff(first, second))
    assert changes[0] and all(found.to_json() == changes[0].to_json() for found in changes)


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("2031-02-30", InputError, "'2031-02-30' is no day"),
        ("yesterday", InputError, "yesterday: no day .*, no snapshot .* and no store"),
        ("000009", StoreError, "no snapshot 000009; there is 000001"),
        ("previous", StoreError, "no snapshot previous; there is 000001"),
    ],
)
def test_what_can_not_be_compared_is_named(tmp_path: Path, name: str, error: type[Exception], message: str) -> None:
    built(JANUARY, store=tmp_path / "store").close()
    with pytest.raises(error, match=message):
        open_side(name, tmp_path / "store")
