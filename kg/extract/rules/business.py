"""Business: who buys, funds, supplies, joins and owns whom."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg.extract.business_forms import (
    ACQUIRES,
    BACKERS,
    BELONGS,
    BUYS_SOMEBODY,
    CONSORTIUM,
    CUSTOMERS,
    FUNDED_BEHIND,
    HOLDS,
    HOLDS_SHARES,
    INTO,
    INVESTED_BEHIND,
    INVESTORS,
    KIND,
    MEMBERS,
    MEMBERS_OF_IT,
    NESTED,
    OF_SUBJECT,
    OWNED,
    OWNS,
    PARTNERS,
    SHAREHOLDERS,
)
from kg.extract.quantities import MONEY, money
from kg.extract.rule import rule
from kg.extract.views import Fact, ItemView
from kg.model import Mention, Qualifier

_NO_NEXT = r"[^。；\n]"


_OF_ANOTHER = re.compile(r"(?:每股|股价|发行价|估值|市值|累计|营收|收入|利润|负债|债务|计提|分手费|预付款|单价|售价|年薪|上看)[^，。；]{0,6}$")


def _price(text: str) -> str | None:
    """The first amount of money that `text` names, other than per share, of a valuation or of sales."""
    prices = _prices(text)
    return prices[0][1] if prices else None


def _prices(text: str) -> list[tuple[int, str, int]]:
    """Amounts of money that deals may be of: where each begins, the amount, where it ends."""
    return [
        (m.start(), amount, m.end())
        for m in MONEY.finditer(text)
        if (amount := money(m))
        and not _OF_ANOTHER.search(text[max(0, m.start() - 10) : m.start()])
        and not re.match(r"\s*的?(?:估值|市值|营收)|分手费", text[m.end() : m.end() + 4])
    ]


def _before(view: ItemView, position: int) -> Mention | None:
    """The organization that words at `position` are said of: the last before them in their sentence, else the item's maker."""
    named = view.within(view.sentence(position)[0], position, "O")
    return named[-1] if named else view.maker


_OFFER = re.compile(r"出价|作价|交易(?:价格|金额|额|总价)|收购价|总价|耗资|斥资|以约?\s*\d|for \$?\d")


@rule
def acquisition(view: ItemView) -> Iterator[Fact]:
    """One company buys another: 「甲以2亿美元收购乙」, 「乙被甲收购」."""
    for pattern in ACQUIRES:
        for m in view.find(pattern):
            buyer = view.mention_of(m, "a") if m["a"] else _before(view, m.start())
            bought = view.mention_of(m, "b") if "b" in m.groupdict() else view.subject(m.start(), "O", after=False) or view.maker
            if m["a"] and buyer is not None and bought is not None and buyer.name == bought.name:
                # 「甲与乙宣布将收购乙」: who is named last before is not always who buys.
                buyer = view.maker
            if buyer is None or bought is None or bought.name == buyer.name or re.search(r"投资|领投", m[0]):
                continue
            start, end = view.clause(m.start())[0], view.clause(m.end() - 1)[1]
            qualifiers: dict[str, Qualifier] = {}
            offer = _OFFER.search(view.text, end, view.sentence(m.start())[1])
            if amount := _price(view.text[start:end]) or (_price(view.text[offer.start() : view.clause(offer.end() - 1)[1]]) if offer else None):
                qualifiers["amount"] = amount
            yield Fact(buyer, "acquires", bought, *view.span(m.start(), m.end()), qualifiers=qualifiers)
    head = view.maker
    if head is not None:
        for m in view.find(BUYS_SOMEBODY):
            before = view.within(view.sentence(m.start())[0], m.start(), "O")
            buyer = before[-1] if before else head
            bought = view.mention_of(m, "b")
            if buyer.name != bought.name:
                amount = _price(view.text[m.start() : view.clause(m.end() - 1)[1]]) or _price(view.text[view.clause(m.start())[0] : m.start()])
                yield Fact(buyer, "acquires", bought, *view.span(m.start(), m.end()), qualifiers={"amount": amount} if amount else {})


ROUND = re.compile(
    r"((?:Pre-?|准)?\s?(?:[A-H]\s?\d?\+{0,2}|种子|天使\+?|战略|股权|[A-H]\d?)\s?轮(?![胎毂廓椅子船])|Series [A-H]|天使轮|种子轮|战略融资|战略投资|定向增发|定增|[Ss]eed round)"
)
_FUNDED = re.compile(r"融资|募资|投资|领投|筹集|rais(?:es?|ed|ing)|funding", re.I)
IPO = re.compile(r"IPO|上市(?!公司|时间|销售|后|的(?!计划|申请))|科创板|招股书|过会|挂牌", re.I)


def _funded(view: ItemView, position: int) -> Mention | None:
    a, _ = view.clause(position)
    before = [o for o in view.within(a, position, "O")]
    return before[0] if before else view.maker or view.topic("O", position)


@rule
def funding_round(view: ItemView) -> Iterator[Fact]:
    """A company closes a round: 「甲完成近10亿元B轮融资」."""
    investors = _investors(view)
    for m in view.find(ROUND):
        _s, e = view.sentence(m.start())
        a, _ = view.clause(m.start())
        if not _FUNDED.search(view.text[a : min(e, m.end() + 12)]):
            continue
        company = _company_of_round(view, m.start(), investors)
        if company is None:
            continue
        round_ = m[1] if m[1].startswith("Series") else re.sub(r"\s+", "", m[1])
        yield Fact(company, "fundingRound", round_, *view.span(max(a, m.start() - 16), m.end()), qualifiers=amount_of_round(view, *m.span()))


def amount_of_round(view: ItemView, start: int, end: int) -> dict[str, Qualifier]:
    """Return the amount of a round at ``text[start:end]``: the nearest in its clause, or the one that the next clause begins with."""
    a, b = view.clause(start)
    a = max(a, start - 24)
    near = [(start - stop, amount) for _, amount, stop in ((a + x, y, a + z) for x, y, z in _prices(view.text[a:start])) if not ROUND.search(view.text, stop, start)]
    near += [(x, amount) for x, amount, _ in _prices(view.text[end : min(b, end + 14)]) if not re.search(r"轮", view.text[end : end + x])]
    if not near and (
        told := re.match(r"[^，。；\n]{0,8}[，,：:]\s*(?:融资|募资)?(?:总|交易)?(?:金额|规模|总额|额)?(?:为|达|约|近|超过?|共|合计)*\s*(?=[\d数$近约超])", view.text[end:])
    ):
        stop = view.clause(end + told.end())[1]
        near = [(x, amount) for x, amount, _ in _prices(view.text[end + told.end() : stop]) if x <= 2]
    return {"amount": min(near)[1]} if near else {}


@functools.lru_cache(maxsize=4)
def _investors(view: ItemView) -> frozenset[int]:
    """Where the item names somebody as an investor. Several rules ask in turn."""
    return frozenset(x.start for pattern in (*INVESTORS, *BACKERS, *SHAREHOLDERS) for m in view.find(pattern) for x in view.mentions_of(m, "i"))


def _company_of_round(view: ItemView, position: int, investors: frozenset[int]) -> Mention | None:
    """The company that is funded: its item's, unless the clause names another that is not an investor."""
    company = _funded_at(view, position, investors)
    return None if company is None or company.start in investors else company


def _funded_at(view: ItemView, position: int, investors: frozenset[int]) -> Mention | None:
    a, _b = view.clause(position)
    following = view.text[position : position + 40]
    m = FUNDED_BEHIND.search(following)
    if m:
        named = view.within(position + m.start(1), position + m.start(1) + 1, "O")
        if named:
            return named[0]
    here = [o for o in view.within(a, position, "O") if o.start not in investors]
    if here:
        return here[0]
    told = _led_by(view, position, investors)
    if told is not None and not view.item.head:
        return told
    if view.maker is not None:
        return view.maker
    return told or next((o for o in view.within(0, position, "O") if o.start not in investors), None)


def _led_by(view: ItemView, position: int, investors: frozenset[int]) -> Mention | None:
    """The last organization before `position` that a clause of the sentence, or the sentence before it, begins with and that invests in nobody."""
    s, _ = view.sentence(position)
    for start in (s, view.sentence(max(0, s - 2))[0]):
        leading = [
            o
            for o in view.within(start, position, "O")
            if o.start not in investors and re.search(r"(?:^|[，。；：\n、])\s*(?:而|但|其中)?\s*$", view.text[start : view.position(o.start)])
        ]
        if leading:
            return leading[-1]
    return None


@rule
def initial_offering(view: ItemView) -> Iterator[Fact]:
    """A company goes public, or means to: 「甲冲刺科创板」, 「甲坚持明年IPO计划」."""
    seen: set[str] = set()
    for m in view.find(IPO):
        a, b = view.clause(m.start())
        around = view.text[a:b]
        if m[0].startswith("上市") and not re.search(r"IPO|科创板|创业板|交易所|申请|计划|寻求|准备|赴\S?上市|挂牌|美股|港股|纳斯达克|筹备|独立上市|拟|上市辅导|第一股", around):
            continue
        here = view.within(a, m.start(), "O")
        named = [o for o in here if not re.match(r"[^，]{0,3}(?:受理|表示)", view.text[view.position(o.start) + 1 :])]
        company = named[-1] if named else (view.maker or view.topic("O", m.start()))
        if company is None or company.name in seen:
            continue
        seen.add(company.name)
        amount = _raised(view.text[a : m.end() + 60])
        status = ""
        if re.search(r"没有[^，。]{0,10}$|否认[^，。]{0,10}$|无[^，。]{0,6}$", view.text[a : m.start()]):
            status = "denied"
        elif not re.search(r"已(?:经)?(?:成功)?(?:上市|挂牌)|成功(?:上市|挂牌|登陆)|正式(?:上市|挂牌|登陆)|完成\S{0,4}IPO", view.text[a:b]):
            status = "planned"
        yield Fact(company, "fundingRound", "IPO", *view.span(m.start(), m.end()), qualifiers={"amount": amount} if amount else {}, status=status)


_RAISES = re.compile(r"(?:募资|募集|募得|集资|筹集|融资|募|raise)[^，。；\n]{0,10}?(?=近|约|超|不|[$\d数])", re.I)


def _raised(text: str) -> str | None:
    """The amount that an offering raises: 「募资25.8亿元」."""
    for m in _RAISES.finditer(text):
        if (prices := _prices(text[m.end() : m.end() + 16])) and prices[0][0] <= 2 and not text[: m.start()].endswith("累计"):
            return prices[0][1]
    return None


def round_near(view: ItemView, position: int) -> dict[str, Qualifier]:
    """Return the round of funding that the sentence around `position` speaks of, the nearest before it first; else the one told right before the sentence."""
    a, b = view.sentence(position)
    before, after = list(ROUND.finditer(view.text, a, position)), list(ROUND.finditer(view.text, position, b))
    found = before[-1] if before else after[0] if after else next(iter(ROUND.finditer(view.text[max(0, a - 80) : a])), None)
    return {"round": found[1] if found[1].startswith("Series") else re.sub(r"\s+", "", found[1])} if found else {}


def price_near(view: ItemView, position: int) -> dict[str, Qualifier]:
    """Return the amount of money that the clause around `position` names."""
    a, b = view.clause(position)
    amount = _price(view.text[a:b])
    return {"amount": amount} if amount else {}


_FUNDING = re.compile(r"融资|轮|投资方|投资人|投资者|募|领投|[Rr]ound|Series [A-H]|funding|financing|seed")


@rule
def investment(view: ItemView) -> Iterator[Fact]:
    """Who invests in whom: 「由甲资本和乙基金联合领投」."""
    investors = _investors(view)
    for pattern in INVESTORS:
        for m in view.find(pattern):
            company = _company_of_round(view, m.start(), investors)
            later = INVESTED_BEHIND.match(view.text, m.end())
            if later and not re.search(r"领投|跟投", m[0]):
                company = view.mention_of(later, 1)
            qualifiers = round_near(view, m.start())
            if m.end() < len(view.text) and (after := re.match(r"的?\s*" + MONEY.pattern, view.text[m.end() :])) and (amount := money(MONEY.search(after[0]) or after)):
                qualifiers["amount"] = amount
            yield from _invested(view, m, company, qualifiers)
    for pattern in BACKERS:
        for m in view.find(pattern):
            s, e = view.sentence(m.start())
            before = view.sentence(max(0, s - 2))[0]
            if _FUNDING.search(view.text, before, e):
                yield from _invested(view, m, _company_of_round(view, m.start(), investors), round_near(view, m.start()))


def _invested(view: ItemView, m: re.Match[str], company: Mention | None, qualifiers: dict[str, Qualifier]) -> Iterator[Fact]:
    """Yield that each organization of a match's list invests in a company."""
    for investor in view.mentions_of(m, "i"):
        if company is not None and investor.name != company.name:
            yield Fact(investor, "investsIn", company, *view.span(m.start(), m.end()), qualifiers=qualifiers)


@rule
def shareholder(view: ItemView) -> Iterator[Fact]:
    """Who holds shares in whom: 「高通是其投资方之一」, 「乙由甲和丙合资成立」, 「甲向乙注资700万欧元」."""
    investors = _investors(view)
    for pattern in SHAREHOLDERS:
        for m in view.find(pattern):
            company = view.mention_of(m, "b") if "b" in m.groupdict() and m["b"] else _company_of_round(view, m.start(), investors)
            yield from _invested(view, m, company, {})
    for m in view.find(INTO):
        amount = _price(view.text[m.start() : view.clause(m.end() - 1)[1]])
        yield from _invested(view, m, view.mention_of(m, "b"), {"amount": amount} if amount else {})
    for pattern in HOLDS_SHARES:
        for m in view.find(pattern):
            company = view.mention_of(m, "b") if "b" in m.groupdict() else _company_of_round(view, m.start(), investors)
            yield from _invested(view, m, company, {"amount": m["n"].replace(" ", "")})


@rule
def share_holding(view: ItemView) -> Iterator[Fact]:
    """A share held: 「甲是乙的股东之一，持股35%」."""
    for m in view.find(HOLDS):
        before = view.within(view.sentence(m.start())[0], m.start(), "O")
        if before and before[-1].name != view.mention_of(m, "b").name:
            yield Fact(before[-1], "investsIn", view.mention_of(m, "b"), *view.span(m.start(), m.end()), qualifiers={"amount": m["n"]})


@rule
def partnership(view: ItemView) -> Iterator[Fact]:
    """Named cooperation: 「甲与乙达成战略合作」."""
    for pattern in PARTNERS:
        for m in view.find(pattern):
            first = view.mention_of(m, "a") if "a" in m.groupdict() else view.maker
            if first is None or re.search(r"竞争|对比|相比|收购|论文|研究(?:人员|者)", m[0]):
                continue
            if view.item.kind == "paper" or re.search(r"发起|联盟|联合体", view.text[m.start() : m.end() + 30]):
                continue
            for other in view.mentions_of(m, "b"):
                if other.name != first.name:
                    yield Fact(first, "partnersWith", other, *view.span(m.start(), m.end()))


@rule
def membership(view: ItemView) -> Iterator[Fact]:
    """Founders and members of a consortium: 「甲、乙等共同发起丙联盟」."""
    for pattern in MEMBERS:
        for m in view.find(pattern):
            consortium = view.mention_of(m, "c")
            if not _is_consortium(view, consortium):
                continue
            for member in view.mentions_of(m, "m"):
                if member.name != consortium.name:
                    yield Fact(member, "memberOf", consortium, *view.span(m.start(), m.end()))
    for pattern in MEMBERS_OF_IT:
        for m in view.find(pattern):
            named = [o for o in view.within(0, m.start(), "O") if _is_consortium(view, o)]
            if named and not view.within(view.position(named[-1].start) + 1, view.position(named[-1].start) + 3, "O"):
                for member in view.mentions_of(m, "m"):
                    if member.name != named[-1].name and not _is_consortium(view, member):
                        yield Fact(member, "memberOf", named[-1], *view.span(m.start(), m.end()))


def _is_consortium(view: ItemView, organization: Mention) -> bool:
    """Whether an organization is one of organizations, by its name or what stands behind it; one that only hosts another is not spoken of."""
    p = view.position(organization.start)
    around = view.text[max(0, p - 10) : p], view.text[p + 1 : p + 10]
    if re.search(r"(?:hosted by(?: the)?|托管于)\s*$", around[0]) or re.match(r"\s*(?:欧洲)?(?:托管|旗下)", around[1]):
        return False
    named = organization.name + view.content[organization.start : organization.end]
    return bool(CONSORTIUM.search(named)) or bool(re.match(r"\s*" + KIND, around[1]))


def _seller(view: ItemView, m: re.Match[str]) -> Mention | None:
    """Whose customers are spoken of: an organization in the clause that is none of them, else the item's maker."""
    buyers = {o.name for o in view.mentions_of(m, "c")}
    a, _ = view.clause(m.start())
    s, _ = view.sentence(m.start())
    for start, stop in ((m.end("c"), m.end()), (a, m.start())):
        others = [o for o in view.within(start, stop, "O") if o.name not in buyers]
        if others:
            return others[-1]
    maker = view.maker if view.maker is not None and view.maker.name not in buyers else None
    if view.item.head and maker is not None:
        return maker
    others = [o for o in view.within(s, a, "O") if o.name not in buyers]
    leading = [o for o in others if re.search(r"(?:^|[。；：\n])\s*$", view.text[s : view.position(o.start)])]
    return (leading or others)[-1] if others else maker


_NO_PARTY = re.compile(r"Exchange|Commission|Government|交易所|委员会|法院|政府")


@rule
def customer(view: ItemView) -> Iterator[Fact]:
    """Who buys from whom: 「甲将为乙、丙代工」, 「乙获甲的IP授权」."""
    for pattern in CUSTOMERS:
        for m in view.find(pattern):
            if "s" in m.groupdict() and len(sellers := view.mentions_of(m, "s")) > 1:
                yield from (Fact(c, "customerOf", o, *view.span(m.start(), m.end())) for o in sellers for c in view.mentions_of(m, "c") if c.name != o.name)
                continue
            supplier = view.mention_of(m, "s") if "s" in m.groupdict() else _seller(view, m)
            if "s" in m.groupdict() and m.start("s") < m.start("c") and "，" in view.text[m.start("s") : m.start("c")] and view.maker is not None:
                supplier = view.maker
            sold = "卖给" in m[0] and re.search(r"[把将]\s*\ue000[^，。；]{0,16}$", view.text[view.clause(m.start("c"))[0] : m.start("c")])
            if supplier is None or sold or _NO_PARTY.search(supplier.name):
                continue
            past = "past" if re.search(r"失去|终止|取消", m[0]) else ""
            for buyer in view.mentions_of(m, "c"):
                if buyer.name != supplier.name:
                    yield Fact(buyer, "customerOf", supplier, *view.span(m.start(), m.end()), status=past)


@rule
def ownership(view: ItemView) -> Iterator[Fact]:
    """Divisions and companies owned: 「甲旗下的乙」, 「乙是甲的子公司」."""
    for pattern in (*OWNED, *OWNS):
        for m in view.find(pattern):
            for part in view.mentions_of(m, "b"):
                yield Fact(part, "subsidiaryOf", view.mention_of(m, "a"), *view.span(m.start(), m.end()))
    for m in view.find(BELONGS):
        yield Fact(view.mention_of(m, "b"), "subsidiaryOf", view.mention_of(m, "a"), *view.span(m.start(), m.end("a")))
    for m in view.find(OF_SUBJECT):
        if view.maker is not None:
            yield Fact(view.mention_of(m, "b"), "subsidiaryOf", view.maker, *view.span(m.start(), m.end()))
    for m in view.find(NESTED):
        part, whole = view.mention_of(m, "b"), view.mention_of(m, "a")
        named = part.source == "vocabulary" and whole.end == part.start and whole.name.lower() not in part.name.lower()
        if named or re.search(
            r"实验室|研究院|研究所|工研院|团队|学院|事业部|部门|Lab|Research|中心|组$|大脑|优图|CSAIL|BAIR|Brain", part.name + view.content[part.start : part.end]
        ):
            yield Fact(part, "subsidiaryOf", whole, *view.span(m.start(), m.end()))
