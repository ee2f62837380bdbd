"""Known names in text: given this sentence, these things; members of families that nobody listed, brands inside names, shortened lists, ties, references."""

from __future__ import annotations

import pytest
from extraction import annotation_of, brief, briefing_of, facts, mentions, names, news, paper, post, repository, things

from kg.model import CORE_KINDS, ENTITY_TYPES
from kg.vocabulary import fold

bug = pytest.mark.xfail(strict=True, reason="reported; take the mark away with the fix")

SPELLINGS = [
    (
        "Chip",
        "Snapdragon 888",
        ["骁龙888", "骁龙 888", "Snapdragon 888", "snapdragon 888", "Snapdragon888", "骁龙™888", "Snapdragon® 888", "ＳＮＡＰＤＲＡＧＯＮ　888", "骁龙-888"],
    ),
    ("Chip", "Kirin 990", ["麒麟990", "麒麟 990", "Kirin 990", "KIRIN990"]),
    ("Chip", "Dimensity 1200", ["天玑1200", "Dimensity 1200", "天玑 1200"]),
    ("Core", "Cortex-A78", ["Cortex-A78", "Cortex A78", "Cortex®-A78", "cortex-a78", "CortexA78", "ARM Cortex-A78", "ARMCortex-A78"]),
    ("Core", "Mali-G78", ["Mali-G78", "Mali G78", "mali-g78"]),
    ("Organization", "Qualcomm", ["高通", "Qualcomm", "QUALCOMM", "高通公司"]),
    ("Organization", "TSMC", ["台积电", "TSMC", "台积电公司"]),
    ("Organization", "Samsung", ["三星", "Samsung", "三星电子"]),
    ("ISA", "RISC-V", ["RISC-V", "risc-v", "RISC-V指令集"]),
    ("Software", "TensorFlow Lite", ["TensorFlow Lite", "TensorFlowLite", "TFLite"]),
    ("Model", "MobileNetV2", ["MobileNetV2", "MobileNet V2", "MobileNet-V2", "mobilenetv2"]),
    ("Dataset", "ImageNet", ["ImageNet", "imagenet"]),
    ("Device", "Jetson Nano", ["Jetson Nano", "jetson nano"]),
]


@pytest.mark.parametrize(("type_", "name", "written"), [(t, n, w) for t, n, forms in SPELLINGS for w in forms])
def test_a_known_thing_is_known_in_every_spelling(type_: str, name: str, written: str) -> None:
    assert (type_, name) in things(post("测评", f"本文谈{written}的表现。"))


@pytest.mark.parametrize(
    ("text", "type_", "name"),
    [
        ("联发科：推出天玑9999；", "Chip", "Dimensity 9999"),
        ("联发科：推出Helio G199；", "Chip", "Helio G199"),
        ("高通：推出骁龙8 Gen 9；", "Chip", "Snapdragon 8 Gen 9"),
        ("高通：推出骁龙699；", "Chip", "Snapdragon 699"),
        ("华为：推出麒麟9990；", "Chip", "Kirin 9990"),
        ("华为：推出昇腾999；", "Chip", "Ascend 999"),
        ("三星：推出Exynos 2999；", "Chip", "Exynos 2999"),
        ("苹果：推出A19；", "Chip", "Apple A19"),
        ("瑞芯微：推出RK3998；", "Chip", "RK3998"),
        ("谷歌：推出Pixel 39；", "Device", "Pixel 39"),
        ("苹果：推出iPhone 39；", "Device", "iPhone 39"),
        ("Arm：推出Cortex-A999；", "Core", "Cortex-A999"),
        ("Arm：推出Cortex-M99；", "Core", "Cortex-M99"),
        ("Arm：推出Mali-G999；", "Core", "Mali-G999"),
        ("Arm：推出Neoverse N9；", "Core", "Neoverse N9"),
        ("意法半导体：推出STM32H999；", "Chip", "STM32H999"),
        ("乐鑫：推出ESP32-C9；", "Chip", "ESP32-C9"),
        pytest.param("苹果：推出M9 Ultra芯片；", "Chip", "M9 Ultra", marks=bug),
        pytest.param("高通：推出骁龙9 Gen 7；", "Chip", "Snapdragon 9 Gen 7", marks=bug),
    ],
)
def test_a_member_of_a_known_family_needs_no_entry(text: str, type_: str, name: str) -> None:
    assert (type_, name) in things(brief(text))


@pytest.mark.parametrize(
    "text",
    ["麒麟阁开业", "骁勇善战", "荣耀归于你们", *(pytest.param(t, marks=bug) for t in ("高通量测序仪发布", "三星期后上市", "小米粥食谱", "苹果园地铁站", "在地平线上升起"))],
)
def test_a_label_inside_a_common_word_is_no_name(text: str) -> None:
    assert things(post("随笔", f"{text}。"), "Organization", "Chip") == set()


@pytest.mark.parametrize(
    ("text", "maker", "product"),
    [
        ("测试用的是英特尔至强可扩展处理器。", "Intel", "Xeon Scalable"),
        ("测试用的是华为麒麟990。", "Huawei", "Kirin 990"),
        ("测试用的是高通骁龙888。", "Qualcomm", "Snapdragon 888"),
        ("测试用的是Arm Cortex-A78。", "Arm", "Cortex-A78"),
        ("测试用的是三星Galaxy S21。", "Samsung", "Galaxy S21"),
        ("测试用的是英伟达Jetson Nano。", "NVIDIA", "Jetson Nano"),
        ("测试用的是谷歌Pixel 6。", "Google", "Pixel 6"),
        ("测试用的是联发科天玑1200。", "MediaTek", "Dimensity 1200"),
    ],
)
def test_a_brand_before_or_inside_a_name_is_named_too(text: str, maker: str, product: str) -> None:
    text = post("测评", text)
    assert maker in names(text, "Organization") and product in {n for t, n in things(text) if t in {"Chip", "Core", "Device"}}
    assert (product, "developedBy", maker) in facts(text)


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        ("骁龙865/765/690的对比。", "Chip", {"Snapdragon 865", "Snapdragon 765", "Snapdragon 690"}),
        ("骁龙865、765和690的对比。", "Chip", {"Snapdragon 865", "Snapdragon 765", "Snapdragon 690"}),
        ("MobileNetV1/V2/V3的对比。", "Model", {"MobileNetV1", "MobileNetV2", "MobileNetV3"}),
        ("麒麟980/990的对比。", "Chip", {"Kirin 980", "Kirin 990"}),
        ("Cortex-A76/A77/A78的对比。", "Core", {"Cortex-A76", "Cortex-A77", "Cortex-A78"}),
    ],
)
def test_a_list_may_leave_out_the_common_part(text: str, type_: str, expected: set[str]) -> None:
    assert names(post("测评", text), type_) == expected


def test_a_number_after_a_name_is_no_shortened_name() -> None:
    assert names(post("测评", "骁龙865、120Hz屏幕和5000mAh电池。"), "Chip") == {"Snapdragon 865"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("骁龙800系列今年出货过亿。", {"Snapdragon 800 series"}),
        ("骁龙800今年出货过亿。", {"Snapdragon 800"}),
        ("骁龙系列今年出货过亿。", {"Snapdragon"}),
        ("骁龙888属于骁龙800系列。", {"Snapdragon 888", "Snapdragon 800 series"}),
    ],
)
def test_a_series_is_apart_from_its_members(text: str, expected: set[str]) -> None:
    assert names(post("测评", text), "Chip") == expected


class TestArm:
    @pytest.mark.parametrize(
        "text",
        ["Arm宣布推出新架构。", "ARM公司CEO辞职。", "英伟达放弃收购Arm。", "软银计划让Arm上市。", "获得Arm的IP授权。", "ARM：推出新内核；"],
    )
    def test_the_company(self, text: str) -> None:
        assert things(brief(text), "Organization", "ISA") >= {("Organization", "Arm")} and names(brief(text), "ISA") == set()

    @pytest.mark.parametrize("text", ["程序支持x86和Arm平台。", "代码移植到ARM汇编。", "支持x86、ARM和RISC-V。", "代码在arm平台编译。"])
    def test_the_instruction_set(self, text: str) -> None:
        assert "Arm" in names(post("教程", text), "ISA")
        assert names(post("教程", text), "Organization") == set()

    @pytest.mark.parametrize("text", ["基于Arm架构的服务器。", "采用ARM指令集的处理器。"])
    @bug
    def test_the_architecture_is_no_company(self, text: str) -> None:
        assert things(post("教程", text), "Organization", "ISA") == {("ISA", "Arm")}

    @bug
    def test_both_in_one_item(self) -> None:
        assert things(brief("Arm：发布新内核，阿里云的服务器已支持x86与Arm两种平台；"), "ISA", "Organization") >= {("ISA", "Arm"), ("Organization", "Arm")}


class TestShortForms:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            pytest.param("由1个X2、3个A710和4个A510组成。", {"Cortex-X2", "Cortex-A710", "Cortex-A510"}, marks=bug),
            pytest.param("内有2个A76和6个A55。", {"Cortex-A76", "Cortex-A55"}, marks=bug),
            ("采用4×A78 + 4×A55。", {"Cortex-A78", "Cortex-A55"}),
            ("采用4xA78+4xA55+Mali-G77 MC9。", {"Cortex-A78", "Cortex-A55", "Mali-G77"}),
            ("采用2颗A76大核和6颗A55小核。", {"Cortex-A76", "Cortex-A55"}),
            ("采用A77架构，由Arm设计。", {"Cortex-A77"}),
        ],
    )
    def test_a_core_may_be_short_in_a_configuration(self, text: str, expected: set[str]) -> None:
        assert names(brief(f"联发科：天玑1200{text}"), "Core") == expected

    @pytest.mark.parametrize("text", ["三星Galaxy A55手机发布。", "三星Galaxy A78发布。", "高通骁龙X2 Elite发布。", "X2版本的软件已下线。", "vivo X2手机发布。"])
    def test_elsewhere_it_is_no_core(self, text: str) -> None:
        assert names(post("随笔", text), "Core") == set()

    def test_a_configuration_is_the_core_with_a_count(self) -> None:
        text = brief("联发科：天玑1200集成Mali-G77 MC9；")
        assert names(text, "Core") == {"Mali-G77"} and ("Dimensity 1200", "hasCore", "Mali-G77", "count=9") in facts(text)


class TestTies:
    @pytest.mark.parametrize(
        ("text", "type_", "forms"),
        [
            ("酷芯微（Artosyn）：发布新品；", "Organization", {"酷芯微", "Artosyn"}),
            pytest.param("砺石科技（LishiTech）：完成B轮融资；", "Organization", {"砺石科技", "LishiTech"}, marks=bug),
            pytest.param("高通：正研发SM9999芯片，代号为Kestrelia，采用4nm；", "Chip", {"SM9999", "Kestrelia"}, marks=bug),
            ("联发科：正研发MT9999，即天玑9999；", "Chip", {"MT9999", "天玑9999"}),
        ],
    )
    def test_names_that_the_text_ties_are_one_thing(self, text: str, type_: str, forms: set[str]) -> None:
        found = [{e.name, *e.aliases} for e in annotation_of(brief(text)).entities if e.type == type_]
        assert any(forms <= {n for name in known for n in (name, name.replace(" ", ""))} for known in found), found

    def test_possible_market_names_are_one_chip(self) -> None:
        text = brief("高通：正研发芯片SM9999，即骁龙8 Gen 7或骁龙8 Gen 9；")
        assert len(names(text, "Chip")) == 1

    def test_two_known_chips_side_by_side_stay_two(self) -> None:
        assert names(brief("华为：麒麟990（麒麟980的继任者）发布；"), "Chip") == {"Kirin 990", "Kirin 980"}

    def test_aliases_are_what_the_text_writes(self) -> None:
        (entity,) = (e for e in annotation_of(brief("高通：骁龙888发布，Snapdragon 888采用5nm；")).entities if e.type == "Chip")
        assert {"骁龙888", "Snapdragon 888"} <= {entity.name, *entity.aliases}


class TestReferences:
    @pytest.mark.parametrize("reference", ["该芯片", "这款芯片", "此芯片", "这颗芯片", "该处理器", "这款SoC", "该SoC", "这枚芯片", "它"])
    def test_the_chip_spoken_of(self, reference: str) -> None:
        assert ("Kirin 9990", "processNode", "5 nm") in facts(brief(f"华为：推出麒麟9990。{reference}采用5nm工艺；"))

    def test_the_device_spoken_of(self) -> None:
        assert ("Pixel 39", "usesChip", "Google Tensor G9") in facts(news("谷歌发布Pixel 39", "谷歌发布Pixel 39。该手机搭载Tensor G9芯片。"))

    def test_the_framework_spoken_of(self) -> None:
        assert ("ncnn", "supports", "Vulkan") in facts(repository("Tencent/ncnn", "推理框架更新", "ncnn是腾讯开源的框架。该框架支持Vulkan。"))

    def test_the_company_spoken_of(self) -> None:
        assert ("Hailo", "fundingRound", "C轮") in facts(news("Hailo再融资", "Hailo是一家以色列芯片公司。该公司完成C轮融资。"))

    def test_a_reference_is_no_name(self) -> None:
        text = brief("华为：推出麒麟9990，该芯片采用5nm工艺；")
        assert names(text, "Chip") == {"Kirin 9990"} and not any(m.source == "reference" for m in mentions(text))


class TestComparisons:
    @pytest.mark.parametrize(
        "text",
        [
            "华为：麒麟9990性能超过骁龙888，采用5nm工艺；", "华为：麒麟9990采用5nm工艺，性能是骁龙888的2倍；", "华为：与骁龙888相比，麒麟9990采用5nm工艺；",
            pytest.param("华为：相比骁龙888，麒麟9990采用5nm工艺，更省电；", marks=bug), pytest.param("华为：麒麟9990对标骁龙888，采用5nm工艺；", marks=bug),
        ],
    )  # fmt: skip
    def test_what_is_only_compared_with_gets_no_fact(self, text: str) -> None:
        assert "Snapdragon 888" in names(brief(text), "Chip")
        assert facts(brief(text), "processNode") == {("Kirin 9990", "processNode", "5 nm")}


class TestEntities:
    TEXT = "# 简报\n\n- 联发科：推出天玑9999，集成Mali-G99；\n- 高通：推出骁龙8 Gen 9；\n- 小米：将用天玑9999；\n"

    def test_every_entity_has_a_type_and_a_core_its_kind(self) -> None:
        for e in annotation_of(self.TEXT).entities:
            assert e.type in ENTITY_TYPES and (e.type == "Core") == (e.kind in CORE_KINDS)

    def test_a_mention_reads_as_a_name_of_its_entity_and_stands_on_its_lines(self) -> None:
        b = briefing_of(self.TEXT)
        for e in annotation_of(self.TEXT).entities:
            for start, end in e.mentions:
                assert fold(b.text[start:end]) in {fold(n) for n in (e.name, *e.aliases)}
                assert b.line_of(start) in e.lines

    def test_a_thing_named_in_two_items_is_one_entity_with_both_lines(self) -> None:
        (chip,) = (e for e in annotation_of(self.TEXT).entities if e.name == "Dimensity 9999")
        assert chip.lines == (3, 5)

    def test_no_two_entities_share_an_iri(self) -> None:
        iris = [e.iri for e in annotation_of(self.TEXT).entities]
        assert len(iris) == len(set(iris))


@pytest.mark.parametrize("name", ["GitHub", "Gitee", "知乎", "CSDN", "机器之心", "量子位", "新智元", "B站", "微信公众号"])
def test_a_site_that_hosts_or_reports_is_no_organization(name: str) -> None:
    assert names(post("教程", f"代码已放到{name}上，文章转自{name}。"), "Organization") == set()


@pytest.mark.parametrize("name", ["机器之心", "芯片视野", "Intel资讯", "华为开发者"])
def test_the_media_after_a_title_is_no_entity(name: str) -> None:
    text = f"## 业界新闻\n\n- [新芯片发布 | {name}](https://example.org/a)\n摘要：某芯片发布。\n"
    assert things(text, "Organization") == set()


@pytest.mark.parametrize(
    "word",
    ["Python", "C++", "Rust", "Java", "H.265", "AV1", pytest.param("ISO 26262", marks=bug), "PCIe", "USB", "5G", "INT8", "CNN", "Transformer", "NAS", "GPU", "NPU", "SoC", "API"],
)
def test_languages_codecs_standards_and_generic_terms_are_no_entities(word: str) -> None:
    assert things(post("教程", f"本文介绍{word}的用法，并用{word}写一个例子。")) == set()


def test_a_venue_is_one_with_its_year() -> None:
    assert names(paper("甲网络", "", "CVPR 2031"), "Venue") == {"CVPR 2031"}
    assert names(paper("甲网络", "论文被ICCV 2031接收。"), "Venue") == {"ICCV 2031"}


def test_a_company_that_heads_its_news_needs_no_other_word_beside_its_short_name() -> None:
    assert ("Organization", "Imagination Technologies") in things(brief("Imagination：任命王五担任中国区董事长；"))


def test_the_name_that_a_thing_had_as_a_rumor_is_another_name_of_it() -> None:
    annotation = annotation_of(brief("联发科：天玑9999正式发布，也就是此前传闻中的天玑2999。台积电4nm工艺；"))
    chips = [{e.name, *e.aliases} for e in annotation.entities if e.type == "Chip"]
    assert len(chips) == 1 and {"Dimensity 9999", "天玑2999"} <= chips[0]
