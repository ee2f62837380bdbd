"""What a query gives: bindings, a yes or no, or triples; and its serialisations."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.display import SHOWN, html_table, text_table
from kg.errors import QueryError, needs
from kg.namespaces import PREFIXES, compact

if TYPE_CHECKING:
    import pandas as pd

Value = str | int | float | bool | Decimal | dt.date | None
"""A term as a Python value: an IRI as its text, a number as a number, a date as a date."""

BindingTerm = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_XSD = PREFIXES["xsd"]
_TABLES = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "csv": ox.QueryResultsFormat.CSV, "tsv": ox.QueryResultsFormat.TSV}
_GRAPHS = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD, "rdfxml": ox.RdfFormat.RDF_XML}
_READ: Mapping[str, Callable[[str], Value]] = {
    **dict.fromkeys((f"{_XSD}{name}" for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")), int),
    **dict.fromkeys((f"{_XSD}{name}" for name in ("double", "float")), float),
    f"{_XSD}decimal": Decimal,
    f"{_XSD}boolean": lambda text: text in {"true", "1"},
    f"{_XSD}date": dt.date.fromisoformat,
}


def python_value(term: BindingTerm | None) -> Value:
    """Return a term as a Python value.

    Examples
    --------
    >>> python_value(ox.Literal(4)), python_value(ox.NamedNode("urn:a")), python_value(None)
    (4, 'urn:a', None)
    """
    if term is None or isinstance(term, ox.Triple):
        return None if term is None else str(term)
    if isinstance(term, ox.Literal) and (read := _READ.get(term.datatype.value)) is not None:
        try:
            return read(term.value)
        except (ValueError, ArithmeticError):
            return term.value
    return term.value


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """The answer to a query, all of it in memory.

    Attributes
    ----------
    variables : tuple of str
        Names of the columns of a SELECT, without ``?``.
    rows : tuple of tuple
        Terms of a SELECT, None where a variable is unbound.
    boolean : bool or None
        Answer of an ASK.
    triples : tuple of pyoxigraph.Triple or None
        Answer of a CONSTRUCT or DESCRIBE, without repetitions.

    Iterating gives one dict a row, of Python values. It shows itself as a table.

    Examples
    --------
    >>> Result(("chip", "cores"), ((ox.NamedNode("https://w3id.org/edgekg/id/chip/y1"), ox.Literal(8)),))
     chip         cores
     ──────────────────
     id:chip/y1   8
    """

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[BindingTerm | None, ...], ...] = ()
    boolean: bool | None = None
    triples: tuple[ox.Triple, ...] | None = None

    def __len__(self) -> int:
        return len(self.rows if self.triples is None else self.triples)

    def __bool__(self) -> bool:
        return self.boolean if self.boolean is not None else len(self) > 0

    def __iter__(self) -> Iterator[dict[str, Value]]:
        for row in self.rows:
            yield dict(zip(self.variables, map(python_value, row), strict=True))

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas DataFrame, one column a variable; triples as columns ``s``, ``p``, ``o``.

        IRIs are text, numbers are numbers (decimals as floats), dates are ``datetime64``; what is unbound is missing.

        Raises
        ------
        InputError
            If pandas is not installed.
        QueryError
            If the query answers yes or no.

        Examples
        --------
        >>> frame = Result(("chip", "clock"), ((ox.Literal("A"), ox.Literal(3.1)), (ox.Literal("B"), None))).to_pandas()
        >>> frame["clock"].tolist()
        [3.1, nan]
        """
        if self.boolean is not None:
            raise QueryError("the query answers yes or no, which makes no table; see .boolean")
        pd = needs("pandas", "notebooks", "for a DataFrame")
        names, rows = (self.variables, self.rows) if self.triples is None else (("s", "p", "o"), self.triples)
        columns = {name: [_frame_value(row[i]) for row in rows] for i, name in enumerate(names)}
        # Only a column of dates alone becomes one of pandas' times.
        return pd.DataFrame({name: pd.to_datetime(column) if _is_dates(column) else column for name, column in columns.items()}, columns=list(names))

    def _cells(self) -> tuple[Sequence[str], list[list[str]]]:
        names, rows = (self.variables, self.rows) if self.triples is None else (("s", "p", "o"), self.triples)
        return names, [[_shown(term) for term in row] for row in rows[:SHOWN]]

    def __repr__(self) -> str:
        if self.boolean is not None:
            return f"<Result: {'yes' if self.boolean else 'no'}>"
        return text_table(*self._cells(), total=len(self)) if len(self) else "<Result: no rows>"

    def _repr_html_(self) -> str:
        if self.boolean is not None:
            return "<b>yes</b>" if self.boolean else "<b>no</b>"
        return html_table(*self._cells(), total=len(self))

    def serialize(self, format: str = "json") -> str:
        """Return the result as text.

        Parameters
        ----------
        format : str
            ``json``, ``xml``, ``csv``, ``tsv`` (SPARQL 1.1 results formats) for bindings and yes/no; ``turtle``, ``ntriples``, ``jsonld``, ``rdfxml`` for triples.

        Raises
        ------
        QueryError
            If the format doesn't fit the kind of result.

        Examples
        --------
        >>> print(Result(("n",), ((ox.Literal(4),),)).serialize("tsv"), end="")
        ?n
        4
        """
        if self.triples is not None:
            if format not in _GRAPHS:
                raise QueryError(f"the query gives triples, which can't be written as {format}; use one of {', '.join(_GRAPHS)}")
            prefixes = None if format == "ntriples" else dict(PREFIXES)
            return (ox.serialize(self.triples, format=_GRAPHS[format], prefixes=prefixes) or b"").decode()
        if format not in _TABLES:
            kind = "rows" if self.boolean is None else "a yes or no"
            raise QueryError(f"the query gives {kind}, which can't be written as {format}; use one of {', '.join(_TABLES)}")
        text = self._json()
        if format == "json":
            return text
        return (ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON).serialize(format=_TABLES[format]) or b"").decode()

    def _json(self) -> str:
        if self.boolean is not None:
            return json.dumps({"head": {}, "boolean": self.boolean})
        bindings = [{name: _json_term(term) for name, term in zip(self.variables, row, strict=True) if term is not None} for row in self.rows]
        return json.dumps({"head": {"vars": list(self.variables)}, "results": {"bindings": bindings}}, ensure_ascii=False)


def _frame_value(term: BindingTerm | None) -> Value:
    value = python_value(term)
    return float(value) if isinstance(value, Decimal) else value


def _is_dates(column: Sequence[Value]) -> bool:
    return any(column) and all(value is None or isinstance(value, dt.date) for value in column)


def _shown(term: BindingTerm | None) -> str:
    return compact(term.value) if isinstance(term, ox.NamedNode) else str(python_value(term) if term is not None else "")


def _json_term(term: BindingTerm) -> dict[str, object]:
    match term:
        case ox.NamedNode():
            return {"type": "uri", "value": term.value}
        case ox.BlankNode():
            return {"type": "bnode", "value": term.value}
        case ox.Literal():
            kind = {"xml:lang": term.language} if term.language else {} if term.datatype.value == f"{_XSD}string" else {"datatype": term.datatype.value}
            return {"type": "literal", "value": term.value, **kind}
        case _:
            parts = {name: _json_term(getattr(term, name)) for name in ("subject", "predicate", "object")}
            return {"type": "triple", "value": parts}


def read_result(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Result:
    """Return what the engine found, all of it in memory."""
    if isinstance(found, ox.QueryBoolean):
        return Result(boolean=bool(found))
    if isinstance(found, ox.QueryTriples):
        return Result(triples=tuple(dict.fromkeys(found)))
    variables: Sequence[ox.Variable] = found.variables
    return Result(tuple(v.value for v in variables), tuple(tuple(solution[v] for v in variables) for solution in found))
