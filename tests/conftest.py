"""What tests of the graph share."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from small_world import annotate, folder, source

from kg.builder import Settings, build
from kg.graph import KnowledgeGraph
from kg.store import MemoryStore


@pytest.fixture
def graph_of() -> Callable[..., KnowledgeGraph]:
    """Make a graph in memory from briefings in the language of `small_world`: stem=[lines]."""

    def make(**briefings: list[str]) -> KnowledgeGraph:
        store = MemoryStore()
        files = [source(stem.removeprefix("d").replace("_", "-"), *lines) for stem, lines in briefings.items()]
        return KnowledgeGraph(store, build(store, folder(*files), Settings(annotate)))

    return make
