"""One row of numbers per swing: everything contacts, direction and stride length are decided from."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.crossings import CARRIED, TRANSIENT_S, WHOLE, first_rise, last_fall, passing, skipped
from retrogait._kernels.jit import kernel
from retrogait._kernels.strapdown import turned_back, x_axis
from retrogait._kernels.velocities import longest_interval, swing_velocity

TURNING_DEG = 20.0  # a swing whose heading changes by more goes round a curve
_DEG = 180.0 / math.pi
_RAD = math.pi / 180.0

# Columns of a row. Instants are samples, with a fraction; NaN where the recording does not hold them.
(
    REST_BEFORE,  # first sample of the interval: a rest, or the start of the recording
    REST_AFTER,  # last sample: a rest, or the end of the recording
    PEAK_AT,  # of horizontal speed
    PEAK_MPS,
    DISPLACEMENT_X,  # horizontal displacement, level frame, m
    DISPLACEMENT_Y,
    RISE_M,  # vertical displacement
    PATH_M,  # length of the horizontal path
    AHEAD,  # cosine between travel and the segment's x axis while it moves fast
    ASIDE,  # sine of the same angle, positive to the left
    TURN_DEG,  # heading change of the segment between the rests, positive to the left
    PITCH_BEFORE_DEG,  # tilt of the x axis, toe-down positive, at the rests
    PITCH_AFTER_DEG,
    HEEL_IC,  # heel point slows below the threshold
    TOE_IC,
    OWN_IC,  # the sensor's own point
    HEEL_FC,  # heel point exceeds the threshold
    TOE_FC,
    OWN_FC,
    PITCH_HEEL_IC_DEG,
    PITCH_TOE_IC_DEG,
    RATE_HEEL_IC_DPS,  # mean pitch rate from 20 to 150 ms after
    RATE_TOE_IC_DPS,
    AHEAD_BEFORE,  # cosine between travel and the segment's x axis at the rests, where a turn shows
    AHEAD_AFTER,
    HEEL_IC_PASSING,  # samples in which the speed passes the threshold
    TOE_IC_PASSING,
    OWN_IC_PASSING,
    HEEL_FC_PASSING,
    TOE_FC_PASSING,
    OWN_FC_PASSING,
    HEEL_IC_SKIPPED,  # samples over which it was above the threshold before or after, for a transient
    TOE_IC_SKIPPED,
    OWN_IC_SKIPPED,
    HEEL_FC_SKIPPED,
    TOE_FC_SKIPPED,
    OWN_FC_SKIPPED,
    DRIFT_MPS,  # horizontal velocity left over at the closing rest, that was taken out
) = range(38)
WIDTH = 38


@kernel
def _pitch(climb):
    """Toe-down tilt in deg of an axis whose unit vector rises by `climb`."""
    return -math.asin(min(1.0, max(-1.0, climb))) * _DEG


@kernel
def _pitch_at(turn, f, instant):
    """Pitch of the sensor's x axis at a fractional row of `turn` (n, 4), by a straight line; NaN at NaN."""
    if math.isnan(instant):
        return np.nan
    k = min(int(instant), turn.shape[0] - 2)
    before, after = _pitch(x_axis(turn[k], f)[2]), _pitch(x_axis(turn[k + 1], f)[2])
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


@kernel("M M M I M C f i V V f M", stage="limb")
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
    least = TRANSIENT_S * rate_hz
    step = 1.0 / rate_hz
    longest = max(longest_interval(rests), min(reach, max(rests[0], n - 1 - rests[m - 1])) + 1)
    moves = np.empty((longest, 4))
    speeds = np.empty(longest)
    points, asides = np.empty((3, longest)), np.empty((3, longest))
    tops, unused = np.empty(3), np.empty(3)
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
        velocity, speed, q = moves[:length], speeds[:length], turn[a : b + 1]
        left_x, left_y, left_z = swing_velocity(samples, force_sum, rests, gravity, rate_hz, row, a, velocity)
        f00, f01, f02 = f[0, 0], f[0, 1], f[0, 2]
        f10, f11, f12 = f[1, 0], f[1, 1], f[1, 2]
        f20, f21, f22 = f[2, 0], f[2, 1], f[2, 2]
        if not open_start and not open_end:
            drift_x = f00 * left_x + f01 * left_y + f02 * left_z
            drift_y = f10 * left_x + f11 * left_y + f12 * left_z
            rows[row, DRIFT_MPS] = math.hypot(drift_x, drift_y)
        fast = path = x = y = z = 0.0
        peak = 0
        for k in range(length):
            u, v, w = velocity[k, 0], velocity[k, 1], velocity[k, 2]
            vx = f00 * u + f01 * v + f02 * w
            vy = f10 * u + f11 * v + f12 * w
            speed[k] = math.sqrt(vx * vx + vy * vy)
            if speed[k] > fast:
                fast = speed[k]
                peak = k
            if k > 0:
                path += speed[k]
                x += vx
                y += vy
                z += f20 * u + f21 * v + f22 * w
        x, y, z = x * step, y * step, z * step
        rows[row, PEAK_AT] = a + peak
        rows[row, PEAK_MPS] = fast
        rows[row, DISPLACEMENT_X] = x
        rows[row, DISPLACEMENT_Y] = y
        rows[row, RISE_M] = z
        rows[row, PATH_M] = path * step
        x_before, y_before, climb_before = x_axis(q[0], f)
        x_after, y_after, climb_after = x_axis(q[length - 1], f)
        if not open_start:
            rows[row, PITCH_BEFORE_DEG] = _pitch(climb_before)
        if not open_end:
            rows[row, PITCH_AFTER_DEG] = _pitch(climb_after)
        if not open_start and not open_end:
            cross = x_before * y_after - y_before * x_after
            dot = x_before * x_after + y_before * y_after
            rows[row, TURN_DEG] = math.atan2(cross, dot) * _DEG
        if fast <= 0.0:
            continue
        # travel while fast, and the heading over the same samples
        u = v = w = hx = hy = 0.0
        for k in range(length):
            if speed[k] > 0.3 * fast:
                u += velocity[k, 0]
                v += velocity[k, 1]
                w += velocity[k, 2]
                px, py, _ = x_axis(q[k], f)
                norm = math.sqrt(px * px + py * py)
                if norm > 1e-9:
                    hx += px / norm
                    hy += py / norm
        tx, ty = f00 * u + f01 * v + f02 * w, f10 * u + f11 * v + f12 * w
        norm = math.hypot(tx, ty)
        turn_norm = math.hypot(hx, hy)
        if norm <= 0.0 or turn_norm <= 0.0:
            continue
        tx /= norm
        ty /= norm
        rows[row, AHEAD_BEFORE] = _cosine(tx, ty, x_before, y_before)
        rows[row, AHEAD_AFTER] = _cosine(tx, ty, x_after, y_after)
        rows[row, AHEAD] = (tx * hx + ty * hy) / turn_norm
        rows[row, ASIDE] = (hx * ty - hy * tx) / turn_norm
        speeds_along(samples[a : b + 1], q, velocity, f, tx, ty, heel_m, toe_m, points, tops)
        carried = CARRIED
        if abs(rows[row, TURN_DEG]) > TURNING_DEG:
            carried = np.inf  # what turns on the spot after landing has a speed, and goes nowhere
            speeds_along(samples[a : b + 1], q, velocity, f, -ty, tx, heel_m, toe_m, asides, unused)
            for point in range(3):
                tops[point] = _horizontal(points[point, :length], asides[point, :length])
        for point in range(3):
            along, top = points[point, :length], tops[point]
            level = _level(threshold, top, x, y, rate_hz, length)
            if level > 0.0:
                leave = first_rise(along, WHOLE, 0, length - 1, top, level, least)
                rows[row, HEEL_FC + point] = a + leave
                if not math.isnan(leave):
                    rows[row, HEEL_FC_PASSING + point] = passing(along, leave, level, False)
                    rows[row, HEEL_FC_SKIPPED + point] = skipped(along, leave, level, False)
        for point in range(3):
            along, top = points[point, :length], tops[point]
            if point < 2:
                top = _top_from(along, rows[row, HEEL_FC + 1 - point] - a, top)
            level = _level(threshold, top, x, y, rate_hz, length)
            if level <= 0.0:
                continue
            land = last_fall(along, WHOLE, 0, length - 1, top, level, least, carried)
            if open_end and not length - 1 - land >= 2.0 * least:
                land = np.nan  # not yet known to be for good
            rows[row, HEEL_IC + point] = a + land
            if not math.isnan(land):
                rows[row, HEEL_IC_PASSING + point] = passing(along, land, level, True)
                rows[row, HEEL_IC_SKIPPED + point] = skipped(along, land, level, True)
            if point < 2:
                rows[row, PITCH_HEEL_IC_DEG + point] = _pitch_at(q, f, land)
                total = _mean_between(samples[:, 4], a + land + 0.02 * rate_hz, a + land + 0.15 * rate_hz)
                rows[row, RATE_HEEL_IC_DPS + point] = total


@kernel
def _horizontal(along, aside):
    """Turn speeds along the travel into horizontal speeds with the sign of the former; return the largest.

    A foot that goes round a curve still moves when it no longer does so along its mean travel.
    """
    top = 0.0
    for k in range(along.shape[0]):
        along[k] = math.copysign(math.hypot(along[k], aside[k]), along[k])
        top = max(top, along[k])
    return top


@kernel
def _level(threshold, top, x, y, rate_hz, length):
    """Speed above which a point is under way: a share of its top; with no threshold, that of the way over the time."""
    if threshold == 0.0:
        return math.hypot(x, y) * rate_hz / (length - 1)
    return threshold * top


@kernel
def _top_from(along, leave, top):
    """The largest speed from the instant `leave` on, at which the other point has left; `top` where none is known.

    Before that the limb only rolls over the other point: in short steps it goes faster then than in the swing.
    """
    if math.isnan(leave):
        return top
    late = 0.0
    for k in range(int(math.ceil(leave)), along.shape[0]):
        late = max(late, along[k])
    return late if late > 0.0 else top


@kernel
def speeds_along(samples, turn, velocity, f, tx, ty, heel_m, toe_m, points, tops):
    """Fill `points` (3, n) with the speeds of heel, toe and the sensor's own point along a travel, m/s.

    Fills `tops` (3,) with the largest of each, 0 where a point never moves that way. The travel is a unit vector (tx,
    ty) in the level frame `f` (3, 3). A point fixed to the sensor moves by its lever across the rate: along the travel
    that is the lever times the travel across the rate, one product for both points.
    """
    dx, dy, dz = f[0, 0] * tx + f[1, 0] * ty, f[0, 1] * tx + f[1, 1] * ty, f[0, 2] * tx + f[1, 2] * ty
    hx, hy, hz = heel_m[0] * _RAD, heel_m[1] * _RAD, heel_m[2] * _RAD
    px, py, pz = toe_m[0] * _RAD, toe_m[1] * _RAD, toe_m[2] * _RAD
    heel_top = toe_top = own_top = 0.0
    for k in range(velocity.shape[0]):
        own = dx * velocity[k, 0] + dy * velocity[k, 1] + dz * velocity[k, 2]
        u, v, w = turned_back(turn[k, 0], turn[k, 1], turn[k, 2], turn[k, 3], dx, dy, dz)
        gx, gy, gz = samples[k, 3], samples[k, 4], samples[k, 5]
        u, v, w = v * gz - w * gy, w * gx - u * gz, u * gy - v * gx
        heel = own + hx * u + hy * v + hz * w
        toe = own + px * u + py * v + pz * w
        points[0, k], points[1, k], points[2, k] = heel, toe, own
        heel_top, toe_top, own_top = max(heel_top, heel), max(toe_top, toe), max(own_top, own)
    tops[0], tops[1], tops[2] = heel_top, toe_top, own_top
