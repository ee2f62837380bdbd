"""What tests of the command line share: running a command, in this process or in one of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kg

ROOT = Path(kg.__file__).parent.parent
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
BRIEFING = """# 端侧智能简报 (2031-05-06)

## 业界新闻

- 高通：推出骁龙888芯片，采用三星5nm工艺，CPU为Cortex-A78；
- 联发科：据外媒爆料，天玑1200可能由台积电以6nm代工，包含Cortex-A78。
"""
LATER = """# 端侧智能简报 (2031-06-07)

## 业界新闻

- 高通：骁龙888采用7nm工艺，由三星代工。
"""


@dataclass(frozen=True)
class Done:
    """What a command gave."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Done]


def process(*arguments: str | Path, **options: Any) -> Done:
    """Run a command in a process of its own."""
    environment = {**ENVIRONMENT, **options.pop("env", {})}
    done = subprocess.run([sys.executable, "-m", "kg", *map(str, arguments)], capture_output=True, text=True, env=environment, timeout=120, check=False, **options)
    return Done(done.returncode, done.stdout, done.stderr)


def start(*arguments: str | Path, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "kg", *map(str, arguments)], text=True, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def assert_one_line(done: Done, code: int, pattern: str) -> None:
    assert done.code == code, done
    assert re.search(pattern, done.err), done.err
    assert done.err.startswith("kg: ") and done.err.count("\n") == 1, done.err
