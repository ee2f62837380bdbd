"""A file -> a `Briefing`: its date, its items, their sentences and links; every offset points into the file as it is.

Markdown as real people write it, HTML pages and plain text; UTF-8 with or without BOM, GB18030 (and so GBK), UTF-16 with BOM.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import re
from array import array
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import InputError
from kg.markup import TextWithOffsets, flatten_html, strip_inline
from kg.model import Briefing, Item, ItemKind, Link, Sentence

SUFFIXES = (".md", ".markdown", ".html", ".htm", ".txt")
"""File name endings that are taken for briefings."""

_MAX_BYTES = 200_000_000
_BULLET = re.compile(r"(?P<indent>[ \t]*)(?P<mark>[-–—*+•·●▪]|\d{1,2}[.)、](?!\d))(?:[ \t]+|(?=[^\s\-–—*+\d]))")
_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]*(.*)")
_GLUED = re.compile(r"(?<=[；。;])[ \t]*[-–—][ \t]?(?=[^\s\-–—：:；。]{2,20}[：:])")
_TAG = re.compile(r"\s*[\[【]([^\[\]【】\n]{2,60})[\]】]\s*")
_MEDIA = re.compile(r"\s*[|｜丨]\s*[^|｜丨\n]{1,26}\s*$")
_HEAD = re.compile(r"\s*(?P<head>[^：:，。；,;！？!?\n]{1,32}?)\s*[：:](?!//)")
_REPOSITORY = re.compile(r"\s*(?:https?://github\.com/)?(?P<repo>[A-Za-z0-9][\w.-]*/[A-Za-z0-9_][\w.-]*)\s*(?:[：:]|$)")
_SENTENCE_END = re.compile(r"[。！？；!?;]+[”’」』）)\"]*|\.(?=\s+[A-Z\u4e00-\u9fff])|\n")
_FOOTER = re.compile(r"往期回顾|历史简报|上期回顾|Previous issues|Archive\b", re.I)
_DATE = re.compile(r"(?P<y>(?:19|20)\d\d)\s*[-/.年_]\s*(?P<m>\d{1,2})\s*[-/.月_]\s*(?P<d>\d{1,2})|(?P<y2>20\d\d)(?P<m2>[01]\d)(?P<d2>[0-3]\d)(?!\d)")
_MONTHS = {m: i for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
_ENGLISH_DATE = re.compile(r"(?P<month>[A-Z][a-z]{2,8})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>20\d\d)|(?P<d2>\d{1,2})\s+(?P<month2>[A-Z][a-z]{2,8})\s+(?P<y2>20\d\d)")
_SECTIONS: tuple[tuple[ItemKind, re.Pattern[str]], ...] = (
    ("paper", re.compile(r"论文|学术|papers?\b|research", re.I)),
    ("repository", re.compile(r"开源|项目|代码|仓库|工具|open[- ]?source|repositor|projects?\b|code\b", re.I)),
    ("post", re.compile(r"博文|博客|文章|教程|观点|深度|blog|posts?\b|tutorials?\b|reading", re.I)),
    ("news", re.compile(r"新闻|资讯|动态|业界|产业|快讯|行业|news|industry", re.I)),
)


def decode(data: bytes, where: str = "input") -> str:
    """Return `data` as text: by BOM, else UTF-8, else GB18030.

    Raises
    ------
    InputError
        If it is binary or in none of these encodings.

    Examples
    --------
    >>> decode("龙芯".encode("gbk")), decode("龙芯".encode("utf-8-sig"))
    ('龙芯', '\\ufeff龙芯')
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in data[:65536]:
        raise InputError(f"{where}: a binary file, not a briefing; give Markdown, HTML or plain text")
    else:
        encodings = ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        odd = sum(c < " " and c not in "\t\r\n\f\x0b" for c in text[:20000])
        if odd > 20:
            break
        return text
    raise InputError(f"{where}: neither UTF-8 nor GB18030 text; convert it to UTF-8")


def read(path: str | Path) -> Briefing:
    """Read a briefing from a file.

    Raises
    ------
    InputError
        If the file is missing, unreadable, binary, too large, or in no known encoding.
    """
    path = Path(path)
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise InputError(f"{path}: larger than {_MAX_BYTES // 1_000_000} MB; split it")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; check the path and its permissions") from error
    return parse_bytes(data, path.name, str(path))


def parse_bytes(data: bytes, name: str, where: str = "") -> Briefing:
    """Parse the bytes of a file called `name`; `where` is named in errors."""
    text = decode(data, where or name)
    return parse(text, stem=Path(name).stem, html=Path(name).suffix.lower() in {".html", ".htm"}, path=where or name, digest=hashlib.sha256(data).hexdigest())


def parse(text: str, stem: str = "text", *, html: bool | None = None, path: str = "", digest: str = "") -> Briefing:
    """Parse the text of a briefing.

    Parameters
    ----------
    text : str
        Markdown, HTML or plain text.
    stem : str
        File name without ending; a date in it is the last resort for the briefing's date.
    html : bool, optional
        Whether it is HTML; by default it looks.

    Examples
    --------
    >>> briefing = parse("# 简报 (2031-05-06)\\n\\n- 甲芯：推出乙一号；\\n- 丙芯：融资", "x")
    >>> briefing.date, [briefing.content[i.start:i.end] for i in briefing.items]
    (datetime.date(2031, 5, 6), ['甲芯：推出乙一号；', '丙芯：融资'])
    """
    if html is None:
        html = bool(re.match(r"\s*(?:<!doctype html|<html|<\?xml|<body|<article|<div)", text[:2000], re.I))
    source, base = flatten_html(text) if html else (text, None)
    reader = _Reader(source)
    reader.run()
    content = reader.out.finish(len(source))
    offsets = reader.out.offsets if base is None else array("l", (base[i] for i in reader.out.offsets))
    links = [
        Link(a, b, url, s if base is None else base[s], (e if base is None else base[e - 1] + 1) if e > s else (s if base is None else base[s]))
        for a, b, url, s, e in reader.out.links
    ]
    items = _items(content, reader.blocks, links)
    date, date_from = _date(reader.front_matter, reader.title, stem)
    return Briefing(
        stem=stem, text=text, date=date, date_from=date_from, title=reader.title or stem, items=items, content=content, offsets=offsets, path=path,
        digest=digest or hashlib.sha256(text.encode("utf8", "replace")).hexdigest(), line_starts=array("l", [0, *(m.end() for m in re.finditer("\n", text))]),
    )  # fmt: skip


@dataclass(slots=True)
class _Block:
    """The lines of one item: their spans in the content."""

    kind: ItemKind
    section: str
    lines: list[tuple[int, int]] = field(default_factory=list)
    bulleted: bool = False


@dataclass(slots=True)
class _Reader:
    """Walks the source line by line and collects blocks."""

    source: str
    out: TextWithOffsets = field(default_factory=TextWithOffsets)
    blocks: list[_Block] = field(default_factory=list)
    front_matter: str = ""
    title: str = ""
    kind: ItemKind = "text"
    section: str = ""

    def run(self) -> None:
        position = 0
        front = re.match(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)", self.source, re.DOTALL)
        if front:
            self.front_matter, position = front[1], front.end()
        elif self.source.startswith("\ufeff"):
            position = 1
        block: _Block | None = None
        blank, seen = False, set[str]()
        while position < len(self.source):
            end = self.source.find("\n", position)
            end = len(self.source) if end < 0 else end
            # A link whose target is closed on the next line belongs to one line of text.
            if end < len(self.source) and re.search(r"\]\([^()\s]*$", self.source[position:end]) and self.source[end + 1 : end + 2] == ")":
                following = self.source.find("\n", end + 1)
                end = len(self.source) if following < 0 else following
            start, stop, position = position, end, end + 1
            line = self.source[start:stop]
            stripped = line.strip()
            if not stripped:
                blank = True
                continue
            heading = _HEADING.match(line)
            if heading and heading[2].strip():
                if _FOOTER.search(heading[2]):
                    break
                self._heading(heading, start)
                block, blank = None, False
                continue
            if re.fullmatch(r"[-=*_]{3,}|\|[\s|:\-]*\|?", stripped) or stripped.startswith(("> 注：", ">注：", "![", "<font>注")):
                block = None if stripped[0] in "-=*_" and len(block.lines if block else []) > 0 else block
                continue
            if stripped.startswith(">") and _FOOTER.search(stripped):
                break
            bullet = _BULLET.match(line)
            if len(stripped) >= 40 and not bullet:
                if stripped in seen:
                    continue
                seen.add(stripped)
            top = bool(bullet) and len(bullet["indent"].expandtabs(4)) < 2 and not bullet["mark"][0].isdigit() if bullet else False
            if bullet and (top or (bullet["mark"][0].isdigit() and (block is None or (not block.bulleted and block.kind in {"brief", "text"})))):
                block = self._open(bulleted=True)
                self._line(block, start + bullet.end(), stop)
            elif stripped.startswith(">"):
                quoted = start + line.index(">") + 1
                if block is None or block.kind != "summary":
                    block = _Block("summary", self.section)
                    self.blocks.append(block)
                self._line(block, quoted, stop)
            else:
                if block is None or (blank and not block.bulleted) or block.kind == "summary":
                    block = self._open(bulleted=False)
                self._line(block, start + (bullet.end() if bullet else 0), stop)
            blank = False

    def _open(self, *, bulleted: bool) -> _Block:
        kind: ItemKind = "brief" if self.kind == "text" and bulleted else self.kind
        block = _Block(kind, self.section, bulleted=bulleted)
        self.blocks.append(block)
        return block

    def _heading(self, heading: re.Match[str], start: int) -> None:
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)?", r"\1", heading[2]).strip(" #\r")
        if len(heading[1]) == 1 and not self.title:
            self.title = text
            return
        self.section = text
        self.kind = next((kind for kind, pattern in _SECTIONS if pattern.search(text)), "text")

    def _line(self, block: _Block, start: int, stop: int) -> None:
        """Append a source line to the content, as one line of `block`; glued items become blocks of their own."""
        cuts = [start, *(m.end() for m in _GLUED.finditer(self.source, start, stop)), stop] if block.bulleted and block.kind == "brief" else [start, stop]
        for i, (a, b) in enumerate(itertools.pairwise(cuts)):
            if i:
                block = self._open(bulleted=True)
            while a < b and self.source[a] in " \t\r\u3000\ufeff":
                a += 1
            while b > a and self.source[b - 1] in " \t\r\u3000-–—" and (self.source[b - 1] not in "-–—" or i + 2 < len(cuts)):
                b -= 1
            at = len(self.out.offsets)
            strip_inline(self.source, a, b, self.out)
            block.lines.append((at, len(self.out.offsets)))
            self.out.put("\n", b)


def _items(content: str, blocks: list[_Block], links: list[Link]) -> tuple[Item, ...]:
    items = []
    for block in blocks:
        if not block.lines:
            continue
        start, end = block.lines[0][0], block.lines[-1][1]
        mine = tuple(link for link in links if start <= link.start <= end)
        items.append(_item(content, block, start, end, mine))
    return tuple(items)


def _item(content: str, block: _Block, start: int, end: int, links: tuple[Link, ...]) -> Item:
    first = block.lines[0]
    tags, position = [], first[0]
    headed = block.bulleted and block.kind != "brief"
    while headed and (m := _TAG.match(content, position, first[1])) and m.end() < first[1]:
        tags.append(m.span(1))
        position = m.end()
    title: tuple[int, int] | None = None
    media_end = first[1]
    lead = next((link for link in links if position <= link.start <= position + 2 and link.end <= first[1]), None)
    if headed:
        stop = lead.end if lead and lead.end > lead.start else first[1]
        text = content[position:stop]
        if text.startswith("["):
            position += 1
            text = text[1:]
            if text.endswith("]") and "[" not in text:
                stop -= 1
                text = text[:-1]
        cut = _MEDIA.search(text)
        if cut and cut.start() >= 4:
            media_end = position + cut.start()
            stop = media_end
        if stop > position:
            title = (position, stop)
    head: tuple[int, int] | None = None
    where = title or first
    if block.kind == "repository" and (m := _REPOSITORY.match(content, where[0], where[1])):
        head = m.span("repo")
    elif (m := _HEAD.match(content, where[0], where[1])) and block.bulleted:
        head = m.span("head")
    sentences: list[tuple[int, int]] = []
    for a, b in block.lines:
        if (a, b) == first and title:
            sentences.append(title)
            tail = lead.end if lead and lead.end > title[1] else first[1] if media_end < first[1] else title[1]
            sentences += _sentences(content, tail, b)
        else:
            sentences += _sentences(content, a, b)
    return Item(block.kind, block.section, start, end, head, title, tuple(tags), links, tuple(Sentence(a, b) for a, b in sentences))


def _sentences(content: str, start: int, end: int) -> list[tuple[int, int]]:
    spans, position = [], start
    for m in _SENTENCE_END.finditer(content, start, end):
        spans.append((position, m.end()))
        position = m.end()
    spans.append((position, end))
    trimmed = []
    for a, b in spans:
        while a < b and content[a].isspace():
            a += 1
        while b > a and content[b - 1].isspace():
            b -= 1
        if b > a:
            trimmed.append((a, b))
    return trimmed


def _date(front_matter: str, title: str, stem: str) -> tuple[dt.date | None, str]:
    stated = re.search(r"^date\s*[:：]\s*(.+)$", front_matter, re.M | re.I)
    for text, origin in ((stated[1] if stated else "", "front matter"), (title, "title"), (stem, "file name")):
        if (date := find_date(text)) is not None:
            return date, origin
    return None, ""


def find_date(text: str) -> dt.date | None:
    """Return the first full date in `text`, or None.

    Examples
    --------
    >>> find_date("简报 (2021-08-01)"), find_date("2021年8月1日"), find_date("Briefing, March 3, 2024"), find_date("2021-13-01")
    (datetime.date(2021, 8, 1), datetime.date(2021, 8, 1), datetime.date(2024, 3, 3), None)
    """
    for m in _DATE.finditer(text):
        try:
            return dt.date(*(int(m[k] or m[k + "2"]) for k in "ymd"))
        except ValueError:
            continue
    for m in _ENGLISH_DATE.finditer(text):
        month = _MONTHS.get((m["month"] or m["month2"])[:3].lower())
        try:
            if month:
                return dt.date(int(m["y"] or m["y2"]), month, int(m["d"] or m["d2"]))
        except ValueError:
            continue
    return None
