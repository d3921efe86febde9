"""What the cells of a column of time mean: numbers and their unit, dates, times of day, counters that wrap."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.errors import InvalidOption, InvalidTable, UnreadableExport
from retrogait.intake.wrong_stamps import mend_stamps

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrogait._arrays import Flags, Floats


SECONDS_PER_UNIT = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}
# How far the step may be off the rate that tells its unit. Units are a factor of 1000 apart, so a wide tolerance
# mistakes none; rates that devices state are off by several per cent, and the caller's is checked to 1 % afterwards.
RATE_TOLERANCE = (0.8, 1.25)
_RATES_HZ = (10.0, 5000.0)
_EPOCH_S = (3.1e8, 4.1e9)  # 1980 to 2100: such a number counts from 1970, any other from some start
_LATEST_S = 1e12  # since any start that a clock counts from
_NANOSECONDS = 10**9
_SPANS = (65536.0, 4294967296.0)  # that counters of 16 and 32 bits count before they begin anew
_LEAST_WRAP = 0.9  # of what a counter can count; what is lost while it wraps is less than the rest
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


def check_time_unit(unit: str | None) -> None:
    """Raise `InvalidOption` for a `time_unit=` that is not known."""
    if unit is not None and unit not in (*SECONDS_PER_UNIT, "datetime"):
        raise InvalidOption(f"time_unit: {unit!r} is not known; use one of 's', 'ms', 'us', 'ns', 'datetime'")


def clock_of_numbers(stamps: Floats, unit: str | None, rate_hz: float | None, where: str) -> Clock:
    """Bring numbers of time to seconds.

    `unit` is one of `SECONDS_PER_UNIT`, "counter" (numbers of samples), "fine" (ticks of an Xsens), or None.

    Raises
    ------
    UnreadableExport
        A number is infinite, or the unit is not said and does not follow from the rate.
    """
    if not np.isfinite(stamps).all():
        raise UnreadableExport(f"{where} holds infinite times; expected finite ones; correct them")
    stamps, notes = _mend(stamps, where, "{:.15g}".format, _SPANS)
    stamps = unwrap(stamps) if unit in ("fine", "counter") else unwrap_clock(stamps)
    if unit == "counter":
        if rate_hz is None:
            raise UnreadableExport(f"{where} counts samples and the rate is not stated; pass rate_hz=")
        return Clock((stamps - stamps[0]) / rate_hz, origin_s=float(stamps[0]) / rate_hz, notes=notes)
    if unit == "fine":
        step = _step(stamps)
        scale = 1e-6 if step >= 1000.0 else 1e-4
        if rate_hz is not None and step > 0:
            scale = min((1e-6, 1e-4), key=lambda one: abs(np.log(step * one * rate_hz)))
        return Clock((stamps - stamps[0]) * scale, origin_s=float(stamps[0]) * scale, notes=notes)
    unit = unit or _fitting_unit(stamps, rate_hz, where)
    first, scale, start = float(stamps[0]), SECONDS_PER_UNIT[unit], None
    if first * scale > _LATEST_S:
        raise UnreadableExport(
            f"{where} starts at {first:.6g}, which is no time in {unit} since 1970; pass time_unit="
        )
    if _EPOCH_S[0] < first * scale < _EPOCH_S[1]:
        whole, per_unit = int(first), round(scale * _NANOSECONDS)  # whole numbers, as floats end at 100 ns
        nanoseconds = whole * per_unit + round((first - whole) * per_unit)
        start = pd.Timestamp(nanoseconds, unit="ns", tz="UTC")
    return Clock((stamps - stamps[0]) * scale, start, first * scale, notes=notes)


def _mend(
    stamps: Floats, where: str, show: Callable[[float], str], spans: tuple[float, ...] = ()
) -> tuple[Floats, tuple[str, ...]]:
    """Put right single stamps that the rows around them contradict; gives notes of them."""
    try:
        mended = mend_stamps(stamps, where, show, spans)
    except InvalidTable as error:
        raise UnreadableExport(str(error)) from error
    return mended.stamps, tuple(mended.describe(show))


def unwrap(stamps: Floats) -> Floats:
    """Undo the wrapping of a counter of 16 or 32 bits.

    It wraps where it falls by nearly all it can count; a smaller fall is a clock that was set back. A number from
    before the wrap may come after it, as packets overtake each other.

    >>> unwrap(np.array([65534.0, 65535.0, 0.0, 1.0]))
    array([65534., 65535., 65536., 65537.])
    """
    span = _SPANS[0] if np.nanmax(stamps, initial=0.0) < _SPANS[0] else _SPANS[1]
    steps = np.diff(stamps, prepend=stamps[:1])
    falls = steps < -_LEAST_WRAP * span
    if not falls.any():
        return stamps
    turns = np.cumsum(falls.astype(np.int64) - (steps > _LEAST_WRAP * span))
    return stamps + span * (turns - np.minimum.accumulate(np.minimum(turns, 0)))


def unwrap_clock(stamps: Floats) -> Floats:
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


def _step(stamps: Floats) -> float:
    steps = np.diff(stamps[:20000])
    rising = steps[steps > 0]
    return float(np.median(rising)) if len(rising) else float("nan")


def _fitting_unit(stamps: Floats, rate_hz: float | None, where: str) -> str:
    """Find the unit from the rate, or from both the date and the step the numbers would mean; else refuse."""
    first, step = float(stamps[0]), _step(stamps)
    low, high = (share * rate_hz for share in RATE_TOLERANCE) if rate_hz else _RATES_HZ
    fitting = [
        unit for unit, scale in SECONDS_PER_UNIT.items() if low * step * scale <= 1.0 <= high * step * scale
    ]
    dated = [u for u in fitting if _EPOCH_S[0] < first * SECONDS_PER_UNIT[u] < _EPOCH_S[1]]
    if len(dated) == 1:
        return dated[0]
    if len(fitting) == 1 and (rate_hz or fitting[0] == "s"):
        return fitting[0]
    wanted = f"rate_hz={rate_hz:g}" if rate_hz else f"{low:g} to {high:g} Hz"
    advice = f"pass time_unit={fitting[0]!r} if it is in {fitting[0]}" if fitting else "pass time_unit="
    raise UnreadableExport(
        f"{where} steps by {step:.4g}, as seconds {1.0 / step:.4g} Hz, expected {wanted}; {advice}, "
        f"{'correct' if rate_hz else 'pass'} rate_hz=, or name the column of time with time_column="
    )


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
        if is_text and re.match(r"\d{1,2}:\d\d", first):
            return _since_first(*_times_of_day(text), where)
        if is_text and _DAY_OR_MONTH.match(first):
            return _local_dates(text, where)
        form = "%d-%b-%Y %H:%M:%S.%f" if re.match(r"\d\d-[A-Za-z]{3}-\d{4} .*\.\d", first) else "ISO8601"
        stamps = pd.DatetimeIndex(_to_dates(text, form)).as_unit("ns")
    except (ValueError, TypeError, OverflowError, AttributeError) as error:
        raise UnreadableExport(
            f"{where} holds {_first_wrong(text.astype(str))!r}, which is no date as ISO 8601 has them "
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

    def at(seconds: float) -> pd.Timestamp:
        return begins + pd.Timedelta(round(seconds * 1e9), unit="ns")

    since_first, notes = _mend(
        (number - number[0]) / float(_NANOSECONDS), where, lambda seconds: str(at(seconds))
    )
    first_s = float(since_first[0])  # in another year where the first was wrong
    return Clock(since_first - first_s, at(first_s), notes=notes)


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
    """Give the first cell that is no date written as the others are; the first of all where none stands out."""
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
    seconds, notes = _mend(seconds, where, "{:.9g} s since midnight".format, (turn_s,))
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
