"""One row of numbers per swing: everything contacts, direction and stride length are decided from."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel
from retrogait._kernels.strapdown import matrix_of, swing_velocity

_DEG = 180.0 / math.pi
_RAD = math.pi / 180.0

# Columns of a row. Instants are samples, with a fraction; NaN where the recording does not hold them.
(
    REST_BEFORE,  # first sample of the interval: a rest, or the start of the recording
    REST_AFTER,  # last sample: a rest, or the end of the recording
    PEAK_AT,  # of horizontal speed
    PEAK_MPS,
    WAY_X,  # horizontal displacement, level frame, m
    WAY_Y,
    RISE_M,  # vertical displacement
    PATH_M,  # length of the horizontal path
    AHEAD,  # cosine between travel and the segment's x axis while it moves fast
    ASIDE,  # sine of the same angle, positive to the left
    TURN_DEG,  # heading change of the segment between the rests, positive to the left
    PITCH_BEFORE_DEG,  # tilt of the x axis, toe-down positive, at the rests
    PITCH_AFTER_DEG,
    HEEL_LAND,  # heel point slows below the threshold
    TOE_LAND,
    OWN_LAND,  # the sensor's own point
    HEEL_LEAVE,  # heel point exceeds the threshold
    TOE_LEAVE,
    OWN_LEAVE,
    PITCH_HEEL_LAND_DEG,
    PITCH_TOE_LAND_DEG,
    RATE_HEEL_LAND_DPS,  # mean pitch rate from 20 to 150 ms after
    RATE_TOE_LAND_DPS,
    AHEAD_BEFORE,  # cosine between travel and the segment's x axis at the rests, where a turn shows
    AHEAD_AFTER,
) = range(25)
WIDTH = 25
KNOCK_S = 0.05  # a point that moves for less than this has been knocked, not carried


@kernel
def _fall(speed, top, level, least):
    """Instant at which `speed` falls below `level` for good, between samples; NaN if it does not.

    For good: later it is above the level for less than `least` samples at a time, and not above half way to its `top`.
    A heel moves fast when it lifts, slows, and moves again in a slow swing; a knock after landing does not count.
    """
    k = speed.shape[0] - 1
    if speed[k] >= level:
        return np.nan
    while k > 0:
        while k > 0 and speed[k] < level:
            k -= 1
        last = k
        high = speed[k]
        while k > 0 and speed[k] >= level:
            high = max(high, speed[k])
            k -= 1
        if last - k >= least or high > 0.5 * (level + top):
            return last + (speed[last] - level) / (speed[last] - speed[last + 1])
    return np.nan


@kernel
def _rise(speed, top, level, least):
    """Instant at which `speed` rises above `level` to stay there for `least` samples or go half way to its `top`."""
    n = speed.shape[0]
    k = 0
    if speed[0] >= level:
        return np.nan
    while k < n - 1:
        while k < n - 1 and speed[k] < level:
            k += 1
        first = k
        high = speed[k]
        while k < n - 1 and speed[k] >= level:
            high = max(high, speed[k])
            k += 1
        if k - first >= least or high > 0.5 * (level + top):
            return first - 1 + (level - speed[first - 1]) / (speed[first] - speed[first - 1])
    return np.nan


@kernel
def _pitch(climb):
    """Toe-down tilt in deg of an axis whose unit vector rises by `climb`."""
    return -math.asin(min(1.0, max(-1.0, climb))) * _DEG


@kernel
def _pitch_at(climb, instant):
    """Linear interpolation of `_pitch` at a fractional index; NaN at NaN."""
    if math.isnan(instant):
        return np.nan
    k = min(int(instant), climb.shape[0] - 2)
    before, after = _pitch(climb[k]), _pitch(climb[k + 1])
    return before + (instant - k) * (after - before)


@kernel
def _mean_between(values, a, b):
    """Mean of `values` over whole samples from `a` to `b`; NaN where the stretch is not inside."""
    if math.isnan(a):
        return np.nan
    first = int(math.ceil(a))
    last = int(math.floor(b))
    if last >= values.shape[0] or last < first:
        return np.nan
    total = 0.0
    for k in range(first, last + 1):
        total += values[k]
    return total / (last - first + 1)


@kernel
def _cosine(ax, ay, bx, by):
    """Cosine between two plane vectors; NaN where one has no length."""
    norm = math.hypot(ax, ay) * math.hypot(bx, by)
    return (ax * bx + ay * by) / norm if norm > 0.0 else np.nan


@kernel
def measure_swings(
    samples, turn, force_sum, rests, gravity, frames, rate_hz, reach, heel_m, toe_m, threshold, rows
):
    """Fill `rows` (rests + 1, WIDTH): one for each stretch between rests and for the two open ends.

    Velocity is that of `swing_velocity`. `heel_m` and `toe_m` (3,) are points fixed to the sensor; they land and leave
    at `threshold` of their peak speed, or where it is 0 at the mean speed from rest to rest. An open end has no closing
    rest and no correction, so it goes no further than `reach` samples.
    """
    m = rests.shape[0]
    n = samples.shape[0]
    least = KNOCK_S * rate_hz
    for row in range(m + 1):
        for i in range(WIDTH):
            rows[row, i] = np.nan
        open_start = row == 0
        open_end = row == m
        a = max(0, rests[0] - reach) if open_start else rests[row - 1]
        b = min(n - 1, rests[m - 1] + reach) if open_end else rests[row]
        rows[row, REST_BEFORE] = a
        rows[row, REST_AFTER] = b
        length = b - a + 1
        if length < 5:
            continue
        f = frames[min(max(row - 1, 0), m - 2)]
        velocity = np.empty((length, 3))
        swing_velocity(samples, force_sum, rests, gravity, rate_hz, row, a, velocity)
        # into the level frame: velocities of the three points, the segment's heading, and how far its x axis rises
        heel = np.empty((2, length))
        toe = np.empty((2, length))
        own = np.empty((2, length))
        heading = np.empty((2, length))
        climb = np.empty(length)
        speed = np.empty(length)
        f00, f01, f02 = f[0, 0], f[0, 1], f[0, 2]
        f10, f11, f12 = f[1, 0], f[1, 1], f[1, 2]
        f20, f21, f22 = f[2, 0], f[2, 1], f[2, 2]
        hx, hy, hz = heel_m[0] * _RAD, heel_m[1] * _RAD, heel_m[2] * _RAD
        tx, ty, tz = toe_m[0] * _RAD, toe_m[1] * _RAD, toe_m[2] * _RAD
        fast = 0.0
        peak = 0
        path = 0.0
        x = y = z = 0.0
        for k in range(length):
            s = a + k
            r00, r01, r02, r10, r11, r12, r20, r21, r22 = matrix_of(
                turn[s, 0], turn[s, 1], turn[s, 2], turn[s, 3]
            )
            wx, wy, wz = samples[s, 3], samples[s, 4], samples[s, 5]
            heel_x, heel_y, heel_z = wy * hz - wz * hy, wz * hx - wx * hz, wx * hy - wy * hx
            toe_x, toe_y, toe_z = wy * tz - wz * ty, wz * tx - wx * tz, wx * ty - wy * tx
            u, v, w = velocity[k, 0], velocity[k, 1], velocity[k, 2]
            # the sensor's axes seen along the level frame's, one after the other
            px = f00 * r00 + f01 * r10 + f02 * r20
            py = f00 * r01 + f01 * r11 + f02 * r21
            pz = f00 * r02 + f01 * r12 + f02 * r22
            vx = f00 * u + f01 * v + f02 * w
            own[0, k] = vx
            heading[0, k] = px
            heel[0, k] = vx + px * heel_x + py * heel_y + pz * heel_z
            toe[0, k] = vx + px * toe_x + py * toe_y + pz * toe_z
            px = f10 * r00 + f11 * r10 + f12 * r20
            py = f10 * r01 + f11 * r11 + f12 * r21
            pz = f10 * r02 + f11 * r12 + f12 * r22
            vy = f10 * u + f11 * v + f12 * w
            own[1, k] = vy
            heading[1, k] = px
            heel[1, k] = vy + px * heel_x + py * heel_y + pz * heel_z
            toe[1, k] = vy + px * toe_x + py * toe_y + pz * toe_z
            climb[k] = f20 * r00 + f21 * r10 + f22 * r20
            speed[k] = math.sqrt(vx * vx + vy * vy)
            if speed[k] > fast:
                fast = speed[k]
                peak = k
            if k > 0:
                path += speed[k] / rate_hz
                x += vx / rate_hz
                y += vy / rate_hz
                z += (f20 * u + f21 * v + f22 * w) / rate_hz
        rows[row, PEAK_AT] = a + peak
        rows[row, PEAK_MPS] = fast
        rows[row, WAY_X] = x
        rows[row, WAY_Y] = y
        rows[row, RISE_M] = z
        rows[row, PATH_M] = path
        if not open_start:
            rows[row, PITCH_BEFORE_DEG] = _pitch(climb[0])
        if not open_end:
            rows[row, PITCH_AFTER_DEG] = _pitch(climb[length - 1])
        if not open_start and not open_end:
            cross = heading[0, 0] * heading[1, length - 1] - heading[1, 0] * heading[0, length - 1]
            dot = heading[0, 0] * heading[0, length - 1] + heading[1, 0] * heading[1, length - 1]
            rows[row, TURN_DEG] = math.atan2(cross, dot) * _DEG
        if fast <= 0.0:
            continue
        # travel while fast, and the heading over the same samples
        tx = ty = hx = hy = 0.0
        for k in range(length):
            if speed[k] > 0.3 * fast:
                tx += own[0, k]
                ty += own[1, k]
                norm = math.sqrt(heading[0, k] * heading[0, k] + heading[1, k] * heading[1, k])
                if norm > 1e-9:
                    hx += heading[0, k] / norm
                    hy += heading[1, k] / norm
        norm = math.hypot(tx, ty)
        turn_norm = math.hypot(hx, hy)
        if norm <= 0.0 or turn_norm <= 0.0:
            continue
        tx /= norm
        ty /= norm
        rows[row, AHEAD_BEFORE] = _cosine(tx, ty, heading[0, 0], heading[1, 0])
        rows[row, AHEAD_AFTER] = _cosine(tx, ty, heading[0, length - 1], heading[1, length - 1])
        rows[row, AHEAD] = (tx * hx + ty * hy) / turn_norm
        rows[row, ASIDE] = (hx * ty - hy * tx) / turn_norm
        along = np.empty(length)
        for point in range(3):
            source = heel if point == 0 else toe if point == 1 else own
            top = 0.0
            for k in range(length):
                along[k] = source[0, k] * tx + source[1, k] * ty
                top = max(top, along[k])
            level = threshold * top
            if threshold == 0.0:
                level = math.hypot(x, y) * rate_hz / (length - 1)
            if level <= 0.0:
                continue
            land = _fall(along, top, level, least)
            if open_end and not length - 1 - land >= 2.0 * least:
                land = np.nan  # not yet known to be for good
            rows[row, HEEL_LAND + point] = a + land
            rows[row, HEEL_LEAVE + point] = a + _rise(along, top, level, least)
            if point < 2:
                rows[row, PITCH_HEEL_LAND_DEG + point] = _pitch_at(climb, land)
                total = _mean_between(samples[:, 4], a + land + 0.02 * rate_hz, a + land + 0.15 * rate_hz)
                rows[row, RATE_HEEL_LAND_DPS + point] = total
