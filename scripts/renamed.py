"""Annotated briefings once more, the things in them by other names: what a name is must be learned from where it stands, not from which it is.

Names are spliced from those of the vocabulary, so that they look like names of their type and are none (entity replacement, as X. Dai and H. Adel,
"An Analysis of Simple Data Augmentation for Named Entity Recognition", COLING 2020, call it). Deterministic.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from annotated import Annotated

from kg.briefing import parse
from kg.vocabulary import Vocabulary, fold, has_cjk

RENAMED = {"Organization": 0.85, "Person": 0.95, "Chip": 0.9, "Core": 0.8, "Device": 0.9, "Software": 0.85, "Model": 0.85, "Dataset": 0.4}
"""How many of the things of each type get another name."""
_URL = re.compile(r"https?://[^\s)\]）]+")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class Names:
    """Makes up names.

    Parameters
    ----------
    vocabulary : Vocabulary
        Whose labels are spliced, and which must know none that is made up.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._latin: dict[str, list[str]] = defaultdict(list)
        self._chinese: dict[str, list[str]] = defaultdict(list)
        self._known = {fold(label) for t in vocabulary.terms for label in (*t.labels, *t.short)}
        for t in vocabulary.terms:
            for label in t.labels:
                (self._chinese if has_cjk(label) else self._latin)[t.type].append(label)

    def like(self, name: str, type_: str, rng: random.Random) -> str:
        """Return a name of that type that nothing bears, written as `name` is: Chinese or not, mostly of another form."""
        pool = (self._chinese if has_cjk(name) else self._latin)[type_]
        for _ in range(20):
            a, b = rng.choice(pool), rng.choice(pool)
            made = self._chinese_name(a, b, type_, rng) if has_cjk(name) else self._latin_name(a, b, rng)
            if 1 < len(made) <= 30 and fold(made) not in self._known and not made.isdigit():
                return made
        return name

    def _chinese_name(self, a: str, b: str, type_: str, rng: random.Random) -> str:
        if type_ == "Organization":
            # A company's own part from one name, what it is from another.
            return a[: rng.choice((1, 2))] + b[1:] if rng.random() < 0.7 else a[:1] + b[:1] + rng.choice(("", "微", "芯", "科技", "智能"))
        if type_ == "Person":
            return a[:1] + b[1:]
        tail = re.search(r"[A-Za-z0-9][A-Za-z0-9 +\-]*$", b)
        own = "".join(c for c in a if has_cjk(c))[:1] + "".join(c for c in b if has_cjk(c))[-1:]
        return own + (_changed(tail[0], rng) if tail else rng.choice(("", "", "一号", "二代", f"{rng.randint(1, 9)}")))

    def _latin_name(self, a: str, b: str, rng: random.Random) -> str:
        first, second = a.split(" "), b.split(" ")
        if len(first) > 1 and rng.random() < 0.7:
            return " ".join([_spliced(first[0], second[0], rng), *(_changed(w, rng) for w in first[1:])])
        return _spliced(first[0], second[-1], rng)


def _changed(text: str, rng: random.Random) -> str:
    """Return a code with other digits, and sometimes other capitals."""
    text = re.sub(r"\d", lambda m: str(rng.randint(1, 9)), text)
    return re.sub(r"\b[A-Z]{1,3}(?=[\d-])", lambda m: "".join(rng.choice(_LETTERS) for _ in m[0]), text) if rng.random() < 0.6 else text


def _spliced(a: str, b: str, rng: random.Random) -> str:
    if any(map(str.isdigit, a)):
        return _changed(a, rng)
    if len(a) < 4 or len(b) < 4 or not (a.isalpha() and b.isalpha()):
        return _changed(a, rng) if any(map(str.isdigit, a)) else a[: max(2, len(a) // 2)] + b[len(b) // 2 :]
    made = a[: rng.randint(2, max(3, len(a) // 2 + 1))] + b[-rng.randint(2, max(3, len(b) // 2 + 1)) :].lower()
    return made.upper() if a.isupper() and len(made) < 7 else made


def renamed(source: Annotated, names: Names, seed: int = 0) -> Annotated:
    """Return a briefing with other names in its text and in its annotation."""
    rng = random.Random(f"{source.name}{seed}")
    text = source.briefing.text
    spans = [m.span() for m in _URL.finditer(text)]
    new: dict[str, str] = {}
    entities: list[dict[str, Any]] = []
    for e in source.gold["entities"]:
        forms: Sequence[str] = (e["name"], *e.get("aliases", []))
        if e["type"] in RENAMED and rng.random() < RENAMED[e["type"]]:
            for f in forms:
                if f in text and f not in new and len(f) > 1 and not f.isdigit():
                    new[f] = names.like(f, e["type"], rng)
            forms = [new.get(f, f) for f in forms]
        entities.append({**e, "name": forms[0], "aliases": list(forms[1:])})
    if new:
        pattern = re.compile("|".join(_bounded(f) for f in sorted(new, key=len, reverse=True)))
        text = pattern.sub(lambda m: m[0] if any(a <= m.start() < b for a, b in spans) else new[m[0]], text)
    return Annotated(source.name, parse(text, source.briefing.stem), {**source.gold, "entities": entities}, source.is_real)


def _bounded(form: str) -> str:
    left = r"(?<![A-Za-z0-9])" if form[0].isascii() and form[0].isalnum() else ""
    right = r"(?![A-Za-z0-9])" if form[-1].isascii() and form[-1].isalnum() else ""
    return left + re.escape(form) + right
