"""The roles that each word of a question may play in its sentence, each with what it costs to take the word so."""

from __future__ import annotations

from collections.abc import Sequence

from kg.ask.lexicon import Reading, Sense
from kg.ask.syntax import Word
from kg.ask.tokens import Token

_ORDER = ("question", "extreme", "comparative", "comparison", "status", "role", "metric", "segment", "score", "type", "noun", "unit", "qualifier", "verb", "particle")
_EXTRA_COST = {"unit": 0.15, "qualifier": 0.1, "noun": 0.05, "verb": 0.1, "particle": 0.5}


def roles(tokens: Sequence[Token], index: int) -> list[tuple[float, Word]]:
    """Return the roles that a token may play, each with a cost."""
    token = tokens[index]
    if token.values and not (token.things and all(v.kind == "number" for v in token.values)):
        if token.has("particle", "ignore") and all(v.kind == "number" for v in token.values):
            return [(0.0, Word(token, "particle", token.senses))]
        return [(0.0, Word(token, "value"))]
    if token.things:
        return [(0.0, Word(token, "thing"))]
    kinds = [kind for kind in _ORDER if token.has(kind)]
    if "question" in kinds and "particle" in kinds:
        kinds = ["particle"] if _is_relative(tokens, index) else [k for k in kinds if k != "particle"]
    if "verb" in kinds and "particle" in kinds and all(r.light for s in token.senses if s.kind == "verb" for r in s.readings):
        kinds.remove("particle")
    if "unit" in kinds and "type" in kinds and not any(t.has("question", "count") or t.has("extreme") or t.has("comparative") or t.values for t in tokens):
        kinds.remove("unit")
    result = []
    for kind in kinds:
        is_event = kind == "verb" and any(s.form == "event" for s in token.senses)
        cost = _EXTRA_COST.get(kind, 0.0) if len(kinds) > 1 and kind != kinds[0] and not is_event else 0.0
        result.append((cost, Word(token, kind, tuple(s for s in token.senses if s.kind == kind))))
    before = tokens[index - 1] if index else None
    if before is not None and before.has("question", "which") and "verb" in kinds and (readings := _event_readings(token)):
        noun = (0.0, Word(token, "noun", (Sense("noun", readings=readings),)))
        result = [*result, noun] if any(t.things or t.has("type") for t in tokens[index + 1 :]) else [noun]
    if before is not None and "type" in kinds and any(s.kind == "verb" and any(r.predicate == "customerOf" for r in s.readings) for s in before.senses):
        result.append((0.3, Word(token, "particle")))
    return result


def _event_readings(token: Token) -> tuple[Reading, ...]:
    """Readings of a verb as a noun: "哪些收购" are those acquired."""
    return tuple(Reading(r.predicate, True) for s in token.senses if s.kind == "verb" for r in s.readings if r.predicate in {"acquires", "investsIn", "fundingRound"})


def _is_relative(tokens: Sequence[Token], index: int) -> bool:
    """Whether "which" or "who" opens a relative clause: another question word goes before, or the noun that it takes up."""
    before = tokens[:index]
    return bool(before) and (before[-1].has("type") or before[-1].has("noun") or bool(before[-1].things)) and not before[-1].has("particle", "of")
