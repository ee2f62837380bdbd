"""A picture that stands still: SVG, PNG or PDF by matplotlib, in a font of our own, so that Chinese is right on a machine that has none."""

from __future__ import annotations

import functools
import io
import logging
import math
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.viz.layout import Position, positions
from kg.viz.look import look

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FONT = Path(__file__).parent / "fonts" / "NotoSansSC-kg.otf"
"""Noto Sans CJK SC with the 10,000 characters of `scripts/subset_font.py`; SIL Open Font License, beside it."""

_ELSEWHERE = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "Microsoft YaHei", "PingFang SC", "DejaVu Sans")
"""Where a machine has one of these, it draws the rare characters that our own font lacks."""
_INCHES_A_UNIT = 0.85
_LARGEST = 40.0
_NAMED_NODES = 150
_NAMED_EDGES = 70
_WITH_ARROWS = 500
_INK, _QUIET = "#222222", "#6b6b6b"


def draw(network: nx.MultiDiGraph[str], format: str, *, title: str = "", note: str = "", centre: str = "", language: str = "en") -> bytes:
    """Return a picture of a graph as a file.

    Parameters
    ----------
    network : networkx.MultiDiGraph
        As `kg.viz.network.network` or `kg.viz.network.overview` gives it.
    format : str
        ``svg`` (letters are outlines, so that no font is needed to see them), ``png`` or ``pdf``.
    title, note : str
        What stands above and below.
    centre : str
        IRI of the node to stress.
    language : str
        ``en`` or ``zh``: of predicates and classes, and of things that have labels in both.
    """
    import matplotlib as mpl  # slow

    settings: dict[Any, Any] = {"font.family": fonts(), "svg.fonttype": "path", "svg.hashsalt": "kg", "font.size": 8, "pdf.fonttype": 42}
    with mpl.rc_context(settings):
        figure = _figure(network, title, note, centre, language)
        data = io.BytesIO()
        # The time of making would make each file another.
        timeless = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(format, {})
        figure.savefig(data, format=format, dpi=150, metadata={"Title": title or "kg", **timeless})
    return data.getvalue()


@functools.cache
def fonts() -> list[str]:
    """Return the font families that write Chinese in matplotlib's plots on any machine: ``plt.rcParams["font.family"] = kg.viz.fonts()``.

    Examples
    --------
    >>> fonts()[0]
    'Noto Sans SC kg'
    """
    # It tells at length that it looks for fonts, and of each that it hasn't got.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    from matplotlib import font_manager  # slow

    font_manager.fontManager.addfont(FONT)
    there = {font.name for font in font_manager.fontManager.ttflist}
    return [font_manager.FontProperties(fname=FONT).get_name(), *(name for name in _ELSEWHERE if name in there)]


def _figure(network: nx.MultiDiGraph[str], title: str, note: str, centre: str, language: str) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # slow
    from matplotlib.figure import Figure

    places = positions(network)
    width = max((x for x, _ in places.values()), default=0.0)
    height = max((y for _, y in places.values()), default=0.0)
    scale = min(1.0, _LARGEST / (max(width, height, 1.0) * _INCHES_A_UNIT + 2))
    size = (max(6.0, (width * _INCHES_A_UNIT + 2.2) * scale), max(4.0, (height * _INCHES_A_UNIT + 1.6) * scale))
    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_xlim(-0.8, width + 0.8)
    axes.set_ylim(-0.5, height + 0.5)
    if title:
        axes.set_title(title, fontsize=12, color=_INK, loc="left")
    _edges(axes, network, places, language)
    _nodes(axes, network, places, centre, language)
    _legend(figure, network, language)
    if note:
        figure.supxlabel(note, fontsize=8, color=_QUIET)
    return figure


def radius(network: nx.MultiDiGraph[str], node: str) -> float:
    """Return the radius of a node in points: it grows with how much stands behind the node, or hangs on it."""
    weight: int = network.nodes[node].get("count") or network.degree(node)
    return 4.0 + 1.6 * math.log2(1 + weight)


def name_of(attributes: dict[str, Any], language: str) -> str:
    """Return what is written at a node; a class of an overview with how many are of it."""
    if attributes.get("label") == attributes.get("type"):
        return f"{look().word(str(attributes['type']), language)} ({attributes.get('count', 0)})"
    return str((attributes.get("label_zh") if language == "zh" else None) or attributes["label"])


def edge_name(attributes: dict[str, Any], language: str) -> str:
    """Return what is written at an edge; of an overview with how many it stands for."""
    count = f" ×{attributes['count']}" if "count" in attributes else ""
    return f"{look().word(attributes['predicate'], language)}{count}"


def _edges(axes: Axes, network: nx.MultiDiGraph[str], places: dict[str, Position], language: str) -> None:
    from matplotlib.patches import FancyArrowPatch  # slow

    number = network.number_of_edges()
    seen: Counter[frozenset[str]] = Counter()
    for source, target, attributes in network.edges(data=True):
        pair = frozenset((source, target))
        # Edges between the same two things bend, each more than the one before, to the other side.
        bend = 0.0 if not seen[pair] else 0.16 * ((seen[pair] + 1) // 2) * (-1) ** seen[pair]
        bend = bend if source <= target else -bend
        seen[pair] += 1
        if source == target:
            continue
        dash = look().dashes.get(attributes.get("status", ""), ())
        width = 0.7 + 0.35 * math.log2(attributes.get("count", 1))
        axes.add_patch(
            FancyArrowPatch(
                places[source], places[target], arrowstyle="-|>" if number <= _WITH_ARROWS else "-", mutation_scale=6, connectionstyle=f"arc3,rad={bend}",
                shrinkA=radius(network, source), shrinkB=radius(network, target), linewidth=width, color=_edge_colour(attributes), zorder=1,
                linestyle=(0, dash) if dash else "solid",
            )
        )  # fmt: skip
        if number <= _NAMED_EDGES:
            (ax, ay), (bx, by) = places[source], places[target]
            x, y = (ax + bx) / 2 + bend * (by - ay) / 2, (ay + by) / 2 - bend * (bx - ax) / 2
            _write(axes, x, y, edge_name(attributes, language), size=5.5, colour=_QUIET, zorder=2)


def _edge_colour(attributes: dict[str, Any]) -> str:
    return {"rumored": "#b07a00", "planned": "#1c7293", "denied": "#b3261e", "past": "#aaaaaa"}.get(attributes.get("status", ""), "#9a9a9a")


def _nodes(axes: Axes, network: nx.MultiDiGraph[str], places: dict[str, Position], centre: str, language: str) -> None:
    nodes: list[tuple[str, dict[str, Any]]] = [(n, network.nodes[n]) for n in network.nodes]
    named = {n for n, _ in sorted(nodes, key=lambda item: (item[0] != centre, -network.degree(item[0]), item[0]))[:_NAMED_NODES]}
    sizes = [(2 * radius(network, n)) ** 2 / 1.3 for n, _ in nodes]
    edges = [_INK if n == centre else "white" for n, _ in nodes]
    axes.scatter(
        [places[n][0] for n, _ in nodes], [places[n][1] for n, _ in nodes], s=sizes, c=[look().colour(str(d["type"])) for _, d in nodes],
        edgecolors=edges, linewidths=[2.0 if n == centre else 0.8 for n, _ in nodes], zorder=3,
    )  # fmt: skip
    for node, attributes in nodes:
        if node in named:
            text = name_of(attributes, language)
            bold = node == centre or "count" in attributes
            _write(axes, *places[node], _short(text), size=9 if bold else 7, colour=_INK, zorder=4, below=radius(network, node))


def _short(text: str, most: int = 34) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _write(axes: Axes, x: float, y: float, text: str, *, size: float, colour: str, zorder: int, below: float = 0.0) -> None:
    from matplotlib.patheffects import withStroke  # slow

    # A $ would begin a formula.
    written = axes.annotate(
        text, (x, y), xytext=(0, -below - 1), textcoords="offset points", ha="center", va="top" if below else "center", fontsize=size, color=colour, zorder=zorder,
        parse_math=False, annotation_clip=False,
    )  # fmt: skip
    written.set_path_effects([withStroke(linewidth=1.8, foreground="white")])


def _legend(figure: Figure, network: nx.MultiDiGraph[str], language: str) -> None:
    from matplotlib.lines import Line2D  # slow

    types = Counter(str(d["type"]) for _, d in network.nodes(data=True))
    statuses = [s for s in look().dashes if any(d.get("status") == s for _, _, d in network.edges(data=True))]
    entries = [Line2D([], [], marker="o", linestyle="", color=look().colour(t), label=look().word(t, language)) for t in look().colours if types[t]]
    entries += [
        Line2D([], [], color=_edge_colour({"status": s}), linestyle=(0, look().dashes[s]) if look().dashes[s] else "solid", label=look().word(s, language)) for s in statuses
    ]
    if entries:
        figure.legend(handles=entries, loc="outside right upper", frameon=False, fontsize=8)
