"""The notebooks as they are kept: run in order, with what they printed. That they print the same again is checked by ``scripts/notebooks.py --check``, in CI."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(path.read_text("utf8"))["cells"] if cell["cell_type"] == kind]


def test_there_are_four() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["1-", "2-", "3-", "4-"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_was_run_from_top_to_bottom_without_an_error(path: Path) -> None:
    code = cells(path, "code")
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell["outputs"]]
    assert {output["output_type"] for output in outputs} <= {"stream", "display_data", "execute_result"}
    assert all(output.get("name") != "stderr" for output in outputs)
    assert all(cell["outputs"] for cell in code[1:]), "a cell that shows nothing teaches nothing"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_asks_a_question_and_answers_it_with_a_picture(path: Path) -> None:
    texts = ["".join(cell["source"]) for cell in cells(path, "markdown")]
    assert texts[0].startswith("# ") and texts[-1].startswith("**What it says.**")
    assert any("image/png" in output.get("data", {}) for cell in cells(path, "code") for output in cell["outputs"])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_nothing_of_the_machine_that_ran_it_is_kept(path: Path) -> None:
    text = re.sub(r'"image/png": "[^"]*"', "", path.read_text("utf8"))
    assert not re.search(r"/(?:home|root|tmp|work|Users)/|0x[0-9a-f]{6,}|iopub\.execute", text)
    assert len(path.read_bytes()) < 1_500_000
