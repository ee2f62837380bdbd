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
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import ahocorasick
import pyoxigraph as ox

from kg.errors import InputError
from kg.model import BASE, ENTITY_TYPES, slug

ONTOLOGY = f"{BASE}ontology#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_IGNORED = frozenset(" \t\u00a0\u3000-_·‐‑–—\u200b\u2011*")
_FOLD: dict[str, str] = {}


def _fold_char(character: str) -> str:
    folded = _FOLD.get(character)
    if folded is None:
        folded = "" if character in _IGNORED else "".join(c for c in unicodedata.normalize("NFKC", character).lower() if c not in _IGNORED)
        _FOLD[character] = folded
    return folded


def fold(text: str) -> str:
    """Return `text` as the matcher sees it: NFKC, lower case, without spaces, hyphens, underscores and middle dots.

    Examples
    --------
    >>> fold("Mali-G77 MC9"), fold("ＡＲＭ"), fold("骁龙 855+")
    ('malig77mc9', 'arm', '骁龙855+')
    """
    return "".join(map(_fold_char, text))


def is_cjk(character: str) -> bool:
    """Whether the character is a Chinese one."""
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf"


def has_cjk(text: str) -> bool:
    """Whether `text` holds a Chinese character."""
    return any(map(is_cjk, text))


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the vocabulary, or a member of a family.

    Attributes
    ----------
    type : str
        One of `kg.model.ENTITY_TYPES`.
    name : str
        Canonical name: the English preferred label, else the Chinese one.
    labels : tuple of str
        Every label that counts anywhere, the canonical name first.
    short : tuple of str
        Labels that count only in context.
    contexts : tuple of str
        Words that make short labels count.
    maker : str
        Canonical name of the known maker; empty where none is known. Never a fact of the news.
    kind : str
        For a Core, its kind.
    family : str
        Name of the family a member belongs to.
    zh : str
        The Chinese preferred label, or empty.
    """

    type: str
    name: str
    labels: tuple[str, ...]
    short: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    maker: str = ""
    kind: str = ""
    family: str = ""
    zh: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """A numbered line: a prefix and a pattern of what may follow it."""

    type: str
    name: str
    prefixes: tuple[str, ...]
    suffix: re.Pattern[str]
    member_name: str
    member_zh: str
    maker: str
    kind: str

    def member(self, suffix: str) -> Term:
        """Return the member with that suffix, e.g. ``"8cx Gen 9"``."""
        suffix = re.sub(r"\s+", " ", suffix.strip(" -"))
        zh = self.member_zh.replace("{}", suffix) if self.member_zh else ""
        name = self.member_name.replace("{}", suffix) if self.member_name else zh
        labels = tuple(dict.fromkeys(x for x in (name, zh) if x))
        return Term(self.type, name, labels, maker=self.maker, kind=self.kind, family=self.name, zh=zh)


@dataclass(frozen=True, slots=True)
class Match:
    """A span of text that labels of the vocabulary fit, with the terms they may name; short ones apart."""

    start: int
    end: int
    terms: tuple[Term, ...]
    short: tuple[Term, ...]
    source: str = "vocabulary"


@dataclass(slots=True)
class _Label:
    """What the automaton stores for one folded label."""

    gaps: set[int] = field(default_factory=set)
    terms: list[Term] = field(default_factory=list)
    short: list[Term] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)


def _gap_positions(label: str) -> set[int]:
    """Positions in the folded label where the text may hold a space or hyphen that the label may not."""
    gaps, folded, previous = set(), 0, ""
    separated = False
    for character in label:
        piece = _fold_char(character)
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

    Examples
    --------
    >>> vocabulary = Vocabulary([Term("Chip", "Snapdragon 888", ("Snapdragon 888", "骁龙888"))], [])
    >>> [(m.start, m.end) for m in vocabulary.find("搭载骁龙 888的手机")]
    [(2, 8)]
    """

    def __init__(self, terms: Iterable[Term], families: Iterable[Family]) -> None:
        self.terms: tuple[Term, ...] = tuple(terms)
        self.families: tuple[Family, ...] = tuple(families)
        self.by_label: dict[tuple[str, str], Term] = {}
        self.by_name: dict[tuple[str, str], Term] = {}
        labels: dict[str, _Label] = defaultdict(_Label)
        for term in self.terms:
            self.by_name.setdefault((term.type, slug(term.name)), term)
            for label in term.labels:
                key = fold(label)
                if not key:
                    continue
                self.by_label.setdefault((term.type, key), term)
                entry = labels[key]
                entry.terms.append(term)
                entry.gaps |= _gap_positions(label)
            for label in term.short:
                key = fold(label)
                if key and key not in map(fold, term.labels):
                    entry = labels[key]
                    entry.short.append(term)
                    entry.gaps |= _gap_positions(label)
        for family in self.families:
            for prefix in family.prefixes:
                entry = labels[fold(prefix)]
                entry.families.append(family)
                entry.gaps |= _gap_positions(prefix)
        self._automaton = ahocorasick.Automaton()
        for key, entry in labels.items():
            self._automaton.add_word(key, (len(key), entry))
        self._automaton.make_automaton()
        self._contexts: dict[tuple[str, str], frozenset[str]] = {}

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
        if not len(self._automaton):
            return
        pieces, index = [], []
        for i, character in enumerate(text):
            piece = _FOLD.get(character)
            if piece is None:
                piece = _fold_char(character)
            if piece:
                pieces.append(piece)
                index.extend([i] * len(piece))
        padded = text + "\n"
        spans: dict[tuple[int, int], Match] = {}
        for last, (length, entry) in self._automaton.iter("".join(pieces)):
            first = last - length + 1
            start, end = index[first], index[last] + 1
            if start and not _word_edge(text[start - 1], text[start]) and not _joined_brand(text, start):
                continue
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
            spans[start, end] = Match(start, end, tuple(entry.terms), tuple(entry.short))
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


def _gaps_fit(text: str, index: list[int], first: int, length: int, gaps: set[int]) -> bool:
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
    terms: list[Term] = []
    families: list[Family] = []
    paths = [*vocabulary_files(), *map(Path, extra)]
    properties: dict[str, dict[str, list[ox.Literal | ox.NamedNode]]] = defaultdict(lambda: defaultdict(list))
    for path in paths:
        try:
            data = path.read_bytes()
            for quad in ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri=BASE, rename_blank_nodes=True):
                if isinstance(quad.object, ox.Literal | ox.NamedNode) and isinstance(quad.subject, ox.NamedNode | ox.BlankNode):
                    properties[quad.subject.value][quad.predicate.value].append(quad.object)
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}; check the path of the vocabulary file") from error
        except SyntaxError as error:
            raise InputError(f"{path}:{error.lineno or 0}: not Turtle: {error.msg}; correct that line") from error
    names = {subject: _preferred(p) for subject, p in properties.items()}
    for subject, p in properties.items():
        type_ = next((o.value.removeprefix(ONTOLOGY) for o in p.get(_RDF_TYPE, []) if o.value.startswith(ONTOLOGY)), "")
        if type_ not in ENTITY_TYPES:
            continue
        maker = next((names.get(o.value) or o.value.rsplit("/", 1)[-1] for o in p.get(ONTOLOGY + "knownMaker", [])), "")
        kind = next((o.value for o in p.get(ONTOLOGY + "kind", [])), "")
        name = names[subject]
        zh = next((o.value for o in p.get(SKOS + "prefLabel", []) if isinstance(o, ox.Literal) and o.language == "zh"), "")
        if name:
            labels = dict.fromkeys([name, *(o.value for key in ("prefLabel", "altLabel") for o in p.get(SKOS + key, []))])
            short = tuple(o.value for o in p.get(ONTOLOGY + "shortLabel", []))
            contexts = tuple(o.value for o in p.get(ONTOLOGY + "context", []))
            terms.append(Term(type_, name, tuple(labels), short, contexts, maker, kind, zh=zh))
        for suffix in p.get(ONTOLOGY + "memberSuffix", []):
            members = [o for o in p.get(ONTOLOGY + "memberName", []) if isinstance(o, ox.Literal)]
            try:
                pattern = re.compile(suffix.value, re.IGNORECASE)
            except re.error as error:
                raise InputError(f"vocabulary: {subject}: bad edge:memberSuffix {suffix.value!r}: {error}") from error
            prefixes = tuple(o.value for o in p.get(ONTOLOGY + "memberPrefix", []))
            en = next((o.value for o in members if o.language != "zh"), "")
            zh_member = next((o.value for o in members if o.language == "zh"), "")
            families.append(Family(type_, name or (prefixes[0] if prefixes else ""), prefixes, pattern, en, zh_member, maker, kind))
    return Vocabulary(terms, families)


def _preferred(properties: dict[str, list[ox.Literal | ox.NamedNode]]) -> str:
    labels = [o for o in properties.get(SKOS + "prefLabel", []) if isinstance(o, ox.Literal)]
    ranked = sorted(labels, key=lambda o: (o.language == "zh", o.value))
    return ranked[0].value if ranked else ""


def ontology_folder() -> Path:
    """Return the folder that holds the ontology: in the package when installed, beside it in a checkout."""
    inside = Path(str(importlib.resources.files("kg"))) / "ontology"
    return inside if inside.is_dir() else Path(__file__).resolve().parent.parent / "ontology"


def vocabulary_files() -> list[Path]:
    """Return the vocabulary files that come with the package, in name order."""
    return sorted((ontology_folder() / "vocabulary").glob("*.ttl"))
