"""What can be seen of a candidate name: its form, its place, the words around it. Strings, for a linear model.

No feature holds the whole name: the model must learn how names look and stand, not which there are.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence

from kg.extract.candidates import ORG_ENDING, Candidate
from kg.model import Briefing, Item, Mention
from kg.vocabulary import fold, has_cjk, is_cjk

_LIST = frozenset("、,，/&+和与及或跟")


def shape(text: str) -> str:
    """Return the shape of a name: A a 9 for runs of capitals, small letters and digits, 中 for Chinese, other signs as they are.

    Examples
    --------
    >>> shape("MobileNetV2"), shape("黄山2S"), shape("i.MX RT1050")
    ('AaAaA9', '中9A', 'a.A A9')
    """
    out: list[str] = []
    for k in map(_kind, text):
        if not out or out[-1] != k or k not in "9A中a":
            out.append(k)
    return "".join(out)


@functools.cache
def _kind(c: str) -> str:
    return "9" if c.isdigit() else "中" if is_cjk(c) else "A" if c.isupper() else "a" if c.isalpha() else c


_HEADS = (
    ("Chip", re.compile(r"芯片|处理器|SoC|[CGDTXI]PU|MCU|FPGA|基带|主控|加速器|显卡|chips?|processors?", re.I)),
    ("Core", re.compile(r"NPU|DSP|ISP|内核|大核|小核|核心|核|架构|微架构|IP|cores?", re.I)),
    ("Device", re.compile(r"手机|平板|眼镜|手表|耳机|音箱|电视|机器人|开发板|核心板|评估板|加速卡|推理卡|板卡|服务器|笔记本|一体机|翻译机|翻译笔|摄像头|新机|机型|车型|量产车|汽车|轿车|盒子|套件|boards?|phones?", re.I)),
    ("Software", re.compile(r"框架|引擎|工具链?|工具包|库|系统|平台|编译器|软件|应用|运行时|组件|插件|服务|APP|SDK|frameworks?|librar(?:y|ies)|toolkits?|compilers?|runtimes?", re.I)),
    ("Model", re.compile(r"模型|网络|算法|模块|方法|结构|技术|models?|networks?", re.I)),
    ("Organization", re.compile(r"公司|企业|厂商|巨头|机构|新兵|新秀|对手|客户|股东|伙伴|团队|大学|联盟|startups?|company", re.I)),
    ("Person", re.compile(r"创始人|CEO|CTO|COO|CFO|总裁|董事长?|总监|经理|教授|博士|院士|负责人|架构师|科学家|工程师|作者|导师|研究员|分析师", re.I)),
    ("Dataset", re.compile(r"数据集|基准|跑分|测试集|benchmarks?|datasets?", re.I)),
    ("named", re.compile(r"代号|名为|称为|命名为|型号为?|叫做?|名叫|项目名?|called|named|dubbed|codenamed?", re.I)),
)  # fmt: skip
"""Words for what a thing is, which stand right before or behind its name."""
_SOME_HEAD = re.compile("|".join(pattern.pattern for _, pattern in _HEADS), re.I)
_SOME_HEAD_LAST = re.compile(rf"(?:{_SOME_HEAD.pattern})\Z", re.I)
_OPENING, _CLOSING = ' “"「『《（(', ' ”"」』》）)'


def _head_before(content: str, offset: int) -> str:
    """Return the type whose word ends right before `offset`, quotation marks and spaces apart, or empty."""
    while offset > 0 and content[offset - 1] in _OPENING:
        offset -= 1
    near = content[max(0, offset - 9) : offset]
    if not _SOME_HEAD_LAST.search(near):
        return ""
    found = [(m.end() - m.start(), type_) for type_, pattern in _HEADS for m in pattern.finditer(near) if m.end() == len(near)]
    return max(found)[1] if found else ""


def _head_behind(content: str, offset: int) -> str:
    """Return the type whose word begins right behind `offset`, quotation marks and spaces apart, or empty."""
    while offset < len(content) and content[offset] in _CLOSING:
        offset += 1
    if not _SOME_HEAD.match(content, offset):
        return ""
    found = [(m.end() - m.start(), type_) for type_, pattern in _HEADS if (m := pattern.match(content, offset))]
    return max(found)[1] if found else ""


class Context:
    """What the features of one briefing's candidates share.

    Parameters
    ----------
    briefing : Briefing
    words : list of int
        Offsets at which words begin, ascending, and the content's length.
    known : sequence of Mention
        Names already found, ascending; a candidate never overlaps one partly.
    """

    def __init__(self, briefing: Briefing, words: list[int], known: Sequence[Mention]) -> None:
        self.content = briefing.content
        self.words = words
        self.items = briefing.items
        self.item_starts = [i.start for i in briefing.items]
        self.known = known
        self.known_starts = [m.start for m in known]
        self.known_ends = [m.end for m in known]
        self.repositories = {
            fold(self.content[i.head[0] : i.head[1]].split("/")[-1]) for i in briefing.items if i.kind == "repository" and i.head and "/" in self.content[i.head[0] : i.head[1]]
        }
        self.repositories |= {fold(m[1]) for i in briefing.items for link in i.links if (m := re.search(r"github\.com/[\w.-]+/([\w.-]+)", link.url))}

    def item_of(self, start: int) -> Item | None:
        """Return the item that the offset lies in."""
        k = bisect_right(self.item_starts, start) - 1
        return self.items[k] if k >= 0 and start < self.items[k].end else None

    def word_before(self, offset: int) -> tuple[str, int]:
        """Return the word that ends at or before `offset`, and where it begins."""
        k = bisect_left(self.words, offset) - 1
        if k < 0:
            return "", 0
        return self.content[self.words[k] : offset].strip() or self.content[self.words[k] : offset][:1], self.words[k]

    def word_after(self, offset: int) -> tuple[str, int]:
        """Return the word that begins at or after `offset`, and where it ends."""
        while offset < len(self.content) and self.content[offset] == " ":
            offset += 1
        k = bisect_right(self.words, offset)
        end = self.words[k] if k < len(self.words) else len(self.content)
        return self.content[offset:end], end

    def type_ending_at(self, offset: int) -> str:
        """Return the type of the known name that ends at `offset` (spaces apart), or empty."""
        while offset > 0 and self.content[offset - 1] == " ":
            offset -= 1
        k = bisect_left(self.known_ends, offset)
        return self.known[k].type if k < len(self.known) and self.known_ends[k] == offset else ""

    def type_beginning_at(self, offset: int) -> str:
        """Return the type of the known name that begins at `offset` (spaces apart), or empty."""
        while offset < len(self.content) and self.content[offset] == " ":
            offset += 1
        k = bisect_left(self.known_starts, offset)
        return self.known[k].type if k < len(self.known) and self.known_starts[k] == offset else ""


_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[\u4e00-\u9fff]+|[^\w\s]")
_WORD = re.compile(r"科技|半导体|微电子|智能|资本|研究院|大学|实验室|系统|平台|芯片|引擎|框架|模型|网络|算法|编译器|处理器|手机|平板|数据集")
_PART = re.compile(
    r"net|bert|former|lite|tiny|mobile|torch|tensor|flow|kit|sdk|os|ml|ai|nn|gpu|npu|cpu|soc|soft|tech|semi|lab|inc|corp|university|institute|research|core|chip|phone|pad|book|watch|board|bench|gan|yolo|vit|nas|db|hub|studio|engine"
)
_LETTER_DIGIT = re.compile(r"[A-Za-z]\d")
_CUE_BEFORE = re.compile(r"推出|发布|搭载|采用|名为|代号|提出|开源|支持|基于|使用|收购|投资|融资|合作|旗下|自研|集成|包括|作者|来自|相比|优于|超过|在|用")
_CUE_AFTER = re.compile(
    r"芯片|处理器|平台|架构|内核|核心|框架|引擎|库|工具|系统|模型|网络|算法|模块|方法|数据集|公司|团队|手机|平板|开发板|加速卡|显卡|指令集|编译器|宣布|表示|发布|推出|等|系列|版本|上|GPU|NPU|CPU"
)


@functools.lru_cache(maxsize=50_000)
def _normal(word: str) -> str:
    return re.sub(r"\d+", "0", word.lower()) if word.isascii() else word


def features(candidate: Candidate, context: Context, counts: Counter[str]) -> list[str]:
    """Return the features of a candidate.

    Parameters
    ----------
    candidate : Candidate
    context : Context
        Of its briefing.
    counts : Counter
        How often each folded text is a candidate of the briefing.
    """
    content, a, b = context.content, candidate.start, candidate.end
    text = content[a:b]
    cjk = has_cjk(text)
    lower = text.lower()
    pieces = _PIECE.findall(text)
    script = "zh" if cjk else "en"
    out = ["bias", f"form={candidate.form}", f"shape={shape(text)[:12]}", f"len={min(len(text), 12)}", f"pieces={min(len(pieces), 6)}", f"script={script}"]
    out.append(f"spaces={text.count(' ')}")
    if cjk:
        if len(text) > 2 and any(m.end() == len(text) for m in ORG_ENDING.finditer(text)):
            out += ["company-end", f"company-end,{candidate.form}"]
        out += [f"zh-end={text[-1]}", f"zh-end2={text[-2:]}", f"zh-start={text[0]}"]
        out += [f"word={w}" for w in _WORD.findall(text)]
    else:
        out += [f"end3={lower[-3:]}", f"end4={lower[-4:]}", f"start3={lower[:3]}", f"start2={lower[:2]}"]
        if pieces:
            out += [f"last={_normal(pieces[-1])}", f"first={_normal(pieces[0])}"]
        out += [f"part={w}" for w in _PART.findall(lower)]
        if _LETTER_DIGIT.search(text):
            out.append("letter-digit")
        if text.isupper():
            out.append("upper")
        if text.islower():
            out.append("lower")
    left1, at1 = context.word_before(a)
    left2, at2 = context.word_before(at1)
    right1, end1 = context.word_after(b)
    right2, end2 = context.word_after(end1)
    l1, l2, r1, r2 = map(_normal, (left1, left2, right1, right2))
    out += [f"l1={l1}", f"l2={l2}", f"r1={r1}", f"r2={r2}", f"l21={l2}|{l1}", f"r12={r1}|{r2}", f"l1r1={l1}|{r1}", f"l1,{script}={l1}", f"r1,{script}={r1}"]
    if left1:
        out.append(f"lc={content[a - 1] if a else ''}")
    quoted = "q" if a and content[a - 1] in '“"「『《' else ""
    for side, head in (("L", _head_before(content, a)), ("R", _head_behind(content, b))):
        if head:
            out += [f"head{side}={head}", f"head{side}={head},{script}{quoted}", f"head{side}={head},{candidate.form}"]
    if cjk:
        out.append(f"edge={candidate.form},{'|' if not a or not has_cjk(content[a - 1]) else content[a - 1]}")
        out.append(f"edge-end={candidate.form},{'|' if b >= len(content) or not has_cjk(content[b]) else content[b]}")
    near = content[max(0, a - 12) : a]
    after = content[b : b + 12]
    out += [f"near={cue}" for cue in _CUE_BEFORE.findall(near)]
    out += [f"after={cue}" for cue in _CUE_AFTER.findall(after)]
    for side, t in (("L", context.type_ending_at(a)), ("R", context.type_beginning_at(b))):
        if t:
            out.append(f"adjacent{side}={t}")
    p = a
    while p > 0 and content[p - 1] == " ":
        p -= 1
    if p and content[p - 1] in _LIST:
        t = context.type_ending_at(p - 1)
        if t:
            out.append(f"listL={t}")
    q = b
    while q < len(content) and content[q] == " ":
        q += 1
    if q < len(content) and content[q] in _LIST:
        t = context.type_beginning_at(q + 1)
        if t:
            out.append(f"listR={t}")
    if a and content[a - 1] in "（(":
        t = context.type_ending_at(a - 1)
        out.append(f"in-parenthesis={t}")
    if cjk:
        k = bisect_left(context.words, b)
        out.append(f"word-end={k < len(context.words) and context.words[k] == b},{candidate.form}")
        out.append(f"left-open={bool(a) and has_cjk(content[a - 1])}")
        out.append(f"right-open={b < len(content) and has_cjk(content[b])}")
    starts = context.type_beginning_at(a)
    if starts:
        out += [f"extends={starts}", f"extends={starts},{script}", f"extends={starts},{candidate.form}"]
    ends = context.type_ending_at(b)
    if ends and not starts:
        out.append(f"ends-in={ends}")
    item = context.item_of(a)
    if item is not None:
        out.append(f"kind={item.kind}")
        out.append(f"kind,{script}={item.kind},{candidate.form}")
        if item.title and item.title[0] <= a < item.title[1]:
            out.append(f"in-title,{item.kind}")
            if a == item.title[0]:
                out.append(f"title-start,{item.kind}")
        if item.head and (a, b) == item.head:
            out += ["is-head", f"is-head,{item.kind}", f"is-head,{item.kind},{shape(text)[:4]}", f"is-head,{item.kind},{min(len(text), 8)},{script}"]
            if "company-end" in out:
                out.append(f"is-head,{item.kind},company")
            t = context.type_beginning_at(b + 1)
            if t:
                out.append(f"head-before={t}")
        elif item.head and item.head[0] <= a < item.head[1]:
            out.append(f"in-head,{item.kind}")
    key = fold(text)
    out.append(f"count={min(counts[key], 4)}")
    if key in context.repositories:
        out.append("is-repository")
    return [f.replace("\n", "¶") for f in out] if "\n" in content[at2 : end2 + 1] else out
