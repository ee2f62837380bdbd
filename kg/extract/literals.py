"""Literals of an item that may be facts about its things: sizes of processes, clocks, performances, totals of cores, versions, rounds of funding.

Each is cheap and often no fact; `kg.extract.relations` weighs which thing it is said of, if any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.quantities import FREQUENCY, PERFORMANCE, frequency, performance
from kg.extract.rules.business import IPO, ROUND
from kg.extract.rules.hardware import CORES, MOST_CORES, cores, per_watt
from kg.extract.rules.processes import NOT_NODE, named_nodes, sized_nodes
from kg.extract.views import ItemView, compile_pattern

WEIGHED = ("processNode", "clockFrequency", "aiPerformance", "coreCount", "releases", "fundingRound")
"""Predicates whose literals are weighed; those of the others have one form and one owner, which rules know best."""

_VERSION = re.compile(
    r"(?<![\w.])[vV]?(?P<v>\d{1,2}(?:\.\d{1,3}){1,3}(?:[ -]?(?:alpha|beta|rc|dev|preview|post)[.-]?\d{0,2}|[ab]\d{1,2})?|20[12]\d{5}(?=\s*(?:版|release)))(?![A-Za-z0-9_%]|\.\d|\s*(?:倍|%|GHz|MHz|nm|[GMKT]B|x\b|ms|秒|亿|万|英寸|寸|元|美元|W\b|TOPS|T\b))",
    re.I,
)

_OTHER_CLOCK = re.compile(r"内存|显存|刷新|总线|带宽|频段|射频|LPDDR|DDR\d|Wi-?Fi|毫米波|雷达|采样", re.I)
"""What has a frequency that is no clock of the chip."""
_OF_A_KIND = compile_pattern(r"\s*(?:的)?\s*(?:<O>)?\s*<K>")
"""A core right behind a count: that many of its kind, not a total."""
_WORK = re.compile(r"\s*(?:的)?(?:计算量|运算量|FLOPs)")
"""Operations that a task takes, not those a chip does a second."""


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
    for node in (*sized_nodes(view), *named_nodes(view)):
        if not NOT_NODE.search(text, node.start, view.clause(node.start)[1]):
            yield Literal("processNode", node.value, node.start, node.end)
    for m in FREQUENCY.finditer(text):
        if not _OTHER_CLOCK.search(text, view.clause(m.start())[0], m.end() + 6):
            yield Literal("clockFrequency", frequency(m), *m.span())
    for m in PERFORMANCE.finditer(text):
        if not per_watt(m) and not _WORK.match(text, m.end()):
            yield Literal("aiPerformance", performance(m), *m.span())
    for m in CORES.finditer(text):
        if (n := cores(m)) and n <= MOST_CORES and not _OF_A_KIND.match(text, m.end()):
            yield Literal("coreCount", str(n), *m.span())
    for m in _VERSION.finditer(text):
        yield Literal("releases", m["v"], *m.span())
    for m in ROUND.finditer(text):
        yield Literal("fundingRound", m[1] if m[1].startswith("Series") else re.sub(r"\s+", "", m[1]), *m.span())
    for m in IPO.finditer(text):
        yield Literal("fundingRound", "IPO", *m.span())
