"""What assistants are told: the same answers as people get, as plain values, each with the sentences that say it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kg.asof import parse_day
from kg.diff import diff
from kg.diff_sides import CURRENT, PREVIOUS, open_side
from kg.errors import InputError, NotFoundError
from kg.graph import KnowledgeGraph
from kg.model import briefing_iri
from kg.namespaces import PREFIXES, node
from kg.profile import profile
from kg.rdf import ClaimRecord, read_claims
from kg.serve.evaluation import run
from kg.serve.reader import Reader
from kg.serve.views.describing import day

_PLACES = 3
"""Places that are told of one claim, and claims of one fact."""

_ROWS_WITH_EVIDENCE = 50
_CLAIMS_SEEN = 500
_SIDE = re.compile(rf"\d{{4}}-\d{{1,2}}-\d{{1,2}}|{PREVIOUS}|{CURRENT}|\d{{6,}}")


@contextmanager
def _as_of(reader: Reader, date: str) -> Iterator[KnowledgeGraph]:
    """The graph, or what was known of it on a day."""
    if not date:
        yield reader.graph
        return
    with reader.graph.as_of(parse_day(date)) as dated:
        yield dated


def _evidence(claims: Iterable[ClaimRecord]) -> list[dict[str, Any]]:
    return [
        {"briefing": c.briefing, "line": e.line, "date": day(c.date), "status": c.status, "quote": e.quote, "sentence": e.sentence, "rule": c.rule, "confidence": c.confidence}
        for c in claims
        for e in c.evidence[:_PLACES]
    ]


def asked(reader: Reader, question: str, as_of: str = "") -> dict[str, Any]:
    """Return the answer to a question in words; where it is not understood, the reason and what can be answered."""
    from kg.ask import ask  # slow: its lexicon

    answer = ask(reader.graph, question, as_of=parse_day(as_of) if as_of else None)
    found = answer.to_json()
    for shown, finding in zip(found["answers"], answer.answers, strict=True):
        shown["evidence"] = [
            {"briefing": s.briefing, "line": s.line, "date": day(s.date), "status": s.status, "quote": s.quote, "sentence": s.sentence} for s in finding.evidence[:_PLACES]
        ]
    return found


def queried(reader: Reader, text: str, rows: int, as_of: str = "") -> dict[str, Any]:
    """Return the first rows of a query's answer; beside each, the claims that tie together what stands in it.

    Raises
    ------
    QueryError, RefusedError
        If it can't be parsed or run, or would change or ask anything.
    """
    with _as_of(reader, as_of) as graph:
        store: Any = graph.store
        engine: ox.Store = store.engine
        found = run(engine, graph.narrowed(text))
        if isinstance(found, ox.QueryBoolean):
            return {"columns": ["answer"], "rows": [{"values": {"answer": "yes" if found else "no"}, "evidence": []}], "more": False}
        if isinstance(found, ox.QueryTriples):
            columns = ["subject", "predicate", "object"]
            listed: Iterator[tuple[Any, ...]] = ((t.subject, t.predicate, t.object) for t in dict.fromkeys(found))
        else:
            columns = [v.value for v in found.variables]
            listed = (tuple(solution[name] for name in columns) for solution in found)
        shown = list(islice(listed, rows + 1))
        return {
            "columns": columns, "more": len(shown) > rows,
            "rows": [
                {"values": dict(zip(columns, map(_text, row), strict=True)), "evidence": _evidence(_behind(engine, row)) if number < _ROWS_WITH_EVIDENCE else []}
                for number, row in enumerate(shown[:rows])
            ],
        }  # fmt: skip


def _text(term: Any) -> str | None:
    return None if term is None else str(getattr(term, "value", term))


def _behind(engine: ox.Store, row: Sequence[Any]) -> list[ClaimRecord]:
    """The claims that a row shows, and those with subject and object among what stands in it, newest first."""
    cells = [term for term in row if isinstance(term, ox.NamedNode | ox.Literal)]
    iris = {term for term in cells if isinstance(term, ox.NamedNode)}
    chosen = {iri for iri in iris if iri.value.startswith(PREFIXES["claim"]) and "/" not in iri.value.removeprefix(PREFIXES["claim"])}
    for thing in (iri for iri in iris if iri.value.startswith(PREFIXES["id"])):
        for quad in islice(engine.quads_for_pattern(None, node("rdf:subject"), thing, None), _CLAIMS_SEEN):
            if any(any(engine.quads_for_pattern(quad.subject, node("rdf:object"), cell, None)) for cell in cells if cell != thing):
                chosen.add(quad.subject)  # type: ignore[arg-type]
    statements = [q.triple for claim in chosen for q in engine.quads_for_pattern(claim, None, None, None)]
    places = [t.object for t in statements if t.predicate in {node("edge:evidence"), node("prov:wasDerivedFrom")}]
    statements += [q.triple for place in places if isinstance(place, ox.NamedNode) for q in engine.quads_for_pattern(place, None, None, None)]
    return list(reversed(read_claims(statements)))[:_PLACES]


def shown(reader: Reader, name: str, type: str = "", as_of: str = "") -> dict[str, Any]:
    """Return what the graph holds of one thing.

    Raises
    ------
    NotFoundError
        If nothing bears the name; it offers the nearest.
    """
    with _as_of(reader, as_of) as graph:
        found = profile(graph, name, type)
        told = found.to_json()
        facts = [
            {
                "predicate": f.predicate, "inverse": f.is_inverse, "value": f.value, "iri": f.iri, "details": list(f.details), "status": f.status, "date": day(f.date),
                "holds": f.holds, "sources": f.sources, "evidence": _evidence(reversed(f.claims[-_PLACES:])),
            }
            for f in found.facts
        ]  # fmt: skip
        return {**{key: told[key] for key in ("iri", "type", "label", "aliases", "timeline", "conflicts", "namesakes")}, "facts": facts}


def listed(reader: Reader) -> dict[str, Any]:
    """Return all briefings, newest first."""
    counts = {str(row["b"]): int(str(row["n"])) for row in reader.graph.query("SELECT ?b (COUNT(*) AS ?n) { ?c a edge:Claim ; prov:wasDerivedFrom ?b } GROUP BY ?b")}
    records = sorted(reader.graph.briefings(), key=lambda b: (b.date or dt.date.min, b.stem), reverse=True)
    return {"briefings": [{"briefing": b.stem, "title": b.title, "date": day(b.date), "claims": counts.get(b.iri, 0)} for b in records]}


def told_in(reader: Reader, briefing: str, start: int, rows: int) -> dict[str, Any]:
    """Return what one briefing says, in order of its lines, `rows` facts from the `start`-th on.

    Raises
    ------
    NotFoundError
        If there is no such briefing.
    """
    graph = reader.graph
    known = {b.iri: b for b in graph.briefings()}
    record = known.get(briefing_iri(briefing))
    if record is None:
        raise NotFoundError("briefing", briefing, sorted(b.stem for b in known.values() if briefing[:7] in b.stem)[-3:])
    claims = sorted(graph.claims(briefing=record.stem), key=lambda c: (c.evidence[0].line if c.evidence else 0, c.iri))
    facts = [
        {"subject": graph.label(c.subject), "predicate": c.predicate, "object": c.text or graph.label(c.object), "status": c.status, "evidence": _evidence([c])}
        for c in claims[start : start + rows]
    ]
    return {"briefing": record.stem, "title": record.title, "date": day(record.date), "facts": facts, "total": len(claims), "more": start + rows < len(claims)}


def differences(reader: Reader, before: str, after: str) -> dict[str, Any]:
    """Return what is new between two days, or two snapshots of the store.

    Raises
    ------
    InputError
        If one of them is neither: no other folder is opened for an assistant.
    """
    for side in (before, after):
        if not _SIDE.fullmatch(side.strip()):
            raise InputError(f"{side}: neither a day (2021-07-18) nor a snapshot (previous, current, 000007); give one of these")
    folder = reader.graph.store.location
    with open_side(before.strip(), folder) as first, open_side(after.strip(), folder) as second:
        return diff(first, second, (before, after)).to_json()
