"""Footholds of one foot: where and when it stands, and how it leaves and lands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from retrogait._arrays import Flags
    from retrogait.simulation.curves import Floats

SENSOR_HEIGHT_M = 0.05


@dataclass(frozen=True)
class FootShape:
    """Contact points seen from the instep sensor, in the foot's frame; the foot lies flat on both."""

    heel_m: Floats
    toe_m: Floats

    @classmethod
    def of_length(cls, foot_length_m: float) -> FootShape:
        """Scale an adult's foot of 0.26 m."""
        scale = foot_length_m / 0.26
        heel = np.array([-0.12 * scale, 0.0, -SENSOR_HEIGHT_M])
        return cls(heel, np.array([0.09 * scale, 0.0, -SENSOR_HEIGHT_M]))


@dataclass(frozen=True)
class Footholds:
    """n + 1 places and the n swings between them; all angles in rad, pitch positive toe-down.

    `place_m` (n + 1, 2) is the sensor over the floor while the foot lies flat, `height_m` (n + 1,) that of the floor
    there. `sink_mps` is the falling speed at touch, `fall_mps2` the fall's acceleration, `blow` how hard it rings
    against others, `hardness` how much more than a landing of a walk as fast. `landing_share` is the speed at touch
    against the top one, `push_s` the time of the first push, `lag` how late the foot is fastest, `heel_rise` as in
    `Walker`. On stairs a swing passes edges: `edge_m` (n, 2) are their distances from the place it leaves,
    `edge_rise_m` (n, 2) the steps there. `odd` swings are neither forward nor backward, `runs` are of a jog.
    """

    side: str
    place_m: Floats
    heading_rad: Floats
    lift_s: Floats
    touch_s: Floats
    backward: Flags
    lift_pitch_rad: Floats
    touch_pitch_rad: Floats
    rest_pitch_rad: float
    sink_mps: Floats
    fall_mps2: Floats
    blow: Floats
    landing_share: Floats
    push_s: Floats
    lag: Floats
    clearance_m: Floats
    swing_yaw_rad: float
    swing_roll_rad: float
    heel_rise: float
    height_m: Floats
    edge_m: Floats
    edge_rise_m: Floats
    odd: Flags
    runs: Flags
    hardness: Floats

    def __len__(self) -> int:
        """Count swings."""
        return len(self.lift_s)

    @cached_property
    def swing_s(self) -> Floats:
        """Duration of each swing."""
        return self.touch_s - self.lift_s

    @cached_property
    def displacement_m(self) -> Floats:
        """Horizontal way of each swing."""
        step = np.diff(self.place_m, axis=0)
        return np.hypot(step[:, 0], step[:, 1])

    @cached_property
    def rise_m(self) -> Floats:
        """How much higher each swing ends."""
        return np.diff(self.height_m)

    @cached_property
    def travel(self) -> Floats:
        """Horizontal unit vector (n, 2) along each swing's way; along the foot when it hardly moves."""
        length = self.displacement_m[:, None]
        sign = np.where(self.backward, -1.0, 1.0)
        heading = self.heading_rad[1:]
        along = np.stack([sign * np.cos(heading), sign * np.sin(heading)], axis=1)
        return np.where(length > 0.02, np.diff(self.place_m, axis=0) / np.maximum(length, 1e-9), along)
