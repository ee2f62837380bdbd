"""Rules of research: given this paper item, this fact; and one like it that says no such thing."""

from __future__ import annotations

import pytest
from extraction import Fact, Row, brief, facts, names, news, paper, read_by, repository, row, stated

bug = pytest.mark.xfail(strict=True, reason="reported; take the mark away with the fix")

QUILL = "QuillNet: Tiny Networks for Tiny Cameras"

GIVES: list[Row] = [
    ("research.evaluated_on", paper(QUILL, "提出QuillNet。在ImageNet上，QuillNet的top-1精度为75.3%。"), ("QuillNet", "evaluatedOn", "ImageNet", "metric=top-1", "value=75.3%")),
    ("research.arxiv_id", paper(QUILL, "很小。", "3105.01234"), (QUILL, "arxivId", "3105.01234")),
    ("research.arxiv_id", paper(QUILL, "很小。论文：https://arxiv.org/abs/3105.01234v2"), (QUILL, "arxivId", "3105.01234")),
    ("research.arxiv_id", paper(QUILL, "很小。[论文](https://arxiv.org/pdf/3105.01234.pdf)"), (QUILL, "arxivId", "3105.01234")),
    ("research.code_of_paper", paper(QUILL, "提出QuillNet。代码：https://github.com/quill-lab/quillnet"), (QUILL, "codeRepository", "quill-lab/quillnet")),
    ("research.code_of_paper", paper(QUILL, "提出QuillNet。代码：https://github.com/quill-lab/quillnet"), ("QuillNet", "codeRepository", "quill-lab/quillnet")),
    ("research.code_of_paper", paper("quill-lab/QuillNet: 更小的网络", "提出QuillNet。"), ("更小的网络", "codeRepository", "quill-lab/QuillNet")),
    ("research.venue_of_paper", paper(QUILL, "很小。", "CVPR 2031"), (QUILL, "venue", "CVPR 2031")),
    ("research.venue_of_paper", paper(QUILL, "论文被ICCV 2031接收。"), (QUILL, "venue", "ICCV 2031")),
    ("research.venue_of_paper", paper("ECCV 2030论文：更小的网络", "很小。"), ("ECCV 2030论文：更小的网络", "venue", "ECCV 2030")),
    ("research.affiliation", paper(QUILL, "来自清华大学和谷歌的研究者提出QuillNet。"), (QUILL, "affiliation", "Tsinghua University")),
    ("research.affiliation", paper(QUILL, "来自清华大学和谷歌的研究者提出QuillNet。"), (QUILL, "affiliation", "Google")),
    ("research.affiliation", paper(QUILL, "微软亚洲研究院的论文获奖。"), (QUILL, "affiliation", "Microsoft Research Asia")),
    ("research.affiliation", paper(QUILL, "Researchers from Stanford University propose QuillNet."), (QUILL, "affiliation", "Stanford University")),
    ("research.proposes", paper(QUILL, "本文提出了QuillNet。"), (QUILL, "proposes", "QuillNet")),
    ("research.proposes", paper("更小的网络", "作者设计了一种名为QuillDet的检测网络。"), ("更小的网络", "proposes", "QuillDet")),
    ("research.proposed_by_authors", paper(QUILL, "清华大学的研究者提出QuillNet。"), ("QuillNet", "developedBy", "Tsinghua University")),
    ("research.proposed_by_authors", paper("更小的网络", "谷歌研究人员提出QuillDet检测网络。"), ("QuillDet", "developedBy", "Google")),
    ("research.evaluated_on", paper(QUILL, "提出QuillNet。QuillNet在ImageNet上取得75.3%的top-1精度。"), ("QuillNet", "evaluatedOn", "ImageNet", "metric=top-1", "value=75.3%")),
    ("research.evaluated_on", paper(QUILL, "提出QuillNet。QuillNet在COCO上mAP为38.4。"), ("QuillNet", "evaluatedOn", "COCO", "metric=mAP", "value=38.4")),
    ("research.evaluated_on", brief("高通：骁龙888在Geekbench 5单核跑分1130分；"), ("Snapdragon 888", "evaluatedOn", "Geekbench 5", "metric=single-core score", "value=1130")),
    ("research.evaluated_on", brief("联发科：天玑9999在安兔兔跑分达到110万分；"), ("Dimensity 9999", "evaluatedOn", "AnTuTu", "metric=score", "value=110万")),
    ("research.evaluated_on", paper(QUILL, "提出QuillNet。QuillNet在ImageNet上73.4%，比前作高1.2%。"), ("QuillNet", "evaluatedOn", "ImageNet", "metric=top-1", "value=73.4%")),
    ("research.evaluated_on", paper(QUILL, "提出QuillNet。QuillNet在COCO上以120M FLOPs取得41.5 mAP。"), ("QuillNet", "evaluatedOn", "COCO", "metric=mAP", "value=41.5")),
    ("research.evaluated_on", paper(QUILL, "提出QuillNet。QuillNet在Cityscapes上mIoU由70.1%升到72.3%。"), ("QuillNet", "evaluatedOn", "Cityscapes", "metric=mIoU", "value=72.3%")),
    ("research.evaluated_on", paper(QUILL, "提出QuillNet。QuillNet在LibriSpeech上词错误率为4.1%，功耗降低30%。"), ("QuillNet", "evaluatedOn", "LibriSpeech", "metric=WER", "value=4.1%")),
    ("research.evaluated_on", paper(QUILL, "提出QuillNet。QuillNet在CIFAR-10和ImageNet上精度分别为93.1%和71.2%。"), ("QuillNet", "evaluatedOn", "ImageNet", "metric=accuracy", "value=71.2%")),
    ("research.evaluated_on", paper(QUILL, "提出QuillNet。QuillNet在GLUE上F1为83.4，在SQuAD上95.1。"), ("QuillNet", "evaluatedOn", "SQuAD", "metric=F1", "value=95.1")),
    ("research.evaluated_on", paper(QUILL, "We propose QuillNet. QuillNet reaches 34.4% AP on COCO at 34ms."), ("QuillNet", "evaluatedOn", "COCO", "metric=AP", "value=34.4%")),
    ("research.made_by_author", paper(QUILL, "麻省理工学院的韩松团队提出QuillNet。"), ("QuillNet", "developedBy", "Song Han")),
    ("research.made_by_author", paper("更小的网络", "加州大学伯克利分校的贾扬清等人提出了QuillDet。"), ("QuillDet", "developedBy", "Yangqing Jia")),
]  # fmt: skip

READ: list[Row] = [
    ("research.evaluated_on", brief("高通：骁龙888在Geekbench 5单核1130、多核3700；"), ("Snapdragon 888", "evaluatedOn", "Geekbench 5", "metric=multi-core score", "value=3700")),
]  # fmt: skip
"""What the rule reads, whatever the weighing then makes of it."""
GIVES_NOT: list[Row] = [
    ("research.arxiv_id", paper(QUILL, "误差为3105.01234。"), (QUILL, "arxivId", "3105.01234")),
    ("research.arxiv_id", news("某事", "见 https://arxiv.org/abs/3105.01234"), ("某事", "arxivId", "3105.01234")),
    ("research.code_of_paper", paper(QUILL, "提出QuillNet。项目页：https://quill.github.io/net"), (QUILL, "codeRepository", "quill/net")),
    ("research.venue_of_paper", paper(QUILL, "很小。", "3105.01234"), (QUILL, "venue", "3105.01234")),
    ("research.proposes", paper("更小的网络", "性能超过MobileNetV2。"), ("更小的网络", "proposes", "MobileNetV2")),
    ("research.proposed_by_authors", paper(QUILL, "清华大学的研究者使用MobileNetV2。"), ("MobileNetV2", "developedBy", "Tsinghua University")),
    ("research.affiliation", paper(QUILL, "与谷歌相比更快，支持高通芯片。"), (QUILL, "affiliation", "Qualcomm")),
]  # fmt: skip
WEIGHED_IN: list[Row] = [
    ("research.evaluated_on", paper(QUILL, "提出QuillNet。QuillNet在ImageNet上预训练。"), ("QuillNet", "evaluatedOn", "ImageNet")),
    ("research.made_by_author", paper(QUILL, "麻省理工学院的韩松点评了QuillNet。"), ("QuillNet", "developedBy", "Song Han")),
]  # fmt: skip
"""What no rule reads and the weighing of relations adds."""
OVERLOOKED: list[Row] = [
    ("research.proposes", paper("更小的网络：QuillDet来了", "作者来自清华大学。"), ("更小的网络：QuillDet来了", "proposes", "QuillDet")),
]  # fmt: skip
ADDED: list[Row] = [
    ("research.proposes", paper("更小的网络", "We propose QuillDet, a tiny detector."), ("更小的网络", "proposes", "QuillDet")),
]  # fmt: skip
"""What no rule reads and the weighing of relations adds, rightly."""


@pytest.mark.parametrize(("rule", "text", "fact"), ADDED, ids=map(row, ADDED))
def test_the_weighing_adds_what_no_rule_reads(rule: str, text: str, fact: Fact) -> None:
    assert fact in facts(text)


DROPPED: list[Row] = [
    ("research.proposes", paper("更小的网络", "本文提出基于MobileNetV2的方法。"), ("更小的网络", "proposes", "MobileNetV2")),
]  # fmt: skip
"""What the rule reads wrongly and the weighing of relations drops."""


@pytest.mark.parametrize(("rule", "text", "fact"), DROPPED, ids=map(row, DROPPED))
def test_the_weighing_drops_what_a_rule_reads_wrongly(rule: str, text: str, fact: Fact) -> None:
    assert fact[:3] not in stated(facts(text))


@pytest.mark.parametrize(("rule", "text", "fact"), GIVES, ids=map(row, GIVES))
def test_a_rule_reads_what_the_sentence_says(rule: str, text: str, fact: Fact) -> None:
    assert fact in read_by(rule, text)
    assert fact in facts(text)


@pytest.mark.parametrize(("rule", "text", "fact"), READ, ids=map(row, READ))
def test_a_rule_alone_reads_what_the_sentence_says(rule: str, text: str, fact: Fact) -> None:
    assert fact in read_by(rule, text)


@pytest.mark.parametrize(("rule", "text", "fact"), GIVES_NOT + WEIGHED_IN, ids=map(row, GIVES_NOT + WEIGHED_IN))
def test_the_rule_does_not_read_what_a_sentence_like_it_does_not_say(rule: str, text: str, fact: Fact) -> None:
    assert fact[:3] not in stated(read_by(rule, text))


@pytest.mark.parametrize(("rule", "text", "fact"), GIVES_NOT, ids=map(row, GIVES_NOT))
def test_nor_does_anything_else(rule: str, text: str, fact: Fact) -> None:
    assert fact[:3] not in stated(facts(text))


@bug
@pytest.mark.parametrize(("rule", "text", "fact"), OVERLOOKED, ids=map(row, OVERLOOKED))
def test_what_should_be_read_and_is_not(rule: str, text: str, fact: Fact) -> None:
    assert fact in facts(text)


@bug
@pytest.mark.parametrize(("rule", "text", "fact"), WEIGHED_IN, ids=map(row, WEIGHED_IN))
def test_what_is_read_though_nobody_says_it(rule: str, text: str, fact: Fact) -> None:
    assert fact[:3] not in stated(facts(text))


class TestPapers:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            (paper(QUILL, "很小。"), QUILL),
            (paper("更小的网络 ", "很小。"), "更小的网络"),
            (paper("更小的网络", f"很小。\n标题：{QUILL}"), QUILL),
            (paper("更小的网络", f"论文“{QUILL}”获奖。"), QUILL),
            (paper("更小的网络", f"论文《{QUILL}》获奖。"), QUILL),
            (paper("quill-lab/QuillNet: 更小的网络", "很小。"), "更小的网络"),
        ],
    )
    def test_a_paper_is_called_by_its_english_title_else_by_the_items(self, text: str, name: str) -> None:
        assert names(text, "Paper") == {name}

    @bug
    def test_a_venue_before_a_bar_is_not_the_title_and_what_follows_no_media(self) -> None:
        assert names(paper("ECCV 2030 | 更小的网络", "很小。"), "Paper") != {"ECCV 2030"}

    def test_an_item_elsewhere_is_no_paper(self) -> None:
        assert names(news("锦岸微发布芯片", "很小。"), "Paper") == set()

    def test_a_repository_item_that_links_its_paper_has_one(self) -> None:
        assert len(names(repository("quill-lab/QuillNet", "更小的网络", "论文：https://arxiv.org/abs/3105.01234"), "Paper")) == 1

    def test_papers_listed_in_one_item_are_apart(self) -> None:
        text = (
            "## 论文\n\n- [CVPR三篇速览](https://example.org/p)\n"
            "    - [QuillNet: Tiny Networks for Tiny Cameras](https://arxiv.org/abs/3105.01234)\n    摘要：提出QuillNet。\n"
            "    - [FernDet: Detecting Ferns in the Dark Forest](https://arxiv.org/abs/3105.04321)\n    摘要：提出FernDet。\n"
        )
        found = facts(text)
        assert {f for f in found if f[1] == "arxivId"} == {
            (QUILL, "arxivId", "3105.01234"), ("FernDet: Detecting Ferns in the Dark Forest", "arxivId", "3105.04321"),
        }  # fmt: skip
        assert (QUILL, "proposes", "QuillNet") in found and (QUILL, "proposes", "FernDet") not in found


def test_each_dataset_gets_its_own_figure() -> None:
    found = facts(paper(QUILL, "提出QuillNet。QuillNet在ImageNet上top-1为75.3%，在COCO上mAP为38.4。"), "evaluatedOn")
    assert found == {("QuillNet", "evaluatedOn", "ImageNet", "metric=top-1", "value=75.3%"), ("QuillNet", "evaluatedOn", "COCO", "metric=mAP", "value=38.4")}
