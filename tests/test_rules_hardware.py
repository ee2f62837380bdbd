"""Rules of hardware and processes: given this sentence, this fact; and one like it that says no such thing."""

from __future__ import annotations

import pytest
from extraction import Fact, Row, brief, facts, news, post, read_by, row, stated

bug = pytest.mark.xfail(strict=True, reason="reported; take the mark away with the fix")

GIVES: list[Row] = [
    ("hardware.core_in_chip", brief("华为：麒麟9990采用4个Cortex-A78大核；"), ("Kirin 9990", "hasCore", "Cortex-A78", "count=4")),
    ("hardware.core_in_chip", brief("华为：麒麟9990采用四颗Cortex-A78和四颗Cortex-A55；"), ("Kirin 9990", "hasCore", "Cortex-A55", "count=4")),
    ("hardware.core_in_chip", brief("华为：麒麟9990的CPU为4×Cortex-A78@2.8GHz + 4×Cortex-A55@2.0GHz；"), ("Kirin 9990", "hasCore", "Cortex-A78", "count=4", "frequency=2.8 GHz")),
    ("hardware.core_in_chip", brief("华为：麒麟9990的CPU为4×Cortex-A78@2.8GHz + 4×Cortex-A55@2.0GHz；"), ("Kirin 9990", "hasCore", "Cortex-A55", "count=4", "frequency=2.0 GHz")),
    ("hardware.core_in_chip", brief("华为：麒麟9990内置2个主频2.86GHz的Cortex-A76；"), ("Kirin 9990", "hasCore", "Cortex-A76", "count=2", "frequency=2.86 GHz")),
    ("hardware.core_in_chip", brief("华为：麒麟9990的GPU为Mali-G78 MP24；"), ("Kirin 9990", "hasCore", "Mali-G78", "count=24")),
    ("hardware.core_in_chip", brief("华为：麒麟9990集成Mali-G78 GPU；"), ("Kirin 9990", "hasCore", "Mali-G78")),
    ("hardware.core_in_chip", brief("瑞芯微：推出RK3998。它内置双核Cortex-A55；"), ("RK3998", "hasCore", "Cortex-A55", "count=2")),
    ("hardware.chips_with_core", brief("评测：采用Cortex-X2的只有天玑9999和麒麟9990；"), ("Dimensity 9999", "hasCore", "Cortex-X2")),
    ("hardware.chips_with_core", brief("评测：采用Cortex-X2的只有天玑9999和麒麟9990；"), ("Kirin 9990", "hasCore", "Cortex-X2")),
    ("hardware.chips_with_core", brief("评测：用上Mali-G78的芯片有麒麟9990；"), ("Kirin 9990", "hasCore", "Mali-G78")),
    ("hardware.core_count", brief("华为：麒麟9990采用八核设计；"), ("Kirin 9990", "coreCount", "8")),
    ("hardware.core_count", brief("华为：鲲鹏999是一款64核处理器；"), ("Kunpeng 999", "coreCount", "64")),
    ("hardware.core_count", brief("龙芯：3A5000处理器为4核心，主频2.5GHz；"), ("Loongson 3A5000", "coreCount", "4")),
    ("hardware.clock_frequency", brief("龙芯：3A5000处理器主频2.3GHz-2.5GHz；"), ("Loongson 3A5000", "clockFrequency", "2.3-2.5 GHz")),
    ("hardware.clock_frequency", brief("华为：鲲鹏999最高主频可达3.2GHz；"), ("Kunpeng 999", "clockFrequency", "3.2 GHz")),
    ("hardware.clock_frequency", brief("乐鑫：ESP32-C9主频160MHz；"), ("ESP32-C9", "clockFrequency", "160 MHz")),
    ("hardware.ai_performance", brief("瑞芯微：RK3998的NPU算力达到6 TOPS；"), ("RK3998", "aiPerformance", "6 TOPS")),
    ("hardware.ai_performance", brief("地平线：征程9单颗算力560TOPS；"), ("Journey 9", "aiPerformance", "560 TOPS")),
    ("hardware.ai_performance", brief("华为：昇腾999半精度算力为256 TFLOPS；"), ("Ascend 999", "aiPerformance", "256 TFLOPS")),
    ("hardware.ai_performance", brief("瑞芯微：RK3998具备4T算力；"), ("RK3998", "aiPerformance", "4 TOPS")),
    ("hardware.ai_performance", brief("瑞芯微：RK3998和RK3997的算力分别为6TOPS和1TOPS；"), ("RK3997", "aiPerformance", "1 TOPS")),
    ("hardware.ai_performance", brief("瑞芯微：RK3998和RK3997的算力分别为6TOPS和1TOPS；"), ("RK3998", "aiPerformance", "6 TOPS")),
    ("hardware.instruction_set", brief("龙芯：3A5000基于LoongArch指令集；"), ("Loongson 3A5000", "isa", "LoongArch")),
    ("hardware.instruction_set", brief("平头哥：玄铁C999是RISC-V架构处理器核；"), ("XuanTie C999", "isa", "RISC-V")),
    ("hardware.instruction_set", brief("Arm：Cortex-X2采用Armv9架构；"), ("Cortex-X2", "isa", "Armv9")),
    ("hardware.chip_in_device", brief("谷歌：Pixel 39搭载Tensor G9；"), ("Pixel 39", "usesChip", "Google Tensor G9")),
    ("hardware.chip_in_device", brief("小米：首款搭载骁龙8 Gen 9的手机小米29发布；"), ("Xiaomi 29", "usesChip", "Snapdragon 8 Gen 9")),
    ("hardware.chip_in_device", brief("高通：骁龙8 Gen 9将首发于小米29；"), ("Xiaomi 29", "usesChip", "Snapdragon 8 Gen 9", "!planned")),
    ("hardware.successor", brief("Arm：Cortex-X2是Cortex-X1的继任者；"), ("Cortex-X2", "successorOf", "Cortex-X1")),
    ("hardware.successor", brief("高通：骁龙888接替骁龙865；"), ("Snapdragon 888", "successorOf", "Snapdragon 865")),
    ("hardware.successor", brief("华为：麒麟990发布，上一代是麒麟980；"), ("Kirin 990", "successorOf", "Kirin 980")),
    ("hardware.successor", brief("华为：麒麟980的下一代产品是麒麟990；"), ("Kirin 990", "successorOf", "Kirin 980")),
    ("processes.process_node", brief("华为：麒麟9990采用5nm工艺；"), ("Kirin 9990", "processNode", "5 nm")),
    ("processes.process_node", brief("华为：7nm EUV工艺的麒麟9990量产；"), ("Kirin 9990", "processNode", "7 nm EUV")),
    ("processes.process_node", brief("乐鑫：ESP32-C9采用40纳米工艺；"), ("ESP32-C9", "processNode", "40 nm")),
    ("processes.process_node", brief("瑞芯微：RK3998与RK3997均采用8nm制程；"), ("RK3997", "processNode", "8 nm")),
    ("processes.named_node", brief("英特尔：Meteor Lake采用Intel 4工艺；"), ("Meteor Lake", "processNode", "Intel 4")),
    ("processes.named_node", brief("AMD：新款EPYC采用N5工艺；"), ("EPYC", "processNode", "N5")),
    ("processes.named_node", brief("联发科：天玑9999采用台积电N4P工艺；"), ("Dimensity 9999", "processNode", "N4P")),
    ("processes.foundry_before_node", brief("联发科：天玑9999采用台积电4nm；"), ("Dimensity 9999", "manufacturedBy", "TSMC")),
    ("processes.foundry_before_node", brief("高通：骁龙8 Gen 9基于三星的2nm工艺；"), ("Snapdragon 8 Gen 9", "manufacturedBy", "Samsung")),
    ("processes.made_by_foundry", brief("联发科：天玑9999由台积电代工；"), ("Dimensity 9999", "manufacturedBy", "TSMC")),
    ("processes.made_by_foundry", brief("乐鑫：ESP32-C9交给中芯国际生产；"), ("ESP32-C9", "manufacturedBy", "SMIC")),
]  # fmt: skip

GIVES_NOT: list[Row] = [
    ("processes.foundry_before_node", brief("华为：麒麟9990与苹果5nm芯片同步上市；"), ("Kirin 9990", "manufacturedBy", "Apple")),
    ("hardware.core_count", brief("华为：麒麟9990内含8核NPU；"), ("Kirin 9990", "coreCount", "8")),
    ("hardware.core_count", brief("华为：麒麟9990内含四核Cortex-A55；"), ("Kirin 9990", "coreCount", "4")),
    ("hardware.core_count", brief("华为：麒麟9990的单核跑分上涨；"), ("Kirin 9990", "coreCount", "1")),
    ("hardware.clock_frequency", brief("华为：麒麟9990内存频率3.2GHz；"), ("Kirin 9990", "clockFrequency", "3.2 GHz")),
    ("hardware.clock_frequency", brief("华为：麒麟9990的大核Cortex-A78主频2.8GHz；"), ("Kirin 9990", "clockFrequency", "2.8 GHz")),
    ("hardware.ai_performance", brief("华为：麒麟9990跑一次模型需要4 TFLOPs计算量；"), ("Kirin 9990", "aiPerformance", "4 TFLOPS")),
    ("hardware.ai_performance", brief("地平线：征程9单颗算力560TOPS，远高于征程6的128TOPS；"), ("Journey 9", "aiPerformance", "128 TOPS")),
    ("hardware.instruction_set", news("ncnn更新", "ncnn完成了RISC-V汇编优化，在麒麟9990上不变。"), ("Kirin 9990", "isa", "RISC-V")),
    ("hardware.instruction_set", brief("华为：麒麟9990不采用RISC-V架构；"), ("Kirin 9990", "isa", "RISC-V")),
    ("hardware.chip_in_device", news("ncnn更新", "ncnn支持骁龙8 Gen 9，小米29今天发布。"), ("Xiaomi 29", "usesChip", "Snapdragon 8 Gen 9")),
    ("hardware.successor", brief("高通：骁龙888比骁龙865更快；"), ("Snapdragon 888", "successorOf", "Snapdragon 865")),
    ("hardware.successor", brief("高通：骁龙888与骁龙870同台亮相；"), ("Snapdragon 888", "successorOf", "Snapdragon 870")),
    ("processes.process_node", brief("台积电：扩建28nm产能，麒麟9990受益；"), ("Kirin 9990", "processNode", "28 nm")),
    ("processes.named_node", brief("评测：麒麟9990跑的是N5模型；"), ("Kirin 9990", "processNode", "N5")),
    ("processes.foundry_before_node", brief("联发科：采用联发科6nm的天玑9999上市；"), ("Dimensity 9999", "manufacturedBy", "MediaTek")),
    ("processes.made_by_foundry", brief("小米：小米29由富士康生产，搭载天玑9999；"), ("Dimensity 9999", "manufacturedBy", "Foxconn")),
]  # fmt: skip


WEIGHED_IN: list[Row] = [
    ("hardware.core_in_chip", brief("Arm：发布Cortex-A78。麒麟9990今天缺货；"), ("Kirin 9990", "hasCore", "Cortex-A78")),
    ("hardware.chips_with_core", brief("评测：采用Cortex-X2的手机今天降价，麒麟9990缺货；"), ("Kirin 9990", "hasCore", "Cortex-X2")),
    ("hardware.core_in_chip", brief("华为：麒麟9990的性能超过Cortex-A78；"), ("Kirin 9990", "hasCore", "Cortex-A78")),
    ("hardware.core_in_chip", news("ncnn更新", "ncnn支持Cortex-A55，在麒麟9990上跑得更快。"), ("Kirin 9990", "hasCore", "Cortex-A55")),
    ("hardware.core_in_chip", brief("华为：麒麟9990比采用Cortex-A78的天玑9999更快；"), ("Kirin 9990", "hasCore", "Cortex-A78")),
    ("hardware.chip_in_device", brief("谷歌：Pixel 39性能超过搭载骁龙8 Gen 9的小米29；"), ("Pixel 39", "usesChip", "Snapdragon 8 Gen 9")),
    ("hardware.chip_in_device", brief("三星：今天发布Exynos 2999、Galaxy S39；"), ("Galaxy S39", "usesChip", "Exynos 2999")),
]  # fmt: skip
"""What no rule reads and the weighing of relations adds."""
MISTAKEN: list[Row] = [
    ("hardware.chips_with_core", brief("评测：采用Cortex-X2的手机比麒麟9990更快；"), ("Kirin 9990", "hasCore", "Cortex-X2")),
    ("processes.process_node", brief("华为：相比骁龙888，麒麟9990采用5nm工艺；"), ("Snapdragon 888", "processNode", "5 nm")),
]  # fmt: skip
READ: list[Row] = [
    ("hardware.core_in_chip", brief("谷歌：Coral Dev Board Micro采用Cortex-M7内核；"), ("Coral Dev Board Micro", "hasCore", "Cortex-M7")),
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
@pytest.mark.parametrize(("rule", "text", "fact"), MISTAKEN + WEIGHED_IN, ids=map(row, MISTAKEN + WEIGHED_IN))
def test_what_is_read_though_nobody_says_it(rule: str, text: str, fact: Fact) -> None:
    assert fact[:3] not in stated(facts(text))


WHOLE: list[tuple[str, set[Fact]]] = [
    (
        brief("联发科：天玑9999采用台积电4nm工艺，CPU由1颗Cortex-X4@3.25GHz、3颗Cortex-X4@2.85GHz和4颗Cortex-A720@2.0GHz组成，GPU为Immortalis-G720 MC12；"),
        {
            ("Dimensity 9999", "developedBy", "MediaTek"), ("Dimensity 9999", "manufacturedBy", "TSMC"), ("Dimensity 9999", "processNode", "4 nm"),
            ("Dimensity 9999", "hasCore", "Cortex-X4", "count=1", "frequency=3.25 GHz"), ("Dimensity 9999", "hasCore", "Cortex-X4", "count=3", "frequency=2.85 GHz"),
            ("Dimensity 9999", "hasCore", "Cortex-A720", "count=4", "frequency=2.0 GHz"), ("Dimensity 9999", "hasCore", "Immortalis-G720", "count=12"),
        },
    ),
    (
        brief("瑞芯微：RK3998采用8nm工艺，四核Cortex-A76加四核Cortex-A55，NPU算力6TOPS，支持安卓和Linux；"),
        {
            ("RK3998", "developedBy", "Rockchip"), ("RK3998", "processNode", "8 nm"), ("RK3998", "hasCore", "Cortex-A76", "count=4"), ("RK3998", "hasCore", "Cortex-A55", "count=4"),
            ("RK3998", "aiPerformance", "6 TOPS"), ("RK3998", "supports", "Android"), ("RK3998", "supports", "Linux"),
        },
    ),
    (post("随笔", "今天讨论芯片工艺的发展：从28nm到7nm，成本越来越高。"), set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WHOLE)
def test_all_of_a_sentence_is_read_and_nothing_else(text: str, expected: set[Fact]) -> None:
    assert facts(text) == expected


@bug
def test_cores_of_two_chips_stay_with_their_chip() -> None:
    found = facts(brief("高通：骁龙8 Gen 9采用Cortex-X2，骁龙699采用Cortex-A78；"), "hasCore")
    assert found == {("Snapdragon 8 Gen 9", "hasCore", "Cortex-X2"), ("Snapdragon 699", "hasCore", "Cortex-A78")}


@pytest.mark.parametrize("number", ["8", "八", "8 "])
def test_a_count_may_be_written_in_digits_or_chinese(number: str) -> None:
    assert ("Kirin 9990", "hasCore", "Cortex-A55", "count=8") in facts(brief(f"华为：麒麟9990内置{number}颗Cortex-A55；"))
