"""Edge-AI briefings as a knowledge graph: every fact with the sentence it came from, the date it was said, and how sure the sentence was.

Examples
--------
>>> import kg
>>> graph = kg.build("corpus/")                                # doctest: +SKIP
>>> graph.entity("Cortex-A78").type                            # doctest: +SKIP
'Core'
"""

from __future__ import annotations

from kg.errors import InputError, KgError, NotFoundError, QueryError, StoreError
from kg.graph import Extractor, Fact, KnowledgeGraph
from kg.model import Annotation, Briefing, Claim, Entity, Evidence
from kg.things import Thing

__version__ = "0.1.0"

build = KnowledgeGraph.build
open = KnowledgeGraph.open


def annotate(text: str, stem: str = "text", *vocabulary: str) -> Annotation:
    """Return what a text says: entities and claims, each with the place that says it.

    Parameters
    ----------
    text : str
        Markdown, HTML or plain text of a briefing.
    stem : str
        Name of the briefing; a date in it dates the briefing where the text has none.
    *vocabulary : str
        Further vocabulary files, in Turtle.

    Examples
    --------
    >>> annotation = annotate("- 高通：推出骁龙 888 芯片。", "2031-01-01")
    >>> ("Chip", "Snapdragon 888") in {(e.type, e.name) for e in annotation.entities}
    True
    """
    from kg.briefing import parse  # kept out of the start-up of queries

    return Extractor(tuple(vocabulary))(parse(text, stem))


__all__ = [
    "Annotation", "Briefing", "Claim", "Entity", "Evidence", "Fact", "InputError", "KgError", "KnowledgeGraph", "NotFoundError", "QueryError", "StoreError", "Thing",
    "annotate", "build", "open",
]  # fmt: skip
