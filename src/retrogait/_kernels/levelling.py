"""Which way is up in a moving segment: gravity over strides, seen from the sensor, and the tilt about one axis."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel

_DEG = 180.0 / math.pi


@kernel
def stride_gravity(force_sum, span, rate_hz, pull):
    """Fill `pull` (n, 3) with the mean specific force over two strides around each sample, m/s^2, in the fixed frame.

    The mean over a stride is taken twice, so that samples weigh as a triangle: what a window of not quite a stride
    leaves over in the first mean is spread out by the second. `span` (n,) is the stride in samples. At the ends the
    first window is moved inwards and the second is cut. `force_sum` (n >= 2, 3) is from `strapdown.integrate_motion`.
    """
    n = force_sum.shape[0]
    totals = np.zeros((n + 1, 3))
    for k in range(n):
        width = min(max(span[k], 1), n - 1)
        a = min(max(0, k - width // 2), n - 1 - width)
        share = rate_hz / width
        for i in range(3):
            totals[k + 1, i] = totals[k, i] + (force_sum[a + width, i] - force_sum[a, i]) * share
    for k in range(n):
        half = span[k] // 2
        a = max(0, k - half)
        b = min(n, k + half + 1)
        for i in range(3):
            pull[k, i] = (totals[b, i] - totals[a, i]) / (b - a)


@kernel
def up_from_sensor(turn, pull, up):
    """Fill `up` (n, 3) with the direction of `pull` (n, 3, fixed frame) in the sensor's axes, unit; 0 where it is 0."""
    for k in range(turn.shape[0]):
        w, x, y, z = turn[k, 0], turn[k, 1], turn[k, 2], turn[k, 3]
        px, py, pz = pull[k, 0], pull[k, 1], pull[k, 2]
        norm = math.sqrt(px * px + py * py + pz * pz)
        scale = 1.0 / norm if norm > 0.0 else 0.0
        # the transpose of the rotation
        up[k, 0] = scale * (
            (1.0 - 2.0 * (y * y + z * z)) * px + 2.0 * (x * y + w * z) * py + 2.0 * (x * z - w * y) * pz
        )
        up[k, 1] = scale * (
            2.0 * (x * y - w * z) * px + (1.0 - 2.0 * (x * x + z * z)) * py + 2.0 * (y * z + w * x) * pz
        )
        up[k, 2] = scale * (
            2.0 * (x * z + w * y) * px + 2.0 * (y * z - w * x) * py + (1.0 - 2.0 * (x * x + y * y)) * pz
        )


@kernel
def tilt_angles(up, front, top, tilt_deg):
    """Fill `tilt_deg` (n,): angle by which the axis `top` (3,) leans from `up` (n, 3) towards `front` (3,), -180..180.

    `front` and `top` are unit and at a right angle; what of `up` lies across both does not count.
    """
    for k in range(up.shape[0]):
        ahead = up[k, 0] * front[0] + up[k, 1] * front[1] + up[k, 2] * front[2]
        above = up[k, 0] * top[0] + up[k, 1] * top[1] + up[k, 2] * top[2]
        tilt_deg[k] = math.atan2(-ahead, above) * _DEG
