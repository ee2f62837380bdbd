"""Media types: what an answer can be written as, and which of them a client likes best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

TABLES: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
}
"""Formats of bindings and of a yes or no."""

GRAPHS: Mapping[str, str] = {
    "turtle": "text/turtle; charset=utf-8",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}
"""Formats of triples."""

_TABLE_TYPES = {
    "application/sparql-results+json": "json", "application/json": "json", "application/sparql-results+xml": "xml", "application/xml": "xml", "text/xml": "xml",
    "text/csv": "csv", "text/tab-separated-values": "tsv",
}  # fmt: skip
_GRAPH_TYPES = {
    "text/turtle": "turtle", "application/x-turtle": "turtle", "application/turtle": "turtle", "text/n3": "turtle", "application/n-triples": "ntriples", "text/plain": "ntriples",
    "application/ld+json": "jsonld", "application/json": "jsonld", "application/rdf+xml": "rdfxml", "application/xml": "rdfxml", "text/xml": "rdfxml",
}  # fmt: skip
_PAGE_TYPES = {"text/html": "html", "application/xhtml+xml": "html", "application/json": "json"} | {m: f for m, f in _GRAPH_TYPES.items() if "json" not in m or "ld" in m}
_NAMES = {"json-ld": "jsonld", "n3": "turtle", "ttl": "turtle", "nt": "ntriples", "n-triples": "ntriples", "rdf+xml": "rdfxml", "rdf": "rdfxml", "rdf/xml": "rdfxml"}


def ranges(accept: str) -> list[tuple[str, float]]:
    """Return the media ranges of an ``Accept`` header, the best liked first; equally liked ones as written, those that name more before those with ``*``.

    Examples
    --------
    >>> ranges("text/*;q=0.5, */*;q=0.1, text/turtle")
    [('text/turtle', 1.0), ('text/*', 0.5), ('*/*', 0.1)]
    """
    found = []
    for part in accept.split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name:
            found.append((name.lower(), _quality(parameters)))
    return sorted(found, key=lambda r: (-r[1], r[0].count("*")))


def _quality(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def choose(accept: str, types: Mapping[str, str], default: str) -> str:
    """Return the format that a client likes best; empty where it takes none of them.

    Parameters
    ----------
    accept : str
        The header; empty takes anything.
    types : mapping
        Media type -> format.
    default : str
        What to write where anything will do.

    Examples
    --------
    >>> choose("text/csv;q=0.5, application/xml", _TABLE_TYPES, "json"), choose("image/png", _TABLE_TYPES, "json"), choose("image/png, */*", _TABLE_TYPES, "json")
    ('xml', '', 'json')
    """
    liked = ranges(accept)
    if not liked:
        return default
    refused = {name for name, quality in liked if quality <= 0}
    for name, quality in liked:
        if quality <= 0:
            break
        if name == "*/*":
            return default
        if name.endswith("/*"):
            for type_, format_ in sorted(types.items(), key=lambda item: item[1] != default):
                if type_.startswith(name[:-1]) and type_ not in refused:
                    return format_
        elif name in types:
            return types[name]
    return ""


def table_format(accept: str, wanted: Sequence[str] = ()) -> str:
    """Return the format for bindings: the first of the names that is one, else by ``Accept``."""
    return _by_name(wanted, TABLES) or choose(accept, _TABLE_TYPES, "json")


def graph_format(accept: str, wanted: Sequence[str] = ()) -> str:
    """Return the format for triples: the first of the names that is one, else by ``Accept``.

    Examples
    --------
    >>> graph_format("*/*"), graph_format("application/ld+json"), graph_format("text/turtle", ["json-ld"]), graph_format("text/csv")
    ('turtle', 'jsonld', 'jsonld', '')
    """
    return _by_name([{"json": "jsonld", "xml": "rdfxml"}.get(name.lower(), name) for name in wanted], GRAPHS) or choose(accept, _GRAPH_TYPES, "turtle")


def page_format(accept: str) -> str:
    """Return the format for a page about a thing: ``html``, ``json``, or one of `GRAPHS`."""
    return choose(accept, _PAGE_TYPES, "html")


def _by_name(wanted: Sequence[str], formats: Mapping[str, str]) -> str:
    for name in wanted:
        name = _NAMES.get(name.strip().lower(), name.strip().lower())
        if name in formats:
            return name
        for format_, media_type in formats.items():
            if media_type.split(";")[0] == name:
                return format_
    return ""
