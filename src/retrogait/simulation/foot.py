"""One foot's path over a walk.

In stance the foot turns about the point that touches, the heel while the toe is up and the toe while the heel
is up, and changes from one to the other lying flat and still: heel, flat, toe forward; toe, flat, heel
backward.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels.poses import place
from retrogait.simulation.curves import Floats, Keyframes, Pieces, bump, ease
from retrogait.simulation.pitch import draw_pitch
from retrogait.simulation.pose import Pose, rotations, turn
from retrogait.simulation.stairs import floor_under
from retrogait.simulation.swing import Glide, Indices, pick

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrogait.simulation.foothold import Footholds, FootShape
    from retrogait.simulation.held_foot import Disturbed

_TUNED_AT, _ROUNDS = np.linspace(0.0, 1.0, 121), 4


@dataclass(frozen=True)
class FootPath:
    """A foot at any time; `rest_s` (n + 1,) are instants at which it lies flat and still."""

    holds: Footholds
    shape: FootShape
    pitch: Keyframes
    rest_s: Floats
    glide: Glide
    disturbed: Disturbed | None = None

    @classmethod
    def through(cls, holds: Footholds, shape: FootShape) -> FootPath:
        """Lead a foot through its footholds."""
        pitch, rest_s = draw_pitch(holds)
        landing = np.where(holds.touch_pitch_rad[:, None] > 0.0, shape.toe_m, shape.heel_m)
        departing = np.where(holds.lift_pitch_rad[:, None] > 0.0, shape.toe_m, shape.heel_m)
        guess = 1.6 * holds.displacement_m / holds.swing_s
        glide = Glide(holds, departing, landing, guess, guess, np.full(len(holds), 0.05))
        path = cls(holds, shape, pitch, rest_s, glide)
        return replace(path, glide=path._tuned()) if len(holds) else path

    def pose(self, time_s: Floats) -> Pose:
        """Pose of the foot at its instep sensor, at `time_s` (n,)."""
        position, rotation = np.empty((len(time_s), 3)), np.empty((len(time_s), 3, 3))
        place(self._motion_at(time_s), np.zeros(3), position, rotation)
        return Pose(position, rotation)

    def point(self, body_m: Floats, time_s: Floats) -> Floats:
        """Position (n, 3) of a point fixed in the foot: as that of its pose, in less time."""
        return self.points([body_m], time_s)[0]

    def points(self, bodies_m: Sequence[Floats], time_s: Floats) -> list[Floats]:
        """Positions (n, 3) of several points fixed in the foot."""
        motion, work = self._motion_at(time_s), np.empty((1, 3, 3))
        positions = [np.empty((len(time_s), 3)) for _ in bodies_m]
        for body_m, position in zip(bodies_m, positions, strict=True):
            place(motion, body_m, position, work)
        return positions

    def yaw(self, time_s: Floats) -> Floats:
        """Heading (n,) in rad, without the swing's turning in and out."""
        h = self.holds
        if not len(h):
            return np.full(len(time_s), h.heading_rad[0])
        k = self.swing_index(time_s)
        share = ease((time_s - h.lift_s[k]) / h.swing_s[k])
        return np.asarray(h.heading_rad[k] + (h.heading_rad[k + 1] - h.heading_rad[k]) * share)

    def swing_index(self, time_s: Floats) -> Indices:
        """Index of the swing whose neighbouring rests enclose each instant."""
        return np.clip(np.searchsorted(self.rest_s, time_s, side="right") - 1, 0, len(self.holds) - 1)

    def motion(self, time_s: Floats, k: Indices) -> Floats:
        """Where the gliding point is in the walk and in the foot, and yaw, pitch and roll (9, n), around swing `k`."""
        if not len(self.holds):
            return self._stillness(time_s)
        h = self.holds
        u = (time_s - h.lift_s[k]) / h.swing_s[k]
        outward = (1.0 if h.side == "left" else -1.0) * bump(u) * np.minimum(h.displacement_m / 0.5, 1.0)[k]
        yaw = self.yaw(time_s) - h.swing_yaw_rad * outward
        world, body = self.glide.at(time_s, k)
        return np.stack([*world, *body, yaw, self.pitch.at(time_s), h.swing_roll_rad * outward])

    def _stillness(self, time_s: Floats) -> Floats:
        """Motion (9, n) of a foot that never swings: it stands on its toe, or flat."""
        h, toe = self.holds, self.shape.toe_m
        heading = h.heading_rad[:1]
        c, s = float(np.cos(heading[0])), float(np.sin(heading[0]))
        x, y = h.place_m[0] + [c * toe[0] - s * toe[1], s * toe[0] + c * toe[1]]
        return np.repeat([[x, y, 0.0, *toe, heading[0], h.rest_pitch_rad, 0.0]], len(time_s), axis=0).T

    def _motion_at(self, time_s: Floats) -> Floats:
        """The foot's `motion` (9, n) at any time, held and slid where it nearly falls."""
        if self.disturbed is None:
            return self._course.at(time_s)
        motion = self._course.at(self.disturbed.foot_time_s(time_s))
        motion[:2] += self.disturbed.slid_m(time_s)
        return motion

    @cached_property
    def _course(self) -> Pieces:
        """The foot's `motion` over the whole walk: polynomials, of which a swing needs few values."""
        breaks_s = np.unique(np.concatenate([self.rest_s, self.pitch.time_s, self.glide.breaks_s()]))
        return Pieces.through(breaks_s, lambda time_s: self.motion(time_s, self.swing_index(time_s)))

    def _floor_under(self, way_m: Floats) -> Floats:
        """Height (n, u) of the floor so far (n, u) along the travel of each swing from the place it leaves."""
        h = self.holds
        return h.height_m[:-1, None] + floor_under(way_m, h.edge_m, h.edge_rise_m)

    def _tuned(self) -> Glide:
        """Read the points' top speeds off the path, and raise it where heel or toe would scuff; again and again."""
        h, u = self.holds, _TUNED_AT
        k = np.repeat(np.arange(len(h)), len(u))
        time_s = (h.lift_s[:, None] + u * h.swing_s[:, None]).ravel()
        # the rounds change where the gliding point is, not which point of the foot that is, nor how the foot is turned
        motion = self.motion(time_s, k)
        rotation, gliding = rotations(*motion[6:]), motion[3:6].T
        from_glide_m = [turn(rotation, p - gliding) for p in (self.shape.heel_m, self.shape.toe_m)]
        x, y = pick(h.travel, k)
        along_m = [p[:, 0] * x + p[:, 1] * y for p in from_glide_m]
        step_s = h.swing_s / (len(u) - 1)
        inner = (u > 0.1) & (u < 0.9)
        wanted = h.clearance_m[:, None] * (ease(u / 0.45) * ease((1.0 - u) / 0.45))[inner]
        glide = self.glide
        for _ in range(_ROUNDS):
            way, height = glide.side_view(time_s, k)
            ways = [(way + along).reshape(len(h), len(u)) for along in along_m]
            heights = [(height + p[:, 2]).reshape(len(h), len(u)) for p in from_glide_m]
            top = [np.diff(one, axis=1).max(axis=1) / step_s for one in ways]
            over = [z - self._floor_under(x) for x, z in zip(ways, heights, strict=True)]
            missing = wanted - np.minimum(*over)[:, inner]
            rise = (missing / glide.hill(u[inner][None], np.arange(len(h))[:, None])).max(axis=1)
            glide = replace(
                glide,
                landing_peak_mps=np.maximum(np.where(h.touch_pitch_rad > 0.0, top[1], top[0]), 0.05),
                departing_peak_mps=np.maximum(np.where(h.lift_pitch_rad > 0.0, top[1], top[0]), 0.05),
                hill_m=np.clip(glide.hill_m + rise, 0.0, 0.4),
            )
        return glide
