"""Words of Chinese text: jieba's dictionary segmentation, with the vocabulary as its user dictionary, as a spaCy tokenizer."""

from __future__ import annotations

import functools
import logging
import re
from typing import Any

import jieba
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.vocabulary import Vocabulary, has_cjk

jieba.setLogLevel(logging.WARNING)
Doc.set_extension("word_starts", default=None, force=True)
_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[A-Za-z]+|[0-9]+(?:\.[0-9]+)?|\s|.", re.DOTALL)


@functools.lru_cache(maxsize=4)
def segmenter(vocabulary: Vocabulary) -> jieba.Tokenizer:
    """Return a jieba tokenizer that knows the vocabulary's Chinese labels as words."""
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    for term in vocabulary.terms:
        for label in (*term.labels, *term.short):
            if 2 <= len(label) <= 12 and has_cjk(label) and not re.search(r"[\sA-Za-z0-9]", label):
                tokenizer.FREQ[label] = max(tokenizer.FREQ.get(label) or 0, 800)
                tokenizer.total += 800
                for i in range(1, len(label)):
                    tokenizer.FREQ.setdefault(label[:i], 0)
    return tokenizer


class JiebaTokenizer:
    """A spaCy tokenizer: Chinese runs by jieba, Latin runs and numbers whole, everything else a token a character.

    ``doc._.word_starts`` holds the offsets at which words begin, ascending, and the text's length: asking each token would cost more than cutting them.

    Examples
    --------
    >>> import spacy
    >>> from kg.vocabulary import Vocabulary
    >>> [t.text for t in JiebaTokenizer(spacy.blank("zh").vocab, Vocabulary([], []))("采用7nm工艺")]
    ['采用', '7', 'nm', '工艺']
    """

    def __init__(self, vocab: Vocab, vocabulary: Vocabulary) -> None:
        self.vocab = vocab
        self._jieba = segmenter(vocabulary)

    def __call__(self, text: str) -> Doc:
        """Return the document of the words of `text`; their texts joined give it back."""
        words: list[str] = []
        spaces: list[bool] = []
        starts: list[int] = []
        for m in _RUN.finditer(text):
            run = m.group()
            if run == " " and words and not spaces[-1] and words[-1] != "\n":
                spaces[-1] = True
            elif "\u3400" <= run[0] <= "\u9fff":
                at = m.start()
                for word in self._jieba.cut(run, HMM=True):
                    words.append(word)
                    spaces.append(False)
                    starts.append(at)
                    at += len(word)
            else:
                words.append(run)
                spaces.append(False)
                starts.append(m.start())
        doc = Doc(self.vocab, words=words, spaces=spaces)
        doc._.word_starts = [*starts, len(text)]
        return doc

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing to store: the vocabulary is the package's."""
        return b""

    def from_bytes(self, _data: bytes, **_kwargs: Any) -> JiebaTokenizer:
        """Nothing was stored."""
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        """Nothing to store."""

    def from_disk(self, _path: Any, **_: Any) -> JiebaTokenizer:
        """Nothing was stored."""
        return self
