"""The points a foot rolls on: how far ahead of the sole's resting point it pivots, toes down and toes up."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels import swings
from retrogait._kernels.foot_path import PITCH_SINE, SOLE_M
from retrogait._kernels.jit import kernel

BALL_M, HEEL_M = range(2)  # columns: ahead of the resting point, so the heel's is negative
WIDTH = 2
_LEAST_AHEAD = 0.7  # cosine between travel and the foot's axis: a step that goes along the foot
_LEAST_DOWN, _LEAST_UP = (
    math.sin(math.radians(8.0)),
    math.sin(math.radians(5.0)),
)  # flatter, all of the sole rolls
_LEAST_SAMPLES = 3


@kernel("M I M M", stage="limb")
def roll_points(path, rests, rows, rolls):
    """Fill `rolls` (rests - 1, WIDTH) from the path of a foot and its swings, `rows` (rests + 1, swings.WIDTH).

    A foot that pivots on a point of the floor lifts its resting point by the distance times the sine of its pitch; the
    distance is fitted from the rest to the leaving and from the landing to the rest. NaN where it does not pivot.
    """
    for k in range(rests.shape[0] - 1):
        rolls[k, BALL_M] = rolls[k, HEEL_M] = np.nan
        row = rows[k + 1]
        if not abs(row[swings.AHEAD]) >= _LEAST_AHEAD:
            continue
        forward = row[swings.AHEAD] > 0.0
        leave = row[swings.TOE_FC] if forward else row[swings.HEEL_FC]
        land = row[swings.HEEL_IC] if forward else row[swings.TOE_IC]
        if math.isnan(leave) or math.isnan(land):
            continue
        for leaving in range(2):
            first = rests[k] if leaving == 1 else int(math.ceil(land)) + 1
            last = int(math.floor(leave)) - 1 if leaving == 1 else rests[k + 1]
            toes_down = forward == (leaving == 1)
            count = 0
            product = power = 0.0
            for s in range(first, last + 1):
                sine = path[s, PITCH_SINE] if toes_down else -path[s, PITCH_SINE]
                if sine > (_LEAST_DOWN if toes_down else _LEAST_UP):
                    product += sine * path[s, SOLE_M]
                    power += sine * sine
                    count += 1
            if count >= _LEAST_SAMPLES:
                rolls[k, BALL_M if toes_down else HEEL_M] = product / power if toes_down else -product / power
