"""A page to walk through: vis-network by way of pyvis, everything inside the one file, so that it opens with no network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.viz.layout import positions
from kg.viz.look import LANGUAGES, look
from kg.viz.still import edge_name, name_of, radius

if TYPE_CHECKING:
    import networkx as nx

_UNIT = 85
"""Pixels for the length of an edge."""
_OPTIONS = {
    "physics": {"enabled": False, "barnesHut": {"gravitationalConstant": -6000, "springLength": 120}, "stabilization": False},
    "interaction": {"hover": True, "tooltipDelay": 150, "hideEdgesOnDrag": True, "keyboard": {"enabled": True, "bindToWindow": False}},
    "nodes": {"shape": "dot", "borderWidth": 1, "borderWidthSelected": 3, "scaling": {"label": {"drawThreshold": 3}}},
    "edges": {"smooth": {"type": "dynamic"}, "arrows": {"to": {"enabled": True, "scaleFactor": 0.5}}, "selectionWidth": 0.5, "hoverWidth": 0.5},
}
_SMOOTH_EDGES = 400


def page(network: nx.MultiDiGraph[str], *, title: str = "", note: dict[str, str] | None = None, centre: str = "", language: str = "") -> str:
    """Return a page that shows a graph.

    Parameters
    ----------
    network : networkx.MultiDiGraph
        As `kg.viz.network.network` or `kg.viz.network.overview` gives it.
    title : str
    note : dict of str to str, optional
        What the reader has to know, by language.
    centre : str
        IRI of the node to stress.
    language : str
        ``en`` or ``zh``; by default the reader's.
    """
    import pyvis.network  # slow
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader

    drawn = pyvis.network.Network(directed=True, cdn_resources="in_line")
    places = positions(network)
    for node, attributes in network.nodes(data=True):
        x, y = places[node]
        names = {language: name_of(attributes, language) for language in LANGUAGES}
        drawn.add_node(
            node, label=names["en"], x=round(x * _UNIT), y=round(-y * _UNIT), size=round(1.6 * radius(network, node), 1), names=names, type=attributes["type"],
            facts=_literals(attributes), isCentre=node == centre,
        )  # fmt: skip
    for source, target, attributes in network.edges(data=True):
        drawn.add_edge(
            source, target, names={language: edge_name(attributes, language) for language in LANGUAGES}, status=attributes.get("status", ""),
            dashes=list(look().dashes.get(attributes.get("status", ""), ())) or False, width=1 + min(attributes.get("count", 1), 40) / 8, said=_said(attributes),
        )  # fmt: skip
    # pyvis' own page takes Bootstrap from the network; this one takes vis-network from pyvis, and nothing from elsewhere.
    templates = [FileSystemLoader(Path(__file__).parent), FileSystemLoader(Path(pyvis.network.__file__).parent / "templates")]
    environment = Environment(loader=ChoiceLoader(templates), autoescape=True)
    options: dict[str, Any] = {**_OPTIONS, "edges": {**_OPTIONS["edges"], "smooth": _OPTIONS["edges"]["smooth"] if network.number_of_edges() <= _SMOOTH_EDGES else False}}
    data = {
        "nodes": drawn.nodes, "edges": drawn.edges, "options": options, "notes": note or {}, "language": language,
        "colours": look().colours, "dashes": look().dashes, "words": look().words,
    }  # fmt: skip
    return environment.get_template("page.html").render(title=title or "kg", data=_inside_script(data), language=language or "en")


def _literals(attributes: dict[str, Any]) -> list[list[str]]:
    """What is known of a node beside its edges: property and value."""
    own = {"label", "label_zh", "type", "count"}
    return [[name, ", ".join(map(str, value if isinstance(value, list) else [value]))] for name, value in sorted(attributes.items()) if name not in own]


def _said(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: attributes[name] for name in ("sentence", "quote", "briefing", "date", "line", "sources") if attributes.get(name)}


def _inside_script(data: object) -> str:
    """JSON that no text in it can end: a briefing may hold ``</script>``."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
