"""The file in which the things of a store are looked up: a database that follows from the store's content, beside its snapshot.

A build writes it. Where it is missing, or is of another version, the first who looks something up makes it; where it can't be kept, it is made in memory.
"""

from __future__ import annotations

import contextlib
import fcntl
import functools
import json
import os
import re
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.model import ENTITY_TYPES, PREDICATES
from kg.namespaces import CURRENT, EDGE, LINKS, TYPE, Term, node
from kg.store import Store
from kg.vocabulary import fold, has_cjk

NAME = "things.sqlite"
VERSION = 1
"""Of the tables below, and of what is put into them."""

LABEL, ALIAS, PINYIN = range(3)
"""Kinds of names."""

TEXTS = ("role", "metric")
"""The properties of claims whose texts are kept."""

_SCHEMA = """
CREATE TABLE thing (number INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, type TEXT NOT NULL, sort TEXT NOT NULL, labels TEXT NOT NULL, aliases TEXT NOT NULL);
CREATE TABLE name (key TEXT, kind INTEGER, rank INTEGER, number INTEGER, written TEXT, PRIMARY KEY (key, kind, rank, number, written)) WITHOUT ROWID;
CREATE TABLE short (key TEXT, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID;
CREATE TABLE family (key TEXT, type TEXT, PRIMARY KEY (key, type)) WITHOUT ROWID;
CREATE TABLE link (iri TEXT PRIMARY KEY, thing TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE text (property TEXT, text TEXT, PRIMARY KEY (property, text)) WITHOUT ROWID;
CREATE TABLE most (predicate TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE briefing (iri TEXT PRIMARY KEY, claims INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE total (name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
"""
_INDEXES = "CREATE INDEX by_class ON thing (type, sort, number);"
_QUOTES = dict.fromkeys(map(ord, "“”\"'《》"))
_FAMILY = re.compile(r"([A-Za-z]{3,}|[\u4e00-\u9fff]{2,})(?=[\s\-\d])")
_CHINESE = re.compile(r"([\u4e00-\u9fff\u3400-\u4dbf]+)")
_YEARLY = re.compile(r"\D+ (?:19|20)\d\d")
_SHORTENED, _IN_FAMILIES = frozenset({"Core", "Chip", "Device", "Venue"}), frozenset({"Core", "Chip", "Device"})


def opened(store: Store) -> sqlite3.Connection:
    """Open the database of a store, and make it where there is none.

    Raises
    ------
    StoreError
        If the store can't be read.
    """
    shelf = store.shelf
    if shelf is not None and (kept := _kept(store, shelf)) is not None:
        return kept
    database = sqlite3.connect(":memory:", check_same_thread=False)
    fill(database, store)
    return database


def _kept(store: Store, shelf: Path) -> sqlite3.Connection | None:
    """The database beside a snapshot; None where it isn't there and can't be put there."""
    if (known := _read(shelf / NAME)) is not None:
        return known
    with contextlib.suppress(OSError):
        descriptor = os.open(shelf / "lease", os.O_RDONLY)
        try:
            lock = os.open(shelf / f"{NAME}.lock", os.O_RDWR | os.O_CREAT, 0o644)
            try:
                with contextlib.suppress(OSError):
                    fcntl.flock(lock, fcntl.LOCK_EX)  # others who look for it wait until it is made
                if (known := _read(shelf / NAME)) is None:
                    write(store, shelf)
                    known = _read(shelf / NAME)
                return known
            finally:
                os.close(lock)
        finally:
            os.close(descriptor)
    return None


def _read(path: Path) -> sqlite3.Connection | None:
    if not path.is_file():
        return None
    try:
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        if database.execute("PRAGMA user_version").fetchone()[0] == VERSION:
            return database
        database.close()
    except sqlite3.Error:
        pass  # damaged: it is made again
    return None


def write(store: Store | ox.Store, folder: Path) -> None:
    """Write the database of a store, or of an engine, into a folder.

    Raises
    ------
    OSError
        If it can't be written.
    """
    descriptor, draft = tempfile.mkstemp(prefix=f"{NAME}.", dir=folder)
    os.close(descriptor)
    try:
        database = sqlite3.connect(draft)
        try:
            database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;")
            fill(database, store)
        finally:
            database.close()
        os.chmod(draft, 0o644)
        os.replace(draft, folder / NAME)
    except sqlite3.Error as error:
        raise OSError(f"{folder / NAME}: {error}") from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)


def fill(database: sqlite3.Connection, store: Store | ox.Store) -> None:
    """Make the tables from the content of a store, or of an engine.

    Raises
    ------
    StoreError
        If the store can't be read.
    """
    database.executescript(_SCHEMA)
    with database:
        _fill_things(database, store)
        database.executemany("INSERT OR IGNORE INTO link VALUES (?, ?)", ((s, o.value) for s, o in _said(store, "owl:sameAs", LINKS)))
        for name in TEXTS:
            texts = {(name, o.value) for _, o in _said(store, f"edge:{name}", None)}
            database.executemany("INSERT INTO text VALUES (?, ?)", texts)
        _fill_most(database, store)
        counts = _claims(store)
        database.executemany("INSERT INTO briefing VALUES (?, ?)", counts.items())
        names = database.execute("SELECT COUNT(*) FROM name").fetchone()[0]
        database.executemany("INSERT INTO total VALUES (?, ?)", [("claims", counts.total()), ("names", names)])
        database.execute(f"PRAGMA user_version = {VERSION}")
    database.executescript(_INDEXES)


def _engine(store: Store | ox.Store) -> ox.Store | None:
    found: ox.Store | None = store if isinstance(store, ox.Store) else getattr(store, "engine", None)
    return found


def _said(store: Store | ox.Store, property: str, graph: ox.NamedNode | None) -> Iterator[tuple[str, Term]]:
    """Yield subject and value of a property in a graph, or in all; straight from the engine where there is one."""
    if (engine := _engine(store)) is not None:
        try:
            for q in engine.quads_for_pattern(None, node(property), None, graph):
                if isinstance(q.subject, ox.NamedNode) and isinstance(q.object, ox.NamedNode | ox.Literal):
                    yield q.subject.value, q.object
        except (OSError, RuntimeError) as error:
            raise StoreError(f"the store can't be read ({error}); open it again, or build it anew") from error
        return
    assert not isinstance(store, ox.Store)
    for s, o in store.query(f"SELECT ?s ?o {f'FROM {graph}' if graph else ''} {{ ?s {property} ?o }}").rows:
        if isinstance(s, ox.NamedNode) and isinstance(o, ox.NamedNode | ox.Literal):
            yield s.value, o


def _claims(store: Store | ox.Store) -> Counter[str]:
    """How many claims each briefing makes; a claim stands in the graph of its briefing."""
    if (engine := _engine(store)) is not None:
        return Counter(q.graph_name.value for q in engine.quads_for_pattern(None, TYPE, node("edge:Claim"), None) if isinstance(q.graph_name, ox.NamedNode))
    assert not isinstance(store, ox.Store)
    rows = store.query("SELECT ?b (COUNT(*) AS ?n) { ?c a edge:Claim ; prov:wasDerivedFrom ?b } GROUP BY ?b")
    return Counter({str(row["b"]): int(str(row["n"])) for row in rows})


def _fill_things(database: sqlite3.Connection, store: Store | ox.Store) -> None:
    types = {s: o.value.removeprefix(EDGE) for s, o in _said(store, "rdf:type", CURRENT)}
    labels: dict[str, list[tuple[str, str]]] = defaultdict(list)
    aliases: dict[str, list[str]] = defaultdict(list)
    for iri, label in _said(store, "rdfs:label", CURRENT):
        if isinstance(label, ox.Literal):
            labels[iri].append((label.language or "", label.value))
    for iri, alias in _said(store, "skos:altLabel", CURRENT):
        aliases[iri].append(alias.value)
    families: Counter[tuple[str, str]] = Counter()
    add = _Rows(database)
    for number, iri in enumerate(sorted(iri for iri in types if iri in labels or iri in aliases)):
        type_, named, others = types[iri], sorted(labels.get(iri, ())), sorted(aliases.get(iri, ()))
        sort = (named[0][1] if named else iri.rsplit("/", 1)[-1]).translate(_QUOTES).casefold()
        add("thing", (number, iri, type_, sort, json.dumps(named, ensure_ascii=False), json.dumps(others, ensure_ascii=False)))
        rank = ENTITY_TYPES.index(type_) if type_ in ENTITY_TYPES else len(ENTITY_TYPES)
        texts = [*((LABEL, text) for _, text in named), *((ALIAS, text) for text in others)]
        for kind, text in texts:
            add("name", (fold(text), kind, rank, number, text))
            for key in pinyin(text) if has_cjk(text) else ():
                add("name", (key, PINYIN, rank, number, text))
        for key in {key for _, text in texts if (key := _short_form(text, type_))}:
            add("short", (key, number))
        if type_ in _IN_FAMILIES:
            families.update({(m[0].lower(), type_) for _, text in texts if (m := _FAMILY.match(text))})
    for (key, type_), members in families.items():
        if members > 1:
            add("family", (key, type_))
    add.flush()


class _Rows:
    """Rows on their way into tables, some thousands at a time."""

    _AT_ONCE = 20_000

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._waiting: dict[str, list[tuple[object, ...]]] = defaultdict(list)

    def __call__(self, table: str, row: tuple[object, ...]) -> None:
        waiting = self._waiting[table]
        waiting.append(row)
        if len(waiting) >= self._AT_ONCE:
            self._put(table)

    def flush(self) -> None:
        for table in self._waiting:
            self._put(table)

    def _put(self, table: str) -> None:
        rows = self._waiting[table]
        if rows:
            self._database.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
            rows.clear()


def _short_form(text: str, type_: str) -> str:
    """What a name is shortened to: A78 of Cortex-A78, 1300T of Kompanio 1300T, CVPR of CVPR 2021; empty where it isn't.

    Examples
    --------
    >>> _short_form("Cortex-A78", "Core"), _short_form("CVPR 2021", "Venue"), _short_form("Hexagon", "Core")
    ('a78', 'cvpr', '')
    """
    if type_ not in _SHORTENED:
        return ""
    pieces = re.split(r"[\s\-]+", text)
    key = fold(pieces[0] if type_ == "Venue" and _YEARLY.fullmatch(text) else pieces[-1] if len(pieces) > 1 else "")
    return key if type_ == "Venue" or re.search(r"\d", key) else ""


def _fill_most(database: sqlite3.Connection, store: Store | ox.Store) -> None:
    """Put in of which thing each predicate says the most."""
    for predicate in PREDICATES:
        counts = Counter(iri for iri, _ in _said(store, f"edge:{predicate}", CURRENT))
        if counts:
            most = min(counts, key=lambda iri: (-counts[iri], iri))
            database.execute("INSERT INTO most SELECT ?, number FROM thing WHERE iri = ?", (predicate, most))


def pinyin(name: str) -> tuple[str, str]:
    """Return the initials of a name's pinyin, and its pinyin in full; Latin letters and digits stay.

    Examples
    --------
    >>> pinyin("联发科"), pinyin("麒麟9000")
    (('lfk', 'lianfake'), ('ql9000', 'qilin9000'))
    """
    initials, whole = zip(*(_spelt(part) if has_cjk(part) else (part, part) for part in _CHINESE.split(name)), strict=True)
    return fold("".join(initials)), fold("".join(whole))


@functools.lru_cache(100_000)
def _spelt(chinese: str) -> tuple[str, str]:
    from pypinyin import lazy_pinyin  # slow

    syllables = lazy_pinyin(chinese)
    return "".join(syllable[:1] for syllable in syllables), "".join(syllables)
