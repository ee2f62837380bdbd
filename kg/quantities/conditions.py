"""What a sentence says a number is for: INT8 or FP16, sparse or dense, peak or base, within so many watts; and whether it hedges it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields

from kg.quantities.numerals import CHINESE
from kg.quantities.reading import ABOVE, BELOW, NEAR, folded, located, parse

_PRECISIONS = {
    "INT4": r"int\s?4(?!\d)", "INT8": r"int\s?8(?!\d)", "INT16": r"int\s?16", "INT32": r"int\s?32", "FP4": r"fp\s?4(?!\d)", "FP8": r"fp\s?8(?!\d)", "FP16": r"fp\s?16|半精度|half[ -]precision",
    "BF16": r"bf(?:loat)?\s?16", "TF32": r"tf\s?32", "FP32": r"fp\s?32|单精度|single[ -]precision", "FP64": r"fp\s?64|双精度|double[ -]precision",
}  # fmt: skip
_GROUPS: dict[str, dict[str, str]] = {
    "precision": _PRECISIONS,
    "sparsity": {"sparse": r"稀疏|sparse|sparsity", "dense": r"稠密|密集|dense"},
    "level": {
        "base": r"基础频率|基频|基准频率|默认频率|base (?:clock|frequency)|\bbase\b", "sustained": r"持续|平均|sustained|average",
        "peak": r"最高|最大|峰值|高达|可达|可到|最多|多达|\bup to\b|\bpeak\b|\bmax(?:imum)?\b|\bboost\b|\bturbo\b|睿频|加速频率|超频|极限",
    },
    "method": {"Winograd": r"winograd", "tensor cores": r"张量|tensor\s?cores?"},
    "scope": {"per core": r"单核|每核|per core|single[ -]core", "per cluster": r"每簇|每个簇|per cluster", "in total": r"(?:\d+|[两双三四五六七八九十百千多])\s*[颗块片张枚个台][^,、。;]{0,12}?(?:组成|集群|总|合计|并联|互联)|合计|总计|in total|combined"},
    "growth": {"year-on-year": r"同比|year[ -]on[ -]year|year[ -]over[ -]year|\byoy\b", "quarter-on-quarter": r"环比|quarter[ -]on[ -]quarter|quarter[ -]over[ -]quarter|\bqoq\b|sequentially"},
    "accounting": {"non-GAAP": r"非\s?GAAP|non-?\s?GAAP|调整后|扣非|adjusted", "GAAP": r"(?<!非)(?<!非 )(?<!non-)(?<!non)\bGAAP"},
}  # fmt: skip
_POWER = re.compile(
    r"(?:(?P<a>\d+(?:\.\d+)?)\s*(?:W|瓦)(?:的?(?:功耗|功率|TDP))?(?:[之以]?[下内]|时)|(?:@|\bat\b|\bwithin\b)\s*(?P<b>\d+(?:\.\d+)?)\s*W)(?![A-Za-z])", re.IGNORECASE
)
_BARE_POWER = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:W|瓦)\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*(?:的?(?:AI)?算力|性能)?\s*[(\[]([^()\[\]]{1,40})[)\]]")
_BOUNDARY = re.compile(r"[。;!?\n]|[,、](?!\d{3}(?!\d))")
_SETTING = re.compile(r"(?:下|时|模式|精度|情况|场景|中|加速|集群)\s*$")
_DIGITS = re.compile(rf"\d+(?:,\d{{3}})*(?:\.\d+)?|{CHINESE}")
_JOINED = re.compile(r"\s*(?:/|、|和|与|及|或|and|or|,)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under which conditions a number is said; a field is empty where the sentence doesn't say.

    Attributes
    ----------
    precision : str
        ``INT4``, ``INT8``, ``FP16``, ``BF16``, ``TF32``, ``FP32``, …
    sparsity : str
        ``sparse`` or ``dense``.
    level : str
        ``peak``, ``base`` or ``sustained``.
    method : str
        ``Winograd``, ``tensor cores``.
    scope : str
        ``per core``, ``per cluster``, ``in total``.
    growth : str
        ``year-on-year``, ``quarter-on-quarter``.
    accounting : str
        ``GAAP``, ``non-GAAP``.
    power : str
        The power it is reached within: ``16 W``.
    """

    precision: str = ""
    sparsity: str = ""
    level: str = ""
    method: str = ""
    scope: str = ""
    growth: str = ""
    accounting: str = ""
    power: str = ""

    @property
    def text(self) -> str:
        """All but the precision, as ``edge:condition`` has it: ``sparse, peak, 16 W``."""
        return ", ".join(value for field in fields(self) if field.name != "precision" and (value := getattr(self, field.name)))

    @classmethod
    def of(cls, precision: str, text: str) -> Conditions:
        """Return the conditions that a claim's ``edge:precision`` and ``edge:condition`` write.

        Examples
        --------
        >>> Conditions.of("INT8", "sparse, peak").sparsity
        'sparse'
        """
        return _in(f"{precision}, {text}")


@functools.cache
def _compiled() -> dict[str, dict[str, re.Pattern[str]]]:
    return {group: {name: re.compile(pattern, re.IGNORECASE) for name, pattern in names.items()} for group, names in _GROUPS.items()}


def _in(text: str, *, is_aside: bool = False) -> Conditions:
    """The conditions that a stretch of text says; the last of two, none where it lists several precisions."""
    found = {group: _last(text, patterns, group == "precision") for group, patterns in _compiled().items()}
    power = next(_POWER.finditer(text), None)
    watts = (power["a"] or power["b"]) if power else None
    if watts is None:
        bare = [m for part in re.split(r"[,、]", text) if (m := _BARE_POWER.fullmatch(part))]
        watts = bare[0][1] if bare and (is_aside or "," in text) else None
    return Conditions(**found, power=f"{watts} W" if watts else "")


def _last(text: str, patterns: dict[str, re.Pattern[str]], is_list: bool) -> str:
    places = sorted((m.end(), m.start(), name) for name, pattern in patterns.items() for m in pattern.finditer(text))
    if not places:
        return ""
    if is_list and len({name for *_, name in places}) > 1 and _JOINED.search(text[places[-2][0] : places[-1][1]] or " "):
        return ""
    return places[-1][2]


def _position(sentence: str, text: str) -> tuple[int, int] | None:
    """Where the number of a text stands in a sentence, best with its unit; both folded."""
    wanted = parse(text)
    if wanted is not None:
        for start, end, quantity in located(sentence, wanted.kind):
            if quantity.unit == wanted.unit and (quantity.value == wanted.value or wanted.value in {quantity.low, quantity.high}):
                return start, end
    digits = _DIGITS.search(folded(text))
    if digits is None:
        return None
    m = re.search(rf"(?<![\d.A-Za-z]){re.escape(digits[0])}(?![\d]|\.\d)", folded(sentence))
    return None if m is None else m.span()


def conditions(sentence: str, text: str) -> Conditions:
    """Return under which conditions a sentence says a number.

    What stands in brackets behind the number counts most; then what its own clause says before it, back to the number before; then a clause before that
    sets the scene (“…下，”, “…模式，”); then what its clause says behind it.

    Parameters
    ----------
    sentence : str
    text : str
        The number as the annotation has it: ``17.6 TOPS``.

    Examples
    --------
    >>> said = "在20W功耗下，FP16算力为5 TFLOPS，INT8算力可高达20TOPS，在Winograd加速下，INT8算力为40TOPS（稀疏）"
    >>> [(c.precision, c.text) for c in (conditions(said, text) for text in ("5 TFLOPS", "20 TOPS", "40 TOPS"))]
    [('FP16', '20 W'), ('INT8', 'peak'), ('INT8', 'sparse, Winograd')]
    """
    source = folded(sentence)
    place = _position(sentence, text)
    if place is None:
        return Conditions()
    start, end = place
    own = re.match(r"[^\d]*", source[start:end])
    number = start + (own.end() if own else 0)
    rates = [(s, e) for s, e, q in located(sentence) if q.kind not in {"power", "length", "multiple", "count"} and e <= start]
    floor = max((e for _, e in rates), default=0)
    stops = [m.end() for m in _BOUNDARY.finditer(source, 0, number)]
    hard = [m.end() for m in re.finditer(r"[。;!?\n]", source[:number])]
    clause = max(floor, stops[-1] if stops else 0)
    scene = _scene(source, stops, clause, max(floor, hard[-1] if hard else 0))
    aside = _BRACKETS.match(source, end)
    following = _BOUNDARY.search(source, end)
    others = [s for s, _, q in located(sentence) if s >= end and q.kind not in {"multiple", "count"}]
    behind = source[end : min([following.start() if following else len(source), *others[:1]])]
    parts = [
        _in(aside[1], is_aside=True) if aside else Conditions(), _in(source[clause:number]), *map(_in, scene), _in(re.split(r"[(\[]", behind)[0]),
    ]  # fmt: skip
    return Conditions(**{field.name: next((value for part in parts if (value := getattr(part, field.name))), "") for field in fields(Conditions)})


def _scene(source: str, stops: list[int], clause: int, floor: int) -> Iterator[str]:
    """The clauses before a clause that set its scene, the nearest first."""
    ends = [stop for stop in stops if floor < stop <= clause]
    for i in range(len(ends) - 1, -1, -1):
        text = source[ends[i - 1] if i else floor : ends[i] - 1]
        if not _SETTING.search(text) or "等" in text[-5:]:  # a list of what it can do is no setting
            return
        yield text


_BEFORE = re.compile(rf"(?:(?P<below>{BELOW})|(?P<above>{ABOVE})|(?P<near>{NEAR}))\s*(?:为|达|是|到|了)?\s*$", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:[A-Za-z%]+(?:/[A-Za-z]+)?|[万亿]?[一-鿿]{0,3}?)?\s*(?:(?P<above>及?以上|or more|\+)|(?P<below>以下|以内)|(?P<near>左右|上下))", re.IGNORECASE)


def hedged(sentence: str, text: str) -> str:
    """Return whether a sentence says a number as a lower bound (``above``), an upper one (``below``) or about (``near``); else empty.

    Examples
    --------
    >>> hedged("吞吐量超过10个TOPS", "10 TOPS"), hedged("约7 TOPS", "7 TOPS"), hedged("达到5 TOPS", "5 TOPS"), hedged("10 TOPS以上", "10 TOPS")
    ('above', 'near', '', 'above')
    """
    digits = _DIGITS.search(folded(text))
    source = folded(sentence)
    if digits is None:
        return ""
    for m in re.finditer(rf"(?<![\d.A-Za-z]){re.escape(digits[0])}(?![\d]|\.\d)", source):
        found = _BEFORE.search(source[max(0, m.start() - 12) : m.start()]) or _AFTER.match(source[m.end() : m.end() + 16])
        if found is not None:
            return next(name for name, value in found.groupdict().items() if value)
    return ""
