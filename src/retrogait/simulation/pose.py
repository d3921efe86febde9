"""Where segments are and how they are turned, over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from retrogait.simulation.curves import Floats


@dataclass(frozen=True)
class Pose:
    """Positions (n, 3) in m and rotations (n, 3, 3) from the segment to the walk's frame."""

    position_m: Floats
    rotation: Floats

    def point(self, body_m: Floats) -> Floats:
        """Position (n, 3) of a point fixed in the segment."""
        return np.asarray(self.position_m + self.rotation @ body_m)


def rotations(yaw_rad: Floats, pitch_rad: Floats, roll_rad: Floats) -> Floats:
    """Rotations (n, 3, 3): roll about x, then pitch about y (top forward), then yaw about z."""
    cy, sy = np.cos(yaw_rad), np.sin(yaw_rad)
    cp, sp = np.cos(pitch_rad), np.sin(pitch_rad)
    cr, sr = np.cos(roll_rad), np.sin(roll_rad)
    matrix = np.empty((len(yaw_rad), 3, 3))
    matrix[:, 0] = np.stack([cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr], axis=1)
    matrix[:, 1] = np.stack([sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr], axis=1)
    matrix[:, 2] = np.stack([-sp, cp * sr, cp * cr], axis=1)
    return matrix


def turn(rotation: Floats, vector: Floats) -> Floats:
    """Rotate vectors (n, 3) by rotations (n, 3, 3), row by row."""
    return np.asarray(np.einsum("nij,nj->ni", rotation, vector))
