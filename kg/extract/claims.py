"""Facts that rules read -> claims: types checked, status set, one claim per subject, predicate, object and qualifiers, all its places as evidence."""

from __future__ import annotations

import functools
import importlib.resources
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.extract import relations, rules, status
from kg.extract.rule import RULES
from kg.extract.views import Fact, ItemView
from kg.model import PREDICATES, Briefing, Claim, Evidence, Mention, Qualifier, Status, entity_iri
from kg.vocabulary import Vocabulary

__all__ = ["claims", "rules"]

_UNHEDGED = frozenset({"developedBy", "codeRepository", "arxivId", "affiliation", "proposes", "venue", "subsidiaryOf", "isa", "basedOn"})
_DENIABLE = frozenset({"subsidiaryOf", "isa", "basedOn"})
"""Predicates whose facts hedges around them seldom touch: that a thing is somebody's is not in doubt because its date is."""


@dataclass(slots=True)
class _Said:
    fact: Fact
    status: Status
    evidence: Evidence
    in_passing: bool


@functools.lru_cache(maxsize=1)
def confidences() -> dict[str, float]:
    """Return each rule's measured precision (``scripts/cross_validate.py`` writes the file)."""
    path = importlib.resources.files("kg.extract") / "confidence.json"
    table: dict[str, float] = json.loads(path.read_text("utf8")) if path.is_file() else {}
    return table


def facts(views: Iterable[ItemView]) -> list[tuple[ItemView, Fact]]:
    """Run every rule over every item."""
    return [(view, fact) for view in views for run in RULES.values() for fact in run(view) if _fits(fact)]


def _fits(fact: Fact) -> bool:
    domain, range_ = PREDICATES[fact.predicate]
    if fact.subject.type not in domain:
        return False
    if range_ is None:
        return isinstance(fact.object, str) and bool(fact.object)
    return isinstance(fact.object, Mention) and fact.object.type in range_ and (fact.object.type, fact.object.name) != (fact.subject.type, fact.subject.name)


def status_of(view: ItemView, fact: Fact) -> Status:
    """Return how sure the words around a fact are of it."""
    if fact.status:
        return fact.status  # type: ignore[return-value]
    place = max(view.position(fact.start), view.position(fact.end) - 1)
    a, b = view.clause(place)
    said = view.sentence_at(max(fact.start, fact.end - 1))
    a, b = max(a, min(view.position(said.start), place)), min(b, max(view.position(said.end), place + 1))
    if fact.predicate in _UNHEDGED:
        return "denied" if fact.predicate in _DENIABLE and status.read(view.text[a:b]) == "denied" else "asserted"
    if fact.predicate == "acquires":
        first = view.clause(view.position(fact.start))[0]
        a = first if view.sentence(first) == view.sentence(a) else a
    sentence = max(view.sentence(a)[0], min(view.position(said.start), a))
    words = view.text[a:b], view.text[sentence:a], _heading(view, fact), view.text[b : view.sentence(b - 1)[1]]
    return status.read_deal(*words) if fact.predicate == "acquires" else status.read(*words)


_LEAKED = frozenset({"Chip", "Device"})


def _heading(view: ItemView, fact: Fact) -> str:
    """Return the title as far as it governs a fact: all of the chips and devices that it names, else what stands at the beginning, but no others of these."""
    title = view.item.title
    if title is None:
        return ""
    named = {m.name for m in view.mentions if m.type in _LEAKED and title[0] <= m.start < title[1]}
    own = {thing.name for thing in (fact.subject, fact.object) if not isinstance(thing, str)}
    is_another = fact.subject.type in _LEAKED and named
    early = fact.start < view.item.sentences[min(2, len(view.item.sentences) - 1)].end and not is_another
    return view.content[title[0] : title[1]] if own & named or early else ""


_LAUNCHES = re.compile(r"发布|推出|宣布|问世|面世|上市|\b(?:launch|announc|releas)", re.I)


def _in_passing(view: ItemView, fact: Fact, stated: Status) -> bool:
    """Whether a fact stands in the summary at the top, or in a headline that neither hedges nor announces: what the news itself says of it counts more."""
    if view.item.kind == "summary":
        return True
    title = view.item.title
    if title is None or stated != "asserted" or not title[0] <= max(fact.start, fact.end - 1) < title[1]:
        return False
    return not _LAUNCHES.search(view.content, *title)


def _evidence(view: ItemView, fact: Fact) -> Evidence:
    """Return where a fact is said: its span, as far as the sentence that completes it and its line go."""
    briefing = view.briefing
    sentence = view.sentence_at(max(fact.start, fact.end - 1))
    start = max(fact.start, sentence.start) if fact.end > sentence.start else fact.start
    bare = next((k for k in view.item.links if k.start == k.end == fact.start == fact.end), None)
    a, b = (bare.source_start, bare.source_end) if bare else briefing.source(start, max(fact.end, start + 1))
    line = briefing.line_of(a)
    if briefing.line_of(b - 1) != line:
        b = min(b, briefing.line_starts[line] - 1 if line < len(briefing.line_starts) else b)
    return Evidence(a, max(b, a + 1), line, briefing.text[a:b], view.content[sentence.start : sentence.end])


def claims(briefing: Briefing, views: Sequence[ItemView], vocabulary: Vocabulary) -> list[Claim]:
    """Return the claims of a briefing, in the order in which they are first said."""
    groups: dict[tuple[str, str, str], list[_Said]] = defaultdict(list)
    found = facts(views)
    model = relations.load()
    if model is not None:
        found = [(view, fact) for view, fact in relations.weigh(views, found, vocabulary, model) if _fits(fact)]
    for view, fact in found:
        subject = entity_iri(fact.subject.type, fact.subject.name)
        object_ = fact.object if isinstance(fact.object, str) else entity_iri(fact.object.type, fact.object.name)
        if fact.predicate == "partnersWith" and (object_, fact.predicate, subject) in groups:
            subject, object_ = object_, subject
        groups[subject, fact.predicate, object_].append(_Said(fact, stated := status_of(view, fact), _evidence(view, fact), _in_passing(view, fact, stated)))
    table = confidences()
    result: list[Claim] = []
    for (subject, predicate, object_), said in groups.items():
        result += _merge(subject, predicate, object_, said, table)
    result.sort(key=lambda c: (c.evidence[0].start, c.predicate, c.subject, c.object))
    return result


def _merge(subject: str, predicate: str, object_: str, said: list[_Said], table: dict[str, float]) -> list[Claim]:
    """One claim for each set of qualifiers that says something of its own; places that say less are its evidence."""
    said = sorted(said, key=lambda s: (-len(s.fact.qualifiers), -s.fact.certainty, s.evidence.start))
    chosen: list[tuple[dict[str, Qualifier], list[_Said]]] = []
    for s in said:
        home = next((c for c in chosen if all(c[0].get(k) == v for k, v in s.fact.qualifiers.items())), None)
        if home is None:
            chosen.append((s.fact.qualifiers, [s]))
        else:
            home[1].append(s)
    result = []
    for qualifiers, said_so in chosen:
        places = sorted(said_so, key=lambda p: p.in_passing)
        best = max(places, key=lambda p: (table.get(p.fact.rule, 0.7), p.fact.certainty))
        unique: dict[tuple[int, int], Evidence] = {}
        for p in places:
            unique.setdefault((p.evidence.start, p.evidence.end), p.evidence)
        result.append(
            Claim(
                subject, predicate, object_, tuple(sorted(qualifiers.items())), places[0].status, best.fact.rule,
                max(table.get(p.fact.rule, 0.7) for p in places), tuple(unique.values()),
            )
        )  # fmt: skip
    return result
