"""A graph as tables: one for each class of things, and the claims, their evidence and the briefings. What CSV, Parquet and SQLite have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from kg.model import ENTITY_TYPES
from kg.namespaces import EDGE, PREFIXES
from kg.results import python_value

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

Kind = Literal["text", "integer", "number", "boolean", "date"]
Cell = str | int | float | bool | dt.date | None
_XSD = PREFIXES["xsd"]
_KINDS: Mapping[str, Kind] = {f"{_XSD}integer": "integer", f"{_XSD}decimal": "number", f"{_XSD}double": "number", f"{_XSD}boolean": "boolean", f"{_XSD}date": "date"}
_TO: Mapping[Kind, type] = {"integer": int, "number": float}
_SEPARATOR = "; "
_FRAME = ("status", "rule", "confidence", "evidence")


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows are read while they are written.

    Attributes
    ----------
    name : str
        A class, or ``claims``, ``evidence``, ``briefings``.
    columns : mapping of str to str
        Name -> kind: ``text``, ``integer``, ``number``, ``boolean`` or ``date``.
    rows : callable
        Yields one tuple a row, None where a cell is empty.
    """

    name: str
    columns: Mapping[str, Kind]
    rows: Callable[[], Iterator[tuple[Cell, ...]]]


def tables(graph: KnowledgeGraph) -> list[Table]:
    """Return the tables of a graph: briefings, classes in order of name, claims, evidence."""
    return [_briefings(graph), *_classes(graph), _claims(graph), _evidence(graph)]


def _briefings(graph: KnowledgeGraph) -> Table:
    columns: dict[str, Kind] = {"briefing": "text", "iri": "text", "date": "date", "title": "text"}
    return Table("briefings", columns, lambda: ((b.stem, b.iri, b.date, b.title) for b in graph.briefings()))


def _classes(graph: KnowledgeGraph) -> Iterator[Table]:
    properties: dict[str, dict[str, set[str]]] = {}
    for type_, property_, datatype in _texts(graph, "SELECT DISTINCT ?t ?p (DATATYPE(?v) AS ?d) FROM graph:current { ?s a ?t OPTIONAL { ?s ?p ?v } }"):
        found = properties.setdefault(type_.removeprefix(EDGE), {})
        if property_.startswith(EDGE):
            found.setdefault(property_.removeprefix(EDGE), set()).add(datatype)
    several = {
        (type_.removeprefix(EDGE), property_.removeprefix(EDGE))
        for type_, property_ in _texts(
            graph, "SELECT DISTINCT ?t ?p FROM graph:current { ?s a ?t ; ?p ?v , ?w FILTER(ISLITERAL(?v) && ISLITERAL(?w) && DATATYPE(?v) != xsd:string && !SAMETERM(?v, ?w)) }"
        )
    }
    for type_, found in sorted(properties.items()):
        columns: dict[str, Kind] = {"iri": "text", "label": "text", "label_en": "text", "label_zh": "text", "aliases": "text"}
        # A cell with several values is text, and so is the whole column.
        columns |= {name: "text" if (type_, name) in several else _kind(datatypes) for name, datatypes in sorted(found.items())}
        yield Table(type_, columns, lambda type_=type_, columns=columns: _things(graph, type_, columns))  # type: ignore[misc]


def _kind(datatypes: set[str]) -> Kind:
    kinds = {_KINDS.get(datatype, "text") for datatype in datatypes}
    if kinds == {"integer", "number"}:
        return "number"
    return kinds.pop() if len(kinds) == 1 else "text"


def _things(graph: KnowledgeGraph, type_: str, columns: Mapping[str, Kind]) -> Iterator[tuple[Cell, ...]]:
    rows = graph.query(f"SELECT ?s ?p ?o FROM graph:current {{ ?s a edge:{type_} ; ?p ?o }} ORDER BY ?s ?p ?o").rows
    for iri, pairs in _grouped(rows):
        labels = {v.language: v.value for p, v in pairs if p == f"{PREFIXES['rdfs']}label" and isinstance(v, ox.Literal)}
        cells: dict[str, Cell] = {"iri": iri, "label": graph.label(iri), "label_en": labels.get("en"), "label_zh": labels.get("zh")}
        cells["aliases"] = _SEPARATOR.join(v.value for p, v in pairs if p == f"{PREFIXES['skos']}altLabel") or None
        for name in columns.keys() - cells.keys():
            cells[name] = _cell([v for p, v in pairs if p == EDGE + name], columns[name], graph.label)
        yield tuple(cells[name] for name in columns)


def _claims(graph: KnowledgeGraph) -> Table:
    found: dict[str, set[str]] = {}
    for property_, datatype in _texts(graph, "SELECT DISTINCT ?p (DATATYPE(?v) AS ?d) { ?c a edge:Claim ; ?p ?v FILTER(ISLITERAL(?v) && STRSTARTS(STR(?p), STR(edge:))) }"):
        found.setdefault(property_.removeprefix(EDGE), set()).add(datatype)
    columns: dict[str, Kind] = {
        "claim": "text", "subject": "text", "subject_label": "text", "predicate": "text", "object": "text", "object_label": "text", "status": "text", "date": "date",
        "briefing": "text", "line": "integer", "quote": "text", "sentence": "text", "places": "integer", "rule": "text", "confidence": "number",
    }  # fmt: skip
    columns |= {name: _kind(datatypes) for name, datatypes in sorted(found.items()) if name not in _FRAME and name not in columns}
    return Table("claims", columns, lambda: _claim_rows(graph, columns))


def _claim_rows(graph: KnowledgeGraph, columns: Mapping[str, Kind]) -> Iterator[tuple[Cell, ...]]:
    for briefing in graph.briefings():
        said = graph.query(f"SELECT ?c ?p ?v FROM <{briefing.iri}> {{ ?c a edge:Claim ; ?p ?v FILTER(ISLITERAL(?v) && STRSTARTS(STR(?p), STR(edge:))) }} ORDER BY ?c ?p ?v").rows
        literals = dict(_grouped(said))
        for claim in graph.claims(briefing=briefing.stem):
            first = claim.evidence[0] if claim.evidence else None
            cells: dict[str, Cell] = {
                "claim": claim.iri, "subject": claim.subject, "subject_label": graph.label(claim.subject), "predicate": claim.predicate,
                "object": claim.object if claim.object.startswith(PREFIXES["id"]) else None, "object_label": claim.text or graph.label(claim.object),
                "status": claim.status, "date": claim.date, "briefing": claim.briefing, "line": first.line if first else None,
                "quote": first.quote if first else None, "sentence": first.sentence if first else None, "places": len(claim.evidence),
                "rule": claim.rule, "confidence": float(claim.confidence),
            }  # fmt: skip
            for name in columns.keys() - cells.keys():
                cells[name] = _cell([v for p, v in literals.get(claim.iri, ()) if p == EDGE + name], columns[name], graph.label)
            yield tuple(cells[name] for name in columns)


def _evidence(graph: KnowledgeGraph) -> Table:
    columns: dict[str, Kind] = {"claim": "text", "place": "integer", "line": "integer", "start": "integer", "end": "integer", "quote": "text", "sentence": "text"}
    return Table("evidence", columns, lambda: _evidence_rows(graph))


def _evidence_rows(graph: KnowledgeGraph) -> Iterator[tuple[Cell, ...]]:
    for briefing in graph.briefings():
        for claim in graph.claims(briefing=briefing.stem):
            for place, e in enumerate(claim.evidence, 1):
                yield claim.iri, place, e.line, e.start, e.end, e.quote, e.sentence


def _texts(graph: KnowledgeGraph, query: str) -> Iterator[tuple[str, ...]]:
    for row in graph.query(query).rows:
        yield tuple("" if term is None or isinstance(term, ox.Triple) else term.value for term in row)


_Pair = tuple[str, ox.NamedNode | ox.Literal]


def _grouped(rows: Sequence[Sequence[object]]) -> Iterator[tuple[str, list[_Pair]]]:
    """The properties and values of each subject; the rows are in order of subject."""
    subject, pairs = "", list[_Pair]()
    for s, p, o in rows:
        if isinstance(s, ox.NamedNode) and isinstance(p, ox.NamedNode) and isinstance(o, ox.NamedNode | ox.Literal):
            if s.value != subject and pairs:
                yield subject, pairs
                pairs = []
            subject = s.value
            pairs.append((p.value, o))
    if pairs:
        yield subject, pairs


def _cell(terms: Sequence[ox.NamedNode | ox.Literal], kind: Kind, label: Callable[[str], str]) -> Cell:
    if not terms:
        return None
    if kind == "text":
        return _SEPARATOR.join(label(term.value) if isinstance(term, ox.NamedNode) else term.value for term in terms)
    value = python_value(terms[0])
    return _TO[kind](value) if kind in _TO and isinstance(value, int | float | Decimal) else value  # type: ignore[return-value]


def in_order(names: Sequence[str]) -> list[str]:
    """Return classes in the order of `kg.model.ENTITY_TYPES`, others after them.

    Examples
    --------
    >>> in_order(["ProcessNode", "Core", "Chip"])
    ['Chip', 'Core', 'ProcessNode']
    """
    return sorted(names, key=lambda name: (ENTITY_TYPES.index(name) if name in ENTITY_TYPES else len(ENTITY_TYPES), name))
