"""The way of a foot from where it stood, with what it may be off by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import foot_path
from retrogait.gait.stride_error import path_error_m
from retrogait.kinematics.limb import track_limb
from retrogait.kinematics.stillness import STILL
from retrogait.kinematics.worn import Worn
from retrogait.tables.catalogue import SIDES
from retrogait.walk_tests.activity import last_still

if TYPE_CHECKING:
    from retrogait._arrays import Flags, Floats, Integers
    from retrogait.gait.foot_clearance import SoleOptions
    from retrogait.kinematics.limb import LimbMotion
    from retrogait.recording import Recording
    from retrogait.walk_tests.trials import Step

TILTED_DEG, MOVES_MPS = (
    3.0,
    0.1,
)  # a foot no longer stands: as much as ends foot-flat, and no drift is so fast
_STANDING_S = 0.3  # for which a foot is still that stands
_LOOK_S = 6.0  # before a foot leaves, in which it stood


@dataclass(frozen=True, eq=False)
class Course:
    """One foot over one unbroken stretch of a recording.

    Attributes
    ----------
    side : str
        Which foot.
    rate_hz, start_s : float
        Clock of the samples.
    heel_m, toe_m : (n, 2) array
        Where its two ends are over the floor, in a level frame; NaN before the first rest and after the last.
    turn : (n, 4) array
        Orientation of the sensor, quaternions into a fixed frame.
    turning_dps : (n,) array
        How fast it turns, about any axis.
    heading_deg : (n,) array
        Heading of the sole, positive to the left, unwrapped.
    rests : (m,) array of int
        Samples at which it rests.
    rows : (m + 1, swings.WIDTH) array
        Its swings, row k + 1 from rest k to the next.
    guessed : (n,) array of bool
        Samples that were lost and filled.
    """

    side: str
    rate_hz: float
    start_s: float
    heel_m: Floats
    toe_m: Floats
    turn: Floats
    turning_dps: Floats
    heading_deg: Floats
    rests: Integers
    rows: Floats
    guessed: Flags

    def time_s(self, sample: float) -> float:
        """The time of a sample, on the recording's clock."""
        return self.start_s + sample / self.rate_hz

    def holds(self, step: Step) -> bool:
        """Whether a step lies between two of its rests."""
        rests_s = self.start_s + self.rests / self.rate_hz
        return bool(rests_s[0] < step.leave_s and step.land_s <= rests_s[-1] + 1.0 / self.rate_hz)

    def rest_before(self, time_s: float) -> int:
        """Place among the rests of the last one before a time."""
        return int(np.searchsorted(self.start_s + self.rests / self.rate_hz, time_s)) - 1

    def away_m(self, standing: int, until: int, direction: str) -> Floats:
        """How far the end of the sole that goes first is from where it stood at a rest, up to another rest, m."""
        own = slice(self.rests[standing], self.rests[until] + 1)
        end_m = (self.heel_m if direction == "backward" else self.toe_m)[own]
        return np.asarray(np.hypot(*(end_m - end_m[0]).T))

    def _still_before(self, time_s: float) -> tuple[int, int, int]:
        """First and last sample of the last stillness before a time, -1 where there is none, and the one at it."""
        last = min(len(self.turn) - 1, int(np.ceil((time_s - self.start_s) * self.rate_hz)))
        begin = max(0, last - round(_LOOK_S * self.rate_hz))
        still = self.turning_dps[begin : last + 1] < STILL.most_dps
        k = last_still(still, round(_STANDING_S * self.rate_hz))
        if k < 0:
            return -1, -1, last
        moves = np.flatnonzero(~still[:k])
        return begin + (int(moves[-1]) + 1 if len(moves) else 0), begin + k, last

    def standing_from(self, time_s: float) -> float:
        """Since when it stands that stood last before a time, s; infinite where it did not."""
        first, _, _ = self._still_before(time_s)
        return self.time_s(first) if first >= 0 else float(np.inf)

    def first_movement(self, leave_s: float) -> float:
        """Sample at which it begins to leave, before it leaves at `leave_s`; NaN where it did not stand before."""
        _, k, last = self._still_before(leave_s)
        if k < 0:
            return np.nan
        own = slice(k, last + 1)
        alike = np.abs(self.turn[own] @ self.turn[own.start]).clip(0.0, 1.0)
        tilt = np.degrees(2.0 * np.arccos(alike)) / TILTED_DEG
        speeds = [
            np.hypot(*np.gradient(end[own], axis=0).T) * self.rate_hz / MOVES_MPS
            for end in (self.heel_m, self.toe_m)
            if own.stop - own.start > 1
        ]
        unrest = np.maximum(tilt, np.nan_to_num(np.minimum(*speeds))) if speeds else tilt
        moves = np.flatnonzero(unrest >= 1.0)
        if not len(moves):
            return (leave_s - self.start_s) * self.rate_hz
        at = int(moves[0])
        if at == 0:
            return float(own.start)
        return own.start + at - float((unrest[at] - 1.0) / (unrest[at] - unrest[at - 1]))

    def length_m(self, first: int, last: int) -> Floats:
        """How far it is carried from each rest to the next, m, from one rest to another."""
        at = self.rests[first : last + 1]
        middle = 0.5 * (self.heel_m[at] + self.toe_m[at])
        return np.asarray(np.hypot(*np.diff(middle, axis=0).T))

    def error_m(self, first: int, last: int) -> float:
        """Standard error in m of the way from one rest to another."""
        return path_error_m(self.rows[first + 1 : last + 1], self.rate_hz, self.length_m(first, last))

    def is_guessed(self, first: int, last: int) -> bool:
        """Whether samples between two rests were lost."""
        return bool(self.guessed[self.rests[first] : self.rests[last] + 1].any())

    def is_lost_between(self, from_s: float, to_s: float) -> bool:
        """Whether samples between two times were lost."""
        first, last = (round((time_s - self.start_s) * self.rate_hz) for time_s in (from_s, to_s))
        return bool(self.guessed[max(0, first) : last + 1].any())

    def turned_deg(self, first: int, last: int) -> float:
        """How far its heading changed from one rest to another, at most, deg."""
        heading = self.heading_deg[self.rests[first : last + 1]]
        return float(np.abs(heading - heading[0]).max())


def trace_courses(recording: Recording, sole: SoleOptions) -> list[Course]:
    """Trace the feet whose mounting is known, over every unbroken stretch."""
    worn = Worn.find(recording).only(recording)
    return [
        _trace(motion, sole)
        for side in SIDES
        if f"{side}_foot" in worn and worn.frame_of(f"{side}_foot") == "segment"
        for motion in track_limb(worn, f"{side}_foot")
    ]


def _trace(motion: LimbMotion, sole: SoleOptions) -> Course:
    path = sole.trace(motion)
    at, along = path[:, :2], path[:, [foot_path.SOLE_X, foot_path.SOLE_Y]]
    heading = np.full(len(path), np.nan)
    known = np.isfinite(along[:, 0])
    heading[known] = np.degrees(np.unwrap(np.arctan2(along[known, 1], along[known, 0])))
    return Course(
        side=motion.side,
        rate_hz=motion.rate_hz,
        start_s=motion.start_s,
        heel_m=at - sole.heel_m * along,
        toe_m=at + sole.toe_m * along,
        turn=motion.turn,
        turning_dps=np.linalg.norm(motion.samples[:, 3:], axis=1),
        heading_deg=heading,
        rests=motion.rests,
        rows=motion.swing_features,
        guessed=motion.guessed,
    )
