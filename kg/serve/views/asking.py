"""A question in words, answered; and a query in SPARQL, as a table for people."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from kg.model import briefing_iri
from kg.namespaces import EDGE, PREFIXES
from kg.serve.evaluation import run
from kg.serve.reader import Reader
from kg.serve.views.describing import day, local_path, marked, thing

_LABELS_AT_ONCE = 2000


def ask_page(reader: Reader, question: str) -> dict[str, Any]:
    """Return the answer to a question, as `kg ask --json` has it, with dates and sentences beside."""
    from kg.ask import ask  # slow: its lexicon

    answer = ask(reader.graph, question)
    found = answer.to_json()
    for shown, finding in zip(found["answers"], answer.answers, strict=True):
        shown["evidence"] = [
            {**e, "date": day(s.date), "status": s.status, "sentence": s.sentence, "pieces": marked(s.sentence or s.quote, s.quote), "path": local_path(briefing_iri(s.briefing))}
            for e, s in zip(shown["evidence"], finding.evidence, strict=True)
        ]
        shown["path"] = local_path(finding.iri)
        if finding.iri and (things := reader.graph.entities(finding.iri)):
            shown["labels"] = thing(things[0])["labels"]
    return found


def table(reader: Reader, text: str, rows: int = 1000) -> dict[str, Any]:
    """Return the first rows of a query's answer, with labels of the things in it, and how long it took.

    Raises
    ------
    QueryError
        If the query can't be parsed (with line and column) or run.
    """
    started = time.perf_counter()
    found = run(reader.engine, reader.graph.narrowed(text))
    if isinstance(found, ox.QueryBoolean):
        return {"kind": "boolean", "boolean": bool(found), "seconds": time.perf_counter() - started}
    if isinstance(found, ox.QueryTriples):
        kind, columns = "triples", ["subject", "predicate", "object"]
        listed: Iterable[tuple[Any, ...]] = ((t.subject, t.predicate, t.object) for t in dict.fromkeys(found))
    else:
        kind, columns = "table", [v.value for v in found.variables]
        listed = (tuple(solution[v] for v in columns) for solution in found)
    shown: list[tuple[Any, ...]] = []
    more = False
    for row in listed:
        if len(shown) == rows:
            more = True
            break
        shown.append(row)
    seconds = time.perf_counter() - started
    labels = _labels(reader.engine, shown)
    return {"kind": kind, "columns": columns, "rows": [[_cell(term, labels) for term in row] for row in shown], "more": more, "seconds": seconds}


def _cell(term: Any, labels: dict[str, dict[str, str]]) -> dict[str, Any] | None:
    match term:
        case None:
            return None
        case ox.NamedNode():
            known = labels.get(term.value, {})
            return {"iri": term.value, "short": _short(term.value), "path": local_path(term.value), **({"labels": known} if known else {})}
        case ox.Literal():
            kind = term.datatype.value.removeprefix(PREFIXES["xsd"])
            return {"text": term.value, **({"language": term.language} if term.language else {}), **({"datatype": kind} if kind != "string" and not term.language else {})}
        case _:
            return {"text": str(term)}


def _short(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        rest = iri.removeprefix(namespace)
        if rest != iri and rest and "#" not in rest:
            return f"{prefix}:{rest}"
    return iri


def _labels(engine: ox.Store, rows: Iterable[tuple[Any, ...]]) -> dict[str, dict[str, str]]:
    """The labels of the things and words in a table."""
    iris = list(dict.fromkeys(t.value for row in rows for t in row if isinstance(t, ox.NamedNode) and t.value.startswith((PREFIXES["id"], EDGE))))
    labels: dict[str, dict[str, str]] = {}
    label = ox.NamedNode(PREFIXES["rdfs"] + "label")
    for iri in iris[:_LABELS_AT_ONCE]:
        for quad in engine.quads_for_pattern(ox.NamedNode(iri), label, None, None):
            if isinstance(quad.object, ox.Literal):
                labels.setdefault(iri, {})[quad.object.language or "en"] = quad.object.value
    return labels
