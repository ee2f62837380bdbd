"""Paths -> the files to read: files, folders, zip archives, git repositories. What can't be read is named, not raised, so that the rest is built."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from kg.briefing import SUFFIXES
from kg.errors import InputError
from kg.model import slug

_MAX_BYTES = 200_000_000
_ABOUT_THE_FOLDER = re.compile(r"(?:readme|licen[sc]e|copying|changelog|changes|contributing|code_of_conduct|authors)(?:[._-].*)?", re.IGNORECASE)
_GIT_URL = re.compile(r"(?:https?|ssh|git|file)://\S+|[\w.-]+@[\w.-]+:\S+")
_CLONE_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read.

    Attributes
    ----------
    name : str
        File name; its stem names the briefing.
    path : str
        Where it lies, for people: a path, ``archive.zip!path``, or ``URL!path``.
    container : str
        Archive or URL that it came from; empty for a file of its own.
    data : bytes
    """

    name: str
    path: str
    container: str
    data: bytes = field(repr=False)

    @property
    def stem(self) -> str:
        """Name of the briefing."""
        return Path(self.name).stem

    @property
    def digest(self) -> str:
        """SHA-256 of the content, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was left out: where it is, and what is wrong and what to do about it."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


@dataclass(frozen=True, slots=True)
class Sources:
    """What was found at some paths.

    Attributes
    ----------
    files : tuple of Source
        In order of their paths.
    problems : tuple of Problem
    wholes : tuple of str
        The folders, archives and URLs of which *every* file was listed: what a store holds of them and is not listed is gone.
    """

    files: tuple[Source, ...]
    problems: tuple[Problem, ...]
    wholes: tuple[str, ...]


def is_git_url(text: str) -> bool:
    """Whether `text` is the address of a git repository rather than a path.

    Examples
    --------
    >>> is_git_url("https://example.org/news.git"), is_git_url("git@example.org:news"), is_git_url("corpus/2031-01-01.md")
    (True, True, False)
    """
    return _GIT_URL.fullmatch(text) is not None


def collect(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> Sources:
    """Find the briefings at paths: files, folders (recursively), zip archives, git URLs.

    Hidden files and files about the folder itself (README, LICENSE, CHANGELOG) are passed over.

    Raises
    ------
    InputError
        If nothing is there to read, or two files would be one briefing.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    found = [_collect_one(os.fspath(path)) for path in given]
    problems = tuple(dict.fromkeys(problem for f in found for problem in f.problems))
    files = {source.path: source for f in found for source in f.files}
    if not files:
        if problems:
            raise InputError("; ".join(map(str, problems)))
        raise InputError(f"{', '.join(os.fspath(path) for path in given) or 'no path given'}: no briefings ({', '.join(SUFFIXES)}) there; check the path")
    ordered = tuple(files[path] for path in sorted(files))
    _check_stems(ordered)
    return Sources(ordered, problems, tuple(dict.fromkeys(whole for f in found for whole in f.wholes)))


def _check_stems(files: Sequence[Source]) -> None:
    seen: dict[str, Source] = {}
    for source in files:
        other = seen.setdefault(slug(source.stem), source)
        if other is not source:
            raise InputError(f"{other.path} and {source.path} would both be the briefing {source.stem!r}; rename one")


def _collect_one(path: str) -> Sources:
    if is_git_url(path):
        return _repository(path)
    real = os.path.realpath(path)
    if os.path.isdir(real):
        return _folder(real)
    if real.lower().endswith(".zip"):
        return _archive(real)
    return _sources([_file(real)], ())


def _sources(found: Iterable[Source | Problem], wholes: tuple[str, ...]) -> Sources:
    found = list(found)
    return Sources(tuple(f for f in found if isinstance(f, Source)), tuple(f for f in found if isinstance(f, Problem)), wholes)


def _file(path: str) -> Source | Problem:
    if not _is_text(path):
        return Problem(ascii(path), "its name is not UTF-8; rename it")
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            return Problem(path, "not a regular file; give Markdown, HTML or plain text")
        if status.st_size > _MAX_BYTES:
            return Problem(path, f"larger than {_MAX_BYTES // 1_000_000} MB; split it")
        return Source(os.path.basename(path), path, "", Path(path).read_bytes())
    except OSError as error:
        return Problem(path, f"{error.strerror or error}; check the path and its permissions")


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_briefing(parts: Sequence[str]) -> bool:
    name = parts[-1]
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
    return not hidden and os.path.splitext(name)[1].lower() in SUFFIXES and not _ABOUT_THE_FOLDER.fullmatch(os.path.splitext(name)[0])


def _folder(folder: str) -> Sources:
    found: list[Source | Problem] = []
    refused: list[Problem] = []
    for base, folders, names in os.walk(folder, onerror=lambda error: refused.append(_refused(error))):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = os.path.join(base, name)
            if _is_briefing(Path(os.path.relpath(path, folder)).parts):
                found.append(_file(path))
    return _sources([*found, *refused], (folder,))


def _refused(error: OSError) -> Problem:
    return Problem(str(error.filename), f"{error.strerror}; check the permissions of the folder")


def _archive(path: str) -> Sources:
    try:
        with zipfile.ZipFile(path) as archive:
            return _sources(list(_entries(archive, path)), (path,))
    except FileNotFoundError:
        return _sources([Problem(path, "no such file; check the path")], ())
    except OSError as error:
        return _sources([Problem(path, f"{error.strerror or error}; check its permissions")], ())
    except zipfile.BadZipFile as error:
        return _sources([Problem(path, f"not a zip archive ({error}); pack it again")], ())


def _entries(archive: zipfile.ZipFile, path: str) -> Iterator[Source | Problem]:
    for info in archive.infolist():
        name = _entry_name(info)
        where = f"{path}!{name}"
        if info.is_dir() or not _is_briefing(PurePosixPath(name).parts):
            continue
        if info.file_size > _MAX_BYTES:
            yield Problem(where, f"larger than {_MAX_BYTES // 1_000_000} MB; split it")
            continue
        try:
            yield Source(PurePosixPath(name).name, where, path, archive.read(info))
        except (RuntimeError, NotImplementedError, zipfile.BadZipFile, OSError, EOFError) as error:
            yield Problem(where, f"can't be unpacked ({error}); pack it again, without a password")


def _entry_name(info: zipfile.ZipInfo) -> str:
    """Return the name of an entry; archives made on Chinese Windows hold GBK names, which Python reads as code page 437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gbk"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _repository(url: str) -> Sources:
    with tempfile.TemporaryDirectory(prefix="kg-git-") as folder:
        clone = os.path.realpath(os.path.join(folder, "clone"))
        command = ["git", "clone", "--quiet", "--depth", "1", "--", url, clone]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_CLONE_SECONDS, env={**os.environ, "GIT_TERMINAL_PROMPT": "0"}, check=False)
        except FileNotFoundError as error:
            raise InputError(f"{url}: needs the git command, which is not installed; install git or give a folder") from error
        except subprocess.TimeoutExpired as error:
            raise InputError(f"{url}: git clone took more than {_CLONE_SECONDS} s; clone it yourself and give the folder") from error
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["git clone failed"])[-1]
            raise InputError(f"{url}: {reason}; check the address")
        inside = _folder(clone)
        url = re.sub(r"(?<=://)[^/@]*@", "", url)  # a password is nothing to keep
        files = tuple(replace(f, path=f"{url}!{os.path.relpath(f.path, clone)}", container=url) for f in inside.files)
        problems = tuple(replace(p, where=f"{url}!{os.path.relpath(p.where, clone)}") for p in inside.problems)
        return Sources(files, problems, (url,))
