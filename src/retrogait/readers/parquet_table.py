"""Parquet files (extra `parquet`): retrogait's own, and any whose columns are declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import MissingExtra, UnreadableExport
from retrogait.intake.columns import column_numbers
from retrogait.readers.header import METADATA_KEY, describe, parse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import ModuleType

    import pandas as pd

    from retrogait.recording import Recording

_FRUGAL: dict[str, Any] = {
    "pre_buffer": False,
    "buffer_size": 1 << 20,
}  # columns are not held packed as a whole


@dataclass(frozen=True)
class ParquetTable:
    """A parquet file: `names` are its columns, `kinds` what they hold, as numpy's letters for types."""

    path: Path
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    header: dict[str, Any] | None
    kinds: tuple[str, ...] = ()

    def read(self, wanted: Sequence[str], text: Sequence[str] = ()) -> tuple[pd.DataFrame, list[str]]:
        """Read the columns `wanted` as float64 and those of `text` as they are; returns them and no notes.

        Raises
        ------
        InvalidTable
            A column holds something else than numbers.
        """
        table = _parquet().read_table(self.path, columns=[*text, *wanted], **_FRUGAL)
        # Each column is handed over as it is, and the table let go while the frame is made of it.
        frame = table.to_pandas(ignore_metadata=True, split_blocks=True, self_destruct=True)
        del table
        _release()
        for name in wanted:
            if frame[name].dtype != np.float64:
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
    try:
        file = parquet.ParquetFile(path, **_FRUGAL)
        schema = file.schema_arrow
        first = (
            next(file.iter_batches(batch_size=10)).to_pandas(ignore_metadata=True)
            if file.metadata.num_rows
            else None
        )
        _release()
    except (OSError, ValueError) as error:
        raise UnreadableExport(
            f"{path.name}: is a damaged parquet file ({error}); export it again"
        ) from error
    if first is None:
        raise UnreadableExport(f"{path.name}: has columns but no rows; export it again")
    stated = (schema.metadata or {}).get(METADATA_KEY)
    header = parse(stated.decode(), path.name) if stated else None
    rows = tuple(tuple(map(str, row)) for row in first.itertuples(index=False))
    kinds = tuple(kind.kind for kind in first.dtypes)
    return ParquetTable(path, tuple(schema.names), rows, header, kinds)


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
