"""New names: things that no list holds are found by their form, their place and the words around them; what only looks like a name is not."""

from __future__ import annotations

import pytest
from extraction import annotation_of, brief, briefing_of, facts, mentions, names, news, paper, post, repository, things
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.extract import classify
from kg.extract.candidates import GENERIC, propose
from kg.extract.pipeline import word_starts
from kg.vocabulary import load

bug = pytest.mark.xfail(strict=True, reason="reported; take the mark away with the fix")

NEW: list[tuple[str, str, str]] = [
    (brief("锦岸微：发布新一代视觉芯片；"), "Organization", "锦岸微"),
    (brief("锦岸半导体：完成近亿元A轮融资；"), "Organization", "锦岸半导体"),
    (brief("锦岸智能科技：推出车载方案；"), "Organization", "锦岸智能科技"),
    (brief("Orvandel：完成5000万美元B轮融资；"), "Organization", "Orvandel"),
    (brief("锦岸微：由栖谷资本领投；"), "Organization", "栖谷资本"),
    (brief("锦岸微：由栖谷资本、澄湾创投联合投资；"), "Organization", "澄湾创投"),
    (brief("锦岸微：推出芯片JA3100，采用12nm工艺；"), "Chip", "JA3100"),
    (brief("锦岸微：发布面向IPC的SoC JA3100；"), "Chip", "JA3100"),
    (brief("锦岸微：CEO李听澜表示，明年量产；"), "Person", "李听澜"),
    (brief("Orvandel：CEO Marlow Teague表示，明年量产；"), "Person", "Marlow Teague"),
    (paper("QuillNet: Tiny Networks for Tiny Cameras", "本文提出QuillNet，在ImageNet上top-1为70.1%。"), "Model", "QuillNet"),
    (paper("更快的检测", "浙江大学的研究者提出了检测网络QuillDet。"), "Model", "QuillDet"),
    (paper("更快的检测", "来自江屿大学的研究者提出了QuillDet。"), "Organization", "江屿大学"),
    (repository("quill-lab/quillrt", "端侧推理引擎", "quillrt支持ONNX。"), "Software", "quillrt"),
    (repository("quill-lab/QuillRT", "端侧推理引擎", "QuillRT支持ONNX。"), "Software", "QuillRT"),
    (news("锦岸微推出JA3100：四核A55，算力4TOPS", "锦岸微今日推出JA3100。"), "Chip", "JA3100"),
    (news("锦岸微推出JA3100：四核A55，算力4TOPS", "锦岸微今日推出JA3100。"), "Organization", "锦岸微"),
    (brief("锦岸微：推出开发板JinPi 3，售价299元；"), "Device", "JinPi 3"),
    (paper("更难的数据集", "浙江大学发布数据集FogDrive-10K，含一万张图。"), "Dataset", "FogDrive-10K"),
    (brief("锦岸微：开源推理框架JinInfer；"), "Software", "JinInfer"),
    (brief("锦岸微：推出AI芯片望舒一号，算力8 TOPS；"), "Chip", "望舒一号"),
]  # fmt: skip
OVERLOOKED: list[tuple[str, str, str]] = [
    (brief("高通：收购初创公司Orvandel；"), "Organization", "Orvandel"),
    (brief("锦岸微：自研处理器“望舒”流片成功；"), "Chip", "望舒"),
    (brief("锦岸微：任命王砚秋为首席执行官；"), "Person", "王砚秋"),
    (brief("锦岸微：推出指令集JinISA；"), "ISA", "JinISA"),
    (brief("锦岸微：芯片JA3100集成自研NPU核Lumora；"), "Core", "Lumora"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "type_", "name"), NEW)
def test_a_name_that_nobody_listed_is_found_by_form_and_place(text: str, type_: str, name: str) -> None:
    assert load().find(name) == [] or all(m.end - m.start < len(name) for m in load().find(name))
    assert (type_, name) in things(text)


@bug
@pytest.mark.parametrize(("text", "type_", "name"), OVERLOOKED)
def test_a_name_introduced_by_what_it_is_is_found(text: str, type_: str, name: str) -> None:
    assert (type_, name) in things(text)


@pytest.mark.parametrize(
    "text",
    [
        brief("锦岸微：芯片采用12nm工艺，主频2GHz，功耗5W；"), brief("锦岸微：产品面向IPC、NVR与DVR市场；"), brief("锦岸微：新芯片支持4K@60fps与H.265编码；"),
        brief("锦岸微：宣布将于2031年Q3发布财报；"), brief("锦岸微：采用CNN和Transformer混合结构；"), brief("锦岸微：通过AEC-Q100认证；"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    assert things(text) <= {("Organization", "锦岸微")}


@pytest.mark.parametrize(
    "text",
    [
        "今天我们谈谈模型压缩的三种方法。",
        "量化可以减少内存占用，但精度会下降。",
        "读者可以在评论区留言。",
        "We discuss how to make models smaller.",
        "第一步，安装依赖；第二步，运行脚本。",
    ],
)
def test_plain_words_hold_no_names(text: str) -> None:
    assert things(post("随笔", text)) == set()


def test_the_first_item_of_a_file_is_read_as_any_other() -> None:
    """What stands before an item must not change what it says: nothing at the beginning of a file, the last item's end elsewhere."""
    item = "- 霁川微：二季度营收4.2亿元，毛利率51.3%；\n"
    assert things(item) == things(f"先看几条短讯：\n\n{item}") == things(f"- 高通：涨价；\n{item}") - {("Organization", "Qualcomm")} != set()


class TestAgreement:
    def test_a_name_found_once_is_found_wherever_it_stands(self) -> None:
        text = "先看几条短讯：\n\n- 锦岸微：推出芯片JA3100，采用12nm工艺；\n- 编者：上周说过JA3100要来；\n"
        (chip,) = (e for e in annotation_of(text).entities if e.name == "JA3100")
        assert chip.lines == (3, 4)

    def test_a_name_has_one_type_in_a_briefing(self) -> None:
        text = "先看几条短讯：\n\n- 锦岸微：推出芯片JA3100，采用12nm工艺；\n- 锦岸微：JA3100芯片量产；\n- 其他：JA3100亮相；\n"
        assert {t for t, n in things(text) if n == "JA3100"} == {"Chip"}

    def test_agreement_cuts_no_longer_name(self) -> None:
        text = "先看几条短讯：\n\n- 锦岸微：推出芯片JA31，采用12nm工艺；\n- 锦岸微：推出芯片JA3199，采用7nm工艺；\n"
        assert names(text, "Chip") == {"JA31", "JA3199"}

    def test_a_known_name_and_a_new_one_of_the_same_text_are_one(self) -> None:
        text = "先看几条短讯：\n\n- 高通：骁龙888降价；\n\n## 业界新闻\n\n- [骁龙888评测 | 某号](https://example.org/a)\n摘要：骁龙888很热。\n"
        assert names(text, "Chip") == {"Snapdragon 888"}


class TestCandidates:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("- 锦岸微：推出新品；", "锦岸微"), ("- 上海锦岸微：推出新品；", "锦岸微"), ("- 锦岸微和栖谷：合作；", "栖谷"), ("- 甲：锦岸微（Jinan Micro）成立；", "锦岸微"),
            ("- 甲：推出「望舒」芯片；", "望舒"), ("- 甲：望舒3发布；", "望舒3"), ("- 甲：CEO王砚秋说；", "王砚秋"), ("- 甲：王砚秋表示；", "王砚秋"), ("- 甲：CEO Marlow Teague说；", "Marlow Teague"),
            ("- 甲：投了栖谷资本；", "栖谷资本"), ("- 甲：推出JA-31；", "JA-31"), ("- 甲：推出Jin Pi Pro；", "Jin Pi Pro"), ("- 甲：推出PyTorch 2.0；", "PyTorch 2.0"),
            ("- 甲：推出Jin Pi 3；", "Jin Pi 3"), pytest.param("- 甲：任命王砚秋为首席执行官；", "王砚秋", marks=bug),
            ("- 甲：王砚秋升任总裁；", "王砚秋"), pytest.param("- 甲：王砚秋将出任总裁；", "王砚秋", marks=bug), ("- 甲：由王砚秋担任主席；", "王砚秋"),
        ],
    )  # fmt: skip
    def test_a_name_is_proposed_by_its_form(self, text: str, name: str) -> None:
        b = briefing_of(text)
        found = {b.content[c.start : c.end] for c in propose(b, word_starts(b, load()))}
        assert name in found, found

    @pytest.mark.parametrize("word", sorted(GENERIC)[::25])
    def test_a_generic_word_is_not_proposed(self, word: str) -> None:
        b = briefing_of(f"- 甲：本文谈 {word} 的用法；")
        assert word not in {b.content[c.start : c.end].lower() for c in propose(b, word_starts(b, load())) if c.form.startswith("latin")}

    def test_candidates_are_in_order_and_inside_sentences(self) -> None:
        b = briefing_of("## 业界新闻\n\n- [锦岸微推出JA3100 | 某号](https://example.org/a)\n摘要：锦岸微的JA3100采用12nm。\n")
        found = propose(b, word_starts(b, load()))
        assert [(c.start, c.end) for c in found] == sorted((c.start, c.end) for c in found)
        assert all(any(s.start <= c.start and c.end <= s.end for i in b.items for s in i.sentences) for c in found)


def test_the_name_model_comes_with_the_package() -> None:
    model = classify.load()
    assert model is not None and model.weights.shape[1] == len(classify.LABELS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text("锦岸微推出发布芯片ABx90.-：；，。「」（）/ \n", max_size=120))
def test_mentions_are_in_order_and_inside_the_content(text: str) -> None:
    b = briefing_of(text)
    found = mentions(text)
    assert [m.start for m in found] == sorted(m.start for m in found)
    assert all(0 <= m.start < m.end <= len(b.content) and m.name for m in found)


def test_the_makers_new_product_is_its_own() -> None:
    assert ("JA3100", "developedBy", "锦岸微") in facts(brief("锦岸微：推出芯片JA3100，采用12nm工艺；"))
