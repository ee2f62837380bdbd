"""Posts: who holds or held which title, where; the one reader of roles for the rules and for the weighing of relations."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.rules.titles import VERBS, Title, chained, titles
from kg.extract.views import SEPARATOR, ItemView, compile_pattern
from kg.model import Mention


@dataclass(frozen=True, slots=True)
class Post:
    """A person's post.

    Attributes
    ----------
    person : Mention
    role : str
        Empty where only the organization is told: 「此前任职于甲」.
    company : Mention or None
        None where the words around the title name none.
    at : int
        Where the title stands in the view's text.
    start, end : int
        Span of the view's text that shows it.
    former, planned : bool
    titled : bool
        Whether the title stands right before the name.
    """

    person: Mention
    role: str
    company: Mention | None
    at: int
    start: int
    end: int
    former: bool = False
    planned: bool = False
    titled: bool = False


_ALSO = r"(?:\s*[（(]\s*(?:<P>|[A-Za-z][A-Za-z .\-]*)\s*[)）])?"
_NAMED_AFTER = compile_pattern(rf"\s*(?:、|——|—|-|:|：)?\s*(?P<p><P>){_ALSO}")
_MORE_NAMED = compile_pattern(rf"{SEPARATOR}(?P<p><P>){_ALSO}")
_NAMED_BEFORE = compile_pattern(rf"(?P<p><P>){_ALSO}{SEPARATOR}(?:[^\ue000-\ue00a，。；、\n]{{0,8}})$")
_ENGLISH_AFTER = compile_pattern(r",\s*(?P<p><P>),")
_PLURAL = re.compile(r"创始人|创办人|教授|研究员|工程师|科学家|博士|学生|院士|founder|scientist|engineer", re.I)
_TO_HOLDER = compile_pattern(
    r"\s*(?:一职|之位|职位)?\s*(?:也|则|仍|将|或|改|继续|都|拟|已|预计)*(?:由|是|为|交给了?|交棒给|is|will be)\s*(?:[^\ue000-\ue00a，。；、\n]{0,6}?)(?P<p><P>)", re.I
)
_HOLDER_TITLED = re.compile(r"\s*(?:一职|之位)?\s*(?:也|则|仍|将|或|改|拟|已)*(?:由|是|为)\s*$")
_HELD_BY = compile_pattern(
    rf"(?P<p><P>){_ALSO}\s*(?:先生|女士|博士|教授|院士)?\s*(?:(?:，|,|（|\(|：|:|——)\s*(?:现为?|现任|时任|系|the)?|[（(]?[^\ue000-\ue00a，。；！？\n]{{0,14}}?(?:{VERBS}|从(?=\s*$)|则是|曾经?|现|此前|先后|as|is|was|becomes?|身为|作为)|'s|，\s*(?:现任|曾任|曾是|时任|现为))\s*$",
    re.I,
)
_HELD_AT_DISTANCE = re.compile(rf"(?:^|[，；。、（]|\s)[^\ue000-\ue00a，。；！？\n]{{0,10}}?(?:{VERBS})\s*$")
_OBJECT_OF = re.compile(r"(?:接替|取代|替代|接班|继任者?|接任者?|向|对|与|和|跟|给|汇报给|导师)\s*$")
_PAST = re.compile(
    r"曾(?!经历)|此前|之前|早年|早先|早前|当年|更早|从前|历任|先后|原来|原(?=是|在|任|为)|原本|以前|离职前|加入前|创业前|回国前|(?<=岁|年)前|前者曾|\bformerly\b|\bpreviously\b|\bused to\b"
)
_NOW = re.compile(r"(?:现在|现任|现为|如今|目前|今)[^\ue000-\ue00a，。；]{0,4}$|现$")
_GONE = re.compile(
    r"(?:已|也|又|同时|突然|近日|正式|于[^，。；\ue000-\ue00a]{1,8}|宣布|因[^，。；\ue000-\ue00a]{1,8}){0,3}(?:，)?(?:已|宣布)?(?:离职|卸任|去职|辞职|辞任|请辞|离任|下台|离开|出走|被解雇|被罢免|被免|去世|逝世|跳槽|steps? down|left|resign)"
)
_OUSTED = re.compile(r"(?:罢免|免去|解聘|解雇|撤换|前任|取代|接替|替换|replac\w+|succeed\w*)\s*(?:了)?\s*(?:原)?$")
_LEAVES_FOR = re.compile(r"\s*(?:改任|转任|升任|晋升|变为|升为)")
_COMING = re.compile(r"将(?!军)|即将|拟|届时|候任|计划|有望|will\b|to become|incoming|从明年|明年")
_TOGETHER = re.compile(r"都|均|皆|双双|一起|同在|共同|两人|分别")


@functools.lru_cache(maxsize=4)
def posts(view: ItemView) -> tuple[Post, ...]:
    """Return the posts that an item's titles tell of, and those without a title. Several rules ask in turn."""
    found: list[Post] = []
    groups: list[list[Title]] = []
    for t in titles(view):
        if groups and chained(view, groups[-1][-1], t):
            groups[-1].append(t)
        else:
            groups.append([t])
    for k, group in enumerate(groups):
        holders, after = _holders(view, group, groups[k + 1] if k + 1 < len(groups) else None, found)
        for person, position in holders:
            found += [_post(view, t, person, position, after) for t in group]
    return (*found, *_without_title(view, found), *_founders(view), *_successions(view, found))


def _holders(view: ItemView, group: list[Title], following: list[Title] | None, found: list[Post]) -> tuple[list[tuple[Mention, int]], bool]:
    """Return those who hold the titles, with their positions, and whether they stand right after them."""
    text, left, end = view.text, group[0].left, group[-1].end
    role = text[group[0].start : end]
    named = _NAMED_AFTER.match(text, end) or (_ENGLISH_AFTER.match(text, end) if role.isascii() else None)
    if named and not named[0].startswith(("：", ":", "-")):
        people = [(view.mention_of(named, "p"), named.start("p"))]
        stop = named.end()
        while _PLURAL.search(role) and (more := _MORE_NAMED.match(text, stop)):
            people.append((view.mention_of(more, "p"), more.start("p")))
            stop = more.end()
        return people, True
    sentence, _ = view.sentence(left)
    if held := _HELD_BY.search(text, sentence, left):
        return _coordinated(view, held.start("p"), text[held.start("p") : left]), False
    if to := _TO_HOLDER.match(text, end):
        return [(view.mention_of(to, "p"), to.start("p"))], False
    if following and _HOLDER_TITLED.match(text[end : following[0].left]) and (named := _NAMED_AFTER.match(text, following[-1].end)):
        return [(view.mention_of(named, "p"), named.start("p"))], False
    if group[0].verbal or _HELD_AT_DISTANCE.search(text, sentence, left):
        back = [(p, m) for p, m in view.signs() if m.type == "Person" and p < left]
        clause, _ = view.clause(left - 1)
        latter = "后者" in text[clause:left]
        here = [(p, m) for p, m in back if p >= sentence and (latter or not _OBJECT_OF.search(text[max(0, p - 6) : p]))]
        if here:
            return [(here[-1][1], here[-1][0])], False
        if back and re.search(r"他|她|后者|这位", text[sentence:left]):
            return [(back[-1][1], back[-1][0])], False
    return [], False


def _coordinated(view: ItemView, at: int, told: str) -> list[tuple[Mention, int]]:
    """Return the person at `at`, with those named right before where words say that it holds of all: 「张三与李四都在甲任总监」."""
    people = [(view.at(at), at)]
    while _TOGETHER.search(told) and (earlier := _NAMED_BEFORE.search(view.text, max(0, people[-1][1] - 40), people[-1][1])):
        people.append((view.mention_of(earlier, "p"), earlier.start("p")))
    return people


def _post(view: ItemView, title: Title, person: Mention, position: int, after: bool) -> Post:
    text = view.text
    start, end = min(title.left, position), max(title.end, position + 1)
    clause, _ = view.clause(title.start)
    sentence, _ = view.sentence(title.start)
    former = title.former
    if after:
        former = former or bool(_GONE.match(text, position + 1)) or bool(_OUSTED.search(text, sentence, title.left))
        planned = False
    else:
        told = text[max(sentence, position) : title.start] if position < title.start else text[clause : title.start]
        pasts = [m.end() for m in _PAST.finditer(told)]
        former = former or (bool(pasts) and not _NOW.search(told[pasts[-1] :].rstrip("任为是在"))) or bool(_LEAVES_FOR.match(text, title.end) and told.rstrip().endswith("从"))
        planned = not former and bool(_COMING.search(text, clause, title.start) or _COMING.search(told))
    return Post(person, title.role, title.company, title.start, start, end, former, planned, after)


_WORKED_AT = compile_pattern(rf"(?:{_PAST.pattern})[^\ue000-\ue00a。；，\n]{{0,8}}?(?:任职于?|就职于?|供职于?|效力于?|服务于?|来自|出自)\s*(?P<o><O+>)")
_WORKED_AS = compile_pattern(
    r"(?:在|于)\s*(?P<o><O+>)\s*(?:等(?:公司|企业|机构)?)?[^\ue000-\ue00a。；，\n]{0,8}?(?:(?:担任|出任|历任|任|当|担)(?:过|了)?(?P<role>[^\ue000-\ue00a。；，、（）()\n]{2,14})|负责(?P<of>[^\ue000-\ue00a。；，、（）()的\n]{2,12})(?=[，。；、）\n]|$)"
    r"|任职|工作|就职|供职|效力|服役|从事|负责|领导|带领?|主持|主管|管理|待过?|做|$|(?=[，。；）]))"
)
_FROM = compile_pattern(r"(?P<p><P>)\s*(?:出身|出自|来自)\s*(?P<o><O+>)")
_STUDIED = compile_pattern(r"(?P<p><P>)[^\ue000-\ue00a。；，\n]{0,6}?在\s*(?P<o><O>)\s*(?:攻)?读博(?P<past>期间|时)?")
_NO_ROLE = re.compile(r"^(?:职|事)$|年|期间|的时候|过|时")


def _worker(view: ItemView, at: int) -> list[Mention]:
    """Return those of whom a clause at `at` without a name speaks: the last persons named before."""
    sentence, _ = view.sentence(at)
    here = [(p, m) for p, m in view.signs() if m.type == "Person" and sentence <= p < at]
    if here:
        return [m for m, _ in _coordinated(view, here[-1][0], view.text[here[-1][0] : at + 6])]
    return view.within(0, at, "P")[-1:]


def _without_title(view: ItemView, titled: list[Post]) -> Iterator[Post]:
    """Where somebody worked, as what is not told or not by a title: 「他此前任职于甲」, 「曾在甲、乙担任管理职务」."""
    told = {(p.person.name, p.company.name) for p in titled if p.company is not None}
    for pattern in (_WORKED_AT, _WORKED_AS):
        for m in view.find(pattern):
            sentence, _ = view.sentence(m.start())
            holders = _worker(view, m.start())
            since = max((p + 1 for p, x in view.signs() if x.type == "Person" and sentence <= p < m.start()), default=sentence)
            if pattern is _WORKED_AS and not _PAST.search(view.text, since, m.start("o")):
                continue
            role = _said_role(m.groupdict())
            for person in holders:
                for company in view.mentions_of(m, "o"):
                    if (person.name, company.name) not in told:
                        yield Post(person, role, company, m.start("o"), m.start(), m.end(), former=True)
    for m in view.find(_FROM):
        for company in view.mentions_of(m, "o"):
            if (view.mention_of(m, "p").name, company.name) not in told:
                yield Post(view.mention_of(m, "p"), "", company, m.start("o"), m.start(), m.end())
    for m in view.find(_STUDIED):
        yield Post(view.mention_of(m, "p"), "博士生", view.mention_of(m, "o"), m.start("o"), m.start(), m.end(), former=bool(m["past"]))


def _said_role(groups: dict[str, str | None]) -> str:
    """Return the role that no title names: what stands after 担任, or 「…负责人」 of what somebody is responsible for."""
    if groups.get("of") and not _NO_ROLE.search(groups["of"] or ""):
        return f"{groups['of']}负责人"
    role = re.sub(r"(?:等|等职务?|等?职务|一职|职位|工作|岗位|等职位)$", "", (groups.get("role") or "").strip())
    return "" if _NO_ROLE.search(role) else role


_FOUNDED_BY = compile_pattern(
    r"(?:(?P<o><O>)\s*(?:[（(][^（）()\n]{0,20}[)）])?|后者|该?公司)\s*[^\ue000-\ue00a。；，\n]{0,10}?由(?P<who>[^。；，\n]{0,60}?<P>[^。；，\n]{0,30}?)(?:创办|创立|创建|创设|成立|合伙|发起)"
)
_FOUNDED = compile_pattern(r"(?P<p><P>)[^\ue000-\ue00a。；\n]{0,10}?(?:参与|联合|共同|一手|后来|曾)?(?:创办|创立|创建)(?:了|的)?\s*(?P<o><O+>)")
_FOUNDER_OF = compile_pattern(r"(?P<past>曾)?(?:创办|创立|创建)(?:了|过)?\s*(?P<o><O+>)\s*的\s*(?P<p><P>)")


def _founders(view: ItemView) -> Iterator[Post]:
    """Founders, from verbs of founding: 「甲由张三和李四创办」, 「张三创办了甲」."""
    for m in view.find(_FOUNDED_BY):
        company = view.mention_of(m, "o") if m["o"] else next(iter(view.within(0, m.start(), "O")[-1:]), None)
        for person in view.within(*m.span("who"), "P"):
            yield Post(person, "创始人", company, m.start(), m.start(), m.end())
    for pattern in (_FOUNDED, _FOUNDER_OF):
        for m in view.find(pattern):
            for company in view.mentions_of(m, "o"):
                yield Post(view.mention_of(m, "p"), "创始人", company, m.start("o"), m.start(), m.end(), former=bool(m.groupdict().get("past")))


_REPLACED = compile_pattern(r"(?:接替|取代|替代|前任|上一任)(?:了)?(?:的)?\s*(?P<p><P>)")
_STEPS_DOWN = compile_pattern(rf"(?P<p><P>){_ALSO}\s*(?:(?:随之|同时|已|也|将|则|随即|随后)*)(?:卸任|离任|退位|让位)")
_TAKES_OVER = compile_pattern(rf"(?P<p><P>){_ALSO}[^\ue000-\ue00a。；，\n]{{0,14}}?(?:接棒|接任|继任|接班|接手|补位)(?!{VERBS})(?=[，。；\n]|$)")


def _successions(view: ItemView, found: list[Post]) -> Iterator[Post]:
    """Who had or gets the post that the sentence names for another: 「张三出任CEO，接替李四」."""
    for pattern, former in ((_REPLACED, True), (_STEPS_DOWN, True), (_TAKES_OVER, False)):
        for m in view.find(pattern):
            person = view.mention_of(m, "p")
            sentence, end = view.sentence(m.start())
            same = [p for p in found if sentence <= p.at < end and p.person.name != person.name]
            same = [p for p in same if not p.former and not p.titled] or same
            own = [p for p in found if p.person.name == person.name and sentence <= p.at < end]
            if same and (not own or (pattern is _TAKES_OVER and all(p.former for p in own))):
                near = min(same, key=lambda p: abs(p.at - m.start()))
                yield Post(person, near.role, near.company, near.at, m.start(), m.end(), former, titled=True)
