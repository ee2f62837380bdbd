"""Words of Chinese text: jieba's dictionary segmentation, with the vocabulary as its user dictionary, as a spaCy tokenizer."""

from __future__ import annotations

import functools
import logging
import re
from math import log
from typing import Any

import jieba
from jieba import finalseg
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.vocabulary import Vocabulary, has_cjk

jieba.setLogLevel(logging.WARNING)
Doc.set_extension("word_starts", default=None, force=True)
_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[A-Za-z]+|[0-9]+(?:\.[0-9]+)?|\s|.", re.DOTALL)


_LABEL = re.compile(r"[^\sA-Za-z0-9]{2,12}")
_PLAIN = re.compile(r"[\u4e00-\u9fd5]+")
"""What jieba's tables hold; of rarer characters it makes words one by one."""


class Segmenter(jieba.Tokenizer):  # type: ignore[misc]
    """A jieba tokenizer whose `words` are those of `cut` for a Chinese run, found in one pass: `cut` asks its dictionary thrice for each word that may be.

    Examples
    --------
    >>> Segmenter().words("采用先进工艺")
    ['采用', '先进', '工艺']
    """

    def words(self, run: str) -> list[str]:
        """Return the words of a run of Chinese characters."""
        if not _PLAIN.fullmatch(run):
            return list(self.cut(run, HMM=True))
        self.check_initialized()
        ends = self._ends(run)
        found: list[str] = []
        start = unknown = 0
        while start < len(run):
            end = ends[start]
            if end - start > 1:
                found += self._single(run[unknown:start])
                found.append(run[start:end])
                unknown = end
            start = end
        found += self._single(run[unknown:])
        return found

    def _ends(self, run: str) -> list[int]:
        """Return where the likeliest word ends that begins at each character; of two as likely, the longer."""
        frequency, of_all, length = self.FREQ.get, log(self.total), len(run)
        ends = list(range(1, length + 1))
        best = [0.0] * (length + 1)
        for start in range(length - 1, -1, -1):
            likeliest = None
            for end in range(start + 1, length + 1):
                count = frequency(run[start:end])
                if count is None:
                    break
                if count and (likeliest is None or log(count) - of_all + best[end] >= likeliest):
                    likeliest, ends[start] = log(count) - of_all + best[end], end
            best[start] = best[start + 1] - of_all if likeliest is None else likeliest
        return ends

    def _single(self, characters: str) -> list[str]:
        """Return the words that characters make which the dictionary leaves single: names, by jieba's hidden Markov model."""
        return list(characters) if len(characters) < 2 or self.FREQ.get(characters) else list(finalseg.cut(characters))


@functools.lru_cache(maxsize=4)
def segmenter(vocabulary: Vocabulary) -> Segmenter:
    """Return a jieba tokenizer that knows the vocabulary's Chinese labels as words."""
    tokenizer = Segmenter()
    tokenizer.initialize()
    for term in vocabulary.terms:
        for label in (*term.labels, *term.short):
            if _LABEL.fullmatch(label) and has_cjk(label):
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
                for word in self._jieba.words(run):
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
