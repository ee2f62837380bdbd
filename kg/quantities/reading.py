"""Written forms of quantities -> numbers with units and the room that their wording leaves."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.quantities.numerals import CHINESE, DIGITS, SCALE, WORDS, number, plain, scale
from kg.quantities.units import Unit, spellings, unit

NEAR = r"大约|约为|约合|约|大概|将近|接近|近|差不多|about|around|approximately|approx\.?|roughly|nearly|almost|some|circa|[~≈]"
"""What leaves a number open on both sides, for patterns."""

ABOVE = r"超过了?|超出|超|逾|高于|大于|多于|不低于|不少于|不小于|至少|最少|最低|起码|突破|过|more than|over|above|exceeding|exceeds|at least|upwards of|>=|[>≥]"
"""What makes a number a lower bound, for patterns."""

BELOW = r"不到|不足|未到|低于|少于|小于|不超过|不高于|不多于|至多|less than|fewer than|under|below|at most|no more than|<=|[<≤]"
"""What makes a number an upper bound, for patterns."""

_UP_TO = r"最多|最高|最大|高达|多达|可达|up to|as much as|as many as|a maximum of"
_NEUTRAL = r"同比|环比|每秒(?:可|能)?(?:运行|执行|完成|进行|处理)?|达到|达|仅为|仅|只有|为|是|共|合计|总计|总共|每[天日月季年]|to|of"
_FALL = r"下降|下滑|下跌|减少|降低|亏损|亏|跌|缩水|down|fell|falls|dropped|declined"
_RISE = r"增长|上涨|上升|增加|提升|提高|提速|涨|up|rose|grew|increased"
_AFTER_ABOVE = r"以上|及以上|或以上|或更[高多]|起|or more|or higher|and above|\+"
_AFTER_BELOW = r"以下|及以下|以内|之内|封顶|or less|or fewer|or lower"
_AFTER_NEAR = r"左右|上下|级别|级|or so"
_AFTER = f"{_AFTER_NEAR}|{_AFTER_ABOVE}|{_AFTER_BELOW}".replace(" ", r"\ ")
_NUMBER = rf"{DIGITS}(?:[eE][-+]?\d+)?|{CHINESE}|半|{WORDS}"
_SIGNS = r"US\$|NT\$|HK\$|[$¥€£]"
_DASH = r"\s*(?:-|–|—|~|至|到|to)\s*"
_BEFORE = rf"(?:(?:{_FALL}|{_RISE}|{NEAR}|{ABOVE}|{BELOW}|{_UP_TO}|{_NEUTRAL}|了)\s*)*"
_TEXT = rf"""(?P<before>{_BEFORE.replace(" ", chr(92) + " ")})(?P<sign>[-−+±])?\s*(?P<currency>{_SIGNS})?\s*
    (?:(?P<several>数|几|好几|上)(?P<vague>[十百千万亿]+)
      |(?P<low>{_NUMBER})\s*(?P<few>余|多|来|几)?\s*(?P<scale1>{SCALE})?\s*(?P<unit1>{{known}}|[片台部颗枚套件人名支块辆只架家])?
       (?:{_DASH}-?(?:{_SIGNS})?(?P<high>{_NUMBER}))?
       \s*(?P<few2>余|多|几)?\s*(?P<scale>{SCALE})?\s*(?P<plus>余|多|\+)?)
    \s*(?P<middle>(?:{_AFTER})?(?:的|个(?=\s*[A-Za-z]))?)\s*(?P<unit>{{unit}})?\s*(?P<per>/\s*(?:片|颗|台|年|月|季度|秒|股|share|unit|month|year)|每[片颗台股])?\s*
    (?P<after>{_AFTER})?"""
_RANK = re.compile(
    r"(?:全球|世界|国内|中国|行业|市场|排名|位居|位列)*(?:(?P<kind>[第前])(?P<rank>[一二三四五六七八九十]{1,3}|\d+)(?:名|位|大|强)?|(?P<first>冠军|榜首))|(?:No\.\s?|#)(?P<number>\d+)",
    re.IGNORECASE,
)


@functools.cache
def _hedges() -> re.Pattern[str]:
    """What stands before a number and leaves it open; "不超过" is told from "超过" in it, "不低于" from "低于"."""
    return re.compile(rf"(?P<most>{_UP_TO})|(?P<above>{ABOVE})|(?P<below>{BELOW})|(?P<near>{NEAR})", re.IGNORECASE)


@functools.cache
def _hedges_after() -> re.Pattern[str]:
    return re.compile(rf"(?P<above>{_AFTER_ABOVE})|(?P<below>{_AFTER_BELOW})|(?P<near>{_AFTER_NEAR})", re.IGNORECASE)


@functools.cache
def _special_pattern() -> re.Pattern[str]:
    """The pattern of shares and multiples that are said in words."""
    return re.compile(
        r"(?P<before>(?:{before}))(?:(?P<tenths>[一二两三四五六七八九])成(?P<hundredths>[一二三四五六七八九半])?|(?P<parts>[\d百千万一二三四五六七八九十]+)分之(?P<share>[\d.一二两三四五六七八九十百点]+)"
        r"|(?P<half>一半|half)|(?P<double>翻(?:一)?倍|翻了?[一1]?番|doubled?|doubling)|(?P<quadruple>翻了?两番|quadrupled)|(?P<triple>tripled|翻[三3]倍))".replace(
            "{before}", _BEFORE
        ),
        re.IGNORECASE,
    )


@functools.cache
def _pattern(name: str) -> re.Pattern[str]:
    """The pattern of a whole text, or of any place in one; compiled when it is first needed, for it is long."""
    folded_spellings = sorted({s.lower() for s in spellings()}, key=lambda s: (-len(s), s))
    # Those that end in a letter together, so that one look ahead does for all; in between, what goes on where one of them ends (TOPS/瓦) comes first.
    words = [re.escape(s) for s in folded_spellings if s[-1].isascii() and s[-1].isalpha()]
    mixed, others = ([re.escape(s) for s in folded_spellings if not (s[-1].isascii() and s[-1].isalpha()) and s[0].isascii() is first] for first in (True, False))
    known = f"{'|'.join(mixed)}|(?:{'|'.join(words)})(?![A-Za-z])|{'|'.join(others)}"
    if name == "whole":
        return re.compile(_TEXT.replace("{known}", known).replace("{unit}", rf"{known}|[^\s\d+/每][^\d+]{{0,20}}?"), re.VERBOSE | re.IGNORECASE)
    return re.compile(r"(?<![A-Za-z\d.])(?<![A-Za-z\d]-)" + _TEXT.replace("{known}", known).replace("{unit}", known), re.VERBOSE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity: what a text says of it, in the normal unit of its kind, and as written.

    Attributes
    ----------
    kind : str
        What is measured (a heading of ``units.toml``), ``count`` of things counted, ``number`` of nothing named.
    value : Decimal
        The number that stands for it where one is needed: of a range the lower end, of "over 10" and "under 10" the 10.
    low, high : Decimal or None
        What the text leaves possible, None on an open side. Both are `value` where one number is named, also where it is about that.
    unit : str
        The normal unit: ``GHz``, ``TOPS``, ``USD``, ``%``; what is counted (``片``).
    written_value, written_unit : Decimal, str
        In the unit as written: 836 and ``MHz``.
    unit_text : str
        The unit letter by letter: ``兆赫``.
    iri : str
        QUDT's IRI of the written unit, empty where it has none.
    approximate : bool
        Whether the text leaves the number open.
    up_to : bool
        Whether the text calls it the most there can be: 高达, up to.
    per : str
        For what it is: ``片`` of a price for each.
    text : str
        As written.
    factor : Decimal
        How many of the normal unit the written unit is.
    """

    kind: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    unit: str
    written_value: Decimal
    written_unit: str
    unit_text: str = ""
    iri: str = ""
    approximate: bool = False
    up_to: bool = False
    per: str = ""
    text: str = ""
    factor: Decimal = Decimal(1)

    def as_written(self, number: Decimal) -> Decimal:
        """Return a number of the normal unit in the unit as written.

        Examples
        --------
        >>> found = parse("800-836 MHz")
        >>> [str(found.as_written(end)) for end in (found.low, found.high)]
        ['800', '836']
        """
        return _short(number / self.factor)

    @property
    def normal(self) -> str:
        """The quantity in its normal unit, in a form that is read back as the same: ``2.3-2.5 GHz``, ``≥ 10 TOPS``, ``≈ 1000000000 CNY``."""
        unit_ = f" {self.unit}" if self.unit else ""
        per = f"/{self.per}" if self.per else ""
        if self.low is None:
            return f"≤ {plain(self.high or self.value)}{unit_}{per}"
        if self.high is None:
            return f"≥ {plain(self.low)}{unit_}{per}"
        if self.low != self.high:
            return f"{plain(self.low)} ~ {plain(self.high)}{unit_}{per}"
        return f"{'≈ ' if self.approximate else ''}{plain(self.value)}{unit_}{per}"


def parse(text: str, kind: str = "") -> Quantity | None:
    """Return the quantity that a text is as a whole, with the words that hedge it; None if it is none.

    Parameters
    ----------
    text : str
    kind : str, optional
        What it must measure.

    Examples
    --------
    >>> [parse(t).normal for t in ("近 10 亿元", "38.5 亿美元", "2.3-2.5GHz", "超过10 TOPS", "数千万元", "50%以上", "７８％", "三成")]
    ['≈ 1000000000 CNY', '3850000000 USD', '2.3 ~ 2.5 GHz', '≥ 10 TOPS', '10000000 ~ 100000000 CNY', '≥ 50 %', '78 %', '30 %']
    >>> parse("若干"), parse("2.5 GHz", "power")
    (None, None)
    """
    plain_text = _plain(text)
    special = _special_pattern().fullmatch(plain_text)
    found = _rank(plain_text) if special is None else _special(special)
    if found is None:
        m = _pattern("whole").fullmatch(plain_text)
        found = None if m is None else _quantity(m, kind)
    return None if found is None or (kind and found.kind != kind) else replace(found, text=text)


def find(text: str, kind: str = "") -> Iterator[Quantity]:
    """Yield the quantities that running text names, in order; bare numbers are left out.

    Examples
    --------
    >>> [(q.kind, q.normal) for q in find("采用7nm工艺，INT8算力达到200TOPS，功耗不到75W")]
    [('length', '7 nm'), ('operation rate', '200 TOPS'), ('power', '≤ 75 W')]
    """
    yield from (quantity for _, _, quantity in located(text, kind))


def located(text: str, kind: str = "") -> Iterator[tuple[int, int, Quantity]]:
    """Yield the quantities of running text, each with the offsets of its first and behind its last character.

    Offsets are of the text as `folded` has it: it is as long as the text itself unless a character stands for several.
    """
    source = _plain(text, strip=False)
    for m in sorted((*_pattern("any").finditer(source), *_special_pattern().finditer(source)), key=lambda m: m.start()):
        found = _special(m) if m.re is _special_pattern() else _quantity(m, kind)
        if found is None or found.kind == "number" or (kind and found.kind != kind):
            continue
        yield m.start(), m.end(), replace(found, text=m[0].strip())


def read(text: str, kind: str = "") -> Quantity | None:
    """Return the quantity that a text is, or else the first that it names.

    Examples
    --------
    >>> read("主频 2.84GHz").normal, read("单价约 49 美元/片").normal
    ('2.84 GHz', '≈ 49 USD/片')
    """
    return parse(text, kind) or next(find(text, kind), None)


def folded(text: str) -> str:
    """Return a text as it is read: full-width characters as narrow ones, signs that mean the same as one."""
    return _plain(text, strip=False)


def _plain(text: str, *, strip: bool = True) -> str:
    result = unicodedata.normalize("NFKC", text).replace("μ", "μ").replace("−", "-").replace("～", "~").replace("，", ",")
    return result.strip() if strip else result


def _rank(text: str) -> Quantity | None:
    m = _RANK.fullmatch(text)
    if m is None:
        return None
    value = Decimal(1) if m["first"] else number(m["rank"] or m["number"])
    return None if value is None else Quantity("rank", value, Decimal(1) if m["kind"] == "前" else value, value, "", value, "", approximate=m["kind"] == "前", text=text)


def _special(m: re.Match[str]) -> Quantity | None:
    before = m["before"] or ""
    if m["tenths"]:
        last = {"": Decimal(0), "半": Decimal(5)}.get(m["hundredths"] or "", number(m["hundredths"] or "") or Decimal(0))
        value, kind = (number(m["tenths"]) or Decimal(0)) * 10 + last, "share"
    elif m["parts"]:
        parts, share = number(m["parts"]), number(m["share"])
        if not parts or share is None:
            return None
        value, kind = Decimal(plain((share / parts * 100).quantize(Decimal("0.0001")))), "share"
    elif m["half"]:
        value, kind = Decimal(50), "share"
    else:
        value, kind = Decimal(4 if m["quadruple"] else 3 if m["triple"] else 2), "multiple"
    symbol = "%" if kind == "share" else "×"
    found = unit(symbol)
    return _bounded(_Number(value, value), found, symbol, before, "", "")


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as the text has it, scale applied: both ends, and whether words in it leave it open above or on both sides."""

    low: Decimal
    high: Decimal
    more: bool = False
    vague: bool = False


def _numbers(m: re.Match[str]) -> _Number | None:
    if m["several"]:
        base = scale(m["vague"])
        return _Number(base, base, more=True) if m["several"] == "上" else _Number(base, base * 10, vague=True)
    low, high = (_number(m[name]) for name in ("low", "high"))
    if low is None:
        return None
    own = m["scale1"] if m["high"] else None
    factor = scale(m["scale"] or "") if m["high"] or not m["scale1"] else scale(m["scale1"]) * scale(m["scale"] or "")
    factor_low = scale(own) if own and own != m["scale"] else factor
    few = "几" in (m["few"] or "", m["few2"] or "")
    if few and high is None and low and low % 10 == 0:  # 十几: from ten to twenty
        high = low + 10
    more = bool(m["plus"]) or any(word and word not in "几来" for word in (m["few"], m["few2"]))
    return _Number(low * factor_low, high * factor if high is not None else low * factor_low, more=more, vague=few or m["few"] == "来")


def _number(text: str | None) -> Decimal | None:
    if text is None:
        return None
    if text == "半":
        return Decimal("0.5")
    if "e" in text.lower() and text[0].isdigit():
        return Decimal(text.replace(",", ""))
    return number(text)


@functools.lru_cache(maxsize=512)
def _unit(text: str, kind: str) -> Unit | None:
    return unit(text.strip(), kind) or (unit(text.strip()) if kind else None)


def _quantity(m: re.Match[str], kind: str) -> Quantity | None:
    numbers = _numbers(m)
    if numbers is None or abs(numbers.high.adjusted()) > 40:
        return None
    text = (m["unit"] or "").strip()
    first = (m["unit1"] or "").strip()
    if m["high"] is None and first and not text:
        text, first = first, ""
    if text == "次" and "每秒" in (m["before"] or ""):
        text = "次运算"
    found = _unit(text, kind) if text else None
    if m["currency"] and (found is None or found.kind != "money"):
        found, text = unit(m["currency"]), m["currency"]
    if first and m["high"] is None and found is not _unit(first, kind):
        return None
    if first and m["high"] is not None and found is not None and (other := _unit(first, kind)) is not None and other.kind == found.kind:
        numbers = replace(numbers, low=numbers.low * other.factor / found.factor)
    sign = -1 if m["sign"] == "-" or re.search(_FALL, m["before"] or "", re.IGNORECASE) else 1
    if sign < 0:
        numbers = replace(numbers, low=-numbers.low, high=-numbers.high)
    return _bounded(numbers, found, text, m["before"] or "", (m["middle"] or "") + (m["after"] or ""), (m["per"] or "").lstrip("/每 "))


def _bounded(numbers: _Number, found: Unit | None, text: str, before: str, after: str, per: str) -> Quantity:
    factor = found.factor if found is not None else Decimal(1)
    ends = sorted((_short(numbers.low * factor), _short(numbers.high * factor)))
    value = _short(numbers.low * factor) if numbers.low == numbers.high else ends[0]
    low: Decimal | None = ends[0]
    high: Decimal | None = ends[1]
    said = {m.lastgroup for m in _hedges().finditer(before)} | {m.lastgroup for m in _hedges_after().finditer(after)}
    below, above, near = "below" in said, "above" in said or numbers.more, "near" in said or numbers.vague
    if low == high and (above or below) and above != below:
        # Of what falls, "over 5 %" is further down.
        low, high = (low, None) if above != (value < 0) else (None, high)
    approximate = near or above or below or low != high
    symbol = found.symbol if found is not None else text
    kind = found.kind if found is not None else "count" if text else "number"
    normal = (found.symbol if found.kind == "money" else found.normal) if found is not None else text
    iri = found.iri if found is not None else ""
    written = _short(ends[0] / factor) if numbers.low != numbers.high else numbers.low
    return Quantity(kind, value, low, high, normal, written, symbol, text, iri, approximate, "most" in said, per, factor=factor)


def _short(value: Decimal) -> Decimal:
    return Decimal(plain(value))
