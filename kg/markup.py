"""Markup away, offsets kept: Markdown or HTML source -> readable text, each character of which knows where it stood.

The text keeps one line per source line. Gone are link targets, emphasis, tags and list markers; entities are decoded. What a reader of the
structure needs is returned beside it: links, and for each line whether it opens a list item, a heading or a quotation.
"""

from __future__ import annotations

import html
import re
from array import array
from dataclasses import dataclass, field
from html.parser import HTMLParser

_INLINE = re.compile(
    r"""
    (?P<comment><!--.*?-->)
  | (?P<image>!\[[^\]\n]*\]\([^)\n]*\)?)
  | (?P<link>\[(?P<text>(?:[^\[\]\n]|\[[^\[\]\n]*\])*)\]\((?P<url>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+"[^"\n]*")?(?:[ \t]*\n?[ \t]*\))?)
  | (?P<auto><(?P<auto_url>https?://[^>\s]+)>)
  | (?P<tag></?[a-zA-Z][^<>\n]{0,300}>)
  | (?P<bare>https?://[A-Za-z0-9\-._~:/?\#@!$&'*+,;=%]+)
  | (?P<entity>&(?:[a-zA-Z]{2,8}|\#\d{1,6}|\#x[0-9a-fA-F]{1,6});)
  | (?P<escape>\\(?P<escaped>[\\`*_{}\[\]()\#+\-.!|]))
  | (?P<strong>\*{1,3}|~~|`+)
    """,
    re.VERBOSE | re.DOTALL,
)
_BLOCK_TAGS = frozenset(
    ["p", "div", "br", "tr", "table", "section", "article", "header", "ul", "ol", "blockquote", "pre", "hr", "td", "th", "title", "figure", "figcaption", "dd", "dt", "dl"]
)
_HIDDEN_TAGS = frozenset({"script", "style", "noscript", "template", "svg", "nav", "footer", "form", "button", "iframe"})


@dataclass(slots=True)
class TextWithOffsets:
    """Text under construction, each character with its offset in the source.

    Attributes
    ----------
    text : str
        Filled by `finish`.
    offsets : array of int
        ``offsets[i]`` is the source offset of character ``i``; one more at the end for the end of the source.
    links : list of (start, end, url, source start, source end)
        Span of the link's text (empty for a bare URL), its target, and the span of the target in the source.
    """

    offsets: array[int] = field(default_factory=lambda: array("l"))
    links: list[tuple[int, int, str, int, int]] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)

    def copy(self, source: str, start: int, end: int) -> None:
        """Append ``source[start:end]`` as it stands."""
        if end > start:
            self._parts.append(source[start:end])
            self.offsets.extend(range(start, end))

    def put(self, text: str, at: int) -> None:
        """Append `text` that stands for something at source offset `at`."""
        self._parts.append(text)
        self.offsets.extend([at] * len(text))

    def finish(self, end: int) -> str:
        """Close with the source's end offset and return the text."""
        self.offsets.append(end)
        return "".join(self._parts)


def strip_inline(source: str, start: int, end: int, out: TextWithOffsets) -> None:
    """Append to `out` what a reader sees of the Markdown ``source[start:end]``.

    Examples
    --------
    >>> out = TextWithOffsets()
    >>> strip_inline("**甲**：[乙](http://x.cn/y)", 0, 23, out)
    >>> out.finish(23), [link[2] for link in out.links]
    ('甲：乙', ['http://x.cn/y'])
    """
    position = start
    for m in _INLINE.finditer(source, start, end):
        if m.start() < position:
            continue
        out.copy(source, position, m.start())
        position = m.end()
        match m.lastgroup if m.lastgroup not in {"text", "url", "auto_url", "escaped"} else "":
            case "link":
                at = len(out.offsets)
                strip_inline(source, m.start("text"), m.end("text"), out)
                a, b = m.span("url") if m["url"] else m.span("text")
                out.links.append((at, len(out.offsets), m["url"], a, b))
            case "bare" | "auto":
                url = (m["auto_url"] or m["bare"]).rstrip(".,;:!?'")
                at = len(out.offsets)
                a = m.start("auto_url") if m["auto"] else m.start()
                out.links.append((at, at, url, a, a + len(url)))
                if m["bare"]:
                    position = a + len(url)
            case "entity":
                out.put(html.unescape(m["entity"]), m.start())
            case "escape":
                out.copy(source, m.start("escaped"), m.end("escaped"))
            case _:
                pass
    out.copy(source, position, end)


class _Flattener(HTMLParser):
    """HTML -> Markdown-like text with offsets: list items, headings and links keep their meaning, all other tags go."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.source = source
        self.out = TextWithOffsets()
        self._starts = [0, *(m.end() for m in re.finditer("\n", source))]
        self._hidden = 0
        self._href: list[str] = []
        self._depth = 0

    def here(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = self.here()
        if tag in _HIDDEN_TAGS:
            self._hidden += 1
        elif self._hidden:
            return
        elif tag in {"ul", "ol"}:
            self._depth += 1
            self.out.put("\n", at)
        elif tag == "li":
            self.out.put("\n" + "    " * max(0, self._depth - 1) + "- ", at)
        elif re.fullmatch("h[1-6]", tag):
            self.out.put("\n\n" + "#" * int(tag[1]) + " ", at)
        elif tag == "a":
            self._href.append(next((v or "" for k, v in attrs if k == "href"), ""))
            self.out.put("[", at)
        elif tag in _BLOCK_TAGS:
            self.out.put("\n", at)

    def handle_endtag(self, tag: str) -> None:
        at = self.here()
        if tag in _HIDDEN_TAGS:
            self._hidden = max(0, self._hidden - 1)
        elif self._hidden:
            return
        elif tag == "a" and self._href:
            self.out.put(f"]({self._href.pop()})", at)
        elif tag in {"ul", "ol"}:
            self._depth = max(0, self._depth - 1)
            self.out.put("\n", at)
        elif tag in _BLOCK_TAGS or re.fullmatch("h[1-6]|li", tag):
            self.out.put("\n", at)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            at = self.here()
            for i, character in enumerate(data):
                self.out.put(" " if character in "\r\n\t" else character, at + i)

    def handle_entityref(self, name: str) -> None:
        if not self._hidden:
            self.out.put(html.unescape(f"&{name};"), self.here())

    def handle_charref(self, name: str) -> None:
        if not self._hidden:
            self.out.put(html.unescape(f"&#{name};"), self.here())


def flatten_html(source: str) -> tuple[str, array[int]]:
    """Return HTML as Markdown-like text and the source offset of each of its characters.

    Examples
    --------
    >>> flatten_html("<ul><li>甲 &amp; 乙</li></ul>")[0].strip()
    '- 甲 & 乙'
    """
    parser = _Flattener(source)
    # A marked section that is none makes the parser give up; as text it is harmless, and no offset moves.
    parser.feed(source.replace("<![", "< ["))
    parser.close()
    text = parser.out.finish(len(source))
    return text, parser.out.offsets
