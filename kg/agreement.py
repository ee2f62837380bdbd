"""When two annotations of one briefing say the same: entities by their names, claims by their arguments, values by what they mean.

The semantics are those of the project's reference scorer: width, case, spaces and punctuation are folded away, "38.5 亿美元" is "3.85 billion USD",
"2021年第二季度" is "2021Q2", and a claim that says less than another of the same subject, predicate and object counts with it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import InputError
from kg.model import Qualifier

SYMMETRIC = frozenset({"partnersWith"})
"""Predicates that say the same in both directions."""

QUALIFIERS: Mapping[str, tuple[str, ...]] = {
    "hasCore": ("count", "frequency"), "usesChip": ("count",), "evaluatedOn": ("metric", "value"), "holdsPosition": ("role",),
    "fundingRound": ("amount",), "investsIn": ("amount", "round"), "acquires": ("amount",), "reportsMetric": ("value", "period"),
}  # fmt: skip
"""The qualifiers that count, by predicate."""

_UNIT_WORDS = (("纳米", "nm"), ("μm", "um"), ("微米", "um"))
_UNIT = re.compile(r"nm|um|ghz|mhz|[kmgtpe]?flops|[kmgtpe]?ops|å")
_MULTIPLIERS = (
    ("万亿", 1e12), ("千亿", 1e11), ("百亿", 1e10), ("十亿", 1e9), ("亿", 1e8), ("千万", 1e7), ("百万", 1e6), ("万", 1e4),
    ("trillion", 1e12), ("billion", 1e9), ("million", 1e6),
)  # fmt: skip
_CURRENCIES = (
    ("美元", "USD"), ("美金", "USD"), ("usd", "USD"), ("dollars", "USD"), ("$", "USD"), ("欧元", "EUR"), ("eur", "EUR"), ("英镑", "GBP"), ("日元", "JPY"),
    ("韩元", "KRW"), ("新台币", "TWD"), ("人民币", "CNY"), ("元", "CNY"), ("cny", "CNY"), ("rmb", "CNY"), ("%", "%"),
)  # fmt: skip
_PERIOD_WORDS = (("上半年", "h1"), ("下半年", "h2"), ("财年", "fy"))
_ROLES = {"首席执行官": "ceo", "首席技术官": "cto", "首席运营官": "coo", "首席财务官": "cfo"}


@dataclass(frozen=True, slots=True)
class AnnotatedEntity:
    """An entity of an annotation file.

    Attributes
    ----------
    id : str
        Its id in the file.
    names : frozenset of str
        Name and aliases, folded.
    """

    id: str
    type: str
    name: str
    names: frozenset[str]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AnnotatedClaim:
    """A claim of an annotation file; `subject` is an id, `object` an id where `is_literal` is false."""

    subject: str
    predicate: str
    object: str
    is_literal: bool
    qualifiers: Mapping[str, Qualifier]
    status: str = "asserted"
    line: int = 0
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one annotation file says of its briefing.

    Attributes
    ----------
    claims : tuple of AnnotatedClaim
        Without those that say no more than another.
    """

    briefing: str
    entities: Mapping[str, AnnotatedEntity]
    claims: tuple[AnnotatedClaim, ...]

    def label(self, argument: str) -> str:
        """Return the name of the entity with that id, or the literal itself."""
        entity = self.entities.get(argument)
        return entity.name if entity else argument

    def show(self, claim: AnnotatedClaim) -> str:
        """Return a claim in words, for lists of errors."""
        said = "".join(f" {k}={v}" for k, v in claim.qualifiers.items())
        status = "" if claim.status == "asserted" else f" [{claim.status}]"
        return f"{self.label(claim.subject)} {claim.predicate} {self.label(claim.object)}{said}{status}"


def read_annotation(path: Path) -> Reading:
    """Read an annotation file.

    Raises
    ------
    InputError
        If the file is missing, is not JSON, or is not an annotation.
    """
    try:
        return parse_annotation(json.loads(path.read_text("utf-8-sig")), path.stem)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; check the path") from error
    except json.JSONDecodeError as error:
        raise InputError(f"{path}:{error.lineno}: not JSON ({error.msg}); give a file that kg annotate wrote") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path}: not JSON text; give a file that kg annotate wrote") from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InputError(f"{path}: not an annotation ({type(error).__name__}: {error}); it needs entities and claims as kg annotate writes them") from error


def parse_annotation(data: Mapping[str, Any], stem: str = "") -> Reading:
    """Return what the JSON of an annotation says.

    Examples
    --------
    >>> reading = parse_annotation({"briefing": "b", "entities": [{"id": "e1", "type": "Chip", "name": "Y1"}],
    ...                             "claims": [{"s": "e1", "p": "coreCount", "o": "8"}]})
    >>> reading.show(reading.claims[0])
    'Y1 coreCount 8'
    """
    entities = {}
    for e in data["entities"]:
        folded = frozenset(filter(None, map(norm, (e["name"], *e.get("aliases", ())))))
        entities[str(e["id"])] = AnnotatedEntity(str(e["id"]), str(e["type"]), str(e["name"]), folded, tuple(map(int, e.get("lines", ()))))
    claims = [
        AnnotatedClaim(
            str(c["s"]), str(c["p"]), str(c["o"]), str(c["o"]) not in entities, {k: c[k] for k in QUALIFIERS.get(c["p"], ()) if c.get(k) not in (None, "")},
            str(c.get("status", "asserted")), int(c.get("line", 0)), str(c.get("rule", "")),
        )
        for c in data["claims"]
    ]  # fmt: skip
    return Reading(str(data.get("briefing", stem)), entities, _distinct(claims))


def fold(text: object) -> str:
    """Return text with width and case folded away."""
    return unicodedata.normalize("NFKC", str(text)).lower()


def norm(text: object) -> str:
    """Return text without width, case, spaces and punctuation; a trailing ``+`` stays.

    Examples
    --------
    >>> norm("Mali-G77 MC9"), norm("Galaxy S21+"), norm("ＡＲＭ")
    ('malig77mc9', 'galaxys21+', 'arm')
    """
    return re.sub(r"\+(?=[^+])", "", re.sub(r"[^\w+]+|_", "", fold(text)))


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(n.rstrip("0").rstrip(".") if "." in n else n for n in re.findall(r"\d+(?:\.\d+)?", text))


def quantity(text: object) -> tuple[str, ...]:
    """Return the numbers of a text, and its unit where it has one.

    Examples
    --------
    >>> quantity("7 nm EUV"), quantity("2.30-2.5 GHz"), quantity("N7")
    (('7', 'nm'), ('2.3', '2.5', 'ghz'), ('7',))
    """
    folded = fold(text).replace(",", "")
    for word, unit in _UNIT_WORDS:
        folded = folded.replace(word, unit)
    found = _UNIT.search(folded)
    return (*_numbers(folded), found[0]) if found else _numbers(folded)


def amount(text: object) -> tuple[tuple[float, ...], str]:
    """Return the numbers of a sum, multiplied out, and its currency or ``%``.

    Examples
    --------
    >>> amount("38.5 亿美元") == amount("3.85 billion USD") == ((3850000000.0,), "USD")
    True
    """
    folded = fold(text).replace(",", "")
    factor = next((f for word, f in _MULTIPLIERS if word in folded), 1.0)
    unit = next((u for word, u in _CURRENCIES if word in folded), "")
    return tuple(round(float(n) * factor, 4) for n in _numbers(folded)), unit


def period(text: object) -> str:
    """Return a period in one form.

    Examples
    --------
    >>> period("2021年第二季度"), period("2021年5月"), period("2021-05")
    ('2021q2', '202105', '202105')
    """
    folded = re.sub(r"第?([一二三四])季度", lambda m: f"q{'一二三四'.index(m[1]) + 1}", fold(text))
    for word, short in _PERIOD_WORDS:
        folded = folded.replace(word, short)
    month = re.fullmatch(r"(\d{4})年(\d{1,2})月?", folded)
    return norm(f"{month[1]}{int(month[2]):02d}" if month else folded.replace("年", ""))


def _words(text: object) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))


def _share_a_word(a: object, b: object) -> bool:
    return bool(_words(a) & _words(b))


def _same_amount(a: object, b: object) -> bool:
    x, y = amount(a), amount(b)
    return x == y if x[0] or y[0] else norm(a) == norm(b)


def _same_role(a: object, b: object) -> bool:
    x, y = (norm(re.sub("|".join(_ROLES), lambda m: _ROLES[m[0]], str(role))) for role in (a, b))
    return x == y or (min(len(x), len(y)) > 2 and (x in y or y in x))


def _same_quantity(a: object, b: object) -> bool:
    return bool(quantity(a)) and quantity(a) == quantity(b)


def _same_node(a: object, b: object) -> bool:
    x, y = quantity(a), quantity(b)
    if {*x[-1:], *y[-1:]} <= {"nm", "um"} and x and y:
        return (x[0], x[-1]) == (y[0], y[-1])
    return norm(a) == norm(b)


Same = Callable[[object, object], bool]


def _by(form: Callable[[object], object]) -> Same:
    return lambda a, b: form(a) == form(b)


_SAME_NAME = _by(norm)
_SAME_QUALIFIER: Mapping[str, Same] = {
    "value": _same_amount, "amount": _same_amount, "count": _by(quantity), "frequency": _by(quantity), "period": _by(period), "metric": _share_a_word, "role": _same_role,
}  # fmt: skip
_SAME_LITERAL: Mapping[str, Same] = {
    "aiPerformance": _same_quantity,
    "clockFrequency": _same_quantity,
    "coreCount": _same_quantity,
    "processNode": _same_node,
    "reportsMetric": _share_a_word,
    "releases": _by(lambda text: norm(text).lstrip("v")),
    "arxivId": _by(lambda text: re.sub(r"v\d+$", "", str(text))),
    "codeRepository": _by(lambda text: str(text).lower().strip("/")),
}


def same_qualifier(name: str, a: object, b: object) -> bool:
    """Whether two values of a qualifier mean the same.

    Examples
    --------
    >>> same_qualifier("role", "首席执行官", "CEO"), same_qualifier("count", 4, "4")
    (True, True)
    """
    return _SAME_QUALIFIER.get(name, _SAME_NAME)(a, b)


def same_literal(predicate: str, a: str, b: str) -> bool:
    """Whether two literal objects of a predicate mean the same.

    Examples
    --------
    >>> same_literal("processNode", "7 nm EUV", "7纳米"), same_literal("releases", "v1.3", "1.3"), same_literal("coreCount", "8", "4")
    (True, True, False)
    """
    return _SAME_LITERAL.get(predicate, _SAME_NAME)(a, b)


def agreeing(a: AnnotatedClaim, b: AnnotatedClaim) -> int:
    """Return how many qualifiers two claims both have and agree on."""
    return sum(same_qualifier(name, a.qualifiers[name], b.qualifiers[name]) for name in a.qualifiers.keys() & b.qualifiers.keys())


def _distinct(claims: Sequence[AnnotatedClaim]) -> tuple[AnnotatedClaim, ...]:
    """Leave out each claim that says no more than another of the same subject, predicate and object."""
    groups: dict[tuple[str, str, str], list[AnnotatedClaim]] = defaultdict(list)
    for s in claims:
        first, second = s.subject, norm(s.object) if s.is_literal else s.object
        if s.predicate in SYMMETRIC:
            first, second = sorted((first, second))
        groups[first, s.predicate, second].append(s)
    kept: list[AnnotatedClaim] = []
    for group in groups.values():
        chosen: list[AnnotatedClaim] = []
        for s in sorted(group, key=lambda s: -len(s.qualifiers)):
            if not any(agreeing(s, other) == len(s.qualifiers) for other in chosen):
                chosen.append(s)
        kept += chosen
    return tuple(kept)


def align_entities(gold: Reading, predicted: Reading) -> dict[str, str]:
    """Return which predicted entity is which gold entity, by id, one to one: same type and shared names, most of them first.

    A paper with no name in common is the paper that stands on its first line.
    """
    bearers: dict[tuple[str, str], list[AnnotatedEntity]] = defaultdict(list)
    for entity in gold.entities.values():
        for name in entity.names:
            bearers[entity.type, name].append(entity)
    ranked: list[tuple[int, str, str]] = []
    for entity in predicted.entities.values():
        votes: Counter[str] = Counter()
        for name in entity.names:
            for other in bearers[entity.type, name]:
                votes[other.id] += 2 if norm(other.name) == name else 1
        if entity.type == "Paper" and not votes:
            votes.update(other.id for other in gold.entities.values() if other.type == "Paper" and set(entity.lines[:1]) & set(other.lines))
        ranked += [(-count, gold_id, entity.id) for gold_id, count in votes.items()]
    aligned: dict[str, str] = {}
    taken: set[str] = set()
    for _, gold_id, predicted_id in sorted(ranked):
        if predicted_id not in aligned and gold_id not in taken:
            aligned[predicted_id] = gold_id
            taken.add(gold_id)
    return aligned


def align_claims(gold: Reading, predicted: Reading, entities: Mapping[str, str]) -> dict[int, int]:
    """Return which predicted claim says what which gold claim says, by position, one to one: the best agreement first."""
    pairs = [
        (agreeing(g, p), g.status == p.status, p.is_literal and norm(g.object) == norm(p.object), -i, -j)
        for i, p in enumerate(predicted.claims)
        for j, g in enumerate(gold.claims)
        if same_claim(g, p, entities)
    ]
    aligned: dict[int, int] = {}
    taken: set[int] = set()
    for *_, i, j in sorted(pairs, reverse=True):
        if -i not in aligned and -j not in taken:
            aligned[-i] = -j
            taken.add(-j)
    return aligned


def same_claim(gold: AnnotatedClaim, predicted: AnnotatedClaim, entities: Mapping[str, str]) -> bool:
    """Whether a predicted claim claims what a gold claim claims, whatever its status and qualifiers.

    A reported number is part of the claim: another value is another claim.
    """
    if gold.predicate != predicted.predicate or gold.is_literal != predicted.is_literal:
        return False
    subject = entities.get(predicted.subject)
    if not gold.is_literal:
        said, object_ = (gold.subject, gold.object), entities.get(predicted.object)
        return said == (subject, object_) or (gold.predicate in SYMMETRIC and said == (object_, subject))
    if gold.subject != subject or not same_literal(gold.predicate, gold.object, predicted.object):
        return False
    return gold.predicate != "reportsMetric" or same_qualifier("value", gold.qualifiers.get("value", ""), predicted.qualifiers.get("value", ""))
