"""The second look at candidate relations: what it sees of them together, and trees as flat arrays."""

import numpy as np
import pytest

from kg.extract import relations
from kg.extract.collective import FEATURES, Candidate, Trees, features


def candidate(subject: str, object_: str, score: float, *, item: int = 0, pair: int = 0, predicate: str = "developedBy", left: int = 0, right: int = 5) -> Candidate:
    return Candidate(item, "news", pair, ("Chip", subject), ("Organization", object_), predicate, score, 0, 0, left, right, "known", "new")


def column(rows: np.ndarray, name: str) -> list[float]:
    return [float(x) for x in rows[:, FEATURES.index(name)]]


def test_makers_of_one_chip_are_rivals() -> None:
    rows = features([candidate("Y1", "甲", 2.0, pair=0), candidate("Y1", "乙", -1.0, pair=1), candidate("Y2", "乙", 1.0, pair=2)])
    assert column(rows, "rival_object") == [-1.0, 2.0, -9.0]
    assert column(rows, "better_objects") == [0, 1, 0]
    assert column(rows, "rival_subject") == [-9.0, 1.0, -1.0]


def test_relations_of_other_items_are_no_rivals_but_support() -> None:
    rows = features([candidate("Y1", "甲", 2.0, item=0, pair=0), candidate("Y1", "甲", -2.0, item=1, pair=1), candidate("Y1", "乙", 0.0, item=1, pair=2)])
    assert column(rows, "elsewhere") == [-2.0, 2.0, -9.0]
    assert column(rows, "elsewhere_count") == [1, 1, 0]
    assert column(rows, "rival_object") == [-9.0, 0.0, -2.0]


def test_the_nearest_neighbour_in_a_list_comes_first() -> None:
    rows = features([candidate("Y1", "甲", 1.0, right=5, pair=0), candidate("Y1", "乙", 0.5, right=7, pair=1), candidate("Y1", "丙", 0.2, right=40, pair=2)])
    assert column(rows, "next_object") == pytest.approx([0.5, 1.0, 0.5])
    assert column(rows, "next_object_distance") == [2, 2, 33]


def test_predicates_of_one_pair_see_each_other() -> None:
    rows = features([candidate("Y1", "甲", 1.0), candidate("Y1", "甲", 0.3, predicate="manufacturedBy")])
    assert column(rows, "other_predicate") == pytest.approx([0.3, 1.0])
    assert column(rows, "predicates") == [2, 2]


def test_nothing_has_no_rows() -> None:
    rows = features([])
    assert rows.shape == (0, len(FEATURES))


def test_a_tree_sends_rows_left_up_to_its_threshold() -> None:
    nodes = np.array([0, 1, 2])
    trees = Trees(np.zeros(3, dtype=int), np.array([0.5, 0.0, 0.0]), np.array([1, 1, 2]), np.array([2, 1, 2]), np.array([0.0, -2.0, 2.0]), nodes[:1], 1, 0.0)
    rows = np.array([[0.5], [0.6]], dtype=np.float32)
    assert trees.probabilities(rows) == pytest.approx([1 / (1 + np.e**2), 1 / (1 + np.e**-2)])
    assert trees.probabilities(rows[:0]).shape == (0,)


def test_the_model_that_comes_with_the_package_has_trees_over_these_features() -> None:
    model = relations.load()
    assert model is not None
    assert model.trees.feature.max() < len(FEATURES)
    assert 0.2 < model.threshold < 0.6
    # A candidate that the first look is sure of, without rivals, is claimed; one that it rules out is not.
    sure, ruled_out = features([candidate("Y1", "甲", 5.0)]), features([candidate("Y1", "甲", -4.0)])
    assert model.trees.probabilities(sure)[0] > model.threshold > model.trees.probabilities(ruled_out)[0]
