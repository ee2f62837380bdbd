"""Business: who buys, funds, supplies, joins and owns whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.quantities import MONEY, money
from kg.extract.rule import rule
from kg.extract.views import Fact, ItemView, compile_pattern
from kg.model import Mention, Qualifier

_NO_NEXT = r"[^。；\n]"
_ACQUIRES = (
    compile_pattern(
        r"(?P<a><O>)[^。；\n\ue000]{0,36}?(?:收购|并购|买下|买入|拿下|全资控股|吞下|acquir(?:es?|ed|ing)|buy(?:s|ing)?|bought)(?:了|的)?(?!方|价|案|要约|计划|目标)[^。；，\n\ue000]{0,24}?(?P<b><O>)"
    ),
    compile_pattern(
        r"(?P<b><O>)[^。；\n\ue000]{0,12}?(?:被|已被|将被|遭|获|获得)\s*(?P<a><O>)\s*(?:公司|集团)?\s*(?:以[^。；，\n]{0,14})?(?:全资|完全|正式|宣布)?(?:收购|并购|买下|acquired)"
    ),
    compile_pattern(r"(?P<b><O>)[^。；\n\ue000]{0,6}?(?:was|is being|has been|will be) acquired by (?P<a><O>)"),
    compile_pattern(r"(?:成为|是)\s*(?P<a><O>)\s*(?:公司)?(?:的)?\s*收购(?:目标|对象)"),
)
_DEAL_PRICE = re.compile(r"(?:以|斥资|作价|耗资|价格(?:为|高达|达)?|估值|总价|出价|豪掷|for|at)?\s*" + MONEY.pattern)


def _price(text: str) -> str | None:
    """The first amount of money that `text` names."""
    for m in MONEY.finditer(text):
        if (amount := money(m)) and not re.match(r"(?:营收|收入|利润)", text[max(0, m.start() - 4) : m.start()]):
            return amount
    return None


def _deal_status(clause: str) -> str:
    """A deal that is under way is planned; one that is done or announced is read from its words as any other fact."""
    return "planned" if re.search(r"延迟|推迟|顺利收购|谈判|洽谈|最快|审批|推进|待\S{0,4}批准|进入\S{0,6}阶段|seeks? to", clause) else ""


_OFFER = re.compile(r"出价|作价|交易(?:价格|金额|额|总价)|收购价|总价|耗资|斥资|以约?\s*\d|for \$?\d")


@rule
def acquisition(view: ItemView) -> Iterator[Fact]:
    """One company buys another: 「甲以2亿美元收购乙」, 「乙被甲收购」."""
    for pattern in _ACQUIRES:
        for m in view.find(pattern):
            if "a" in m.groupdict() and "b" not in m.groupdict():
                buyer, bought = view.mention_of(m, "a"), view.subject(m.start(), "O", after=False) or view.maker
            else:
                buyer, bought = view.mention_of(m, "a"), view.mention_of(m, "b")
            if bought is None or bought.name == buyer.name or re.search(r"投资|领投", m[0]):
                continue
            start, end = view.clause(m.start())[0], view.clause(m.end() - 1)[1]
            status = _deal_status(view.text[start:end])
            qualifiers: dict[str, Qualifier] = {}
            offer = _OFFER.search(view.text, end, view.sentence(m.start())[1])
            if amount := _price(view.text[start:end]) or (_price(view.text[offer.start() : view.clause(offer.end() - 1)[1]]) if offer else None):
                qualifiers["amount"] = amount
            yield Fact(buyer, "acquires", bought, *view.span(m.start(), m.end()), qualifiers=qualifiers, status=status)
    head = view.maker
    if head is not None:
        for m in view.find(compile_pattern(r"(?:^|[：:，。\n]|将|拟|欲|计划|宣布|最快\S{0,4}|为)\s*(?:全资)?(?:收购|并购|买下)(?:了)?[^。；，\n\ue000]{0,20}?(?P<b><O>)")):
            before = view.within(view.sentence(m.start())[0], m.start(), "O")
            buyer = before[-1] if before else head
            bought = view.mention_of(m, "b")
            if buyer.name != bought.name:
                amount = _price(view.text[m.start() : view.clause(m.end() - 1)[1]]) or _price(view.text[view.clause(m.start())[0] : m.start()])
                clause = view.text[view.clause(m.start())[0] : view.clause(m.end() - 1)[1]]
                yield Fact(buyer, "acquires", bought, *view.span(m.start(), m.end()), qualifiers={"amount": amount} if amount else {}, status=_deal_status(clause))


ROUND = re.compile(r"((?:Pre-?|准)?\s?(?:[A-H]\s?\d?\+{0,2}|种子|天使\+?|战略|股权|[A-H]\d?)\s?轮|Series [A-H]|天使轮|种子轮|战略融资|战略投资|定向增发|定增|[Ss]eed round)")
_FUNDED = re.compile(r"融资|募资|投资|领投|筹集|rais(?:es?|ed|ing)|funding", re.I)
IPO = re.compile(r"IPO|上市(?!公司|时间|销售|后|的(?!计划|申请))|科创板|招股书|过会|挂牌", re.I)
_INVESTORS = (
    compile_pattern(r"(?:由|获|获得|来自|得到|引入)\s*(?P<i>[^。；\n]{0,60}?<O>[^。；\n]{0,50}?)(?:联合|共同|等)?(?:领投|跟投|参投|投资|注资|战略投资)"),
    compile_pattern(r"(?P<i><O+>)(?:等|公司|集团)?(?:联合|共同|独家|继续|战略)*(?:领投|跟投|参投|注资|入股|战略投资|投资了|invested in)(?!者|人|方)"),
)


def _funded(view: ItemView, position: int) -> Mention | None:
    a, _ = view.clause(position)
    before = [o for o in view.within(a, position, "O")]
    return before[0] if before else view.maker or view.topic("O", position)


@rule
def funding_round(view: ItemView) -> Iterator[Fact]:
    """A company closes a round: 「甲完成近10亿元B轮融资」."""
    for m in view.find(ROUND):
        _s, e = view.sentence(m.start())
        a, _ = view.clause(m.start())
        if not _FUNDED.search(view.text[a : min(e, m.end() + 12)]):
            continue
        company = _company_of_round(view, m.start())
        if company is None:
            continue
        round_ = m[1] if m[1].startswith("Series") else re.sub(r"\s+", "", m[1])
        yield Fact(company, "fundingRound", round_, *view.span(max(a, m.start() - 16), m.end()), qualifiers=amount_of_round(view, *m.span()))


def amount_of_round(view: ItemView, start: int, end: int) -> dict[str, Qualifier]:
    """Return the amount that the clause around a round at ``text[start:end]`` gives it."""
    a, b = view.clause(start)
    amount = _price(view.text[max(a, start - 24) : start]) or _price(view.text[end : min(b, end + 14)])
    return {"amount": amount} if amount else {}


def _company_of_round(view: ItemView, position: int) -> Mention | None:
    """The company that is funded: its item's, unless the clause names another that is not an investor."""
    a, _b = view.clause(position)
    investors = {x.start for pattern in _INVESTORS for m in view.find(pattern) for x in view.mentions_of(m, "i")}
    following = view.text[position : position + 40]
    m = compile_pattern(r"(?:轮|融资)[^。；，\n]{0,8}?的[^。；，\n]{0,12}?(<O>)").search(following)
    if m:
        named = view.within(position + m.start(1), position + m.start(1) + 1, "O")
        if named:
            return named[0]
    here = [o for o in view.within(a, position, "O") if o.start not in investors]
    if here:
        return here[0]
    if view.maker is not None:
        return view.maker
    return view.topic("O", position)


@rule
def initial_offering(view: ItemView) -> Iterator[Fact]:
    """A company goes public, or means to: 「甲冲刺科创板」, 「甲坚持明年IPO计划」."""
    seen: set[str] = set()
    for m in view.find(IPO):
        _s, e = view.sentence(m.start())
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
        amount = _price(view.text[a : min(e, m.end() + 40)]) if re.search(r"募资|募集|筹集|融资", view.text[a : min(e, m.end() + 40)]) else None
        status = ""
        if re.search(r"没有[^，。]{0,10}$|否认[^，。]{0,10}$|无[^，。]{0,6}$", view.text[a : m.start()]):
            status = "denied"
        elif not re.search(r"已(?:经)?(?:成功)?(?:上市|挂牌)|成功(?:上市|挂牌|登陆)|正式(?:上市|挂牌|登陆)|完成\S{0,4}IPO", view.text[a:b]):
            status = "planned"
        yield Fact(company, "fundingRound", "IPO", *view.span(m.start(), m.end()), qualifiers={"amount": amount} if amount else {}, status=status)


def round_near(view: ItemView, position: int) -> dict[str, Qualifier]:
    """Return the round of funding that the sentence around `position`, or the item before it, speaks of."""
    a, b = view.sentence(position)
    found = ROUND.search(view.text, a, b) or ROUND.search(view.text[max(0, a - 80) : a])
    return {"round": re.sub(r"\s+", "", found[1])} if found and not found[1].startswith("Series") else {"round": found[1]} if found else {}


def price_near(view: ItemView, position: int) -> dict[str, Qualifier]:
    """Return the amount of money that the clause around `position` names."""
    a, b = view.clause(position)
    amount = _price(view.text[a:b])
    return {"amount": amount} if amount else {}


@rule
def investment(view: ItemView) -> Iterator[Fact]:
    """Who invests in whom: 「由甲资本和乙基金联合领投」."""
    for pattern in _INVESTORS:
        for m in view.find(pattern):
            company = _company_of_round(view, m.start())
            later = compile_pattern(r"\s*(?:了)?[^。；，\n\ue000]{0,10}?(<O>)").match(view.text, m.end())
            investors = view.mentions_of(m, "i")
            if later and not re.search(r"领投|跟投", m[0]):
                company = view.mention_of(later, 1)
            qualifiers = round_near(view, m.start())
            if m.end() < len(view.text) and (after := re.match(r"的?\s*" + MONEY.pattern, view.text[m.end() :])) and (amount := money(MONEY.search(after[0]) or after)):
                qualifiers["amount"] = amount
            for investor in investors:
                if company is not None and investor.name != company.name:
                    yield Fact(investor, "investsIn", company, *view.span(m.start(), m.end()), qualifiers=qualifiers)


_HOLDS = compile_pattern(r"(?P<b><O>)\s*(?:的)?(?:主要|最大|第一大|第二大)?股东(?:之一)?[^。；\n]{0,16}?持股(?:比例|占比)?(?:为|达)?\s*(?P<n>\d+(?:\.\d+)?%)")


@rule
def share_holding(view: ItemView) -> Iterator[Fact]:
    """A share held: 「甲是乙的股东之一，持股35%」."""
    for m in view.find(_HOLDS):
        before = view.within(view.sentence(m.start())[0], m.start(), "O")
        if before and before[-1].name != view.mention_of(m, "b").name:
            yield Fact(before[-1], "investsIn", view.mention_of(m, "b"), *view.span(m.start(), m.end()), qualifiers={"amount": m["n"]})


_PARTNERS = (
    compile_pattern(
        r"(?P<a><O>)[^。；\n\ue000]{0,20}?(?:与|和|同|跟|携手|联合|牵手|联手|with)\s*(?P<b><O+>)[^。；\n\ue000]{0,40}?(?:合作|建立[^。；，\n]{0,8}伙伴|战略伙伴|合资|达成[^。；，\n]{0,12}(?:协议|伙伴)|签署|签约|共同(?:开发|研发|打造|推出|推动|建设|成立|开展)|联合(?:开发|研发|打造|推出|发布)|伙伴关系|协议|partner|collaborat)"
    ),
    compile_pattern(
        r"(?:与|和|同|跟|携手|联合|牵手|联手)\s*(?P<b><O+>)[^。；\n\ue000]{0,40}?(?:合作|战略伙伴|达成[^。；，\n]{0,12}(?:协议|伙伴)|签署|签约|共同(?:开发|研发|打造|推出|成立|开展)|联合(?:开发|研发|打造|推出|发布)|伙伴关系)"
    ),
    compile_pattern(r"(?P<a><O>)\s*(?:和|与|、|&)\s*(?P<b><O>)\s*(?:双方|公司)?[^。；，\n\ue000]{0,16}?(?:合作|联合|携手|共同(?:开发|研发|打造|推出))"),
    compile_pattern(r"(?P<a><O>)[^。；，\n\ue000]{0,6}?(?:携手|联手|牵手|partners? with|teams? up with|collaborat\w+ with)\s*(?P<b><O+>)"),
)


@rule
def partnership(view: ItemView) -> Iterator[Fact]:
    """Named cooperation: 「甲与乙达成战略合作」."""
    for pattern in _PARTNERS:
        for m in view.find(pattern):
            first = view.mention_of(m, "a") if "a" in m.groupdict() else view.maker
            if first is None or re.search(r"竞争|对比|相比|收购|论文|研究(?:人员|者)", m[0]):
                continue
            if view.item.kind == "paper" or re.search(r"发起|联盟|联合体", view.text[m.start() : m.end() + 30]):
                continue
            for other in view.mentions_of(m, "b"):
                if other.name != first.name:
                    yield Fact(first, "partnersWith", other, *view.span(m.start(), m.end()))


_MEMBERS = (
    compile_pattern(r"(?P<m><O>[^。；\n]{0,120}?)(?:共同|联合)?(?:发起|组建|创办|创建|成立|牵头)(?:的|了)?[^。；\n\ue000]{0,24}?(?P<c><O>)"),
    compile_pattern(
        r"(?P<m><O+>)[^。；\n\ue000]{0,10}?(?:加入|成为|入选|加盟|joins?|joined)(?:了)?[^。；，\n\ue000]{0,8}?(?P<c><O>)\s*(?:的)?(?:的?\S{0,6}?(?:成员|会员|创始|发起))?"
    ),
    compile_pattern(r"(?P<c><O>)[^。；\n\ue000]{0,40}?(?:成员|会员|发起(?:单位|成立|人)?)[^。；\n\ue000]{0,12}?(?:包括|有|为|是|（|\(|——)\s*(?P<m><O+>)"),
    compile_pattern(r"(?P<c><O>)[^。；\n\ue000]{0,60}?\b(?:counts?|includes?|lists?)\s*(?P<m><O+>)[^.\n\ue000]{0,12}?(?:members|founders)", re.I),
    compile_pattern(r"(?P<m><O+>)[^.\n\ue000]{0,30}?\b(?:co-?founded|founded|set up|launched|formed)\b[^.\n\ue000]{0,30}?(?P<c><O>)", re.I),
    compile_pattern(r"(?P<c><O>)[^。；\n\ue000]{0,20}?(?:由|members(?: are| include)?)\s*(?P<m><O+>)[^。；，\n\ue000]{0,12}?(?:发起|组建|创立|成立|牵头|组成)"),
)
_CONSORTIUM = re.compile(
    r"联盟|联合体|协会|基金会|委员会|组织|产业|Alliance|Consortium|Foundation|International|MLCommons|MLPerf|Association|Forum|Initiative|Compute Project|Group$|Khronos|Linaro|OpenAtom|社区",
    re.I,
)


@rule
def membership(view: ItemView) -> Iterator[Fact]:
    """Founders and members of a consortium: 「甲、乙等共同发起丙联盟」."""
    for pattern in _MEMBERS:
        for m in view.find(pattern):
            consortium = view.mention_of(m, "c")
            named = consortium.name + view.content[consortium.start : consortium.end]
            if not _CONSORTIUM.search(named) and not re.match(r"\s*(?:联盟|联合体|协会|基金会)", view.text[m.end("c") :]):
                continue
            for member in view.mentions_of(m, "m"):
                if member.name != consortium.name:
                    yield Fact(member, "memberOf", consortium, *view.span(m.start(), m.end()))


_CUSTOMERS = (
    compile_pattern(r"客户(?:名单)?(?:里|中|当中)?(?:就)?(?:是|有|包括|为|——|：)?\s*(?P<c><O+>)"),
    compile_pattern(r"(?P<c><O+>)\s*(?:都|均|也|则|将|已)*(?:是|成为|成了|作为)[^。；，\n\ue000]{0,20}?客户"),
    compile_pattern(r"(?P<s><O>)[^。；\n\ue000]{0,16}?(?:将|会)?(?:替|给)\s*(?P<c><O+>)\s*(?:等)?[^。；，\n]{0,6}?(?:代工|供货|供应|生产|制造|造)"),
    compile_pattern(r"(?P<c><O>)[^.;\n\ue000]{0,50}?\b(?:buy|buys|bought|purchase[sd]?|order(?:s|ed)?|source[sd]?)\b[^.;\n\ue000]{0,40}?\bfrom (?P<s><O>)", re.I),
    compile_pattern(r"(?P<s><O>)[^.;\n\ue000]{0,40}?\b(?:suppl(?:y|ies|ied)|customers?(?: include| are)?)\b[^.;\n\ue000]{0,16}?(?P<c><O+>)", re.I),
    compile_pattern(r"(?P<s><O>)[^。；\n\ue000]{0,16}?(?:将)?为\s*(?P<c><O+>)\s*(?:等)?(?:公司)?[^。；，\n]{0,10}?(?:代工|供货|供应|提供|生产|制造)"),
    compile_pattern(
        r"(?P<c><O>)[^。；，\n\ue000]{0,14}?(?:获得?|已获|取得|得到|采用|使用|购买|采购|订购|选择|选用)(?:了)?\s*(?P<s><O>)\s*(?:公司)?(?:的)?[^。；，\n\ue000]{0,16}?(?:授权|IP|许可|代工|订单|芯片|服务|产品|产能)"
    ),
    compile_pattern(r"(?P<c><O>)[^。；，\n\ue000]{0,8}?(?:成为|是)[^。；，\n\ue000]{0,12}?(?P<s><O>)[^。；，\n\ue000]{0,24}?(?:客户|买家|用户)"),
    compile_pattern(r"(?P<s><O>)[^。；，\n\ue000]{0,20}?(?:的)?(?:客户|大客户|最大客户)(?:包括|有|为|是|——)?\s*(?P<c><O+>)"),
    compile_pattern(r"(?P<s><O>)[^。；，\n\ue000]{0,10}?(?:获得?|拿下|赢得|失去|取得)(?:了)?\s*(?P<c><O>)[^。；，\n\ue000]{0,14}?(?:订单|大单|合同)"),
    compile_pattern(r"(?P<c><O>)[^。；，\n\ue000]{0,10}?(?:向)\s*(?P<s><O>)[^。；，\n\ue000]{0,12}?(?:采购|购买|订购|下单|追加订单|下达)"),
)


def _seller(view: ItemView, m: re.Match[str]) -> Mention | None:
    """Whose customers are spoken of: an organization in the clause that is none of them, else the item's maker."""
    buyers = {o.name for o in view.mentions_of(m, "c")}
    a, b = view.clause(m.start())
    s, _ = view.sentence(m.start())
    for start, stop in ((m.end("c"), m.end()), (a, m.start()), (m.end(), b), (s, a)):
        others = [o for o in view.within(start, stop, "O") if o.name not in buyers]
        if others:
            return others[-1]
    return view.maker if view.maker is not None and view.maker.name not in buyers else None


@rule
def customer(view: ItemView) -> Iterator[Fact]:
    """Who buys from whom: 「甲将为乙、丙代工」, 「乙获甲的IP授权」."""
    for pattern in _CUSTOMERS:
        for m in view.find(pattern):
            supplier = view.mention_of(m, "s") if "s" in m.groupdict() else _seller(view, m)
            if "s" in m.groupdict() and m.start("s") < m.start("c") and "，" in view.text[m.start("s") : m.start("c")] and view.maker is not None:
                supplier = view.maker
            if supplier is None:
                continue
            past = "past" if re.search(r"失去|终止|取消", m[0]) else ""
            for buyer in view.mentions_of(m, "c"):
                if buyer.name != supplier.name:
                    yield Fact(buyer, "customerOf", supplier, *view.span(m.start(), m.end()), status=past)


_OWNED = (
    compile_pattern(
        r"(?P<a><O>)\s*(?:集团|公司)?\s*(?:的)?(?:旗下(?:的)?(?:全资)?(?:子公司)?|下属(?:的)?|全资子公司|控股子公司|子公司|分公司|控股的|下属子公司|'s subsidiary|'s division)\s*(?P<b><O+>)"
    ),
    compile_pattern(
        r"(?P<b><O>)[^。；，\n\ue000]{0,6}?(?:是|为|作为|，|隶属于?|属于|从属于|隶属)\s*(?P<a><O>)\s*(?:公司|集团)?(?:的|旗下的?|下属的?|控股的?|全资)+[^。；，\n\ue000]{0,12}?(?:子公司|公司|部门|品牌|机构|实验室|团队|研究院|制造商|企业)"
    ),
    compile_pattern(r"(?P<b><O>)[^。；，\n\ue000]{0,4}?(?:隶属于?|从属于|归属于|is (?:a|part of)[^。；，\n\ue000]{0,12}?(?:of|by))\s*(?P<a><O>)"),
)
_OF_SUBJECT = compile_pattern(r"(?:^|(?<=[，。；：\n]))\s*(?:其|公司)?旗下(?:的)?(?:全资|控股)?(?:子公司)?\s*(?P<b><O>)")
_BELONGS = compile_pattern(
    r"(?P<b><O>)[^。；，\n\ue000]{0,8}?(?:归|归到|归入|并入|划归|现属|owned by|part of)[^。；，\n\ue000]{0,6}?(?P<a><O>)\s*(?:旗下|所有|控股|名下|$|[，。；,.])"
)
_NESTED = compile_pattern(r"(?P<a><O>)(?P<b><O>)")


@rule
def ownership(view: ItemView) -> Iterator[Fact]:
    """Divisions and companies owned: 「甲旗下的乙」, 「乙是甲的子公司」."""
    for pattern in _OWNED:
        for m in view.find(pattern):
            for part in view.mentions_of(m, "b"):
                yield Fact(part, "subsidiaryOf", view.mention_of(m, "a"), *view.span(m.start(), m.end()))
    for m in view.find(_BELONGS):
        yield Fact(view.mention_of(m, "b"), "subsidiaryOf", view.mention_of(m, "a"), *view.span(m.start(), m.end("a")))
    for m in view.find(_OF_SUBJECT):
        if view.maker is not None:
            yield Fact(view.mention_of(m, "b"), "subsidiaryOf", view.maker, *view.span(m.start(), m.end()))
    for m in view.find(_NESTED):
        part, whole = view.mention_of(m, "b"), view.mention_of(m, "a")
        if re.search(r"实验室|研究院|研究所|工研院|团队|学院|事业部|部门|Lab|Research|中心|组$|大脑|优图|CSAIL|BAIR|Brain", part.name + view.content[part.start : part.end]):
            yield Fact(part, "subsidiaryOf", whole, *view.span(m.start(), m.end()))
