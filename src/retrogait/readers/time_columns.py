"""Which column of a table is its clock, what it is read as, and when the recording began."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait.errors import InvalidTable, UnreadableExport
from retrogait.intake.coarse_stamps import count_rows
from retrogait.intake.rounded_stamps import count_even_rows
from retrogait.intake.unit_names import SLOW_WORDS, TIME_WORDS
from retrogait.readers.declared_table import find_column, what_there_is
from retrogait.readers.start import Start
from retrogait.readers.time_numbers import clock_of_numbers
from retrogait.readers.time_values import Clock, clock_of_dates, stated_start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from retrogait.readers.declaration import Column
    from retrogait.readers.foreign_table import ForeignTable
    from retrogait.readers.read_options import ReadOptions
    from retrogait.readers.triads import Triad
    from retrogait.readers.words import Quantity

_OF_PACKETS = re.compile(r"(?i)packet|counter")  # what may have one number for several rows
_DATE = re.compile(r"-?\d+ days? |\d+[-/:.T](?:\d+|[A-Za-z]{3})[-/:.T]|\d{8}[ T_]\d{2}:?\d{2}")
_DATE_AND_TIME = re.compile(r"\d{1,4}[-/.](?:\d{1,2}|[A-Za-z]{3})[-/.]\d{1,4}[T ]\d")
_CLOCK_CELL = re.compile(
    r"(?:-?\d+ days? )?\d{1,2}:\d{2}:\d{2}[.,:]\d+|-?\d+ days? \d{2}:\d{2}:\d{2}|"
    r"(?:\d{4}[-/]\d{2}[-/]\d{2}|\d{1,2}([./])\d{1,2}\1\d{4})[T ]\d{1,2}:\d{2}:\d{2}[.,]\d+Z?"
)


def find_named(time_column: Column, foreign: ForeignTable) -> int:
    """Give the position of the column the caller names; raises `UnreadableExport` unless it is there once."""
    found = find_column(time_column, foreign, alone=True)
    if len(found) != 1:
        raise UnreadableExport(
            f"{foreign.name}: time_column={time_column!r} is in it {len(found)} times "
            f"({what_there_is([foreign])}); expected once"
        )
    return found[0]


def find_clock(triad: Triad, foreign: ForeignTable) -> int | None:
    """Choose the column of time of a triad: what the format says, else the nearest to its left with a unit."""
    columns, rows = foreign.columns, foreign.layout.rows
    # Of a column that was too narrow a spreadsheet writes ####.
    cells = [
        [row[p].strip() for row in rows if p < len(row) and row[p].strip(" #")] for p in range(len(columns))
    ]
    filled = [p for p in range(len(columns)) if cells[p]]
    # A spreadsheet writes 1.7E+18 for every count of nanoseconds: what does not move is no time if another does.
    moving = [p for p in filled if len(set(cells[p])) > 1]
    filled = moving if any(columns[p].kind in ("time", "counter") for p in moving) else filled
    for pattern in foreign.known.time:
        for position in filled:
            if re.fullmatch(pattern, foreign.layout.names[position].strip(), re.IGNORECASE):
                return position
    times = [p for p in filled if columns[p].kind == "time"]
    with_unit = [p for p in times if columns[p].unit in (*TIME_WORDS, "fine")]
    left = [p for p in with_unit if p < min(triad.positions)]
    if left:
        return left[-1]
    if with_unit or times:
        return (with_unit or times)[0]
    clocks = (p for p in moving if all(map(_CLOCK_CELL.fullmatch, cells[p])))
    counters = (p for p in filled if columns[p].kind == "counter" and len(set(cells[p])) == len(cells[p]))
    packets = (
        p
        for p in range(len(columns))
        if columns[p].kind == "counter" and _OF_PACKETS.search(foreign.layout.names[p])
    )
    return next(iter((*clocks, *counters, *packets)), None)


def is_date(rows: Sequence[Sequence[str]], position: int, options: ReadOptions) -> bool:
    """Return whether a column of time holds dates or times of day rather than numbers."""
    if options.time_unit is not None:
        return options.time_unit == "datetime"
    cells = [row[position].strip() for row in rows if position < len(row) and row[position].strip()]
    return 2 * sum(_DATE.match(cell) is not None for cell in cells) > len(cells)


def counts_samples(column: Quantity) -> bool:
    """Return whether a column counts samples or ticks from an arbitrary start."""
    return column.kind == "counter" or column.unit == "fine"


def read_clock(
    column: pd.Series[Any],
    quantity: Quantity,
    options: ReadOptions,
    rate_hz: float | None,
    where: str,
    *,
    dates: bool,
) -> Clock:
    """Read a column of time; rows without one are left out of it.

    `quantity` is what its name says; `dates` means that its cells hold dates or times of day.

    Raises
    ------
    UnreadableExport
        It is empty, is not a time, or its unit is not stated and does not follow from the rate.
    """
    lacking = column.isna().to_numpy()
    keep = ~lacking if lacking.any() else None
    notes = (f"{int(lacking.sum())} rows without a time, dropped",) if keep is not None else ()
    column = column if keep is None else column[keep]
    if not len(column):
        raise UnreadableExport(
            f"{where} is empty; name another with time_column=, or "
            + ("leave it out" if rate_hz else "pass rate_hz=")
        )
    if dates:
        clock = _count_rows(clock_of_dates(column, where), rate_hz, where)
        return replace(clock, keep=keep, notes=(*notes, *clock.notes))
    unit = options.time_unit or (quantity.unit if quantity.kind == "time" else None)
    if unit in SLOW_WORDS:
        raise UnreadableExport(
            f"{where} is in {unit!r}, which no sensor clock uses; name another with time_column=, or pass "
            "time_unit= ('s', 'ms', 'us', 'ns' or 'days') if the name is wrong"
        )
    stamps = column.to_numpy(dtype=np.float64)
    if quantity.kind == "counter" and unit is None and (stamps == np.rint(stamps)).all():
        unit = "counter"
    is_declared = options.rate_hz is not None
    clock = _count_rows(
        clock_of_numbers(stamps, unit, rate_hz, where, is_declared=is_declared), rate_hz, where
    )
    return replace(clock, keep=keep, notes=(*notes, *clock.notes))


def _count_rows(clock: Clock, rate_hz: float | None, where: str) -> Clock:
    """Count rows where the stamps of a clock are too coarse; they then give only the start."""
    try:
        counted = None if rate_hz is None else count_rows(clock.seconds, rate_hz, where)
    except InvalidTable as error:
        raise UnreadableExport(str(error)) from error
    counted = counted or count_even_rows(clock.seconds, rate_hz)
    if counted is None:
        return clock
    begins = pd.Timedelta(round(counted.begins_s * 1e9), unit="ns")
    return replace(
        clock,
        seconds=counted.seconds,
        start=None if clock.start is None else clock.start + begins,
        origin_s=clock.origin_s + counted.begins_s,
        notes=(*clock.notes, counted.note),
    )


def find_start(tables: Sequence[ForeignTable], facts: Mapping[str, str]) -> Start | None:
    """Find the start in the lines before the table, in a column of dates beside that of time, or in phyphox's files."""
    if len(tables) == 1:
        if tables[0].start is not None:
            return tables[0].start
        stated = stated_start(tables[0].layout.preamble)
        if stated is not None:
            return Start(stated, "the lines before the table")
        return _dated_row(tables[0]) or _experiment_start(facts)
    return _experiment_start(facts)


def _dated_row(table: ForeignTable) -> Start | None:
    """Read the date of the first row, where a column has one."""
    first = table.layout.rows[0]
    for name, cell in zip(table.layout.names, first, strict=False):
        if not _DATE_AND_TIME.match(cell.strip()):
            continue
        try:
            time = clock_of_dates(pd.Series([cell]), name).start
        except UnreadableExport:
            continue
        if time is not None:
            return Start(time, f"the first row of column {name!r}")
    return None


def _experiment_start(facts: Mapping[str, str]) -> Start | None:
    """Read when the clock of a phyphox experiment was zero."""
    try:
        system, experiment = (facts[name].replace(",", ".") for name in ("system time", "experiment time"))
        at = float(system) - float(experiment)
        return Start(
            pd.Timestamp(round(at * 1e9), unit="ns", tz="UTC"), "meta/time.csv", is_first_sample=False
        )
    except (KeyError, ValueError, OverflowError):
        return None
