"""Run the console examples of README.md and write what they print into it: ``python scripts/readme.py [--check]``.

Each line that begins with ``$ kg`` in a ``console`` block is run over a store built from corpus/; with ``--check`` nothing is written and the exit
code says whether README shows what is printed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"(```console\n)(.*?)(```)", re.DOTALL)


def rendered(text: str, store: Path) -> str:
    """Return `text` with the output of every example as the commands print it now."""
    environment = {**os.environ, "KG_STORE": str(store), "COLUMNS": "110", "NO_COLOR": "1", "LINES": "50"}

    def run(block: re.Match[str]) -> str:
        out = []
        for line in block[2].splitlines():
            if line.startswith("$ kg"):
                done = subprocess.run(
                    ["bash", "-c", line[2:].replace("kg ", f"'{sys.executable}' -m kg ", 1)], capture_output=True, text=True, cwd=ROOT, env=environment, check=False
                )
                printed = "\n".join(x.rstrip() for x in (done.stdout or done.stderr).strip("\n").splitlines())
                out.append(f"{line}\n{printed}\n")
        return block[1] + "\n".join(out) + block[3]

    return _BLOCK.sub(run, text)


def main() -> int:
    readme = ROOT / "README.md"
    text = readme.read_text("utf8")
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        subprocess.run([sys.executable, "-m", "kg", "build", "corpus", "--store", str(store)], cwd=ROOT, check=True, capture_output=True)
        new = rendered(text, store)
    if "--check" in sys.argv:
        if new != text:
            print("README.md does not show what the commands print; run: python scripts/readme.py", file=sys.stderr)
        return int(new != text)
    readme.write_text(new, "utf8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
