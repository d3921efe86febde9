"""From the time stamps of one or several sensors to one uniform grid.

Stamps come with rounding, jitter, lost and doubled samples, rows out of order. Everything here takes plain arrays:
`time_s` (n,) float64 and `values` (n, 6) float64; what was repaired is said in the notes returned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MAX_FILLED_GAP_S = 0.1  # a tenth of a second is a small part of any stride; longer gaps stay gaps
MAX_REORDER_S = 1.0  # packets overtake each other by less; more is a clock that was set back
MAX_DISORDER_SHARE = 0.02
KEPT_DEVIATION = 1e-3  # of a period: stamps this close to the grid are kept as they are
PLACED_DEVIATION = 0.1  # of a period: samples this close to the grid are moved onto it, further ones interpolated
MIN_RATE_HZ = 5.0
MAX_RATE_HZ = 50_000.0
MAX_RATE_MISMATCH = 0.01


def sort_rows(time_s: Array, values: Array, label: str) -> tuple[Array, Array, list[str]]:
    """Put rows in order of time and drop doubled ones, returning time, values and notes.

    Raises `InvalidTable` when the clock was set back, or many rows share a time but not their values.
    """
    steps = np.diff(time_s)
    if (steps > 0).all():
        return time_s, values, []
    notes = []
    if (steps < 0).any():
        _check_disorder(time_s, label)
        late = int(np.count_nonzero(time_s < np.maximum.accumulate(time_s)))
        order = np.argsort(time_s, kind="stable")
        time_s, values = time_s[order], values[order]
        notes.append(f"{label}: {_rows(late)} out of order in time, sorted")
        steps = np.diff(time_s)
    again = np.flatnonzero(steps == 0) + 1
    if len(again):
        same = (
            (values[again] == values[again - 1]) | (np.isnan(values[again]) & np.isnan(values[again - 1]))
        ).all(axis=1)
        differing = int(np.count_nonzero(~same))
        if differing > max(3, MAX_DISORDER_SHARE * len(time_s)):
            row = again[~same][0]
            raise InvalidTable(
                f"{label}: {_rows(differing)} of {len(time_s)} repeat a time with other values (first at "
                f"{time_s[row]:.6g} s); one row per time is wanted; split a table of several sensors by sensor, or, "
                "if the stamps are coarse, leave them out and pass rate_hz="
            )
        if differing:
            notes.append(f"{label}: {_rows(differing)} repeated a time with other values; the first of each is kept")
        if differing < len(again):
            notes.append(f"{label}: {_rows(len(again) - differing)} doubled, dropped")
        keep = np.ones(len(time_s), bool)
        keep[again] = False
        time_s, values = time_s[keep], values[keep]
    return time_s, values, notes


def _check_disorder(time_s: Array, label: str) -> None:
    latest = np.maximum.accumulate(time_s)
    behind = latest - time_s
    worst = int(np.argmax(behind))
    late = int(np.count_nonzero(behind > 0))
    if behind[worst] > MAX_REORDER_S or late > max(3, MAX_DISORDER_SHARE * len(time_s)):
        first = int(np.argmax(np.diff(time_s) < 0)) + 1
        raise InvalidTable(
            f"{label}: time runs backward at row {first}, from {time_s[first - 1]:.6g} to {time_s[first]:.6g} s, and "
            f"{_rows(late)} lie behind; a clock that only rises is wanted; cut the table where the clock was reset "
            "and read the parts one by one"
        )


def _rows(count: int) -> str:
    return f"{count} row" if count == 1 else f"{count} rows"


def measure_rate(time_s: Array) -> float:
    """Measure the sampling rate in Hz from rising stamps, robust to jitter, rounding and lost samples.

    >>> measure_rate(np.array([0.0, 0.01, 0.02, 0.05, 0.06]))
    100.0
    """
    steps = np.diff(time_s)
    median = float(np.median(steps))
    count = np.rint(steps / median)
    if (np.abs(steps / median - count) < 0.25).mean() > 0.95:
        number = np.concatenate(([0.0], np.cumsum(np.maximum(count, 1.0))))
        centred = number - number.mean()
        rate = float(centred @ centred) / float(centred @ (time_s - time_s[0]))
    else:  # jitter too wide to number the samples: the mean step outside pauses
        regular = steps[steps < 3.5 * median]
        number = None
        rate = len(regular) / float(regular.sum())
    for digits in range(7):
        rounded = round(rate, digits)
        if number is not None and rounded > 0 and _fits(time_s, number, rounded, KEPT_DEVIATION):
            return rounded
    return rate


def _fits(time_s: Array, number: Array, rate_hz: float, limit: float) -> bool:
    deviation = time_s - time_s[0]
    deviation *= rate_hz
    deviation -= number
    return float(np.abs(deviation, out=deviation).max()) <= limit + _stamp_error(time_s) * rate_hz


def _stamp_error(time_s: Array) -> float:
    """Give the rounding error of a stamp in seconds; it matters for seconds since 1970."""
    return 4.0 * float(np.spacing(max(abs(time_s[0]), abs(time_s[-1]))))


@dataclass(frozen=True)
class Grid:
    """A uniform time grid: sample `k` lies at `origin_s + k / rate_hz`, for `k` from `first` on, `size` samples."""

    rate_hz: float
    origin_s: float
    first: int
    size: int

    def times(self) -> Array:
        """Give the (size,) times of the grid in seconds."""
        number = np.arange(self.first, self.first + self.size, dtype=np.float64)
        number /= self.rate_hz
        number += self.origin_s
        return number

    def numbers(self, time_s: Array) -> tuple[Array, float]:
        """Give the nearest grid number (from 0) of each stamp and the widest deviation in periods."""
        exact = (time_s - self.origin_s) * self.rate_hz
        nearest = np.rint(exact)
        exact -= nearest
        nearest -= self.first
        return nearest, max(float(exact.max()), -float(exact.min()))


def common_grid(times: dict[str, Array], rates: dict[str, float], rate_hz: float | None) -> Grid:
    """Choose one grid for all sites: anchored at the first sample of the fastest, covering all of them.

    The rate is the declared one where that site's stamps follow it to a tenth of a sample all along, else the
    measured one. Raises `InvalidTable` when the sites do not overlap or the grid would be nearly all gap.
    """
    anchor = max(times, key=lambda site: rates[site])
    stamps = times[anchor]
    rate = rates[anchor]
    if rate_hz is not None:
        number = np.rint((stamps - stamps[0]) * rate)
        if _fits(stamps, number, rate_hz, PLACED_DEVIATION):
            rate = rate_hz
    start = min(float(time_s[0]) for time_s in times.values())
    end = max(float(time_s[-1]) for time_s in times.values())
    latest = max(times, key=lambda site: times[site][0])
    earliest = min(times, key=lambda site: times[site][-1])
    if times[latest][0] > times[earliest][-1]:
        raise InvalidTable(
            f"{latest}: starts at {times[latest][0]:.6g} s, after {earliest} ends at {times[earliest][-1]:.6g} s; "
            "sites of one recording have to overlap in time; read them as recordings of their own, or correct the "
            "clock of one"
        )
    origin = float(stamps[0])
    first = int(np.ceil((start - origin) * rate - PLACED_DEVIATION))
    last = int(np.floor((end - origin) * rate + PLACED_DEVIATION))
    size = last - first + 1
    given = max(len(time_s) for time_s in times.values())
    if size > max(1_000_000, 10 * given):
        steps = np.diff(stamps)
        row = int(np.argmax(steps))
        raise InvalidTable(
            f"{anchor}: {len(stamps)} samples span {end - start:.6g} s, of which {steps[row]:.6g} s are one gap after "
            f"row {row}; a recording without such a pause is wanted; cut it there, or correct the time stamps"
        )
    return Grid(rate, origin, first, size)


def place(time_s: Array, values: Array, grid: Grid) -> tuple[Array, str | None]:
    """Put samples on the grid; rows no sample belongs to are NaN. Returns values and how: None, moved, interpolated."""
    number, deviation = grid.numbers(time_s)
    allowed = _stamp_error(time_s) * grid.rate_hz
    if deviation <= PLACED_DEVIATION + allowed:
        how = None if deviation <= 0.01 + allowed else "moved"
        if len(number) == grid.size:
            return values, how
        row = number.astype(np.intp)
        placed = np.full((grid.size, values.shape[1]), np.nan)
        placed[row] = values
        return placed, how
    return _interpolate(time_s, values, grid), "interpolated"


def _interpolate(time_s: Array, values: Array, grid: Grid) -> Array:
    """Interpolate values at the grid's times, never across a gap and never beyond the ends."""
    at = grid.times()
    after = np.clip(np.searchsorted(time_s, at, side="left"), 1, len(time_s) - 1)
    before = after - 1
    width = time_s[after] - time_s[before]
    share = (at - time_s[before]) / width
    result = values[before] + (values[after] - values[before]) * share[:, None]
    longest = MAX_FILLED_GAP_S + 1.0 / grid.rate_hz
    slack = PLACED_DEVIATION / grid.rate_hz
    outside = (at < time_s[0] - slack) | (at > time_s[-1] + slack)
    result[outside | ((width > max(longest, 1.5 * float(np.median(np.diff(time_s))))) & (share > 0) & (share < 1))] = np.nan
    return result


def fill_short_gaps(values: Array, rate_hz: float) -> tuple[Array, int, list[tuple[int, int]]]:
    """Interpolate missing rows over gaps of at most 0.1 s; longer gaps become rows of NaN.

    Returns the values (the same array when nothing is missing), the number of rows filled and the gaps left as
    half-open row ranges. Missing rows at either end are never filled.
    """
    missing = np.isnan(values).any(axis=1)
    if not missing.any():
        return values, 0, []
    edges = np.flatnonzero(np.diff(np.concatenate(([False], missing, [False])).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    longest = int(MAX_FILLED_GAP_S * rate_hz + 1e-6)
    short = (ends - starts <= longest) & (starts > 0) & (ends < len(values))
    filling = np.zeros(len(values), bool)
    for start, end in zip(starts[short], ends[short], strict=True):
        filling[start:end] = True
    values = values.copy()
    values[missing & ~filling] = np.nan
    rows = np.flatnonzero(filling)
    for column in values.T:
        present = np.flatnonzero(~np.isnan(column))
        lacking = rows[np.isnan(column[rows])]
        if len(lacking):
            column[lacking] = np.interp(lacking, present, column[present])
    gaps = list(zip(starts[~short].tolist(), ends[~short].tolist(), strict=True))
    return values, len(rows), gaps
