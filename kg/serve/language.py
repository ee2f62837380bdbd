"""The language of the pages: which one a visitor wants, and the words in it. Words of the interface are in ``strings/``, words of the graph in the ontology."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from kg import schema
from kg.serve.formats import ranges

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
_STRINGS = Path(__file__).parent / "strings"


def chosen(accept_language: str, kept: str = "") -> Language:
    """Return the language of a visitor: the one kept in the cookie, else by ``Accept-Language``.

    Examples
    --------
    >>> chosen("zh-CN,zh;q=0.9,en;q=0.8"), chosen("de, en;q=0.5"), chosen("zh", "en")
    ('zh', 'en', 'en')
    """
    liked = [kept, *(name.split("-")[0] for name, quality in ranges(accept_language) if quality > 0)]
    return next((language for wanted in liked for language in LANGUAGES if wanted == language), "en")


@functools.cache
def strings(language: Language) -> Mapping[str, Any]:
    """Return the catalogue of a language.

    Examples
    --------
    >>> strings("zh")["search"]
    '搜索'
    """
    return tomllib.loads((_STRINGS / f"{language}.toml").read_text("utf8"))


class Speaker:
    """What templates say things with, in one language.

    Parameters
    ----------
    language : str

    Examples
    --------
    >>> speak = Speaker("zh")
    >>> speak("search"), speak.word("Chip"), speak.name({"labels": {"en": "MediaTek", "zh": "联发科"}, "label": "MediaTek"}), speak.count("n_sources", 3)
    ('搜索', '芯片', '联发科', '3 个来源')
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self._strings = strings(language)

    def __call__(self, key: str, **values: object) -> str:
        """Return a text of the interface."""
        text: str = self._strings[key]
        return text.format(**values) if values else text

    def count(self, key: str, number: int) -> str:
        """Return a text with a number in it, in its singular for one."""
        text: str = self._strings.get(f"{key}_one", self._strings[key]) if number == 1 else self._strings[key]
        return text.format(n=f"{number:,}")

    def word(self, name: str) -> str:
        """Return the label of a class, predicate or status."""
        return schema.labels().get(name, {}).get(self.language, name)

    def predicate(self, name: str, is_inverse: bool = False) -> str:
        """Return what a predicate is called, seen from its subject or from its object."""
        inverse: Mapping[str, str] = self._strings["inverse"]
        if is_inverse:
            return inverse.get(name, f"← {self.word(name)}")
        return self.word(name)

    def status(self, name: str) -> str:
        """Return what a status is called."""
        return self.word(name.capitalize())

    def name(self, shown: Mapping[str, Any]) -> str:
        """Return the name of a thing in this language where it has one."""
        labels: Mapping[str, str] = shown.get("labels", {})
        return labels.get(self.language) or str(shown.get("label") or next(iter(labels.values()), "") or shown.get("short", ""))

    def other_name(self, shown: Mapping[str, Any]) -> str:
        """Return its name in the other language, where that is another."""
        own = self.name(shown)
        return next((text for text in shown.get("labels", {}).values() if text != own), "")

    def title(self, query: Mapping[str, Any]) -> str:
        """Return the title of a named query."""
        return str(query["title_zh"] if self.language == "zh" else query["title"])
