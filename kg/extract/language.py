"""The pipeline for spaCy users: a string in, a `Doc` out, with entities as spaCy has them."""

from __future__ import annotations

import functools
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.util import filter_spans

from kg.briefing import parse
from kg.extract import pipeline
from kg.extract.tokenizer import JiebaTokenizer
from kg.vocabulary import Vocabulary
from kg.vocabulary import load as load_vocabulary

MENTIONS = "kg_mentions"
"""Name of the span group with every mention, also those that lie within others, such as a model's name in a paper's title."""


class BriefingTokenizer(JiebaTokenizer):
    """Reads a string as a briefing and cuts what a reader sees of it: ``doc.text`` has no markup and no link targets.

    Parameters
    ----------
    vocab : spacy.vocab.Vocab
    vocabulary : Vocabulary
    """

    def __init__(self, vocab: Any, vocabulary: Vocabulary) -> None:
        super().__init__(vocab, vocabulary)
        self._vocabulary = vocabulary

    def __call__(self, text: str) -> Doc:
        """Return the document of a briefing's content."""
        briefing = parse(text)
        doc = super().__call__(briefing.content)
        doc._.briefing = briefing
        doc._.vocabulary = self._vocabulary
        return doc


@Language.component("kg_spans")
def spans(doc: Doc) -> Doc:
    """Set ``doc.ents`` and the span group `MENTIONS` from the mentions; of those that overlap, the longest is an entity."""
    found = [(m, doc.char_span(m.start, m.end, label=m.type, alignment_mode="expand")) for m in doc._.mentions]
    marked = []
    for mention, span in found:
        if span is not None:
            span.id_ = mention.name
            marked.append(span)
    doc.spans[MENTIONS] = SpanGroup(doc, name=MENTIONS, spans=marked)
    doc.set_ents(filter_spans(marked))
    return doc


@functools.lru_cache(maxsize=4)
def nlp(*vocabulary_files: str) -> Language:
    """Return the pipeline; see `kg.extract.nlp`."""
    language = spacy.blank("zh")
    language.tokenizer = BriefingTokenizer(language.vocab, load_vocabulary(*vocabulary_files))
    for name in pipeline.COMPONENTS:
        language.add_pipe(name)
    language.add_pipe("kg_spans")
    return language
