"""One part of a table on disk, parquet or CSV: written all or not at all, read back as what was written."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait._runtime.files import replacing
from retrogait.batch.values import MISSING, complete, find_missing, frame_of
from retrogait.errors import InvalidOption, MissingExtra

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from retrogait.batch.values import Columns, Kinds

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


def write_part(path: Path, columns: Columns, kinds: Kinds) -> None:
    """Write columns of kinds to a `.parquet` or `.csv`; columns not given are missing values."""
    full = complete(columns, kinds)
    write = _write_parquet if path.suffix == ".parquet" else _write_csv
    with replacing(path) as draft:
        write(draft, full, kinds)


def read_part(path: Path, kinds: Kinds) -> Columns:
    """Read the columns of these kinds from a part; those it lacks are missing values."""
    read = _read_parquet if path.suffix == ".parquet" else _read_csv
    return complete(read(path, kinds), kinds)


def _write_parquet(draft: Path, columns: Mapping[str, NDArray[Any]], kinds: Kinds) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    schema = _arrow_schema(tuple(kinds.items()))
    arrays = [
        pa.array(columns[field.name], field.type, mask=find_missing(columns[field.name], kinds[field.name]))
        for field in schema
    ]
    words = [name for name, kind in kinds.items() if kind == "text"]
    parquet.write_table(
        pa.Table.from_arrays(arrays, schema=schema),
        draft,
        use_dictionary=words,  # of numbers it takes time and room
        write_statistics=["recording_id"],
    )


def _read_parquet(path: Path, kinds: Kinds) -> Columns:
    from pyarrow import parquet

    table = parquet.ParquetFile(path).read(use_threads=False)
    columns = {}
    for name in kinds.keys() & set(table.column_names):
        column = table.column(name)
        columns[name] = (column.fill_null(MISSING) if kinds[name] == "count" else column).to_numpy()
    return columns


@lru_cache(maxsize=16)
def _arrow_schema(kinds: tuple[tuple[str, str], ...]) -> pa.Schema:
    """The columns as Arrow has them, with what pandas must know; made once, as it takes longer than the rows."""
    import pyarrow as pa

    schema = pa.Schema.from_pandas(frame_of({}, dict(kinds)), preserve_index=False)
    fields = [
        pa.field(field.name, pa.string() if kind == "text" else field.type)
        for field, (_, kind) in zip(schema, kinds, strict=True)
    ]
    return pa.schema(fields, schema.metadata)


def _write_csv(draft: Path, columns: Mapping[str, NDArray[Any]], kinds: Kinds) -> None:
    words = [_words(values, kinds[name]) for name, values in columns.items()]
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*words, strict=True))


def _words(values: NDArray[Any], kind: str) -> list[Any]:
    """Values as the CSV has them; missing ones are empty."""
    words: list[Any] = np.where(find_missing(values, kind), "", values.astype(object)).tolist()
    return words


def _read_csv(path: Path, kinds: Kinds) -> Columns:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        names = next(rows)
        read = list(zip(*rows, strict=True)) or [()] * len(names)
    return {
        name: [_parse(word, kinds[name]) if word else None for word in words]
        for name, words in zip(names, read, strict=True)
        if name in kinds
    }


def _parse(word: str, kind: str) -> Any:
    if kind == "flag":
        return word == "True"
    return float(word) if kind == "number" else int(word) if kind == "count" else word
