"""Corrections as they bear on one store: which claims they overrule, which names they take away, what they call things anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pyoxigraph as ox

from kg.aspects import aspects
from kg.corrections import Correction, Corrections
from kg.links import Links, Names, link_key
from kg.namespaces import CORRECTIONS, node, text_label
from kg.rdf import ClaimRecord, NamingRecord

_OVERRULES = node("edge:overrules")


def rejected_names(corrections: Corrections) -> frozenset[tuple[str, str]]:
    """Return the names that rulings take from things: pairs of a thing's IRI and a key of the name (`kg.links.link_key`)."""
    return frozenset((thing, link_key(entry.name)) for entry in corrections.of_kind("rule") if entry.aspect == "name" for thing in entry.rejects)


def corrected_names(names: Iterable[Names], corrections: Corrections) -> Iterator[Names]:
    """Yield what briefings call things, without what is no thing and without the names that rulings take away."""
    rejected, removed = rejected_names(corrections), corrections.removed
    for n in names:
        if n.thing not in removed:
            yield replace(n, aliases=tuple(alias for alias in n.aliases if (n.thing, link_key(alias)) not in rejected)) if rejected else n


def ruled_otherwise(before: Corrections, after: Corrections) -> set[str]:
    """Return the things on which two sets of corrections rule differently."""
    changed = {entry.id: entry for entry in (*before.entries, *after.entries)}
    both = {entry.id for entry in before.entries} & {entry.id for entry in after.entries}
    return {thing for id_, entry in changed.items() if id_ not in both for thing in entry.things}


class Layer:
    """The corrections of a store, as the graph that is derived from its briefings needs them.

    Parameters
    ----------
    corrections : Corrections
    links : Links
        Which things are one, corrections included.

    Attributes
    ----------
    links : Links
    """

    def __init__(self, corrections: Corrections, links: Links) -> None:
        self._corrections, self.links = corrections, links
        self._removals = {entry.things[0]: entry for entry in corrections.of_kind("not-a-thing")}
        self._rulings: dict[str, list[Correction]] = {}
        for entry in corrections.of_kind("rule"):
            if entry.aspect != "name":
                self._rulings.setdefault(links.of(entry.things[0]), []).append(entry)
        self._rejected = {(links.of(thing), key) for thing, key in rejected_names(corrections)}
        self._renames: dict[str, list[Correction]] = {}
        for entry in corrections.of_kind("rename"):
            self._renames.setdefault(links.of(entry.things[0]), []).append(entry)

    def ruling(self, claim: ClaimRecord) -> Correction | None:
        """Return the correction that overrules a claim; None where it stands."""
        for thing in (claim.stated_subject, claim.stated_object, claim.object):
            if (entry := self._removals.get(thing)) is not None:
                return entry
        return next((entry for entry in self._rulings.get(claim.subject, ()) if self._rejects(entry, claim)), None)

    def _rejects(self, entry: Correction, claim: ClaimRecord) -> bool:
        if entry.predicate != claim.predicate:
            return False
        context = {self._mapped(text) for text in entry.context}
        return any(
            aspect.name == entry.aspect and {self._mapped(text) for text in aspect.context} == context and self.links.of(aspect.value) in map(self.links.of, entry.rejects)
            for aspect in aspects(claim)
        )  # fmt: skip

    def _mapped(self, text: str) -> str:
        name, equals, value = text.partition("=")
        return f"{name}{equals}{self.links.of(value)}"

    def standing(self, claims: Sequence[ClaimRecord]) -> list[ClaimRecord]:
        """Return the claims that no correction overrules."""
        return [claim for claim in claims if self.ruling(claim) is None] if self._removals or self._rulings else list(claims)

    def namings(self, namings: Iterable[NamingRecord]) -> list[NamingRecord]:
        """Return how briefings name a thing, without what is no thing and without names that rulings take from it."""
        kept = [naming for naming in namings if naming.stated not in self._removals]
        if not self._rejected:
            return kept
        return [replace(n, aliases=tuple(a for a in n.aliases if (n.thing, link_key(a)) not in self._rejected)) for n in kept]

    def renamed(self, thing: str, triples: set[ox.Triple]) -> set[ox.Triple]:
        """Return what holds of a thing with the labels that people give it; the old ones stay as other names."""
        entries = self._renames.get(thing, ())
        if not entries or not triples:
            return triples
        subject, label, other = ox.NamedNode(thing), node("rdfs:label"), node("skos:altLabel")
        new = {entry.language: entry.name for entry in entries}
        old = {t for t in triples if t.predicate == label and isinstance(t.object, ox.Literal) and t.object.language in new}
        names = {t.object.value for t in old if isinstance(t.object, ox.Literal)} - set(new.values())
        aliases = {t for t in triples if t.predicate == other and isinstance(t.object, ox.Literal) and t.object.value in new.values()}
        return (
            triples - old - aliases
            | {ox.Triple(subject, label, text_label(text, language)) for language, text in new.items()}
            | {ox.Triple(subject, other, text_label(name)) for name in names}
        )

    def quads(self, claims: Iterable[ClaimRecord]) -> Iterator[ox.Quad]:
        """Yield the quads of the graph ``corrections``: each correction, and which of the claims it overrules."""
        yield from self._corrections.quads()
        for claim in claims:
            if (entry := self.ruling(claim)) is not None:
                yield ox.Quad(ox.NamedNode(entry.iri), _OVERRULES, ox.NamedNode(claim.iri), CORRECTIONS)

    @property
    def subjects(self) -> frozenset[str]:
        """The representatives of the things on whose claims there are rulings."""
        return frozenset(self._rulings)

    @property
    def removed(self) -> frozenset[str]:
        """The IRIs that are no things."""
        return frozenset(self._removals)
