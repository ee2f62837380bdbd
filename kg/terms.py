"""Entries of the vocabulary: terms and families, as SKOS Turtle tells of them."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import InputError
from kg.model import BASE, ENTITY_TYPES

ONTOLOGY = f"{BASE}ontology#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the vocabulary, or a member of a family.

    Attributes
    ----------
    type : str
        One of `kg.model.ENTITY_TYPES`.
    name : str
        Canonical name: the English preferred label, else the Chinese one.
    labels : tuple of str
        Every label that counts anywhere, the canonical name first.
    short : tuple of str
        Labels that count only in context.
    contexts : tuple of str
        Words that make short labels count.
    maker : str
        Canonical name of the known maker; empty where none is known. Never a fact of the news.
    kind : str
        For a Core, its kind.
    family : str
        Name of the family a member belongs to.
    zh : str
        The Chinese preferred label, or empty.
    """

    type: str
    name: str
    labels: tuple[str, ...]
    short: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    maker: str = ""
    kind: str = ""
    family: str = ""
    zh: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """A numbered line: a prefix and a pattern of what may follow it."""

    type: str
    name: str
    prefixes: tuple[str, ...]
    pattern: str
    member_name: str
    member_zh: str
    maker: str
    kind: str

    @property
    def suffix(self) -> re.Pattern[str]:
        """The pattern of what may follow a prefix, compiled when it is first asked for: most families are in no briefing."""
        return _compiled(self.pattern)

    def member(self, suffix: str) -> Term:
        """Return the member with that suffix, e.g. ``"8cx Gen 9"``."""
        suffix = re.sub(r"\s+", " ", suffix.strip(" -"))
        zh = self.member_zh.replace("{}", suffix) if self.member_zh else ""
        name = self.member_name.replace("{}", suffix) if self.member_name else zh
        labels = tuple(dict.fromkeys(x for x in (name, zh) if x))
        return Term(self.type, name, labels, maker=self.maker, kind=self.kind, family=self.name, zh=zh)


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def read(files: Iterable[tuple[Path, bytes]]) -> tuple[list[Term], list[Family]]:
    """Read terms and families from Turtle.

    Parameters
    ----------
    files : iterable of (Path, bytes)
        What to call each file, and what it holds; an entry may be spread over several.

    Raises
    ------
    InputError
        If a file is not Turtle (with its line), or a family's pattern is none.
    """
    terms: list[Term] = []
    families: list[Family] = []
    properties: dict[str, dict[str, list[ox.Literal | ox.NamedNode]]] = defaultdict(lambda: defaultdict(list))
    for path, data in files:
        try:
            for quad in ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri=BASE, rename_blank_nodes=True):
                if isinstance(quad.object, ox.Literal | ox.NamedNode) and isinstance(quad.subject, ox.NamedNode | ox.BlankNode):
                    properties[quad.subject.value][quad.predicate.value].append(quad.object)
        except SyntaxError as error:
            raise InputError(f"{path}:{error.lineno or 0}: not Turtle: {error.msg}; correct that line") from error
    names = {subject: _preferred(p) for subject, p in properties.items()}
    for subject, p in properties.items():
        type_ = next((o.value.removeprefix(ONTOLOGY) for o in p.get(_RDF_TYPE, []) if o.value.startswith(ONTOLOGY)), "")
        if type_ not in ENTITY_TYPES:
            continue
        maker = next((names.get(o.value) or o.value.rsplit("/", 1)[-1] for o in p.get(ONTOLOGY + "knownMaker", [])), "")
        kind = next((o.value for o in p.get(ONTOLOGY + "kind", [])), "")
        name = names[subject]
        zh = next((o.value for o in p.get(SKOS + "prefLabel", []) if isinstance(o, ox.Literal) and o.language == "zh"), "")
        if name:
            labels = dict.fromkeys([name, *(o.value for key in ("prefLabel", "altLabel") for o in p.get(SKOS + key, []))])
            short = tuple(o.value for o in p.get(ONTOLOGY + "shortLabel", []))
            contexts = tuple(o.value for o in p.get(ONTOLOGY + "context", []))
            terms.append(Term(type_, name, tuple(labels), short, contexts, maker, kind, zh=zh))
        for suffix in p.get(ONTOLOGY + "memberSuffix", []):
            members = [o for o in p.get(ONTOLOGY + "memberName", []) if isinstance(o, ox.Literal)]
            try:
                re.compile(suffix.value, re.IGNORECASE)
            except re.error as error:
                raise InputError(f"vocabulary: {subject}: bad edge:memberSuffix {suffix.value!r}: {error}") from error
            prefixes = tuple(o.value for o in p.get(ONTOLOGY + "memberPrefix", []))
            en = next((o.value for o in members if o.language != "zh"), "")
            zh_member = next((o.value for o in members if o.language == "zh"), "")
            families.append(Family(type_, name or (prefixes[0] if prefixes else ""), prefixes, suffix.value, en, zh_member, maker, kind))
    return terms, families


def _preferred(properties: dict[str, list[ox.Literal | ox.NamedNode]]) -> str:
    labels = [o for o in properties.get(SKOS + "prefLabel", []) if isinstance(o, ox.Literal)]
    ranked = sorted(labels, key=lambda o: (o.language == "zh", o.value))
    return ranked[0].value if ranked else ""
