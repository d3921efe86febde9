"""Samples that cannot be in m/s^2 and deg/s, or not of a segment that stands: judged second by second."""

from __future__ import annotations

import math

from retrogait._kernels.constants import (
    LARGEST_ACC_MPS2,
    LARGEST_TILT_DEG,
    LEAST_TURN_PER_SHAKE,
    MOST_TURN_PER_SHAKE,
    SENTINELS,
    SHAKING_MPS2,
    STANDARD_GRAVITY_MPS2,
)
from retrogait._kernels.jit import kernel
from retrogait._kernels.live.energy import rest_width
from retrogait._kernels.live.frame import FORCE
from retrogait._kernels.live.points import rotation_at, up_of
from retrogait._kernels.live.state import NOT_GRAVITY, NOT_PAIRED, NOT_TURNING, NOT_UPRIGHT

LEAST_FORCE_MPS2, MOST_FORCE_MPS2 = 4.0, 25.0  # mean over a second: on feet in walking 0.9 to 1.6 g
MOST_SPIN_DPS = 1000.0  # mean over a second: nearly three turns
PATIENCE = 5  # seconds, and rests, in a row that are wrong before the samples are
# Mean specific force from rest to rest, over that at rest: 0.9 to 1.05 of feet; 1.1 to 1.4 where the gyroscope turns
# the wrong way, because what a swing does along the foot then adds up instead of cancelling
LARGEST_PULL, UNPAIRED_STRIDES = 1.08, 3
LARGEST_LIMB_DPS = 2500.0  # of a foot or shank; sensors of 2,000 deg/s do for sprinters
# From sample to sample; captured feet at 100 Hz change by up to 290 deg/s, and sensors that are hit by 20 g. Below
# FAST_HZ there is time for more.
LARGEST_JUMP_MPS2, LARGEST_JUMP_DPS, FAST_HZ = 250.0, 800.0, 100.0
COSINE_TILT = math.cos(math.radians(LARGEST_TILT_DEG))


@kernel
def is_given(row, largest_dps):
    """Whether a sensor can have given the six numbers of `row`: NaN, infinite and impossible ones are lost samples."""
    a, g = LARGEST_ACC_MPS2, largest_dps
    if not (abs(row[0]) <= a and abs(row[1]) <= a and abs(row[2]) <= a):
        return False
    if not (abs(row[3]) <= g and abs(row[4]) <= g and abs(row[5]) <= g):
        return False
    return abs(row[3]) != SENTINELS[0] and abs(row[4]) != SENTINELS[0] and abs(row[5]) != SENTINELS[0]


@kernel
def jumps(x, before, rate_hz):
    """Whether a limb's sample `x` is farther from the sample before it than a limb gets in one."""
    slow = max(1.0, FAST_HZ / rate_hz)
    acc = (x[0] - before[0]) ** 2 + (x[1] - before[1]) ** 2 + (x[2] - before[2]) ** 2
    gyr = (x[3] - before[3]) ** 2 + (x[4] - before[4]) ** 2 + (x[5] - before[5]) ** 2
    return acc > LARGEST_JUMP_MPS2**2 or gyr > (slow * LARGEST_JUMP_DPS) ** 2


@kernel
def judge_units(c, s, row):
    """Add a sample to the second it is in, and judge the second when it is full.

    What no sensor gives counts as the most that one gives: a damaged sample a second makes no wrong unit.
    """
    if not math.isfinite(row[0] + row[1] + row[2] + row[3] + row[4] + row[5]):
        return
    total, square = s["block_sum"], s["block_square"]
    for i in range(6):
        most = LARGEST_JUMP_MPS2 if i < 3 else LARGEST_LIMB_DPS
        value = min(most, max(-most, row[i]))
        total[i] += value
        square[i // 3] += value * value
    s["block"] += 1
    n = s["block"]
    if n < c["rate_hz"]:
        return
    force2 = (total[0] ** 2 + total[1] ** 2 + total[2] ** 2) / (n * n)
    turn2 = (total[3] ** 2 + total[4] ** 2 + total[5] ** 2) / (n * n)
    shake = math.sqrt(max(0.0, square[0] / n - force2))
    turn = math.sqrt(max(0.0, square[1] / n - turn2))
    s["odd_force"] = s["odd_force"] + 1 if not LEAST_FORCE_MPS2 < math.sqrt(force2) < MOST_FORCE_MPS2 else 0
    spins = turn2 > MOST_SPIN_DPS**2
    if spins or shake > SHAKING_MPS2:
        odd = spins or not LEAST_TURN_PER_SHAKE * shake < turn < MOST_TURN_PER_SHAKE * shake
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


@kernel
def pull_between(c, ring, a, b):
    """Mean specific force between samples `a` and `b`, turned into the fixed frame by the gyroscope, m/s^2."""
    first, last = a & (ring.shape[0] - 1), b & (ring.shape[0] - 1)
    x = ring[last, FORCE] - ring[first, FORCE]
    y = ring[last, FORCE + 1] - ring[first, FORCE + 1]
    z = ring[last, FORCE + 2] - ring[first, FORCE + 2]
    return math.sqrt(x * x + y * y + z * z) * c["rate_hz"] / (b - a)


@kernel
def judge_pair(c, s, ring):
    """Count the strides of a foot whose mean specific force is no gravity, before the present rest levels the frame.

    Velocity is zero at both rests, so that the mean is gravity where the gyroscope turns as the accelerometer does.
    """
    a, b = s["rest"], s["anchor"]
    if c["sure"] == 0 or a < 0 or b <= a:
        return
    half = rest_width(c, s) // 2
    at_rest = max(STANDARD_GRAVITY_MPS2, pull_between(c, ring, b - half, b + half))
    s["unpaired"] = s["unpaired"] + 1 if pull_between(c, ring, a, b) > LARGEST_PULL * at_rest else 0
    if s["unpaired"] >= UNPAIRED_STRIDES:
        s["fault"] = NOT_PAIRED
