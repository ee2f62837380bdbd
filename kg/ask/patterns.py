"""Patterns over what claims and names write: roles, and what a word restricts a class of things to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.ask.lexicon import Restriction
from kg.queries import literal

_SEPARATOR = "[、,，/;；&兼和与及]| and "


def role_pattern(names: Sequence[str], suffix: bool, prefixes: Sequence[str]) -> str:
    """Return a regular expression for the roles that fit one of the names.

    Examples
    --------
    >>> pattern = role_pattern(["CEO", "首席执行官"], False, ["联席", "co-"])
    >>> [bool(re.search(pattern, role)) for role in ("CEO", "创始人兼CEO", "联席CEO", "消费者业务CEO")]
    [True, True, True, False]
    """
    before = ".*" if suffix else f"({'|'.join(map(_escape, prefixes))})*"
    return f"(^|{_SEPARATOR}) ?{before}({'|'.join(map(_escape, dict.fromkeys(names)))}) ?($|{_SEPARATOR})"


def _escape(text: str) -> str:
    return re.sub(r"([.*+?()\[\]{}|^$\\])", r"\\\1", text)


def portable(pattern: str) -> str:
    r"""Return a regular expression without ``\b``, which SPARQL's dialect lacks.

    Examples
    --------
    >>> portable(r"\bphone|tab\b")
    '(^|[^A-Za-z0-9])phone|tab($|[^A-Za-z0-9])'
    """
    return re.sub(r"(\w)\\b", r"\1($|[^A-Za-z0-9])", re.sub(r"\\b(?=\w)", "(^|[^A-Za-z0-9])", pattern))


def restricted(name: str, types: frozenset[str], restriction: Restriction) -> Iterator[str]:
    """Yield a subquery for the things that a word restricts a class to."""
    called = '{0} rdfs:label|skos:altLabel {0}Name . FILTER(REGEX(STR({0}Name), {1}, "i"))'
    told = '{0}Told rdf:subject|rdf:object {0} ; edge:evidence {0}Place . {0}Place edge:sentence {0}Words . FILTER(REGEX({0}Words, {1}, "i"))'
    ways = []
    if restriction.kind and "Core" in types:
        ways.append(f"{name} edge:kind {literal(restriction.kind)} .")
    if restriction.name:
        ways.append(called.format(name, literal(portable(restriction.name))))
    if restriction.told and (not restriction.kind or "Chip" in types):
        class_ = f"{name} a edge:{'Chip' if restriction.kind else min(types)} . "
        ways.append(class_ + told.format(name, literal(portable(restriction.told))))
    if not ways:
        ways = [f"{name} a edge:{t} ." for t in sorted(types)]
    lines = [" UNION ".join(f"{{ {way} }}" for way in ways)]
    if restriction.not_name:
        lines.append(f"MINUS {{ {called.format(name, literal(portable(restriction.not_name)))} }}")
    yield f"{{ SELECT DISTINCT {name} WHERE {{ {' '.join(lines)} }} }}"
