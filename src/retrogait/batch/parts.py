"""One part of a table on disk, parquet or CSV: written all or not at all, read back as what was written."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait._runtime.files import replacing
from retrogait.errors import InvalidOption, MissingExtra
from retrogait.tables.schema import COUNT, TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from retrogait.batch.buckets import Columns
    from retrogait.tables.schema import Kind, Table

FORMATS = ("parquet", "csv")


def choose_format(asked: str | None) -> tuple[str, str | None]:
    """Choose parquet where it can be written, else CSV with a word about it.

    Raises
    ------
    MissingExtra
        Parquet was asked for and pyarrow is not installed.
    InvalidOption
        It is neither parquet nor csv.
    """
    if asked is not None and asked not in FORMATS:
        raise InvalidOption(
            f"run_batch: file_format is {asked!r}; expected one of {' '.join(FORMATS)}; choose one"
        )
    has_arrow = find_spec("pyarrow") is not None
    if asked == "parquet" and not has_arrow:
        raise MissingExtra(
            "run_batch: file_format='parquet' needs pyarrow, which is not installed; "
            "pip install 'retrogait[parquet]', or pass file_format='csv'"
        )
    if asked is None and not has_arrow:
        return (
            "csv",
            "pyarrow is not installed: results are written as CSV; pip install 'retrogait[parquet]' for parquet",
        )
    return asked or "parquet", None


def write_part(path: Path, columns: Columns, table: Table) -> None:
    """Write columns of a table to a `.parquet` or `.csv`; columns not given are missing values."""
    full = table.arrays(columns, len(columns["recording_id"]))
    write = _write_parquet if path.suffix == ".parquet" else _write_csv
    with replacing(path) as draft:
        write(draft, full, table)


def read_part(path: Path, table: Table) -> Columns:
    """Read the columns of a table from a part; those it lacks are missing values."""
    columns = (_read_parquet if path.suffix == ".parquet" else _read_csv)(path, table)
    return table.arrays(columns, len(columns["recording_id"]))


def _write_parquet(draft: Path, columns: Mapping[str, NDArray[Any]], table: Table) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    schema = _arrow_schema(table)
    arrays = [
        pa.array(columns[one.name], field.type, mask=one.kind.find_missing(columns[one.name]))
        for one, field in zip(table.columns, schema, strict=True)
    ]
    parquet.write_table(
        pa.Table.from_arrays(arrays, schema=schema),
        draft,
        use_dictionary=[
            one.name for one in table.columns if one.kind is TEXT
        ],  # of numbers it takes time and room
        write_statistics=["recording_id"],
    )


def _read_parquet(path: Path, table: Table) -> Columns:
    from pyarrow import parquet

    read = parquet.ParquetFile(path).read(use_threads=False)
    columns = {}
    for one in table.columns:
        if one.name in read.column_names:
            column = read.column(one.name)
            columns[one.name] = (column.fill_null(COUNT.missing) if one.kind is COUNT else column).to_numpy()
    return columns


@lru_cache(maxsize=16)
def _arrow_schema(table: Table) -> pa.Schema:
    """The columns as Arrow has them, with what pandas must know; made once, as it takes longer than the rows."""
    import pyarrow as pa

    schema = pa.Schema.from_pandas(table.frame(), preserve_index=False)
    fields = [
        pa.field(one.name, pa.string() if one.kind is TEXT else field.type)
        for one, field in zip(table.columns, schema, strict=True)
    ]
    return pa.schema(fields, schema.metadata)


def _write_csv(draft: Path, columns: Mapping[str, NDArray[Any]], table: Table) -> None:
    words = [_words(columns[one.name], one.kind) for one in table.columns]
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.names)
        writer.writerows(zip(*words, strict=True))


def _words(values: NDArray[Any], kind: Kind) -> list[Any]:
    """Values as the CSV has them; missing ones are empty."""
    words: list[Any] = np.where(kind.find_missing(values), "", values.astype(object)).tolist()
    return words


def _read_csv(path: Path, table: Table) -> Columns:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        names = next(rows)
        read = dict(zip(names, list(zip(*rows, strict=True)) or [()] * len(names), strict=True))
    return {
        one.name: [one.kind.parse(word) if word else None for word in read[one.name]]
        for one in table.columns
        if one.name in read
    }
