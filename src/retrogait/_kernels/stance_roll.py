"""When a foot that stands is flat: the pitch of its sole followed from each rest to either side."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.foot_path import sole_axis
from retrogait._kernels.jit import kernel
from retrogait._kernels.strapdown import turned

_DEG = 180.0 / math.pi

# Columns of a row, one for each interval between rests. Instants are samples, with a fraction.
(
    LIFT,  # after the first rest the pitch leaves the flat band
    DOWN,  # before the last rest it comes into it
    LEAVING_DEG,  # pitch at the final contact, toe-down positive, 0 at both rests
    LANDING_DEG,  # at the initial contact
) = range(4)
WIDTH = 4


@kernel("M I C f M M", stage="limb")
def follow_roll(turn, rests, frames, flat_deg, contacts, rows):
    """Fill `rows` (rests - 1, WIDTH): when a foot lies flat to `flat_deg`, and its pitch at `contacts`; NaN if never.

    `turn` (n, 4) is the sensor's orientation, `frames` (rests - 1, 3, 3) the level ones, `contacts` (rests - 1, 2) the
    samples, with a fraction, at which the foot leaves and lands. The sole is level at both rests, and what the sensor
    seems to have turned from one to the other it has turned evenly, as in `foot_path.trace_path`.
    """
    axes = np.empty((2, 3))
    flat = math.sin(flat_deg / _DEG)
    for k in range(rests.shape[0] - 1):
        row, f = rows[k], frames[k]
        first, length = rests[k], rests[k + 1] - rests[k]
        sole_axis(turn[first], f, 0.0, 0.0, axes[0])
        sole_axis(turn[first + length], f, 0.0, 0.0, axes[1])
        row[LIFT] = _leaves_band(turn, f, first, length, axes, flat, 1)
        row[DOWN] = _leaves_band(turn, f, first, length, axes, flat, -1)
        row[LEAVING_DEG] = _pitch_at(turn, f, first, length, axes, contacts[k, 0])
        row[LANDING_DEG] = _pitch_at(turn, f, first, length, axes, contacts[k, 1])


@kernel
def _sine(turn, f, first, length, axes, k):
    """Sine of the toe-down pitch `k` samples after the rest `first`."""
    share = k / length
    p = axes[0, 0] + share * (axes[1, 0] - axes[0, 0])
    q = axes[0, 1] + share * (axes[1, 1] - axes[0, 1])
    r = axes[0, 2] + share * (axes[1, 2] - axes[0, 2])
    s = first + k
    u, v, w = turned(turn[s, 0], turn[s, 1], turn[s, 2], turn[s, 3], p, q, r)
    return -(f[2, 0] * u + f[2, 1] * v + f[2, 2] * w)


@kernel
def _leaves_band(turn, f, first, length, axes, flat, way):
    """Sample at which the sine of the pitch leaves the band of `flat`, seen from the rest at the begin or the end."""
    k = 0 if way == 1 else length
    before = abs(_sine(turn, f, first, length, axes, k))
    for _ in range(length):
        k += way
        size = abs(_sine(turn, f, first, length, axes, k))
        if size > flat:
            return first + k - way * (size - flat) / (size - before)
        before = size
    return np.nan


@kernel
def _pitch_at(turn, f, first, length, axes, instant):
    """Pitch in deg at a fractional sample, by a straight line; NaN outside the interval."""
    if not first <= instant <= first + length:
        return np.nan
    k = min(int(instant) - first, length - 1)
    before = math.asin(min(1.0, max(-1.0, _sine(turn, f, first, length, axes, k))))
    after = math.asin(min(1.0, max(-1.0, _sine(turn, f, first, length, axes, k + 1))))
    return (before + (instant - first - k) * (after - before)) * _DEG
