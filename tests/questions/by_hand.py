"""The graph that the questions are asked of: the corpus as annotated by hand, in place of the extractor, so that asking is tested apart from reading.

Things stand under the names that the vocabulary prefers, as the extractor would name them. An annotation by hand has lines and no spans: the sentence of a
claim is the one of its line that holds most of its names.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kg.graph import KnowledgeGraph
from kg.model import Annotation, Briefing, Claim, Entity, Evidence
from kg.vocabulary import Term, fold, has_cjk, load

TESTS = Path(__file__).parent.parent
_ARGUMENTS = frozenset({"s", "p", "o", "line", "status"})


@functools.cache
def graph() -> KnowledgeGraph:
    """Return the graph of the whole corpus as annotated by hand."""
    return KnowledgeGraph.build(TESTS.parent / "corpus", annotate=annotate)


def annotate(briefing: Briefing) -> Annotation:
    """Return the annotation by hand of a briefing of the corpus."""
    data = json.loads((TESTS / "golden" / f"{briefing.stem}.json").read_text("utf8"))
    things = {str(e["id"]): _entity(e) for e in data["entities"]}
    claims: dict[str, Claim] = {}
    for entry in data["claims"]:
        claim = _claim(briefing, entry, things)
        known = claims.setdefault(claim.iri(briefing.stem), claim)
        if known is not claim:
            claims[claim.iri(briefing.stem)] = replace(known, evidence=(*known.evidence, *claim.evidence))
    return Annotation(briefing.stem, briefing.date, briefing.title, _distinct(things.values()), tuple(claims.values()), briefing.digest)


def _entity(entry: Mapping[str, Any]) -> Entity:
    type_, names = str(entry["type"]), [str(entry["name"]), *map(str, entry["aliases"])]
    term = _term(type_, names[0])
    name = term.name if term else names[0]
    chinese = (term.zh if term else "") or next((text for text in names if has_cjk(text)), "")
    labels = (("zh", name),) if has_cjk(name) else (("en", name), ("zh", chinese)) if chinese else (("en", name),)
    aliases = tuple(text for text in dict.fromkeys(names) if text != name)
    kind = str(entry.get("kind") or (term.kind if term else "") or ("other" if type_ == "Core" else ""))
    return Entity(type_, name, aliases, tuple(entry["lines"]), (), kind, labels)


def _term(type_: str, name: str) -> Term | None:
    """What the vocabulary knows under a name: a term, or a member of a family that the whole name spells."""
    vocabulary = load()
    known = vocabulary.by_label.get((type_, fold(name)))
    if known is not None:
        return known
    whole = [term for match in vocabulary.find(name) if (match.start, match.end) == (0, len(name)) for term in match.terms if term.type == type_]
    return whole[0] if whole else None


def _distinct(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """The entities, those of one name as one."""
    found: dict[str, Entity] = {}
    for entity in entities:
        known = found.get(entity.iri, entity)
        aliases = tuple(dict.fromkeys((*known.aliases, *entity.aliases)))
        found[entity.iri] = replace(known, aliases=aliases, lines=tuple(sorted({*known.lines, *entity.lines})))
    return tuple(found.values())


def _claim(briefing: Briefing, entry: Mapping[str, Any], things: Mapping[str, Entity]) -> Claim:
    subject, object_ = things[entry["s"]], things.get(str(entry["o"]))
    names = [*_names(subject), *(_names(object_) if object_ else (str(entry["o"]),))]
    return Claim(
        subject.iri, entry["p"], object_.iri if object_ else str(entry["o"]), tuple(sorted((k, v) for k, v in entry.items() if k not in _ARGUMENTS)),
        entry.get("status", "asserted"), "by.hand", 1.0, (_evidence(briefing, int(entry["line"]), names),),
    )  # fmt: skip


def _names(entity: Entity) -> tuple[str, ...]:
    return (entity.name, *entity.aliases)


def _evidence(briefing: Briefing, line: int, names: Iterable[str]) -> Evidence:
    """The sentence of a line that holds most of the names, the first of them where several do; the whole line where it has none."""
    spans = [
        (s.start, s.end) for item in briefing.items for s in item.sentences if briefing.line_of(briefing.offsets[s.start]) <= line <= briefing.line_of(briefing.offsets[s.end - 1])
    ]
    if not spans:
        start = briefing.line_starts[line - 1]
        text = briefing.text[start:].split("\n", 1)[0]
        return Evidence(start, start + len(text), line, text, text)
    start, end = max(spans, key=lambda span: sum(name in briefing.content[slice(*span)] for name in set(names)))
    sentence = briefing.content[start:end]
    quote = next((name for name in names if name in sentence), sentence)
    return Evidence(*briefing.source(start, end), line, quote, sentence)
