"""A coverage report -> a page: one file that needs no other, no script and no network."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from kg.report.values import REASONS, SILENT, Report, SentenceReport

HERE = Path(__file__).parent
Language = Literal["en", "zh"]
_SHOWN = 40


@functools.cache
def words(language: Language) -> Mapping[str, Any]:
    """Return what a report says in a language; ``reasons`` holds a title and an explanation of each reason.

    Examples
    --------
    >>> words("zh")["reasons"]["no_name"][0]
    '没有名称'
    """
    found: Mapping[str, Any] = tomllib.loads((HERE / "words.toml").read_text("utf8"))[language]
    return found


def pieces(sentence: SentenceReport) -> Iterator[tuple[str, str]]:
    """Yield a sentence in pieces, each with the type of the name it is, ``rejected`` for what was taken for none, else nothing.

    Examples
    --------
    >>> from kg.report.values import Name
    >>> list(pieces(SentenceReport(1, 0, 5, "甲芯发布。", "brief", "", "no_pair", names=(Name(0, 2, "Chip", "甲芯"),))))
    [('甲芯', 'Chip'), ('发布。', '')]
    """
    marks = sorted([(n.start, n.end, n.type) for n in sentence.names] + [(r.start, r.end, "rejected") for r in sentence.rejected])
    position = 0
    for start, end, kind in marks:
        if start < position:
            continue
        if start > position:
            yield sentence.text[position:start], ""
        yield sentence.text[start:end], kind
        position = end
    if position < len(sentence.text):
        yield sentence.text[position:], ""


def page(report: Report, language: Language = "en") -> str:
    """Return a report as HTML; whatever stands in briefings is escaped.

    Parameters
    ----------
    report : Report
    language : str
        ``en`` or ``zh``.

    Examples
    --------
    >>> "<h1>Coverage of briefings</h1>" in page(Report(()))
    True
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # slow

    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("page.html").render(report=report, say=words(language), language=language, reasons=REASONS, silent=SILENT, pieces=pieces, shown=_SHOWN)
