"""No claim without a quote that is really there: a sound store passes, and each kind of damage is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.briefing import read
from kg.builder import Settings, build
from kg.evidence import MESSAGES, faults
from kg.model import Annotation, Briefing, Claim, Entity, Evidence
from kg.namespaces import node
from kg.originals import originals
from kg.sources import collect
from kg.store import DiskStore
from kg.validate import validate

TEXT = "# 简报 (2031-05-06)\n\n- **甲公司**：推出乙芯，采用5nm工艺；\n- 丙公司：融资。\n"


def annotate(briefing: Briefing) -> Annotation:
    """Read 乙芯 and its 5nm, at their true places."""
    chip = Entity("Chip", "乙芯", lines=(3,))
    start = briefing.text.index("5nm工艺")
    line = briefing.line_of(start)
    sentence = next(briefing.content[s.start : s.end] for item in briefing.items for s in item.sentences if "5nm" in briefing.content[s.start : s.end])
    claim = Claim(chip.iri, "processNode", "5 nm", rule="processes.process_node", evidence=(Evidence(start, start + 5, line, "5nm工艺", sentence),))
    return Annotation(briefing.stem, briefing.date, briefing.title, (chip,), (claim,), briefing.digest)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "2031-05-06.md").write_text(TEXT, "utf8")
    build(tmp_path / "store", collect(tmp_path / "news"), Settings(annotate))
    return tmp_path / "store"


def quads(store: Path) -> list[ox.Quad]:
    opened = DiskStore(store)
    try:
        return list(opened.quads())
    finally:
        opened.close()


def changed(found: list[ox.Quad], property_: str, change: Callable[[str], str | int]) -> list[ox.Quad]:
    """The quads with another value of a property of evidence."""
    return [ox.Quad(q.subject, q.predicate, ox.Literal(change(q.object.value)), q.graph_name) if q.predicate == node(property_) else q for q in found]  # type: ignore[union-attr]


def test_a_sound_store_passes_and_its_files_were_looked_at(store: Path) -> None:
    at_hand = originals(store)
    assert list(at_hand.files) == ["2031-05-06"] and at_hand.missing == {}
    assert list(faults(quads(store), at_hand.files)) == [] and validate(quads(store), files=at_hand.files).conforms


@pytest.mark.parametrize(
    ("property_", "change", "kind"),
    [
        ("edge:quote", lambda text: text + "。", "length"),
        ("edge:end", lambda text: int(text) + 1, "length"),
        ("edge:quote", lambda text: "7nm" + text[3:], "place"),
        ("edge:line", lambda text: int(text) + 1, "line"),
        ("edge:sentence", lambda text: "又" + text, "sentence"),
    ],
    ids=["longer quote", "later end", "other quote", "other line", "other sentence"],
)
def test_damage_to_evidence_is_a_violation(property_: str, change: Callable[[str], str | int], kind: str, store: Path) -> None:
    damaged = changed(quads(store), property_, change)
    assert [fault.kind for fault in faults(damaged, originals(store).files)] == [kind]
    report = validate(damaged, files=originals(store).files)
    [result] = report.of("violation")
    assert result.shape.endswith(f"Evidence-{kind}") and (result.message, result.message_zh) == MESSAGES[kind] and not report.conforms


def test_a_claim_whose_evidence_is_gone_is_a_violation(store: Path) -> None:
    damaged = [q for q in quads(store) if q.predicate != node("edge:evidence")]
    assert {result.shape.rsplit("#")[-1] for result in validate(damaged).of("violation")} >= {"Claim-evidence", "Evidence-claim"}


def test_lengths_are_checked_without_files_and_places_are_not(store: Path) -> None:
    found = quads(store)
    assert [f.kind for f in faults(changed(found, "edge:end", lambda text: int(text) + 2))] == ["length"]
    assert list(faults(changed(found, "edge:line", lambda text: int(text) + 1))) == []


def test_a_file_that_changed_or_is_gone_is_not_at_hand(store: Path) -> None:
    file = store.parent / "news" / "2031-05-06.md"
    file.write_text(TEXT + "- 丁公司：停产。\n", "utf8")
    assert "has changed since it was read" in originals(store).missing["2031-05-06"]
    file.unlink()
    assert "is gone" in originals(store).missing["2031-05-06"] and originals(store).files == {}


def test_a_file_that_can_not_be_read_any_more_is_told(store: Path) -> None:
    [source] = originals(store).files.values()
    [fault] = faults(quads(store), {"2031-05-06": replace(source, data=b"\x89PNG\r\n\x1a\n\x00\x01\x02" * 9)})
    assert fault.kind == "file" and fault.focus.endswith("/briefing/2031-05-06")


def test_briefings_of_an_archive_are_found_in_it(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "news.zip", "w") as archive:
        archive.writestr("a/2031-05-06.md", TEXT)
    build(tmp_path / "store", collect(tmp_path / "news.zip"), Settings(annotate))
    at_hand = originals(tmp_path / "store")
    assert at_hand.of("2031-05-06").data.decode() == TEXT and list(faults(quads(tmp_path / "store"), at_hand.files)) == []


def test_what_our_own_reader_reads_stands_where_it_says(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text(TEXT, "utf8")
    briefing = read(tmp_path / "b.md")
    [claim] = annotate(briefing).claims
    assert briefing.text[claim.evidence[0].start : claim.evidence[0].end] == "5nm工艺"
