"""Rules of software: given this sentence, this fact; and one like it that says no such thing."""

from __future__ import annotations

import pytest
from extraction import Fact, Row, brief, facts, names, news, post, read_by, repository, row, stated

bug = pytest.mark.xfail(strict=True, reason="reported; take the mark away with the fix")

GIVES: list[Row] = [
    ("software.repository_at_head", repository("quill-lab/QuillRT", "端侧推理引擎", "很小。"), ("QuillRT", "codeRepository", "quill-lab/QuillRT")),
    ("software.repository_at_head", repository("Tencent/ncnn", "推理框架", "很小。"), ("ncnn", "codeRepository", "Tencent/ncnn")),
    ("software.repository_at_head", repository("open-mmlab/mmdetection", "检测工具箱", "很全。"), ("MMDetection", "codeRepository", "open-mmlab/mmdetection")),
    ("software.repository_link", news("ncnn更新", "ncnn更快了。代码：https://github.com/Tencent/ncnn"), ("ncnn", "codeRepository", "Tencent/ncnn")),
    ("software.repository_link", post("教程", "本文用[TVM](https://github.com/apache/tvm)编译模型。"), ("TVM", "codeRepository", "apache/tvm")),
    ("software.version", repository("Tencent/ncnn", "推理框架", "ncnn 1.2.3版本发布。"), ("ncnn", "releases", "1.2.3")),
    ("software.version", news("PyTorch更新", "PyTorch发布1.9版本，速度更快。"), ("PyTorch", "releases", "1.9")),
    ("software.version", brief("PyTorch: released PyTorch 1.9.0 today;"), ("PyTorch", "releases", "1.9.0")),
    ("software.version", repository("quill-lab/QuillRT", "发布2.0版本", "很小。"), ("QuillRT", "releases", "2.0")),
    ("software.version", repository("quill-lab/QuillRT", "QuillRT v2.0.1 released", "很小。"), ("QuillRT", "releases", "2.0.1")),
    ("software.based_on", repository("quill-lab/QuillRT", "端侧推理引擎", "QuillRT基于TVM开发。"), ("QuillRT", "basedOn", "TVM")),
    ("software.based_on", repository("quill-lab/QuillRT", "端侧推理引擎", "构建于ncnn之上。"), ("QuillRT", "basedOn", "ncnn")),
    ("software.based_on", news("新模型", "研究者提出基于BERT的TinyBERT模型。"), ("TinyBERT", "basedOn", "BERT")),
    ("software.based_on", repository("quill-lab/QuillRT", "an engine", "QuillRT is built on TVM."), ("QuillRT", "basedOn", "TVM")),
    ("software.variant_of", news("新检测器", "YOLOv4采用CSPDarknet53作为骨干网络。"), ("YOLOv4", "basedOn", "CSPDarknet-53")),
    ("software.repository_uses", repository("quill-lab/QuillRT", "端侧推理引擎", "利用TVM编写。"), ("QuillRT", "basedOn", "TVM")),
    ("software.repository_uses", repository("quill-lab/QuillRT", "端侧推理引擎", "采用PyTorch实现。"), ("QuillRT", "basedOn", "PyTorch")),
    ("software.supports", repository("quill-lab/QuillRT", "端侧推理引擎", "QuillRT支持ONNX和RISC-V。"), ("QuillRT", "supports", "ONNX")),
    ("software.supports", repository("quill-lab/QuillRT", "端侧推理引擎", "QuillRT支持ONNX和RISC-V。"), ("QuillRT", "supports", "RISC-V")),
    ("software.supports", repository("quill-lab/QuillRT", "端侧推理引擎", "可运行于树莓派4。"), ("QuillRT", "supports", "Raspberry Pi 4")),
    ("software.supports", news("ncnn更新", "ncnn兼容Windows、Linux、安卓。"), ("ncnn", "supports", "Android")),
    ("software.supports", repository("quill-lab/QuillRT", "an engine", "QuillRT supports ONNX."), ("QuillRT", "supports", "ONNX")),
    ("software.supports", repository("quill-lab/QuillRT", "端侧推理引擎", "QuillRT支持的框架包括：PyTorch、Keras和Caffe。"), ("QuillRT", "supports", "Caffe")),
    ("software.supports", repository("quill-lab/QuillRT", "端侧推理引擎", "体积很小。通过ONNX可支持PyTorch、MXNet等框架。"), ("QuillRT", "supports", "MXNet")),
    ("software.repository_uses", repository("quill-lab/QuillRT", "端侧推理引擎", "以ncnn作为推理后端。"), ("QuillRT", "basedOn", "ncnn")),
    ("software.works_on", news("端侧大模型", "在骁龙888上部署MobileBERT。"), ("MobileBERT", "supports", "Snapdragon 888")),
    ("software.works_on", news("端侧大模型", "MobileNetV3可在树莓派4上实时运行。"), ("MobileNetV3", "supports", "Raspberry Pi 4")),
    ("software.made_by_owner", repository("Tencent/ncnn", "腾讯推理框架", "很小。"), ("ncnn", "developedBy", "Tencent")),
    ("software.made_by_owner", repository("alibaba/MNN", "推理框架", "阿里巴巴开源，很小。"), ("MNN", "developedBy", "Alibaba")),
]  # fmt: skip

GIVES_NOT: list[Row] = [
    ("software.supports", repository("quill-lab/QuillRT", "端侧推理引擎", "QuillRT暂不支持Windows。"), ("QuillRT", "supports", "Windows")),
    ("software.supports", repository("quill-lab/QuillRT", "端侧推理引擎", "体积很小。通过ONNX可支持PyTorch、MXNet等框架。"), ("ONNX", "supports", "MXNet")),
    ("software.supports", repository("quill-lab/QuillRT", "端侧推理引擎", "QuillRT不支持Windows。"), ("QuillRT", "supports", "Windows")),
    ("software.based_on", repository("quill-lab/QuillRT", "端侧推理引擎", "QuillRT不基于TVM。"), ("QuillRT", "basedOn", "TVM")),
    ("software.repository_at_head", news("quill-lab/QuillRT：端侧推理引擎", "很小。"), ("QuillRT", "codeRepository", "quill-lab/QuillRT")),
    ("software.repository_link", news("ncnn更新", "ncnn更快了。数据：https://github.com/nobody/other-thing"), ("ncnn", "codeRepository", "nobody/other-thing")),
    ("software.repository_link", news("ncnn更新", "ncnn更快了。数据见 https://github.com/nobody/other-thing"), ("ncnn", "codeRepository", "nobody/other-thing")),
    ("software.version", repository("quill-lab/QuillRT", "端侧推理引擎", "QuillRT需要安装PyTorch 1.9以上版本。"), ("PyTorch", "releases", "1.9")),
    ("software.version", news("ncnn更新", "ncnn速度提升1.5倍。"), ("ncnn", "releases", "1.5")),
    ("software.based_on", news("ncnn更新", "ncnn与TVM都很小。"), ("ncnn", "basedOn", "TVM")),
    ("software.variant_of", news("新模型", "CoTNet优于ResNet的变体。"), ("CoTNet", "basedOn", "ResNet")),
    ("software.repository_uses", repository("quill-lab/QuillRT", "端侧推理引擎", "比使用OpenCV更快。"), ("QuillRT", "basedOn", "OpenCV")),
    ("software.made_by_owner", repository("quill-lab/QuillRT", "端侧推理引擎", "腾讯点了赞。"), ("QuillRT", "developedBy", "Tencent")),
]  # fmt: skip
WEIGHED_IN: list[Row] = [
    ("software.works_on", news("评测", "MobileNetV3在骁龙888上的速度是ShuffleNetV2的2倍。"), ("MobileNetV3", "supports", "Snapdragon 888")),
]  # fmt: skip
"""What no rule reads and the weighing of relations adds."""
ADDED: list[Row] = [
    ("software.repository_uses", repository("quill-lab/QuillRT", "端侧推理引擎", "项目使用了OpenCV库。"), ("QuillRT", "basedOn", "OpenCV")),
]  # fmt: skip
"""What no rule reads and the weighing of relations adds, rightly."""


@pytest.mark.parametrize(("rule", "text", "fact"), ADDED, ids=map(row, ADDED))
def test_the_weighing_adds_what_no_rule_reads(rule: str, text: str, fact: Fact) -> None:
    assert fact in facts(text)


READ: list[Row] = [
    ("software.version", news("MindSpore更新", "华为正式推出MindSpore 1.3。"), ("MindSpore", "releases", "1.3")),
    ("software.variant_of", news("新模型", "ResNet变体CoTNet开源。"), ("CoTNet", "basedOn", "ResNet")),
]  # fmt: skip
"""What the rule reads and the weighing of relations then drops."""


@pytest.mark.parametrize(("rule", "text", "fact"), READ, ids=map(row, READ))
def test_a_rule_reads_what_the_weighing_drops(rule: str, text: str, fact: Fact) -> None:
    assert fact in read_by(rule, text)


@pytest.mark.parametrize(("rule", "text", "fact"), GIVES, ids=map(row, GIVES))
def test_a_rule_reads_what_the_sentence_says(rule: str, text: str, fact: Fact) -> None:
    assert fact in read_by(rule, text)
    assert fact in facts(text)


@pytest.mark.parametrize(("rule", "text", "fact"), GIVES_NOT + WEIGHED_IN, ids=map(row, GIVES_NOT + WEIGHED_IN))
def test_the_rule_does_not_read_what_a_sentence_like_it_does_not_say(rule: str, text: str, fact: Fact) -> None:
    assert fact[:3] not in stated(read_by(rule, text))


@pytest.mark.parametrize(("rule", "text", "fact"), GIVES_NOT, ids=map(row, GIVES_NOT))
def test_nor_does_anything_else(rule: str, text: str, fact: Fact) -> None:
    assert fact[:3] not in stated(facts(text))


@bug
@pytest.mark.parametrize(("rule", "text", "fact"), WEIGHED_IN, ids=map(row, WEIGHED_IN))
def test_what_is_read_though_nobody_says_it(rule: str, text: str, fact: Fact) -> None:
    assert fact[:3] not in stated(facts(text))


@pytest.mark.parametrize(
    ("head", "name"),
    [("quill-lab/QuillRT", "QuillRT"), ("quill-lab/quillrt", "quillrt"), ("Tencent/ncnn", "ncnn"), ("quill-lab/quill.rt-2", "quill.rt-2"), ("quill_lab/quill_rt", "quill_rt")],
)
def test_a_repository_item_is_about_the_software_of_its_head(head: str, name: str) -> None:
    text = repository(head, "端侧推理引擎", "很小。")
    assert name in names(text, "Software") and (name, "codeRepository", head) in facts(text)


def test_the_name_of_a_repository_is_written_as_the_text_writes_it() -> None:
    assert names(repository("quill-lab/quillrt", "端侧推理引擎", "QuillRT很小。"), "Software") == {"QuillRT"}


def test_the_owner_of_a_repository_is_no_entity() -> None:
    assert names(repository("quill-lab/quillrt", "端侧推理引擎", "很小。"), "Organization") == set()


@pytest.mark.parametrize("platforms", ["安卓、iOS、Windows和Linux", "安卓/iOS/Windows/Linux", "Android, iOS, Windows and Linux"])
def test_each_platform_of_a_list_is_supported(platforms: str) -> None:
    found = facts(repository("quill-lab/QuillRT", "端侧推理引擎", f"QuillRT支持{platforms}。"), "supports")
    assert found == {("QuillRT", "supports", p) for p in ("Android", "iOS", "Windows", "Linux")}
