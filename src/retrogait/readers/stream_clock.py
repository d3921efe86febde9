"""The column of time of a stream, brought to seconds from its first sample."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import UnreadableExport
from retrogait.readers.declaration import show
from retrogait.readers.stopwatch import dates_to_seconds, seconds_since
from retrogait.readers.triads import Triad, time_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from retrogait.readers.foreign_table import ForeignTable
    from retrogait.readers.read_options import ReadOptions
    from retrogait.readers.words import Quantity

    Array = NDArray[np.float64]


def choose_clock(triad: Triad, foreign: ForeignTable, asked: ReadOptions) -> int | None:
    """Give the position of the column of time of a triad; None where rows are only counted.

    Raises
    ------
    UnreadableExport
        The column asked for is not there once.
    """
    if asked.time_column is not None:
        names = foreign.layout.names
        if names.count(asked.time_column) != 1:
            raise UnreadableExport(
                f"{foreign.name}: time_column={asked.time_column!r} is in it {names.count(asked.time_column)} "
                f"times (found {show(names)}); expected once"
            )
        return names.index(asked.time_column)
    return time_of(triad, foreign.columns, foreign.layout, foreign.known)


def is_date(foreign: ForeignTable, column: int, asked: ReadOptions) -> bool:
    """Tell whether a column of time holds dates or times of day rather than numbers."""
    if asked.time_unit is not None:
        return asked.time_unit == "datetime"
    cells = [row[column].strip() for row in foreign.layout.rows if row[column].strip()]
    return bool(cells) and all(
        re.match(r"\d+[-/:.T](?:\d+|[A-Za-z]{3})[-/:.T]|\d{8}[ T_]\d{2}:?\d{2}", cell) is not None
        for cell in cells
    )


def counts_samples(column: Quantity) -> bool:
    """Tell whether a column counts samples or ticks from some start that means nothing."""
    return column.kind == "counter" or column.unit == "fine"


def read_clock(
    frame: pd.DataFrame, clock: int | None, foreign: ForeignTable, asked: ReadOptions, rate: float | None
) -> tuple[Array | None, Any, float, Any, tuple[str, ...]]:
    """Read a column of time: seconds, start, origin, the rows that have a time, notes."""
    if clock is None:
        if rate is None:
            raise UnreadableExport(
                f"{foreign.name}: has no column of time and states no rate (found {show(foreign.layout.names)}); "
                "pass rate_hz=, or name the column with time_column="
            )
        return None, None, 0.0, None, ()
    name = foreign.table.names[clock]
    where = f"{foreign.name}: column {name!r}"
    column = frame[name]
    lacking = column.isna().to_numpy()
    keep = ~lacking if lacking.any() else None
    notes = (f"{int(lacking.sum())} rows without a time, dropped",) if keep is not None else ()
    if keep is not None:
        column = column[keep]
    if not len(column):
        raise UnreadableExport(f"{where} is empty; name another with time_column=, or pass rate_hz=")
    if is_date(foreign, clock, asked):
        return (*dates_to_seconds(column, where), 0.0, keep, notes)
    said = foreign.columns[clock]
    unit = asked.time_unit or ("counter" if said.kind == "counter" else said.unit) or foreign.known.time_unit
    if unit is not None and unit.startswith("?"):
        raise UnreadableExport(
            f"{where} is in {unit[1:]!r}, which no clock of a sensor is; name another with time_column=, or pass "
            "time_unit= ('s', 'ms', 'us' or 'ns') if the name is wrong"
        )
    stamps = column.to_numpy(dtype=np.float64)
    if not np.isfinite(stamps).all():
        raise UnreadableExport(f"{where} holds infinite times; expected finite ones; correct them")
    seconds, start, _ = seconds_since(stamps, unit, rate, where)
    ratio = 0.0
    moved = np.flatnonzero(seconds)
    if len(moved) and stamps[moved[0]] != stamps[0]:
        ratio = float(seconds[moved[0]] / (stamps[moved[0]] - stamps[0]))
    return seconds, start, float(stamps[0]) * ratio, keep, notes
