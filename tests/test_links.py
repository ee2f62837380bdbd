"""Which ids are one thing, and that it errs on the side of two."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.links import Corrections, Names, link_key, read_corrections, resolve, ties
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
    assert groups(names, Corrections(same=((y100, z900),))) == {"y200": "y100", "z900": "y100"}
    assert groups(names, Corrections(different=((y200, y100),))) == {}
    assert groups(names, Corrections(same=((y100, z900),), different=((y200, z900),))) == {"z900": "y100"}


def test_things_that_no_briefing_names_are_not_linked() -> None:
    names = [named("b1", "Chip", "Y100")]
    assert groups(names, Corrections(same=((names[0].thing, entity_iri("Chip", "Nothing")),))) == {}


@pytest.mark.parametrize(("a", "b", "same"), [("ＡＲＭ", "arm", True), ("黄山 2S", "黄山2s", True), ("855+", "855", False), ("1-2", "12", False), ("2-S", "2S", True)])
def test_link_key_forgets_spelling_only(a: str, b: str, same: bool) -> None:
    assert (link_key(a) == link_key(b)) is same


HEAD = "@prefix edge: <https://w3id.org/edgekg/ontology#> .\n@prefix id: <https://w3id.org/edgekg/id/> .\n@prefix c: <https://w3id.org/edgekg/id/chip/> .\n"


def test_corrections_are_read_from_turtle(tmp_path: Path) -> None:
    path = tmp_path / "corrections.ttl"
    path.write_text(HEAD + "c:y1 edge:sameThing c:y2 . c:y1 edge:differentFrom c:y3 .")
    found = read_corrections(path)
    assert [[iri.rsplit("/", 1)[-1] for iri in pair] for pair in (*found.same, *found.different)] == [["y1", "y2"], ["y1", "y3"]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "c:y1 edge:hasCore c:y2 .", "use edge:sameThing or edge:differentFrom"),
        (HEAD + "c:y1 edge:sameThing <https://w3id.org/edgekg/id/core/k1> .", "not two things of one type"),
        (HEAD + "c:y1 edge:sameThing", "corrections.ttl:4: not Turtle"),
    ],
)
def test_wrong_corrections_are_refused_with_the_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "corrections.ttl"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        read_corrections(path)


def test_missing_corrections_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.ttl: No such file"):
        read_corrections(tmp_path / "none.ttl")
