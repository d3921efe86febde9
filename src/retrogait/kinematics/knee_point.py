"""The knee as one point of thigh and shank: both sensors must give the same acceleration for it.

A sensor's acceleration can be carried to any point of its segment by its angular rate. There is one point for which
both segments give the same acceleration, wherever on them the sensors sit and however they are turned: the joint.
Sensors of two legs have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from retrogait._arrays import Floats
    from retrogait.kinematics.segment import SegmentMotion

_SMOOTH_S = 0.05  # twice over this: what skin and shoes shake is not the joint's motion
_LONGEST_S, _SAMPLES_HZ = 60.0, 50.0  # of walking, and of its samples, that are enough to find a point
_START_M = 0.2  # the knee below the thigh's sensor and above the shank's
_ROUNDS, _DAMPING = 12, 0.01


@dataclass(frozen=True)
class KneePoint:
    """The point of two segments for which their sensors give the most similar acceleration.

    Attributes
    ----------
    from_thigh_m, from_shank_m : ndarray
        Where it is from either sensor (3,), in the sensor's axes.
    misfit : float
        RMS difference between the magnitudes of its acceleration from the two sensors, as a share of their SD: 0 for
        sensors of one leg, about 1 and more for those of two. NaN where too little is known.
    heading : float
        Correlation of its level accelerations, -1..1; below 0 the sensors' axes point to opposite sides.
    """

    from_thigh_m: Floats
    from_shank_m: Floats
    misfit: float
    heading: float


def find_knee_point(thigh: SegmentMotion, shank: SegmentMotion, later_s: float = 0.0) -> KneePoint:
    """Find the knee from two sensors by least squares, of which the second may be taken as many seconds later.

    The idea is that of Seel, Schauer, Raisch 2012, doi 10.1109/CCA.2012.6402423. Sizes are compared, so that no
    mounting is needed.
    """
    rows, at, shift = _common(thigh, shank, later_s)
    if len(at) < 50:
        nothing = np.full(3, np.nan)
        return KneePoint(nothing, nothing, float("nan"), float("nan"))
    rate_hz = thigh.rate_hz
    (acc_1, carry_1), (acc_2, carry_2) = (
        _carrying(motion.samples[rows], rate_hz, at + add) for motion, add in ((thigh, 0), (shank, shift))
    )
    place = np.concatenate([-_START_M * thigh.mean_up(), _START_M * shank.mean_up()])
    for _ in range(_ROUNDS):
        point_1, point_2 = acc_1 - carry_1 @ place[:3], acc_2 - carry_2 @ place[3:]
        size_1, size_2 = np.linalg.norm(point_1, axis=1), np.linalg.norm(point_2, axis=1)
        slope = np.concatenate(
            [
                -np.einsum("ni,nij->nj", point_1 / size_1[:, None], carry_1),
                np.einsum("ni,nij->nj", point_2 / size_2[:, None], carry_2),
            ],
            axis=1,
        )
        normal = slope.T @ slope + _DAMPING * len(at) * np.eye(6)
        place = place - np.linalg.solve(normal, slope.T @ (size_1 - size_2))
    point_1, point_2 = acc_1 - carry_1 @ place[:3], acc_2 - carry_2 @ place[3:]
    size_1, size_2 = np.linalg.norm(point_1, axis=1), np.linalg.norm(point_2, axis=1)
    spread = np.sqrt(0.5 * (size_1.var() + size_2.var()))
    ahead = [
        np.einsum("ni,ni->n", point, np.cross(motion.axis, motion.up[rows][at + add]))
        for point, motion, add in ((point_1, thigh, 0), (point_2, shank, shift))
    ]
    heading = float(np.corrcoef(*ahead)[0, 1]) if min(map(np.ptp, ahead)) > 0.0 else float("nan")
    misfit = float(np.sqrt(np.mean((size_1 - size_2) ** 2)) / spread) if spread > 0.0 else float("nan")
    return KneePoint(place[:3], place[3:], misfit, heading)


def _common(thigh: SegmentMotion, shank: SegmentMotion, later_s: float) -> tuple[slice, np.ndarray, int]:
    """Rows of both up to a time of walking, and which of them to compare, the shank's so many later."""
    shift = round(later_s * thigh.rate_hz)
    together = np.zeros(len(thigh.walking), bool)
    together[: len(together) - shift] = thigh.walking[: len(together) - shift] & shank.walking[shift:]
    at = np.flatnonzero(together)[: round(_LONGEST_S * thigh.rate_hz)]
    if not len(at):
        return slice(0), at, 0
    rows = slice(at[0], at[-1] + 1 + shift)
    return rows, (at - at[0])[:: max(1, round(thigh.rate_hz / _SAMPLES_HZ))], shift


def _carrying(samples: Floats, rate_hz: float, at: np.ndarray) -> tuple[Floats, Floats]:
    """Smooth acceleration (k, 3) at samples `at`, and what a place (3,) of the segment takes from it, (k, 3, 3)."""
    count = max(1, 2 * int(0.5 * _SMOOTH_S * rate_hz) + 1)
    weights = np.convolve(np.ones(count), np.ones(count)) / count**2
    smooth = np.stack([np.convolve(np.nan_to_num(x), weights, "same") for x in samples.T], axis=1)
    rate = np.radians(smooth[:, 3:])
    turning = np.gradient(rate, 1.0 / rate_hz, axis=0)[at]
    rate = rate[at]
    cross = _crossing(rate)
    return smooth[at, :3], -(_crossing(turning) + cross @ cross)


def _crossing(vectors: Floats) -> Floats:
    """Matrices (n, 3, 3) that take the cross product with `vectors` (n, 3)."""
    x, y, z = vectors.T
    none = np.zeros(len(vectors))
    rows = [np.stack(row, axis=1) for row in ((none, -z, y), (z, none, -x), (-y, x, none))]
    return np.stack(rows, axis=1)
