"""A briefing -> what it says: entities and claims, each with the place that says it."""

from __future__ import annotations

from kg.model import Annotation, Briefing


def extract(briefing: Briefing, *vocabulary_files: str) -> Annotation:
    """Return the annotation of a briefing.

    Parameters
    ----------
    briefing : Briefing
    *vocabulary_files : str
        Further vocabulary, in Turtle.
    """
    from kg.extract import pipeline  # slow: spaCy
    from kg.vocabulary import load

    doc = pipeline.run(briefing, pipeline.nlp(*vocabulary_files), load(*vocabulary_files))
    silent = tuple(pipeline.silent_sentences(doc))
    return Annotation(briefing.stem, briefing.date, briefing.title, doc._.entities, doc._.claims, briefing.digest, silent)
