"""Where the nodes of a picture stand: the same for the same graph, whichever file it goes to."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

Position = tuple[float, float]
_SEED = 20190908
_ROUNDS = ((300, 150), (1000, 60))
"""Rounds of the spring layout, by the number of nodes: each takes time with its square."""
_LEAST_ROUNDS = 30
_GAP = 1.0


def positions(network: nx.Graph[str]) -> dict[str, Position]:
    """Return the place of each node, in units of about the length of an edge.

    Parameters
    ----------
    network : networkx graph
        Its parts that no edge joins are laid out one by one, the largest first, and set in rows.

    Returns
    -------
    dict of str to (float, float)
        x grows to the right, y upwards; nothing is left of or below 0.

    Examples
    --------
    >>> import networkx as nx
    >>> places = positions(nx.path_graph(["a", "b", "c"]))
    >>> sorted(places), places == positions(nx.path_graph(["a", "b", "c"]))
    (['a', 'b', 'c'], True)
    """
    import networkx as nx  # slow

    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(sorted(network.nodes))
    plain.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in network.edges() if a != b))
    parts = sorted(nx.connected_components(plain), key=lambda part: (-len(part), min(part)))
    return _in_rows([_spring(plain.subgraph(part)) for part in parts])


def _spring(part: nx.Graph[str]) -> dict[str, Position]:
    import networkx as nx  # slow

    nodes = sorted(part.nodes)
    if len(nodes) == 1:
        return {nodes[0]: (0.0, 0.0)}
    # A view yields its nodes in no fixed order; the order decides where each starts.
    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(nodes)
    ordered.add_edges_from(sorted(part.edges))
    rounds = next((rounds for most, rounds in _ROUNDS if len(nodes) <= most), _LEAST_ROUNDS)
    side = math.sqrt(len(nodes))
    found = nx.spring_layout(ordered, k=1.4 / side, iterations=rounds, seed=_SEED, method="force")
    return {node: (round(float(found[node][0]) * side, 3), round(float(found[node][1]) * side, 3)) for node in nodes}


def _in_rows(parts: Sequence[Mapping[str, Position]]) -> dict[str, Position]:
    """Set parts beside one another, in rows no longer than needed for a shape that is wider than high."""
    boxes = [_box(part) for part in parts]
    area = sum((w + _GAP) * (h + _GAP) for _, _, w, h in boxes)
    longest = max([math.sqrt(area) * 1.3, *(w for _, _, w, _ in boxes)], default=0.0)
    placed: dict[str, Position] = {}
    x = y = row = 0.0
    for part, (left, bottom, width, height) in zip(parts, boxes, strict=True):
        if x and x + width > longest:
            x, y, row = 0.0, y + row + _GAP, 0.0
        placed |= {node: (px - left + x, py - bottom + y) for node, (px, py) in part.items()}
        x, row = x + width + _GAP, max(row, height)
    top = y + row
    # The largest part comes first, and a reader begins at the top.
    return {node: (round(px, 3), round(top - py, 3)) for node, (px, py) in placed.items()}


def _box(part: Mapping[str, Position]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in part.values()], [y for _, y in part.values()]
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
