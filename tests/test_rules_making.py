"""Rules of making, by decision 20 of the annotation guide: given this sentence, this maker; and one like it that names none."""

from __future__ import annotations

import pytest
from extraction import Fact, Row, brief, facts, news, paper, post, read_by, repository, row, stated

bug = pytest.mark.xfail(strict=True, reason="reported; take the mark away with the fix")

GIVES: list[Row] = [
    ("making.brand_before", post("评测", "测试用的是华为麒麟990。"), ("Kirin 990", "developedBy", "Huawei")),
    ("making.brand_before", post("评测", "测试用的是Arm的Mali-G78。"), ("Mali-G78", "developedBy", "Arm")),
    ("making.brand_before", post("评测", "测试用的是三星Galaxy S21。"), ("Galaxy S21", "developedBy", "Samsung")),
    ("making.brand_before", post("评测", "测试用的是高通骁龙888和骁龙865。"), ("Snapdragon 865", "developedBy", "Qualcomm")),
    ("making.words_of_making", brief("会议：联发科今天正式推出天玑9999；"), ("Dimensity 9999", "developedBy", "MediaTek")),
    ("making.words_of_making", news("新框架", "近日，腾讯开源了推理框架ncnn。"), ("ncnn", "developedBy", "Tencent")),
    ("making.words_of_making", news("新机", "Google today released the Pixel 39."), ("Pixel 39", "developedBy", "Google")),
    ("making.made_by", news("新框架", "ncnn由腾讯开发，体积很小。"), ("ncnn", "developedBy", "Tencent")),
    ("making.made_by", news("新框架", "MNN来自阿里巴巴，体积很小。"), ("MNN", "developedBy", "Alibaba")),
    ("making.own_product", brief("联发科：今年的重点是天玑9999；"), ("Dimensity 9999", "developedBy", "MediaTek")),
    ("making.own_product", brief("苹果：股价因iPhone 39大涨；"), ("iPhone 39", "developedBy", "Apple")),
    ("making.maker_in_item", post("评测", "高通今天降价，骁龙888首当其冲。"), ("Snapdragon 888", "developedBy", "Qualcomm")),
    ("making.maker_in_item", post("评测", "英伟达缺货，用户只好等Jetson Nano。"), ("Jetson Nano", "developedBy", "NVIDIA")),
    ("making.presented_by_maker", brief("锦岸微：芯片JA3100采用12nm工艺；"), ("JA3100", "developedBy", "锦岸微")),
    ("making.presented_by_maker", brief("高通：新平台芯片QX77采用4nm工艺；"), ("QX77", "developedBy", "Qualcomm")),
]  # fmt: skip

GIVES_NOT: list[Row] = [
    ("making.brand_before", post("评测", "华为与小米29的对比。"), ("Xiaomi 29", "developedBy", "Huawei")),
    ("making.brand_before", post("评测", "高通联发科天玑1200的对比。"), ("Dimensity 1200", "developedBy", "Qualcomm")),
    ("making.words_of_making", news("新机", "小米今天推出搭载骁龙888的手机。"), ("Snapdragon 888", "developedBy", "Xiaomi")),
    ("making.words_of_making", news("新框架", "华为推出的工具支持ncnn。"), ("ncnn", "developedBy", "Huawei")),
    ("making.made_by", news("新芯片", "骁龙888由三星代工。"), ("Snapdragon 888", "developedBy", "Samsung")),
    ("making.made_by", news("新芯片", "天玑1200由台积电制造。"), ("Dimensity 1200", "developedBy", "TSMC")),
    ("making.own_product", brief("小米：新机改用天玑9999；"), ("Dimensity 9999", "developedBy", "Xiaomi")),
    ("making.maker_in_item", post("评测", "骁龙888很热。"), ("Snapdragon 888", "developedBy", "Qualcomm")),
]  # fmt: skip
WEIGHED_IN: list[Row] = [
    ("making.presented_by_maker", brief("锦岸微：方案基于高通的芯片QX77；"), ("QX77", "developedBy", "锦岸微")),
    ("making.presented_by_maker", brief("锦岸微：性能对标芯片JA3100；"), ("JA3100", "developedBy", "锦岸微")),
]  # fmt: skip
"""What no rule reads and the weighing of relations adds."""
OVERLOOKED: list[Row] = [
    ("making.words_of_making", brief("小米：与徕卡联合推出小米29；"), ("Xiaomi 29", "developedBy", "Leica")),
]  # fmt: skip
MISTAKEN: list[Row] = [
]  # fmt: skip
READ: list[Row] = [
    ("making.made_by", news("新模型", "DINOv2的作者是Meta。"), ("DINOv2", "developedBy", "Meta")),
]  # fmt: skip
"""What the rule reads and the weighing of relations then drops."""


@pytest.mark.parametrize(("rule", "text", "fact"), READ, ids=map(row, READ))
def test_a_rule_reads_what_the_weighing_drops(rule: str, text: str, fact: Fact) -> None:
    assert fact in read_by(rule, text)


@pytest.mark.parametrize(("rule", "text", "fact"), GIVES, ids=map(row, GIVES))
def test_a_rule_reads_what_the_sentence_says(rule: str, text: str, fact: Fact) -> None:
    assert fact in read_by(rule, text)
    assert fact in facts(text)


@pytest.mark.parametrize(("rule", "text", "fact"), GIVES_NOT + WEIGHED_IN, ids=map(row, GIVES_NOT + WEIGHED_IN))
def test_the_rule_does_not_read_what_a_sentence_like_it_does_not_say(rule: str, text: str, fact: Fact) -> None:
    assert fact[:3] not in stated(read_by(rule, text))


@pytest.mark.parametrize(("rule", "text", "fact"), GIVES_NOT, ids=map(row, GIVES_NOT))
def test_nor_does_anything_else(rule: str, text: str, fact: Fact) -> None:
    assert fact[:3] not in stated(facts(text))


@bug
@pytest.mark.parametrize(("rule", "text", "fact"), OVERLOOKED, ids=map(row, OVERLOOKED))
def test_what_should_be_read_and_is_not(rule: str, text: str, fact: Fact) -> None:
    assert fact in facts(text)


@bug
@pytest.mark.parametrize(("rule", "text", "fact"), MISTAKEN + WEIGHED_IN, ids=map(row, MISTAKEN + WEIGHED_IN))
def test_what_is_read_though_nobody_says_it(rule: str, text: str, fact: Fact) -> None:
    assert fact[:3] not in stated(facts(text))


@pytest.mark.parametrize(
    ("text", "makers"),
    [
        pytest.param(news("合作", "腾讯、阿里巴巴和百度联合开源框架QuillRT。"), {"Tencent", "Alibaba", "Baidu"}, marks=bug),
        (news("新框架", "近日，腾讯开源了推理框架ncnn。"), {"Tencent"}),
        (post("教程", "本文介绍ncnn的用法。"), set()),
    ],
)
def test_a_thing_has_the_makers_that_the_text_names(text: str, makers: set[str]) -> None:
    assert {f[2] for f in facts(text, "developedBy") if f[0] in {"ncnn", "QuillRT"}} == makers


def test_every_product_of_a_list_is_the_makers() -> None:
    found = facts(news("新品", "高通发布骁龙888、骁龙870和骁龙780G。"), "developedBy")
    assert found == {(chip, "developedBy", "Qualcomm") for chip in ("Snapdragon 888", "Snapdragon 870", "Snapdragon 780G")}


def test_a_rival_named_beside_gets_its_own_maker_or_none() -> None:
    found = facts(brief("联发科：天玑9999性能超过骁龙888和华为麒麟9000；"), "developedBy")
    assert found == {("Dimensity 9999", "developedBy", "MediaTek"), ("Kirin 9000", "developedBy", "Huawei")}


def test_the_owner_of_a_repository_makes_its_software_if_it_is_a_known_organization() -> None:
    assert ("ncnn", "developedBy", "Tencent") in facts(repository("Tencent/ncnn", "更新", "ncnn很小。"))
    assert facts(repository("nobody-known/quillrt", "更新", "quillrt很小。"), "developedBy") == set()


def test_authors_organizations_make_what_the_paper_proposes() -> None:
    found = facts(paper("QuillNet: Tiny Networks", "清华大学的研究者提出QuillNet。"), "developedBy")
    assert found == {("QuillNet", "developedBy", "Tsinghua University")}
