"""Time stamps of one sensor: their order, doubled rows, and the rate they follow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidTable
from retrogait.intake.clock_steps import undo_clock_steps
from retrogait.intake.wrong_stamps import mend_stamps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait._arrays import Flags, Floats, Integers


MAX_LATE_S = 1.0  # packets overtake each other by less; more is a clock that was set back
MOST_FALLING = 0.9  # of all steps; where more fall, the rows are in the wrong order
MAX_REPAIRED_SHARE = 0.02
MIN_RATE_HZ = 5.0
MAX_RATE_HZ = 50_000.0
MAX_RATE_MISMATCH = 0.01
KEPT_DEVIATION = 1e-3  # of a period: stamps this close to an even grid count as even


@dataclass(frozen=True)
class Disorder:
    """How many rows came late, were there twice, or repeated a time with other values; and what else was put right."""

    late: int = 0
    doubled: int = 0
    differing: int = 0
    others: tuple[str, ...] = ()

    def describe(self, label: str) -> list[str]:
        """Say what was done about them."""
        notes = [f"{label}: {other}" for other in self.others]
        if self.late:
            notes.append(f"{label}: {_rows(self.late)} out of order in time, sorted")
        if self.differing:
            notes.append(
                f"{label}: {_rows(self.differing)} repeated a time with other values, the first of each kept"
            )
        if self.doubled:
            notes.append(f"{label}: {_rows(self.doubled)} doubled, dropped")
        return notes


def put_in_order(
    time_s: Floats, channels: Sequence[Floats], label: str, rate_hz: float | None = None
) -> tuple[Floats, list[Floats], Disorder]:
    """Put samples in the order of time, of all sensors of one clock.

    Single wrong stamps are mended, steps back of the clock undone, late rows sorted and doubled ones dropped. Returns
    time (n,), the channels (6, n) of every sensor and what was found.

    Raises
    ------
    InvalidTable
        The clock was set back by much, or many rows share a time but not their values.
    """
    mended = mend_stamps(time_s, label, "{:.6g} s".format)
    time_s, others = mended.stamps, mended.describe("{:.6g} s".format)
    values = list(channels)
    if (np.diff(time_s) > 0).all():
        return time_s, values, Disorder(others=tuple(others))
    late = n_doubled = 0
    if (np.diff(time_s) < 0).any():
        _refuse_behind(time_s, label)
        rows = np.flatnonzero(~_doubled(time_s, values))
        n_doubled = len(time_s) - len(rows)
        if n_doubled:
            time_s, values = time_s[rows], [one[:, rows] for one in values]
        time_s, set_back = undo_clock_steps(time_s)
        others += [replace(step, row=int(rows[step.row])).describe() for step in set_back]
        late = _refuse_behind(time_s, label, most=_most_repaired(time_s))
        order = np.argsort(time_s, kind="stable")
        time_s, values = time_s[order], [one[:, order] for one in values]
    again = np.flatnonzero(np.diff(time_s) == 0) + 1
    if not len(again):
        return time_s, values, Disorder(late, n_doubled, others=tuple(others))
    differs = ~_same(values, again, again - 1)
    n_differing = int(np.count_nonzero(differs))
    if n_differing > _most_repaired(time_s):
        raise InvalidTable(
            f"{label}: {_rows(n_differing)} of {len(time_s)} repeat a time with other values, first at "
            f"{time_s[again[differs][0]]:.6g} s; expected one row per time; split a table of several sensors "
            "by sensor; if the stamps are only coarse, leave them out"
            + (" and pass rate_hz=" if rate_hz is None else "")
        )
    return (
        np.delete(time_s, again),
        [np.delete(one, again, axis=1) for one in values],
        Disorder(late, n_doubled + len(again) - n_differing, n_differing, tuple(others)),
    )


def _doubled(time_s: Floats, channels: Sequence[Floats]) -> Flags:
    """Find the rows that repeat the time and the values of another before them."""
    order = np.argsort(time_s, kind="stable")
    again = np.flatnonzero(np.diff(time_s[order]) == 0) + 1
    doubled = np.zeros(len(time_s), dtype=np.bool_)
    doubled[order[again[_same(channels, order[again], order[again - 1])]]] = True
    return doubled


def _same(channels: Sequence[Floats], one: Integers, other: Integers) -> Flags:
    """Return where two rows hold the same values in all channels."""
    same = np.ones(len(one), dtype=np.bool_)
    for values in channels:
        a, b = values[:, one], values[:, other]
        same &= ((a == b) | (np.isnan(a) & np.isnan(b))).all(axis=0)
    return same


def _refuse_behind(time_s: Floats, label: str, most: float = np.inf) -> int:
    """Count the rows behind the latest time before them; refuses those far behind, and more than `most`."""
    behind = np.maximum.accumulate(time_s) - time_s
    late = int(np.count_nonzero(behind))
    if behind.max() > MAX_LATE_S or late > most:
        row = int(np.argmax(behind > 0))
        if (np.diff(time_s) < 0).mean() > MOST_FALLING:
            raise InvalidTable(
                f"{label}: time runs backward at row {row} and in the rows after it, from {time_s[0]:.6g} s: the rows "
                "stand from the last to the first; expected the first one first; turn the table round (pandas: "
                "frame[::-1]); if the column counts down, leave it out and pass rate_hz="
            )
        raise InvalidTable(
            f"{label}: time runs backward at row {row}, from {time_s[row - 1]:.6g} to {time_s[row]:.6g} s "
            f"({_rows(late)} lie behind the latest time); expected a clock that only rises; cut the table "
            "where the clock was reset and read the parts one by one"
        )
    return late


def _most_repaired(time_s: Floats) -> float:
    return max(3.0, MAX_REPAIRED_SHARE * len(time_s))


def _rows(count: int) -> str:
    return f"{count} row" if count == 1 else f"{count} rows"


def check_rate(time_s: Floats, rate_hz: float | None, label: str) -> float:
    """Measure the rate of rising stamps and check it against the declared one.

    Raises
    ------
    InvalidTable
        There is one sample only, the rates differ by more than 1 %, or the stamps cannot be seconds of a
        body-worn sensor.
    """
    if len(time_s) < 2:
        raise InvalidTable(
            f"{label}: there is only one sample (at {time_s[0]:g} s); expected a few seconds of walking"
        )
    rate = measure_rate(time_s)
    if rate_hz is not None and abs(rate / rate_hz - 1.0) > MAX_RATE_MISMATCH:
        raise InvalidTable(
            f"{label}: rate_hz={rate_hz:g} is declared, but the stamps step by {1.0 / rate:.4g} s, which is "
            f"{rate:.4g} Hz; correct rate_hz=, or bring the stamps to seconds (reset_index(drop=True) if "
            "they count samples)"
        )
    if not MIN_RATE_HZ <= rate <= MAX_RATE_HZ:
        raise InvalidTable(
            f"{label}: the stamps step by {1.0 / rate:.4g}, which as seconds is {rate:.4g} Hz; expected "
            f"{MIN_RATE_HZ:g} to {MAX_RATE_HZ:g} Hz; divide milliseconds by 1000, and give stamps that count "
            "samples as whole numbers with rate_hz="
        )
    return rate


def measure_rate(time_s: Floats) -> float:
    """Measure the rate in Hz that rising stamps follow, whatever is rounded, jittered or lost.

    The roundest figure that fits the stamps as well as the best one is given.

    >>> measure_rate(np.array([0.0, 0.01, 0.02, 0.05, 0.06]))
    100.0
    """
    number = np.arange(len(time_s), dtype=np.float64)
    rate = float(number[-1] / (time_s[-1] - time_s[0]))
    if deviation(time_s, number, rate) > KEPT_DEVIATION:
        steps = np.diff(time_s)
        median = float(np.median(steps))
        whole = np.rint(steps / median)
        if (np.abs(steps / median - whole) < 0.25).mean() < 0.95:
            # Jitter too wide to tell how many samples a step spans: only pauses span more than one.
            pause = steps > 3.5 * median
            whole = np.where(pause, np.rint(steps / steps[~pause].mean()), 1.0)
        number[1:] = np.cumsum(np.maximum(whole, 1.0))
        centred = number - number.mean()
        rate = float(centred @ centred) / float(centred @ (time_s - time_s[0]))
    limit = 1.05 * deviation(time_s, number, rate) + KEPT_DEVIATION
    for digits in range(7):
        rounded = round(rate, digits)
        if rounded > 0 and deviation(time_s, number, rounded) <= limit:
            return rounded
    return rate


def deviation(time_s: Floats, number: Floats, rate_hz: float) -> float:
    """Give how far stamps lie from sample `number` over the rate, at most, in periods.

    What the stamps cannot resolve (seconds since 1970 as floats) is not counted.
    """
    off = time_s - time_s[0]
    off *= rate_hz
    off -= number
    unresolved = resolution_s(time_s) * rate_hz
    return max(0.0, float(off.max()) - unresolved, -float(off.min()) - unresolved)


def resolution_s(time_s: Floats) -> float:
    """Return the resolution of rising stamps in seconds."""
    return 4.0 * float(np.spacing(max(abs(time_s[0]), abs(time_s[-1]))))
