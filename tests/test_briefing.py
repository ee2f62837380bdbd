"""Reading a file: given this text, these items, sentences, links and this date; and every offset points back into the file."""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.briefing import decode, find_date, parse, parse_bytes, read
from kg.errors import InputError
from kg.model import Briefing, Item
from kg.vocabulary import fold

bug = pytest.mark.xfail(strict=True, reason="reported; take the mark away with the fix")

WRITTEN = """---
layout: default
---

# 端侧芯片周报 (2031-05-06)

**关注低比特、部署**

> 导读：

先看几条短讯：

- 甲芯：推出**乙一号**，采用7nm工艺；
- 丙智能: 完成B轮融资;
– 丁科技：否认上市；

> 注：链接打不开请点原文。

## 业界新闻

- [甲芯发布乙一号 | 某媒体](https://example.org/a)
摘要：乙一号有八个核心。主频2GHz！
- [丙智能收购戊](https://example.org/b
)
摘要戊成立于2029年。

## 论文

- [CVPR 2031] [3105.01234] [己网络：更快的检测 | 某公众号](https://example.org/p)
论文：https://arxiv.org/abs/3105.01234

## 开源项目

- [some-lab/geng: 庚框架发布2.0 | 某号](https://github.com/some-lab/geng)
摘要：庚框架支持RISC-V。

## 博文

- [怎样部署己网络](https://example.org/c)

## 往期回顾

- [2031-04-01](https://example.org/old)
"""


def written(b: Briefing, span: tuple[int, int] | None) -> str | None:
    """Return the content's span as text."""
    return None if span is None else b.content[span[0] : span[1]]


def item_texts(text: str) -> list[str]:
    b = parse(text)
    return [b.content[i.start : i.end] for i in b.items]


def heads(text: str) -> list[str | None]:
    b = parse(text)
    return [written(b, i.head) for i in b.items]


def sentences(text: str) -> list[str]:
    b = parse(text)
    return [b.content[s.start : s.end] for i in b.items for s in i.sentences]


def the_item(text: str) -> tuple[Briefing, Item]:
    b = parse(text)
    assert len(b.items) == 1, item_texts(text)
    return b, b.items[0]


class TestItems:
    def test_each_section_gives_its_kind(self) -> None:
        b = parse(WRITTEN)
        kinds = [(i.kind, i.section) for i in b.items if i.kind not in {"summary", "text"}]
        assert kinds == [("brief", "")] * 3 + [("news", "业界新闻")] * 2 + [("paper", "论文"), ("repository", "开源项目"), ("post", "博文")]

    def test_the_head_of_a_brief_stands_before_the_colon_full_or_half_width(self) -> None:
        b = parse(WRITTEN)
        assert [written(b, i.head) for i in b.items if i.kind == "brief"] == ["甲芯", "丙智能", "丁科技"]

    def test_the_title_is_the_link_text_without_tags_and_media(self) -> None:
        b = parse(WRITTEN)
        titles = [written(b, i.title) for i in b.items if i.title]
        assert titles == ["甲芯发布乙一号", "丙智能收购戊", "己网络：更快的检测", "some-lab/geng: 庚框架发布2.0", "怎样部署己网络"]

    def test_tags_are_given_without_their_brackets(self) -> None:
        b = parse(WRITTEN)
        assert [[written(b, t) for t in i.tags] for i in b.items if i.tags] == [["CVPR 2031", "3105.01234"]]

    def test_the_head_of_a_repository_is_owner_and_repo(self) -> None:
        b = parse(WRITTEN)
        assert [written(b, i.head) for i in b.items if i.kind == "repository"] == ["some-lab/geng"]

    def test_neither_footer_nor_front_matter_nor_note_is_content(self) -> None:
        b = parse(WRITTEN)
        assert not any(word in b.content for word in ("往期回顾", "2031-04-01", "layout", "打不开"))

    def test_markup_link_targets_and_list_marks_are_no_content(self) -> None:
        b = parse(WRITTEN)
        assert not any(mark in b.content for mark in ("**", "example.org/a", "](", "- [", "##"))

    @pytest.mark.parametrize("heading", ["## 往期回顾", "### 往期回顾：", "## 历史简报", "## Previous issues", "## 【往期回顾】"])
    def test_nothing_after_the_footer_heading_is_read(self, heading: str) -> None:
        assert item_texts(f"- 甲芯：推出乙；\n\n{heading}\n\n- 丙：收购丁；\n") == ["甲芯：推出乙；"]

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("- 甲芯：推出乙一号；\n- 丙：融资；", id="hyphens"),
            pytest.param("– 甲芯：推出乙一号；\n– 丙：融资；", id="en dashes"),
            pytest.param("— 甲芯：推出乙一号；\n— 丙：融资；", id="em dashes"),
            pytest.param("* 甲芯：推出乙一号；\n+ 丙：融资；", id="stars and pluses"),
            pytest.param("• 甲芯：推出乙一号；\n● 丙：融资；", id="dots"),
            pytest.param("-甲芯：推出乙一号；\n–丙：融资；", id="no space after the mark"),
            pytest.param("1. 甲芯：推出乙一号；\n2. 丙：融资；", id="numbers", marks=bug),
            pytest.param("1、甲芯：推出乙一号；\n2、丙：融资；", id="numbers with 、", marks=bug),
            pytest.param("1) 甲芯：推出乙一号；\n2) 丙：融资；", id="numbers with brackets", marks=bug),
            pytest.param("- 甲芯：推出乙一号；\r\n- 丙：融资；\r\n", id="CRLF"),
            pytest.param("\ufeff- 甲芯：推出乙一号；\n- 丙：融资；", id="BOM"),
            pytest.param(" - 甲芯：推出乙一号；\n - 丙：融资；", id="one blank before"),
            pytest.param("- 甲芯：推出乙一号；\n\n\n- 丙：融资；", id="blank lines between"),
            pytest.param("-\u3000甲芯：推出乙一号；\n-\u3000丙：融资；", id="ideographic space", marks=bug),
        ],
    )
    def test_two_bullets_are_two_briefs_however_they_are_written(self, text: str) -> None:
        assert item_texts(text) == ["甲芯：推出乙一号；", "丙：融资；"]
        assert heads(text) == ["甲芯", "丙"]

    @pytest.mark.parametrize("glue", ["； - ", "；– ", "；— ", "。 - ", "； -"])
    def test_briefs_glued_together_are_taken_apart(self, glue: str) -> None:
        text = f"- 甲芯：推出乙一号{glue}丙智能：完成B轮融资{glue}丁科技: 收购戊；"
        assert heads(text) == ["甲芯", "丙智能", "丁科技"]

    @bug
    def test_a_glued_brief_may_have_a_head_of_several_words(self) -> None:
        assert heads("- 甲芯：推出乙一号； - Ding Tech: 收购戊；") == ["甲芯", "Ding Tech"]

    @pytest.mark.parametrize("text", ["- 甲芯：推出乙一号 - 四核：八线程；", "- 甲芯：主频1-2GHz；"])
    def test_a_dash_inside_a_brief_cuts_nothing(self, text: str) -> None:
        assert len(parse(text).items) == 1

    @bug
    def test_a_glued_headed_item_is_an_item_of_its_own(self) -> None:
        text = "## 业界新闻\n\n- [甲芯融资 | 某号](https://example.org/a) 摘要：甲芯完成B轮融资。 - [丙收购丁 | 某号](https://example.org/b)\n摘要：丙买下丁。\n"
        b = parse(text)
        assert [written(b, i.title) for i in b.items] == ["甲芯融资", "丙收购丁"]

    def test_nested_and_numbered_lists_belong_to_the_item_above(self) -> None:
        text = "## 业界新闻\n\n- [甲芯发布会](https://example.org/a)\n摘要：三件事：\n    - 推出乙一号；\n    - 收购丁；\n  1. 又一件；\n- [丙融资](https://example.org/b)\n摘要：B轮。\n"
        b = parse(text)
        assert len(b.items) == 2
        assert [word in b.content[b.items[0].start : b.items[0].end] for word in ("推出乙一号", "收购丁", "又一件", "B轮")] == [True, True, True, False]

    def test_a_numbered_step_inside_an_item_opens_no_item(self) -> None:
        text = "## 论文\n\n- [己网络](https://example.org/a)\n摘要：贡献：\n1. 更快；\n2. 更小。\n"
        assert len(parse(text).items) == 1

    def test_paragraphs_after_a_blank_line_stay_with_their_bullet(self) -> None:
        text = "## 业界新闻\n\n- [甲芯](https://example.org/a)\n摘要：第一段。\n\n第二段说的仍是甲芯。\n\n- [丙](https://example.org/b)\n摘要：另一条。\n"
        b = parse(text)
        assert len(b.items) == 2 and "第二段" in b.content[b.items[0].start : b.items[0].end]

    def test_a_repeated_paragraph_is_read_once(self) -> None:
        paragraph = "甲芯今天推出了乙一号，这颗芯片由丙代工，采用七纳米工艺，内置四个核心，首批客户是丁科技与戊智能两家公司。"
        text = f"## 业界新闻\n\n- [甲芯](https://example.org/a)\n{paragraph}\n{paragraph}\n"
        assert parse(text).content.count("首批客户") == 1

    def test_paragraphs_that_differ_are_all_read(self) -> None:
        paragraph = "甲芯今天推出了乙一号，这颗芯片由丙代工，采用七纳米工艺，内置四个核心，首批客户是丁科技与戊智能两家公司"
        assert parse(f"{paragraph}。\n\n{paragraph}！\n").content.count("首批客户") == 2

    def test_plain_paragraphs_are_items_of_kind_text(self) -> None:
        b = parse("甲芯推出乙一号。\n\n丙收购丁。\n")
        assert [(i.kind, b.content[i.start : i.end]) for i in b.items] == [("text", "甲芯推出乙一号。"), ("text", "丙收购丁。")]

    def test_an_empty_text_has_no_items(self) -> None:
        assert parse("").items == parse("\n \n").items == parse("---\nlayout: x\n---\n").items == ()

    def test_a_digest_in_front_is_a_summary(self) -> None:
        b = parse("# 简报\n\n> 导读：甲芯推出乙一号，丙收购丁\n\n- 甲芯：推出乙一号；\n")
        assert [i.kind for i in b.items] == ["summary", "brief"]

    @pytest.mark.parametrize(
        ("heading", "kind"),
        [
            ("## 业界新闻", "news"), ("## 行业动态", "news"), ("## Industry news", "news"), ("## 论文", "paper"), ("## Papers", "paper"), ("## 学术前沿", "paper"),
            ("## 开源项目", "repository"), ("## Open source", "repository"), ("## 代码仓库", "repository"), ("## 博文", "post"), ("## 技术博客", "post"),
            ("## Blog posts", "post"), ("##论文", "paper"), ("## **论文**", "paper"), ("## 📄 论文", "paper"),
        ],
    )  # fmt: skip
    def test_a_heading_names_the_kind_of_its_items(self, heading: str, kind: str) -> None:
        _b, item = the_item(f"{heading}\n\n- [甲](https://example.org/a)\n摘要：乙。\n")
        assert item.kind == kind


class TestTitlesAndHeads:
    @pytest.mark.parametrize(
        ("line", "title"),
        [
            ("- [甲芯发布乙 | 某媒体](https://example.org/a)", "甲芯发布乙"),
            ("- [甲芯发布乙｜某媒体](https://example.org/a)", "甲芯发布乙"),
            ("- [甲芯发布乙丨某媒体](https://example.org/a)", "甲芯发布乙"),
            ("- [甲芯发布乙](https://example.org/a)", "甲芯发布乙"),
            ("- [甲芯发布乙 | 某媒体]()", "甲芯发布乙"),
            ("- [甲芯发布乙 | 某媒体](https://example.org/a", "甲芯发布乙"),
            ("- [甲芯发布乙 | 某媒体](https://example.org/a\n)", "甲芯发布乙"),
            ("- [甲芯发布乙：四核 | 八核 | 某媒体](https://example.org/a)", "甲芯发布乙：四核 | 八核"),
            ("- **[甲芯发布乙 | 某媒体](https://example.org/a)**", "甲芯发布乙"),
            ("- [甲芯[首发]乙 | 某媒体](https://example.org/a(b)c)", "甲芯[首发]乙"),
            ("- [ECCV 2030] [甲芯发布乙 | 某媒体](https://example.org/a)", "甲芯发布乙"),
            ("- 【ECCV 2030】[甲芯发布乙 | 某媒体](https://example.org/a)", "甲芯发布乙"),
        ],
    )
    def test_a_title_is_read_from_every_way_to_write_it(self, line: str, title: str) -> None:
        b, item = the_item(f"## 业界新闻\n\n{line}\n摘要：乙有四个核心。\n")
        assert written(b, item.title) == title

    @pytest.mark.parametrize("mark", ["摘要：", "摘要:", "摘要 ", "摘要", "Summary: ", ""])
    def test_the_summary_is_read_whatever_stands_behind_its_mark(self, mark: str) -> None:
        b, item = the_item(f"## 业界新闻\n\n- [甲芯](https://example.org/a)\n{mark}乙有四个核心。\n")
        assert b.content[item.start : item.end].endswith("乙有四个核心。")

    def test_a_link_left_open_to_the_end_of_its_line_swallows_nothing(self) -> None:
        b, _item = the_item("## 业界新闻\n\n- [https://example.org/long-w\n摘要：甲芯推出乙一号。\n")
        assert "甲芯推出乙一号" in b.content

    def test_the_media_after_the_bar_is_in_no_sentence(self) -> None:
        assert sentences("## 业界新闻\n\n- [甲芯发布乙 | 某媒体](https://example.org/a)\n摘要：乙很快。\n")[0] == "甲芯发布乙"
        assert not any("某媒体" in s for s in sentences("## 业界新闻\n\n- [甲芯发布乙 | 某媒体](https://example.org/a)\n摘要：乙很快。\n"))

    @pytest.mark.parametrize(
        ("line", "head"),
        [
            ("- 甲芯：推出乙；", "甲芯"), ("- 甲芯: 推出乙；", "甲芯"), ("- **甲芯**：推出乙；", "甲芯"), ("- Jia Xin: ships Y1;", "Jia Xin"), ("- 甲芯 ： 推出乙；", "甲芯"),
            ("- 甲芯推出乙；", None), ("- 甲芯推出乙，性能如下：八核；", None), ("- https://example.org 上说；", None),
        ],
    )  # fmt: skip
    def test_a_head_is_what_stands_before_the_first_colon_of_a_brief(self, line: str, head: str | None) -> None:
        assert heads(line) == [head]

    @pytest.mark.parametrize(
        ("title", "head"),
        [
            ("a-b/c.d: 工具", "a-b/c.d"), ("a-b/c.d：工具", "a-b/c.d"), ("a-b/c.d", "a-b/c.d"), ("A-b1/c_D-2.js: 工具", "A-b1/c_D-2.js"), ("工具箱发布", None),
            pytest.param("https://github.com/a-b/c: 工具", "a-b/c", marks=bug),
        ],
    )  # fmt: skip
    def test_the_head_of_a_repository_item_is_a_github_path(self, title: str, head: str | None) -> None:
        b, item = the_item(f"## 开源项目\n\n- [{title}](https://example.org/a)\n摘要：很小。\n")
        assert written(b, item.head) == head


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("- 甲：乙。丙！丁？", ["甲：乙。", "丙！", "丁？"]),
            ("- 甲：乙；丙；", ["甲：乙；", "丙；"]),
            ("- 甲：“乙。”丙", ["甲：“乙。”", "丙"]),
            ("- A ships 1.5 GHz parts. B follows.", ["A ships 1.5 GHz parts.", "B follows."]),
            ("- 甲：v1.2.3发布，快2.5倍。", ["甲：v1.2.3发布，快2.5倍。"]),
            ("- 甲：乙……丙", ["甲：乙……丙"]),
            ("- 甲：乙?!丙", ["甲：乙?!", "丙"]),
            ("- 甲：全角，标点。（乙；）丙", ["甲：全角，标点。", "（乙；）", "丙"]),
        ],
    )
    def test_sentences_end_at_their_marks_and_not_inside_numbers(self, text: str, expected: list[str]) -> None:
        assert sentences(text) == expected

    def test_every_line_of_an_item_begins_a_sentence(self) -> None:
        assert sentences("- 甲：推出乙\n  丙代工\n") == ["甲：推出乙", "丙代工"]


class TestLinks:
    def test_links_keep_their_target_and_its_place_in_the_file(self) -> None:
        text = "- 甲：见[代码](https://github.com/a/b)和 https://arxiv.org/abs/3105.01234 。"
        b = parse(text)
        links = [link for i in b.items for link in i.links]
        assert [link.url for link in links] == ["https://github.com/a/b", "https://arxiv.org/abs/3105.01234"]
        assert [text[link.source_start : link.source_end] for link in links] == [link.url for link in links]
        assert [b.content[link.start : link.end] for link in links] == ["代码", ""]

    @pytest.mark.parametrize("end", ["。", "，", "）", ".", ",", ";", " ", "\n", ""])
    def test_a_bare_link_ends_before_punctuation(self, end: str) -> None:
        b = parse(f"- 甲：https://example.org/a-b_c/d{end}")
        assert [link.url for i in b.items for link in i.links] == ["https://example.org/a-b_c/d"]

    def test_a_link_belongs_to_its_item_alone(self) -> None:
        b = parse("- 甲：[一](https://example.org/1)；\n- 乙：[二](https://example.org/2)；\n")
        assert [[link.url for link in i.links] for i in b.items] == [["https://example.org/1"], ["https://example.org/2"]]


class TestHtml:
    PAGE = """<!DOCTYPE html>
<html><head><title>端侧周报 2031-05-06</title><style>p { color: red }</style></head>
<body><nav><a href="/">首页导航</a></nav>
<h2>业界新闻</h2>
<ul>
<li><a href="https://example.org/a">甲芯发布乙一号 | 某媒体</a><p>摘要：乙一号采用&nbsp;7nm&amp;更快。</p></li>
<li><a href="https://example.org/b">丙收购丁</a><br>摘要：作价2亿元。</li>
</ul>
<script>var x = "脚本";</script>
<footer>版权所有</footer></body></html>"""

    def test_a_page_gives_items_with_titles_and_links(self) -> None:
        b = parse(self.PAGE)
        items = [i for i in b.items if i.kind == "news"]
        assert [written(b, i.title) for i in items] == ["甲芯发布乙一号", "丙收购丁"]
        assert [[link.url for link in i.links] for i in items] == [["https://example.org/a"], ["https://example.org/b"]]

    def test_scripts_styles_and_navigation_are_no_content(self) -> None:
        b = parse(self.PAGE)
        assert not any(word in b.content for word in ("脚本", "color", "首页导航", "版权所有", "<p>", "href"))

    def test_character_references_are_decoded_and_point_at_their_place(self) -> None:
        b = parse(self.PAGE)
        at = b.content.index("&更快")
        start, end = b.source(at, at + 1)
        assert b.text[start:end].startswith("&")

    @bug
    def test_the_date_of_a_page_is_in_its_title(self) -> None:
        assert parse(self.PAGE).date == dt.date(2031, 5, 6)

    def test_the_first_heading_of_a_page_is_its_title(self) -> None:
        b = parse("<html><body><h1>周报 (2031-05-06)</h1><p>甲芯推出乙。</p></body></html>")
        assert (b.title, b.date, b.date_from) == ("周报 (2031-05-06)", dt.date(2031, 5, 6), "title")

    def test_every_character_of_a_page_maps_to_a_place_that_holds_it(self) -> None:
        assert_maps_back(parse(self.PAGE))

    def test_a_file_with_an_html_ending_is_read_as_html(self) -> None:
        b = parse_bytes("文字<p>甲芯：推出乙</p>".encode(), "x.html")
        assert "<p>" not in b.content

    @pytest.mark.parametrize(
        "text",
        ["<ul><li>甲<li>乙</ul>", "<p>甲<p>乙", "<div>甲", pytest.param("<a href=x>甲", marks=bug), "<html><b><i>甲</b></i>", "<ul><li>甲 < 乙</li></ul>", "<html>&bogus; 甲"],
    )
    def test_broken_html_is_read_all_the_same(self, text: str) -> None:
        b = parse(text, html=True)
        assert "甲" in b.content
        assert_maps_back(b)


class TestDecoding:
    TEXT = "# 简报 (2031-05-06)\n\n- 龙芯：发布3A9000，“采用”自研LoongArch；\n"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    def test_a_file_says_the_same_in_every_encoding(self, encoding: str, newline: str) -> None:
        bom = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
        b = parse_bytes(bom + self.TEXT.replace("\n", newline).encode(encoding), "x.md")
        assert [b.content[i.start : i.end] for i in b.items] == ["龙芯：发布3A9000，“采用”自研LoongArch；"]
        assert b.date == dt.date(2031, 5, 6)

    @given(st.text(st.characters(codec="gb18030", exclude_categories=["Cc", "Cs"]), min_size=1), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    def test_decoding_gives_back_what_was_encoded(self, text: str, encoding: str) -> None:
        assert decode(text.encode(encoding)).removeprefix("\ufeff") == text.removeprefix("\ufeff")

    @given(st.text("龙芯华为高通联发科发布芯片采用工艺纳米abcXYZ019：；，。“”\n"))
    def test_chinese_text_comes_through_gbk(self, text: str) -> None:
        assert decode(f"龙芯{text}".encode("gbk")) == f"龙芯{text}"

    @pytest.mark.parametrize(
        "data",
        [
            pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", id="PNG"),
            pytest.param(b"PK\x03\x04\x14\x00\x00\x00\x08\x00", id="zip"),
            pytest.param(bytes(range(256)) * 20, id="all bytes"),
            pytest.param(b"\xff\xd8\xff\xe0" + bytes(range(1, 32)) * 10, id="JPEG-like"),
            pytest.param(b"\x7fELF\x02\x01\x01" + b"\x00" * 9, id="ELF"),
        ],
    )
    def test_a_binary_file_is_an_input_error_that_names_it(self, data: bytes) -> None:
        with pytest.raises(InputError, match=r"notes\.md"):
            parse_bytes(data, "notes.md")

    def test_a_file_in_no_encoding_is_an_input_error(self) -> None:
        with pytest.raises(InputError, match="UTF-8"):
            parse_bytes(b"abc \xff\xff\xff \x81", "x.md")

    def test_a_missing_file_is_an_input_error_that_names_it(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"nowhere\.md"):
            read(tmp_path / "nowhere.md")

    def test_a_folder_is_an_input_error(self, tmp_path: Path) -> None:
        with pytest.raises(InputError):
            read(tmp_path)

    def test_a_file_is_named_by_its_stem_and_path(self, tmp_path: Path) -> None:
        path = tmp_path / "2031-05-06.md"
        path.write_text(self.TEXT, "utf8")
        b = read(path)
        assert (b.stem, b.path, len(b.digest)) == ("2031-05-06", str(path), 64)

    def test_the_digest_is_of_the_bytes(self) -> None:
        assert parse_bytes("甲".encode(), "x.md").digest != parse_bytes("甲".encode("gbk"), "x.md").digest

    def test_an_empty_file_is_a_briefing_without_items(self) -> None:
        assert parse_bytes(b"", "x.md").items == ()


class TestDates:
    @pytest.mark.parametrize(
        ("text", "stem", "date", "origin"),
        [
            ("---\ndate: 2031-05-06\n---\n# 简报 (2030-01-01)\n", "2029-01-01", dt.date(2031, 5, 6), "front matter"),
            ("---\ndate: 2031/5/6 10:00\n---\n", "x", dt.date(2031, 5, 6), "front matter"),
            ("---\r\ndate: 2031-05-06\r\n---\r\n# 简报\r\n", "x", dt.date(2031, 5, 6), "front matter"),
            ("---\nlayout: x\n---\n# 简报 (2031-05-06)\n", "2029-01-01", dt.date(2031, 5, 6), "title"),
            ("# 简报 2031年5月6日\n", "x", dt.date(2031, 5, 6), "title"),
            ("# Briefing, May 6, 2031\n", "x", dt.date(2031, 5, 6), "title"),
            ("# 简报\n", "2031-05-06", dt.date(2031, 5, 6), "file name"),
            ("# 简报\n", "20310506-weekly", dt.date(2031, 5, 6), "file name"),
            ("- 甲：推出乙；\n", "briefing_2031_05_06", dt.date(2031, 5, 6), "file name"),
            ("# 简报\n\n2031-05-06 甲芯推出乙\n", "notes", None, ""),
            ("# 简报 (2031-02-30)\n", "x", None, ""),
        ],
    )
    def test_a_briefing_says_its_date_and_where_it_is_from(self, text: str, stem: str, date: dt.date | None, origin: str) -> None:
        b = parse(text, stem)
        assert (b.date, b.date_from) == (date, origin)

    @given(
        st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)),
        st.sampled_from(["{0:%Y-%m-%d}", "{0:%Y%m%d}", "{0.year}年{0.month}月{0.day}日", "{0.year}.{0.month}.{0.day}", "{0:%Y/%m/%d}"]),
    )
    def test_a_date_is_found_in_every_usual_form(self, date: dt.date, form: str) -> None:
        if form == "{0:%Y%m%d}" and date.year < 2000:
            return
        assert find_date(f"简报 {form.format(date)}期") == date

    @given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(["{0:%B} {0.day}, {0.year}", "{0.day} {0:%B} {0.year}", "{0:%b} {0.day}, {0.year}"]))
    def test_an_english_date_is_found(self, date: dt.date, form: str) -> None:
        assert find_date(f"Issue of {form.format(date)}") == date

    @pytest.mark.parametrize("text", ["", "2031-13-01", "1.2.3", "3105.01234", "2031年", "20319999", "第12-3期"])
    def test_no_date_is_made_up(self, text: str) -> None:
        assert find_date(text) is None

    @given(st.text())
    def test_looking_for_a_date_never_fails(self, text: str) -> None:
        find_date(text)


def assert_maps_back(b: Briefing) -> None:
    """Check that every character of the content stands at its place in the source, or stands for the markup there."""
    assert len(b.offsets) == len(b.content) + 1
    for k, character in enumerate(b.content):
        start, end = b.source(k, k + 1)
        assert 0 <= start < end <= len(b.text) or (character == "\n" and start <= len(b.text))
        there = b.text[start:end]
        assert there == character or character.isspace() or there == "&", (k, character, there)
    assert all(x <= y for x, y in pairwise(b.offsets))


def assert_sound(b: Briefing) -> None:
    """Check that items are in order and apart, that all spans lie in them, and that offsets map back."""
    assert_maps_back(b)
    position = 0
    for item in b.items:
        assert position <= item.start <= item.end <= len(b.content)
        position = item.end
        spans = [*item.tags, *((s.start, s.end) for s in item.sentences), *((k.start, k.end) for k in item.links), *filter(None, (item.head, item.title))]
        assert all(item.start <= x <= y <= item.end for x, y in spans), (item, spans)
        assert [s.start for s in item.sentences] == sorted(s.start for s in item.sentences)
        assert all(x.end <= y.start for x, y in pairwise(item.sentences))
        assert all(s.start < s.end for s in item.sentences)
        assert all(0 <= k.source_start <= k.source_end <= len(b.text) for k in item.links)


MARKUP = st.lists(
    st.sampled_from(
        ["- ", "– ", "1. ", "## 论文\n", "## 开源项目\n", "# 简报 (2031-05-06)\n", "[", "](", "](http://a.cn/b)", ")", "]", "【", "】", "：", ":", "；", "。", " | 某号", "\n", "\r\n", "\n\n", "    - ",
         "**", "`", "> ", "> 导读：", "摘要：", "甲芯", "推出乙一号", "a-b/c", "https://github.com/a/b", "<b>", "</b>", "&amp;", "&lt;", "<!-- x -->", "![图](x.png)", "---\n", "\ufeff", "\u3000", "\\*", "｜",
         "往期回顾", "###", "😀", "\t", "<", ">", "&#20013;", "| a | b |\n"]
    ),
    max_size=40,
).map("".join)  # fmt: skip
EXAMPLES = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class TestAnyText:
    @EXAMPLES
    @given(st.text())
    def test_any_text_is_read_and_maps_back(self, text: str) -> None:
        assert_sound(parse(text))

    @EXAMPLES
    @given(MARKUP)
    def test_any_markdown_is_read_and_maps_back(self, text: str) -> None:
        assert_sound(parse(text, html=False))

    @EXAMPLES
    @given(st.one_of(MARKUP, st.text("<>/=\"'&;!-ulipahref#1x甲乙 \n", max_size=80)))
    def test_any_html_is_read_and_maps_back(self, text: str) -> None:
        assert_sound(parse(text, html=True))

    @EXAMPLES
    @given(st.binary(max_size=200))
    def test_any_bytes_are_read_or_are_an_input_error(self, data: bytes) -> None:
        with contextlib.suppress(InputError):
            assert_sound(parse_bytes(data, "x.md"))

    @given(MARKUP)
    def test_a_text_is_read_the_same_twice(self, text: str) -> None:
        assert parse(text) == parse(text)

    @given(st.lists(st.tuples(st.text("甲乙丙丁戊芯智", min_size=2, max_size=6), st.text("推出收购融资，", min_size=3, max_size=20)), min_size=1, max_size=8))
    def test_briefs_come_out_as_they_were_written(self, written_items: list[tuple[str, str]]) -> None:
        text = "\n".join(f"- {head}：{rest}；" for head, rest in written_items)
        assert [fold(t) for t in item_texts(text)] == [fold(f"{head}：{rest}；") for head, rest in written_items]
        assert heads(text) == [head for head, _ in written_items]

    def test_lines_are_counted_in_the_file_as_it_is(self) -> None:
        b = parse(WRITTEN)
        for word in ("乙一号，", "B轮", "否认", "八个核心", "庚框架支持"):
            start, _ = b.source(b.content.index(word), b.content.index(word) + 1)
            assert b.line_of(start) == WRITTEN[: WRITTEN.index(word.replace("乙一号，", "乙一号**"))].count("\n") + 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("- 甲芯：" + "推出乙一号，采用七纳米工艺。" * 400_000, id="one line of 5 MB"),
        pytest.param("[" * 300_000, id="brackets never closed"),
        pytest.param("- [" * 100_000, id="links never closed"),
        pytest.param("**" * 300_000, id="stars"),
        pytest.param("<" * 300_000, id="angles"),
        pytest.param("- 甲：乙；\n" * 100_000, id="many items"),
        pytest.param("- " + "a" * 1_000_000, id="one word"),
        pytest.param("- 甲；" + " - 乙丙：丁；" * 50_000, id="many glued items"),
        pytest.param("https://" * 100_000, id="links in links"),
    ],
)
def test_a_huge_text_is_read_in_seconds(text: str) -> None:
    started = time.process_time()
    parse(text)
    assert time.process_time() - started < 12
