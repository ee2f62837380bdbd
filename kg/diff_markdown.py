"""A comparison as Markdown: what one pastes into a newsletter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from kg import schema
from kg.diff import Diff, FactChange
from kg.rdf import ClaimRecord

_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "en": {
        "title": "What is new: {before} to {after}", "things": "New", "facts": "New facts about known things", "states": "Changed status", "values": "Changed values",
        "gone": "No longer said", "gone_things": "No longer there", "nothing": "Nothing is new.", "days": "after {n} days",
    },
    "zh": {
        "title": "新动向：{before} 至 {after}", "things": "新出现", "facts": "已知事物的新事实", "states": "状态变化", "values": "取值变化",
        "gone": "不再提及", "gone_things": "不再存在", "nothing": "没有新内容。", "days": "历时 {n} 天",
    },
})  # fmt: skip
_STATUS = MappingProxyType({"asserted": "已确认", "planned": "计划中", "rumored": "传闻", "denied": "已否认", "past": "已成过去"})


def markdown(found: Diff, language: str = "en") -> str:
    """Return a comparison as Markdown, each line with the briefing that says it; empty sections are left out.

    Parameters
    ----------
    found : Diff
    language : str
        Of the headings: ``en`` or ``zh``.

    Examples
    --------
    >>> print(markdown(Diff("2031-01-01", "2031-02-01")))
    # What is new: 2031-01-01 to 2031-02-01
    <BLANKLINE>
    Nothing is new.
    <BLANKLINE>
    """
    words = _WORDS[language]

    def state(name: str) -> str:
        return _STATUS.get(name, name) if language == "zh" else name

    labels = {name: texts[language] for name, texts in schema.labels().items() if language in texts}

    def fact(change: FactChange) -> str:
        took = f" ({words['days'].format(n=change.days)})" if change.days is not None else ""
        story = " → ".join(state(s) for s in (change.was, change.status) if s)
        return f"**{_plain(change.subject_label)}** {labels.get(change.predicate, change.predicate)} {_plain(change.value)}: {story}{took}{_source(change.claim)}"

    sections: list[tuple[str, list[str]]] = [
        ("things", [f"**{_plain(c.thing.label)}** ({c.thing.type}){_source(c.claim, with_quote=True)}" for c in found.things]),
        ("states", [fact(change) for change in found.states]),
        (
            "values",
            [
                f"**{_plain(v.subject_label)}** {labels.get(v.predicate, v.predicate)}{_scope(v.context)}: {_plain(v.was)} → {_plain(v.value)}{_source(v.claim)}"
                for v in found.values
            ],
        ),
        ("facts", [fact(change) for change in found.facts_of_known_things]),
        ("gone", [fact(change) for change in found.gone_facts]),
        ("gone_things", [f"{_plain(c.thing.label)} ({c.thing.type})" for c in found.gone_things]),
    ]
    lines = [f"# {words['title'].format(before=_plain(found.before), after=_plain(found.after))}", "", *_sections(sections, words)]
    return "\n".join(lines if len(lines) > 2 else [*lines, words["nothing"], ""])


def _sections(sections: Iterable[tuple[str, list[str]]], words: Mapping[str, str]) -> Iterator[str]:
    for name, lines in sections:
        if lines:
            yield from (f"## {words[name]}", "", *(f"- {line}" for line in lines), "")


def _scope(context: Iterable[str]) -> str:
    return "".join(f" {_plain(text.partition('=')[2])}" for text in context)


def _source(claim: ClaimRecord | None, *, with_quote: bool = False) -> str:
    if claim is None:
        return ""
    quote = f": “{_plain(claim.evidence[0].sentence or claim.evidence[0].quote)}”" if with_quote and claim.evidence else ""
    return f"{quote} ({_plain(claim.briefing)})"


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands, on one line."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))
