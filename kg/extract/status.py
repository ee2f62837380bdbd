"""How sure a sentence is: rumored, planned, denied or past, from the words around a fact; else asserted.

The marker counts in the fact's own clause, or in a clause of its sentence that governs what follows (据传…，…), or in the heading where it governs the item.
"""

from __future__ import annotations

import re

from kg.model import Status

_DENIED = re.compile(
    r"否认|辟谣|并未|没有[^，。]{0,12}(?:计划|打算|意愿|进行)|不会|只是猜测|纯属|不实|无意|拒绝|尚无[^，。]{0,6}计划|未有[^，。]{0,6}计划|传闻[^，。]{0,6}(?:不实|虚假)|子虚乌有|"
    r"(?:不|没有?|未|并非|不是)(?:会|曾|能)?(?:由|采用|使用|用上|搭载|基于|支持|兼容|收购|投资|集成|包含|配备|来自)(?!的)|并非|\b(?:is|was|are|do|does|did|has|have) ?n[o']t\b|\bden(?:y|ied|ies)\b|\bno plans?\b|\b(?:only|mere|just) speculation\b|\buntrue\b",
    re.I,
)
_RUMORED = re.compile(
    r"据传|传闻|传言|被曝|曝(?=[^光])|(?:^|[，：:、])传(?=以|将|出|称|[^，。]{0,6}(?:将|拟|欲|洽))|(?<![宣流遗谣相上下盛网据])传(?=由|与|会|全系|或|拟|欲)|(?:博主|网友|供应链|业内|媒体|泰晤士报|日经|路透社?|彭博社?|消息人士)[^，。]{0,6}(?:(?<!标)称|透露|爆|报道)|"
    r"据[^，。]{0,6}(?:供应链|产业链|媒体?|外电|路透|彭博|日经|爆)|(?:外|[日韩美英德法台港]|[\u4e00-\u9fff]国)媒|报道(?:称|说|指)|听说|流传|有消息|消息称|曝光|爆料|据悉将|或将|或许|可能|疑似|据报道|据称|据说|网传|盛传|泄露|流出|猜测|传出|传将|知情人士|有望|也许|预测|或为|或是|或(?=采用|搭载|使用|用|首发|达|于)|"
    r"\brumou?r|\breported(?:ly)?\b|(?-i:\bmay\b)|\bmight\b|\bleak|\ballegedly\b|\bsources? (?:say|said)\b|\bsaid to\b|\bcould\b",
    re.I,
)
_TAKEN = (
    r"(?:把|[^，。]{1,14}?)(?:收入囊中|视为|视作|看作|当作|称为|命名为|列[为入]|纳入)|"
    r"(?!首|率先|继续|逐步|全面|同时|陆续|正式|独家|在|于|由|与|和|为|会|以|采|用|搭|发|推|再|进一步|不断|最终|重新|[可都也还均]|支持)[^，。]{2,12}(?:加入|引入|集成|开源|应用于|直接)"
)
"""What follows 将 where it means no more than that something is taken: 「将甲视为乙」, 「将甲集成到乙」."""
_PLANNED = re.compile(
    r"将(?!其|军|来自|近|信|自己|模型|该|这|"
    + _TAKEN
    + r"|计算|卷积|图像|输入|数据|训练|推理|权重|网络|性能|不同|多个|算法|整个|代码|深度|一个|原|所有|部分|人|它|芯片电路)|计划(?!书)|预计|(?<![模虚比])拟(?!合|人|真)|承诺|(?:会|要)(?=进入|用于|采用|搭载|推出|发布|改用|换用|上市|在\d|在明年|交给|收购|投资)|尚待|有待|待批|即将|打算|准备|规划|有意|拟将|筹划|年底前|目标是|将会|将于|将在|将采用|将由|将用|将推|将首|将搭|将发|将为|迎来|冲刺|冲击|正在与?[^，。]{0,40}?(?:适配|洽谈|谈判|协商)|"
    r"\bwill\b|\bplans? to\b|\bexpected to\b|\bto be (?:released|launched)\b|\bupcoming\b|\bis set to\b|\baims? to\b",
    re.I,
)
_PAST = re.compile(r"曾(?!经历)|曾经|前任|此前(?:任|在|担任)|原(?:CEO|CTO|总裁|副总裁)|失去|终止|停止|不再|取消|放弃|\bformer(?:ly)?\b|\bused to\b|\bno longer\b", re.I)
_GONE = re.compile(
    r"失去|终止(?:了)?(?:合作|订单)|(?:合作|关系|订单|协议|授权)[^，。]{0,6}(?:终止|中断|破裂)|(?:停止|暂停|中止)(?:了)?(?:向|与|对|为)|不再(?:使用|采用|由|是|支持)|曾经?(?=由|采用|使用|用|支持|基于|是|在|担任|任)|曾经?计划|原本|原计划|原定|\bformerly\b|\bno longer\b",
    re.I,
)
_EXPECTED = re.compile(r"预计|预期|计划(?!书)|打算|(?<![模虚比])拟(?!合|人|真)|\bexpected to\b|\bplans? to\b", re.I)
"""Markers that govern the clauses after theirs too."""
_GOVERNS = re.compile(
    r"^[^，。；]{0,24}(?:据传|传闻|有消息|消息称|曝光|外媒|爆料|据报道|据称|据说|网传|知情人士|传出)|"
    r"(?:^|[，：:])[^，。；：、]{0,6}(?:据(?:称|说|传|[^，。；]{0,8}(?:媒|报道|爆料))|(?:外|[日韩美英德法台港]|国)媒[^，。；]{0,4}(?:称|说|报道)|报道(?:称|说|指)|消息称|听说|网传|网上流传)|"
    r"\brumou?r|\breportedly\b",
    re.I,
)
_BUT = re.compile(r"(?:^|[，：:])(?:不过|但|然而|事实上|实际上|其实)")

_STRONG = re.compile(
    r"据传|传闻|传言|被?曝光?了|曝光[^，。；]{0,6}(?:显示|称)|爆料|网传|盛传|据说|知情人士|消息人士|有消息|消息称|泄露|(?:外|[日韩美英德法台港]|国)媒[^，。；]{0,4}(?:称|报道)|据[^，。；]{0,8}(?:媒|报道)",
    re.I,
)
"""Markers before a clause that make even what it plans a rumor."""
_NOW = re.compile(r"目前|如今|现款|已(?!知)")
_UNDER_WAY = re.compile(
    r"延迟|推迟|延期|往后拖|搁置|顺利收购|谈判|洽谈|最快|审批|推进|待批|[待等][^，。；]{0,8}(?:批准|点头|放行|同意|审查)|交割拟|进入\S{0,6}阶段|\bseeks? to\b|\b(?:awaits?|subject to|pending)\b[^,;]{0,24}approval",
    re.I,
)
_AWAITED = re.compile(r"[待等][^，。；]{0,8}(?:批准|点头|放行|同意|审查)|交割拟|\bapproval\b", re.I)
_COURTED = re.compile(r"感兴趣|有兴趣|接盘|洽购|考虑(?:收购|买|入主)|兜售|寻(?:找|求)买家|\binterest(?:ed)? in\b|\bin talks\b", re.I)
"""A deal that is not done: under way, or only thought of."""
_VERB = re.compile(
    r"采用|搭载|支持|使用|集成|配备|配置|内置|拥有|包[含括]|基于|整合|运行|实现|提供|推出|发布|收购|投资|合作|代工|生产|制造|达到?|高达|是|为|有|用|由|在|"
    r"\b(?:is|are|has|have|uses?|supports?|features?|includes?|with)\b",
    re.I,
)
"""A clause without any of these goes on with the list of the one before."""


_TOLD = re.compile(r"(?:说法|传闻|传言|消息|报道|一事)\s*$")
_REFUTED = re.compile(r"[，,][^，。；]{0,10}(?:猜测|纯属|不实|否认|辟谣|子虚乌有|不属实)")
"""What is told, and the clause behind it that says that it is not so."""
_ASIDE = re.compile(r"(?:此前|之前|先前|早前)(?:的)?传闻(?:已久|中)?的|\blong rumou?red as\b|(?:本文|下文|后文|文章|该文|本篇|本节|教程)[^，。；]{0,8}?将", re.I)
"""What speaks of hedges without hedging: what had been a rumor, what a text is going to show."""


def read(clause: str, before: str = "", heading: str = "", after: str = "") -> Status:
    """Return the status of a fact.

    Parameters
    ----------
    clause : str
        The clause that holds the fact.
    before : str
        What its sentence says before the clause.
    heading : str
        The item's title, where a marker governs all of it.
    after : str
        What the sentence says behind the clause.

    Examples
    --------
    >>> read("甲公司否认收购乙公司"), read("或将采用7nm工艺"), read("将于明年量产"), read("推出丙芯片")
    ('denied', 'rumored', 'planned', 'asserted')
    """
    clause, before = _ASIDE.sub("", clause), _ASIDE.sub("", before)
    if _TOLD.search(clause) and _REFUTED.match(after):
        return "denied"
    found = _marked(clause, before)
    if found != "asserted" or _NOW.search(clause):
        return found
    governing = _governing(before, clause)
    if governing is not None:
        return governing
    if before and not _VERB.search(clause):
        *earlier, last = re.split(r"[，,、：:]", before.rstrip("，,、：: "))
        carried = _marked(last, "".join(earlier))
        if carried in {"planned", "rumored"}:
            return carried
    if heading and re.search(r"曝光|传闻|爆料|据传|外媒|泄露|\brumou?r", heading, re.I):
        return "rumored"
    return "asserted"


def read_deal(clauses: str, before: str = "", heading: str = "", after: str = "") -> Status:
    """Return the status of a purchase: one that is under way is planned, one that is only talked of is a rumor.

    Parameters
    ----------
    clauses : str
        The clauses that tell of it.
    before, heading : str
        As in `read`.
    after : str
        What their sentence says after them.

    Examples
    --------
    >>> read_deal("甲宣布完成对乙的收购"), read_deal("甲收购乙一事仍待监管批准"), read_deal("甲对收购乙感兴趣"), read_deal("甲正洽谈收购乙", "媒体爆料，")
    ('asserted', 'planned', 'rumored', 'rumored')
    """
    found = read(clauses, before, heading, after)
    if found not in {"asserted", "planned"}:
        return found
    if _COURTED.search(clauses):
        return "rumored"
    if _UNDER_WAY.search(clauses) or _AWAITED.search(after):
        return "rumored" if _STRONG.search(before) else "planned"
    return found


def _governing(before: str, clause: str) -> Status | None:
    """Return what an earlier clause of the sentence says of this one: the last that says anything, unless a "but" follows it."""
    said: dict[int, Status] = {m.start(): "rumored" for m in _GOVERNS.finditer(before)}
    for m in _EXPECTED.finditer(before):
        said[m.start()] = "rumored" if _STRONG.search(before[: m.start()]) else "planned"
    if not said:
        return None
    last = max(said)
    return None if _BUT.search(before, last) or _BUT.match(clause) else said[last]


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
