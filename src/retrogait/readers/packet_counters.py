"""Counters of samples and of packets: what was lost, and never the rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from retrogait._arrays import Floats


REGULAR = 0.5  # of all steps that are the same; what is lost makes the others longer
EVEN = 1.0  # packets by which most runs of rows differ, where those of other kinds are counted too; losses vary more
RARE = 0.8  # of all steps that are the same; packets that are missing so rarely were lost
PAUSE = 3.0  # times the longest usual step, where samples of these rows were lost too
_LOST_AT_WRAP = 0.1  # of all a counter counts
_MODULI = tuple(sorted((*(2**bits for bits in range(3, 33)), *(10**digits for digits in range(1, 10)))))
_ROWS = 32  # of a run, over which the mean step is taken


@dataclass(frozen=True)
class Counted:
    """The number of the sample of each row, by a counter, and a note where it counts otherwise than by one."""

    number: Floats
    note: str | None = None


def count_samples(counter: Floats, *, is_declared: bool) -> Counted:
    """Number the samples of rows by a counter.

    A counter that counts packets of every kind has steps that vary from row to row and are even over many: rows are
    then numbered one after the other, with a pause where the counter jumps. `is_declared` means that the caller stated
    the rate of the rows; a counter of ticks is then brought to it.

    >>> count_samples(np.array([3.0, 5, 6, 8, 9, 11, 12, 14, 15]), is_declared=True).number
    array([0., 1., 2., 3., 4., 5., 6., 7., 8.])
    """
    counter = _unwrapped(counter)
    since = counter - counter[0]
    steps = np.diff(counter)
    if not len(steps) or not (steps > 0).any():
        return Counted(
            np.arange(len(counter), dtype=np.float64), "the counter stands still; the rows are counted"
        )
    in_packets = _number_in_packets(counter)
    if in_packets is not None:
        return in_packets
    values, times = np.unique(steps, return_counts=True)
    usual, share = float(values[np.argmax(times)]), float(times.max()) / len(steps)
    rows = max(1, min(_ROWS, len(steps) // 4))
    counts = counter[rows:] - counter[:-rows]
    mean, (low, high) = float(np.median(counts)) / rows, np.quantile(counts, (0.1, 0.9))
    others = share < RARE and high - low <= EVEN
    if not others and share >= REGULAR and usual > 0:
        if usual == 1.0 or not is_declared:
            return Counted(since)
        return Counted(since / usual, f"the counter counts {usual:g} from row to row")
    longest = float(np.quantile(steps[steps > 0], 0.9))
    pauses = steps > PAUSE * longest
    ahead = np.where(pauses, np.maximum(1.0, np.rint(steps / max(mean, 1.0))), 1.0)
    lost = int((ahead - 1.0).sum())
    note = (
        f"the counter counts other packets too (steps of {values[0]:g} to {values[-1]:g}); the rows are counted"
        + (f", and {lost} samples are missing where it jumps" if lost else "")
    )
    return Counted(np.concatenate([[0.0], np.cumsum(ahead)]), note)


def _number_in_packets(counter: Floats) -> Counted | None:
    """Number samples that come as many to a packet, by the number of their packet; None where they do not."""
    steps = np.diff(counter)
    if (steps == 0).mean() < REGULAR / 2 or (steps < 0).any():
        return None
    starts = np.flatnonzero(np.diff(counter, prepend=np.nan) != 0)
    sizes = np.diff(starts, append=len(counter))
    whole = sizes[1:-1]  # the first and the last may be parts
    if not len(whole) or (whole == whole[0]).mean() < RARE or (jumps := steps[steps > 0]).min() < 1.0:
        return None
    size = int(np.median(whole))
    usual = float(np.median(jumps))
    packet = np.rint((counter - counter[0]) / usual)
    place = np.arange(len(counter)) - np.repeat(starts, sizes)
    place[: sizes[0]] += max(0, size - int(sizes[0]))
    number = packet * size + place
    if (np.diff(number) <= 0).any():
        return None
    lost = round(float(number[-1] - number[0])) + 1 - len(number)
    note = f"the counter counts packets of {size} rows" + (f"; {lost} samples are missing" if lost else "")
    return Counted(number - number[0], note)


def _unwrapped(counter: Floats) -> Floats:
    """Undo the wrapping of a counter of any length that begins anew where it has counted all.

    >>> _unwrapped(np.array([254.0, 255, 0, 1]))
    array([254., 255., 256., 257.])
    """
    steps = np.diff(counter)
    rising = steps[steps > 0]
    falls = steps < -0.5 * (counter.max() - counter.min())
    if not falls.any() or not len(rising):
        return counter
    usual, back = float(np.median(rising)), -steps[falls]
    full = float(back.max()) + usual
    if len(back) < 2 or back.min() < (1.0 - _LOST_AT_WRAP) * back.max():
        full = float(next((modulus for modulus in _MODULI if modulus > counter.max()), 0))
        if full - back.min() > max(PAUSE * usual, _LOST_AT_WRAP * full):
            return counter  # set back, not wrapped
    return counter + full * np.concatenate([[0.0], np.cumsum(falls)])
