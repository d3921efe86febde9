"""Triads that do not show what happens: a gyroscope stuck at one value, samples cut off at the end of a range."""

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
    """The end of a range, in the unit of the triad, and how often the samples reach it and stay there."""

    level: float
    n_tops: int


@dataclass(frozen=True)
class RangeOptions(Checked):
    """What a triad looks like that ends at its range.

    Attributes
    ----------
    least_dps, least_mps2 : float
        No gyroscope and no accelerometer ends below; the smallest ranges sold are 125 deg/s and 2 g.
    flat_samples : int
        Samples in a row at the largest value; the peak of a turn that fits has one or two.
    flat_tops : int
        As many such peaks, all of the same height: swings of people differ.
    """

    least_dps: float = option(100.0, low=0.0)
    least_mps2: float = option(15.0, low=0.0)
    flat_samples: int = option(3, whole=True, low=2)
    flat_tops: int = option(3, whole=True, low=2)

    def cut_off(self, windows: Sequence[Floats], kind: str = "gyr") -> CutOff | None:
        """Where a triad ("gyr" or "acc") is cut off most often in some windows (n, 6); None where it is not."""
        triads = [samples[:, 3:] if kind == "gyr" else samples[:, :3] for samples in windows]
        least = self.least_dps if kind == "gyr" else self.least_mps2
        found = []
        for sign in (1.0, -1.0):
            for axis in range(3) if triads else ():
                level = max(float((sign * triad[:, axis]).max()) for triad in triads)
                if level >= least:
                    found.append(CutOff(level, self._count_tops(triads, axis, sign, level)))
        most = max(found, key=lambda one: one.n_tops, default=None)
        return most if most is not None and most.n_tops >= self.flat_tops else None

    def _count_tops(self, triads: Sequence[Floats], axis: int, sign: float, level: float) -> int:
        flat = 0
        for triad in triads:
            at_top = sign * triad[:, axis] >= level * (1.0 - 1e-6)
            if np.count_nonzero(at_top) >= self.flat_samples:
                flat += sum(last - first >= self.flat_samples for first, last in spans_of(at_top))
        return flat


def stuck_axes(windows: Sequence[Floats]) -> list[int]:
    """Axes of a gyroscope that show one value throughout the windows (n, 6) of a sensor that is shaken."""
    stuck = [axis for axis in range(3) if all(_is_one_value(samples[:, 3 + axis]) for samples in windows)]
    if not stuck or not any(samples[:, :3].std(axis=0).max() > SHAKING_MPS2 for samples in windows):
        return []
    return stuck


def _is_one_value(values: Floats) -> bool:
    return values[0] == values[-1] and bool(np.ptp(values) == 0.0)
