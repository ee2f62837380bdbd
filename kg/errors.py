"""The one family of errors that `kg` raises on purpose.

Each message says what is wrong, where, and what to do about it; the command line prints it as one line on stderr.
"""

from __future__ import annotations

import importlib
from typing import Any


class KgError(Exception):
    """Base of every error raised on purpose.

    Attributes
    ----------
    exit_code : int
        What the command line exits with: 2 for a bad call or bad input, 1 for a negative result.
    """

    exit_code = 2


class InputError(KgError):
    """A path, file or argument that can't be used as given."""


class StoreError(KgError):
    """A store that is missing, damaged, locked, or written by another version."""


class QueryError(KgError):
    """A SPARQL text that can't be parsed or run.

    Parameters
    ----------
    message : str
    line, column : int, optional
        Where it can't be parsed, from 1; 0 where no place is known.
    """

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line, self.column = line, column

    def __reduce__(self) -> tuple[type[QueryError], tuple[str, int, int]]:
        return type(self), (str(self), self.line, self.column)


class NotFoundError(KgError):
    """A name (entity, query, parameter) that nothing in the graph or the package bears.

    Parameters
    ----------
    what : str
        The kind of thing looked for, e.g. ``"query"``.
    name : str
        The name as given.
    nearest : sequence of str, optional
        The names that come closest; they are offered in the message.

    Examples
    --------
    >>> str(NotFoundError("query", "chip-by-core", ["chips-by-core"]))
    "no query named 'chip-by-core'; did you mean: chips-by-core?"
    """

    def __init__(self, what: str, name: str, nearest: list[str] | tuple[str, ...] = ()) -> None:
        hint = f"; did you mean: {', '.join(nearest)}?" if nearest else ""
        super().__init__(f"no {what} named {name!r}{hint}")
        self.what, self.name, self.nearest = what, name, tuple(nearest)
        self.exit_code = 1 if what == "entity" else 2

    def __reduce__(self) -> tuple[type[NotFoundError], tuple[str, str, tuple[str, ...]]]:
        return type(self), (self.what, self.name, self.nearest)


def needs(module: str, extra: str, purpose: str) -> Any:
    """Import a module of an extra.

    Parameters
    ----------
    module : str
        Its name, e.g. ``pandas``.
    extra : str
        The extra of kg that brings it.
    purpose : str
        What it is needed for, in words that follow "is needed".

    Raises
    ------
    InputError
        If it is not installed; the message says how to.

    Examples
    --------
    >>> needs("json", "notebooks", "to read").__name__
    'json'
    >>> needs("no_such_module", "parquet", "to write x.parquet")
    Traceback (most recent call last):
    kg.errors.InputError: no_such_module is needed to write x.parquet; install it with: pip install 'edgekg[parquet]'
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module.partition(".")[0]:
            raise
        raise InputError(f"{error.name} is needed {purpose}; install it with: pip install 'edgekg[{extra}]'") from error
