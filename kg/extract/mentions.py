"""Known names in text: the vocabulary's matches, kept or dropped by their context, and typed where a label names several things."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kg.model import Briefing, Item, Mention, slug
from kg.vocabulary import Match, Term, Vocabulary, fold, has_cjk, is_cjk

_CONFIGURATION = re.compile(r"[ \-]?(M[CP] ?\d{1,2})(?![A-Za-z0-9])")
_CONFIGURED_NAME = re.compile(r"(.+?)[ \-]?(M[CP] ?\d{1,2})$")
_ISA_AFTER = re.compile(r"\s*(?:架构|指令集|体系|平台|处理器|CPU|cpu|NEON|neon|汇编|芯片|v\d|核|服务器|代码|gpu|GPU|设备|内核|端|32|64|/|Neon)")
_ISA_BEFORE = re.compile(r"(?:x86|X86|RISC-V|MIPS|支持|基于|兼容|从|/)[\s、/,和与到]*(?:\S{0,6}[和与、/])?$")
_ORG_AFTER = re.compile(
    r"\s*(?:公司|中国|CEO|宣布|发布|推出|表示|的(?:GPU|NPU|CPU|IP|新|Mali|Cortex|AI|ML)|Cortex|Mali|Ethos|Neoverse|[:：]|等|、|,|和|与|合作|收购|授权|IP|高|技术|自|直|推|在\d|将)"
)


def _words_of(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", text.lower()))


class ItemText:
    """The text of an item, ready for asking whether it holds a word."""

    def __init__(self, text: str) -> None:
        self.folded = fold(text)
        self.words = _words_of(text)

    def holds(self, word: str) -> bool:
        """Whether the folded `word` stands in the item: Chinese anywhere, Latin as whole words."""
        if not word:
            return False
        if has_cjk(word) or not word.isalnum():
            return word in self.folded
        return word in self.words or (len(word) > 6 and word in self.folded) or any(w.startswith(word) and w[len(word) :].isdigit() for w in self.words)


_IN_NUMBER = tuple("0123456789.,$￥¥")
"""What a number goes on behind, and what an amount begins with."""
_UNIT = re.compile(r"\s*(?:[年月日亿万千百元美欧%％个颗款家人倍台条项位页名分秒毫米寸克吨种次]|[GMKk]?Hz|nm|[KGMT]B|fps|TOPS|[mk]?W(?![a-z])|mm|ms)", re.I)
_DOTTED = re.compile(r"[A-Za-z]\.")
_HOSTS = frozenset(
    {
        "github",
        "gitee",
        "知乎",
        "zhihu",
        "bilibili",
        "b站",
        "csdn",
        "简书",
        "infoq",
        "pypi",
        "youtube",
        "twitter",
        "推特",
        "微博",
        "weibo",
        "arxiv",
        "medium",
        "reddit",
        "stackoverflow",
        "微信公众号",
        "机器之心",
        "量子位",
        "新智元",
        "雷锋网",
        "芯东西",
        "linkedin",
        "领英",
    }
)
"""Folded names of sites that host or report: named as a source, they are no part of the news."""


def known_names(briefing: Briefing, vocabulary: Vocabulary, words: Sequence[int]) -> list[Mention]:
    """Return the mentions of names that the vocabulary knows, ascending, none overlapping.

    Parameters
    ----------
    briefing : Briefing
    vocabulary : Vocabulary
    words : sequence of int
        Offsets at which words begin, ascending; a short Chinese label inside a longer word is no name.
    """
    content = briefing.content
    mentions: list[Mention] = []
    for item in briefing.items:
        text = ItemText(content[item.start : item.end])
        matches = list(_shifted(vocabulary.find(content[item.start : item.end]), item.start))
        cores = any(t.type == "Core" for match in matches for t in match.terms)
        head = content[item.head[0] : item.head[1]] if item.head else ""
        for match in matches:
            if (
                fold(content[match.start : match.end]) in _HOSTS
                or not _said(item, match)
                or _inside_word(content, match, words)
                or _in_longer(content, match)
                or _in_repository_owner(content, item, match)
            ):
                continue
            if any(m.source in {"family", "vocabulary"} and m.start < match.end and match.start < m.end for m in mentions[-4:]):
                continue
            term = choose(match, vocabulary, text, content, head) or _core_in_configuration(match, content, cores)
            if term is None:
                continue
            end, suffix = match.end, ""
            if term.type == "Core" and (m := _CONFIGURATION.match(content, match.end)):
                end, suffix = m.end(), m[1].replace(" ", "")
            elif term.type == "Core" and (m := _CONFIGURED_NAME.match(term.name)):
                suffix = m[2].replace(" ", "")
                term = vocabulary.by_label.get(("Core", fold(m[1]))) or replace(term, name=m[1], labels=(m[1],))
            mention = Mention(match.start, end, term.type, term.name, match.source, term.kind, suffix)
            if term.type == "Organization" and (lab := _LAB_OF.match(content, match.end, item.end)) and not _VERB.search(lab[0]):
                name = content[match.start : lab.end()]
                known = vocabulary.by_label.get(("Organization", fold(name)))
                mentions += _brand(content, mention, term, vocabulary)
                mentions.append(Mention(match.start, match.end, "Organization", term.name, "brand"))
                mentions.append(Mention(match.start, lab.end(), "Organization", known.name if known else name, "vocabulary" if known else "family"))
                continue
            mentions += _brand(content, mention, term, vocabulary)
            mentions.append(_series(content, mention, vocabulary))
            mentions += _shortened(content, mention, term, vocabulary)
    return sorted(mentions, key=lambda m: (m.start, m.end))


_LAB = re.compile(
    r"\s*(?:AI|人工智能|诺亚|技术|深圳|集团|计算|自动化|集成电路|优图|多媒体)?\s*\S{0,8}?(?:研究院|研究所|实验室|学院|工研院|研究中心|创新中心|事业部|团队|部门|Labs?|Research|Institute)",
    re.I,
)
_LAB_OF = re.compile(r"(?:集团)?[\u4e00-\u9fffA-Z]{0,8}?(?:研究院|实验室|学院|工研院|研究所|研究中心|创新中心|研发中心|事业部|研究组|计算组|技术组)(?!\s*的?(?:成立|落户|设立))")
"""What makes a part of an organization of its name: 清华|集成电路学院, 高通|创新中心."""
_VERB = re.compile(r"[的在与和及、，将拟由被是有为向]|发布|成立|设立|宣布|联合|建立|收购|投资|建设|拥有|计划|组建|合作|推出|研发(?!中心)|携手|旗下")
_SERIES = re.compile(r"\s?(?:系列|series)", re.I)
_SHORTENED = re.compile(r"\s*(?:/|、|，|和|与|及|以及|或)\s*([A-Za-z]{0,2}\d{1,4}[A-Za-z+]{0,3}|Pro\+?|Plus|Lite|Max|Ultra|Mini)(?![A-Za-z0-9.])")


def _brand(content: str, mention: Mention, term: Term, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield the maker that a product's label begins with (英特尔至强), or the parent that a laboratory's does (谷歌研究院)."""
    text = content[mention.start : mention.end]
    for length in range(min(len(text) - 1, 20), 1, -1):
        owner = vocabulary.by_label.get(("Organization", fold(text[:length])))
        if (
            owner is None
            or (mention.type == "Organization" and owner.name == mention.name)
            or text[length - 1] in " -"
            or (text[length - 1].isascii() and text[length].isascii() and text[length - 1].isalnum() and text[length].isalnum())
        ):
            continue
        if mention.type == "Organization":
            rest = fold(text[length:])
            if owner.name != mention.name and (_LAB.match(text[length:]) or (rest in map(fold, term.labels) and fold(text) not in {fold(term.name), fold(term.zh)})):
                yield Mention(mention.start, mention.start + length, "Organization", owner.name, "brand")
        elif mention.type in {"Chip", "Core", "Device", "Software", "Model", "ISA"} and (not term.maker or slug(owner.name) == slug(term.maker)):
            yield Mention(mention.start, mention.start + length, "Organization", owner.name, "brand")
        return


def _series(content: str, mention: Mention, vocabulary: Vocabulary) -> Mention:
    """A whole series where the words say so: 骁龙800系列 is apart from a 骁龙800."""
    m = _SERIES.match(content, mention.end)
    if mention.type != "Chip" or m is None or not re.search(r"\d00$", content[mention.start : mention.end]) or "系列" in mention.name:
        return mention
    name = f"{mention.name} series"
    known = vocabulary.by_label.get(("Chip", fold(name))) or vocabulary.by_label.get(("Chip", fold(content[mention.start : m.end()])))
    return replace(mention, end=m.end(), name=known.name if known else name)


def _shortened(content: str, mention: Mention, term: Term, vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield what follows a name in a list that leaves out the common part: MobileNetV1/V2/V3, 骁龙865/765, 小米10/Pro."""
    text = content[mention.start : mention.end]
    stem = re.match(r"(.*?)([A-Z]{0,2}\d{1,4}[A-Za-z+]{0,3})$", text)
    at = mention.end
    while stem and mention.type in {"Chip", "Core", "Device", "Model"} and (m := _SHORTENED.match(content, at)) is not None:
        tail = m[1]
        full = f"{text} {tail}" if tail[0].isupper() and not any(map(str.isdigit, tail)) else None
        if full is None and len(re.sub(r"\d", "", tail)) == len(re.sub(r"\d", "", stem[2])) and len(tail) >= min(2, len(stem[2])):
            full = stem[1] + tail
        found = [x for x in vocabulary.find(full) if x.start == 0 and x.end == len(full)] if full else []
        terms = [t for x in found for t in x.terms if t.type == mention.type]
        if not terms:
            return
        yield Mention(m.start(1), m.end(1), mention.type, terms[0].name, "family", terms[0].kind)
        at = m.end()


def _said(item: Item, match: Match) -> bool:
    """Whether the match stands in a sentence, not in the name of the media after a title."""
    return any(s.start <= match.start and match.end <= s.end for s in item.sentences) or any(a <= match.start and match.end <= b for a, b in item.tags)


def _shifted(matches: Iterable[Match], by: int) -> Iterable[Match]:
    for m in matches:
        yield Match(m.start + by, m.end + by, m.terms, m.short, m.source)


def _inside_word(content: str, match: Match, words: Sequence[int]) -> bool:
    """Whether a short all-Chinese label is a part of a longer word, as 高通 in 高通量."""
    if match.end - match.start > 3 or not all(map(is_cjk, content[match.start : match.end])):
        return False
    k = bisect_left(words, match.start)
    begins = k < len(words) and words[k] == match.start
    return not begins and bool(match.start) and is_cjk(content[match.start - 1])


def _in_longer(content: str, match: Match) -> bool:
    """Whether the match is a part of a dotted name or of an amount: ar.js in three.ar.js, 855 in 855亿元, 亿欧 in 46亿欧元."""
    before = content[max(0, match.start - 1) : match.start]
    if _DOTTED.fullmatch(content, max(0, match.start - 2), match.start):
        return True
    if content[match.start] in "亿万千百":
        return before.isdigit()
    return content[match.start : match.end].isdigit() and (before in _IN_NUMBER or _UNIT.match(content, match.end) is not None)


def _in_repository_owner(content: str, item: Item, match: Match) -> bool:
    """Whether the match is a part of ``owner/repo`` other than the repository's whole name."""
    before, after = content[max(0, match.start - 1) : match.start], content[match.end : match.end + 1]
    if item.head and item.kind in {"repository", "paper"} and item.head[0] <= match.start and match.end <= item.head[1]:
        whole = content[item.head[0] : item.head[1]]
        if "/" in whole:
            return match.start > item.head[0] + whole.index("/") + 1 or (match.end != item.head[1] and match.start != item.head[0])
    return before == "." and after != "" and after.isascii() and after.isalnum()


def choose(match: Match, vocabulary: Vocabulary, text: ItemText, content: str, head: str = "") -> Term | None:
    """Return the term that the match names in this context, or None."""
    eligible = list(match.terms)
    if not eligible:
        eligible = [t for t in match.short if any(map(text.holds, vocabulary.contexts(t)))]
        if not eligible and fold(content[match.start : match.end]) == fold(head):
            # What heads a piece of news is whose news it is: there a company needs no other words beside it.
            eligible = [t for t in match.short if t.type == "Organization"]
    else:
        eligible += [t for t in match.short if t.type not in {e.type for e in eligible} and any(map(text.holds, vocabulary.contexts(t)))]
    if len(eligible) <= 1:
        return eligible[0] if eligible else None
    types = {t.type for t in eligible}
    if types == {"Organization", "ISA"} or ({"Organization", "ISA"} <= types and content[match.start : match.end].lower() == "arm"):
        want = "ISA" if _is_architecture(content, match, head) else "Organization"
        return next(t for t in eligible if t.type == want)
    scored = sorted(eligible, key=lambda t: (-_fitness(t, match, vocabulary, text, content), t.type, t.name))
    return scored[0]


_CONFIGURED_BEFORE = re.compile(r"(?:\d{1,2}\s?[xX×*]\s?[a@]?|[个颗枚]\s?|\d\s?\+\s?|[+、和]\s?)$")
_CONFIGURED_AFTER = re.compile(r"\s?(?:@\s?\d|[xX×*]\s?\d|内核|核心|大核|小核|架构|MC\d|MP\d)")


def _core_in_configuration(match: Match, content: str, cores: bool) -> Term | None:
    """A core's short label counts in a configuration (4×A78 + 4×A55, A77架构), and after + or 和 where other cores stand in the item."""
    candidates = [t for t in match.short if t.type == "Core"]
    if not candidates:
        return None
    before, after = content[max(0, match.start - 5) : match.start], content[match.end : match.end + 5]
    m = _CONFIGURED_BEFORE.search(before)
    if re.match(r"\s?@\s?\d", after):
        cores = True
    counted = bool(m) and (any(map(str.isdigit, m[0] if m else "")) or cores)
    if counted or (cores and _CONFIGURED_AFTER.match(after)):
        arm = [t for t in candidates if t.maker == "Arm"]
        return (arm or candidates)[0]
    return None


def _is_architecture(content: str, match: Match, head: str) -> bool:
    after = content[match.end : match.end + 12]
    before = content[max(0, match.start - 14) : match.start]
    if fold(content[match.start : match.end]) == fold(head):
        return False
    if content[match.start : match.end].islower():
        return True
    if _ORG_AFTER.match(after) and not _ISA_BEFORE.search(before):
        return False
    return bool(_ISA_AFTER.match(after) or _ISA_BEFORE.search(before))


_CUES = {
    "Chip": re.compile(r"芯片|处理器|SoC|显卡|GPU|CPU|加速器|MCU|搭载|算力|流片|制程|工艺"),
    "Core": re.compile(r"内核|核心|架构|大核|小核|IP|GPU|CPU|NPU"),
    "Device": re.compile(r"手机|平板|开发板|笔记本|板卡|服务器|加速卡|系列|套件|机型|摄像头|手表|机器人"),
    "Software": re.compile(r"框架|库|引擎|工具|平台|系统|软件|开源|编译|应用|APP|App|部署|推理|SDK|版本|支持"),
    "Model": re.compile(r"模型|网络|算法|模块|方法|精度|训练|参数|检测|结构|基于"),
    "Dataset": re.compile(r"数据集|跑分|测试|基准|benchmark|Benchmark|精度|准确率|评测|上"),
    "Organization": re.compile(r"公司|宣布|团队|表示|合作|投资|收购|发布|推出|等|研究|旗下"),
    "ISA": re.compile(r"指令集|架构|指令|汇编"),
    "Venue": re.compile(r"论文|会议|接收|收录|发表|录用|20\d\d"),
    "Person": re.compile(r"CEO|CTO|创始人|教授|表示|博士|总裁|团队"),
}


_PRIOR = {"Organization": 1.5, "Chip": 0.5, "Dataset": 0.5}
"""What a name that several types share most often is."""


def _fitness(term: Term, match: Match, vocabulary: Vocabulary, text: ItemText, content: str) -> float:
    """How well the term fits: cue words of its type close by, its contexts in the item, labels that count anywhere."""
    near = content[max(0, match.start - 10) : match.start] + "|" + content[match.end : match.end + 10]
    score = 2.0 * len(_CUES[term.type].findall(near))
    score += _PRIOR.get(term.type, 0.0) + 1.0 * (term in match.terms) + 0.6 * sum(text.holds(w) for w in vocabulary.contexts(term))
    if term.maker and any(text.holds(w) for w in vocabulary.maker_labels(term.maker)):
        score += 1.5
    return score
