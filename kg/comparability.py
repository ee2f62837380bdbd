"""Which figures may be ranked: those under one condition. INT8 is not FP16, peak not base, sparse not dense, a year not a quarter, dollars not yuan.

A figure's `Basis` is what it shares with those it may be compared with. Whoever ranks figures ranks those of a `pool` of bases, and says what was left out
and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

from kg.quantities import Conditions, period

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
"""The languages in which reasons are told."""


_WORDS: Mapping[str, tuple[str, str]] = {
    "sparse": ("sparse", "稀疏"), "base": ("base", "基础"), "sustained": ("sustained", "持续"), "tensor cores": ("tensor cores", "张量核心"),
    "per core": ("per core", "单核"), "per cluster": ("per cluster", "单簇"), "in total": ("of several together", "多个合计"),
    "year-on-year": ("year-on-year", "同比"), "quarter-on-quarter": ("quarter-on-quarter", "环比"), "GAAP": ("GAAP", "GAAP"), "non-GAAP": ("non-GAAP", "非 GAAP"),
    "quarter": ("of a quarter", "季度值"), "half": ("of half a year", "半年值"), "month": ("of a month", "月度值"), "year": ("of a year", "年度值"),
    "fiscal quarter": ("of a financial quarter", "财季值"), "fiscal half": ("of half a financial year", "半财年值"), "fiscal year": ("of a financial year", "财年值"),
}  # fmt: skip
_NOTHING: Mapping[str, tuple[str, str]] = {"precision": ("precision not said", "未注明精度"), "period": ("period not said", "未注明时期")}

_LEFT_OPEN = frozenset({"precision", "growth", "accounting"})
"""Fields of which silence says nothing; of the others it says what is usual."""


@dataclass(frozen=True, slots=True, order=True)
class Basis:
    """What figures must share to be ranked.

    Attributes
    ----------
    metric : str
        What is measured, where several things are: ``revenue``, ``top-1``.
    unit : str
    precision : str
        ``INT8``, ``FP16``, …; empty where it isn't said.
    sparsity, level, method, scope, growth, accounting : str
        As `kg.quantities.Conditions` has them; what goes without saying (dense, peak) is empty.
    period : str
        How long a time the figure is of: ``quarter``, ``half``, ``month``, ``year``, also ``fiscal …``; empty where it isn't said.
    """

    metric: str = ""
    unit: str = ""
    precision: str = ""
    sparsity: str = ""
    level: str = ""
    method: str = ""
    scope: str = ""
    growth: str = ""
    accounting: str = ""
    period: str = ""

    def text(self, language: Language = "en", *, of: Iterable[str] | None = None) -> str:
        """Return the basis in words.

        Parameters
        ----------
        language : str
        of : iterable of str, optional
            The fields to tell of, also where nothing is said; by default all that say something.

        Examples
        --------
        >>> basis("aiPerformance", precision="INT8", condition="sparse, peak").text("zh"), Basis().text(of=["precision"])
        ('INT8, 稀疏', 'precision not said')
        """
        which = 1 if language == "zh" else 0
        wanted = None if of is None else set(of)
        told = []
        for field in fields(self):
            value = getattr(self, field.name)
            if wanted is not None and field.name not in wanted:
                continue
            if value:
                told.append(_WORDS.get(value, (value, value))[which])
            elif wanted is not None and field.name in _NOTHING:
                told.append(_NOTHING[field.name][which])
        return ", ".join(told)


def basis(predicate: str, *, unit: str = "", precision: str = "", condition: str = "", metric: str = "", period_text: str = "", is_device: bool = False) -> Basis:
    """Return the basis of a figure from what its claim carries.

    Dense and peak go without saying: makers give the highest number a chip reaches, without sparsity unless they name it. That a precision isn't said says nothing.

    Parameters
    ----------
    predicate : str
    unit, precision, condition, metric : str
        ``edge:unit``, ``edge:precision``, ``edge:condition``, ``edge:metric`` of the claim.
    period_text : str
        Its ``edge:period``.
    is_device : bool
        Whether it is of a device: what its chips reach in total is what a device reaches.

    Examples
    --------
    >>> basis("clockFrequency", condition="peak") == basis("clockFrequency"), basis("clockFrequency", condition="base").level
    (True, 'base')
    >>> basis("reportsMetric", metric="revenue", unit="USD", period_text="2021Q2").period, basis("reportsMetric", period_text="2019").period
    ('quarter', 'year')
    """
    said = Conditions.of(precision, condition)
    found = period(period_text) if period_text else None
    length = "" if found is None else f"{'fiscal ' if found.fiscal else ''}{found.length}"
    return Basis(
        metric.casefold() if predicate in {"reportsMetric", "evaluatedOn"} else "",
        "" if predicate in {"aiPerformance", "clockFrequency", "hasCore"} else unit or ("%" if predicate == "evaluatedOn" else ""),
        said.precision or precision.upper(), "" if said.sparsity == "dense" else said.sparsity, "" if said.level == "peak" else said.level,
        said.method, "" if is_device and said.scope == "in total" else said.scope, said.growth, said.accounting, length,
    )  # fmt: skip


def comparable(one: Basis, other: Basis) -> bool:
    """Whether figures of two bases may be ranked: they share all that is said, and what only one says may be true of the other.

    Examples
    --------
    >>> int8, fp16, unsaid = Basis(precision="INT8"), Basis(precision="FP16"), Basis()
    >>> comparable(int8, fp16), comparable(int8, unsaid), comparable(Basis(sparsity="sparse"), unsaid)
    (False, True, False)
    """
    pairs = ((field.name, getattr(one, field.name), getattr(other, field.name)) for field in fields(Basis))
    return all(a == b or (name in _LEFT_OPEN and not (a and b)) for name, a, b in pairs)


def pool(first: Basis, counts: Mapping[Basis, int]) -> set[Basis]:
    """Return the bases whose figures may all be ranked with those of one basis, and with each other; the commonest are taken first.

    Examples
    --------
    >>> int8, fp16, unsaid = Basis(precision="INT8"), Basis(precision="FP16"), Basis()
    >>> pool(unsaid, {int8: 2, fp16: 1, unsaid: 4}) == {unsaid, int8}, pool(fp16, {int8: 2, fp16: 1, unsaid: 4}) == {unsaid, fp16}
    (True, True)
    """
    chosen = {first}
    for one in sorted(counts, key=lambda b: (-counts[b], b)):
        if all(comparable(one, other) for other in chosen):
            chosen.add(one)
    return chosen


def differing(bases: Iterable[Basis]) -> list[str]:
    """Return the fields in which bases differ.

    Examples
    --------
    >>> differing([Basis(precision="INT8"), Basis(precision="FP16"), Basis()])
    ['precision']
    """
    unique = set(bases)
    return [field.name for field in fields(Basis) if len({getattr(one, field.name) for one in unique}) > 1]


def explained(bases: Sequence[Basis], language: Language = "en") -> str:
    """Return in words why figures of several bases are not ranked with each other; empty where all share one.

    Examples
    --------
    >>> explained([Basis(precision="INT8"), Basis(precision="FP16")])
    'not ranked with each other: INT8; FP16'
    >>> explained([Basis(precision="INT8"), Basis()], "zh")
    '条件不同，不作比较：INT8；未注明精度'
    """
    unique = list(dict.fromkeys(bases))
    if len(unique) < 2:
        return ""
    fields_ = differing(unique)
    told = list(dict.fromkeys(_told(one, fields_, language) for one in unique))
    return f"not ranked with each other: {'; '.join(told)}" if language == "en" else f"条件不同，不作比较：{'；'.join(told)}"


def left_out(ranked: Iterable[Basis], others: Iterable[Basis], language: Language = "en") -> str:
    """Return in words which conditions the ranked figures are under, and which those are under that were left out; empty where none were.

    Examples
    --------
    >>> left_out([Basis(precision="INT8"), Basis()], [Basis(precision="INT4")])
    'ranked: INT8; precision not said. Left out, under other conditions: INT4'
    >>> left_out([Basis(precision="INT8")], [Basis(precision="INT4")], "zh")
    '参与排名：INT8。条件不同，未参与：INT4'
    """
    kept, apart = list(dict.fromkeys(ranked)), list(dict.fromkeys(others))
    if not apart:
        return ""
    fields_ = differing([*kept, *apart])
    mark = "; " if language == "en" else "；"
    one, other = (mark.join(dict.fromkeys(_told(basis_, fields_, language) for basis_ in part)) for part in (kept, apart))
    return f"ranked: {one}. Left out, under other conditions: {other}" if language == "en" else f"参与排名：{one}。条件不同，未参与：{other}"


def _told(one: Basis, names: Sequence[str], language: Language) -> str:
    return one.text(language, of=names) or ("no condition said" if language == "en" else "未注明条件")
