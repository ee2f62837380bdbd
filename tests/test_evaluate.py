"""Scoring against gold: the figures of the reference scorer, and what kind of error each error is."""

from __future__ import annotations

import copy
import importlib.util
import json
import random
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kg.agreement import norm, parse_annotation, quantity, same_literal, same_qualifier
from kg.errors import InputError
from kg.evaluate import Evaluation, Score, compare, evaluate
from kg.model import PREDICATES

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
GOLD_FILES = sorted((SHARED / "gold").glob("*.json"))
needs_shared = pytest.mark.skipif(not GOLD_FILES, reason="needs the shared gold annotations beside the checkout")

Json = dict[str, Any]


def thing(id_: str, type_: str, name: str, *aliases: str, line: int = 1) -> Json:
    return {"id": id_, "type": type_, "name": name, "aliases": list(aliases), "lines": [line]}


def claim(s: str, p: str, o: str, line: int = 1, **more: object) -> Json:
    return {"s": s, "p": p, "o": o, "line": line, **more}


MAKER = thing("e1", "Organization", "甲芯", "Jiaxin")
CHIP = thing("e2", "Chip", "Y1", "乙一号")
CORE = thing("e3", "Core", "Cortex-Q7")
GOLD: Json = {
    "briefing": "2031-05-06",
    "entities": [MAKER, CHIP, CORE],
    "claims": [
        claim("e2", "developedBy", "e1"),
        claim("e2", "processNode", "7 nm", status="planned"),
        claim("e2", "hasCore", "e3", count=4, frequency="2.0 GHz"),
        claim("e1", "reportsMetric", "revenue", value="38.5 亿美元", period="2031Q2"),
    ],
}


def against_gold(entities: list[Json] | None = None, claims: list[Json] | None = None) -> Evaluation:
    predicted = {"entities": GOLD["entities"] if entities is None else entities, "claims": GOLD["claims"] if claims is None else claims}
    return compare(parse_annotation(GOLD), parse_annotation(predicted))


def kinds(evaluation: Evaluation) -> list[str]:
    return [error.kind for error in evaluation.errors]


def test_gold_against_itself_is_perfect() -> None:
    evaluation = against_gold()
    assert (evaluation.entities.f1, evaluation.claims.f1, evaluation.errors) == (1.0, 1.0, ())
    assert evaluation.status == Score(4, 4, 4) and evaluation.qualifiers == Score(4, 4, 4)


@pytest.mark.parametrize(
    ("entities", "claims", "expected"),
    [
        pytest.param([MAKER, CHIP], [], ["missed entity", *["missed claim"] * 4], id="missed"),
        pytest.param([MAKER, thing("e2", "Device", "Y1"), CORE], [], ["wrong type", *["missed claim"] * 4], id="another type"),
        pytest.param([MAKER, thing("e2", "Chip", "Y1 Pro"), CORE], [], ["wrong boundary", *["missed claim"] * 4], id="too long a name"),
        pytest.param([*GOLD["entities"], thing("e9", "Person", "丙某")], None, ["spurious entity"], id="spurious entity"),
        pytest.param(None, [claim("e2", "developedBy", "e1"), *GOLD["claims"][2:], claim("e2", "processNode", "5 nm")], ["wrong argument"], id="another number"),
        pytest.param(None, [claim("e3", "developedBy", "e1"), *GOLD["claims"][1:]], ["wrong argument"], id="another subject"),
        pytest.param(None, [*GOLD["claims"], claim("e2", "isa", "RISC-V")], ["spurious claim"], id="spurious claim"),
        pytest.param(None, [*GOLD["claims"][:1], claim("e2", "processNode", "7纳米"), *GOLD["claims"][2:]], ["wrong status"], id="status"),
        pytest.param(None, [*GOLD["claims"][:2], claim("e2", "hasCore", "e3", count=2, frequency="2 GHz"), GOLD["claims"][3]], ["wrong qualifier"], id="qualifier"),
        pytest.param(None, [*GOLD["claims"][:3], claim("e1", "reportsMetric", "revenue", value="1 亿美元")], ["wrong argument"], id="another value is another claim"),
    ],
)
def test_each_error_has_its_class(entities: list[Json] | None, claims: list[Json] | None, expected: list[str]) -> None:
    assert kinds(against_gold(entities, claims)) == expected


def test_an_error_says_where_it_is_what_gold_says_and_what_was_predicted() -> None:
    evaluation = against_gold(claims=[*GOLD["claims"][:1], claim("e2", "processNode", "7 nm", 3), *GOLD["claims"][2:]])
    assert str(evaluation.errors[0]) == "2031-05-06:3: wrong status: Y1 processNode 7 nm [planned] → Y1 processNode 7 nm"


def test_precision_by_rule_counts_the_claims_that_a_rule_made() -> None:
    claims = [
        claim("e2", "developedBy", "e1", rule="business.brand"),
        claim("e3", "developedBy", "e1", rule="business.brand"),
        claim("e2", "processNode", "7 nm", rule="hardware.node"),
    ]
    assert against_gold(claims=claims).rules == {"business.brand": Score(1, 2, 0), "hardware.node": Score(1, 1, 0)}


def test_a_claim_that_says_less_counts_with_the_one_that_says_more() -> None:
    evaluation = against_gold(claims=[*GOLD["claims"], claim("e2", "hasCore", "e3", count=4)])
    assert evaluation.claims == Score(4, 4, 4)


def test_a_partnership_may_be_written_either_way() -> None:
    gold = {"entities": [MAKER, thing("e4", "Organization", "丁云")], "claims": [claim("e1", "partnersWith", "e4")]}
    turned = {**gold, "claims": [claim("e4", "partnersWith", "e1")]}
    assert compare(parse_annotation(gold), parse_annotation(turned)).claims == Score(1, 1, 1)


def test_a_paper_is_found_by_its_first_line() -> None:
    gold = {"entities": [thing("e1", "Paper", "Counting sheep at the edge", line=7)], "claims": []}
    other = {"entities": [thing("e1", "Paper", "边缘数羊", line=7)], "claims": []}
    assert compare(parse_annotation(gold), parse_annotation(other)).entities == Score(1, 1, 1)


@pytest.mark.parametrize(
    ("predicate", "a", "b", "same"),
    [
        ("processNode", "0.8 μm", "0.8微米", True),
        ("processNode", "N7", "7 nm", False),
        ("aiPerformance", "4 TOPS", "4.0TOPS", True),
        ("aiPerformance", "4 TOPS", "4 TOPS/W", True),
        ("clockFrequency", "2.3-2.5 GHz", "2.5 GHz", False),
        ("coreCount", "八", "八", False),
        ("arxivId", "2107.12292v2", "2107.12292", True),
        ("codeRepository", "Jia/Kit/", "jia/kit", True),
        ("releases", "V1.3", "1.3", True),
        ("fundingRound", "B 轮", "b轮", True),
    ],
)
def test_literals_are_compared_by_what_they_mean(predicate: str, a: str, b: str, same: bool) -> None:
    assert same_literal(predicate, a, b) is same


@pytest.mark.parametrize(
    ("name", "a", "b", "same"),
    [
        ("amount", "近 10 亿元", "10亿元", True),
        ("amount", "10亿元", "10亿美元", False),
        ("period", "2031年上半年", "2031H1", True),
        ("role", "CEO兼董事长", "首席执行官", True),
        ("metric", "top-1 accuracy", "Top-1", True),
    ],
)
def test_qualifiers_are_compared_by_what_they_mean(name: str, a: str, b: str, same: bool) -> None:
    assert same_qualifier(name, a, b) is same


def write(path: Path, data: Json) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False), "utf8")
    return path


def test_folders_are_paired_by_file_name_and_a_missing_prediction_is_all_missed(tmp_path: Path) -> None:
    for stem in ("a", "b"):
        write(tmp_path / "gold" / f"{stem}.json", {**GOLD, "briefing": stem})
    write(tmp_path / "mine" / "a.json", GOLD)
    write(tmp_path / "mine" / "c.json", GOLD)
    evaluation = evaluate(tmp_path / "gold", tmp_path / "mine")
    assert (evaluation.entities, evaluation.claims) == (Score(3, 3, 6), Score(4, 4, 8))
    assert evaluation.to_json()["files"]["b"]["entities"]["f1"] == 0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", r"x\.json:1: not JSON"),
        ("[]", "not an annotation"),
        ('{"entities": [{}], "claims": []}', "not an annotation"),
        ('{"entities": [], "claims": [{"s": "e1"}]}', "not an annotation"),
    ],
)
def test_a_file_that_is_no_annotation_is_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, "utf8")
    with pytest.raises(InputError, match=message):
        evaluate(path, path)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.json: No such file"):
        evaluate(tmp_path / "none.json", tmp_path)
    with pytest.raises(InputError, match="no annotation"):
        evaluate(tmp_path, tmp_path)


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_score", SHARED / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def reference_totals(scorer: ModuleType, gold: Json, predicted: Json) -> tuple[Any, ...]:
    found = scorer.score(gold, predicted)
    types, predicates = ({k: tuple(v) for k, v in found[part].items()} for part in ("ent", "cl"))
    return types, predicates, tuple(found["status"]), tuple(found["qual"])


def our_totals(gold: Json, predicted: Json) -> tuple[Any, ...]:
    found = compare(parse_annotation(gold), parse_annotation(predicted))
    types, predicates = ({k: (v.right, v.predicted, v.gold) for k, v in part.items()} for part in (found.types, found.predicates))
    return types, predicates, (found.status.right, found.status.gold), (found.qualifiers.right, found.qualifiers.gold)


def spoil(gold: Json, seed: int) -> Json:
    """A prediction with every kind of mistake in it, made from gold."""
    rng = random.Random(seed)
    predicted = copy.deepcopy(gold)
    rng.shuffle(predicted["entities"])
    predicted["entities"] = [e for e in predicted["entities"] if rng.random() > 0.1]
    for e in predicted["entities"]:
        e["aliases"] = [a for a in e.get("aliases", []) if rng.random() > 0.3]
        if e["aliases"] and rng.random() < 0.2:
            e["name"] = rng.choice(e["aliases"])
        if rng.random() < 0.1:
            e["name"] += "X"
        if rng.random() < 0.05:
            e["type"] = rng.choice(["Chip", "Device", "Software", "Paper"])
    ids = [e["id"] for e in predicted["entities"]]
    claims = []
    for c in predicted["claims"]:
        c["rule"] = "r.r"
        if c["s"] not in ids or (c["o"] not in ids and c["o"] in {e["id"] for e in gold["entities"]}) or rng.random() < 0.1:
            continue
        if rng.random() < 0.1:
            c["status"] = rng.choice(["planned", "denied"])
        for key in ("count", "value", "amount", "period", "role", "metric", "frequency"):
            if key in c and rng.random() < 0.3:
                if rng.random() < 0.5:
                    del c[key]
                else:
                    c[key] = f"{c[key]}0"
        if rng.random() < 0.1:
            c["s"] = rng.choice(ids)
        claims += [c] * rng.choice([1, 1, 1, 2])
        if rng.random() < 0.1:
            claims.append({k: v for k, v in c.items() if k in {"s", "p", "o", "line"}})
    rng.shuffle(claims)
    return {**predicted, "claims": claims}


@needs_shared
@pytest.mark.parametrize("path", GOLD_FILES, ids=lambda p: p.stem)
def test_totals_are_those_of_the_reference_scorer(scorer: ModuleType, path: Path) -> None:
    gold = json.loads(path.read_text("utf8"))
    assert our_totals(gold, gold) == reference_totals(scorer, gold, gold)
    for seed in range(12):
        predicted = spoil(gold, seed)
        assert our_totals(gold, predicted) == reference_totals(scorer, gold, predicted), seed


@needs_shared
def test_values_compare_as_in_the_reference_scorer(scorer: ModuleType) -> None:
    values: dict[str, set[str]] = defaultdict(set)
    for path in GOLD_FILES:
        for c in json.loads(path.read_text("utf8"))["claims"]:
            for key in ("count", "frequency", "metric", "value", "role", "amount", "round", "period"):
                if key in c:
                    values[key].add(str(c[key]))
            if not c["o"].startswith("e"):
                values[c["p"]].add(c["o"])
    for key, texts in values.items():
        some = sorted(texts)[:80]
        ours, theirs = (same_literal, scorer.same_literal) if key in PREDICATES else (same_qualifier, scorer.same_qualifier)
        for a in some:
            assert (norm(a), quantity(a)) == (scorer.norm(a), scorer.quantity(a))
            for b in some:
                assert ours(key, a, b) == theirs(key, a, b), (key, a, b)
