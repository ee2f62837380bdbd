"""Correct a store: find what a name stands for, write the correction into the file beside the briefings, and put it on the graph."""

from __future__ import annotations

import datetime as dt
import difflib
import getpass
import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import corrections_file
from kg.builder import CorrectionFiles, Settings, build
from kg.conflicts import Conflict, Side, find_conflicts
from kg.corrections import Correction, Corrections, pair, type_of
from kg.errors import InputError, NotFoundError, StoreError
from kg.graph import KnowledgeGraph
from kg.ledger import Ledger, absolute
from kg.links import link_key
from kg.model import BASE, Annotation, Briefing
from kg.namespaces import CORRECTIONS
from kg.rdf import NamingRecord, read_namings
from kg.snapshots import SnapshotFolder
from kg.sources import Sources, is_git_url


@dataclass(frozen=True, slots=True)
class Author:
    """Who corrects, and why.

    Attributes
    ----------
    why, who : str
        The reason, and a name; that of the user of this machine, where it is empty.
    """

    why: str
    who: str = ""

    def said(self) -> tuple[str, str, str]:
        """Return who, when and why; when is today.

        Raises
        ------
        InputError
            If no reason is given.
        """
        if not self.why.strip():
            raise InputError("no reason given; say with --why what shows it")
        return self.who.strip() or _user(), dt.date.today().isoformat(), " ".join(self.why.split())


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise InputError("can't tell who you are; say so with --by NAME") from error


class StatedThings:
    """The things of a graph as briefings name them, before any of them are tied together.

    Parameters
    ----------
    graph : KnowledgeGraph
    """

    def __init__(self, graph: KnowledgeGraph) -> None:
        namings = read_namings(graph.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s a edge:Naming ; ?p ?o }").triples or ())
        self._by_name: dict[str, dict[str, NamingRecord]] = defaultdict(dict)
        self._by_alias: dict[str, dict[str, NamingRecord]] = defaultdict(dict)
        self._by_iri: dict[str, NamingRecord] = {}
        self._written: dict[str, str] = {}
        for n in namings:
            self._by_iri.setdefault(n.stated, n)
            for name in (n.name, *(text for _, text in n.labels)):
                self._by_name[link_key(name)].setdefault(n.stated, n)
                self._written.setdefault(link_key(name), name)
            for alias in n.aliases:
                self._by_alias[link_key(alias)].setdefault(n.stated, n)
                self._written.setdefault(link_key(alias), alias)

    def find(self, name: str, type: str = "") -> list[str]:
        """Return the IRIs of the things that a name is the name of in some briefing; else of those that bear it besides others.

        Parameters
        ----------
        name : str
            A name in any spelling, or an IRI, in full or as ``id:chip/…``.
        type : str, optional
            Class of the thing.

        Raises
        ------
        NotFoundError
            If nothing is called so.
        """
        iri = name.strip().strip("<>")
        iri = f"{BASE}id/{iri.removeprefix('id:')}" if iri.startswith("id:") else iri
        if iri in self._by_iri:
            return [iri]
        for index in (self._by_name, self._by_alias):
            if fitting := sorted(stated for stated, n in index.get(link_key(name), {}).items() if type in {"", n.type}):
                return fitting
        raise NotFoundError("entity", name, [self._written[key] for key in difflib.get_close_matches(link_key(name), self._written, n=3, cutoff=0.6)])

    def one(self, name: str, type: str = "") -> str:
        """Return the IRI of the one thing that is called so; of several that are tied together, the one that represents them.

        Raises
        ------
        NotFoundError
            If nothing is called so.
        InputError
            If several things are.
        """
        found = self.find(name, type)
        represented = sorted({self._by_iri[iri].thing for iri in found})
        if len(represented) > 1:
            raise InputError(f"{name!r} may be {' or '.join(map(_short, found))}; give one of these in its place, or --type")
        return found[0] if len(found) == 1 else represented[0]

    def apart(self, first: str, second: str, type: str = "") -> tuple[str, str]:
        """Return the IRIs of two things, which may be tied together now.

        Raises
        ------
        NotFoundError, InputError
            As for `one`, or if the two names are of one thing in every briefing.
        """
        both = [self.find(name, type) for name in (first, second)]
        pairs = [(a, b) for a in both[0] for b in both[1] if a != b and type_of(a) == type_of(b)]
        if not pairs:
            where = sorted({self._by_iri[iri].briefing.rsplit("/", 1)[-1] for iri in (*both[0], *both[1])})
            raise InputError(f"{first!r} and {second!r} are names of one thing within {where[0]}, or things of two types; only what briefings name apart can be kept apart")
        tied = [(a, b) for a, b in pairs if self._by_iri[a].thing == self._by_iri[b].thing] or pairs
        if len(tied) > 1:
            raise InputError(f"{first!r} and {second!r} may be {' or '.join(f'{_short(a)} and {_short(b)}' for a, b in tied[:3])}; give the IRIs")
        return tied[0]

    def name(self, iri: str) -> str:
        """Return what the first briefing that knows a thing by that IRI calls it; the end of the IRI where none does."""
        return self._by_iri[iri].name if iri in self._by_iri else iri.rsplit("/", 1)[-1]


def _short(iri: str) -> str:
    return f"id:{iri.removeprefix(f'{BASE}id/')}"


def same_as(graph: KnowledgeGraph, first: str, second: str, author: Author, type: str = "") -> Correction:
    """Return the correction that two names are of one thing."""
    things = StatedThings(graph)
    a, b = things.one(first, type), things.one(second, type)
    if a == b:
        raise InputError(f"{first!r} and {second!r} are one thing already: {_short(a)}")
    who, when, why = author.said()
    return pair("same-as", a, b, who=who, when=when, why=why)


def different_from(graph: KnowledgeGraph, first: str, second: str, author: Author, type: str = "") -> Correction:
    """Return the correction that two names are of two things."""
    a, b = StatedThings(graph).apart(first, second, type)
    who, when, why = author.said()
    return pair("different-from", a, b, who=who, when=when, why=why)


def rename(graph: KnowledgeGraph, name: str, new: str, language: str, author: Author, type: str = "") -> Correction:
    """Return the correction that a thing has another label in a language: ``en`` or ``zh``."""
    thing = graph.entity(name, type).iri
    if not new.strip():
        raise InputError("the new name is empty; give one")
    return Correction("rename", (thing,), *author.said(), name=" ".join(new.split()), language=language)


def not_a_thing(graph: KnowledgeGraph, name: str, author: Author, type: str = "") -> Correction:
    """Return the correction that what bears a name is no thing."""
    return Correction("not-a-thing", (StatedThings(graph).one(name, type),), *author.said())


def ruling(graph: KnowledgeGraph, id: str, keep: str, author: Author) -> Correction:
    """Return the ruling that one of the values of a conflict is right.

    Parameters
    ----------
    graph : KnowledgeGraph
    id : str
        `Conflict.id`, or the beginning of it where that is enough.
    keep : str
        The value, as ``kg conflicts`` shows it.
    author : Author

    Raises
    ------
    NotFoundError
        If there is no such conflict.
    InputError
        If it has no such value.
    """
    found = find_conflicts(graph)
    fitting = [conflict for conflict in found if id and conflict.id.startswith(id)]
    if len(fitting) != 1:
        raise NotFoundError("conflict", id, [conflict.id for conflict in fitting or found][:3])
    conflict = fitting[0]
    kept = _side(conflict, keep)
    rejects = tuple(sorted(value for side in conflict.sides if side is not kept for value in side.values))
    things = tuple(sorted(value for side in conflict.sides for value in side.values)) if conflict.aspect == "name" else (conflict.subject,)
    named = {"name": conflict.name, "language": "en"} if conflict.aspect == "name" else {"predicate": conflict.predicate}
    return Correction("rule", things, *author.said(), aspect=conflict.aspect, context=tuple(sorted(conflict.context)), keeps=kept.values[0], rejects=rejects, **named)


def _side(conflict: Conflict, keep: str) -> Side:
    wanted = keep.strip().casefold()
    found = [side for side in conflict.sides if wanted in {side.value.casefold(), side.telling.status if conflict.kind == "status" else "", *map(str.casefold, side.values)}]
    if len(found) != 1:
        raise InputError(f"{keep!r} is none of the values of conflict {conflict.id}; keep one of: {'; '.join(side.value for side in conflict.sides)}")
    return found[0]


def known_files(store: str | os.PathLike[str]) -> list[Path]:
    """Return the files of corrections that a store was built with.

    Raises
    ------
    StoreError
        If there is no store, or it is a server's.
    """
    ledger, base = _ledger(store)
    return [Path(absolute(path, base)) for path in sorted(ledger.corrections)]


def file_for(store: str | os.PathLike[str], given: str | os.PathLike[str] | None = None) -> Path:
    """Return the file that a new correction goes into: the one given, the one that the store was built with, or one with its briefings.

    Raises
    ------
    InputError
        If the briefings come from several places, or from none on this machine, and no file is given.
    """
    if given is not None:
        return Path(os.path.realpath(given))
    ledger, base = _ledger(store)
    if ledger.corrections:
        return Path(absolute(min(ledger.corrections), base))
    beside = {
        os.path.dirname(entry.location(base) if not entry.container else absolute(entry.container, base)) for entry in ledger.entries.values() if not is_git_url(entry.container)
    }
    folder = os.path.commonpath(beside) if beside else ""
    if len(beside) != 1 or not os.path.isdir(folder):
        raise InputError(f"the briefings of {os.fspath(store)} come from no one folder; say with --corrections FILE where to keep corrections")
    return Path(folder) / corrections_file.FILE_NAME


def _ledger(store: str | os.PathLike[str]) -> tuple[Ledger, Path]:
    if is_git_url(os.fspath(store)):
        raise StoreError(f"{os.fspath(store)}: a server can't be corrected; correct the store that it is loaded from")
    snapshot = SnapshotFolder(store).open()
    try:
        return Ledger.from_json(snapshot.ledger()), Path(store)
    finally:
        snapshot.close()


def correct(store: str | os.PathLike[str], correction: Correction, path: Path) -> bool:
    """Write a correction into a file and put it on a store; whether it is new.

    Raises
    ------
    InputError
        If it contradicts what is in the file, or the file can't be written.
    StoreError
        If the store can't be written; the file then has the correction, for the next build.
    """
    new = corrections_file.add(path, correction)
    apply(store, path)
    return new


def take_back(store: str | os.PathLike[str], id: str, files: Sequence[Path]) -> tuple[Correction, Path]:
    """Take a correction out of the file that has it, and off the store.

    Raises
    ------
    NotFoundError
        If none of the files has it.
    """
    nearest: list[str] = []
    for path in files:
        try:
            correction = corrections_file.remove(path, id)
        except NotFoundError as error:
            nearest += error.nearest
            continue
        apply(store, path)
        return correction, path
    raise NotFoundError("correction", id, nearest[:3])


def apply(store: str | os.PathLike[str], path: Path) -> None:
    """Put what a file of corrections says now on a store; no briefing is read."""
    build(store, Sources((), (), ()), Settings(_read_nothing, corrections=CorrectionFiles.found((), path)))


def _read_nothing(briefing: Briefing) -> Annotation:
    raise AssertionError(f"{briefing.path} is read by a build without briefings")


def in_force(graph: KnowledgeGraph) -> tuple[Corrections, dict[str, int]]:
    """Return the corrections that are on a graph, and how many claims each overrules, by its IRI."""
    found = graph.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {CORRECTIONS} {{ ?s ?p ?o }} }}").triples or ()
    rows = graph.query("SELECT ?correction (COUNT(*) AS ?n) { ?correction edge:overrules ?claim } GROUP BY ?correction")
    return corrections_file.read_graph(found), {str(row["correction"]): int(str(row["n"])) for row in rows}
