"""Parquet files (extra `parquet`): retrogait's own, and any whose columns are declared."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import MissingExtra, RetrogaitError, UnreadableExport
from retrogait.intake.columns import column_numbers
from retrogait.readers.declared_size import check_declared
from retrogait.readers.header import METADATA_KEY, describe, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import ModuleType

    import pandas as pd

    from retrogait.recording import Recording

_FRUGAL: dict[str, Any] = {
    "pre_buffer": False,
    "buffer_size": 1 << 20,
}  # columns are not held packed as a whole


_NUMBER_BYTES = 8
_LONGEST_SAID = 200


@dataclass(frozen=True)
class ParquetTable:
    """A parquet file: `names` are its columns, `kinds` what they hold, as numpy's letters for types."""

    path: Path
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    header: dict[str, Any] | None
    kinds: tuple[str, ...] = ()
    index: tuple[str, int, int] | None = (
        None  # name, first and step of an index that is even: no column holds it
    )

    def read(self, wanted: Sequence[str], text: Sequence[str] = ()) -> tuple[pd.DataFrame, list[str]]:
        """Read the columns `wanted` as float64 and those of `text` as they are; returns them and no notes.

        Raises
        ------
        InvalidTable
            A column holds something else than numbers.
        """
        with _damage_named(self.path):
            index = self.index if self.index and self.index[0] in wanted else None
            stored = [name for name in (*text, *wanted) if index is None or name != index[0]]
            table = _parquet().read_table(self.path, columns=stored, **_FRUGAL)
            n_rows = table.num_rows
            # Each column is handed over as it is, and the table let go while the frame is made of it.
            frame = table.to_pandas(ignore_metadata=True, split_blocks=True, self_destruct=True)
            del table
        _release()
        if index is not None:
            name, first, step = index
            frame = frame.assign(**{name: first + step * np.arange(n_rows, dtype=np.float64)})
        for name in wanted:
            if frame[name].dtype.kind == "m":
                frame = frame.assign(**{name: frame[name].dt.total_seconds()})
            elif frame[name].dtype != np.float64:
                frame = frame.assign(**{name: column_numbers(frame[name], name, self.path.name)})
        return frame, []


def open_parquet(path: Path) -> ParquetTable:
    """Read the names of the columns and, in retrogait's own files, the header.

    Raises
    ------
    UnreadableExport
        The file is damaged.
    MissingExtra
        pyarrow is not installed.
    """
    parquet = _parquet()
    with _damage_named(path):
        file = parquet.ParquetFile(path, **_FRUGAL)
        schema, n_rows = file.schema_arrow, file.metadata.num_rows
        check_declared(path.name, n_rows * len(schema.names) * _NUMBER_BYTES, path.stat().st_size)
        first = next(file.iter_batches(batch_size=10)).to_pandas(ignore_metadata=True) if n_rows else None
        _release()
        stated = (schema.metadata or {}).get(METADATA_KEY)
        header = parse(stated.decode(), path.name) if stated else None
    if first is None:
        raise UnreadableExport(f"{path.name}: has columns but no rows; export it again")
    index = _even_index(schema.metadata or {}, schema.names)
    if index is not None:
        first.insert(0, index[0], index[1] + index[2] * np.arange(len(first)))
    rows = tuple(tuple(map(str, row)) for row in first.itertuples(index=False))
    kinds = tuple(kind.kind for kind in first.dtypes)
    return ParquetTable(path, tuple(map(str, first.columns)), rows, header, kinds, index)


def _even_index(metadata: dict[bytes, bytes], names: Sequence[str]) -> tuple[str, int, int] | None:
    """Find an index of even whole numbers that has a name, as of microseconds: pandas writes no column of it."""
    try:
        stated = json.loads(metadata[b"pandas"])["index_columns"]
        ranges = [one for one in stated if isinstance(one, dict) and one["kind"] == "range"]
        (index,) = ranges
        name, first, step = index["name"], int(index["start"]), int(index["step"])
    except (KeyError, ValueError, TypeError):
        return None
    return (name, first, step) if isinstance(name, str) and name not in names else None


@contextmanager
def _damage_named(path: Path) -> Iterator[None]:
    """Report anything pyarrow raises on damaged bytes as an error of the file."""
    try:
        yield
    except (RetrogaitError, KeyboardInterrupt):
        raise
    except Exception as error:
        said = " ".join(str(error).split())[:_LONGEST_SAID]
        raise UnreadableExport(
            f"{path.name}: is a damaged parquet file ({type(error).__name__}: {said}); export it again"
        ) from error


def write_parquet(recording: Recording, path: Path) -> None:
    """Write a recording with its header as metadata."""
    parquet = _parquet()
    import pyarrow as pa

    table = pa.Table.from_pandas(recording.wide(), preserve_index=False)
    metadata = {**(table.schema.metadata or {}), METADATA_KEY: describe(recording).encode()}
    parquet.write_table(table.replace_schema_metadata(metadata), path)


def _release() -> None:
    """Give back what pyarrow keeps for a next read: the size of the columns again."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()


def _parquet() -> ModuleType:
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra(
            "parquet files need pyarrow, which is not installed; install it with pip install "
            "'retrogait[parquet]', or use .csv"
        ) from error
    module: ModuleType = pyarrow.parquet
    return module
