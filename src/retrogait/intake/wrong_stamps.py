"""Single stamps that cannot be right: a zero, a date of another year, a damaged number amid good ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from retrogait._arrays import Floats


MOST_IN_A_ROW = 3  # rows; what is longer is a clock of its own
MOST_FAR_OFF = 3  # rows of a recording; more is no accident
MOST_NEAR_SHARE = 0.02  # of the rows; more is a clock that jitters
FAR_OFF = 100.0  # periods
OFF_THE_END = 1e5  # periods between the rows at either end and all others; a pause is shorter
_FIT = 0.5  # of a period: how well the rows around leave room for what is between
_ENOUGH = 2000  # steps of which the period is the median


@dataclass(frozen=True)
class Mended:
    """Stamps with the wrong ones corrected; their rows, the stamps found and the stamps put in."""

    stamps: Floats
    rows: tuple[int, ...] = ()
    found: tuple[float, ...] = ()
    put: tuple[float, ...] = ()

    def describe(self, show: Callable[[float], str]) -> list[str]:
        """Describe each correction; `show` formats a stamp."""
        return [
            f"the time in row {row}, {show(found)}, cannot be right between the rows around it; {show(put)} is used "
            "instead"
            for row, found, put in zip(self.rows, self.found, self.put, strict=True)
        ]


def mend_stamps(
    stamps: Floats, where: str, show: Callable[[float], str], spans: Sequence[float] = ()
) -> Mended:
    """Put right the few stamps that the rows around them contradict; in any unit, in the order of the file.

    A stamp is wrong where it does not lie between those around it, and these leave just the room for it: a row that
    came late has its room elsewhere, and after a clock was set back there is none. At either end only what lies
    impossibly far off is wrong, and not just by one of `spans`, after which the clock begins anew.

    Raises
    ------
    InvalidTable
        More are wrong than by accident.

    Examples
    --------
    >>> mend_stamps(np.array([10.0, 10.1, 0.0, 10.3, 10.4, 10.5]), "a.csv", str).stamps
    array([10. , 10.1, 10.2, 10.3, 10.4, 10.5])
    """
    size = len(stamps)
    if size < 2 * MOST_IN_A_ROW:
        return Mended(stamps)
    steps = np.diff(stamps)
    rising = steps[:_ENOUGH][steps[:_ENOUGH] > 0]
    period = float(np.median(rising)) if len(rising) else 0.0
    if not period > 0.0 or not np.isfinite(period):
        return Mended(stamps)
    edges = np.concatenate([steps[:MOST_IN_A_ROW], steps[-MOST_IN_A_ROW:]])
    if steps.min() >= 0 and edges.max() <= OFF_THE_END * period:
        return Mended(stamps)
    good = stamps.copy()
    wrong: list[int] = []
    for fall in np.flatnonzero(steps < 0) + 1:
        wrong += _around(good, int(fall), period)
    wrong += _off_the_ends(good, period, spans)
    if not wrong:
        return Mended(stamps)
    rows = sorted(set(wrong))
    far = [row for row in rows if abs(stamps[row] - good[row]) > FAR_OFF * period]
    if len(far) > MOST_FAR_OFF or len(rows) > max(MOST_FAR_OFF, MOST_NEAR_SHARE * size):
        bad = far if len(far) > MOST_FAR_OFF else rows
        raise InvalidTable(
            f"{where}: the times of {len(bad)} of {size} rows cannot be right between the rows around them, the first "
            f"in row {bad[0]} ({show(float(stamps[bad[0]]))}); expected {MOST_FAR_OFF} such rows at most; drop those "
            "rows, or correct their times"
        )
    return Mended(
        good,
        tuple(rows),
        tuple(float(stamps[row]) for row in rows),
        tuple(float(good[row]) for row in rows),
    )


def _off_the_ends(good: Floats, period: float, spans: Sequence[float]) -> list[int]:
    """Correct, in place, impossible stamps at either end; returns the rows."""
    wrong: list[int] = []
    for at_end in (False, True):
        seen = good[::-1] if at_end else good  # both ends look alike from outside
        sign = -1.0 if at_end else 1.0
        for count in range(1, MOST_IN_A_ROW + 1):
            off = sign * (seen[count] - seen[count - 1]) - period
            wrapped = any(abs(abs(off) - span) < period for span in spans)
            if abs(off) > OFF_THE_END * period and not wrapped:
                seen[:count] = seen[count] - sign * period * np.arange(count, 0, -1)
                wrong += [len(good) - 1 - row if at_end else row for row in range(count)]
                break
    return wrong


def _around(good: Floats, fall: int, period: float) -> list[int]:
    """Put right, in place, the few rows before or after a fall that leave just the room for them; gives the rows."""
    for count in range(1, MOST_IN_A_ROW + 1):
        for first in (fall - count, fall):
            before, after = first - 1, first + count
            if before < 0 or after >= len(good):
                continue
            room = good[after] - good[before]
            between = good[first:after]
            outside = (between <= good[before]) | (between >= good[after])
            fits = abs(room - (count + 1) * period) <= _FIT * period
            if (
                fits
                and outside.all()
                and not _have_room(between, np.delete(good, range(first, after)), period)
            ):
                good[first:after] = good[before] + room * np.arange(1, count + 1) / (count + 1)
                return list(range(first, after))
    return []


def _have_room(stamps: Floats, others: Floats, period: float) -> bool:
    """Return whether stamps lie among others where one is missing: their rows came late, or early."""
    ordered = np.sort(others)
    place = np.clip(np.searchsorted(ordered, stamps), 1, len(ordered) - 1)
    near = np.minimum(stamps - ordered[place - 1], ordered[place] - stamps)
    return bool((near > _FIT * period).all())
