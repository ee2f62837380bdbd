"""Questions that name a foundry's node: "哪些芯片用台积电N6？", "Is the Kompanio 1300T on TSMC N6?".

A briefing that says 台积电6nm means N6 as well (`kg.nodes`), so the node counts and not what it is called; a node of which briefings say no more than its
size, where its foundry has several of that size, is none of them for sure.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.ask.sameness import Same, is_yes_no, said_of_making, sharing
from kg.ask.sketch import NotUnderstoodError
from kg.ask.tokens import Token
from kg.ask.usual import Row, usual
from kg.nodes import FoundryNode, members, nodes
from kg.things import Thing
from kg.vocabulary import fold

_SIZE = re.compile(r"\d\s*(?:nm|纳米)", re.IGNORECASE)
_RELATIONS = frozenset({"processNode", "manufacturedBy"})


@dataclass(frozen=True, slots=True)
class OnNode:
    """A question for the chips on a node, or whether one is.

    Attributes
    ----------
    node : FoundryNode
    chip : tuple of Thing
        Of a question of yes or no: those that the name of the chip may mean.
    """

    node: FoundryNode
    chip: tuple[Thing, ...] = ()

    @property
    def wanted(self) -> tuple[str, ...]:
        """IRIs of the node and, where it is a family, of its members."""
        return (self.node.iri, *(member.iri for member in members(self.node.iri)))

    def sparql(self) -> str:
        """Return the query, without prefixes: for the chips, or for what holds of the node of the one."""
        return Same(self.chip, "processNode").said() if self.chip else sharing("processNode", self.wanted)

    def judged(self, rows: Sequence[Row]) -> tuple[bool, list[Row]]:
        """Return whether the chip is on the node, and the rows that show it.

        Raises
        ------
        NotUnderstoodError
            If what briefings say leaves it open.
        """
        own = usual(rows, said_of_making)
        known = {str(row["theirs"]) for row in own if row.get("theirs") is not None}
        sizes = {str(row["number"]) for row in own if row.get("number") is not None}
        if known & set(self.wanted):
            return True, own
        if (known and self.node.family not in known) or (sizes and self.node.nanometres is not None and str(self.node.nanometres) not in sizes):
            return False, own
        raise NotUnderstoodError(f"nothing in the graph says whether {self.chip[0].label} is on {self.node.label}")


def on_node(text: str, tokens: Sequence[Token]) -> OnNode | None:
    """Return what a question that names a foundry's node asks for; None where it names none, or asks for something else."""
    m = _names().search(text)
    named = {node.foundry: node for node in nodes().values() if m is not None and fold(m[0]) in map(fold, node.names)}
    if m is None or len(named) != 1:
        return None
    ((foundry, node),) = named.items()
    others = [token for token in tokens if token.end <= m.start() or token.start >= m.end()]
    chips = [token.things for token in others if any(thing.type == "Chip" for thing in token.things)]
    if not all(_fits(token, foundry) for token in others):
        return None
    if not chips and any(token.has("question", "which") for token in others) and any("Chip" in sense.types for token in others for sense in token.senses):
        return OnNode(node)
    if len(chips) == 1 and not any(token.has("question") for token in others) and is_yes_no(others):
        return OnNode(node, tuple(thing for thing in chips[0] if thing.type == "Chip"))
    return None


def _fits(token: Token, foundry: str) -> bool:
    """Whether a word may stand beside the node in such a question: it names a chip or the foundry, means chips, nodes or making, or nothing of weight."""
    if token.things and not token.senses:
        return all(thing.type == "Chip" or thing.iri == foundry for thing in token.things)
    if token.values or not token.senses:
        return False
    readings = {reading.predicate for sense in token.senses for reading in sense.readings}
    return token.has("particle") or token.has("question") or bool(readings & _RELATIONS) or any("Chip" in sense.types for sense in token.senses)


@functools.cache
def _names() -> re.Pattern[str]:
    """The names of nodes other than mere sizes, the longest first."""
    names = {name for node in nodes().values() for name in node.names if not _SIZE.search(name) and any(c.isdigit() for c in name)}
    spelled = "|".join(re.escape(name).replace(r"\ ", r"\s?") for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(rf"(?<![A-Za-z0-9+])(?:{spelled})(?![A-Za-z0-9+])", re.IGNORECASE)
