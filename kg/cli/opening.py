"""The graph that a command reads: a store's, or that of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import kg


@contextmanager
def opened(store: str, as_of: dt.date | None) -> Iterator[kg.KnowledgeGraph]:
    """Give the graph of a store, as it was known on a day where one is given."""
    with kg.open(store) as graph:
        if as_of is None:
            yield graph
        else:
            with graph.as_of(as_of) as then:
                yield then
