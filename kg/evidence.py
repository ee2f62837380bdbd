"""Are quotes really where claims say they are? Checked within the graph, and against the files that it was read from where these are at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.briefing import parse_bytes
from kg.errors import KgError
from kg.model import Briefing, slug
from kg.namespaces import node
from kg.rdf import Node, Statement, nodes
from kg.sources import Source

_OF_PLACES = ("edge:quote", "edge:sentence", "edge:line", "edge:start", "edge:end")
_WANTED = frozenset(node(name) for name in (*_OF_PLACES, "edge:evidence", "prov:wasDerivedFrom", "dcterms:identifier"))

MESSAGES: Mapping[str, tuple[str, str]] = {
    "length": ("a quote is as long as from its start to its end", "原话的长度必须等于起止偏移之差"),
    "place": ("the file has the quote at these offsets", "原文件在此偏移处必须就是这段原话"),
    "line": ("the quote starts on this line of the file", "原话必须从原文件的这一行开始"),
    "sentence": ("the briefing has the sentence", "简报中必须有这个句子"),
    "file": ("the file of the briefing can be read as one", "简报的文件必须可读"),
}
"""What should be so, in English and Chinese, by kind of fault."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Evidence that is not what it says.

    Attributes
    ----------
    focus : str
        IRI of the place, or of the briefing.
    path : str
        IRI of the property that is wrong; empty where it is the whole.
    value : str
        What it is.
    kind : str
        A key of `MESSAGES`.
    """

    focus: str
    path: str
    value: str
    kind: str


def faults(statements: Iterable[Statement], files: Mapping[str, Source] | None = None) -> Iterator[Fault]:
    """Yield what is wrong with evidence; what is missing or of the wrong type is left to the shapes.

    Parameters
    ----------
    statements : iterable of pyoxigraph.Quad or pyoxigraph.Triple
    files : mapping, optional
        Slug of a briefing's stem -> its file, as `kg.originals.originals` finds them.

    Examples
    --------
    >>> import pyoxigraph as ox
    >>> place = ox.NamedNode("https://w3id.org/edgekg/claim/c/1")
    >>> said = {"edge:quote": ox.Literal("甲芯"), "edge:start": ox.Literal(4), "edge:end": ox.Literal(7)}
    >>> [(f.kind, f.value) for f in faults(ox.Triple(place, node(name), value) for name, value in said.items())]
    [('length', '甲芯')]
    """
    subjects = nodes(s for s in statements if s.predicate in _WANTED)
    stems = {iri: stem for iri, properties in subjects.items() if (stem := _value(properties, "dcterms:identifier"))}
    briefing_of = {
        place.value: stems.get(_value(properties, "prov:wasDerivedFrom"), "") for properties in subjects.values() for place in properties.get(node("edge:evidence").value, ())
    }
    read: dict[str, Briefing | None] = {}
    for iri, stem in stems.items():
        source = (files or {}).get(slug(stem))
        if source is not None:
            try:
                read[stem] = parse_bytes(source.data, source.name, source.path)
            except KgError as error:
                yield Fault(iri, "", str(error), "file")
    for iri, properties in subjects.items():
        quote, start, end = _value(properties, "edge:quote"), _number(properties, "edge:start"), _number(properties, "edge:end")
        if not quote.strip() or start is None or end is None:  # the shapes say so
            continue
        if end - start != len(quote):
            yield Fault(iri, node("edge:quote").value, quote, "length")
        elif (briefing := read.get(briefing_of.get(iri, ""))) is not None:
            yield from _against(briefing, iri, properties, quote, start, end)


def _against(briefing: Briefing, iri: str, properties: Node, quote: str, start: int, end: int) -> Iterator[Fault]:
    if briefing.text[start:end] != quote:
        yield Fault(iri, node("edge:quote").value, quote, "place")
    line = _number(properties, "edge:line")
    if line is not None and briefing.line_of(start) != line:
        yield Fault(iri, node("edge:line").value, str(line), "line")
    sentence = _value(properties, "edge:sentence")
    if sentence and sentence not in briefing.content:
        yield Fault(iri, node("edge:sentence").value, sentence, "sentence")


def _value(properties: Node, name: str) -> str:
    found = properties.get(node(name).value, ())
    return found[0].value if len(found) == 1 else ""


def _number(properties: Node, name: str) -> int | None:
    text = _value(properties, name)
    return int(text) if text.isascii() and text.isdigit() else None
