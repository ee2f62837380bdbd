"""The state of a fact: what all the claims of it, taken together, come to.

A fact climbs a ladder: `rumored`, `planned`, `asserted`. The briefings speak in order of time, undated ones first, and

- a word as strong as the fact's state, or stronger, is its new state: a plan confirms a rumor, an announcement confirms a plan;
- a weaker word changes nothing: a rumor of what has been announced takes nothing back, and so does a plan;
- `denied` answers whatever was said before, and `past` ends it; what is said after that, be it a rumor, begins anew.

One briefing has one word on a fact: the strongest of what it says, for somebody who was CTO there and is CEO has a post there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from kg.model import Status
from kg.rdf import ClaimRecord

LADDER: tuple[Status, ...] = ("rumored", "planned", "asserted")
"""The states of a fact that holds, the weakest first."""

GONE: frozenset[Status] = frozenset({"denied", "past"})
"""The states of a fact that doesn't hold."""

_STRONGEST_FIRST: tuple[Status, ...] = ("asserted", "planned", "rumored", "past", "denied")


@dataclass(frozen=True, slots=True)
class Step:
    """A time during which a fact is in one state.

    Attributes
    ----------
    status : str
        The state: one of `kg.model.STATUSES`.
    first : ClaimRecord
        The claim that began it.
    latest : tuple of ClaimRecord
        What the last briefing says of the fact that says it, or more: all its claims, whatever their own status.
    """

    status: Status
    first: ClaimRecord
    latest: tuple[ClaimRecord, ...]

    @property
    def since(self) -> dt.date | None:
        """The day on which it began, or None where an undated briefing began it."""
        return self.first.date

    @property
    def holds(self) -> bool:
        """Whether the fact holds in this state, be it as a plan or a rumor."""
        return self.status not in GONE


def steps(claims: Iterable[ClaimRecord]) -> tuple[Step, ...]:
    """Return the states of a fact, oldest first; the last is the present one.

    Parameters
    ----------
    claims : iterable of ClaimRecord
        All of one fact, in any order.

    Examples
    --------
    >>> from kg.rdf import ClaimRecord
    >>> def said(day, status):
    ...     return ClaimRecord(day, "s", "isa", "o", "", (), status, "", 1.0, day, dt.date.fromisoformat(day), (), "s", "o")
    >>> [(step.status, str(step.since)) for step in steps([said("2020-10-21", "rumored"), said("2020-11-02", "rumored"), said("2021-01-05", "asserted")])]
    [('rumored', '2020-10-21'), ('asserted', '2021-01-05')]
    """
    found: list[Step] = []
    for _, group in groupby(sorted(claims, key=lambda c: (*c.order, c.iri)), key=lambda c: c.order):
        said = tuple(group)
        word = min((claim.status for claim in said), key=_STRONGEST_FIRST.index)
        state = found[-1].status if found else None
        if state is not None and _is_weaker(word, state):
            continue
        if word == state:
            found[-1] = Step(word, found[-1].first, said)
        else:
            found.append(Step(word, next(claim for claim in said if claim.status == word), said))
    return tuple(found)


def _is_weaker(word: Status, state: Status) -> bool:
    return word in LADDER and state in LADDER and LADDER.index(word) < LADDER.index(state)


def days(earlier: Step, later: Step) -> int | None:
    """Return how many days lie between the beginnings of two states; None where one of them is undated."""
    return None if earlier.since is None or later.since is None else (later.since - earlier.since).days
