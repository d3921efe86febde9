"""Samples that cannot be in m/s^2 and deg/s, or not of a segment that stands: judged second by second."""

from __future__ import annotations

import math

from retrogait._kernels.constants import (
    LARGEST_TILT_DEG,
    LEAST_TURN_PER_SHAKE,
    MOST_TURN_PER_SHAKE,
    SHAKING_MPS2,
)
from retrogait._kernels.jit import kernel
from retrogait._kernels.live.points import rotation_at, up_of
from retrogait._kernels.live.state import NOT_GRAVITY, NOT_TURNING, NOT_UPRIGHT

LEAST_FORCE_MPS2, MOST_FORCE_MPS2 = 4.0, 25.0  # mean over a second: on feet in walking 0.9 to 1.6 g
PATIENCE = 5  # seconds, and rests, in a row that are wrong before the samples are
COSINE_TILT = math.cos(math.radians(LARGEST_TILT_DEG))


@kernel
def judge_units(c, s):
    """Add the sample at hand to the second it is in, and judge the second when it is full."""
    x, total, square = s["sample"], s["block_sum"], s["block_square"]
    for i in range(6):
        total[i] += x[i]
    square[0] += x[0] * x[0] + x[1] * x[1] + x[2] * x[2]
    square[1] += x[3] * x[3] + x[4] * x[4] + x[5] * x[5]
    s["block"] += 1
    n = s["block"]
    if n < c["rate_hz"]:
        return
    force2 = (total[0] ** 2 + total[1] ** 2 + total[2] ** 2) / (n * n)
    turn2 = (total[3] ** 2 + total[4] ** 2 + total[5] ** 2) / (n * n)
    shake = math.sqrt(max(0.0, square[0] / n - force2))
    turn = math.sqrt(max(0.0, square[1] / n - turn2))
    s["odd_force"] = s["odd_force"] + 1 if not LEAST_FORCE_MPS2 < math.sqrt(force2) < MOST_FORCE_MPS2 else 0
    if shake > SHAKING_MPS2:
        odd = not LEAST_TURN_PER_SHAKE * shake < turn < MOST_TURN_PER_SHAKE * shake
        s["odd_turn"] = s["odd_turn"] + 1 if odd else 0
    if s["odd_force"] >= PATIENCE:
        s["fault"] = NOT_GRAVITY
    elif s["odd_turn"] >= PATIENCE:
        s["fault"] = NOT_TURNING
    for i in range(6):
        total[i] = 0.0
    square[0] = square[1] = 0.0
    s["block"] = 0


@kernel
def judge_upright(c, s, ring):
    """Count rests at which the segment does not stand: its z axis is more than 45 degrees from up."""
    if c["mounted"] == 0:
        return
    ux, uy, uz = up_of(s)
    _, _, r02, _, _, r12, _, _, r22 = rotation_at(ring, s["anchor"] & (ring.shape[0] - 1))
    s["tilted"] = s["tilted"] + 1 if r02 * ux + r12 * uy + r22 * uz < COSINE_TILT else 0
    if s["tilted"] >= PATIENCE:
        s["fault"] = NOT_UPRIGHT
