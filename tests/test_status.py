"""How sure a sentence is: given this clause, this status."""

from __future__ import annotations

import pytest
from extraction import Fact, brief, facts, news
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.status import is_past, read, read_deal
from kg.model import STATUSES

CLAUSES = {
    "asserted": [
        "推出乙一号", "采用7nm工艺", "乙一号今天发布", "完成B轮融资", "性能将近翻倍", "将图像压缩十倍", "可编程逻辑", "ships the Y1 today", 
        "使用了将军令牌", "该模型将输入切成小块", "the Maya chip",
    ],
    "planned": [
        "将于明年量产", "计划在2033年上市", "预计采用4nm", "拟收购乙公司", "即将发布乙一号", "打算明年流片", "正准备登陆科创板", "有意收购丙", "will ship in June", "plans to acquire Y",
        "is expected to use 4 nm", "将采用台积电4nm", "迎来IPO大考", "the upcoming Y1", "筹划赴港上市",
    ],
    "rumored": [
        "据传采用4nm", "有消息称采用4nm", "或将采用4nm", "可能采用4nm", "外媒爆料采用4nm", "疑似采用4nm", "知情人士透露采用4nm", "据报道采用4nm", "网传采用4nm", "被曝采用4nm",
        "reportedly uses 4 nm", "may use 4 nm", "rumored to use 4 nm", "有望采用4nm", "盛传被收购", "消息称丙将收购丁",
    ],
    "denied": [
        "否认收购乙公司", "辟谣收购传闻", "并未采用4nm", "没有上市计划", "没有收购乙的打算", "收购一事纯属猜测，不实", "无意收购乙", "不会采用4nm", "denied the report", "has no plans to list",
        "收购只是猜测",
    ],
    "past": ["失去乙的订单", "不再使用乙芯片", "终止了合作", "曾采用三星工艺", "曾担任乙公司CEO", "formerly at Y", "no longer uses the Y1"],
}  # fmt: skip


@pytest.mark.parametrize(("clause", "status"), [(c, status) for status, clauses in CLAUSES.items() for c in clauses])
def test_words_in_the_clause_say_how_sure_it_is(clause: str, status: str) -> None:
    assert read(clause) == status


@pytest.mark.parametrize(
    ("clause", "status"),
    [
        ("was founded in May", "asserted"),
        ("will ship in May", "planned"),
        ("计划书已公布", "asserted"),
        ("支持虚拟化", "asserted"),
        ("在模拟器上运行", "asserted"),
        ("业内标称4TOPS", "asserted"),
        ("甲公司将乙公司收入囊中", "asserted"),
        ("我们将丙内核视为小核", "asserted"),
        ("还将集成自研NPU", "planned"),
        ("也就是此前传闻中的乙一号", "asserted"),
        ("本文将描述甲在乙上的部署", "asserted"),
        ("传闻中的乙一号采用4nm", "rumored"),
        ("乙一号传由甲代工", "rumored"),
        ("宣传由甲负责", "asserted"),
        ("曾计划收购乙公司", "past"),
    ],
)
def test_what_looks_like_a_hedge_is_told_from_one(clause: str, status: str) -> None:
    assert read(clause) == status


@pytest.mark.parametrize(
    ("before", "clause", "status"),
    [
        ("据传，", "乙一号采用4nm", "rumored"),
        ("外媒曝光乙一号的参数，", "采用4nm", "rumored"),
        ("预计明年发布乙一号，", "采用4nm", "planned"),
        ("甲公司今天发布乙一号，", "采用4nm", "asserted"),
        ("知情人士透露，", "甲公司否认收购", "denied"),
        ("日媒报道称，", "乙一号采用4nm", "rumored"),
        ("甲公司下月开发布会，据外媒报道，", "乙一号采用4nm", "rumored"),
        ("据多家媒体报道，", "甲公司拟收购乙公司", "rumored"),
        ("有报道说甲公司放弃自研，", "不过乙一号依然采用自研架构", "asserted"),
        ("据称良率过半，预计明年量产，", "月产能5万片", "planned"),
        ("甲公司计划收购乙公司，", "后者的DPU已被丙公司采用", "asserted"),
    ],
)
def test_a_marker_before_governs_what_follows_in_its_sentence(before: str, clause: str, status: str) -> None:
    assert read(clause, before) == status


@pytest.mark.parametrize(("heading", "status"), [("乙一号参数曝光", "rumored"), ("据传：乙一号来了", "rumored"), ("乙一号发布", "asserted"), ("", "asserted")])
def test_a_rumour_in_the_heading_governs_the_item(heading: str, status: str) -> None:
    assert read("采用4nm", "", heading) == status


@pytest.mark.parametrize(("clause", "past"), [("曾任乙公司CEO", True), ("前任总裁", True), ("原CEO", True), ("放弃自研", True), ("现任CEO", False), ("经历曲折", False)])
def test_what_was_and_is_no_longer(clause: str, past: bool) -> None:
    assert is_past(clause) is past


@given(st.text(), st.text(max_size=20), st.text(max_size=20))
def test_every_clause_has_one_of_the_five_statuses(clause: str, before: str, heading: str) -> None:
    assert read(clause, before, heading) in STATUSES


IN_A_BRIEFING: list[tuple[str, Fact]] = [
    (brief("高通：骁龙8 Gen 5将采用三星2nm工艺；"), ("Snapdragon 8 Gen 5", "processNode", "2 nm", "!planned")),
    (brief("高通：骁龙8 Gen 5采用三星2nm工艺；"), ("Snapdragon 8 Gen 5", "processNode", "2 nm")),
    (brief("高通：据传骁龙8 Gen 5采用三星2nm工艺；"), ("Snapdragon 8 Gen 5", "processNode", "2 nm", "!rumored")),
    (brief("苹果：iPhone 31可能搭载A29芯片；"), ("iPhone 31", "usesChip", "A29", "!rumored")),
    (brief("英特尔：否认收购地平线；"), ("Intel", "acquires", "Horizon Robotics", "!denied")),
    (brief("英特尔：宣布收购地平线；"), ("Intel", "acquires", "Horizon Robotics")),
    (brief("英特尔：拟收购地平线；"), ("Intel", "acquires", "Horizon Robotics", "!planned")),
    (brief("台积电：失去华为的订单；"), ("Huawei", "customerOf", "TSMC", "!past")),
    (news("骁龙8 Gen 5参数曝光", "高通骁龙8 Gen 5采用三星2nm工艺。"), ("Snapdragon 8 Gen 5", "processNode", "2 nm", "!rumored")),
]


@pytest.mark.parametrize(("text", "fact"), IN_A_BRIEFING)
def test_the_status_of_a_fact_is_read_where_the_fact_is(text: str, fact: Fact) -> None:
    assert fact in facts(text)


def test_a_hedge_about_one_thing_leaves_the_others_asserted() -> None:
    found = facts(brief("联发科：天玑9500采用台积电3nm工艺，下一代天玑9600预计采用2nm工艺；"), "processNode")
    assert found == {("Dimensity 9500", "processNode", "3 nm"), ("Dimensity 9600", "processNode", "2 nm", "!planned")}


def test_a_hedge_ends_with_its_sentence_in_english_too() -> None:
    text = brief("Qualcomm: the Snapdragon 8 Gen 5 may be made by TSMC. The Xiaomi 31 uses the Snapdragon 8 Elite;")
    assert ("Xiaomi 31", "usesChip", "Snapdragon 8 Elite") in facts(text)


def test_who_makes_a_thing_is_not_in_doubt_because_its_date_is() -> None:
    assert ("Dimensity 9600", "developedBy", "MediaTek") in facts(brief("联发科：预计明年发布天玑9600；"))


DEALS = [
    ("甲公司宣布完成对乙公司的收购", "", "", "asserted"),
    ("甲公司收购乙公司一事再度延期", "", "", "planned"),
    ("甲公司收购乙公司的案子", "", "，还在等监管点头", "planned"),
    ("甲公司正洽谈收购乙公司", "", "", "planned"),
    ("甲公司正洽谈收购乙公司", "外媒爆料，", "", "rumored"),
    ("乙公司待售，甲公司对它感兴趣", "", "", "rumored"),
    ("甲公司否认收购乙公司", "", "", "denied"),
    ("awaits approval of its purchase of Y", "", "", "planned"),
]


@pytest.mark.parametrize(("clauses", "before", "after", "status"), DEALS)
def test_a_purchase_that_is_not_done_is_planned_or_talked_of(clauses: str, before: str, after: str, status: str) -> None:
    assert read_deal(clauses, before, after=after) == status


def test_what_is_told_is_denied_by_the_clause_behind_it() -> None:
    assert read("乙一号改用2nm的说法", after="，事后看只是猜测") == "denied"
    assert read("乙一号改用2nm", after="，只是猜测价格会涨") == "asserted"


def test_the_news_counts_more_than_its_headline_and_the_summary() -> None:
    headline = news("华为中端神芯麒麟8999：6nm", "据悉，麒麟8999将采用三星6nm工艺。")
    assert ("Kirin 8999", "processNode", "6 nm", "!planned") in facts(headline)
    launched = news("华为发布6nm芯片麒麟8999", "下一代预计明年推出。麒麟8999采用6nm工艺。")
    assert ("Kirin 8999", "processNode", "6 nm") in facts(launched)


def test_a_headline_that_leaks_one_thing_leaves_others_alone() -> None:
    text = news("华为nova 31曝光", "nova 31将搭载麒麟990 5G芯片。麒麟990 5G采用7nm工艺，是去年的旗舰。")
    found = facts(text)
    assert ("nova 31", "usesChip", "Kirin 990 5G", "!planned") in found
    assert ("Kirin 990 5G", "processNode", "7 nm") in found


def test_a_buyer_is_sought_before_a_seller_that_speaks_with_it() -> None:
    text = brief("英特尔 & 地平线：英特尔与地平线发表声明，宣布将以40亿美元收购地平线，交易将在18个月内完成；")
    assert facts(text, "acquires") == {("Intel", "acquires", "Horizon Robotics", "amount=40 亿美元", "!planned")}
