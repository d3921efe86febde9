"""The clock of a table: which columns it is in, and its times."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from retrogait.errors import InvalidOption, UnreadableExport
from retrogait.readers.declaration import show
from retrogait.readers.declared_table import find_column
from retrogait.readers.split_clock import join_split
from retrogait.readers.time_columns import find_clock, find_named, is_date, read_clock

if TYPE_CHECKING:
    from retrogait.readers.foreign_table import ForeignTable
    from retrogait.readers.read_options import ReadOptions
    from retrogait.readers.time_values import Clock
    from retrogait.readers.triads import Triad

_BEFORE_ANY = pd.Timestamp("2010-01-01", tz="UTC")  # a stamp of then counts from another epoch


def clock_of(triad: Triad, foreign: ForeignTable, options: ReadOptions) -> int | None:
    """Give the position of the column of time of a triad; None where rows are only counted."""
    named = options.time_column
    if named is None and options.declaration is not None and options.declaration.time is not None:
        is_here = find_column(
            options.declaration.time, foreign, alone=True
        )  # of several files one may have it
        named = options.declaration.time if is_here else None
    if named is None:
        return find_clock(triad, foreign)
    position = find_named(named, foreign)
    if foreign.is_declared and any(position in triad.positions for triad in foreign.triads):
        raise InvalidOption(
            f"time_column: {named!r} is the column of a channel; name another, or pass rate_hz="
        )
    return position


def read_table_clock(
    frame: pd.DataFrame, position: int | None, foreign: ForeignTable, options: ReadOptions, rate: float | None
) -> Clock | None:
    """Read the clock at a position; None where rows are only counted."""
    if position is None:
        if rate is None:
            raise UnreadableExport(
                f"{foreign.name}: has no column of time and states no rate (found {show(foreign.layout.names)}); "
                "pass rate_hz=, or name the column with time_column="
            )
        return None
    name = foreign.table.names[position]
    if foreign.split_clock is not None:
        whole, fraction, unit = foreign.split_clock
        names = foreign.table.names
        joined = join_split(
            frame, names[whole], names[fraction], unit, f"{foreign.name}: column {names[whole]!r}"
        )
        if joined is not None:
            return joined
    where, dates = f"{foreign.name}: column {name!r}", is_date(foreign.layout.rows, position, options)
    clock = read_clock(frame[name], foreign.columns[position], options, rate, where, dates=dates)
    if foreign.known.epoch_s and clock.start is not None and clock.start < _BEFORE_ANY:
        shift = pd.Timedelta(foreign.known.epoch_s, unit="s")
        return replace(clock, start=clock.start + shift, origin_s=clock.origin_s + foreign.known.epoch_s)
    return clock
