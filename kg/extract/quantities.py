"""Numbers as briefings write them -> the normal forms of the annotation guide: counts, clocks, performance, money and other figures."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
    "£": "英镑",
    "nt$": "新台币",
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


_SCALE = r"[十百千]?万亿|[十百千]?亿|[十百千]?万|千|billion|million|trillion|thousand|bn"
_CURRENCY = r"美元|美金|元人民币|人民币|欧元|英镑|日元|韩元|新台币|港元|港币|瑞郎|加元|元|USD|US dollars|dollars|euros|yuan|RMB"
_UNIT = r"片|台|部|颗|枚|套|件|人|名|支|块|辆|只|架|级|(?:[a-z]+ )?(?:units|employees|people|chips|devices|workers|jobs|staff)\\b"
_ABOUT = r"近|约|将近|大约|超过?|逾|过|不到|不足|低于|至少|最多|高达|about|nearly|over|more than|around|some"
FIGURE = re.compile(
    rf"(?P<about>{_ABOUT})?\s*(?P<sign>[+＋−–-](?=[\d$]))?\s*(?P<symbol>US\$|NT\$|[$＄￥€£])?\s*(?<![\d.A-Za-z/])(?:"
    rf"(?P<number>{NUMBER})(?:\s*(?:(?P<scale1>{_SCALE})?(?:{_CURRENCY})?|[%％](?=[^\d]{{1,4}}{NUMBER}\s*[%％]))\s*(?:-|–|~|～|—|至|到|to)\s*[$€]?(?P<high>{NUMBER}))?\s*(?P<scale>{_SCALE})?"
    rf"|(?P<words>[数几]?[十百千]?(?:万亿|[万亿])|[数几][十百千]|[一二两三四五六七八九十]+[百千万亿]))"
    rf"\s*(?P<plus>余|多)?\s*(?:(?P<percent>[%％]|percent\b)|(?P<currency>{_CURRENCY})|(?P<unit>{_UNIT})(?!民币|头)|(?P<multiple>倍))?"
    r"|(?P<about2>近|约|超过?|逾|不到|不足)?\s*(?P<tenths>[一二两三四五六七八九])成(?P<hundredths>[一二三四五六七八九半])?(?!立|为|功|了|长|本|员|果|熟|都)",
    re.I,
)
"""A figure of a company's: a share, an amount of money, a count of things or a multiple; or a range of them. See `figure`."""

_KEPT = {"近", "约", "不到", "不足", "将近", "大约", "about", "nearly", "around"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure read: ``percent``, ``money``, ``count``, ``multiple`` or ``bare`` (a large number that names no unit); a `sign` of change in front is apart."""

    kind: str
    value: str
    sign: str = ""
    unit: str = ""


def figure(m: re.Match[str], currency: str = "") -> Figure | None:
    """Return a match of `FIGURE` in normal form, None if it is a number of nothing; `currency` is what an amount without one is in.

    Examples
    --------
    >>> [figure(FIGURE.search(t)).value for t in ("近14%", "87亿至95亿美元", "$5.6 billion", "5580万台", "七成八", "33～34亿欧元", "百万颗")]
    ['近 14%', '87-95 亿美元', '5.6 billion 美元', '5580 万台', '78%', '33-34 亿欧元', '百万颗']
    """
    if m["tenths"]:
        last = {"": 0, "半": 5}.get(m["hundredths"] or "", count(m["hundredths"] or ""))
        return Figure("percent", _told(m["about2"], f"{(count(m['tenths']) or 0) * 10 + (last or 0)}%"), unit="%")
    number = m["number"] and m["number"].replace(",", "") + (f"-{m['high'].replace(',', '')}" if m["high"] else "")
    sign = "-" if m["sign"] and m["sign"] not in "+＋" else "+" if m["sign"] else ""
    if m["percent"]:
        return Figure("percent", _told(m["about"], f"{number}%"), sign, "%") if number else None
    if m["multiple"]:
        return Figure("multiple", f"{number}倍", sign, "倍") if number else None
    scale = (m["scale"] or m["scale1"] or "") + (m["plus"] or "")
    named = m["currency"] or m["symbol"] or ""
    money_ = _CURRENCIES.get(named.lower().removeprefix("us"), named) if named else ""
    if m["words"] and re.match("[一二两三四五六七八九十]", m["words"]) and m["words"][-1] == "亿" and (n := count(m["words"][:-1])):
        number, scale = str(n), "亿"
    if number is None:
        number, scale = f"{m['words']}{m['plus'] or ''}", ""
        if m["words"] == "一百":
            return None
    tail = money_ or (m["unit"] or "").rsplit(" ", 1)[-1] or ("" if "亿" not in scale else currency)
    kind = "money" if money_ or (tail and not m["unit"]) else "count" if m["unit"] else "bare" if "亿" in scale or scale in {"万", "billion", "million"} or "万" in number else ""
    if not kind:
        return None
    glue = " " if scale.isascii() and scale and tail else ""
    middle = " " if number[-1].isdigit() and f"{scale}{tail}" else ""
    return Figure(kind, _told(m["about"], f"{number}{middle}{scale}{glue}{tail}"), sign, tail)


def _told(about: str | None, value: str) -> str:
    return f"{about} {value}" if about in _KEPT and value[0].isdigit() else f"{about}{value}" if about in _KEPT else value
