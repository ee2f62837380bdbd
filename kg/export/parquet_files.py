"""Tables -> Parquet, with typed columns: a folder with one file a table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import needs
from kg.export import Progress
from kg.export.tables import Table, tables
from kg.export.whole import whole_folder

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

_ROWS_AT_ONCE = 10_000


def write(graph: KnowledgeGraph, folder: Path, progress: Progress) -> list[Path]:
    """Write one file a table into a folder.

    Raises
    ------
    InputError
        If pyarrow is not installed.
    """
    pa = needs("pyarrow", "parquet", f"to write {folder.name}")
    needs("pyarrow.parquet", "parquet", f"to write {folder.name}")
    types = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_(), "date": pa.date32()}
    found = tables(graph)
    with whole_folder(folder) as beside:
        for number, table in enumerate(found):
            progress(number, len(found), f"{table.name}.parquet")
            schema = pa.schema([(name, types[kind]) for name, kind in table.columns.items()])
            with pa.parquet.ParquetWriter(beside / f"{table.name}.parquet", schema, compression="zstd") as writer:
                for columns in _batches(table):
                    writer.write_table(pa.table(columns, schema=schema))
    progress(len(found), len(found), "")
    return [folder / f"{table.name}.parquet" for table in found]


def _batches(table: Table) -> Iterator[dict[str, list[Any]]]:
    """The columns of some rows at a time."""
    rows = table.rows()
    while batch := list(islice(rows, _ROWS_AT_ONCE)):
        yield {name: [row[i] for row in batch] for i, name in enumerate(table.columns)}
