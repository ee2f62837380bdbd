"""People: who leads, works or worked where, and as what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.rule import rule
from kg.extract.views import Fact, ItemView, compile_pattern
from kg.model import Qualifier

_ROLE = (
    r"(?:联合|共同)?(?:创始人|创办人|首席\w{1,5}?官|首席科学家|首席架构师|首席分析师|执行董事长|董事长|执行总裁|总裁|执行副总裁|高级副总裁|资深副总裁|副总裁|副总|总经理|副总经理|总监|负责人|主管|院长|副院长|所长|"
    r"副教授|助理教授|终身教授|教授|博士后|博士生|博士|研究员|研究科学家|高级研究员|首席研究员|科学家|架构师|工程师|产品经理|合伙人|主席|组长|部长|主任|掌门人|研究者|研究人员|老师|讲师|实习生|硕士生?|"
    r"CEO|CTO|COO|CFO|CMO|CIO|EVP|SVP|VP|GM|Chairman|President|Director|Fellow|founder|co-founder)"
)
_ROLES = rf"(?:(?:前|现任|原|时任|新任|全球|高级|资深|执行|中国区?|大中华区|亚太区?|技术|工程|产品|业务|[\u4e00-\u9fffA-Za-z ]{{0,14}}?)?{_ROLE}(?:\s*(?:兼|、|和|及|&|/|and|，)\s*[\u4e00-\u9fffA-Za-z ]{{0,10}}?{_ROLE})*)"
_POSITION = (
    compile_pattern(rf"(?P<o><O>)\s*(?:公司|集团)?\s*(?:的)?\s*(?P<former>前任?|原)?(?P<role>{_ROLES})\s*(?:、|，)?\s*(?P<p><P>)"),
    compile_pattern(
        rf"(?P<p><P>)\s*(?:先生|女士|博士)?\s*(?:，|,|（|\(|是|担任|出任|就任|任|为|现任|转任|接任|晋升为|将任|升任|曾任|曾担任|——)\s*(?P<o><O>)\s*(?:公司|集团)?\s*(?:的)?\s*(?P<former>前任?|原)?(?P<role>{_ROLES})"
    ),
    compile_pattern(rf"任命\s*(?P<p><P>)[^。；，\n]{{0,4}}?(?:为|担任|出任|as)\s*(?P<o><O>)?\s*(?:的)?\s*(?P<role>{_ROLES})"),
)
_OWN_ROLE = compile_pattern(rf"(?:^|(?<=[，。；：:\n、“]))\s*(?:公司|其|该公司)?(?:的)?(?P<former>前任?|原)?(?P<role>{_ROLES})\s*(?P<p><P>)")
_LATER_ROLE = compile_pattern(rf"(?P<p><P>)[^。；\n\ue000]{{0,24}}?(?:转任|接任|出任|担任|就任|升任|晋升为|将任)\s*(?:[\ue000]\s*)?(?P<role>{_ROLES})")
_TEAM = compile_pattern(r"(?P<o><O>)\s*(?:的)?\s*(?P<p><P+>)(?:\s*(?:团队|等|博士|教授|课题组|小组|研究员)|\s*(?:提出|开源|发布|写|开发|研究))")
_WORKED = compile_pattern(
    r"(?:曾|曾经|此前|先后|历任|之前)?(?:在|于|任职|就职)\s*(?P<o><O+>)\s*(?:等(?:公司|企业)?)?[^。；，\n\ue000]{0,6}?(?:担任?|任|出任|从事|工作|任职|负责|担管理)(?P<role>[^。；，\n]{0,14})"
)


def _clean_role(text: str) -> str:
    text = re.split("[\ue000-\ue00a]", text)[-1]
    return re.sub(r"^(?:的|前任?|原|现任|新任|时任|、)+|(?:等|等职务?|职务|一职|职位)$", "", text.strip(" 　，,、")).strip()


@rule
def position(view: ItemView) -> Iterator[Fact]:
    """Who leads what: 「甲公司CEO张三」, 「任命李四担任中国区总裁」."""
    for pattern in (*_POSITION, _OWN_ROLE, _LATER_ROLE):
        for m in view.find(pattern):
            person = view.mention_of(m, "p")
            groups = m.groupdict()
            company = view.mention_of(m, "o") if groups.get("o") else None
            if company is None:
                inside = [o for o in view.within(m.start(), m.end(), "O")]
                company = inside[0] if inside else view.maker or view.topic("O", m.start())
            if company is None:
                continue
            role = _clean_role(m["role"])
            former = bool(groups.get("former")) or bool(re.search(r"曾任|曾担任|前任$", view.text[max(0, m.start() - 4) : m.start() + 8]))
            qualifiers: dict[str, Qualifier] = {"role": role} if len(role) > 1 else {}
            if former:
                qualifiers["former"] = True
            status = "past" if former else "planned" if re.search(r"将于|将任|转任|届时|接任|即将", view.text[view.clause(m.start())[0] : m.end()]) else "asserted"
            yield Fact(person, "holdsPosition", company, *view.span(m.start(), m.end()), qualifiers=qualifiers, status=status)


_NEAR_ROLE = re.compile(rf"\s*(?:，|、)?\s*(?P<role>{_ROLES})\s*$")
_ROLE_AFTER = re.compile(rf"\s*(?:先生|女士)?\s*(?:，|（|\(|是|任|担任|出任|、)?\s*(?P<role>{_ROLES})")


def position_qualifiers(view: ItemView, at: int) -> dict[str, Qualifier]:
    """Return the role that stands right before or after the person's sign at `at`, if any."""
    a, _ = view.clause(at)
    before = view.text[max(a, at - 24) : at]
    cut = max((i for i, c in enumerate(before) if "\ue000" <= c <= "\ue00a"), default=-1)
    m = _NEAR_ROLE.search(before[cut + 1 :]) or _ROLE_AFTER.match(view.text[at + 1 : at + 20])
    return {"role": _clean_role(m["role"])} if m else {}


@rule
def team_of(view: ItemView) -> Iterator[Fact]:
    """A person named with an organization: 「甲研究院的张三团队」; no role is stated."""
    for m in view.find(_TEAM):
        for person in view.mentions_of(m, "p"):
            yield Fact(person, "holdsPosition", view.mention_of(m, "o"), *view.span(m.start(), m.end("p")), status="asserted", certainty=0.8)


@rule
def earlier_posts(view: ItemView) -> Iterator[Fact]:
    """Where somebody worked before: 「后者曾在甲、乙担任高管」."""
    for m in view.find(_WORKED):
        s, _ = view.sentence(m.start())
        people = view.within(s, m.start(), "P") or view.within(0, m.start(), "P")
        past = re.search(r"曾|此前|先后|历任|之前", view.text[s : m.end()])
        if not people or not past:
            continue
        role = _clean_role(m["role"])
        for company in view.mentions_of(m, "o"):
            yield Fact(people[-1], "holdsPosition", company, *view.span(m.start(), m.end()), qualifiers={"role": role, "former": True} if role else {"former": True}, status="past")
