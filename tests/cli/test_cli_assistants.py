"""``kg mcp`` where it can't start; how it serves is told in tests/serve/test_mcp.py."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from command_line import Run, assert_one_line


def test_the_extra_that_is_missing_is_named(store: Path, call: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "kg.mcp_server", raising=False)
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    assert_one_line(call("mcp", "--store", store), 2, r"pip install 'edgekg\[mcp\]'")


def test_a_server_is_no_folder(call: Run) -> None:
    assert_one_line(call("mcp", "--store", "https://example.org/sparql"), 2, "needs the folder of a store")
