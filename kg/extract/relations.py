"""Weighing candidate relations: for two things of one item, how likely each predicate holds, from the words between them and from what the rules say.

A logistic model per predicate, trained by ``scripts/train_relations.py``. It drops what rules propose against the evidence and adds what no rule saw.
"""

from __future__ import annotations

import functools
import importlib.resources
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.extract.rules.business import price_near, round_near
from kg.extract.rules.hardware import core_qualifiers
from kg.extract.rules.making import knows
from kg.extract.rules.people import position_qualifiers
from kg.extract.rules.research import result_near
from kg.extract.views import SIGNS, Fact, ItemView
from kg.model import PREDICATES, Mention, Qualifier, slug
from kg.vocabulary import Vocabulary

Key = tuple[str, str]
"""A thing within a briefing: type and name."""

WEIGHED = tuple(p for p, (_, range_) in PREDICATES.items() if range_ is not None)
"""Predicates between things; those with literals are the rules' alone."""

_LETTER = {type_: letter for letter, type_ in SIGNS.items()}
_ALLOWED: Mapping[tuple[str, str], tuple[str, ...]] = {
    (s, o): tuple(p for p in WEIGHED if s in PREDICATES[p][0] and o in (PREDICATES[p][1] or ()))
    for s in SIGNS.values() for o in SIGNS.values()
}  # fmt: skip
_NEAR = 70
_CUT = re.compile(r"[。；！？\n]")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things of an item and the closest places where they stand (positions in the view's text)."""

    subject: Mention
    object: Mention
    left: int
    right: int
    view: ItemView


def key(mention: Mention) -> Key:
    """Return what identifies the thing mentioned."""
    return mention.type, mention.name


def pairs(view: ItemView) -> Iterator[Pair]:
    """Yield the pairs of things of an item that may be related: near each other, or with what the item is about."""
    places: dict[Key, list[tuple[int, Mention]]] = defaultdict(list)
    for position, m in view.signs():
        if view.is_parent(m):
            continue
        places[key(m)].append((position, m))
    for paper in view.papers:
        places.setdefault(key(paper), [(view.position(paper.start), paper)])
    topics = {key(m) for m in (view.topic("CD"), view.topic("S"), view.topic("M"), view.topic("K"), view.maker) if m is not None}
    things = list(places.items())
    for s, s_places in things:
        for o, o_places in things:
            if s == o or not _ALLOWED.get((s[0], o[0])):
                continue
            distance, (a, left), (b, right) = min(((abs(p - q), (p, m), (q, n)) for p, m in s_places[:8] for q, n in o_places[:8]), key=lambda t: (t[0], t[1][0], t[2][0]))
            if distance <= _NEAR or s in topics or o in topics or s[0] == "Paper":
                yield Pair(left, right, a, b, view)


def _grams(text: str) -> set[str]:
    grams = set(re.findall(r"[a-z]{2,}", text.lower()))
    chinese = re.sub(r"[^\u4e00-\u9fff\ue000-\ue00a，、]", " ", text)
    grams |= {chinese[i : i + 2] for i in range(len(chinese) - 1) if " " not in chinese[i : i + 2]}
    return grams


def features(pair: Pair, rules: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """Return the features of a pair.

    Parameters
    ----------
    pair : Pair
    rules : sequence of str
        ``predicate:rule`` of the rules that relate the two in this briefing.
    vocabulary : Vocabulary
    """
    view, text = pair.view, pair.view.text
    a, b = sorted((pair.left, pair.right))
    forward = pair.left < pair.right
    between = text[a + 1 : b] if b - a <= 90 else text[a + 1 : a + 20] + "…" + text[b - 20 : b]
    types = f"{_LETTER[pair.subject.type]}{_LETTER[pair.object.type]}"
    order = "f" if forward else "b"
    cuts = len(_CUT.findall(text[a:b]))
    commas = text[a:b].count("，")
    distance = b - a
    bucket = 0 if distance <= 1 else 1 if distance <= 3 else 2 if distance <= 8 else 3 if distance <= 20 else 4 if distance <= 45 else 5 if distance <= 90 else 6
    scope = "clause" if not cuts and not commas else "sentence" if not cuts else "item"
    out = ["bias", f"t={types}", f"t,o={types}{order}", f"t,d={types}{order}{bucket}", f"t,scope={types}{order}{scope}", f"kind={types}{view.item.kind}"]
    if scope != "item" or distance < 60:
        out += [f"b={types}{order}{g}" for g in _grams(between[:60])]
        out += [f"b*={order}{g}" for g in _grams(between[:60])]
    if distance <= 12:
        out.append(f"whole={types}{order}{between}")
    out += [f"pre={types}{order}{g}" for g in _grams(text[max(0, a - 5) : a])]
    out += [f"post={types}{order}{g}" for g in _grams(text[b + 1 : b + 7])]
    inside = [m for p, m in view.signs() if a < p < b]
    out.append(f"same-o={types}{min(2, sum(m.type == pair.object.type for m in inside))}")
    out.append(f"same-s={types}{min(2, sum(m.type == pair.subject.type for m in inside))}")
    topic = view.topic(_LETTER[pair.subject.type]) if pair.subject.type != "Paper" else None
    if topic is not None and key(topic) == key(pair.subject):
        out += [f"s-topic={types}", f"s-topic={types}{scope}"]
    if view.maker is not None and key(view.maker) == key(pair.object):
        out += [f"o-maker={types}", f"o-maker={types}{view.item.kind}", f"o-maker={types}{pair.subject.source}"]
    if view.maker is not None and key(view.maker) == key(pair.subject):
        out.append(f"s-maker={types}")
    out.append(f"src={types}{pair.subject.source}{pair.object.source}")
    if pair.object.type in {"Organization", "Person"}:
        known = knows(vocabulary, pair.subject)
        state = "none" if not known else "same" if slug(known) == slug(pair.object.name) else "other"
        out += [f"known={types}{state}", f"known,scope={types}{state}{scope}", f"known,kind={types}{state}{view.item.kind}"]
    if view.compared(pair.subject):
        out.append(f"s-compared={types}")
    if view.compared(pair.object):
        out.append(f"o-compared={types}")
    title = view.item.title
    if title:
        inside_title = [title[0] <= m.start < title[1] for m in (pair.subject, pair.object)]
        out.append(f"title={types}{inside_title}")
    out += [f"rule={r}" for r in rules]
    out.append(f"rules={types}{min(3, len(rules))}")
    return [f.replace("\n", "¶") for f in out]


@dataclass(frozen=True, slots=True)
class RelationModel:
    """Weights: a row per feature, a column per predicate; thresholds for what rules propose and for what they do not."""

    index: dict[str, int]
    weights: npt.NDArray[np.float32]
    predicates: tuple[str, ...]
    keep: dict[str, float]
    add: dict[str, float]

    def probabilities(self, names: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the probability of each predicate for a pair's features."""
        rows = [i for f in names if (i := self.index.get(f)) is not None]
        total = self.weights[rows].sum(axis=0)
        result: npt.NDArray[np.float32] = 1.0 / (1.0 + np.exp(-total))
        return result


_replacement: Path | None = None


def use(path: Path) -> None:
    """Use another model file in place of the package's, in this process."""
    global _replacement
    _replacement = path
    load.cache_clear()


@functools.lru_cache(maxsize=1)
def load() -> RelationModel | None:
    """Load the model that comes with the package; None where it was not built."""
    path = _replacement or importlib.resources.files("kg.extract") / "relations.npz"
    if not path.is_file():
        return None
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as data:
        names = bytes(data["features"]).decode("utf8").split("\n")
        predicates = tuple(bytes(data["predicates"]).decode("utf8").split("\n"))
        keep = dict(zip(predicates, map(float, data["keep"]), strict=True))
        add = dict(zip(predicates, map(float, data["add"]), strict=True))
        return RelationModel({f: i for i, f in enumerate(names)}, data["weights"].astype(np.float32), predicates, keep, add)


def proposed(facts: Sequence[Fact]) -> dict[tuple[Key, Key], list[str]]:
    """Return which rules relate two things, as ``predicate:rule``."""
    found: dict[tuple[Key, Key], list[str]] = defaultdict(list)
    for f in facts:
        if isinstance(f.object, Mention):
            label = f"{f.predicate}:{f.rule}"
            if label not in found[key(f.subject), key(f.object)]:
                found[key(f.subject), key(f.object)].append(label)
    return found


def _qualifiers(predicate: str, view: ItemView, pair: Pair) -> dict[str, Qualifier]:
    if predicate == "hasCore":
        return core_qualifiers(view, pair.object, pair.right)
    if predicate == "holdsPosition":
        return position_qualifiers(view, pair.left)
    if predicate == "investsIn":
        return round_near(view, pair.left)
    if predicate == "acquires":
        return price_near(view, pair.right)
    return result_near(view, pair.right) if predicate == "evaluatedOn" else {}


def weigh(views: Sequence[ItemView], facts: Sequence[tuple[ItemView, Fact]], vocabulary: Vocabulary, model: RelationModel) -> list[tuple[ItemView, Fact]]:
    """Return the facts that hold: the rules' that the evidence bears out, and relations that it shows without them.

    A fact's `certainty` becomes its probability.
    """
    rules = proposed([f for _, f in facts])
    best: dict[tuple[Key, str, Key], float] = {}
    added: list[tuple[ItemView, Fact]] = []
    column = {p: i for i, p in enumerate(model.predicates)}
    for view in views:
        for pair in pairs(view):
            s, o = key(pair.subject), key(pair.object)
            hints = rules.get((s, o), [])
            p = model.probabilities(features(pair, hints, vocabulary))
            for predicate in _ALLOWED[s[0], o[0]]:
                probability = float(p[column[predicate]])
                best[s, predicate, o] = max(best.get((s, predicate, o), 0.0), probability)
                if probability >= model.add[predicate] and not any(h.startswith(predicate + ":") for h in hints):
                    a, b = sorted((pair.left, pair.right))
                    span = view.span(a, b + 1) if b - a <= 90 and pair.subject.type != "Paper" else (pair.object.start, pair.object.end)
                    qualifiers = _qualifiers(predicate, view, pair)
                    # A title before a name holds now, whatever else the clause says of plans.
                    status = "asserted" if "role" in qualifiers else ""
                    added.append((view, Fact(pair.subject, predicate, pair.object, *span, rule="relations.weighed", qualifiers=qualifiers, status=status, certainty=probability)))
    kept: list[tuple[ItemView, Fact]] = []
    for view, fact in facts:
        if isinstance(fact.object, Mention):
            probability = best.get((key(fact.subject), fact.predicate, key(fact.object)), 0.5)
            if probability < model.keep[fact.predicate]:
                continue
            fact = replace(fact, certainty=probability)
        kept.append((view, fact))
    return kept + added
