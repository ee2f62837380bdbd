"""A picture: a part of a graph with its title, and the files it can be saved to."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import InputError

if TYPE_CHECKING:
    import networkx as nx

    from kg.graph import KnowledgeGraph

MOST = 2000
"""Nodes beyond which a picture shows the overview: nobody can read more, and few browsers move it."""

_STILL = (".svg", ".png", ".pdf")
_DATA = (".graphml", ".gexf")
SUFFIXES = (".html", *_STILL, *_DATA)
"""File name endings that `Picture.save` writes."""


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A part of a graph, to look at or to save; Jupyter shows it as it is.

    Attributes
    ----------
    network : networkx.MultiDiGraph
        What is drawn; see `kg.viz.network.network`.
    title : str
    notes : dict of str to str
        What the reader has to know, by language; empty where there is nothing.
    centre : str
        IRI of the node that is stressed; empty where there is none.
    full : networkx.MultiDiGraph or None
        Where `network` is an overview, that of which it is one.
    language : str
        ``en`` or ``zh``; empty leaves it to the reader of a page, and is English elsewhere.
    """

    network: nx.MultiDiGraph[str] = field(hash=False)
    title: str = ""
    notes: dict[str, str] = field(default_factory=dict, hash=False)
    centre: str = ""
    full: nx.MultiDiGraph[str] | None = field(default=None, hash=False)
    language: str = ""

    def __repr__(self) -> str:
        kind = "overview of" if self.full is not None else "picture of"
        shown = self.network if self.full is None else self.full
        return f"<{kind} {self.title or 'a graph'}: {shown.number_of_nodes()} things, {shown.number_of_edges()} edges>"

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture to a file and return its path.

        Parameters
        ----------
        path : path
            Its ending says in which format. ``.html`` is a page to walk through, with everything inside; ``.svg``, ``.png`` and ``.pdf`` stand still;
            ``.graphml`` and ``.gexf`` are for network tools, and hold everything also where the picture is an overview.

        Raises
        ------
        InputError
            If the ending is none of `SUFFIXES`, or the file can't be written.
        """
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix not in SUFFIXES:
            raise InputError(f"{path}: can't tell the format from the ending; use one of {', '.join(SUFFIXES)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if suffix in _DATA:
                from kg.viz.exchange import write

                write(self.network if self.full is None else self.full, path)
            else:
                path.write_bytes(self.to_html().encode("utf8", "backslashreplace") if suffix == ".html" else self._still(suffix[1:]))
        except OSError as error:
            raise InputError(f"{error.filename or path}: {error.strerror or error}; check the path and its permissions") from error
        return path

    def to_html(self) -> str:
        """Return the page that ``.html`` files hold."""
        from kg.viz.page import page  # slow: pyvis

        return page(self.network, title=self.title, note=self.notes, centre=self.centre, language=self.language)

    def to_svg(self) -> str:
        """Return the picture as SVG, letters as outlines."""
        return self._still("svg").decode()

    def to_png(self) -> bytes:
        """Return the picture as PNG."""
        return self._still("png")

    def _still(self, format: str) -> bytes:
        from kg.viz.still import draw  # slow: matplotlib

        language = self.language or "en"
        return draw(self.network, format, title=self.title, note=self.notes.get(language, ""), centre=self.centre, language=language)

    def _repr_png_(self) -> bytes:
        # Not SVG, which is ten times as large where there are many names: notebooks hold what they show.
        return self.to_png()


def picture(
    graph: KnowledgeGraph, around: str = "", hops: int | None = None, *, query: str = "", overview: bool = False, most: int = 0, language: str = ""
) -> Picture:  # fmt: skip
    """Return a picture of a graph, or of a part of it.

    Parameters
    ----------
    graph : KnowledgeGraph
    around : str
        Name of a thing: what is at most `hops` edges away from it is drawn.
    hops : int, optional
        By default 2 around a thing; from what a query gives, none, or 1 where no edge joins what it gives.
    query : str
        SPARQL, or the name of a named query: a SELECT whose rows hold the things to draw, or a CONSTRUCT of triples between things.
    overview : bool
        Draw the overview: classes and the best-connected companies.
    most : int
        Nodes beyond which the overview is drawn, with a note that says so; by default `MOST`.
    language : str
        ``en`` or ``zh``; by default the reader's in pages, English elsewhere.

    Raises
    ------
    InputError
        If both `around` and `query` are given, or the query gives nothing to draw.
    NotFoundError
        If nothing bears the name.
    QueryError
        If the query can't be parsed or run.

    Examples
    --------
    >>> from kg import KnowledgeGraph
    >>> from kg.store import MemoryStore
    >>> picture(KnowledgeGraph(MemoryStore()))
    <picture of a graph: 0 things, 0 edges>
    """
    from kg.viz import network as parts  # slow: networkx

    if around and query:
        raise InputError("a picture is either around a thing or of a query; give one of the two")
    centre = title = ""
    if around:
        thing = graph.entity(around)
        centre = thing.iri
        title = dict(thing.labels).get(language, thing.label)
        drawn = parts.network(graph, parts.around(graph, centre, 2 if hops is None else hops))
    elif query:
        result = graph.query(query)
        drawn = parts.found_by(graph, result, hops or 0)
        if hops is None and not drawn.number_of_edges():
            drawn = parts.found_by(graph, result, 1)
    else:
        drawn = parts.network(graph)
    number, most = drawn.number_of_nodes(), most or MOST
    if not overview and number <= most:
        return Picture(drawn, title, {}, centre, None, language)
    notes = {} if overview else {name: text.format(number=f"{number:,}", most=f"{most:,}") for name, text in _TOO_MANY.items()}
    return Picture(parts.overview(drawn), title, notes, "", drawn, language)


_TOO_MANY = {
    "en": "{number} things are more than the {most} that a picture can show, so this is the overview. Draw a part: around a thing, with fewer hops, or of a query.",
    "zh": "共有 {number} 个事物，超过一幅图能显示的 {most} 个，因此这里只画概览。可改画局部：围绕某个事物、减少跳数，或用查询选取。",
}
