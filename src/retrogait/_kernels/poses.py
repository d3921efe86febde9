"""Poses of segments over time: rotations, points, what a strapdown sensor adds up, and how it rings after a contact.

The segments of a simulated body. Positions are (n, 3) in m, rotations (n, 3, 3) from the segment to the walk's frame.
"""

from __future__ import annotations

import math

from retrogait._kernels.jit import kernel

_DEG = 180.0 / math.pi


@kernel
def rotate(yaw_rad, pitch_rad, roll_rad, rotation):
    """Fill `rotation` (n, 3, 3): roll about x, then pitch about y, then yaw about z."""
    yaw, pitch, roll = (0.0, 1.0, 0.0), (0.0, 1.0, 0.0), (0.0, 1.0, 0.0)
    for k in range(rotation.shape[0]):
        yaw, pitch, roll = _turn(yaw_rad[k], yaw), _turn(pitch_rad[k], pitch), _turn(roll_rad[k], roll)
        _write_rotation(yaw, pitch, roll, rotation[k])


@kernel
def place(motion, point_m, position_m, rotation):
    """Fill `position_m` (n, 3) of a point (3,) of a segment, and the segment's `rotation` (n, 3, 3).

    Rows of `motion` (9, n): where some point is in the walk, x, y and z; which one of the segment that is, x, y and z;
    and yaw, pitch and roll. A `rotation` (1, 3, 3) is room to work in, where rotations are not wanted.
    """
    yaw, pitch, roll = (0.0, 1.0, 0.0), (0.0, 1.0, 0.0), (0.0, 1.0, 0.0)
    step = min(rotation.shape[0] - 1, 1)
    for k in range(position_m.shape[0]):
        yaw, pitch, roll = _turn(motion[6, k], yaw), _turn(motion[7, k], pitch), _turn(motion[8, k], roll)
        r = rotation[k * step]
        _write_rotation(yaw, pitch, roll, r)
        x, y, z = point_m[0] - motion[3, k], point_m[1] - motion[4, k], point_m[2] - motion[5, k]
        position_m[k, 0] = motion[0, k] + r[0, 0] * x + r[0, 1] * y + r[0, 2] * z
        position_m[k, 1] = motion[1, k] + r[1, 0] * x + r[1, 1] * y + r[1, 2] * z
        position_m[k, 2] = motion[2, k] + r[2, 0] * x + r[2, 1] * y + r[2, 2] * z


@kernel
def _turn(angle, last):
    """Angle, cosine and sine; `last` is what it was the time before.

    A body at rest keeps its angles, and a foot that stands two of the three: sines are what takes the time.
    """
    if angle == last[0]:
        return last
    return angle, math.cos(angle), math.sin(angle)


@kernel
def _write_rotation(yaw, pitch, roll, r):
    """Fill the rotation `r` (3, 3) of angles given with their cosines and sines."""
    _, cy, sy = yaw
    _, cp, sp = pitch
    _, cr, sr = roll
    r[0, 0] = cy * cp
    r[0, 1] = cy * sp * sr - sy * cr
    r[0, 2] = cy * sp * cr + sy * sr
    r[1, 0] = sy * cp
    r[1, 1] = sy * sp * sr + cy * cr
    r[1, 2] = sy * sp * cr - cy * sr
    r[2, 0] = -sp
    r[2, 1] = cp * sr
    r[2, 2] = cp * cr


@kernel
def multiply(left, right, product):
    """Fill `product` (n, 3, 3) with the matrix products of `left`, (n, 3, 3) or one for all (1, 3, 3), and `right`."""
    step = min(left.shape[0] - 1, 1)
    for k in range(right.shape[0]):
        a, b, c = left[k * step], right[k], product[k]
        for i in range(3):
            for j in range(3):
                c[i, j] = a[i, 0] * b[0, j] + a[i, 1] * b[1, j] + a[i, 2] * b[2, j]


@kernel
def add_turned(start, rotation, vector, factor, total):
    """Fill `total` (n, 3) with `start` and `factor` times the turned `vector`, each (n, 3) or one for all (1, 3)."""
    from_step, step = min(start.shape[0] - 1, 1), min(vector.shape[0] - 1, 1)
    for k in range(rotation.shape[0]):
        r, o, v = rotation[k], start[k * from_step], vector[k * step]
        x, y, z = factor * v[0], factor * v[1], factor * v[2]
        total[k, 0] = o[0] + r[0, 0] * x + r[0, 1] * y + r[0, 2] * z
        total[k, 1] = o[1] + r[1, 0] * x + r[1, 1] * y + r[1, 2] * z
        total[k, 2] = o[2] + r[2, 0] * x + r[2, 1] * y + r[2, 2] * z


@kernel
def shake(position_m, rotation, direction, kick_m, nod_rad, shaken_m, nodded):
    """Fill `shaken_m` (n, 3) with positions moved by `kick_m` (n,) times `direction` (3,) in the segment's axes.

    `nodded` (n, 3, 3) are the rotations after a turn by `nod_rad` (n,) about the segment's y axis; both are empty where
    it does not nod.
    """
    x, y, z = direction[0], direction[1], direction[2]
    for k in range(position_m.shape[0]):
        r, by = rotation[k], kick_m[k]
        for i in range(3):
            shaken_m[k, i] = position_m[k, i] + by * (r[i, 0] * x + r[i, 1] * y + r[i, 2] * z)
    for k in range(nodded.shape[0]):
        r, to = rotation[k], nodded[k]
        c, s = (1.0, 0.0) if nod_rad[k] == 0.0 else (math.cos(nod_rad[k]), math.sin(nod_rad[k]))
        for i in range(3):
            to[i, 0] = c * r[i, 0] - s * r[i, 2]
            to[i, 1] = r[i, 1]
            to[i, 2] = s * r[i, 0] + c * r[i, 2]


@kernel
def integrate_pose(position_m, rotation, gravity_mps2, step_s, integrals):
    """Fill `integrals` (n - 2, 6) of specific force, m/s, and angular rate, deg, from poses (n,) `step_s` apart.

    Both are added up in the turning segment's axes, from 0 at the second pose on.
    """
    per = 1.0 / step_s**2
    fx = fy = fz = sum_fx = sum_fy = sum_fz = sum_wx = sum_wy = sum_wz = 0.0
    for k in range(integrals.shape[0]):
        p, q, s, b = position_m[k], position_m[k + 1], position_m[k + 2], rotation[k + 1]
        ax = (s[0] - q[0] - (q[0] - p[0])) * per - gravity_mps2[0]
        ay = (s[1] - q[1] - (q[1] - p[1])) * per - gravity_mps2[1]
        az = (s[2] - q[2] - (q[2] - p[2])) * per - gravity_mps2[2]
        gx = b[0, 0] * ax + b[1, 0] * ay + b[2, 0] * az
        gy = b[0, 1] * ax + b[1, 1] * ay + b[2, 1] * az
        gz = b[0, 2] * ax + b[1, 2] * ay + b[2, 2] * az
        if k > 0:
            sum_fx += 0.5 * step_s * (fx + gx)
            sum_fy += 0.5 * step_s * (fy + gy)
            sum_fz += 0.5 * step_s * (fz + gz)
            a = rotation[k]
            # the odd part of the turn from one to the next is its axis, as long as twice the sine of its angle
            x = 0.5 * (_column(a, 2, b, 1) - _column(a, 1, b, 2))
            y = 0.5 * (_column(a, 0, b, 2) - _column(a, 2, b, 0))
            z = 0.5 * (_column(a, 1, b, 0) - _column(a, 0, b, 1))
            sine2 = x * x + y * y + z * z
            # arcsin(s) / s, its series: a millisecond never turns a body by more than a few degrees
            longer = _DEG * (1.0 + sine2 * (1.0 / 6.0 + 0.075 * sine2))
            sum_wx += longer * x
            sum_wy += longer * y
            sum_wz += longer * z
        fx, fy, fz = gx, gy, gz
        one = integrals[k]
        one[0], one[1], one[2] = sum_fx, sum_fy, sum_fz
        one[3], one[4], one[5] = sum_wx, sum_wy, sum_wz


@kernel
def _column(a, i, b, j):
    """Product of column `i` of one rotation and column `j` of another."""
    return a[0, i] * b[0, j] + a[1, i] * b[1, j] + a[2, i] * b[2, j]


@kernel
def sample_integrals(fine_s, integrals, time_s, rate_hz, samples):
    """Fill `samples` (n, 6): means over a sample interval around each of `time_s` (n,), in order of time.

    `integrals` (m, 6) are those at `fine_s` (m,), with straight lines between and the first and last value outside.
    """
    half, last = 0.5 / rate_hz, fine_s.shape[0] - 2
    i = j = 0
    for k in range(time_s.shape[0]):
        begin = min(max(time_s[k] - half, fine_s[0]), fine_s[last + 1])
        end = min(max(time_s[k] + half, fine_s[0]), fine_s[last + 1])
        while i < last and fine_s[i + 1] <= begin:
            i += 1
        while j < last and fine_s[j + 1] <= end:
            j += 1
        u = (begin - fine_s[i]) / (fine_s[i + 1] - fine_s[i])
        v = (end - fine_s[j]) / (fine_s[j + 1] - fine_s[j])
        for c in range(6):
            low = integrals[i, c] + u * (integrals[i + 1, c] - integrals[i, c])
            high = integrals[j, c] + v * (integrals[j + 1, c] - integrals[j, c])
            samples[k, c] = rate_hz * (high - low)


@kernel
def add_rings(time_s, hit_s, rate, ring_hz, decay_s, onset_s, whole_s, total):
    """Add to `total` (n,) an oscillation from each of `hit_s` (m,) on, that starts with `rate` (m,) and fades away.

    It is damped, begins over `onset_s` and is over after `whole_s`. Times (n,) and hits are in order.
    """
    turn = 2.0 * math.pi * ring_hz
    first, n = 0, time_s.shape[0]
    for i in range(hit_s.shape[0]):
        while first < n and time_s[first] < hit_s[i]:
            first += 1
        for k in range(first, n):
            t = time_s[k] - hit_s[i]
            if t >= whole_s:
                break
            fade = _ease(min(t / onset_s, 1.0)) * (1.0 - _ease(t / whole_s))
            total[k] += rate[i] / turn * math.exp(-t / decay_s) * math.sin(turn * t) * fade


@kernel
def _ease(u):
    """Minimum-jerk step from 0 to 1 while u goes from 0 to 1."""
    return u * u * u * (10.0 - u * (15.0 - 6.0 * u))
