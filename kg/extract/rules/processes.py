"""Processes: on which node a chip is made, and in whose foundry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.described import chips_at
from kg.extract.rule import rule
from kg.extract.views import Fact, ItemView, compile_pattern

FOUNDRIES = frozenset(
    {
        "TSMC",
        "Samsung",
        "SMIC",
        "GlobalFoundries",
        "UMC",
        "Intel",
        "Hua Hong",
        "HLMC",
        "PSMC",
        "Tower Semiconductor",
        "PragmatIC",
        "VIS",
        "Nexchip",
        "Samsung Foundry",
        "Intel Foundry Services",
        "SkyWater",
        "X-FAB",
        "Rapidus",
    }
)
"""Canonical names of organizations that make chips for others; elsewhere 「甲的7nm工艺」 says whose chip it is, not who makes it."""
NODE = re.compile(
    r"(?<![\d.A-Za-z])(\d{1,3}(?:\.\d+)?)\s*(nm|纳米|μm|µm|um|微米)(?![a-z])(?:\s*\+{1,2})?(?:\s*(EUV|LPE|LPP|LPA|LPU|FinFET\+?|GAA|SuperFin|FD-?SOI|FDX|FFC|eHV|HKMG|ULP|LP)(?![A-Za-z]))?",
    re.I,
)
_SPEAKING = r"\d{1,3}(?:FDX|FD-?SOI|LPP|LPE|LPA|LPU|LPH|LP|SLP|ULP|ULL|HPC|HPM|HPL|FFC|FFN|FF)\+{0,2}|SF[2-8][A-Z]?P?"
"""Names of processes that can be nothing else: 22FDX, 12LP+, SF4X."""
_SHORT = r"N[2-7][A-Z]{0,2}|N1[26][A-Z]{0,2}|[3-8]N[A-Z]?|N\+[1-3]"
"""Names of processes that need a foundry before them or a word for processes behind: N4P, 4N, N+2."""
_PROCESS_WORD = r"\s*(?:工艺|制程|节点|技术|流片|制造|代工|process|node)"
_NAMED = compile_pattern(
    rf"(?<![A-Za-z0-9.+\-])(?P<name>{_SPEAKING})(?![A-Za-z0-9])|"
    rf"(?<=<O>)\s*(?:的|最新的?|自家的?)?\s*(?P<of>{_SHORT})(?![A-Za-z0-9+\-])|"
    rf"(?<![A-Za-z0-9.+\-])(?P<so>{_SHORT})(?={_PROCESS_WORD})|"
    rf"(?P<maker><O>)\s*(?P<number>\d{{1,2}}A?)(?={_PROCESS_WORD})"
)


@dataclass(frozen=True, slots=True)
class Node:
    """A process as a view's text names it, in normal form."""

    value: str
    start: int
    end: int


def named_nodes(view: ItemView) -> Iterator[Node]:
    """Yield the processes known by a name: 「台积电N4P」, 「22FDX」, 「Intel 20A工艺」."""
    for m in view.find(_NAMED):
        group = next(g for g in ("name", "of", "so", "number") if m[g])
        if group == "of" and view.at(m.start() - 1).name not in FOUNDRIES:
            continue
        if group == "number":
            if view.mention_of(m, "maker").name == "Intel":
                yield Node(f"Intel {m[group]}", m.start(), m.end())
            continue
        yield Node(m[group], *m.span(group))


def sized_nodes(view: ItemView) -> Iterator[Node]:
    """Yield the processes named by their size: 「6nm EUV」."""
    for m in view.find(NODE):
        yield Node(nanometres(m), *m.span())


_NODE_WORDS = re.compile(r"工艺|制程|打造|代工|制造|生产|流片|芯片|处理器|SoC|SOC|GPU|CPU|EUV|FinFET|MCU|FPGA|量产|采用|基于|<CHIP>|process|node|chip|built|fabricat", re.I)
NOT_NODE = re.compile(r"产能|扩建|工厂|晶圆厂|研发中心|波长|光刻机|技术细节|试产|nm\s*(?:波段|激光)|生产线")
_LEFT_BEHIND = compile_pattern(r"(?:从|由|自)\s*(?:<O>)?\s*(?:的)?\s*$")
_LEFT_FOR = re.compile(r"\s*(?:工艺|制程)?\s*(?:跨|跳|升|换|转|迁|提|缩|改|切|进|推|到|至)")
_IO_DIE = re.compile(r"I/?O\s*(?:[Dd]ie|芯粒|小芯片|芯片)", re.I)
_CHIP_SIGN = compile_pattern("<C>")


def nanometres(m: re.Match[str]) -> str:
    """Return a match of `NODE` in normal form: ``"6 nm EUV"``."""
    unit = "nm" if m[2].lower() in {"nm", "纳米"} else "μm"
    return f"{m[1]} {unit}" + (f" {m[3]}" if m[3] else "")


def _is_of_another(view: ItemView, start: int, end: int) -> bool:
    """Whether a process at ``text[start:end]`` is one that a chip leaves (从10nm跨到5nm) or that of the die beside it that only does input and output."""
    a, b = view.clause(start)
    left = _LEFT_BEHIND.search(view.text[max(a, start - 6) : start]) and _LEFT_FOR.match(view.text, end)
    return bool(left or _IO_DIE.search(view.text[a:b]))


@rule
def process_node(view: ItemView) -> Iterator[Fact]:
    """A process named by its size, of the chip its words speak of: 「甲芯采用6nm工艺」."""
    for m in view.find(NODE):
        a, b = view.clause(m.start())
        near = view.text[max(a, m.start() - 14) : min(len(view.text), m.end() + 14)]
        if not (_NODE_WORDS.search(near) or _CHIP_SIGN.search(near)) or NOT_NODE.search(view.text[m.start() : b]) or _is_of_another(view, *m.span()):
            continue
        for chip in chips_at(view, m.start(), m.end()):
            yield Fact(chip, "processNode", nanometres(m), *view.span(m.start(), m.end()))


@rule
def named_node(view: ItemView) -> Iterator[Fact]:
    """A process known by its name alone: 「甲芯采用Intel 20A工艺」, 「N6工艺」."""
    for node in named_nodes(view):
        if NOT_NODE.search(view.text[node.start : view.clause(node.start)[1]]) or _is_of_another(view, node.start, node.end):
            continue
        for chip in chips_at(view, node.start, node.end):
            yield Fact(chip, "processNode", node.value, *view.span(node.start, node.end))


_FOUNDRY_NODE = compile_pattern(
    r"(<O>)\s*(?:公司|电子)?(?:的)?(?:最新|第[一二三四]代|先进|成熟|新一代|自家)?(?:的)?\s*(?=\d{1,3}(?:\.\d)?\s*(?:nm|纳米|μm|微米)|(?:"
    + f"{_SPEAKING}|{_SHORT}"
    + r")(?![A-Za-z0-9])|(?:代工|工艺|制程))"
)
_MADE_BY = compile_pattern(r"(?:由|交由|交给|委托|在|用)\s*(<O>)\s*(?:公司)?(?:负责)?(?:独家)?(?:来)?\s*(?:的\s*\S{0,12}?(?:工艺|制程)\s*)?(?:代工|生产|制造|操刀|流片|打造|量产)")
_MAKES = compile_pattern(r"(<O>)\s*(?:独家|负责|为其|将|开始)*(?:代工|量产|生产)(?:了|的)?\s*(<C>)")


@rule
def foundry_before_node(view: ItemView) -> Iterator[Fact]:
    """A foundry right before the node or the word for making: 「甲芯采用台积电6nm」."""
    for m in view.find(_FOUNDRY_NODE):
        foundry = view.mention_of(m, 1)
        if foundry.name not in FOUNDRIES or NOT_NODE.search(view.text[m.end() : view.clause(m.end())[1]]):
            continue
        for chip in chips_at(view, m.start(), m.end()):
            yield Fact(chip, "manufacturedBy", foundry, *view.span(m.start(), m.end()))


@rule
def made_by_foundry(view: ItemView) -> Iterator[Fact]:
    """Words of making: 「由台积电代工」, 「台积电代工的甲芯」."""
    for m in view.find(_MADE_BY):
        foundry = view.mention_of(m, 1)
        if foundry.name in FOUNDRIES or "代工" in m[0] or "流片" in m[0]:
            for chip in chips_at(view, m.start(), m.end()):
                yield Fact(chip, "manufacturedBy", foundry, *view.span(m.start(), m.end()))
    for m in view.find(_MAKES):
        foundry = view.mention_of(m, 1)
        if foundry.name in FOUNDRIES and "代工" in m[0]:
            yield Fact(view.mention_of(m, 2), "manufacturedBy", foundry, *view.span(m.start(), m.end()))
