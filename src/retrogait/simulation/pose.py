"""Where segments are and how they are turned, over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels.poses import add_turned, multiply, rotate

if TYPE_CHECKING:
    from retrogait.simulation.curves import Floats


@dataclass(frozen=True)
class Pose:
    """Positions (n, 3) in m and rotations (n, 3, 3) from the segment to the walk's frame."""

    position_m: Floats
    rotation: Floats

    def point(self, body_m: Floats) -> Floats:
        """Position (n, 3) of a point fixed in the segment."""
        return add(self.position_m, self.rotation, np.reshape(body_m, (1, 3)))


def rotations(yaw_rad: Floats, pitch_rad: Floats, roll_rad: Floats) -> Floats:
    """Rotations (n, 3, 3): roll about x, then pitch about y (top forward), then yaw about z."""
    matrix = np.empty((len(yaw_rad), 3, 3))
    yaw_rad, pitch_rad, roll_rad = (np.ascontiguousarray(x) for x in (yaw_rad, pitch_rad, roll_rad))
    rotate(yaw_rad, pitch_rad, roll_rad, matrix)
    return matrix


def product(left: Floats, right: Floats) -> Floats:
    """Rotations (n, 3, 3) of `right` and then of `left`, which is (n, 3, 3) or one for all (1, 3, 3)."""
    matrix = np.empty_like(right)
    multiply(np.ascontiguousarray(left), np.ascontiguousarray(right), matrix)
    return matrix


def turn(rotation: Floats, vector: Floats) -> Floats:
    """Rotate vectors (n, 3) by rotations (n, 3, 3), row by row."""
    return add(np.zeros((1, 3)), rotation, vector)


def add(start: Floats, rotation: Floats, vector: Floats, factor: float = 1.0) -> Floats:
    """Positions (n, 3) that lie `factor` times the turned `vector` from `start`, (n, 3) or (1, 3) each."""
    total = np.empty((len(rotation), 3))
    start, rotation, vector = (np.ascontiguousarray(x) for x in (start, rotation, vector))
    add_turned(start, rotation, vector, factor, total)
    return total
