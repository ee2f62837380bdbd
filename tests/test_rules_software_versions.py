"""Versions and support: forms in which a repository or a headline announces them."""

from __future__ import annotations

import pytest
from extraction import Row, news, paper, read_by, repository, row

TITLE = "QuillNet: A Tiny Network for Writing with Quills"

GIVES: list[Row] = [
    ("software.version_of_repository", repository("quill-lab/QuillRT", "v1.5发布，新增后端", "很小。"), ("QuillRT", "releases", "1.5")),
    ("software.version_of_repository", repository("quill-lab/QuillRT", "端侧推理引擎", "0.6.3版加入了FP8模拟。"), ("QuillRT", "releases", "0.6.3")),
    ("software.version_of_repository", repository("Tencent/ncnn", "20210506版发布", "很小。"), ("ncnn", "releases", "20210506")),
    ("software.version_brings", news("框架动态", "TensorFlow 2.4修复了内存泄漏。"), ("TensorFlow", "releases", "2.4")),
    ("software.version_brings", news("框架动态", "PyTorch 1.9修复了老问题。"), ("PyTorch", "releases", "1.9")),
    ("software.whole_version", news("框架动态", "英伟达发布TensorRT 7，推理更快。"), ("TensorRT", "releases", "7")),
    ("software.whole_version", news("系统动态", "谷歌推出Android 11，面向所有人。"), ("Android 11", "releases", "11")),
    ("software.whole_version", news("系统动态", "CUDA 11正式发布。"), ("CUDA", "releases", "11")),
    ("software.support_for", repository("quill-lab/QuillRT", "端侧推理引擎", "新增对ONNX和RISC-V的支持。"), ("QuillRT", "supports", "RISC-V")),
    ("software.support_for", repository("quill-lab/QuillRT", "an engine", "Adds support for ONNX."), ("QuillRT", "supports", "ONNX")),
    ("software.supports", repository("quill-lab/QuillRT", "端侧推理引擎", "支持PyTorch与TensorFlow。"), ("QuillRT", "supports", "TensorFlow")),
    ("research.proposed_by_authors", paper(TITLE, "谷歌提出QuillNet。"), ("QuillNet", "developedBy", "Google")),
]  # fmt: skip

GIVES_NOT: list[Row] = [
    ("software.version_of_repository", repository("quill-lab/QuillRT", "端侧推理引擎", "速度提升1.5倍。"), ("QuillRT", "releases", "1.5")),
    ("software.version_brings", news("框架动态", "ncnn需要PyTorch 1.9支持。"), ("PyTorch", "releases", "1.9")),
    ("software.whole_version", news("框架动态", "TensorRT 7需要更多显存。"), ("TensorRT", "releases", "7")),
    ("software.whole_version", news("框架动态", "英伟达发布TensorRT 7个插件。"), ("TensorRT", "releases", "7")),
    ("software.support_for", repository("quill-lab/QuillRT", "端侧推理引擎", "移除对ONNX的支持。"), ("QuillRT", "supports", "ONNX")),
    ("research.proposed_by_authors", paper(TITLE, "作者来自谷歌。QuillNet很小。"), ("QuillNet", "developedBy", "Google")),
]  # fmt: skip


@pytest.mark.parametrize("entry", GIVES, ids=row)
def test_a_rule_reads(entry: Row) -> None:
    rule, text, fact = entry
    assert fact in {f[:3] for f in read_by(rule, text)}


@pytest.mark.parametrize("entry", GIVES_NOT, ids=row)
def test_a_rule_reads_not(entry: Row) -> None:
    rule, text, fact = entry
    assert fact not in {f[:3] for f in read_by(rule, text)}
