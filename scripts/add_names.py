"""Add names in bulk to the vocabulary: ``python scripts/add_names.py NAMES.txt``.

A line a thing::

    Software | Apache Spark | zh=… | alt=Spark SQL; PySpark | short=Spark | context=Hadoop; YARN | maker=Apache Software Foundation | kind=…

What the vocabulary knows already gets only the labels it lacks. A label that is a common word, or a thing of another type, becomes a short one if the line
gives contexts, and is left out if not; a label that is another thing's of the type is left out. The preferred label is the first that may stand alone. Each
entry goes to the file of its type. Prints each label that was left out, with its line and why. Several may run at once: each waits for the one before.
"""

from __future__ import annotations

import fcntl
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jieba
import pyoxigraph as ox

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kg.extract.candidates import GENERIC  # noqa: E402
from kg.model import BASE, CORE_KINDS, ENTITY_TYPES, slug  # noqa: E402
from kg.vocabulary import ONTOLOGY, SKOS, fold, has_cjk, ontology_folder  # noqa: E402

PREFIXES = {
    "Organization": "org", "Person": "person", "Chip": "chip", "Core": "core", "ISA": "isa", "Device": "device", "Software": "software", "Model": "model",
    "Dataset": "dataset", "Venue": "venue",
}  # fmt: skip
FILES = {
    "Organization": "organizations", "Person": "people", "Chip": "chips", "Core": "cores", "ISA": "isas", "Device": "devices", "Software": "software",
    "Model": "models", "Dataset": "datasets", "Venue": "venues",
}  # fmt: skip
_ID = re.compile(rf"<{BASE}id/(\w+)/([^>]+)>")
_PART_NUMBER = re.compile(r"[a-z]{0,2}\d{1,2}[a-z+]{0,2}|\d+\+?")
"""Folded numbers of products that many makers use: S21, K30, X50, 865."""


class Left(ValueError):
    """Why a line, or a label of it, is left out."""


def prefixed(turtle: str) -> str:
    """Return Turtle with the vocabulary's prefixes in place of whole IRIs."""
    by_class = {t.lower(): p for t, p in PREFIXES.items()}
    return _ID.sub(lambda m: f"{by_class[m[1]]}:{m[2]}", turtle)


def quoted(text: str) -> str:
    """Return `text` as a Turtle string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def tagged(label: str) -> str:
    """Return a label as a Turtle string with its language."""
    return quoted(label) + ("@zh" if has_cjk(label) else "@en")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other run changes the vocabulary in `folder`, and keep others out."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class Files:
    """The vocabulary's files as lines, to be added to and written back."""

    def __init__(self, folder: Path) -> None:
        self.lines = {path: path.read_text("utf8").splitlines() for path in sorted(folder.glob("*.ttl"))}
        self.place = {line.split(" ", 1)[0]: (path, k) for path, lines in self.lines.items() for k, line in enumerate(lines) if " a edge:" in line}
        self._changed: set[Path] = set()

    def new(self, type_: str, subject: str, properties: dict[str, list[str]]) -> None:
        """Add an entry at the end of its type's file."""
        path = next(p for p in self.lines if p.stem == FILES[type_])
        parts = [f"a edge:{type_}", *(f"{p} {' , '.join(values)}" for p, values in properties.items() if values)]
        line = prefixed(f"<{subject}> {' ; '.join(parts)} .")
        self.place[line.split(" ", 1)[0]] = path, len(self.lines[path])
        self.lines[path].append(line)
        self._changed.add(path)

    def extend(self, subject: str, properties: dict[str, list[str]]) -> None:
        """Add values to an entry's line."""
        path, k = self.place[prefixed(f"<{subject}>")]
        line = self.lines[path][k]
        for predicate, values in properties.items():
            if not values:
                continue
            sign, text = f" ; {predicate} ", " , ".join(values)
            if sign in line:
                line = line.replace(sign, f"{sign}{text} , ", 1)
            else:
                at = line.find(" ; edge:") if predicate == "skos:altLabel" else -1
                at = len(line.removesuffix(" .")) if at < 0 else at
                line = f"{line[:at]}{sign}{text}{line[at:]}"
        self.lines[path][k] = line
        self._changed.add(path)

    def save(self) -> None:
        """Write each changed file, whole or not at all."""
        for path in sorted(self._changed):
            lines = self.lines[path]
            used = {m for line in lines if not line.startswith(("@", "#")) for m in re.findall(r"(?:^|[\s,])([a-z]+):(?=\S)", re.sub(r'"[^"]*"', "", line))}
            missing = [f"@prefix {p}: <{BASE}id/{t.lower()}/> ." for t, p in PREFIXES.items() if p in used and not any(line.startswith(f"@prefix {p}:") for line in lines)]
            first = next(k for k, line in enumerate(lines) if line.startswith("@prefix"))
            written = path.with_suffix(".new")
            written.write_text("\n".join([*lines[:first], *missing, *lines[first:]]) + "\n", "utf8")
            written.replace(path)


class Known:
    """What the vocabulary holds: who has which label, and in what contexts short ones count."""

    def __init__(self, folder: Path) -> None:
        self.types: dict[str, str] = {}
        self.full: dict[str, dict[str, str]] = defaultdict(dict)
        self.short: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.labels: dict[str, set[str]] = defaultdict(set)
        self.shorts: dict[str, set[str]] = defaultdict(set)
        self.words: dict[str, set[str]] = defaultdict(set)
        self.maker: dict[str, str] = {}
        for path in sorted(folder.glob("*.ttl")):
            for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=BASE):
                subject, predicate, o = quad.subject.value, quad.predicate.value, quad.object.value
                if predicate.endswith("#type") and o.startswith(ONTOLOGY):
                    self.types[subject] = o.removeprefix(ONTOLOGY)
                elif predicate in {SKOS + "prefLabel", SKOS + "altLabel"}:
                    self.labels[subject].add(fold(o))
                elif predicate == ONTOLOGY + "shortLabel":
                    self.shorts[subject].add(fold(o))
                elif predicate == ONTOLOGY + "context":
                    self.words[subject].add(fold(o))
                elif predicate == ONTOLOGY + "knownMaker":
                    self.maker[subject] = o
        for subject, type_ in self.types.items():
            self.learn(subject, type_)

    def learn(self, subject: str, type_: str) -> None:
        """Index the labels of a thing."""
        self.types[subject] = type_
        for label in self.labels[subject]:
            self.full[label].setdefault(type_, subject)
        for label in self.shorts[subject]:
            self.short[type_, label].add(subject)

    def contexts(self, subject: str, maker: str = "") -> set[str]:
        """Return what makes the short labels of a thing count: its words and its maker's labels."""
        maker = self.maker.get(subject, maker)
        return self.words[subject] | self.labels[maker] | self.shorts[maker] if maker else self.words[subject]

    def rival(self, type_: str, subject: str, label: str, contexts: set[str]) -> str:
        """Return another thing of the type that has the short label in one of the contexts, or empty."""
        return next((s for s in sorted(self.short[type_, label]) if s != subject and self.contexts(s) & contexts), "")


def _frequency(word: str) -> int:
    """Return how often Chinese prose has a word."""
    jieba.dt.check_initialized()
    return jieba.dt.FREQ.get(word) or 0


def too_common(type_: str, label: str) -> bool:
    """Whether a label means something else more often than not."""
    if has_cjk(label):
        return len(label) < 2 or (len(label) <= 3 and _frequency(label) > 40)
    folded = fold(label)
    return len(folded) < 3 or label.lower() in GENERIC or (type_ in {"Chip", "Core", "Device"} and _PART_NUMBER.fullmatch(folded) is not None)


def parse(line: str) -> tuple[str, str, dict[str, list[str]]]:
    """Return type, name and the other fields of a line.

    Raises
    ------
    ValueError
        If it is no such line.
    """
    fields = [f.strip() for f in line.split("|")]
    if len(fields) < 2 or fields[0] not in ENTITY_TYPES or not fields[1]:
        raise ValueError("write: Type | Name | key=value…")
    more: dict[str, list[str]] = {}
    for text in fields[2:]:
        key, sign, value = text.partition("=")
        if text and (not sign or key.strip() not in {"zh", "alt", "short", "context", "maker", "kind"}):
            raise ValueError(f"“{text}”: no such field")
        if value.strip():
            more[key.strip()] = [v.strip() for v in value.split(";") if v.strip()]
    return fields[0], fields[1], more


class Adding:
    """A run: takes lines, keeps what fits, and notes what does not."""

    def __init__(self, folder: Path) -> None:
        self.known, self.files = Known(folder), Files(folder)
        self.added: Counter[str] = Counter()
        self.extended: Counter[str] = Counter()
        self.notes: list[str] = []
        self._at = ""

    def read(self, names: Path) -> None:
        """Take the lines of a file."""
        for number, line in enumerate(names.read_text("utf8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            self._at = f"{names.name}:{number}"
            try:
                self.take(*parse(line))
            except ValueError as error:
                self._note(str(error))

    def take(self, type_: str, name: str, more: dict[str, list[str]]) -> None:
        """Add a thing, or what is new about it.

        Raises
        ------
        Left
            If nothing of it can be added.
        """
        known = self.known
        contexts = more.get("context", [])
        wanted = list(dict.fromkeys([name, *more.get("zh", []), *more.get("alt", [])]))
        subject = next((s for label in wanted if (s := known.full.get(fold(label), {}).get(type_)) and not too_common(type_, label)), "")
        labels: list[str] = []
        shortened: list[str] = []
        for label in wanted:
            if self._taken(type_, subject, label) or fold(label) in map(fold, labels):
                continue
            if not (fault := self._fault(type_, label)):
                labels.append(label)
            elif contexts:
                shortened.append(label)
            else:
                self._note(f"“{label}” {fault}: left out; give it a context=")
        maker = known.full.get(fold(more["maker"][0]), {}).get("Organization", "") if "maker" in more else ""
        if "maker" in more and not maker:
            self._note(f"maker “{more['maker'][0]}” is unknown: left out")
        fresh = [label for label in labels if fold(label) not in known.labels[subject]] if subject else labels
        if not subject and not labels:
            raise Left(f"“{name}”: no label may stand alone; give it a longer name")
        preferred = [x for x in (name, *more.get("zh", [])[:1]) if x in labels] or labels[:1]
        preferred = sorted({has_cjk(x): x for x in reversed(preferred)}.values(), key=has_cjk)
        identity = subject or f"{BASE}id/{type_.lower()}/{slug(preferred[0])}"
        if not subject and identity in known.types:
            raise Left(f"“{name}”: the slug of {prefixed(f'<{identity}>')} is taken; give it another name")
        short, contexts = self._short(type_, identity, [*more.get("short", []), *shortened], contexts, maker)
        if subject and not fresh and not short:
            raise Left(f"“{name}”: known as {prefixed(f'<{subject}>')}")
        properties = {"edge:shortLabel": [quoted(x) for x in short], "edge:context": [quoted(x) for x in contexts]}
        if subject:
            self.files.extend(subject, {"skos:altLabel": [tagged(x) for x in fresh], **properties})
            self.extended[type_] += 1
        else:
            properties = {
                "skos:prefLabel": [tagged(x) for x in preferred],
                "skos:altLabel": [tagged(x) for x in fresh if x not in preferred],
                **properties,
                "edge:knownMaker": [f"<{maker}>"] if maker else [],
            }
            if type_ == "Core":
                kind = more.get("kind", ["other"])[0]
                properties["edge:kind"] = [quoted(kind if kind in CORE_KINDS else "other")]
            self.files.new(type_, identity, properties)
            self.added[type_] += 1
            if maker:
                known.maker[identity] = maker
        known.labels[identity] |= {fold(x) for x in fresh}
        known.shorts[identity] |= {fold(x) for x in short}
        known.words[identity] |= {fold(x) for x in contexts}
        known.learn(identity, type_)

    def _taken(self, type_: str, subject: str, label: str) -> bool:
        """Whether the label is another thing's of the type, or this one's short label."""
        owner = self.known.full[fold(label)].get(type_, subject)
        if owner != subject:
            self._note(f"“{label}” names {prefixed(f'<{owner}>')} already: left out")
        return owner != subject or bool(subject and fold(label) in self.known.shorts[subject])

    def _fault(self, type_: str, label: str) -> str:
        """Why a label may not stand alone, or empty."""
        owners = self.known.full[fold(label)]
        if type_ in owners:
            return ""
        if owners:
            return f"names {prefixed(f'<{min(owners.values())}>')} already"
        if self.known.short[type_, fold(label)]:
            return f"is a short label of {prefixed(f'<{min(self.known.short[type_, fold(label)])}>')}"
        return "is a common word" if too_common(type_, label) else ""

    def _short(self, type_: str, subject: str, short: list[str], contexts: list[str], maker: str) -> tuple[list[str], list[str]]:
        """The short labels that fit, and the contexts that are new."""
        known = self.known
        words = known.contexts(subject, maker) | set(map(fold, contexts))
        kept: list[str] = []
        for label in dict.fromkeys(short):
            key = fold(label)
            if key in known.labels[subject] | known.shorts[subject]:
                continue
            if not key or not words:
                self._note(f"short “{label}” has no context: left out")
            elif owner := known.full.get(key, {}).get(type_):
                self._note(f"short “{label}” names {prefixed(f'<{owner}>')} already: left out")
            elif rival := known.rival(type_, subject, key, words):
                self._note(f"short “{label}” names {prefixed(f'<{rival}>')} in such a context: left out")
            elif key not in map(fold, kept):
                kept.append(label)
        new = [x for x in dict.fromkeys(contexts) if fold(x) not in known.words[subject]] if kept else []
        for label in sorted(known.shorts[subject]):
            if new and (rival := known.rival(type_, subject, label, words)):
                self._note(f"the contexts are those of {prefixed(f'<{rival}>')}, which “{label}” names too: short labels left out")
                return [], []
        return kept, new

    def _note(self, text: str) -> None:
        self.notes.append(f"{self._at}: {text}")


def main(arguments: list[str], folder: Path | None = None) -> None:
    """Add the names of the files `arguments` to the vocabulary in `folder`."""
    folder = folder or ontology_folder() / "vocabulary"
    with alone(folder):
        adding = Adding(folder)
        for names in map(Path, arguments):
            adding.read(names)
        adding.files.save()
    print(*adding.notes, sep="\n")
    print(f"new: {dict(adding.added)}; further labels: {dict(adding.extended)}; {len(adding.notes)} notes")


if __name__ == "__main__":
    main(sys.argv[1:])
