"""Which way a knee bends: knees bend in swing, whatever the direction of walking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from retrogait._arrays import Flags, Floats
    from retrogait.kinematics.segment import SegmentMotion


_BEND_SHARE = 0.15  # of a second at a stride of one second: the leg's motion is judged over this much


def bending_agreement(
    thigh: SegmentMotion, shank: SegmentMotion, flexion_deg: Floats, stride_s: float
) -> float:
    """How far a knee angle is large while the leg moves fast, -1..1; below 0 it is extension that was measured.

    Knees bend in swing and straighten in stance, whatever the direction of walking. On captured walks it is 0.19 to
    0.69.
    """
    speed = thigh.rate_dps() ** 2 + shank.rate_dps() ** 2
    smooth = _running_mean(speed, _BEND_SHARE * stride_s * thigh.rate_hz)
    return _correlate(flexion_deg, smooth, thigh.walking & shank.walking)


def _correlate(one: Floats, other: Floats, where: Flags) -> float:
    where = where & np.isfinite(one) & np.isfinite(other)
    if not where.any() or np.ptp(one[where]) <= 0 or np.ptp(other[where]) <= 0:
        return float("nan")
    return float(np.corrcoef(one[where], other[where])[0, 1])


def _running_mean(values: Floats, width: float) -> Floats:
    count = max(1, 2 * int(0.5 * width) + 1)
    return np.convolve(values, np.ones(count) / count, "same")
