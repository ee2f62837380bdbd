"""A briefing -> why each of its sentences gave what it gave. Reads it as the extractor does and keeps what that throws away."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract import claims, classify, names, pipeline, relations
from kg.extract.features import Context
from kg.extract.pairs import Key, Pair, key, object_key
from kg.extract.views import Fact, ItemView, views
from kg.model import Briefing, Claim, Mention, Sentence, entity_iri
from kg.report.values import BriefingReport, Lost, Name, Rejected, SentenceReport
from kg.vocabulary import Vocabulary
from kg.vocabulary import load as load_vocabulary

_WORTH_TELLING = 0.1
"""Probability below which a candidate name, or a relation that no rule read, is not worth a maintainer's time."""

_UNSURE = 0.2
"""Probability from which a relation is told as the reason."""

_SHOWN = 5
_SPAN = 40
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}|[A-Za-z]{4,}")


@dataclass(slots=True)
class _Found:
    """What one sentence has, by the span of its content."""

    sentence: Sentence
    dropped: list[Lost] = field(default_factory=list)
    pairs: list[Lost] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


def briefing_report(briefing: Briefing, *vocabulary_files: str) -> BriefingReport:
    """Return the coverage of one briefing.

    Parameters
    ----------
    briefing : Briefing
    *vocabulary_files : str
        Further vocabulary, in Turtle.

    Examples
    --------
    >>> from kg.briefing import parse
    >>> text = "# 简报 (2031-05-06)\\n\\n## 业界新闻\\n\\n- 高通：推出骁龙888芯片；\\n- 产能提高了30%；"
    >>> [(s.line, s.reason) for s in briefing_report(parse(text, "b")).sentences]
    [(5, 'told'), (6, 'no_name')]
    """
    vocabulary = load_vocabulary(*vocabulary_files)
    doc, known = _read(briefing, pipeline.nlp(*vocabulary_files), vocabulary)
    found = {(s.start, s.end): _Found(s) for item in briefing.items for s in item.sentences}
    ordered = sorted(found.values(), key=lambda f: f.sentence.start)
    _add_rejected(briefing, doc, known, ordered)
    _add_relations(briefing, doc, vocabulary, ordered)
    labels = {e.iri: e.name for e in doc._.entities}
    sentences = []
    words: list[str] = []
    for item in briefing.items:
        for s in item.sentences:
            seen = found[s.start, s.end]
            made = _sentence(briefing, doc, seen, item.kind, item.section, labels)
            sentences.append(made)
            if made.reason == "unknown_trigger":
                words += dict.fromkeys(_words(doc, seen))
    return BriefingReport(briefing.stem, briefing.path, tuple(sentences), tuple(words))


def _read(briefing: Briefing, language: Language, vocabulary: Vocabulary) -> tuple[Doc, Sequence[Mention]]:
    """The briefing as the pipeline leaves it, and the names that were known before new ones were sought."""
    doc = language.make_doc(briefing.content)
    doc._.briefing, doc._.vocabulary = briefing, vocabulary
    known: Sequence[Mention] = ()
    for name, component in language.pipeline:
        if name == "kg_new_names":
            known = doc._.mentions
        doc = component(doc)
    return doc, known


def _at(ordered: Sequence[_Found], start: int, end: int) -> _Found | None:
    """The sentence that holds a span."""
    k = bisect_left(ordered, start + 1, key=lambda f: f.sentence.start) - 1
    return ordered[k] if k >= 0 and end <= ordered[k].sentence.end else None


def _add_rejected(briefing: Briefing, doc: Doc, known: Sequence[Mention], ordered: Sequence[_Found]) -> None:
    model = classify.load()
    starts = doc._.word_starts
    candidates = names.eligible(briefing, known, starts)
    if model is None or not candidates:
        return
    taken = bytearray(len(briefing.content) + 1)
    for m in doc._.mentions:
        taken[m.start : m.end] = b"\x01" * (m.end - m.start)
    scored = zip(candidates, classify.classify(candidates, Context(briefing, starts, known), model), strict=True)
    ranked = []
    for candidate, p in scored:
        label = int(np.argmax(p[1:])) + 1
        if float(p[label]) >= _WORTH_TELLING and not names.overlaps(candidate.start, candidate.end, taken):
            ranked.append((float(p[label]), candidate, classify.LABELS[label], float(p[0])))
    for probability, candidate, type_, none in sorted(ranked, key=lambda r: (-r[0], r[1].start, r[1].end)):
        home = _at(ordered, candidate.start, candidate.end)
        a, b = (candidate.start - home.sentence.start, candidate.end - home.sentence.start) if home else (0, 0)
        if home and not any(r.start < b and a < r.end for r in home.rejected):
            text = briefing.content[candidate.start : candidate.end]
            home.rejected.append(Rejected(a, b, text, candidate.form, type_, round(probability, 3), round(none, 3)))


def _add_relations(briefing: Briefing, doc: Doc, vocabulary: Vocabulary, ordered: Sequence[_Found]) -> None:
    model = relations.load()
    if model is None:
        return
    shown = views(briefing, doc._.mentions)
    read = claims.facts(shown)
    best: dict[tuple[Key, str, Key], float] = defaultdict(float)
    judged, looked = relations.judge(shown, (fact for _, fact in read), vocabulary, model)
    for j in judged:
        c = j.candidate
        best[c.subject, c.predicate, c.object] = max(best[c.subject, c.predicate, c.object], j.probability)
        if not c.rules:
            _add_pair(j.view, j.pair, c.predicate, j.probability, model.threshold, ordered)
    kept = {(id(view), *_identity(fact)) for view, fact in relations.weigh(shown, read, vocabulary, model)}
    for view, fact in read:
        if (id(view), *_identity(fact)) not in kept and (home := _at(ordered, fact.start, fact.start)):
            o = object_key(fact)
            probability = best[key(fact.subject), fact.predicate, o] if (key(fact.subject), o) in looked else 0.5
            lost = Lost(fact.subject.name, fact.predicate, o[1], fact.rule, round(probability, 3), round(model.threshold, 3))
            if lost not in home.dropped:
                home.dropped.append(lost)


def _identity(fact: Fact) -> tuple[object, ...]:
    return (key(fact.subject), fact.predicate, object_key(fact), fact.start, fact.end, fact.rule)


def _add_pair(view: ItemView, pair: Pair, predicate: str, probability: float, threshold: float, ordered: Sequence[_Found]) -> None:
    first, last = sorted((view.span(pair.left, pair.left + 1), view.span(pair.right, max(pair.end, pair.right + 1))))
    home = _at(ordered, first[0], last[1])
    if home is not None and pair.subject.type != "Paper":
        between = re.sub(r"[\ue000-\uf8ff]", "…", view.text[view.position(first[1]) : view.position(last[0])])
        words = between if len(between) <= _SPAN else f"{between[: _SPAN // 2]} [...] {between[-_SPAN // 2 :]}"
        home.gaps.append((first[1], last[0]))
        home.pairs.append(Lost(pair.subject.name, predicate, pair.object.name, "", round(probability, 3), round(threshold, 3), words))


def _sentence(briefing: Briefing, doc: Doc, seen: _Found, kind: str, section: str, labels: dict[str, str]) -> SentenceReport:
    s = seen.sentence
    text = briefing.content[s.start : s.end]
    a, b = briefing.source(s.start, s.end)
    mentions = [m for m in doc._.mentions if s.start <= m.start and m.end <= s.end]
    told = [c for c in doc._.claims if any(e.start < b and a < e.end for e in c.evidence)]
    pairs = sorted(seen.pairs, key=lambda lost: -lost.probability)
    rejected = seen.rejected[:_SHOWN]
    signs = tuple(
        sign for sign, is_there in (("number", re.search(r"\d", text)), ("name", mentions or rejected), ("verb", re.search(r"[^\d]", "".join(pipeline.TELLING.findall(text))))) if is_there
    )  # fmt: skip
    reason = _reason(doc._.claims, told, signs, seen, pairs, mentions)
    return SentenceReport(
        briefing.line_of(a), a, b, text, kind, section, reason, signs, tuple(_told(c, labels) for c in told),
        tuple(Name(m.start - s.start, m.end - s.start, m.type, m.name) for m in mentions),
        tuple(sorted(seen.dropped, key=lambda lost: -lost.probability)), tuple(p for p in pairs if p.probability >= _WORTH_TELLING)[:_SHOWN], tuple(rejected),
    )  # fmt: skip


def _reason(all_claims: Iterable[Claim], told: Sequence[Claim], signs: Sequence[str], seen: _Found, pairs: Sequence[Lost], mentions: Sequence[Mention]) -> str:
    if told:
        return "told"
    if not signs:
        return "plain"
    if seen.dropped:
        return "weighed_out"
    if pairs and pairs[0].probability >= _UNSURE:
        return "unsure"
    if pairs:
        return "elsewhere" if _related(mentions, all_claims) else "unknown_trigger"
    if seen.rejected:
        return "name_weighed_out"
    return "no_pair" if mentions else "no_name"


def _related(mentions: Sequence[Mention], all_claims: Iterable[Claim]) -> bool:
    """Whether a claim of the briefing relates two of the things that a sentence names."""
    things = {entity_iri(m.type, m.name) for m in mentions}
    return any(c.subject in things and c.object in things for c in all_claims)


def _told(claim: Claim, labels: dict[str, str]) -> str:
    object_ = claim.object if claim.is_literal else labels.get(claim.object, claim.object)
    return f"{labels.get(claim.subject, claim.subject)} {claim.predicate} {object_} ({claim.rule})"


def _words(doc: Doc, seen: _Found) -> Iterator[str]:
    """The words that stand between names which may be related and are not far from each other."""
    taken = [(m.start, m.end) for m in doc._.mentions if seen.sentence.start <= m.start < seen.sentence.end]
    for start, end in seen.gaps:
        if 0 < end - start <= _SPAN:
            for token in doc.char_span(start, end, alignment_mode="contract") or ():
                if _WORD.fullmatch(token.text) and not any(a < token.idx + len(token) and token.idx < b for a, b in taken):
                    yield token.text
