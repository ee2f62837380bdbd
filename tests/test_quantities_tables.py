"""Written forms of quantities, several hundred of them: what each is read as; and what holds of all of them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.quantities import Conditions, Quantity, conditions, find, hedged, parse, period, plain, read
from kg.quantities.numerals import number
from kg.quantities.units import QUDT, unit, units

HERE = Path(__file__).parent / "quantities"


def table(name: str) -> list[tuple[str, ...]]:
    """The rows of a table, without its heading."""
    return [tuple(line.split("\t")) for line in (HERE / name).read_text("utf8").splitlines() if not line.startswith("#")]


FORMS = [(text, kind, normal) for name in ("hardware.tsv", "business.tsv") for text, kind, normal in table(name)]


@pytest.mark.parametrize("name", ["hardware.tsv", "business.tsv"])
def test_written_forms(name: str) -> None:
    """One test a table: a message lists every row that is read otherwise."""
    wrong = []
    for text, kind, normal in table(name):
        found = parse(text)
        said = found.normal if found is not None and found.kind == kind else "-"
        if said != normal:
            wrong.append(f"{text}: {said}, not {normal} ({kind})")
    assert not wrong, "\n".join(wrong)


def test_a_normal_form_is_read_as_the_same_quantity() -> None:
    for text, kind, normal in FORMS:
        if normal == "-" or kind == "rank":
            continue
        again = parse(normal, kind)
        assert again is not None, normal
        assert (again.normal, again.low, again.high, again.unit) == (normal, *_bounds(parse(text, kind)), again.unit)


def _bounds(quantity: Quantity | None) -> tuple[Decimal | None, Decimal | None]:
    assert quantity is not None
    return quantity.low, quantity.high


def test_ranges_are_in_order_and_hold_their_value() -> None:
    for text, kind, _ in FORMS:
        found = parse(text, kind)
        if found is not None:
            assert found.low is not None or found.high is not None, text
            assert (found.low is None or found.low <= found.value) and (found.high is None or found.value <= found.high), text


def test_conditions_and_hedges_of_sentences() -> None:
    wrong = []
    for sentence, text, precision, condition, hedge in table("conditions.tsv"):
        found = conditions(sentence, text)
        if (found.precision, found.text, hedged(sentence, text)) != (precision, condition, hedge):
            wrong.append(f"{sentence} [{text}]: {found.precision} {found.text} {hedged(sentence, text)}, not {precision} {condition} {hedge}")
    assert not wrong, "\n".join(wrong)


def test_conditions_are_read_back_from_what_claims_carry() -> None:
    for sentence, text, *_ in table("conditions.tsv"):
        found = conditions(sentence, text)
        assert Conditions.of(found.precision, found.text) == found


def test_periods() -> None:
    wrong = [(text, str(found), normal) for text, normal in table("periods.tsv") if (found := getattr(period(text), "normal", "-")) != normal]
    assert not wrong


def test_a_period_in_normal_form_is_itself() -> None:
    for _, normal in table("periods.tsv"):
        if normal != "-" and not normal.startswith("FYQ"):
            assert period(normal) is not None and period(normal).normal == normal  # type: ignore[union-attr]


def test_days_of_periods() -> None:
    assert [str(day) for day in period("2020H1").days or ()] == ["2020-01-01", "2020-06-30"]  # type: ignore[union-attr]
    assert [str(day) for day in period("2020-02").days or ()] == ["2020-02-01", "2020-02-29"]  # type: ignore[union-attr]
    assert period("FY2021").days is None  # type: ignore[union-attr]


def test_running_text_gives_its_quantities_in_order() -> None:
    said = "新芯片采用5nm工艺，集成150亿个晶体管，NPU算力为26TOPS，功耗约5W，售价不到100美元，比上一代快2.5倍。"
    assert [q.normal for q in find(said)] == ["5 nm", "15000000000 transistors", "26 TOPS", "≈ 5 W", "≤ 100 USD", "2.5 ×"]
    assert [q.normal for q in find(said, "power")] == ["≈ 5 W"]


@pytest.mark.parametrize("text", ["Cortex-A78", "INT8", "ResNet-50", "4K", "骁龙888", "top-1", "v1.3", "麒麟990 5G", "RTX 3090"])
def test_names_are_no_quantities(text: str) -> None:
    assert list(find(f"采用{text}的产品")) == []


def test_as_written() -> None:
    found = read("主频最高 836 兆赫")
    assert found is not None
    assert (found.written_value, found.written_unit, found.unit_text, found.up_to, found.iri) == (836, "MHz", "兆赫", True, f"{QUDT}MegaHZ")


def test_a_unit_by_what_it_measures() -> None:
    assert {u.kind for u in units()} >= {"length", "frequency", "money", "share"}
    assert unit("TFLOPs", "floating-point rate") is not None
    assert unit("W", "money") is None
    for u in units():
        assert u.factor > 0
        assert unit(u.symbol, u.kind) == u


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=40) | st.text("0123456789.,-~ 亿万千百十几多余近超约不到以上%元美元$GHzTOPSnmW/倍翻成半点", max_size=16))
def test_any_text_is_read_without_error_and_normalising_twice_is_the_same(text: str) -> None:
    list(find(text))
    conditions(text, text)
    hedged(text, text)
    period(text)
    found = parse(text)
    if found is None:
        return
    assert (found.low is None or found.low <= found.value) and (found.high is None or found.value <= found.high)
    if found.kind not in {"count", "rank"}:
        again = parse(found.normal, found.kind)
        assert again is not None and again.normal == found.normal


@settings(deadline=None)
@given(st.integers(0, 10**12))
def test_chinese_numbers(value: int) -> None:
    assert number(_chinese(value)) == value
    assert number(f"{value:,}") == value
    assert plain(Decimal(value)) == str(value)


def _chinese(value: int) -> str:
    """A whole number as Chinese writes it."""
    for size, sign in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if value >= size:
            head, tail = divmod(value, size)
            zero = "零" if tail and tail < size // 10 else ""
            return f"{_chinese(head)}{sign}{zero}{_chinese(tail) if tail else ''}"
    return "零一二三四五六七八九"[value]
