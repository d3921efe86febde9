"""A table with a head of JSON as one parquet file (extra `parquet`)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from retrogait.errors import InvalidTable, MissingExtra
from retrogait.tables.strict_json import parse_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    import pandas as pd

_KEY = b"retrogait_log"


def write(path: Path, frame: pd.DataFrame, head: dict[str, Any]) -> None:
    """Write a table with its head as metadata."""
    arrow, parquet = _pyarrow()
    table = arrow.Table.from_pandas(frame, preserve_index=False)
    metadata = {**(table.schema.metadata or {}), _KEY: json.dumps(head, allow_nan=False).encode()}
    parquet.write_table(table.replace_schema_metadata(metadata), path)


def read(path: Path, check: Callable[[dict[str, Any]], None]) -> tuple[dict[str, Any], pd.DataFrame]:
    """Read a head, check it, and then the table.

    Raises
    ------
    InvalidTable
        The file is half written, damaged, or holds something else.
    """
    arrow, parquet = _pyarrow()
    data = path.read_bytes()
    try:
        file = parquet.ParquetFile(arrow.BufferReader(data))
        written = (file.schema_arrow.metadata or {}).get(_KEY)
        if written is None:
            raise InvalidTable(
                "log: the parquet file is not a session log; expected what SessionLog.save writes"
            )
        head = parse_json(written.decode(), "log", "SessionLog.save")
        check(head)
        frame: pd.DataFrame = file.read().to_pandas()
    except InvalidTable:
        raise
    except (OSError, ValueError, arrow.ArrowException) as error:
        raise InvalidTable(
            f"log: the parquet file is half written or damaged ({error}); take a copy from before"
        ) from error
    return head, frame


def _pyarrow() -> tuple[ModuleType, ModuleType]:
    from importlib import import_module

    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise MissingExtra(
            "log: parquet needs pyarrow, which is not installed; pip install 'retrogait[parquet]', or use .json"
        ) from error
