"""What tests of the server share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from served import Served, Site, build_store, serving

from kg.serve.settings import Settings


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_store(tmp_path_factory.mktemp("served") / "store", w3c=True)


@pytest.fixture(scope="session")
def server(store: Path) -> Iterator[Served]:
    """A server as users start it, but for a shorter time limit and lower bounds."""
    with serving(store, "--timeout", "3", "--rows", "2000", "--memory", "256") as served:
        yield served


@pytest.fixture(scope="session")
def site(store: Path) -> Iterator[Site]:
    """The application in this process."""
    with Site(Settings(store, timeout=20, workers=4)) as site:
        yield site
