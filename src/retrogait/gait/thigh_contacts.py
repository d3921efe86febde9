"""Initial and final contacts from a sensor on the thigh alone, mounted any way: a model, not a measurement.

A thigh does not show when its foot lands and leaves. It shows the middle of the swing, and a swing lasts about a third
of a stride.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.gait.swings import Directions, Swings
from retrogait.tables.catalogue import DIRECTIONS, SIDES, SITES
from retrogait.tables.checks import Checked, option

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from retrogait._arrays import Flags, Floats
    from retrogait.kinematics.thigh import ThighMotion


# Of the stride. Rounded medians of capture-driven walks of adults, both directions together: walking back is walking
# run back in time, so what comes before the middle of the swing forward comes as much after it backward.
_HALF_SWING = 0.17
_ERROR = 0.04  # standard error of a contact
_AHEAD = 0.08  # the thigh is swung fastest before the middle of the swing going forward, after it backward
# Weights of the three marks of the middle: vertical acceleration at twice and three times the stride frequency, and the
# thigh's fastest turning, whose place is less well known where the direction is not.
_WEIGHTS = (0.3, 0.3, 0.4)
_WEIGHTS_UNKNOWN = (0.4, 0.4, 0.2)


@dataclass(frozen=True)
class ThighContactOptions(Checked):
    """How swings of a thigh are distinguished from other motion, and contacts from swings.

    Contacts come by a model: the middle of the swing, from three features, minus and plus a sixth of the stride.
    Walking is decided by the medians of five swings; only the size of each counts by itself.

    Attributes
    ----------
    least_swing_dps : float
        Amplitude of the thigh's rate at the stride frequency in deg/s below which it is not walking.
    least_share : float
        The same as a share of the largest among it and two swings to either side: each is measured over two strides, so
        part of the last swing remains when the person stands.
    least_rise : float
        Vertical acceleration at twice the stride frequency, as a share of that at the stride frequency: in walking the
        hip rises with every step of either foot, on a pedal the knee rises once.
    least_radius_m : float
        Radius of the arc on which the sensor rises twice in a stride, in m: in walking the hip moves over the standing
        leg in an arc, and the radius is half a leg or more; about a hip at rest it is the sensor's distance from it.
    least_clearness : float
        Share of the horizontal turning that is about the main axis: a thigh in walking turns about one.
    least_contrast : float
        How far swing and stance must differ, by how low the hip of the swinging leg is held and how much faster it is
        swung than left behind; in marching on the spot the thigh is lifted as fast as it falls.
    largest_spread : float
        Share of the stride by which the two marks of the middle of the swing by height may differ.
    largest_lead : float
        Share of the stride by which the fastest turning may be before or after the middle of the swing by height. A
        thigh that turns about a hip at rest, in cycling, marching or swinging a leg, is highest at the ends of its way,
        a quarter of a cycle from its fastest turning.
    """

    least_swing_dps: float = option(12.0, low=0)
    least_share: float = option(0.35, low=0, high=1)
    least_rise: float = option(0.7, low=0)
    least_radius_m: float = option(0.25, low=0)
    least_clearness: float = option(0.75, low=0.5, high=1)
    least_contrast: float = option(0.6)
    largest_spread: float = option(0.09, low=0, high=0.5)
    largest_lead: float = option(0.2, low=0, high=0.5)

    def detect(self, motion: ThighMotion, direction: Directions) -> Swings:
        """Detect the contacts of one thigh as its swings; `direction` is that of each, from `decide_thigh`."""
        kept = np.flatnonzero(self.choose(motion))
        way = direction.way[kept]
        sample = motion.at[kept]
        period = motion.stride[sample]
        middle = middles(motion.swing[kept], motion.by_height[kept], period, way)
        last = len(motion.stride) - 1
        leave, land = middle - _HALF_SWING * period, middle + _HALF_SWING * period
        leave, land = (np.where((at >= 0) & (at <= last), at, np.nan) for at in (leave, land))
        seconds = [motion.start_s + at / motion.rate_hz for at in (leave, land)]
        seen = np.isfinite(leave) | np.isfinite(land)
        error_s = _ERROR * period / motion.rate_hz
        return Swings(
            {
                "side": np.full(len(kept), SIDES.index(motion.side)),
                "site": np.full(len(kept), SITES.index(motion.site)),
                "final_contact_s": seconds[0],
                "initial_contact_s": seconds[1],
                "final_contact_se_s": np.where(np.isfinite(leave), error_s, np.nan),
                "initial_contact_se_s": np.where(np.isfinite(land), error_s, np.nan),
                "decided_s": np.full(len(kept), motion.start_s + last / motion.rate_hz),
                "direction": way,
                "direction_confidence": direction.confidence[kept],
                "time_nats": direction.time_nats[kept],
                "stride_period_s": period / motion.rate_hz,
            }
        ).take(seen)

    def choose(self, motion: ThighMotion) -> Flags:
        """Swings (m,) of a thigh that are walking."""
        size = motion.swing_rate_dps
        if not len(size):
            return np.zeros(0, bool)
        large = size >= np.maximum(self.least_swing_dps, self.least_share * _around(size).max(axis=1))
        brisk = np.flatnonzero(large & ~motion.lost[motion.at])
        walking = motion.clearness[brisk] >= self.least_clearness
        walking &= _usual(motion.rise[brisk]) >= self.least_rise
        walking &= _usual(motion.radius_m[brisk]) >= self.least_radius_m
        walking &= np.abs(_usual(motion.spread[brisk])) <= self.largest_spread
        walking &= _usual(motion.contrast[brisk]) >= self.least_contrast
        walking &= np.abs(_usual(motion.lead[brisk])) <= self.largest_lead
        chosen = np.zeros(len(motion.swing), bool)
        chosen[brisk[walking]] = True
        return chosen


def _usual(values: Floats) -> Floats:
    """Median of each of (m,) values and of two to either side: one odd swing neither makes nor breaks a walk."""
    if not len(values):
        return values
    medians: Floats = np.median(_around(values), axis=1)
    return medians


def _around(values: Floats) -> Floats:
    """Each of (m,) values with two to either side (m, 5), at the ends as in a mirror."""
    return np.lib.stride_tricks.sliding_window_view(np.pad(values, 2, "symmetric"), 5)


def middles(swing: Floats, by_height: Floats, period: Floats, way: NDArray[np.intp]) -> Floats:
    """Middles (m,) of swings from their three marks; all in samples. `way` (m,) is the place in `DIRECTIONS`."""
    ahead = np.select([way == DIRECTIONS.index(name) for name in ("forward", "backward")], [1.0, -1.0], 0.0)
    by_turning = swing + ahead * _AHEAD * period
    weights = np.where((ahead == 0)[:, None], _WEIGHTS_UNKNOWN, _WEIGHTS)
    found: Floats = (
        weights[:, 0] * by_height[:, 0] + weights[:, 1] * by_height[:, 1] + weights[:, 2] * by_turning
    )
    return found
