"""Stamps too coarse to separate samples: with a stated rate, rows are counted between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidTable

if TYPE_CHECKING:
    from retrogait._arrays import Floats


MOST_SHARED = 0.5  # of the rows that have the stamp of the row before
COARSE_S = 0.5  # what shares a stamp for less came in packets
LEAST_LOST = 0.25  # of the time a stamp stands for; more is a pause
MOST_OFF = 0.01  # of the stated rate, by the rows that share a stamp, or two rows


@dataclass(frozen=True)
class Counted:
    """Times by counting rows; the first is `begins_s` after its stamp."""

    seconds: Floats
    begins_s: float
    note: str


def count_rows(seconds: Floats, rate_hz: float, where: str) -> Counted | None:
    """Count rows at a rate where most stamps repeat the one before; None where they are fine enough to be used.

    The first change of the stamp gives the time of the first row; a stamp much later than the rows before it account
    for is a pause.

    Raises
    ------
    InvalidTable
        As many rows share a stamp as there are at another rate.

    Examples
    --------
    >>> count_rows(np.array([7.0, 7, 8, 8, 8, 8, 9, 9, 9, 9, 10]), 4.0, "a.csv").begins_s
    0.5
    """
    steps = np.diff(seconds)
    changes = np.flatnonzero(steps > 0) + 1
    if not len(steps) or (steps < 0).any() or len(changes) >= (1.0 - MOST_SHARED) * len(steps):
        return None
    counted = np.arange(len(seconds), dtype=np.float64) / rate_hz
    if not len(changes):
        return Counted(
            counted, 0.0, f"the stamp is the same in every row; the rows are counted at {rate_hz:g} Hz"
        )
    lasts_s = float(np.median(steps[changes - 1]))
    if lasts_s < COARSE_S:
        return None
    sizes = np.diff(changes)
    expected = lasts_s * rate_hz
    most = int(sizes.max(initial=0))  # others may have lost some
    if most and abs(most - expected) > max(MOST_OFF * expected, 2.0):
        raise InvalidTable(
            f"{where}: rate_hz={rate_hz:g} is declared, but {most} rows share a stamp of {lasts_s:g} s, which is "
            f"{most / lasts_s:.4g} Hz; correct rate_hz="
        )
    missing_s = steps[changes[1:] - 1] - sizes / rate_hz
    short = np.flatnonzero(missing_s > LEAST_LOST * lasts_s)
    # Rows of a short stamp after another are the last of it: a pause that ends within a stamp is one.
    begins = short[np.diff(short, prepend=-2) > 1]
    late_s = np.zeros(len(seconds))
    late_s[changes[1:][begins]] = (
        np.add.reduceat(missing_s[short], np.searchsorted(short, begins)) if len(short) else 0
    )
    begins_s = float(seconds[changes[0]] - seconds[0] - counted[changes[0]])
    note = f"the stamps stand for {lasts_s:g} s each; the rows are counted at {rate_hz:g} Hz between them"
    if len(begins):
        note += f", with {len(begins)} pauses of {late_s.sum():.4g} s in all where rows are missing"
    return Counted(counted + np.cumsum(late_s), max(0.0, begins_s), note)
