"""Where the time of a frame comes from: its index or a `time_s` column, brought to seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from retrogait.errors import InvalidTable
from retrogait.intake.columns import column_numbers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from numpy.typing import NDArray

    from retrogait._arrays import Flags, Floats, Integers

_LATEST_S = 1e12  # 30 000 years
_NANOSECONDS = ("calendar", "stopwatch")


@dataclass(frozen=True)
class RawClock:
    """The time of one sensor as given.

    `kind` says what `stamps` are: "seconds", "samples" (numbers of samples), "calendar" (nanoseconds since
    1970) or "stopwatch" (nanoseconds).
    """

    kind: str
    stamps: NDArray[Any]
    zone: tzinfo | None = None


def read_clock(frame: pd.DataFrame, label: str, rate_hz: float | None) -> RawClock:
    """Find the clock of a frame.

    A DatetimeIndex or TimedeltaIndex comes first, then a `time_s` column, then the index: floats are seconds,
    whole numbers count samples (unless the index is called `time_s`).

    Raises
    ------
    InvalidTable
        The frame is empty, a time is missing or text, or the rows are only counted and `rate_hz` is not
        given.
    """
    index = frame.index
    if len(index) == 0:
        raise InvalidTable(f"{label}: the frame has no rows; expected a few seconds of samples")
    if isinstance(index, (pd.DatetimeIndex, pd.TimedeltaIndex)):
        _refuse_missing(np.asarray(index.isna()), label)
        if isinstance(index, pd.TimedeltaIndex):
            return RawClock("stopwatch", _nanoseconds(index, label))
        local = index if index.tz is None else index.tz_convert("UTC").tz_localize(None)
        return RawClock("calendar", _nanoseconds(local, label), index.tz)
    if "time_s" in frame.columns:
        return _seconds(column_numbers(frame["time_s"], "time_s", label), label)
    if not pd.api.types.is_numeric_dtype(index.dtype) or pd.api.types.is_bool_dtype(index.dtype):
        raise InvalidTable(
            f"{label}: the index holds {index[0]!r}, which is not a time; expected seconds as numbers, a "
            "DatetimeIndex or a TimedeltaIndex; convert text with frame.index = pd.to_datetime(frame.index)"
        )
    stamps = index.to_numpy(dtype=np.float64)
    if not pd.api.types.is_integer_dtype(index.dtype) or index.name == "time_s":
        return _seconds(stamps, label)
    if rate_hz is None:
        raise InvalidTable(
            f"{label}: the index counts rows from {index[0]} and says nothing of time; pass rate_hz=, or set "
            "the index to seconds, a DatetimeIndex or a TimedeltaIndex"
        )
    return RawClock("samples", stamps)


def _nanoseconds(index: pd.DatetimeIndex | pd.TimedeltaIndex, label: str) -> Integers:
    try:
        return index.as_unit("ns").asi8
    except (pd.errors.OutOfBoundsDatetime, pd.errors.OutOfBoundsTimedelta) as error:
        raise InvalidTable(
            f"{label}: the index goes from {index.min()} to {index.max()}, beyond what nanoseconds can count; expected "
            "dates from 1678 to 2261; correct the stamps that are wrong, or drop those rows"
        ) from error


def _seconds(stamps: Floats, label: str) -> RawClock:
    _refuse_missing(~np.isfinite(stamps), label)
    latest = float(np.abs(stamps).max())
    if latest > _LATEST_S:
        raise InvalidTable(
            f"{label}: a time of {latest:.3g} s is not a time in seconds; expected seconds from some start, or since "
            "1970; divide nanoseconds by 1e9"
        )
    return RawClock("seconds", stamps)


def _refuse_missing(missing: Flags, label: str) -> None:
    if missing.any():
        raise InvalidTable(
            f"{label}: time is missing in row {int(np.argmax(missing))} ({int(missing.sum())} of "
            f"{len(missing)} rows); every sample needs a time; drop those rows or fill in their time"
        )


def to_seconds(
    clocks: Mapping[str, RawClock], rate_hz: float | None
) -> tuple[dict[str, Floats], pd.Timestamp | None]:
    """Bring the clocks of all sites to seconds on one zero, and give that zero where it is a time of day.

    Raises
    ------
    InvalidTable
        The clocks are of different kinds and cannot be compared.
    """
    first_label, first = next(iter(clocks.items()))
    for label, clock in clocks.items():
        if clock.kind != first.kind or (clock.zone is None) != (first.zone is None):
            raise InvalidTable(
                f"{label}: its clock is {_describe(clock)}, that of {first_label} is {_describe(first)}; the "
                "sites of a recording need clocks of one kind; give all frames the same kind of index"
            )
    zero = min(int(clock.stamps.min()) for clock in clocks.values()) if first.kind in _NANOSECONDS else 0
    by_clock: dict[int, Floats] = {}
    for clock in clocks.values():
        if id(clock) not in by_clock:
            by_clock[id(clock)] = _bring_to_seconds(clock, zero, rate_hz)
    seconds = {label: by_clock[id(clock)] for label, clock in clocks.items()}
    if first.kind != "calendar":
        return seconds, None
    start = pd.Timestamp(zero, unit="ns", tz=None if first.zone is None else "UTC")
    return seconds, start if first.zone is None else start.tz_convert(first.zone)


def _bring_to_seconds(clock: RawClock, zero: int, rate_hz: float | None) -> Floats:
    if clock.kind in _NANOSECONDS:
        return (clock.stamps - zero) / 1e9
    if clock.kind == "samples":
        return clock.stamps / rate_hz  # read_clock takes a count of samples only with a rate
    return clock.stamps


def _describe(clock: RawClock) -> str:
    if clock.kind == "calendar":
        return "a DatetimeIndex " + (
            "without time zone" if clock.zone is None else f"in time zone {clock.zone}"
        )
    return {"seconds": "in seconds", "samples": "a count of samples", "stopwatch": "a TimedeltaIndex"}[
        clock.kind
    ]
