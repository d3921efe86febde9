"""The path of a foot from rest to rest, over the floor it stands on, and a row of measures for each of these swings."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel
from retrogait._kernels.strapdown import turned, turned_back, x_axis
from retrogait._kernels.velocities import longest_interval, swing_velocity

_DEG = 180.0 / math.pi
_LEAST_WAY_M = 0.1  # from foothold to foothold, needed for a slope
_CARRIED = 2.0 / 3.0  # of their top speeds: while both ends of the sole are this fast, it is mid-swing

# Columns of a path, a row for each sample.
(
    PATH_X,  # the point of the sole that rests, level frame, m, from the first rest on
    PATH_Y,
    PATH_Z,
    SOLE_M,  # heights over the line from foothold to foothold
    HEEL_M,
    TOE_M,
    PITCH_SINE,  # of the sole against that line, toe-down positive
    SOLE_X,  # horizontal part of the unit vector along the sole, heel to toe
    SOLE_Y,
) = range(9)
PATH_WIDTH = 9

# Columns of the measures, a row for each interval between rests.
(
    INCLINE_DEG,  # of the line from foothold to foothold, along the travel
    TOE_CLEARANCE_M,  # least height in mid-swing
    HEEL_CLEARANCE_M,
    TOE_PEAK_M,  # largest height
    HEEL_PEAK_M,
    ASIDE_LEFT_M,  # largest departure from the straight line to the left of the travel, and to the right
    ASIDE_RIGHT_M,
    TOE_DOWN_DEG,  # largest pitch either way
    TOE_UP_DEG,
    TOE_LOW_SINE,  # of the pitch where the toe is lowest in mid-swing, and where the heel is
    HEEL_LOW_SINE,
    LEFT_OVER_MPS,  # vertical velocity that was left at the closing rest
    SWING_S,  # from rest to rest
) = range(13)
MEASURES_WIDTH = 13


@kernel("M M M I M C f f f f M", stage="limb")
def trace_path(samples, turn, force_sum, rests, gravity, frames, rate_hz, scale, heel_m, toe_m, path):
    """Fill rows `rests[0]` to `rests[-1]` of `path` (n, PATH_WIDTH); one interval goes on where the last one ended.

    The first one begins where `path` already is at that rest, or at zero where that is NaN.
    The floor is the straight line from foothold to foothold, level across the travel, and the sole lies on it at both
    rests: so neither the tilt of the sensor on the foot nor the slope of the floor matters. `heel_m` behind and `toe_m`
    ahead of the point that rests are its ends. Lengths are multiplied by `scale`.
    """
    scratch = np.empty((longest_interval(rests), 4))
    axes = np.empty((2, 3))
    if math.isnan(path[rests[0], PATH_X]):
        path[rests[0], : PATH_Z + 1] = 0.0
    for row in range(rests.shape[0] - 1):
        part = path[rests[row] : rests[row + 1] + 1]
        velocity = scratch[: part.shape[0]]
        swing_velocity(samples, force_sum, rests, gravity, rate_hz, row + 1, rests[row], velocity)
        _trace_swing(turn, rests[row], frames[row], scale / rate_hz, heel_m, toe_m, velocity, axes, part)


@kernel("M M M I M C f f f f M", stage="limb")
def measure_swing_paths(
    samples, turn, force_sum, rests, gravity, frames, rate_hz, scale, heel_m, toe_m, measures
):
    """Fill `measures` (rests - 1, MEASURES_WIDTH) with those of the path that `trace_path` gives, without keeping it.

    A swing's path stays in the processor's nearest memory: 1.5 times as fast as measuring an hour's path afterwards.
    """
    longest = longest_interval(rests)
    scratch = np.empty((longest, 4))
    path = np.empty((longest, PATH_WIDTH))
    axes = np.empty((2, 3))
    for row in range(rests.shape[0] - 1):
        length = rests[row + 1] - rests[row] + 1
        part, velocity = path[:length], scratch[:length]
        part[0, : PATH_Z + 1] = 0.0
        x, y, z = swing_velocity(samples, force_sum, rests, gravity, rate_hz, row + 1, rests[row], velocity)
        _trace_swing(turn, rests[row], frames[row], scale / rate_hz, heel_m, toe_m, velocity, axes, part)
        measure_path(part, heel_m, toe_m, measures[row])
        f = frames[row]
        measures[row, LEFT_OVER_MPS] = f[2, 0] * x + f[2, 1] * y + f[2, 2] * z
        measures[row, SWING_S] = (rests[row + 1] - rests[row]) / rate_hz


@kernel
def _trace_swing(turn, first, f, step, heel_m, toe_m, velocity, axes, path):
    """Fill `path` (length, PATH_WIDTH) of the interval that begins with sample `first`, from where its first row is.

    `velocity` (length, 4) is that of `swing_velocity`, `f` (3, 3) the level one, `step` the way in a sample at 1 m/s;
    `axes` (2, 3) is for the axes of the sole at both rests.
    """
    length = path.shape[0]
    f00, f01, f02 = f[0, 0], f[0, 1], f[0, 2]
    f10, f11, f12 = f[1, 0], f[1, 1], f[1, 2]
    f20, f21, f22 = f[2, 0], f[2, 1], f[2, 2]
    x = from_x = path[0, PATH_X]
    y = from_y = path[0, PATH_Y]
    z = from_z = path[0, PATH_Z]
    before_x = before_y = before_z = 0.0
    half = 0.5 * step
    for k in range(length):
        u, v, w = velocity[k, 0], velocity[k, 1], velocity[k, 2]
        vx = f00 * u + f01 * v + f02 * w
        vy = f10 * u + f11 * v + f12 * w
        vz = f20 * u + f21 * v + f22 * w
        x += half * (before_x + vx)
        y += half * (before_y + vy)
        z += half * (before_z + vz)
        path[k, PATH_X] = x
        path[k, PATH_Y] = y
        path[k, PATH_Z] = z
        before_x, before_y, before_z = vx, vy, vz
    way = math.hypot(x - from_x, y - from_y)
    slope_x = slope_y = 0.0  # rise of the floor per metre along either axis
    if way >= _LEAST_WAY_M:
        slope_x = (z - from_z) * (x - from_x) / (way * way)
        slope_y = (z - from_z) * (y - from_y) / (way * way)
    flat = 1.0 / math.sqrt(1.0 + slope_x * slope_x + slope_y * slope_y)
    sole_axis(turn[first], f, slope_x, slope_y, axes[0])
    sole_axis(turn[first + length - 1], f, slope_x, slope_y, axes[1])
    p, q, r = axes[0, 0], axes[0, 1], axes[0, 2]
    per = 1.0 / (length - 1.0)
    dp, dq, dr = (axes[1, 0] - p) * per, (axes[1, 1] - q) * per, (axes[1, 2] - r) * per
    for k in range(length):
        s = first + k
        u, v, w = turned(turn[s, 0], turn[s, 1], turn[s, 2], turn[s, 3], p, q, r)
        p += dp
        q += dq
        r += dr
        ex = f00 * u + f01 * v + f02 * w
        ey = f10 * u + f11 * v + f12 * w
        lift = f20 * u + f21 * v + f22 * w - slope_x * ex - slope_y * ey
        sole = path[k, PATH_Z] - from_z
        sole -= slope_x * (path[k, PATH_X] - from_x) + slope_y * (path[k, PATH_Y] - from_y)
        path[k, SOLE_M] = sole
        path[k, HEEL_M] = sole - heel_m * lift
        path[k, TOE_M] = sole + toe_m * lift
        path[k, PITCH_SINE] = -min(1.0, max(-1.0, flat * lift))
        path[k, SOLE_X] = ex
        path[k, SOLE_Y] = ey


@kernel
def sole_axis(q, frame, slope_x, slope_y, axis):
    """Fill `axis` (3,), in the sensor's axes, with the unit vector along a floor below the sensor's x axis.

    `q` (4,) is the sensor's orientation, `frame` (3, 3) level, and the floor rises by the slopes along its axes.
    """
    hx, hy, _ = x_axis(q, frame)
    hz = slope_x * hx + slope_y * hy
    norm = max(math.sqrt(hx * hx + hy * hy + hz * hz), 1e-9)
    u = (frame[0, 0] * hx + frame[1, 0] * hy + frame[2, 0] * hz) / norm
    v = (frame[0, 1] * hx + frame[1, 1] * hy + frame[2, 1] * hz) / norm
    w = (frame[0, 2] * hx + frame[1, 2] * hy + frame[2, 2] * hz) / norm
    axis[0], axis[1], axis[2] = turned_back(q[0], q[1], q[2], q[3], u, v, w)


@kernel
def measure_path(path, heel_m, toe_m, measures):
    """Fill `measures` (MEASURES_WIDTH,) from the `path` (n, PATH_WIDTH) of an interval; NaN where it gets nowhere."""
    measures[:] = np.nan
    last = path.shape[0] - 1
    from_x, from_y = path[0, PATH_X], path[0, PATH_Y]
    dx, dy = path[last, PATH_X] - from_x, path[last, PATH_Y] - from_y
    way = math.hypot(dx, dy)
    if not way >= _LEAST_WAY_M:
        return
    tx, ty = dx / way, dy / way
    heel_top = toe_top = left = right = down = up = heel_fast2 = toe_fast2 = 0.0
    fast2 = np.empty((last + 1, 2))  # of heel and toe, from the sample before, squared
    for k in range(last + 1):
        heel_top = max(heel_top, path[k, HEEL_M])
        toe_top = max(toe_top, path[k, TOE_M])
        aside = (path[k, PATH_Y] - from_y) * tx - (path[k, PATH_X] - from_x) * ty
        left = max(left, aside)
        right = max(right, -aside)
        down = max(down, path[k, PITCH_SINE])
        up = max(up, -path[k, PITCH_SINE])
        if k > 0:
            fast2[k, 0], fast2[k, 1] = _step2(path, k, -heel_m), _step2(path, k, toe_m)
            heel_fast2 = max(heel_fast2, fast2[k, 0])
            toe_fast2 = max(toe_fast2, fast2[k, 1])
    lows = np.full((2, 2), np.inf)  # height of toe and heel, and the sine of the pitch there
    heel_fast2 *= _CARRIED * _CARRIED
    toe_fast2 *= _CARRIED * _CARRIED
    heel_fast, toe_fast = math.sqrt(heel_fast2), math.sqrt(toe_fast2)
    for k in range(1, last):
        was = fast2[k, 0] >= heel_fast2 and fast2[k, 1] >= toe_fast2  # half a sample before k
        will = fast2[k + 1, 0] >= heel_fast2 and fast2[k + 1, 1] >= toe_fast2
        if was and will:
            _keep_lower(path, float(k), lows)
        elif was or will:  # mid-swing begins or ends between the two
            a, b = math.sqrt(fast2[k, 0]) - heel_fast, math.sqrt(fast2[k, 1]) - toe_fast
            c, d = math.sqrt(fast2[k + 1, 0]) - heel_fast, math.sqrt(fast2[k + 1, 1]) - toe_fast
            if a + c >= 0.0 and b + d >= 0.0:
                _keep_lower(path, float(k), lows)
            _keep_lower(path, k - 0.5 + _crossed(a, b, c, d), lows)
    measures[INCLINE_DEG] = math.atan2(path[last, PATH_Z] - path[0, PATH_Z], way) * _DEG
    if lows[0, 0] < np.inf:
        measures[TOE_CLEARANCE_M], measures[TOE_LOW_SINE] = lows[0, 0], lows[0, 1]
        measures[HEEL_CLEARANCE_M], measures[HEEL_LOW_SINE] = lows[1, 0], lows[1, 1]
    measures[TOE_PEAK_M] = toe_top
    measures[HEEL_PEAK_M] = heel_top
    measures[ASIDE_LEFT_M] = left
    measures[ASIDE_RIGHT_M] = right
    measures[TOE_DOWN_DEG] = math.asin(down) * _DEG
    measures[TOE_UP_DEG] = math.asin(up) * _DEG


@kernel
def _step2(path, s, ahead_m):
    """Squared horizontal way, from the sample before, of the point of the sole `ahead_m` ahead of the resting one."""
    x = path[s, PATH_X] - path[s - 1, PATH_X] + ahead_m * (path[s, SOLE_X] - path[s - 1, SOLE_X])
    y = path[s, PATH_Y] - path[s - 1, PATH_Y] + ahead_m * (path[s, SOLE_Y] - path[s - 1, SOLE_Y])
    return x * x + y * y


@kernel
def _crossed(a, b, c, d):
    """The share of the way from (a, b) to (c, d), in straight lines, at which both begin or cease to be 0 or more."""
    rises = a < 0.0 or b < 0.0
    first = a / (a - c) if (a < 0.0) != (c < 0.0) else (0.0 if rises else 1.0)
    second = b / (b - d) if (b < 0.0) != (d < 0.0) else (0.0 if rises else 1.0)
    return max(first, second) if rises else min(first, second)


@kernel
def _keep_lower(path, at, lows):
    """Keep heights at the place `at`, in samples, where they are lower than those in `lows`, with the pitch there."""
    k = int(at)
    share = at - k
    after = min(k + 1, path.shape[0] - 1)
    sine = (1.0 - share) * path[k, PITCH_SINE] + share * path[after, PITCH_SINE]
    toe = (1.0 - share) * path[k, TOE_M] + share * path[after, TOE_M]
    heel = (1.0 - share) * path[k, HEEL_M] + share * path[after, HEEL_M]
    if toe < lows[0, 0]:
        lows[0, 0], lows[0, 1] = toe, sine
    if heel < lows[1, 0]:
        lows[1, 0], lows[1, 1] = heel, sine
