"""Briefings written for training, text and annotation in one file: ``python scripts/written.py training/written/*.txt`` checks them.

Lines that begin with ``%`` annotate the block of text above them; all others are the briefing. Names are found in the text by their letters::

    - 甲芯：发布乙一号，采用台积电7nm工艺；
    %E Organization | 甲芯
    %E Organization | TSMC | 台积电
    %E Chip | 乙一号
    %C 乙一号 | developedBy | 甲芯
    %C 乙一号 | processNode | 7 nm | status=planned

An entity holds in the whole file: written again, its other names are added. ``Core/CPU`` gives a core's kind. A name that two types share is
written ``Type:name`` in a claim.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kg.briefing import parse  # noqa: E402
from kg.model import ENTITY_TYPES, PREDICATES, STATUSES, Briefing  # noqa: E402

FOLDER = ROOT / "training" / "written"
WHOLE_NUMBERS = {"count"}
KEYS = {"count", "frequency", "metric", "value", "role", "former", "amount", "round", "period", "status"}


class WrittenError(Exception):
    """What is wrong in a file, with its line."""


@dataclass
class Written:
    """A briefing and its annotation in the format of the gold files."""

    stem: str
    text: str
    gold: dict[str, Any]

    @property
    def briefing(self) -> Briefing:
        """The text as the extractor reads it."""
        return parse(self.text, self.stem)


@dataclass
class _Block:
    first: int
    lines: list[str] = field(default_factory=list)


def read(path: Path) -> Written:
    """Return what a file holds.

    Raises
    ------
    WrittenError
        At the first line that is wrong.
    """
    entities: dict[tuple[str, str], dict[str, Any]] = {}
    by_name: dict[str, list[dict[str, Any]]] = {}
    claims: list[dict[str, Any]] = []
    text: list[str] = []
    block = _Block(1)
    open_block = True
    for number, line in enumerate(path.read_text("utf8").split("\n"), 1):
        where = f"{path.name}:{number}"
        if not line.startswith("%"):
            if not open_block:
                block, open_block = _Block(len(text) + 1), True
            text.append(line)
            block.lines.append(line)
            continue
        open_block = False
        kind, _, rest = line[1:].strip().partition(" ")
        fields = [f.strip() for f in rest.split("|")]
        if kind == "E":
            _entity(fields, where, entities, by_name)
        elif kind == "C":
            claims.append(_claim(fields, where, by_name, block))
        else:
            raise WrittenError(f"{where}: begin with %E or %C")
    whole = "\n".join(text)
    for e in entities.values():
        names = [e["name"], *e["aliases"]]
        e["lines"] = [n for n, line in enumerate(text, 1) if any(holds(line, name) for name in names)]
        if not e["lines"]:
            raise WrittenError(f"{path.name}: {e['type']} “{e['name']}”: none of its names stands in the text")
        e["aliases"] = sorted(set(e["aliases"]) - {e["name"]})
    gold = {"briefing": path.stem, "entities": list(entities.values()), "claims": claims}
    return Written(path.stem, whole, gold)


def holds(line: str, name: str) -> bool:
    """Whether a line holds a name, Latin names as whole words."""
    left = r"(?<![A-Za-z0-9])" if name[0].isascii() else ""
    right = r"(?![A-Za-z0-9])" if name[-1].isascii() else ""
    return re.search(left + re.escape(name) + right, line, re.I) is not None


def _entity(fields: list[str], where: str, entities: dict[tuple[str, str], dict[str, Any]], by_name: dict[str, list[dict[str, Any]]]) -> None:
    type_, _, kind = fields[0].partition("/")
    if type_ not in ENTITY_TYPES or len(fields) < 2 or not all(fields):
        raise WrittenError(f"{where}: %E Type | name | other names…")
    e = entities.get((type_, fields[1]))
    if e is None:
        e = entities[type_, fields[1]] = {"id": f"e{len(entities) + 1}", "type": type_, "name": fields[1], "aliases": []}
    if kind:
        e["kind"] = kind
    e["aliases"] += fields[2:]
    for name in fields[1:]:
        if e not in by_name.setdefault(name, []):
            by_name[name].append(e)


def _thing(name: str, types: tuple[str, ...], where: str, by_name: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    wanted, colon, rest = name.partition(":")
    if colon and wanted in ENTITY_TYPES:
        name, types = rest.strip(), (wanted,)
    found = [e for e in by_name.get(name, []) if e["type"] in types]
    if len(found) != 1:
        what = "is no entity" if not found else "names several entities; write Type:name"
        raise WrittenError(f"{where}: “{name}” {what} of {', '.join(types)}")
    return found[0]


def _claim(fields: list[str], where: str, by_name: dict[str, list[dict[str, Any]]], block: _Block) -> dict[str, Any]:
    if len(fields) < 3 or fields[1] not in PREDICATES:
        raise WrittenError(f"{where}: %C subject | predicate | object | key=value…")
    predicate = fields[1]
    domain, range_ = PREDICATES[predicate]
    subject = _thing(fields[0], tuple(domain), where, by_name)
    claim: dict[str, Any] = {"s": subject["id"], "p": predicate}
    names = [[subject["name"], *subject["aliases"]]]
    if range_ is None:
        claim["o"] = fields[2]
        names.append([n] if (n := re.split(r"[ \-]", fields[2])[0]) else [])
    else:
        o = _thing(fields[2], tuple(range_), where, by_name)
        claim["o"] = o["id"]
        names.append([o["name"], *o["aliases"]])
    for text in fields[3:]:
        key, sign, value = (part.strip() for part in text.partition("="))
        if key not in KEYS or not sign or not value or (key == "status" and value not in STATUSES):
            raise WrittenError(f"{where}: “{text}” is no qualifier; those are {', '.join(sorted(KEYS))}")
        claim[key] = int(value) if key in WHOLE_NUMBERS else value == "true" if key == "former" else value
    score = [sum(any(n and n.lower() in line.lower() for n in group) for group in names) for line in block.lines]
    if not any(score):
        raise WrittenError(f"{where}: neither end of the claim stands in the text above it")
    claim["line"] = block.first + score.index(max(score))
    return claim


def main() -> None:
    wrong = 0
    items = claims = entities = 0
    for path in map(Path, sys.argv[1:] or sorted(FOLDER.glob("*.txt"))):
        try:
            written = read(path)
        except WrittenError as error:
            wrong += 1
            print(error)
            continue
        items += len(written.briefing.items)
        claims += len(written.gold["claims"])
        entities += len(written.gold["entities"])
    print(f"{items} items, {entities} entities, {claims} claims; {wrong} files with errors")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
