"""Units: what they measure, how many of the kind's normal unit they are, and what QUDT calls them. The table is ``units.toml``."""

from __future__ import annotations

import functools
import importlib.resources
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

QUDT = "http://qudt.org/vocab/unit/"
"""Namespace of QUDT's units."""

_EDGE = "https://w3id.org/edgekg/ontology#"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit.

    Attributes
    ----------
    symbol : str
        As it is shown: ``GHz``; of money, the ISO 4217 code.
    kind : str
        What it measures: ``frequency``, ``money``, …; a heading of ``units.toml``.
    factor : Decimal
        How many of the kind's normal unit it is.
    normal : str
        Symbol of the normal unit.
    iri : str
        QUDT's IRI, or our own where QUDT has none and we define it; else empty.
    spellings : tuple of str
    """

    symbol: str
    kind: str
    factor: Decimal
    normal: str
    iri: str
    spellings: tuple[str, ...]


@functools.cache
def units() -> tuple[Unit, ...]:
    """Return all units of the table."""
    table = tomllib.loads((importlib.resources.files(__package__) / "units.toml").read_text("utf8"))
    found = []
    for kind, entry in table.items():
        for symbol, factor, name, *others in entry["units"]:
            iri = "" if not name else name.replace("edge:", _EDGE) if name.startswith("edge:") else QUDT + name
            found.append(Unit(symbol, kind, Decimal(factor), entry["normal"] or symbol, iri, (symbol, *others)))
    return tuple(found)


@functools.cache
def _by_spelling() -> tuple[Mapping[str, tuple[Unit, ...]], Mapping[str, tuple[Unit, ...]]]:
    exact: dict[str, tuple[Unit, ...]] = {}
    loose: dict[str, tuple[Unit, ...]] = {}
    for unit in units():
        for spelling in unit.spellings:
            exact[spelling] = (*exact.get(spelling, ()), unit)
            loose[spelling.casefold()] = (*loose.get(spelling.casefold(), ()), unit)
    return exact, loose


def unit(text: str, kind: str = "") -> Unit | None:
    """Return the unit with that spelling, None if there is none.

    Parameters
    ----------
    text : str
    kind : str, optional
        What it must measure: FLOPs are floating-point operations of a network, or of a machine in a second.

    Examples
    --------
    >>> unit("兆赫").symbol, unit("mW").factor, unit("MW").factor, unit("美金").symbol, unit("parsec")
    ('MHz', Decimal('0.001'), Decimal('1000000'), 'USD', None)
    >>> unit("GFLOPs").kind, unit("GFLOPs", "floating-point rate").symbol
    ('operations per inference', 'GFLOPS')
    """
    exact, loose = _by_spelling()
    found = (*exact.get(text, ()), *loose.get(text.casefold(), ()))
    return next((u for u in found if not kind or u.kind == kind), None)


@functools.cache
def spellings() -> tuple[str, ...]:
    """Return every spelling, the longest first, for patterns."""
    return tuple(sorted({s for u in units() for s in u.spellings}, key=lambda s: (-len(s), s)))
