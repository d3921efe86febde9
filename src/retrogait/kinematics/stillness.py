"""Standing still: what it is, and where a sensor sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.kinematics.gaps import spans_of

if TYPE_CHECKING:
    from retrogait._arrays import Flags, Floats


@dataclass(frozen=True)
class Stillness:
    """How little a sensor turns and departs from 1 g, and for how long, where its wearer stands still."""

    most_dps: float = 8.0
    most_mps2: float = 0.4
    for_s: float = 1.0

    def find(self, samples: Floats, rate_hz: float, among: Flags | None = None) -> Flags:
        """Samples of (n, 6) that belong to stillness of that length or more, all of it `among` those flagged."""
        departure = np.abs(np.linalg.norm(samples[:, :3], axis=1) - STANDARD_GRAVITY_MPS2)
        still = (departure <= self.most_mps2) & (np.linalg.norm(samples[:, 3:], axis=1) <= self.most_dps)
        width = max(2, round(self.for_s * rate_hz))
        lasting = np.zeros(len(samples), bool)
        for first, last in spans_of(still if among is None else still & among):
            lasting[first:last] = last - first >= width
        return lasting


STILL = Stillness()
