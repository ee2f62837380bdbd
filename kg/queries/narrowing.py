"""Names in a named query -> the things that bear them, looked up before the query runs.

The files find a thing by comparing its name with every label, which any engine can do and none does quickly where there are a million. Beside a store in a
folder lies an index of names (`kg.things`): where there is one, `narrowed` puts the IRIs in the place of the comparison. The answer is the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

from kg.model import ENTITY_TYPES, PREDICATES
from kg.namespaces import EDGE

Named = Callable[[str], Sequence[str]]
"""Name -> IRIs of the things that bear it, as the files compare names: in any case, or the thing's own IRI, or one that is linked to it."""

_NAMES = r"rdfs:label\|skos:altLabel\|\^owl:sameAs"
_STRING = r'"(?:[^"\\\n]|\\.)*"'
_IS_NAMED = r"FILTER\(LCASE\(STR\(\?(?P=name)\)\) = LCASE\(\?given_(?P=parameter)\) \|\| STR\(\?(?P=thing)\) = \?given_(?P=parameter)\)"
_REQUIRED = re.compile(
    rf"VALUES \?given_(?P<parameter>\w+) \{{ (?P<term>{_STRING}) \}}(?P<gap>\s+)\?(?P<thing>\w+) (?P<more>(?:[^;\n]+ ; )*){_NAMES} \?(?P<name>\w+) \.\s+{_IS_NAMED}"
)
_ONE = rf"EXISTS \{{ \?(\w+) {_NAMES} \?\w+ \. FILTER\(LCASE\(STR\(\?\w+\)\) = LCASE\(\?given_(?P=parameter)\) \|\| STR\(\?\w+\) = \?given_(?P=parameter)\) \}}"
_OPTIONAL = re.compile(rf"[ ]*FILTER\(\s+!BOUND\(\?given_(?P<parameter>\w+)\) \|\|\s+{_ONE}(?: \|\|\s+{_ONE})?\s+\)\n")
_IS = re.compile(
    r"[ ]*FILTER\(!BOUND\(\?given_(?P<parameter>\w+)\) \|\| "
    r"(?:\?(?P<same>\w+) = \?given_(?P=parameter)|LCASE\(STRAFTER\(STR\(\?(?P<word>\w+)\), \"#\"\)\) = LCASE\(\?given_(?P=parameter)\))\)\n"
)
_CLAIM = r"\?(\w+) (?:edge:\w+ [?\w:]+ ; )*rdf:subject \?{0} ; rdf:predicate [?\w:]+ ; rdf:object \?{1}\b"


def narrowed(text: str, named: Named) -> str:
    """Return a query with the things in the place of their names; a text without such names, or of another shape, as it is.

    Parameters
    ----------
    text : str
        What `kg.queries.render` gives.
    named : callable
        Looks a name up.

    Examples
    --------
    >>> from kg.queries import render
    >>> found = narrowed(render("cores-of-chip", chip="Kompanio 1300T"), lambda name: ["https://w3id.org/edgekg/id/chip/kompanio-1300t"])
    >>> "VALUES ?chip { <https://w3id.org/edgekg/id/chip/kompanio-1300t> }" in found, "LCASE(?given_chip)" in found
    (True, False)
    """
    if "?given_" not in text:
        return text
    text = _REQUIRED.sub(lambda m: _put_required(m, named), text)
    for shape, put in ((_OPTIONAL, _put_optional), (_IS, _put_same)):
        at = 0
        while match := shape.search(text, at):
            changed = put(text, match, named)
            text, at = changed, match.end() if changed == text else 0
    return text


def _put_required(match: re.Match[str], named: Named) -> str:
    if (name := _read(match["term"])) is None:
        return match[0]
    more = match["more"].removesuffix(" ; ")
    put = _values(match["thing"], named(name)) + (f"{match['gap']}?{match['thing']} {more} ." if more else "")
    return put + "\n" * (match[0].count("\n") - put.count("\n"))  # so that an error behind it is told on its line


def _put_optional(text: str, match: re.Match[str], named: Named) -> str:
    """The query without a filter by name: the things stand where the name is given."""
    first, second = match[2], match[3]
    if (parts := _parts(text, match)) is None:
        return text
    before, term, after = parts
    put = ""
    if term != "UNDEF":
        if (name := _read(term)) is None:
            return text
        if second is None:
            put = _values(first, named(name))
        elif claim := re.search(_CLAIM.format(first, second), after):
            chosen = f"{{ SELECT DISTINCT ?{claim[1]} WHERE {{ {_values('named', named(name))} ?{claim[1]} rdf:subject|rdf:object ?named }} }} "
            after = after[: claim.start()] + chosen + after[claim.start() :]
        else:
            return text
    return before + put + after


def _put_same(text: str, match: re.Match[str], named: Named) -> str:
    """The query without a filter by status, predicate or class: the one that is given stands in the place of all."""
    if (parts := _parts(text, match)) is None:
        return text
    before, term, after = parts
    if term == "UNDEF":
        return before + after
    if match["same"]:
        return f"{before}VALUES ?{match['same']} {{ {term} }}{after}" if term.startswith("<") else text
    if (given := _read(term)) is None:
        return text
    return before + _values(match["word"], [f"{EDGE}{word}" for word in (*PREDICATES, *ENTITY_TYPES) if word.lower() == given.lower()]) + after


def _parts(text: str, match: re.Match[str]) -> tuple[str, str, str] | None:
    """What stands before and after the term of a parameter, and that term, in a query without the filter; None where more than the filter uses it."""
    rest = text[: match.start()] + "\n" * match[0].count("\n") + text[match.end() :]
    found = re.search(rf"VALUES \?given_{match['parameter']} \{{ (UNDEF|<[^<>\s]*>|{_STRING}) \}}", rest)
    if found is None or rest.count(f"?given_{match['parameter']}") > 1:
        return None
    return rest[: found.start()], found[1], rest[found.end() :]


def _read(string: str) -> str | None:
    """The text of a string as `kg.queries.literal` writes it; None where it is written otherwise."""
    try:
        return str(json.loads(string, strict=False)).strip()
    except ValueError:
        return None


def _values(variable: str, iris: Sequence[str]) -> str:
    return f"VALUES ?{variable} {{ {' '.join(f'<{iri}>' for iri in iris)} }}"
