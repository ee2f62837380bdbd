"""Times that figures are of: quarters, halves, years, months; calendar or financial."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

_ORDINALS = {"一": 1, "二": 2, "三": 3, "四": 4, "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "上": 1, "下": 2}
_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_name) if name} | {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
_Y = r"(?:19|20)\d\d"
_PATTERNS = tuple(
    (length, re.compile(pattern, re.IGNORECASE))
    for length, pattern in (
        ("quarter", rf"(?P<fy>FY\s?)?(?P<year>{_Y})?\s?(?P<fy2>财年)?年?\s?(?:Q(?P<n>[1-4])|第?(?P<zh>[一二三四1-4])(?P<fy3>财)?季度?)"),
        ("quarter", rf"(?:the )?(?P<fy3>fiscal )?(?:Q(?P<n>[1-4])|(?P<zh>first|second|third|fourth|1st|2nd|3rd|4th) (?P<fy4>fiscal )?quarter)(?:,? (?:of |in )?(?:the )?(?P<fy>FY\s?|fiscal (?:year )?)?(?P<year>{_Y}))?"),
        ("half", rf"(?P<fy>FY\s?)?(?P<year>{_Y})?\s?(?P<fy2>财年)?年?\s?(?:H(?P<n>[12])|(?P<zh>[上下])半年)"),
        ("half", rf"(?:the )?(?:H(?P<n>[12])|(?P<zh>first|second|1st|2nd) half)(?:,? (?:of |in )?(?:the )?(?P<fy>FY\s?|fiscal (?:year )?)?(?P<year>{_Y}))?"),
        ("month", rf"(?P<year>{_Y})(?:-|年\s?)(?P<month>\d{{1,2}})\s?(?:月份?)?"),
        ("month", rf"(?P<name>{'|'.join(_MONTHS)})\.?,? (?:of )?(?P<year>{_Y})"),
        ("year", rf"(?P<fy>FY\s?|fiscal (?:year )?)?(?P<year>{_Y})\s?(?:(?P<fy2>财年)|年度|年?全年|年)?"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """A time that a figure is of.

    Attributes
    ----------
    length : str
        ``quarter``, ``half``, ``month`` or ``year``.
    year : int or None
        None where only the quarter is said.
    number : int
        Which quarter, half or month; 0 of a year.
    fiscal : bool
        Whether it is of a company's financial year.
    """

    length: str
    year: int | None
    number: int = 0
    fiscal: bool = False

    @property
    def normal(self) -> str:
        """As claims have it: ``2021Q2``, ``2020H1``, ``2019``, ``2021-05``, ``FY2021Q3``."""
        head = f"{'FY' if self.fiscal else ''}{self.year or ''}"
        match self.length:
            case "month":
                return f"{head}-{self.number:02d}"
            case "year":
                return head
        return f"{head}{self.length[0].replace('q', 'Q').replace('h', 'H')}{self.number}"

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """First and last day; None of a financial year, which begins where its company says, and without a year."""
        if self.fiscal or self.year is None:
            return None
        months = {"quarter": 3, "half": 6, "month": 1, "year": 12}[self.length]
        last = max(self.number, 1) * months
        return dt.date(self.year, last - months + 1, 1), dt.date(self.year, last, calendar.monthrange(self.year, last)[1])


def period(text: str) -> Period | None:
    """Return the period that a text names, None if it names none.

    Examples
    --------
    >>> [period(t).normal for t in ("2021年第二季度", "2020上半年", "2019年", "2021年5月", "FY2021Q3", "third quarter of 2020", "2021财年", "Q3")]
    ['2021Q2', '2020H1', '2019', '2021-05', 'FY2021Q3', '2020Q3', 'FY2021', 'Q3']
    >>> period("soon") is None, period("2021Q2").days[1]
    (True, datetime.date(2021, 6, 30))
    """
    text = unicodedata.normalize("NFKC", text).strip()
    for length, pattern in _PATTERNS:
        m = pattern.fullmatch(text)
        if m is None:
            continue
        given = m.groupdict()
        year = int(given["year"]) if given.get("year") else None
        if length == "month":
            number = int(given["month"]) if given.get("month") else _MONTHS[given["name"].lower()]
            return Period(length, year, number) if 1 <= number <= 12 else None
        ordinal = given.get("n") or given.get("zh") or ""
        number = int(ordinal) if ordinal.isascii() and ordinal.isdigit() else _ORDINALS.get(ordinal.lower(), 0)
        return Period(length, year, number, any(given.get(name) for name in ("fy", "fy2", "fy3", "fy4")))
    return None
