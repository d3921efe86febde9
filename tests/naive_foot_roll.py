"""The slow, obvious twin of `_kernels/foot_roll.py`."""

from __future__ import annotations

import numpy as np

from retrogait._kernels import swings
from retrogait._kernels.foot_path import PITCH_SINE, SOLE_M


def roll_points(path, rests, rows):
    """Ball and heel, ahead of the resting point, for each interval between rests."""
    return np.array([_of(path, rests[k], rests[k + 1], rows[k + 1]) for k in range(len(rests) - 1)])


def _of(path, before, after, row):
    forward = row[swings.AHEAD] > 0
    leave, land = (row[swings.TOE_FC], row[swings.HEEL_IC])
    if not forward:
        leave, land = (row[swings.HEEL_FC], row[swings.TOE_IC])
    if not abs(row[swings.AHEAD]) >= 0.7 or np.isnan(leave) or np.isnan(land):
        return np.nan, np.nan
    samples = np.arange(len(path))
    leaving = (samples >= before) & (samples <= np.floor(leave) - 1)
    landing = (samples >= np.ceil(land) + 1) & (samples <= after)
    toes_down, toes_up = (leaving, landing) if forward else (landing, leaving)
    pitch_deg = np.degrees(np.arcsin(path[:, PITCH_SINE]))
    ball = _slope(path[toes_down & (pitch_deg > 8)])
    return ball, -_slope(path[toes_up & (pitch_deg < -5)])


def _slope(path):
    """Height over the sine of pitch, by least squares through zero."""
    if len(path) < 3:
        return np.nan
    sine = np.abs(path[:, PITCH_SINE])
    return np.linalg.lstsq(sine[:, None], path[:, SOLE_M], rcond=None)[0][0]
