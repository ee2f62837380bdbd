"""Which figures may be ranked: those under one condition. INT8 is not FP16, peak not base, sparse not dense, a year not a quarter, dollars not yuan.

A figure's `Basis` is what it shares with those it may be compared with. Whoever ranks figures groups them by basis first, ranks within each group, and
says what was left out and why.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal, TypeVar

from kg.quantities import Conditions, period

Language = Literal["en", "zh"]
Item = TypeVar("Item", bound=Hashable)

_WORDS: Mapping[str, tuple[str, str]] = {
    "sparse": ("sparse", "稀疏"), "base": ("base", "基础"), "sustained": ("sustained", "持续"), "tensor cores": ("tensor cores", "张量核心"),
    "per core": ("per core", "单核"), "per cluster": ("per cluster", "单簇"), "in total": ("of several together", "多个合计"),
    "year-on-year": ("year-on-year", "同比"), "quarter-on-quarter": ("quarter-on-quarter", "环比"), "GAAP": ("GAAP", "GAAP"), "non-GAAP": ("non-GAAP", "非 GAAP"),
    "quarter": ("of a quarter", "季度值"), "half": ("of half a year", "半年值"), "month": ("of a month", "月度值"), "year": ("of a year", "年度值"),
    "fiscal quarter": ("of a financial quarter", "财季值"), "fiscal half": ("of half a financial year", "半财年值"), "fiscal year": ("of a financial year", "财年值"),
}  # fmt: skip
_NOTHING: Mapping[str, tuple[str, str]] = {"precision": ("precision not said", "未注明精度"), "period": ("period not said", "未注明时期")}


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

    def text(self, language: Language = "en", *, of: Iterable[str] = ()) -> str:
        """Return the basis in words.

        Parameters
        ----------
        language : str
        of : iterable of str, optional
            Fields to tell of even where nothing is said.

        Examples
        --------
        >>> basis("aiPerformance", precision="INT8", condition="sparse, peak").text("zh"), Basis().text(of=["precision"])
        ('INT8, 稀疏', 'precision not said')
        """
        which = 1 if language == "zh" else 0
        told = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value:
                told.append(_WORDS.get(value, (value, value))[which])
            elif field.name in of and field.name in _NOTHING:
                told.append(_NOTHING[field.name][which])
        return ", ".join(told)


def basis(predicate: str, *, unit: str = "", precision: str = "", condition: str = "", metric: str = "", period_text: str = "") -> Basis:
    """Return the basis of a figure from what its claim carries.

    Dense and peak go without saying: makers give the highest number a chip reaches, without sparsity unless they name it. That a precision isn't said says nothing.

    Parameters
    ----------
    predicate : str
    unit, precision, condition, metric : str
        ``edge:unit``, ``edge:precision``, ``edge:condition``, ``edge:metric`` of the claim.
    period_text : str
        Its ``edge:period``.

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
        metric.casefold() if predicate in {"reportsMetric", "evaluatedOn"} else "", unit if predicate not in {"aiPerformance", "clockFrequency", "hasCore"} else "",
        said.precision or precision.upper(), "" if said.sparsity == "dense" else said.sparsity, "" if said.level == "peak" else said.level,
        said.method, said.scope, said.growth, said.accounting, length,
    )  # fmt: skip


def differing(bases: Iterable[Basis]) -> list[str]:
    """Return the fields in which bases differ.

    Examples
    --------
    >>> differing([Basis(precision="INT8"), Basis(precision="FP16"), Basis()])
    ['precision']
    """
    unique = set(bases)
    return [field.name for field in fields(Basis) if len({getattr(one, field.name) for one in unique}) > 1]


def grouped(items: Iterable[tuple[Basis, Item]]) -> dict[Basis, list[Item]]:
    """Group items by basis, the largest group first, then by basis."""
    groups: dict[Basis, list[Item]] = {}
    for one, item in items:
        groups.setdefault(one, []).append(item)
    return dict(sorted(groups.items(), key=lambda entry: (-len(set(entry[1])), entry[0])))


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
    told = list(dict.fromkeys(_only(one, fields_).text(language, of=fields_) or ("no condition said" if language == "en" else "未注明条件") for one in unique))
    return f"not ranked with each other: {'; '.join(told)}" if language == "en" else f"条件不同，不作比较：{'；'.join(told)}"


def _only(one: Basis, names: Iterable[str]) -> Basis:
    return Basis(**{name: getattr(one, name) for name in names})
