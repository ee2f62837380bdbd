"""Rules of figures: given this sentence, these figures of these companies for these periods; and sentences like them that tell none."""

from __future__ import annotations

import pytest
from extraction import Fact, Row, brief, news, read_by, row, stated


def _figure(company: str, metric: str, value: str, period: str = "", status: str = "") -> Fact:
    return (company, "reportsMetric", metric, *([f"period={period}"] if period else []), f"value={value}", *([f"!{status}"] if status else []))


REPORT = brief("AMD：2031年第一季度营收54亿美元，同比下降9%，环比增长4%，净利润1.4亿美元（-93%），毛利率50%；数据中心业务13亿美元；")
RANKING = news("全球代工排名", "TrendForce统计，一季度代工产值300亿美元，份额仍很集中。台积电160亿美元，53%（环比升1个百分点）；三星52亿，17%；联电21亿，7%。")
SHARES = news("手机芯片份额", "按出货量统计，2030年手机芯片市场里，联发科35%，高通29%，苹果20%。")
ENGLISH = brief("Nvidia: Q1 revenue of $13.5 billion, up 101% year over year, gross margin 70.1%;")

GIVES: list[Row] = [
    ("figures.reported_figure", REPORT, _figure("AMD", "revenue", "54 亿美元", "2031Q1")),
    ("figures.reported_figure", REPORT, _figure("AMD", "revenue growth", "-9%", "2031Q1")),
    ("figures.reported_figure", REPORT, _figure("AMD", "revenue growth", "4%", "2031Q1")),
    ("figures.reported_figure", REPORT, _figure("AMD", "net income growth", "-93%", "2031Q1")),
    ("figures.reported_figure", REPORT, _figure("AMD", "gross margin", "50%", "2031Q1")),
    ("figures.reported_figure", REPORT, _figure("AMD", "data center revenue", "13 亿美元", "2031Q1")),
    ("figures.reported_figure", brief("瑞芯微：2030年营收31亿元，同比+42.5%；"), _figure("Rockchip", "revenue growth", "42.5%", "2030")),
    ("figures.reported_figure", brief("联发科：4月营收480亿新台币，同比增七成二；"), _figure("MediaTek", "revenue growth", "72%", "2031-04")),
    ("figures.reported_figure", brief("台积电Q1：5460亿新台币，+0.8%；"), _figure("TSMC", "revenue", "5460 亿新台币", "2031Q1")),
    ("figures.reported_figure", brief("高通：二季度营收指引92亿至100亿美元；"), _figure("Qualcomm", "revenue", "92-100 亿美元", "2031Q2", "planned")),
    ("figures.reported_figure", brief("台积电：一季度5nm占营收的31%，7nm占19%；"), _figure("TSMC", "5nm revenue share", "31%", "2031Q1")),
    ("figures.reported_figure", brief("台积电：一季度5nm占营收的31%，7nm占19%；"), _figure("TSMC", "7nm revenue share", "19%", "2031Q1")),
    ("figures.reported_figure", RANKING, _figure("TSMC", "revenue", "160 亿美元", "2031Q1")),
    ("figures.reported_figure", RANKING, _figure("Samsung", "revenue", "52 亿美元", "2031Q1")),
    ("figures.reported_figure", RANKING, _figure("UMC", "market share", "7%", "2031Q1")),
    ("figures.reported_figure", SHARES, _figure("Qualcomm", "market share", "29%", "2030")),
    ("figures.reported_figure", news("份额洗牌", "去年联发科以27%的国内份额领先。"), _figure("MediaTek", "market share", "27%", "2030")),
    ("figures.reported_figure", brief("蔚来、小鹏、理想：4月销量分别为5100、7002、8300台；"), _figure("XPeng", "shipments", "7002 台", "2031-04")),
    ("figures.reported_figure", brief("中芯国际：营收62亿元，净利润3.1亿元，分别同比增长12%和下降5%；"), _figure("SMIC", "net income growth", "-5%")),
    ("figures.reported_figure", brief("寒武纪：2028年至2030年毛利率分别为62%、65%和68%；"), _figure("Cambricon", "gross margin", "65%", "2029")),
    ("figures.reported_figure", brief("格芯：将投资40亿美元在新加坡新建晶圆厂；"), _figure("GlobalFoundries", "capital expenditure", "40 亿美元", "", "planned")),
    ("figures.reported_figure", brief("中芯国际：全年资本开支从32亿美元上调到43亿美元；"), _figure("SMIC", "capital expenditure", "43 亿美元", "2031")),
    ("figures.reported_figure", brief("华虹：月产能从8万片提至15万片；"), _figure("Hua Hong", "monthly capacity", "15 万片")),
    ("figures.reported_figure", brief("Snap：裁员20%；"), _figure("Snap", "layoffs", "20%")),
    ("figures.reported_figure", brief("寒武纪：员工总数超过1200人；"), _figure("Cambricon", "headcount", "1200 人")),
    ("figures.reported_figure", brief("寒武纪：上市首日收涨229.86%，市值约1000亿元；"), _figure("Cambricon", "stock change", "229.86%")),
    ("figures.reported_figure", brief("英特尔：财报后股价盘后跌了16%；"), _figure("Intel", "stock change", "-16%")),
    ("figures.reported_figure", brief("壁仞科技：到B轮为止累计融资47亿元；"), _figure("Biren Technology", "total funding", "47 亿元")),
    ("figures.reported_figure", brief("博通：正洽谈收购VMware，后者市值约400亿美元；"), _figure("VMware", "market value", "约 400 亿美元")),
    ("figures.reported_figure", brief("清微智能：首颗芯片采用台积电40nm工艺，已出货数十万颗；"), _figure("Tsingmicro", "shipments", "数十万颗")),
    ("figures.reported_figure", ENGLISH, _figure("NVIDIA", "revenue growth", "101%", "2031Q1")),
    ("figures.reported_figure", ENGLISH, _figure("NVIDIA", "gross margin", "70.1%", "2031Q1")),
    ("figures.reported_figure", brief("AMD: first-quarter revenue rose 8% to $5.8 billion;"), _figure("AMD", "revenue", "5.8 billion 美元", "2031Q1")),
    ("figures.reported_figure", brief("Intel: shares fell 28% after the report;"), _figure("Intel", "stock change", "-28%")),
    ("figures.reported_figure", brief("TSMC: will spend $65 billion to build three fabs in Arizona;"), _figure("TSMC", "capital expenditure", "65 billion 美元", "", "planned")),
    ("figures.reported_rank", brief("兆易创新：2030年MCU市占率5%，位列全球第七；"), _figure("GigaDevice", "market share rank", "全球第七", "2030")),
]  # fmt: skip

GIVES_NOT: list[Row] = [
    ("figures.reported_figure", brief("AMD：营收较上季增加5亿美元；"), ("AMD", "reportsMetric", "revenue")),
    ("figures.reported_figure", brief("AMD：毛利率同比提升3.2%；"), ("AMD", "reportsMetric", "gross margin")),
    ("figures.reported_figure", brief("中芯国际：月产能从8万片提至15万片，员工仍在招聘；"), ("SMIC", "reportsMetric", "headcount")),
    ("figures.reported_figure", brief("英伟达：新规或令三季度4亿美元营收受影响；"), ("NVIDIA", "reportsMetric", "revenue")),
    ("figures.reported_figure", brief("瑞芯微：产品已量产，新款性能提升3倍；"), ("Rockchip", "reportsMetric", "production growth")),
    ("figures.reported_figure", news("手机份额", "Counterpoint统计，小米份额17%。"), ("Counterpoint Research", "reportsMetric", "market share")),
    ("figures.reported_figure", brief("高通：斥资14亿美元收购Nuvia；"), ("Qualcomm", "reportsMetric", "capital expenditure")),
    ("figures.reported_figure", brief("寒武纪：研发投入占营收的60%；"), ("Cambricon", "reportsMetric", "revenue")),
    ("figures.reported_rank", brief("商汤：模型在榜单上排名第一；"), ("SenseTime", "reportsMetric", "market share rank")),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "fact"), GIVES, ids=map(row, GIVES))
def test_a_figure_is_read_with_whose_it_is_and_for_when(rule: str, text: str, fact: Fact) -> None:
    assert fact in read_by(rule, text)


@pytest.mark.parametrize(("rule", "text", "fact"), GIVES_NOT, ids=map(row, GIVES_NOT))
def test_what_tells_no_figure_of_a_company(rule: str, text: str, fact: Fact) -> None:
    assert fact[:3] not in stated(read_by(rule, text))


def test_of_a_change_only_what_it_comes_to_is_told() -> None:
    read = read_by("figures.reported_figure", brief("华虹：月产能从8万片提至15万片；"))
    assert {f for f in read if "monthly capacity" in f} == {_figure("Hua Hong", "monthly capacity", "15 万片")}
