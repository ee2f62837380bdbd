"""README and pages of docs/ show what is really printed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import kg

ROOT = Path(__file__).resolve().parent.parent


def test_the_console_examples_print_what_readme_shows() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "scripts" / "readme.py"), "--check"], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr


def test_the_python_example_finds_the_maker_and_the_process() -> None:
    annotation = kg.annotate("- 高通：推出骁龙8 Gen 5芯片，采用台积电3nm工艺")
    assert {c.predicate for c in annotation.claims} >= {"processNode", "manufacturedBy"}
