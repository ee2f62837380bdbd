"""Literal normal forms of the annotation guide -> the numbers that claims carry: nanometres, gigahertz, TOPS, money, shares, counts.

Each function takes the text as an annotation holds it and returns None where the text names no number of its kind. `kg.quantities` reads the written
forms; this says which of them a literal of which predicate may be, and knows the names of process nodes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kg import quantities
from kg.quantities import plain

__all__ = ["Clock", "Performance", "Quantity", "clock", "feature_size_nm", "performance", "plain", "quantity", "whole"]

_NODE_NAME = re.compile(
    r"(?<![A-Za-z0-9])(?:(?:N|SF|CLN|GF)(?P<nm>\d{1,3})(?:[A-Z]{0,3}\d?\+{0,2})|(?P<nm2>\d{1,2})(?:LP[EPUH]|FDX?|FFC?|HPC?|FinFET)\+{0,2}|(?P<angstrom>\d{2})A)(?![A-Za-z0-9])"
)
_INTEL = re.compile(r"Intel\s*(?P<nm>\d{1,2})$", re.IGNORECASE)
_SIZES = frozenset({"nm", "μm", "Å"})


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock or a range of clocks, in GHz; `low` equals `high` where one is named."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Performance:
    """A compute rate, of a range the highest: the number and unit as written, and in TOPS (operations) or TFLOPS (floating-point operations).

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


def feature_size_nm(text: str) -> Decimal | None:
    """Return the size in nanometres that a process node is called by.

    Examples
    --------
    >>> [str(feature_size_nm(t)) for t in ("7 nm EUV", "0.8 μm", "N7", "Intel 20A", "8LPP", "Intel 7", "FinFET")]
    ['7', '800', '7', '2', '8', '7', 'None']
    """
    sizes = (q for q in quantities.find(text, "length") if q.written_unit in _SIZES)
    if (size := next(sizes, None)) is not None:
        return size.value
    if m := _NODE_NAME.search(text):
        return Decimal(plain(Decimal(m["angstrom"]) / 10)) if m["angstrom"] else Decimal(m["nm"] or m["nm2"])
    if m := _INTEL.search(text):
        return Decimal(m["nm"])
    return None


def clock(text: str) -> Clock | None:
    """Return the clock that `text` names, in GHz.

    Examples
    --------
    >>> clock("2.3-2.5 GHz"), clock("836 MHz")
    (Clock(low=Decimal('2.3'), high=Decimal('2.5')), Clock(low=Decimal('0.836'), high=Decimal('0.836')))
    """
    found = next(quantities.find(text, "frequency"), None)
    if found is None:
        return None
    low, high = (end if end is not None else found.value for end in (found.low, found.high))
    return Clock(low, high)


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
    kinds = (("operation rate", "tops"), ("floating-point rate", "tflops"), ("efficiency", ""), ("floating-point efficiency", ""))
    found = next(((q, to) for kind, to in kinds for q in quantities.find(text, kind)), None)
    if found is None:
        return None
    rate, to = found
    highest = rate.high if rate.high is not None else rate.value
    return Performance(rate.as_written(highest), rate.written_unit, highest if to == "tops" else None, highest if to == "tflops" else None)


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
    found = quantities.parse(text)
    if found is None:
        return None
    currency = found.unit if found.kind == "money" else ""
    return Quantity(found.written_value, currency or found.unit_text, currency, found.approximate or found.up_to)


def whole(text: str) -> int | None:
    """Return the whole number that `text` is, None if it is none.

    Examples
    --------
    >>> whole("8"), whole("10,496"), whole("8 核")
    (8, 10496, None)
    """
    return int(text.replace(",", "")) if re.fullmatch(r"\d+(?:,\d{3})*", text.strip()) else None
