"""The named queries: questions that people ask again and again, each a file of SPARQL with a header, catalogued and filled in here.

A file is complete SPARQL and runs as it stands, with the values of its example. A parameter is a ``VALUES`` block of one variable::

    # parameter: max_nm number 7 Largest feature size, in nanometres
    VALUES ?given_max_nm { 7 }

    # parameter: most count 50 At most so many
    LIMIT 50 # given_most

`render` puts another term into the block; the text of a user is never pasted. A ``count`` stands in a ``LIMIT`` that the comment marks. The default is a
value, ``required`` (it must be given), or ``any`` (the block then holds ``UNDEF``, so that nothing is left out). A ``thing`` is given by any of its names,
in any case, or by its IRI.
"""

from __future__ import annotations

import datetime as dt
import difflib
import functools
import importlib.resources
import itertools
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, cast, get_args

from kg.errors import InputError, NotFoundError
from kg.model import STATUSES
from kg.namespaces import EDGE, PREFIXES
from kg.values import plain

ParameterType = Literal["thing", "text", "number", "date", "status", "count"]
Value = str | int | float | Decimal | dt.date

REQUIRED = "required"
"""The default of a parameter that must be given."""

ANY = "any"
"""The default of a parameter that leaves nothing out unless it is given."""

_HEADER = re.compile(r"# (?P<key>title|title-zh|parameter|example): (?P<value>.*)")
_BLOCK = re.compile(r"VALUES \?given_(?P<name>\w+) \{ (?P<term>[^{}]*) \}")
_LIMIT = re.compile(r"LIMIT (?P<term>\d+) # given_(?P<name>\w+)")
_WHERE = re.compile(r"^WHERE \{", re.MULTILINE)
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"})
_ESCAPED_U = re.compile(r"(?<=\\)[uU]")
_PARAMETER = re.compile(r"""(?P<name>[a-z]\w*) (?P<type>\w+) (?P<default>"[^"]+"|\S+) (?P<description>.+)""")
_WHAT: Mapping[ParameterType, str] = {
    "thing": "a name or an IRI", "text": "a text", "number": "a number, such as 7 or 0.5", "date": "a date, such as 2021-08-01", "status": f"one of {', '.join(STATUSES)}",
    "count": "a whole number, such as 1000",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a named query can be told.

    Attributes
    ----------
    name : str
    type : str
        ``thing``, ``text``, ``number``, ``date``, ``status`` or ``count``.
    default : str
        A value, `REQUIRED` or `ANY`.
    description : str
    """

    name: str
    type: ParameterType
    default: str
    description: str

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.default == REQUIRED


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query of the catalogue.

    Attributes
    ----------
    name : str
        Name of its file without ending.
    title, title_zh : str
        What it answers.
    parameters : tuple of Parameter
    example : str
        A command that shows it at work.
    text : str
        The file: SPARQL with the header as comments.
    """

    name: str
    title: str
    title_zh: str
    parameters: tuple[Parameter, ...]
    example: str
    text: str

    def parameter(self, name: str) -> Parameter:
        """Return the parameter with that name.

        Raises
        ------
        NotFoundError
            If the query has none of that name.
        """
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise NotFoundError(f"parameter of {self.name}", name, [p.name for p in self.parameters])

    @property
    def example_values(self) -> dict[str, str]:
        """The parameters that the example gives."""
        words = shlex.split(self.example)
        given = [word for option, word in itertools.pairwise(words) if option == "--param"]
        return dict(word.split("=", 1) for word in given)


def named_queries() -> list[NamedQuery]:
    """Return the catalogue, by name.

    Examples
    --------
    >>> [query.name for query in named_queries()][:2]
    ['acquisitions', 'briefings']
    """
    return list(_catalogue().values())


def get(name: str) -> NamedQuery:
    """Return the named query of that name.

    Raises
    ------
    NotFoundError
        If there is none; it offers the nearest names.

    Examples
    --------
    >>> get("chips-by-core").title
    'Chips that contain a core'
    >>> get("chip-by-core")
    Traceback (most recent call last):
    kg.errors.NotFoundError: no query named 'chip-by-core'; did you mean: chips-by-core, chips-by-core-count, chips-by-clock?
    """
    found = _catalogue().get(name)
    if found is None:
        raise NotFoundError("query", name, difflib.get_close_matches(name, _catalogue(), n=3, cutoff=0.4))
    return found


def render(name: str, graphs: Sequence[str] = (), /, **parameters: Value) -> str:
    """Return the SPARQL text of a named query with its parameters filled in.

    Parameters
    ----------
    name : str
    graphs : sequence of str, optional
        Graphs to ask, as ``FROM`` clauses: for an engine whose default graph is not the union of all graphs.
    **parameters
        By name. Those with a default may be left out.

    Raises
    ------
    NotFoundError
        If there is no such query, or it has no such parameter.
    InputError
        If a parameter is missing or is not of its type.

    Examples
    --------
    >>> print(next(line for line in render("chips-by-process-node", max_nm=5).splitlines() if "VALUES ?given_max_nm" in line).strip())
    VALUES ?given_max_nm { 5 }
    >>> render("chips-by-process-node", max_nm="tiny")
    Traceback (most recent call last):
    kg.errors.InputError: chips-by-process-node: parameter max_nm must be a number, such as 7 or 0.5, not 'tiny'
    """
    query = get(name)
    for given in parameters:
        query.parameter(given)
    terms = {parameter.name: _term(query, parameter, parameters.get(parameter.name)) for parameter in query.parameters}
    text = _BLOCK.sub(lambda m: f"VALUES ?given_{m['name']} {{ {terms[m['name']]} }}", query.text)
    text = _LIMIT.sub(lambda m: f"LIMIT {terms[m['name']]} # given_{m['name']}", text)
    return _WHERE.sub(lambda m: f"{''.join(map(_from, graphs))}{m[0]}", text, count=1)


def _from(graph: str) -> str:
    if not _IRI.fullmatch(graph):
        raise InputError(f"{graph!r} is no IRI of a graph; give absolute IRIs")
    return f"FROM <{graph}>\n"


def _term(query: NamedQuery, parameter: Parameter, given: Value | None) -> str:
    """The term that goes into the parameter's block."""
    if given is None and parameter.required:
        raise InputError(f"{query.name}: parameter {parameter.name} is missing ({parameter.description}); for example: {query.example}")
    value = parameter.default if given is None else given
    if parameter.default == ANY and isinstance(value, str) and value.strip().lower() == ANY:
        return "UNDEF"
    try:
        return _write(parameter.type, value)
    except ValueError as error:
        raise InputError(f"{query.name}: parameter {parameter.name} must be {_WHAT[parameter.type]}, not {value!r}") from error


def _write(type_: ParameterType, value: Value) -> str:
    """Return a value as a term of SPARQL; ValueError where it is not of the type."""
    match type_:
        case "number":
            return _number(value)
        case "date":
            date = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value).strip())
            return f'"{date:%Y-%m-%d}"^^<{PREFIXES["xsd"]}date>'
        case "status":
            status = str(value).strip().lower()
            if status not in STATUSES:
                raise ValueError(status)
            return f"<{EDGE}{status.capitalize()}>"
        case "count":
            number = int(str(value).strip())
            if not 0 < number < 1 << 31:
                raise ValueError(number)
            return str(number)
        case "thing":
            return literal(_expanded(str(value).strip()))
        case "text":
            return literal(str(value).strip())


def _number(value: Value) -> str:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise ValueError(value) from error
    if not number.is_finite() or abs(number.adjusted()) > 100:
        raise ValueError(value)
    return plain(number)


def _expanded(name: str) -> str:
    """An IRI in angle brackets or with one of our prefixes as the bare IRI; any other name as it is."""
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    return PREFIXES["id"] + name.removeprefix("id:") if name.startswith("id:") else name


def literal(text: str) -> str:
    r"""Return a text as a string of SPARQL, whatever it holds.

    Examples
    --------
    >>> print(literal('骁龙"888" \\'))
    "骁龙\"888\" \\"

    Some engines expand ``\u0022`` before they parse, even behind an escaped backslash, so no ``u`` is left standing there:

    >>> print(literal(r'\u0022'))
    "\\\u00750022"
    """
    if not text or any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError(text)
    guarded = _ESCAPED_U.sub(lambda m: f"\\u{ord(m[0]):04X}", text.translate(_ESCAPES))
    return f'"{guarded}"'


@functools.cache
def _catalogue() -> Mapping[str, NamedQuery]:
    return {query.name: query for query in sorted(_read(), key=lambda query: query.name)}


def _read() -> Iterator[NamedQuery]:
    for file in importlib.resources.files(__name__).iterdir():
        if file.name.endswith(".rq"):
            yield parse(file.name.removesuffix(".rq"), file.read_text("utf8"))


def parse(name: str, text: str) -> NamedQuery:
    """Return a named query from the text of its file.

    Raises
    ------
    InputError
        If the header is incomplete, or its parameters and the blocks of the query are not the same.

    Examples
    --------
    >>> header = "# title: Old chips\\n# title-zh: 旧芯片\\n# parameter: before date 2020-01-01 The day\\n# example: kg query old-chips\\n"
    >>> parse("old-chips", header + "SELECT *\\nWHERE {\\n  VALUES ?given_before { 1 }\\n}").parameters[0].type
    'date'
    """
    fields: dict[str, list[str]] = {"title": [], "title-zh": [], "parameter": [], "example": []}
    for line in text.splitlines():
        if m := _HEADER.fullmatch(line):
            fields[m["key"]].append(m["value"].strip())
    for key in ("title", "title-zh", "example"):
        if len(fields[key]) != 1 or not fields[key][0]:
            raise InputError(f"{name}.rq: needs exactly one line '# {key}: …'; add it")
    parameters = tuple(_parameter(name, line) for line in fields["parameter"])
    names, blocks = sorted(p.name for p in parameters), sorted({m["name"] for pattern in (_BLOCK, _LIMIT) for m in pattern.finditer(text)})
    if names != blocks:
        raise InputError(f"{name}.rq: its header has the parameters {names}, its query the blocks {blocks}; make them the same")
    return NamedQuery(name, fields["title"][0], fields["title-zh"][0], parameters, fields["example"][0], text)


def _parameter(query: str, line: str) -> Parameter:
    m = _PARAMETER.fullmatch(line)
    if m is None or m["type"] not in get_args(ParameterType):
        raise InputError(f"{query}.rq: can't read the parameter {line!r}; write: name type default description")
    return Parameter(m["name"], cast(ParameterType, m["type"]), m["default"].strip('"'), m["description"])
