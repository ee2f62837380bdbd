"""Numbers with units, periods, rounds of funding and identifiers, as they stand in a question."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from kg import values
from kg.quantities import period
from kg.quantities.numerals import WORDS, number

_PREFIXES = {"single": 1, "dual": 2, "triple": 3, "quad": 4, "hexa": 6, "octa": 8, "deca": 10, "双": 2, "单": 1}
_SMALL = f"{WORDS}|(?:{'|'.join(p for p in _PREFIXES if p.isascii())})\\b"
_MONTHS = tuple(name.lower() for name in calendar.month_name if name)


@dataclass(frozen=True, slots=True)
class Literal:
    """A value in a question.

    Attributes
    ----------
    kind : str
        A predicate with literal values (``processNode``, ``arxivId``, …), ``amount``, ``share``, ``number`` or ``period``.
    text : str
        As written.
    value : Decimal or None
        In the unit that the graph compares by: nanometres, gigahertz, tera-operations a second, the currency's unit.
    unit : str
        ``tops`` or ``tflops``; the ISO 4217 code of money.
    names : tuple of str
        What claims may write for it: rounds of funding. Of a period, a regular expression.
    span : pair of date or None
        Of a period: its first and last day.
    """

    kind: str
    text: str
    value: Decimal | None = None
    unit: str = ""
    names: tuple[str, ...] = ()
    span: tuple[dt.date, dt.date] | None = None


def small_number(text: str) -> Decimal | None:
    """Return the whole number that a numeral stands for, None if it is none.

    Examples
    --------
    >>> [str(small_number(t)) for t in ("8", "八", "双", "octa", "four", "十二", "多")]
    ['8', '8', '2', '8', '4', '12', 'None']
    """
    text = text.lower()
    return Decimal(_PREFIXES[text]) if text in _PREFIXES else number(text)


_N = r"\d+(?:,\d{3})*(?:\.\d+)?"
_COUNT = rf"(?:\d+(?:,\d{{3}})*|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九两双单]|{_SMALL})"
_MONEY_UNIT = r"(?:[十百千万亿]*\s*(?:美元|美金|人民币|元|欧元|英镑|日元|韩元|新台币|台币|港元|卢比)|(?:thousand|million|billion|trillion|bn|mn)?\s*(?:US dollars|U\.S\. dollars|dollars|dollar|USD|euros|euro|yuan|RMB|EUR|yen|CNY))"


def _size(m: re.Match[str]) -> Literal | None:
    size = values.feature_size_nm(m[0].replace("-", " "))
    return Literal("processNode", m[0], size) if size is not None else None


def _clock(m: re.Match[str]) -> Literal | None:
    clock = values.clock(m[0])
    return Literal("clockFrequency", m[0], clock.high) if clock else None


def _performance(m: re.Match[str]) -> Literal | None:
    rate = values.performance(f"{m['n']} TOPS" if m["short"] else m[0])
    if rate is None or (rate.tops is None and rate.tflops is None):
        return None
    return Literal("aiPerformance", m[0], rate.tops if rate.tops is not None else rate.tflops, "tops" if rate.tops is not None else "tflops")


def _cores(m: re.Match[str]) -> Literal | None:
    return Literal("coreCount", m[0], small_number(m["n"]))


def _money(m: re.Match[str]) -> Literal | None:
    amount = values.quantity(re.sub(r"U\.S\.", "US", m[0]))
    return Literal("amount", m[0], amount.value, amount.currency) if amount and amount.currency else None


def _share(m: re.Match[str]) -> Literal | None:
    return Literal("share", m[0].rstrip("%"), Decimal(m["n"].replace(",", "")), "%")


def _number(m: re.Match[str]) -> Literal | None:
    value = small_number(m[0])
    return Literal("number", m[0], value) if value is not None else None


def _large(m: re.Match[str]) -> Literal | None:
    amount = values.quantity(m[0])
    return Literal("number", m[0], amount.value) if amount else None


def _version(m: re.Match[str]) -> Literal | None:
    """A version; one with a single point may also be a number."""
    text = m[0].lstrip("vV")
    return Literal("number", text, Decimal(text) if re.fullmatch(r"\d+\.\d+", text) else None)


def _round(m: re.Match[str]) -> Literal | None:
    if m["ipo"]:
        return Literal("fundingRound", m[0], names=("IPO",))
    letter = (m["zh"] or m["series"] or m["en"] or "").upper()
    if not letter:
        return Literal("fundingRound", m[0], names=(m["named"], m["named"].replace("融资", "轮")))
    prefix = "Pre-" if m["pre"] else ""
    return Literal(
        "fundingRound", m[0], names=(f"{prefix}{letter}轮", f"{prefix}Series {letter}", f"{prefix}{letter} round", f"Series {prefix}{letter}", f"{prefix}{letter}轮融资")
    )


def _seed(m: re.Match[str]) -> Literal | None:
    return Literal("fundingRound", m[0], names=("种子轮", "seed", "Seed", "seed round") if "seed" in m[0].lower() else ("天使轮", "angel", "angel round"))


def _period(m: re.Match[str]) -> Literal | None:
    found = period(m[0])
    if found is None:
        return None
    pattern = f"^{found.normal}$" if found.year else f"{found.normal.removeprefix('FY')}$"
    return Literal("period", m[0], names=(pattern,), span=found.days)


def _arxiv(m: re.Match[str]) -> Literal | None:
    return Literal("arxivId", m["id"])


def _repository(m: re.Match[str]) -> Literal | None:
    return Literal("codeRepository", m["path"].rstrip("."))


_Y = r"(?:19|20)\d\d"
_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Literal | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (rf"{_N}[ -]?(?:nm|纳米|[μµ]m|微米|nanomet(?:er|re)s?)(?![A-Za-z])", _size),
        (rf"{_N}(?:\s*-\s*{_N})?\s?[GMK]Hz(?![A-Za-z])", _clock),
        (rf"(?P<n>{_N})\s?(?:[KMGTPE]?FLOPS(?![A-Za-z])|[KMGTPE]?OPS(?![A-Za-z])|(?P<short>T(?=\s*(?:算力|的算力|以上|以下|及以上))))", _performance),
        (rf"(?P<n>{_COUNT})\s?(?:核(?!心)|-core(?![A-Za-z]))", _cores),
        (rf"(?:US\$|[$¥€£])\s?{_N}\s?(?:thousand|million|billion|trillion|bn|mn|[十百千万亿]+)?(?![A-Za-z])", _money),
        (rf"{_N}\s*{_MONEY_UNIT}", _money),
        (rf"(?P<n>{_N})\s?%", _share),
        (r"(?P<ipo>IPO|首次公开募股|首次公开发行|上市|public listing|public offering|initial public offering|public|listing|list publicly)(?![A-Za-z])", _round),
        (r"(?P<ipo>)(?P<zh>)(?P<series>)(?P<pre>)(?P<en>)(?P<named>战略融资|战略投资轮|战略轮)", _round),
        (r"(?P<ipo>)(?P<named>)(?P<series>)(?P<en>)(?P<pre>Pre-?)?(?P<zh>[A-H]\d?\+{0,2})\s?轮融资", _round),
        (r"(?P<ipo>)(?P<named>)(?P<series>)(?P<en>)(?P<pre>Pre-?)?(?P<zh>[A-H]\d?\+{0,2})\s?轮", _round),
        (r"(?P<ipo>)(?P<named>)(?P<zh>)(?P<en>)(?P<pre>Pre-?)?Series[ -](?P<series>[A-H]\d?\+{0,2})(?: (?:funding|financing))?(?: round)?(?![A-Za-z])", _round),
        (r"(?P<ipo>)(?P<named>)(?P<zh>)(?P<series>)(?P<pre>Pre-?)?(?P<en>[A-H]\d?\+{0,2})[ -]round(?![A-Za-z])", _round),
        (r"天使轮融资|种子轮融资", _seed),
        (r"天使轮|种子轮|(?:angel|seed)(?: round| funding)?(?![A-Za-z])", _seed),
        (rf"(?:FY)?{_Y}\s?(?:财年|年)?\s?第?(?:[QH][1-4]|[一二三四1-4](?:财季|季度|季)|[上下]半年)", _period),
        (rf"(?:the )?(?:first|second|third|fourth|1st|2nd|3rd|4th) (?:fiscal )?(?:quarter|half)(?: (?:of |in )?(?:the )?(?:fiscal (?:year )?|FY)?{_Y})?", _period),
        (rf"[QH][1-4](?:,? (?:of |in )?(?:the )?(?:fiscal (?:year )?|FY)?{_Y})?(?![A-Za-z0-9])", _period),
        (r"第[一二三四1-4](?:财季|季度)|[上下]半年", _period),
        (rf"{_Y}(?:-|年\s?)\d{{1,2}}(?:\s?月份?)?(?![\d-])", _period),
        (rf"(?:{'|'.join(_MONTHS)}),? (?:of )?{_Y}(?!\d)", _period),
        (rf"(?:FY ?|fiscal (?:year )?)?{_Y}\s?(?:财年|年度|年)?(?![\d.])", _period),
        (r"(?:arXiv:\s?)?(?P<id>\d{4}\.\d{4,5})(?!\d)", _arxiv),
        (r"(?:https?://)?(?:www\.)?(?:github\.com/)?(?P<path>[A-Za-z0-9][A-Za-z0-9_.-]*/[A-Za-z0-9][A-Za-z0-9_.-]*)", _repository),
        (_COUNT, _number),
        (rf"{_N}\s?(?:thousand|million|billion|[千万亿]+)(?![A-Za-z])", _large),
        (r"v?\d+(?:\.\d+){1,3}(?:-?(?:rc|beta|alpha)\d*)?", _version),
    )
)


def read(text: str, start: int) -> Iterator[tuple[int, Literal]]:
    """Yield the values that begin at `start`, each with its end.

    Examples
    --------
    >>> [(literal.kind, str(literal.value)) for _, literal in read("7纳米", 0)]
    [('processNode', '7'), ('number', '7')]
    >>> next(read("2021年第二季度", 0))[1].names, next(read("Series C", 0))[1].names[0]
    (('^2021Q2$',), 'C轮')
    """
    if start and _is_word(text[start - 1]) and _is_word(text[start]):
        return
    for pattern, reader in _READERS:
        m = pattern.match(text, start)
        if m is None or m.end() == start or (m.end() < len(text) and _is_word(text[m.end() - 1]) and _is_word(text[m.end()])):
            continue
        if (literal := reader(m)) is not None:
            yield m.end(), literal


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalnum()
