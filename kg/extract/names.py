"""New names: candidates that the model takes for a name, beside the names that the vocabulary knows."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from kg.extract.candidates import GENERIC, Candidate, propose, propose_listed
from kg.extract.classify import LABELS, NameModel, classify
from kg.extract.features import Context
from kg.model import Briefing, Mention
from kg.vocabulary import fold

THRESHOLD = 0.5
"""Least probability of a type for a new name."""
NAMED, PLAUSIBLE = 0.85, 0.35
"""Where it is this likely that something is a name, its likeliest type need only be plausible."""


_DRESSING = re.compile(
    r"(?:[\s\-_.,]|[vV]?\d+(?:\.\d+)+[a-z]?\d*|[vV]\d+|M[CP]\d+|x\d+|\d+[xX]|GPUs?|CPUs?|NPUs?|SoC|AI|API|SDK|App|Cores?|Pro|ARM|Arm|Google|NVIDIA|Nvidia|Intel|AMD|Apple|based|系列|全新的?|新一代|新款|最新的?|首款|\d+\s?(?:nm|纳米)|[\u4e00-\u9fff]{2}版|芯片|处理器|框架|团队|公司|集团|科技|总部|中国|官方|Meetup|Workshop|Summit|Beta|RC|Cortex)*",
    re.I,
)


def _only_dressed(content: str, candidate: Candidate, covers: Sequence[Mention]) -> bool:
    """Whether the candidate is a known name with a version, a configuration or a brand around it: PyTorch 1.6, Mali-G77MC9."""
    rest, position = [], candidate.start
    for m in covers:
        rest.append(content[position : m.start])
        position = m.end
    rest.append(content[position : candidate.end])
    if re.fullmatch(r" ?\d{1,2}", rest[-1]) and covers[-1].type == "Software":
        rest.pop()  # a version, where a chip's or a phone's number is its name
    return all(_DRESSING.fullmatch(piece) for piece in rest)


def overlaps(start: int, end: int, taken: bytearray) -> bool:
    """Whether any character of the span is taken."""
    return any(taken[start:end])


def eligible(briefing: Briefing, known: Sequence[Mention], words: list[int]) -> list[Candidate]:
    """Return the candidates that cut through no known name: they may hold one whole, as CoT-Net holds CoT."""
    begins = {m.start: m for m in known if m.source != "brand"}
    inside = bytearray(len(briefing.content) + 1)
    for m in known:
        for k in range(m.start + 1, m.end):
            inside[k] = 1
    chosen = []
    seen: set[tuple[int, int]] = set()
    places = [(m.start, m.end) for m in known if m.source != "brand"]
    for candidate in [*propose(briefing, words), *propose_listed(briefing.content, places)]:
        if (candidate.start, candidate.end) in seen:
            continue
        seen.add((candidate.start, candidate.end))
        if inside[candidate.start] or inside[candidate.end]:
            continue
        if candidate.start in begins and begins[candidate.start].end == candidate.end:
            continue
        chosen.append(candidate)
    return sorted(chosen, key=lambda c: (c.start, c.end))


def new_names(briefing: Briefing, known: Sequence[Mention], words: list[int], model: NameModel) -> list[Mention]:
    """Return mentions of names that no list holds; where one holds a known name, it replaces it."""
    context = Context(briefing, words, known)
    candidates = eligible(briefing, known, words)
    if not candidates:
        return []
    probabilities = classify(candidates, context, model)
    within = [m for m in known if m.source != "brand"]
    starts = [m.start for m in within]
    ranked = []
    for candidate, p in zip(candidates, probabilities, strict=True):
        label = 1 + int(np.argmax(p[1:]))
        score = float(p[label])
        length = candidate.end - candidate.start
        covers = [m for m in within[bisect_left(starts, candidate.start) : bisect_left(starts, candidate.end)] if m.end <= candidate.end]
        if covers and (score < 0.6 or _only_dressed(briefing.content, candidate, covers) or sum(m.end - m.start for m in covers) > 0.8 * length):
            continue
        if score >= THRESHOLD or (1.0 - float(p[0]) >= NAMED and score >= PLAUSIBLE):
            ranked.append((score + 0.012 * min(length, 20), candidate, LABELS[label], score))
    ranked.sort(key=lambda r: (-r[0], r[1].start, r[1].end))
    taken = bytearray(len(briefing.content) + 1)
    chosen: list[Mention] = []
    for _, candidate, type_, _ in ranked:
        if not overlaps(candidate.start, candidate.end, taken):
            taken[candidate.start : candidate.end] = b"\x01" * (candidate.end - candidate.start)
            chosen.append(Mention(candidate.start, candidate.end, type_, briefing.content[candidate.start : candidate.end], "new"))
    return agree(briefing, chosen, known)


def agree(briefing: Briefing, new: Sequence[Mention], known: Sequence[Mention]) -> list[Mention]:
    """Mark every further place of the briefing where a new name stands, with the type most of its mentions have."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[str, str] = {}
    same_text: dict[tuple[str, str], str] = {}
    for m in known:
        surface = fold(briefing.content[m.start : m.end])
        if m.source not in {"brand", "title"}:
            same_text.setdefault((m.type, surface), m.name)
    for m in new:
        key = fold(m.name)
        votes[key][m.type] += 1
        names.setdefault(key, m.name)
    taken = bytearray(len(briefing.content) + 1)
    result = []
    for m in new:
        taken[m.start : m.end] = b"\x01" * (m.end - m.start)
        type_ = votes[fold(m.name)].most_common(1)[0][0]
        result.append(Mention(m.start, m.end, type_, same_text.get((type_, fold(m.name)), names[fold(m.name)]), m.source))
    for m in known:
        if not overlaps(m.start, m.end, taken):
            taken[m.start : m.end] = b"\x01" * (m.end - m.start)
    for key, name in names.items():
        if len(key) < 3 or key in GENERIC:
            continue
        pattern = re.compile(rf"(?<![A-Za-z0-9\-]){re.escape(name)}(?![A-Za-z0-9\-])" if name.isascii() else re.escape(name))
        for found in pattern.finditer(briefing.content):
            a, b = found.span()
            if not overlaps(a, b, taken):
                taken[a:b] = b"\x01" * (b - a)
                type_ = votes[key].most_common(1)[0][0]
                result.append(Mention(a, b, type_, same_text.get((type_, key), name), "agreement"))
    return sorted(result, key=lambda m: m.start)
