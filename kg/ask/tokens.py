"""A question cut into tokens: names that the graph knows, words of the lexicon, values; and what is none of these.

The cheapest cover of the text wins: few tokens, nothing unknown. What the graph's labels leave unknown is looked up among short forms ("A78") and texts
of claims (roles, figures), and only then in the vocabulary, which takes half a second to load.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.ask import literals
from kg.ask.lexicon import Lexicon, Restriction, Sense
from kg.ask.literals import Literal
from kg.graph import KnowledgeGraph
from kg.things import Thing
from kg.vocabulary import fold, has_cjk, is_cjk

_LONGEST_NAME = 160
_PLURAL = frozenset({"Chip", "Core", "Device"})
"""Classes of things whose names have a plural: "eight H100s"."""
_SKIPPED = frozenset(" \t\n?？!！,，。.;；:：\"“”'‘’()（）[]【】《》「」『』-–—…·~")
_UNKNOWN_WORD, _UNKNOWN_CHARACTER = 12.0, 8.0


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a question, with everything that it may be.

    Attributes
    ----------
    start, end : int
    text : str
    things : tuple of Thing
        What it names in the graph.
    senses : tuple of Sense
        What it means as a word.
    values : tuple of Literal
        What it is as a value.
    absent : str
        Name of a thing that the vocabulary knows and the graph doesn't.
    """

    start: int
    end: int
    text: str
    things: tuple[Thing, ...] = ()
    senses: tuple[Sense, ...] = ()
    values: tuple[Literal, ...] = ()
    absent: str = ""

    @property
    def is_unknown(self) -> bool:
        """Whether nothing is known of it."""
        return not (self.things or self.senses or self.values or self.absent)

    def has(self, kind: str, *values: str) -> bool:
        """Whether one of its senses is of that kind and, if given, one of those values."""
        return any(s.kind == kind and (not values or s.value in values) for s in self.senses)


def normal(question: str) -> str:
    """Return a question in the form in which it is read: full-width letters narrow, one space between words.

    Examples
    --------
    >>> normal("哪些ＳｏＣ用了　Cortex‑A78？ ")
    '哪些SoC用了 Cortex-A78?'
    """
    text = unicodedata.normalize("NFKC", question).translate({0x2019: "'", 0x2018: "'", 0x2010: "-", 0x2011: "-", 0x2013: "-"})
    text = re.sub(r"(?<=[A-Za-z])(?<!FY)(?<!CY)(?=20\d\d(?:年|财年|Q[1-4]|H[12]))", " ", text)
    return re.sub(r"\s+", " ", text).strip()


_Found = Mapping[tuple[int, int], Token]
"""Span -> what may stand there."""


class Tokenizer:
    """Cuts questions into tokens.

    Parameters
    ----------
    graph : KnowledgeGraph
        Its labels are the names.
    lexicon : Lexicon
    """

    def __init__(self, graph: KnowledgeGraph, lexicon: Lexicon) -> None:
        self._graph = graph
        self._lexicon = lexicon

    def __call__(self, text: str) -> tuple[Token, ...]:
        """Return the tokens of a question in normal form."""
        found = dict(self._words(text))
        for span, token in self._values(text):
            found[span] = _both(found.get(span), token)
        _add(found, self._names(text))
        tokens = cheapest(text, found)
        for more in (self._short_forms, self._texts_of_claims, self._families, self._vocabulary_names):
            if not any(_is_open(tokens, i) for i in range(len(tokens))):
                break
            _add(found, more(text))
            tokens = cheapest(text, found)
        return tuple(_marked(tokens, i) for i in range(len(tokens)))

    def _words(self, text: str) -> Iterator[tuple[tuple[int, int], Token]]:
        for start, end in _spans(text, self._lexicon.longest):
            if senses := self._lexicon.senses(text[start:end]):
                yield (start, end), Token(start, end, text[start:end], senses=senses)

    def _values(self, text: str) -> Iterator[tuple[tuple[int, int], Token]]:
        for start in range(len(text)):
            for end, value in literals.read(text, start):
                yield (start, end), Token(start, end, text[start:end], values=(value,))

    def _names(self, text: str) -> Iterator[Token]:
        for start, end in _spans(text, _LONGEST_NAME):
            name = text[start:end]
            bare = name[:-1] if len(name) > 3 and name.endswith("s") and not has_cjk(name) else name
            if len(fold(name)) > 1 and (things := tuple(t for t in bearers(self._graph, name) if not self._opens_with_article(name, t))):
                yield Token(start, end, name, things=things)
            elif bare != name and (things := bearers(self._graph, bare)):
                yield Token(start, end, name, things=tuple(t for t in things if t.type in _PLURAL))

    def _opens_with_article(self, name: str, thing: Thing) -> bool:
        """Whether a name begins with a word of grammar that no name of the thing begins with: "a Series" is not the A-Series."""
        first, _, rest = name.partition(" ")
        is_grammar = bool(rest) and first.islower() and any(s.kind in {"particle", "question"} for s in self._lexicon.senses(first))
        return is_grammar and not any(text.lower().startswith(f"{first} ") for text in (*(t for _, t in thing.labels), *thing.aliases))

    def _short_forms(self, text: str) -> Iterator[Token]:
        """A78 of Cortex-A78, 1300T of Kompanio 1300T, CVPR of CVPR 2021: the end of one thing's label, or the series of venues."""
        wanted = {fold(m[0]): m.span() for m in re.finditer(r"[A-Za-z0-9][A-Za-z0-9+]*", text) if len(m[0]) > 1 and not m[0].isdigit()}
        if not wanted:
            return
        for key, (start, end) in wanted.items():
            things = self._graph.index.by_short_form(key)
            if len(things) == 1 or (things and all(t.type == "Venue" for t in things)):
                yield Token(start, end, text[start:end], things=tuple(things))

    def _texts_of_claims(self, text: str) -> Iterator[Token]:
        """Roles, figures and measures as claims write them."""
        texts: dict[str, Sense] = {}
        for property_, kind in (("role", "role"), ("metric", "metric")):
            for name in self._graph.index.texts(property_):
                texts[fold(name)] = Sense(kind, name, names=(name,))
        for start, end in _spans(text, 60):
            if sense := texts.get(fold(text[start:end])):
                yield Token(start, end, text[start:end], senses=(sense,))

    def _families(self, text: str) -> Iterator[Token]:
        """Snapdragon of Snapdragon 865 and Snapdragon 888: what several things of a class are called first."""
        for key, types in self._graph.index.families.items():
            if key not in text.lower():
                continue
            m = re.search(rf"(?<![A-Za-z]){key}s?(?![A-Za-z])", text, re.IGNORECASE)
            if m is not None and not self._lexicon.senses(key):
                sense = Sense("type", types=types, restriction=Restriction(name=f"^{key}"))
                yield Token(m.start(), m.end(), m[0], senses=(sense,))

    def _vocabulary_names(self, text: str) -> Iterator[Token]:
        from kg.vocabulary import load  # slow: reads the vocabulary

        for match in load().find(text):
            terms = match.terms or match.short
            things = tuple(dict.fromkeys(t for term in terms for label in term.labels for t in bearers(self._graph, label) if t.type == term.type))
            yield Token(match.start, match.end, text[match.start : match.end], things=things, absent="" if things else terms[0].name)


def bearers(graph: KnowledgeGraph, name: str) -> tuple[Thing, ...]:
    """Return the things that bear a name: of each class those whose label it is, else those that bear it beside their label."""
    found = graph.entities(name)
    key = fold(name)
    labelled = {t.type for t in found if any(fold(text) == key for _, text in t.labels)}
    return tuple(t for t in found if t.type not in labelled or any(fold(text) == key for _, text in t.labels))


def _spans(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """Every span that may be a word: not cut within a run of Latin letters and digits, no space at its ends."""
    edges = [i for i in range(len(text) + 1) if i in {0, len(text)} or not (_is_latin(text[i - 1]) and _is_latin(text[i]))]
    for a, start in enumerate(edges):
        if start < len(text) and text[start] != " ":
            for end in edges[a + 1 :]:
                if end - start > longest:
                    break
                if text[end - 1] != " ":
                    yield start, end


def _is_latin(character: str) -> bool:
    return character.isalnum() and not is_cjk(character)


def _both(first: Token | None, second: Token) -> Token:
    if first is None:
        return second
    return Token(first.start, first.end, first.text, first.things or second.things, first.senses or second.senses, (*first.values, *second.values), first.absent or second.absent)


def _add(found: dict[tuple[int, int], Token], names: Iterable[Token]) -> None:
    """Add names; one that is also a word or a value stays a word, unless it is written as a name."""
    for token in names:
        span = token.start, token.end
        known = found.get(span)
        if known is None or known.absent:
            found[span] = token
        elif known.things:
            continue
        elif token.senses:
            found[span] = _both(token, known)
        elif known.values or _is_written_as_name(known):
            found[span] = Token(*span, known.text, things=token.things, values=known.values if not token.things or known.values else (), absent=token.absent)


def _is_written_as_name(word: Token) -> bool:
    """Whether a word that is also a name is spelt with a capital where the lexicon has none: the ISA "Power", not the verb."""
    proper = bool(re.search(r"[A-Z]", word.text)) and word.start > 0
    return proper and not has_cjk(word.text) and all(s.kind in {"particle", "verb", "noun", "status"} for s in word.senses)


def cheapest(text: str, found: _Found) -> list[Token]:
    """Return the cheapest cover of a text by tokens; what nothing covers is a token without meaning."""
    starts: dict[int, list[Token]] = {}
    for token in found.values():
        starts.setdefault(token.start, []).append(token)
    best: list[tuple[float, Token | None, int]] = [(0.0, None, 0), *((float("inf"), None, 0) for _ in text)]
    for i in range(len(text)):
        cost = best[i][0]
        if cost == float("inf"):
            continue
        steps: list[tuple[Token | None, int, float]] = [(t, t.end, _cost(t)) for t in starts.get(i, ())]
        if text[i] in _SKIPPED:
            steps.append((None, i + 1, 0.0))
        else:
            end = _run_end(text, i)
            steps.append((Token(i, end, text[i:end]), end, _UNKNOWN_WORD if end - i > 1 else _UNKNOWN_CHARACTER))
        for step, end, price in steps:
            if cost + price < best[end][0]:
                best[end] = (cost + price, step, i)
    tokens: list[Token] = []
    i = len(text)
    while i > 0:
        _, kept, i = best[i]
        if kept is not None:
            tokens.append(kept)
    return _joined(text, tokens[::-1])


def _cost(token: Token) -> float:
    if token.things or token.absent:
        return 0.95
    if token.values and not token.senses:
        return 1.1 if all(v.kind == "number" for v in token.values) else 0.97
    is_tail = token.has("question", "count") and token.text.lower().endswith(" of")
    return 1.0 + (0.01 if token.has("particle", "ignore") else 0.02 if is_tail else 0.0)


def _run_end(text: str, start: int) -> int:
    end = start + 1
    while end < len(text) and _is_latin(text[end - 1]) and _is_latin(text[end]):
        end += 1
    return end


def _joined(text: str, tokens: list[Token]) -> list[Token]:
    """Neighbouring unknown pieces as one."""
    result: list[Token] = []
    for token in tokens:
        if token.is_unknown and result and result[-1].is_unknown and not text[result[-1].end : token.start].strip():
            start = result.pop().start
            token = Token(start, token.end, text[start : token.end])
        result.append(token)
    return result


def _is_open(tokens: list[Token], index: int) -> bool:
    """Whether a token is unknown, or a number glued to the end of a name: "Snapdragon 888" where only "Snapdragon" is known."""
    token = tokens[index]
    if token.is_unknown:
        return True
    before = tokens[index - 1] if index else None
    glued = before is not None and bool(before.things) and token.start - before.end <= 1 and not is_cjk(before.text[-1])
    if glued and before is not None and any(t.type == "Software" for t in before.things):
        return False
    return glued and bool(token.values) and all(v.kind == "number" for v in token.values) and token.text[0].isdigit()


def _marked(tokens: list[Token], index: int) -> Token:
    """The token; without meaning where it must not be understood."""
    token = tokens[index]
    return Token(token.start, token.end, token.text) if _is_open(tokens, index) else token


Reader = Callable[[str], tuple[Token, ...]]
