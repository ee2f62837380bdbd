"""Confidence is measured on other briefings, and the tables of the documents are written from predictions that were kept."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from kg.calibration import confidence, reliability, totals
from kg.evaluate import Score

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def cross_validate() -> ModuleType:
    specification = importlib.util.spec_from_file_location("cross_validate", ROOT / "scripts" / "cross_validate.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_a_rule_never_seen_is_as_good_as_rules_are_and_one_often_seen_as_it_showed() -> None:
    assert confidence(Score()) == 0.7
    assert confidence(Score(right=0, predicted=3)) == pytest.approx(0.438, abs=1e-3)
    assert confidence(Score(right=900, predicted=1000)) == pytest.approx(0.9, abs=2e-3)


def test_the_confidence_of_a_briefings_claims_is_measured_on_the_others() -> None:
    found = reliability([{"a.rule": Score(100, 100)}, {"a.rule": Score(0, 100)}])
    by_bin = {b.low: b for b in found.bins if b.claims}
    assert [(low, b.claims, b.right) for low, b in by_bin.items()] == [(0.0, 100, 100), (0.95, 100, 0)]
    assert found.error > 0.9 and found.claims == 200


def test_a_rule_that_is_as_good_everywhere_is_well_calibrated() -> None:
    assert reliability([{"a.rule": Score(90, 100)}] * 20).error < 0.01
    assert reliability([]).error == 0.0


def test_counts_are_added_up_by_rule() -> None:
    assert totals([{"b": Score(1, 2)}, {"a": Score(1, 1), "b": Score(2, 2)}]) == {"a": Score(1, 1), "b": Score(3, 4)}


def test_the_documents_are_written_from_kept_predictions(tmp_path: Path, cross_validate: ModuleType) -> None:
    """Our own corpus as if it had been predicted: the gold itself, with one claim in four made wrong."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "kg" / "extract").mkdir(parents=True)
    page = tmp_path / "docs" / "extraction.md"
    page.write_text(f"before\n{cross_validate.BEGIN}\nstale\n{cross_validate.END}\nafter\n", "utf8")
    kept = tmp_path / "kept"
    kept.mkdir()
    for path in sorted((ROOT / "tests" / "golden").glob("*.json"))[:3]:
        annotation = json.loads(path.read_text("utf8"))
        literal = [c for c in annotation["claims"] if c["p"] in {"coreCount", "processNode", "arxivId"}]
        for k, claim in enumerate(literal):
            claim["rule"] = "test.number"
            claim["o"] = "99999" if k % 4 == 0 else claim["o"]
        annotation["claims"] = literal
        (kept / path.name).write_text(json.dumps(annotation), "utf8")
    briefings = cross_validate.rules_of(tmp_path / "shared", kept)
    assert len(briefings) == 3 and totals(briefings).keys() == {"test.number"}
    cross_validate.write({"gold": cross_validate.evaluate(ROOT / "tests" / "golden", kept)}, briefings, tmp_path)
    text = page.read_text("utf8")
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "stale" not in text
    assert "| test.number |" in text and "Expected calibration error: 0." in text
    counts = json.loads((tmp_path / "kg" / "measured.json").read_text("utf8"))["test.number"]
    trusted = json.loads((tmp_path / "kg" / "extract" / "confidence.json").read_text("utf8"))["test.number"]
    assert 0 < counts["right"] < counts["claims"] and trusted == confidence(Score(counts["right"], counts["claims"]))
