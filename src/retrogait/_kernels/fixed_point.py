"""How much of what an accelerometer measures is explained by turning about one point of the limb, at rest."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel
from retrogait._kernels.strapdown import matrix_of

_RIDGE = 1e-9  # of the trace: a limb that turns about one axis only leaves the point's place along it open


@kernel("M M J M f i V", stage="limb")
def share_explained(samples, turn, rests, gravity, rate_hz, every, share):
    """Fill `share` (m,) for intervals between two `rests` (m, 2), looking at one sample of `every`.

    `samples` (n, 6) are in m/s^2 and deg/s, `turn` (n, 4) is the orientation in a fixed frame, and `gravity` (m, 3) the
    mean specific force of each interval in it. Of a limb that turns about a point r of its own, which stays where it
    is, the sensor accelerates by alpha x r + omega x (omega x r): the share of the sum of squares that the best r
    explains, 0 to 1. NaN where fewer than eight samples are known.
    """
    for row in range(rests.shape[0]):
        first, last = rests[row, 0], rests[row, 1]
        g0, g1, g2 = gravity[row, 0], gravity[row, 1], gravity[row, 2]
        a00 = a01 = a02 = a11 = a12 = a22 = c0 = c1 = c2 = total = 0.0
        count = 0
        for k in range(first + every, last - every + 1, every):
            q = turn[k]
            r00, r01, r02, r10, r11, r12, r20, r21, r22 = matrix_of(q[0], q[1], q[2], q[3])
            y0 = samples[k, 0] - (r00 * g0 + r10 * g1 + r20 * g2)
            y1 = samples[k, 1] - (r01 * g0 + r11 * g1 + r21 * g2)
            y2 = samples[k, 2] - (r02 * g0 + r12 * g1 + r22 * g2)
            per_s = math.radians(0.5 * rate_hz / every)
            p = (samples[k + every, 3] - samples[k - every, 3]) * per_s
            q_ = (samples[k + every, 4] - samples[k - every, 4]) * per_s
            r = (samples[k + every, 5] - samples[k - every, 5]) * per_s
            u, v, w = math.radians(samples[k, 3]), math.radians(samples[k, 4]), math.radians(samples[k, 5])
            if not math.isfinite(y0 + y1 + y2 + p + q_ + r + u + v + w):
                continue
            squared = u * u + v * v + w * w
            m00, m01, m02 = u * u - squared, u * v - r, u * w + q_
            m10, m11, m12 = v * u + r, v * v - squared, v * w - p
            m20, m21, m22 = w * u - q_, w * v + p, w * w - squared
            a00 += m00 * m00 + m10 * m10 + m20 * m20
            a01 += m00 * m01 + m10 * m11 + m20 * m21
            a02 += m00 * m02 + m10 * m12 + m20 * m22
            a11 += m01 * m01 + m11 * m11 + m21 * m21
            a12 += m01 * m02 + m11 * m12 + m21 * m22
            a22 += m02 * m02 + m12 * m12 + m22 * m22
            c0 += m00 * y0 + m10 * y1 + m20 * y2
            c1 += m01 * y0 + m11 * y1 + m21 * y2
            c2 += m02 * y0 + m12 * y1 + m22 * y2
            total += y0 * y0 + y1 * y1 + y2 * y2
            count += 1
        ridge = _RIDGE * (a00 + a11 + a22)
        a00, a11, a22 = a00 + ridge, a11 + ridge, a22 + ridge
        k00, k01, k02 = a11 * a22 - a12 * a12, a02 * a12 - a01 * a22, a01 * a12 - a02 * a11
        det = a00 * k00 + a01 * k01 + a02 * k02
        if count < 8 or not det > 0.0 or not total > 0.0:
            share[row] = np.nan
            continue
        k11, k12, k22 = a00 * a22 - a02 * a02, a01 * a02 - a00 * a12, a00 * a11 - a01 * a01
        explained = c0 * (k00 * c0 + k01 * c1 + k02 * c2) + c1 * (k01 * c0 + k11 * c1 + k12 * c2)
        explained += c2 * (k02 * c0 + k12 * c1 + k22 * c2)
        share[row] = explained / (det * total)
