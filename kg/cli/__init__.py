"""The command line: every command is one call of the Python API, told in tables for people and in JSON for machines.

Nothing slow is imported before a command needs it, so that ``kg query`` and ``kg --help`` start at once.
"""

from __future__ import annotations

from kg.cli.edge import main

__all__ = ["main"]
