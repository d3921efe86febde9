"""Stamps that fall: rows that came late, or a clock that was set back while rows went on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from retrogait._arrays import Floats


MOST_STEPS = 5  # of one clock; what is set back oftener keeps no time
# Rows that came late leave room where they belong; rows after a clock was set back come where others are already.
MISSING_ROOM = 0.5  # of a period
CROWDED = 0.5  # of a period between rows in order of time
HOLE = 2.0  # periods; what a clock leaves that is set forward by as much as it falls again
_MOST_CROWDED = 1  # such pairs by jitter alone
_AROUND = 8  # rows before and after that show where a block of rows begins and ends
_FAR = 32  # rows over which the period is measured, as stamps are rounded


@dataclass(frozen=True)
class ClockStep:
    """A clock set back at a row, from the time of the row before to that of this one; and the time added after it."""

    row: int
    before_s: float
    after_s: float
    added_s: float

    def describe(self) -> str:
        """Say where, by how much and what was done."""
        return (
            f"the clock was set back at row {self.row}, from {self.before_s:.6g} to {self.after_s:.6g} s; the rows "
            f"stay in their order, and {self.added_s:.4g} s are added to every time from there on"
        )


def undo_clock_steps(time_s: Floats) -> tuple[Floats, list[ClockStep]]:
    """Undo steps back of a clock, where rows go on from there; rows that came late stay for others to sort.

    A clock set back more often than clocks are stays as it is.
    """
    period = _period(time_s)
    if not period > 0.0:
        return time_s, []
    mended = time_s.copy()
    steps: list[ClockStep] = []
    ordered = np.sort(time_s)
    for first, end in _blocks(time_s):
        if not _is_clock(time_s[first : end + 1], ordered, first, end, period):
            continue
        for row in np.flatnonzero(np.diff(time_s[first:end]) < 0) + first + 1:
            before, after = float(time_s[row - 1]), float(time_s[row])
            added = before - after + period
            mended[row:] += added
            steps.append(ClockStep(int(row), before, after, added))
    return (mended, steps) if len(steps) <= MOST_STEPS else (time_s, [])


def _period(time_s: Floats) -> float:
    """The usual time from row to row, finer than stamps are rounded."""
    far = max(
        1, min(_FAR, len(time_s) // (3 * MOST_STEPS))
    )  # most pairs of rows lie on one side of every step
    return float(np.median(time_s[far:] - time_s[:-far])) / far


def _blocks(time_s: Floats) -> list[tuple[int, int]]:
    """Find the half-open ranges of rows that are out of order among themselves, and not with any others."""
    highest = np.maximum.accumulate(time_s)
    lowest = np.minimum.accumulate(time_s[::-1])[::-1]
    cuts = np.concatenate([[0], np.flatnonzero(highest[:-1] <= lowest[1:]) + 1, [len(time_s)]])
    sizes = np.diff(cuts)
    return [(int(cuts[n]), int(cuts[n + 1])) for n in np.flatnonzero(sizes > 1)]


def _is_clock(block: Floats, ordered: Floats, first: int, end: int, period: float) -> bool:
    """Return whether rows go on from where a clock was set back to, rather than having come late.

    `block` holds their times and that of the row after them, `ordered` the sorted times of all rows, of which theirs
    are from `first` to `end`.
    """
    size = len(ordered)
    begins = _line(ordered, max(0, first - _AROUND), first, period)
    ends = _line(ordered, end, min(size, end + _AROUND), period)
    before = begins + (first - 1) * period if first else ordered[first] - period
    after = ends + end * period if end < size else ordered[end - 1] + period
    room = (after - before) / period - (end - first + 1)
    apart = np.diff(ordered[max(0, first - _AROUND) : end + 1])
    if np.count_nonzero(apart < CROWDED * period) > _MOST_CROWDED and apart.max() > HOLE * period:
        return True  # set forward, and back again
    if room > -MISSING_ROOM:
        return False
    moves = np.diff(block) / period
    back = float((1.0 - moves[moves < 0]).sum())
    ahead = float((moves[moves > 1.0 + MISSING_ROOM] - 1.0).sum())
    allowed = MISSING_ROOM * np.count_nonzero(moves < 0)
    return bool(ahead < back - allowed)  # what came once more goes back to where it was


def _line(time_s: Floats, first: int, end: int, period: float) -> float:
    """The time of row 0 on the line through some rows."""
    rows = np.arange(first, end, dtype=np.float64)
    return float(np.median(time_s[first:end] - rows * period)) if end > first else 0.0
