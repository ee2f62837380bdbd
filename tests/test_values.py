"""Literal normal forms -> numbers: what is written in is read out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import values

NUMBERS = st.decimals(min_value=Decimal("0.001"), max_value=Decimal("99999"), places=3).map(lambda d: Decimal(values.plain(d)))
SCALES = {"": 1, "万": 10**4, "亿": 10**8, "千万": 10**7, "十亿": 10**9, "百亿": 10**10, "万亿": 10**12}
CURRENCIES = {"元": "CNY", "美元": "USD", "欧元": "EUR", "日元": "JPY", "新台币": "TWD"}


@settings(deadline=None)
@given(NUMBERS)
def test_plain_text_is_the_number(number: Decimal) -> None:
    text = values.plain(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert not (("." in text) and text.endswith(("0", ".")))


@settings(deadline=None)
@given(NUMBERS, st.sampled_from(["", " EUV", " LPE", " FinFET", " GAA"]))
def test_sizes_in_nanometres(number: Decimal, rest: str) -> None:
    text = values.plain(number)
    assert values.feature_size_nm(f"{text} nm{rest}") == number
    assert values.feature_size_nm(f"{text} μm{rest}") == number * 1000


@settings(deadline=None)
@given(NUMBERS, NUMBERS)
def test_clocks_keep_both_ends(a: Decimal, b: Decimal) -> None:
    low, high = sorted((a, b))
    clock = values.clock(f"{values.plain(low)}-{values.plain(high)} GHz")
    assert clock == values.Clock(low, high)
    assert values.clock(f"{values.plain(a)} MHz") == values.Clock(a / 1000, a / 1000)


@settings(deadline=None)
@given(NUMBERS, st.sampled_from([("G", Decimal("0.001")), ("T", Decimal(1)), ("P", Decimal(1000))]), st.sampled_from(["OPS", "FLOPS"]))
def test_compute_rates_in_tera(number: Decimal, prefix: tuple[str, Decimal], kind: str) -> None:
    rate = values.performance(f"{values.plain(number)} {prefix[0]}{kind}")
    assert rate is not None
    assert (rate.value, rate.unit) == (number, prefix[0] + kind)
    assert (rate.tops, rate.tflops) == ((number * prefix[1], None) if kind == "OPS" else (None, number * prefix[1]))


@settings(deadline=None)
@given(NUMBERS, st.sampled_from(list(SCALES)), st.sampled_from(list(CURRENCIES)), st.sampled_from(["", "近 ", "约 "]))
def test_amounts_of_money(number: Decimal, scale: str, currency: str, about: str) -> None:
    found = values.quantity(f"{about}{values.plain(number)} {scale}{currency}")
    assert found == values.Quantity(Decimal(values.plain(number * SCALES[scale])), CURRENCIES[currency], CURRENCIES[currency], bool(about))


@settings(deadline=None)
@given(NUMBERS, st.booleans())
def test_shares(number: Decimal, negative: bool) -> None:
    sign = "-" if negative else ""
    assert values.quantity(f"{sign}{values.plain(number)}%") == values.Quantity(-number if negative else number, "%", "", False)


@settings(deadline=None)
@given(st.integers(1, 10**6), st.sampled_from(["片", "台", "颗", "块", "人"]), st.sampled_from(list(SCALES)))
def test_counted_things(number: int, unit: str, scale: str) -> None:
    assert values.quantity(f"{number} {scale}{unit}") == values.Quantity(Decimal(values.plain(Decimal(number * SCALES[scale]))), unit, "", False)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_read_without_error(text: str) -> None:
    for read in (values.feature_size_nm, values.clock, values.performance, values.quantity, values.whole):
        read(text)


@pytest.mark.parametrize(
    ("text", "value", "unit", "approximate"),
    [
        ("数千万元", 10**7, "CNY", True),
        ("数十亿美元", 10**9, "USD", True),
        ("50%以上", 50, "%", True),
        ("7-8 万片", 70000, "片", True),
        ("最多下降 15%", -15, "%", True),
        ("20 余亿元", 2 * 10**9, "CNY", True),
        ("十亿元", 10**9, "CNY", False),
        ("40 billion 美元", 40 * 10**9, "USD", False),
        ("$1.5 million", 1_500_000, "USD", False),
        ("2 亿元人民币", 2 * 10**8, "CNY", False),
        ("全球第二", 2, "", False),
        ("前五", 5, "", True),
        ("第十二", 12, "", False),
        ("5 千克", 5, "千克", False),
        ("3 个百分点", 3, "个百分点", False),
        ("每天亏百万", -(10**6), "", False),
        ("-2300 亿", -230_000_000_000, "", False),
        ("6,346.2%", Decimal("6346.2"), "%", False),
    ],
)
def test_quantities_as_news_writes_them(text: str, value: int | Decimal, unit: str, approximate: bool) -> None:
    found = values.quantity(text)
    assert found is not None
    assert (found.value, found.unit, found.approximate) == (value, unit, approximate)


@pytest.mark.parametrize("text", ["", "若干", "多项第一", "亏了不少", "8 核 16 线程"])
def test_what_is_no_number_gives_none(text: str) -> None:
    assert values.quantity(text) is None


@pytest.mark.parametrize(
    ("text", "size"), [("N4P", "4"), ("Intel 20A", "2"), ("18A", "1.8"), ("8LPP", "8"), ("SF3", "3"), ("Intel 4", "4"), ("7 nm EUV (7nm+)", "7"), ("22FDX", "22")]
)
def test_node_names_say_their_size(text: str, size: str) -> None:
    assert values.feature_size_nm(text) == Decimal(size)
