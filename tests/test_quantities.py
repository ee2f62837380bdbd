"""Numbers as briefings write them: given these words, this normal form."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.periods import period
from kg.extract.quantities import FREQUENCY, MONEY, PERFORMANCE, count, frequency, money, performance

DAY = dt.date(2031, 5, 6)
bug = pytest.mark.xfail(strict=True, reason="reported; take the mark away with the fix")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("8", 8), ("128", 128), ("1,024", 1024), ("四", 4), ("两", 2), ("双", 2), ("单", 1), ("十", 10), ("十二", 12), ("二十", 20), ("六十四", 64), ("一百二十八", 128),
        ("两百", 200), ("一千零二十四", 1024), (" 8 ", 8), ("若干", None), ("", None), ("a", None), ("4.5", None), (",", None), ("百", 100),
    ],
)  # fmt: skip
def test_whole_numbers_in_digits_and_in_chinese(text: str, number: int | None) -> None:
    assert count(text) == number


@given(st.integers(1, 9999))
def test_a_number_written_in_chinese_is_read_back(number: int) -> None:
    digits = "零一二三四五六七八九"
    written, rest, zero = "", number, False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, rest = divmod(rest, unit)
        if digit:
            written += ("零" if zero else "") + digits[digit] + name
            zero = False
        elif written:
            zero = True
    assert count(written) == number


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2.3GHz", "2.3 GHz"), ("2.3 GHz", "2.3 GHz"), ("2.3ghz", "2.3 GHz"), ("836MHz", "836 MHz"), ("2.3-2.5GHz", "2.3-2.5 GHz"), ("2.3GHz-2.5GHz", "2.3-2.5 GHz"),
        ("2.3GHz至2.5GHz", "2.3-2.5 GHz"), ("2.3～2.5GHz", "2.3-2.5 GHz"), ("2.3到2.5 GHz", "2.3-2.5 GHz"), pytest.param("1,200MHz", "1200 MHz", marks=bug),
    ],
)  # fmt: skip
def test_clocks(text: str, form: str) -> None:
    m = FREQUENCY.search(f"主频{text}的")
    assert m is not None and frequency(m) == form


@pytest.mark.parametrize("text", ["60Hz", "2.3G", "5 GB", "10kHz", "GHz"])
def test_what_is_no_clock(text: str) -> None:
    assert FREQUENCY.search(text) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("4TOPS", "4 TOPS"), ("4 TOPS", "4 TOPS"), ("4tops", "4 TOPS"), ("4T算力", "4 TOPS"), ("4T 的算力", "4 TOPS"), ("1,000 TOPS", "1000 TOPS"), ("0.5TOPS", "0.5 TOPS"),
        ("2TOP/s", "2 TOPS"), ("2 TOPs", "2 TOPS"), ("800GOPS", "800 GOPS"), ("2 POPS", "2 POPS"), ("1.2TFLOPS", "1.2 TFLOPS"), ("1.2 TFLOPs", "1.2 TFLOPS"), ("2.1 EFLOPS", "2.1 EFLOPS"),
        ("312TFLOPS", "312 TFLOPS"), ("5TOPS/W", "5 TOPS/W"), ("5 TOPS / W", "5 TOPS/W"), ("200万亿次", "200 TOPS"), ("8T AI算力", "8 TOPS"),
    ],
)  # fmt: skip
def test_performance(text: str, form: str) -> None:
    m = PERFORMANCE.search(f"达到{text}")
    assert m is not None and performance(m) == form


@pytest.mark.parametrize("text", ["4T流量", "8TB", "4 T", "2.5Gbps", "100 OP", "4TOPSX", "5G"])
def test_what_is_no_performance(text: str) -> None:
    assert PERFORMANCE.search(text) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("10亿元", "10 亿元"), ("近10亿元", "近 10 亿元"), ("约3.5亿美元", "约 3.5 亿美元"), ("超过10亿元", "10 亿元"), ("逾2亿元", "2 亿元"), ("达8000万元", "8000 万元"),
        ("数千万元", "数千万元"), ("数亿美元", "数亿美元"), ("400亿美金", "400 亿美元"), ("1.5亿欧元", "1.5 亿欧元"), ("3亿人民币", "3 亿元"), ("2亿元人民币", "2 亿元"),
        ("$40 billion", "40 billion 美元"), ("$136 million", "136 million 美元"), ("700万欧元", "700 万欧元"), ("50亿港元", "50 亿港元"), ("1.2万亿日元", "1.2 万亿日元"),
        ("1,500万美元", "1,500 万美元"), ("28个", None), ("3000万颗", None), ("10%", None), ("2031年", None),
    ],
)  # fmt: skip
def test_money(text: str, form: str | None) -> None:
    assert next(filter(None, map(money, MONEY.finditer(text))), None) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2031Q2财报", "2031Q2"), ("2031年第二季度", "2031Q2"), ("2031年二季度", "2031Q2"), ("第三季度", "2030Q3"), ("第一季度", "2031Q1"), ("Q4", "2030Q4"), ("Q1", "2031Q1"),
        ("今年第二季度", "2031Q2"), ("去年第四季度", "2030Q4"), ("2031年上半年", "2031H1"), ("去年下半年", "2030H2"), ("今年上半年", "2031H1"), ("2030H2", "2030H2"),
        ("2031年3月", "2031-03"), ("2031年12月", "2031-12"), ("3月", "2031-03"), ("2030年", "2030"), ("2030年营收", "2030"), ("2031财年第三季度", "FY2031Q3"), ("2031财年", "FY2031"),
        ("FY2031Q1", "FY2031Q1"), ("昨天", ""), ("", ""), ("64位", ""), ("5月6日", ""),
    ],
)  # fmt: skip
def test_periods(text: str, form: str) -> None:
    assert period(text, DAY) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2031年第2季", "2031Q2"), ("全年", ""), ("fiscal 2031", "FY2031"), ("去年", "2030"), ("今年", "2031"),
        ("12月", "2030-12"), ("second quarter of 2031", "2031Q2"),
    ],
)  # fmt: skip
def test_periods_told_another_way(text: str, form: str) -> None:
    assert period(text, DAY) == form


@pytest.mark.parametrize("text", ["Q2", "第二季度", "上半年", "2030年"])
def test_without_a_date_no_year_is_made_up(text: str) -> None:
    assert "2031" not in period(text, None) and "None" not in period(text, None)


@given(st.text("0123456789.,零一二三四五六七八九十百千万亿两双单GMHzTOPSFLW/年月季度上下半Q第财%元美欧$近约超- ", max_size=30))
def test_no_number_is_too_odd_to_read(text: str) -> None:
    count(text)
    period(text, DAY)
    period(text, None)
    for pattern, form in ((FREQUENCY, frequency), (PERFORMANCE, performance), (MONEY, money)):
        for m in pattern.finditer(text):
            form(m)
