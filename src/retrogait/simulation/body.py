"""The whole body in motion: the pose of every sensor, and the knee angles."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from retrogait.simulation.curves import Keyframes, blocks
from retrogait.simulation.foothold import SENSOR_HEIGHT_M
from retrogait.simulation.height import CLIMBING_S, WALKING_S, under
from retrogait.simulation.leg import ANKLE_HEIGHT_M, Leg
from retrogait.simulation.lurches import Lurches
from retrogait.simulation.places import KIND_OF, offset_m
from retrogait.simulation.pose import Pose, product
from retrogait.simulation.resting import Resting
from retrogait.simulation.shaking import Shaking, Strikes
from retrogait.simulation.trunk import Sway
from retrogait.tables.catalogue import SIDES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrogait._arrays import Flags
    from retrogait.simulation.curves import Floats
    from retrogait.simulation.foot import FootPath
    from retrogait.simulation.personal import PersonalMotion
    from retrogait.simulation.places import Worn
    from retrogait.simulation.program import Spell
    from retrogait.simulation.step import Step
    from retrogait.simulation.table import TableStay
    from retrogait.simulation.walker import Walker

_HEIGHT_STEP_S = 0.01
_AROUND_JOG_S = (-0.8, -0.4, 0.0, 0.4, 0.8)
_SAME_S = 1e-9
_SHIFT_S, _SOFT_ANKLE = 0.012, {-2: 1 / 9, -1: 2 / 9, 0: 3 / 9, 1: 2 / 9, 2: 1 / 9}
"""The ankle softens a landing: the leg follows the foot's path averaged over so many shifts with these weights."""


@dataclass(frozen=True)
class Body:
    """Feet, trunk and legs of one walk; places of sensors are those of an adult, scaled by the leg or the foot.

    `stays` are those of sensors on a table; `belt` is how far a belt of changing speed has carried all along x.
    """

    feet: Mapping[str, FootPath]
    sway: Sway
    height: Keyframes
    legs: Mapping[str, Leg]
    walker: Walker
    slope: Floats
    worn: Mapping[str, Worn]
    personal: PersonalMotion | None = None
    resting: Resting | None = None
    lurches: Lurches | None = None
    stays: Mapping[str, Sequence[TableStay]] = field(default_factory=dict)
    belt: Keyframes | None = None

    @classmethod
    def over(
        cls,
        feet: Mapping[str, FootPath],
        steps: Sequence[Step],
        walker: Walker,
        slope: Floats,
        worn: Mapping[str, Worn],
        personal: PersonalMotion | None = None,
        spells: Sequence[Spell] = (),
    ) -> Body:
        """Put a body above walking feet, as high as the legs allow."""
        sway = Sway.over(steps, {side: foot.holds for side, foot in feet.items()}, walker)
        legs = {
            side: Leg.of_length(length, deficit, in_standing=walker.deficit_in_standing)
            for side, length, deficit in zip(
                SIDES, walker.leg_lengths_m, walker.extension_deficits_deg, strict=True
            )
        }
        level = Keyframes(sway.knots_s[[0, -1]], np.zeros(2), np.zeros(2), np.zeros(2))
        resting = Resting.through(spells, legs["left"])
        body = cls(feet, sway, level, legs, walker, slope, worn, personal, resting, Lurches.of(steps))
        return replace(body, height=body._highest())

    def poses(self, sites: Sequence[str], time_s: Floats) -> dict[str, Pose]:
        """Poses of the sensors at these sites, shaken after contacts."""
        return self.motion(sites, (), time_s)[0]

    def motion(
        self, sites: Sequence[str], knees: Sequence[str], time_s: Floats
    ) -> tuple[dict[str, Pose], dict[str, Floats]]:
        """Poses of the sensors at these sites, and flexion (n,) in rad of the knees of these sides."""
        poses = {f"{side}_foot": self.feet[side].pose(time_s) for side in SIDES if f"{side}_foot" in sites}
        flexions: dict[str, Floats] = {}
        if knees or len(poses) < len(sites):
            pelvis = self._pelvis(time_s)
            for side in SIDES:
                if side in knees or {f"{side}_thigh", f"{side}_shank"} & set(sites):
                    poses[f"{side}_thigh"], poses[f"{side}_shank"], flexions[side] = self._leg(
                        side, time_s, pelvis
                    )
            poses["lower_back"] = pelvis
            if "sternum" in sites:
                chest = product(self.slope.T[None], self.sway.chest_rotation(time_s))
                chest = self.lurches.chest(chest, time_s) if self.lurches else chest
                chest = self.resting.chest(chest, time_s) if self.resting else chest
                poses["sternum"] = Pose(pelvis.position_m, chest)
        if self.personal is not None:
            poses = self._lively(self.personal, poses, time_s)
        shaken = {
            site: self._shaken(self._at_place(poses[site], site), time_s, site, flexions) for site in sites
        }
        for site, stays in self.stays.items():
            for stay in stays if site in shaken else ():
                shaken[site] = stay.moved(shaken[site], time_s)
        if self.belt is not None:
            carried = self.belt.at(time_s)[:, None] * [1.0, 0.0, 0.0]
            shaken = {site: Pose(one.position_m + carried, one.rotation) for site, one in shaken.items()}
        return shaken, flexions

    def _lively(self, personal: PersonalMotion, poses: Mapping[str, Pose], time_s: Floats) -> dict[str, Pose]:
        """Move the segments by what is the person's own."""
        walking = self.sway.walking(time_s)
        cycles = {side: self.sway.cycle(time_s, side) for side in SIDES}
        beat = np.pi * self.sway.phase.at(time_s)
        out = {}
        for site, pose in poses.items():
            side = "right" if site.startswith("right_") else "left"
            out[site] = personal.apply(
                pose, cycles[side], beat, walking, KIND_OF[site], mirrored=side == "right"
            )
        return out

    def _at_place(self, segment: Pose, site: str) -> Pose:
        size = (
            self.walker.foot_length_m / 0.26 if KIND_OF[site] == "foot" else self.walker.leg_length_m / 0.90
        )
        offset = offset_m(site, self.worn[site].place, size)
        return Pose(segment.point(offset), segment.rotation) if offset.any() else segment

    def _scaled(self, x: float, y: float, z: float) -> Floats:
        return np.array([x, y, z]) * self.walker.leg_length_m / 0.90

    def _pelvis(self, time_s: Floats) -> Pose:
        pose = self._standing_pelvis(time_s)
        pose = self.lurches.pelvis(pose, time_s) if self.lurches else pose
        return self.resting.pelvis(pose, time_s) if self.resting else pose

    def _standing_pelvis(self, time_s: Floats) -> Pose:
        pose = self.sway.pelvis(time_s, self.height.at(time_s), self.walker.leg_length_m)
        return Pose(pose.position_m, product(self.slope.T[None], pose.rotation))

    def _hip(self, side: str, pelvis: Pose) -> Floats:
        return pelvis.point(self._scaled(0.0, 0.085 if side == "left" else -0.085, 0.0))

    def _ankle(self, side: str, time_s: Floats) -> Floats:
        scale = self.walker.foot_length_m / 0.26
        ankle = np.array([-0.07 * scale, 0.0, ANKLE_HEIGHT_M - SENSOR_HEIGHT_M])
        foot, n = self.feet[side], len(time_s)
        every = _instants_per_shift(time_s)
        if every is None:
            shifted = (foot.point(ankle, time_s + i * _SHIFT_S) for i in _SOFT_ANKLE)
        else:  # the instants of one shift are those of the others: each is worked out once
            widest = max(_SOFT_ANKLE) * every
            longer_s = time_s[0] + (np.arange(-widest, n + widest)) * (_SHIFT_S / every)
            path = foot.point(ankle, longer_s)
            shifted = (path[widest + i * every :][:n] for i in _SOFT_ANKLE)
        soft = np.zeros((n, 3))
        for weight, one in zip(_SOFT_ANKLE.values(), shifted, strict=True):
            soft += weight * one
        return soft

    def _leg(self, side: str, time_s: Floats, pelvis: Pose) -> tuple[Pose, Pose, Floats]:
        yaw = (self.sway.heading.at(time_s) + self.feet[side].yaw(time_s)) / 2
        ahead = np.stack([np.cos(yaw), np.sin(yaw), np.zeros(len(yaw))], axis=1)
        walking = self.sway.walking(time_s)
        return self.legs[side].bend(self._hip(side, pelvis), self._ankle(side, time_s), ahead, walking)

    def _highest(self) -> Keyframes:
        """Height of the pelvis, bounce apart: between two knots no higher than both legs reach throughout."""
        knots = self._height_knots()
        time_s = np.arange(knots[0], knots[-1] + _HEIGHT_STEP_S, _HEIGHT_STEP_S)
        allowed = np.concatenate([self._reached(time_s[now]) for now in blocks(len(time_s))])
        # the grid may miss the tightest instant by a few tenths of a millimetre
        first = np.searchsorted(time_s, knots[:-1])
        lowest = np.minimum.reduceat(allowed, first) - 0.001
        if any(foot.holds.height_m.any() for foot in self.feet.values()):
            climbing = self._climbing(time_s)
            level = np.minimum.reduceat(np.where(climbing, np.inf, allowed), first)
            level = np.repeat(level, np.diff(np.append(first, len(time_s))))
            return under(np.where(climbing, allowed, level) - 0.001, time_s, CLIMBING_S)
        # the better leg of two straightens while it stands alone; who crouches rises and falls as the legs swing
        if self.walker.crouch_m > 0.0 or self.legs["left"] != self.legs["right"]:
            return under(allowed - 0.001, time_s, WALKING_S)
        height = np.minimum(np.append(lowest, lowest[-1]), np.append(lowest[0], lowest))
        return Keyframes(knots, height, np.zeros(len(knots)), np.zeros(len(knots)))

    def _reached(self, time_s: Floats) -> Floats:
        """Greatest height (n,) from which both legs reach their feet."""
        pelvis, walking = self._standing_pelvis(time_s), self.sway.walking(time_s)
        # as high as the legs reach without near-falls, and no higher than they reach in them
        ways = [pelvis, self.lurches.pelvis(pelvis, time_s)] if self.lurches else [pelvis]
        allowed = np.full(len(time_s), np.inf)
        for side in SIDES:
            ankle = self._ankle(side, time_s)
            for hip in (self._hip(side, one) for one in ways):
                highest = self.legs[side].highest_hip(hip[:, :2], ankle, walking)
                allowed = np.minimum(allowed, highest - hip[:, 2])
        allowed -= self.walker.crouch_m * walking
        # nobody jogs on straight legs, nor sets off to it
        hop = np.max([self.sway.hop.at(time_s + shift_s) for shift_s in _AROUND_JOG_S], axis=0)
        return np.asarray(allowed - 0.5 * hop)

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

    def _shaken(self, pose: Pose, time_s: Floats, site: str, flexions: Mapping[str, Floats]) -> Pose:
        """Shake a sensor after the contacts of its own foot, or of both."""
        own = site.partition("_")[0]
        strikes = [self._strikes(side) for side in ((own,) if own in SIDES else SIDES)]
        walker, worn = self.walker, self.worn[site]
        flexion_rad = flexions[own] if KIND_OF[site] in {"thigh", "shank"} else None
        shaking = Shaking(walker.impact, walker.ringing, walker.lift_off, walker.soft_tissue)
        return shaking.apply(pose, time_s, strikes, KIND_OF[site], worn.place, flexion_rad, worn.wander)

    def _strikes(self, side: str) -> Strikes:
        holds, glide = self.feet[side].holds, self.feet[side].glide
        return Strikes(
            1.0 if side == "left" else -1.0,
            holds.touch_s,
            holds.lift_s,
            holds.hardness * np.hypot(glide.landing_mps, holds.sink_mps),
            holds.blow,
            holds.touch_pitch_rad > 0.0,
            holds.lift_pitch_rad > 0.0,
            holds.backward,
        )


def _instants_per_shift(time_s: Floats) -> int | None:
    """How many of these instants (n,) the ankle's shift spans; None where it spans no whole number of equal steps."""
    if len(time_s) < 2:
        return None
    step_s = float(time_s[-1] - time_s[0]) / (len(time_s) - 1)
    every = round(_SHIFT_S / step_s)
    equal = time_s[0] + step_s * np.arange(len(time_s))
    if every == 0 or abs(every * step_s - _SHIFT_S) > _SAME_S or np.abs(time_s - equal).max() > _SAME_S:
        return None
    return every
