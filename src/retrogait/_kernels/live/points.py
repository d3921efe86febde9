"""Points of a limb that is under way: where they go, how fast, and which of them lands and leaves."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel
from retrogait._kernels.live.frame import FORCE, RATE
from retrogait._kernels.strapdown import matrix_of

HEEL, TOE, BASE = range(3)
SAME_WAY = 0.3  # cosine between the travel of two swings in a row ...
STRAIGHT = 0.95  # ... but where swings usually go on as they leave (cosine), ...
BENDING = 0.3  # by how much less than usual they may
TURNED = 0.87  # ... one that leaves more than 30 degrees off is a turn
_DEG = 180.0 / math.pi


@kernel
def up_of(s):
    """Unit vector against gravity, in the fixed frame."""
    g = s["gravity"]
    per_pull = 1.0 / math.sqrt(g[0] ** 2 + g[1] ** 2 + g[2] ** 2)
    return g[0] * per_pull, g[1] * per_pull, g[2] * per_pull


@kernel
def point_velocity(c, s, ring, k, px, py, pz, ux, uy, uz):
    """Horizontal velocity at sample `k` of a point (m from the base), from the present rest, in the fixed frame."""
    row = k & (ring.shape[0] - 1)
    span = (k - s["anchor"]) * c["dt"]
    vx = ring[row, FORCE] - s["anchor_sum"][0] - s["gravity"][0] * span
    vy = ring[row, FORCE + 1] - s["anchor_sum"][1] - s["gravity"][1] * span
    vz = ring[row, FORCE + 2] - s["anchor_sum"][2] - s["gravity"][2] * span
    if px != 0.0 or py != 0.0 or pz != 0.0:
        r00, r01, r02, r10, r11, r12, r20, r21, r22 = rotation_at(ring, row)
        wx, wy, wz = ring[row, RATE], ring[row, RATE + 1], ring[row, RATE + 2]
        mx, my, mz = wy * pz - wz * py, wz * px - wx * pz, wx * py - wy * px
        vx += r00 * mx + r01 * my + r02 * mz
        vy += r10 * mx + r11 * my + r12 * mz
        vz += r20 * mx + r21 * my + r22 * mz
    rise = vx * ux + vy * uy + vz * uz
    return vx - rise * ux, vy - rise * uy, vz - rise * uz, rise


@kernel
def along_at(c, s, ring, k, which, tx, ty, tz):
    """Speed of a point along travel (unit, level) at sample `k`, m/s: `point_velocity` in that direction only."""
    row = k & (ring.shape[0] - 1)
    f, g = s["anchor_sum"], s["gravity"]
    span = (k - s["anchor"]) * c["dt"]
    along = (
        tx * (ring[row, FORCE] - f[0] - g[0] * span)
        + ty * (ring[row, FORCE + 1] - f[1] - g[1] * span)
        + tz * (ring[row, FORCE + 2] - f[2] - g[2] * span)
    )
    if which == BASE:
        return along
    px, py, pz = point_of(c, which)
    r00, r01, r02, r10, r11, r12, r20, r21, r22 = rotation_at(ring, row)
    wx, wy, wz = ring[row, RATE], ring[row, RATE + 1], ring[row, RATE + 2]
    return (
        along
        + (wy * pz - wz * py) * (r00 * tx + r10 * ty + r20 * tz)
        + (wz * px - wx * pz) * (r01 * tx + r11 * ty + r21 * tz)
        + (wx * py - wy * px) * (r02 * tx + r12 * ty + r22 * tz)
    )


@kernel
def rotation_at(ring, row):
    """Rotation matrix of a row of the ring."""
    return matrix_of(ring[row, 0], ring[row, 1], ring[row, 2], ring[row, 3])


@kernel
def choose_point(c, ahead, landing):
    """Which point lands (or leaves), by the cosine between travel and the segment's x axis."""
    if c["mounted"] == 0 or not abs(ahead) >= c["least_ahead"]:
        return BASE
    return HEEL if (ahead > 0.0) == landing else TOE


@kernel
def point_of(c, which):
    """The point's place, m from the base."""
    if which == HEEL:
        return c["heel"][0], c["heel"][1], c["heel"][2]
    if which == TOE:
        return c["toe"][0], c["toe"][1], c["toe"][2]
    return 0.0, 0.0, 0.0


@kernel
def travel_so_far(s):
    """Unit vector along which this swing travels so far, fixed frame; 0 where it has not moved."""
    t = s["travel"]
    norm = math.sqrt(t[0] ** 2 + t[1] ** 2 + t[2] ** 2)
    if not norm > 0.0:
        return 0.0, 0.0, 0.0
    per = 1.0 / norm
    return t[0] * per, t[1] * per, t[2] * per


@kernel
def travel_expected(s, x, y, z):
    """Make of the travel so far that of the swing before where this one goes the same way.

    Some feet leave the ground sideways, and their way shows only later; others go on as they leave, and then another
    way is a turn.
    """
    before = s["usual_travel"]
    straight = s["straight"]
    least = SAME_WAY
    if straight != 0.0:
        least = TURNED if straight >= STRAIGHT else min(SAME_WAY, straight - BENDING)
    if x * before[0] + y * before[1] + z * before[2] > least:
        return before[0], before[1], before[2]
    return x, y, z


@kernel
def ahead_of(s, tx, ty, tz):
    """Cosine between travel (unit) and the segment's x axis in this swing so far; NaN where there is none."""
    h = s["heading"]
    norm = math.sqrt(h[0] ** 2 + h[1] ** 2 + h[2] ** 2)
    return (tx * h[0] + ty * h[1] + tz * h[2]) / norm if norm > 0.0 else np.nan


@kernel
def pitch_at(s, ring, instant):
    """Tilt of the segment's x axis at a fractional sample, deg, toe-down positive."""
    ux, uy, uz = up_of(s)
    k = int(instant)
    share = instant - k
    pitch = 0.0
    for j in range(2):
        row = (k + j) & (ring.shape[0] - 1)
        r00, _, _, r10, _, _, r20, _, _ = rotation_at(ring, row)
        up = r00 * ux + r10 * uy + r20 * uz
        angle = -math.asin(min(1.0, max(-1.0, up))) * _DEG
        pitch += angle * (share if j == 1 else 1.0 - share)
    return pitch
