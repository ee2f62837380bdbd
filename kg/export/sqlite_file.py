"""Tables -> SQLite, for datasette and SQL: keys between things, claims, evidence and briefings, and full-text search where SQLite can do it for Chinese."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kg.export import Progress
from kg.export.tables import Cell, Table, in_order, tables
from kg.export.whole import whole_file
from kg.namespaces import EDGE

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

_AFFINITY = {"text": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "date": "TEXT"}
_SCHEMA = """
CREATE TABLE things (iri TEXT PRIMARY KEY, label TEXT NOT NULL, type TEXT NOT NULL);
CREATE TABLE names (thing TEXT NOT NULL REFERENCES things(iri), name TEXT NOT NULL, language TEXT NOT NULL, PRIMARY KEY (thing, name, language)) WITHOUT ROWID;
CREATE TABLE edges (subject TEXT NOT NULL REFERENCES things(iri), predicate TEXT NOT NULL, object TEXT NOT NULL REFERENCES things(iri),
  PRIMARY KEY (subject, predicate, object)) WITHOUT ROWID;
"""
_KEYS = {
    "briefings": {"briefing": "PRIMARY KEY"},
    "claims": {"claim": "PRIMARY KEY", "subject": "NOT NULL REFERENCES things(iri)", "object": "REFERENCES things(iri)", "briefing": "NOT NULL REFERENCES briefings(briefing)"},
    "evidence": {"claim": "NOT NULL REFERENCES claims(claim)"},
}
_INDEXES = """
CREATE INDEX claims_subject ON claims(subject, predicate);
CREATE INDEX claims_object ON claims(object, predicate);
CREATE INDEX claims_briefing ON claims(briefing);
CREATE INDEX evidence_claim ON evidence(claim, place);
CREATE INDEX edges_object ON edges(object, predicate);
CREATE INDEX names_name ON names(name);
"""
_SEARCH = """
CREATE VIRTUAL TABLE evidence_fts USING fts5(sentence, content='evidence', tokenize='trigram');
INSERT INTO evidence_fts(evidence_fts) VALUES ('rebuild');
CREATE VIRTUAL TABLE things_fts USING fts5(label, content='things', tokenize='trigram');
INSERT INTO things_fts(things_fts) VALUES ('rebuild');
"""


def write(graph: KnowledgeGraph, path: Path, progress: Progress) -> list[Path]:
    """Write a database of things, their names and edges, one table for each class, claims, evidence and briefings."""
    found = {table.name: table for table in tables(graph)}
    classes = in_order([name for name in found if name not in _KEYS])
    steps = ["things", *classes, "briefings", "claims", "evidence", "search"]
    # ATTACH has no say here, but an odd name in a path has: it goes to SQLite as it is.
    with whole_file(path) as beside, contextlib.closing(sqlite3.connect(beside)) as database:
        database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
        for number, step in enumerate(steps):
            progress(number, len(steps), step)
            if step == "things":
                _things(database, graph)
            elif step == "search":
                database.executescript(_INDEXES)
                # A build of SQLite without it gives tables all the same; only the search box of datasette is missing.
                with contextlib.suppress(sqlite3.OperationalError):
                    database.executescript(_SEARCH)
            else:
                _fill(database, found[step], _KEYS.get(step, {"iri": "PRIMARY KEY REFERENCES things(iri)"}))
        database.commit()
        database.execute("ANALYZE")
    progress(len(steps), len(steps), "")
    return [path]


def _things(database: sqlite3.Connection, graph: KnowledgeGraph) -> None:
    database.executemany("INSERT INTO things VALUES (?, ?, ?)", ((t.iri, t.label, t.type) for t in graph.things()))
    names = ((t.iri, name, language) for t in graph.things() for language, name in (*t.labels, *(("", alias) for alias in t.aliases)))
    database.executemany("INSERT OR IGNORE INTO names VALUES (?, ?, ?)", names)
    database.executemany("INSERT OR IGNORE INTO edges VALUES (?, ?, ?)", _edges(graph))


def _edges(graph: KnowledgeGraph) -> Iterator[tuple[str, str, str]]:
    """The plain edges between things; a repository's page is no thing."""
    known = {thing.iri for thing in graph.things()}
    for row in graph.query("SELECT ?s ?p ?o FROM graph:current { ?s ?p ?o FILTER(ISIRI(?o) && STRSTARTS(STR(?p), STR(edge:))) } ORDER BY ?s ?p ?o"):
        if row["o"] in known:
            yield str(row["s"]), str(row["p"]).removeprefix(EDGE), str(row["o"])


def _fill(database: sqlite3.Connection, table: Table, keys: dict[str, str]) -> None:
    columns = ", ".join(f'"{name}" {_AFFINITY[kind]} {keys.get(name, "")}' for name, kind in table.columns.items())
    database.execute(f'CREATE TABLE "{table.name}" ({columns})')
    places = ", ".join("?" * len(table.columns))
    database.executemany(f'INSERT INTO "{table.name}" VALUES ({places})', _rows(table.rows()))


def _rows(rows: Iterable[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    for row in rows:
        yield tuple(cell.isoformat() if isinstance(cell, dt.date) else cell for cell in row)
