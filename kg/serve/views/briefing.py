"""A briefing as one reads it: its sentences, with every name marked by class and every claim beside the sentence that says it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg import rdf
from kg.errors import NotFoundError
from kg.graph import KnowledgeGraph
from kg.model import BASE, slug
from kg.rdf import ClaimRecord, NamingRecord
from kg.serve.reader import Reader
from kg.serve.views.describing import day, statement, thing

_SHORTEST_NAME = 2


def briefing_page(reader: Reader, stem: str) -> dict[str, Any]:
    """Return a briefing: the sentences that the graph keeps of it, by line, with their names and claims.

    The graph keeps a sentence where it says something; what says nothing that we read isn't in the store.

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
    return {
        "iri": record.iri, "stem": record.stem, "title": record.title, "date": day(record.date), "claims": len(claims), **neighbours,
        "sentences": _sentences(graph, claims, namings), "things": _things(graph, namings),
    }  # fmt: skip


def _link(record: rdf.BriefingRecord) -> dict[str, Any]:
    return {"stem": record.stem, "path": f"/briefing/{slug(record.stem)}"}


def _sentences(graph: KnowledgeGraph, claims: Iterable[ClaimRecord], namings: list[NamingRecord]) -> list[dict[str, Any]]:
    said: dict[tuple[int, str], list[tuple[int, dict[str, Any]]]] = {}
    begins: dict[tuple[int, str], int] = {}
    for record in claims:
        for evidence in record.evidence:
            key = (evidence.line, evidence.sentence)
            begins[key] = min(begins.get(key, evidence.start), evidence.start)
            if any(known["iri"] == record.iri for _, known in said.get(key, ())):
                continue  # a sentence may say the same twice
            shown = {name: part for name, part in statement(graph, record).items() if name not in {"evidence", "briefing", "path", "date"}}
            said.setdefault(key, []).append((evidence.start, {**shown, "quote": evidence.quote}))
    ordered = sorted(said, key=lambda key: (key[0], begins[key]))
    return [
        {"line": line, "sentence": sentence, "pieces": pieces(sentence, names_on(graph, namings, line)), "claims": [c for _, c in sorted(said[line, sentence], key=lambda c: c[0])]}
        for line, sentence in ordered
    ]  # fmt: skip


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
