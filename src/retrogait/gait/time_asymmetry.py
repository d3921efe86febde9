"""Direction of a walk without a known mounting: walking is not symmetric in time.

In forward walking the heel rises by some 50 degrees before the foot leaves, and the toes by some 20 before it lands;
the leg brakes after contact and drives before leaving. Backward walking is nearly forward walking reversed in time:
joint angles are almost the same (Lee 2013, Gait Posture 38:674). Every number here changes its sign when the samples
are reversed in time, and none changes when the sensor is turned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import period, rest_rotation, swings, time_asymmetry
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from retrogait._arrays import Flags, Floats, Integers
    from retrogait.kinematics.limb import LimbMotion
    from retrogait.kinematics.thigh import ThighMotion

RATE_HZ = 25.0  # to which samples are averaged: harmonics of the quickest stride lie below 7 Hz
LEAN_HZ = 33.0  # at which the lean is looked at
IN_PHASE_COLUMNS = time_asymmetry.IN_PHASE_1, time_asymmetry.IN_PHASE_2
SKEW_COLUMNS = time_asymmetry.SKEW_11, time_asymmetry.SKEW_12
STRIDES = {"foot": 2.0, "shank": 2.0, "thigh": 3.0}  # of a window
# Nats for forward of each family of numbers: horizontal acceleration in phase with the tilt rate at the stride
# frequency and twice of it; skew of vertical acceleration over time. Made by `benchmarks/direction_weights.py`, from
# the walks of one captured person and the same run back in time.
IN_PHASE = {"foot": (-13.9, -9.4), "shank": (-5.1, -7.3), "thigh": (-10.5, -19.1)}
SKEW = {"foot": (32.9, -30.2), "shank": (23.0, 26.6), "thigh": (13.8, 14.4)}
LEAD = 39.3  # of a thigh: the share of the stride by which it turns fastest before its hip is highest
# How far the second counts: how hard people land differs more than how they lean, most of all at the foot.
SKEW_SHARE = {"foot": 0.0, "shank": 0.5, "thigh": 1.0}

_MOST_JUDGED = 500  # steps of an unbroken stretch


@dataclass(frozen=True)
class AsymmetryOptions(Checked):
    """How steps are judged by their asymmetry in time, and many of them together.

    Attributes
    ----------
    heel_rise_deg : pair of float
        Lean of a foot in the direction of travel before it swings: forward walking has the larger angle or more, at any
        speed and with any landing, backward walking the smaller or less. In between, the evidence for either is
        reduced. This second cue depends on neither the stride period nor the accelerometer.
    shank_lean_deg : pair of float
        The same of a shank, which leans over as the heel rises: by 24 to 55 degrees in captured and real people who go
        forward, by 5 to 34 in those who go backward.
    most_aside : float
        Lean to the sides as a share of that along the travel, from which a step goes sideways.
    steepest : float
        Rise over displacement, up or down, from which a step is not on the level: a leg that swings to and fro seems to
        climb, and so does a sensor whose gyroscope is negated.
    stride_share : pair of float
        Rest to rest as a share of the stride period: outside it a stance was missed, or there was a pause. Where as
        many lie outside as inside, the period is wrong, and none has evidence.
    most_step_nats : float
        Largest evidence of one step, for each family of numbers.
    least_steps : int
        Least number of steps with evidence.
    independent_steps : float
        Steps of one person are alike: however many there are, they count as this many.
    least_nats : float
        Evidence from which a direction is given: 2.2 nats are a confidence of 0.9.
    most_against_nats : float
        Evidence against a given mounting from which its directions are not reported. On recordings of known mounting it
        never exceeded 0.5.
    """

    heel_rise_deg: tuple[float, float] = option((26.0, 41.0), "two angles in deg", of=tuple)
    shank_lean_deg: tuple[float, float] = option((8.0, 48.0), "two angles in deg", of=tuple)
    most_aside: float = option(1.0, low=0)
    steepest: float = option(0.4, low=0)
    stride_share: tuple[float, float] = option((0.6, 1.6), "two shares of the stride", of=tuple)
    most_step_nats: float = option(6.0, low=0, inside=True)
    least_steps: int = option(2, whole=True, low=1)
    independent_steps: float = option(4.0, low=1)
    least_nats: float = option(2.2, low=0)
    most_against_nats: float = option(1.0, low=0)

    def judge(self, motion: LimbMotion, steps: Integers) -> Floats:
        """Evidence of each swing of a foot or shank, in nats for forward; NaN where a swing has none.

        A row for each of `motion.swing_features`; `steps` (k,) are the intervals between rests that are steps. In a
        long walk only every second or third step is judged, and so on: more would add no evidence, and cost a tenth of
        the analysis.
        """
        evidence = np.full(len(motion.swing_features), np.nan)
        if not len(steps):
            return evidence
        segment = motion.site.split("_")[1]
        at = steps[:: 1 + len(steps) // _MOST_JUDGED]
        rests = np.stack([motion.rests[at], motion.rests[at + 1]], axis=1)
        middles, spans = rests.mean(axis=1), (rests[:, 1] - rests[:, 0]).astype(float)
        numbers = asymmetry_numbers(motion.samples, motion.rate_hz, middles, spans, STRIDES[segment])
        nats = self._families(numbers, segment).sum(axis=1)
        leans = _leans(motion, at, rests)
        along = leans[:, rest_rotation.ALONG]
        low, high = self.heel_rise_deg if segment == "foot" else self.shank_lean_deg
        risen = np.clip((along - low) / max(high - low, 1e-9), 0.0, 1.0)
        nats *= np.where(nats > 0, risen, 1.0 - risen)
        ahead = leans[:, rest_rotation.ASIDE] <= self.most_aside * (along + leans[:, rest_rotation.AGAINST])
        rows = motion.swing_features[1 + at]
        way = np.hypot(rows[:, swings.DISPLACEMENT_X], rows[:, swings.DISPLACEMENT_Y])
        level = np.abs(rows[:, swings.RISE_M]) <= self.steepest * way
        evidence[1 + at] = np.where(ahead & level & self._is_stride(motion, middles, spans), nats, np.nan)
        return evidence

    def _is_stride(self, motion: LimbMotion, middles: Floats, spans: Floats) -> Flags:
        """Whether steps are about a stride long from rest to rest; none where as many are half or twice as long."""
        low, high = self.stride_share
        share = spans / motion.stride[middles.astype(np.int64)]
        whole: Flags = (share > low) & (share < high)
        halves, doubles = int((share <= low).sum()), int(((share >= high) & (share < 2.0 * high)).sum())
        return whole if whole.sum() >= max(halves, doubles) else np.zeros(len(whole), bool)

    def judge_thigh(self, motion: ThighMotion, *, against: bool = False) -> Floats:
        """Evidence of each swing of a thigh, in nats for forward; NaN where a swing has none.

        The lean is one cue; the rise of the hip, and how early the thigh turns in it, the other. The first assumes
        right-handed axes, which a thigh does not show otherwise: where the two disagree there is no evidence for
        finding a mounting. The second is enough as evidence `against` a given one.
        """
        at = np.arange(0, len(motion.swing), 1 + len(motion.swing) // _MOST_JUDGED)
        numbers = asymmetry_numbers(
            motion.samples, motion.rate_hz, motion.swing[at], motion.stride[motion.at[at]], STRIDES["thigh"]
        )
        leaning, rising = self._families(numbers, "thigh").T
        rising = rising + np.clip(LEAD * motion.lead[at], -self.most_step_nats, self.most_step_nats)
        evidence = np.full(len(motion.swing), np.nan)
        evidence[at] = np.where(leaning * rising < 0, rising if against else 0.0, leaning + rising)
        return evidence

    def _families(self, numbers: Floats, segment: str) -> Floats:
        """Nats (m, 2) for forward of each family of `asymmetry_numbers` (m, WIDTH)."""
        families = [
            numbers[:, list(IN_PHASE_COLUMNS)] @ IN_PHASE[segment],
            numbers[:, list(SKEW_COLUMNS)] @ SKEW[segment] * SKEW_SHARE[segment],
        ]
        return np.clip(np.stack(families, axis=1), -self.most_step_nats, self.most_step_nats)

    def pool(self, nats: Floats) -> float:
        """Evidence of several steps together, in nats; 0 where too few have any."""
        nats = nats[np.isfinite(nats)]
        if len(nats) < self.least_steps:
            return 0.0
        return float(nats.mean() * len(nats) / (1.0 + (len(nats) - 1.0) / self.independent_steps))


def asymmetry_numbers(
    samples: Floats, rate_hz: float, middles: Floats, periods: Floats, strides: float
) -> Floats:
    """Numbers (m, `time_asymmetry.WIDTH`) of windows of so many `strides` around `middles` (m,), in samples."""
    block = max(1, round(rate_hz / RATE_HZ))
    coarse = np.empty((len(samples) // block, 6))
    period.block_means(samples, 0, block, coarse)
    numbers = np.empty((len(middles), time_asymmetry.WIDTH))
    at = (middles - 0.5 * (block - 1)) / block
    time_asymmetry.stride_asymmetry(coarse, at, periods / block, strides, numbers)
    return numbers


def confidence(nats: float) -> float:
    """Probability, 0.5 to 1, of the direction that the evidence supports."""
    return float(1.0 / (1.0 + np.exp(-abs(nats))))


def _leans(motion: LimbMotion, at: Integers, rests: Integers) -> Floats:
    """How the limb leans over in the intervals `at` (m,), between `rests` (m, 2): (m, `rest_rotation.WIDTH`) in deg."""
    leans = np.empty((len(at), rest_rotation.WIDTH))
    frames = np.concatenate([run.frames for run in motion.runs])[at]
    travel = motion.swing_features[1 + at, swings.DISPLACEMENT_X : swings.DISPLACEMENT_Y + 1]
    every = max(1, round(motion.rate_hz / LEAN_HZ))
    rest_rotation.leans_between(motion.turn, rests, frames, np.ascontiguousarray(travel), every, leans)
    return leans
