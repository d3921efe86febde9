"""Columns of time as devices write them: seconds, milliseconds, counters that wrap, dates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.errors import UnreadableExport
from retrogait.readers.times import SECONDS_PER_UNIT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

_RATES_HZ = (10.0, 5000.0)
_EPOCH_S = (3.1e8, 4.1e9)  # 1980 to 2100
_NANOSECONDS = 10**9
LEAST_WRAP = 0.9  # of what a counter can count; what is lost while it wraps is less than the rest
_YEARS = (1678, 2261)  # that nanoseconds since 1970 reach
_CLOCK = re.compile(r"^(\d{4}-?\d\d-?\d\d[T _-]\d\d)([.-])(\d\d)\2(\d\d)(?!\d)")
_DAY_OR_MONTH = re.compile(r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d\d)[ ,T]+(\d{1,2}:\d.*)$")
_ZONE = re.compile(r"(?<=\d)[ ]?(?:UTC|GMT)([+-]\d\d?(?::?\d\d)?)?$")
_DAY_THEN_TIME = re.compile(r"(?<=\d\d)[_-](?=\d\d:)|(?<=\d)_(?=\d{4})")
_MINUTES = re.compile(r"(\d{1,2}:\d{2})[.,]\d+")  # as spreadsheets show times of day
_MILLISECONDS = re.compile(r"(\d\d:\d\d:\d\d)[:,](\d{1,9})(?=$|[Z+ -])")
_SPELLINGS: tuple[tuple[re.Pattern[str], Any], ...] = (
    (_CLOCK, r"\1:\3:\4"),
    (_MILLISECONDS, r"\1.\2"),
    (_DAY_THEN_TIME, " "),
    (_ZONE, lambda match: match[1] or "Z"),
)


def seconds_since(
    stamps: Array, unit: str | None, rate_hz: float | None, where: str
) -> tuple[Array, pd.Timestamp | None, str]:
    """Bring numbers of time to seconds; gives them from the first on, the time of day of the first, and the unit.

    Raises
    ------
    UnreadableExport
        The unit is not said and does not follow from the rate.
    """
    stamps = unwrap(stamps) if unit in ("fine", "counter") else unwrap_clock(stamps)
    step = _step(stamps)
    if unit == "counter":
        if rate_hz is None:
            raise UnreadableExport(f"{where} counts samples and the rate is not stated; pass rate_hz=")
        return (stamps - stamps[0]) / rate_hz, None, "samples"
    if unit == "fine":
        scale = 1e-6 if step >= 1000.0 else 1e-4
        if rate_hz is not None:
            scale = min((1e-6, 1e-4), key=lambda one: abs(np.log(step * one * rate_hz)) if step > 0 else 0.0)
        return (stamps - stamps[0]) * scale, None, "us" if scale == 1e-6 else "1e-4 s"
    unit = unit or _fitting(float(stamps[0]), step, rate_hz, where)
    scale = SECONDS_PER_UNIT[unit]
    first = float(stamps[0]) * scale
    start = None
    if _EPOCH_S[0] < first < _EPOCH_S[1]:
        whole, per_unit = (
            int(stamps[0]),
            round(scale * _NANOSECONDS),
        )  # whole numbers, as floats end at 100 ns
        nanoseconds = whole * per_unit + round((float(stamps[0]) - whole) * per_unit)
        start = pd.Timestamp(nanoseconds, unit="ns", tz="UTC")
    return (stamps - stamps[0]) * scale, start, unit


def unwrap(stamps: Array) -> Array:
    """Undo the wrapping of a counter of 16 or 32 bits.

    It wraps where it falls by nearly all it can count; a smaller fall is a clock that was set back. A number from
    before the wrap may come after it, as packets overtake each other.

    >>> unwrap(np.array([65534.0, 65535.0, 0.0, 1.0]))
    array([65534., 65535., 65536., 65537.])
    """
    span = 65536.0 if np.nanmax(stamps, initial=0.0) < 65536.0 else 4294967296.0
    steps = np.diff(stamps, prepend=stamps[:1])
    falls = steps < -LEAST_WRAP * span
    if not falls.any():
        return stamps
    turns = np.cumsum(falls.astype(np.int64) - (steps > LEAST_WRAP * span))
    return stamps + span * (turns - np.minimum.accumulate(np.minimum(turns, 0)))


def unwrap_clock(stamps: Array) -> Array:
    """Undo the wrapping of a clock of whole milli- or microseconds that goes on where it would have.

    >>> unwrap_clock(np.array([65500.0, 65510.0, 65520.0, 65530.0, 4.0, 14.0]))[-2:]
    array([65540., 65550.])
    """
    steps = np.diff(stamps)
    if not (steps < 0).any() or not np.isfinite(steps).all():
        return stamps
    plain = unwrap(stamps)
    usual = _step(stamps)
    at = np.flatnonzero(plain[1:] - plain[:-1] != steps)
    goes_on = (plain[at + 1] - plain[at] > 0) & (plain[at + 1] - plain[at] < 10.0 * usual)
    whole = (stamps == np.rint(stamps)).all()
    return plain if len(at) and whole and goes_on.all() else stamps


def dates_to_seconds(column: pd.Series[Any], where: str) -> tuple[Array, pd.Timestamp | None]:
    """Bring dates, or times of day, to seconds since the first; gives it too, where its date is certain.

    Raises
    ------
    UnreadableExport
        They are written in no way that is known.
    """
    text = column.astype(str).str.strip()
    for pattern, plain in _SPELLINGS:
        if pattern.search(str(text.iloc[0])):
            text = text.str.replace(pattern, plain, regex=True)
    first = str(text.iloc[0])
    try:
        if re.match(r"\d{1,2}:\d\d", first):
            return _times_of_day(text), None
        if _DAY_OR_MONTH.match(first):
            return _local_dates(text)
        form = "%d-%b-%Y %H:%M:%S.%f" if re.match(r"\d\d-[A-Za-z]{3}-\d{4} .*\.\d", first) else "ISO8601"
        stamps = pd.DatetimeIndex(pd.to_datetime(text, format=form)).as_unit("ns")
    except (ValueError, TypeError, OverflowError, AttributeError) as error:
        raise UnreadableExport(
            f"{where} holds {_first_wrong(text)!r}, which is no date as ISO 8601 has them "
            "(2024-05-31T10:30:00.250) from 1678 to 2261, nor a time of day; name another column with time_column=, or "
            "convert it"
        ) from error
    lacking = np.asarray(stamps.isna())
    if lacking.any():
        raise UnreadableExport(
            f"{where} lacks {int(lacking.sum())} of {len(stamps)} times; drop those rows, or name "
            "another column with time_column="
        )
    number = stamps.asi8
    return (number - number[0]) / float(_NANOSECONDS), stamps[0]


def _first_wrong(text: pd.Series[Any]) -> str:
    """Give the first cell that is no date written as the others are; the first of all where none stands out."""
    dates = pd.to_datetime(text, format="ISO8601", errors="coerce", utc=True)
    years = dates.dt.year
    wrong = np.flatnonzero((dates.isna() | (years < _YEARS[0]) | (years > _YEARS[1])).to_numpy())
    return str(text.iloc[wrong[0] if len(wrong) else 0])


def _times_of_day(text: pd.Series[Any]) -> Array:
    """Bring hh:mm:ss, hh:mm or mm:ss.f to seconds since the first, over midnight or the full hour too."""
    later = text.str.contains("PM", case=False, regex=False) & ~text.str.startswith("12")
    plain = text.str.replace(r"(?i)\s*[AP]M$", "", regex=True).str.replace(",", ".", regex=False)
    turn_s = 86400.0
    if _MINUTES.fullmatch(str(text.iloc[0])):
        plain, turn_s = "00:" + plain, 3600.0
    short = plain.str.count(":") == 1
    if short.any():
        plain = plain.where(~short, plain + ":00")
    seconds = (
        pd.to_timedelta(plain).dt.total_seconds().to_numpy(dtype=np.float64) + 43200.0 * later.to_numpy()
    )
    turns = np.cumsum(np.diff(seconds, prepend=seconds[:1]) < -0.5 * turn_s)
    return np.asarray(seconds - seconds[0] + turn_s * turns, dtype=np.float64)


def _local_dates(text: pd.Series[Any]) -> tuple[Array, pd.Timestamp | None]:
    """Read dates of numbers with the year last: seconds by time of day, the date where it can mean one day only."""
    parts = text.str.extract(_DAY_OR_MONTH)
    seconds = _times_of_day(parts[4])
    one, two, year = (int(parts[column].iloc[0]) for column in (0, 2, 3))
    is_german = parts[1].iloc[0] == "."
    day, month = (two, one) if two > 12 and not is_german else (one, two)
    if year < 100 or (one <= 12 and two <= 12 and not is_german):
        return seconds, None
    clock = pd.to_datetime(parts[4].iloc[0].replace(",", ".")).time()
    date = pd.Timestamp(year=year, month=month, day=day)
    return seconds, pd.Timestamp.combine(date.date(), clock)


def _step(stamps: Array) -> float:
    steps = np.diff(stamps[:20000])
    rising = steps[steps > 0]
    return float(np.median(rising)) if len(rising) else float("nan")


def _fitting(first: float, step: float, rate_hz: float | None, where: str) -> str:
    """Find the unit from the rate, or from both the date and the step the numbers would mean; else refuse."""
    low, high = (0.8 * rate_hz, 1.25 * rate_hz) if rate_hz else _RATES_HZ
    fitting = [unit for unit, scale in SECONDS_PER_UNIT.items() if low <= 1.0 / (step * scale) <= high]
    dated = [u for u in fitting if _EPOCH_S[0] < first * SECONDS_PER_UNIT[u] < _EPOCH_S[1]]
    if len(dated) == 1:
        return dated[0]
    if len(fitting) == 1 and (rate_hz or fitting[0] == "s"):
        return fitting[0]
    advice = f"time_unit={fitting[0]!r}" if len(fitting) == 1 else "time_unit="
    raise UnreadableExport(
        f"{where} steps by {step:.4g} in a unit that is not said; pass {advice}, or rate_hz= to tell it by"
    )
