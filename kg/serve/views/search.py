"""Names as one types them: the beginning of any name in either language, its pinyin or their initials, or a part of it."""

from __future__ import annotations

from typing import Any

from kg.serve.reader import Reader
from kg.serve.views.describing import thing


def search(reader: Reader, typed: str, most: int = 10) -> dict[str, Any]:
    """Return the things whose names fit what is typed, the best first."""
    found = reader.graph.index.search(typed, most)
    return {"typed": typed, "things": [{**thing(t), "aliases": list(t.aliases), "matched": name} for t, name in found]}
