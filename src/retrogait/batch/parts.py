"""One part of a table on disk, parquet or CSV: written all or not at all, read back as columns of plain values."""

from __future__ import annotations

import csv
import os
import time
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from retrogait.batch.columns import conform, frame_of, is_missing
from retrogait.errors import InvalidOption, MissingExtra

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pyarrow as pa

    from retrogait.batch.columns import Kinds

FORMATS = ("parquet", "csv")
_TRIES = 20
_PAUSE_S = 0.1

Columns = dict[str, list[Any]]


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
            f"run_batch: file_format is {asked!r}; wanted is one of {' '.join(FORMATS)}; choose one"
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


def write_part(path: Path, columns: Mapping[str, list[Any]], kinds: Kinds) -> None:
    """Write columns of kinds to a `.parquet` or `.csv`; columns not given are missing values."""
    length = len(columns["recording_id"]) if "recording_id" in columns else 0
    full = {name: conform(columns.get(name) or [None] * length, kind) for name, kind in kinds.items()}
    if path.suffix == ".parquet":
        write_safely(path, lambda draft: _write_parquet(draft, full, kinds))
    else:
        write_safely(path, lambda draft: _write_csv(draft, full))


def read_part(path: Path, kinds: Kinds) -> Columns:
    """Read a part back; columns it lacks are missing values, those it has beyond `kinds` are kept."""
    if path.suffix == ".parquet":
        from pyarrow import parquet

        columns: Columns = parquet.ParquetFile(path).read(use_threads=False).to_pydict()
    else:
        columns = _read_csv(path, kinds)
    length = len(columns["recording_id"])
    return columns | {name: [None] * length for name in kinds if name not in columns}


def write_safely(path: Path, write: Callable[[Path], None]) -> None:
    """Write a draft, put it on the disk for good, and only then in the place of `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    try:
        write(draft)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        _replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _replace(draft: Path, path: Path) -> None:
    for left in reversed(range(_TRIES)):
        try:
            draft.replace(path)
        except PermissionError:  # on Windows, while another program reads the file
            if not left:
                raise
            time.sleep(_PAUSE_S)
        else:
            return


def _write_parquet(draft: Path, columns: Columns, kinds: Kinds) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    schema = _arrow_schema(tuple(kinds.items()))
    arrays = [pa.array(columns[field.name], field.type, from_pandas=True) for field in schema]
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), draft)


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


def _write_csv(draft: Path, columns: Columns) -> None:
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in zip(*columns.values(), strict=True):
            writer.writerow(["" if is_missing(value) else value for value in row])


def _read_csv(path: Path, kinds: Kinds) -> Columns:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        names = next(rows)
        read = list(zip(*rows, strict=True)) or [()] * len(names)
    return {
        name: [_parse(word, kinds.get(name, "text")) if word else None for word in words]
        for name, words in zip(names, read, strict=True)
    }


def _parse(word: str, kind: str) -> Any:
    if kind == "flag":
        return word == "True"
    return float(word) if kind == "number" else int(word) if kind == "count" else word
