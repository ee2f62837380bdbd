"""Weighing candidate relations: for two things of one item, how likely each predicate holds, from the words around them and from what the rules say.

A logistic model per predicate looks at each pair alone, boosted trees look at the candidates together (`kg.extract.collective`); both are trained by
``scripts/train_relations.py``. They drop what rules propose against the evidence and add what no rule saw.
"""

from __future__ import annotations

import functools
import importlib.resources
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.extract import collective, pair_traits, status
from kg.extract.collective import Candidate, Trees
from kg.extract.pair_traits import Trait
from kg.extract.pairs import ALLOWED, Key, Pair, PairedView, key, object_key, proposed
from kg.extract.places import CONTEXT, head
from kg.extract.rules.business import amount_of_round, price_near, round_near
from kg.extract.rules.hardware import core_qualifiers
from kg.extract.rules.people import position_qualifiers
from kg.extract.rules.results import result_near
from kg.extract.views import Fact, ItemView
from kg.model import Qualifier
from kg.vocabulary import Vocabulary

Vector = npt.NDArray[np.float32]


_TRAITS_KEPT = 50_000
"""Traits whose sums are kept; briefings share nearly all of them."""


@dataclass(frozen=True, slots=True)
class RelationModel:
    """Weights of the first look, a row per feature, a column per predicate; the trees of the second; the least probability of what is claimed.

    Attributes
    ----------
    index : dict
        The rows of features by how their names begin (see `places.head`) and the value that follows: looking up a value takes no making of names.
    weights : array
    predicates : tuple of str
    trees : Trees
    threshold : float
    """

    index: dict[str, dict[str, int]]
    weights: Vector
    predicates: tuple[str, ...]
    trees: Trees
    threshold: float
    _sums: dict[Trait, Vector] = field(default_factory=dict, compare=False, repr=False)
    _tables: dict[tuple[str, str], dict[str, dict[str, int]]] = field(default_factory=dict, compare=False, repr=False)

    def total(self, rows: list[int]) -> Vector:
        """Return the predicates' scores for features, given as rows."""
        total: Vector = np.add.reduce(self.weights.take(rows, axis=0))
        return total

    def has_weighed(self, predicate: str, rule: str) -> bool:
        """Whether a rule proposed the predicate often enough for the model to have learned what it is worth."""
        return f"rule={predicate}:{rule}" in self.index.get("", {})

    def trait(self, trait: Trait) -> Vector:
        """Return the predicates' scores for a trait of a pair; unknown features count nothing."""
        found = self._sums.get(trait)
        if found is None:
            if len(self._sums) >= _TRAITS_KEPT:
                self._sums.clear()
            rows = [row for f in pair_traits.names(trait) if (row := self.index.get("", {}).get(f)) is not None]
            found = self._sums[trait] = self.total(rows)
        return found

    def tables(self, role: str, types: str) -> dict[str, dict[str, int]]:
        """Return, by group, the rows of a place's values for one role in a pair of those types and that order."""
        found = self._tables.get((role, types))
        if found is None:
            found = self._tables[role, types] = {group: self.index.get(head(role, group, types), {}) for group in CONTEXT}
        return found


_HEADS = {f"{role}{group}": length for role in "so" for group, length in CONTEXT.items()} | {"b=": 3, "b*=": 1}
_GROUP = re.compile(r"[so][<>]|[^=]*=")


def index(names: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return the rows of features, by the beginning of the name and the rest; of a pair's traits the whole name is the rest.

    Examples
    --------
    >>> index(["bias", "sg=COf推出", "b=COf芯片"])
    {'': {'bias': 0}, 'sg=COf': {'推出': 1}, 'b=COf': {'芯片': 2}}
    """
    found: dict[str, dict[str, int]] = {"": {}}
    for row, name in enumerate(names):
        group = _GROUP.match(name)
        length = _HEADS.get(group[0]) if group else None
        k = group.end() + length if group and length is not None else 0
        found.setdefault(name[:k], {})[name[k:]] = row
    return found


@dataclass(slots=True)
class _Scorer:
    """Scores the pairs of one item; what a place adds to a pair's score is summed once for all pairs of its types and order."""

    view: PairedView
    model: RelationModel
    sums: dict[tuple[str, int, str], Vector] = field(default_factory=dict)

    def log_odds(self, pair: Pair, rules: Sequence[str]) -> Vector:
        """Return the log-odds of each predicate of the model, from the pair alone; `rules` are those that relate the two, as `proposed` gives them."""
        traits, grams = self.view.look(pair, rules)
        total: Vector = self._place(pair, "s", pair.left) + self._place(pair, "o", pair.right)
        for trait in traits:
            total += self.model.trait(trait)
        index = self.model.index
        rows = [row for table in (index.get(f"b={pair.types}"), index.get(f"b*={pair.types[2]}")) if table for g in grams if (row := table.get(g)) is not None]
        if rows:
            total += self.model.total(rows)
        return total

    def _place(self, pair: Pair, role: str, position: int) -> Vector:
        at = (role, position, pair.types)
        found = self.sums.get(at)
        if found is None:
            tables = self.model.tables(role, pair.types)
            rows = [row for group, value in self.view.place_values(pair, role) if (row := tables[group].get(value)) is not None]
            found = self.sums[at] = self.model.total(rows)
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
        feature, left, right, roots = (data[f"tree_{name}"].astype(np.int64) for name in ("feature", "left", "right", "roots"))
        threshold, value = (data[f"tree_{name}"].astype(np.float64) for name in ("threshold", "value"))
        trees = Trees(feature, threshold, left, right, value, roots, int(data["tree_depth"]), float(data["tree_base"]))
        return RelationModel(index(names), data["weights"].astype(np.float32), predicates, trees, float(data["threshold"]))


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


@dataclass(frozen=True, slots=True)
class Judged:
    """A relation that the first look does not rule out, with its probability after the second.

    Attributes
    ----------
    view : ItemView
    pair : Pair
    candidate : Candidate
    probability : float
        0 to 1.
    """

    view: ItemView
    pair: Pair
    candidate: Candidate
    probability: float


def judge(views: Sequence[ItemView], facts: Iterable[Fact], vocabulary: Vocabulary, model: RelationModel) -> tuple[list[Judged], set[tuple[Key, Key]]]:
    """Return the relations that may hold, and every two things that were looked at; `facts` are the rules'."""
    rules = proposed(list(facts))
    column = {p: i for i, p in enumerate(model.predicates)}
    columns = {types: [(p, column[p]) for p in predicates] for types, predicates in ALLOWED.items()}
    found: list[tuple[ItemView, Pair, Candidate]] = []
    looked: set[tuple[Key, Key]] = set()
    number = 0
    for item, view in enumerate(views):
        scorer = _Scorer(PairedView(view, vocabulary), model)
        for pair in scorer.view.pairs():
            number += 1
            both = key(pair.subject), key(pair.object)
            looked.add(both)
            hints = rules.get(both, [])
            scores = scorer.log_odds(pair, hints).tolist()
            for predicate, at in columns[pair.subject.type, pair.object.type]:
                if (score := scores[at]) > collective.FLOOR:
                    found.append((view, pair, candidate(item, view, number, pair, predicate, score, hints)))
    probabilities = model.trees.probabilities(collective.features([c for _, _, c in found]))
    return [Judged(view, pair, c, float(p)) for (view, pair, c), p in zip(found, probabilities, strict=True)], looked


def candidate(item: int, view: ItemView, number: int, pair: Pair, predicate: str, score: float, hints: Sequence[str]) -> Candidate:
    """Return what the second look sees of a pair and a predicate; `number` is the pair's."""
    by_rules = sum(h.startswith(predicate + ":") for h in hints)
    return Candidate(
        item, view.item.kind, number, key(pair.subject), key(pair.object), predicate, score, by_rules, len(hints) - by_rules,
        pair.left, pair.right, pair.subject.source, pair.object.source,
    )  # fmt: skip


def _added(view: ItemView, pair: Pair, predicate: str, probability: float) -> Fact:
    """Return a fact that no rule read."""
    a, b = min(pair.left, pair.right), max(pair.left + 1, pair.end)
    span = view.span(a, b) if b - a <= 90 and pair.subject.type != "Paper" else (pair.object.start, pair.object.end)
    qualifiers = _qualifiers(predicate, view, pair)
    # A title before a name holds now, whatever else the clause says of plans.
    stated = "past" if "former" in qualifiers else "asserted" if "role" in qualifiers else ""
    object_ = pair.object.name if pair.object.source == "literal" else pair.object
    return Fact(pair.subject, predicate, object_, *span, rule="relations.weighed", qualifiers=qualifiers, status=stated, certainty=probability)


def weigh(views: Sequence[ItemView], facts: Sequence[tuple[ItemView, Fact]], vocabulary: Vocabulary, model: RelationModel) -> list[tuple[ItemView, Fact]]:
    """Return the facts that hold: the rules' that the evidence bears out, and relations that it shows without them.

    A fact's `certainty` becomes its probability.
    """
    judged, looked = judge(views, (f for _, f in facts), vocabulary, model)
    best: dict[tuple[Key, str, Key], float] = {}
    added: list[tuple[ItemView, Fact]] = []
    for j in judged:
        c = j.candidate
        best[c.subject, c.predicate, c.object] = max(best.get((c.subject, c.predicate, c.object), 0.0), j.probability)
        if j.probability >= model.threshold and not c.rules and not _denied(j.view, j.pair):
            added.append((j.view, _added(j.view, j.pair, c.predicate, j.probability)))
    kept: list[tuple[ItemView, Fact]] = []
    for view, fact in facts:
        s, o = key(fact.subject), object_key(fact)
        # What the model has not seen a rule say often enough it cannot weigh: such rules are believed.
        if fact.predicate in model.predicates and (s, o) in looked and model.has_weighed(fact.predicate, fact.rule):
            fact = replace(fact, certainty=best.get((s, fact.predicate, o), 0.0))
            if fact.certainty < model.threshold:
                continue
        kept.append((view, fact))
    # A number is said of one thing, or of a list that rules read as one.
    owned = {(id(view), fact.predicate, fact.object) for view, fact in kept if isinstance(fact.object, str)}
    owned |= {(id(view), "clockFrequency", str(fact.qualifiers["frequency"])) for view, fact in kept if "frequency" in fact.qualifiers}
    return kept + [(view, fact) for view, fact in added if (id(view), fact.predicate, fact.object) not in owned]
