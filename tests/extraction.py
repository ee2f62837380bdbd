"""What tests of the extractor share: a text -> the facts read from it, on one cached pipeline; and the shapes in which briefings write their items.

A fact is a tuple: subject, predicate, object, then its qualifiers as ``"count=4"`` in the order of their names, then its status as ``"!planned"``
unless it is asserted. Things stand under their canonical names.
"""

from __future__ import annotations

import functools

from spacy.language import Language
from spacy.tokens import Doc

from kg.briefing import parse
from kg.extract import extract, pipeline
from kg.extract.claims import status_of
from kg.extract.rule import RULES
from kg.extract.views import Fact as RuleFact
from kg.extract.views import ItemView, views
from kg.model import PREDICATES, Annotation, Briefing, Claim, Mention
from kg.vocabulary import Vocabulary, load

Fact = tuple[str, ...]
"""Subject, predicate, object, qualifiers as ``name=value``, status as ``!status`` unless asserted."""

STEM = "2031-05-06"
"""Name of every briefing of these tests, and so its date."""


def brief(text: str) -> str:
    """Return a briefing with one bullet of short news, ``甲：…；``, behind the line that usually stands before them."""
    return f"先看几条短讯：\n\n- {text}\n"


def news(title: str, summary: str = "") -> str:
    """Return a briefing with one headed entry under 业界新闻."""
    return f"## 业界新闻\n\n- [{title} | 某媒体](https://example.org/n)  \n摘要：{summary}"


def paper(title: str, summary: str = "", tag: str = "") -> str:
    """Return a briefing with one entry under 论文, with a tag such as ``CVPR 2031`` or ``3105.01234`` if given."""
    return f"## 论文\n\n- {f'[{tag}] ' if tag else ''}[{title}](https://example.org/p)  \n摘要：{summary}"


def repository(head: str, title: str, summary: str = "") -> str:
    """Return a briefing with one entry under 开源项目, headed ``owner/repo``."""
    return f"## 开源项目\n\n- [{head}: {title} | 某媒体](https://example.org/r)  \n摘要：{summary}"


def post(title: str, summary: str = "") -> str:
    """Return a briefing with one entry under 博文."""
    return f"## 博文\n\n- [{title} | 某媒体](https://example.org/b)  \n摘要：{summary}"


@functools.cache
def briefing_of(text: str, stem: str = STEM) -> Briefing:
    """Return the briefing of a text."""
    return parse(text, stem)


@functools.cache
def annotation_of(text: str, stem: str = STEM) -> Annotation:
    """Return the annotation of a text."""
    return extract(briefing_of(text, stem))


def shown(claim: Claim, annotation: Annotation) -> Fact:
    """Return a claim as a fact of the tables."""
    names = {e.iri: e.name for e in annotation.entities}
    object_ = claim.object if claim.is_literal else names[claim.object]
    status = () if claim.status == "asserted" else (f"!{claim.status}",)
    return (names[claim.subject], claim.predicate, object_, *(f"{k}={v}" for k, v in sorted(claim.qualifiers)), *status)


def facts(text: str, *predicates: str) -> set[Fact]:
    """Return the facts read from a text: all, or those of the predicates named."""
    annotation = annotation_of(text)
    return {shown(c, annotation) for c in annotation.claims if not predicates or c.predicate in predicates}


def things(text: str, *types: str) -> set[tuple[str, str]]:
    """Return the things read from a text as (type, name): all, or those of the types named."""
    return {(e.type, e.name) for e in annotation_of(text).entities if not types or e.type in types}


def names(text: str, type_: str) -> set[str]:
    """Return the names of the things of a type read from a text."""
    return {name for _, name in things(text, type_)}


def through(text: str, language: Language | None = None, vocabulary: Vocabulary | None = None) -> Doc:
    """Send a text through the pipeline."""
    return pipeline.run(briefing_of(text), language or pipeline.nlp(), vocabulary or load())


@functools.cache
def item_views(text: str) -> tuple[ItemView, ...]:
    """Return the items of a text as the rules read them."""
    doc = pipeline.mention(briefing_of(text), pipeline.nlp(), load())
    return tuple(views(doc._.briefing, doc._.mentions))


def mentions(text: str) -> list[Mention]:
    """Return the mentions of a text."""
    return [*pipeline.mention(briefing_of(text), pipeline.nlp(), load())._.mentions]


def read_by(rule: str, text: str) -> set[Fact]:
    """Return what one rule alone reads from a text, before anything is weighed."""
    return {_shown(view, fact) for view in item_views(text) for fact in RULES[rule](view) if _typed(fact)}


def _typed(fact: RuleFact) -> bool:
    domain, range_ = PREDICATES[fact.predicate]
    return fact.subject.type in domain and (range_ is None or (isinstance(fact.object, Mention) and fact.object.type in range_))


def _shown(view: ItemView, fact: RuleFact) -> Fact:
    object_ = fact.object if isinstance(fact.object, str) else fact.object.name
    status = status_of(view, fact)
    said = () if status == "asserted" else (f"!{status}",)
    return (fact.subject.name, fact.predicate, object_, *(f"{k}={v}" for k, v in sorted(fact.qualifiers.items())), *said)


Row = tuple[str, str, Fact]
"""A row of the tables of rules: rule, text, fact."""


def row(entry: Row) -> str:
    """Name a row in the test run."""
    rule, _, fact = entry
    return f"{rule}: {' '.join(fact)}"


def stated(found: set[Fact]) -> set[Fact]:
    """Return subject, predicate and object of facts, whatever their qualifiers and status."""
    return {f[:3] for f in found}
