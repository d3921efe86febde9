"""One uniform time grid for all sites, samples put on it, and what is missing there: short gaps are filled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidTable
from retrogait.intake.stamps import KEPT_DEVIATION, MAX_RATE_MISMATCH, deviation, resolution_s

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrogait._arrays import Floats, Integers


MAX_FILLED_GAP_S = 0.1  # a small part of any stride, however slow or fast the walk
MOVED_DEVIATION = (
    0.1  # of a period: samples this close to the grid are moved onto it, others are interpolated
)
MAX_EMPTY_GRID = 1_000_000  # samples; a wrong stamp must not fill the memory with a gap


@dataclass(frozen=True)
class Grid:
    """Sample k of `size` lies at `origin_s` + (`first` + k) / `rate_hz`."""

    rate_hz: float
    origin_s: float
    first: int
    size: int

    def times(self) -> Floats:
        """Give the times of the grid in seconds (size,)."""
        time_s = np.arange(self.first, self.first + self.size, dtype=np.float64)
        time_s /= self.rate_hz
        time_s += self.origin_s
        return time_s


def choose_grid(times: Mapping[str, Floats], rates: Mapping[str, float], rate_hz: float | None) -> Grid:
    """Choose the grid: it starts from the samples of the fastest site and covers all sites.

    Its rate is the declared one where the stamps of that site follow it to a tenth of a sample from end to
    end, else the measured one.

    Raises
    ------
    InvalidTable
        Sites do not overlap in time, or nearly all of the grid would be a gap.
    """
    anchor = max(times, key=lambda label: rates[label])
    stamps, rate = times[anchor], rates[anchor]
    if rate_hz is not None and rate_hz != rate:
        number = np.rint((stamps - stamps[0]) * rate)
        if deviation(stamps, number, rate_hz) <= MOVED_DEVIATION:
            rate = rate_hz
    latest = max(times, key=lambda label: float(times[label][0]))
    earliest = min(times, key=lambda label: float(times[label][-1]))
    if times[latest][0] > times[earliest][-1]:
        raise InvalidTable(
            f"{latest}: starts at {times[latest][0]:.6g} s, after {earliest} ends at "
            f"{times[earliest][-1]:.6g} s; the sites of a recording have to overlap in time; make a "
            "recording of each, or correct the clock of one"
        )
    origin = float(stamps[0])
    start = min(float(time_s[0]) for time_s in times.values())
    end = max(float(time_s[-1]) for time_s in times.values())
    # Samples that are moved onto the grid have to find it there, whatever is lost in rounding.
    reach = MOVED_DEVIATION + rate * max(map(resolution_s, times.values()))
    first = int(np.ceil((start - origin) * rate - reach))
    size = int(np.floor((end - origin) * rate + reach)) - first + 1
    if size > max(MAX_EMPTY_GRID, 10 * max(map(len, times.values()))):
        steps = np.diff(stamps)
        row = int(np.argmax(steps))
        raise InvalidTable(
            f"{anchor}: {len(stamps)} samples are spread over {end - start:.6g} s, with a pause of "
            f"{steps[row]:.6g} s after row {row}; expected a recording without such a pause; cut it there, or "
            "correct the stamps"
        )
    return Grid(rate, origin, first, size)


class Placement:
    """How the samples of one clock come onto the grid.

    `how` is "kept" (they lie on it), "moved" (by less than a tenth of a period) or "interpolated" (they lie
    off it, or are fewer than it has).
    """

    def __init__(self, time_s: Floats, rate_hz: float, grid: Grid) -> None:
        self.time_s = time_s
        self.grid = grid
        exact = (time_s - grid.origin_s) * grid.rate_hz
        number = np.rint(exact)
        exact -= number
        unresolved = resolution_s(time_s) * grid.rate_hz
        self.deviation = max(0.0, float(exact.max()) - unresolved, -float(exact.min()) - unresolved)
        self.is_slower = rate_hz < grid.rate_hz / (1.0 + MAX_RATE_MISMATCH)
        self.how = "kept"
        if self.is_slower or self.deviation > MOVED_DEVIATION:
            self.how = "interpolated"
        elif self.deviation > KEPT_DEVIATION:
            self.how = "moved"
        number -= grid.first
        self.number = number.astype(np.intp)

    def bridges(self) -> list[tuple[float, float]]:
        """Times in s between which it interpolates over samples that are not there."""
        if self.how != "interpolated" or len(self.time_s) < 2:
            return []
        steps = np.diff(self.time_s)
        wide = np.flatnonzero(
            (steps > 1.5 * np.median(steps)) & (steps <= MAX_FILLED_GAP_S + 1.0 / self.grid.rate_hz)
        )
        return list(zip(self.time_s[wide].tolist(), self.time_s[wide + 1].tolist(), strict=True))

    def apply(self, channels: Floats) -> Floats:
        """Put (6, n) channels on the grid; samples of the grid that none belongs to are NaN."""
        if self.how == "interpolated":
            return _interpolate(self.time_s, channels, self.grid)
        if len(self.number) == self.grid.size:
            return channels
        placed = np.full((len(channels), self.grid.size), np.nan)
        placed[:, self.number] = channels
        return placed


def _interpolate(time_s: Floats, channels: Floats, grid: Grid) -> Floats:
    """Interpolate at the times of the grid, never over a gap, and not beyond either end.

    Cubic (Catmull-Rom) where the stamps around are even, as linear interpolation halfway between samples
    takes 7 % off what moves at an eighth of the rate; linear where they are not.
    """
    complete = ~np.isnan(channels).any(axis=0)
    if not complete.all():
        time_s, channels = time_s[complete], channels[:, complete]
    placed = np.full((len(channels), grid.size), np.nan)
    if len(time_s) < 2:
        return placed
    at = grid.times()
    after = np.clip(np.searchsorted(time_s, at), 1, len(time_s) - 1)
    before = after - 1
    width = time_s[after] - time_s[before]
    share = (at - time_s[before]) / width
    longest = max(MAX_FILLED_GAP_S + 1.0 / grid.rate_hz, 1.5 * float(np.median(np.diff(time_s))))
    inside = (share > -MOVED_DEVIATION) & (share < 1.0 + MOVED_DEVIATION)
    inside &= (width <= longest) | (share <= 0.0) | (share >= 1.0)
    ahead, behind = np.minimum(after + 1, len(time_s) - 1), np.maximum(before - 1, 0)
    even = np.abs(time_s[ahead] - time_s[after] - width) < 0.25 * width
    even &= np.abs(time_s[before] - time_s[behind] - width) < 0.25 * width
    share = np.clip(share, 0.0, 1.0)
    for values, result in zip(channels, placed, strict=True):
        v0, v1, v2, v3 = values[behind], values[before], values[after], values[ahead]
        with np.errstate(over="ignore", invalid="ignore"):  # absurd numbers end as none
            linear = v1 + share * (v2 - v1)
            bend = share * (2.0 * v0 - 5.0 * v1 + 4.0 * v2 - v3 + share * (3.0 * (v1 - v2) + v3 - v0))
            cubic = v1 + 0.5 * share * (v2 - v0 + bend)
        chosen = np.where(even, cubic, linear)
        chosen[np.isinf(chosen)] = np.nan
        result[inside] = chosen[inside]
    return placed


def fill_short_gaps(channels: Floats, rate_hz: float) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Interpolate gaps of at most 0.1 s in place, and blank every channel in longer ones.

    `channels` is (6, n); a sample lacking in any channel is missing. Samples missing at either end are not
    filled. Returns the gaps filled and those left, as half-open ranges of samples.
    """
    missing = np.asarray(np.isnan(channels).any(axis=0))
    edges = np.flatnonzero(np.diff(missing, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    longest = int(MAX_FILLED_GAP_S * rate_hz + 1e-6)
    short = (ends - starts <= longest) & (starts > 0) & (ends < len(missing))
    change = np.zeros(len(missing) + 1, np.int8)
    change[starts[short]] = 1
    change[ends[short]] = -1
    filled = np.flatnonzero(np.cumsum(change[:-1], dtype=np.int8))
    for values in channels:
        lacking = filled[np.isnan(values[filled])]
        if len(lacking):
            present = np.flatnonzero(~np.isnan(values))
            values[lacking] = np.interp(lacking, present, values[present])
    missing[filled] = False
    channels[:, missing] = np.nan
    return _ranges(starts[short], ends[short]), _ranges(starts[~short], ends[~short])


def _ranges(starts: Integers, ends: Integers) -> list[tuple[int, int]]:
    return list(zip(starts.tolist(), ends.tolist(), strict=True))
