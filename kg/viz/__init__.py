"""Pictures of a graph: what stands around a thing, what a query gives, all of it, or the overview of what is too much to draw.

Examples
--------
>>> import kg
>>> graph = kg.open("kg-store")                                      # doctest: +SKIP
>>> picture(graph, "Kompanio 1300T", hops=1).save("kompanio.html")   # doctest: +SKIP
"""

from __future__ import annotations

from kg.viz.pictures import MOST, SUFFIXES, Picture, picture
from kg.viz.still import fonts

__all__ = ["MOST", "SUFFIXES", "Picture", "fonts", "picture"]
