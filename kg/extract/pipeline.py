"""The spaCy pipeline: blank ``zh``, jieba words, and the components that turn a briefing's content into mentions, entities and claims.

Components meet in the `Doc`: ``doc._.briefing``, ``doc._.mentions``, ``doc._.entities``, ``doc._.claims``. They can be listed (``nlp.pipe_names``),
timed and switched off (``nlp.select_pipes(disable=...)``) like any spaCy component.
"""

from __future__ import annotations

import functools
import gc
import re
from bisect import bisect_left
from collections.abc import Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract import claims, classify, mentions, names, resolve, structure, views
from kg.extract.tokenizer import JiebaTokenizer
from kg.garbage import uncollected
from kg.model import Briefing, Evidence
from kg.vocabulary import Vocabulary
from kg.vocabulary import load as load_vocabulary

for _name in ("briefing", "vocabulary"):
    Doc.set_extension(_name, default=None, force=True)
for _name in ("mentions", "entities", "claims"):
    Doc.set_extension(_name, default=(), force=True)


def word_starts(briefing: Briefing, vocabulary: Vocabulary) -> list[int]:
    """Return the offsets in the content at which words begin, ascending, and its length."""
    return _starts(JiebaTokenizer(spacy.blank("zh").vocab, vocabulary)(briefing.content))


def _starts(doc: Doc) -> list[int]:
    starts: list[int] = doc._.word_starts
    return starts


@Language.component("kg_known_names")
def known_names(doc: Doc) -> Doc:
    """Mark names that the vocabulary holds."""
    doc._.mentions = tuple(mentions.known_names(doc._.briefing, doc._.vocabulary, _starts(doc)))
    return doc


@Language.component("kg_new_names")
def new_names(doc: Doc) -> Doc:
    """Mark names that no list holds, by form, place and context."""
    model = classify.load()
    if model is not None:
        new = names.new_names(doc._.briefing, doc._.mentions, _starts(doc), model)
        spans = [(m.start, m.end) for m in new]
        kept = [m for m in doc._.mentions if not any(a <= m.start and m.end <= b for a, b in spans)]
        doc._.mentions = tuple(sorted([*kept, *new], key=lambda m: m.start))
    return doc


@Language.component("kg_structure")
def structure_names(doc: Doc) -> Doc:
    """Mark what items are about: papers, repositories."""
    known = list(doc._.mentions)
    heads = list(structure.repositories(doc._.briefing, doc._.vocabulary, known))
    spans = [(m.start, m.end) for m in heads]
    known = [m for m in known if not any(m.start < b and a < m.end for a, b in spans)]
    doc._.mentions = tuple(sorted([*known, *heads], key=lambda m: m.start))
    return doc


@Language.component("kg_papers")
def paper_names(doc: Doc) -> Doc:
    """Mark the titles of papers; they may hold other names."""
    doc._.mentions = tuple(sorted([*doc._.mentions, *structure.papers(doc._.briefing)], key=lambda m: (m.start, -m.end)))
    return doc


@Language.component("kg_entities")
def group_entities(doc: Doc) -> Doc:
    """Group mentions into things."""
    doc._.mentions = tuple(resolve.tie_names(doc._.briefing, doc._.mentions, doc._.vocabulary))
    doc._.entities = tuple(resolve.entities(doc._.briefing, doc._.mentions, doc._.vocabulary))
    return doc


@Language.component("kg_claims")
def read_claims(doc: Doc) -> Doc:
    """Read claims by rules, item by item."""
    doc._.claims = tuple(claims.claims(doc._.briefing, views.views(doc._.briefing, doc._.mentions), doc._.vocabulary))
    return doc


TELLING = re.compile(r"\d|推出|发布|搭载|采用|收购|融资|投资|合作|开源|提出|支持|基于|代工|任命|财报")
"""Numbers and verbs of news: a sentence that holds one is likely to say something."""


def silent_sentences(doc: Doc) -> Iterator[Evidence]:
    """Yield the sentences that gave no claim though they name a thing and hold a number or a verb of news: what the next rule has to learn."""
    briefing: Briefing = doc._.briefing
    told = sorted((e.start, e.end) for c in doc._.claims for e in c.evidence)
    named = [m.start for m in doc._.mentions]
    for item in briefing.items:
        for sentence in item.sentences:
            text = briefing.content[sentence.start : sentence.end]
            k = bisect_left(named, sentence.start)
            if k == len(named) or named[k] >= sentence.end or not TELLING.search(text):
                continue
            a, b = briefing.source(sentence.start, sentence.end)
            if not any(start < b and a < end for start, end in told):
                yield Evidence(a, b, briefing.line_of(a), text, text)


COMPONENTS = ("kg_known_names", "kg_structure", "kg_new_names", "kg_papers", "kg_entities", "kg_claims")
"""What a briefing goes through, in order."""


@functools.lru_cache(maxsize=4)
def nlp(*vocabulary_files: str) -> Language:
    """Return the pipeline, with further vocabulary files if given.

    Examples
    --------
    >>> nlp().pipe_names[0]
    'kg_known_names'
    """
    language = spacy.blank("zh")
    language.tokenizer = JiebaTokenizer(language.vocab, load_vocabulary(*vocabulary_files))
    for name in COMPONENTS:
        language.add_pipe(name)
    # The vocabulary and the words stay for good: without this the garbage collector walks a million objects over and over.
    gc.freeze()
    return language


def mention(briefing: Briefing, language: Language, vocabulary: Vocabulary) -> Doc:
    """Send a briefing through the pipeline up to its entities; no claims are read."""
    return _through(briefing, language, vocabulary, skip="kg_claims")


def run(briefing: Briefing, language: Language, vocabulary: Vocabulary) -> Doc:
    """Send a briefing through the pipeline."""
    return _through(briefing, language, vocabulary)


def _through(briefing: Briefing, language: Language, vocabulary: Vocabulary, skip: str = "") -> Doc:
    with uncollected():
        doc = language.make_doc(briefing.content)
        doc._.briefing = briefing
        doc._.vocabulary = vocabulary
        for name, component in language.pipeline:
            if name != skip:
                doc = component(doc)
    return doc
