"""Questions of what is the same: "哪些芯片和A14用同一制程？", "Which chips are made by the same foundry as the A14?".

The node counts, not its nanometres: TSMC's 5 nm is not Samsung's. Which foundry's node a briefing means is background knowledge (`kg.nodes`); what the
briefing says of each chip is the evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.ask.sketch import NotUnderstoodError
from kg.ask.tokens import Token
from kg.nodes import members, nodes
from kg.things import Thing

_SAID = {"processNode": ("processNode", "identifiedNode"), "manufacturedBy": ("manufacturedBy", "manufacturedBy")}
"""Relation of the noun -> the predicate of the claims that say it, and the edge in which two chips must agree."""


@dataclass(frozen=True, slots=True)
class Same:
    """A question for the chips that share their process node, or their foundry, with a chip.

    Attributes
    ----------
    chips : tuple of Thing
        Those that the name in the question may mean.
    relation : str
        ``processNode`` or ``manufacturedBy``.
    """

    chips: tuple[Thing, ...]
    relation: str

    def lookup(self) -> str:
        """Return the query, without prefixes, for the nodes or foundries of the chip itself, each with how many claims say so."""
        predicate, edge = _SAID[self.relation]
        said = "?claim edge:identifiedNode ?theirs ." if self.relation == "processNode" else "?claim rdf:object ?theirs ."
        return (
            f"SELECT ?theirs (COUNT(?claim) AS ?claims)\nWHERE {{\n  {self._given()}\n  ?given edge:{edge} ?theirs .\n"
            f"  OPTIONAL {{ ?claim rdf:subject ?given ; rdf:predicate edge:{predicate} . {said} }}\n}}\nGROUP BY ?theirs\nORDER BY DESC(?claims)"
        )

    def sparql(self, shared: Sequence[str]) -> str:
        """Return the query, without prefixes, for the other chips; its rows are those of other questions.

        Parameters
        ----------
        shared : sequence of str
            IRIs of the nodes or foundries that they have to share.
        """
        predicate, edge = _SAID[self.relation]
        told = "OPTIONAL { ?claim edge:identifiedNode ?named } FILTER(!BOUND(?named) || ?named = ?own)" if self.relation == "processNode" else "?claim rdf:object ?own ."
        own = dict.fromkeys(iri for known in shared for iri in (known, *_kin(known)))
        return (
            "SELECT DISTINCT ?chip ?claim ?status ?state ?date ?briefing ?line ?quote ?sentence\nWHERE {\n"
            f"  {self._given()}\n  VALUES ?own {{ {' '.join(f'<{iri}>' for iri in own)} }}\n"
            f"  ?chip edge:{edge} ?own ; a edge:Chip .\n  FILTER(?chip != ?given)\n"
            f"  ?claim rdf:subject ?chip ; rdf:predicate edge:{predicate} ; edge:status ?status ; edge:currentStatus ?state .\n  {told}\n"
            "  FILTER(?state NOT IN (edge:Denied, edge:Past))\n"
            "  ?claim prov:wasDerivedFrom ?source ; edge:evidence ?place .\n"
            '  FILTER(STRENDS(STR(?place), "/1"))\n'
            "  ?place edge:line ?line ; edge:quote ?quote ; edge:sentence ?sentence .\n"
            "  ?source dcterms:identifier ?briefing .\n  OPTIONAL { ?claim dcterms:date ?date }\n}\nORDER BY DESC(?date) ?briefing ?line"
        )

    def _given(self) -> str:
        return f"VALUES ?given {{ {' '.join(f'<{thing.iri}>' for thing in self.chips)} }}  # {', '.join(dict.fromkeys(t.label for t in self.chips))}"


def same(tokens: Sequence[Token]) -> Same | None:
    """Return what a question asks for that has "the same" in it, None where it hasn't, or means something else by it.

    Raises
    ------
    NotUnderstoodError
        If it asks for the same of what can't be compared.
    """
    if not any(token.has("same") for token in tokens):
        return None
    # "同一", "同样" also stand where they say nothing; "the same" and "相同" always mean something.
    is_plain = all(token.has("particle", "ignore") for token in tokens if token.has("same"))
    names = [token for token in tokens if token.things and not token.senses]
    chips = tuple(thing for token in names for thing in token.things if thing.type == "Chip")
    relations = {predicate for token in tokens for predicate in _relations(token)}
    asks = any(token.has("question") for token in tokens)
    others = any("Chip" not in sense.types for token in tokens if not _relations(token) for sense in token.senses if sense.kind == "type")
    if len(names) == 1 and chips and len(relations) == 1 and asks and not others and not any(token.values for token in tokens):
        return Same(chips, relations.pop())
    are_compared = bool(relations) and len(names) > 1 and any(token.has("particle", "question") for token in tokens)
    if is_plain and not are_compared:
        return None
    raise NotUnderstoodError("“the same” is understood of the process node, or the foundry, of a chip that the question names")


def _kin(iri: str) -> list[str]:
    """The nodes that a node may be: the members of a family, and the family of a node, for a briefing may not say which of them."""
    node = nodes().get(iri)
    return [] if node is None else [*(member.iri for member in members(iri)), *([node.family] if node.family else [])]


def _relations(token: Token) -> set[str]:
    """Which of the relations that chips may share a word names."""
    return {reading.predicate for sense in token.senses if sense.kind == "noun" for reading in sense.readings} & set(_SAID)
