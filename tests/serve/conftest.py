"""What tests of the server share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser import CHROMIUM, EXPECTED, Keep, Open
from served import Served, Site, build_store, serving

from kg.serve.settings import Settings

_PATIENCE = 120_000
"""Milliseconds: no busy machine's clock decides a test."""


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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])  # a container's root has no other way
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Any, server: Served) -> Iterator[Open]:
    """Open a page in a browser of its own; at the end nothing went wrong in it, and nothing left the machine."""
    troubles: list[str] = []
    contexts = []

    def open_page(path: str = "/", **options: Any) -> Any:
        context = chromium.new_context(base_url=server.url, **{"locale": "en-US", "viewport": {"width": 1200, "height": 900}} | options)
        contexts.append(context)
        context.set_default_timeout(_PATIENCE)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" and not any(e in message.text for e in EXPECTED) else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: troubles.append(request.url) if urlsplit(request.url).hostname != "127.0.0.1" else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    """Take a picture of a page; ``KG_SCREENSHOTS=DIR`` keeps them."""
    folder = Path(os.environ.get("KG_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return lambda page, name: page.screenshot(path=folder / f"{name}.png") and None
