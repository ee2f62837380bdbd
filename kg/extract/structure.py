"""What an item is about, from its place: the paper of a paper item, the repository that heads an item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.model import Briefing, Item, Mention
from kg.vocabulary import Vocabulary, fold

_STATED_TITLE = re.compile(r"(?:^|\n)[ \t]*(?:论文标题|论文题目|标题|题目|论文名称?|[Tt]itle|[Pp]aper)\s*[：:]\s*([^\n]{8,200})")
_QUOTED_TITLE = re.compile(r"(?:论文|文章|工作|paper)[^“\"《\n]{0,12}[“\"《]([A-Za-z][^”\"》\n]{18,200})[”\"》]|[“\"《]([A-Z][^”\"》\n]{18,200})[”\"》][^\n。]{0,6}(?:论文|一文)")
_PAPER_URL = re.compile(
    r"arxiv\.org/|openreview\.net/|aclweb\.org/|aclanthology\.org/|openaccess\.thecvf\.com|dl\.acm\.org/|ieeexplore\.ieee|papers\.nips\.cc|nature\.com/articles|proceedings\.mlr|/papers?/|\.pdf(?:$|\?)",
    re.I,
)
_PAPER_LABEL = re.compile(r"(?:论文(?:地址|链接|原文)?|原文|文章|[Pp]aper|arXiv|Arxiv)\s*[：:]\s*$")
_ENGLISH_TITLE = re.compile(r"[A-Za-z0-9][^\u4e00-\u9fff\n]{14,}$")
REPOSITORY_URL = re.compile(r"github\.com/([A-Za-z0-9][\w.-]*)/([\w.-]+)")
_DATASET_WORD = re.compile(r"数据集|dataset|benchmark", re.I)


def repository_of(url: str) -> str:
    """Return ``owner/repo`` of a GitHub link, else an empty string.

    Examples
    --------
    >>> repository_of("https://github.com/a-b/c.js/tree/main/d"), repository_of("https://github.com/a")
    ('a-b/c.js', '')
    """
    m = REPOSITORY_URL.search(url)
    return f"{m[1]}/{m[2].removesuffix('.git')}" if m else ""


def _trim(content: str, start: int, end: int) -> tuple[int, int]:
    while start < end and content[start] in " \t[（(《“\"'":
        start += 1
    while end > start and content[end - 1] in " \t]）》”\"'，。,;；":
        end -= 1
    return start, end


def _english(text: str) -> bool:
    return bool(_ENGLISH_TITLE.match(text)) and len(re.findall(r"[A-Za-z]{2,}", text)) >= 4


def paper_titles(briefing: Briefing, item: Item) -> list[tuple[int, int]]:
    """Return spans of the names of the paper that the item is about, the best first; none if it is about no paper."""
    content = briefing.content
    if item.kind != "paper" and not _links_paper(content, item):
        return []
    spans: list[tuple[int, int]] = []
    text = content[item.start : item.end]
    title = item.title
    if title and item.head and "/" in content[item.head[0] : item.head[1]]:
        m = re.match(r"\s*[：:]\s*", content[item.head[1] : title[1]])
        rest = item.head[1] + (m.end() if m else 0)
        title = (rest, title[1]) if rest < title[1] - 2 else title
    if m := _STATED_TITLE.search(text):
        spans.append(_trim(content, item.start + m.start(1), item.start + m.end(1)))
    if m := _QUOTED_TITLE.search(text):
        group = 1 if m[1] else 2
        spans.append(_trim(content, item.start + m.start(group), item.start + m.end(group)))
    if title:
        a, b = _trim(content, *title)
        english = [(a, b)] if _english(content[a:b]) else []
        spans = english + spans + ([] if english else [(a, b)])
    elif not spans and item.links and item.kind == "paper":
        first = next((s for s in item.sentences), None)
        if first:
            spans.append((first.start, first.end))
    return [s for s in dict.fromkeys(spans) if s[1] - s[0] > 2]


def _links_paper(content: str, item: Item) -> bool:
    """Whether an item outside the papers' section gives a link to its paper."""
    return any(_PAPER_URL.search(link.url) and _PAPER_LABEL.search(content[max(item.start, link.start - 12) : link.start]) for link in item.links) or any(
        re.search(r"论文|[Pp]aper", content[max(item.start, link.start - 8) : link.start]) and link.end == link.start and item.kind == "repository" for link in item.links
    )


def nested_papers(briefing: Briefing, item: Item) -> list[tuple[int, int]]:
    """Return the spans of English titles linked inside a paper item that lists several papers; fewer than two are none."""
    if item.kind != "paper":
        return []
    content = briefing.content
    stop = item.title[1] if item.title else item.start
    spans = [_trim(content, k.start, k.end) for k in item.links if k.start >= stop and k.end - k.start > 20 and _english(content[k.start : k.end])]
    return spans if len(spans) >= 2 else []


_TITLED = r"[“\"《](?P<{0}>[^”\"》\n]{{8,220}})[”\"》]"
_CITED = re.compile(
    rf"(?:论文|[Pp]aper|文章|研究)[^。；\n“\"《》]{{0,8}}{_TITLED.format('a')}|{_TITLED.format('b')}\s*(?:的|这篇|一|等)?(?:论文|[Pp]aper|一文)|(?<=[》、])\s*、?\s*{_TITLED.format('c')}"
)
"""Titles in quotation marks beside the word for a paper, and those listed after one."""
_TRANSLATED = re.compile(r"^(?=[^（(]*[\u4e00-\u9fff]{4})[^（(]{4,60}[（(]([A-Za-z0-9][^）)]{14,200})[）)]?$")
"""A Chinese title with the English one in brackets."""


def cited_papers(briefing: Briefing, item: Item) -> list[list[tuple[int, int]]]:
    """Return the papers that an item outside the papers' section names by their titles: linked, or in quotation marks; for each the spans of its names."""
    if item.kind in {"paper", "summary"}:
        return []
    content = briefing.content
    found: list[list[tuple[int, int]]] = []
    for link in item.links:
        text = content[link.start : link.end]
        span = _trim(content, link.start, link.start + len(re.sub(r"\s+(?:paper|\(pdf\)|pdf)\s*$", "", text, flags=re.I)))
        if span[1] - span[0] > 20 and _PAPER_URL.search(link.url) and _english(content[span[0] : span[1]]) and "://" not in content[span[0] : span[1]]:
            found.append([span])
    for m in _CITED.finditer(content, item.start, item.end):
        a, b = m.span(m.lastgroup or 0)
        if any(a < y and x < b for spans in found for x, y in spans):
            continue
        if translated := _TRANSLATED.match(content[a:b]):
            found.append([_trim(content, a + translated.start(1), a + translated.end(1)), _trim(content, a, a + translated.start(1))])
        elif _english(content[a:b]):
            found.append([_trim(content, a, b)])
    return found


_LISTED = re.compile(r"^[ \t]*(?:\d{1,2}[.、)）]|[-*·•])?[ \t]*(?!(?:论文|原文|文章|项目|代码|开源)(?:地址|链接|原文)?[：:])(?P<title>[^\n]{6,160}?)[ \t]*[：:][ \t]*$")


def listed_papers(briefing: Briefing, item: Item) -> list[list[tuple[int, int]]]:
    """Return the papers that a papers' item lists line by line, each with a link behind its title; fewer than two are none."""
    if item.kind != "paper":
        return []
    content = briefing.content
    spans = []
    for link in item.links:
        line = content.rfind("\n", item.start, link.start) + 1 or item.start
        if link.start == link.end and _PAPER_URL.search(link.url) and (m := _LISTED.match(content[line : link.start])):
            spans.append([_trim(content, line + m.start("title"), line + m.end("title"))])
    return spans if len(spans) >= 2 else []


def papers(briefing: Briefing) -> list[Mention]:
    """Return a mention for each name of each paper; all names of one paper carry the same canonical name."""
    found = []
    for item in briefing.items:
        nested = listed_papers(briefing, item) or [[s] for s in nested_papers(briefing, item)]
        own = paper_titles(briefing, item)
        groups = nested or [own, *(g for g in cited_papers(briefing, item) if not any(a < y and x < b for a, b in g for x, y in own))]
        for spans in groups:
            if not spans:
                continue
            name = re.sub(r"\s+", " ", briefing.content[spans[0][0] : spans[0][1]])
            found += [Mention(a, b, "Paper", name, "title") for a, b in spans]
    return found


def repositories(briefing: Briefing, vocabulary: Vocabulary, known: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the software, model or dataset that ``owner/repo`` at the head of an item names, twice: its own name, and the whole head."""
    content = briefing.content
    for item in briefing.items:
        if not item.head or item.kind != "repository":
            continue
        a, b = item.head
        head = content[a:b]
        if "/" not in head:
            continue
        start = a + head.index("/") + 1
        repository = content[start:b]
        term = vocabulary.by_label.get(("Software", fold(head))) or next(
            (t for kind in ("Software", "Model", "Dataset") if (t := vocabulary.by_label.get((kind, fold(repository))))), None
        )
        if term is not None:
            yield Mention(start, b, term.type, term.name, "title")
            continue
        title = content[b : item.title[1]] if item.title else ""
        spelled = re.search(rf"(?<![A-Za-z0-9])({re.escape(repository)})(?![A-Za-z0-9])", content[b : item.end], re.I)
        name = spelled[1] if spelled and not spelled[1].islower() else repository
        type_ = "Dataset" if _DATASET_WORD.search(repository) or re.search(r"数据集$", title) else "Software"
        yield Mention(start, b, type_, name, "title")
