"""Which way is up in a moving segment: gravity over strides, seen from the sensor, and the tilt about one axis."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel
from retrogait._kernels.strapdown import matrix_of, turned_back

_DEG = 180.0 / math.pi


@kernel("M I f M", stage="thigh")
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


@kernel("M M M", stage="thigh")
def up_from_sensor(turn, pull, up):
    """Fill `up` (n, 3) with the direction of `pull` (n, 3, fixed frame) in the sensor's axes, unit; 0 where it is 0."""
    for k in range(turn.shape[0]):
        r00, r01, r02, r10, r11, r12, r20, r21, r22 = matrix_of(
            turn[k, 0], turn[k, 1], turn[k, 2], turn[k, 3]
        )
        px, py, pz = pull[k, 0], pull[k, 1], pull[k, 2]
        norm = math.sqrt(px * px + py * py + pz * pz)
        scale = 1.0 / norm if norm > 0.0 else 0.0
        up[k, 0] = scale * (r00 * px + r10 * py + r20 * pz)
        up[k, 1] = scale * (r01 * px + r11 * py + r21 * pz)
        up[k, 2] = scale * (r02 * px + r12 * py + r22 * pz)


@kernel
def tilt_angles(up, front, top, tilt_deg):
    """Fill `tilt_deg` (n,): angle by which the axis `top` (3,) leans from `up` (n, 3) towards `front` (3,), -180..180.

    `front` and `top` are unit and at a right angle; what of `up` lies across both does not count.
    """
    for k in range(up.shape[0]):
        ahead = up[k, 0] * front[0] + up[k, 1] * front[1] + up[k, 2] * front[2]
        above = up[k, 0] * top[0] + up[k, 1] * top[1] + up[k, 2] * top[2]
        tilt_deg[k] = math.atan2(-ahead, above) * _DEG


@kernel("M M M i f M V V", stage="trunk")
def level_samples(samples, turn, force_sum, reach, rate_hz, level, pitch_rate, pull):
    """Specific force along level anterior, left and up, and rate about left.

    Up is the mean specific force over `reach` samples to either side, in m/s^2 `pull` (n,). Anterior is the sensor's x
    axis made level; `level` (n, 3) is in m/s^2, `pitch_rate` (n,) in deg/s.
    """
    n = samples.shape[0]
    for k in range(n):
        a, b = max(0, k - reach), min(n - 1, k + reach)
        per = rate_hz / max(1, b - a)
        ux = (force_sum[b, 0] - force_sum[a, 0]) * per
        uy = (force_sum[b, 1] - force_sum[a, 1]) * per
        uz = (force_sum[b, 2] - force_sum[a, 2]) * per
        pull[k] = math.sqrt(ux * ux + uy * uy + uz * uz)
        unit = 1.0 / max(pull[k], 1e-9)
        ux, uy, uz = turned_back(
            turn[k, 0], turn[k, 1], turn[k, 2], turn[k, 3], ux * unit, uy * unit, uz * unit
        )
        # the anterior axis is x less its part along up, the left one up x anterior: (0, uz, -uy) made as long
        flat = 1.0 / math.sqrt(max(1.0 - ux * ux, 1e-12))
        along = ux * samples[k, 0] + uy * samples[k, 1] + uz * samples[k, 2]
        level[k, 0] = (samples[k, 0] - ux * along) * flat
        level[k, 1] = (uz * samples[k, 1] - uy * samples[k, 2]) * flat
        level[k, 2] = along
        pitch_rate[k] = (uz * samples[k, 4] - uy * samples[k, 5]) * flat
