"""The folder of a store: immutable snapshots, a pointer to the current one, a lock for the one who builds. Everything in it is relative.

::

    DIR/format.json            which version of this layout it is
    DIR/CURRENT                name of the current snapshot, replaced in one step
    DIR/lock                   held by a build; holds its process id
    DIR/snapshots/000007/data  the engine's files, never written again once CURRENT names them
                  /ledger.json what was read from where
                  /things.sqlite  where things are looked up by name (`kg.things_file`); follows from the data
                  /lease       held by readers, so that no build removes what they read
                  /work        the engine's files while a build writes
    DIR/views/000007-2021-01-05/{data,lease}  a copy of that snapshot that somebody asked for, such as the graph of a day (`kg.asof`)
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import re
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.sparql import is_engine_trouble

FORMAT = 2
"""Version of the layout and of the graph's shape."""

_KEPT = 2
_KEPT_VIEWS = 8
_OURS = frozenset({"lock", "format.json", "format.json.new", "CURRENT", "CURRENT.new", "snapshots", "views"})


@contextlib.contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """Turn errors of the disk and the engine into `StoreError`."""
    try:
        yield
    except OSError as error:
        raise StoreError(_explain(folder, error)) from error
    except RuntimeError as error:
        if not is_engine_trouble(error):
            raise
        raise StoreError(_explain(folder, OSError(str(error)))) from error


def _explain(folder: Path, error: OSError) -> str:
    full = error.errno in {errno.ENOSPC, errno.EDQUOT} or "No space left" in str(error) or "quota exceeded" in str(error)
    if full:
        return f"{folder}: the disk is full; make room and build again (the store is as it was before)"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS} or "Permission denied" in str(error) or "Read-only file system" in str(error):
        return f"{folder}: {error.strerror or error}; check the permissions of the folder"
    if "Too many open files" in str(error):
        return f"{folder}: too many open files; raise the limit (ulimit -n)"
    if error.errno is not None and error.errno != errno.ENOENT:
        return f"{folder}: {error.strerror or error}; the store is as it was before"
    return f"{folder}: the store is damaged ({error}); move it away and build it anew"


class Snapshot:
    """A snapshot, or a view of one, opened for reading; nobody removes it while it is open."""

    def __init__(self, folder: Path, name: str, kind: str = "snapshots") -> None:
        self.name = name
        self.path = folder / kind / name
        self._lease = os.open(self.path / "lease", os.O_RDONLY)
        with contextlib.suppress(OSError):  # a file system without locks: nothing to hold
            fcntl.flock(self._lease, fcntl.LOCK_SH)
        try:
            with storage_errors(folder):
                self.engine = ox.Store.read_only(str(self.path / "data"))
        except BaseException:
            os.close(self._lease)
            raise

    def ledger(self) -> str:
        """Return the text of ``ledger.json``: what was read from where."""
        with storage_errors(self.path):
            return (self.path / "ledger.json").read_text("utf8")

    def close(self) -> None:
        """Let go of the snapshot; a query that still runs on it finishes."""
        if self._lease >= 0:
            os.close(self._lease)
            self._lease = -1


class Draft:
    """The next snapshot while it is written."""

    def __init__(self, folder: Path, name: str, base: Snapshot | None) -> None:
        self.name = name
        self._folder = folder
        self.path = folder / "snapshots" / name
        self.path.mkdir(parents=True)
        self._work = self.path / "work"
        if base is not None:
            base.engine.backup(str(self._work))
        self.engine = ox.Store(str(self._work))

    def close(self) -> None:
        """Let go of the engine."""
        self.__dict__.pop("engine", None)

    def publish(self, ledger: str) -> None:
        """Write everything to disk and make it the current snapshot."""
        self.engine.flush()
        # A backup leaves the engine's write-ahead log behind, which after a large build is most of the folder.
        self.engine.backup(str(self.path / "data"))
        self.close()
        shutil.rmtree(self._work)
        _write(self.path / "ledger.json", ledger)
        _write(self.path / "lease", "")
        for path in (self.path / "data", self.path, self.path.parent):
            _sync(path)
        _replace(self._folder / "CURRENT", self.name + "\n")


class SnapshotFolder:
    """A store's folder.

    Parameters
    ----------
    path : path
        Need not exist before the first build.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)

    def current(self) -> str:
        """Return the name of the current snapshot; empty where no build has finished yet.

        Raises
        ------
        StoreError
            If there is no store, or one of another version, or a damaged one.
        """
        with storage_errors(self.path):
            try:
                version = json.loads((self.path / "format.json").read_text("utf8"))["version"]
            except FileNotFoundError as error:
                hint = "build it first (kg build … --store)" if not self.path.exists() else "it isn't a kg store; give another folder"
                raise StoreError(f"{self.path}: no store there; {hint}") from error
            except (ValueError, KeyError, TypeError) as error:
                raise StoreError(f"{self.path / 'format.json'}: damaged; move the store away and build it anew") from error
            if version != FORMAT:
                raise StoreError(f"{self.path}: written by another version of kg (format {version}, this one reads {FORMAT}); build it anew in another folder")
            try:
                name = (self.path / "CURRENT").read_text("utf8").strip()
            except FileNotFoundError:
                return ""
            except ValueError:
                name = "?"
            if not re.fullmatch(r"\d{6,}", name) or not (self.path / "snapshots" / name).is_dir():
                raise StoreError(f"{self.path}: the store is damaged (CURRENT names no snapshot); move it away and build it anew")
            return name

    def open(self) -> Snapshot:
        """Open the current snapshot for reading.

        Raises
        ------
        StoreError
            As for `current`, or if no build has finished yet, or the snapshot is damaged.
        """
        while True:
            name = self.current()
            if not name:
                raise StoreError(f"{self.path}: no build has finished there yet; build it first (kg build … --store)")
            try:
                return Snapshot(self.path, name)
            except (StoreError, OSError) as error:
                if self.current() != name:
                    continue  # builds went on between the two looks, and took it away
                if isinstance(error, StoreError):
                    raise
                raise StoreError(_explain(self.path, error)) from error

    def view(self, base: Snapshot, key: str, change: Callable[[ox.Store], None]) -> Snapshot:
        """Open a copy of a snapshot with a change made to it; it is kept beside the snapshot, so that the change is made once.

        Parameters
        ----------
        base : Snapshot
        key : str
            Names the change, in a file's name.
        change : callable
            Makes it.

        Raises
        ------
        StoreError
            If the folder can't be written.
        """
        name = f"{base.name}-{key}"
        path = self.path / "views" / name
        with storage_errors(self.path):
            if not path.is_dir():
                path.parent.mkdir(exist_ok=True)
                self._make_view(base, path, change)
            with contextlib.suppress(OSError):
                os.utime(path / "lease")
            return Snapshot(self.path, name, "views")

    def _make_view(self, base: Snapshot, path: Path, change: Callable[[ox.Store], None]) -> None:
        draft = Path(tempfile.mkdtemp(prefix="new-", dir=path.parent))
        lease = os.open(draft / "lease", os.O_RDONLY | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lease, fcntl.LOCK_SH)
            draft.chmod(0o755)
            base.engine.backup(str(draft / "work"))
            engine = ox.Store(str(draft / "work"))
            change(engine)
            engine.flush()
            engine.backup(str(draft / "data"))
            del engine
            shutil.rmtree(draft / "work")
            with contextlib.suppress(FileExistsError, OSError):  # another process has just made the same
                draft.rename(path)
        finally:
            os.close(lease)
            if draft.is_dir():
                shutil.rmtree(draft, ignore_errors=True)
        self._remove_views(_KEPT_VIEWS)

    def _remove_views(self, kept: int) -> None:
        """Remove views of snapshots that are gone, and those that were asked for longest ago."""
        if not (self.path / "views").is_dir():
            return
        names = {path.name for path in self._snapshots()}
        age = {path: path.stat().st_mtime_ns for path in (self.path / "views").glob("*/lease")}
        newest = sorted(age, key=lambda lease: -age[lease])
        alive = [lease for lease in newest if lease.parent.name.split("-")[0] in names][:kept]
        for lease in set(newest) - set(alive):
            _remove_unless_read(lease.parent)

    @contextlib.contextmanager
    def building(self) -> Iterator[Snapshot | None]:
        """Hold the lock, and give the current snapshot, if there is one, to build upon.

        What builds that were killed left behind is removed before, old snapshots that nobody reads after.

        Raises
        ------
        StoreError
            If another build holds the lock (named with its process id), or the folder can't be written or is no store.
        """
        with storage_errors(self.path):
            self.path.mkdir(parents=True, exist_ok=True)
            strangers = sorted(set(os.listdir(self.path)) - _OURS)
            if strangers and not (self.path / "format.json").exists():
                raise StoreError(f"{self.path}: holds other files ({strangers[0]}, …) and no store; give an empty or new folder")
            lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            self._lock(lock)
            with storage_errors(self.path):
                if not (self.path / "format.json").exists():
                    _replace(self.path / "format.json", json.dumps({"format": "kg-store", "version": FORMAT}) + "\n")
                (self.path / "snapshots").mkdir(exist_ok=True)
            name = self.current()
            self._remove_leftovers(name)
            base = self.open() if name else None
            try:
                yield base
            finally:
                if base is not None:
                    base.close()
            self._remove_old()
        finally:
            os.close(lock)

    def _lock(self, lock: int) -> None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = os.pread(lock, 20, 0).decode("ascii", "replace").strip() or "unknown"
            raise StoreError(f"{self.path}: another build (process {owner}) is writing to this store; wait for it, or stop it") from error
        with storage_errors(self.path):
            os.ftruncate(lock, 0)
            os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)

    @contextlib.contextmanager
    def draft(self, base: Snapshot | None) -> Iterator[Draft]:
        """Give a draft of the next snapshot; one that is not published is removed."""
        name = f"{int(base.name) + 1 if base else 1:06d}"
        draft: Draft | None = None
        try:
            with storage_errors(self.path):
                draft = Draft(self.path, name, base)
                yield draft
        except BaseException as error:
            # The engine writes once more when the last reference to it goes, so that has to be before its folder goes.
            for cause in (error, error.__context__):
                traceback.clear_frames(cause.__traceback__ if cause else None)
            if draft is not None:
                draft.close()
            if self.current() != name:
                shutil.rmtree(self.path / "snapshots" / name, ignore_errors=True)
            raise

    def _snapshots(self) -> list[Path]:
        return sorted((path for path in (self.path / "snapshots").iterdir() if path.name.isdecimal()), key=lambda path: int(path.name))

    def _remove_leftovers(self, current: str) -> None:
        for path in self._snapshots():
            if not current or int(path.name) > int(current):
                shutil.rmtree(path, ignore_errors=True)

    def _remove_old(self) -> None:
        for path in self._snapshots()[:-_KEPT]:
            _remove_unless_read(path)
        self._remove_views(_KEPT_VIEWS)


def _remove_unless_read(path: Path) -> None:
    try:
        lease = os.open(path / "lease", os.O_RDONLY)
    except FileNotFoundError:  # somebody was killed while removing it
        shutil.rmtree(path, ignore_errors=True)
        return
    try:
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path, ignore_errors=True)
    except OSError:
        return  # somebody reads it
    finally:
        os.close(lease)


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _replace(path: Path, text: str) -> None:
    new = path.with_name(path.name + ".new")
    _write(new, text)
    os.replace(new, path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
