"""Where a name may stand that no list holds: spans proposed by form and position. What each is, `classify` decides.

A candidate is cheap and often wrong; it only has to be there. Forms: Latin runs with a name's shape, Chinese names with a company's ending, names in
quotation marks, item heads, repository heads, names in apposition (中文（Latin）), Chinese words with a model number, people beside a title or a post.
"""

from __future__ import annotations

import importlib.resources
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.model import Briefing, Item

_LATIN_WORD = r"[A-Za-z0-9À-ÿ](?:[A-Za-z0-9À-ÿ.\-_'’&#]|\+(?=\+))*[A-Za-z0-9À-ÿ]\+{0,2}(?![A-Za-z0-9])|[A-Za-z0-9]"
_LATIN = re.compile(rf"(?:{_LATIN_WORD})(?: (?:{_LATIN_WORD}))*")
_WORD = re.compile(_LATIN_WORD)
_QUOTED = re.compile(r"[「『“\"《‘]([^「」『』“”\"《》‘’\n]{2,30})[」』”\"》’]")
_APPOSED = re.compile(r"([\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9·]{1,11})\s*[（(]")
_NUMBERED = re.compile(
    r"([\u4e00-\u9fff]{2,4})\s?((?:[A-Z]{0,3}\d{1,5}(?:\.\d)?[A-Za-z]{0,5}(?: ?(?:Pro|Plus|Max|Ultra|Lite|Mini|SE))?\+?)|[一二三四五六七八九十]+[号代])(?![A-Za-z0-9\u4e00-\u9fff]?[年月日%倍亿万个颗款家项纳位核])"
)
ORG_ENDING = re.compile(
    r"(?:股份有限公司|有限公司|研究院|研究所|实验室|事务所|委员会|基金会|半导体|微电子|集成电路|科技|智能|资本|创投|投资|基金|大学|学院|集团|公司|电子|汽车|软件|通信|光电|"
    r"信息|网络|数据|机器人|传媒|控股|证券|银行|电信|移动|联通|技术|电气|精密|材料|存储|创新|联盟|联合体|协会|俱乐部|理事会|工作组|商务部|工信部|交易所|事业部|事业群|团队|系统|智行|智驾|出行|视觉|微|芯)"
)
_NOT_IN_NAME = re.compile(r"[的了在和与及或由被向从对为是将把给等其该本这那各某每并而但也还已又再均都就之以于至到自让使令获称说据经因如若、，。；：！？“”「」《》（）()\s]")
_STOP_BEFORE = re.compile(
    r".*(?:投资|收购|发布|推出|宣布|旗下|领投|跟投|来自|采用|成立|创办|成为|合作|携手|联合|完成|近日|日前|此前|目前|今年|去年|明年|其中|以及|包括|例如|比如|通过|公司|企业|国内|国外|全球|首家|一家|这家|"
    r"多家|作为|支持|使用|基于|面向|针对|提供|集成|搭载|开发|研发|开源|打造|负责|加入|任职|曾任|授权|选择|依托|利用|关于|来源|美国|中国|英国|法国|德国|日本|韩国|以色列|加拿大|上海|北京|深圳|杭州|南京|合肥|广州)"
)
_CITY = (
    "上海",
    "北京",
    "深圳",
    "杭州",
    "南京",
    "合肥",
    "广州",
    "苏州",
    "武汉",
    "成都",
    "西安",
    "厦门",
    "珠海",
    "无锡",
    "中国",
    "美国",
    "英国",
    "日本",
    "韩国",
    "香港",
    "台湾",
    "东京",
    "首尔",
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤洪颜"
    "倪易乔柳申庄殷章牛鲁岳齐梅尤沙温祝翟安葛伍季柯骆戚苗兰臧施穆聂荀卫谈左古凌霍裴焦欧宁简阮耿纪鲍关单项屈盛童路常游辛管解应连阎楚景冷时来闻卓车桂蓝蒲甘褚喻匡饶桑麦从边查蒙巫符竺水华祁芮储靳邢储娄宗樊瞿"
)
_TWO_SURNAMES = frozenset(
    ["欧阳", "司马", "上官", "诸葛", "慕容", "令狐", "皇甫", "尉迟", "端木", "东方", "南宫", "夏侯", "司徒", "万俟", "左丘", "公孙", "轩辕", "宇文", "长孙", "独孤", "澹台"]
)
_ROLE = (
    r"(?:联合创始人|创始人|首席\w{1,4}官|首席科学家|首席架构师|董事长|总裁|副总裁|高级副总裁|总经理|副总经理|总监|负责人|架构师|董事|监事|导师|作者|学生|实习生|分析师|投资人|投资者|人士|经理|主管|院长|所长|教授|副教授|博士|研究员|科学家|工程师|院士|先生|女士|"
    r"CEO|CTO|COO|CFO|CMO|CIO|CSO|VP|合伙人|主席|组长|部长|主任|团队|等人|课题组)"
)
_PERSON_BEFORE = re.compile(rf"{_ROLE}(?:兼{_ROLE})?\s?([\u4e00-\u9fff]{{2,4}})")
_PERSON_AFTER = re.compile(rf"([\u4e00-\u9fff]{{2,3}})(?={_ROLE})")
_PERSON_SAYS = re.compile(
    r"([\u4e00-\u9fff]{2,3})(?=表示|认为|指出|透露|坦言|强调|回应|介绍说|介绍道|告诉|承认|说[，：]|称[，：]|暂代|接任|接替|留任|卸任|离职|辞任|辞去|加盟|加入|出任|担任|升任|转任|任职)"
)
_PERSON_OF = re.compile(r"(?:的|由|任命|聘请|提拔)([\u4e00-\u9fff]{2,4})(?=[和与、，。；]|团队|等人|担任|出任|接任|任职|执掌|领导|牵头|主导)")
_LATIN_NAME = re.compile(r"(?<![A-Za-z0-9])((?:[A-Z][a-z'’]+|[A-Z]\.)(?:[ -](?:[A-Z][a-z'’]+|[A-Z]\.?|van|von|de|der))* ?\.?[ ]?(?:[A-Z][A-Za-z'’\-]+))(?![A-Za-z0-9])")
GENERIC = frozenset((importlib.resources.files("kg.extract") / "generic.txt").read_text("utf8").split())
"""Latin words that are never a name by themselves: technical vocabulary, units, programming languages, codecs, plain English."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of the content that may be a name. `form` is the proposer that found it."""

    start: int
    end: int
    form: str


_CODE_NAME = re.compile(r"[a-z][a-z0-9]+(?:_[a-z0-9]+)+|[a-z][a-z0-9]+(?:\.[a-z0-9]+)*\.(?:js|py|cpp|rs|jl|ai)|[a-z][a-z0-9]{2,}\+\+")
"""How programs are named in small letters: line_profiler, tracking.js, wav2letter++."""


def _name_like(word: str) -> bool:
    """Whether a Latin word has the shape of a name: a capital inside or first, or letters with digits."""
    bare = word.strip("-_./'&")
    if bare.lower() in GENERIC or len(bare) < 2:
        return False
    letters = any(c.isalpha() for c in bare)
    if not letters:
        return False
    if _CODE_NAME.fullmatch(bare):
        return True
    return bare[0].isupper() or any(c.isupper() for c in bare[1:]) or any(c.isdigit() for c in bare) or ("-" in bare and len(bare) > 4)


def _latin(content: str, start: int, end: int) -> Iterator[Candidate]:
    for run in _LATIN.finditer(content, start, end):
        words = [m.span() for m in _WORD.finditer(content, run.start(), run.end())]
        english = len(words) > 6
        i = 0
        while i < len(words):
            a, b = words[i]
            if not _name_like(content[a:b]):
                i += 1
                continue
            j = i
            yield Candidate(a, b, "latin")
            while j + 1 < len(words) and j - i < 3:
                c, d = words[j + 1]
                nxt = content[c:d]
                if not (_name_like(nxt) or re.fullmatch(r"[vV]?\d[\d.]*[A-Za-z+]{0,2}|OS|AI|[A-Z]|One|Pro|Plus|Lite|Mini|Max|Ultra|of|for", nxt)):
                    break
                j += 1
                if nxt not in {"of", "for"}:
                    yield Candidate(a, d, "latin-run" if not english else "english-run")
            i += 1


def _companies(content: str, start: int, end: int, words: list[int]) -> Iterator[Candidate]:
    """Chinese names that end as companies and institutes do; the left edge is sought at word boundaries."""
    for m in ORG_ENDING.finditer(content, start, end):
        stop = m.end()
        limit = max(start, m.start() - 14)
        left = content[limit : m.start()]
        cut = None
        for k in _NOT_IN_NAME.finditer(left):
            cut = k.end()
        if cut is not None:
            left = left[cut:]
        if (s := _STOP_BEFORE.match(left)) is not None:
            left = left[s.end() :]
        begin = m.start() - len(left)
        if re.fullmatch(r"[A-Za-z0-9]{1,5}", left) and left.lower() in GENERIC:
            continue
        if left and len(left) <= 12:
            yield Candidate(begin, stop, "company")
            boundaries = words[bisect_left(words, begin + 1) : bisect_right(words, m.start() - 1)]
            for boundary in boundaries[-2:]:
                yield Candidate(boundary, stop, "company")


def propose(briefing: Briefing, words: list[int]) -> list[Candidate]:
    """Return the candidates of a briefing, each span once.

    Parameters
    ----------
    briefing : Briefing
    words : list of int
        Offsets at which words begin, ascending.
    """
    found: dict[tuple[int, int], Candidate] = {}

    def add(candidate: Candidate) -> None:
        if candidate.end > candidate.start:
            found.setdefault((candidate.start, candidate.end), candidate)

    for item in briefing.items:
        for candidate in _of_item(briefing.content, item, words):
            if any(s.start <= candidate.start and candidate.end <= s.end for s in item.sentences):
                add(candidate)
    return sorted(found.values(), key=lambda c: (c.start, c.end))


def _begins(words: list[int], offset: int) -> bool:
    """Whether a word begins at `offset`."""
    k = bisect_left(words, offset)
    return k < len(words) and words[k] == offset


_LISTED = re.compile(r"(?:、|和|与|及|以及|，|,)\s*([^、，,。；;！？!?\s：:（）()“”「」和与及\ue000-\ue00a]{2,14}?)(?=\s*(?:、|和|与|及|以及|等|联合|共同|领投|跟投|都|均|之|（))")
_LISTED_FIRST = re.compile(r"(?:^|[，。；：:\s由与和有是对向给])([^、，,。；;！？!?\s：:（）()“”「」和与及由有是对向给的了\ue000-\ue00a]{2,12})(?=、)")


_SAID_IN_LIST = re.compile(r".*(?:发布|推出|宣布|搭载|采用|支持|使用|来自|提供|集成|开源|开发|研发|收购)(?=.)")


def propose_listed(content: str, known: Sequence[tuple[int, int]]) -> Iterator[Candidate]:
    """Yield what stands in a list beside a known name: 「甲、乙和丙」 are of one type. `known` holds the spans of known names."""
    for start, end in known:
        for m in _LISTED.finditer(content, end, end + 40):
            if "\n" in content[end : m.start()] or re.search(r"[。；]", content[end : m.start()]):
                break
            if not _SAID_IN_LIST.match(m[1]):
                yield Candidate(*m.span(1), "listed")
        before = content[max(0, start - 30) : start]
        if before.endswith(("、", "和", "与", "及", "，")):
            offset = max(0, start - 30)
            for m in (*_LISTED_FIRST.finditer(before), *_LISTED.finditer(before)):
                if not _SAID_IN_LIST.match(m[1]):
                    yield Candidate(offset + m.start(1), offset + m.end(1), "listed")


_HEADED = re.compile(
    r"(?:芯片|处理器|SoC|[CGNDTXI]PU|MCU|FPGA|DSP|ISP|基带|主控|加速器|内核|架构|手机|平板|眼镜|手表|耳机|音箱|机器人|开发板|加速卡|服务器|笔记本|汽车|量产车|框架|引擎|系统|平台|编译器|工具链?|模型|数据集|公司|企业|厂商|新兵|新秀|代号|名为|型号为?|命名为|叫做?)"
    r"\s?([\u4e00-\u9fff]{2,5}?)(?=[，。；、：:（(“”\s！!]|采用|搭载|集成|内置|支持|基于|由|在|的|已|将|正式|亮相|发布|开源|点亮|流片|量产|完成|宣布|和|与|等)"
)
"""What is named right behind the word for what it is: 「自研NPU灵枢，」, 「开源框架磐石支持」."""
_MIXED = re.compile(
    r"([\u4e00-\u9fff]{2,4})(?:[A-Z][a-z]{1,9}(?: ?\d{1,3})?|[A-Z]\d{1,4}[A-Za-z]{0,2}|\d{1,2})(?![A-Za-z0-9%]|\s?[年月日%倍亿万个颗款家项纳位核米寸元台张路])(?: ?(?:Pro|Plus|Max|Ultra|Lite|Mini|SE)(?![A-Za-z]))?"
)
"""Chinese with letters or a number behind it: 苍岚E7, 若耶Tab, 雨巷Pen 2."""
_KIND_FIRST = re.compile(
    r"(?:手机|芯片|平板|眼镜|手表|耳机|音箱|电视|机器人|新机|机型|车型|平台|系统|版本?|引擎|框架|模型|产品|系列|搭载|采用|推出|发布|支持|使用|和|与|的|在|用)|.(?:机|表|车|板|卡)"
)
"""What begins with the word for what it is, or with a verb, is no name."""
_PLACED = re.compile(
    r"(?:来自|收购了?|并购了?|投资了?|入股|参股|授权给|客户|对手|伙伴|母公司|子公司|股东|采用者是|被|交付给|供货给|出售给|[给向与和]|由)"
    r"([\u4e00-\u9fff]{2,6}?)(?=[，。；、（(”\"]|与|和|以|收购|并购|使用|提供|合作|联合|开发|共同|推出|领投|跟投|代工|的|供应|采购|签约|签署|合资|达成)"
)
"""What stands where companies do: 「被绍砾以…并购」, 「竞争对手敖霜；」."""


def _may_begin(content: str, start: int, end: int) -> bool:
    """Whether Chinese before letters or a number may be a name's: no word for what it is, no verb in it."""
    return not _KIND_FIRST.match(content, start) and not _STOP_BEFORE.match(content[start:end])


def _personal(text: str) -> bool:
    """Whether Chinese text begins as a person's name and is as long as one."""
    return (len(text) in (2, 3) and text[0] in _SURNAMES) or (len(text) in (3, 4) and text[:2] in _TWO_SURNAMES)


def _of_item(content: str, item: Item, words: list[int]) -> Iterator[Candidate]:
    start, end = item.start, item.end
    if item.head and item.kind != "repository":
        a, b = item.head
        if not re.search(r"[&、/+]|和|与", content[a:b]):
            yield Candidate(a, b, "head")
        for city in _CITY:
            if content.startswith(city, a) and b - a > len(city) + 1:
                yield Candidate(a + len(city), b, "head")
        for separator in re.finditer(r"\s*(?:[&+、/]|和|与|\band\b)\s*", content[a:b]):
            yield Candidate(a, a + separator.start(), "head")
            yield Candidate(a + separator.end(), b, "head")
    yield from _latin(content, start, end)
    yield from _companies(content, start, end, words)
    for m in _QUOTED.finditer(content, start, end):
        yield Candidate(*m.span(1), "quoted")
    for m in _APPOSED.finditer(content, start, end):
        a, b = m.span(1)
        yield Candidate(a, b, "apposed")
        for boundary in words[bisect_left(words, a + 1) : bisect_right(words, b - 2)][-3:]:
            yield Candidate(boundary, b, "apposed")
    for m in _NUMBERED.finditer(content, start, end):
        a, b = m.span()
        for boundary in words[bisect_left(words, a) : bisect_right(words, m.end(1) - 1)][-2:]:
            if _may_begin(content, boundary, m.end(1)):
                yield Candidate(boundary, b, "numbered")
    for pattern in (_PERSON_BEFORE, _PERSON_AFTER, _PERSON_SAYS, _PERSON_OF):
        for m in pattern.finditer(content, start, end):
            a, b = m.span(1)
            for begin, stop in {(a, b), (a + 1, b), (a, b - 1), (a, b - 2)}:
                if _personal(content[begin:stop]) and (stop == b or _begins(words, stop)):
                    yield Candidate(begin, stop, "person")
    for m in _HEADED.finditer(content, start, end):
        yield Candidate(*m.span(1), "headed")
    for m in _MIXED.finditer(content, start, end):
        for begin in range(m.start(), m.end(1) - 1):
            if _may_begin(content, begin, m.end(1)) and (_begins(words, begin) or m.end(1) - begin <= 3):
                yield Candidate(begin, m.end(), "mixed")
    for m in _PLACED.finditer(content, start, end):
        a, b = m.span(1)
        if not _STOP_BEFORE.match(content[a:b]) and not _NOT_IN_NAME.search(content[a:b]):
            yield Candidate(a, b, "placed")
    for m in _LATIN_NAME.finditer(content, start, end):
        yield Candidate(*m.span(1), "latin-person")
