"""Faults of the sensors of a leg, recognised from their motion: swapped, facing wrongly, or hardly turning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.kinematics.knee_point import find_knee_point

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.kinematics.knee_point import KneePoint
    from retrogait.kinematics.segment import SegmentMotion

# On captured walks and simulated ones from 0.15 to 1.5 m/s: clearness 0.82 and more; mean rates of 28 and 31 deg/s and
# more; the thigh at 0.46 to 1.13 of the shank's rate, above 1 only when very slow; bending 0.17 and more.
_LEAST_CLEAR = 0.7
_LEAST_DPS = 8.0
_LARGEST_OFF_DEG = 45.0  # between the axis found and the one the mounting says
_SWAPPED_RATIO = 1.25  # where the mounting does not show which way the knee bends
_AGAINST = -0.1
_LATER = (
    0.25,
    0.375,
    0.5,
    0.625,
    0.75,
)  # of a stride: what a shank of the other leg, or of another clock, would show
_TOGETHER = 0.95  # a leg's misfit against the least of these: 0.78 at most on captured walks, chance gives 0.9 and more


def find_fault(
    point: KneePoint,
    thigh: SegmentMotion,
    shank: SegmentMotion,
    other_shank: SegmentMotion | None,
    strides: pd.DataFrame,
    bending: float,
    mounted: bool,
) -> str:
    """Find why a thigh and a shank, whose knee is at `point`, give no knee angle; an empty text where they do."""
    for motion in (thigh, shank):
        fault = _poor_motion(motion, mounted)
        if fault:
            return fault
    fault = _other_leg(point, thigh, shank, other_shank, float(strides["stride_time_s"].median()))
    if fault:
        return fault
    ratio = _rms(thigh) / _rms(shank)
    if (bending < 0 and ratio > 1.0) if mounted else ratio > _SWAPPED_RATIO:
        return (
            f"{thigh.site} turns {ratio:.1f} times as fast as {shank.site}; thigh and shank look swapped; check their "
            "labels and pass sites={...} when reading"
        )
    if mounted and point.heading < 0.0:
        return (
            f"{thigh.site} and {shank.site} face opposite ways; one of their mountings is turned round; calibrate "
            "again or correct Alignment.declared"
        )
    fault = _other_side(shank, strides)
    if fault:
        return fault
    if mounted and bending < _AGAINST:
        return (
            f"the knee bends while the leg is on the ground and not in swing; {thigh.site} and {shank.site} look "
            "turned round or swapped; check the direction passed to calibrate, or Alignment.declared"
        )
    return ""


def _other_leg(
    point: KneePoint,
    thigh: SegmentMotion,
    shank: SegmentMotion,
    other_shank: SegmentMotion | None,
    stride_s: float,
) -> str:
    """Whether the thigh belongs to the other leg or to none, from how well it and its shank agree about the knee."""
    if other_shank is not None and find_knee_point(thigh, other_shank).misfit < point.misfit:
        return (
            f"{thigh.site} moves with {other_shank.site}, not with {shank.site}; sensors of the left and right leg "
            "look swapped; check their labels and pass sites={...} when reading"
        )
    later = [find_knee_point(thigh, shank, share * stride_s).misfit for share in _LATER]
    if not point.misfit < _TOGETHER * min(later):
        return (
            f"{thigh.site} and {shank.site} do not move together; they look worn on different legs, or are not "
            "synchronised; check their labels and clocks"
        )
    return ""


def _other_side(shank: SegmentMotion, strides: pd.DataFrame) -> str:
    """Whether the shank swings while the foot of its side is on the ground."""
    side = shank.site.split("_", 1)[0]
    own = strides[strides["side"] == side]
    speed = np.abs(np.nan_to_num(shank.rate_dps()))
    stance, swing = (
        np.concatenate([speed[first:last] for first, last in np.searchsorted(shank.time_s, own[list(ends)])])
        if len(own)
        else speed[:0]
        for ends in (("start_s", "final_contact_s"), ("final_contact_s", "end_s"))
    )
    if not len(stance) or not len(swing) or swing.mean() > stance.mean():
        return ""
    return (
        f"{shank.site} swings while the {side} foot is on the ground; sensors of the left and right side look swapped; "
        "check their labels and pass sites={...} when reading"
    )


def _poor_motion(motion: SegmentMotion, mounted: bool) -> str:
    """Why the axis a segment turns about cannot be determined."""
    if not _rms(motion) >= _LEAST_DPS:
        return (
            f"{motion.site} turns by {_rms(motion):.1f} deg/s only (expected {_LEAST_DPS:g}); it looks loose or its "
            "gyroscope stuck; check the sensor"
        )
    if motion.clearness < _LEAST_CLEAR:
        return (
            f"{motion.site} turns about no axis in particular (clearness {motion.clearness:.2f}, expected "
            f"{_LEAST_CLEAR:g}); record a longer, straighter walk"
        )
    off = float(np.degrees(np.arccos(np.clip(motion.axis[1], -1, 1))))
    if mounted and off > _LARGEST_OFF_DEG:
        return (
            f"{motion.site} turns about an axis {off:.0f} deg from its y axis; in the segment frame that points left; "
            "make the recording with frame='sensor' and pass alignment=calibrate(walk, direction=...)"
        )
    return ""


def _rms(motion: SegmentMotion) -> float:
    rate = motion.rate_dps()[motion.walking]
    return float(np.sqrt(np.mean((rate - rate.mean()) ** 2)))
