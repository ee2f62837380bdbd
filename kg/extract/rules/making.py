"""Who makes what: `developedBy`, by decision 20 of the annotation guide.

Three ways to say it: the brand right before the product; words of making; an item whose subject is the maker, for what is known or presented as its own.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg.extract.rule import rule
from kg.extract.rules.hardware import core_qualifiers
from kg.extract.views import Fact, ItemView, compile_pattern
from kg.model import Mention, slug
from kg.vocabulary import Vocabulary, load

_PRODUCT = "CKISDM"
_MAKE = (
    r"(?:推出|发布|自研|自主研发|研发|开发|开源|提出|设计|打造|首发|公布|宣布推出|带来|构建|正研发|研制|创建|上线|更新|亮相|公开|展示|开放|造出|生产|发明|创造|推|"
    r"正式推出|正式发布|正式开源|对外发布|新推出|联合推出|联合发布|独立研发|量产|介绍|编写|写出?|实现|建立|搭建|研究|贡献|发起|"
    r"(?:has |have )?(?:released?|launch(?:ed|es)?|announc(?:ed|es)|unveil(?:ed|s)?|introduc(?:ed|es)|open[- ]sourc(?:ed|es)|develop(?:ed|s)?|propos(?:ed|es)|design(?:ed|s)|present(?:ed|s)|built|builds|published))"
)
_BRAND = compile_pattern(
    rf"(?P<o><O>)\s*(?:公司|集团)?\s*(?:的|旗下的?|自研的?|自家的?|自主研发的?|家的|官方的?|最新的?|新一代的?|全新的?|开源的?|推出的?|发布的?|新推出的|新发布的|'s|’s|「|“|\"|《|次旗舰|旗舰|新款|超大核|手机|移动|研发的|开发的|提出的|设计的|打造的|[0-9]{{4}}年)*\s*(?P<x><{_PRODUCT}+>)"
)
_MADE = compile_pattern(rf"(?P<o><OP>)(?:\s*等)?(?P<gap>[^。；\n\ue000]{{0,40}}?){_MAKE}(?:了|的)?(?P<between>[^。；\n]{{0,45}}?)(?P<x><{_PRODUCT}>)")
_PASSIVE = compile_pattern(
    rf"(?P<x><{_PRODUCT}>)[^。；\n]{{0,24}}?(?:由|来自|出自|源自|是|\bby\b|\bfrom\b)\s*(?P<o><OP+>)\s*(?:公司|团队|等人?|共同|联合|合作|旗下|自主|的研究(?:人员|者)|团队|研究者)*\s*(?:{_MAKE}|的(?:一款|一个|新)?|$|[，。])"
)
_OF_OWNER = compile_pattern(rf"(?P<o><O>)\s*旗下[^。；，\n]{{0,16}}?(?P<x><{_PRODUCT}+>)")
_CORE_PLACE = re.compile(r"(?:CPU|GPU|NPU|DSP|大核|小核|中核|核心?|内核)\s*(?:部分)?\s*(?:为|是|用|采用|使用|基于|：)?\s*$")
_FOREIGN = re.compile(r"支持|兼容|相比|对比|超过|优于|竞品|对标|基于|采用|使用|适配|运行|媲美|领先|击败|超越|类似|比|与|同|搭载|用于|替代|取代|面向|针对|利用|借助|集成|包括")


def _gives_up(between: str) -> bool:
    """Whether the words between a maker's verb and a name lead away from what is made."""
    return bool(re.search(r"支持|兼容|相比|对比|超过|优于|基于|采用|使用|适配|运行|媲美|比|搭载|用于|替代|取代|面向|针对|利用|借助|based on|using|for|with|than|on top", between))


def knows(vocabulary: Vocabulary, product: Mention) -> str:
    """Return the canonical name of the maker that the vocabulary knows for a product, or empty."""
    return _known_maker(vocabulary, product.type, product.name)


@functools.lru_cache(maxsize=50_000)
def _known_maker(vocabulary: Vocabulary, type_: str, name: str) -> str:
    term = vocabulary.by_name.get((type_, slug(name)))
    if term is not None:
        return term.maker
    for family in vocabulary.families:
        stem = family.member_name.replace("{}", "").strip() if family.type == type_ and family.maker else ""
        if stem and name.lower().startswith(stem.lower()):
            return family.maker
    return ""


def _bought_in(view: ItemView, product: Mention) -> bool:
    """Whether a core that nobody is known to make is a part that a chip takes from elsewhere: counted (八核甲), and not said to be the maker's own."""
    position = view.position(product.start)
    a, _ = view.clause(position)
    if product.type != "Core" or re.search(r"自研|自主|自家|自有", view.text[a:position]):
        return False
    return product.source == "reference" or bool(core_qualifiers(view, product, position)) or bool(_CORE_PLACE.search(view.text[a:position]))


def _may_make(vocabulary: Vocabulary, maker: Mention, product: Mention) -> bool:
    """Whether nothing known speaks against the maker: no other maker is known."""
    known = knows(vocabulary, product)
    return not known or maker.type == "Person" or slug(known) == slug(maker.name)


@rule
def brand_before(view: ItemView) -> Iterator[Fact]:
    """The brand right before the product: 「华为麒麟」, 「Arm的Mali」, and what is listed with it."""
    vocabulary = load()
    for m in view.find(_BRAND):
        maker = view.mention_of(m, "o")
        for k, product in enumerate(view.mentions_of(m, "x")):
            known = knows(vocabulary, product)
            if (k == 0 and (not known or slug(known) == slug(maker.name))) or (known and slug(known) == slug(maker.name)):
                yield Fact(product, "developedBy", maker, *view.span(m.start(), m.end()))


@rule
def words_of_making(view: ItemView) -> Iterator[Fact]:
    """A maker, a verb of making, what is made: 「甲公司今日推出乙芯片」."""
    vocabulary = load()
    for m in view.find(_MADE):
        if _gives_up(m["between"]) or re.search(r"[与和]$|被|对|向", m["gap"]):
            continue
        makers = [view.mention_of(m, "o")]
        listed = _listed_before(view, m.start("o"))
        product = view.mention_of(m, "x")
        for product_k in _listed_after(view, m.start("x"), product):
            for maker in dict.fromkeys([*listed, *makers]):
                if _may_make(vocabulary, maker, product_k) and not (not knows(vocabulary, product_k) and _bought_in(view, product_k)):
                    yield Fact(product_k, "developedBy", maker, *view.span(m.start(), m.end()))


@rule
def made_by(view: ItemView) -> Iterator[Fact]:
    """Turned round: 「甲芯由乙公司研发」, 「X by Y」."""
    vocabulary = load()
    for m in view.find(_PASSIVE):
        if re.search(r"代工|制造|生产|收购", view.text[m.start() : m.end() + 4]):
            continue
        for maker in view.mentions_of(m, "o"):
            product = view.mention_of(m, "x")
            if _may_make(vocabulary, maker, product):
                yield Fact(product, "developedBy", maker, *view.span(m.start(), m.end()))


@rule
def own_product(view: ItemView) -> Iterator[Fact]:
    """In an item about a maker, every product that is known to be its own."""
    vocabulary = load()
    if view.maker is None:
        return
    for product in view.within(0, len(view.text), _PRODUCT):
        known = knows(vocabulary, product)
        if known and slug(known) == slug(view.maker.name) and product.source != "reference":
            yield Fact(product, "developedBy", view.maker, product.start, product.end, certainty=0.9)


@rule
def maker_in_item(view: ItemView) -> Iterator[Fact]:
    """A product beside its known maker in one sentence, though not right behind it."""
    vocabulary = load()
    for product in view.within(0, len(view.text), _PRODUCT):
        if product.source == "reference":
            continue
        known = knows(vocabulary, product)
        if not known:
            continue
        a, b = view.sentence(view.position(product.start))
        maker = next((o for o in view.within(a, b, "O") if slug(o.name) == slug(known)), None)
        if maker is not None:
            yield Fact(product, "developedBy", maker, product.start, product.end, certainty=0.7)


@rule
def presented_by_maker(view: ItemView) -> Iterator[Fact]:
    """In an item about a maker, a product that nobody knew and that is not said to be another's."""
    vocabulary = load()
    maker = view.maker
    if maker is None or view.item.kind in {"paper", "post"}:
        return
    for product in view.within(0, len(view.text), "CKDSM"):
        if product.source not in {"new", "agreement", "family"} or knows(vocabulary, product):
            continue
        position = view.position(product.start)
        a, _ = view.clause(position)
        before = view.text[a:position]
        others = [o for o in view.within(a, position, "O") if o.name != maker.name]
        if others or _FOREIGN.search(before[-10:]) or _bought_in(view, product):
            continue
        yield Fact(product, "developedBy", maker, product.start, product.end, certainty=0.6)


def _listed_before(view: ItemView, position: int) -> list[Mention]:
    """Return organizations listed right before the one at `position`: 「甲、乙和丙推出」."""
    found: list[Mention] = []
    while True:
        m = _LIST_BEFORE.search(view.text, max(0, position - 6), position)
        if m is None:
            return found
        found.insert(0, view.at(m.start(1)))
        position = m.start(1)


_LIST_BEFORE = compile_pattern(r"(<OP>)\s*(?:、|，|,|和|与|及|以及|联合|携手|&)\s*$")
_LIST_AFTER = compile_pattern(rf"\s*(?:、|和|与|及|以及|,|，|以及)\s*(?:其|新|的|最新)?\s*(<{_PRODUCT}>)")


def _listed_after(view: ItemView, position: int, first: Mention) -> list[Mention]:
    """Return `first` and the products of its type that follow it in a list."""
    found, at = [first], position + 1
    while (m := _LIST_AFTER.match(view.text, at)) is not None and view.at(m.start(1)).type == first.type:
        found.append(view.at(m.start(1)))
        at = m.start(1) + 1
    return found
