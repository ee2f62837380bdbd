"""Process nodes as things: which foundry's node a text means. "6 nm" said of a chip that TSMC makes is TSMC's N6; "6 nm" alone is nobody's.

The nodes are those of ``ontology/nodes.ttl``: background knowledge, kept in the graph of the ontology. What a briefing calls a node stays as it is; the
node that it is identified as stands beside it, as ``edge:identifiedNode``.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

from kg import values
from kg.vocabulary import ONTOLOGY, fold, ontology_folder

_RDFS_LABEL, _ALT_LABEL = "http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#altLabel"
_TRANSISTORS = re.compile(r"\s*(?:Fin-?FET|GAA(?:FET)?|工艺|制程|process|node)\s*", re.IGNORECASE)
_SPLIT_NAME = re.compile(r"^(\d+)\s*nm\s*((?:LP[EPXUC]|GA[EP]|FF[CN]?|HP[CLM]?|FDX|LP|ULP)\+{0,2})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundryNode:
    """A foundry's process node, or a family of them.

    Attributes
    ----------
    iri : str
    label : str
        In English: ``TSMC N6``.
    names : tuple of str
        All its labels and other names.
    foundry : str
        IRI of the organization.
    nanometres : Decimal or None
        The size it is called by, where it is called by one.
    family : str
        IRI of the family that it belongs to; empty of a family, and of a node that is alone.
    predecessor : str
        IRI of the node that it was made from, where we know it.
    exposure : str
        ``EUV`` where its family has nodes without.
    """

    iri: str
    label: str
    names: tuple[str, ...]
    foundry: str
    nanometres: Decimal | None
    family: str = ""
    predecessor: str = ""
    exposure: str = ""


def nodes_file() -> Path:
    """Return the path of the file that lists them."""
    return ontology_folder() / "nodes.ttl"


@functools.cache
def nodes() -> Mapping[str, FoundryNode]:
    """Return all nodes that we know, by IRI.

    Examples
    --------
    >>> n6 = next(node for node in nodes().values() if node.label == "TSMC N6")
    >>> nodes()[n6.predecessor].label, nodes()[n6.family].label, str(n6.nanometres)
    ('TSMC N7', 'TSMC 6 nm', '6')
    """
    found: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(nodes_file().read_bytes(), format=ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            found[quad.subject.value][quad.predicate.value].append(quad.object)

    def first(properties: Mapping[str, list[ox.NamedNode | ox.Literal]], name: str) -> str:
        return properties[ONTOLOGY + name][0].value if ONTOLOGY + name in properties else ""

    result = {}
    for iri, properties in found.items():
        if not first(properties, "foundry"):
            continue
        labels = [o for o in properties[_RDFS_LABEL] if isinstance(o, ox.Literal)]
        names = [o.value for o in (*labels, *properties.get(_ALT_LABEL, []))]
        size = first(properties, "featureSizeNm")
        result[iri] = FoundryNode(
            iri, next(o.value for o in labels if o.language == "en"), tuple(names), first(properties, "foundry"), Decimal(values.plain(Decimal(size))) if size else None,
            first(properties, "nodeFamily"), first(properties, "predecessor"), first(properties, "exposure"),
        )  # fmt: skip
    return MappingProxyType(result)


@functools.cache
def _units() -> Mapping[str, str]:
    """Part of an organization that runs its fabs -> the organization."""
    part = f"{ONTOLOGY}foundryUnitOf"
    parsed = ox.parse(nodes_file().read_bytes(), format=ox.RdfFormat.TURTLE)
    return {q.subject.value: q.object.value for q in parsed if q.predicate.value == part and isinstance(q.subject, ox.NamedNode) and isinstance(q.object, ox.NamedNode)}


@functools.cache
def _by_name() -> Mapping[str, tuple[FoundryNode, ...]]:
    result: dict[str, tuple[FoundryNode, ...]] = {}
    for node in nodes().values():
        for key in dict.fromkeys(map(fold, node.names)):
            result[key] = (*result.get(key, ()), node)
    return result


@functools.cache
def _members() -> Mapping[str, tuple[FoundryNode, ...]]:
    result: dict[str, tuple[FoundryNode, ...]] = {}
    for node in nodes().values():
        if node.family:
            result[node.family] = (*result.get(node.family, ()), node)
    return result


def members(family: str) -> tuple[FoundryNode, ...]:
    """Return the nodes of a family, by its IRI; none of what is no family."""
    return _members().get(family, ())


def identify(text: str, foundry: str = "") -> FoundryNode | None:
    """Return the node that a text means, None where it may mean several foundries' or none that we know.

    Parameters
    ----------
    text : str
        As a claim has it: ``6 nm``, ``N7+``, ``8 nm LPP``, ``Intel 7``.
    foundry : str, optional
        IRI of the organization that makes the chip.

    Examples
    --------
    >>> tsmc, samsung = (f"https://w3id.org/edgekg/id/organization/{name}" for name in ("tsmc", "samsung"))
    >>> [identify(text, tsmc).label for text in ("6 nm", "7 nm", "7 nm EUV", "N5P")], identify("8 nm LPP", samsung).label
    (['TSMC N6', 'TSMC 7 nm', 'TSMC N7+', 'TSMC N5P'], 'Samsung 8LPP')
    >>> identify("6 nm"), identify("N7+").label, identify("N7", samsung)
    (None, 'TSMC N7+', None)
    """
    foundry = _units().get(foundry, foundry)
    text = " ".join(_TRANSISTORS.sub(" ", text).split())
    text = _SPLIT_NAME.sub(lambda m: m[1] + m[2].upper(), text)
    named = [node for node in _by_name().get(fold(text), ()) if foundry in {"", node.foundry}]
    if not named and foundry:
        own = [node for node in nodes().values() if node.foundry == foundry]
        named = [node for node in own if any(fold(name).endswith(fold(text)) and _prefix(name, text) for name in node.names)] or _of_size(own, text)
    if not named or len({node.foundry for node in named}) > 1:
        return None
    node = min(named, key=lambda n: bool(n.family))
    only = members(node.iri)
    return only[0] if len(only) == 1 else node


def _prefix(name: str, text: str) -> bool:
    """Whether a name is a text with an organization's name before it: "TSMC 28HPC" of "28HPC", not "N16" of "6"."""
    head = fold(name)[: -len(fold(text))]
    return bool(head) and not head[-1].isdigit() and " " in name and not any(c.isdigit() for c in head)


def _of_size(own: Iterable[FoundryNode], text: str) -> list[FoundryNode]:
    """A foundry's nodes that a mere size may mean: the family of that size, or its only node; with EUV, the one that is told apart by it."""
    m = re.fullmatch(r"(\d+(?:\.\d+)?)\s*nm(?:\s*(EUV))?", text, re.IGNORECASE)
    if m is None:
        return []
    fitting = [node for node in own if node.nanometres == Decimal(m[1])]
    if m[2] and (told := [node for node in fitting if node.exposure]):
        return told if len(told) == 1 else []
    families = [node for node in fitting if not node.family and members(node.iri)]
    return families or (fitting if len(fitting) == 1 else [])


@dataclass(frozen=True, slots=True)
class NodeClaim:
    """What a claim says of a chip's node or maker, as far as it helps to identify nodes.

    Attributes
    ----------
    key : str
        Tells the claims apart.
    subject : str
        IRI of the chip.
    text : str
        The node's name; empty of a maker.
    foundry : str
        IRI of the maker; empty of a node.
    briefing : str
    sentences : frozenset of str
    """

    key: str
    subject: str
    text: str
    foundry: str
    briefing: str
    sentences: frozenset[str]


def identified(claims: Iterable[NodeClaim]) -> dict[str, FoundryNode]:
    """Return the nodes that claims of nodes mean, by the claims' keys; those that can't be told are left out.

    The maker counts that the same sentence names of the chip, else the one that its briefing names, else the one that all briefings name; where that
    leaves several, only the name of the node itself can tell.

    Examples
    --------
    >>> tsmc = "https://w3id.org/edgekg/id/organization/tsmc"
    >>> said = [NodeClaim("1", "c", "6 nm", "", "b", frozenset({"s"})), NodeClaim("2", "c", "", tsmc, "b", frozenset({"t"}))]
    >>> {key: node.label for key, node in identified(said).items()}
    {'1': 'TSMC N6'}
    """
    known = list(claims)
    found = {}
    for claim in known:
        if not claim.text:
            continue
        makers = [other for other in known if other.foundry and other.subject == claim.subject]
        circles = (
            [m for m in makers if m.briefing == claim.briefing and m.sentences & claim.sentences], [m for m in makers if m.briefing == claim.briefing], makers,
        )  # fmt: skip
        nearest = next((circle for circle in circles if circle), [])
        foundries = {_units().get(m.foundry, m.foundry) for m in nearest}
        node = identify(claim.text, next(iter(foundries)) if len(foundries) == 1 else "")
        if node is not None and (not foundries or node.foundry in foundries):
            found[claim.key] = node
    return found
