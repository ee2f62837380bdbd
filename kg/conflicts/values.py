"""When two values say the same: numbers within their rounding, ranges that overlap, one node under two names; and under which conditions a number is said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kg import values
from kg.rdf import ClaimRecord

_DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_ABOUT, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")
_ABOVE = r"超过|超出|逾|高于|多于|大于|不低于|不少于|至少|over|more than|at least|above"
_BELOW = r"不到|不足|低于|少于|小于|不超过|至多|below|under|less than|at most"
_NEAR = r"近|约|大约|接近|将近|左右|nearly|about|around|approximately|roughly|some"
_BEFORE = re.compile(rf"(?:(?P<below>{_BELOW})|(?P<above>{_ABOVE})|(?P<near>{_NEAR}))\s*(?:为|达|是|到)?\s*$", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:[A-Za-z%％]+(?:/[A-Za-z]+)?|[万亿]?[一-鿿]{0,3}?)?\s*(?:(?P<above>以上|or more|\+)|(?P<below>以下|以内)|(?P<near>左右|上下|级))", re.IGNORECASE)
_CONDITIONS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "int4": r"int\s?4(?!\d)", "int8": r"int\s?8(?!\d)", "int16": r"int\s?16", "fp8": r"fp\s?8(?!\d)", "fp16": r"fp\s?16|半精度|half.precision", "bf16": r"bf\s?16",
        "fp32": r"fp\s?32|单精度|single.precision", "tf32": r"tf\s?32", "fp64": r"fp\s?64|双精度|double.precision", "sparse": r"稀疏|sparse|sparsity",
        "dense": r"稠密|dense", "winograd": r"winograd", "tensor": r"张量|tensor\s?core",
        "peak": r"最高|最大|峰值|高达|可达|可到|至多|最多|顶配|up to|peak|maximum|boost|睿频|加速频率|超频", "base": r"基础频率|基频|基准频率|标准频率|base clock",
        "several": r"(?:\d+|[两双三四五六七八九十百千多])\s*(?:颗|块|片|张|枚|个|台)[^，。；,;]{0,16}?(?:组成|集成|总|合计|并联|互联|集群)|总算力|整机|集群|cluster|combined|in total",
        "year-on-year": r"同比|year.on.year|YoY", "quarter-on-quarter": r"环比|quarter.on.quarter|QoQ", "adjusted": r"非\s?GAAP|non-?GAAP|调整后|扣非|adjusted", "gaap": r"(?<!非)(?<!非 )(?<!non-)GAAP",
        "gpu": r"(?<![A-Za-z])GPU|图形处理器|adreno|mali", "npu": r"(?<![A-Za-z])(?:NPU|APU|TPU|DSP)(?![A-Za-z])|神经网络引擎|neural engine",
    }.items()
}  # fmt: skip
_WATTS = re.compile(r"(?<![A-Za-z\d.])(\d+(?:\.\d+)?)\s*(?:W|瓦)(?![A-Za-z])")
_CHANGED = re.compile(
    r"[上下]调|(?:提高|提升|升级|升|增加?|降低?|减少?|扩大|修正|更正|更新|调整|变更|推迟)[至到为]|改[为由用成]|转由|转而|换成|换为|更换|取代|不再"
    r"|\b(?:raised?|lowered|cut|revised|updated|changed|switched|moved) (?:\w+ ){0,3}(?:to|from)\b|\binstead of\b",
    re.IGNORECASE,
)
_SIZES = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)\s*(?:nm|纳米)", re.IGNORECASE)
_CLOCKS = re.compile(r"\d+(?:\.\d+)?\s*[GM]Hz", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with the room that its wording leaves: what is said lies between `low` and `high`.

    Attributes
    ----------
    low, high : Decimal or None
        None where it is open.
    unit : str
        Amounts of two units can't be compared.
    """

    low: Decimal | None
    high: Decimal | None
    unit: str = ""

    def agrees(self, other: Amount) -> bool:
        """Whether some number fits both.

        Examples
        --------
        >>> exact, rounded = amount("frequency", "3.13 GHz"), amount("frequency", "3.1 GHz")
        >>> exact.agrees(rounded), exact.agrees(amount("frequency", "3.2 GHz"))
        (True, False)
        """
        below = self.high is not None and other.low is not None and self.high <= other.low
        above = self.low is not None and other.high is not None and self.low >= other.high
        return (self.low, self.high) == (other.low, other.high) or not (below or above)


def amount(part: str, text: str, sentence: str = "") -> Amount | None:
    """Return the number that a text names, with its room: half a unit of its last digit, more where the sentence says about, over or below.

    Parameters
    ----------
    part : str
        What it is of a claim: ``coreCount``, ``count``, ``clockFrequency``, ``frequency``, ``aiPerformance``, or another qualifier.
    text : str
        As the annotation has it.
    sentence : str
        That says it: it may hedge the number where the text doesn't.

    Examples
    --------
    >>> amount("count", "4"), amount("amount", "数亿元").high
    (Amount(low=Decimal('4'), high=Decimal('4'), unit=''), Decimal('1000000000'))
    >>> amount("aiPerformance", "10 TOPS", "算力超过10 TOPS").high is None
    True
    """
    if part in {"count", "coreCount"}:
        number = values.whole(text)
        return None if number is None else Amount(Decimal(number), Decimal(number))
    numbers = [m[0].replace(",", "") for m in _DIGITS.finditer(text)]
    room = max((_room(n) for n in numbers), default=Decimal(0))
    found: Amount | None = None
    if part in {"frequency", "clockFrequency"}:
        if (clock := values.clock(text)) is not None:
            scale = clock.high / Decimal(numbers[-1])
            found = Amount(clock.low - room * scale, clock.high + room * scale, "GHz")
    elif part == "aiPerformance":
        if (rate := values.performance(text)) is not None:
            tera = rate.tops if rate.tops is not None else rate.tflops
            scale = (tera if tera is not None else rate.value) / rate.value if rate.value else Decimal(1)
            unit = rate.unit if tera is None else "TOPS" if rate.tops is not None else "TFLOPS"
            found = Amount((rate.value - room) * scale, (rate.value + room) * scale, unit)
    elif (quantity := values.quantity(text)) is not None:
        found = _quantity(text, quantity, numbers, room)
    return _hedged(found, numbers, sentence) if found is not None and numbers else found


def _room(number: str) -> Decimal:
    """Half a unit of the last digit; of a number that ends in zeros, half a unit of the digit before them, but no more than a hundredth of the number.

    Examples
    --------
    >>> [str(_room(n)) for n in ("2.84", "10", "4400")]
    ['0.005', '0.5', '44.00']
    """
    last = Decimal(1).scaleb(-len(number.partition(".")[2])) / 2
    zeros = len(number) - len(number.rstrip("0"))
    return last if "." in number else max(last, min(Decimal(10) ** zeros / 2, Decimal(number) * _HUNDREDTH))


def _quantity(text: str, quantity: values.Quantity, numbers: list[str], room: Decimal) -> Amount:
    low = high = quantity.value
    if not numbers:  # 数千万: from one to ten of them
        return Amount(low, low * 10, quantity.unit)
    scale = abs(quantity.value) / Decimal(numbers[0]) if Decimal(numbers[0]) else Decimal(1)
    if len(numbers) > 1:
        high = Decimal(numbers[1]) * scale
    return (
        Amount(min(low, high) - room * scale, max(low, high) + room * scale, quantity.unit) if not quantity.approximate else _loose(text, min(low, high), max(low, high), quantity)
    )


def _loose(text: str, low: Decimal, high: Decimal, quantity: values.Quantity) -> Amount:
    if re.search(rf"{_ABOVE}|以上|余|多|\+", text, re.IGNORECASE):
        return Amount(low, None, quantity.unit)
    if re.search(rf"{_BELOW}|以内|以下", text, re.IGNORECASE):
        return Amount(None, high, quantity.unit)
    return Amount(low - abs(low) * _ABOUT, high + abs(high) * _ABOUT, quantity.unit)


def _hedged(found: Amount, numbers: list[str], sentence: str) -> Amount:
    """Widen a number by what stands around it in the sentence."""
    for m in re.finditer(rf"(?<![\d.]){re.escape(numbers[0])}(?![\d])", sentence):
        near = _BEFORE.search(sentence[max(0, m.start() - 12) : m.start()]) or _AFTER.match(sentence[m.end() : m.end() + 16])
        if near is None:
            continue
        if near["above"]:
            return Amount(found.low, None, found.unit)
        if near["below"]:
            return Amount(None, found.high, found.unit)
        low, high = (number if number is not None else Decimal(0) for number in (found.low, found.high))
        return Amount(low - abs(low) * _ABOUT, high + abs(high) * _ABOUT, found.unit)
    return found


def conditions(sentence: str) -> frozenset[str]:
    """Return under which conditions a sentence says its numbers: precision, peak or base, power, of how many; growth against which time.

    Examples
    --------
    >>> sorted(conditions("INT8算力最高8 TOPS，功耗5W"))
    ['5 W', 'int8', 'peak']
    """
    return frozenset(name for name, pattern in _CONDITIONS.items() if pattern.search(sentence)) | {f"{m[1]} W" for m in _WATTS.finditer(sentence)}


def lists_clocks(sentence: str) -> bool:
    """Whether a sentence names several clocks: those of clusters, or the base and the boost."""
    return len(_CLOCKS.findall(sentence)) > 1


def tells_of_change(sentence: str) -> bool:
    """Whether a sentence says that something became another than it was.

    Examples
    --------
    >>> tells_of_change("全年资本开支上调到43亿美元"), tells_of_change("全年资本开支为43亿美元")
    (True, False)
    """
    return _CHANGED.search(sentence) is not None


def mentions_number(sentence: str, text: str) -> bool:
    """Whether the first number of a text stands in a sentence as a number of its own.

    Examples
    --------
    >>> mentions_number("从7nm升级到5nm", "5 nm"), mentions_number("15 nm", "5 nm")
    (True, False)
    """
    found = _DIGITS.search(text)
    return found is not None and re.search(rf"(?<![\d.,]){re.escape(found[0])}(?![\d.]*\d)", sentence) is not None


def mentions_node(sentence: str, text: str) -> bool:
    """Whether a sentence names the size of a process node, or the node itself.

    Examples
    --------
    >>> mentions_node("从7纳米升级到5nm", "7 nm EUV"), mentions_node("从7纳米升级到5nm", "N6")
    (True, False)
    """
    size = values.feature_size_nm(text)
    return text.casefold() in sentence.casefold() or any(Decimal(m[1]) == size for m in _SIZES.finditer(sentence))


def same_node(first: str, second: str) -> bool:
    """Whether two names of process nodes may be of one node: those of one size may, and those whose size is not told.

    Examples
    --------
    >>> same_node("7 nm", "N7P"), same_node("7 nm EUV", "6 nm"), same_node("FinFET", "5 nm")
    (True, False, True)
    """
    sizes = values.feature_size_nm(first), values.feature_size_nm(second)
    return None in sizes or sizes[0] == sizes[1]


def sentences(claim: ClaimRecord) -> str:
    """Return all the sentences that say a claim, as one text."""
    return "\n".join(dict.fromkeys(evidence.sentence or evidence.quote for evidence in claim.evidence))
