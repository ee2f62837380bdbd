"""The things of a graph by name: labels and other names in both languages, whatever their case, spaces and hyphens."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

import pyoxigraph as ox

from kg.model import BASE, ENTITY_TYPES
from kg.namespaces import EDGE
from kg.store import Store
from kg.vocabulary import fold


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
    """The things that a store holds now, by name.

    Attributes
    ----------
    things : dict
        IRI -> thing.
    """

    def __init__(self, store: Store) -> None:
        names: dict[str, dict[str, list[tuple[str, str]]]] = {}
        types: dict[str, str] = {}
        for kind in ("rdfs:label", "skos:altLabel"):
            for iri, type_, name in store.query(f"SELECT ?s ?t ?l FROM graph:current {{ ?s a ?t ; {kind} ?l }}").rows:
                if isinstance(iri, ox.NamedNode) and isinstance(type_, ox.NamedNode) and isinstance(name, ox.Literal):
                    types[iri.value] = type_.value.removeprefix(EDGE)
                    names.setdefault(iri.value, {}).setdefault(kind, []).append((name.language or "", name.value))
        self.things = {
            iri: Thing(iri, types[iri], tuple(sorted(n.get("rdfs:label", []))), tuple(sorted(text for _, text in n.get("skos:altLabel", [])))) for iri, n in sorted(names.items())
        }
        self._linked = {str(row["id"]): str(row["thing"]) for row in store.query("SELECT ?id ?thing FROM graph:links { ?id owl:sameAs ?thing }")}
        self._by_name: dict[str, list[tuple[bool, int, str]]] = {}
        self._written: dict[str, str] = {}
        for thing in self.things.values():
            for is_alias, texts in ((False, [text for _, text in thing.labels]), (True, thing.aliases)):
                for text in texts:
                    self._by_name.setdefault(fold(text), []).append((is_alias, _rank(thing.type), thing.iri))
                    self._written.setdefault(fold(text), text)

    def find(self, name: str) -> list[Thing]:
        """Return the things that bear a name: those whose label it is first, then in order of type; an IRI names one."""
        iri = name.strip().strip("<>")
        iri = f"{BASE}id/{iri.removeprefix('id:')}" if iri.startswith("id:") else iri
        if (thing := self.things.get(self._linked.get(iri, iri))) is not None:
            return [thing]
        found = sorted(self._by_name.get(fold(name), ()))
        return [self.things[iri] for iri in dict.fromkeys(iri for _, _, iri in found)]

    def nearest(self, name: str) -> list[str]:
        """Return the names that come closest to one that nothing bears."""
        return [self._written[key] for key in difflib.get_close_matches(fold(name), self._by_name, n=3, cutoff=0.6)]


def _rank(type_: str) -> int:
    return ENTITY_TYPES.index(type_) if type_ in ENTITY_TYPES else len(ENTITY_TYPES)
