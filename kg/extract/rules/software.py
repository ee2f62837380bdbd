"""Software: repositories, versions, what it is built on and what it runs on or works with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.repositories import at_head, bears_name, is_part, named_in
from kg.extract.rule import rule
from kg.extract.views import Fact, ItemView, compile_pattern
from kg.model import Mention
from kg.vocabulary import fold, load


def subject_of(view: ItemView) -> Mention | None:
    """Return the software, model or dataset that a repository item is about."""
    if view.item.kind == "repository":
        limit = view.position(view.item.title[1]) if view.item.title else len(view.text)
        if view.item.head and "/" in view.content[view.item.head[0] : view.item.head[1]]:
            inside = [m for m in view.mentions if view.item.head[0] <= m.start and m.end <= view.item.head[1] and m.type in {"Software", "Model", "Dataset"}]
            if inside:
                return inside[-1]
        titled = view.within(0, limit, "SMT")
        if titled:
            return titled[0]
    return None


@rule
def repository_at_head(view: ItemView) -> Iterator[Fact]:
    """``owner/repo`` at the head of an item is the repository of the software it names, and of what else in its title bears the repository's name."""
    head = at_head(view)
    if head is None or view.item.kind != "repository":
        return
    thing = subject_of(view)
    if thing is None:
        return
    yield Fact(thing, "codeRepository", head.repository, head.start, head.end)
    titled = view.position(view.item.title[1]) if view.item.title else len(view.text)
    for k, other in enumerate(x for x in view.within(0, titled, "SM") if x.start >= head.end):
        if other.name != thing.name and (bears_name(other, head.name) or (k == 0 and is_part(other, head.name))):
            yield Fact(other, "codeRepository", head.repository, head.start, head.end, certainty=0.6)
    for other in view.within(titled, len(view.text), "M"):
        if bears_name(other, head.name):
            yield Fact(other, "codeRepository", head.repository, head.start, head.end, certainty=0.6)


@rule
def repository_link(view: ItemView) -> Iterator[Fact]:
    """A repository linked or written out beside the software or model it belongs to: its name agrees, or words say so."""
    if view.papers and view.item.kind == "paper":
        return
    for found in named_in(view):
        same = [m for m in view.within(0, len(view.text), "SM") if bears_name(m, found.name)]
        if same:
            yield Fact(same[0], "codeRepository", found.repository, found.start, found.end)
        elif found.told and (thing := subject_of(view) or (view.topic("SM") if view.item.kind in {"repository", "news"} else None)):
            yield Fact(thing, "codeRepository", found.repository, found.start, found.end, certainty=0.7)


_VERSION = (
    compile_pattern(
        r"(?P<x><S>)\s*(?:框架|工具|引擎)?\s*(?:正式)?(?:的)?(?:发布|推出|更新|迎来|升级(?:到|至)?|release[sd]?|公布|上线)?(?:了)?\s*(?:最新|新|稳定|正式)?(?:版本?)?\s*[vV]?(?P<v>\d+\.\d+(?:\.\d+)*(?:[a-z]{1,5}\.?\d*)?)(?![\d%])\s*(?P<after>[^\n]{0,12})"
    ),
    compile_pattern(
        r"(?P<x><S>)[^。；\n]{0,30}?(?:发布|推出|更新|release[sd]?|升级|迎来|公布)[^。；，\n\ue006]{0,10}?[vV]?(?P<v>\d+\.\d+(?:\.\d+)*(?:[a-z]{1,5}\.?\d*)?)\s*(?P<after>版|版本|正式版|，|！|。|$|!|:|：)"
    ),
    compile_pattern(r"(?:发布|推出|更新)\s*[vV]?(?P<v>\d+\.\d+(?:\.\d+)*)\s*(?P<after>版本?)"),
)
_NUMBER = r"(?P<v>\d{1,2}\.\d{1,3}(?:\.\d{1,3}){0,2}(?:[ -]?(?:alpha|beta|rc|dev|preview|post)[.-]?\d{0,2}|[ab]\d{1,2})?|20[12]\d{5})"
_NEWS_OF_VERSION = r"\s*(?:正式|稳定|新|最终|预览)?(?:版本?|发布|放出|新增|加入|增加|补齐|补上|起|开始|修复?了?|修正|更新|上线|到来|来了|开放|把|将|改|里|正式|released?|adds?|brings?|$|\n|[！!，,。])"
_OWN_VERSION = re.compile(rf"(?:^|[，,。；;：:！!\n]\s*|更新[到至了]\s*|发布了?\s*|[更升]到了?\s*)[vV]?{_NUMBER}(?![A-Za-z0-9%]|\.\d){_NEWS_OF_VERSION}", re.I)
_VERSION_NEWS = compile_pattern(
    rf"(?P<x><S>)\s*(?:框架|工具|引擎)?\s*(?:的)?\s*[vV]?{_NUMBER}(?![A-Za-z0-9%]|\.\d)\s*(?:正式|稳定)?(?:版本?)?\s*(?:发布|放出|新增|加入|补齐|修复|修了|到来|来了|开放|正式|上线|把|可|支持|来自|released?|adds?|brings?)",
    re.I,
)
_RELEASED = re.compile(r"发布|推出|更新|release|正式|上线|新版|开源|来了|升级|迎来|版本|公布|announc", re.I)


@rule
def version(view: ItemView) -> Iterator[Fact]:
    """The version announced: 「甲框架发布1.3版本」."""
    for k, pattern in enumerate(_VERSION):
        for m in view.find(pattern):
            thing = view.mention_of(m, "x") if "x" in m.groupdict() else subject_of(view) or view.topic("S", m.start())
            if thing is None or thing.type != "Software":
                continue
            _s, _e = view.sentence(m.start())
            a, b = view.clause(m.start())
            if (k == 0 and not _RELEASED.search(view.text[a:b])) or re.match(r"\s*(?:倍|%|GHz|nm|GB|MB|x|以上|及以上|ms|秒|亿|万)", view.text[m.end("v") :]):
                continue
            if re.search(r"支持|基于|使用|兼容|需要|依赖|安装|相比|比|在\s*$|上一", view.text[a : m.start()][-8:]):
                continue
            yield Fact(thing, "releases", m["v"], *view.span(m.start("v"), m.end("v")))


@rule
def version_of_repository(view: ItemView) -> Iterator[Fact]:
    """In a repository item, a version that begins its title or a clause and brings something: 「甲/乙: v1.5发布」, 「0.6.3版加入了」."""
    thing = subject_of(view)
    if thing is None or thing.type != "Software":
        return
    for m in view.find(_OWN_VERSION):
        yield Fact(thing, "releases", m["v"], *view.span(m.start("v"), m.end("v")))


@rule
def version_brings(view: ItemView) -> Iterator[Fact]:
    """A version as the subject of what it brings: 「甲框架1.4新增乙」."""
    for m in view.find(_VERSION_NEWS):
        a, _ = view.clause(m.start())
        if not re.search(r"支持|基于|使用|兼容|需要|依赖|安装|相比|比|在\s*$|上一", view.text[a : m.start()][-8:]):
            yield Fact(view.mention_of(m, "x"), "releases", m["v"], *view.span(m.start("v"), m.end("v")))


_ANNOUNCED = r"(?:发布|推出|放出|开源|公布|宣布|带来|announc\w*|launch\w*|releas\w*|unveil\w*)"
_WHOLE_NUMBER = r"[vV]?(?P<v>\d{1,2})(?![\d.%A-Za-z+]|\s*[亿万倍个款大种项年月日号核位条层家次])"
_WHOLE = (
    compile_pattern(rf"{_ANNOUNCED}(?:了)?[^。；，\n\ue006]{{0,16}}?(?P<x><S>)\s*{_WHOLE_NUMBER}", re.I),
    compile_pattern(rf"(?P<x><S>)\s*{_WHOLE_NUMBER}\s*(?:正式|稳定)?版?(?:正式|如期)?(?:发布|推出|放出|来了|开源|上线|登场|亮相)"),
)
_NAMED_VERSION = re.compile(r"\D\s?[vV]?(\d{1,2}(?:\.\d{1,3})*)$")
_ANNOUNCED_BEFORE = re.compile(rf"{_ANNOUNCED}(?:了|的)?[^。；，\n\ue006]{{0,8}}$", re.I)
_ANNOUNCED_AFTER = re.compile(
    r"\s*(?:操作系统|系统)?(?:的)?(?:正式|稳定)版?(?:本)?(?:发布|推出|放出|来了|开源|上线|登场|亮相|推送|[，。！!,]|$)|\s*(?:发布|推出|放出|来了|登场|亮相)"
)


@rule
def whole_version(view: ItemView) -> Iterator[Fact]:
    """A version without a point, or one that is a part of the name, where it is announced: 「发布甲引擎7」, 「甲系统11正式版发布」."""
    for pattern in _WHOLE:
        for m in view.find(pattern):
            yield Fact(view.mention_of(m, "x"), "releases", m["v"], *view.span(m.start("v"), m.end("v")))
    for position, mention in view.signs():
        if mention.type != "Software" or mention.source == "title" or (named := _NAMED_VERSION.search(view.content[mention.start : mention.end])) is None:
            continue
        if _ANNOUNCED_BEFORE.search(view.text[max(0, position - 16) : position]) or _ANNOUNCED_AFTER.match(view.text, position + 1):
            yield Fact(mention, "releases", named[1], mention.start + named.start(1), mention.end)


_BASE_WORDS = re.compile(
    r"(?:基于|构建于|构建在|建立在|源自|衍生自|改编自|派生自|依托于?|借助|受(?=[^，。]{0,12}启发)|底层(?:基于|采用|是|使用)|fork(?:ed)? from|built (?:on|with|upon)|based on|powered by|on top of|derived from)\s*(?:了|于)?",
    re.I,
)
_USE_WORDS = re.compile(r"(?:使用了?|采用了?|利用了?|用了?|调用了?|通过调用|以(?=[\ue006\ue007]\s*(?:作为|为))|uses?|using)\s*")
_USED_AS = re.compile(r"\s*(?:库|框架|引擎|模型|来?(?:进行)?训练|实现|编写|开发|构建|作为|为(?:骨干|主干|基础)|搭建|写|內建|内置|的?\S{0,4}(?:库|接口|后端))")
_VARIANT = (
    compile_pattern(
        r"(?P<x><SM>)\s*(?:是|，|（|\(|即|作为)[^。；，\n]{0,16}?(?P<y><SM>)\s*(?:的)?\s*(?:变体|改进版?|扩展|重写|实现|版本|移植|升级版|衍生|分支|修改版|简化版|轻量版|fork|variant)"
    ),
    compile_pattern(r"(?P<y><SM>)\s*(?:变体|改进版|衍生版?|的\S{0,6}实现)\s*(?P<x><SM>)"),
    compile_pattern(r"(?P<x><SM>)[^。；\n\ue006\ue007]{0,16}?(?:采用|使用|用|以)\s*(?P<y><SM>)\s*(?:作为|为|做|的?)(?:骨干|主干|backbone|基础|底层|内核|后端)"),
)
_NEXT_SIGN = compile_pattern(r"[^。；，\n]{0,24}?(?P<y><SM+>)")


_MEANS = re.compile(r"(?:通过|借助|利用|经由|凭借|依靠|使用|借由|via|through|using|with)\s*$")


def _is_means(view: ItemView, mention: Mention) -> bool:
    """Whether a thing is only what something is done with: 「通过甲支持乙」 says nothing of 甲."""
    position = view.position(mention.start)
    return bool(_MEANS.search(view.text[max(0, position - 8) : position]))


def _speaks_of(view: ItemView, position: int, types: str) -> Mention | None:
    """Return what a verb at `position` speaks of: the thing before it in its clause, else the repository, else the sentence's first, else the topic."""
    a, _ = view.clause(position)
    here = [m for m in view.subjects(a, position, types) if not _is_means(view, m)]
    if here:
        return here[-1]
    subject = subject_of(view)
    if subject is not None and subject.type in {"Software", "Model"}:
        return subject
    s, _ = view.sentence(position)
    earlier = view.subjects(s, a, types)
    return earlier[0] if earlier else view.topic(types, position)


@rule
def based_on(view: ItemView) -> Iterator[Fact]:
    """Built on, derived from: 「甲基于乙」, 「基于乙的丙库」, in a repository item also 「基于乙」 alone."""
    for m in view.find(_BASE_WORDS):
        found = _NEXT_SIGN.match(view.text, m.end())
        if found is None or re.search(r"不\s*$", view.text[max(0, m.start() - 2) : m.start()]):
            continue
        bases = view.mentions_of(found, "y")
        a, b = view.clause(m.start())
        before = view.subjects(a, m.start(), "SM")
        behind = view.within(found.end(), b, "SM")
        if behind and re.match(r"[^，。；]{0,12}?的", view.text[found.end() :]):
            thing: Mention | None = behind[0]
        elif before:
            thing = before[-1]
        else:
            thing = _speaks_of(view, m.start(), "SM")
        for base in bases:
            if thing is not None and base.name != thing.name:
                yield Fact(thing, "basedOn", base, *view.span(m.start(), found.end()))


@rule
def variant_of(view: ItemView) -> Iterator[Fact]:
    """A variant, a rewrite, a backbone: 「乙变体甲」, 「甲以乙为骨干」."""
    for pattern in _VARIANT:
        for m in view.find(pattern):
            thing, base = view.mention_of(m, "x"), view.mention_of(m, "y")
            if base.name != thing.name and not re.search(r"支持|相比|优于|对比|兼容", m[0]):
                yield Fact(thing, "basedOn", base, *view.span(m.start(), m.end()))


@rule
def repository_uses(view: ItemView) -> Iterator[Fact]:
    """In a repository item, the library or model that it says to use: 「项目使用了乙库」."""
    thing = subject_of(view)
    if thing is None:
        return
    for m in view.find(_USE_WORDS):
        found = _NEXT_SIGN.match(view.text, m.end())
        if found is None or not _USED_AS.match(view.text, found.end()):
            continue
        a, _ = view.clause(m.start())
        other = [x for x in view.within(a, m.start(), "SMC") if x.name != thing.name]
        if other:
            continue
        for base in view.mentions_of(found, "y"):
            if base.name != thing.name:
                yield Fact(thing, "basedOn", base, *view.span(m.start(), found.end()), certainty=0.7)


_SUPPORT_WORDS = re.compile(
    r"(?:支持|兼容|适配|对接|可运行于|可运行在|运行在|运行于|跑在|部署在|部署到|部署于|移植到|适用于|可用于|登陆|应用于|完成了?与|接入|"
    r"\bsupports?\b|\bcompatible with\b|\bruns? (?:on|natively)\b|\bworks? (?:natively )?with\b|\bavailable (?:on|for)\b)(?:了|的|在|对|包括)*",
    re.I,
)
_SUPPORTED_ARE = re.compile(r"[^，。；！？\n\ue000-\ue00a]{0,12}[：:]\s*(?=[\ue000-\ue00a])")
"""What announces a list of what is supported: 「支持的框架包括：」."""
_NOT_SUPPORTED = re.compile(r"(?:不|未|暂不|尚未|无法|没有|提供|理论|技术|大力|资金|政策|战略)\s*$")
_RUNS_ON = compile_pattern("<CISKD>")


@rule
def supports(view: ItemView) -> Iterator[Fact]:
    """Runs on or works with a named platform, framework or format: 「甲支持安卓、iOS」, 「支持Windows, Linux」 of a repository."""
    for m in view.find(_SUPPORT_WORDS):
        _a, b = view.clause(m.start())
        if _NOT_SUPPORTED.search(view.text[max(0, m.start() - 4) : m.start()]):
            continue
        listed = _SUPPORTED_ARE.match(view.text, m.end())
        end = view.clause(listed.end())[1] if listed else b
        while end < len(view.text) and view.text[end] in "，," and _RUNS_ON.match(view.text[end + 1 :].lstrip()[:1] or " "):
            end = view.clause(end + 1)[1]
        platforms = [x for x in view.within(m.end(), end, "CISKD") if not view.compared(x)]
        if not platforms or view.position(platforms[0].start) - m.end() > 26:
            continue
        thing = _speaks_of(view, m.start(), "SMCKD")
        if thing is None:
            continue
        for platform in platforms:
            if platform.name != thing.name and not (thing.type in {"Chip", "Device"} and platform.type in {"Core", "Chip", "ISA"}):
                yield Fact(thing, "supports", platform, *view.span(m.start(), view.position(platform.start) + 1))


_SUPPORT_FOR = compile_pattern(
    r"(?<!不再)(?:对|与|support for)(?:于)?\s*(?:<O>)?[^。；，\n\ue000-\ue00a]{0,12}?(?P<y><CISKD+>)[^。；，\n\ue000-\ue00a]{0,12}?(?:的\s*(?:\S{0,4}?)(?:支持|适配|兼容)|\s*(?=[，。；,.\n]|$))",
    re.I,
)
_FOR_WORDS = re.compile(r"(?:支持|适配|兼容)$|^support for", re.I)


@rule
def support_for(view: ItemView) -> Iterator[Fact]:
    """Support as a noun: 「新增对甲、乙的支持」, "adds support for X"."""
    for m in view.find(_SUPPORT_FOR):
        a, _ = view.clause(m.start())
        if not _FOR_WORDS.search(m[0]) or re.search(r"没有|缺乏|取消|移除|停止|不再|放弃|removes?|drops?|lacks?", view.text[a : m.start()]):
            continue
        thing = _speaks_of(view, m.start(), "SMCKD")
        for platform in view.mentions_of(m, "y"):
            if thing is not None and platform.name != thing.name and not (thing.type in {"Chip", "Device"} and platform.type in {"Core", "Chip", "ISA"}):
                yield Fact(thing, "supports", platform, *view.span(m.start(), view.position(platform.start) + 1))


@rule
def works_on(view: ItemView) -> Iterator[Fact]:
    """Where software or a model is said to run: 「在甲芯片上部署乙模型」, 「乙在甲手机上实时运行」."""
    for pattern in (
        compile_pattern(
            r"(?P<x><SM>)[^。；，\n]{0,12}?(?:在|on)\s*[^。；，\n\ue006\ue007]{0,6}?(?P<y><CD+>)[^。；，\n]{0,4}?(?:上|中)?[^。；，\n]{0,10}?(?:运行|部署|实时|落地|跑|推理)"
        ),
        compile_pattern(r"(?:在|将)\s*(?P<y><CD+>)\s*(?:等)?[^。；，\n]{0,6}?上[^。；，\n]{0,10}?(?:运行|部署|跑|实现|加速|编译|安装|使用|移植)[^。；，\n]{0,10}?(?P<x><SM>)"),
    ):
        for m in view.find(pattern):
            if re.search(r"相比|比|快|测试|倍", m[0]):
                continue
            for platform in view.mentions_of(m, "y"):
                yield Fact(view.mention_of(m, "x"), "supports", platform, *view.span(m.start(), m.end()))


@rule
def made_by_owner(view: ItemView) -> Iterator[Fact]:
    """``owner/repo`` of a known organization: the software is developed by it."""
    if not view.item.head or view.item.kind not in {"repository", "paper"}:
        return
    a, b = view.item.head
    head = view.content[a:b]
    if "/" not in head:
        return
    owner = fold(head.split("/")[0])
    term = load().by_label.get(("Organization", owner))
    thing = subject_of(view)
    if term is None or thing is None:
        return
    named = next((o for o in view.within(0, len(view.text), "O") if o.name == term.name), None)
    if named is not None:
        yield Fact(thing, "developedBy", named, a, b)
