"""Which ids are one thing, and that it errs on the side of two."""

from __future__ import annotations

import itertools

import pytest

from kg.corrections import Corrections, pair
from kg.links import Names, link_key, resolve, ties
from kg.model import entity_iri


def named(briefing: str, type_: str, name: str, *aliases: str) -> Names:
    return Names(f"https://w3id.org/edgekg/briefing/{briefing}", entity_iri(type_, name), name, aliases)


def groups(names: list[Names], corrections: Corrections | None = None) -> dict[str, str]:
    links = resolve(names, ties(names), corrections or Corrections())
    return {a.rsplit("/", 1)[-1]: b.rsplit("/", 1)[-1] for a, b in links.representatives.items()}


TIED = [
    ("an alias that is another's name", [named("b1", "Chip", "Snapdragon 898", "SM8450"), named("b2", "Chip", "SM8450")], {"snapdragon-898": "sm8450"}),
    ("one name in two spellings", [named("b1", "Core", "Cortex A78"), named("b2", "Core", "CortexA78")], {"cortexa78": "cortex-a78"}),
    ("a chain", [named("b1", "Chip", "Y100", "Y200"), named("b2", "Chip", "Y200", "Y300"), named("b3", "Chip", "Y300")], {"y200": "y100", "y300": "y100"}),
    ("more briefings win", [named("b1", "Chip", "Y100", "Y200"), named("b2", "Chip", "Y200"), named("b3", "Chip", "Y200")], {"y100": "y200"}),
]
APART = [
    ("another type", [named("b1", "Chip", "Arm", "Ampere"), named("b2", "Organization", "Ampere")]),
    ("a short name", [named("b1", "Core", "Cortex-X2", "X2"), named("b2", "Core", "X2")]),
    ("a name that several bear", [named("b1", "Chip", "Y100", "Titan"), named("b2", "Chip", "Z100", "Titan"), named("b3", "Chip", "Titan")]),
    ("an alias in common that names nothing", [named("b1", "Chip", "Y100", "Titan"), named("b2", "Chip", "Z100", "Titan")]),
    ("numbers that differ in a hyphen", [named("b1", "Chip", "Y1-12"), named("b2", "Chip", "Y11-2")]),
]


@pytest.mark.parametrize(("names", "expected"), [(n, e) for _, n, e in TIED], ids=[i for i, _, _ in TIED])
def test_tied_names_are_one_thing_in_whatever_order_they_come(names: list[Names], expected: dict[str, str]) -> None:
    for order in itertools.permutations(names):
        assert groups(list(order)) == expected


@pytest.mark.parametrize("names", [n for _, n in APART], ids=[i for i, _ in APART])
def test_doubtful_names_tie_nothing(names: list[Names]) -> None:
    assert groups(names) == {}


def test_a_chain_does_not_make_one_of_two_things_that_a_briefing_tells_apart() -> None:
    names = [named("b1", "Chip", "Y100", "Y200", "Y300"), named("b2", "Chip", "Y200"), named("b2", "Chip", "Y300")]
    assert groups(names) == {"y200": "y100"}


def test_the_reason_names_briefing_and_names() -> None:
    (tie,) = ties([named("2031-01-01", "Chip", "Snapdragon 898", "SM8450"), named("b2", "Chip", "SM8450")])
    assert tie.reason == "2031-01-01 names Snapdragon 898 also SM8450"


def test_the_user_ties_and_parts() -> None:
    names = [named("b1", "Chip", "Y100", "Y200"), named("b2", "Chip", "Y200"), named("b3", "Chip", "Z900")]
    y100, y200, z900 = (n.thing for n in names)
    same, apart = pair("same-as", y100, z900), pair("different-from", y200, y100)
    assert groups(names, Corrections((same,))) == {"y200": "y100", "z900": "y100"}
    assert groups(names, Corrections((apart,))) == {}
    assert groups(names, Corrections((same, pair("different-from", y200, z900)))) == {"z900": "y100"}


def test_what_the_user_ties_is_one_also_where_a_briefing_names_both() -> None:
    names = [named("b1", "Chip", "Y100"), named("b1", "Chip", "Z900"), named("b2", "Chip", "Q7")]
    y100, z900, q7 = (n.thing for n in names)
    assert groups(names, Corrections((pair("same-as", y100, q7), pair("same-as", z900, q7)))) == {"y100": "q7", "z900": "q7"}


def test_the_reason_of_a_tie_by_a_person_says_who_and_why() -> None:
    names = [named("b1", "Chip", "Y100"), named("b2", "Chip", "Z900")]
    (tie,) = resolve(names, [], Corrections((pair("same-as", names[0].thing, names[1].thing, who="Ann", when="2031-05-06", why="one die"),))).ties
    assert (tie.reason, tie.briefing) == ("Ann says so: one die", "")


def test_things_that_no_briefing_names_are_not_linked() -> None:
    names = [named("b1", "Chip", "Y100")]
    assert groups(names, Corrections((pair("same-as", names[0].thing, entity_iri("Chip", "Nothing")),))) == {}


@pytest.mark.parametrize(("a", "b", "same"), [("ＡＲＭ", "arm", True), ("黄山 2S", "黄山2s", True), ("855+", "855", False), ("1-2", "12", False), ("2-S", "2S", True)])
def test_link_key_forgets_spelling_only(a: str, b: str, same: bool) -> None:
    assert (link_key(a) == link_key(b)) is same


def test_of_names_that_as_many_briefings_use_the_latest_is_the_thing_s() -> None:
    names = [named("2031-01-01", "Chip", "Alpha 2000", "SM9"), named("2031-09-01", "Chip", "Alpha 9000", "SM9"), named("2031-09-01", "Chip", "Alpha 9000", "Alpha 2000")]
    (now,) = {resolve(names, ties(names)).of(n.thing).rsplit("/", 1)[-1] for n in names}
    assert now == "alpha-9000"
