"""Add names in bulk to the vocabulary: ``python scripts/add_names.py NAMES.txt``.

A line a thing::

    Software | Apache Spark | zh=… | alt=Spark SQL; PySpark | short=Spark | context=Hadoop; YARN | maker=Apache Software Foundation | kind=…

What the vocabulary knows already gets only the labels it lacks; a label that is another thing's of the type is left out; a label that is a common word
becomes a short one if the line gives contexts, and is left out if not. Each entry goes to the file of its type. Prints what was left out, and why.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import jieba
import pyoxigraph as ox

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kg.extract.candidates import GENERIC  # noqa: E402
from kg.model import BASE, CORE_KINDS, ENTITY_TYPES, slug  # noqa: E402
from kg.vocabulary import ONTOLOGY, SKOS, fold, has_cjk, vocabulary_files  # noqa: E402

PREFIXES = {
    "Organization": "org", "Person": "person", "Chip": "chip", "Core": "core", "ISA": "isa", "Device": "device", "Software": "software", "Model": "model",
    "Dataset": "dataset", "Venue": "venue",
}  # fmt: skip
_LABELS = (SKOS + "prefLabel", SKOS + "altLabel", ONTOLOGY + "shortLabel")
FILES = {
    "Organization": "organizations", "Person": "people", "Chip": "chips", "Core": "cores", "ISA": "isas", "Device": "devices", "Software": "software",
    "Model": "models", "Dataset": "datasets", "Venue": "venues",
}  # fmt: skip
_ID = re.compile(rf"<{BASE}id/(\w+)/([^>]+)>")


def prefixed(turtle: str) -> str:
    """Return Turtle with the vocabulary's prefixes in place of whole IRIs."""
    by_class = {t.lower(): p for t, p in PREFIXES.items()}
    return _ID.sub(lambda m: f"{by_class[m[1]]}:{m[2]}", turtle)


class Files:
    """The vocabulary's files as lines, to be added to and written back."""

    def __init__(self) -> None:
        self.lines = {path: path.read_text("utf8").splitlines() for path in vocabulary_files()}
        self.place = {line.split(" ", 1)[0]: (path, k) for path, lines in self.lines.items() for k, line in enumerate(lines) if " a edge:" in line}

    def add(self, turtle: str) -> None:
        """Add one statement: a new entry at the end of its type's file, further labels to the entry's line."""
        line = prefixed(turtle.strip())
        subject, rest = line.split(" ", 1)
        if (m := re.match(r"a edge:(\w+) ;", rest)) is None:
            path, k = self.place[subject]
            labels = rest.removeprefix("skos:altLabel ").removesuffix(" .")
            old = self.lines[path][k]
            self.lines[path][k] = (
                old.replace("skos:altLabel ", f"skos:altLabel {labels} , ", 1) if "skos:altLabel " in old else f"{old.removesuffix(' .')} ; skos:altLabel {labels} ."
            )
            return
        path = next(p for p in self.lines if p.stem == FILES[m[1]])
        self.place[subject] = path, len(self.lines[path])
        self.lines[path].append(line)

    def save(self) -> None:
        for path, lines in self.lines.items():
            used = {m for line in lines if not line.startswith(("@", "#")) for m in re.findall(r"(?:^|[\s,])([a-z]+):(?=\S)", re.sub(r'"[^"]*"', "", line))}
            missing = [f"@prefix {p}: <{BASE}id/{t.lower()}/> ." for t, p in PREFIXES.items() if p in used and not any(line.startswith(f"@prefix {p}:") for line in lines)]
            first = next(k for k, line in enumerate(lines) if line.startswith("@prefix"))
            path.write_text("\n".join([*lines[:first], *missing, *lines[first:]]) + "\n", "utf8")


class Known:
    """The labels that the vocabulary holds, and the things they name."""

    def __init__(self) -> None:
        self.owner: dict[tuple[str, str], str] = {}
        self.subjects: set[str] = set()
        types: dict[str, str] = {}
        labels: list[tuple[str, str]] = []
        for path in vocabulary_files():
            for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=BASE):
                subject, predicate, o = quad.subject.value, quad.predicate.value, quad.object.value
                if predicate.endswith("#type") and o.startswith(ONTOLOGY):
                    types[subject] = o.removeprefix(ONTOLOGY)
                elif predicate in _LABELS:
                    labels.append((subject, o))
        self.subjects = set(types)
        for subject, label in labels:
            if subject in types:
                self.owner.setdefault((types[subject], fold(label)), subject)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def too_common(label: str) -> bool:
    """Whether a label means something else more often than not."""
    if has_cjk(label):
        return len(label) < 2 or (len(label) <= 3 and (jieba.dt.FREQ.get(label) or 0) > 40)
    return len(fold(label)) < 3 or label.lower() in GENERIC


def parse(line: str) -> tuple[str, str, dict[str, list[str]]]:
    """Return type, name and the other fields of a line."""
    fields = [f.strip() for f in line.split("|")]
    if len(fields) < 2 or fields[0] not in ENTITY_TYPES or not fields[1]:
        raise ValueError("Type | Name | key=value…")
    more: dict[str, list[str]] = {}
    for text in fields[2:]:
        key, sign, value = text.partition("=")
        if text and (not sign or key.strip() not in {"zh", "alt", "short", "context", "maker", "kind"}):
            raise ValueError(f"“{text}”: no such field")
        if value.strip():
            more[key.strip()] = [v.strip() for v in value.split(";") if v.strip()]
    return fields[0], fields[1], more


def triples(type_: str, name: str, more: dict[str, list[str]], known: Known, left_out: Counter[str]) -> str:
    """Return the Turtle of one line, or empty."""
    zh = more.get("zh", [""])[0]
    wanted = [name, *([zh] if zh else []), *more.get("alt", [])]
    short, contexts = list(more.get("short", [])), more.get("context", [])
    labels = []
    for label in dict.fromkeys(wanted):
        if too_common(label):
            left_out["common word"] += 1
            short += [label] if contexts else []
        else:
            labels.append(label)
    subject = next((s for label in labels if (s := known.owner.get((type_, fold(label))))), None)
    fresh = [label for label in labels if (type_, fold(label)) not in known.owner]
    left_out["another thing's label"] += sum(known.owner[type_, fold(x)] != subject for x in labels if (type_, fold(x)) in known.owner)
    if not fresh and not (short and subject is None):
        left_out["known"] += 1
        return ""
    is_new = subject is None
    if subject is None:
        subject = f"{BASE}id/{type_.lower()}/{slug(name)}"
        if subject in known.subjects:
            left_out["slug taken"] += 1
            return ""
    for label in fresh:
        known.owner[type_, fold(label)] = subject
    known.subjects.add(subject)

    def tagged(label: str) -> str:
        return quoted(label) + ("@zh" if has_cjk(label) else "@en")

    parts = []
    if is_new:
        parts.append(f"a edge:{type_}")
        preferred = [x for x in dict.fromkeys([name, zh]) if x and (x in fresh or x == name)]
        parts.append("skos:prefLabel " + " , ".join(tagged(x) for x in preferred if x == name or has_cjk(x) != has_cjk(name)))
        fresh = [x for x in fresh if x not in preferred or (x != name and has_cjk(x) == has_cjk(name))]
    if fresh:
        parts.append("skos:altLabel " + " , ".join(map(tagged, fresh)))
    if is_new and short and contexts:
        parts.append("edge:shortLabel " + " , ".join(map(quoted, dict.fromkeys(short))))
        parts.append("edge:context " + " , ".join(map(quoted, contexts)))
    if is_new and "maker" in more:
        maker = known.owner.get(("Organization", fold(more["maker"][0])))
        if maker:
            parts.append(f"edge:knownMaker <{maker}>")
        else:
            left_out["maker unknown"] += 1
    if is_new and type_ == "Core":
        kind = more.get("kind", ["other"])[0]
        parts.append(f"edge:kind {quoted(kind if kind in CORE_KINDS else 'other')}")
    return f"<{subject}> " + " ; ".join(parts) + " .\n"


def main() -> None:
    known, files, left_out, wrong = Known(), Files(), Counter[str](), 0
    jieba.dt.initialize()
    added: Counter[str] = Counter()
    for names in map(Path, sys.argv[1:]):
        for number, line in enumerate(names.read_text("utf8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                type_, name, more = parse(line)
            except ValueError as error:
                wrong += 1
                print(f"{names.name}:{number}: {error}")
                continue
            if turtle := triples(type_, name, more, known, left_out):
                files.add(turtle)
                added[type_] += 1
    files.save()
    print(f"added: {dict(added)}; left out: {dict(left_out)}; {wrong} lines wrong")


if __name__ == "__main__":
    main()
