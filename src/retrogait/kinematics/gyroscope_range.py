"""Gyroscopes that show no rate: stuck at one value, or cut off at the end of their range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrogait._kernels.constants import SHAKING_MPS2
from retrogait.kinematics.gaps import spans_of
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait._arrays import Floats


class CutOff(NamedTuple):
    """The end of a gyroscope's range, and how often a turn reaches it and stays there."""

    range_dps: float
    n_tops: int


@dataclass(frozen=True)
class RangeOptions(Checked):
    """What a gyroscope looks like that ends at its range.

    Attributes
    ----------
    least_range_dps : float
        No gyroscope ends below; the smallest range sold is 125 deg/s.
    flat_samples : int
        Samples in a row at the largest value; the peak of a turn that fits has one or two.
    flat_tops : int
        As many such peaks, all of the same height: swings of people differ.
    """

    least_range_dps: float = option(100.0, low=0.0)
    flat_samples: int = option(3, whole=True, low=2)
    flat_tops: int = option(3, whole=True, low=2)

    def cut_off(self, windows: Sequence[Floats]) -> CutOff | None:
        """Where a gyroscope is cut off most often in some windows (n, 6); None where it is not."""
        rates = [samples[:, 3:] for samples in windows if len(samples)]
        found = []
        for sign in (1.0, -1.0):
            for axis in range(3) if rates else ():
                level = max(float((sign * rate[:, axis]).max()) for rate in rates)
                if level >= self.least_range_dps:
                    found.append(CutOff(level, self._count_tops(rates, axis, sign, level)))
        most = max(found, key=lambda one: one.n_tops, default=None)
        return most if most is not None and most.n_tops >= self.flat_tops else None

    def _count_tops(self, rates: Sequence[Floats], axis: int, sign: float, level: float) -> int:
        flat = 0
        for rate in rates:
            at_top = sign * rate[:, axis] >= level * (1.0 - 1e-6)
            if np.count_nonzero(at_top) >= self.flat_samples:
                flat += sum(last - first >= self.flat_samples for first, last in spans_of(at_top))
        return flat


def stuck_axes(windows: Sequence[Floats]) -> list[int]:
    """Axes of a gyroscope that show one value throughout the windows (n, 6) of a sensor that is shaken."""
    shaken = [samples for samples in windows if samples[:, :3].std(axis=0).max(initial=0.0) > SHAKING_MPS2]
    if not shaken:
        return []
    return [axis for axis in range(3) if all(np.ptp(samples[:, 3 + axis]) == 0.0 for samples in shaken)]
