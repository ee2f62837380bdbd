"""Is a graph well formed? SHACL shapes of the ontology, and what shapes can't say: each triple in one graph, no blank nodes, quotes where they are said to be."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

import pyoxigraph as ox

from kg import evidence
from kg.errors import InputError
from kg.namespaces import ONTOLOGY, PREFIXES, TYPE, compact, node
from kg.sources import Source
from kg.vocabulary import ontology_folder

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Identifier, Node

Severity = Literal["violation", "warning", "info"]
Language = Literal["en", "zh", "both"]
Statement = ox.Quad | ox.Triple

_ORDER: tuple[Severity, ...] = ("violation", "warning", "info")
_SHAPES = "https://w3id.org/edgekg/shapes#"
_SHACL = "http://www.w3.org/ns/shacl#"
_NAMES = {"violation": "违规", "warning": "警告", "info": "提示"}


@runtime_checkable
class HasQuads(Protocol):
    """What gives all of its quads: every `kg.store.Store`."""

    def quads(self) -> Iterable[ox.Quad]:
        """Yield everything it holds."""


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """One thing that is wrong.

    Attributes
    ----------
    focus : str
        IRI of what it is wrong with.
    path : str
        IRI of the property that is wrong, empty where it is the thing as a whole.
    value : str
        The value that is wrong; empty where none is, as when something is missing.
    message, message_zh : str
        What should be so.
    severity : str
        ``violation`` (broken), ``warning`` (odd, probably misread) or ``info``.
    shape : str
        IRI of the shape that says so.
    """

    focus: str
    path: str
    value: str
    message: str
    message_zh: str
    severity: Severity
    shape: str

    def to_text(self, language: Language = "both") -> str:
        """Return the result as one line.

        Examples
        --------
        >>> edge = "https://w3id.org/edgekg/ontology#"
        >>> claim = "https://w3id.org/edgekg/claim/3f9c"
        >>> ValidationResult(claim, edge + "count", "0", "at least 1", "不小于 1", "violation", "").to_text()
        'violation: claim:3f9c edge:count: at least 1 / 不小于 1 (is: 0)'
        """
        zh = language == "zh"
        where = " ".join(compact(iri) for iri in (self.focus, self.path) if iri)
        message = {"en": self.message, "zh": self.message_zh, "both": f"{self.message} / {self.message_zh}"}[language]
        value = f"（现为：{compact(self.value)}）" if zh and self.value else f" (is: {compact(self.value)})" if self.value else ""
        return f"{_NAMES[self.severity] if zh else self.severity}{'：' if zh else ': '}{where}{'：' if zh else ': '}{message}{value}"


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """All that is wrong, violations first; a graph conforms where nothing is worse than a warning.

    Examples
    --------
    >>> report = ValidationReport(())
    >>> report.conforms, report.to_text("en")
    (True, 'The graph conforms.')
    """

    results: tuple[ValidationResult, ...]

    @property
    def conforms(self) -> bool:
        """Whether there is no violation."""
        return not self.of("violation")

    def of(self, severity: Severity) -> tuple[ValidationResult, ...]:
        """Return the results of one severity."""
        return tuple(result for result in self.results if result.severity == severity)

    def to_text(self, language: Language = "both") -> str:
        """Return the report for people: a summary, then a line for each result."""
        return "\n".join([_summary(self, language), *(result.to_text(language) for result in self.results)])

    def to_json(self) -> dict[str, Any]:
        """Return the report as JSON-ready values."""
        return {"conforms": self.conforms, "results": [asdict(result) for result in self.results]}


def _summary(report: ValidationReport, language: Language) -> str:
    counts = [(severity, len(report.of(severity))) for severity in _ORDER if report.of(severity)]
    en = "The graph conforms" if report.conforms else "The graph does not conform"
    en += "".join(f"{': ' if i == 0 else ', '}{n} {severity}{'s' * (n != 1)}" for i, (severity, n) in enumerate(counts)) + "."
    zh = "图符合规范" if report.conforms else "图不符合规范"
    zh += "".join(f"{'：' if i == 0 else '，'}{n} 处{_NAMES[severity]}" for i, (severity, n) in enumerate(counts)) + "。"
    return {"en": en, "zh": zh, "both": f"{en} / {zh}"}[language]


def shapes_file() -> Path:
    """Return the file of the shapes that come with the package."""
    return ontology_folder() / "shapes.ttl"


def validate(graph: HasQuads | Iterable[Statement], shapes: Path | None = None, files: Mapping[str, Source] | None = None) -> ValidationReport:
    """Check a graph against the shapes, and its quotes against their offsets.

    Parameters
    ----------
    graph : store, or iterable of pyoxigraph.Quad or pyoxigraph.Triple
        What to check; the ontology's own graph is passed over.
    shapes : Path, optional
        Turtle file of shapes in place of those that come with the package.
    files : mapping, optional
        Slug of a briefing's stem -> the file that it was read from (`kg.originals.originals`): quotes, lines and sentences are looked up there.

    Returns
    -------
    ValidationReport
        A few thousand claims take some seconds.

    Raises
    ------
    InputError
        If the file of shapes can't be read.

    Examples
    --------
    >>> from kg.namespaces import TYPE, node
    >>> claim = ox.NamedNode("https://w3id.org/edgekg/claim/c")
    >>> report = validate([ox.Triple(claim, TYPE, node("edge:Claim")), ox.Triple(claim, node("edge:count"), ox.Literal(0))])
    >>> print(next(r.to_text("en") for r in report.results if r.value))
    violation: claim:c edge:count: edge:count is one whole number of at least 1 (is: 0)
    """
    quads = graph.quads() if isinstance(graph, HasQuads) else graph
    statements = [s for s in quads if not (isinstance(s, ox.Quad) and s.graph_name == ONTOLOGY)]
    set_aside = _set_aside(statements)
    results = {*_placement(statements), *_evidence(statements, files), *(r for r in _shacl(statements, shapes or shapes_file()) if r.focus not in set_aside)}
    return ValidationReport(tuple(sorted(results, key=lambda r: (_ORDER.index(r.severity), r.focus, r.path, r.value, r.shape))))


def _set_aside(statements: Sequence[Statement]) -> frozenset[str]:
    """What only overruled claims speak of, and what people say is no thing: it has neither type nor label."""
    removal, overrules, corrects, pointers = node("edge:Removal"), node("edge:overrules"), node("edge:corrects"), (node("rdf:subject"), node("rdf:object"))
    removals = {s.subject for s in statements if s.predicate == TYPE and s.object == removal}
    overruled = {s.object for s in statements if s.predicate == overrules}
    spoken = [s for s in statements if s.predicate in pointers] if overruled else []
    standing = {s.object for s in spoken if s.subject not in overruled}
    gone = {s.object for s in statements if s.predicate == corrects and s.subject in removals}
    return frozenset(_text(term) for term in gone | {s.object for s in spoken if s.subject in overruled and s.object not in standing})


def _placement(statements: Iterable[Statement]) -> Iterator[ValidationResult]:
    """What is wrong with where triples stand, and what with."""
    graphs: dict[ox.Triple, str] = {}
    for statement in statements:
        triple, graph = (statement.triple, str(statement.graph_name)) if isinstance(statement, ox.Quad) else (statement, "")
        focus, path, value = _text(triple.subject), triple.predicate.value, _text(triple.object)
        if graphs.setdefault(triple, graph) != graph:
            en, zh = f"a triple stands in one graph; this one is in {graphs[triple]} and {graph}", f"每条三元组只在一个图中；此条同时在 {graphs[triple]} 与 {graph} 中"
            yield ValidationResult(focus, path, value, en, zh, "violation", f"{_SHAPES}one-graph")
        if not isinstance(triple.subject, ox.NamedNode) or not isinstance(triple.object, ox.NamedNode | ox.Literal):
            yield ValidationResult(
                focus, path, value, "nodes have IRIs: no blank nodes, no triple terms", "节点必须有 IRI：不允许空白节点与三元组项", "violation", f"{_SHAPES}no-blank-nodes"
            )


def _evidence(statements: Iterable[Statement], files: Mapping[str, Source] | None) -> Iterator[ValidationResult]:
    """What is wrong with where quotes are said to be."""
    for fault in evidence.faults(statements, files):
        en, zh = evidence.MESSAGES[fault.kind]
        yield ValidationResult(fault.focus, fault.path, fault.value, en, zh, "violation", f"{_SHAPES}Evidence-{fault.kind}")


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _shacl(statements: Iterable[Statement], shapes: Path) -> Iterator[ValidationResult]:
    import pyshacl  # slow
    import rdflib  # slow

    with _quiet("rdflib.term", "pyshacl"):
        _, report, _ = pyshacl.validate(_rdflib_graph(statements), shacl_graph=_rdflib_graph(_read_shapes(shapes)), inplace=True)
    if not isinstance(report, rdflib.Graph):
        raise InputError(f"{shapes}: the shapes can't be used ({report}); correct them")
    for result in report.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult):
        yield _read_result(report, result)


def _read_shapes(path: Path) -> list[ox.Quad]:
    try:
        return list(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; check the path of the shapes") from error
    except SyntaxError as error:
        raise InputError(f"{path}:{error.lineno or 0}: not Turtle: {error.msg}; correct that line") from error


def _read_result(report: rdflib.Graph, node: Node) -> ValidationResult:
    import rdflib  # slow

    def value(name: str) -> str:
        found = report.value(node, rdflib.URIRef(_SHACL + name))
        return "" if found is None else str(found)  # a literal 0 is falsy

    messages = {getattr(m, "language", None) or "": str(m) for m in report.objects(node, rdflib.SH.resultMessage)}
    plain = messages.get("") or next(iter(messages.values()), "")
    severity: Severity = {"Warning": "warning", "Info": "info"}.get(value("resultSeverity").removeprefix(_SHACL), "violation")  # type: ignore[assignment]
    texts = messages.get("en", plain), messages.get("zh", plain)
    return ValidationResult(value("focusNode"), value("resultPath"), value("value"), *texts, severity, value("sourceShape"))


def _rdflib_graph(statements: Iterable[Statement]) -> rdflib.Graph:
    import rdflib  # slow

    @lru_cache(maxsize=100_000)
    def convert(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> Identifier:
        if isinstance(term, ox.NamedNode):
            return rdflib.URIRef(term.value)
        if isinstance(term, ox.BlankNode):
            return rdflib.BNode(term.value)
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        plain = term.datatype.value == f"{PREFIXES['xsd']}string"
        return rdflib.Literal(term.value) if plain else rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))

    graph = rdflib.Graph()
    for s in statements:
        if not isinstance(s.subject, ox.Triple) and not isinstance(s.object, ox.Triple):
            graph.add((convert(s.subject), convert(s.predicate), convert(s.object)))
    return graph


@contextmanager
def _quiet(*names: str) -> Iterator[None]:
    """Keep libraries from logging about literals that the report names anyway."""
    loggers = [(logger := logging.getLogger(name), logger.level) for name in names]
    for logger, _ in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in loggers:
            logger.setLevel(level)
