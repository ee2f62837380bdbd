"""An item as the rules read it: its text with every name replaced by one typed sign, so that patterns speak of things, not of letters.

In patterns, ``<C>`` stands for the sign of a chip, ``<CKD>`` for that of a chip, core or device; see `SIGNS`. `compile_pattern` expands them, and
``<O+>`` into a list of such things (``A、B和C``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from kg.model import Briefing, Item, Mention, Qualifier, Sentence

SIGNS = {
    "O": "Organization", "P": "Person", "C": "Chip", "K": "Core", "I": "ISA", "D": "Device", "S": "Software", "M": "Model",
    "A": "Paper", "T": "Dataset", "V": "Venue",
}  # fmt: skip
"""Letters of the typed signs in patterns."""

_SIGN_OF = {type_: chr(0xE000 + k) for k, type_ in enumerate(SIGNS.values())}
_LETTER = {letter: _SIGN_OF[type_] for letter, type_ in SIGNS.items()}
SEPARATOR = r"\s*(?:、|，|,|/|和|与|及|以及|或|或者|&|\+|and|还有|包括)\s*(?:和|与|以及)?\s*"
_MACRO = re.compile(r"<([A-Z]+)(\+?)>")


def compile_pattern(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Compile a pattern with typed signs.

    Examples
    --------
    >>> bool(compile_pattern("<O>收购<O>").search("\\ue000收购\\ue000"))
    True
    """

    def expand(m: re.Match[str]) -> str:
        one = "[" + "".join(_LETTER[letter] for letter in m[1]) + "]"
        return f"(?:{one}(?:{SEPARATOR}{one})*)" if m[2] else one

    return re.compile(_MACRO.sub(expand, pattern), flags)


_SENTENCE_ENDS = frozenset("。；！？\n")
_CLAUSE_END = re.compile(r"[，。；！？;：\n]")

_COMPARED_BEFORE = compile_pattern(
    r"(?:超过?|超越|比(?!如)|较|对标|媲美|优于|领先于?|击败|碾压|不输|不逊于|秒杀|接近|相当于|竞品是?|取代|替代|接替|接班|匹敌|对比|相比(?:于)?|相较于?|竞争对手|类似于?|than|over|versus|vs\.?|outperform\w*)\s*(?:<O>)?\s*(?:的|上一代|前代|上代)?\s*$",
    re.I,
)
_COMPARED_AFTER = re.compile(
    r"\s*(?:的)?\s*(?:吞吐量?|性能|速度)?的?\s*\d+(?:\.\d+)?\s*倍|\s*(?:相比|相媲美|比较|相当|竞争|对标|持平|接近|一样|类似|看齐|不同|更(?:低|高|快|强))|\s*真?正?的?(?:真正的)?(?:升级|继任|下一代|迭代|后继|替代|接替|接班|换代|后续|前代|上一代)(?!为|到|至|了|成)"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """What a rule read: a claim before status and evidence are known.

    Attributes
    ----------
    subject : Mention
    predicate : str
    object : Mention or str
        A literal in its normal form where the predicate takes one.
    start, end : int
        Span of the content that shows it.
    rule : str
        ``module.function`` of the rule.
    qualifiers : dict
    status : str
        Set where the rule itself knows it; else `kg.extract.status` reads it from the words around.
    certainty : float
        The rule's own ranking of this fact against others it found, 0 to 1.
    """

    subject: Mention
    predicate: str
    object: Mention | str
    start: int
    end: int
    rule: str = ""
    qualifiers: dict[str, Qualifier] = field(default_factory=dict)
    status: str = ""
    certainty: float = 1.0


_ANAPHORA: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"(?:该|这款|此|这颗|这一|上述|这枚|新|本款)(?:系列)?(?:AI|手机|移动|旗舰|智能|服务器|推理|训练|语音|自动驾驶|5G|自研)?\s?(?:芯片|处理器|SoC|SOC|soc|MCU|CPU|GPU|FPGA|平台)(?![A-Za-z0-9])"), ("Chip",)),
    (re.compile(r"(?:该|这款|此|这一|上述)(?:开发板|板卡|手机|平板|设备|机型|新机|产品|加速卡|套件|计算卡|笔记本)"), ("Device", "Chip", "Software")),
    (re.compile(r"(?:该|这款|此|这一|上述|本)(?:深度学习|推理|训练|开源)?(?:框架|工具|库|引擎|系统|平台|项目|编译器|软件|应用|APP|App|仓库|工具包|工具箱|操作系统)"), ("Software",)),
    (re.compile(r"(?:该|这一|此|这种|上述|本)(?:模型|网络|算法|方法|模块|架构|结构|技术)"), ("Model", "Software", "Core")),
    (re.compile(r"(?:该|这家|此|上述)(?:公司|企业|机构|厂商|初创公司|初创企业)"), ("Organization",)),
)  # fmt: skip


class ItemView:
    """An item with its mentions.

    Attributes
    ----------
    text : str
        The item's content, each mention replaced by one typed sign; references back (该芯片) are signs of what they refer to.
    mentions : list of Mention
        In order; papers are apart, in `papers`.
    maker : Mention or None
        The organization that the item is about: its head, or the first one its title names.
    """

    def __init__(self, briefing: Briefing, item: Item, mentions: Sequence[Mention]) -> None:
        self.briefing, self.item, self.content = briefing, item, briefing.content
        self.papers = [m for m in mentions if m.type == "Paper"]
        self.mentions = _apart([m for m in mentions if m.type != "Paper"])
        self._with_references = self._refer()
        self.text, self._offsets, self._signs = self._tag()
        self._positions = list(self._signs)
        self._clause_ends = [m.start() for m in _CLAUSE_END.finditer(self.text)]
        self._sentence_ends = [end for end in self._clause_ends if self.text[end] in _SENTENCE_ENDS]
        self._compared: dict[int, bool] = {}
        self.maker = self._maker()

    def _refer(self) -> list[Mention]:
        """Mentions and references back to them, in order."""
        content, item = self.content, self.item
        found: list[Mention] = []
        for pattern, types in _ANAPHORA:
            for m in pattern.finditer(content, item.start, item.end):
                if any(a.start < m.end() and m.start() < a.end for a in (*self.mentions, *found)):
                    continue
                following = next((x for x in self.mentions if x.start >= m.end()), None)
                if following and following.start - m.end() <= 1 and following.type in types:
                    continue
                before = sorted((x for x in (*self.mentions, *found) if x.end <= m.start()), key=lambda x: x.start)
                for type_ in types:
                    near = [x for x in before if x.type == type_]
                    if near:
                        antecedent = self._salient(near, m.start())
                        found.append(Mention(m.start(), m.end(), antecedent.type, antecedent.name, "reference", antecedent.kind))
                        break
        return sorted([*self.mentions, *found], key=lambda x: x.start)

    def _salient(self, near: Sequence[Mention], at: int) -> Mention:
        """Of earlier mentions of the type: the topic of the item's head or title if it still is the first of its sentence, else the last sentence's first."""
        sentence = max((s.start for s in self.item.sentences if s.start < at), default=self.item.start)
        previous = max((s.start for s in self.item.sentences if s.start < sentence), default=self.item.start)
        here = [m for m in near if m.start >= sentence]
        if here:
            return here[-1]
        last = [m for m in near if m.start >= previous]
        return last[0] if last else near[-1]

    def _tag(self) -> tuple[str, list[int], dict[int, Mention]]:
        pieces: list[str] = []
        offsets: list[int] = []
        signs: dict[int, Mention] = {}
        position, length = self.item.start, 0
        for m in self._with_references:
            gap = self.content[position : m.start]
            pieces.append(gap)
            offsets.extend(range(position, m.start))
            length += len(gap)
            signs[length] = m
            pieces.append(_SIGN_OF[m.type])
            offsets.append(m.start)
            length += 1
            position = m.end
        pieces.append(self.content[position : self.item.end])
        offsets.extend(range(position, self.item.end + 1))
        return "".join(pieces), offsets, signs

    def _maker(self) -> Mention | None:
        organizations = [m for m in self.mentions if m.type == "Organization"]
        if self.item.head:
            a, b = self.item.head
            inside = [m for m in organizations if a <= m.start and m.end <= b]
            if inside:
                return inside[0]
        if self.item.title:
            a, b = self.item.title
            inside = [m for m in organizations if a <= m.start and m.end <= b]
            if inside:
                return inside[0]
        return None

    def at(self, position: int) -> Mention:
        """Return the mention whose sign stands at `position` of `text`."""
        return self._signs[position]

    def signs(self) -> list[tuple[int, Mention]]:
        """Return every sign's position in `text` with its mention, in order."""
        return list(self._signs.items())

    def within(self, start: int, end: int, types: str = "") -> list[Mention]:
        """Return the mentions whose signs stand in ``text[start:end]``, of the types whose letters are given (all if none)."""
        found = self._with_references[bisect_left(self._positions, start) : bisect_left(self._positions, end)]
        if not types or not found:
            return found
        wanted = {SIGNS[letter] for letter in types}
        return [m for m in found if m.type in wanted]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the content that ``text[start:end]`` stands for."""
        last = self._signs.get(end - 1)
        return self._offsets[start], last.end if last else self._offsets[end - 1] + 1

    def position(self, offset: int) -> int:
        """Return the position in `text` of the content's offset."""
        return bisect_left(self._offsets, offset)

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield the matches of a compiled pattern in `text`."""
        return pattern.finditer(self.text)

    def mention_of(self, m: re.Match[str], group: int | str) -> Mention:
        """Return the mention whose sign is a group's first character."""
        return self._signs[m.start(group)]

    def mentions_of(self, m: re.Match[str], group: int | str) -> list[Mention]:
        """Return the mentions whose signs stand in a group (a list)."""
        start, end = m.span(group)
        found = self.within(start, end)
        # The parent in 清华|集成电路学院 is no item of the list.
        return [x for x in found if not self.is_parent(x)]

    def is_parent(self, brand: Mention) -> bool:
        """Whether an organization is only named as the parent of the one right behind it."""
        if brand.source != "brand" or brand.type != "Organization":
            return False
        part = self._signs.get(self.position(brand.start) + 1)
        return part is not None and part.type == "Organization" and part.start == brand.end

    def sentence_at(self, offset: int) -> Sentence:
        """Return the sentence that the content's offset lies in."""
        starts = [s.start for s in self.item.sentences]
        k = max(0, bisect_right(starts, offset) - 1)
        return self.item.sentences[k]

    def clause(self, position: int) -> tuple[int, int]:
        """Return the span of `text` between the commas, full stops and line ends around `position`."""
        return self._around(position, self._clause_ends)

    def sentence(self, position: int) -> tuple[int, int]:
        """Return the span of `text` between the full stops, semicolons and line ends around `position`."""
        return self._around(position, self._sentence_ends)

    def _around(self, position: int, ends: Sequence[int]) -> tuple[int, int]:
        """Return the span between the last of `ends` before `position` and the first at or behind it."""
        k = bisect_left(ends, position)
        return ends[k - 1] + 1 if k else 0, ends[k] if k < len(ends) else len(self.text)

    def subject(self, position: int, types: str, *, after: bool = True) -> Mention | None:
        """Return the thing of those types that words at `position` speak of.

        The last one before them in their clause, else the first of the sentence, else one that follows in the clause (if `after`), else the item's topic.
        """
        a, b = self.clause(position)
        before = self.subjects(a, position, types)
        if before:
            return before[-1]
        s, _ = self.sentence(position)
        earlier = self.subjects(s, a, types)
        if earlier:
            return earlier[-1]
        if after and (later := self.subjects(position, b, types)):
            return later[0]
        return self.topic(types, position)

    def topic(self, types: str, position: int | None = None) -> Mention | None:
        """Return the item's topic of those types: the one its title or head names, else the first mentioned before `position`."""
        limit = len(self.text) if position is None else position
        if self.item.title and (titled := self.subjects(0, self.position(self.item.title[1]), types)):
            return titled[0]
        before = self.subjects(0, limit, types)
        if not before:
            return None
        often = Counter(m.name for m in self.subjects(0, len(self.text), types))
        return max(before, key=lambda m: (often[m.name], -m.start))

    def subjects(self, start: int, end: int, types: str) -> list[Mention]:
        """Return the mentions in ``text[start:end]`` that may be what is spoken of: those only compared with are left out."""
        return [m for m in self.within(start, end, types) if not self.compared(m)]

    def compared(self, mention: Mention) -> bool:
        """Whether a thing is only named to compare another with it: 「性能超过甲」, 「是甲的2倍」."""
        found = self._compared.get(mention.start)
        if found is None:
            found = self._compared[mention.start] = self._is_compared(self.position(mention.start))
        return found

    def _is_compared(self, position: int) -> bool:
        return bool(_COMPARED_BEFORE.search(self.text[max(0, position - 10) : position])) or bool(_COMPARED_AFTER.match(self.text, position + 1))


def _apart(mentions: Sequence[Mention]) -> list[Mention]:
    """Make mentions follow each other: of a name inside another, only a brand in front is kept, and the other begins behind it."""
    kept: list[Mention] = []
    for m in sorted(mentions, key=lambda x: (x.start, -x.end)):
        if not kept or m.start >= kept[-1].end:
            kept.append(m)
        elif m.source == "brand" and m.start <= kept[-1].start < m.end < kept[-1].end:
            whole = kept.pop()
            kept += [m, replace(whole, start=m.end)]
    return kept


def views(briefing: Briefing, mentions: Sequence[Mention]) -> list[ItemView]:
    """Return a view of each item."""
    ordered = sorted(mentions, key=lambda m: m.start)
    starts = [m.start for m in ordered]
    result = []
    for item in briefing.items:
        for part in _parts(briefing, item):
            a, b = bisect_left(starts, part.start), bisect_left(starts, part.end)
            result.append(ItemView(briefing, part, ordered[a:b]))
    return result


def _parts(briefing: Briefing, item: Item) -> list[Item]:
    """Split a summary into its clauses: each tells of another item, and nothing carries over."""
    if item.kind != "summary":
        return [item]
    parts, start = [], item.start
    for m in re.finditer(r"[，。；！？;\n】【]|$", briefing.content[item.start : item.end]):
        end = item.start + m.start()
        if end > start:
            parts.append(replace(item, start=start, end=end, head=None, links=(), sentences=(Sentence(start, end),)))
        start = item.start + m.end()
    return parts
