"""Toe-out: angle between the foot in stance and its line of travel to the next foothold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import swings
from retrogait.tables.catalogue import DIRECTIONS

if TYPE_CHECKING:
    from retrogait.gait.swings import Swings
    from retrogait.kinematics.limb import LimbMotion


def measure_toe_out(motion: LimbMotion, table: Swings) -> Swings:
    """Add `toe_out_deg` to the swings of a foot whose heading in the foot is known: that of the foothold they leave.

    The foot's x axis at the rest before the swing, relative to the straight line to the next rest, reversed in backward
    walking. Positive where the toes point outward. NaN where the displacement or its direction is not known.
    """
    walked = np.isin(table["direction"], [DIRECTIONS.index(name) for name in ("forward", "backward")])
    known = walked & ~np.isnan(table["displacement_m"])
    if not known.any():
        return table
    interval = motion.intervals_from(table["rest_before_s"], known)
    w, x, y, z = motion.turn[motion.rests[interval]].T
    ahead = np.stack([1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y)], axis=1)
    frames = np.concatenate([run.frames for run in motion.runs])[interval]
    heading = np.einsum("nij,nj->ni", frames[:, :2], ahead)
    way = motion.swing_features[interval + 1][:, [swings.DISPLACEMENT_X, swings.DISPLACEMENT_Y]]
    way = np.where(table["direction"][:, None] == DIRECTIONS.index("backward"), -way, way)
    to_the_left = np.degrees(
        np.arctan2(way[:, 0] * heading[:, 1] - way[:, 1] * heading[:, 0], np.sum(way * heading, axis=1))
    )
    outward = to_the_left if motion.side == "left" else -to_the_left
    return table.with_columns({"toe_out_deg": np.where(known, outward, np.nan)})
