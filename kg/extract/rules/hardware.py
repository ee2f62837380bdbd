"""Hardware: cores and their counts, clocks, performance, instruction sets, chips in devices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.described import chips_at, former_or_latter, listed_with, still_topic
from kg.extract.quantities import CHINESE_NUMBER, FREQUENCY, PERFORMANCE, count, frequency, performance
from kg.extract.rule import rule
from kg.extract.views import Fact, ItemView, compile_pattern
from kg.model import Mention, Qualifier

_CORE = compile_pattern("<K>")
_COUNT_BEFORE = re.compile(rf"(?P<n>\d{{1,3}}|{CHINESE_NUMBER}{{1,2}})\s*(?:[xX×*@]\s*[a@]?|个|颗|枚|核心?的?|核)\s*(?:[A-Za-z一-鿿的高大小效中能性内超心频低功耗主]{{0,9}}?)?$")
_CLOCK_BEFORE = re.compile(r"(?:主频|频率)[^，。；]{0,6}?(?P<low>\d+(?:\.\d+)?)(?P<low_unit>\0)?(?P<high>\0)?\s*(?P<unit>[GM]Hz)\s*的?$", re.I)
_COUNT_AFTER = re.compile(r"\s*[xX×*]\s*(\d{1,3})(?!\d)")
_CLOCK_AFTER = re.compile(
    r"\s*(?:[x×*]\s*\d{1,2}\s*)?(?:CPU|GPU|处理器)?\s*(?:内核|核心|大核|小核|架构)?[，,]?\s*[@＠（(，]?\s*(?:最高)?(?:主频|频率|运行频率)?(?:为|是|高达|达|可达|在|达到|跑在|跑到|拉到|飙到|上到|最高|运行在|clocked at|at|running at|up to)?\s*(?P<f>\d+(?:\.\d+)?\s*[GM]Hz)",
    re.I,
)
_HOLDS = re.compile(
    r"采用|搭载|集成|配备|内置|包含|包括|拥有|具备|由|用上|基于|使用|CPU|GPU|NPU|DSP|ISP|内核|核心|架构|大核|小核|带有|整合|组成|配置|升级|支持|为|加入|引入|搭配|依然|用的|带来|看到|设计|with|features?|integrat|includ|cores?|using|based|powered",
    re.I,
)
_COMPARED = re.compile(r"相比|比(?!如|特|较)|相较|对比|PK|追上|追平|追赶|看齐|参照|超过|优于|领先|媲美|对标|取代|替代|上一代|前代|than\b|versus|\bvs\b", re.I)


_GLUED_BRAND = compile_pattern(
    r"\s*(?:<O>|ARM|Arm|ARM的|全新|新的?|官方|超大核|大核|小核|高性能|高能效|低功耗|自研的?|定制的?)*\s*(?:<O>|ARM|Arm)?\s*(?:公版|官方)?(?:超大核|大核|中核|小核)?\s*$"
)
"""A brand or an epithet between a count and the core it counts: 4个Arm Cortex-A77."""


def core_qualifiers(view: ItemView, core: Mention, position: int) -> dict[str, Qualifier]:
    """Return count and clock of a core as the words around its sign at `position` give them."""
    qualifiers: dict[str, Qualifier] = {}
    clause = view.clause(position)[0]
    before = _GLUED_BRAND.sub("", view.text[max(clause, position - 28) : position])
    after = view.text[position + 1 : position + 28]
    if (series := re.search(r"以?\s*(M[CP])\s?(\d{1,2})\s*(?:配置|核心?)?(?:的|的新型|的形式|形式的)*\s*(?:新型)?$", before)) is not None:
        qualifiers["count"] = int(series[2])
    clock = re.search(r"(\d+(?:\.\d+)?)\s*([GM]Hz)\s*的?\s*$", before, re.I) or re.search(
        r"(\d+(?:\.\d+)?)\s*([GM]Hz)的\s*(?:\d{1,2}|" + CHINESE_NUMBER + r")\s*[个颗]\s*\S{0,6}$", before, re.I
    )
    counted = re.sub(r"(?:主频|频率)?(?:高达|达到?|为|在|是)?\s*\d+(?:\.\d+)?\s*[GM]Hz\s*的?", "", before, flags=re.I)
    m = _COUNT_BEFORE.search(counted)
    if "count" in qualifiers:
        pass
    elif core.suffix[:2].upper() in {"MC", "MP"}:
        qualifiers["count"] = int(core.suffix[2:])
    elif (m_after := _COUNT_AFTER.match(after)) is not None:
        qualifiers["count"] = int(m_after[1])
    elif m is not None and (n := count(m["n"])) and not re.search(r"第" + re.escape(m["n"]) + r"$", counted[: m.end("n")]):
        qualifiers["count"] = n
    if clock:
        qualifiers["frequency"] = f"{clock[1]} {clock[2][0].upper()}Hz"
    elif (f := _CLOCK_AFTER.match(after)) is not None and (g := FREQUENCY.search(f["f"])):
        qualifiers["frequency"] = frequency(g)
    return qualifiers


def _holders(view: ItemView, position: int) -> list[Mention]:
    """Return the chips (or devices, where no chip is named) that a core at `position` is in."""
    a, _ = view.clause(position)
    s, e = view.sentence(position)
    if one := former_or_latter(view, position, "C"):
        return [one]
    for start, stop in ((a, position), (s, a)):
        found = view.subjects(start, stop, "C")
        if found:
            return listed_with(view, found[-1], "C")
        devices = view.within(start, stop, "D")
        if devices and re.search(r"搭载|采用|配备|[（(]|基于|集成", view.text[view.position(devices[-1].start) : position]) and not view.topic("C", position):
            return listed_with(view, devices[-1], "D")
    after = view.within(position, min(e, position + 12), "C")
    if after and re.match(r".{0,4}的", view.text[position + 1 :]):
        return listed_with(view, after[0], "C")
    topic = view.topic("C", position)
    if topic is not None:
        return [topic] if still_topic(view, topic, position) else []
    device = view.topic("D", position)
    return [device] if device is not None and not view.topic("C") else []


_CORE_OF = compile_pattern(
    r"(?:用上|采用|搭载|使用|集成|配备)了?\s*(?:了)?(?:<O>)?\s*(?P<k><K+>)\s*(?:GPU|CPU|NPU|架构|内核|核心)*\s*的\s*(?:只有|仅有|有|包括|芯片有|处理器有|是)?[^，。；\ue002]{0,8}?(?P<c>(?:<O>)?\s*(?:的)?\s*<C>(?:[、和与]\s*(?:<O>)?(?:的)?\s*<C>)*)"
)


@rule
def chips_with_core(view: ItemView) -> Iterator[Fact]:
    """Turned round: 「用上甲核的只有乙芯、丙芯」."""
    for m in view.find(_CORE_OF):
        for chip in view.within(*m.span("c"), "C"):
            for core in view.mentions_of(m, "k"):
                yield Fact(chip, "hasCore", core, *view.span(m.start(), m.end()))


@rule
def core_in_chip(view: ItemView) -> Iterator[Fact]:
    """A core that a chip is said to hold, with count and clock: 「甲芯采用4个Cortex-A55」, 「2×A76@2.8GHz」."""
    for m in view.find(_CORE):
        core = view.at(m.start())
        if core.source == "reference" or (core.kind == "other" and not re.search(r"集成|搭载|采用|含", view.text[view.clause(m.start())[0] : m.start()])):
            continue
        a, b = view.clause(m.start())
        before, after = view.text[a : m.start()], view.text[m.end() : b]
        qualifiers = core_qualifiers(view, core, m.start())
        if _COMPARED.search(before[-12:]) or re.match(r"\s*(?:快|高|强|更|的\d+倍)", after):
            continue
        if re.search(r"(?:支持|适配|兼容|面向|针对|运行(?:在|于)|用于|应用于)\s*\S{0,8}$", before) and not qualifiers:
            continue
        s, _ = view.sentence(m.start())
        if not qualifiers and not _HOLDS.search(view.text[s : m.start()]) and not re.match(r"\s*(?:内核|核心|架构|GPU|CPU|NPU|DSP)", after):
            continue
        for holder in _holders(view, m.start()):
            start, end = view.span(max(a, m.start() - 8 if qualifiers else m.start()), m.end())
            yield Fact(holder, "hasCore", core, start, end, qualifiers=qualifiers)


_FALLS = re.compile(r"(?:从|由)\s*$")
_FALLS_TO = re.compile(r"\s*(?:一路|逐步)?\s*(?:升|提|降|增|加|抬|拉)")
_KIND_OF_CORE = r"(?:CPU|CUDA|MUSA|物理|计算|运算|处理器|处理|大小|独立|逻辑|流处理)"
CORES = compile_pattern(
    rf"(?<![\d.])(?P<n>\d{{1,6}}|{CHINESE_NUMBER}{{1,3}})\s*(?P<myriad>万)?\s*(?:个)?(?:<S>|{_KIND_OF_CORE})?核(?:心)?(?!苷|酸|电|弹|算|函|心?性能|心?跑分|心?成绩|心?得分)|"
    r"核(?:心)?数(?:量)?(?:从\s*\d+\s*)?(?:提高到|提升到|提升至|增加到|增至|增到|高达|达到?|为|是)\s*(?P<stated>\d{1,6})(?![\d.])|"
    r"(?<![\w.])(?P<english>\d{1,4}|two|four|six|eight|ten|twelve|sixteen)[- ]core(?:s?)\b(?!\s*(?:GPU|NPU|Neural|cluster))",
    re.I,
)
_ENGLISH_NUMBERS = {"two": 2, "four": 4, "six": 6, "eight": 8, "ten": 10, "twelve": 12, "sixteen": 16}


def cores(m: re.Match[str]) -> int | None:
    """Return the number that a match of `CORES` tells; None for a single core that is no property of a chip (单核跑分)."""
    if m["stated"]:
        return int(m["stated"])
    if m["english"]:
        return _ENGLISH_NUMBERS.get(m["english"].lower()) or count(m["english"])
    n = count(m["n"])
    return n * 10_000 if n and m["myriad"] else n


MOST_CORES = 1_000_000
_NOT_TOTAL = re.compile(r"\s*(?:大核|小核|NPU|GPU|DSP|的?GPU)|线程$")


@rule
def core_count(view: ItemView) -> Iterator[Fact]:
    """A total of cores: 「八核处理器甲」, 「4核心」; not 「4核Cortex-A53」, which counts one kind."""
    for m in view.find(CORES):
        n = cores(m)
        if not n or n > MOST_CORES or (m["n"] in {"单", "一"} and not re.match(r"\s*(?:处理器|芯片|CPU)", view.text[m.end() :])):
            continue
        following = view.text[m.end() : m.end() + 10]
        if re.match(r"\s*(?:\S{0,5})?[" + "\ue003" + r"]", following) or _NOT_TOTAL.match(following) or re.match(r"(?:大核|小核)", view.text[m.end() - 1 :]):
            continue
        preceding = view.text[max(0, m.start() - 6) : m.start()]
        if _FALLS.search(preceding) and _FALLS_TO.match(following):
            continue
        if re.search(r"(?:第|每|NPU|GPU|跑分|大|小)\s*$|GPU为?$", preceding) or re.match(r"\s*(?:版|跑分|成绩|分值|性能|Base|得分|测试)", following):
            continue
        for chip in chips_at(view, m.start(), m.end()):
            yield Fact(chip, "coreCount", str(n), *view.span(m.start(), m.end()))


_CHIP_CLOCK = re.compile(
    r"(?:主频(?:从|由)\S{2,8}(?:升|提|降|增|加)\S{0,2}[到至]$|最高(?:可?达|到|为|跑到)?\s*$|跑到\s*$|基频|加速(?:到|至|可达)?\s*$|主频|时钟频率|时钟速度|工作频率|运行频率|最高频率|加速频率|睿频|频率|clock(?:ed)?(?: speed| frequency| rate)?)[^，。；\d]{0,10}$",
    re.I,
)


_LAST_CORE = compile_pattern(r"(<K>)[^，。；\n\ue000-\ue00a]{0,8}[，,]\s*(?:最高)?(?:主频|频率)[^，。；\n\ue000-\ue00a]{0,4}$")


def _clock_of_core(view: ItemView, position: int) -> bool:
    """Whether a clock at `position` is that of several cores of a kind just named (两颗甲核，频率为2GHz), or one that was changed (从2.2GHz降到2.0GHz)."""
    before = view.text[max(0, position - 30) : position]
    f = FREQUENCY.match(view.text, position)
    if f and _FALLS.search(before) and _FALLS_TO.match(view.text, f.end()):
        return True
    m = _LAST_CORE.search(before)
    if m is None or len(view.within(view.clause(max(0, position - 30) + m.start(1))[0], position, "K")) > 1:
        return False
    at = max(0, position - 30) + m.start(1)
    n = core_qualifiers(view, view.at(at), at).get("count")
    return isinstance(n, int) and n > 1


@rule
def clock_frequency(view: ItemView) -> Iterator[Fact]:
    """A clock of a whole chip: 「甲芯主频2.3GHz」; one of a kind of core belongs to that core."""
    for m in view.find(FREQUENCY):
        a, _ = view.clause(m.start())
        before = view.text[max(a, m.start() - 18) : m.start()]
        stated = (
            _CHIP_CLOCK.search(before) or re.match(r"\s*的?\s*(?:主频|时钟|频率)", view.text[m.end() :]) or re.match(r"\s*的\s*\S{0,4}[" + "\ue002" + "]", view.text[m.end() :])
        )
        if not stated or _clock_of_core(view, m.start()) or re.search(r"内存|显存|刷新|总线|带宽|控制器|LPDDR|DDR", view.text[a : m.end() + 6]):
            continue
        if (
            view.within(a, m.start(), "K")
            or re.search(r"[个颗枚大小中]核|GPU|NPU|\d\s*[xX×]", view.text[a : m.start()])
            or re.match(r"\s*的?\s*\d?\s*[个颗]?\s*[" + "\ue003" + "]", view.text[m.end() :])
        ):
            continue
        for chip in chips_at(view, m.start(), m.end())[:1]:
            yield Fact(chip, "clockFrequency", frequency(m), *view.span(m.start(), m.end()))


def per_watt(m: re.Match[str]) -> bool:
    """Whether a match of `PERFORMANCE` is an efficiency, operations a second for each watt."""
    return bool(m["per_watt"]) or (m["unit"] or "").upper().endswith("/W")


@rule
def ai_performance(view: ItemView) -> Iterator[Fact]:
    """Operations a second of a chip, core or device: 「甲芯算力达4TOPS」, 「丙和丁的性能分别为2TOPS和1TOPS」."""
    used: set[int] = set()
    for m in view.find(PERFORMANCE):
        if m.start() in used or per_watt(m) or re.search(r"(?:训练|总计|消耗|需要|计算量|约为|每秒)\s*$", view.text[max(0, m.start() - 4) : m.start()]):
            continue
        s, e = view.sentence(m.start())
        span = view.span(m.start(), m.end())
        if re.match(r"\s*(?:的)?(?:计算量|FLOPs)", view.text[m.end() :]) or "FLOPs" in m[0]:
            continue
        respective = re.search(r"分别", view.text[s : m.start()])
        if respective:
            things = view.within(s, s + respective.start(), "CKD") or [x for x in view.within(max(0, s - 120), s, "CKD")]
            values = [v for v in PERFORMANCE.finditer(view.text, s + respective.start(), e)]
            distinct = list({x.name: x for x in things}.values())
            if len(values) > 1 and len(distinct) >= len(values):
                for thing, v in zip(distinct[-len(values) :] if len(distinct) > len(values) else distinct, values, strict=False):
                    used.add(v.start())
                    yield Fact(thing, "aiPerformance", performance(v), *view.span(v.start(), v.end()))
                continue
        a, b = view.clause(m.start())
        owner = next(iter(reversed(view.subjects(a, m.start(), "CKD"))), None)
        following = view.within(m.end(), min(b, m.end() + 10), "CKD")
        if owner is None and following and re.match(r"\s*(?:的|算力的|@)?\s*\S{0,4}$", view.text[m.end() : view.position(following[0].start)]):
            owner = following[0]
        if owner is not None and (owner.kind in {"CPU", "GPU"} or owner.type == "Device"):
            wanted = "C" if owner.type == "Device" else "CD"
            holders = view.subjects(s, view.position(owner.start), wanted)
            owner = holders[-1] if holders else owner
        if owner is None:
            earlier = view.subjects(s, a, "C") or view.subjects(s, a, "D")
            owner = earlier[-1] if earlier else view.topic("C", m.start()) or view.topic("D", m.start()) or view.topic("K", m.start())
        if owner is None:
            later = view.subjects(m.end(), e, "CD")
            owner = later[0] if later else view.topic("CD")
        if owner is not None:
            yield Fact(owner, "aiPerformance", performance(m), *span)


_ISA_AFTER = re.compile(r"\s*(?:开源|精简)?\s*(?:指令集|架构|指令|体系|ISA|内核|处理器|CPU|芯片|微控制器|MCU|instruction set|architecture|core|processor)", re.I)
_ISA_BEFORE = re.compile(
    r"(?:基于|采用|使用|兼容|支持|搭载|属于|遵循|实现了?|转向|换成|based on|uses?|implements?|compatible with|an?)\s*(?:了|的|开源|自主|64位|32位|全新)*\s*$", re.I
)
_NO_ISA = re.compile(r"不|优化|移植|相比|生态|工具链|编译|指令(?:优化|加速)|汇编")


@rule
def instruction_set(view: ItemView) -> Iterator[Fact]:
    """The instruction set of a chip or core: 「基于RISC-V架构的甲处理器」, 「乙芯采用Armv9指令集」, 「九个核心基于RISC-V」 of the topic."""
    for m in view.find(compile_pattern("<I>")):
        before, after = view.text[max(0, m.start() - 14) : m.start()], view.text[m.end() : m.end() + 12]
        if not (_ISA_AFTER.match(after) or _ISA_BEFORE.search(before)) or _NO_ISA.search(before[-6:] + after[:8]):
            continue
        a, b = view.clause(m.start())
        behind = [x for x in view.within(m.end(), min(b, m.end() + 18), "CK") if x.kind not in {"GPU", "NPU", "DSP", "ISP"}]
        ahead = [x for x in view.subjects(a, m.start(), "CKD") if x.kind not in {"GPU", "NPU", "DSP", "ISP"}]
        things = listed_with(view, behind[0], "CK") if behind and not ahead else listed_with(view, ahead[-1], "CKD") if ahead else []
        if not things and not view.within(a, m.start(), "SMO"):
            s, _ = view.sentence(m.start())
            earlier = [x for x in view.subjects(s, a, "CK") if x.kind not in {"GPU", "NPU", "DSP", "ISP"}]
            topic = earlier[-1] if earlier else view.topic("C", m.start())
            things = [topic] if topic is not None and view.item.kind in {"brief", "news"} else []
        for thing in things:
            yield Fact(thing, "isa", view.at(m.start()), *view.span(m.start(), m.end()))


_USES = (
    compile_pattern(
        r"(?P<d><D+>)[^。；\n"
        + "\ue005\ue002"
        + r"]{0,30}?(?:搭载|采用|配备|内置|用上|使用|基于|配置|装备|用的是|处理器为|芯片为|核心为|采用了|装有|集成|搭配|换用|升级为|runs? on|powered by|features?|uses?)[^。；\n]{0,16}?(?P<c><C+>)"
    ),
    compile_pattern(
        r"(?:首款|首批|首部|首个|率先|全球首发|首发)?(?:搭载|采用|配备|内置|基于|使用)了?[^。；，\n]{0,12}?(?P<c><C>)[^。；，\n"
        + "\ue002"
        + r"]{0,14}?的[^。；\n"
        + "\ue002"
        + r"]{0,26}?(?P<d><D+>)"
    ),
    compile_pattern(
        r"(?P<c><C>)[^。；，\n"
        + "\ue002"
        + r"]{0,10}?(?:将)?(?:首发于|首次搭载于|用于|用在|应用于|搭载于|搭载在|率先用于|首发搭载|现身于?|由)[^。；，\n"
        + "\ue002"
        + r"]{0,10}?(?P<d><D+>)"
    ),
    compile_pattern(r"(?P<c><C>)\s*(?:版|款)\s*(?:的)?\s*(?P<d><D>)"),
    compile_pattern(
        r"(?P<d><D>)\s*(?:主板|内部|机身|板)?(?:里|中|上)(?:面)?(?:的|那颗|装的|用的)?(?:主控|处理器|芯片|SoC)?\s*(?:是|为|用的是|则是|装的是|有|带)[^。；，\n\ue002\ue005]{0,8}?(?P<c><C>)"
    ),
    compile_pattern(
        r"(?P<c><C>)[^。；，\n\ue002\ue005]{0,12}?(?:装进|做进|装入|用进|放进|进入|装上|上车|只用在|出现在|率先装进|随)\s*(?:了)?[^。；，\n\ue002\ue005]{0,8}?(?P<d><D+>)"
    ),
    compile_pattern(r"(?P<d><D+>)[^。；，\n" + "\ue002" + r"]{0,10}?(?:首发|将首发|率先搭载|率先采用|全球首发)[^。；，\n" + "\ue002" + r"]{0,8}?(?P<c><C>)"),
)


@rule
def chip_in_device(view: ItemView) -> Iterator[Fact]:
    """A device that holds a chip: 「丙手机搭载甲芯」, 「搭载甲芯的丙手机」, 「甲芯将首发于丙手机」."""
    for pattern in _USES:
        for m in view.find(pattern):
            if _COMPARED.search(m[0]) or re.search(r"支持|兼容|适配", m[0]):
                continue
            for device in view.mentions_of(m, "d"):
                for chip in view.mentions_of(m, "c"):
                    yield Fact(device, "usesChip", chip, *view.span(m.start(), m.end()))


_NEXT = r"(?:继任者?|迭代(?:产品|更新|版本|款)?|接班(?:人|者|产品)?|接替者|后继者?|升级(?:版本?|款|产品)?(?!为|到|至|了|成)|改良版?|后续(?:产品|型号)?|下一代(?:产品|芯片)?|换代(?:产品)?|替代者|班)"
_NEWER = (
    compile_pattern(rf"(?:是|为|作为|即|属于|接的?是?|接)\s*(?:<O>)?\s*(?:的)?\s*(?P<old><CKDSM>)\s*(?:真正)?的?(?:真正的?)?{_NEXT}"),
    compile_pattern(
        r"(?:接替|取代|继任|替换掉?|接过|前身(?:是|为|叫)|原名|原来叫|旧称|succe(?:eds|ssor to|ssor of)|replac(?:es|ing)|follow-up to|follows)\s*(?:了|the)?\s*(?:<O>)?\s*(?:的)?\s*(?P<old><CKDSM>)",
        re.I,
    ),
    compile_pattern(
        r"(?:相比|较|比|对比|相较)?(?:于)?(?:其|它的)?(?:上一代|前代|上代|前作|前一代|predecessor)(?:产品|芯片|的)?\s*(?:是|为|：|,|，)?\s*[^，。；\ue000-\ue00a]{0,8}?(?:的)?(?P<old><CKDSM>)",
        re.I,
    ),
)
_OLDER = (
    compile_pattern(r"(?P<old><CKDSM>)\s*(?:正式)?(?:改名|更名|改称|重命名|升级)(?:为|成)?\s*(?P<new><CKDSM>)"),
    compile_pattern(r"(?P<old><CKDSM>)[^。；\n\ue000-\ue00a]{0,16}?(?:的)?(?:后继(?:者|产品)?|继任(?:者)?|接班(?:者|人)|下一代(?:产品)?)\s*(?:是|为|即)?\s*(?P<new><CKDSM>)"),
    compile_pattern(r"(?P<new><CKDSM>)[^。；，\n\ue000-\ue00a]{0,4}的?(?:前身|前任|前辈|上一代)(?:产品)?(?:是|为|叫)?\s*(?P<old><CKDSM>)"),
    compile_pattern(rf"(?P<old><CKDSM>)\s*(?:的)?{_NEXT}\s*(?:即|——|--|、|，|：|是|为|将是|叫|命名为)?\s*(?:<O>)?\s*(?P<new><CKDSM>)"),
    compile_pattern(r"从[^。；，\n]{0,8}?(?P<old><CKDSM>)[^。；，\n]{0,12}?(?:升级|更新|演进|换|迭代)(?:到|至|为|成)了?[^。；，\n]{0,10}?(?P<new><CKDSM>)"),
)


@rule
def successor(view: ItemView) -> Iterator[Fact]:
    """The newer of two things of one type: 「乙是甲的继任者」, 「接替甲」, 「上一代是甲」."""
    for pattern in _NEWER:
        for m in view.find(pattern):
            old = view.mention_of(m, "old")
            letter = {"Chip": "C", "Core": "K", "Device": "D", "Software": "S", "Model": "M"}[old.type]
            s, _ = view.sentence(m.start())
            before = [x for x in view.within(s, m.start(), letter) if x.name != old.name]
            new = (before[0] if len({x.name for x in before}) == 1 else before[-1]) if before else view.topic(letter, m.start())
            if new is not None and new.name != old.name:
                yield Fact(new, "successorOf", old, *view.span(m.start(), m.end()))
    for pattern in _OLDER:
        for m in view.find(pattern):
            new, old = view.mention_of(m, "new"), view.mention_of(m, "old")
            if new.type == old.type:
                yield Fact(new, "successorOf", old, *view.span(m.start(), m.end()))
