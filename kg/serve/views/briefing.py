"""A briefing as one reads it: its whole text, with every name marked by class and every claim beside the sentence that says it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from kg import rdf
from kg.briefing import parse
from kg.errors import NotFoundError
from kg.graph import KnowledgeGraph
from kg.model import BASE, Briefing, Evidence, slug
from kg.rdf import ClaimRecord, NamingRecord, text_node
from kg.serve.reader import Reader
from kg.serve.views.describing import day, statement, thing

_SHORTEST_NAME = 2
_Place = tuple[int, str]
"""Line and text of a sentence."""


def briefing_page(reader: Reader, stem: str) -> dict[str, Any]:
    """Return a briefing: its items, each with its sentences, their names and claims, and how much of it was understood.

    A store that keeps no texts has only the sentences that say something; they are then one item.

    Raises
    ------
    NotFoundError
        If there is no such briefing.
    """
    graph = reader.graph
    every = graph.briefings()
    at = next((i for i, record in enumerate(every) if record.iri == f"{BASE}briefing/{slug(stem)}"), None)
    if at is None:
        raise NotFoundError("briefing", stem)
    record = every[at]
    triples = graph.query(f"CONSTRUCT {{ ?n ?p ?o }} WHERE {{ ?n a edge:Naming ; prov:wasDerivedFrom <{record.iri}> ; ?p ?o }}").triples or ()
    namings = rdf.read_namings(triples)
    claims = list(graph.claims(briefing=record.stem))
    neighbours = {name: _link(every[i]) for name, i in (("older", at - 1), ("newer", at + 1)) if 0 <= i < len(every)}
    text = next((str(row["text"]) for row in graph.query(f"SELECT ?text {{ {text_node(record.stem)} edge:text ?text }}")), "")
    said = _said(graph, claims)
    items = _items(graph, _whole(parse(text, record.stem), said) if text else _telling(said), said, namings)
    return {
        "iri": record.iri, "stem": record.stem, "title": record.title, "date": day(record.date), "claims": len(claims), **neighbours,
        "is_whole": bool(text), "items": items, "things": _things(graph, namings),
        "coverage": {
            "items": len(items), "telling_items": sum(item["claims"] > 0 for item in items),
            "sentences": sum(len(item["sentences"]) for item in items), "telling_sentences": sum(bool(s["claims"]) for item in items for s in item["sentences"]),
        },
    }  # fmt: skip


def _link(record: rdf.BriefingRecord) -> dict[str, Any]:
    return {"stem": record.stem, "path": f"/briefing/{slug(record.stem)}"}


def _said(graph: KnowledgeGraph, claims: Iterable[ClaimRecord]) -> dict[_Place, list[tuple[Evidence, dict[str, Any]]]]:
    """What each sentence says, in its order; a sentence may say the same twice."""
    said: dict[_Place, dict[str, tuple[Evidence, dict[str, Any]]]] = {}
    for record in claims:
        for evidence in record.evidence:
            shown = {name: part for name, part in statement(graph, record).items() if name not in {"evidence", "briefing", "path", "date"}}
            said.setdefault((evidence.line, evidence.sentence), {}).setdefault(record.iri, (evidence, {**shown, "quote": evidence.quote}))
    return {place: sorted(found.values(), key=lambda pair: pair[0].start) for place, found in said.items()}


_Outline = list[tuple[str, str, list[_Place]]]
"""Of each item: kind, section, sentences."""


def _telling(said: dict[_Place, list[tuple[Evidence, dict[str, Any]]]]) -> _Outline:
    return [("text", "", sorted(said, key=lambda place: (place[0], said[place][0][0].start)))] if said else []


def _whole(briefing: Briefing, said: Collection[_Place]) -> _Outline:
    """The items of a text; a sentence that says something and that the text has not as such stands at the end of the item before it."""
    found: _Outline = []
    for item in briefing.items:
        places = [(briefing.line_of(briefing.source(s.start, s.end)[0]), briefing.content[s.start : s.end]) for s in item.sentences]
        if places:
            found.append((item.kind, item.section, places))
    known = {place for _, _, places in found for place in places}
    for place in sorted(set(said) - known):
        before = [number for number, (_, _, places) in enumerate(found) if places[0][0] <= place[0]]
        if before:
            found[before[-1]][2].append(place)
        else:
            found.insert(0, ("text", "", [place]))
    return found


def _items(graph: KnowledgeGraph, outline: _Outline, said: dict[_Place, list[tuple[Evidence, dict[str, Any]]]], namings: Sequence[NamingRecord]) -> list[dict[str, Any]]:
    items = []
    seen: set[int] = set()
    for kind, section, places in outline:
        sentences: list[dict[str, Any]] = [
            {"line": line, "sentence": sentence, "pieces": pieces(sentence, names_on(graph, namings, line)), "claims": [c for _, c in said.get((line, sentence), ())]}
            for line, sentence in places
        ]  # fmt: skip
        for sentence in sentences:
            sentence["is_first"] = sentence["line"] not in seen  # what links to the line lead to
            seen.add(sentence["line"])
        items.append({
            "kind": kind, "section": section, "sentences": sentences, "claims": len({c["iri"] for s in sentences for c in s["claims"]}),
            "telling": sum(bool(s["claims"]) for s in sentences),
        })  # fmt: skip
    return items


def names_on(graph: KnowledgeGraph, namings: Iterable[NamingRecord], line: int) -> list[tuple[str, dict[str, Any]]]:
    """Return the names that a briefing uses on a line, with the things that bear them; longer names first."""
    found = []
    for naming in namings:
        if line in naming.lines:
            things = graph.entities(naming.thing)
            bearer = thing(things[0]) if things else {"label": naming.name, "type": naming.type, "path": ""}
            found += [(name, bearer) for name in {naming.name, *naming.aliases, *(text for _, text in naming.labels)} if len(name) >= _SHORTEST_NAME]
    return sorted(found, key=lambda pair: (-len(pair[0]), pair[0]))


def pieces(sentence: str, names: Iterable[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return a sentence in pieces, each with the thing that it names, if it names one.

    Examples
    --------
    >>> [(p["text"], "thing" in p) for p in pieces("甲一号比甲快", [("甲一号", {}), ("甲", {})])]
    [('甲一号', True), ('比', False), ('甲', True), ('快', False)]
    """
    taken: dict[int, tuple[int, dict[str, Any]]] = {}
    covered = [False] * len(sentence)
    for name, bearer in names:
        at = sentence.find(name)
        while at >= 0:
            end = at + len(name)
            if not any(covered[at:end]) and _is_whole(sentence, at, end):
                taken[at] = (end, bearer)
                covered[at:end] = [True] * (end - at)
            at = sentence.find(name, at + 1)
    result: list[dict[str, Any]] = []
    here = 0
    for at in sorted(taken):
        end, bearer = taken[at]
        if at > here:
            result.append({"text": sentence[here:at]})
        result.append({"text": sentence[at:end], "thing": bearer})
        here = end
    return [*result, *([{"text": sentence[here:]}] if here < len(sentence) else [])]


def _is_whole(sentence: str, start: int, end: int) -> bool:
    """Whether no Latin letter or digit runs on beyond the name."""
    return not (_runs_on(sentence, start - 1, start) or _runs_on(sentence, end - 1, end))


def _runs_on(sentence: str, left: int, right: int) -> bool:
    if left < 0 or right >= len(sentence):
        return False
    return all(c.isascii() and c.isalpha() for c in (sentence[left], sentence[right]))


def _things(graph: KnowledgeGraph, namings: Iterable[NamingRecord]) -> list[dict[str, Any]]:
    found = {t.iri: t for naming in namings for t in graph.entities(naming.thing)}
    return [thing(t) for t in sorted(found.values(), key=lambda t: (t.type, t.label.casefold()))]
