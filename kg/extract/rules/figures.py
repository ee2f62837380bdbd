"""Figures: what companies report of revenue, shipments, capacity and shares, with value and period."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.quantities import MONEY, money, period
from kg.extract.rule import rule
from kg.extract.views import Fact, ItemView
from kg.model import Mention, Qualifier

_METRICS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("diluted earnings per share", re.compile(r"摊薄后?每股(?:收益|盈利|盈余)")),
    ("earnings per share", re.compile(r"每股(?:收益|盈利|盈余)|\bEPS\b")),
    ("gross margin", re.compile(r"毛利率|毛利润(?=[^，。]{0,6}%)|gross margin", re.I)),
    ("gross profit", re.compile(r"毛利润?|gross profit", re.I)),
    ("net loss", re.compile(r"净?亏损|net loss", re.I)),
    ("operating income", re.compile(r"经营(?:收入|利润)|营业利润|运营利润|运营收入|operating (?:income|profit)", re.I)),
    ("net income", re.compile(r"净收入|净利润?|纯利|net (?:income|profit)", re.I)),
    ("market share", re.compile(r"市场份额|市占率|市场占有率|份额|market share", re.I)),
    ("monthly capacity", re.compile(r"月产能?|月产量")),
    (
        "capital expenditure",
        re.compile(
            r"资本(?:支出|开支)|(?:拟|将|计划|斥资|耗资|宣布)?(?:投资|斥资|投入|砸下?|豪掷)(?=[^，。；]{0,16}(?:亿|万|billion))[^，。；]{0,20}?(?:建|设|厂|研发|中心|园区|扩|买)|capital expenditure|capex",
            re.I,
        ),
    ),
    ("market value change", re.compile(r"市值(?:蒸发|缩水|增加|大涨|暴涨|暴跌|减少|下跌|增长)")),
    ("market value", re.compile(r"市值|market (?:value|cap)", re.I)),
    ("valuation", re.compile(r"估值|valuation|valued at", re.I)),
    ("stock change", re.compile(r"股价|股票|share price|shares (?:rose|fell)", re.I)),
    ("shipments", re.compile(r"出货量?|销量|发货量|shipments?|shipped", re.I)),
    ("headcount", re.compile(r"员工|团队(?:已有|规模|人数)|人数|裁员|招聘|人的?(?:研发)?团队|工程师(?=[^，。]{0,6}\d)|headcount|employees", re.I)),
    ("yield", re.compile(r"良率|良品率|yield")),
    ("revenue", re.compile(r"营业额|营业收入|营收|总收入|收入|销售额|revenue|sales", re.I)),
    ("operating income", re.compile(r"运营收益")),
    ("production", re.compile(r"造出|生产了|产量|累计生产")),
)
_AMOUNT = re.compile(
    r"(?<![\d.])(?P<percent>\d+(?:\.\d+)?\s*[%％])|(?P<units>(?:超过?|近|约|逾)?\s*(?<![\d.])\d+(?:\.\d+)?\s*(?:万亿|千万|百万|[十百千]?亿|[十百千]?万)?\s*(?:片|台|部|颗|枚|套|件|人|名|支|块|million units|units|employees)(?!民币))|"
    r"(?<![\d.])(?P<multiple>\d+(?:\.\d+)?\s*倍)|" + MONEY.pattern
)
_GROWTH = re.compile(
    r"(?:同比|环比|较[^，。]{0,8}|比[^，。]{0,8})?(?:大幅)?(?:增长|增加|上升|上涨|提升|提高|涨|暴涨|增|up|grew|rose|increas\w+)\s*(?:了|率)?(?:为|达|至|到|了|高达|by)?", re.I
)
_FALL = re.compile(r"下降|下滑|下跌|减少|大跌|暴跌|缩水|蒸发|跌|降|down|fell|drop|declin", re.I)
_RANK = re.compile(
    r"(?:排名|位居|位列|跻身|晋升|成为|跃居|夺得|居|排在)(?:全球|世界|国内|中国|市场)?(?:的)?(?:第[一二三四五六七八九十\d]+|前[一二三四五六七八九十\d]+|首位|榜首)(?:名|位|大)?"
)


@rule
def reported_figure(view: ItemView) -> Iterator[Fact]:
    """Figures a company reports, with value and period: 「甲第二季度营收38.5亿美元，同比增长99%」."""
    for start, end in _clauses(view):
        clause = view.text[start:end]
        non_gaap = "non-GAAP " if re.search(r"非\s?GAAP|non-?GAAP", view.text[view.sentence(start)[0] : end], re.I) else ""
        position = 0
        for m in _AMOUNT.finditer(clause):
            value = _value(m)
            if value is None:
                continue
            before = clause[position : m.start()]
            found = [(x.end(), name, x) for name, pattern in _METRICS for x in pattern.finditer(before)]
            if not found:
                continue
            _, metric, _x = max(found, key=lambda f: (f[0], -[n for n, _ in _METRICS].index(f[1])))
            position = m.end()
            after_metric = before[_x.end() :]
            company = _reporter(view, start + m.start())
            if company is None:
                continue
            if (
                value.endswith(("%", "倍"))
                and metric not in {"gross margin", "market share", "yield", "stock change"}
                and (_GROWTH.search(after_metric) or _FALL.search(after_metric))
            ):
                metric, non = {"stock change": "stock change", "market value": "market value change"}.get(metric, f"{metric} growth"), ""
            else:
                non = non_gaap if metric in {"operating income", "net income", "diluted earnings per share", "earnings per share", "net loss"} else ""
            if _FALL.search(before[-8:]) and (metric.endswith("growth") or metric.endswith("change")):
                value = f"-{value}"
            qualifiers: dict[str, Qualifier] = {"value": value}
            s, _ = view.sentence(start)
            when = period(clause, view.briefing.date) or period(view.text[s:start], view.briefing.date) or period(view.text[: view.sentence(0)[1]], view.briefing.date)
            stated = period(clause, view.briefing.date) if re.search(r"20\d\d|今年(?!\s*\d)|全年|本年|明年", clause) else ""
            if metric in {"capital expenditure", "monthly capacity", "stock change", "market value change", "headcount", "valuation", "market value"}:
                when = stated if metric in {"capital expenditure", "monthly capacity"} else ""
            if when:
                qualifiers["period"] = when
            yield Fact(company, "reportsMetric", non + metric, *view.span(start + m.start(), start + m.end()), qualifiers=qualifiers)


def _clauses(view: ItemView) -> Iterator[tuple[int, int]]:
    position = 0
    for m in re.finditer(r"[，。；！？;\n]|(?<=%)\s", view.text):
        yield position, m.start()
        position = m.end()
    yield position, len(view.text)


def _value(m: re.Match[str]) -> str | None:
    if m["percent"]:
        return m["percent"].replace(" ", "").replace("％", "%")
    if m["units"]:
        u = re.match(r"(超过?|近|约|逾)?\s*(\d+(?:\.\d+)?)\s*(.+)", m["units"])
        return f"{u[2]} {u[3].replace(' ', '')}" if u else None
    if m["multiple"]:
        return m["multiple"].replace(" ", "")
    if not m["currency"] and not m["sign"]:
        return f"{m['number']} {m['scale']}" if m["scale"] and "亿" in m["scale"] else None
    return money(m)


def _reporter(view: ItemView, position: int) -> Mention | None:
    a, _ = view.clause(position)
    here = view.within(a, position, "O")
    if here:
        return here[-1]
    s, _ = view.sentence(position)
    earlier = view.within(s, a, "O")
    if earlier:
        return earlier[0] if view.maker is None or all(o.name != view.maker.name for o in earlier) else view.maker
    return view.maker or view.topic("O", position)


@rule
def reported_rank(view: ItemView) -> Iterator[Fact]:
    """A rank: 「甲跻身全球前五」, with the figure that is ranked."""
    for m in view.find(_RANK):
        company = _reporter(view, m.start())
        s, e = view.sentence(m.start())
        context = view.text[s:e]
        metric = next((name for name, pattern in _METRICS if name in {"market share", "shipments", "revenue"} and pattern.search(context)), None)
        if company is None or metric is None:
            continue
        value = re.sub(r"^(?:排名|位居|位列|跻身|晋升|成为|跃居|夺得|居|排在)", "", m[0])
        qualifiers: dict[str, Qualifier] = {"value": value}
        when = period(context, view.briefing.date) or period(view.text[: view.sentence(0)[1]], view.briefing.date)
        if when:
            qualifiers["period"] = when
        yield Fact(company, "reportsMetric", f"{metric} rank", *view.span(m.start(), m.end()), qualifiers=qualifiers)
