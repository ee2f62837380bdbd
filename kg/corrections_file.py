"""Corrections in Turtle: where they lie, how they are read (with the line of what is wrong), and how one is written or taken back."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from kg.corrections import KINDS, Correction, Corrections, check, check_together, pair
from kg.errors import InputError, NotFoundError
from kg.model import BASE
from kg.namespaces import EDGE, PREFIXES, TYPE, node, text_label
from kg.sources import is_git_url

FILE_NAME = "corrections.ttl"
"""Name of the file that a build finds by itself."""

_PLAIN = {node("edge:sameThing"): "same-as", node("owl:sameAs"): "same-as", node("edge:differentFrom"): "different-from", node("owl:differentFrom"): "different-from"}
"""Properties that say all by themselves, without who, when and why."""

_KIND_OF = {f"{EDGE}{class_}": kind for kind, class_ in KINDS.items()}
_FIELDS = {
    "edge:corrects": "things", "edge:newName": "name", "edge:onPredicate": "predicate", "edge:aspect": "aspect", "edge:scope": "context", "edge:keeps": "keeps",
    "edge:rejects": "rejects", "edge:reason": "why", "dcterms:creator": "who", "dcterms:created": "when",
}  # fmt: skip
_FIELD_OF = {node(name): field for name, field in _FIELDS.items()}
_SEVERAL = frozenset({"things", "context", "rejects"})
_HEAD = f"""# Corrections that people made to what was read from the briefings; see docs/corrections.md. kg build reads this file.
@base <{BASE}> .
@prefix edge: <{EDGE}> .
@prefix dcterms: <{PREFIXES["dcterms"]}> .
@prefix xsd: <{PREFIXES["xsd"]}> .
"""
_USED = ("edge", "dcterms", "xsd")


@dataclass(frozen=True, slots=True)
class Placed:
    """A correction and the lines of the file that say it, from 1."""

    correction: Correction
    first: int
    last: int


@dataclass(slots=True)
class _Draft:
    """What a file says of one subject so far."""

    first: int
    last: int
    kind: str = ""
    said: dict[str, list[str]] = field(default_factory=dict)
    language: str = ""


class _Lines(io.BytesIO):
    """A file that hands out one line at a time, so that the parser has never read further than what it tells of."""

    number = 0

    def read(self, size: int | None = -1) -> bytes:
        line = self.readline()
        self.number += bool(line)
        return line


def read_corrections(path: str | Path) -> Corrections:
    """Read a file of corrections.

    A correction is a node of one of the classes ``edge:Merge``, ``edge:Split``, ``edge:Rename``, ``edge:Removal``, ``edge:Ruling``, with the reason and who
    made it when; the first two may also be written plainly, ``<id/chip/a> edge:sameThing <id/chip/b>`` and ``edge:differentFrom`` (or their OWL kin).

    Raises
    ------
    InputError
        If the file can't be read, is not Turtle, or says anything else; with the line.
    """
    return Corrections(tuple(placed.correction for placed in read_placed(path)))


def read_placed(path: str | Path) -> list[Placed]:
    """Read a file of corrections, each with its lines; see `read_corrections`."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; check the path of the corrections") from error
    found = _parse(data, str(path))
    entries: list[Correction] = []
    for placed in found:
        try:
            check(placed.correction)
            entries.append(placed.correction)
            check_together(entries)
        except InputError as error:
            raise InputError(f"{path}:{placed.first}: {error}") from error
    return found


def read_graph(statements: Iterable[ox.Quad | ox.Triple]) -> Corrections:
    """Return the corrections among the statements of the graph ``corrections``, by day, then id."""
    triples = [ox.Triple(s.subject, s.predicate, s.object) for s in statements if s.predicate != node("edge:overrules")]
    if not triples:
        return Corrections()
    data = ox.serialize(sorted(triples, key=str), format=ox.RdfFormat.N_TRIPLES) or b""
    found = [placed.correction for placed in _parse(data, "graph:corrections", strict=False)]
    return Corrections(tuple(sorted(found, key=lambda entry: (entry.when, entry.id))))


def _parse(data: bytes, where: str, *, strict: bool = True) -> list[Placed]:
    lines = _Lines(data)
    found: list[Placed] = []
    drafts: dict[ox.NamedNode | ox.BlankNode, _Draft] = {}
    try:
        for quad in ox.parse(lines, format=ox.RdfFormat.TURTLE, base_iri=BASE):
            if quad.predicate in _PLAIN:
                things = [str(getattr(term, "value", "")) for term in (quad.subject, quad.object)]
                found.append(Placed(pair(_PLAIN[quad.predicate], *things), lines.number, lines.number))
            elif isinstance(quad.subject, ox.NamedNode | ox.BlankNode):
                draft = drafts.setdefault(quad.subject, _Draft(lines.number, lines.number))
                draft.last = lines.number
                _add(draft, quad, f"{where}:{lines.number}")
    except SyntaxError as error:
        raise InputError(f"{where}:{error.lineno or 0}: not Turtle: {error.msg}; correct that line") from error
    found += [Placed(_finished(draft, where, strict=strict), draft.first, draft.last) for draft in drafts.values()]
    return sorted(found, key=lambda placed: placed.first)


def _add(draft: _Draft, quad: ox.Quad, place: str) -> None:
    text = str(getattr(quad.object, "value", quad.object))
    if quad.predicate == TYPE:
        if text not in _KIND_OF:
            raise InputError(f"{place}: {quad.object} is no kind of correction; use {', '.join(f'edge:{class_}' for class_ in KINDS.values())}")
        draft.kind = _KIND_OF[text]
        return
    name = _FIELD_OF.get(quad.predicate)
    if name is None:
        raise InputError(f"{place}: {quad.predicate} says nothing in a correction; use {', '.join(_FIELDS)}, or edge:sameThing or edge:differentFrom between two things")
    if name in draft.said and name not in _SEVERAL:
        raise InputError(f"{place}: a second {next(key for key, value in _FIELDS.items() if value == name)} for one correction; keep one")
    draft.said.setdefault(name, []).append(text.removeprefix(EDGE) if name == "predicate" else text)
    if name == "name" and isinstance(quad.object, ox.Literal):
        draft.language = quad.object.language or ""


def _finished(draft: _Draft, where: str, *, strict: bool) -> Correction:
    place = f"{where}:{draft.first}"
    if not draft.kind:
        raise InputError(f"{place}: a correction of no kind; say which with a: {', '.join(f'edge:{class_}' for class_ in KINDS.values())}")
    told = (("edge:reason", "why"), ("dcterms:creator", "who"), ("dcterms:created", "when"))
    for missing in (name for name, key in told if strict and not "".join(draft.said.get(key, ())).strip()):
        raise InputError(f"{place}: a correction without {missing}; say who made it, when, and why")
    values = {name: tuple(sorted(texts)) if name in _SEVERAL else texts[0] for name, texts in draft.said.items()}
    name = str(values.get("name", ""))
    language = draft.language or (text_label(name).language or "" if name else "")
    return Correction(kind=draft.kind, language=language, **{"things": (), **values})  # type: ignore[arg-type]


def block(correction: Correction) -> str:
    """Return a correction in Turtle, without the prefixes.

    Examples
    --------
    >>> print(block(Correction("not-a-thing", (BASE + "id/chip/new",), "Ann", "2031-05-06", "an ordinary word")).replace(chr(9), "  "))
    <correction/38082994dc> a edge:Removal ;
      edge:corrects <id/chip/new> ;
      edge:reason "an ordinary word" ;
      dcterms:creator "Ann" ;
      dcterms:created "2031-05-06"^^xsd:date .
    """
    text = (ox.serialize(correction.triples(), format=ox.RdfFormat.TURTLE, prefixes={name: PREFIXES[name] for name in _USED}, base_iri=BASE) or b"").decode()
    return "\n".join(line for line in text.splitlines() if not line.startswith("@"))


def add(path: str | Path, correction: Correction) -> bool:
    """Write one more correction into a file, which need not exist; whether it was not there yet.

    Raises
    ------
    InputError
        If it says too little, contradicts what is in the file, or the file can't be read or written.
    """
    path = Path(path)
    known = [placed.correction for placed in read_placed(path)] if path.exists() else []
    check(correction)
    if any(entry.id == correction.id for entry in known):
        return False
    check_together([*known, correction])
    text = path.read_text("utf8") if path.exists() else ""
    if _HEAD.split("\n", 1)[1] not in text:
        text = f"{text.rstrip()}\n\n{_HEAD}" if text.strip() else _HEAD
    _write(path, f"{text.rstrip()}\n\n{block(correction)}\n")
    return True


def remove(path: str | Path, id: str) -> Correction:
    """Take a correction out of a file; the rest of the file stays as it is, comments and all.

    Parameters
    ----------
    path : path
    id : str
        Its `Correction.id`, or the beginning of it where that is enough.

    Raises
    ------
    NotFoundError
        If no correction there, or more than one, is called so.
    InputError
        If the file can't be read or written, or the lines of the correction hold more than it.
    """
    placed = read_placed(path)
    fitting = [p for p in placed if p.correction.id.startswith(id)] if id else []
    if len({p.correction.id for p in fitting}) != 1:
        raise NotFoundError("correction", id, [p.correction.id for p in fitting or placed][:3])
    lines = Path(path).read_text("utf8").splitlines(keepends=True)
    gone = {number for p in fitting for number in range(p.first, p.last + 1)}
    left = "".join(line for number, line in enumerate(lines, 1) if number not in gone)
    kept = [p.correction for p in placed if p not in fitting]
    try:
        same = [p.correction for p in _parse(left.encode(), str(path))] == kept
    except InputError:
        same = False
    if not same:
        raise InputError(f"{path}:{fitting[0].first}: more than this correction stands on lines {fitting[0].first} to {fitting[0].last}; take it out by hand")
    while "\n\n\n" in left:
        left = left.replace("\n\n\n", "\n\n")
    _write(Path(path), left)
    return fitting[0].correction


def _write(path: Path, text: str) -> None:
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf8", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            file.write(text)
        os.chmod(file.name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(file.name, path)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}; check the path and its permissions") from error


def places(paths: Iterable[str | os.PathLike[str]]) -> Sequence[str]:
    """Return where a build of those paths looks for corrections: in a folder and beside it, beside a file or archive. They need not exist.

    Examples
    --------
    >>> import tempfile
    >>> folder = os.path.realpath(tempfile.mkdtemp())
    >>> [place.removeprefix(folder) for place in places([folder])][0]
    '/corrections.ttl'
    """
    found = []
    for given in paths:
        path = os.fspath(given)
        if is_git_url(path):
            continue
        real = os.path.realpath(path)
        found += [os.path.join(real, FILE_NAME)] if os.path.isdir(real) else []
        found.append(os.path.join(os.path.dirname(real), FILE_NAME))
    return tuple(dict.fromkeys(found))
