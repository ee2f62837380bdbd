"""Numbers as briefings write them -> the normal forms of the annotation guide: counts, clocks, performance, money, shares, periods."""

from __future__ import annotations

import datetime as dt
import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "双": 2, "单": 1, "〇": 0, "壹": 1}
_UNITS = {"十": 10, "百": 100, "千": 1000}
CHINESE_NUMBER = "[零〇一二三四五六七八九十百千两双单]"
"""One character of a Chinese number, for patterns."""

NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
"""A number in digits, for patterns."""

FREQUENCY = re.compile(rf"(?P<low>{NUMBER})\s*(?P<low_unit>[GM]Hz)?(?:\s*[-–~～至到]\s*(?P<high>{NUMBER}))?\s*(?P<unit>[GM]Hz)", re.I)
"""A clock, or a range of clocks."""

PERFORMANCE = re.compile(
    rf"(?P<value>{NUMBER})\s*个?\s*(?:万亿次|(?P<unit>[TGPE](?:OPS?(?:/s|/W|s)?|FLOPS?)|T(?=\s*(?:的?AI)?\s*(?:的)?(?:算力|浮点|运算))))(?![A-Za-z])(?P<per_watt>\s*/\s*W)?", re.I
)
"""Performance in operations a second."""

MONEY = re.compile(
    rf"(?P<about>近|约|超过?|逾|至少|最多|高达|达|合计|总计|共|数|不超过)?\s*(?P<sign>[$＄￥€])?\s*(?P<number>{NUMBER}|[数几][十百千]?)\s*(?P<scale>[十百千]?万亿|[十百千]?亿|[百千]?万|billion|million|trillion|bn|B|M)?\s*(?P<plus>余|多)?"
    r"(?P<currency>美元|美金|元人民币|人民币|欧元|英镑|日元|韩元|新台币|港元|港币|元|USD|US dollars|dollars|euros|yuan|RMB)?"
)
"""An amount of money (a currency or its sign must be there: see `money`)."""

PERCENT = re.compile(rf"(?P<number>{NUMBER})\s*[%％]")
"""A percentage."""

_CURRENCIES = {
    "美金": "美元",
    "usd": "美元",
    "us dollars": "美元",
    "dollars": "美元",
    "euros": "欧元",
    "yuan": "元",
    "rmb": "元",
    "人民币": "元",
    "元人民币": "元",
    "港币": "港元",
    "$": "美元",
    "＄": "美元",
    "￥": "元",
    "€": "欧元",
}


def count(text: str) -> int | None:
    """Return a whole number written in digits or Chinese; None if it is none.

    Examples
    --------
    >>> count("4"), count("四"), count("十二"), count("双"), count("1,024"), count("若干")
    (4, 4, 12, 2, 1024, None)
    """
    text = text.strip()
    if re.fullmatch(r"[\d,]+", text) and any(map(str.isdigit, text)):
        return int(text.replace(",", ""))
    total, current, seen = 0, 0, False
    for character in text:
        if character in _DIGITS:
            current, seen = _DIGITS[character], True
        elif character in _UNITS:
            total, current, seen = total + (current or 1) * _UNITS[character], 0, True
        else:
            return None
    return total + current if seen else None


def frequency(m: re.Match[str]) -> str:
    """Return a match of `FREQUENCY` in normal form: ``"2.3-2.5 GHz"``.

    Examples
    --------
    >>> frequency(FREQUENCY.search("主频2.3GHz-2.5GHz")), frequency(FREQUENCY.search("836 mhz"))
    ('2.3-2.5 GHz', '836 MHz')
    """
    unit = m["unit"][0].upper() + "Hz"
    return f"{m['low']}-{m['high']} {unit}" if m["high"] else f"{m['low']} {unit}"


def performance(m: re.Match[str]) -> str:
    """Return a match of `PERFORMANCE` in normal form: ``"4 TOPS"``.

    Examples
    --------
    >>> [performance(PERFORMANCE.search(t)) for t in ("4T算力", "26 tops", "2TOP/s", "40TFLOPS", "5TOPS/W")]
    ['4 TOPS', '26 TOPS', '2 TOPS', '40 TFLOPS', '5 TOPS/W']
    """
    unit = (m["unit"] or "TOPS").upper()
    watt = m["per_watt"] or unit.endswith("/W")
    prefix = unit[0]
    kind = "FLOPS" if "FLOP" in unit else "OPS"
    return f"{m['value'].replace(',', '')} {prefix}{kind}" + ("/W" if watt and kind == "OPS" else "")


def money(m: re.Match[str]) -> str | None:
    """Return a match of `MONEY` in normal form (``"近 10 亿元"``, ``"38.5 亿美元"``), None if it names no currency.

    Examples
    --------
    >>> [money(MONEY.search(t)) for t in ("近10亿元", "38.5亿美元", "数千万元", "$40 billion", "28 个")]
    ['近 10 亿元', '38.5 亿美元', '数千万元', '40 billion 美元', None]
    """
    currency = m["currency"] or m["sign"]
    if not currency:
        return None
    currency = _CURRENCIES.get(currency.lower(), currency)
    scale = (m["scale"] or "") + (m["plus"] or "")
    number = m["number"]
    about = m["about"] if m["about"] in {"近", "约", "数", "超", "超过", "逾"} else ""
    if about == "数" or number[0] in "数几":
        return f"{about}{number}{scale}{currency}"
    about = "" if about in {"超", "超过", "逾"} else about
    glue = " " if scale.isascii() and scale else ""
    return f"{about}{' ' if about else ''}{number} {scale}{glue}{currency}".replace("  ", " ")


_PERIOD = re.compile(
    r"(?P<year>20\d\d)\s*年?\s*[Qq]\s*(?P<q>[1-4])|[Qq]\s*(?P<q1>[1-4])(?:[季\s,，]*(?P<year1>20\d\d))?|(?:(?P<year2>20\d\d)\s*年?|(?P<rel2>今年|去年|明年|本年))?\s*第?(?P<q2>[一二三四1-4])季度?|"
    r"(?:(?P<year3>20\d\d)\s*年?|(?P<rel3>今年|去年|明年))?(?P<half>上半年|半年报|中报|下半年|[Hh][12])|(?P<year4>20\d\d)\s*年\s*(?P<month>\d{1,2})\s*月|(?P<month2>\d{1,2})\s*月份?(?!\d*日|\s*\d+\s*日)|(?P<year5>20\d\d)\s*(?:财年|年)"
)


_FISCAL = re.compile(r"(?P<y>20\d\d)\s*财年\s*(?:的)?(?:第?(?P<q>[一二三四1-4])(?:财?季|季度)|[Qq](?P<q2>[1-4]))?|(?:fiscal|FY)\s*(?P<y2>20\d\d)\s*(?:[Qq](?P<q3>[1-4]))?", re.I)


def period(text: str, date: dt.date | None) -> str:
    """Return the period that `text` names (``"2021Q2"``, ``"2020H1"``, ``"2021-05"``, ``"2019"``), empty if none; `date` completes a missing year.

    Examples
    --------
    >>> day = dt.date(2021, 8, 1)
    >>> [period(t, day) for t in ("2021Q2财报", "第二季度", "Q4", "上半年", "5月出货", "2019年营收", "昨天")]
    ['2021Q2', '2021Q2', '2020Q4', '2021H1', '2021-05', '2019', '']
    """
    fiscal = _FISCAL.search(text)
    if fiscal is not None:
        part = next((f"{letter}{count(fiscal[k])}" for k, letter in (("q", "Q"), ("q2", "Q"), ("q3", "Q")) if fiscal[k]), "")
        return f"FY{fiscal['y'] or fiscal['y2']}{part}"
    m = _PERIOD.search(text)
    if m is None:
        return ""
    year = next((int(m[k]) for k in ("year", "year1", "year2", "year3", "year4", "year5") if m[k]), None)
    relative = m["rel2"] or m["rel3"]
    if year is None and date is not None:
        year = date.year + {"去年": -1, "明年": 1}.get(relative or "", 0)
    quarter = next((count(m[k]) for k in ("q", "q1", "q2") if m[k]), None)
    if quarter:
        if relative is None and not any(m[k] for k in ("year", "year1", "year2")) and date is not None and (quarter - 1) * 3 + 1 > date.month:
            year = date.year - 1
        return f"{year or ''}Q{quarter}"
    if m["half"]:
        half = "1" if m["half"] in {"上半年", "半年报", "中报", "H1", "h1"} else "2"
        return f"{year or ''}H{half}"
    if m["month"] or m["month2"]:
        return f"{year}-{int(m['month'] or m['month2']):02d}" if year else ""
    return str(year)
