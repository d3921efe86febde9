"""A clock in two columns: whole seconds, as a number or a date, and their fraction."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from retrogait.readers.text_table import NUMBER
from retrogait.readers.time_numbers import clock_of_numbers
from retrogait.readers.time_units import SECONDS_PER_UNIT
from retrogait.readers.time_values import Clock, clock_of_dates

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from retrogait._arrays import Floats
    from retrogait.readers.foreign_table import ForeignTable

LEAST_IN_ORDER = 0.99  # of the steps of both together rise, or they are no one clock
_FRACTIONS = {
    "ns": re.compile(r"(?:.*[._ ])?(?:n|nano)_?s(?:ec(?:ond)?)?s?|(?:.*[._ ])?nanos?", re.IGNORECASE),
    "us": re.compile(r"(?:.*[._ ])?(?:u|µ|micro)_?s(?:ec(?:ond)?)?s?|(?:.*[._ ])?micros?", re.IGNORECASE),
    "ms": re.compile(r"(?:.*[._ ])?(?:m|milli)_?s(?:ec(?:ond)?)?s?|(?:.*[._ ])?millis?", re.IGNORECASE),
}
_WHOLE = re.compile(
    r"(?:.*[._ ])?(?:s|secs?|seconds?|time|timestamp|date ?time|time of day|utc|epoch)(?: ?[(\[]s[)\]])?",
    re.IGNORECASE,
)
_WHOLE_DATE = re.compile(r".*\d{1,2}:\d{2}:\d{2}(?: ?[AP]M)?", re.IGNORECASE)


def find_split(foreign: ForeignTable, used: Collection[int]) -> tuple[int, int, str] | None:
    """Find a column of whole seconds, that of their fraction and its unit, by the first rows; None where there is none.

    `used` are the columns of channels.
    """
    names, rows = foreign.layout.names, foreign.layout.rows
    cells = {p: [row[p].strip() for row in rows if p < len(row)] for p in range(len(names)) if p not in used}
    for fraction, said in cells.items():
        unit = next(
            (u for u, pattern in _FRACTIONS.items() if pattern.fullmatch(names[fraction].strip())), None
        )
        if unit is None or not all(map(str.isdecimal, said)) or len(set(said)) < 2:
            continue
        if max(map(int, said)) * SECONDS_PER_UNIT[unit] >= 1.0:
            continue
        for whole, written in cells.items():
            if whole != fraction and _WHOLE.fullmatch(names[whole].strip()) and _is_whole(written):
                return whole, fraction, unit
    return None


def _is_whole(cells: Sequence[str]) -> bool:
    """Return whether cells are whole seconds, of which several stand for one."""
    few = len(set(cells)) < len(cells)
    return few and (all(map(str.isdecimal, cells)) or all(map(_WHOLE_DATE.fullmatch, cells)))


def join_split(frame: pd.DataFrame, whole: str, fraction: str, unit: str, where: str) -> Clock | None:
    """Make one clock of both columns; None where their steps do not rise together."""
    column = frame[whole]
    part_s = frame[fraction].to_numpy(dtype=np.float64) * SECONDS_PER_UNIT[unit]
    lacking = column.isna().to_numpy() | np.isnan(part_s)
    keep = ~lacking if lacking.any() else None
    column, part_s = (column, part_s) if keep is None else (column[keep], part_s[keep])
    if len(column) < 2:
        return None
    if NUMBER.fullmatch(str(column.iloc[0])):
        stamps = column.to_numpy(dtype=np.float64) + part_s
        if not _rises(stamps):
            return None
        clock = clock_of_numbers(stamps, "s", None, where)
    else:
        dated = clock_of_dates(column, where)
        start = None if dated.start is None else dated.start + pd.Timedelta(round(part_s[0] * 1e9), unit="ns")
        seconds = dated.seconds + part_s
        if not _rises(seconds):
            return None
        clock = Clock(np.asarray(seconds - seconds[0]), start)
    return replace(clock, keep=keep)


def _rises(seconds: Floats) -> bool:
    return float(np.mean(np.diff(seconds) >= 0.0)) >= LEAST_IN_ORDER
