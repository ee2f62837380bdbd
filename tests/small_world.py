"""A tiny language of facts and its reader, in place of the extractor: tests of the store need no spaCy.

A line is a thing, or a fact about it::

    Chip:Y1                                  a thing
    Chip:Y1=甲一号,Y-1                       with other names
    Chip:Y1 hasCore Core:K1 count=4 !planned a fact with a qualifier and a status
    Chip:Y1 processNode '7_nm'               a literal

``_`` stands for a space.
"""

from __future__ import annotations

import re

from kg.errors import InputError
from kg.model import Annotation, Briefing, Claim, Entity, Evidence, Qualifier, Status
from kg.sources import Source, Sources

_FACT = re.compile(r"(?P<s>\S+)(?: (?P<p>\w+) (?P<o>\S+))?(?P<rest>.*)")


def annotate(briefing: Briefing) -> Annotation:
    """Read a briefing in the tiny language; a line ``broken`` can't be read."""
    entities: dict[str, Entity] = {}
    claims = []
    silent = []
    for number, line in enumerate(briefing.text.splitlines(), 1):
        if line == "broken":
            raise InputError(f"{briefing.path}: broken; mend it")
        if not line or line.startswith("#"):
            continue
        if line.startswith("?"):
            silent.append(Evidence(0, 1, number, line, line))
            continue
        m = _FACT.fullmatch(line)
        assert m is not None, line
        subject = _thing(m["s"], number, entities)
        if m["p"]:
            claims.append(_claim(subject, m["p"], m["o"], m["rest"], line, number, entities))
    return Annotation(briefing.stem, briefing.date, briefing.title, tuple(entities.values()), tuple(claims), briefing.digest, tuple(silent))


def _thing(text: str, line: int, entities: dict[str, Entity]) -> str:
    type_, _, names = text.replace("_", " ").partition(":")
    name, _, aliases = names.partition("=")
    entity = Entity(type_, name, lines=(line,))
    known = entities.get(entity.iri, entity)
    entities[entity.iri] = Entity(type_, known.name, (*known.aliases, *filter(None, aliases.split(","))), tuple(dict.fromkeys((*known.lines, line))))
    return entity.iri


def _claim(subject: str, predicate: str, object_: str, rest: str, line: str, number: int, entities: dict[str, Entity]) -> Claim:
    status: Status = "asserted"
    qualifiers: list[tuple[str, Qualifier]] = []
    for word in rest.split():
        if word.startswith("!"):
            status = word[1:]  # type: ignore[assignment]
        else:
            key, value = word.replace("_", " ").split("=")
            qualifiers.append((key, int(value) if value.isdigit() else value == "true" if value in {"true", "false"} else value))
    value = object_.strip("'").replace("_", " ") if object_.startswith("'") else _thing(object_, number, entities)
    return Claim(subject, predicate, value, tuple(sorted(qualifiers)), status, "small.world", 0.9, (Evidence(0, len(line), number, line, line),))


def source(stem: str, *lines: str, folder: str = "/briefings") -> Source:
    """A briefing of those lines in a folder that need not exist."""
    return Source(f"{stem}.md", f"{folder}/{stem}.md", "", "\n".join(lines).encode())


def folder(*files: Source, path: str = "/briefings") -> Sources:
    """All the briefings of a folder."""
    return Sources(tuple(sorted(files, key=lambda f: f.path)), (), (path,))
