"""Questions of what is the same: "哪些芯片和A14用同一制程？", "Is the Kirin 9000 made by the same foundry as the A14?".

The node counts, not its nanometres: TSMC's 5 nm is not Samsung's. Which foundry's node a briefing means is background knowledge (`kg.nodes`); what the
briefing says of each chip is the evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.ask.sketch import NotUnderstoodError
from kg.ask.sparql import FIRST_PLACE
from kg.ask.tokens import Token
from kg.ask.usual import Row, usual
from kg.nodes import members, nodes
from kg.things import Thing

_SAID = {"processNode": ("processNode", "identifiedNode"), "manufacturedBy": ("manufacturedBy", "manufacturedBy")}
"""Relation of the noun -> the predicate of the claims that say it, and the edge in which two chips must agree."""

_EVIDENCE = "\n".join(f"  {line}" for line in (*FIRST_PLACE, "OPTIONAL { ?claim dcterms:date ?date }"))
_ORDER = "ORDER BY DESC(?date) ?briefing ?line"


@dataclass(frozen=True, slots=True)
class Same:
    """A question for the chips that share their process node, or their foundry, with a chip.

    Attributes
    ----------
    chips : tuple of Thing
        Those that the name in the question may mean.
    relation : str
        ``processNode`` or ``manufacturedBy``.
    other : tuple of Thing
        Of a question of yes or no: those that the name of the second chip may mean.
    """

    chips: tuple[Thing, ...]
    relation: str
    other: tuple[Thing, ...] = ()

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
            IRIs of the nodes or foundries that they have to share; of a question of yes or no, any will do.
        """
        return sharing(self.relation, [iri for known in shared for iri in (known, *_kin(known))], self._given())

    def said(self) -> str:
        """Return the query, without prefixes, for what holds of the node or the foundry of either chip: a row for each claim.

        ``theirs`` is unbound where nothing says which foundry's node it is.
        """
        predicate, _ = _SAID[self.relation]
        theirs = (
            "OPTIONAL { ?claim edge:identifiedNode ?theirs }\n  OPTIONAL { ?object edge:featureSizeNm ?number }" if self.relation == "processNode" else "BIND(?object AS ?theirs)"
        )
        chips = " ".join(f"<{thing.iri}>" for thing in (*self.chips, *self.other))
        return (
            "SELECT DISTINCT ?chip ?theirs ?number ?claim ?status ?state ?date ?briefing ?line ?quote ?sentence\nWHERE {\n"
            f"  VALUES ?chip {{ {chips} }}  # {', '.join(dict.fromkeys(t.label for t in (*self.chips, *self.other)))}\n"
            f"  ?chip edge:{predicate} ?object .\n"
            f"  ?claim rdf:subject ?chip ; rdf:predicate edge:{predicate} ; rdf:object ?object ; edge:status ?status .\n  {theirs}\n"
            f"{_EVIDENCE}\n  OPTIONAL {{ ?claim edge:currentStatus ?state }}\n}}\n{_ORDER}"
        )

    def judged(self, rows: Sequence[Row]) -> tuple[bool, list[Row]]:
        """Return whether the two chips share it, and the rows that show it.

        Each is taken at its word that most claims give. Sizes that differ are of different nodes, whoever makes them; of one size only nodes that are known
        to be one are.

        Raises
        ------
        NotUnderstoodError
            If what briefings say leaves it open.
        """
        first, second = (usual([row for row in rows if str(row["chip"]) in {t.iri for t in chips}], said_of_making) for chips in (self.chips, self.other))
        for own, chips in ((first, self.chips), (second, self.other)):
            if not own:
                raise NotUnderstoodError(f"nothing in the graph says which {self.what} {chips[0].label} is of")
            if len({said_of_making(row) for row in own}) > 1:
                raise NotUnderstoodError(f"briefings disagree on the {self.what} of {chips[0].label}")
        known, wanted = ({str(row["theirs"]) for row in own if row.get("theirs") is not None} for own in (first, second))
        kin = {iri for theirs in known for iri in (theirs, *_kin(theirs))}
        if kin & wanted:
            return True, [row for row in (*first, *second) if str(row.get("theirs")) in (kin & wanted) | known]
        sizes, others = ({str(row["number"]) for row in own if row.get("number") is not None} for own in (first, second))
        if (known and wanted) or (sizes and others and not sizes & others):
            return False, [*first, *second]
        unclear = self.chips[0] if not known else self.other[0]
        raise NotUnderstoodError(f"nothing in the graph says whose node {unclear.label} is on; a node counts with its foundry")

    @property
    def what(self) -> str:
        """The relation in words."""
        return "process node" if self.relation == "processNode" else "foundry"

    def _given(self) -> str:
        return f"VALUES ?given {{ {' '.join(f'<{thing.iri}>' for thing in self.chips)} }}  # {', '.join(dict.fromkeys(t.label for t in self.chips))}"


def sharing(relation: str, shared: Sequence[str], given: str = "") -> str:
    """Return the query, without prefixes, for the chips of some nodes or foundries; its rows are those of other questions.

    Parameters
    ----------
    relation : str
        As `Same` has it.
    shared : sequence of str
        IRIs of the nodes or foundries.
    given : str
        Binds ``?given`` to the chip that is no answer itself.
    """
    predicate, edge = _SAID[relation]
    told = "OPTIONAL { ?claim edge:identifiedNode ?named } FILTER(!BOUND(?named) || ?named = ?own)" if relation == "processNode" else "?claim rdf:object ?own ."
    return (
        "SELECT DISTINCT ?chip ?claim ?status ?state ?date ?briefing ?line ?quote ?sentence\nWHERE {\n"
        + (f"  {given}\n" if given else "")
        + f"  VALUES ?own {{ {' '.join(f'<{iri}>' for iri in dict.fromkeys(shared))} }}\n"
        f"  ?chip edge:{edge} ?own ; a edge:Chip .\n"
        + ("  FILTER(?chip != ?given)\n" if given else "")
        + f"  ?claim rdf:subject ?chip ; rdf:predicate edge:{predicate} ; edge:status ?status ; edge:currentStatus ?state .\n  {told}\n"
        f"  FILTER(?state NOT IN (edge:Denied, edge:Past))\n{_EVIDENCE}\n}}\n{_ORDER}"
    )


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
    names, chips, relations = _asked(tokens)
    is_plain = all(token.has("particle", "ignore") for token in tokens if token.has("same"))
    asks = any(token.has("question") for token in tokens)
    fitting = {"Chip", "Organization"} if relations == {"manufacturedBy"} else {"Chip"}
    others = any(not sense.types & fitting for token in tokens if not _relations(token) for sense in token.senses if sense.kind == "type")
    if len(names) == 1 and chips and len(relations) == 1 and asks and not others and not any(token.values for token in tokens):
        return Same(chips[0], relations.pop())
    if len(chips) == 2 and len(names) == 2 and len(relations) == 1 and not asks and not others and is_yes_no(tokens) and not any(token.values for token in tokens):
        return Same(chips[0], relations.pop(), chips[1])
    are_compared = bool(relations) and len(names) > 1 and any(token.has("particle", "question") for token in tokens)
    if is_plain and not are_compared:
        return None
    raise NotUnderstoodError("“the same” is understood of the process node, or the foundry, of a chip that the question names")


def _asked(tokens: Sequence[Token]) -> tuple[list[Token], list[tuple[Thing, ...]], set[str]]:
    """The names in a question, the chips that each may mean, and the relations that it asks about: those of nouns, else that of a verb of making."""
    names = [token for token in tokens if token.things and not token.senses]
    chips = [found for token in names if (found := tuple(thing for thing in token.things if thing.type == "Chip"))]
    relations = {predicate for token in tokens for predicate in _relations(token)}
    is_made = any(r.predicate == "manufacturedBy" for token in tokens for sense in token.senses if sense.kind == "verb" for r in sense.readings)
    return names, chips, relations or ({"manufacturedBy"} if is_made else set())


def is_yes_no(tokens: Sequence[Token]) -> bool:
    """Whether a question without question word asks for yes or no."""
    return any(token.has("particle", "question") for token in tokens) or tokens[0].has("particle", "copula", "auxiliary")


def said_of_making(row: Row) -> str:
    """What a row says: the size, for briefings seldom say whose node it is; else the node, or the foundry."""
    return str(row.get("number") if row.get("number") is not None else row.get("theirs"))


def _kin(iri: str) -> list[str]:
    """The nodes that a node may be: the members of a family, and the family of a node, for a briefing may not say which of them."""
    node = nodes().get(iri)
    return [] if node is None else [*(member.iri for member in members(iri)), *([node.family] if node.family else [])]


def _relations(token: Token) -> set[str]:
    """Which of the relations that chips may share a word names."""
    return {reading.predicate for sense in token.senses if sense.kind == "noun" for reading in sense.readings} & set(_SAID)
