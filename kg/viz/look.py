"""How pictures look, and the words on them in English and Chinese: read from ``look.toml`` and from the ontology's labels."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg import schema

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Look:
    """Colours, dashes and words.

    Attributes
    ----------
    colours : mapping of str to (str, str)
        Class -> colour on light ground, on dark ground.
    dashes : mapping of str to tuple of int
        Status -> lengths of strokes and gaps; empty for a whole line.
    words : mapping of str to mapping of str to str
        Language -> name of a class, predicate, status or control -> how it is written.
    """

    colours: Mapping[str, tuple[str, str]]
    dashes: Mapping[str, tuple[int, ...]]
    words: Mapping[str, Mapping[str, str]]

    def colour(self, type_: str) -> str:
        """Return the colour of a class on light ground."""
        return self.colours.get(type_, self.colours["Page"])[0]

    def word(self, name: str, language: str = "en") -> str:
        """Return how a class, predicate or status is written; the name itself where nobody says.

        Examples
        --------
        >>> look().word("hasCore"), look().word("hasCore", "zh"), look().word("rumored", "zh")
        ('has core', '核心配置', '传闻')
        """
        return self.words[language].get(name, name)


@functools.cache
def look() -> Look:
    """Return how pictures look."""
    data = tomllib.loads((Path(__file__).parent / "look.toml").read_text("utf8"))
    words = {language: {**_labels(language), **data["words"][language]} for language in LANGUAGES}
    return Look({name: (light, dark) for name, (light, dark) in data["classes"].items()}, {name: tuple(d) for name, d in data["dashes"].items()}, words)


def _labels(language: str) -> dict[str, str]:
    """The ontology's labels in one language; statuses go by their names in the claims, which are lower case."""
    found = {name: texts[language] for name, texts in schema.labels().items() if language in texts}
    return {name.lower() if name in schema.statuses() else name: text for name, text in found.items()}
