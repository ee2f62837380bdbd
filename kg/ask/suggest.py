"""Questions near to one that has no answer: they are about what it names, and each has an answer in the graph."""

from __future__ import annotations

import difflib
import functools
import importlib.resources
import itertools
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kg.ask.tokens import Token
from kg.graph import KnowledgeGraph
from kg.model import PREDICATES
from kg.things import Thing
from kg.vocabulary import has_cjk

_MOST_THINGS = 4


@functools.cache
def _templates() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((importlib.resources.files(__package__) / "words" / "suggestions.toml").read_text("utf8"))


def nearest(graph: KnowledgeGraph, question: str, tokens: Sequence[Token], is_answered: Callable[[str], bool]) -> tuple[str, ...]:
    """Return three questions that have answers, those closest to the given one first; those about what it names before others."""
    language = "zh" if has_cjk(question) else "en"
    named = list(dict.fromkeys(thing.iri for token in tokens for thing in token.things))[:_MOST_THINGS]
    offered = list(dict.fromkeys(text for iri in named for text in _about(graph, iri, language)))
    found = list(itertools.islice(filter(is_answered, _by_likeness(question, offered)), 3))
    if len(found) < 3:
        others = dict.fromkeys(text for text in _anything(graph, language) if text not in offered)
        found += itertools.islice(filter(is_answered, _by_likeness(question, others)), 3 - len(found))
    return tuple(found)


def _by_likeness(question: str, offered: Iterable[str]) -> list[str]:
    return sorted(offered, key=lambda text: -difflib.SequenceMatcher(None, question.lower(), text.lower()).ratio())


def _about(graph: KnowledgeGraph, iri: str, language: str) -> Iterator[str]:
    """Questions about a thing, one for each kind of fact that holds of it."""
    thing = next(iter(graph.entities(iri)), None)
    if thing is None:
        return
    for variables, side in (("?thing ?p ?other", "subject"), ("?other ?p ?thing", "object")):
        rows = graph.query(f"SELECT DISTINCT ?p {{ VALUES ?thing {{ <{iri}> }} {variables} FILTER(STRSTARTS(STR(?p), STR(edge:))) }} ORDER BY ?p")
        for row in rows:
            name = str(row["p"]).rsplit("#", 1)[-1]
            if (template := _templates().get(f"{name}.{side}")) is not None:
                yield template[language].format(_name(thing, language))


def _name(thing: Thing, language: str) -> str:
    return next((text for tag, text in thing.labels if tag == language), thing.label)


def _anything(graph: KnowledgeGraph, language: str) -> Iterator[str]:
    """One question for each predicate, about the thing that most is said of."""
    for predicate in PREDICATES:
        template = _templates().get(f"{predicate}.subject")
        if template is None:
            continue
        if (thing := graph.index.most_said(predicate)) is not None:
            yield template[language].format(_name(thing, language))
