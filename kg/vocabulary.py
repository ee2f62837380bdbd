"""The vocabulary: what the extractor knows of names before it reads a word. SKOS Turtle -> labels, families and a matcher.

One line of Turtle teaches a name::

    chip:snapdragon-888 a edge:Chip ; skos:prefLabel "Snapdragon 888"@en , "骁龙888"@zh ; skos:altLabel "SM8350"@en ; edge:knownMaker org:qualcomm .

``edge:shortLabel`` holds labels that mean something else elsewhere; they count where one of the entry's ``edge:context`` words, or a label of its
maker, stands in the same item. A family (``edge:memberPrefix``, ``edge:memberSuffix``, ``edge:memberName``) recognises members that nobody listed.
"""

from __future__ import annotations

import functools
import importlib.resources
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg import vocabulary_cache
from kg.errors import InputError
from kg.folding import FOLDED, fold, has_cjk, is_cjk
from kg.label_index import LabelIndex, index
from kg.model import slug
from kg.terms import ONTOLOGY, SKOS, Family, Term, read

__all__ = ["ONTOLOGY", "SKOS", "Family", "Match", "Term", "Vocabulary", "fold", "has_cjk", "is_cjk", "load", "ontology_folder", "vocabulary_files"]


@dataclass(frozen=True, slots=True)
class Match:
    """A span of text that labels of the vocabulary fit, with the terms they may name; short ones apart."""

    start: int
    end: int
    terms: tuple[Term, ...]
    short: tuple[Term, ...]
    source: str = "vocabulary"


@dataclass(frozen=True, slots=True)
class _Label:
    """What one folded label names."""

    gaps: frozenset[int]
    terms: tuple[Term, ...]
    short: tuple[Term, ...]
    families: tuple[Family, ...]


def _word_edge(before: str, after: str) -> bool:
    """Whether a name may begin or end between two characters: not inside a run of Latin letters and digits."""
    return not (before.isascii() and after.isascii() and before.isalnum() and after.isalnum())


_BRAND = re.compile(r"(?<![A-Za-z0-9])(?:ARM|Arm|AMD|IBM|NVIDIA|Intel|GPU|CPU|(?:[A-Za-z]+-)?\d{1,2}[xX][a@]?)$")
_TAIL = re.compile(r"(?:GPUs?|CPUs?|NPUs?|DSP|SoC|MCU|x\d|MC\d{1,2}|MP\d{1,2}|s)(?![A-Za-z0-9])")
_PARENTHESIS = re.compile(r"\s*[（(]\s*([^（）()\n]{2,20})[）)]\s*")
_VERSION_TAIL = re.compile(r"[vV]?\d+(?:\.\d+)+|V?\d{1,2}(?![A-Za-z0-9])")


class Vocabulary:
    """Terms and families with a matcher over text.

    Parameters
    ----------
    terms : iterable of Term
    families : iterable of Family
    labels : LabelIndex, optional
        Their index, if it was made before.

    Examples
    --------
    >>> vocabulary = Vocabulary([Term("Chip", "Snapdragon 888", ("Snapdragon 888", "骁龙888"))], [])
    >>> [(m.start, m.end) for m in vocabulary.find("搭载骁龙 888的手机")]
    [(2, 8)]
    """

    def __init__(self, terms: Iterable[Term], families: Iterable[Family], labels: LabelIndex | None = None) -> None:
        self.terms: tuple[Term, ...] = tuple(terms)
        self.families: tuple[Family, ...] = tuple(families)
        self._index = index(self.terms, self.families) if labels is None else labels
        self._labels: dict[int, _Label] = {}
        self._contexts: dict[tuple[str, str], frozenset[str]] = {}

    @functools.cached_property
    def by_label(self) -> dict[tuple[str, str], Term]:
        """The first term of each type and folded label; short labels are left out."""
        terms, found = self.terms, {}
        for key, (_, numbers, _, _) in zip(self._index.keys, self._index.rows, strict=True):
            for k in reversed(numbers):
                found[terms[k].type, key] = terms[k]
        return found

    @functools.cached_property
    def by_name(self) -> dict[tuple[str, str], Term]:
        """The first term of each type and last part of its IRI."""
        return {(term.type, last): term for term, last in zip(reversed(self.terms), reversed(self._index.slugs), strict=True)}

    def _label(self, number: int) -> _Label:
        found = self._labels.get(number)
        if found is None:
            gaps, full, short, families = self._index.rows[number]
            found = _Label(gaps, tuple(self.terms[k] for k in full), tuple(self.terms[k] for k in short), tuple(self.families[k] for k in families))
            self._labels[number] = found
        return found

    def maker_labels(self, maker: str) -> frozenset[str]:
        """Return the folded labels of the organization with that canonical name."""
        term = self.by_name.get(("Organization", slug(maker)))
        return frozenset(map(fold, (*term.labels, *term.short))) if term else frozenset({fold(maker)} if maker else ())

    def contexts(self, term: Term) -> frozenset[str]:
        """Return the folded words that make the term's short labels count: its own contexts and its maker's labels."""
        key = (term.type, term.name)
        words = self._contexts.get(key)
        if words is None:
            words = frozenset(fold(w) for w in term.contexts) | self.maker_labels(term.maker)
            self._contexts[key] = words
        return words

    def find(self, text: str) -> list[Match]:
        """Return where labels and family members stand in `text`: no two matches overlap, the longest wins, then the first."""
        candidates = list(self._candidates(text))
        candidates.sort(key=lambda m: (-(m.end - m.start), m.start))
        taken = bytearray(len(text))
        chosen = []
        for match in candidates:
            if not any(taken[match.start : match.end]):
                taken[match.start : match.end] = b"\x01" * (match.end - match.start)
                chosen.append(match)
        chosen.sort(key=lambda m: m.start)
        return chosen

    def _candidates(self, text: str) -> Iterator[Match]:
        if not self._index.keys:
            return
        pieces = list(map(FOLDED.__getitem__, text))
        index = [i for i, piece in enumerate(pieces) for _ in piece]
        padded = text + "\n"
        spans: dict[tuple[int, int], Match] = {}
        keys = self._index.keys
        for last, number in self._index.automaton.iter("".join(pieces)):
            length = len(keys[number])
            first = last - length + 1
            start, end = index[first], index[last] + 1
            if start and not _word_edge(text[start - 1], text[start]) and not _joined_brand(text, start):
                continue
            entry = self._label(number)
            if end - start > length and not _gaps_fit(text, index, first, length, entry.gaps):
                continue
            for family in entry.families:
                if (match := self._member(family, padded, start, end)) is not None:
                    previous = spans.get((match.start, match.end))
                    spans[match.start, match.end] = match if previous is None else previous
            if not entry.terms and not entry.short:
                continue
            if not _word_edge(text[end - 1], padded[end]) and not _allowed_tail(padded, end, entry):
                continue
            spans[start, end] = Match(start, end, entry.terms, entry.short)
        yield from spans.values()

    def _member(self, family: Family, text: str, start: int, end: int) -> Match | None:
        after = end
        if (m := _PARENTHESIS.match(text, after)) and fold(m[1]) in map(fold, family.prefixes):
            after = m.end()
        while text[after] in " -\u00a0" and after - end < 2:
            after += 1
        m = family.suffix.match(text, after)
        if m is None or m.end() == after:
            return None
        stop = m.end()
        while stop > after and text[stop - 1] in " -":
            stop -= 1
        if not _word_edge(text[stop - 1], text[stop]) and not _TAIL.match(text, stop):
            return None
        member = family.member(text[after:stop])
        known = self.by_label.get((member.type, fold(member.name)))
        return Match(start, stop, (known or member,), (), "vocabulary" if known else "family")


def _joined_brand(text: str, start: int) -> bool:
    """Whether the Latin run that ends at `start` is a brand glued to the name, as in ``ARMCortex-A77``."""
    return bool(_BRAND.search(text[max(0, start - 8) : start]))


def _allowed_tail(text: str, end: int, entry: _Label) -> bool:
    if _TAIL.match(text, end):
        return True
    return any(t.type in {"Software", "Dataset", "Model"} for t in entry.terms) and text[end - 1].isalpha() and bool(_VERSION_TAIL.match(text, end))


def _gaps_fit(text: str, index: list[int], first: int, length: int, gaps: frozenset[int]) -> bool:
    for k in range(1, length):
        a, b = index[first + k - 1], index[first + k]
        if b - a > 1 and k not in gaps and "*" not in text[a + 1 : b]:
            return False
    return True


def load(*extra: str | Path) -> Vocabulary:
    """Load the vocabulary that comes with the package, and further Turtle files.

    Raises
    ------
    InputError
        If a file is missing or is not Turtle (with its line).
    """
    return _load(tuple(str(p) for p in extra))


@functools.lru_cache(maxsize=4)
def _load(extra: tuple[str, ...]) -> Vocabulary:
    files = []
    for path in [*vocabulary_files(), *map(Path, extra)]:
        try:
            files.append((path, path.read_bytes()))
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}; check the path of the vocabulary file") from error
    kept = vocabulary_cache.path_for(files)
    if kept is not None and (contents := vocabulary_cache.read(kept)) is not None:
        return Vocabulary(*contents)
    terms, families = read(files)
    labels = index(terms, families)
    if kept is not None:
        vocabulary_cache.write(kept, (terms, families, labels))
    return Vocabulary(terms, families, labels)


def ontology_folder() -> Path:
    """Return the folder that holds the ontology: in the package when installed, beside it in a checkout."""
    inside = Path(str(importlib.resources.files("kg"))) / "ontology"
    return inside if inside.is_dir() else Path(__file__).resolve().parent.parent / "ontology"


def vocabulary_files() -> list[Path]:
    """Return the vocabulary files that come with the package, in name order."""
    return sorted((ontology_folder() / "vocabulary").glob("*.ttl"))
