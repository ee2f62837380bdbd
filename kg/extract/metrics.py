"""The metrics that companies report: their names, the words for them, the kinds of figures that tell them, and when a period belongs to them."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric.

    Attributes
    ----------
    name : str
    words : re.Pattern
    kinds : frozenset of str
        Kinds of figures (`kg.extract.quantities.Figure.kind`) that tell it by itself; a percentage tells the growth of the others.
    period : str
        ``context``: what the sentence or the item says of time holds for it; ``stated``: only what its clause says; ``never``.
    units : frozenset of str
        Units of the counts that tell it, any if empty.
    """

    name: str
    words: re.Pattern[str]
    kinds: frozenset[str]
    period: str = "context"
    units: frozenset[str] = frozenset()

    @property
    def is_ratio(self) -> bool:
        """Whether a percentage tells the metric itself."""
        return "percent" in self.kinds


_PEOPLE = frozenset({"人", "名", "员工", "employees", "people", "workers", "jobs", "staff", ""})
_PIECES = frozenset({"片", "台", "部", "颗", "枚", "套", "件", "支", "块", "辆", "只", "架", "units", "chips", "devices", "级", ""})


def _metric(name: str, words: str, kinds: str, period: str = "context", units: frozenset[str] = frozenset()) -> Metric:
    return Metric(name, re.compile(words, re.I), frozenset(kinds.split()), period, units)


METRICS: tuple[Metric, ...] = (
    _metric("diluted earnings per share", r"摊薄后?每股(?:收益|盈利|盈余)|diluted (?:earnings per share|EPS)", "money"),
    _metric("earnings per share", r"每股(?:收益|盈利|盈余)|\bEPS\b|earnings per share", "money"),
    _metric("gross margin", r"毛利率|毛利润?(?=[^，。]{0,6}[%％])|gross margin", "percent"),
    _metric("gross profit", r"毛利润?|gross profit", "money"),
    _metric("net loss", r"净?亏损|净亏|巨亏|预亏|亏(?=了?\s*\d)|net loss|\blost\b", "money"),
    _metric("operating income", r"经营(?:收入|利润)|营业利(?:润|益)|运营(?:利润|收入|收益)|operating (?:income|profit)", "money"),
    _metric("net income", r"净收入|(?:归母)?净利润?(?!率)|纯利|净赚|盈利|利润(?!率)|net (?:income|profit)", "money"),
    _metric("capacity utilization", r"产能利用率|稼动率|capacity utili[sz]ation", "percent"),
    _metric("market share", r"市场份额|市占率?|市场占有率|份额|占有率|market share|share of the [\w ]{0,20}market", "percent"),
    _metric("monthly capacity", r"月产能?|月产量|每月(?=[^，。；]{0,4}\d[^，。；]{0,4}片)|wafers (?:a|per) month", "count", "stated", _PIECES),
    _metric("total funding", r"累计(?:已?完成|已)?(?:融资|募资|筹集|获投)|(?:融资总额|总融资额?|融资累计)|total funding|total raised|raised [^.]{0,20}in total", "money", "never"),
    _metric("registered capital", r"注册资本|registered capital", "money bare", "never"),
    _metric("market value change", r"市值[^，。]{0,6}?(?:蒸发|缩水|增加|大涨|暴涨|暴跌|减少|下跌|增长|跌去|多出)(?!了?(?:至|到))", "money percent bare", "never"),
    _metric("market value", r"市值|market (?:value|cap\w*)", "money bare", "never"),
    _metric("valuation", r"估值|valuation|valued (?:it |the \w+ )?at|value (?:it|the \w+) at", "money bare", "never"),
    _metric(
        "stock change",
        r"股价|股票|(?:上市)?首日|盘[后前中]|收盘|收[涨跌]|开盘|[涨跌]幅|次日|share price|shares (?=rose|fell|jump|drop|gain|surg|plung|slid|climb|soar)|stock (?=rose|fell|jump|drop|gain|surg|plung|slid|climb|soar)",
        "percent", "never",
    ),
    _metric("layoffs", r"裁员|裁减|裁掉|解雇|layoffs?|laid off|lay(?:ing)? off|cut(?:ting|s)?(?= (?:about |some )?\d[\d,]* jobs)", "count percent", "never", _PEOPLE),
    _metric("headcount", r"员工|职员|团队|人数|工程师|人员规模|headcount|employees|\bstaff of|employs", "count", "never", _PEOPLE),
    _metric("deliveries", r"交付|deliver(?:ed|ies)", "count", "context", _PIECES),
    _metric("shipments", r"出货量?|销量|发货量?|售出|卖出|卖了|卖掉|出了(?=[^，。]{0,6}[颗片台])|shipments?|shipped|sold", "count", "context", _PIECES),
    _metric("production", r"造出|生产了|产量|累计生产|量产了?(?=\s*[\d数百千]+[^，。]{0,2}[片颗块])|produced", "count", "context", _PIECES),
    _metric("yield", r"良率|良品率|\byields?\b", "percent", "never"),
    _metric("orders", r"订单(?:总?额|金额|总量)|(?:累计|新增|在手)[^，。]{0,4}订单|backlog", "money", "stated"),
    _metric("inventory", r"存货|库存金额", "money"),
    _metric("R&D expenses", r"研发(?:投入|费用|支出|开支)|R&D (?:spending|expenses?)", "money"),
    _metric("revenue", r"营业额|营业收入|营收|总收入|收入(?!囊中)|销售额|revenues?|\bsales\b", "money"),
)  # fmt: skip
"""In the order of preference where words of two end at one place."""

SPENDING = re.compile(r"资本(?:支出|开支)|capital (?:expenditure|spending)|capex", re.I)
SPENT = re.compile(r"(?:总?投资额?|[将拟会]投|斥资|投入|砸下?|豪掷|耗资|花费|总支出|出资|invest(?:ing|ment|s)?|spend(?:ing)?)(?:额|总额|或|将|了|达|高达|约|共)*\s*$", re.I)
BUILDS = re.compile(
    r"建[厂设成造立]|[新扩合自兴]建|厂|产线|扩产|产能|园区|基地|总部|研发中心|数据中心|\bfabs?\b|\bplants?\b|factor(?:y|ies)|campus|建[^，。；]{0,14}(?:厂|线|中心|室)", re.I
)
"""What makes money that is spent a capital expenditure."""

GUIDANCE = re.compile(r"指引|预期为|展望|guidance|forecasts?|outlook|expects?", re.I)

SEGMENTS: tuple[tuple[str, str], ...] = (
    ("数据中心", "data center"), ("data ?center", "data center"), ("游戏", "gaming"), ("gaming", "gaming"), ("手机芯片", "handset chip"), ("手机", "handset"),
    ("汽车|车用|车载", "automotive"), ("automotive", "automotive"), ("IoT|物联网", "IoT"), ("嵌入式", "embedded"), ("embedded", "embedded"), ("客户端", "client"),
    ("服务器", "server"), ("专业可视化", "professional visualization"), ("存储", "memory"), ("授权", "licensing"), ("版税", "royalty"), ("广告", "advertising"),
    ("云(?:业务|服务|计算)", "cloud"), ("代工", "foundry"), ("HPC|高性能计算", "HPC"), ("智能手机", "smartphone"), ("PC", "PC"),
)  # fmt: skip
"""Parts of a business whose revenue is told apart."""
SEGMENT = re.compile(
    "(?:"
    + "|".join(f"(?P<s{k}>{words})" for k, (words, _) in enumerate(SEGMENTS))
    + r")\s*(?:业务|部门|板块|芯片|产品|事业部|平台|相关|类|revenue)*(?:的)?\s*(?:业务)?(?:收入|营收|销售额)?",
    re.I,
)

RESEARCHERS = frozenset(
    {
        "Counterpoint", "Counterpoint Research", "IDC", "Gartner", "TrendForce", "Canalys", "Omdia", "CINNO Research", "CINNO", "IC Insights", "Strategy Analytics", "Mercury Research",
        "Yole", "Yole Group", "Yole Développement", "Jon Peddie Research", "SEMI", "Digitimes", "Frost & Sullivan", "Semico Research", "Linley Group", "TechInsights", "IHS Markit",
        "集邦咨询", "赛迪顾问", "赛迪", "彭博", "Bloomberg", "Reuters", "路透", "艾瑞咨询", "沙利文", "群智咨询", "芯谋研究", "潮电智库", "旭日大数据",
    }
)  # fmt: skip
"""Firms that count what others sell: their names are sources, not whose figure it is."""
