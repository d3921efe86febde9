"""Strapdown integration: orientation, specific force summed in a fixed frame, and the frame levelled between rests.

Orientation starts at identity in a frame whose tilt is not known; it is levelled afterwards by the mean
specific force between two rests, which is exactly gravity when the velocity is the same at both.
Quaternions are (w, x, y, z), turning sensor vectors into the fixed frame.
"""

from __future__ import annotations

import math

from retrogait._kernels.jit import kernel

_RAD = math.pi / 180.0


@kernel
def matrix_of(w, x, y, z):
    """Rotation matrix of a unit quaternion, row by row."""
    return (
        1.0 - 2.0 * (y * y + z * z),
        2.0 * (x * y - w * z),
        2.0 * (x * z + w * y),
        2.0 * (x * y + w * z),
        1.0 - 2.0 * (x * x + z * z),
        2.0 * (y * z - w * x),
        2.0 * (x * z - w * y),
        2.0 * (y * z + w * x),
        1.0 - 2.0 * (x * x + y * y),
    )


@kernel
def quaternion_step(w, x, y, z, a, b, c):
    """Unit quaternion after a turn by the rotation vector 2 (a, b, c), rad in the sensor's axes."""
    angle2 = a * a + b * b + c * c
    # sine over angle and cosine by their series: half angles stay below 0.35 rad at 2000 deg/s and 50 Hz
    s = 1.0 - angle2 * (1.0 / 6.0 - angle2 * (1.0 / 120.0 - angle2 / 5040.0))
    e = 1.0 - angle2 * (0.5 - angle2 * (1.0 / 24.0 - angle2 / 720.0))
    a *= s
    b *= s
    c *= s
    w, x, y, z = (
        w * e - x * a - y * b - z * c,
        w * a + x * e + y * c - z * b,
        w * b - x * c + y * e + z * a,
        w * c + x * b - y * a + z * e,
    )
    scale = 1.5 - 0.5 * (w * w + x * x + y * y + z * z)  # one Newton step towards unit length
    return w * scale, x * scale, y * scale, z * scale


@kernel
def turned(w, x, y, z, u, v, t):
    """Vector (u, v, t) of the sensor as the fixed frame sees it: by a unit quaternion."""
    a, b, c = 2.0 * (y * t - z * v), 2.0 * (z * u - x * t), 2.0 * (x * v - y * u)
    return u + w * a + y * c - z * b, v + w * b + z * a - x * c, t + w * c + x * b - y * a


@kernel
def turned_back(w, x, y, z, u, v, t):
    """Vector (u, v, t) of the fixed frame as the sensor sees it: by the inverse of a unit quaternion."""
    a, b, c = 2.0 * (z * v - y * t), 2.0 * (x * t - z * u), 2.0 * (y * u - x * v)
    return u + w * a + z * b - y * c, v + w * b + x * c - z * a, t + w * c + y * a - x * b


@kernel
def x_axis(q, f):
    """Components of the sensor's x axis in the level frame `f` (3, 3); `q` (4,) turns into the fixed one."""
    x = 1.0 - 2.0 * (q[2] * q[2] + q[3] * q[3])
    y = 2.0 * (q[1] * q[2] + q[0] * q[3])
    z = 2.0 * (q[1] * q[3] - q[0] * q[2])
    return (
        f[0, 0] * x + f[0, 1] * y + f[0, 2] * z,
        f[1, 0] * x + f[1, 1] * y + f[1, 2] * z,
        f[2, 0] * x + f[2, 1] * y + f[2, 2] * z,
    )


@kernel("M f V M M", stage="limb trunk thigh")
def integrate_motion(samples, rate_hz, point_m, turn, force_sum):
    """Fill `turn` (n, 4) with orientation and `force_sum` (n, 3) with the integral of specific force at a point.

    `samples` (n, 6) are acc in m/s^2 and gyr in deg/s; `point_m` (3,) is fixed to the sensor. The integral, m/s,
    has the point's velocity relative to the sensor added, so differences of it less gravity are the point's.
    """
    # one after the other: each fits the processor's registers, and both together take four fifths of one loop's time
    _integrate_rate(samples, rate_hz, turn)
    _sum_force(samples, turn, rate_hz, point_m, force_sum)


@kernel
def _integrate_rate(samples, rate_hz, turn):
    """Fill `turn` (n, 4), from identity on: between two samples the rate is their mean."""
    w, x, y, z = 1.0, 0.0, 0.0, 0.0
    half = 0.25 / rate_hz * _RAD  # half of the mean of two rates
    for k in range(samples.shape[0]):
        if k > 0:
            a = (samples[k, 3] + samples[k - 1, 3]) * half
            b = (samples[k, 4] + samples[k - 1, 4]) * half
            c = (samples[k, 5] + samples[k - 1, 5]) * half
            w, x, y, z = quaternion_step(w, x, y, z, a, b, c)
        turn[k, 0] = w
        turn[k, 1] = x
        turn[k, 2] = y
        turn[k, 3] = z


@kernel
def _sum_force(samples, turn, rate_hz, point_m, force_sum):
    """Fill `force_sum` (n, 3) by trapezoids, and with the velocity of the point."""
    px, py, pz = point_m[0] * _RAD, point_m[1] * _RAD, point_m[2] * _RAD
    half = 0.5 / rate_hz
    sum_x = sum_y = sum_z = 0.0
    last_x = last_y = last_z = 0.0
    for k in range(samples.shape[0]):
        r00, r01, r02, r10, r11, r12, r20, r21, r22 = matrix_of(
            turn[k, 0], turn[k, 1], turn[k, 2], turn[k, 3]
        )
        fx, fy, fz = half * samples[k, 0], half * samples[k, 1], half * samples[k, 2]
        ex = r00 * fx + r01 * fy + r02 * fz
        ey = r10 * fx + r11 * fy + r12 * fz
        ez = r20 * fx + r21 * fy + r22 * fz
        if k > 0:
            sum_x += ex + last_x
            sum_y += ey + last_y
            sum_z += ez + last_z
        last_x, last_y, last_z = ex, ey, ez
        gx, gy, gz = samples[k, 3], samples[k, 4], samples[k, 5]
        vx, vy, vz = gy * pz - gz * py, gz * px - gx * pz, gx * py - gy * px
        force_sum[k, 0] = sum_x + r00 * vx + r01 * vy + r02 * vz
        force_sum[k, 1] = sum_y + r10 * vx + r11 * vy + r12 * vz
        force_sum[k, 2] = sum_z + r20 * vx + r21 * vy + r22 * vz


@kernel("M M V M", stage="limb")
def move_point(samples, turn, by_m, force_sum):
    """Make of `force_sum` (n, 3) that of a point `by_m` (3,) further on: as integrating it, in a third of the time."""
    for k in range(samples.shape[0]):
        r00, r01, r02, r10, r11, r12, r20, r21, r22 = matrix_of(
            turn[k, 0], turn[k, 1], turn[k, 2], turn[k, 3]
        )
        gx, gy, gz = samples[k, 3] * _RAD, samples[k, 4] * _RAD, samples[k, 5] * _RAD
        vx = gy * by_m[2] - gz * by_m[1]
        vy = gz * by_m[0] - gx * by_m[2]
        vz = gx * by_m[1] - gy * by_m[0]
        force_sum[k, 0] += r00 * vx + r01 * vy + r02 * vz
        force_sum[k, 1] += r10 * vx + r11 * vy + r12 * vz
        force_sum[k, 2] += r20 * vx + r21 * vy + r22 * vz


@kernel("M I f M", stage="limb")
def gravity_between(force_sum, rests, rate_hz, gravity):
    """Fill `gravity` (m - 1, 3) with the mean specific force between neighbouring rests, m/s^2."""
    for k in range(rests.shape[0] - 1):
        a, b = rests[k], rests[k + 1]
        span = (b - a) / rate_hz
        for i in range(3):
            gravity[k, i] = (force_sum[b, i] - force_sum[a, i]) / span


@kernel("M I i M", stage="limb")
def smooth_gravity(gravity, rests, reach, smooth):
    """Fill `smooth` (m - 1, 3) with gravity between rests as a line over `reach` intervals to either side.

    A impact that the sensor cuts off leaves a velocity behind that looks like a tilt of a degree for one stride; the
    frame itself drifts slowly. Weighted least squares, triangular in the number of intervals, times their length.
    """
    count = gravity.shape[0]
    for k in range(count):
        middle = 0.5 * (rests[k] + rests[k + 1])
        weight = mean_x = power = 0.0
        for j in range(max(0, k - reach), min(count, k + reach + 1)):
            w = (reach + 1.0 - abs(j - k)) * (rests[j + 1] - rests[j])
            weight += w
            mean_x += w * (0.5 * (rests[j] + rests[j + 1]) - middle)
        mean_x /= weight
        for j in range(max(0, k - reach), min(count, k + reach + 1)):
            w = (reach + 1.0 - abs(j - k)) * (rests[j + 1] - rests[j])
            power += w * (0.5 * (rests[j] + rests[j + 1]) - middle - mean_x) ** 2
        for i in range(3):
            mean = product = 0.0
            for j in range(max(0, k - reach), min(count, k + reach + 1)):
                w = (reach + 1.0 - abs(j - k)) * (rests[j + 1] - rests[j])
                mean += w * gravity[j, i] / weight
                product += w * gravity[j, i] * (0.5 * (rests[j] + rests[j + 1]) - middle - mean_x)
            slope = product / power if power > 0.0 else 0.0
            smooth[k, i] = mean - slope * mean_x


@kernel("M C", stage="limb")
def level_frames(gravity, frames):
    """Fill `frames` (m, 3, 3): rows are two horizontal axes and up, for each gravity vector of (m, 3).

    The first horizontal axis is projected from one frame onto the horizontal of the next, so heading keeps its meaning
    over hours while the integrated frame tilts slowly. Where gravity jumps onto that axis, the second one is taken.
    """
    ax, ay, az = 1.0, 0.0, 0.0
    for k in range(gravity.shape[0]):
        ux, uy, uz = gravity[k, 0], gravity[k, 1], gravity[k, 2]
        norm = math.sqrt(ux * ux + uy * uy + uz * uz)
        ux /= norm
        uy /= norm
        uz /= norm
        dot = ax * ux + ay * uy + az * uz
        if k == 0 and abs(dot) > 0.9:
            ax, ay, az = 0.0, 1.0, 0.0
            dot = uy
        elif abs(dot) > 0.999:
            ax, ay, az = frames[k - 1, 1, 0], frames[k - 1, 1, 1], frames[k - 1, 1, 2]
            dot = ax * ux + ay * uy + az * uz
        ax -= dot * ux
        ay -= dot * uy
        az -= dot * uz
        norm = math.sqrt(ax * ax + ay * ay + az * az)
        ax /= norm
        ay /= norm
        az /= norm
        frames[k, 0, 0] = ax
        frames[k, 0, 1] = ay
        frames[k, 0, 2] = az
        frames[k, 1, 0] = uy * az - uz * ay
        frames[k, 1, 1] = uz * ax - ux * az
        frames[k, 1, 2] = ux * ay - uy * ax
        frames[k, 2, 0] = ux
        frames[k, 2, 1] = uy
        frames[k, 2, 2] = uz
