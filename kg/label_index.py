"""Where the labels of a vocabulary stand in an automaton, and what each names: plain data, so that it can be kept (`kg.vocabulary_cache`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import ahocorasick

from kg.folding import FOLDED, fold, is_cjk
from kg.model import slug
from kg.terms import Family, Term

Row = tuple[frozenset[int], tuple[int, ...], tuple[int, ...], tuple[int, ...]]
"""Of a label: where the text may hold a space that it does not, the numbers of its terms, of its terms by a short label, of its families."""


@dataclass(frozen=True, slots=True)
class LabelIndex:
    """The folded labels of terms and families.

    Attributes
    ----------
    slugs : list of str
        The last part of each term's IRI.
    keys : list of str
        Folded labels, each once.
    rows : list of Row
        What each label names.
    automaton : ahocorasick.Automaton
        Finds labels in folded text and gives their numbers (A. V. Aho and M. J. Corasick, 1975).
    """

    slugs: list[str]
    keys: list[str]
    rows: list[Row]
    automaton: ahocorasick.Automaton


def index(terms: Sequence[Term], families: Sequence[Family]) -> LabelIndex:
    """Return the index of the labels of `terms` and `families`."""
    gaps: dict[str, set[int]] = defaultdict(set)
    full: dict[str, list[int]] = defaultdict(list)
    short: dict[str, list[int]] = defaultdict(list)
    prefixes: dict[str, list[int]] = defaultdict(list)

    def add(key: str, label: str, numbers: dict[str, list[int]], k: int) -> None:
        gaps[key] |= _gap_positions(label)
        numbers[key].append(k)

    for k, term in enumerate(terms):
        of_term: dict[str, str] = {}
        for label in term.labels:
            if key := of_term.setdefault(label, fold(label)):
                add(key, label, full, k)
        for label in term.short:
            if (key := fold(label)) and key not in of_term.values():
                add(key, label, short, k)
    for k, family in enumerate(families):
        for prefix in family.prefixes:
            add(fold(prefix), prefix, prefixes, k)
    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    for k, key in enumerate(gaps):
        automaton.add_word(key, k)
    automaton.make_automaton()
    rows = [(frozenset(g), tuple(full.get(key, ())), tuple(short.get(key, ())), tuple(prefixes.get(key, ()))) for key, g in gaps.items()]
    return LabelIndex([slug(t.name) for t in terms], list(gaps), rows, automaton)


def _gap_positions(label: str) -> set[int]:
    """Positions in the folded label where the text may hold a space or hyphen that the label may not."""
    gaps, folded, previous = set(), 0, ""
    separated = False
    for character in label:
        piece = FOLDED[character]
        if not piece:
            separated = True
            continue
        if folded and (
            separated
            or character.isdigit() != previous.isdigit()
            or is_cjk(character) != is_cjk(previous)
            or (character.isupper() and previous.islower())
            or not (character.isalnum() and previous.isalnum())
        ):
            gaps.add(folded)
        separated = False
        folded += len(piece)
        previous = character
    return gaps
