"""A graph -> files for other tools: RDF in its formats, tables for spreadsheets, GraphML for network tools. The ending of the name says which."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import InputError
from kg.graph import FORMATS, KnowledgeGraph
from kg.namespaces import EDGE
from kg.rdf import ClaimRecord

_CLAIM_COLUMNS = (
    "claim", "subject", "subject_label", "predicate", "object", "object_label", "status", "date", "briefing", "line", "quote", "sentence", "places", "rule", "confidence",
)  # fmt: skip
_NAME_COLUMNS = ("iri", "label", "label_en", "label_zh", "aliases")


def export(graph: KnowledgeGraph, path: str | os.PathLike[str]) -> list[Path]:
    """Write everything that a graph holds; return what was written.

    Parameters
    ----------
    graph : KnowledgeGraph
    path : path
        Its ending says in which format: one of `SUFFIXES`. For ``.csv`` it is the name of a folder, with a table for each class and ``claims.csv``.

    Raises
    ------
    InputError
        If the ending is none of them, or the file can't be written.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    writer = _WRITERS.get(suffix)
    if writer is None and suffix not in FORMATS:
        raise InputError(f"{path}: can't tell the format from the ending; use one of {', '.join(SUFFIXES)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if writer is not None:
            return writer(graph, path)
        graph.export(path)
        return [path]
    except OSError as error:
        raise InputError(f"{error.filename or path}: {error.strerror or error}; check the path and its permissions") from error


def _write_tables(graph: KnowledgeGraph, folder: Path) -> list[Path]:
    folder.mkdir(exist_ok=True)
    written = [_write_table(folder / f"{type_}.csv", *_class_table(things, graph.label)) for type_, things in sorted(_things(graph).items())]
    return [*written, _write_table(folder / "claims.csv", *_claim_table(list(graph.claims()), graph.label))]


def _write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> Path:
    with path.open("w", encoding="utf8", newline="", errors="backslashreplace") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


_Label = Callable[[str], str]
_Properties = dict[str, list[ox.NamedNode | ox.Literal]]


def _things(graph: KnowledgeGraph) -> dict[str, dict[str, _Properties]]:
    """What holds of each thing: class -> IRI -> property -> values."""
    things: dict[str, _Properties] = {}
    types: dict[str, str] = {}
    for s, p, o in graph.query("SELECT ?s ?p ?o FROM graph:current { ?s ?p ?o } ORDER BY ?s ?p ?o").rows:
        if isinstance(s, ox.NamedNode) and isinstance(p, ox.NamedNode) and isinstance(o, ox.NamedNode | ox.Literal):
            name = p.value.removeprefix(EDGE).rsplit("#", 1)[-1]
            things.setdefault(s.value, {}).setdefault(name, []).append(o)
            if name == "type":
                types[s.value] = o.value.removeprefix(EDGE)
    tables: dict[str, dict[str, _Properties]] = {}
    for iri, properties in things.items():
        if iri in types:
            tables.setdefault(types[iri], {})[iri] = properties
    return tables


def _class_table(things: Mapping[str, _Properties], label: _Label) -> tuple[list[str], list[dict[str, object]]]:
    rows: list[dict[str, object]] = []
    columns: set[str] = set()
    for iri, properties in things.items():
        row: dict[str, object] = {"iri": iri, "label": label(iri)}
        for name, values in properties.items():
            match name:
                case "type":
                    continue
                case "label":
                    row.update({f"label_{v.language}": v.value for v in values if isinstance(v, ox.Literal)})
                case "altLabel":
                    row["aliases"] = "; ".join(v.value for v in values)
                case _:
                    columns.add(name)
                    row[name] = "; ".join(label(v.value) if isinstance(v, ox.NamedNode) else v.value for v in values)
        rows.append({key: value for key, value in row.items() if key in _NAME_COLUMNS or key in columns})
    return [*_NAME_COLUMNS, *sorted(columns)], rows


def _claim_table(claims: Sequence[ClaimRecord], label: _Label) -> tuple[list[str], list[dict[str, object]]]:
    qualifiers = sorted({name for claim in claims for name, _ in claim.qualifiers} - set(_CLAIM_COLUMNS))
    rows: list[dict[str, object]] = []
    for claim in claims:
        first = claim.evidence[0] if claim.evidence else None
        rows.append({
            "claim": claim.iri, "subject": claim.subject, "subject_label": label(claim.subject), "predicate": claim.predicate,
            "object": "" if claim.text else claim.object, "object_label": claim.text or label(claim.object), "status": claim.status,
            "date": claim.date.isoformat() if claim.date else "", "briefing": claim.briefing, "line": first.line if first else "",
            "quote": first.quote if first else "", "sentence": first.sentence if first else "", "places": len(claim.evidence),
            "rule": claim.rule, "confidence": claim.confidence,
            **dict(claim.qualifiers),
        })  # fmt: skip
    return [*_CLAIM_COLUMNS, *qualifiers], rows


def _write_graphml(graph: KnowledgeGraph, path: Path) -> list[Path]:
    import networkx as nx  # slow

    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    full = graph.to_networkx()
    plain.add_nodes_from((node, _scalars(attributes)) for node, attributes in full.nodes(data=True))
    # The key is the edge's id in GraphML, where ids are unique in the file.
    for number, (source, target, attributes) in enumerate(full.edges(data=True)):
        plain.add_edge(source, target, key=f"e{number}", **_scalars(attributes))
    nx.write_graphml(plain, path)
    return [path]


def _scalars(attributes: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    """What GraphML can hold of attributes: lists as text, decimals as floats."""
    return {
        name: value if isinstance(value, str | int | float | bool) else "; ".join(map(str, value)) if isinstance(value, list) else _number(value)
        for name, value in attributes.items()
    }


def _number(value: object) -> str | float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return str(value)


_WRITERS: Mapping[str, Callable[[KnowledgeGraph, Path], list[Path]]] = {".csv": _write_tables, ".graphml": _write_graphml}
SUFFIXES = (*FORMATS, *_WRITERS)
"""File name endings that `export` writes."""
