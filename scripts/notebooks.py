"""Run the notebooks and keep what they print: ``python scripts/notebooks.py [--check] [NAME…]``.

With ``--check`` nothing is written; the exit code says whether they run, and whether the text that they print is the text that is kept. Pictures are not
compared: they depend on the versions of the libraries that draw them.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
_PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]+")
_TEXTS = ("text/plain", "text/html")


def run(path: Path, store: Path) -> Any:
    """Return a notebook as it is after a run; it builds its graph at `store`, so that those after it find it there."""
    notebook = nbformat.read(path, as_version=4)
    os.environ["KG_STORE"] = str(store)
    client = NotebookClient(
        notebook,
        extra_arguments=["--log-level=40"],
        timeout=900,
        startup_timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
    )
    client.execute()
    # What differs between machines and says nothing.
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}, "language_info": {"name": "python"}}
    return notebook


def texts(notebook: Any) -> list[list[str]]:
    """Return what each code cell prints, without pictures."""
    return [[_PICTURE.sub("", text) for output in cell.outputs for text in _printed(output)] for cell in notebook.cells if cell.cell_type == "code"]


def _printed(output: Any) -> list[str]:
    data = output.get("data", {})
    return [output.get("text", ""), *(data[kind] for kind in _TEXTS if kind in data)]


def main(arguments: list[str]) -> int:
    """Run the notebooks named, or all of them; return the exit code."""
    check = "--check" in arguments
    names = [name for name in arguments if not name.startswith("-")]
    code = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in [FOLDER / name for name in names] if names else sorted(FOLDER.glob("*.ipynb")):
            began = time.monotonic()
            try:
                done = run(path, Path(folder) / "store")
            except CellExecutionError as error:
                print(f"{path.name}: a cell fails: {str(error).strip().splitlines()[-1]}", file=sys.stderr)
                code = 1
                continue
            kept = nbformat.read(path, as_version=4)
            differ = [number for number, (a, b) in enumerate(zip(texts(kept), texts(done), strict=True), 1) if a != b]
            if check and differ:
                print(f"{path.name}: code cells {', '.join(map(str, differ))} print something else than is kept; run: make notebooks", file=sys.stderr)
                code = 1
            if not check:
                nbformat.write(done, path)
            print(f"{path.name}: {len(texts(done))} cells in {time.monotonic() - began:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
