"""Papers: identifiers, venues, affiliations, what they propose, on what they measure it, and where the code is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.repositories import at_head, bears_name, main_of, named_in
from kg.extract.rule import rule
from kg.extract.rules.results import dealt_to, results
from kg.extract.views import Fact, ItemView, compile_pattern
from kg.model import Mention

_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf|html)/(\d{4}\.\d{4,5})", re.I)
_ARXIV_TAG = re.compile(r"(?<!\d)(\d{4}\.\d{4,5})(?:v\d+)?(?!\d)")
_PROPOSED_KINDS = "MSTCK"


@dataclass(frozen=True, slots=True)
class _Part:
    """The part of an item that speaks of one paper: a span of the content."""

    paper: Mention
    start: int
    end: int


def _parts(view: ItemView) -> list[_Part]:
    names: dict[str, Mention] = {}
    for p in view.papers:
        names.setdefault(p.name, p)
    papers = sorted(names.values(), key=lambda p: p.start)
    if not papers:
        return []
    if len(papers) == 1:
        return [_Part(papers[0], view.item.start, view.item.end)]
    return [_Part(p, p.start, papers[k + 1].start if k + 1 < len(papers) else view.item.end) for k, p in enumerate(papers)]


@rule
def arxiv_id(view: ItemView) -> Iterator[Fact]:
    """The arXiv identifier, from a tag before the title or from a link."""
    for part in _parts(view):
        for a, b in view.item.tags:
            if part.start <= a < part.end and (m := _ARXIV_TAG.fullmatch(view.content[a:b].strip().removeprefix("arXiv:").strip())):
                yield Fact(part.paper, "arxivId", m[1], a, b)
        found = [(link, m) for link in view.item.links if part.start <= link.start <= part.end and (m := _ARXIV.search(link.url))]
        for link, m in found[:1]:
            yield Fact(part.paper, "arxivId", m[1], link.start, max(link.end, link.start))


@rule
def code_of_paper(view: ItemView) -> Iterator[Fact]:
    """The repository of a paper's code, also that of the main thing it proposes: from ``owner/repo`` at the head, a link, or written out."""
    head = at_head(view)
    if view.item.kind != "paper" and not view.item.head:
        return
    found = [n for n in named_in(view) if n.told or view.item.kind == "paper"]
    for part in _parts(view):
        here = [n for n in ([head] if head else []) + found if part.start <= n.start <= part.end]
        for named in list({n.repository.lower(): n for n in reversed(here)}.values())[::-1][:2]:
            yield Fact(part.paper, "codeRepository", named.repository, named.start, named.end)
            if view.item.kind == "paper":
                for thing in _held_in(view, part, named.name):
                    yield Fact(thing, "codeRepository", named.repository, named.start, named.end)


def _held_in(view: ItemView, part: _Part, repository: str) -> list[Mention]:
    """What of a paper its repository holds: things that bear the repository's name, and the main thing that the paper proposes."""
    a, b = view.position(part.start), view.position(part.end)
    named = [m for m in view.within(a, b, "SM") if bears_name(m, repository)]
    proposed = main_of([t for t in _proposals(view, part) if t.type in {"Software", "Model"}], repository)
    return list({(m.type, m.name): m for m in [*named, *([proposed] if proposed else [])]}.values())


_VENUE_WORDS = re.compile(r"论文|收录|接收|录用|发表|获得|入选|会议|最佳|顶会|上|accepted|published|appear", re.I)


@rule
def venue_of_paper(view: ItemView) -> Iterator[Fact]:
    """The venue, from a tag before the title, from the title itself, or from words of acceptance."""
    for part in _parts(view):
        for m in view.within(view.position(part.start), view.position(part.end), "V"):
            near = view.content[max(part.start, m.start - 24) : m.end + 12]
            tagged = any(a <= m.start and m.end <= b for a, b in view.item.tags)
            titled = view.item.title is not None and view.item.title[0] <= m.start and m.end <= view.item.title[1]
            if tagged or titled or _VENUE_WORDS.search(near):
                yield Fact(part.paper, "venue", m, m.start, m.end)


_AFFILIATED = (
    compile_pattern(
        r"(?P<o><O+>)\s*(?:等|等机构|等人|等单位|多家\S{0,8}|公司|团队)*\s*(?:的)?\s*(?:研究(?:人员|者|员|团队|组|科学家|机构|小组)|学者|科学家|作者|论文|一篇|这篇|提出|研发|联合|合作|团队|最新|近日|近期|共同|发布|开源|新作|工作|博士|实习|学生|的<P>|<P>|公开|团队的|新论文|推出|发明)"
    ),
    compile_pattern(r"(?:来自|作者(?:来自|为|是|：)|由|by|from)\s*(?:了)?[^。；\n]{0,30}?(?P<o><O+>)"),
    compile_pattern(r"(?P<o><O+>)[^。；\n]{0,16}?(?:提出|研究|论文|研发|设计|发表|揭秘|开源|新作|发明|propos|present|introduc)"),
)
_TITLE_ORGANIZATION = compile_pattern(r"^\s*(?:[^\ue000，。]{0,6})(?P<o><O+>)")


def _authors(view: ItemView, part: _Part) -> dict[str, tuple[Mention, tuple[int, int]]]:
    """Organizations whose people wrote the paper, by name."""
    a, b = view.position(part.start), view.position(part.end)
    found: dict[str, tuple[Mention, tuple[int, int]]] = {}
    for pattern in _AFFILIATED:
        for m in pattern.finditer(view.text, a, b):
            if re.search(r"相比|对比|超过|支持|使用|采用|测试|在\s*$", view.text[max(a, m.start() - 6) : m.start("o")]):
                continue
            for o in view.mentions_of(m, "o"):
                found.setdefault(o.name, (o, view.span(m.start("o"), m.end("o"))))
    if view.item.title and part.start <= view.item.title[0] < part.end:
        stop = view.position(view.item.title[1])
        start = view.position(view.item.head[1]) + 1 if view.item.head and "/" in view.content[view.item.head[0] : view.item.head[1]] else view.position(view.item.title[0])
        if titled := _TITLE_ORGANIZATION.match(view.text[start:stop]):
            for o in view.within(start + titled.start("o"), start + titled.end("o"), "O"):
                found.setdefault(o.name, (o, (o.start, o.end)))
    return found


@rule
def affiliation(view: ItemView) -> Iterator[Fact]:
    """The authors' organizations: 「来自甲大学和乙公司的研究者提出」."""
    if view.item.kind not in {"paper", "repository", "news", "post"}:
        return
    for part in _parts(view):
        for o, span in _authors(view, part).values():
            yield Fact(part.paper, "affiliation", o, *span)


_PROPOSES = (
    compile_pattern(
        rf"(?:提出|设计|开发|推出|研发|引入|介绍|构建|发布|给出|实现|建立|改进|公布|带来|命名为|名为|称为|取名|称之为|叫做?|开源|新增|打造|创建|propos\w*|introduc\w*|present\w*|develop\w*|called|named|dubbed)(?:了|出|并开发了|并)*[^。；\n]{{0,42}}?(?P<x><{_PROPOSED_KINDS}>)"
    ),
    compile_pattern(rf"(?:所提|本文的?|我们的?|作者的?|该文的?|新提出的?|our|the proposed)\s*(?P<x><{_PROPOSED_KINDS}>)"),
)
_COLON_NAME = compile_pattern(rf"^\s*(?P<x><{_PROPOSED_KINDS}>)\s*[:：]")
_BORROWED = re.compile(
    r"基于|相比|对比|优于|超过|采用|使用|利用|借鉴|受|启发|比|在|替代|替换|与|将|应用|从|对|如|像|类似|不同于|结合|集成|支持|based on|using|than|outperform|on\s*$|with"
)


def _proposals(view: ItemView, part: _Part) -> list[Mention]:
    """What a paper proposes: named in its title before a colon, or after words of proposing; things the paper did not coin apart."""
    a, b = view.position(part.start), view.position(part.end)
    found: dict[str, Mention] = {}
    for paper in view.papers:
        if paper.name == part.paper.name:
            inside = [m for m in view.mentions if paper.start <= m.start and m.end <= paper.end and m.type in {"Model", "Software", "Dataset", "Chip", "Core"}]
            if inside and re.match(r"\s*(?:s|网络|框架|模型)?\s*[:：]", view.content[inside[0].end : paper.end]) and inside[0].start - paper.start <= 8:
                found.setdefault(inside[0].name, inside[0])
    for pattern in _PROPOSES:
        for m in pattern.finditer(view.text, a, b):
            thing = view.mention_of(m, "x")
            between = view.text[m.start() : m.start("x")]
            if thing.source == "reference" or _BORROWED.search(re.sub(r"^(?:提出|设计|开发)\S{0,3}", "", between)):
                continue
            found.setdefault(thing.name, thing)
    return list(found.values())


@rule
def proposes(view: ItemView) -> Iterator[Fact]:
    """The paper's own new named thing: 「提出了甲网络」, 「甲：…」 as title."""
    for part in _parts(view):
        for thing in _proposals(view, part):
            yield Fact(part.paper, "proposes", thing, thing.start, thing.end)


@rule
def proposed_by_authors(view: ItemView) -> Iterator[Fact]:
    """What a paper proposes is its authors' organizations' work when the text says that they propose it."""
    for part in _parts(view):
        authors = _authors(view, part)
        if not authors:
            continue
        for thing in _proposals(view, part):
            for o in _said_to_propose(view, part, thing):
                if o.name in authors:
                    yield Fact(thing, "developedBy", o, thing.start, thing.end, certainty=0.6)


_SAY_PROPOSE = re.compile(r"提出|设计|开发|推出|研发|构建|发布|给出|开源|打造|提供|发明|带来|公开|放出|propos|present|introduc|develop|releas|open-?sourc", re.I)


def _said_to_propose(view: ItemView, part: _Part, thing: Mention) -> list[Mention]:
    """Return the organizations that a sentence says propose a thing: before it, with a word of proposing between or behind (甲的乙, 甲提出乙)."""
    found: list[Mention] = []
    for m in view.mentions:
        if m.name != thing.name or not part.start <= m.start < part.end:
            continue
        at = view.position(m.start)
        a, _ = view.sentence(at)
        for o in view.within(a, at, "O"):
            between = view.text[view.position(o.start) + 1 : at]
            if _SAY_PROPOSE.search(between) or between.strip() in {"", "的", "'s", "’s"}:
                found.append(o)
    return found


_EVALUATED = (
    compile_pattern(
        r"(?:在|于|on|跑|通过|参加|参与|提交|使用|用)\s*[^。；，\n]{0,14}?(?P<t><T+>)[^。；\n]{0,10}?(?:等)?(?:上|中|数据集|测试|基准|评测|跑分|任务|分类|检测|分割|里|$|，|,|\()"
    ),
    compile_pattern(r"(?P<t><T+>)\s*(?:数据集|分类|检测|分割|跑分|测试|基准|基准测试|任务|上|图像|得分|成绩|和|与)"),
    compile_pattern(
        r"(?P<t><T>)\s*[^\ue000-\ue00a，。；\n\d]{0,10}?(?:为|是|达到?|取得|得到|拿到|获得|跑出|跑到|超过|越过|:|：)?\s*\d+(?:\.\d+)?\s*(?:[%％分万]|dB|mAP|AP|mIoU|top-1)"
    ),
    compile_pattern(r"(?P<t><T>)\s*(?:单核|多核|single-core|multi-core)[^\d，。；\n]{0,8}\d{3}"),
    compile_pattern(r"\d\s*[%％]?\s*(?:[A-Za-z0-9\-]+\s){0,3}on\s(?:the\s)?(?P<t><T+>)"),
)


@rule
def evaluated_on(view: ItemView) -> Iterator[Fact]:
    """A dataset or benchmark on which something is measured, with metric and value: 「在ImageNet上取得75%的top-1精度」."""
    parts = _parts(view)
    seen: set[int] = set()
    for pattern in _EVALUATED:
        for m in view.find(pattern):
            a, b = view.clause(m.start())
            s, _ = view.sentence(m.start())
            if re.search(r"预训练|训练(?:集|的|好)|pre-?train", view.text[max(a, m.start() - 4) : min(b, m.end() + 8)]):
                continue
            things = view.subjects(a, m.start(), "MSC") or view.subjects(s, a, "MSC")[-1:]
            for dataset in view.mentions_of(m, "t"):
                if dataset.start in seen:
                    continue
                seen.add(dataset.start)
                span = view.span(m.start("t"), m.end("t"))
                at = view.position(dataset.start)
                part = next((p for p in parts if p.start <= dataset.start < p.end), None)
                measured = things[-1:]
                if part is not None and not things:
                    measured = _proposals(view, part)[:1] or [part.paper]
                for thing in dealt_to(view, s, at) or measured:
                    subject_at = view.position(thing.start) if thing.type != "Paper" else None
                    for qualifiers in results(view, at, subject_at) or [{}]:
                        yield Fact(thing, "evaluatedOn", dataset, *span, qualifiers=qualifiers)


_AUTHOR = compile_pattern(
    r"(?P<o><O+>)\s*(?:的)?\s*(?:\S{0,8}?)(?P<p><P+>)\s*(?:等人?|团队|博士|教授)*\s*(?:提出|开发|研发|写|发布|开源|设计|实现)(?:了|出)?[^。；\n]{0,30}?(?P<x><MSTCK>)"
)


@rule
def made_by_author(view: ItemView) -> Iterator[Fact]:
    """A person who proposes something: 「甲大学的张三等人提出了乙网络」."""
    for m in view.find(_AUTHOR):
        thing = view.mention_of(m, "x")
        for person in view.mentions_of(m, "p"):
            yield Fact(thing, "developedBy", person, *view.span(m.start("p"), m.end()))
