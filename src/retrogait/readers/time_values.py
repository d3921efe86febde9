"""What the cells of a column of time mean: dates and times of day."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.errors import InvalidTable, UnreadableExport
from retrogait.intake.wrong_stamps import mend_stamps

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from retrogait._arrays import Flags, Floats


_NANOSECONDS = 10**9
_YEARS = (1678, 2261)  # that nanoseconds since 1970 reach
_DAY_OR_MONTH = re.compile(r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d\d)[ ,T]+(\d{1,2}:\d.*)$")
_MINUTES = re.compile(r"(\d{1,2}:\d{2})[.,]\d+")  # as spreadsheets show times of day
_SPELLINGS: tuple[tuple[re.Pattern[str], Any], ...] = (
    (re.compile(r"^(\d{4}-?\d\d-?\d\d[T _-]\d\d)([.-])(\d\d)\2(\d\d)(?!\d)"), r"\1:\3:\4"),
    (re.compile(r"(\d\d:\d\d:\d\d)[:,](\d{1,9})(?=$|[Z+ -])"), r"\1.\2"),  # milliseconds
    (re.compile(r"(?<=\d\d)[_-](?=\d\d:)|(?<=\d)_(?=\d{4})"), " "),  # between day and time
    (re.compile(r"(?<=\d)[ ]?(?:UTC|GMT)([+-]\d\d?(?::?\d\d)?)?$"), lambda zone: zone[1] or "Z"),
    (
        re.compile(r"(?<!\d)(\d{1,2})((?::\d\d)+(?:[.,]\d+)?)\s*([AP])\.?M\.?$", re.IGNORECASE),
        lambda time: f"{int(time[1]) % 12 + 12 * (time[3] in 'pP'):02d}{time[2]}",  # 12 AM is midnight
    ),
)
_OFFSET = re.compile(r"(?<=\d)\s*(?:Z|(?<=\d\d)[+-]\d\d:?\d\d)$")
_STATED = re.compile(
    r"start ?time\W+(?:(\d{4})-(\d\d)-(\d\d)|(\d\d)\.(\d\d)\.(\d{4}))[ T_]+(\d\d:\d\d:\d\d)(?:[._](\d{1,9}))?"
    r"(?: ?(?:GMT|UTC)([+-])(\d{1,2})\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Clock:
    """The times of a column: `seconds` since the first, and `start`, the time of day of the first, where known.

    `origin_s` is what the column says at the first, where it counts from some start. `keep` are the rows that have a
    time, None where all have.
    """

    seconds: Floats
    start: pd.Timestamp | None = None
    origin_s: float = 0.0
    keep: Flags | None = None
    notes: tuple[str, ...] = ()


def mend(
    stamps: Floats, where: str, show: Callable[[float], str], spans: tuple[float, ...] = ()
) -> tuple[Floats, tuple[str, ...]]:
    """Put right single stamps that the rows around them contradict; gives notes of them."""
    try:
        mended = mend_stamps(stamps, where, show, spans)
    except InvalidTable as error:
        raise UnreadableExport(str(error)) from error
    return mended.stamps, tuple(mended.describe(show))


_DURATION = re.compile(r"-?\d+ days? ")  # as pandas writes times since a start


_MOST_S = 9e9  # whose nanoseconds a whole number holds


def clock_of_dates(column: pd.Series[Any], where: str) -> Clock:
    """Bring dates, or times of day, to seconds; they start at the first, where its date is certain.

    >>> clock_of_dates(pd.Series(["12:59:59.5 AM", "1:00:00 AM", "1:00:00.5 AM"]), "time").seconds
    array([0. , 0.5, 1. ])

    Raises
    ------
    UnreadableExport
        They are written in no way that is known.
    """
    is_text = column.dtype.kind != "M"  # parquet holds dates as such
    text = _plainly_spelled(column.astype(str).str.strip()) if is_text else column
    first = str(text.iloc[0])
    try:
        if is_text and _DURATION.match(first):
            durations = np.asarray(pd.to_timedelta(text).dt.total_seconds(), dtype=np.float64)
            since, notes = mend(durations, where, "{:.9g} s".format)
            return Clock(since - since[0], origin_s=float(since[0]), notes=notes)
        if is_text and re.match(r"\d{1,2}:\d\d", first):
            return _since_first(*_times_of_day(text), where)
        if is_text and _DAY_OR_MONTH.match(first):
            return _local_dates(text, where)
        form = "%d-%b-%Y %H:%M:%S.%f" if re.match(r"\d\d-[A-Za-z]{3}-\d{4} .*\.\d", first) else "ISO8601"
        stamps = pd.DatetimeIndex(_to_dates(text, form)).as_unit("ns")
    except (ValueError, TypeError, OverflowError, AttributeError) as error:
        raise UnreadableExport(
            f"{where} holds {_first_wrong(text.astype(str))!r}, which is not a date as in ISO 8601 "
            "(2024-05-31T10:30:00.250) from 1678 to 2261, nor a time of day; name another column with time_column=, or "
            "convert it"
        ) from error
    lacking = np.asarray(stamps.isna())
    if lacking.any():
        raise UnreadableExport(
            f"{where} lacks {int(lacking.sum())} of {len(stamps)} times; drop those rows, or name "
            "another column with time_column="
        )
    begins, number = stamps[0], stamps.asi8

    def at(seconds: float) -> pd.Timestamp | None:
        try:
            return begins + pd.Timedelta(round(seconds * 1e9), unit="ns")
        except (ValueError, OverflowError):  # pandas' own errors of dates out of bounds are ValueErrors
            return None

    since_first, notes = mend(
        _seconds_since(number),
        where,
        lambda seconds: str(at(seconds) or f"{seconds:.9g} s after the first"),
    )
    first_s = float(since_first[0])  # in another year where the first was wrong
    return Clock(since_first - first_s, at(first_s), notes=notes)


def _seconds_since(nanoseconds: NDArray[np.int64]) -> Floats:
    """Give the seconds since the first, which may be centuries before the last."""
    seconds = (nanoseconds - nanoseconds[0]) / float(_NANOSECONDS)
    rough = (nanoseconds.astype(np.float64) - float(nanoseconds[0])) / float(_NANOSECONDS)
    return np.where(np.abs(rough) < _MOST_S, seconds, rough)


def _to_dates(text: pd.Series[Any], form: str) -> pd.Series[Any]:
    """Read dates; by UTC where their offset changes, as at the end of daylight saving, in the zone of the first."""
    if text.dtype.kind != "M":
        ends = [_OFFSET.search(str(text.iloc[row])) for row in (0, -1)]
        if len({end and end[0] for end in ends}) > 1 and text.str.contains(_OFFSET).all():
            return pd.to_datetime(text, format=form, utc=True).dt.tz_convert(pd.Timestamp(text.iloc[0]).tz)
    return pd.to_datetime(text, format=form)


def _plainly_spelled(text: pd.Series[Any]) -> pd.Series[Any]:
    """Write what devices write in ways of their own as ISO 8601 does, or as a time of day of 24 hours."""
    for pattern, plain in _SPELLINGS:
        if pattern.search(str(text.iloc[0])):
            text = text.str.replace(pattern, plain, regex=True)
    return text


def _first_wrong(text: pd.Series[Any]) -> str:
    """Return the first cell that is not a date written like the others; the first of all where none stands out."""
    dates = pd.to_datetime(text, format="ISO8601", errors="coerce", utc=True)
    years = dates.dt.year
    wrong = np.flatnonzero((dates.isna() | (years < _YEARS[0]) | (years > _YEARS[1])).to_numpy())
    return str(text.iloc[wrong[0] if len(wrong) else 0])


def _times_of_day(text: pd.Series[Any]) -> tuple[Floats, float]:
    """Read hh:mm:ss, hh:mm or mm:ss.f as seconds since midnight or the full hour, and give how long either lasts."""
    plain, turn_s = text.str.replace(",", ".", regex=False), 86400.0
    if _MINUTES.fullmatch(str(text.iloc[0])):
        plain, turn_s = "00:" + plain, 3600.0
    short = plain.str.count(":") == 1
    plain = plain.where(~short, plain + ":00") if short.any() else plain
    return np.asarray(pd.to_timedelta(plain).dt.total_seconds(), dtype=np.float64), turn_s


def _since_first(seconds: Floats, turn_s: float, where: str) -> Clock:
    """Give the seconds since the first, over midnight or the full hour too."""
    seconds, notes = mend(seconds, where, "{:.9g} s since midnight".format, (turn_s,))
    turns = np.cumsum(np.diff(seconds, prepend=seconds[:1]) < -0.5 * turn_s)
    return Clock(np.asarray(seconds - seconds[0] + turn_s * turns, dtype=np.float64), notes=notes)


def _local_dates(text: pd.Series[Any], where: str) -> Clock:
    """Read dates of numbers with the year last: seconds by time of day, the date where it can mean one day only."""
    parts = text.str.extract(_DAY_OR_MONTH)
    seconds, turn_s = _times_of_day(parts[4])
    one, two, year = (int(parts[column].iloc[0]) for column in (0, 2, 3))
    is_german = parts[1].iloc[0] == "."
    day, month = (two, one) if two > 12 and not is_german else (one, two)
    read = _since_first(seconds, turn_s, where)
    if year < 100 or (one <= 12 and two <= 12 and not is_german):
        return read
    clock = pd.to_datetime(parts[4].iloc[0].replace(",", ".")).time()
    date = pd.Timestamp(year=year, month=month, day=day)
    return replace(read, start=pd.Timestamp.combine(date.date(), clock))


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
