"""The annotated briefings that models learn from and are measured on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import written  # noqa: E402

from kg.briefing import read  # noqa: E402
from kg.model import Briefing  # noqa: E402


@dataclass(frozen=True)
class Annotated:
    """A briefing with its annotation in the format of the gold files.

    Attributes
    ----------
    name : str
        Set and stem, such as ``gold/2021-08-01``.
    is_real : bool
        Whether an editor wrote the briefing for readers; models give what they learn from such a say of its own.
    """

    name: str
    briefing: Briefing
    gold: dict[str, Any]
    is_real: bool

    @property
    def stem(self) -> str:
        return self.name.split("/")[1]


def folders(shared: Path) -> dict[str, tuple[Path, Path]]:
    """Return each set of annotated briefings: the folder of its annotations and that of its texts."""
    return {
        "gold": (shared / "gold", shared / "corpus"),
        "annotations": (ROOT / "training" / "annotations", shared / "corpus"),
        "golden": (ROOT / "tests" / "golden", ROOT / "corpus"),
    }


def annotated(shared: Path, leave_out: Iterable[str] = ()) -> Iterator[Annotated]:
    """Yield every annotated briefing but those whose stems are left out, in a fixed order."""
    leave_out = set(leave_out)
    for name, (facts, texts) in folders(shared).items():
        for path in sorted(facts.glob("*.json")):
            text = texts / f"{path.stem}.md"
            if text.exists() and path.stem not in leave_out:
                yield Annotated(f"{name}/{path.stem}", read(text), json.loads(path.read_text("utf8")), name != "golden")
    for path in sorted(written.FOLDER.glob("*.txt")):
        if path.stem not in leave_out:
            found = written.read(path)
            yield Annotated(f"written/{path.stem}", found.briefing, found.gold, False)


REAL = "real:"
"""Prefix of the second copy of a feature that examples from real briefings have (H. Daumé III, "Frustratingly Easy Domain Adaptation", ACL 2007)."""


def adapted(features: list[str], is_real: bool) -> list[str]:
    """Return the features, those of real briefings twice: what only holds there is learned apart from what holds anywhere."""
    return [*features, *(REAL + f for f in features)] if is_real else features


def merged(index: dict[str, int], weights: Any) -> tuple[dict[str, int], Any]:
    """Return the weights for real briefings: those of a feature and of its copy added up."""
    import numpy as np

    names = sorted({f.removeprefix(REAL) for f in index})
    result = np.zeros((len(names), weights.shape[1]), dtype=np.float32)
    for k, f in enumerate(names):
        for source in (f, REAL + f):
            if source in index:
                result[k] += weights[index[source]]
    return {f: k for k, f in enumerate(names)}, result
