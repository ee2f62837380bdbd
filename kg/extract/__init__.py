"""A briefing -> what it says: entities and claims, each with the place that says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import InputError
from kg.model import Annotation, Briefing

if TYPE_CHECKING:
    from spacy.language import Language

LONGEST = 1_000_000
"""Characters of content beyond which a file is no briefing."""


def extract(briefing: Briefing, *vocabulary_files: str) -> Annotation:
    """Return the annotation of a briefing.

    Parameters
    ----------
    briefing : Briefing
    *vocabulary_files : str
        Further vocabulary, in Turtle.

    Raises
    ------
    InputError
        If the briefing is longer than `LONGEST`.
    """
    from kg.extract import pipeline  # slow: spaCy
    from kg.vocabulary import load

    if len(briefing.content) > LONGEST:
        raise InputError(f"{briefing.path or briefing.stem}: longer than {LONGEST:,} characters; split it into briefings")
    doc = pipeline.run(briefing, pipeline.nlp(*vocabulary_files), load(*vocabulary_files))
    silent = tuple(pipeline.silent_sentences(doc))
    return Annotation(briefing.stem, briefing.date, briefing.title, doc._.entities, doc._.claims, briefing.digest, silent)


def nlp(*vocabulary_files: str) -> Language:
    """Return the extractor as a spaCy pipeline for strings: blank ``zh``, jieba's words, and the components that mark names and read claims.

    A string is read as a briefing (Markdown, HTML or plain text). The `Doc` has ``ents`` with their class as ``label_`` and their canonical name as
    ``id_``; ``spans["kg_mentions"]`` with those too that lie within others; ``_.entities`` and ``_.claims`` as `kg.annotate` gives them. Components can be
    listed, timed and switched off like any others.

    Parameters
    ----------
    *vocabulary_files : str
        Further vocabulary, in Turtle.

    Examples
    --------
    >>> doc = nlp()("高通推出骁龙888，采用三星5nm工艺")
    >>> [(ent.text, ent.label_, ent.id_) for ent in doc.ents]
    [('高通', 'Organization', 'Qualcomm'), ('骁龙888', 'Chip', 'Snapdragon 888'), ('三星', 'Organization', 'Samsung')]
    >>> nlp().pipe_names[-1]
    'kg_spans'
    """
    from kg.extract.language import nlp as language  # slow: spaCy

    return language(*vocabulary_files)
