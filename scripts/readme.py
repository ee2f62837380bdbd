"""Run the examples of README.md and some pages of docs/, and write what they print into them: ``python scripts/readme.py [--check]``.

Each line that begins with ``$ kg`` in a ``console`` block, and each example of a Python prompt in a ``pycon`` block, is run in a folder that holds a copy of corpus/ and a store built from it; each page has a folder
of its own, so that what it corrects is corrected there only. With ``--check`` nothing is written and the exit code says whether the pages show what is
printed.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "docs/claims.md", "docs/corrections.md", "docs/pictures.md", "docs/python.md", "docs/quantities.md")
"""The pages whose examples are run."""

_BLOCK = re.compile(r"(```console\n)(.*?)(```)", re.DOTALL)
_PROMPT = re.compile(r"(```pycon\n)(.*?)(```)", re.DOTALL)


def rendered(text: str, folder: Path) -> str:
    """Return `text` with the output of every example as the commands print it now, run in a folder with corpus/ and the store kg-store."""
    environment = {**os.environ, "KG_STORE": "kg-store", "COLUMNS": "110", "NO_COLOR": "1", "LINES": "50", "PYTHONPATH": str(ROOT)}

    def run(block: re.Match[str]) -> str:
        out = []
        for line in block[2].splitlines():
            if line.startswith("$ kg"):
                command = line[2:].replace("kg ", f"'{sys.executable}' -m kg ", 1)
                done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=folder, env=environment, check=False)
                printed = "\n".join(x.rstrip() for x in (done.stdout or done.stderr).strip("\n").splitlines())
                out.append(f"{line}\n{printed}\n")
        return block[1] + "\n".join(out) + block[3]

    names: dict[str, object] = {}
    text = _BLOCK.sub(run, text)
    return _PROMPT.sub(lambda block: block[1] + _prompted(block[2], folder, names) + block[3], text)


def _prompted(block: str, folder: Path, names: dict[str, object]) -> str:
    """Run the examples of a Python prompt one after the other; names stay from block to block."""
    out = []
    with contextlib.chdir(folder):
        for example in doctest.DocTestParser().get_examples(block):
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(example.source, "<example>", "single"), names)
            first, *more = example.source.rstrip("\n").split("\n")
            shown = [line.rstrip() for line in printed.getvalue().rstrip("\n").split("\n") if printed.getvalue()]
            out.append("\n".join([f">>> {first}", *(f"... {line}".rstrip() for line in more), *shown]))
    return "\n".join(out) + "\n"


def main() -> int:
    stale = []
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary) / "fresh"
        shutil.copytree(ROOT / "corpus", fresh / "corpus")
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-m", "kg", "build", "corpus", "--store", "kg-store"], cwd=fresh, env=environment, check=True, capture_output=True)
        for number, page in enumerate(PAGES):
            text = (ROOT / page).read_text("utf8")
            new = rendered(text, Path(shutil.copytree(fresh, Path(temporary) / str(number))))
            if new != text:
                stale.append(page)
                if "--check" not in sys.argv:
                    (ROOT / page).write_text(new, "utf8")
    if "--check" in sys.argv and stale:
        print(f"{', '.join(stale)}: not what the commands print; run: python scripts/readme.py", file=sys.stderr)
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
