"""The clock of a file: its column of time, in seconds or as a calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.errors import InvalidOption, UnreadableExport
from retrogait.readers.declaration import TIME, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    Index = pd.Index[Any]

SECONDS_PER_UNIT = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
_NAMED = re.compile(
    r"(?:time|timestamp|time[ _]?stamp|epoch|elapsed|t)?[ _]*[(\[]?(s|sec|seconds|ms|us|µs|ns|)[)\]]?",
    re.IGNORECASE,
)
_UNIT_NAMES = {"sec": "s", "seconds": "s", "µs": "us"}
_LIKELY_RATE_HZ = (10.0, 5000.0)
_EARLIEST_EPOCH_S = 3.1e8  # 1980: larger figures count from 1970, smaller ones from some start
_NUMBER = re.compile(r"\s*[-+]?[\d.,]+(?:[eE][-+]?\d+)?\s*")


@dataclass(frozen=True)
class TimeColumn:
    """A column of time; `unit` is None where neither name nor caller says it, "datetime" for dates."""

    name: str
    unit: str | None


def find_time(
    names: Sequence[str], rows: Sequence[Sequence[str]], declared: str | None, unit: str | None, file: str
) -> TimeColumn | None:
    """Find the column of time: the one declared, `time_s`, or the only one called time; else None.

    Raises
    ------
    UnreadableExport
        The column declared is not there, or several could be meant.
    InvalidOption
        The unit is not known.
    """
    if unit is not None and unit not in (*SECONDS_PER_UNIT, "datetime"):
        raise InvalidOption(f"time_unit: {unit!r} is not known; use one of 's', 'ms', 'us', 'ns', 'datetime'")
    if declared is not None:
        if names.count(declared) != 1:
            raise UnreadableExport(
                f"{file}: time_column={declared!r} is in it {names.count(declared)} times (found "
                f"{show(names)}); expected once"
            )
        chosen = declared
    elif TIME in names:
        chosen = TIME
    else:
        likely = [name for name in names if name and _NAMED.fullmatch(name.strip())]
        if len(likely) > 1:
            raise UnreadableExport(
                f"{file}: {' and '.join(map(repr, likely))} could each be the time; name one with "
                "time_column="
            )
        if not likely:
            return None
        chosen = likely[0]
    position = names.index(chosen)
    fields = [row[position] for row in rows if position < len(row) and row[position].strip()]
    if unit is None and fields and not all(map(_NUMBER.fullmatch, fields)):
        unit = "datetime"
    if unit is None:
        match = _NAMED.fullmatch(chosen.strip())
        unit = (_UNIT_NAMES.get(match[1].lower(), match[1].lower()) or None) if match else None
    return TimeColumn(chosen, unit)


def to_index(column: pd.Series[Any], time: TimeColumn, rate_hz: float | None, file: str) -> Index:
    """Turn a column of time into an index: seconds, or a calendar for dates and counts since 1970 (UTC).

    Raises
    ------
    UnreadableExport
        The text is no date, or the unit is not said and is not seconds.
    """
    if time.unit == "datetime":
        return _calendar(column, time.name, file)
    stamps = column.to_numpy(dtype=np.float64)
    unit = time.unit or _fitting_unit(stamps, time.name, rate_hz, file)
    first = float(stamps[0]) * SECONDS_PER_UNIT[unit]
    if first > _EARLIEST_EPOCH_S and time.name != TIME and np.isfinite(stamps).all():
        nanoseconds = np.rint((stamps - stamps[0]) * (SECONDS_PER_UNIT[unit] * 1e9))
        try:
            start = pd.Timestamp(round(first * 1e9), unit="ns", tz="UTC")
            return pd.DatetimeIndex(start + pd.to_timedelta(nanoseconds, unit="ns"))
        except (pd.errors.OutOfBoundsDatetime, pd.errors.OutOfBoundsTimedelta, OverflowError) as error:
            raise UnreadableExport(
                f"{file}: column {time.name!r} starts at {stamps[0]:.6g}, which is no time in {unit} since "
                "1970; pass time_unit="
            ) from error
    return pd.Index(stamps if unit == "s" else stamps * SECONDS_PER_UNIT[unit], name=TIME)


def _fitting_unit(stamps: np.ndarray[Any, Any], name: str, rate_hz: float | None, file: str) -> str:
    """Find the unit that makes the steps the rate declared; without one only seconds are taken, if they can be."""
    steps = np.diff(stamps)
    rising = steps[steps > 0]
    step = float(np.median(rising)) if len(rising) else np.nan
    rates = {unit: 1.0 / (step * seconds) for unit, seconds in SECONDS_PER_UNIT.items()}
    low, high = (0.9 * rate_hz, 1.1 * rate_hz) if rate_hz else _LIKELY_RATE_HZ
    fitting = [unit for unit, rate in rates.items() if low <= rate <= high]
    if fitting and (rate_hz or fitting[0] == "s"):
        return fitting[0]
    wanted = f"rate_hz={rate_hz:g}" if rate_hz else f"{low:g} to {high:g} Hz"
    advice = f"pass time_unit={fitting[0]!r} if it is in {fitting[0]}" if fitting else "pass time_unit="
    raise UnreadableExport(
        f"{file}: column {name!r} steps by {step:.4g}, as seconds {rates['s']:.4g} Hz, expected {wanted}; "
        f"{advice}, correct rate_hz=, or name the column of time with time_column="
    )


def _calendar(column: pd.Series[Any], name: str, file: str) -> pd.DatetimeIndex:
    try:
        return pd.DatetimeIndex(pd.to_datetime(column, format="ISO8601"))
    except (ValueError, TypeError, OverflowError) as error:
        raise UnreadableExport(
            f"{file}: column {name!r} holds {column.iloc[0]!r}, which is no date as ISO 8601 has them "
            "(2024-05-31T10:30:00.250); leave it out and pass rate_hz=, or read it with pandas and use "
            "Recording.from_frames"
        ) from error
