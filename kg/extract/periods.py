"""The periods that figures are for, as briefings write them: quarters, halves, months, years, fiscal years."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.quantities import count

_RELATIVE = {"今年": 0, "本年": 0, "去年": -1, "明年": 1, "前年": -2}
_YEAR = r"(?P<{0}>20\d\d)\s*年?度?|(?P<{1}>今年|本年|去年|明年|前年)"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_FISCAL = (
    re.compile(
        r"(?P<y>20\d\d)\s*财年\s*(?:的)?(?:第?(?P<q>[一二三四1-4])(?:财?季|季度)|[Qq](?P<q2>[1-4]))?|(?:fiscal|FY)\s*(?:[Qq](?P<q4>[1-4])\s*)?'?(?P<y2>(?:20)?\d\d)\s*(?:[Qq](?P<q3>[1-4]))?",
        re.I,
    ),
    re.compile(r"(?<!\d)财年?\s*(?:的)?第?(?P<q>[一二三四1-4])\s*(?:财?季度?)|第(?P<q2>[一二三四1-4])财季"),
)
_UNTIL = re.compile(r"截至\s*(?:今年|去年)?\s*(?P<m>\d{1,2})\s*月(?:底|末|\d+日)?\s*的?\s*(?:第?(?P<q>[一二三四1-4])\s*财?季度?|(?P<quarter>季度|单季|财季)|(?P<year>财年))")
_QUARTER = re.compile(
    rf"(?:{_YEAR.format('y', 'r')})?\s*的?\s*(?:第?(?P<q>[一二三四1-4])\s*季度?|[Qq]\s?(?P<q2>[1-4])(?![\d.]))(?:[季度\s,，]*(?P<y2>20\d\d)(?!\d))?|"
    r"(?P<q3>first|second|third|fourth)[- ]quarter(?:\s*(?:of\s*)?(?P<y3>20\d\d))?",
    re.I,
)
_THREE_QUARTERS = re.compile(rf"(?:{_YEAR.format('y', 'r')})?\s*前三\s*个?季度?")
_HALF = re.compile(rf"(?:{_YEAR.format('y', 'r')})?\s*(?P<half>上半年|半年报|中报|下半年|[Hh][12](?![A-Za-z0-9]))")
_MONTH = re.compile(rf"(?:{_YEAR.format('y', 'r')})?\s*(?P<m>\d{{1,2}})\s*月份?(?!\d*日|\s*\d+\s*日|底|末|初|中旬|上旬|下旬)")
_WHOLE = re.compile(
    r"(?P<y>20\d\d)\s*年?\s*(?:-|–|~|～|至|到)\s*(?P<to>20\d\d)\s*年|(?P<year>20\d\d)\s*(?:财年|年)|(?P<bare>20\d\d)(?=\s*(?:revenue|sales))|(?P<r>今年|本年|去年|前年|明年)|\bin (?P<y2>20\d\d)\b"
)


@dataclass(frozen=True, slots=True)
class Period:
    """A period named in a text: its span and normal form; `whole` where it is no more than a year."""

    start: int
    end: int
    form: str
    whole: bool = False


def periods(text: str, date: dt.date | None) -> list[Period]:
    """Return the periods that `text` names, in order, none inside another; `date` completes a missing year.

    Examples
    --------
    >>> [p.form for p in periods("2020年营收9亿元，Q2营收3亿元", dt.date(2021, 8, 1))]
    ['2020', '2021Q2']
    """
    return list(_apart(text, date))


@functools.lru_cache(maxsize=16)
def _apart(text: str, date: dt.date | None) -> tuple[Period, ...]:
    """The periods of `periods`: several rules ask for those of one text in turn."""
    found: list[Period] = []
    for p in _all(text, date):
        if p.form and not re.search(r"(?:较|比|相比)\s*$", text[max(0, p.start - 3) : p.start]) and not any(p.start < q.end and q.start < p.end for q in found):
            found.append(p)
    return tuple(sorted(found, key=lambda p: p.start))


def period(text: str, date: dt.date | None) -> str:
    """Return the first period that `text` names (``"2021Q2"``, ``"2020H1"``, ``"2021-05"``, ``"2019"``), empty if none; `date` completes a missing year.

    Examples
    --------
    >>> day = dt.date(2021, 8, 1)
    >>> [period(t, day) for t in ("2021Q2财报", "第二季度", "Q4", "上半年", "5月出货", "2019年营收", "去年", "昨天")]
    ['2021Q2', '2021Q2', '2020Q4', '2021H1', '2021-05', '2019', '2020', '']
    >>> [period(t, day) for t in ("截至6月底的季度", "截至7月的二季度", "FY22Q1", "前三季度")]
    ['2021Q2', 'FY2022Q2', 'FY2022Q1', '2021前三季度']
    """
    found = periods(text, date)
    return found[0].form if found else ""


def _all(text: str, date: dt.date | None) -> Iterator[Period]:
    for m in _UNTIL.finditer(text):
        yield Period(*m.span(), _until(m, date))
    for m in _FISCAL[0].finditer(text):
        year = (m["y"] or m["y2"]).rjust(4, "#").replace("##", "20")
        part = next((f"Q{count(m[k])}" for k in ("q", "q2", "q3", "q4") if m[k]), "")
        yield Period(*m.span(), f"FY{year}{part}")
    for m in _FISCAL[1].finditer(text):
        yield Period(*m.span(), f"FY{date.year if date else ''}Q{count(m['q'] or m['q2'])}")
    for m in _THREE_QUARTERS.finditer(text):
        yield Period(*m.span(), f"{_year(m, date) or ''}前三季度")
    for m in _QUARTER.finditer(text):
        quarter = _ORDINALS[m["q3"].lower()] if m["q3"] else count(m["q"] or m["q2"]) or 0
        stated = m["y2"] or m["y3"]
        year = int(stated) if stated else _year(m, date, (quarter - 1) * 3 + 1)
        yield Period(*m.span(), f"{year or ''}Q{quarter}")
    for m in _HALF.finditer(text):
        half = 1 if m["half"] in {"上半年", "半年报", "中报", "H1", "h1"} else 2
        yield Period(*m.span(), f"{_year(m, date) or ''}H{half}")
    for m in _MONTH.finditer(text):
        year = _year(m, date, int(m["m"]))
        yield Period(*m.span(), f"{year}-{int(m['m']):02d}" if year and 1 <= int(m["m"]) <= 12 else "")
    for m in _WHOLE.finditer(text):
        stated = m["year"] or m["bare"] or m["y2"]
        relative = str(date.year + _RELATIVE[m["r"]]) if m["r"] and date else ""
        yield Period(*m.span(), f"{m['y']}-{m['to']}" if m["to"] else stated or relative, whole=True)


def _year(m: re.Match[str], date: dt.date | None, month: int = 1) -> int | None:
    """The year that a match states, or that makes a period beginning in `month` the last one before `date`."""
    if m["y"]:
        return int(m["y"])
    if date is None:
        return None
    return date.year + _RELATIVE[m["r"]] if m["r"] else date.year - (month > date.month)


def _until(m: re.Match[str], date: dt.date | None) -> str:
    """The quarter or fiscal year that ends with a month; a numbered quarter that ends with another month than the calendar's is of a fiscal year."""
    month = int(m["m"])
    if date is None or not 1 <= month <= 12:
        return ""
    year = date.year - (month > date.month)
    if m["year"]:
        return f"FY{year}"
    quarter = count(m["q"]) if m["q"] else None
    if quarter and month != quarter * 3:
        return f"FY{year + (month + 3 * (4 - quarter) > 12)}Q{quarter}"
    return f"{year}Q{-(-month // 3)}"
