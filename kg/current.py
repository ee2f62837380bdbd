"""What holds now: the triples of the graphs ``current`` and ``states``, derived from how briefings name things and what they claim of them.

``current`` says what holds of things; ``states`` says of claims which of them carry the present state of a fact, and which changed it (`kg.states`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from kg import nodes as foundry_nodes
from kg import values
from kg.namespaces import TYPE, Term, decimal, node, text_label
from kg.rdf import ClaimRecord, NamingRecord, node_claim
from kg.states import Step, days, steps

SYMMETRIC = frozenset({"partnersWith"})
"""Predicates that say the same in both directions: a denial counts whichever way it is put."""

FactKey = tuple[str, Hashable]


def fact_key(claim: ClaimRecord) -> FactKey:
    """Return what claims of one fact have in common besides their subject: the predicate and the object, numbers by value.

    "2 GHz" and "2.0 GHz" are one fact, and so are spellings of a repository that differ in case. A figure of another period is another fact; one that
    names no period is of the time of its briefing.
    """
    object_: Hashable = claim.object
    match claim.predicate:
        case "coreCount":
            object_ = values.whole(claim.text) or claim.text
        case "clockFrequency":
            object_ = values.clock(claim.text) or claim.text
        case "aiPerformance":
            rate = values.performance(claim.text)
            object_ = claim.text if rate is None else (rate.tops, rate.tflops) if rate.tops or rate.tflops else (rate.value, rate.unit)
        case "codeRepository":
            object_ = claim.text.lower()
        case "reportsMetric":
            object_ = claim.text, dict(claim.qualifiers).get("period") or claim.briefing
    return claim.predicate, object_


def by_fact(claims: Iterable[ClaimRecord]) -> dict[FactKey, list[ClaimRecord]]:
    """Group claims of one subject by the fact they claim, each group by time of saying."""
    groups: dict[FactKey, list[ClaimRecord]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: (*c.order, c.iri)):
        groups[fact_key(claim)].append(claim)
    return groups


def thing_triples(thing: str, namings: Sequence[NamingRecord], claims: Sequence[ClaimRecord], mirrored: Sequence[ClaimRecord] = ()) -> set[ox.Triple]:
    """Return what holds of a thing: type, labels, other names, facts.

    Parameters
    ----------
    thing : str
        IRI of the representative.
    namings : sequence of NamingRecord
        How briefings name it and what is linked to it.
    claims : sequence of ClaimRecord
        Those with the thing as subject.
    mirrored : sequence of ClaimRecord
        Those of symmetric predicates with the thing as object.
    """
    subject = ox.NamedNode(thing)
    statements: list[tuple[ox.NamedNode, Term]] = []
    if namings:
        statements += _description(thing, namings)
    statements += _facts(thing, claims, mirrored)
    statements += _identified(claims, mirrored)
    return {ox.Triple(subject, predicate, object_) for predicate, object_ in statements}


def state_triples(claims: Sequence[ClaimRecord], mirrored: Sequence[ClaimRecord] = ()) -> set[ox.Triple]:
    """Return what the claims of a thing are to the states of its facts; each claim belongs to one fact.

    Those of the latest word on a fact carry its state (``edge:currentStatus``) and, where another briefing began it, point at the claim that did. The
    first claim of each state but the first changes the status of the first claim of the state before, after so many days where both are dated.

    Parameters
    ----------
    claims, mirrored : sequence of ClaimRecord
        As for `thing_triples`.
    """
    own = {claim.iri for claim in claims}
    found: set[ox.Triple] = set()
    for _, story in _stories(claims, mirrored):
        statements = [*_carried(story[-1]), *(s for was, now in pairwise(story) for s in _changed(was, now))]
        found |= {ox.Triple(ox.NamedNode(claim.iri), node(property_), value) for claim, property_, value in statements if claim.iri in own}
    return found


def _carried(step: Step) -> Iterator[tuple[ClaimRecord, str, Term]]:
    for claim in step.latest:
        yield claim, "edge:currentStatus", node(f"edge:{step.status.capitalize()}")
        if claim.briefing != step.first.briefing:
            yield claim, "edge:statusSetBy", ox.NamedNode(step.first.iri)


def _changed(was: Step, now: Step) -> Iterator[tuple[ClaimRecord, str, Term]]:
    yield now.first, "edge:changesStatusOf", ox.NamedNode(was.first.iri)
    if (between := days(was, now)) is not None:
        yield now.first, "edge:afterDays", ox.Literal(between)


def _stories(claims: Sequence[ClaimRecord], mirrored: Sequence[ClaimRecord]) -> Iterator[tuple[list[ClaimRecord], tuple[Step, ...]]]:
    """The claims of each fact, and its states; what is said the other way round of a symmetric predicate counts for the states."""
    answers: dict[FactKey, list[ClaimRecord]] = defaultdict(list)
    for claim in mirrored:
        if claim.predicate in SYMMETRIC:
            answers[claim.predicate, claim.subject].append(claim)
    for key, group in by_fact(claims).items():
        yield group, steps([*group, *answers.get(key, ())])


def node_triples(process_node: str, claims: Sequence[ClaimRecord]) -> set[ox.Triple]:
    """Return what is known of a process node from the claims that name it: type, label, size."""
    counts = Counter(claim.text for claim in claims)
    if not counts:
        return set()
    subject, text = ox.NamedNode(process_node), min(counts, key=lambda t: (-counts[t], t))
    triples = {ox.Triple(subject, TYPE, node("edge:ProcessNode")), ox.Triple(subject, node("rdfs:label"), text_label(text))}
    if (size := values.feature_size_nm(text)) is not None:
        triples.add(ox.Triple(subject, node("edge:featureSizeNm"), decimal(size)))
    return triples


def _description(thing: str, namings: Sequence[NamingRecord]) -> list[tuple[ox.NamedNode, Term]]:
    labels = _labels(thing, namings)
    names = {name for n in namings for name in (n.name, *n.aliases, *(text for _, text in n.labels))} - set(labels.values())
    kinds = Counter(n.kind for n in namings if n.kind)
    statements: list[tuple[ox.NamedNode, Term]] = [(TYPE, node(f"edge:{type_}")) for type_ in {n.type for n in namings}]
    statements += [(node("rdfs:label"), text_label(text, language)) for language, text in labels.items()]
    statements += [(node("skos:altLabel"), text_label(name)) for name in names]
    if kinds:
        statements.append((node("edge:kind"), ox.Literal(min(kinds, key=lambda k: (k == "other", -kinds[k], k)))))
    return statements


def _labels(thing: str, namings: Sequence[NamingRecord]) -> Mapping[str, str]:
    """One label a language: what the briefings that use the thing's own IRI call it, else its linked names; the commonest, then by code point."""
    counts: dict[str, Counter[tuple[bool, str]]] = defaultdict(Counter)
    for naming in namings:
        for language, text in naming.labels:
            counts[language][naming.stated != thing, text] += 1
    return {language: min(found, key=lambda key: (key[0], -found[key], key[1]))[1] for language, found in counts.items()}


def _facts(thing: str, claims: Sequence[ClaimRecord], mirrored: Sequence[ClaimRecord]) -> list[tuple[ox.NamedNode, Term]]:
    standing = [group[-1] for group, story in _stories(claims, mirrored) if story[-1].holds]
    statements: list[tuple[ox.NamedNode, Term]] = []
    highest: dict[str, Decimal] = {}
    for claim in standing:
        for property_, number in _peaks(claim):
            highest[property_] = max(number, highest.get(property_, number))
        if claim.object != thing:
            statements += plain_edges(claim)
    return statements + [(node(f"edge:{name}"), decimal(number)) for name, number in highest.items()]


def _identified(claims: Sequence[ClaimRecord], mirrored: Sequence[ClaimRecord]) -> list[tuple[ox.NamedNode, Term]]:
    """The foundries' nodes that the process nodes that hold are; the maker may be named by another briefing than the node."""
    standing = [claim for group, story in _stories(claims, mirrored) if story[-1].holds for claim in group if claim.predicate in {"processNode", "manufacturedBy"}]
    guessed = foundry_nodes.identified(node_claim(claim.iri, claim, claim.briefing) for claim in standing)
    found = [claim.identified or (guessed[claim.iri].iri if claim.iri in guessed else "") for claim in standing]
    return [(node("edge:identifiedNode"), ox.NamedNode(iri)) for iri in dict.fromkeys(filter(None, found))]


def _peaks(claim: ClaimRecord) -> Iterable[tuple[str, Decimal]]:
    """Yield the numbers of which a thing keeps only the highest."""
    if claim.predicate == "clockFrequency" and (clock := values.clock(claim.text)):
        yield "clockGHz", clock.high
    elif claim.predicate == "aiPerformance" and (rate := values.performance(claim.text)):
        yield from ((name, tera) for name, tera in (("performanceTOPS", rate.tops), ("performanceTFLOPS", rate.tflops)) if tera is not None)


def plain_edges(claim: ClaimRecord) -> Iterable[tuple[ox.NamedNode, Term]]:
    """Yield the edges that stand for a claim while it holds: property and value; none for figures that mean nothing without their conditions."""
    property_ = node(f"edge:{claim.predicate}")
    match claim.predicate:
        case "clockFrequency" | "aiPerformance" | "reportsMetric":
            return
        case "coreCount":
            if (count := values.whole(claim.text)) is not None:
                yield property_, ox.Literal(count)
        case "codeRepository":
            yield property_, ox.NamedNode(repository_page(claim.text))
            yield node("edge:repository"), ox.Literal(claim.text)
        case "processNode":
            yield property_, ox.NamedNode(claim.object)
        case _:
            yield property_, ox.Literal(claim.object) if claim.text else ox.NamedNode(claim.object)


def repository_page(text: str) -> str:
    """Return the IRI of a repository's page from ``owner/repo`` (on GitHub) or an address.

    Examples
    --------
    >>> repository_page("example/kit"), repository_page("https://gitee.com/example/kit")
    ('https://github.com/example/kit', 'https://gitee.com/example/kit')
    """
    if urlsplit(text).scheme in {"http", "https"}:
        address = text
    elif text.split("/", 1)[0].endswith((".com", ".org", ".net")):
        address = f"https://{text}"
    else:
        address = f"https://github.com/{text}"
    return quote(address, safe=":/-._~?#&=%+@")
