"""The things of a graph by name: labels and other names in both languages, whatever their case, spaces and hyphens."""

from __future__ import annotations

import difflib
import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg import things_file
from kg.model import BASE
from kg.store import Store
from kg.things_file import ALIAS, LABEL, PINYIN
from kg.vocabulary import fold

_REMEMBERED = 20_000
_FEW = 20_000
"""Names that are all compared with one that nothing bears; of more, those that share the most with it."""

_LONGEST = 100
_ROW = "thing.iri, thing.type, thing.labels, thing.aliases"


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the graph: what `KnowledgeGraph.entity` finds.

    Attributes
    ----------
    iri : str
    type : str
        Its class: one of `kg.model.ENTITY_TYPES`, or ``ProcessNode``.
    labels : tuple of (str, str)
        Language and label, English first.
    aliases : tuple of str
        Its other names.
    """

    iri: str
    type: str
    labels: tuple[tuple[str, str], ...]
    aliases: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The English label where there is one, else another, else the end of the IRI."""
        return self.labels[0][1] if self.labels else self.iri.rsplit("/", 1)[-1]


class ThingIndex:
    """What is looked up of a store: its things by name, and how much there is of what.

    It is a database (`kg.things_file`): beside the snapshot of a store in a folder, where builds put it, else in memory. However many things there are,
    opening it takes no time, and a look-up some microseconds.

    Parameters
    ----------
    store : Store

    Examples
    --------
    >>> from kg.store import MemoryStore
    >>> index = ThingIndex(MemoryStore())
    >>> index.find("Cortex-A78"), index.counts(), index.claims
    ([], {}, 0)
    """

    def __init__(self, store: Store) -> None:
        self._database = things_file.opened(store)
        self.get = functools.lru_cache(_REMEMBERED)(self._get)

    def close(self) -> None:
        """Let go of the file."""
        self.get.cache_clear()
        self._database.close()

    def _get(self, iri: str) -> Thing | None:
        """Return the thing with an IRI."""
        for row in self._database.execute(f"SELECT {_ROW} FROM thing WHERE iri = ?", (iri,)):
            return _thing(row)
        return None

    def find(self, name: str) -> list[Thing]:
        """Return the things that bear a name: those whose label it is first, then in order of type; an IRI names one."""
        iri = name.strip().strip("<>")
        iri = f"{BASE}id/{iri.removeprefix('id:')}" if iri.startswith("id:") else iri
        if iri.startswith(BASE):
            for (linked,) in self._database.execute("SELECT thing FROM link WHERE iri = ?", (iri,)):
                iri = linked
            if (found := self.get(iri)) is not None:
                return [found]
        query = f"SELECT {_ROW} FROM name JOIN thing USING (number) WHERE key = ? AND kind < {PINYIN} ORDER BY kind, rank, number"
        return list({row[0]: _thing(row) for row in self._database.execute(query, (fold(name),))}.values())

    def named(self, name: str) -> list[str]:
        """Return the IRIs of the things that bear a name just as it is written, in any case; an IRI names itself, and what it is linked to."""
        written = name.lower()
        query = f"SELECT DISTINCT iri, written FROM name JOIN thing USING (number) WHERE key = ? AND kind < {PINYIN} ORDER BY iri"
        found = [iri for iri, label in self._database.execute(query, (fold(name),)) if label.lower() == written]
        linked = self._database.execute("SELECT thing FROM link WHERE iri = ?", (written,))
        own = self._database.execute("SELECT iri FROM thing WHERE iri = ?", (name,))
        return list(dict.fromkeys((*found, *(iri for (iri,) in linked), *(iri for (iri,) in own))))

    def nearest(self, name: str) -> list[str]:
        """Return the names that come closest to one that nothing bears."""
        key = fold(name)[:_LONGEST]
        written = dict(self._database.execute(*self._candidates(key)))
        return [written[near] for near in difflib.get_close_matches(key, written, n=3, cutoff=0.6)]

    def _candidates(self, key: str) -> tuple[str, tuple[str | float, ...]]:
        """The query for names that may come close to one, and its parameters."""
        pairs = sorted({key[i : i + 2] for i in range(len(key) - 1)})
        if self._total("names") <= _FEW or not pairs:
            return f"SELECT key, written FROM name WHERE kind < {PINYIN} ORDER BY number DESC LIMIT {_FEW}", ()
        shared = " + ".join("(instr(key, ?) > 0)" for _ in pairs)
        return (
            f"SELECT key, written FROM (SELECT key, written, {shared} AS shared FROM name WHERE kind < {PINYIN} AND length(key) BETWEEN ? AND ?) "
            "WHERE shared * 3 >= ? ORDER BY shared DESC LIMIT 2000"
        ), (*pairs, len(key) * 0.42, len(key) * 2.34, len(pairs))

    def search(self, typed: str, most: int = 10) -> list[tuple[Thing, str]]:
        """Return the things that fit best what is typed, each with the name that fits: the beginning of a name in either language, of its pinyin, or of their initials; or a part of a name."""
        wanted = fold(typed)
        if not wanted or len(wanted) > _LONGEST:
            return []
        whole = f"CASE WHEN key = ?1 AND kind < {PINYIN} THEN -1 ELSE kind END, length(key), written, number"
        begins = f"SELECT number, written FROM name WHERE key >= ?1 AND key < ?2 ORDER BY {whole}"
        inside = f"SELECT number, written FROM name WHERE kind < {PINYIN} AND instr(key, ?1) > 1 AND ?2 != '' ORDER BY length(key), written, number"
        best: dict[int, str] = {}
        for query in (begins, inside):
            rows = self._database.execute(query, (wanted, wanted + "\U0010ffff"))
            while len(best) < most and (row := rows.fetchone()) is not None:
                best.setdefault(*row)
            rows.close()
        return [(self._numbered(number), written) for number, written in best.items()]

    def _numbered(self, number: int) -> Thing:
        return _thing(self._database.execute(f"SELECT {_ROW} FROM thing WHERE number = ?", (number,)).fetchone())

    def things(self, type: str = "") -> Iterator[Thing]:
        """Yield all things, or those of a class, by IRI."""
        yield from map(_thing, self._database.execute(f"SELECT {_ROW} FROM thing WHERE ?1 IN ('', type) ORDER BY number", (type,)))

    def page(self, type: str, start: int, size: int) -> list[Thing]:
        """Return some of the things of a class, by label."""
        rows = self._database.execute(f"SELECT {_ROW} FROM thing WHERE type = ? ORDER BY sort, number LIMIT ? OFFSET ?", (type, size, start))
        return [_thing(row) for row in rows]

    def counts(self) -> dict[str, int]:
        """Return how many things there are of each class."""
        return dict(self._database.execute("SELECT type, COUNT(*) FROM thing GROUP BY type ORDER BY type"))

    @property
    def claims(self) -> int:
        """How many claims there are."""
        return self._total("claims")

    def claims_of(self, briefings: Iterable[str]) -> dict[str, int]:
        """Return how many claims each of some briefings, by IRI, makes."""
        return {iri: next((n for (n,) in self._database.execute("SELECT claims FROM briefing WHERE iri = ?", (iri,))), 0) for iri in briefings}

    def _total(self, name: str) -> int:
        return next((int(n) for (n,) in self._database.execute("SELECT number FROM total WHERE name = ?", (name,))), 0)

    def by_short_form(self, key: str) -> list[Thing]:
        """Return the things for which a short form stands (its `fold`): "a78" for Cortex-A78, "1300t" for Kompanio 1300T, "cvpr" for CVPR 2021."""
        query = f"SELECT DISTINCT {_ROW} FROM short JOIN thing USING (number) WHERE key = ? ORDER BY number LIMIT 500"
        return [_thing(row) for row in self._database.execute(query, (key,))]

    @functools.cached_property
    def families(self) -> Mapping[str, frozenset[str]]:
        """What several things of a class are called first, such as "snapdragon", and which classes."""
        found: dict[str, set[str]] = {}
        for key, type_ in self._database.execute("SELECT key, type FROM family ORDER BY key, type"):
            found.setdefault(key, set()).add(type_)
        return {key: frozenset(types) for key, types in found.items()}

    def texts(self, property: str) -> list[str]:
        """Return the texts that claims give for a property: one of `kg.things_file.TEXTS`."""
        return [text for (text,) in self._database.execute("SELECT text FROM text WHERE property = ? ORDER BY text", (property,))]

    def most_said(self, predicate: str) -> Thing | None:
        """Return the thing of which a predicate says the most now."""
        row = self._database.execute(f"SELECT {_ROW} FROM most JOIN thing USING (number) WHERE predicate = ?", (predicate,)).fetchone()
        return _thing(row) if row else None


def _thing(row: tuple[str, str, str, str]) -> Thing:
    iri, type_, labels, aliases = row
    return Thing(iri, type_, tuple((language, text) for language, text in json.loads(labels)), tuple(json.loads(aliases)) if aliases != "[]" else ())


__all__ = ["ALIAS", "LABEL", "PINYIN", "Thing", "ThingIndex"]
