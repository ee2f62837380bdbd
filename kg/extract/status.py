"""How sure a sentence is: rumored, planned, denied or past, from the words around a fact; else asserted.

The marker counts in the fact's own clause, or in a clause of its sentence that governs what follows (据传…，…), or in the heading where it governs the item.
"""

from __future__ import annotations

import re

from kg.model import Status

_DENIED = re.compile(
    r"否认|辟谣|并未|没有[^，。]{0,12}(?:计划|打算|意愿|进行)|不会|只是猜测|纯属|不实|无意|拒绝|尚无[^，。]{0,6}计划|未有[^，。]{0,6}计划|传闻[^，。]{0,6}(?:不实|虚假)|"
    r"(?:不|没有?|未|并非|不是)(?:会|曾|能)?(?:由|采用|使用|用上|搭载|基于|支持|兼容|收购|投资|集成|包含|配备|来自)(?!的)|并非|\b(?:is|was|are|do|does|did|has|have) ?n[o']t\b|\bden(?:y|ied|ies)\b|\bno plans?\b",
    re.I,
)
_RUMORED = re.compile(
    r"据传|传闻|传言|被曝|曝(?=[^光])|(?:^|[，：:、])传(?=以|将|出|称|[^，。]{0,6}(?:将|拟|欲|洽))|(?:博主|网友|供应链|业内|媒体|泰晤士报|日经|路透社?|彭博社?|消息人士)[^，。]{0,6}(?:称|透露|爆|报道)|据(?:供应链|产业链|媒体|外电|路透|彭博|日经|爆)|有消息|消息称|曝光|外媒|爆料|据悉将|或将|或许|可能|疑似|据报道|据称|据说|网传|盛传|泄露|流出|猜测|传出|传将|知情人士|有望|也许|预测|或为|或是|或采用|或搭载|或使用|或达|或于|被曝|"
    r"\brumou?r|\breported(?:ly)?\b|\bmay\b|\bmight\b|\bleak|\ballegedly\b|\bsources? (?:say|said)\b|\bsaid to\b|\bcould\b",
    re.I,
)
_PLANNED = re.compile(
    r"将(?!其|军|来自|近|信|自己|模型|该|这|[^，。]{0,12}(?:加入|引入|集成|开源|应用于|直接)|计算|卷积|图像|输入|数据|训练|推理|权重|网络|性能|不同|多个|算法|整个|代码|深度|一个|原|所有|部分|人|它|芯片电路)|计划(?!书)|预计|拟(?!合|人)|承诺|(?:会|要)(?=进入|用于|采用|搭载|推出|发布|改用|换用|上市|在\d|在明年|交给|收购|投资)|尚待|有待|待批|即将|打算|准备|规划|有意|拟将|筹划|年底前|目标是|将会|将于|将在|将采用|将由|将用|将推|将首|将搭|将发|将为|迎来|冲刺|冲击|正在与?[^，。]{0,40}?(?:适配|洽谈|谈判|协商)|"
    r"\bwill\b|\bplans? to\b|\bexpected to\b|\bto be (?:released|launched)\b|\bupcoming\b|\bis set to\b|\baims? to\b",
    re.I,
)
_PAST = re.compile(r"曾(?!经历)|曾经|前任|此前(?:任|在|担任)|原(?:CEO|CTO|总裁|副总裁)|失去|终止|停止|不再|取消|放弃|\bformer(?:ly)?\b|\bused to\b|\bno longer\b", re.I)
_GONE = re.compile(
    r"失去|终止(?:了)?(?:合作|订单)|(?:合作|关系|订单|协议|授权)[^，。]{0,6}(?:终止|中断|破裂)|(?:停止|暂停|中止)(?:了)?(?:向|与|对|为)|不再(?:使用|采用|由|是|支持)|曾经?(?=由|采用|使用|用|支持|基于|是|在|担任|任)|原本|原计划|原定|\bformerly\b|\bno longer\b",
    re.I,
)
_EXPECTED = re.compile(r"预计|预期|计划(?!书)|打算|拟(?!合|人)|\bexpected to\b|\bplans? to\b", re.I)
"""Markers that govern the clauses after theirs too."""
_GOVERNS = re.compile(r"^[^，。；]{0,24}(?:据传|传闻|有消息|消息称|曝光|外媒|爆料|据报道|据称|据说|网传|知情人士|传出)|\brumou?r|\breportedly\b", re.I)

_STRONG = re.compile(r"据传|传闻|传言|被?曝光?了|曝光[^，。；]{0,6}(?:显示|称)|爆料|网传|盛传|据说|知情人士|消息人士|有消息|消息称|泄露", re.I)
"""Markers before a clause that make even what it plans a rumor."""
_NOW = re.compile(r"目前|如今|现已|已经|已(?=[^，。]{0,4}(?:是|有|用|成|在|支持|采用|实现|完成))")
_VERB = re.compile(
    r"采用|搭载|支持|使用|集成|配备|配置|内置|拥有|包[含括]|基于|整合|运行|实现|提供|推出|发布|收购|投资|合作|代工|生产|制造|达到?|高达|是|为|有|用|由|在|"
    r"\b(?:is|are|has|have|uses?|supports?|features?|includes?|with)\b",
    re.I,
)
"""A clause without any of these goes on with the list of the one before."""


def read(clause: str, before: str = "", heading: str = "") -> Status:
    """Return the status of a fact.

    Parameters
    ----------
    clause : str
        The clause that holds the fact.
    before : str
        What its sentence says before the clause.
    heading : str
        The item's title, where a marker governs all of it.

    Examples
    --------
    >>> read("甲公司否认收购乙公司"), read("或将采用7nm工艺"), read("将于明年量产"), read("推出丙芯片")
    ('denied', 'rumored', 'planned', 'asserted')
    """
    found = _marked(clause, before)
    if found != "asserted" or _NOW.search(clause):
        return found
    if _GOVERNS.search(before):
        return "rumored"
    if _EXPECTED.search(before):
        return "planned"
    if before and not _VERB.search(clause):
        *earlier, last = re.split(r"[，,、：:]", before.rstrip("，,、：: "))
        carried = _marked(last, "".join(earlier))
        if carried in {"planned", "rumored"}:
            return carried
    if heading and re.search(r"曝光|传闻|爆料|据传|外媒|泄露|\brumou?r", heading, re.I):
        return "rumored"
    return "asserted"


def _marked(clause: str, before: str) -> Status:
    """Return what the markers of the clause itself say, given what stands before it."""
    if _DENIED.search(clause):
        return "denied"
    if _GONE.search(clause):
        return "past"
    if _RUMORED.search(clause):
        return "rumored"
    if _PLANNED.search(clause):
        return "rumored" if _STRONG.search(before) else "planned"
    return "asserted"


def is_past(clause: str) -> bool:
    """Whether a clause speaks of what was and no longer is."""
    return bool(_PAST.search(clause))
