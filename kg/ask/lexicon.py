"""The words that questions are made of, read from the files of ``words/``: each word with its senses.

Adding a word is adding it to a list there. English words stand in their base form; the bent forms are made here.
"""

from __future__ import annotations

import functools
import importlib.resources
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kg.model import PREDICATES
from kg.vocabulary import fold, has_cjk

VERB_FORMS = ("base", "third", "ing", "past", "participle", "event")
"""Forms of an English verb; a Chinese word is always ``base``; a noun that names what happens ("the acquisition of Arm") is ``event``."""

_VOWELS = "aeiou"
_DOUBLING = frozenset({"run", "plan", "fab", "ship", "set", "hit", "get", "cut", "equip"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One relation that a word may stand for.

    Attributes
    ----------
    predicate : str
    inverse : bool
        Of a verb: its grammatical subject is the object of the fact. Of a noun: it names the object of the fact.
    light : bool
        Whether the sentence may do without it ("use", "have").
    weak : bool
        Whether other readings of the word go first.
    """

    predicate: str
    inverse: bool = False
    light: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Restriction:
    """What a thing must be beyond its class: a kind of core, a pattern of names, a pattern of what is said of it."""

    kind: str = ""
    name: str = ""
    told: str = ""
    not_name: str = ""


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing that a word may mean.

    Attributes
    ----------
    kind : str
        ``particle``, ``question``, ``status``, ``qualifier``, ``comparison``, ``extreme``, ``comparative``, ``unit``, ``verb``, ``noun``, ``type``,
        ``role``, ``metric``, ``segment`` or ``score``.
    value : str
        Which of its kind: ``agent``, ``which``, ``planned``, ``amount``, …
    form : str
        Of a verb: one of `VERB_FORMS`.
    readings : tuple of Reading
        Of a verb or noun.
    types : frozenset of str
        Of a type.
    restriction : Restriction
        Of a type.
    names : tuple of str
        Of a role (or a verb that says one), metric or score: what claims write for it.
    suffix : bool
        Of a role: whether other words may go before it in a claim ("技术副总裁").
    single : bool
        Of a role: whether one person at a time holds it.
    """

    kind: str
    value: str = ""
    form: str = ""
    readings: tuple[Reading, ...] = ()
    types: frozenset[str] = frozenset()
    restriction: Restriction = Restriction()
    names: tuple[str, ...] = ()
    suffix: bool = False
    single: bool = False


@dataclass(slots=True)
class Lexicon:
    """Words and their senses.

    Attributes
    ----------
    words : dict
        Key of a word (see `word_key`) -> senses.
    spellings : set of str
        The words as the files write them.
    ties : tuple of Reading
        Relations that need no word of their own.
    tie_subjects : dict
        Predicate of such a relation -> classes of its subjects.
    paths : tuple of (str, tuple of str)
        Class of the subject, and predicates that lead on over third things.
    owned : tuple of (str, str, str)
        Class of a value, class of its owner, and the predicate that this says of what has the value.
    measures : dict
        Chinese question word -> classes that its measure word counts.
    role_prefixes : tuple of str
    longest : int
        Characters of the longest word, and a few more.
    """

    words: dict[str, list[Sense]] = field(default_factory=dict)
    spellings: set[str] = field(default_factory=set)
    ties: tuple[Reading, ...] = ()
    tie_subjects: Mapping[str, frozenset[str]] = field(default_factory=dict)
    paths: tuple[tuple[str, tuple[str, ...]], ...] = ()
    owned: tuple[tuple[str, str, str], ...] = ()
    measures: Mapping[str, frozenset[str]] = field(default_factory=dict)
    role_prefixes: tuple[str, ...] = ()
    longest: int = 1

    def senses(self, text: str) -> tuple[Sense, ...]:
        """Return the senses of a word, none where it is unknown."""
        return tuple(self.words.get(word_key(text), ()))

    def add(self, word: str, sense: Sense) -> None:
        """Add a sense; readings of one word, kind and form come together."""
        senses = self.words.setdefault(word_key(word), [])
        self.spellings.add(word)
        self.longest = max(self.longest, len(word) + 4)
        for i, known in enumerate(senses):
            if known.readings and (known.kind, known.value, known.form) == (sense.kind, sense.value, sense.form):
                senses[i] = replace(known, readings=tuple(dict.fromkeys((*known.readings, *sense.readings))))
                return
        if sense not in senses:
            senses.append(sense)


def word_key(text: str) -> str:
    """Return what spellings of one word have in common: case; hyphens for spaces; in Chinese words, all spaces.

    Examples
    --------
    >>> word_key("Code-name"), word_key("AI 算力")
    ('code name', 'ai算力')
    """
    return fold(text) if has_cjk(text) else re.sub(r"[\s\-–]+", " ", text.lower()).strip()


def plural(noun: str) -> str:
    """Return the plural of an English noun, by rule.

    Examples
    --------
    >>> plural("company"), plural("process node"), plural("chip in use")
    ('companies', 'process nodes', 'chip in uses')
    """
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def conjugate(verb: str) -> Iterator[tuple[str, str]]:
    """Yield the forms of an English verb, ``base/past/participle`` or regular, each with its name.

    Examples
    --------
    >>> dict(conjugate("invest in"))["invested in"], dict(conjugate("buy/bought"))["bought"], dict(conjugate("be owned by"))["is owned by"]
    ('past', 'past', 'base')
    """
    base, *irregular = verb.split("/")
    head, _, tail = base.partition(" ")
    tail = f" {tail}" if tail else ""
    if head == "be":
        yield from ((f"{form}{tail}", "base") for form in ("be", "is", "are", "was", "were", "been", "being"))
        yield tail.strip(), "base"
        return
    stem = head[:-1] if head.endswith("e") and not head.endswith("ee") else head
    doubled = head + head[-1] if head in _DOUBLING else stem
    yield base, "base"
    yield plural(head) + tail, "third"
    yield f"{doubled}ing{tail}", "ing"
    past = f"{head[:-1]}ied" if head.endswith("y") and head[-2:-1] not in _VOWELS else f"{doubled}ed"
    yield (irregular[0] if irregular else past + tail), "past"
    if len(irregular) > 1:
        yield irregular[1], "participle"


@functools.cache
def load() -> Lexicon:
    """Return the lexicon that comes with the package."""
    files = {name: tomllib.loads(_read(f"{name}.toml")) for name in ("grammar", "relations", "types", "figures", "people", "structure")}
    lexicon = Lexicon()
    for name, entry in files["relations"].items():
        _add_relation(lexicon, name, entry)
    for kind, groups in files["grammar"].items():
        for value, words in groups.items():
            _add_words(lexicon, words, Sense(kind, value, readings=_unit_readings(kind, value)), verbal=kind == "status")
    for entry in files["types"]["type"]:
        restriction = Restriction(*(entry.get(key, "") for key in ("kind", "name", "told", "not_name")))
        _add_words(lexicon, entry, Sense("type", types=frozenset(entry["types"]), restriction=restriction))
    for kind in ("metric", "segment", "score"):
        for entry in files["figures"][kind]:
            _add_words(lexicon, entry, Sense(kind, entry["name"], names=tuple(filter(None, (entry["name"], *entry.get("also", ()))))))
    for entry in files["figures"]["metric"]:
        for word in entry.get("verb_en", ()):
            for text, _ in conjugate(word):
                lexicon.add(text, Sense("metric", entry["name"], "verb", names=tuple(filter(None, (entry["name"], *entry.get("also", ()))))))
    for entry in files["people"]["role"]:
        _add_words(lexicon, entry, Sense("role", entry["as"][0], names=tuple(entry["as"]), suffix=entry.get("suffix", False), single=entry.get("single", False)))
        _add_role_verbs(lexicon, entry)
    lexicon.role_prefixes = tuple(files["people"]["prefixes"])
    lexicon.ties = tuple(Reading(tie["predicate"], light=True) for tie in files["structure"]["tie"])
    lexicon.tie_subjects = {tie["predicate"]: frozenset(tie["subject"]) for tie in files["structure"]["tie"]}
    lexicon.paths = tuple((path["subject"], tuple(path["chain"])) for path in files["structure"]["path"])
    lexicon.measures = {word: frozenset(entry["types"]) for entry in files["structure"]["measure"] for word in entry["words"]}
    lexicon.owned = tuple((entry["value"], entry["owner"], entry["predicate"]) for entry in files["structure"]["owned"])
    return lexicon


def _add_role_verbs(lexicon: Lexicon, entry: Mapping[str, Any]) -> None:
    readings = (Reading("holdsPosition"),)
    words = [(word, "base") for word in entry.get("verb_zh", ())] + [pair for word in entry.get("verb_en", ()) for pair in conjugate(word)]
    for word, form in words:
        lexicon.add(word, Sense("verb", "role", form, readings, names=tuple(entry["as"])))


def _read(name: str) -> str:
    return (importlib.resources.files(__package__) / "words" / name).read_text("utf8")


def _unit_readings(kind: str, value: str) -> tuple[Reading, ...]:
    return (Reading(value, inverse=True),) if kind == "unit" else ()


def _add_words(lexicon: Lexicon, words: Mapping[str, Any], sense: Sense, *, verbal: bool = False) -> None:
    for word in words.get("zh", ()):
        lexicon.add(word, sense)
    for word in words.get("en", ()):
        for form in _english(word, verbal=verbal, noun=sense.kind not in {"particle", "question", "comparison"}):
            lexicon.add(form, sense)


def _english(word: str, *, verbal: bool, noun: bool) -> Iterable[str]:
    if verbal:
        return dict(conjugate(word))
    return [form for part in word.split("/") for form in ((part, plural(part)) if noun else (part,))]


def _add_relation(lexicon: Lexicon, name: str, entry: Mapping[str, Any]) -> None:
    light = bool(entry.get("light"))
    predicates = entry.get("predicates", [name])
    assert all(p in PREDICATES for p in predicates), name
    for key, inverse in (("verb", False), ("inverse", True), ("weak_inverse", True)):
        readings = tuple(Reading(p, inverse, light, key.startswith("weak")) for p in predicates)
        for word in entry.get(key, {}).get("zh", ()):
            lexicon.add(word, Sense("verb", form="base", readings=readings))
        for word in entry.get(key, {}).get("en", ()):
            for text, form in conjugate(word):
                lexicon.add(text, Sense("verb", form=form, readings=readings))
    for word in (*entry.get("event", {}).get("zh", ()), *entry.get("event", {}).get("en", ())):
        lexicon.add(word, Sense("verb", form="event", readings=tuple(Reading(p) for p in predicates)))
    for key, inverse in (("subject_noun", False), ("object_noun", True)):
        readings = tuple(Reading(p, inverse) for p in predicates)
        _add_words(lexicon, entry.get(key, {}), Sense("noun", readings=readings))
