"""How far and how high each swing carries a limb, how it rests at its ends, and how hard it is moved between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from retrogait._kernels import swings

if TYPE_CHECKING:
    from retrogait._arrays import Floats
    from retrogait.kinematics.limb import LimbMotion

_WINDOW_S = 0.05  # over which specific force is averaged: blows are shorter, movement is not


class Ways(NamedTuple):
    """Of every swing of a limb, a row for each of its `swing_features`; none needs the mounting. NaN at open ends."""

    way_m: Floats
    rise_m: Floats
    rest_share: Floats  # the shorter of the rests at its ends, strides
    force_mps2: Floats  # spread of the specific force


def measure_ways(motion: LimbMotion) -> Ways:
    """Measure the swings of a limb from rest to rest."""
    rows = motion.swing_features
    way = motion.metre * np.hypot(rows[:, swings.DISPLACEMENT_X], rows[:, swings.DISPLACEMENT_Y])
    rest = np.minimum(motion.dwell[1:], motion.dwell[:-1])
    inner = (way[1:-1], motion.metre * rows[1:-1, swings.RISE_M], rest, _spreads(motion))
    return Ways(*(np.concatenate([[np.nan], values, [np.nan]]) for values in inner))


def _spreads(motion: LimbMotion) -> Floats:
    """Root mean square of the specific force about its mean, from each rest to the next, without impacts."""
    width = max(1, round(_WINDOW_S * motion.rate_hz))
    # one window after the other: sliding ones take ten times as long and say the same
    force = np.diff(motion.force_sum[::width], axis=0) * (motion.rate_hz / width)
    edges = np.minimum(motion.rests // width, len(force))
    first, last = edges[:-1], edges[1:]
    count = np.maximum(last - first, 1).astype(float)
    sums, squares = (_running_sum(values) for values in (force, (force * force).sum(axis=1, keepdims=True)))
    mean = (sums[last] - sums[first]) / count[:, None]
    power = (squares[last] - squares[first])[:, 0] / count - (mean * mean).sum(axis=1)
    return np.asarray(np.sqrt(np.maximum(power, 0.0)))


def _running_sum(values: Floats) -> Floats:
    """Sum of the rows (n, k) before each one, and of all."""
    return np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
