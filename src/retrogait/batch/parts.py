"""Parts of a table on disk, parquet or CSV: which recordings are in one, and how it is written and read back.

A table is cut by the first bits of `recording_id`. Parts read in the order of their names are in the order of
`recording_id`, so what a table holds and in which order does not depend on when, where and by how many workers its
rows were made. A part is written all or not at all.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait._runtime.files import replacing
from retrogait.errors import MissingExtra, encodable
from retrogait.tables.checks import check_choice
from retrogait.tables.formula_cells import guard, unguard
from retrogait.tables.kinds import COUNT, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from retrogait.tables.kinds import Kind
    from retrogait.tables.schema import Table

FORMATS = ("parquet", "csv")

# recordings, about: a file of 350 columns takes 20 ms to write, however few its rows are
_FEWEST_PER_PART = 64
_BYTES_PER_PART = 256 << 20  # of exports, about
_MOST_BITS = 12  # three digits

Columns = dict[str, Any]  # name -> values, a list or an array
ByRecording = dict[str, Columns]  # recording_id -> its rows


def choose_format(asked: str | None) -> tuple[str, str | None]:
    """Choose parquet where it can be written, else CSV with a word about it.

    Raises
    ------
    MissingExtra
        Parquet was asked for and pyarrow is not installed.
    InvalidOption
        It is neither parquet nor csv.
    """
    if asked is not None:
        check_choice("run_batch", "file_format", asked, FORMATS)
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


def choose_bits(n_recordings: int, n_bytes: int) -> int:
    """How many bits of the hash name a part, for parts of 64 recordings and up to twice that, fewer of large ones.

    >>> [choose_bits(n, 0) for n in (10, 500, 10_000, 1_000_000)]
    [0, 2, 7, 12]
    """
    by_number = max(n_recordings // _FEWEST_PER_PART, 1).bit_length() - 1
    by_size = (n_bytes // _BYTES_PER_PART).bit_length()
    return min(max(by_number, by_size), _MOST_BITS)


def name_bucket(recording_id: str, bits: int) -> str:
    """Name the part that a recording is in; without bits there is one part for all.

    >>> name_bucket("c0ffee", 0), name_bucket("c0ffee", 2), name_bucket("c0ffee", 12)
    ('all', '003', 'c0f')
    """
    return f"{int(recording_id[:3], 16) >> (_MOST_BITS - bits):03x}" if bits else "all"


def split_rows(columns: Columns) -> ByRecording:
    """ByRecording of a part by recording."""
    rows: ByRecording = {}
    ids = columns["recording_id"]
    start = 0
    for stop in range(1, len(ids) + 1):
        if stop == len(ids) or ids[stop] != ids[start]:
            rows[ids[start]] = {name: values[start:stop] for name, values in columns.items()}
            start = stop
    return rows


def join_rows(pieces: Iterable[Columns], table: Table) -> Columns:
    """ByRecording of all pieces as one part, in the order of `recording_id`; columns one lacks are missing values."""
    found = [table.arrays(columns, len(columns["recording_id"])) for columns in pieces]
    joined = {
        name: np.concatenate([nothing, *(columns[name] for columns in found)])
        for name, nothing in table.arrays({}, 0).items()
    }
    order = np.argsort(joined["recording_id"], kind="stable")
    return {name: values[order] for name, values in joined.items()}


def write_part(
    path: Path, columns: Columns, table: Table, written: Callable[[Path, Path], None] | None = None
) -> None:
    """Write columns of a table to a `.parquet` or `.csv`; columns not given are missing values.

    `written` is called with the path and its draft before the draft is put in place.
    """
    full = table.arrays(columns, len(columns["recording_id"]))
    for one in table.columns:
        if one.kind is TEXT:
            full[one.name] = _encodable(full[one.name])
    write = _write_parquet if path.suffix == ".parquet" else _write_csv
    with replacing(path) as draft:
        write(draft, full, table)
        if written is not None:
            written(path, draft)


def _encodable(values: NDArray[Any]) -> NDArray[Any]:
    """Words as a file can hold them: a message or a warning may name a file whose name is no UTF-8."""
    try:
        "".join(filter(None, values)).encode()
    except UnicodeEncodeError:
        return np.array([None if one is None else encodable(one) for one in values], object)
    return values


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
        writer.writerow(map(guard, table.names))
        writer.writerows(zip(*words, strict=True))


def _words(values: NDArray[Any], kind: Kind) -> list[Any]:
    """Values as the CSV has them; missing ones are empty."""
    words: list[Any] = np.where(kind.find_missing(values), "", values.astype(object)).tolist()
    return list(map(guard, words)) if kind is TEXT else words


def _read_csv(path: Path, table: Table) -> Columns:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        names = [unguard(name) for name in next(rows)]
        read = dict(zip(names, list(zip(*rows, strict=True)) or [()] * len(names), strict=True))
    return {
        one.name: [
            one.kind.parse(unguard(word) if one.kind is TEXT else word) if word else None
            for word in read[one.name]
        ]
        for one in table.columns
        if one.name in read
    }
