"""Words of Chinese text: those of jieba, found faster."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.tokenizer import segmenter
from kg.vocabulary import Term, Vocabulary

VOCABULARY = Vocabulary([Term("Organization", "Canglanxin", ("苍岚芯",))], [])


@pytest.mark.parametrize(
    "run",
    [
        "苍岚芯推出旗舰处理器", "采用先进工艺", "的", "王小明加入团队", "不在词典里的瀚澔灏濠", "研究生命起源", "㐀㐁与鿕鿿", "的的的的",
    ],
)  # fmt: skip
def test_words_of_a_run_are_those_that_jieba_cuts(run: str) -> None:
    words = segmenter(VOCABULARY)
    assert words.words(run) == list(words.cut(run, HMM=True))


@given(st.text(st.sampled_from("苍岚芯中国科学院计算技术研究所推出的在和一二三王小明加入㐀鿿鿖"), min_size=1, max_size=30))
def test_words_of_any_run_are_those_that_jieba_cuts(run: str) -> None:
    words = segmenter(VOCABULARY)
    assert words.words(run) == list(words.cut(run, HMM=True))


def test_labels_of_the_vocabulary_are_words() -> None:
    assert segmenter(VOCABULARY).words("苍岚芯推出处理器") == ["苍岚芯", "推出", "处理器"]
