"""What most claims say, where briefings say several things of what is one at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence

from kg.results import Value

Row = Mapping[str, Value]


def usual(rows: Sequence[Row], said: Callable[[Row], Hashable | None]) -> list[Row]:
    """Return the rows that say what most claims say, in their order, and those that say nothing.

    Parameters
    ----------
    rows : sequence of Row
        Each with its ``claim``; a claim counts once.
    said : callable
        What a row says; None is nothing.

    Examples
    --------
    >>> rows = [{"claim": "a", "n": 5}, {"claim": "b", "n": 7}, {"claim": "c", "n": 5}, {"claim": "d", "n": None}]
    >>> [row["claim"] for row in usual(rows, lambda row: row["n"])]
    ['a', 'c', 'd']
    """
    claims: dict[Hashable, set[str]] = defaultdict(set)
    told = [said(row) for row in rows]
    for row, what in zip(rows, told, strict=True):
        if what is not None:
            claims[what].add(str(row["claim"]))
    most = max(map(len, claims.values()), default=0)
    return [row for row, what in zip(rows, told, strict=True) if what is None or len(claims[what]) == most]
