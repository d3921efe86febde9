"""The time of day at which an export starts, where its column of time does not say it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from retrogait.errors import UnreadableExport
from retrogait.readers.stopwatch import dates_to_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrogait.readers.foreign_table import ForeignTable

_STATED = re.compile(
    r"start ?time\W+(?:(\d{4})-(\d\d)-(\d\d)|(\d\d)\.(\d\d)\.(\d{4}))[ T_]+(\d\d:\d\d:\d\d)(?:[._](\d{1,9}))?"
    r"(?: ?(?:GMT|UTC)([+-])(\d{1,2})\b)?",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,4}[-/.](?:\d{1,2}|[A-Za-z]{3})[-/.]\d{1,4}[T ]\d")


@dataclass(frozen=True)
class Start:
    """A time of day, how it is known, and whether it is that of the first sample or of the clock's zero."""

    time: pd.Timestamp
    how: str
    is_first_sample: bool = True

    def at_zero(self, frames: Mapping[str, pd.DataFrame]) -> pd.Timestamp:
        """Give the time of day of the zero of the clock that indexes `frames`."""
        if not self.is_first_sample:
            return self.time
        first_s = min(
            float(frame.index[0]) if frame.index.name == "time_s" else 0.0 for frame in frames.values()
        )
        return self.time - pd.Timedelta(round(first_s * 1e9), unit="ns")


def find_start(tables: Sequence[ForeignTable], facts: Mapping[str, str]) -> Start | None:
    """Find the start in the lines before the table, in a column of dates beside that of time, or in phyphox's files."""
    if len(tables) == 1:
        stated = stated_start(tables[0].layout.preamble)
        if stated is not None:
            return Start(stated, "the lines before the table")
        return _dated_row(tables[0]) or _experiment_start(facts)
    return _experiment_start(facts)


def stated_start(text: str) -> pd.Timestamp | None:
    """Read the start a preamble states, where day and month cannot be mixed up; without a zone it stays local.

    >>> stated_start("# Start time: 27.09.2023 10:21:14.922")
    Timestamp('2023-09-27 10:21:14.922000')
    """
    match = _STATED.search(text)
    if match is None:
        return None
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    zone = f"{match[9]}{int(match[10]):02d}:00" if match[9] else ""
    try:
        return pd.Timestamp(f"{year}-{month}-{day}T{match[7]}.{match[8] or '0'}{zone}").as_unit("ns")
    except ValueError:
        return None


def _dated_row(table: ForeignTable) -> Start | None:
    """Read the date of the first row, where a column has one."""
    first = table.layout.rows[0]
    for name, cell in zip(table.layout.names, first, strict=False):
        if not _DATE.match(cell.strip()):
            continue
        try:
            _, time = dates_to_seconds(pd.Series([cell]), name)
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
