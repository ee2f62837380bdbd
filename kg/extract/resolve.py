"""Mentions -> entities: one thing a briefing, its names together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.model import Briefing, Entity, Mention, slug
from kg.vocabulary import Vocabulary, fold, has_cjk


def surface(briefing: Briefing, mention: Mention) -> str:
    """Return the mention as the content writes it, spaces closed up."""
    return re.sub(r"\s+", " ", briefing.content[mention.start : mention.end]).strip()


_CODE_NAME = re.compile(r"[^。；，\n]{0,10}?(?:研发)?(?:内部)?(?:开发)?(?:代号|codenamed?|型号|又名|又称|也就是|亦即|也叫|亦称|曾用名|前身为)\s*(?:为|是|即|叫|“|「|\")?\s*", re.I)
_WAS_CALLED = re.compile(r"[^。；，\n]{0,10}?[，,]\s*(?:也就是|即|亦即)\s*(?:此前|之前|先前|早前)?(?:传闻|传说|传言|盛传|曝光|爆料)(?:已久)?(?:中|过)?的\s*(?:“|「|\")?")
"""Between a thing's name and the one that it had as a rumor."""
_OR = re.compile(r"\s*(?:或者?|/|亦或)\s*")
_OPEN = re.compile(r"\s*[（(]\s*(?:(?:英文|简称|全称|以下简称|下称|即|原名|又名|代号)\s*[：:]?\s*[“\"「]?)?")
_SHORT_FOR = re.compile(r"[，,]?\s*(?:简称|下称)(?:为)?\s*[“\"「]?")


_ABBREVIATED = re.compile(r"\s*[（(][^（）()\n]{0,70}[，,]\s*(?:以下)?(?:简称|缩写)(?:为)?\s*[“\"「]?")
_COMPANY_WORD = re.compile(r"\s*(?:科技|智能|半导体|微电子|电子|集团|公司|技术|股份|资本|汽车|(?:Design|Technolog\w+|Semiconductor\w*|Systems?|Labs?|Inc\.?|Corp\.?|Group|AI)\b)")


def _short_of(short: str, full: str) -> bool:
    """Whether `short` is a shorter form of the name `full`: a person's last name, a company's name without what it is.

    Examples
    --------
    >>> _short_of("Devgan", "Anirudh Devgan"), _short_of("云从", "云从科技"), _short_of("甲", "甲乙丙")
    (True, True, False)
    """
    if len(short) < 2 or len(short) >= len(full):
        return False
    if full.endswith(f" {short}") and short[0].isupper():
        return True
    return full.startswith(short) and bool(_COMPANY_WORD.fullmatch(full[len(short) :]))


def tie_names(briefing: Briefing, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Mention]:
    """Give mentions that the text ties together one name: 「甲（Jia）」, 「甲芯，代号乙」, 「即丙或丁」.

    Two names that the vocabulary holds as different things are tied only by words that say that one is the other's code or market name.
    """
    content = briefing.content
    ordered = sorted((m for m in mentions if m.type != "Paper" and m.source != "brand"), key=lambda m: (m.start, -m.end))
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(key: tuple[str, str]) -> tuple[str, str]:
        while key in parent:
            key = parent[key]
        return key

    def known(m: Mention) -> bool:
        return m.source not in {"new", "agreement"}

    def tie(left: Mention, right: Mention) -> None:
        a, b = root((left.type, left.name)), root((right.type, right.name))
        if a != b:
            keep, drop = (b, a) if known(right) and not known(left) else (a, b)
            parent[drop] = keep

    by_text: dict[tuple[str, str], Mention] = {}
    for m in ordered:
        same = by_text.setdefault((m.type, fold(content[m.start : m.end])), m)
        if same.name != m.name:
            tie(same, m)
    for m in ordered:
        whole = None if known(m) else next((o for o in ordered if o.name != m.name and o.type == m.type and _short_of(m.name, content[o.start : o.end])), None)
        if whole is not None:
            tie(whole, m)
    for i, left in enumerate(ordered):
        for right in ordered[i + 1 : i + 4]:
            if right.type != left.type or right.start < left.end or right.name == left.name:
                continue
            between = content[left.end : right.start]
            both = known(left) and known(right) and left.source == right.source == "vocabulary"
            if (
                (not both and _OPEN.fullmatch(between) and content[right.end : right.end + 1] in {"）", ")", "，", ","})
                or (not both and (_SHORT_FOR.fullmatch(between) or _ABBREVIATED.fullmatch(between)))
                or (left.type in {"Chip", "Device", "Core"} and len(between) < 24 and (_CODE_NAME.fullmatch(between) or _WAS_CALLED.fullmatch(between)))
            ):
                tie(left, right)
    chips = [m for m in ordered if m.type == "Chip"]
    for k, right in enumerate(chips):
        if right.source != "family" or not re.search(r"(?:即|暂定名为?|暂定名?|命名为|定名为|市场名为?)\s*\s*$", content[max(0, right.start - 6) : right.start]):
            continue
        start = max(content.rfind(c, 0, right.start) for c in "。；\n")
        first = next((m for m in chips[:k] if m.start > start and m.name != right.name), None)
        if first is not None:
            tie(first, right)
            other = chips[k + 1] if k + 1 < len(chips) else None
            if other is not None and other.source == "family" and _OR.fullmatch(content[right.end : other.start]):
                tie(first, other)
    return [replace(m, name=root((m.type, m.name))[1]) if (m.type, m.name) in parent else m for m in mentions]


def _forms(briefing: Briefing, mention: Mention) -> list[str]:
    """Return how the mention is written: as a reader sees it and, where markup stands inside, its longest piece in the file."""
    shown = surface(briefing, mention)
    a, b = briefing.source(mention.start, mention.end)
    raw = briefing.text[a:b]
    pieces = re.split(r"[*`~]+|</?\w+>", raw)
    odd = [raw] if len(pieces) == 1 and re.search(r"[^\S \n]", raw) else []
    return [shown, *odd] if len(pieces) == 1 else [shown, max(pieces, key=len).strip()]


def entities(briefing: Briefing, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Entity]:
    """Group mentions into entities, in order of first mention; names of other entities of the type are no aliases."""
    groups: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for m in mentions:
        groups[m.type, slug(m.name)].append(m)
    taken: dict[tuple[str, str], tuple[str, str]] = {}
    for key, members in groups.items():
        taken.setdefault((key[0], members[0].name.lower()), key)
    result = []
    for key, members in groups.items():
        members.sort(key=lambda m: m.start)
        name = members[0].name
        forms = Counter(form for m in members for form in _forms(briefing, m))
        term = vocabulary.by_name.get(key)
        wanted = [*forms, *(term.labels if term else ()), *(_known_names(vocabulary, key[0], forms) if len(forms) > 1 else ())]
        aliases = []
        for alias in wanted:
            owner = taken.setdefault((key[0], alias.lower()), key)
            if owner == key and alias != name and alias not in aliases:
                aliases.append(alias)
        lines, places = set(), []
        for m in members:
            a, b = briefing.source(m.start, m.end)
            lines.add(briefing.line_of(a))
            places.append((a, b))
        kind = next((m.kind for m in members if m.kind), "")
        result.append(
            Entity(key[0], name, tuple(aliases), tuple(sorted(lines)), tuple(places), kind or ("other" if key[0] == "Core" else ""), _labels(name, term.zh if term else "", forms))
        )
    return result


def _known_names(vocabulary: Vocabulary, type_: str, forms: Iterable[str]) -> list[str]:
    """What the vocabulary calls the things that the forms name: other briefings may know the thing by that name alone."""
    whole = (match for form in forms for match in vocabulary.find(form) if (match.start, match.end) == (0, len(form)))
    return [term.name for match in whole for term in match.terms if term.type == type_]


def _labels(name: str, zh: str, forms: Counter[str]) -> tuple[tuple[str, str], ...]:
    """One label per language: the canonical name, and the vocabulary's or the commonest Chinese form."""
    if has_cjk(name):
        return (("zh", name),)
    if not zh:
        chinese = [f for f, _ in forms.most_common() if has_cjk(f)]
        zh = chinese[0] if chinese else ""
    return (("en", name), ("zh", zh)) if zh else (("en", name),)
