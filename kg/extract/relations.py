"""Weighing candidate relations: for two things of one item, how likely each predicate holds, from the words around them and from what the rules say.

A logistic model per predicate, trained by ``scripts/train_relations.py``. It drops what rules propose against the evidence and adds what no rule saw.
"""

from __future__ import annotations

import functools
import importlib.resources
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.extract import status
from kg.extract.pairs import ALLOWED, Key, Pair, PairedView, key, object_key, proposed
from kg.extract.rules.business import amount_of_round, price_near, round_near
from kg.extract.rules.hardware import core_qualifiers
from kg.extract.rules.people import position_qualifiers
from kg.extract.rules.results import result_near
from kg.extract.views import Fact, ItemView
from kg.model import Qualifier
from kg.vocabulary import Vocabulary

Vector = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class RelationModel:
    """Weights: a row per feature, a column per predicate; thresholds for what rules propose and for what they do not."""

    index: dict[str, int]
    weights: Vector
    predicates: tuple[str, ...]
    keep: dict[str, float]
    add: dict[str, float]

    def scores(self, names: Sequence[str]) -> Vector:
        """Return the predicates' scores for features; unknown ones count nothing."""
        rows = [i for f in names if (i := self.index.get(f)) is not None]
        total: Vector = self.weights[rows].sum(axis=0)
        return total


@dataclass(slots=True)
class Scorer:
    """Scores the pairs of one item; what a place adds to a pair's score is summed once for all pairs of its types and order."""

    view: PairedView
    model: RelationModel
    sums: dict[tuple[str, int, str], Vector] = field(default_factory=dict)

    def probabilities(self, pair: Pair, rules: Sequence[str]) -> Vector:
        """Return how likely each predicate of the model holds of a pair; `rules` are those that say so, as `proposed` gives them."""
        total = self.model.scores(self.view.pair_features(pair, rules)) + self._place(pair, "s", pair.left) + self._place(pair, "o", pair.right)
        result: Vector = 1.0 / (1.0 + np.exp(-total))
        return result

    def _place(self, pair: Pair, role: str, position: int) -> Vector:
        at = (role, position, pair.types)
        found = self.sums.get(at)
        if found is None:
            found = self.sums[at] = self.model.scores(self.view.place_features(pair, role))
        return found


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


def _qualifiers(predicate: str, view: ItemView, pair: Pair) -> dict[str, Qualifier]:
    if predicate == "hasCore":
        return core_qualifiers(view, pair.object, pair.right)
    if predicate == "holdsPosition":
        return position_qualifiers(view, pair.left, pair.right)
    if predicate == "investsIn":
        return round_near(view, pair.left)
    if predicate == "fundingRound":
        return amount_of_round(view, pair.right, pair.end)
    if predicate == "acquires":
        return price_near(view, pair.right)
    return result_near(view, pair.right, pair.left if pair.subject.type != "Paper" else None) if predicate == "evaluatedOn" else {}


def _denied(view: ItemView, pair: Pair) -> bool:
    """Whether the words around a pair deny what they say: a rule may read a denial, the model adds none."""
    a, b = view.clause(max(pair.left, pair.right))
    return status.read(view.text[a:b]) == "denied"


def weigh(views: Sequence[ItemView], facts: Sequence[tuple[ItemView, Fact]], vocabulary: Vocabulary, model: RelationModel) -> list[tuple[ItemView, Fact]]:
    """Return the facts that hold: the rules' that the evidence bears out, and relations that it shows without them.

    A fact's `certainty` becomes its probability.
    """
    rules = proposed([f for _, f in facts])
    best: dict[tuple[Key, str, Key], float] = {}
    added: list[tuple[ItemView, Fact]] = []
    column = {p: i for i, p in enumerate(model.predicates)}
    for view in views:
        scorer = Scorer(PairedView(view, vocabulary), model)
        for pair in scorer.view.pairs():
            s, o = key(pair.subject), key(pair.object)
            hints = rules.get((s, o), [])
            p = scorer.probabilities(pair, hints)
            for predicate in ALLOWED[s[0], o[0]]:
                probability = float(p[column[predicate]])
                best[s, predicate, o] = max(best.get((s, predicate, o), 0.0), probability)
                if probability >= model.add[predicate] and not any(h.startswith(predicate + ":") for h in hints) and not _denied(view, pair):
                    a, b = min(pair.left, pair.right), max(pair.left + 1, pair.end)
                    span = view.span(a, b) if b - a <= 90 and pair.subject.type != "Paper" else (pair.object.start, pair.object.end)
                    qualifiers = _qualifiers(predicate, view, pair)
                    # A title before a name holds now, whatever else the clause says of plans.
                    stated = "past" if "former" in qualifiers else "asserted" if "role" in qualifiers else ""
                    object_ = pair.object.name if pair.object.source == "literal" else pair.object
                    added.append((view, Fact(pair.subject, predicate, object_, *span, rule="relations.weighed", qualifiers=qualifiers, status=stated, certainty=probability)))
    kept: list[tuple[ItemView, Fact]] = []
    for view, fact in facts:
        if fact.predicate in model.keep:
            probability = best.get((key(fact.subject), fact.predicate, object_key(fact)), 0.5)
            if probability < model.keep[fact.predicate]:
                continue
            fact = replace(fact, certainty=probability)
        kept.append((view, fact))
    # A number is said of one thing, or of a list that rules read as one.
    owned = {(id(view), fact.predicate, fact.object) for view, fact in kept if isinstance(fact.object, str)}
    owned |= {(id(view), "clockFrequency", str(fact.qualifiers["frequency"])) for view, fact in kept if "frequency" in fact.qualifiers}
    return kept + [(view, fact) for view, fact in added if (id(view), fact.predicate, fact.object) not in owned]
