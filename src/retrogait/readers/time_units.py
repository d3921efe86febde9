"""Units of time, the starts they are counted from, and which starts a recording can have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from retrogait.errors import InvalidOption

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS_PER_UNIT = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9, "days": 86400.0}
WINDOWS_TICKS = "10 MHz"  # of 100 ns, of FILETIME and .NET
_SLOWEST_TICKS_HZ, _FASTEST_TICKS_HZ = 1e-3, 1e12
_TICKS = re.compile(r"(\d+(?:\.\d+)?(?:e[+-]?\d+)?) ?([kMG]?)Hz")
_DATES_S = (
    3.1e8,
    4.1e9,
)  # 1980 to 2100, since 1970: such a number is a date, any other counts from some start
_NANOSECONDS = 10**9
_DAY_S = 86400
# Seconds from the zero of a count to 1970, and whether it counts world time.
_ZEROS_S = {
    **dict.fromkeys(("s", "ms", "us", "ns"), ((0, True),)),
    "days": (
        (25_569 * _DAY_S, False),
        (719_529 * _DAY_S, False),
    ),  # spreadsheets since 1900, MATLAB since year 0
    WINDOWS_TICKS: (
        (11_644_473_600, True),
        (62_135_596_800, False),
    ),  # FILETIME since 1601, .NET since year 1
}
_WHOLE_NS = {"days": 10**6}  # as such numbers are finer than what is written
BELIEVABLE_YEARS = (2000, 2060)  # in which a person walked with such sensors
_OTHER_ZEROS = {"1900": -2_208_988_800, "1904": -2_082_844_800, "2001": 978_307_200}  # NTP, Macintosh, Apple


def check_time_unit(unit: str | None) -> None:
    """Raise `InvalidOption` for a `time_unit=` that is not known."""
    if unit is None or unit == "datetime" or unit in SECONDS_PER_UNIT:
        return
    ticks_hz = _ticks_hz(str(unit))
    if ticks_hz is None or not _SLOWEST_TICKS_HZ <= ticks_hz <= _FASTEST_TICKS_HZ:
        raise InvalidOption(
            f"time_unit: {unit!r} is not known; use one of 's', 'ms', 'us', 'ns', 'days', 'datetime', or how many "
            "ticks a second has, as '32768 Hz'"
        )


def seconds_per(unit: str) -> float:
    """How long a unit lasts, one of `SECONDS_PER_UNIT` or a rate of ticks.

    >>> seconds_per("ms"), seconds_per("2 kHz")
    (0.001, 0.0005)
    """
    if unit in SECONDS_PER_UNIT:
        return SECONDS_PER_UNIT[unit]
    ticks_hz = _ticks_hz(unit)
    assert ticks_hz is not None  # noqa: S101 - checked where it was given
    return 1.0 / ticks_hz


def _ticks_hz(unit: str) -> float | None:
    ticks = _TICKS.fullmatch(unit)
    return None if ticks is None else float(ticks[1]) * {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9}[ticks[2]]


def start_of(first: float, unit: str) -> pd.Timestamp | None:
    """Give the time of day that a number means, where it is a date since a start that is usual for its unit.

    >>> start_of(1.76e12, "ms"), start_of(46027.4166666667, "days"), start_of(12.5, "s")
    (Timestamp('2025-10-09 08:53:20+0000', tz='UTC'), Timestamp('2026-01-05 10:00:00'), None)
    """
    scale = seconds_per(unit)
    for zero_s, is_world in _ZEROS_S.get(unit, ()):
        if _DATES_S[0] < first * scale - zero_s < _DATES_S[1]:
            whole, per_unit = int(first), round(scale * _NANOSECONDS)  # as floats end at 100 ns
            nanoseconds = whole * per_unit + round((first - whole) * per_unit) - zero_s * _NANOSECONDS
            coarse = _WHOLE_NS.get(unit, 1)
            at = pd.Timestamp(round(nanoseconds / coarse) * coarse if coarse > 1 else nanoseconds, unit="ns")
            return at.tz_localize("UTC") if is_world else at
    return None


def believable_start(start: pd.Timestamp | None) -> tuple[pd.Timestamp | None, str | None]:
    """Leave out an implausible start; returns a note on it, with what it may be counted from.

    >>> believable_start(pd.Timestamp("2092-01-05"))[1].partition("; ")[2]
    'start_time is left out (counted from 1900 it would be 2022-01-05, counted from 1904 it would be 2026-01-04)'
    """
    low, high = BELIEVABLE_YEARS
    if start is None or low <= start.year < high:
        return start, None
    others = ", ".join(_other_starts(start))
    day = f"{start.year}-{start.month:02}-{start.day:02}"  # strftime knows no years beyond 9999
    return None, (
        f"the clock says {day}, which cannot be right: it was not set, or counts from another start; "
        f"start_time is left out{f' ({others})' if others else ''}"
    )


def _other_starts(start: pd.Timestamp) -> Iterator[str]:
    for zero, offset_s in _OTHER_ZEROS.items():
        try:
            other = start + pd.Timedelta(offset_s, unit="s")
        except (pd.errors.OutOfBoundsDatetime, OverflowError):
            continue
        if BELIEVABLE_YEARS[0] <= other.year < BELIEVABLE_YEARS[1]:
            yield f"counted from {zero} it would be {other:%Y-%m-%d}"
