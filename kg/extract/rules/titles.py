"""Titles: the words for posts, and how a run of them is read — what it is called, at whom, whether it is over.

``AMD前高级副总裁兼CTO`` is one `Title`: the role ``高级副总裁兼CTO``, at AMD, former.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.extract.views import ItemView, compile_pattern
from kg.model import Mention

_CHINESE = (
    r"创始人|创办人|创立者|创始者|发起人|首席[\u4e00-\u9fff]{1,6}?(?:官|家|师|员|顾问|代表)|首席法务|董事会?(?:执行)?主席|(?:副|执行|名誉)?董事长|(?:独立|非?执行)?董事(?:会成员|会秘书|总经理)?(?!会)|董秘|"
    r"(?:高级|资深|全球|集团|执行|常务|第一)*副?总裁|副总|(?:常务)?副?总经理|总法律顾问|法律顾问|(?:高级|资深)*(?:副)?总监|总工程师|总设计师|总架构师|负责人|掌门人|主管|主任工程师|副?主任|系主任|副?院长|副?所长|副?校长|副?理事长|"
    r"副?秘书长|副?会长|副?社长|副?部长|副?处长|副?组长|副?主席|(?:助理|副|客座|讲座|特聘|终身|荣誉|兼职)?教授|博士后|博士生|博士(?=研究生)|研究生|硕士生|(?:副|高级|资深|主管|首席|主任)?研究员|研究科学家|科学家|架构师|工程师|设计师|程序员|分析师|"
    r"产品经理|项目经理|经理|合伙人|发言人|顾问|导师|院士|讲师|主讲|实习生|高管|员工|掌舵人|一把手|布道师|特助|专员|律师"
)
_ENGLISH = (
    r"(?:(?:co-?)?founder|CEO|CTO|COO|CFO|CMO|CIO|CSO|CPO|CRO|EVP|SVP|VP|GM|chairman|chairwoman|chair|(?:senior |executive |corporate |group )*(?:vice[ -])?president|(?:senior |engineering |research )*director|"
    r"chief [a-z]+(?: [a-z]+)? officer|chief (?:scientist|architect)|general manager|fellow|professor|head|(?:principal|senior|staff) engineer|(?:research )?scientist|architect)(?: (?:of|for) (?-i:[A-Z])[\w&]*(?: (?:and |& )?(?-i:[A-Z])[\w&]*){0,3})?"
)
_HEAD = re.compile(rf"(?:{_CHINESE})(?:之一)?(?!们?[会组]议|室|团|长)|(?<![A-Za-z]){_ENGLISH}(?![A-Za-z])", re.I)
_EDGE = re.compile(r"[\ue000-\ue00a，。；：、（）()“”「」《》【】！？\n,;:|\[\]…—?!0-9]|\.\s|个月|某")
VERBS = r"(?:继续|仍|还|也|则|正|曾|现|将|刚)?(?:担任|出任|就任|接任|升任|转任|改任|调任|历任|连任|兼任|留任|续任|代任|晋升为?|升为|升至|任命为|聘为|成为|当选为?|以|当上|当|做|接过|挂名|身兼|任|是|为|兼)(?:过|了|着)?(?:其|该(?:公司|机构|中心|院|所|实验室|联盟|部门|项目)|合并公司)?"
_VERB_END = re.compile(rf"(?:{VERBS}|[由说从让被把给而称据到]|在(?!职)|名叫|作为|来自|并|宣布|罢免|免去|任命|聘请|挖来了?)")
_SAID_OF = re.compile(
    r"^(?:的|在职|其|它的|他的|她的|公司|该公司|集团|方面|官方|后者的?|前者的?|另外?一[位名]|两位|三位|四位|几位|多位|一[位名]|首[位任]|现任|新任|新晋|上?一?任|同时|目前|传奇|知名|著名|资深(?=创始)|兄妹|兄弟|华裔|女|老|新|也|还|则|正|仍|与|和|及|以及)"
)
_OVER = re.compile(r"^(?:前任?(?!端|沿|台|瞻|景)|原(?!型|创|生)|时任)")
_OVER_BEFORE = re.compile(r"(?:(?<![目之此以日当年月向])前任?|(?<![回复还])原|时任)\s*$")
_AND = re.compile(r"\s*(?:、|兼任?|和|及|以及|与|&|/|\band\b)\s*(?:担任)?\s*")
_COMPANY = compile_pattern(r"<O>\s*$")
_COMPANY_VERB = compile_pattern(rf"(?:在|于|留在|加入)\s*(?P<o><O>)\s*[^\ue000-\ue00a，。；\n]{{0,8}}?(?:{VERBS})\s*$")


@dataclass(frozen=True, slots=True)
class Title:
    """A role as a text words it.

    Attributes
    ----------
    start, end : int
        Span of the role in the view's text.
    left : int
        Where all that belongs to it begins: the organization, 前.
    role : str
    company : Mention or None
        The organization named right with it.
    former : bool
        Whether the words themselves say that it is over.
    verbal : bool
        Whether a verb of holding stands between organization and role: 「在甲担任总监」.
    """

    start: int
    end: int
    left: int
    role: str
    company: Mention | None
    former: bool
    verbal: bool = False


@functools.lru_cache(maxsize=4)
def titles(view: ItemView) -> tuple[Title, ...]:
    """Return the titles of an item, in order; those strung together at one organization (``总裁兼CEO``) are one. Several rules ask in turn."""
    return tuple(_strung(view))


def _strung(view: ItemView) -> Iterator[Title]:
    last: Title | None = None
    for m in _HEAD.finditer(view.text):
        title = _title(view, m.start(), m.end())
        if last is not None and title.company is None and not title.former and title.start >= last.end and _AND.fullmatch(view.text, last.end, title.start):
            last = replace(last, end=title.end, role=view.text[last.start : title.end].strip())
            continue
        if last is not None:
            yield last
        last = title
    if last is not None:
        yield last


def chained(view: ItemView, a: Title, b: Title) -> bool:
    """Whether two titles follow each other as one person's: 「甲副总裁、乙总裁」."""
    return b.left >= a.end and bool(_AND.fullmatch(view.text, a.end, b.left))


def _title(view: ItemView, head: int, end: int) -> Title:
    """Read the words before a role's head: what narrows it, whose it is, whether it is over."""
    text = view.text
    edge = max((k.end() for k in _EDGE.finditer(text, max(0, head - 40), head)), default=max(0, head - 40))
    run = text[edge:head]
    cut = max((k.end() for k in _VERB_END.finditer(run)), default=0)
    before = _COMPANY.search(text, 0, edge)
    near = before is not None and len(run) <= 18
    company = view.at(before.start()) if before is not None and near and not cut else None
    left = before.start() if company is not None and before is not None else edge + cut
    start, verbal = edge + cut, False
    if cut and (worked := _COMPANY_VERB.search(text, max(0, edge - 6), start)):
        company, left, verbal = view.at(worked.start("o")), worked.start(), True
    if (
        company is None
        and (mixed := re.search(r".*[与和及]", text[start:head]))
        and not re.match(r"[A-Za-z\u4e00-\u9fff]{1,8}[与和及][\u4e00-\u9fff]{2,8}(?:部|业务|中心|事业)", text[start:head])
    ):
        start = left = start + mixed.end()
    former = False
    while True:
        rest = text[start:head]
        start += len(rest) - len(rest.lstrip())
        if over := _OVER.match(text[start:head]):
            former = True
            start += over.end()
        elif said := _SAID_OF.match(text[start:head]):
            start += said.end()
        else:
            break
    if company is None and head - start > 14:
        start = head
    if over_before := _OVER_BEFORE.search(text, max(0, left - 3), left):
        former, left = True, over_before.start()
    return Title(start, end, left, text[start:end].strip(), company, former, verbal)
