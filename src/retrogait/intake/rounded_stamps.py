"""Stamps written with too few decimals for their rate: rows that come evenly are given their times back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.intake.coarse_stamps import Counted
from retrogait.intake.stamps import MAX_RATE_MISMATCH, resolution_s

if TYPE_CHECKING:
    from retrogait._arrays import Floats, Integers


STEPS_S = (0.1, 0.01, 0.001)  # of clocks written with one, two or three decimals
FINE_ENOUGH = 0.2  # of a period: stamps rounded to less are moved onto the grid by less than a tenth of it
LEAST_ODD = 10  # steps that differ from the usual one; fewer are rows that were lost or doubled
PAUSE = 3.5  # steps, in the mean; what takes longer is a pause
MOST_APART = (
    1.02  # of what the clock resolves: how far even rows may lie from their stamps, from first to last
)


def count_even_rows(seconds: Floats, rate_hz: float | None = None) -> Counted | None:
    """Count rows whose coarse stamps fit an even rate; None where they do not, or are fine.

    Stamps of 0.01 s of a sensor at 128 Hz step by 0 or 0.01 s. Where one rate explains all of them within their
    resolution, no row was lost or late, and the rows are even.

    Examples
    --------
    >>> count_even_rows(np.round(np.arange(200) / 128.0, 2)).note
    'stamps of 0.01 s are coarse for what comes evenly at 128 Hz; the rows are counted'
    """
    if len(seconds) < 2 * LEAST_ODD:
        return None
    resolves_s = next((step for step in STEPS_S if _is_written_in(seconds, step)), None)
    steps = np.diff(seconds) if resolves_s is not None else seconds[:0]
    if resolves_s is None or not (steps >= 0).all():
        return None
    pauses = steps > PAUSE * max(resolves_s, float(steps.mean()))
    period_s = float(steps[~pauses].mean()) if not pauses.all() else 0.0
    if period_s <= 0 or resolves_s < FINE_ENOUGH * period_s:
        return None
    units = np.rint(steps[~pauses] / resolves_s)
    if np.count_nonzero(units != np.median(units)) < LEAST_ODD:
        return None
    if rate_hz is None and _is_shared_by_as_many(steps):
        return None  # two sensors in one table look so too
    part = np.concatenate([[0], np.cumsum(pauses)])
    rate = _even_rate(seconds, part, resolves_s, rate_hz)
    if rate is None:
        return None
    off = seconds - np.arange(len(seconds)) / rate
    starts = np.flatnonzero(np.diff(part, prepend=-1))
    middle = (np.maximum.reduceat(off, starts) + np.minimum.reduceat(off, starts)) / 2
    late = np.rint((middle - middle[0]) * rate) / rate
    note = (
        f"stamps of {resolves_s:g} s are coarse for what comes evenly at {rate:.6g} Hz; the rows are counted"
    )
    return Counted(np.arange(len(seconds)) / rate + late[part], 0.0, note)


def _is_written_in(seconds: Floats, step_s: float) -> bool:
    """Return whether all stamps are whole steps after the first."""
    for some in (
        seconds[: 4 * LEAST_ODD],
        seconds,
    ):  # most clocks show at their beginning that they are finer
        with np.errstate(over="ignore", invalid="ignore"):  # of absurd stamps, which are no whole steps
            off = (some - seconds[0]) / step_s
            farthest = np.abs(off - np.rint(off)).max()
        if not farthest <= 1e-3 + resolution_s(seconds) / step_s:
            return False
    return True


def _is_shared_by_as_many(steps: Floats) -> bool:
    """Return whether every stamp is shared by as many rows, two or more."""
    sizes = np.diff(np.flatnonzero(steps > 0))
    return len(sizes) > 0 and int(sizes.min()) == int(sizes.max()) > 1


def _even_rate(seconds: Floats, part: Integers, resolves_s: float, rate_hz: float | None) -> float | None:
    """Find the rate that explains the stamps between pauses: the declared one, or the roundest near it; else None."""
    number = np.arange(len(seconds), dtype=np.float64)
    starts = np.flatnonzero(np.diff(part, prepend=-1))
    sizes = np.diff(starts, append=len(number))

    def explains(rate: float, most: float) -> bool:
        off = seconds - number / rate
        apart = np.maximum.reduceat(off, starts) - np.minimum.reduceat(off, starts)
        return bool(apart.max() <= most * resolves_s + 2 * resolution_s(seconds))

    if rate_hz is not None and explains(rate_hz, MOST_APART):
        return rate_hz
    rows = number - np.repeat(np.add.reduceat(number, starts) / sizes, sizes)
    time_s = seconds - np.repeat(np.add.reduceat(seconds, starts) / sizes, sizes)
    best = float(rows @ rows) / float(rows @ time_s)
    if rate_hz is not None and abs(best / rate_hz - 1.0) > MAX_RATE_MISMATCH:
        return None
    for digits in range(7):
        rounded = round(best, digits)
        if rounded > 0 and explains(rounded, 1.0 + 1e-6):
            return rounded
    return best if explains(best, MOST_APART) else None
