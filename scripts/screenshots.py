"""Take the pictures of README.md and docs/: ``python scripts/screenshots.py [--store STORE]``. Serves a store of corpus/ and writes docs/images/*.png."""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bench"))

from serve import serving  # noqa: E402

IMAGES = ROOT / "docs" / "images"
LARGEST = 300_000
"""Bytes of the largest picture."""

_COLOURS = 256
_PATIENCE = 300_000
_CLOCKS = """SELECT ?chip ?foundry ?ghz WHERE {
  ?chip a edge:Chip ;
        edge:manufacturedBy ?foundry ;
        edge:clockGHz ?ghz .
}
ORDER BY DESC(?ghz)
LIMIT 12"""


def settle(page: Any) -> None:
    """Wait until the picture of the graph is there and holds still."""
    page.wait_for_selector("#graph[data-ready]")
    page.get_by_role("button", name="Arrange").or_(page.get_by_role("button", name="重新布局")).wait_for()
    page.wait_for_timeout(1500)


def choose(page: Any) -> None:
    """Choose a thing in the picture, and let the panel tell of it."""
    settle(page)
    page.locator("#graph-find").fill("Dimensity 1200")
    page.locator(".panel h2").wait_for()
    page.locator("[data-do=fit]").click()
    page.wait_for_timeout(1500)


def draw(page: Any) -> None:
    """Open the chart of an answer."""
    page.locator("#chart summary").click()
    page.locator(".drawing").wait_for()


def open_sentence(page: Any) -> None:
    """Open the sentence of a fact."""
    page.locator(".fact summary").first.click()


PICTURES: dict[str, tuple[str, dict[str, Any], Callable[[Any], None] | None]] = {
    "home-zh": ("/", {"locale": "zh-CN"}, None),
    "thing": ("/id/chip/kompanio-1300t", {}, open_sentence),
    "query": (f"/query?query={quote(_CLOCKS)}", {}, draw),
    "graph": ("/graph?thing=Cortex-A78&hops=2", {}, choose),
    "graph-dark": ("/graph", {"color_scheme": "dark"}, settle),
}
"""Name -> path, what the browser is like, and what to do before the picture is taken."""


def small(png: bytes) -> bytes:
    """Return a picture better packed; where that is not enough, with fewer colours."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for made in (picture, picture.quantize(_COLOURS, dither=Image.Dither.NONE)):
        out = io.BytesIO()
        made.save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            break
    return out.getvalue()


def take(address: str) -> None:
    """Take all pictures."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("chromium is not installed; install it (apt install chromium)")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (path, options, act) in PICTURES.items():
            context = browser.new_context(base_url=address, **{"locale": "en-US", "viewport": {"width": 1280, "height": 860}} | options)
            context.set_default_timeout(_PATIENCE)
            page = context.new_page()
            page.goto(path)
            if act is not None:
                act(page)
            png = small(page.screenshot())
            if len(png) > LARGEST:
                raise SystemExit(f"{name}: {len(png)} bytes, more than {LARGEST}; make the window smaller")
            (IMAGES / f"{name}.png").write_bytes(png)
            print(f"docs/images/{name}.png: {len(png) // 1000} kB")
            context.close()
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="a store that is there already, in place of one of corpus/")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = arguments.store or Path(folder) / "store"
        if arguments.store is None:
            subprocess.run([sys.executable, "-m", "kg", "build", "corpus", "--store", str(store)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        with serving(store) as address:
            take(address)


if __name__ == "__main__":
    main()
