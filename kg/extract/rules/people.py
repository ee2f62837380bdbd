"""People: who leads, works or worked where, and as what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.rule import rule
from kg.extract.rules.posts import Post, posts
from kg.extract.views import Fact, ItemView, compile_pattern
from kg.model import Mention, Qualifier

_TEAM = compile_pattern(
    r"(?P<o><O>)\s*(?:的)?\s*(?P<p><P+>)\s*(?P<role>副教授|教授|院士|研究员|博士生)?(?:\s*(?:的)?\s*(?:团队|等|博士|课题组|小组|研究组)|\s*(?:提出|开源|发布|写|开发|研究)|(?<=授|士|员|生))"
)


_LEADS = re.compile(
    r"创始|创办|创立|发起人|首席|董事|总裁|总经理|总监|负责人|主席|院长|所长|社长|会长|理事长|秘书长|主任|副总|发言人|主管|部长|C[A-Z]O|VP|founder|chief|chair|president|director",
    re.I,
)
"""Posts of which a text need not say where; an analyst or a professor may be anybody's."""
_OTHERS = re.compile(
    r"的|^(?!(?:联合|共同|联席|代理|代行|临时|候任|执行|全球|副|轮值|前|中国|大中华|亚太|技术|产品|市场|首席|人工|公司|集团|常务|董事|总裁|总经理|主席|兼|C[A-Z]O))[\u4e00-\u9fffA-Za-z]{2,}(?:CEO|CTO|创始人)"
)
"""Titles that begin with the name of an organization which nothing recognizes."""


def _implied(view: ItemView, post: Post) -> Mention | None:
    """Return the organization of a title that names none: the one its sentence is about, else the item's maker or topic."""
    text = view.text
    if (post.titled and not _LEADS.search(post.role)) or _OTHERS.search(post.role):
        return None
    sentence, _ = view.sentence(post.at)
    before = view.subjects(sentence, post.at, "O")
    if re.search(r"后者的?\S{0,4}$", text[sentence : post.at]):
        return next(reversed(before or view.subjects(0, post.at, "O")), None)
    if before and view.position(before[0].start) - sentence <= 1:
        return before[0]
    return view.maker or view.topic("O", post.at)


def _qualifiers(post: Post) -> dict[str, Qualifier]:
    found: dict[str, Qualifier] = {"role": post.role} if post.role else {}
    return {**found, "former": True} if post.former else found


def _status(post: Post) -> str:
    return "past" if post.former else "planned" if post.planned else "asserted"


def _history(post: Post) -> bool:
    """Whether a post is told as somebody's past, rather than by a title before the name."""
    return post.former and not post.titled


@rule
def position(view: ItemView) -> Iterator[Fact]:
    """Who leads what: 「甲公司CEO张三」, 「任命李四担任中国区总裁」."""
    for post in posts(view):
        if not _history(post) and post.role and (company := post.company or _implied(view, post)) is not None:
            yield Fact(post.person, "holdsPosition", company, *view.span(post.start, post.end), qualifiers=_qualifiers(post), status=_status(post))


@rule
def earlier_posts(view: ItemView) -> Iterator[Fact]:
    """Where somebody worked before, and as what if it is told: 「后者此前任职于甲、乙」, 「曾在甲担任总监」."""
    for post in posts(view):
        if _history(post) and post.company is not None:
            yield Fact(post.person, "holdsPosition", post.company, *view.span(post.start, post.end), qualifiers=_qualifiers(post), status="past")


@rule
def team_of(view: ItemView) -> Iterator[Fact]:
    """A person named with an organization: 「甲研究院的张三团队」."""
    for m in view.find(_TEAM):
        for person in view.mentions_of(m, "p"):
            qualifiers: dict[str, Qualifier] = {"role": m["role"]} if m["role"] else {}
            yield Fact(person, "holdsPosition", view.mention_of(m, "o"), *view.span(m.start(), m.end("p")), qualifiers=qualifiers, status="asserted", certainty=0.8)


def position_qualifiers(view: ItemView, at: int, company_at: int) -> dict[str, Qualifier]:
    """Return the role in which the person at `at` serves the organization at `company_at`, and whether that is over.

    A title that names another organization, or the organization of a post without a title, says nothing of the role here.
    """
    person, company = view.at(at), view.at(company_at)
    own = [p for p in posts(view) if p.person.name == person.name]
    here = [p for p in own if p.company is not None and p.company.name == company.name]
    if here:
        return _qualifiers(min(here, key=lambda p: (not p.role, abs(p.at - company_at))))
    open_ = [p for p in own if p.company is None and (company_at < p.at or view.sentence(company_at) != view.sentence(p.at))]
    return _qualifiers(min(open_, key=lambda p: abs(p.at - at))) if open_ else {}
