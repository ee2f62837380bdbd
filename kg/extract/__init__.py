"""A briefing -> what it says: entities and claims, each with the place that says it."""

from __future__ import annotations

from kg.errors import InputError
from kg.model import Annotation, Briefing

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
