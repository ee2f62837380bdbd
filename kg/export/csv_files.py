"""Tables -> CSV (RFC 4180 but for the ends of lines, UTF-8): a folder of files, or a zip archive."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kg.export import Progress
from kg.export.tables import Cell, Table, tables
from kg.export.whole import whole_file, whole_folder

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of files in an archive: the same graph gives the same bytes."""


def write(graph: KnowledgeGraph, folder: Path, progress: Progress) -> list[Path]:
    """Write one file a table into a folder."""
    found = tables(graph)
    with whole_folder(folder) as beside:
        for number, table in enumerate(found):
            progress(number, len(found), f"{table.name}.csv")
            with (beside / f"{table.name}.csv").open("w", encoding="utf8", newline="") as file:
                _write(table, file)
    progress(len(found), len(found), "")
    return [folder / f"{table.name}.csv" for table in found]


def write_zip(graph: KnowledgeGraph, path: Path, progress: Progress) -> list[Path]:
    """Write one archive with a file for each table."""
    found = tables(graph)
    with whole_file(path) as beside, zipfile.ZipFile(beside, "w") as archive:
        for number, table in enumerate(found):
            progress(number, len(found), f"{table.name}.csv")
            entry = zipfile.ZipInfo(f"{table.name}.csv", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf8", newline="") as file:
                _write(table, file)
    progress(len(found), len(found), "")
    return [path]


def _write(table: Table, file: IO[str]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_text(cell) for cell in row] for row in table.rows())


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float():
            return f"{cell:g}" if cell != int(cell) else str(int(cell))
        case dt.date():
            return cell.isoformat()
        case _:
            return str(cell)
