"""Take the pictures of docs/: the graph's page, still pictures, a notebook. ``python scripts/pictures.py [FOLDER]``; needs Debian's chromium.

They are not compared in CI: what is in them follows from the corpus, how they look from the versions of the browser and the libraries.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import kg

ROOT = Path(__file__).resolve().parent.parent
_NAME = "Kompanio 1300T"
_NOTEBOOK = ROOT / "notebooks" / "2-chips-cores-and-nodes.ipynb"


def take(folder: Path, chromium: str) -> list[Path]:
    """Write all pictures to a folder."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    graph = kg.build(ROOT / "corpus")
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = graph.picture(_NAME, hops=2, language="en").save(Path(work) / "graph.html")
        _page(browser, page, folder / "graph-page.png")
        _notebook(browser, Path(work) / "notebook.html", folder / "notebook.png")
        browser.close()
    graph.picture(_NAME, hops=1, language="zh").save(folder / "graph-still.svg")
    graph.picture(overview=True).save(folder / "graph-overview.png")
    return sorted(folder.glob("*"))


def _page(browser: Any, path: Path, to: Path) -> None:
    shown = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-US")
    shown.goto(path.as_uri())
    shown.wait_for_function("window.kg !== undefined")
    shown.fill("#find", _NAME)
    shown.press("#find", "Enter")
    shown.evaluate("kg.network.fit({ animation: false }); document.activeElement.blur()")
    shown.wait_for_timeout(1000)
    shown.screenshot(path=to)
    shown.close()


def _notebook(browser: Any, work: Path, to: Path) -> None:
    from nbconvert import HTMLExporter

    body, _ = HTMLExporter(template_name="lab", embed_images=True, mathjax_url="", require_js_url="", jquery_url="").from_filename(str(_NOTEBOOK))
    work.write_text(body, "utf8")
    shown = browser.new_page(viewport={"width": 1100, "height": 1500}, locale="en-US")
    shown.goto(work.as_uri(), wait_until="domcontentloaded")
    shown.wait_for_timeout(1000)
    # The first plot, with what stands around it.
    shown.evaluate("window.scrollTo(0, document.querySelector('img').getBoundingClientRect().top - 760)")
    shown.wait_for_timeout(300)
    shown.screenshot(path=to)
    shown.close()


def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("chromium is not installed (apt install chromium)", file=sys.stderr)
        return 2
    for path in take(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images", chromium):
        print(f"{path.name}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
