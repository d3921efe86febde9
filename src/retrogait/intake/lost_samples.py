"""Lost packets that were written as zeros, or as repeats of the sample before.

An accelerometer never shows three zeros, because gravity is always present. A coarse sensor, or one that suppresses
small changes, also repeats samples at rest; but it then leaves the rest in small steps, while after a loss the signal
has jumped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from retrogait._arrays import Flags, Floats


LEAST_HELD_ROWS = 3  # equal to the row before; less is lost unseen
LEAST_HELD_ALONE = 5  # of an accelerometer or a gyroscope, while the other goes on
LEAST_ZERO_ROWS = 3  # of an accelerometer, while the gyroscope goes on
MOST_STILL_STEPS = 15.0  # resolutions of a channel that a sensor at rest leaves its rest by
MOST_FINE_STEPS = 2.0  # the same of a sensor so fine that it never repeats one sample or two
LEAST_JUMP = {
    "acc": 1.0,
    "gyr": 10.0,
}  # m/s^2 and deg/s: a jump that shows a loss while the other of the two goes on
_RESOLUTIONS = {"acc": 1e-3, "gyr": 1e-2}  # m/s^2 and deg/s, the finest there are
_BEFORE_THE_END = 8  # rows that show whether a sensor moved before it stopped for good


@np.errstate(over="ignore", invalid="ignore")  # absurd numbers end as none
def find_lost(channels: Floats) -> tuple[Flags, Flags]:
    """Find the samples (6, n), in m/s^2 and deg/s, that are zeros or the sample before in place of lost ones."""
    acc, gyr = channels[:3], channels[3:]
    none = np.zeros(channels.shape[1], dtype=np.bool_)
    same_acc, same_gyr, zero_acc = _repeats(acc), _repeats(gyr), _zeros(acc)
    if not (same_acc.any() or same_gyr.any() or zero_acc.any()):
        return none, none
    zero_gyr = _zeros(gyr)
    zeros = none
    if zero_acc.any() and not zero_acc.all():
        zeros = zero_acc & zero_gyr
        zeros |= _long_runs(zero_acc, LEAST_ZERO_ROWS)
    held = none.copy()
    resolutions = _resolutions(channels)
    same = same_acc & same_gyr & ~zeros
    runs = _runs(same, LEAST_HELD_ROWS)
    is_fine = len(runs) == len(_runs(same, 1))
    turns = bool((np.abs(gyr) > _RESOLUTIONS["gyr"]).any())
    for first, end in runs:
        if turns and (np.abs(gyr[:, first]) < _RESOLUTIONS["gyr"]).all():
            continue  # a gyroscope that works and shows nothing rests, as of a simulated sensor without noise
        most = resolutions * (MOST_FINE_STEPS if is_fine else MOST_STILL_STEPS)
        if _jumps(channels, most, first, end):
            held[_first_lost(acc, first) if _first_lost(gyr, first) < first else first : end] = True
    for kind, part, other, same in (
        ("acc", acc, gyr, same_acc & ~same_gyr),
        ("gyr", gyr, acc, same_gyr & ~same_acc),
    ):
        rest = slice(0, 3) if kind == "acc" else slice(3, 6)
        moving = LEAST_JUMP["gyr" if kind == "acc" else "acc"]
        for first, end in _runs(same & ~zeros & ~held, LEAST_HELD_ALONE):
            if first > 1 and float(np.ptp(other[:, first:end], axis=1).max()) > moving:
                _mark(held, part, _loud(resolutions[rest], kind), first, end, other_moves=True)
    return zeros, held


@np.errstate(over="ignore", invalid="ignore")
def find_lost_triad(values: Floats, kind: str) -> tuple[Flags, Flags]:
    """Do the same for (3, n) of an accelerometer ("acc", m/s^2) or a gyroscope ("gyr", deg/s) with its own clock."""
    zero, same = _zeros(values), _repeats(values)
    zeros = np.zeros_like(zero)
    if kind == "acc" and not zero.all():
        zeros = _long_runs(zero, LEAST_ZERO_ROWS)
    held = np.zeros_like(zero)
    resolutions = _resolutions(values, kind) if same.any() else np.ones(3)
    for first, end in _runs(same & ~zeros, LEAST_HELD_ALONE):
        _mark(held, values, _loud(resolutions, kind), first, end)
    return zeros, held


def describe_lost(zeros: Flags, held: Flags, label: str) -> list[str]:
    """Say how many were lost, and how they were written."""
    notes = []
    for lost, written in ((zeros, "zeros"), (held, "the sample before, repeated")):
        count = int(np.count_nonzero(lost))
        if count:
            share = 100.0 * count / len(lost)
            notes.append(
                f"{label}: {count} of {len(lost)} samples ({share:.2g} %) were lost and written as {written}; taken as "
                "missing"
            )
    return notes


def _zeros(values: Floats) -> Flags:
    zeros = np.asarray(values[0] == 0.0)
    return zeros & ~values[1:].any(axis=0) if zeros.any() else zeros


def _repeats(values: Floats) -> Flags:
    """Return which samples equal the one before in all channels."""
    same = np.zeros(values.shape[1], dtype=np.bool_)
    same[1:] = values[0, 1:] == values[0, :-1]
    at = np.flatnonzero(same)
    for row in values[1:]:
        at = at[row[at] == row[at - 1]]
    same[:] = False
    same[at] = True
    return same


def _runs(flags: Flags, least: int) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(flags, prepend=False, append=False))
    return [
        (int(first), int(end))
        for first, end in zip(edges[::2], edges[1::2], strict=True)
        if end - first >= least
    ]


def _long_runs(flags: Flags, least: int) -> Flags:
    found = np.zeros_like(flags)
    for first, end in _runs(flags, least):
        found[first:end] = True
    return found


def _resolutions(values: Floats, *kinds: str) -> Floats:
    """The smallest step of every channel, not finer than sensors are."""
    kinds = kinds or ("acc", "gyr")
    least = np.repeat([_RESOLUTIONS[kind] for kind in kinds], 3)
    steps = np.abs(np.diff(values, axis=1))
    steps[~(steps > 0)] = np.inf
    smallest = steps.min(axis=1, initial=np.inf)
    return np.asarray(np.maximum(least, np.where(np.isinf(smallest), 0.0, smallest)))


def _mark(
    held: Flags, values: Floats, most: Floats, first: int, end: int, *, other_moves: bool = False
) -> None:
    """Mark samples that repeat the one before, where the signal moved on; the first too where all axes are the same.

    If the other of the two sensors moves, a fall to such a number marks a loss as well.
    """
    start = _first_lost(values, first)
    fell = other_moves and 0 < start < first
    if fell:
        fell = bool((np.abs(values[:, start] - values[:, start - 1]) > most).any())
    if fell or _jumps(values, most, first, end):
        held[start:end] = True


def _first_lost(values: Floats, first: int) -> int:
    """Give the first sample of a run that repeats from `first` on: the one before it too, if it stands for no value.

    No sensor shows the same number on all of its axes time and again: that is 0, -1 or 999, written for what was lost.
    """
    return first - 1 if (values[:, first] == values[0, first]).all() else first


def _loud(resolutions: Floats, kind: str) -> Floats:
    """Jump of each channel that shows a loss while the other of the two sensors goes on."""
    return np.asarray(np.maximum(MOST_STILL_STEPS * resolutions, LEAST_JUMP[kind]))


def _jumps(values: Floats, most: Floats, first: int, end: int) -> bool:
    """Return whether the signal moved on by more than at rest while samples from `first` to `end` were the same.

    For the last samples: whether it did from sample to sample before.
    """
    if end < values.shape[1]:
        moved = np.abs(values[:, end] - values[:, end - 1])
    else:
        before = np.abs(np.diff(values[:, max(0, first - _BEFORE_THE_END) : first], axis=1))
        moved = np.median(before, axis=1) if before.shape[1] else np.zeros(len(values))
    return bool((moved > most).any())
