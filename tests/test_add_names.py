"""Names added in bulk: what fits is kept, what does not is named with its line, and two writers at once lose nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
VOCABULARY = {
    "organizations": 'org:youku a edge:Organization ; skos:prefLabel "Youku"@en , "优酷"@zh .',
    "software": 'software:apache-spark a edge:Software ; skos:prefLabel "Apache Spark"@en ; edge:shortLabel "Spark" ; edge:context "Hadoop" .',
    "devices": 'device:redmi-k30 a edge:Device ; skos:prefLabel "Redmi K30"@en .',
    "cores": 'core:shakti-e a edge:Core ; skos:prefLabel "Shakti E"@en ; edge:kind "CPU" .',
}
PREFIXES = "".join(f"@prefix {p}: <https://w3id.org/edgekg/id/{t}/> .\n" for p, t in {"org": "organization", "software": "software", "device": "device", "core": "core"}.items())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "vocabulary"
    folder.mkdir()
    for name, line in VOCABULARY.items():
        head = "# A file.\n@prefix edge: <https://w3id.org/edgekg/ontology#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        (folder / f"{name}.ttl").write_text(f"{head}{PREFIXES}\n{line}\n", "utf8")
    return folder


def start(folder: Path, name: str, lines: list[str]) -> subprocess.Popen[str]:
    """Run the script on lines."""
    names = folder.parent / name
    names.write_text("\n".join(lines), "utf8")
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'scripts')!r}); from pathlib import Path; import add_names; add_names.main([{str(names)!r}], Path({str(folder)!r}))"
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def test_what_fits_is_kept_and_what_does_not_is_named(folder: Path) -> None:
    script = start(
        folder,
        "names.txt",
        [
            "Software | 优酷 | alt=Youku app | context=App",  # A company's name is a short label, and never the preferred one.
            "Software | Youku app | alt=优酷; Youku client",  # Without a context it is left out.
            "Software | Spark",  # Nothing of it may stand alone.
            "Device | Redmi K30 | short=K30 | context=红米; 手机",  # A short label for what is known.
            "Device | Lenovo K30 | short=K30 | context=手机",  # The same short label in the same context.
            "Device | Redmi K30",
            "Device | Redmi K30!",
            "Core | Shakti-E",
            "Widget | x",
            "Software | Apache Hive | maker=Nobody",
        ],
    )
    notes, _ = script.communicate()
    assert script.returncode == 0
    software, devices = ((folder / f"{name}.ttl").read_text("utf8").splitlines() for name in ("software", "devices"))
    assert 'software:youku-app a edge:Software ; skos:prefLabel "Youku app"@en ; skos:altLabel "Youku client"@en ; edge:shortLabel "优酷" ; edge:context "App" .' in software
    assert 'device:redmi-k30 a edge:Device ; skos:prefLabel "Redmi K30"@en ; edge:shortLabel "K30" ; edge:context "红米" , "手机" .' in devices
    assert 'device:lenovo-k30 a edge:Device ; skos:prefLabel "Lenovo K30"@en .' in devices
    assert [line.split(": ", 1)[0] for line in notes.splitlines()[:-1]] == [f"names.txt:{n}" for n in (3, 3, 5, 6, 7, 8, 9, 10)]
    for said in (
        "“Spark”: no label may stand alone",
        "short “K30” names device:redmi-k30 in such a context",
        "known as core:shakti-e",
        "slug of device:redmi-k30 is taken",
        "“Nobody” is unknown",
    ):
        assert said in notes


def test_two_writers_lose_nothing(folder: Path) -> None:
    runs = [start(folder, f"{letter}.txt", [f"Software | {letter}soft Number{k}" for k in range(200)]) for letter in "ab"]
    for run in runs:
        run.communicate()
    text = (folder / "software.ttl").read_text("utf8")
    assert (text.count('"asoft '), text.count('"bsoft ')) == (200, 200)
    assert not list(folder.glob("*.new"))
