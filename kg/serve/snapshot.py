"""Which snapshot of a store is the current one, as the server sees it without opening the store."""

from __future__ import annotations

from pathlib import Path

from kg.errors import StoreError
from kg.serve.reader import folder_version
from kg.snapshots import SnapshotFolder


class CurrentSnapshot:
    """The current snapshot of a store's folder.

    Parameters
    ----------
    path : path
    """

    def __init__(self, path: Path) -> None:
        self._folder = SnapshotFolder(path)
        self._name, self._stamp, self._version = "", 0, ""

    def version(self) -> str:
        """Return what names its content; as before where the folder can't be read just now."""
        try:
            name = self._folder.current()
            stamp = (self._folder.path / "snapshots" / name / "ledger.json").stat().st_mtime_ns
        except (StoreError, OSError):
            return self._version
        if (name, stamp) != (self._name, self._stamp):
            self._name, self._stamp, self._version = name, stamp, f"{name}-{folder_version(self._folder.path, name)}"
        return self._version
