"""The whole body in motion: the pose of every sensor, and the knee angles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels.poses import add_rings
from retrogait.simulation.curves import Keyframes
from retrogait.simulation.foothold import SENSOR_HEIGHT_M
from retrogait.simulation.leg import ANKLE_HEIGHT_M, Leg
from retrogait.simulation.pose import Pose, add, rotations
from retrogait.simulation.trunk import Sway
from retrogait.tables.catalogue import SIDES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.foot import FootPath
    from retrogait.simulation.footsteps import Step
    from retrogait.simulation.walker import Walker

_RING_HZ = {"foot": 28.0, "shank": 20.0, "thigh": 15.0, "back": 11.0, "": 9.0}
_KICK = {"foot": 0.14, "shank": 0.08, "thigh": 0.05, "back": 0.03, "": 0.02}
"""Rate at which a sensor starts to ring after contact, as a share of the landing speed; "" is the sternum."""
_FOOT_NOD_RAD_PER_M = 1.5
_RING_DECAY_S, _RING_ONSET_S = 0.022, 0.006
_ON_THIGH, _ON_SHANK = (0.06, 0.0, -0.20), (0.03, 0.0, 0.27)
_ON_PELVIS, _ON_CHEST = (-0.09, 0.0, 0.10), (0.09, 0.0, 0.45)
"""Sensors in m from hip, ankle and middle of the hips (twice), of an adult with legs of 0.9 m."""
_HEIGHT_STEP_S = 0.01
_SOFT_ANKLE = ((-0.024, 1 / 9), (-0.012, 2 / 9), (0.0, 3 / 9), (0.012, 2 / 9), (0.024, 1 / 9))
"""The ankle softens a landing: the leg follows the foot's path averaged over shifts with these weights."""


@dataclass(frozen=True)
class Body:
    """Feet, trunk and legs of one walk; sensor places are those of an adult, scaled by the leg."""

    feet: Mapping[str, FootPath]
    sway: Sway
    height: Keyframes
    leg: Leg
    walker: Walker
    slope: Floats

    @classmethod
    def over(cls, feet: Mapping[str, FootPath], steps: Sequence[Step], walker: Walker, slope: Floats) -> Body:
        """Put a body above walking feet, as high as the legs allow."""
        sway = Sway.over(steps, {side: foot.holds for side, foot in feet.items()}, walker.trunk_motion)
        leg = Leg.of_length(walker.leg_length_m, walker.knee_extension_deficit_deg)
        level = Keyframes(sway.knots_s[[0, -1]], np.zeros(2), np.zeros(2), np.zeros(2))
        body = cls(feet, sway, level, leg, walker, slope)
        return cls(feet, sway, body._highest(), leg, walker, slope)

    def poses(self, sites: Sequence[str], time_s: Floats) -> dict[str, Pose]:
        """Poses of the sensors at these sites, ringing after contacts included."""
        pelvis = self._pelvis(time_s)
        poses = {}
        for side in SIDES:
            if f"{side}_foot" in sites:
                poses[f"{side}_foot"] = self.feet[side].pose(time_s)
            if {f"{side}_thigh", f"{side}_shank"} & set(sites):
                thigh, shank, _ = self._leg(side, time_s, pelvis)
                poses[f"{side}_thigh"] = Pose(thigh.point(self._scaled(*_ON_THIGH)), thigh.rotation)
                poses[f"{side}_shank"] = Pose(shank.point(self._scaled(*_ON_SHANK)), shank.rotation)
        if "lower_back" in sites:
            poses["lower_back"] = Pose(pelvis.point(self._scaled(*_ON_PELVIS)), pelvis.rotation)
        if "sternum" in sites:
            chest = Pose(pelvis.position_m, self.slope.T @ self.sway.chest_rotation(time_s))
            poses["sternum"] = Pose(chest.point(self._scaled(*_ON_CHEST)), chest.rotation)
        return {site: self._shaken(poses[site], time_s, site) for site in sites}

    def knee_flexion_deg(self, side: str, time_s: Floats) -> Floats:
        """Knee flexion (n,)."""
        return np.degrees(self._leg(side, time_s, self._pelvis(time_s))[2])

    def _scaled(self, x: float, y: float, z: float) -> Floats:
        return np.array([x, y, z]) * self.walker.leg_length_m / 0.90

    def _pelvis(self, time_s: Floats) -> Pose:
        pose = self.sway.pelvis(time_s, self.height.at(time_s), self.walker.leg_length_m)
        return Pose(pose.position_m, self.slope.T @ pose.rotation)

    def _hip(self, side: str, pelvis: Pose) -> Floats:
        return pelvis.point(self._scaled(0.0, 0.085 if side == "left" else -0.085, 0.0))

    def _ankle(self, side: str, time_s: Floats) -> Floats:
        scale = self.walker.foot_length_m / 0.26
        ankle = np.array([-0.07 * scale, 0.0, ANKLE_HEIGHT_M - SENSOR_HEIGHT_M])
        path = np.zeros((len(time_s), 3))
        for later_s, weight in _SOFT_ANKLE:
            path += weight * self.feet[side].pose(time_s + later_s).point(ankle)
        return path

    def _leg(self, side: str, time_s: Floats, pelvis: Pose) -> tuple[Pose, Pose, Floats]:
        yaw = (self.sway.heading.at(time_s) + self.feet[side].yaw(time_s)) / 2
        ahead = np.stack([np.cos(yaw), np.sin(yaw), np.zeros(len(yaw))], axis=1)
        return self.leg.bend(self._hip(side, pelvis), self._ankle(side, time_s), ahead)

    def _highest(self) -> Keyframes:
        """Height of the pelvis, bounce apart: between two knots no higher than both legs reach throughout."""
        knots = self._height_knots()
        time_s = np.arange(knots[0], knots[-1] + _HEIGHT_STEP_S, _HEIGHT_STEP_S)
        pelvis = self._pelvis(time_s)
        allowed = np.full(len(time_s), np.inf)
        for side in SIDES:
            hip = self._hip(side, pelvis)
            highest = self.leg.highest_hip(hip[:, :2], self._ankle(side, time_s))
            allowed = np.minimum(allowed, highest - hip[:, 2])
        # the grid may miss the tightest instant by a few tenths of a millimetre
        lowest = np.minimum.reduceat(allowed, np.searchsorted(time_s, knots[:-1])) - 0.001
        height = np.minimum(np.append(lowest, lowest[-1]), np.append(lowest[0], lowest))
        return Keyframes(knots, height, np.zeros(len(knots)), np.zeros(len(knots)))

    def _height_knots(self) -> Floats:
        """Knots of the trunk's course, and others in standing, where the knees straighten."""
        knots = self.sway.knots_s
        standing = np.flatnonzero(np.diff(self.sway.phase.value) == 0.0)
        long = standing[np.diff(knots)[standing] >= 1.0]
        extra = np.concatenate([knots[long] + 0.45, knots[long + 1] - 0.45])
        return np.unique(np.concatenate([knots, extra]))

    def _shaken(self, pose: Pose, time_s: Floats, site: str) -> Pose:
        """Ring along the segment's axis after contacts, of its own foot or of both; the foot nods as well."""
        if self.walker.impact == 0.0:
            return pose
        side, _, part = site.partition("_")
        kick, nod = np.zeros(len(time_s)), np.zeros(len(time_s))
        for own in (side,) if side in SIDES else SIDES:
            holds, glide = self.feet[own].holds, self.feet[own].glide
            landing = self.walker.impact * np.hypot(glide.landing_mps, holds.sink_mps)
            _ring(time_s, holds.touch_s, _KICK[part] * landing, _RING_HZ[part], kick)
            if self.walker.lift_off > 0.0:
                left = self.walker.lift_off * _KICK[part] * landing
                _ring(time_s, holds.lift_s, left, _RING_HZ[part], kick)
            if part == "foot":
                _ring(time_s, holds.touch_s, _FOOT_NOD_RAD_PER_M * landing, 0.8 * _RING_HZ[part], nod)
        position = add(pose.position_m, pose.rotation, np.outer(kick, [-0.6, 0.0, 0.8]))
        now = np.flatnonzero(nod)
        if not len(now):
            return Pose(position, pose.rotation)
        none = np.zeros(len(now))
        rotation = pose.rotation.copy()
        rotation[now] @= rotations(none, nod[now], none)
        return Pose(position, rotation)


def _ring(time_s: Floats, hit_s: Floats, kick: Floats, ring_hz: float, total: Floats) -> None:
    """Add to `total` (n,) how a sensor rings on its segment: damped, from each of `hit_s` (m,), by `kick` (m,).

    The unit is that of `kick` times seconds: kicks in m/s give metres, in rad/s give rad.
    """
    add_rings(time_s, hit_s, kick, ring_hz, _RING_DECAY_S, _RING_ONSET_S, total)
