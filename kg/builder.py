"""Briefings -> store: only what changed is read again, the graph follows, and the new snapshot takes the place of the old in one step."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from multiprocessing.process import BaseProcess
from pathlib import Path

import pyoxigraph as ox

from kg import things_file, update
from kg.briefing import parse_bytes
from kg.corrections import Corrections, check_together
from kg.corrections_file import read_corrections
from kg.errors import InputError, KgError, StoreError
from kg.ledger import Ledger, absolute, entry, relative
from kg.model import Annotation, Briefing, Evidence, briefing_iri, slug
from kg.snapshots import SnapshotFolder, storage_errors
from kg.sources import Problem, Source, Sources, is_git_url
from kg.store import MemoryStore

Annotate = Callable[[Briefing], Annotation]
"""What reads a briefing; where worker processes are used, it is pickled."""

Progress = Callable[[int, int, str], None]
"""Called with the number of briefings done, of all to do, and the name of the last."""


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did and what the store holds after it.

    Attributes
    ----------
    things : dict
        Type -> number of things in the store.
    claims : dict
        Predicate -> number of claims in the store.
    read, unchanged, removed : tuple of str
        Stems of the briefings that were read, those that were left as they are, those that are gone.
    problems : tuple of Problem
        What could not be read.
    silent : tuple of (str, Evidence)
        Sentences of the briefings read that gave nothing, with the stem.
    """

    things: dict[str, int]
    claims: dict[str, int]
    read: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    silent: tuple[tuple[str, Evidence], ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionFiles:
    """What people rule on, by file.

    Attributes
    ----------
    read : mapping
        Absolute path -> what the file says.
    looked_for : frozenset of str
        Absolute paths at which there may be a file: one that an earlier build found there, and that is gone, rules no more.
    """

    read: Mapping[str, Corrections]
    looked_for: frozenset[str] = frozenset()

    @classmethod
    def found(cls, places: Iterable[str], given: str | os.PathLike[str] | None = None) -> CorrectionFiles:
        """Read the files that are at some places, and one that must be there.

        Raises
        ------
        InputError
            If one can't be read, or says what no correction says.
        """
        places = tuple(places)
        paths = [*(place for place in places if os.path.isfile(place)), *([os.path.realpath(given)] if given is not None else [])]
        return cls({path: read_corrections(path) for path in paths}, frozenset(places))


@dataclass(frozen=True, slots=True)
class Settings:
    """How to build.

    Attributes
    ----------
    annotate : callable
        Briefing -> Annotation.
    fingerprint : str
        Names the extractor and vocabulary: briefings read under another are read again.
    workers : int
        Processes that read; 1 reads in this one.
    progress : callable or None
    corrections : CorrectionFiles or None
        What people rule on; None keeps what an earlier build was given. Files of an earlier build that were not looked for are read again.
    ontology : path or None
        Turtle to load into the graph ``ontology``.
    """

    annotate: Annotate
    fingerprint: str = ""
    workers: int = 1
    progress: Progress | None = None
    corrections: CorrectionFiles | None = None
    ontology: Path | None = None


def build(target: str | os.PathLike[str] | MemoryStore, sources: Sources, settings: Settings) -> BuildSummary:
    """Bring a store up to date with sources.

    New and changed files are read; briefings of a folder, archive or URL that are gone from it are removed.

    Raises
    ------
    InputError
        If nothing could be read into an empty store, or two sources would be one briefing.
    StoreError
        If the store is locked, damaged, of another version, or can't be written. It is then as it was before.
    """
    if isinstance(target, MemoryStore):
        return _build_in_memory(target, sources, settings)
    if is_git_url(os.fspath(target)):
        raise StoreError(f"{os.fspath(target)}: a build needs a folder; build there and load the result to the server")
    folder = SnapshotFolder(target)
    with folder.building() as base:
        plan = _plan(Ledger.from_json(base.ledger() if base else ""), sources, settings, folder.path)
        if base is not None and not plan.is_needed:
            return plan.summary(base.engine)
        with folder.draft(base) as draft:
            if len(draft.engine) != plan.before.quads:
                raise StoreError(f"{folder.path}: the store is damaged (facts are missing); move it away and build it anew")
            plan.carry_out(draft.engine)
            summary = plan.summary(draft.engine)
            with storage_errors(folder.path):
                things_file.write(draft.engine, draft.path)
            draft.publish(plan.after.to_json())
        return summary


def _build_in_memory(target: MemoryStore, sources: Sources, settings: Settings) -> BuildSummary:
    plan = _plan(Ledger.from_json(target.ledger), sources, settings, Path.cwd())
    if plan.is_needed:
        plan.carry_out(target.engine)
        target.ledger, target.builds = plan.after.to_json(), target.builds + 1
    return plan.summary(target.engine)


@dataclass(slots=True)
class _Plan:
    """What a build has to do, and what came of it."""

    before: Ledger
    after: Ledger
    changed: list[Source]
    gone: list[str]
    unchanged: list[str]
    settings: Settings
    base: Path
    problems: list[Problem]
    read: list[str] = field(default_factory=list)
    silent: list[tuple[str, Evidence]] = field(default_factory=list)

    @property
    def is_needed(self) -> bool:
        return bool(self.changed or self.gone) or self.after != self.before

    def carry_out(self, engine: ox.Store) -> None:
        for key in self.gone:
            del self.after.entries[key]
        # All are read before any is written: in memory there is no snapshot to go back to.
        annotations = list(self._annotations())
        if not self.after.entries:
            raise InputError("; ".join(map(str, self.problems)) or "no briefing is left; delete the store instead")
        removed = [briefing_iri(self.before.entries[key].stem) for key in self.gone]
        update.apply(engine, removed, annotations, self.after.rulings)
        if self.after.ontology != self.before.ontology and self.settings.ontology is not None:
            update.load_ontology(engine, self.settings.ontology)
        self.after.quads = len(engine)

    def _annotations(self) -> Iterator[Annotation]:
        for source, outcome in read(self.changed, self.settings.annotate, self.settings.workers, self.settings.progress):
            if isinstance(outcome, Problem):
                kept = "; its facts from the last build stay" if self.before.known(source) else ""
                self.problems.append(Problem(outcome.where, outcome.message + kept))
                continue
            self.after.entries[slug(source.stem)] = entry(source, self.settings.fingerprint, self.base)
            self.read.append(source.stem)
            self.silent += [(source.stem, evidence) for evidence in outcome.silent]
            yield outcome

    def summary(self, engine: ox.Store) -> BuildSummary:
        things, claims = update.counts(engine)
        removed = tuple(self.before.entries[key].stem for key in self.gone)
        return BuildSummary(things, claims, tuple(self.read), tuple(self.unchanged), removed, tuple(self.problems), tuple(self.silent))


def _plan(before: Ledger, sources: Sources, settings: Settings, base: Path) -> _Plan:
    after = deepcopy(before)
    if settings.corrections is not None:
        after.corrections = _corrections(before, settings.corrections, base)
        check_together(after.rulings.entries)
    if settings.ontology is not None:
        after.ontology = _digest(update.ontology_files(settings.ontology))
    changed, unchanged = [], []
    for source in sources.files:
        known = before.known(source)
        if known is not None and (known.digest, known.fingerprint) == (source.digest, settings.fingerprint):
            after.entries[slug(source.stem)] = entry(source, settings.fingerprint, base)
            unchanged.append(source.stem)
            continue
        _check_place(before, source, sources, base)
        changed.append(source)
    changed.sort(key=lambda s: s.stem)
    return _Plan(before, after, changed, before.gone(sources, base), sorted(unchanged), settings, base, list(sources.problems))


def _corrections(before: Ledger, files: CorrectionFiles, base: Path) -> dict[str, Corrections]:
    """What the files say that were found, and those that an earlier build knew and that were not looked for."""
    remembered = {absolute(path, base): said for path, said in before.corrections.items()}
    kept = {path: read_corrections(path) if os.path.isfile(path) else said for path, said in remembered.items() if path not in files.looked_for and path not in files.read}
    return {relative(path, base): said for path, said in {**kept, **files.read}.items()}


def _check_place(before: Ledger, source: Source, sources: Sources, base: Path) -> None:
    """Refuse a file of a folder that would take the place of another file that is still there; one given by name replaces it."""
    known = before.known(source)
    given_by_name = not any(entry(source, "", base).is_inside(whole, base) for whole in sources.wholes)
    if known is None or given_by_name or known.location(base) == source.path or not known.exists(base):
        return
    raise InputError(
        f"{known.location(base)} (in the store) and {source.path} would both be the briefing {source.stem!r}; rename one, or build {source.path} by name to replace it"
    )


def _digest(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        try:
            digest.update(path.read_bytes())
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}; check the path of the ontology") from error
    return digest.hexdigest()


def read(sources: Sequence[Source], annotate: Annotate, workers: int = 1, progress: Progress | None = None) -> Iterator[tuple[Source, Annotation | Problem]]:
    """Read sources, in order; what can't be read comes as a problem.

    Parameters
    ----------
    sources : sequence of Source
    annotate : callable
        Briefing -> Annotation.
    workers : int
        Processes; 1 reads in this one.
    progress : callable, optional

    Raises
    ------
    KgError
        If a worker process dies.
    """
    with _outcomes(sources, annotate, min(workers, len(sources))) as outcomes:
        for done, (source, outcome) in enumerate(zip(sources, outcomes, strict=True), 1):
            if progress is not None:
                progress(done, len(sources), source.name)
            yield source, outcome


@contextmanager
def _outcomes(sources: Sequence[Source], annotate: Annotate, workers: int) -> Iterator[Iterable[Annotation | Problem]]:
    if workers <= 1:
        yield (_read_one(annotate, source) for source in sources)
        return
    # spawn: a forked worker would hold the store's lock, and would go on holding it should this process be killed.
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _start_worker, (annotate,))
    others = set(multiprocessing.active_children())
    try:
        with _deaf_children():
            outcomes = pool.map(_read_in_worker, sources)
        yield outcomes
    except BrokenProcessPool as error:
        raise KgError("a worker process died, perhaps for want of memory; use fewer workers") from error
    except KeyboardInterrupt:
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Let processes be started that do not hear Ctrl-C, not even while they load: this one hears it, and ends them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _read_one(annotate: Annotate, source: Source) -> Annotation | Problem:
    try:
        briefing = parse_bytes(source.data, source.name, source.path)
        return replace(annotate(briefing), text=briefing.text)
    except KgError as error:
        return Problem(source.path, str(error).removeprefix(f"{source.path}: "))


_worker_annotate: Annotate | None = None


def _start_worker(annotate: Annotate) -> None:
    global _worker_annotate
    _worker_annotate = annotate
    parent = multiprocessing.parent_process()
    if parent is not None:
        # Workers wait for work on a pipe that they hold open themselves: they would outlive a parent that is killed.
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _read_in_worker(source: Source) -> Annotation | Problem:
    assert _worker_annotate is not None, "the pool calls _start_worker first"
    return _read_one(_worker_annotate, source)


__all__ = ["Annotate", "BuildSummary", "CorrectionFiles", "Progress", "Settings", "build", "read"]
