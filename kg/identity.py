"""Why a thing is one thing: the names that briefings give it, what ties them together, and what people ruled on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kg.correcting import in_force
from kg.corrections import Correction
from kg.graph import KnowledgeGraph
from kg.rdf import NamingRecord, read_namings
from kg.things import Thing


@dataclass(frozen=True, slots=True)
class NamedAs:
    """One IRI of a thing: a name that some briefings know it by.

    Attributes
    ----------
    iri, name : str
    aliases : tuple of str
        The other names that these briefings give it.
    places : tuple of str
        Where, as ``briefing:line``; one for each briefing.
    """

    iri: str
    name: str
    aliases: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TieReason:
    """Why two of the IRIs are one thing.

    Attributes
    ----------
    first, second, reason : str
    place : str
        Of the name, as ``briefing:line``; empty where a person ties them.
    sentence : str
        In that briefing, where a claim quotes one that has both names.
    """

    first: str
    second: str
    reason: str
    place: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """What `identity` gives.

    Attributes
    ----------
    thing : Thing
    names : tuple of NamedAs
        That of the thing's own IRI first.
    ties : tuple of TieReason
    corrections : tuple of Correction
        Those on any of the IRIs.
    """

    thing: Thing
    names: tuple[NamedAs, ...]
    ties: tuple[TieReason, ...]
    corrections: tuple[Correction, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON-ready values."""
        return {
            "names": [{"iri": n.iri, "name": n.name, "aliases": list(n.aliases), "places": list(n.places)} for n in self.names],
            "ties": [
                {"first": t.first, "second": t.second, "reason": t.reason, **({"place": t.place} if t.place else {}), **({"sentence": t.sentence} if t.sentence else {})}
                for t in self.ties
            ],
            "corrections": [{"id": c.id, "kind": c.kind, "things": list(c.things), "who": c.who, "when": c.when, "why": c.why} for c in self.corrections],
        }  # fmt: skip


def identity(graph: KnowledgeGraph, thing: Thing) -> Identity:
    """Return why a thing is one thing.

    Parameters
    ----------
    graph : KnowledgeGraph
    thing : Thing
        As `KnowledgeGraph.entity` finds it.
    """
    namings = read_namings(graph.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s edge:names <{thing.iri}> ; ?p ?o }}").triples or ())
    by_iri: dict[str, list[NamingRecord]] = defaultdict(list)
    for naming in sorted(namings, key=lambda n: n.briefing):
        by_iri[naming.stated].append(naming)
    names = tuple(_named_as(iri, by_iri[iri]) for iri in sorted(by_iri, key=lambda iri: (iri != thing.iri, iri)))
    corrections = tuple(c for c in in_force(graph)[0].entries if {thing.iri, *by_iri}.intersection(c.things))
    return Identity(thing, names, tuple(_ties(graph, thing, by_iri)), corrections)


def _named_as(iri: str, namings: Sequence[NamingRecord]) -> NamedAs:
    aliases = dict.fromkeys(alias for naming in namings for alias in naming.aliases if alias != namings[0].name)
    return NamedAs(iri, namings[0].name, tuple(aliases), tuple(map(_place, namings)))


def _place(naming: NamingRecord) -> str:
    return naming.briefing.rsplit("/", 1)[-1] + (f":{naming.lines[0]}" if naming.lines else "")


def _ties(graph: KnowledgeGraph, thing: Thing, by_iri: dict[str, list[NamingRecord]]) -> list[TieReason]:
    rows = graph.query(
        f"""SELECT DISTINCT ?first ?second ?reason ?briefing {{
        ?link a edge:Link ; edge:sameThing ?first , ?second ; edge:reason ?reason . FILTER(STR(?first) < STR(?second))
        VALUES ?first {{ {" ".join(f"<{iri}>" for iri in by_iri)} }}
        OPTIONAL {{ ?link prov:wasDerivedFrom ?briefing }} }} ORDER BY ?first ?second"""
    )
    found = []
    for row in rows:
        first, second, briefing = (str(row[name] or "") for name in ("first", "second", "briefing"))
        bearer = next((n for iri in (first, second) for n in by_iri.get(iri, ()) if n.briefing == briefing), None)
        found.append(TieReason(first, second, str(row["reason"]), _place(bearer) if bearer else "", _sentence(graph, thing, bearer) if bearer else ""))
    return found


def _sentence(graph: KnowledgeGraph, thing: Thing, naming: NamingRecord) -> str:
    """A sentence of the briefing that has the most of the names."""
    stem = naming.briefing.rsplit("/", 1)[-1]
    said = [e.sentence for c in (*graph.claims(subject=thing.iri, briefing=stem), *graph.claims(object=thing.iri, briefing=stem)) for e in c.evidence]
    names = [name.casefold() for name in (naming.name, *naming.aliases)]
    best = max(said, key=lambda text: sum(name in text.casefold() for name in names), default="")
    return best if sum(name in best.casefold() for name in names) > 1 else ""
