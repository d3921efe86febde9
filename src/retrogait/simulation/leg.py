"""A leg of two links between hip and ankle, with the knee as a hinge: its angle is exact by construction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels.two_links import bend_links
from retrogait.simulation.pose import Pose

if TYPE_CHECKING:
    from retrogait.simulation.curves import Floats

ANKLE_HEIGHT_M = 0.08
_STRAIGHTEST_DEG = 5.0


@dataclass(frozen=True)
class Leg:
    """Lengths of thigh and shank, and the least flexion of the knee, in walking and in standing."""

    thigh_m: float
    shank_m: float
    least_flexion_rad: float
    standing_flexion_rad: float

    @classmethod
    def of_length(cls, leg_length_m: float, extension_deficit_deg: float, *, in_standing: bool = True) -> Leg:
        """Divide a leg, hip to floor, into thigh, shank and what is under the ankle."""
        links = leg_length_m - ANKLE_HEIGHT_M
        least = np.radians(max(_STRAIGHTEST_DEG, extension_deficit_deg))
        standing = least if in_standing else np.radians(_STRAIGHTEST_DEG)
        return cls(0.49 * links, 0.51 * links, float(least), float(standing))

    def reach_m(self, walking: Floats) -> Floats:
        """Distance (n,) from hip to ankle when the knee is as straight as it gets; `walking` (n,) is 0 in standing."""
        least = self.standing_flexion_rad + walking * (self.least_flexion_rad - self.standing_flexion_rad)
        both = self.thigh_m**2 + self.shank_m**2
        return np.asarray(np.sqrt(both + 2 * self.thigh_m * self.shank_m * np.cos(least)))

    def highest_hip(self, hip_xy_m: Floats, ankle_m: Floats, walking: Floats) -> Floats:
        """Greatest height (n,) of a hip above this point from which the ankle is still reached."""
        flat = np.sum((hip_xy_m - ankle_m[:, :2]) ** 2, axis=1)
        return np.asarray(ankle_m[:, 2] + np.sqrt(np.maximum(self.reach_m(walking) ** 2 - flat, 0.04)))

    def bend(
        self, hip_m: Floats, ankle_m: Floats, ahead: Floats, walking: Floats
    ) -> tuple[Pose, Pose, Floats]:
        """Pose thigh (at the hip) and shank (at the ankle), knee pointing `ahead`; also its flexion in rad."""
        n = len(hip_m)
        thigh, shank, flexion = np.empty((n, 3, 3)), np.empty((n, 3, 3)), np.empty(n)
        hip_m, ankle_m, ahead = (np.ascontiguousarray(x) for x in (hip_m, ankle_m, ahead))
        reach = self.reach_m(walking)
        bend_links(hip_m, ankle_m, ahead, reach, self.thigh_m, self.shank_m, thigh, shank, flexion)
        return Pose(hip_m, thigh), Pose(ankle_m, shank), flexion
