"""A graph -> an RO-Crate: the graph, its tables and its description in one folder or zip file, with metadata that says what each is and what made it.

References
----------
RO-Crate: https://w3id.org/ro/crate/
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.describe import description, serialize
from kg.errors import InputError
from kg.export import Progress, csv_files, rdf_file
from kg.export.nanopublications import SOFTWARE
from kg.export.whole import whole_file

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

_NAME = "Edge-AI knowledge graph / 端侧 AI 知识图谱"
_ABOUT = "Facts of edge-AI hardware, software, papers and companies as briefings tell of them, each with its sentence, date and certainty."
_FILES: dict[str, tuple[str, str]] = {
    "graph.trig": ("The whole graph, in named graphs (RDF, TriG)", "application/trig"),
    "description.ttl": ("The graph as a data set (VoID, DCAT, PROV-O)", "text/turtle"),
}
_TABLES = "tables"


def write(graph: KnowledgeGraph, path: Path, progress: Progress) -> list[Path]:
    """Write a crate: a folder, or a zip file where the name ends so.

    Raises
    ------
    InputError
        If the library for it is missing, or the folder is there and holds something else.
    """
    try:
        from rocrate.rocrate import ROCrate  # optional
    except ModuleNotFoundError as error:
        raise InputError(f"{path}: RO-Crates need the library rocrate; install it: pip install 'edgekg[crate]'") from error
    is_zip = path.suffix.lower() == ".zip"
    if not is_zip and path.exists() and not (path / "ro-crate-metadata.json").is_file():
        raise InputError(f"{path}: is there already and is no RO-Crate; give another name")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".kg-crate-") as work:
        content = Path(work) / "content"
        content.mkdir()
        rdf_file.write(graph, content / "graph.trig", progress)
        (content / "description.ttl").write_text(serialize(description(graph)), "utf8")
        csv_files.write(graph, content / f"{_TABLES}.csv", lambda done, total, name: None)
        (content / f"{_TABLES}.csv").rename(content / _TABLES)
        crate = ROCrate(gen_preview=False)
        _describe(crate, graph, content)
        if is_zip:
            made = Path(work) / "crate.zip"
            crate.write_zip(made)
            with whole_file(path) as file:
                made.replace(file)
        else:
            crate.write(path)
    return [path]


def _describe(crate: Any, graph: KnowledgeGraph, content: Path) -> None:
    from rocrate.model.contextentity import ContextEntity

    from kg import __version__

    briefings = graph.briefings()
    days = sorted(b.date for b in briefings if b.date)
    crate.name, crate.description = _NAME, _ABOUT
    if days:
        crate.root_dataset["temporalCoverage"] = f"{days[0].isoformat()}/{days[-1].isoformat()}"
    software = crate.add(ContextEntity(crate, SOFTWARE, properties={"@type": "SoftwareApplication", "name": "kg", "version": __version__}))
    made = [crate.add_file(content / name, name, properties={"name": about, "encodingFormat": kind}) for name, (about, kind) in _FILES.items()]
    tables = sorted((content / _TABLES).glob("*.csv"))
    made += [crate.add_file(f, f"{_TABLES}/{f.name}", properties={"name": f"Table of {f.stem}", "encodingFormat": "text/csv"}) for f in tables]
    sources = [
        crate.add(ContextEntity(crate, b.iri, properties={"@type": "Article", "name": b.title or b.stem, **({"datePublished": b.date.isoformat()} if b.date else {})}))
        for b in briefings
    ]
    crate.add_action(software, identifier="#reading", object=sources, result=made, properties={"name": "Reading of briefings"})
