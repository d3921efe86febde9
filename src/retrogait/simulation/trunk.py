"""Pelvis and chest above the feet.

They ride along between the feet and swing with the steps: lowest and fastest in double support, to the side
of the standing foot in between. Backward is the forward pattern run back in time about mid double support:
what is odd in the step's phase changes sign, what is even stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.simulation.curves import Keyframes
from retrogait.simulation.pose import Pose, rotations
from retrogait.simulation.walker import HANDRAIL_SHARE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrogait.simulation.curves import Floats
    from retrogait.simulation.foothold import Footholds
    from retrogait.simulation.step import Step
    from retrogait.simulation.walker import Walker

_SURGE_SHARE, _SURGE_MPS = 0.07, 0.06
"""The speed swings within a step by this share of the walking speed plus this much: slow walking is jerky."""
_SAWTOOTH, _JERK_PEAK, _ROCK = 0.1, 0.1, 0.15
"""Overtones of the swing along, up and sideways: trunk accelerations of people are far from plain waves."""
_PELVIS_YAW_DEG, _PELVIS_ROLL_DEG, _PELVIS_NOD_DEG = 5.0, 3.0, 1.2
_CHEST_YAW_DEG, _CHEST_ROLL_DEG, _CHEST_NOD_DEG, _CHEST_LEAN_DEG = -2.5, -1.0, 0.8, 2.0
_HOP_PEAK = 0.09
"""Overtone of the hop: a long push of one to three times gravity, and a fall that is nearly free."""
_USUAL_STEP_M = 0.6
_STILL = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Rhythm:
    """Steps at some instants (n,): step length, the same signed by travel, and how lively the trunk swings.

    `half_sine` and `half_cosine` are those of the stride's cycle, `sine` and `cosine` those of the step's.
    """

    step: Floats
    way: Floats
    lively: Floats
    half_sine: Floats
    half_cosine: Floats
    sine: Floats
    cosine: Floats


@dataclass(frozen=True)
class Sway:
    """The trunk's course and rhythm over time: knots in mid double support and where walking begins and ends.

    `phase` counts steps; `step` is the local step length, 0 in standing, and `way` the same with the sign of
    travel. `hop` is how far the trunk rises in flight and falls in stance.
    """

    knots_s: Floats
    phase: Keyframes
    course_x: Keyframes
    course_y: Keyframes
    heading: Keyframes
    step: Keyframes
    way: Keyframes
    surge: Keyframes
    hop: Keyframes
    first_side: float
    walker: Walker

    @classmethod
    def over(cls, steps: Sequence[Step], holds: Mapping[str, Footholds], walker: Walker) -> Sway:
        """Follow the middle of both feet through all steps."""
        table = _tabulate(steps, holds)
        time_s, standing = table[:, 0], table[:, 5] == 0.0
        phase, x, y, heading, step, way, surge, hop = (
            Keyframes(time_s, column, _rates(time_s, column, standing), np.zeros(len(column)))
            for column in table.T[1:]
        )
        side = 1.0 if not steps or steps[0].side == "left" else -1.0
        return cls(time_s, phase, x, y, heading, step, way, surge, hop, side, walker)

    def pelvis(self, time_s: Floats, height_m: Floats, leg_m: float) -> Pose:
        """Pose of the pelvis between the hips; `height_m` (n,) is its height without the bounce of the steps."""
        beat = self._rhythm(time_s)
        yaw = self.heading.at(time_s)
        ahead, left = np.cos(yaw), np.sin(yaw)
        surge = self.walker.trunk_motion * self.surge.at(time_s)
        along = surge * beat.sine * (1.0 + 2.0 * _SAWTOOTH * beat.cosine)
        along += self.walker.trunk_ahead_share * beat.step
        third = beat.half_sine * (3.0 - 4.0 * beat.half_sine**2)  # sine of thrice the angle
        aside = self._sway_m * beat.lively * self.first_side * (beat.half_sine - _ROCK * third)
        position = np.stack(
            [
                self.course_x.at(time_s) + along * ahead - aside * left,
                self.course_y.at(time_s) + along * left + aside * ahead,
                height_m - self._bounce(time_s, beat, leg_m),
            ],
            axis=1,
        )
        rotation = rotations(
            yaw - np.radians(_PELVIS_YAW_DEG) / _USUAL_STEP_M * beat.way * self.first_side * beat.half_cosine,
            np.radians(_PELVIS_NOD_DEG) / _USUAL_STEP_M * beat.step * beat.cosine,
            np.radians(_PELVIS_ROLL_DEG) * beat.lively * self.first_side * beat.half_sine,
        )
        return Pose(position, rotation)

    def _bounce(self, time_s: Floats, beat: Rhythm, leg_m: float) -> Floats:
        """Height (n,) lost to the steps, most in mid double support, as of an inverted pendulum.

        In flight there is height gained instead.
        """
        vault = self.walker.trunk_motion * 0.6 * beat.step**2 / (16 * leg_m)
        twice = 2.0 * beat.cosine**2 - 1.0  # cosine of twice the angle
        return np.asarray(
            (vault + self.walker.bounce_m * beat.lively) * (beat.cosine + _JERK_PEAK * twice)
            - self.hop.at(time_s) * (beat.cosine - _HOP_PEAK * twice)
        )

    def cycle(self, time_s: Floats, side: str) -> Floats:
        """Where a side is in its stride (n,) in rad, 0 in mid double support after it has landed ahead.

        Backward it runs back: the foot that has just landed is then the one behind.
        """
        left = np.pi * self.phase.at(time_s) + (0.0 if self.first_side > 0.0 else np.pi)
        left = np.where(self.way.at(time_s) < 0.0, np.pi - left, left)
        return left if side == "left" else left + np.pi

    def walking(self, time_s: Floats) -> Floats:
        """Whether the person walks (n,): 0 in standing, 1 from steps of 0.2 m on, smooth in between."""
        return self._lively(self.step.at(time_s))

    @property
    def _sway_m(self) -> float:
        """Size of the sway to the sides; a rail to hold on to takes half of it."""
        held = HANDRAIL_SHARE if self.walker.handrail else 1.0
        return self.walker.trunk_motion * self.walker.sway_m * held

    def chest_rotation(self, time_s: Floats) -> Floats:
        """Rotations (n, 3, 3) of the chest, which turns against the pelvis and leans a little forward."""
        beat = self._rhythm(time_s)
        nod = _CHEST_LEAN_DEG * beat.lively + _CHEST_NOD_DEG / _USUAL_STEP_M * beat.step * beat.cosine
        return rotations(
            self.heading.at(time_s)
            - np.radians(_CHEST_YAW_DEG) / _USUAL_STEP_M * beat.way * self.first_side * beat.half_cosine,
            np.radians(nod),
            np.radians(_CHEST_ROLL_DEG) * beat.lively * self.first_side * beat.half_sine,
        )

    def _rhythm(self, time_s: Floats) -> Rhythm:
        step, half = self.step.at(time_s), np.pi * self.phase.at(time_s)
        s, c = np.sin(half), np.cos(half)
        return Rhythm(step, self.way.at(time_s), self._lively(step), s, c, 2.0 * s * c, 1.0 - 2.0 * s * s)

    @staticmethod
    def _lively(step: Floats) -> Floats:
        """Share of the swing that does not grow with the step: full from 0.2 m on."""
        share = step / 0.15
        return np.asarray(np.tanh(share * share * share))


def _tabulate(steps: Sequence[Step], holds: Mapping[str, Footholds]) -> Floats:
    """List knots as rows: time, phase, x, y, heading, step length, the same signed by travel, surge, hop."""
    feet = {side: np.column_stack([h.place_m, h.heading_rad]) for side, h in holds.items()}
    taken = {"left": 0, "right": 0}
    rows: list[tuple[float, ...]] = []
    skipped = 0
    for k, step in enumerate(steps):
        if step.starts:
            if (step.side == steps[0].side) != ((k + skipped) % 2 == 0):
                skipped += 1  # the foot that closed starts again: a beat passes in standing
            before = steps[k - 1].touch_s if k else step.lift_s - 10.0
            begin = max(step.lift_s - 0.25, before + 0.6 * (step.lift_s - before))
            rows.append((begin, k - 1.0 + skipped, *_middle(feet, taken), *_STILL))
        taken[step.side] += 1
        after = steps[k + 1].lift_s - step.touch_s if k + 1 < len(steps) else 10.0
        middle = step.touch_s + (min(0.3, 0.4 * after) if step.stops else 0.5 * after)
        length = 0.0 if step.stops else step.rhythm_m
        way = 0.0 if step.odd else -length if step.backward else length
        surge = way * (_SURGE_SHARE + _SURGE_MPS / step.speed_mps) / (2 * np.pi)
        rows.append((middle, float(k + skipped), *_middle(feet, taken), length, way, surge, step.hop_m))
    rows = rows or [(0.0, -1.0, *_middle(feet, taken), *_STILL)]
    return np.array([(rows[0][0] - 1.0, *rows[0][1:]), *rows, (rows[-1][0] + 1.0, *rows[-1][1:])])


def _middle(feet: Mapping[str, Floats], taken: Mapping[str, int]) -> tuple[float, float, float]:
    """Middle of both feet (x, y) and their mean heading, after so many steps of each."""
    x, y, heading = (feet["left"][taken["left"]] + feet["right"][taken["right"]]) / 2
    return float(x), float(y), float(heading)


def _rates(time_s: Floats, x: Floats, still: Floats) -> Floats:
    """Rates at the knots, from their neighbours; none where the walker stands."""
    rate = np.zeros(len(x))
    rate[1:-1] = (x[2:] - x[:-2]) / (time_s[2:] - time_s[:-2])
    return np.where(still, 0.0, rate)
