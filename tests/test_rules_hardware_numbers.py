"""Processes by name, clocks, totals of cores, performances: the figure's owner, and figures that are nobody's."""

from __future__ import annotations

import pytest
from extraction import Row, brief, facts, news, read_by, row

GIVES: list[Row] = [
    ("processes.named_node", brief("联发科：天玑9999，台积电N4P；"), ("Dimensity 9999", "processNode", "N4P")),
    ("processes.named_node", brief("华为：麒麟9990由中芯国际N+2工艺制造；"), ("Kirin 9990", "processNode", "N+2")),
    ("processes.named_node", brief("英伟达：H100采用台积电4N，800亿晶体管；"), ("NVIDIA H100", "processNode", "4N")),
    ("processes.named_node", brief("瑞芯微：RK3998在格芯22FDX流片；"), ("RK3998", "processNode", "22FDX")),
    ("processes.named_node", brief("英特尔：Meteor Lake使用Intel 4制程；"), ("Meteor Lake", "processNode", "Intel 4")),
    ("processes.foundry_before_node", brief("联发科：天玑9999，台积电N4P；"), ("Dimensity 9999", "manufacturedBy", "TSMC")),
    ("processes.process_node", brief("华为：麒麟9990（5nm，八核）与麒麟9980（7nm，六核）同台；"), ("Kirin 9980", "processNode", "7 nm")),
    ("processes.process_node", brief("高通：骁龙888与骁龙870，前者采用5nm；"), ("Snapdragon 888", "processNode", "5 nm")),
    ("processes.process_node", brief("高通：骁龙8 Gen 9登场，接替骁龙8 Gen 7，三星2nm制造；"), ("Snapdragon 8 Gen 9", "processNode", "2 nm")),
    ("processes.process_node", brief("华为：麒麟9990从7nm换到5nm工艺；"), ("Kirin 9990", "processNode", "5 nm")),
    ("hardware.clock_frequency", brief("华为：鲲鹏999最高3.2GHz；"), ("Kunpeng 999", "clockFrequency", "3.2 GHz")),
    ("hardware.clock_frequency", brief("华为：麒麟9990主频由2.2GHz降到2.0GHz；"), ("Kirin 9990", "clockFrequency", "2.0 GHz")),
    ("hardware.core_count", brief("华为：麒麟9990内有4096个MUSA核心；"), ("Kirin 9990", "coreCount", "4096")),
    ("hardware.core_count", brief("Cerebras：WSE拥有40万个核心；"), ("Wafer Scale Engine", "coreCount", "400000")),
    ("hardware.core_count", brief("华为：鲲鹏999的核心数从64提高到80；"), ("Kunpeng 999", "coreCount", "80")),
    ("hardware.core_count", brief("Huawei: Kunpeng 999 is a 64-core server processor;"), ("Kunpeng 999", "coreCount", "64")),
    ("hardware.ai_performance", brief("瑞芯微：RK3998首发于小米29，NPU算力8TOPS；"), ("RK3998", "aiPerformance", "8 TOPS")),
    ("hardware.core_in_chip", brief("高通：骁龙888与骁龙870，后者采用Adreno 650；"), ("Snapdragon 870", "hasCore", "Adreno 650")),
    ("hardware.successor", brief("联发科：天玑9999的前身天玑9998销量不错；"), ("Dimensity 9999", "successorOf", "Dimensity 9998")),
    ("hardware.successor", brief("Arm：Cortex-X2是Cortex-X1的升级；"), ("Cortex-X2", "successorOf", "Cortex-X1")),
    ("hardware.chip_in_device", brief("高通：骁龙888装进了小米29；"), ("Xiaomi 29", "usesChip", "Snapdragon 888")),
]  # fmt: skip

GIVES_NOT: list[Row] = [
    ("processes.named_node", brief("华为：麒麟9990支持N78频段；"), ("Kirin 9990", "processNode", "N78")),
    ("processes.process_node", brief("华为：麒麟9990从7nm换到5nm工艺；"), ("Kirin 9990", "processNode", "7 nm")),
    ("processes.process_node", brief("华为：麒麟9990（5nm，八核）与麒麟9980（7nm，六核）同台；"), ("Kirin 9990", "processNode", "7 nm")),
    ("processes.process_node", brief("AMD：霄龙9999采用5nm，I/O芯粒仍由格芯14nm生产；"), ("AMD EPYC 9999", "processNode", "14 nm")),
    ("processes.process_node", brief("高通：骁龙888与骁龙870，前者采用5nm；"), ("Snapdragon 870", "processNode", "5 nm")),
    ("hardware.clock_frequency", brief("华为：麒麟9990集成两颗Cortex-A78，频率为2GHz；"), ("Kirin 9990", "clockFrequency", "2 GHz")),
    ("hardware.clock_frequency", brief("华为：麒麟9990主频由2.2GHz降到2.0GHz；"), ("Kirin 9990", "clockFrequency", "2.2 GHz")),
    ("hardware.core_count", brief("华为：鲲鹏999从64核增到80核；"), ("Kunpeng 999", "coreCount", "64")),
    ("hardware.core_count", brief("Huawei: Kunpeng 999 has an 8-core GPU;"), ("Kunpeng 999", "coreCount", "8")),
    ("hardware.ai_performance", brief("瑞芯微：RK3998能效5TOPS/W；"), ("RK3998", "aiPerformance", "5 TOPS/W")),
    ("hardware.core_in_chip", news("麒麟9990测试", "麒麟9990的性能要追上Zen 3。"), ("Kirin 9990", "hasCore", "AMD Zen 3")),
]  # fmt: skip


@pytest.mark.parametrize("entry", GIVES, ids=row)
def test_a_rule_reads(entry: Row) -> None:
    rule, text, fact = entry
    assert fact in {f[:3] for f in read_by(rule, text)}


@pytest.mark.parametrize("entry", GIVES_NOT, ids=row)
def test_a_rule_reads_not(entry: Row) -> None:
    rule, text, fact = entry
    assert fact not in {f[:3] for f in read_by(rule, text)}


def test_a_node_is_the_newer_things_not_that_of_the_one_that_it_replaces() -> None:
    found = facts(brief("高通：骁龙8 Gen 9登场，接替骁龙8 Gen 7，三星2nm制造；"), "processNode")
    assert found == {("Snapdragon 8 Gen 9", "processNode", "2 nm")}
