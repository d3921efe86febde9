"""Direction of travel of each swing: cues that time reversal flips, fused into one decision with a confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import swings
from retrogait.gait.swings import Directions
from retrogait.tables.catalogue import DIRECTIONS
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from retrogait._arrays import Flags, Floats
    from retrogait.gait.time_asymmetry import AsymmetryOptions
    from retrogait.kinematics.limb import LimbMotion
    from retrogait.kinematics.thigh import ThighMotion

_LEFT = np.array([0.0, 1.0, 0.0])  # in the segment frame
_PLACES = np.array([DIRECTIONS.index(name) for name in ("backward", "unknown", "forward")])


@dataclass(frozen=True)
class DirectionOptions(Checked):
    """Cues of a limb's direction of travel and their weights in nats.

    The displacement of the foot along its own axis decides. Its roll after landing supports or contradicts that:
    forward toe-walking and a heel-first backward step roll the other way, which lowers the confidence but does not
    change the direction.

    Attributes
    ----------
    way_weight : float
        Of the cosine between travel and the segment's x axis.
    roll_weight, roll_scale_deg : float
        Of the toe-down rotation from landing to foot-flat, saturating at the scale.
    roll_rate_weight, roll_rate_scale_dps : float
        Of the mean pitch rate from 20 to 150 ms after landing, saturating at the scale.
    least_ahead : float
        Cosine below which a step goes sideways and its direction is `unknown`; it is also unknown if the foot turns
        round during the step, so that it goes toe-first at one end and heel-first at the other.
    least_radius_m, least_lone_radius_m : float
        Radius of the path of a foot that turns by `turning_deg` or more in a swing, below which the person turns on the
        spot: one foot then goes forward and the other backward, and their direction is `unknown`. The second applies
        where the steps of that foot before and after are wider: the inner foot when walking round a corner.
    turning_deg : float
        Turn of a swing from which its radius is checked.
    """

    way_weight: float = option(8.0, low=0)
    roll_weight: float = option(1.0, low=0)
    roll_scale_deg: float = option(10.0, low=0, inside=True)
    roll_rate_weight: float = option(1.0, low=0)
    roll_rate_scale_dps: float = option(100.0, low=0, inside=True)
    least_ahead: float = option(0.5, low=0, high=1)
    least_radius_m: float = option(0.2, low=0)
    least_lone_radius_m: float = option(0.14, low=0)
    turning_deg: float = option(20.0, low=0)

    def decide(
        self, motion: LimbMotion, steps: Flags, asymmetry: AsymmetryOptions, most: float = 1.0
    ) -> Directions:
        """Decide the direction of every swing of a limb, and judge the asymmetry in time of those that are `steps`.

        The confidence is the logistic of the summed cues for the direction decided, limited to `most`, the confidence
        of the mounting. Where the mounting of the sensor is not known every direction is `unknown`: a sensor turned by
        half a turn makes forward look backward.
        """
        rows = motion.swing_features
        ahead = np.nan_to_num(rows[:, swings.AHEAD]) if motion.mounted else np.zeros(len(rows))
        forward = ahead > 0
        landing = np.where(forward, rows[:, swings.PITCH_HEEL_IC_DEG], rows[:, swings.PITCH_TOE_IC_DEG])
        rate = np.where(forward, rows[:, swings.RATE_HEEL_IC_DPS], rows[:, swings.RATE_TOE_IC_DPS])
        roll = rows[:, swings.PITCH_AFTER_DEG] - landing
        nats = self.way_weight * ahead
        if motion.site.endswith("foot"):
            nats += self.roll_weight * np.tanh(np.nan_to_num(roll) / self.roll_scale_deg)
            nats += self.roll_rate_weight * np.tanh(np.nan_to_num(rate) / self.roll_rate_scale_dps)
        ends = rows[:, [swings.AHEAD_BEFORE, swings.AHEAD_AFTER]] * ahead[:, None]
        pivot = (ends < -self.least_ahead).any(axis=1)
        clear = (np.abs(ahead) >= self.least_ahead) & ~pivot & ~self._turns_on_the_spot(rows, steps)
        way = np.where(clear, np.sign(ahead), 0).astype(int)
        confidence = np.where(way == 0, np.nan, np.minimum(most, 1.0 / (1.0 + np.exp(-way * nats))))
        time_nats = np.full(len(rows), np.nan)
        if motion.mounted:
            time_nats = asymmetry.judge(motion, np.flatnonzero(steps[1:-1]))
        return Directions(_PLACES[way + 1], confidence, time_nats)

    def _turns_on_the_spot(self, rows: Floats, steps: Flags) -> Flags:
        """Whether a foot turns round a point close by, as in turning without going anywhere."""
        turned = np.nan_to_num(np.abs(rows[:, swings.TURN_DEG]))
        way = np.nan_to_num(np.hypot(rows[:, swings.DISPLACEMENT_X], rows[:, swings.DISPLACEMENT_Y]))
        # the chord of an arc of this angle is so many radii long
        chord = 2.0 * np.sin(np.radians(np.minimum(turned, 180.0)) / 2.0)
        turns = turned >= self.turning_deg
        tight = turns & (way < self.least_radius_m * chord)
        beside = np.zeros(len(rows), bool)
        of_steps = np.pad(tight[steps], 1)
        beside[steps] = of_steps[:-2] | of_steps[2:]
        return np.asarray(tight & (beside | (way < self.least_lone_radius_m * chord)))

    def decide_thigh(self, motion: ThighMotion, asymmetry: AsymmetryOptions, most: float = 1.0) -> Directions:
        """Decide the direction of every swing of a thigh, and judge its asymmetry in time.

        In forward walking the thigh swings forward, a negative rotation about the axis that points left; `most` is as
        in `decide`.
        """
        ahead = motion.swung_ahead(_LEFT) if motion.mounted else np.zeros(len(motion.swing))
        way = np.where(np.abs(ahead) >= self.least_ahead, np.sign(ahead), 0).astype(int)
        sure = np.minimum(most, 1.0 / (1.0 + np.exp(-self.way_weight * np.abs(ahead))))
        return Directions(
            _PLACES[way + 1], np.where(way == 0, np.nan, sure), asymmetry.judge_thigh(motion, against=True)
        )
