"""Numbers in words and digits: 3,850 · 三点五 · 两千三百万 · 百亿 · 40 billion; and scales that multiply what goes before them."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
"""A number in digits, for patterns."""

_ONES = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_ENGLISH = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "mn": 10**6, "bn": 10**9, "tn": 10**12, "k": 10**3, "m": 10**6, "b": 10**9,
}  # fmt: skip
_WORDS = {w: i for i, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"])} | {"half": Decimal("0.5")}

CHINESE = rf"[{''.join(_ONES)}{''.join(_TENS)}万亿]+(?:点[零〇一二三四五六七八九]+)?"
"""A number in Chinese, for patterns."""

WORDS = rf"(?:{'|'.join(_WORDS)})(?![A-Za-z])"
"""A small number in English words, for patterns."""

SCALE = r"(?:[十百千]?[万亿]+|[十百千])(?![克米瓦])|(?:thousand|million|billion|trillion|mn|bn|tn)(?![A-Za-z])|[KMBkmb](?![A-Za-z])"
"""What multiplies a number in digits, for patterns."""


def number(text: str) -> Decimal | None:
    """Return the number that a text is, None if it is none.

    Examples
    --------
    >>> [str(number(t)) for t in ("3,850.5", "十二", "三点五", "两千三百万", "百亿", "三亿五千万", "二〇二一", "four", "若干")]
    ['3850.5', '12', '3.5', '23000000', '10000000000', '350000000', '2021', '4', 'None']
    """
    text = text.strip()
    if re.fullmatch(DIGITS, text, re.ASCII):
        return Decimal(text.replace(",", ""))
    if text.lower() in _WORDS:
        return Decimal(_WORDS[text.lower()])
    if not re.fullmatch(CHINESE, text):
        return None
    whole, _, decimals = text.partition("点")
    if not decimals:
        return Decimal(_chinese(whole))
    tail = re.match(r"[零〇一二三四五六七八九]+", decimals)
    return Decimal(f"{_chinese(whole)}.{''.join(str(_ONES[c]) for c in tail[0])}") if tail else None


def _chinese(text: str) -> int:
    for sign, factor in reversed(_MYRIADS.items()):
        before, found, after = text.rpartition(sign)
        if found:
            return (_chinese(before) if before else 1) * factor + (_chinese(after) if after else 0)
    if all(c in _ONES for c in text):
        return int("".join(str(_ONES[c]) for c in text))
    total, ones = 0, 0
    for c in text:
        if c in _TENS:
            total, ones = total + (ones or 1) * _TENS[c], 0
        else:
            ones = _ONES[c]
    return total + ones


def scale(text: str) -> Decimal:
    """Return what a scale multiplies by: 1 for an empty text.

    Examples
    --------
    >>> [str(scale(t)) for t in ("", "万", "千亿", "万亿", "billion", "K")]
    ['1', '10000', '100000000000', '1000000000000', '1000000000', '1000']
    """
    text = text.strip()
    if not text:
        return Decimal(1)
    return Decimal(_ENGLISH[text.lower()]) if text.lower() in _ENGLISH else Decimal(_chinese(text))


def plain(value: Decimal) -> str:
    """Return a decimal without exponent and without trailing zeros, as stores write it.

    Examples
    --------
    >>> plain(Decimal("3.85E+9")), plain(Decimal("0.50")), plain(Decimal("-0"))
    ('3850000000', '0.5', '0')
    """
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text
