"""The whole body in motion: the pose of every sensor, and the knee angles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.simulation.curves import Keyframes, ease
from retrogait.simulation.foothold import SENSOR_HEIGHT_M
from retrogait.simulation.height import under
from retrogait.simulation.leg import ANKLE_HEIGHT_M, Leg
from retrogait.simulation.pose import Pose, rotations, turn
from retrogait.simulation.trunk import Sway
from retrogait.tables.catalogue import SIDES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrogait._arrays import Flags
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
        first = np.searchsorted(time_s, knots[:-1])
        lowest = np.minimum.reduceat(allowed, first) - 0.001
        if any(foot.holds.height_m.any() for foot in self.feet.values()):
            climbing = self._climbing(time_s)
            level = np.minimum.reduceat(np.where(climbing, np.inf, allowed), first)
            level = np.repeat(level, np.diff(np.append(first, len(time_s))))
            return under(np.where(climbing, allowed, level) - 0.001, time_s)
        height = np.minimum(np.append(lowest, lowest[-1]), np.append(lowest[0], lowest))
        return Keyframes(knots, height, np.zeros(len(knots)), np.zeros(len(knots)))

    def _climbing(self, time_s: Floats) -> Flags:
        """Whether a foot is on its way up or down, or one stands higher than the other (n,)."""
        heights = [
            holds.height_m[np.searchsorted(instants, time_s)]
            for holds in (foot.holds for foot in self.feet.values())
            for instants in (holds.lift_s, holds.touch_s)
        ]
        return np.asarray(np.ptp(heights, axis=0) > 0.0)

    def _height_knots(self) -> Floats:
        """Knots of the trunk's course, and others in standing, where the knees straighten."""
        knots = self.sway.knots_s
        still = self.sway.step.value == 0.0
        standing = np.flatnonzero(still[1:] & still[:-1])
        long = standing[np.diff(knots)[standing] >= 1.0]
        extra = np.concatenate([knots[long] + 0.45, knots[long + 1] - 0.45])
        return np.unique(np.concatenate([knots, extra]))

    def _shaken(self, pose: Pose, time_s: Floats, site: str) -> Pose:
        """Ring along the segment's axis after contacts, of its own foot or of both; the foot nods as well."""
        if self.walker.impact == 0.0:
            return pose
        side, _, part = site.partition("_")
        none = np.zeros(len(time_s))
        kick, nod = none.copy(), none.copy()
        for own in (side,) if side in SIDES else SIDES:
            holds, glide = self.feet[own].holds, self.feet[own].glide
            landing = self.walker.impact * np.hypot(glide.landing_mps, holds.sink_mps)
            kick += _ring(time_s, holds.touch_s, _KICK[part] * landing, _RING_HZ[part])
            if self.walker.lift_off > 0.0:
                kick += _ring(
                    time_s, holds.lift_s, self.walker.lift_off * _KICK[part] * landing, _RING_HZ[part]
                )
            if part == "foot":
                nod += _ring(time_s, holds.touch_s, _FOOT_NOD_RAD_PER_M * landing, 0.8 * _RING_HZ[part])
        position = pose.position_m + turn(pose.rotation, np.stack([-0.6 * kick, none, 0.8 * kick], axis=1))
        return Pose(position, pose.rotation @ rotations(none, nod, none) if part == "foot" else pose.rotation)


def _ring(time_s: Floats, hit_s: Floats, kick: Floats, ring_hz: float) -> Floats:
    """How a sensor rings on its segment (n,): a damped oscillation from each of `hit_s` (m,) with the rate `kick` (m,).

    The unit is that of `kick` times seconds: kicks in m/s give metres, in rad/s give rad.
    """
    total = np.zeros(len(time_s))
    first = np.searchsorted(time_s, hit_s)
    last = np.searchsorted(time_s, hit_s + 8.0 * _RING_DECAY_S)
    turn = 2.0 * np.pi * ring_hz
    for i in np.flatnonzero(first < last):
        a, b, rate = first[i], last[i], kick[i]
        t = time_s[a:b] - hit_s[i]
        fade = ease(t / _RING_ONSET_S) * (1.0 - ease(t / (8.0 * _RING_DECAY_S)))
        total[a:b] += rate / turn * np.exp(-t / _RING_DECAY_S) * np.sin(turn * t) * fade
    return total
