"""A graph -> files that network tools open: GraphML and GEXF, with typed attributes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

SUFFIXES = (".graphml", ".gexf")


def write(network: nx.MultiDiGraph[str], path: Path) -> None:
    """Write a graph; the ending of the name, one of `SUFFIXES`, says in which format.

    Parameters
    ----------
    network : networkx.MultiDiGraph
        As `kg.viz.network.network` gives it.
    path : Path
    """
    import networkx as nx  # slow

    plain = _plain(network)
    if path.suffix.lower() == ".gexf":
        nx.write_gexf(plain, path)
    else:
        nx.write_graphml(plain, path, named_key_ids=True)


def _plain(network: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    import networkx as nx  # slow

    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    # An attribute has one type in the file: where nodes differ in it, it is text on all of them.
    kinds: dict[str, set[type]] = {}
    nodes = {node: _scalars(attributes) for node, attributes in network.nodes(data=True)}
    for attributes in nodes.values():
        for name, value in attributes.items():
            kinds.setdefault(name, set()).add(type(value))
    for node, attributes in nodes.items():
        plain.add_node(node, **{name: value if len(kinds[name]) == 1 else str(value) for name, value in attributes.items()})
    # The key is the edge's id in both formats, where ids are unique in the file; Gephi shows `label`.
    for number, (source, target, attributes) in enumerate(network.edges(data=True)):
        plain.add_edge(source, target, key=f"e{number}", **_scalars({"label": attributes["predicate"], **attributes}))
    return plain


def _scalars(attributes: Mapping[str, Any]) -> dict[str, str | int | float | bool]:
    """What the formats can hold: lists as text, decimals as floats."""
    return {name: _scalar(value) for name, value in attributes.items()}


def _scalar(value: object) -> str | int | float | bool:
    match value:
        case bool() | int() | float():
            return value
        case Decimal():
            return float(value)
        case list():
            return "; ".join(map(str, value))
        case _:
            return _legible(str(value))


def _legible(text: str) -> str:
    """Text without the characters that XML can't hold."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff"))
