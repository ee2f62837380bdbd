"""Names that two things bear though they belong to one: model numbers and the like, each given by a briefing of its own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.graph import KnowledgeGraph
from kg.links import link_key
from kg.rdf import NamingRecord, read_namings

_SHORTEST = 4
_SHARED = "SELECT ?name { ?naming edge:names ?thing ; edge:name|edge:alias ?name } GROUP BY ?name HAVING (COUNT(DISTINCT ?thing) > 1)"
_BEARING = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?name {{ {names} }} ?s edge:name|edge:alias ?name ; ?p ?o }}"
_OWN = "SELECT DISTINCT ?name {{ ?naming edge:names <{thing}> ; edge:name|edge:alias ?name }}"
_OTHER = "ASK {{ ?naming edge:name|edge:alias {name} ; edge:names ?thing FILTER(?thing != <{thing}>) }}"
_NUMBERS = re.compile(r"[a-z]*\d[a-z0-9+]*")


@dataclass(frozen=True, slots=True)
class SharedName:
    """A name and the things that bear it.

    Attributes
    ----------
    name : str
        As one of the briefings writes it.
    bearers : mapping
        IRI of a thing -> how briefings name it that give it the name.
    """

    name: str
    bearers: Mapping[str, Sequence[NamingRecord]]


def shared_names(graph: KnowledgeGraph, thing: str = "", rejected: Collection[tuple[str, str]] = ()) -> list[SharedName]:
    """Return the names that several things bear, one for each set of things.

    Things whose own names have the same number in them are one thing that nothing ties yet, and no conflict; things to which one briefing gives a name
    in common are a series.

    Parameters
    ----------
    graph : KnowledgeGraph
    thing : str
        IRI of one of them; all names, where it is empty.
    rejected : collection of (str, str)
        IRIs of things, each with the key (`kg.links.link_key`) of a name that a ruling takes from it.
    """
    bearers: dict[tuple[str, str], dict[str, list[NamingRecord]]] = defaultdict(lambda: defaultdict(list))
    written: dict[tuple[str, str], str] = {}
    for naming in _namings(graph, thing):
        for name in filter(_is_model_number, (naming.name, *naming.aliases)):
            key = naming.type, link_key(name)
            if graph.index.get(naming.thing) is not None and not {(naming.thing, key[1]), (naming.stated, key[1])}.intersection(rejected):
                bearers[key][naming.thing].append(naming)
                written.setdefault(key, name)
    found: dict[frozenset[str], SharedName] = {}
    for key in sorted(bearers):
        named = bearers[key]
        if len(named) > 1 and (not thing or thing in named) and not _one_briefing(named) and not _one_number([graph.label(iri) for iri in named]):
            found.setdefault(frozenset(named), SharedName(written[key], named))
    return list(found.values())


def _namings(graph: KnowledgeGraph, thing: str) -> list[NamingRecord]:
    """How briefings name the things that share a name with one, or with any other; the engine finds the names, and only their namings are read."""
    names = [ox.Literal(str(row["name"])) for row in graph.query(_OWN.format(thing=thing) if thing else _SHARED) if _is_model_number(str(row["name"]))]
    if thing:  # name by name: with all of them at once the engine looks at every name there is
        names = [name for name in names if graph.query(_OTHER.format(name=name, thing=thing)).boolean]
    return read_namings(graph.query(_BEARING.format(names=" ".join(map(str, names)))).triples or ()) if names else []


def _one_briefing(named: Mapping[str, Sequence[NamingRecord]]) -> bool:
    briefings = [{naming.briefing for naming in namings} for namings in named.values()]
    return len(set().union(*briefings)) < sum(map(len, briefings))


def _one_number(labels: Sequence[str]) -> bool:
    """Whether the names of things have the same numbers in them, or one is a part of another.

    Examples
    --------
    >>> _one_number(["A14 Bionic", "Apple A14"]), _one_number(["Raspberry Pi 4", "Raspberry Pi 4B"])
    (True, True)
    >>> _one_number(["Snapdragon 875", "Snapdragon 888"]), _one_number(["Snapdragon 8 Gen 1", "Snapdragon 8+ Gen 1"])
    (False, False)
    """
    numbers, keys = [set(_NUMBERS.findall(label.lower())) for label in labels], [link_key(label) for label in labels]
    pairs = [(i, j) for i in range(len(labels)) for j in range(i)]
    return any(keys[i] in keys[j] or keys[j] in keys[i] or (numbers[i] and numbers[j] and (numbers[i] <= numbers[j] or numbers[j] <= numbers[i])) for i, j in pairs)


def _is_model_number(name: str) -> bool:
    return len(link_key(name)) >= _SHORTEST and any(c.isdigit() for c in name) and any(c.isalpha() for c in name)
