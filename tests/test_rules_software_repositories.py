"""Repositories: whose code lies where an item says, by a link, a head or a path written out; and what bears no relation to it."""

from __future__ import annotations

import pytest
from extraction import Row, brief, facts, paper, post, read_by, repository, row, stated

QUILL = "QuillNet: A Tiny Network for Writing with Quills"

GIVES: list[Row] = [
    ("research.code_of_paper", paper(QUILL, "提出QuillNet。源码：github.com/quill-lab/quillnet"), (QUILL, "codeRepository", "quill-lab/quillnet")),
    ("research.code_of_paper", paper(QUILL, "提出QuillNet。代码放在quill-lab/pens。"), (QUILL, "codeRepository", "quill-lab/pens")),
    ("research.code_of_paper", paper(QUILL, "提出QuillNet。代码放在quill-lab/pens。"), ("QuillNet", "codeRepository", "quill-lab/pens")),
    ("research.code_of_paper", paper(QUILL, "提出QuillNet。权重已放入 quill-lab/pens 仓库。"), (QUILL, "codeRepository", "quill-lab/pens")),
    ("research.code_of_paper", paper(QUILL, "提出QuillNet。仓库quill-lab/pens里有权重。"), (QUILL, "codeRepository", "quill-lab/pens")),
    ("research.code_of_paper", paper(QUILL, "提出QuillNet。Code is available at quill-lab/pens"), (QUILL, "codeRepository", "quill-lab/pens")),
    ("research.code_of_paper", paper("写字的网络", "用MobileNetV2写字。代码：https://github.com/quill-lab/mobilenetv2-pytorch"), ("MobileNetV2", "codeRepository", "quill-lab/mobilenetv2-pytorch")),
    ("software.repository_at_head", repository("tensorflow/tensorflow", "TensorFlow Lite更新，支持更多算子", "更快了。"), ("TensorFlow Lite", "codeRepository", "tensorflow/tensorflow")),
    ("software.repository_at_head", "## 开源项目\n\n- [quill-lab/QuillRT: 端侧推理引擎 | 某媒体]\n摘要：很小。", ("QuillRT", "codeRepository", "quill-lab/QuillRT")),
    ("software.repository_link", post("教程", "本文讲ncnn，代码见 github.com/Tencent/ncnn 。"), ("ncnn", "codeRepository", "Tencent/ncnn")),
]  # fmt: skip

GIVES_NOT: list[Row] = [
    ("research.code_of_paper", paper(QUILL, "提出QuillNet。代码支持：TensorFlow/PyTorch。"), (QUILL, "codeRepository", "TensorFlow/PyTorch")),
    ("research.code_of_paper", paper(QUILL, "提出QuillNet，优于ResNet。代码：https://github.com/quill-lab/quillnet"), ("ResNet", "codeRepository", "quill-lab/quillnet")),
    ("software.repository_at_head", repository("quill-lab/quill.pytorch", "用PyTorch写的引擎", "很小。"), ("PyTorch", "codeRepository", "quill-lab/quill.pytorch")),
    ("software.repository_at_head", repository("quill-lab/sherpa-ncnn", "ncnn上的语音识别", "很小。"), ("ncnn", "codeRepository", "quill-lab/sherpa-ncnn")),
    ("software.repository_link", brief("OneFlow：OneFlow更新，文档：https://github.com/Oneflow-Inc/oneflow-documentation；"), ("OneFlow", "codeRepository", "Oneflow-Inc/oneflow-documentation")),
]  # fmt: skip


@pytest.mark.parametrize("entry", GIVES, ids=row)
def test_a_rule_reads(entry: Row) -> None:
    rule, text, fact = entry
    assert fact in read_by(rule, text)


@pytest.mark.parametrize("entry", GIVES_NOT, ids=row)
def test_a_rule_reads_not(entry: Row) -> None:
    rule, text, fact = entry
    assert fact not in read_by(rule, text)


def test_one_repository_named_twice_is_one_claim() -> None:
    text = paper(QUILL, "提出QuillNet。代码：https://github.com/quill-lab/quillnet 也见 github.com/quill-lab/quillnet")
    assert stated(facts(text, "codeRepository")) == {(QUILL, "codeRepository", "quill-lab/quillnet"), ("QuillNet", "codeRepository", "quill-lab/quillnet")}
