"""A leg of two links between hip and ankle, with the knee as a hinge: its angle is exact by construction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

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
        line = hip_m - ankle_m
        distance = np.clip(
            np.linalg.norm(line, axis=1), abs(self.thigh_m - self.shank_m) + 1e-3, self.reach_m(walking)
        )
        up = line / np.linalg.norm(line, axis=1)[:, None]
        left = np.cross(up, ahead)
        left /= np.linalg.norm(left, axis=1)[:, None]
        front = np.cross(left, up)
        a, b = self.thigh_m, self.shank_m
        flexion = np.pi - np.arccos(np.clip((a * a + b * b - distance**2) / (2 * a * b), -1.0, 1.0))
        back = np.arccos(np.clip((a * a + distance**2 - b * b) / (2 * a * distance), -1.0, 1.0))
        return (
            Pose(hip_m, _tipped(up, left, front, -back)),
            Pose(ankle_m, _tipped(up, left, front, flexion - back)),
            flexion,
        )


def _tipped(up: Floats, left: Floats, front: Floats, angle: Floats) -> Floats:
    """Rotations (n, 3, 3) of a link whose top is tipped forward by `angle` from the line hip - ankle."""
    c, s = np.cos(angle)[:, None], np.sin(angle)[:, None]
    return np.stack([c * front - s * up, left, s * front + c * up], axis=2)
