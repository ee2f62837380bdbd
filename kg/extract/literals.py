"""Literals of an item that may be facts about its things: sizes of processes, clocks, performances, totals of cores, versions, rounds of funding.

Each is cheap and often no fact; `kg.extract.relations` weighs which thing it is said of, if any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.quantities import FREQUENCY, PERFORMANCE, count, frequency, performance
from kg.extract.rules.business import IPO, ROUND
from kg.extract.rules.hardware import CORES
from kg.extract.rules.processes import NAMED_NODE, NODE, nanometres
from kg.extract.views import ItemView

WEIGHED = ("processNode", "clockFrequency", "aiPerformance", "coreCount", "releases", "fundingRound")
"""Predicates whose literals are weighed; those of the others have one form and one owner, which rules know best."""

_VERSION = re.compile(
    r"(?<![\w.])[vV]?(?P<v>\d{1,2}(?:\.\d{1,3}){1,3}(?:[ -]?(?:alpha|beta|rc|dev|preview|post)[.-]?\d{0,2})?)(?![\w.%]|\s*(?:倍|%|GHz|MHz|nm|[GMKT]B|x\b|ms|秒|亿|万|英寸|寸|元|美元|W\b|TOPS|T\b))",
    re.I,
)
_MOST_CORES = 5000


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal in its normal form, and where it stands in the view's text."""

    predicate: str
    value: str
    start: int
    end: int


def literals(view: ItemView) -> Iterator[Literal]:
    """Yield the literals of an item, by predicate, in order.

    Parameters
    ----------
    view : ItemView
    """
    text = view.text
    for m in NODE.finditer(text):
        yield Literal("processNode", nanometres(m), *m.span())
    for m in NAMED_NODE.finditer(text):
        yield Literal("processNode", m[1], *m.span())
    for m in FREQUENCY.finditer(text):
        yield Literal("clockFrequency", frequency(m), *m.span())
    for m in PERFORMANCE.finditer(text):
        yield Literal("aiPerformance", performance(m), *m.span())
    for m in CORES.finditer(text):
        if (n := count(m["n"])) and n <= _MOST_CORES:
            yield Literal("coreCount", str(n), *m.span())
    for m in _VERSION.finditer(text):
        yield Literal("releases", m["v"], *m.span())
    for m in ROUND.finditer(text):
        yield Literal("fundingRound", m[1] if m[1].startswith("Series") else re.sub(r"\s+", "", m[1]), *m.span())
    for m in IPO.finditer(text):
        yield Literal("fundingRound", "IPO", *m.span())
