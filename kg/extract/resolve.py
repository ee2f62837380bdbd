"""Mentions -> entities: one thing a briefing, its names together."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from kg.model import Briefing, Entity, Mention, slug
from kg.vocabulary import Vocabulary, fold, has_cjk


def surface(briefing: Briefing, mention: Mention) -> str:
    """Return the mention as the content writes it, spaces closed up."""
    return re.sub(r"\s+", " ", briefing.content[mention.start : mention.end]).strip()


def entities(briefing: Briefing, mentions: Sequence[Mention], vocabulary: Vocabulary) -> list[Entity]:
    """Group mentions into entities, in order of first mention; names of other entities of the type are no aliases."""
    groups: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for m in mentions:
        groups[m.type, slug(m.name)].append(m)
    taken: dict[tuple[str, str], tuple[str, str]] = {}
    for key, members in groups.items():
        taken.setdefault((key[0], members[0].name.lower()), key)
    result = []
    for key, members in groups.items():
        members.sort(key=lambda m: m.start)
        name = members[0].name
        forms = Counter(surface(briefing, m) for m in members)
        term = vocabulary.by_name.get(key)
        wanted = [*forms, *(term.labels if term else ())]
        aliases = []
        for alias in wanted:
            owner = taken.setdefault((key[0], alias.lower()), key)
            if owner == key and alias != name and alias not in aliases:
                aliases.append(alias)
        lines, places = set(), []
        for m in members:
            a, b = briefing.source(m.start, m.end)
            lines.add(briefing.line_of(a))
            places.append((a, b))
        kind = next((m.kind for m in members if m.kind), "")
        result.append(Entity(key[0], name, tuple(aliases), tuple(sorted(lines)), tuple(places), kind or ("other" if key[0] == "Core" else ""), _labels(name, term.zh if term else "", forms)))
    return result


def _labels(name: str, zh: str, forms: Counter[str]) -> tuple[tuple[str, str], ...]:
    """One label per language: the canonical name, and the vocabulary's or the commonest Chinese form."""
    if has_cjk(name):
        return (("zh", name),)
    if not zh:
        chinese = [f for f, _ in forms.most_common() if has_cjk(f)]
        zh = chinese[0] if chinese else ""
    return (("en", name), ("zh", zh)) if zh else (("en", name),)
