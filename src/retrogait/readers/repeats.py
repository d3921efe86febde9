"""Rows that repeat: samples that share a stamp, and rows that hold the sample before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from retrogait.intake.clock_steps import undo_clock_steps
from retrogait.intake.stamps import MAX_LATE_S

if TYPE_CHECKING:
    import pandas as pd

    from retrogait._arrays import Flags, Floats
    from retrogait.intake.clock_steps import ClockStep
    from retrogait.readers.time_values import Clock


MOST_IN_PACKET = 64

MOST_HELD = 0.2  # a still sensor repeats a few rows; a table written faster than its sensor repeats many
LONGEST_HELD = 50  # rows; no table is written so much faster, but packets are lost for longer


def drop_empty_rows(frame: pd.DataFrame, numbers: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """Leave out rows of zeros only, the time too: lost packets, placed by the other times; with a note."""
    at = np.arange(len(frame))
    for name in numbers:
        at = at[frame[name].to_numpy()[at] == 0.0]
        if not len(at):
            return frame, []
    empty = np.zeros(len(frame), dtype=np.bool_)
    empty[at] = True
    empty[0] = empty[:2].all()  # where it is alone, a first time of zero is right
    if not empty.any() or empty.all():
        return frame, []
    share = f"{int(empty.sum())} of {len(empty)} rows ({100.0 * empty.mean():.2g} %)"
    return frame[~empty], [
        f"{share} are zeros in every column, the time too; they were lost, and are left out"
    ]


def spread_packets(clock: Clock, frame: pd.DataFrame, numbers: list[str]) -> Clock:
    """Spread samples that were given one stamp, as packets of several are, over the time since the stamp before."""
    seconds, notes = clock.seconds, clock.notes
    steps = np.diff(seconds)
    again = np.flatnonzero(steps == 0)
    if not len(again) or len(again) > 0.9 * len(seconds):
        return clock
    if (steps < 0).any():
        seconds, set_back = _undo_steps_of_packets(seconds)
        notes += tuple(step.describe() for step in set_back)
        steps = np.diff(seconds)
        if (steps < 0).any():
            return clock
    values = frame[numbers].to_numpy(dtype=np.float64)
    values = values if clock.keep is None else values[clock.keep]
    differs = again[(values[again] != values[again + 1]).any(axis=1)]
    if not len(differs):
        return clock
    fresh = np.concatenate([[True], steps > 0])
    run = np.cumsum(fresh) - 1
    size = np.bincount(run)
    stamp = seconds[fresh]
    before = np.concatenate(
        [[stamp[0] - float(np.median(np.diff(stamp))) if len(stamp) > 1 else 0.0], stamp[:-1]]
    )
    if len(stamp) < 2 or size.max() > MOST_IN_PACKET:
        return clock
    place = np.arange(len(seconds)) - np.flatnonzero(fresh)[run] + 1
    spread = before[run] + (stamp - before)[run] * place / size[run]
    note = f"{len(differs)} rows share the time of the row before, spread over the time since the last"
    return replace(clock, seconds=spread, notes=(*notes, note))


def _undo_steps_of_packets(seconds: Floats) -> tuple[Floats, list[ClockStep]]:
    """Undo steps back of a clock whose stamps stand for several rows each; gives them by the row."""
    first_rows = np.flatnonzero(np.diff(seconds, prepend=np.nan) != 0)
    stamps = seconds[first_rows]
    if np.diff(stamps).min() < -MAX_LATE_S:
        return seconds, []
    mended, set_back = undo_clock_steps(stamps)
    rows = np.diff(first_rows, append=len(seconds))
    return np.repeat(mended, rows), [replace(step, row=int(first_rows[step.row])) for step in set_back]


def find_held(values: Floats, seconds: Floats) -> Flags | None:
    """Find rows that repeat the sample before at a later time; None where they are too few to be held."""
    if values.shape[1] < 10:
        return None
    same = np.zeros(values.shape[1], dtype=np.bool_)
    same[1:] = (values[:, 1:] == values[:, :-1]).all(axis=0) & (np.diff(seconds) > 0)
    if same.mean() < MOST_HELD or _share_of_short_runs(same) < MOST_HELD:
        return None
    fresh = seconds[~same]
    if len(fresh) < 10:
        return None
    longest = 1.5 * float(np.median(np.diff(fresh)))
    held = same.copy()
    last = seconds[0]
    for row in np.flatnonzero(same | np.roll(same, -1)):
        if not same[row] or seconds[row] - last >= longest:
            held[row] = False
            last = seconds[row]
    return held


def _share_of_short_runs(same: Flags) -> float:
    """The share of rows that repeat the one before, of those in no run longer than any table holds a sample."""
    edges = np.flatnonzero(np.diff(same, prepend=False, append=False))
    lengths = edges[1::2] - edges[::2]
    short, long = lengths[lengths <= LONGEST_HELD].sum(), lengths[lengths > LONGEST_HELD].sum()
    return float(short / max(1, len(same) - long))
