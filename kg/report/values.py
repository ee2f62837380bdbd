"""What a coverage report says of sentences, briefings and all of them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

SILENT = ("weighed_out", "unsure", "unknown_trigger", "name_weighed_out", "no_pair", "no_name", "elsewhere")
"""Reasons why a sentence gave nothing though it looks as if it said something, those that a maintainer can do most about first.

``weighed_out``: a rule read a fact, and the weighing dropped it. ``unsure``: no rule read one, and the weighing was not sure enough of any.
``unknown_trigger``: names that may be related, and nothing knows the words between them. ``name_weighed_out``: what looks like a name was taken for none.
``no_pair``: names of which no two may be related, or one alone. ``no_name``: numbers or verbs of news, and nothing that looks like a name.
``elsewhere``: its names are related by another sentence of the briefing.
"""

REASONS = ("told", *SILENT, "plain")
"""``told``: it gave facts. ``plain``: it gave none, and nothing in it looks as if it should."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a sentence: its span of the sentence's text, its type, and what it is a name of."""

    start: int
    end: int
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A candidate for a name that was taken for none.

    Attributes
    ----------
    start, end : int
        Span of the sentence's text.
    text : str
    form : str
        How it was proposed (`kg.extract.candidates`).
    type : str
        What it would most likely be.
    probability, none : float
        How likely it is that, and how likely it is no name.
    """

    start: int
    end: int
    text: str
    form: str
    type: str
    probability: float
    none: float


@dataclass(frozen=True, slots=True)
class Lost:
    """A fact that was not claimed.

    Attributes
    ----------
    subject, predicate, object : str
    rule : str
        The rule that read it; empty where none did.
    probability, threshold : float
        How likely it was, and how likely it had to be.
    words : str
        What stands between the two, other names as ``…``.
    """

    subject: str
    predicate: str
    object: str
    rule: str
    probability: float
    threshold: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class SentenceReport:
    """A sentence, what it gave, and why it gave no more.

    Attributes
    ----------
    line : int
    start, end : int
        Span of the file.
    text : str
    kind, section : str
        Of the item that it stands in.
    reason : str
        One of `REASONS`.
    signs : tuple of str
        What makes it look as if it said something: ``number``, ``name``, ``verb``.
    facts : tuple of str
        What it gave, in words, with the rule.
    names : tuple of Name
    dropped, unsure : tuple of Lost
        Facts that rules read and the weighing dropped, and facts that no rule read and that were not sure enough; the likeliest first.
    rejected : tuple of Rejected
        The likeliest first.
    """

    line: int
    start: int
    end: int
    text: str
    kind: str
    section: str
    reason: str
    signs: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    dropped: tuple[Lost, ...] = ()
    unsure: tuple[Lost, ...] = ()
    rejected: tuple[Rejected, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether it gave nothing though it looks as if it said something."""
        return self.reason in SILENT


@dataclass(frozen=True, slots=True)
class BriefingReport:
    """A briefing's sentences, in order, and the words between names that nothing related."""

    stem: str
    path: str
    sentences: tuple[SentenceReport, ...]
    words: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many sentences there are of each reason."""
        return _counts(self.sentences)


def _counts(sentences: Iterable[SentenceReport]) -> dict[str, int]:
    found = Counter(sentence.reason for sentence in sentences)
    return {reason: found[reason] for reason in REASONS}


@dataclass(frozen=True, slots=True)
class Telling:
    """Something that many silent sentences share: a word between names, or a candidate for a name; how often, and in which briefings."""

    text: str
    count: int
    briefings: int


@dataclass(frozen=True, slots=True)
class Report:
    """Reports of several briefings.

    Examples
    --------
    >>> report = Report((BriefingReport("b", "b.md", (SentenceReport(1, 0, 4, "甲芯。", "brief", "", "no_pair", ("name",)),)),))
    >>> report.counts["no_pair"], len(report.silent), report.words
    (1, 1, ())
    """

    briefings: tuple[BriefingReport, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many sentences there are of each reason."""
        return _counts(sentence for briefing in self.briefings for sentence in briefing.sentences)

    @property
    def silent(self) -> tuple[tuple[BriefingReport, SentenceReport], ...]:
        """The silent sentences, by reason, then in order."""
        found = [(briefing, sentence) for briefing in self.briefings for sentence in briefing.sentences if sentence.is_silent]
        return tuple(sorted(found, key=lambda pair: SILENT.index(pair[1].reason)))

    @property
    def words(self) -> tuple[Telling, ...]:
        """Words that stand between names which nothing related, the most frequent first: verbs that no rule knows are among them."""
        return _telling((briefing.stem, word) for briefing in self.briefings for word in briefing.words)

    @property
    def candidates(self) -> tuple[Telling, ...]:
        """What looks like a name in silent sentences and was taken for none, the most frequent first."""
        return _telling((briefing.stem, r.text) for briefing, sentence in self.silent for r in sentence.rejected)

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON-ready values; sentences that are plain are only counted."""
        return {
            "counts": self.counts, "words": [asdict(t) for t in self.words], "candidates": [asdict(t) for t in self.candidates],
            "briefings": [
                {"briefing": b.stem, "path": b.path, "counts": b.counts, "sentences": [asdict(s) for s in b.sentences if s.reason != "plain"]} for b in self.briefings
            ],
        }  # fmt: skip


def _telling(found: Iterable[tuple[str, str]]) -> tuple[Telling, ...]:
    counts: Counter[str] = Counter()
    places: dict[str, set[str]] = {}
    for stem, text in found:
        counts[text] += 1
        places.setdefault(text, set()).add(stem)
    return tuple(Telling(text, n, len(places[text])) for text, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
