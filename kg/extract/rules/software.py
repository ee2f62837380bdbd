"""Software: repositories, versions, what it is built on and what it runs on or works with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.rule import rule
from kg.extract.structure import repository_of
from kg.extract.views import Fact, ItemView, compile_pattern
from kg.model import Mention
from kg.vocabulary import fold


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
    """``owner/repo`` at the head of an item is the repository of the software it names."""
    if not view.item.head:
        return
    a, b = view.item.head
    head = view.content[a:b]
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]*/[\w.-]+", head) or view.item.kind != "repository":
        return
    thing = subject_of(view)
    if thing is not None:
        yield Fact(thing, "codeRepository", head, a, b)
        repository = fold(head.split("/")[-1])
        for other in view.within(0, view.position(view.item.title[1]) if view.item.title else len(view.text), "SM"):
            if other.name != thing.name and fold(other.name) and fold(other.name) in repository:
                yield Fact(other, "codeRepository", head, a, b, certainty=0.6)


_CODE_LABEL = re.compile(r"(?:代码|项目|源码|仓库|开源|[Gg]it[Hh]ub|[Cc]ode|地址|链接|工程|见)\S{0,6}\s*[：:]?\s*$")


@rule
def repository_link(view: ItemView) -> Iterator[Fact]:
    """A repository link beside the software or model it belongs to: its name agrees, or words say so."""
    if view.papers and view.item.kind == "paper":
        return
    for link in view.item.links:
        repository = repository_of(link.url)
        if not repository:
            continue
        owner, name = repository.split("/")
        same = [m for m in view.within(0, len(view.text), "SM") if fold(m.name) in {fold(name), fold(name).removesuffix("s")} or (len(fold(m.name)) > 3 and fold(m.name) in fold(name))]
        before = view.content[max(view.item.start, link.start - 16) : link.start]
        if same:
            yield Fact(same[0], "codeRepository", repository, link.start, link.end)
        elif _CODE_LABEL.search(before) and (thing := subject_of(view) or (view.topic("SM") if view.item.kind in {"repository", "news"} else None)):
            yield Fact(thing, "codeRepository", repository, link.start, link.end, certainty=0.7)


_VERSION = (
    compile_pattern(r"(?P<x><S>)\s*(?:框架|工具|引擎)?\s*(?:正式)?(?:的)?(?:发布|推出|更新|迎来|升级(?:到|至)?|release[sd]?|公布|上线)?(?:了)?\s*(?:最新|新|稳定|正式)?(?:版本?)?\s*[vV]?(?P<v>\d+\.\d+(?:\.\d+)*(?:[a-z]{1,5}\.?\d*)?)(?![\d%])\s*(?P<after>[^\n]{0,12})"),
    compile_pattern(r"(?P<x><S>)[^。；\n]{0,30}?(?:发布|推出|更新|release[sd]?|升级|迎来|公布)[^。；，\n\ue006]{0,10}?[vV]?(?P<v>\d+\.\d+(?:\.\d+)*(?:[a-z]{1,5}\.?\d*)?)\s*(?P<after>版|版本|正式版|，|！|。|$|!|:|：)"),
    compile_pattern(r"(?:发布|推出|更新)\s*[vV]?(?P<v>\d+\.\d+(?:\.\d+)*)\s*(?P<after>版本?)"),
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
            s, e = view.sentence(m.start())
            a, b = view.clause(m.start())
            if k == 0 and not _RELEASED.search(view.text[a:b]) or re.match(r"\s*(?:倍|%|GHz|nm|GB|MB|x|以上|及以上|ms|秒|亿|万)", view.text[m.end("v") :]):
                continue
            if re.search(r"支持|基于|使用|兼容|需要|依赖|安装|相比|比|在\s*$|上一", view.text[a : m.start()][-8:]):
                continue
            yield Fact(thing, "releases", m["v"], *view.span(m.start("v"), m.end("v")))


_BASED = (
    compile_pattern(r"(?P<x><SM>)[^。；\n]{0,40}?(?:基于|构建于|建立在|源自|衍生自|改编自|依托|派生自|fork(?:ed)? from|built (?:on|with|upon)|based on|powered by|on top of|底层(?:基于|采用|是|使用)|以)\s*(?:了)?[^。；，\n\ue000]{0,14}?(?P<y><SM+>)(?P<after>[^，。；\n]{0,8})"),
    compile_pattern(r"(?:基于|借助|利用|依托|based on)\s*(?P<y><SM+>)[^。；，\n]{0,16}?(?:的|开发(?:的|了)?|构建(?:的|了)?|实现(?:的|了)?|打造(?:的|了)?|搭建(?:的|了)?|，[^，。；\n]{0,30}?(?:写|开发|实现|构建|打造|推出|训练))[^。；，\n]{0,24}?(?P<x><SM>)"),
    compile_pattern(r"(?P<x><SM>)\s*(?:是|，|（|\(|即|作为)[^。；，\n]{0,16}?(?P<y><SM>)\s*(?:的)?\s*(?:变体|改进版?|扩展|重写|实现|版本|移植|升级版|衍生|分支|修改版|简化版|轻量版|fork|variant)"),
    compile_pattern(r"(?P<y><SM>)\s*(?:变体|改进版|衍生版?|的\S{0,6}实现)\s*(?P<x><SM>)"),
    compile_pattern(r"(?P<x><SM>)[^。；\n\ue006\ue007]{0,16}?(?:采用|使用|用|以|受)\s*(?P<y><SM>)\s*(?:作为|为|做|的?)(?:骨干|主干|backbone|基础|底层|内核|后端|模型\S{0,8}训练)"),
)


@rule
def based_on(view: ItemView) -> Iterator[Fact]:
    """Built on, derived from, a rewrite of: 「甲基于乙」, 「乙变体甲」."""
    for pattern in _BASED:
        for m in view.find(pattern):
            thing = view.mention_of(m, "x")
            if re.search(r"不基于|支持|相比|优于|对比|兼容", m[0]):
                continue
            for base in view.mentions_of(m, "y"):
                if base.name != thing.name:
                    yield Fact(thing, "basedOn", base, *view.span(m.start(), m.end()))


@rule
def repository_based_on(view: ItemView) -> Iterator[Fact]:
    """In a repository item, what it says to be based on is the repository's base: 「基于PyTorch的…」."""
    thing = subject_of(view)
    if thing is None:
        return
    for m in view.find(compile_pattern(r"(?:基于|构建于|衍生自|based on|built (?:on|with)|on top of|using)\s*[^。；，\n]{0,8}?(?P<y><SM+>)")):
        if m.start() == 0 or view.within(view.clause(m.start())[0], m.start(), "SM"):
            continue
        for base in view.mentions_of(m, "y"):
            if base.name != thing.name:
                yield Fact(thing, "basedOn", base, *view.span(m.start(), m.end()), certainty=0.7)


_SUPPORTS = (
    compile_pattern(r"(?P<x><SMCKD>)[^。；\n]{0,60}?(?:支持|兼容|适配|对接|可运行于|可运行在|运行在|运行于|跑在|部署在|部署到|移植到|面向|适用于|可用于|登陆|应用于|支持在|完成(?:了)?与|supports?|compatible with|runs on|for)(?:了|的|在|包括|对)*\s*[^。；，\n\ue000]{0,18}?(?P<y><CISKD+>)(?P<after>[^。；，\n]{0,14})"),
    compile_pattern(r"(?:支持|兼容|适配|supports?)(?:了|的|在|包括|对)*\s*[^。；，\n\ue000]{0,12}?(?P<y><CISKD+>)"),
)
_NOT_SUPPORTED = re.compile(r"不支持|无法|不兼容|暂不|尚未|相比|比(?!如)|对比|优于|媲美")


@rule
def supports(view: ItemView) -> Iterator[Fact]:
    """Runs on or works with a named platform, framework or format: 「甲支持安卓、iOS」."""
    for k, pattern in enumerate(_SUPPORTS):
        for m in view.find(pattern):
            if _NOT_SUPPORTED.search(m[0]):
                continue
            if k == 0:
                thing: Mention | None = view.mention_of(m, "x")
                a, _ = view.clause(m.start("y"))
                nearer = view.within(max(a, m.start() + 1), m.start("y"), "SMCKD")
                nearer = [n for n in nearer if view.position(n.start) < m.start("y")]
                if nearer:
                    thing = nearer[0]
            else:
                if view.within(view.sentence(m.start())[0], m.start(), "SMCKD"):
                    continue
                thing = subject_of(view) or view.topic("SMCD", m.start())
            if thing is None:
                continue
            for platform in view.mentions_of(m, "y"):
                if platform.name != thing.name and not (thing.type in {"Chip", "Device"} and platform.type in {"Core", "Chip", "ISA"}):
                    yield Fact(thing, "supports", platform, *view.span(m.start("y"), m.end("y")))


@rule
def works_on(view: ItemView) -> Iterator[Fact]:
    """Where software or a model is said to run: 「在甲芯片上部署乙模型」, 「乙在甲手机上实时运行」."""
    for pattern in (
        compile_pattern(r"(?P<x><SM>)[^。；，\n]{0,12}?(?:在|on)\s*[^。；，\n\ue006\ue007]{0,6}?(?P<y><CD+>)[^。；，\n]{0,4}?(?:上|中)?[^。；，\n]{0,10}?(?:运行|部署|实时|落地|跑|推理)"),
        compile_pattern(r"(?:在|将)\s*(?P<y><CD+>)\s*(?:等)?[^。；，\n]{0,6}?上[^。；，\n]{0,10}?(?:运行|部署|跑|实现)[^。；，\n]{0,10}?(?P<x><SM>)"),
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
    from kg.vocabulary import load

    owner = fold(head.split("/")[0])
    term = load().by_label.get(("Organization", owner))
    thing = subject_of(view)
    if term is None or thing is None:
        return
    named = next((o for o in view.within(0, len(view.text), "O") if o.name == term.name), None)
    if named is not None:
        yield Fact(thing, "developedBy", named, a, b)
