"""The knowledge graph as users hold it: build it, open it, ask it, take it elsewhere. Thin: it calls the rooms below."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyoxigraph as ox

from kg import current, rdf, schema, states
from kg.builder import Annotate, BuildSummary, CorrectionFiles, Progress, Settings
from kg.builder import build as build_store
from kg.corrections_file import places
from kg.errors import NotFoundError, QueryError
from kg.model import BASE, Annotation, Briefing, Status, briefing_iri
from kg.namespaces import PREFIXES
from kg.nodes import nodes_file
from kg.rdf import BriefingRecord, ClaimRecord
from kg.results import Result
from kg.sources import collect
from kg.sparql import has_keyword
from kg.store import MemoryStore, Store, open_store
from kg.things import Thing, ThingIndex
from kg.things_file import NAME as INDEX
from kg.vocabulary import load as load_vocabulary
from kg.vocabulary import vocabulary_files

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.ask import Answer
    from kg.profile import Profile
    from kg.viz import Picture

_IS_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*").fullmatch
"""What could be the name of a query: no SPARQL has but one word."""

_Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


@dataclass(frozen=True, slots=True)
class Fact:
    """What is claimed of a thing, with everything that says so.

    Attributes
    ----------
    subject, predicate, object : str
        As in the claims; of claims that differ in spelling, the latest.
    claims : tuple of ClaimRecord
        By time of saying.
    story : tuple of kg.states.Step
        The states that it has been in, oldest first.
    """

    subject: str
    predicate: str
    object: str
    claims: tuple[ClaimRecord, ...]
    story: tuple[states.Step, ...]

    @property
    def holds(self) -> bool:
        """Whether it holds now, be it as a plan or a rumor."""
        return self.story[-1].holds


@dataclass(frozen=True, slots=True)
class Extractor:
    """Reads briefings with the rules of `kg.extract`; worker processes get it pickled and load the pipeline themselves."""

    vocabulary: tuple[str, ...] = ()

    def __call__(self, briefing: Briefing) -> Annotation:
        """Return what a briefing says."""
        from kg.extract import extract  # slow: spaCy

        return extract(briefing, *self.vocabulary)

    def fingerprint(self) -> str:
        """Return what names this extractor and its vocabulary: briefings read by another are read again."""
        here = Path(__file__).parent
        code = [
            *sorted(here.glob("extract/**/*")),
            *sorted(here.glob("quantities/*")),
            *(here / f"{name}.py" for name in ("briefing", "markup", "vocabulary", "model", "rdf", "values", "claim_numbers", "nodes", "current", "states")),
        ]
        digest = hashlib.sha256()
        for path in [*code, *vocabulary_files(), nodes_file(), *map(Path, self.vocabulary)]:
            if path.suffix != ".pyc" and path.is_file():
                digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()[:16]


class KnowledgeGraph:
    """A graph to ask.

    Parameters
    ----------
    store : Store
        Where it is kept; `KnowledgeGraph.build` and `KnowledgeGraph.open` make one.
    summary : BuildSummary, optional
        Of the build that it comes from.

    Examples
    --------
    >>> with KnowledgeGraph(MemoryStore()) as graph:
    ...     len(graph.query("SELECT ?chip { ?chip a edge:Chip }"))
    0
    """

    def __init__(self, store: Store, summary: BuildSummary | None = None) -> None:
        self.store = store
        self.summary = summary
        self._index: ThingIndex | None = None

    @classmethod
    def build(
        cls,
        paths: _Paths,
        store: str | os.PathLike[str] | MemoryStore | None = None,
        *,
        vocabulary: _Paths = (),
        workers: int = 1,
        progress: Progress | None = None,
        corrections: str | os.PathLike[str] | None = None,
        annotate: Annotate | None = None,
    ) -> KnowledgeGraph:
        """Build from briefings, or bring a store up to date with them.

        Parameters
        ----------
        paths : path or iterable of paths
            Files, folders, zip archives, git URLs.
        store : path or MemoryStore, optional
            Folder to keep it in; by default it is kept in memory.
        vocabulary : path or iterable of paths
            Further vocabulary, in Turtle.
        workers : int
            Processes that read.
        progress : callable, optional
            Called with the number done, the number to do, and a file name.
        corrections : path, optional
            Turtle with what people rule on (`kg.corrections_file`), beside the ``corrections.ttl`` that are found with the briefings; later builds read it again.
        annotate : callable, optional
            Briefing -> Annotation, in place of the package's extractor.

        Returns
        -------
        KnowledgeGraph
            With the `summary` of the build.

        Raises
        ------
        InputError
            If nothing can be read, or two files would be one briefing.
        StoreError
            If the store can't be written; it is then as it was before.
        """
        given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
        files = [vocabulary] if isinstance(vocabulary, str | os.PathLike) else list(vocabulary)
        extractor = Extractor(tuple(os.path.abspath(path) for path in files))
        if files:
            load_vocabulary(*extractor.vocabulary)  # so that a mistake in it is told once, not once a briefing
        ontology = schema.ontology_file()
        settings = Settings(
            annotate=annotate or extractor,
            fingerprint=extractor.fingerprint() if annotate is None else getattr(annotate, "__qualname__", ""),
            workers=workers, progress=progress,
            corrections=CorrectionFiles.found(places(given), corrections),
            ontology=ontology if ontology.is_file() else None,
        )  # fmt: skip
        target = MemoryStore() if store is None else store
        summary = build_store(target, collect(given), settings)
        return cls(target if isinstance(target, MemoryStore) else open_store(target), summary)

    @classmethod
    def open(cls, store: str | os.PathLike[str]) -> KnowledgeGraph:
        """Open a store for reading: a folder, or the address of a SPARQL endpoint.

        Raises
        ------
        StoreError
            If it isn't there or can't be read.
        """
        return cls(open_store(store))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        self._forget()
        self.store.close()

    def refresh(self) -> bool:
        """Turn to what builds since then have made; whether there was anything newer."""
        newer = self.store.refresh()
        if newer or not self.store.version:
            self._forget()
        return newer

    @property
    def index(self) -> ThingIndex:
        """What is looked up: things by name, and how much there is of what."""
        if self._index is None:
            self._index = ThingIndex(self.store)
        return self._index

    def _forget(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None

    def as_of(self, day: dt.date) -> KnowledgeGraph:
        """Return the graph as it was known on a day: its facts, names and states without what later briefings say. It is read-only and never changes.

        Of a store in a folder it is kept beside the snapshot: asked for again, it opens at once.

        Examples
        --------
        >>> with KnowledgeGraph(MemoryStore()).as_of(dt.date(2021, 1, 5)) as graph:
        ...     graph.briefings()
        []
        """
        from kg.asof import store_as_of  # seldom needed

        return type(self)(store_as_of(self.store, day))

    def query(self, query: str, **parameters: str) -> Result:
        """Run a SPARQL query over the union of all graphs, or over those that it names with ``FROM``; our prefixes need no declaration.

        Parameters
        ----------
        query : str
            The text, or the name of a named query, such as ``chips-by-core`` (`kg.queries`).
        **parameters : str
            Values for the parameters of a named query.

        Raises
        ------
        QueryError
            If the query can't be parsed (with line and column) or run.
        NotFoundError
            If there is no query or no parameter of that name.
        InputError
            If a parameter is missing, or its value can't be one.

        Examples
        --------
        >>> with KnowledgeGraph(MemoryStore()) as graph:
        ...     graph.query("chips-by-core", core="Cortex-A78")
        <Result: no rows>
        """
        if parameters or _IS_NAME(query):
            from kg import queries  # reads files

            query = queries.render(query, **parameters)
        return self.store.query(self.narrowed(query))

    def narrowed(self, query: str) -> str:
        """Return a query with the things in the place of their names, where an index of names lies beside the store; see `kg.queries.narrowing`."""
        shelf = self.store.shelf
        if "?given_" not in query or shelf is None or not (shelf / INDEX).is_file() or has_keyword(query, "FROM"):
            return query
        from kg.queries.narrowing import narrowed  # seldom needed

        return narrowed(query, self.index.named)

    def briefings(self) -> list[BriefingRecord]:
        """Return the briefings, oldest first."""
        return rdf.read_briefings(self.query("CONSTRUCT { ?b ?p ?o } WHERE { ?b a edge:Briefing ; ?p ?o }").triples or ())

    def claims(
        self, subject: str = "", predicate: str = "", object: str = "", *, briefing: str = "", status: Status | None = None
    ) -> Iterator[ClaimRecord]:  # fmt: skip
        """Yield the claims that fit, by time of saying.

        Parameters
        ----------
        subject, object : str
            IRI; an object may also be a literal as in the annotation.
        predicate : str
            Name of the predicate, e.g. ``hasCore``.
        briefing : str
            Stem of the briefing.
        status : str
            One of `kg.model.STATUSES`.
        """
        fitting = [
            ("rdf:subject", _iri(subject) if subject else ""),
            ("rdf:predicate", _iri(f"{PREFIXES['edge']}{predicate}") if predicate else ""),
            ("rdf:object", (_iri(object) if object.startswith(BASE) else str(ox.Literal(object))) if object else ""),
            ("prov:wasDerivedFrom", _iri(briefing_iri(briefing)) if briefing else ""),
            ("edge:status", f"edge:{status.capitalize()}" if status else ""),
        ]
        pattern = "a edge:Claim" + "".join(f" ; {name} {value}" for name, value in fitting if value)
        text = f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
            {{ ?s {pattern} }} UNION {{ ?c {pattern} ; edge:evidence ?s }} UNION {{ ?c {pattern} ; prov:wasDerivedFrom ?s }}
            ?s ?p ?o }}"""
        yield from rdf.read_claims(self.query(text).triples or ())

    def entities(self, name: str, type: str = "") -> list[Thing]:
        """Return the things that bear a name, in any language and spelling: those whose label it is first, then in order of type.

        An IRI, in full or as ``id:chip/…``, names one thing, also where it is linked to another.
        """
        return [thing for thing in self.index.find(name) if type in {"", thing.type}]

    def entity(self, name: str, type: str = "") -> Thing:
        """Return the thing that bears a name; see `entities`.

        Raises
        ------
        NotFoundError
            If nothing bears it; it offers the nearest names.
        """
        found = self.entities(name, type)
        if not found:
            raise NotFoundError("entity", name, self.index.nearest(name))
        return found[0]

    def things(self, type: str = "") -> list[Thing]:
        """Return the things that hold now, or those of one class, by IRI."""
        return list(self.index.things(type))

    def label(self, iri: str) -> str:
        """Return the label of a thing; the text itself where it names nothing of the graph."""
        thing = self.index.get(iri)
        return thing.label if thing else iri

    def overruled(self) -> frozenset[str]:
        """Return the IRIs of the claims that count no more, because people ruled so (`kg.corrections`)."""
        return frozenset(str(row["claim"]) for row in self.query("SELECT ?claim { ?correction edge:overrules ?claim }"))

    def facts(self, entity: str | Thing) -> list[Fact]:
        """Return what is claimed of a thing: with it as subject, then with it as object; without what corrections overrule.

        Raises
        ------
        NotFoundError
            If nothing bears the name.
        """
        iri = (entity if isinstance(entity, Thing) else self.entity(entity)).iri
        overruled = self.overruled()
        own = [claim for claim in self.claims(subject=iri) if claim.iri not in overruled]
        others = [claim for claim in self.claims(object=iri) if claim.subject != iri and claim.iri not in overruled]
        subjects = dict.fromkeys(claim.subject for claim in sorted(others, key=lambda c: (c.predicate, c.subject)))
        groups = [own, *([claim for claim in others if claim.subject == subject] for subject in subjects)]
        return [_fact(claims, (*own, *others)) for group in groups for _, claims in sorted(current.by_fact(group).items(), key=lambda item: (item[0][0], str(item[0][1])))]

    def named_graphs(self) -> list[str]:
        """Return the IRIs of the graphs that hold anything, in order: one for each briefing, and those that are derived."""
        # Engines list their graphs at once; a server that doesn't has to look at everything.
        rows = self.query("SELECT ?g { GRAPH ?g {} }").rows or self.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows
        return sorted(term.value for (term,) in rows if isinstance(term, ox.NamedNode))

    def quads_of(self, graph: str) -> list[ox.Quad]:
        """Return what one named graph holds, in a fixed order."""
        name = ox.NamedNode(graph)
        rows = self.query(f"SELECT ?s ?p ?o FROM {name} {{ ?s ?p ?o }}").rows
        return sorted((ox.Quad(s, p, o, name) for s, p, o in rows), key=lambda q: (str(q.subject), str(q.predicate), str(q.object)))  # type: ignore[arg-type]

    def quads(self) -> list[ox.Quad]:
        """Return everything, in a fixed order: by graph, then subject, property and value."""
        return [quad for name in self.named_graphs() for quad in self.quads_of(name)]

    def ask(self, question: str, *, as_of: dt.date | None = None, statuses: Iterable[str] | None = None) -> Answer:
        """Answer a question in Chinese or English, or say why it can't be; see `kg.ask.ask`.

        Parameters
        ----------
        question : str
        as_of : date, optional
            Leave out what was said after that day.
        statuses : iterable of str, optional
            Only facts in one of these states; by default those that hold, unless the question says otherwise.
        """
        from kg.ask import ask  # stands above

        return ask(self, question, as_of=as_of, statuses=statuses)

    def __getitem__(self, name: str) -> Profile:
        """Return all that is known of the thing that bears a name; see `kg.profile.profile`.

        Raises
        ------
        NotFoundError
            If nothing bears it; it offers the nearest names.
        """
        from kg.profile import profile  # stands above

        return profile(self, name)

    def picture(self, around: str = "", hops: int | None = None, *, query: str = "", overview: bool = False, language: str = "") -> Picture:
        """Return a picture of the graph or a part of it, to look at or to save; see `kg.viz.picture`."""
        from kg.viz import picture  # stands above

        return picture(self, around, hops, query=query, overview=overview, language=language)

    def export(self, path: str | os.PathLike[str], progress: Progress | None = None) -> list[Path]:
        """Write everything to a file whose ending says in which format, and return what was written; see `kg.export.export`.

        Raises
        ------
        InputError
            If the ending names no format, a library for it is missing, or the file can't be written.
        """
        from kg.export import export  # stands above

        return export(self, path, progress)

    def to_rdflib(self) -> rdflib.Dataset:
        """Return everything as an rdflib Dataset whose default graph is the union."""
        import rdflib  # slow

        dataset = rdflib.Dataset(default_union=True)
        for prefix, namespace in PREFIXES.items():
            dataset.bind(prefix, namespace)
        dataset.parse(data=ox.serialize(self.quads(), format=ox.RdfFormat.N_QUADS) or b"", format="nquads")
        return dataset

    def to_networkx(self, things: Iterable[str] | None = None) -> nx.MultiDiGraph[str]:
        """Return the plain edges between things, or between those with the IRIs given; see `kg.viz.network.network` for what they carry."""
        from kg.viz.network import network  # slow: networkx

        return network(self, things)

    def counts(self) -> dict[str, int]:
        """Return how many things, claims and briefings there are."""
        [row] = self.query("SELECT (COUNT(*) AS ?n) { ?s a edge:Briefing }")
        return {"things": sum(self.index.counts().values()), "briefings": int(str(row["n"])), "claims": self.index.claims}

    def __repr__(self) -> str:
        return f"<KnowledgeGraph in {self.store.location}: {', '.join(f'{n:,} {name}' for name, n in self.counts().items())}>"

    def _repr_html_(self) -> str:
        from kg.display import html_card, html_image

        number = Counter(self.index.counts())
        lines = [", ".join(f"{n:,} {name}" for name, n in self.counts().items()), " · ".join(f"{n:,} {name}" for name, n in number.most_common())]
        return html_card("Knowledge graph", self.store.location, lines, [html_image(self.picture(overview=True).to_png(), "overview")] if number else [])


def _fact(claims: list[ClaimRecord], around: Sequence[ClaimRecord]) -> Fact:
    last = claims[-1]
    mirrored = [c for c in around if c.predicate in current.SYMMETRIC and (c.predicate, c.subject, c.object) == (last.predicate, last.object, last.subject)]
    return Fact(last.subject, last.predicate, last.object, tuple(claims), states.steps([*claims, *mirrored]))


def _iri(text: str) -> str:
    try:
        return str(ox.NamedNode(text))
    except ValueError as error:
        raise QueryError(f"{text!r} is no IRI; give one in full") from error
