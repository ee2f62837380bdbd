"""What holds now: the triples of the graph ``current``, derived from how briefings name things and what they claim of them.

A fact holds while the latest claim of it, over all briefings, is neither denied nor past; claims of undated briefings count as the oldest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from kg import values
from kg.namespaces import TYPE, Term, decimal, node, text_label
from kg.rdf import ClaimRecord, NamingRecord

SYMMETRIC = frozenset({"partnersWith"})
"""Predicates that say the same in both directions: a denial counts whichever way it is put."""

_GONE = frozenset({"denied", "past"})
FactKey = tuple[str, Hashable]


def fact_key(claim: ClaimRecord) -> FactKey:
    """Return what claims of one fact have in common besides their subject: the predicate and the object, numbers by value.

    "2 GHz" and "2.0 GHz" are one fact, and so are spellings of a repository that differ in case.
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
    return claim.predicate, object_


def by_fact(claims: Iterable[ClaimRecord]) -> dict[FactKey, list[ClaimRecord]]:
    """Group claims of one subject by the fact they claim, each group by time of saying."""
    groups: dict[FactKey, list[ClaimRecord]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: (*c.order, c.iri)):
        groups[fact_key(claim)].append(claim)
    return groups


def holds(claims: Iterable[ClaimRecord]) -> bool:
    """Whether a fact with these claims holds: whether the latest briefing that speaks of it says so, be it as a plan or a rumour.

    Where that briefing makes several claims of it (somebody was CTO and is CEO), one that is neither denied nor past is enough.
    """
    claims = list(claims)
    latest = max(claim.order for claim in claims)
    return any(claim.order == latest and claim.status not in _GONE for claim in claims)


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
    return {ox.Triple(subject, predicate, object_) for predicate, object_ in statements}


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
    answers: dict[FactKey, list[ClaimRecord]] = defaultdict(list)
    for claim in mirrored:
        if claim.predicate in SYMMETRIC:
            answers[claim.predicate, claim.subject].append(claim)
    standing = [group[-1] for key, group in by_fact(claims).items() if holds([*group, *answers.get(key, ())])]
    statements: list[tuple[ox.NamedNode, Term]] = []
    highest: dict[str, Decimal] = {}
    for claim in standing:
        for property_, number in _peaks(claim):
            highest[property_] = max(number, highest.get(property_, number))
        if claim.object != thing:
            statements += _plain(claim)
    return statements + [(node(f"edge:{name}"), decimal(number)) for name, number in highest.items()]


def _peaks(claim: ClaimRecord) -> Iterable[tuple[str, Decimal]]:
    """Yield the numbers of which a thing keeps only the highest."""
    if claim.predicate == "clockFrequency" and (clock := values.clock(claim.text)):
        yield "clockGHz", clock.high
    elif claim.predicate == "aiPerformance" and (rate := values.performance(claim.text)):
        yield from ((name, tera) for name, tera in (("performanceTOPS", rate.tops), ("performanceTFLOPS", rate.tflops)) if tera is not None)


def _plain(claim: ClaimRecord) -> Iterable[tuple[ox.NamedNode, Term]]:
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
