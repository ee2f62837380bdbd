"""Literal normal forms of the annotation guide -> numbers in fixed units: nanometres, gigahertz, TOPS, money, shares, counts.

Each function takes the text as an annotation holds it and returns None where the text names no number of its kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_NM_PER_UNIT = {
    "nm": Decimal(1),
    "纳米": Decimal(1),
    "μm": Decimal(1000),
    "µm": Decimal(1000),
    "um": Decimal(1000),
    "微米": Decimal(1000),
    "å": Decimal("0.1"),
    "埃": Decimal("0.1"),
}
_SIZE = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>nm|纳米|[μµu]m|微米|Å|埃)(?![A-Za-z])", re.IGNORECASE)
_NODE_NAME = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:N|SF|CLN|GF)(?P<nm>\d{1,3})(?:[A-Z]{0,3}\d?\+{0,2})|(?P<nm2>\d{1,2})(?:LP[EPUH]|FDX?|FFC?|HPC?|FinFET)\+{0,2}|(?P<angstrom>\d{2})A)(?![A-Za-z0-9])"
)
_INTEL = re.compile(r"Intel\s*(?P<nm>\d{1,2})$", re.IGNORECASE)
_GHZ_PER_UNIT = {"g": Decimal(1), "m": Decimal("0.001"), "k": Decimal("0.000001")}
_CLOCK = re.compile(rf"(?P<low>{_NUMBER})\s*(?:(?P<low_unit>[GMK])Hz)?(?:\s*[-–~～至到]\s*(?P<high>{_NUMBER}))?\s*(?P<unit>[GMK])Hz", re.IGNORECASE)
_TERA_PER_PREFIX = {"": Decimal("1e-12"), "K": Decimal("1e-9"), "M": Decimal("1e-6"), "G": Decimal("0.001"), "T": Decimal(1), "P": Decimal(1000), "E": Decimal(1_000_000)}
_PERFORMANCE = re.compile(rf"(?P<value>{_NUMBER})\s*(?P<prefix>[KMGTPE]?)(?P<kind>OPS|FLOPS)(?P<per>/\w+)?(?!\w)", re.IGNORECASE)

_CURRENCIES = {
    "美元": "USD", "美金": "USD", "usd": "USD", "dollars": "USD", "dollar": "USD", "us dollars": "USD", "us$": "USD", "$": "USD", "＄": "USD",
    "元": "CNY", "人民币": "CNY", "元人民币": "CNY", "rmb": "CNY", "yuan": "CNY", "cny": "CNY", "¥": "CNY", "￥": "CNY",
    "欧元": "EUR", "eur": "EUR", "euros": "EUR", "euro": "EUR", "€": "EUR", "英镑": "GBP", "gbp": "GBP", "£": "GBP", "日元": "JPY", "jpy": "JPY", "yen": "JPY",
    "韩元": "KRW", "krw": "KRW", "won": "KRW", "新台币": "TWD", "台币": "TWD", "twd": "TWD", "港元": "HKD", "港币": "HKD", "hkd": "HKD",
    "卢比": "INR", "inr": "INR", "瑞士法郎": "CHF", "加元": "CAD", "澳元": "AUD", "新加坡元": "SGD",
}  # fmt: skip
_SCALES = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "亿": 100_000_000,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "bn": 10**9,
    "mn": 10**6,
    "k": 1000,
    "m": 10**6,
    "b": 10**9,
}
_VAGUE_SCALE = r"[十百千万亿]+"
_QUANTITY = re.compile(
    rf"""(?P<fall>(?:最多|最高)?(?:下降|下滑|下跌|减少|亏损?))?\s*
    (?P<about>近|约为?|超过?|逾|至少|最多|最高|高达|接近|不到|不超过|达|每[天日月季年])?\s*(?P<sign>[-−+]?)\s*(?P<currency>US\$|[$＄¥￥€£])?\s*
    (?:(?P<number>{_NUMBER})(?:\s*[-–~～至到]\s*(?P<high>{_NUMBER}))?\s*(?P<odd>[余多])?\s*(?P<scale>(?:{_VAGUE_SCALE}|thousand|million|billion|trillion|bn|mn|[kmb](?![a-z]))(?![克米瓦分]))?
      |(?P<several>[数几上过]?)(?P<bare>{_VAGUE_SCALE}(?![克米瓦分])))
    (?P<vague>\s*(?:余|多|以上|左右|以内|级别?|\+))?\s*(?P<unit>[^\d\s][^\d]{{0,20}}?)?(?P<vague2>以上|左右|以内)?""",
    re.VERBOSE | re.IGNORECASE,
)
_RANK = re.compile(r"(?:全球|世界|国内|中国|行业|市场|排名|位居|位列)*(?P<kind>[第前])(?P<rank>[一二三四五六七八九十]{1,3}|\d+)(?:名|位|大|强)?")
_CHINESE_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九", 1)}


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock or a range of clocks, in GHz; `low` equals `high` where one is named."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Performance:
    """A compute rate: the number and unit as written, and in TOPS (operations) or TFLOPS (floating-point operations).

    Both are None for a rate per watt.
    """

    value: Decimal
    unit: str
    tops: Decimal | None
    tflops: Decimal | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as news writes it.

    Attributes
    ----------
    value : Decimal
        The number with its scale (万, 亿, million) applied; the lower end of a range or of a vague amount (数千万: 10 000 000).
    unit : str
        ISO 4217 code of money, ``%``, or what is counted (``片``); empty where nothing.
    currency : str
        ISO 4217 code where it is money, else empty.
    approximate : bool
        Whether the text leaves the number open: 近, 约, 数, 以上, a range.
    """

    value: Decimal
    unit: str
    currency: str
    approximate: bool


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def plain(number: Decimal) -> str:
    """Return a decimal without exponent and without trailing zeros, as stores write it.

    Examples
    --------
    >>> plain(Decimal("3.85E+9")), plain(Decimal("0.50")), plain(Decimal("-0"))
    ('3850000000', '0.5', '0')
    """
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def feature_size_nm(text: str) -> Decimal | None:
    """Return the size in nanometres that a process node is called by.

    Examples
    --------
    >>> [str(feature_size_nm(t)) for t in ("7 nm EUV", "0.8 μm", "N7", "Intel 20A", "8LPP", "Intel 7", "FinFET")]
    ['7', '800', '7', '2', '8', '7', 'None']
    """
    if m := _SIZE.search(text):
        return _normal(_decimal(m["number"]) * _NM_PER_UNIT[m["unit"].lower()])
    if m := _NODE_NAME.search(text):
        return _normal(Decimal(m["angstrom"]) / 10 if m["angstrom"] else Decimal(m["nm"] or m["nm2"]))
    if m := _INTEL.search(text):
        return Decimal(m["nm"])
    return None


def _normal(number: Decimal) -> Decimal:
    return Decimal(plain(number))


def clock(text: str) -> Clock | None:
    """Return the clock that `text` names, in GHz.

    Examples
    --------
    >>> clock("2.3-2.5 GHz"), clock("836 MHz")
    (Clock(low=Decimal('2.3'), high=Decimal('2.5')), Clock(low=Decimal('0.836'), high=Decimal('0.836')))
    """
    m = _CLOCK.search(text)
    if m is None:
        return None
    high_factor = _GHZ_PER_UNIT[m["unit"].lower()]
    low = _decimal(m["low"]) * (_GHZ_PER_UNIT[m["low_unit"].lower()] if m["low_unit"] else high_factor)
    high = _decimal(m["high"]) * high_factor if m["high"] else low
    return Clock(_normal(min(low, high)), _normal(max(low, high)))


def performance(text: str) -> Performance | None:
    """Return the compute rate that `text` names.

    Examples
    --------
    >>> p = performance("10.5 POPS")
    >>> p.unit, p.tops, p.tflops
    ('POPS', Decimal('10500'), None)
    >>> performance("5 TOPS/W").tops is None, performance("40 TFLOPS").tflops, performance("快 3 倍")
    (True, Decimal('40'), None)
    """
    m = _PERFORMANCE.search(text)
    if m is None:
        return None
    value, prefix, kind = _decimal(m["value"]), m["prefix"].upper(), m["kind"].upper()
    unit = f"{prefix}{kind}{(m['per'] or '').upper()}"
    tera = None if m["per"] else _normal(value * _TERA_PER_PREFIX[prefix])
    return Performance(_normal(value), unit, tera if kind == "OPS" else None, tera if kind == "FLOPS" else None)


def quantity(text: str) -> Quantity | None:
    """Return the number that `text` names, with its scale applied: money, shares, counts, ranks.

    Examples
    --------
    >>> def show(text):
    ...     q = quantity(text)
    ...     return None if q is None else f"{plain(q.value)} {q.unit}{' about' if q.approximate else ''}"
    >>> [show(t) for t in ("38.5 亿美元", "近 10 亿元", "数千万元", "40 billion 美元")]
    ['3850000000 USD', '1000000000 CNY about', '10000000 CNY about', '40000000000 USD']
    >>> [show(t) for t in ("17%", "-11%", "4 万片", "7-8 万片", "50%以上", "全球第二", "百万级", "若干")]
    ['17 %', '-11 %', '40000 片', '70000 片 about', '50 % about', '2 ', '1000000  about', None]
    """
    text = text.strip()
    if m := _RANK.fullmatch(text):
        return Quantity(Decimal(_small_count(m["rank"])), "", "", m["kind"] == "前")
    m = _QUANTITY.fullmatch(text)
    if m is None:
        return None
    number = _decimal(m["number"]) if m["number"] else Decimal(1)
    value = number * _scale(m["scale"] or m["bare"] or "")
    if m["sign"] in {"-", "−"} or m["fall"]:
        value = -value
    unit = (m["unit"] or "").strip().replace("％", "%")
    currency = _CURRENCIES.get(unit.lower()) or (_CURRENCIES[m["currency"].lower()] if m["currency"] else "")
    vague = any(m[k] for k in ("high", "several", "odd", "vague", "vague2")) or bool(m["about"]) or (m["fall"] or "").startswith("最")
    return Quantity(_normal(value), currency or unit, currency, vague)


def _scale(text: str) -> int:
    if text.lower() in _SCALES:
        return _SCALES[text.lower()]
    product = 1
    for character in text:
        product *= _SCALES[character]
    return product


def _small_count(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, separator, ones = text.rpartition("十")
    return (_CHINESE_DIGITS.get(tens, 1) * 10 if separator else 0) + _CHINESE_DIGITS.get(ones, 0)


def whole(text: str) -> int | None:
    """Return the whole number that `text` is, None if it is none.

    Examples
    --------
    >>> whole("8"), whole("10,496"), whole("8 核")
    (8, 10496, None)
    """
    return int(text.replace(",", "")) if re.fullmatch(r"\d+(?:,\d{3})*", text.strip()) else None
