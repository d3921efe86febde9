"""`read_results`: a table of the results of a batch, parquet or CSV, in one call."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait.batch.columns import TABLES, tables_of
from retrogait.batch.parts import read_part
from retrogait.batch.record import read_record
from retrogait.batch.sums import Sums, sum_of
from retrogait.errors import InvalidTable
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import check_choice

if TYPE_CHECKING:
    import os


@arguments()
def read_results(out: str | os.PathLike[str], table: str) -> pd.DataFrame:
    """Read a table that `run_batch` wrote, in the order of `recording_id`.

    Parquet is read as `pandas.read_parquet(out / table)` reads it; results in CSV come back with the same types.

    Parameters
    ----------
    out : str or PathLike
        The folder of results.
    table : {"summaries", "strides", "events", "bouts", "stability", "intervals", "walk_tests", "failures",
        "inputs"}
        Which.

    Raises
    ------
    InvalidOption
        The table is none of these.
    InvalidTable
        The folder holds no results of a batch, or a part of the table was lost or changed since.
    """
    out = Path(out)
    check_choice("read_results", "table", table, TABLES)
    record = read_record(out)
    if not record:
        raise InvalidTable(
            f"read_results: {out} holds no run.json, so no results of run_batch; pass the folder given there as out="
        )
    _check_whole(out, table, record["file_format"])
    if record["file_format"] == "parquet":
        return pd.read_parquet(out / table)
    declared = tables_of(record)[table]
    parts = [read_part(path, declared) for path in sorted((out / table).glob("part-*.csv"))]
    return declared.frame({name: np.concatenate([part[name] for part in parts]) for name in declared.names})


def _check_whole(out: Path, table: str, file_format: str) -> None:
    """Refuse a table of which parts are missing, or are not as they were written."""
    there = sorted((out / table).glob(f"part-*.{file_format}"))
    found = {path: sum_of(path) for path in there}
    sums = Sums(out)  # read last: a run may be writing
    own = [name for name in sums.names() if name.startswith(f"{table}/")]
    lost = [name for name in own if out / name not in found] or [f"{table}/"] * (not there)
    changed = [path.relative_to(out).as_posix() for path in there if not sums.takes(path, found[path])]
    if lost or changed:
        how = "lost" if lost else "cut or changed"
        raise InvalidTable(
            f"read_results: {out}: {(lost + changed)[0]} was {how} since run_batch wrote it; expected every part as it "
            "was written; run the batch again, which does those recordings anew"
        )
