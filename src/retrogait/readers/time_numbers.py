"""What the numbers of a column of time mean: their unit, the date they begin at, counters that wrap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import UnreadableExport
from retrogait.intake.stamps import MOST_FALLING
from retrogait.readers.packet_counters import count_samples
from retrogait.readers.time_units import SECONDS_PER_UNIT, WINDOWS_TICKS, seconds_per, start_of
from retrogait.readers.time_values import Clock, mend

if TYPE_CHECKING:
    from retrogait._arrays import Floats


# How far the step may be off the rate that decides its unit. Units are a factor of 1000 apart, so a wide tolerance
# mistakes none; rates that devices state are off by several per cent, and the caller's is checked to 1 % afterwards.
RATE_TOLERANCE = (0.8, 1.25)
_RATES_HZ = (10.0, 5000.0)
_USUAL_HZ = (10.0, 1000.0)
_SLOWEST_HZ = 5.0
_LATEST_S = 1e12  # since any start that a clock counts from
_SPANS = (65536.0, 4294967296.0)  # that counters of 16 and 32 bits count before they begin anew
_LEAST_WRAP = 0.9  # of what a counter can count; what is lost while it wraps is less than the rest
_ONE_STEP = 0.8  # of all steps that are the same, where ticks are counted
_END_OF_DAY = 240_000.0  # as hhmmss
_JUMP = 40.0  # from 59 to 100, where a minute is full
_TURN_STEPS = 10.0  # of the usual ones: what may be lost while a minute becomes full
_PLAIN_UNITS = ("s", "ms", "us", "ns")
_ENOUGH = 20_000  # rows to know a step from


def clock_of_numbers(
    stamps: Floats, unit: str | None, rate_hz: float | None, where: str, *, is_declared: bool = True
) -> Clock:
    """Bring numbers of time to seconds.

    `unit` is one of `SECONDS_PER_UNIT`, a rate of ticks ("32768 Hz"), "counter" (numbers of samples), "fine" (ticks of
    an Xsens), or None; `is_declared` means that the caller stated the rate.

    Raises
    ------
    UnreadableExport
        A number is infinite, or the unit is not stated and does not follow from the rate, or cannot be the one stated.
    """
    if not np.isfinite(stamps).all():
        raise UnreadableExport(f"{where} holds infinite times; expected finite ones; correct them")
    stamps, notes = mend(stamps, where, "{:.15g}".format, _SPANS)
    stamps = unwrap(stamps) if unit in ("fine", "counter") else unwrap_clock(stamps)
    if unit == "counter":
        if len(stamps) > 1 and (np.diff(stamps) < 0).mean() > MOST_FALLING:
            raise UnreadableExport(
                f"{where} counts down from row to row: the rows stand from the last to the first; expected the first "
                "one first; turn the table round (pandas: frame[::-1]) and read that"
            )
        if rate_hz is None:
            raise UnreadableExport(f"{where} counts samples and the rate is not stated; pass rate_hz=")
        counted = count_samples(stamps, is_declared=is_declared)
        notes += (counted.note,) if counted.note else ()
        return Clock(counted.number / rate_hz, origin_s=float(stamps[0]) / rate_hz, notes=notes)
    if unit == "fine":
        step = _step(stamps)
        scale = 1e-6 if step >= 1000.0 else 1e-4
        if rate_hz is not None and step > 0:
            scale = min((1e-6, 1e-4), key=lambda one: abs(np.log(step * one * rate_hz)))
        return Clock((stamps - stamps[0]) * scale, origin_s=float(stamps[0]) * scale, notes=notes)
    of_day = seconds_of_day(stamps) if unit in (None, "s") else None
    if of_day is not None:
        notes += (f"{where} is a time of day written as one number (hhmmss), read as such",)
        return Clock(of_day - of_day[0], None, float(of_day[0]), notes=notes)
    is_said = unit is not None
    if unit is None and rate_hz is not None and is_declared:
        unit = _ticks_of_rows(stamps, rate_hz)
        notes += (f"{where} is taken to count ticks, {unit} of them",) if unit else ()
    unit = unit or _fitting_unit(stamps, rate_hz, where)
    first, scale, start = float(stamps[0]), seconds_per(unit), start_of(float(stamps[0]), unit)
    if start is None and first * scale > _LATEST_S:
        fitting = [other for other in _PLAIN_UNITS if start_of(first, other) is not None]
        raise UnreadableExport(
            f"{where} starts at {first:.6g}, which is not a time in {unit} since 1970; pass time_unit="
            + (repr(fitting[0]) if fitting else "")
        )
    if is_said:
        _refuse_other_unit(stamps, unit, rate_hz, where)
    return Clock((stamps - stamps[0]) * scale, start, first * scale, notes=notes)


def seconds_of_day(stamps: Floats) -> Floats | None:
    """Read times of day written as one number (hhmmss.sss), where every full minute shows; None for all others.

    >>> float(seconds_of_day(np.array([105959.98, 105959.99, 110000.0, 110000.01]))[-1])
    39600.01
    """
    if len(stamps) < 2 or stamps.min() < 0.0 or stamps.max() >= _END_OF_DAY:
        return None
    if not (np.diff(stamps) >= _JUMP).any():  # no full minute: this settles most clocks without a division
        return None
    minutes, seconds = np.divmod(stamps, 100.0)
    hours, minutes = np.divmod(minutes, 100.0)
    turns = np.flatnonzero(np.diff(minutes) != 0)
    if not len(turns) or seconds.max() >= 60.0 or minutes.max() >= 60.0:
        return None
    of_day = hours * 3600.0 + minutes * 60.0 + seconds
    usual = _step(of_day)
    goes_on = np.abs(of_day[turns + 1] - of_day[turns]) <= _TURN_STEPS * usual
    return (
        np.round(of_day, 9) if goes_on.all() and (stamps[turns + 1] - stamps[turns] >= _JUMP).all() else None
    )


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
    steps = np.diff(stamps[:_ENOUGH])
    rising = steps[steps > 0]
    return float(np.median(rising)) if len(rising) else float("nan")


def _step_of_rows(stamps: Floats) -> float:
    """The step from row to row, where several may share a stamp."""
    sizes = np.diff(np.flatnonzero(np.diff(stamps[:_ENOUGH]) > 0))
    return _step(stamps) / max(1.0, float(np.median(sizes)) if len(sizes) else 1.0)


def _fitting_unit(stamps: Floats, rate_hz: float | None, where: str) -> str:
    """Find the unit from the rate, or from both the date and the step the numbers would mean; else refuse."""
    first, step = float(stamps[0]), _step_of_rows(stamps)
    units = (*SECONDS_PER_UNIT, WINDOWS_TICKS)
    if np.isnan(step) or not np.isfinite(1.0 / step):
        return _unit_of_one(first, rate_hz, where)
    low, high = (share * rate_hz for share in RATE_TOLERANCE) if rate_hz else _RATES_HZ
    fitting = [
        unit for unit in units if low * step * seconds_per(unit) <= 1.0 <= high * step * seconds_per(unit)
    ]
    dated = [unit for unit in fitting if start_of(first, unit) is not None]
    if len(dated) == 1:
        return dated[0]
    fitting = [unit for unit in fitting if unit in _PLAIN_UNITS]
    if len(fitting) == 1 and (rate_hz or fitting[0] == "s"):
        return fitting[0]
    wanted = f"rate_hz={rate_hz:g}" if rate_hz else f"{low:g} to {high:g} Hz"
    advice = f"pass time_unit={fitting[0]!r} if it is in {fitting[0]}" if fitting else "pass time_unit="
    if not fitting:
        advice = _advise_unit(first, step) or advice
    raise UnreadableExport(
        f"{where} steps by {step:.4g}, as seconds {1.0 / step:.4g} Hz, expected {wanted}; {advice}, "
        f"{'correct' if rate_hz else 'pass'} rate_hz=, or name the column of time with time_column="
    )


def _usual_units(step: float) -> dict[str, float]:
    """The units in which rows come at a usual rate, and that rate in Hz."""
    rates = {unit: 1.0 / (step * seconds_per(unit)) for unit in (*SECONDS_PER_UNIT, WINDOWS_TICKS)}
    return {unit: rate for unit, rate in rates.items() if _USUAL_HZ[0] <= rate <= _USUAL_HZ[1]}


def _ticks_of_rows(stamps: Floats, rate_hz: float) -> str | None:
    """Give the rate of ticks that are as many from row to row, where they are not a usual unit of time."""
    step = _step_of_rows(stamps)
    may_be_time = not step > 1.0 or set(_PLAIN_UNITS) & set(_usual_units(step)) or _is_date(stamps, step)
    if may_be_time or (stamps != np.rint(stamps)).any() or not _is_even(stamps):
        return None
    return f"{rate_hz * step:.9g} Hz"


def _is_date(stamps: Floats, step: float) -> bool:
    return any(start_of(float(stamps[0]), unit) is not None for unit in _usual_units(step))


def _advise_unit(first: float, step: float) -> str:
    """Name the unit that makes a date of numbers; "" where that is not plain."""
    usual = _usual_units(step)
    dated = [unit for unit in usual if start_of(first, unit) is not None]
    if len(dated) == 1:
        return f"pass time_unit={dated[0]!r} if it is in {dated[0]}, at {usual[dated[0]]:.4g} Hz"
    return ""


def _unit_of_one(first: float, rate_hz: float | None, where: str) -> str:
    """Find the unit of a number that is the same in every row: that of the date it is, if any."""
    if rate_hz is None:
        raise UnreadableExport(
            f"{where} says {first:.10g} in every row; pass rate_hz= to count the rows, or name another with "
            "time_column="
        )
    return next((unit for unit in _PLAIN_UNITS if start_of(first, unit) is not None), "s")


def _is_even(stamps: Floats) -> bool:
    _, counts = np.unique(np.diff(stamps[:_ENOUGH]), return_counts=True)
    return bool(counts.max() >= _ONE_STEP * counts.sum())


def _refuse_other_unit(stamps: Floats, unit: str, rate_hz: float | None, where: str) -> None:
    """Refuse numbers in another unit than stated, as their step and their date show."""
    first, step = float(stamps[0]), _step_of_rows(stamps)
    rate = 1.0 / (step * seconds_per(unit))
    as_said = rate_hz is not None and RATE_TOLERANCE[0] <= rate / rate_hz <= RATE_TOLERANCE[1]
    if np.isnan(rate) or as_said or _SLOWEST_HZ <= rate <= _RATES_HZ[1]:
        return
    low, high = (share * rate_hz for share in RATE_TOLERANCE) if rate_hz else _USUAL_HZ
    fitting = [other for other in _PLAIN_UNITS if low <= 1.0 / (step * seconds_per(other)) <= high]
    fitting.sort(key=lambda other: start_of(first, other) is None)
    if fitting:
        other = fitting[0]
        start = start_of(first, other)
        raise UnreadableExport(
            f"{where} steps by {step:.4g}, which in {unit} is {rate:.4g} Hz; expected {low:g} to {high:g} Hz; pass "
            f"time_unit={other!r} if it is in {other}, at {1.0 / (step * seconds_per(other)):.4g} Hz"
            + (f" from {start:%Y-%m-%d %H:%M} on" if start is not None else "")
        )
