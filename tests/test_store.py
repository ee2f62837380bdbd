"""The store: builds that swap in one step, whatever kills them; the same graph however it came about; readers beside builders; servers."""

from __future__ import annotations

import errno
import http.server
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_world import annotate, folder, source

from kg.builder import BuildSummary, CorrectionFiles, Settings, build
from kg.corrections import Corrections, pair
from kg.errors import InputError, KgError, QueryError, StoreError
from kg.model import Annotation, Briefing, entity_iri
from kg.snapshots import SnapshotFolder
from kg.sources import Source, Sources, collect
from kg.store import DiskStore, MemoryStore, RemoteStore, open_store

HERE = Path(__file__).parent
SETTINGS = Settings(annotate, "small world 1")


def content(store: DiskStore | MemoryStore) -> tuple[list[str], list[str]]:
    """Everything a store holds, in order, and the names of its graphs."""
    engine = store.engine if isinstance(store, MemoryStore) else store._snapshot.engine
    return sorted(map(str, store.quads())), sorted(map(str, engine.named_graphs()))


def rebuilt(*files: Source) -> tuple[list[str], list[str]]:
    """What a build of these files from nothing holds."""
    store = MemoryStore()
    build(store, folder(*files), SETTINGS)
    return content(store)


def on_disk(path: Path) -> tuple[list[str], list[str]]:
    store = DiskStore(path)
    try:
        return content(store)
    finally:
        store.close()


# --- one graph, however it came about

LINES = [
    "Chip:Snapdragon_898=SM8450 hasCore Core:K100 count=4", "Chip:SM8450 hasCore Core:K100 !denied", "Chip:SM8450=Waipio processNode '4_nm'", "Chip:Waipio developedBy Organization:甲芯",
    "Chip:Waipio processNode '4_nm' !denied", "Device:P100 usesChip Chip:SM8450 !planned", "Device:P100 usesChip Chip:Snapdragon_898", "Organization:甲芯=Jiaxin partnersWith Organization:乙芯",
    "Organization:乙芯 partnersWith Organization:Jiaxin !denied", "Chip:Waipio successorOf Chip:Snapdragon_898", "Chip:Y100=Waipio coreCount '8'", "Core:K_100=K100X clockFrequency '2_GHz'",
    "Chip:SM8450 clockFrequency '3_GHz' !past", "Chip:SM8450 clockFrequency '3.0_GHz'", "Software:Kit codeRepository 'example/kit'",
]  # fmt: skip
STEMS = ["2031-01-01", "2031-02-01", "2031-02-01b", "undated"]
BRIEFINGS = st.dictionaries(st.sampled_from(STEMS), st.lists(st.sampled_from(LINES), min_size=1, max_size=4), min_size=1)


@given(st.lists(st.tuples(BRIEFINGS, st.booleans()), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_sequence_of_builds_gives_what_one_build_gives(steps: list[tuple[dict[str, list[str]], bool]]) -> None:
    store = MemoryStore()
    held: dict[str, list[str]] = {}
    for briefings, whole in steps:
        files = [source(stem, *lines) for stem, lines in briefings.items()]
        held = dict(briefings) if whole else {**held, **briefings}
        build(store, folder(*files) if whole else Sources(tuple(files), (), ()), SETTINGS)
        assert content(store) == rebuilt(*(source(stem, *lines) for stem, lines in held.items()))


def test_the_disk_keeps_what_memory_keeps_through_edits(tmp_path: Path) -> None:
    chance = random.Random(7)
    for _ in range(6):
        files = [source(stem, *chance.sample(LINES, 4)) for stem in chance.sample(STEMS, 3)]
        build(tmp_path / "store", folder(*files), SETTINGS)
        assert on_disk(tmp_path / "store") == rebuilt(*files)


def test_no_paths_and_no_times_in_the_graph(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "2031-01-01.md").write_text(LINES[0])
    build(tmp_path / "store", collect(tmp_path / "in"), SETTINGS)
    text = "\n".join(on_disk(tmp_path / "store")[0])
    assert str(tmp_path) not in text
    assert time.strftime("%Y-") not in text


# --- in step with a folder


def write(folder_: Path, **briefings: str) -> None:
    for stem, text in briefings.items():
        path = folder_ / f"{stem.removeprefix('d') if stem[1:2].isdigit() else stem}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf8")


def run(store: Path, *paths: Path, **changes: object) -> BuildSummary:
    return build(store, collect(paths), Settings(**{"annotate": annotate, "fingerprint": "1", **changes}))  # type: ignore[arg-type]


def test_only_what_changed_is_read_and_what_is_gone_is_removed(tmp_path: Path) -> None:
    store, briefings = tmp_path / "store", tmp_path / "in"
    write(briefings, a="Chip:Y1", b="Chip:Y2\n?nothing here", c="Chip:Y3")
    first = run(store, briefings)
    assert (first.read, first.unchanged, first.removed, first.things) == (("a", "b", "c"), (), (), {"Chip": 3})
    assert [(stem, place.quote) for stem, place in first.silent] == [("b", "?nothing here")]
    write(briefings, b="Chip:Y2 hasCore Core:K1", d="Chip:Y4")
    (briefings / "d.md").rename(briefings / "e.md")
    (briefings / "c.md").unlink()
    second = run(store, briefings)
    assert (second.read, second.unchanged, second.removed) == (("b", "e"), ("a",), ("c",))
    assert (second.things, second.claims) == ({"Chip": 3, "Core": 1}, {"hasCore": 1})


def test_a_build_of_nothing_new_makes_no_snapshot(tmp_path: Path) -> None:
    write(tmp_path / "in", a="Chip:Y1")
    run(tmp_path / "store", tmp_path / "in")
    before = SnapshotFolder(tmp_path / "store").current()
    assert run(tmp_path / "store", tmp_path / "in").unchanged == ("a",)
    assert SnapshotFolder(tmp_path / "store").current() == before


def test_another_extractor_reads_everything_again(tmp_path: Path) -> None:
    write(tmp_path / "in", a="Chip:Y1")
    run(tmp_path / "store", tmp_path / "in")
    assert run(tmp_path / "store", tmp_path / "in", fingerprint="2").read == ("a",)


def test_a_file_by_name_adds_or_replaces_that_one(tmp_path: Path) -> None:
    write(tmp_path / "in", a="Chip:Y1", b="Chip:Y2")
    run(tmp_path / "store", tmp_path / "in")
    write(tmp_path / "elsewhere", b="Chip:Y3")
    assert run(tmp_path / "store", tmp_path / "elsewhere" / "b.md").things == {"Chip": 2}
    assert DiskStore(tmp_path / "store").query(f"ASK {{ <{entity_iri('Chip', 'Y3')}> a edge:Chip }}").boolean


def test_folders_stand_beside_each_other(tmp_path: Path) -> None:
    write(tmp_path / "one", a="Chip:Y1")
    write(tmp_path / "two", b="Chip:Y2")
    run(tmp_path / "store", tmp_path / "one")
    assert run(tmp_path / "store", tmp_path / "two").removed == ()


@pytest.mark.parametrize("at_once", [True, False])
def test_two_files_of_one_stem_are_refused_by_name(tmp_path: Path, at_once: bool) -> None:
    write(tmp_path / "one", a="Chip:Y1")
    write(tmp_path / "two", a="Chip:Y2")
    if not at_once:
        run(tmp_path / "store", tmp_path / "one")
    with pytest.raises(InputError, match=r"one/a\.md.* and .*two/a\.md would both be the briefing 'a'"):
        run(tmp_path / "store", *([tmp_path / "one"] if at_once else []), tmp_path / "two")


def test_a_moved_file_is_the_same_briefing(tmp_path: Path) -> None:
    write(tmp_path / "in", a="Chip:Y1", b="Chip:Y2")
    run(tmp_path / "store", tmp_path / "in")
    (tmp_path / "in" / "sub").mkdir()
    (tmp_path / "in" / "a.md").rename(tmp_path / "in" / "sub" / "a.md")
    write(tmp_path / "in" / "sub", a="Chip:Y9")
    summary = run(tmp_path / "store", tmp_path / "in")
    assert (summary.read, summary.removed) == (("a",), ())


def test_what_can_not_be_read_is_named_and_keeps_its_facts(tmp_path: Path) -> None:
    write(tmp_path / "in", a="Chip:Y1", b="Chip:Y2")
    run(tmp_path / "store", tmp_path / "in")
    write(tmp_path / "in", a="broken", b="Chip:Y3")
    summary = run(tmp_path / "store", tmp_path / "in")
    assert [str(p) for p in summary.problems] == [f"{tmp_path}/in/a.md: broken; mend it; its facts from the last build stay"]
    assert (summary.read, summary.removed, summary.things) == (("b",), (), {"Chip": 2})


def test_nothing_readable_makes_no_store(tmp_path: Path) -> None:
    write(tmp_path / "in", a="broken")
    with pytest.raises(InputError, match=r"a\.md: broken; mend it"):
        run(tmp_path / "store", tmp_path / "in")
    with pytest.raises(StoreError, match="no build has finished"):
        DiskStore(tmp_path / "store")


def test_a_server_is_no_place_to_build(tmp_path: Path) -> None:
    write(tmp_path / "in", a="Chip:Y1")
    with pytest.raises(StoreError, match="a build needs a folder"):
        build("https://example.org/sparql", collect(tmp_path / "in"), SETTINGS)


def test_corrections_stay_until_others_come(tmp_path: Path) -> None:
    write(tmp_path / "in", a="Chip:Y100=Y200", b="Chip:Y200")
    place = str(tmp_path / "corrections.ttl")
    apart = CorrectionFiles({place: Corrections((pair("different-from", entity_iri("Chip", "Y100"), entity_iri("Chip", "Y200")),))})
    assert run(tmp_path / "store", tmp_path / "in").things == {"Chip": 1}
    assert run(tmp_path / "store", tmp_path / "in", corrections=apart).things == {"Chip": 2}
    write(tmp_path / "in", c="Chip:Y9")
    assert run(tmp_path / "store", tmp_path / "in").things == {"Chip": 3}
    assert run(tmp_path / "store", tmp_path / "in", corrections=CorrectionFiles({place: Corrections()})).things == {"Chip": 2}


def test_the_ontology_has_its_graph_and_no_blank_nodes(tmp_path: Path) -> None:
    ontology = tmp_path / "edge.ttl"
    ontology.write_text("@prefix e: <https://w3id.org/edgekg/ontology#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\ne:Chip owl:unionOf [ e:of e:A ] .")
    write(tmp_path / "in", a="Chip:Y1")
    run(tmp_path / "store", tmp_path / "in", ontology=ontology)
    assert len(DiskStore(tmp_path / "store").query("SELECT * FROM graph:ontology { ?s ?p ?o }")) == 2
    assert "_:" not in "".join(on_disk(tmp_path / "store")[0])
    ontology.write_text("@prefix e: <https://w3id.org/edgekg/ontology#> .\ne:Chip a e:Class .")
    run(tmp_path / "store", tmp_path / "in", ontology=ontology)
    assert len(DiskStore(tmp_path / "store").query("SELECT * FROM graph:ontology { ?s ?p ?o }")) == 1


def test_workers_read_what_one_process_reads(tmp_path: Path) -> None:
    write(tmp_path / "in", **{f"d2031-01-0{n}": LINES[n] for n in range(1, 8)}, bad="broken")
    done: list[tuple[int, int]] = []
    alone, together = run(tmp_path / "one", tmp_path / "in"), run(tmp_path / "two", tmp_path / "in", workers=2, progress=lambda n, of, name: done.append((n, of)))
    assert alone == together
    assert on_disk(tmp_path / "one") == on_disk(tmp_path / "two")
    assert done == [(n, 8) for n in range(1, 9)]


def die(briefing: Briefing) -> Annotation:
    os._exit(3)


def test_a_worker_that_dies_is_named(tmp_path: Path) -> None:
    write(tmp_path / "in", a="Chip:Y1", b="Chip:Y2")
    with pytest.raises(KgError, match="a worker process died"):
        run(tmp_path / "store", tmp_path / "in", annotate=die, workers=2)


# --- the folder


def test_a_copied_store_is_the_same_store(tmp_path: Path) -> None:
    write(tmp_path / "work" / "in", a="Chip:Y1", b="Chip:Y2")
    run(tmp_path / "work" / "store", tmp_path / "work" / "in")
    shutil.copytree(tmp_path / "work", tmp_path / "copy")
    shutil.rmtree(tmp_path / "work")
    (tmp_path / "copy" / "in" / "b.md").unlink()
    summary = run(tmp_path / "copy" / "store", tmp_path / "copy" / "in")
    assert (summary.unchanged, summary.removed) == (("a",), ("b",))


def test_old_snapshots_go_unless_somebody_reads_them(tmp_path: Path) -> None:
    write(tmp_path / "in", a="Chip:Y1")
    run(tmp_path / "store", tmp_path / "in")
    reader = DiskStore(tmp_path / "store")
    for n in range(2, 6):
        write(tmp_path / "in", a=f"Chip:Y{n}")
        run(tmp_path / "store", tmp_path / "in")
    assert sorted(os.listdir(tmp_path / "store" / "snapshots")) == ["000001", "000004", "000005"]
    assert reader.query(f"ASK {{ <{entity_iri('Chip', 'Y1')}> ?p ?o }}").boolean
    assert reader.refresh()
    assert not reader.refresh()
    assert reader.query(f"ASK {{ <{entity_iri('Chip', 'Y5')}> ?p ?o }}").boolean
    write(tmp_path / "in", a="Chip:Y9")
    run(tmp_path / "store", tmp_path / "in")
    assert sorted(os.listdir(tmp_path / "store" / "snapshots")) == ["000005", "000006"]


def test_two_builds_at_once_get_one_error_that_names_the_other(tmp_path: Path) -> None:
    write(tmp_path / "in", a="Chip:Y1")
    run(tmp_path / "store", tmp_path / "in")
    with SnapshotFolder(tmp_path / "store").building(), pytest.raises(StoreError, match=rf"another build \(process {os.getpid()}\)"):
        run(tmp_path / "store", tmp_path / "in")
    run(tmp_path / "store", tmp_path / "in")


def test_a_missing_store_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store there; build it first"):
        open_store(tmp_path / "none")


def test_a_folder_of_other_files_is_no_store_and_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "in", a="Chip:Y1")
    with pytest.raises(StoreError, match="it isn't a kg store"):
        open_store(tmp_path / "in")
    with pytest.raises(StoreError, match="holds other files"):
        run(tmp_path / "in", tmp_path / "in")
    assert os.listdir(tmp_path / "in") == ["a.md"]


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "in", a="Chip:Y1")
    run(tmp_path / "store", tmp_path / "in")
    (tmp_path / "store" / "format.json").write_text(json.dumps({"format": "kg-store", "version": 99}))
    for use in (lambda: open_store(tmp_path / "store"), lambda: run(tmp_path / "store", tmp_path / "in")):
        with pytest.raises(StoreError, match=r"another version of kg \(format 99"):
            use()


def _damage_pointer(store: Path) -> None:
    (store / "CURRENT").write_text("nonsense")


def _damage_format(store: Path) -> None:
    (store / "format.json").write_text("{")


def _damage_manifest(store: Path) -> None:
    for path in (store / "snapshots" / "000001" / "data").glob("MANIFEST*"):
        path.write_bytes(b"rubbish")


def _damage_tables(store: Path) -> None:
    for path in (store / "snapshots" / "000001" / "data").glob("*.sst"):
        path.unlink()


@pytest.mark.parametrize("damage", [_damage_pointer, _damage_format, _damage_manifest, _damage_tables])
def test_a_damaged_store_says_what_to_do(tmp_path: Path, damage: object) -> None:
    write(tmp_path / "in", a="Chip:Y1")
    run(tmp_path / "store", tmp_path / "in")
    damage(tmp_path / "store")  # type: ignore[operator]
    write(tmp_path / "in", a="Chip:Y2")
    for use in (lambda: content(DiskStore(tmp_path / "store")), lambda: run(tmp_path / "store", tmp_path / "in")):
        with pytest.raises(StoreError, match=r"damaged.*move .* away and build it anew"):
            use()


def test_a_full_disk_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "in", a="Chip:Y1")
    run(tmp_path / "store", tmp_path / "in")
    before = on_disk(tmp_path / "store")
    write(tmp_path / "in", a="Chip:Y2")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(StoreError, match="the disk is full; make room"):
        patch.setattr("kg.update.apply", full)
        run(tmp_path / "store", tmp_path / "in")
    assert on_disk(tmp_path / "store") == before
    assert os.listdir(tmp_path / "store" / "snapshots") == ["000001"]


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="needs users")
def test_a_read_only_folder_can_be_read_and_not_built(tmp_path: Path) -> None:
    write(tmp_path / "in", a="Chip:Y1")
    run(tmp_path / "store", tmp_path / "in")
    for base, folders, files in os.walk(tmp_path / "store"):
        for name in [*folders, *files]:
            os.chmod(os.path.join(base, name), 0o555 if name in folders else 0o444)
    os.chmod(tmp_path / "store", 0o555)
    for above in [tmp_path, *list(tmp_path.parents)[:-2]]:
        os.chmod(above, 0o755)
    script = f"""
import os, sys
from kg.store import open_store
from kg.errors import StoreError
from small_world import annotate, source, folder
from kg.builder import build, Settings
if os.getuid() == 0: os.setuid(65534)
print(len(open_store({str(tmp_path / "store")!r}).query("SELECT ?s {{ ?s a edge:Chip }}")))
try: build({str(tmp_path / "store")!r}, folder(source("b", "Chip:Y2")), Settings(annotate))
except StoreError as error: print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=_environment(), check=False)
    os.chmod(tmp_path / "store", 0o755)
    assert done.stdout.splitlines()[0] == "1", done.stderr
    assert "check the permissions of the folder" in done.stdout


# --- killed at any moment


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), str(HERE)])}


BUILD = """
import sys
from small_world import annotate
from kg.builder import Settings, build
from kg.sources import collect
print("ready", flush=True)
build(sys.argv[1], collect(sys.argv[2]), Settings(annotate, "1"))
"""


def _start(store: Path, briefings: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", BUILD, str(store), str(briefings)], env=_environment(), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.fixture
def fast_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: these tests wait for the disk hundreds of times."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else tmp_path
    with tempfile.TemporaryDirectory(dir=memory) as path:
        yield Path(path)


def test_a_build_killed_at_any_moment_leaves_the_last_good_store(fast_path: Path) -> None:
    store, briefings = fast_path / "store", fast_path / "in"
    old = {f"2030-{m:02d}-01": "\n".join(random.Random(m).sample(LINES, 5)) for m in range(1, 13)}
    new = {f"2030-{m:02d}-01": "\n".join(random.Random(m + 99).sample(LINES, 6)) for m in range(1, 13)}
    write(briefings, **{f"d{stem}": text for stem, text in old.items()})
    run(store, briefings)
    good = on_disk(store)
    keep = fast_path / "good"
    shutil.copytree(store, keep)
    write(briefings, **{f"d{stem}": text for stem, text in new.items()})
    run(fast_path / "clean", briefings)
    clean = on_disk(fast_path / "clean")
    trial = fast_path / "trial"
    shutil.copytree(keep, trial)
    process = _start(trial, briefings)
    began = time.monotonic()
    assert process.wait() == 0
    took = time.monotonic() - began
    chance = random.Random(20310101)
    outcomes = []
    for n in range(20):
        shutil.rmtree(store)
        shutil.copytree(keep, store)
        process = _start(store, briefings)
        time.sleep(took * (n + chance.random()) / 20)
        process.send_signal(signal.SIGKILL)
        process.wait()
        left = on_disk(store)
        outcomes.append(left == good)
        assert left in (good, clean)
        assert all(DiskStore(store).query(f"ASK {{ briefing:{stem} a edge:Briefing }}").boolean for stem in old)
        run(store, briefings)
        assert on_disk(store) == clean
        assert len(os.listdir(store / "snapshots")) == 2
    assert any(outcomes)


def test_a_first_build_that_was_killed_is_no_store_yet_and_the_next_one_finishes(tmp_path: Path) -> None:
    write(tmp_path / "in", a=LINES[0], b=LINES[1])
    for delay in (0.0, 0.01, 0.03):
        process = _start(tmp_path / "store", tmp_path / "in")
        time.sleep(delay)
        process.kill()
        process.wait()
    run(tmp_path / "store", tmp_path / "in")
    run(tmp_path / "clean", tmp_path / "in")
    assert on_disk(tmp_path / "store") == on_disk(tmp_path / "clean")


def test_a_reader_sees_one_whole_build_while_others_build(fast_path: Path) -> None:
    write(fast_path / "in", a="Chip:Y1 hasCore Core:K1", b="Chip:Y1 hasCore Core:K1")
    run(fast_path / "store", fast_path / "in", fingerprint="")
    stop = threading.Event()
    seen: set[tuple[str, ...]] = set()

    def look() -> None:
        while not stop.is_set():
            reader = DiskStore(fast_path / "store")
            rows = reader.query("SELECT DISTINCT ?d ?c { ?c a edge:Claim ; rdf:subject ?d }").rows
            seen.add((*sorted({str(subject) for subject, _ in rows}), str(len(rows))))
            reader.close()

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for n in range(2, 14):
        write(fast_path / "in", a=f"Chip:Y{n} hasCore Core:K1", b=f"Chip:Y{n} hasCore Core:K1")
        run(fast_path / "store", fast_path / "in")
    stop.set()
    for thread in threads:
        thread.join()
    assert all(len(found) == 2 and found[1] == "2" for found in seen)


# --- queries


@pytest.fixture
def memory() -> MemoryStore:
    store = MemoryStore()
    build(store, folder(source("2031-01-01", "Chip:Y1 hasCore Core:K1", "Chip:Y1=甲一号")), SETTINGS)
    return store


def test_the_default_graph_is_the_union_unless_the_query_says_from(memory: MemoryStore) -> None:
    everything = len(memory.query("SELECT * { ?s ?p ?o }"))
    assert everything == len(list(memory.quads()))
    assert 0 < len(memory.query("SELECT * FROM graph:current { ?s ?p ?o }")) < everything
    assert len(memory.query("SELECT * FROM <urn:none> { ?s ?p ?o }")) == 0
    assert len(memory.query("SELECT * FROM NAMED graph:current { ?s ?p ?o }")) == 0
    assert len(memory.query("SELECT * { GRAPH graph:current { ?s ?p ?o } }")) > 0


WRONG = [
    ("SELECT * {\n  ?s ?p\n}", "line 3, column 2, near '}'"),
    ("SELECT ?x { ?x foo:bar ?y }", "unknown prefix; declare it"),
    ("", "line 1, column 1, near 'the end'"),
    ("INSERT DATA { <urn:a> <urn:b> 1 }", "line 1"),
    ("SELECT * WHERE " + "{" * 3000 + "}" * 3000, "nests more than 500"),
    ("SELECT * { FILTER(" + "!" * 5000 + "true) }", "nests more than 500"),
    ("ASK { # " + "x" * 300_000 + "\n}", "300008 characters|30001. characters"),
]


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[m[:30] for _, m in WRONG])
def test_a_wrong_query_says_where(memory: MemoryStore, text: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        memory.query(text)


def test_a_long_flat_query_runs(memory: MemoryStore) -> None:
    assert memory.query("ASK { FILTER(" + "||".join(["true"] * 20_000) + ") }").boolean


def test_results_in_every_format(memory: MemoryStore) -> None:
    rows = memory.query("SELECT ?l ?n { ?c a edge:Chip ; rdfs:label ?l OPTIONAL { ?c edge:coreCount ?n } } ORDER BY ?l")
    assert json.loads(rows.serialize("json"))["results"]["bindings"] == [{"l": {"type": "literal", "value": "Y1", "xml:lang": "en"}}]
    assert rows.serialize("csv") == "l,n\r\nY1,\r\n"
    assert rows.serialize("tsv") == '?l\t?n\n"Y1"@en\t\n'
    assert '<literal xml:lang="en">Y1</literal>' in rows.serialize("xml")
    assert list(rows) == [{"l": "Y1", "n": None}]
    triples = memory.query("CONSTRUCT { ?c a edge:Chip } { ?c a edge:Chip }")
    assert "a edge:Chip" in triples.serialize("turtle")
    assert triples.serialize("ntriples").count("\n") == 1
    assert json.loads(memory.query("ASK {}").serialize("json")) == {"head": {}, "boolean": True}
    with pytest.raises(QueryError, match="gives triples"):
        triples.serialize("csv")
    with pytest.raises(QueryError, match="gives rows"):
        rows.serialize("turtle")


# --- a server


class _Endpoint(http.server.BaseHTTPRequestHandler):
    engine: ox.Store

    def do_POST(self) -> None:
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self.path == "/broken":
            return self._answer(500, "text/plain", b"out of order")
        if self.path == "/page":
            return self._answer(200, "text/html", b"<html>")
        try:
            found = self.engine.query(form["query"][0], use_default_graph_as_union=True)
        except SyntaxError as error:
            return self._answer(400, "text/plain", str(error).encode())
        if isinstance(found, ox.QueryTriples):
            return self._answer(200, "application/n-triples", found.serialize(format=ox.RdfFormat.N_TRIPLES) or b"")
        return self._answer(200, "application/sparql-results+json", found.serialize(format=ox.QueryResultsFormat.JSON) or b"")

    def _answer(self, code: int, kind: str, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(memory: MemoryStore) -> Iterator[str]:
    handler = type("Endpoint", (_Endpoint,), {"engine": memory.engine})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


def test_a_server_answers_as_the_folder_does(server: str, memory: MemoryStore) -> None:
    remote = open_store(f"{server}/sparql")
    assert isinstance(remote, RemoteStore)
    for text in ("SELECT ?c ?l { ?c a edge:Chip ; rdfs:label ?l }", "ASK { ?c a edge:Chip }", "CONSTRUCT { ?c a ?t } { ?c a ?t }"):
        here, there = memory.query(text), remote.query(text)
        assert (sorted(map(str, there.rows)), there.boolean, set(there.triples or ())) == (sorted(map(str, here.rows)), here.boolean, set(here.triples or ()))
    assert sorted(map(str, remote.quads())) == sorted(map(str, memory.quads()))


@pytest.mark.parametrize(
    ("path", "query", "error", "message"),
    [
        ("/sparql", "SELECT *", QueryError, "line 1"),
        ("/broken", "ASK {}", StoreError, r"answered 500 \(out of order\)"),
        ("/page", "ASK {}", StoreError, "it answered with text/html"),
    ],
)
def test_a_server_that_fails_is_named(server: str, path: str, query: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        RemoteStore(server + path).query(query)


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:1/sparql: no SPARQL answer from there"):
        RemoteStore("http://127.0.0.1:1/sparql").query("ASK {}")
