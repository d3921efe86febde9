"""How far a limb leans over between two rests: along its travel, against it, and to the sides."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel
from retrogait._kernels.strapdown import matrix_of

# Columns of a row, in deg, 0 and more.
(
    ALONG,  # largest lean in the direction of travel, from how the limb stands at the rest before
    AGAINST,  # largest lean the other way
    ASIDE,  # from the largest lean to one side to that to the other
) = range(3)
WIDTH = 3


@kernel
def _lean(rotation, u, v, w, up):
    """How far an axis of the sensor, unit, has come down from the horizontal, in deg."""
    r00, r01, r02, r10, r11, r12, r20, r21, r22 = rotation
    x, y, z = r00 * u + r01 * v + r02 * w, r10 * u + r11 * v + r12 * w, r20 * u + r21 * v + r22 * w
    climb = x * up[0] + y * up[1] + z * up[2]
    return -math.degrees(math.asin(min(1.0, max(-1.0, climb))))


@kernel("M J C M i M", stage="limb")
def leans_between(turn, rests, frames, travel, every, rows):
    """Fill `rows` (m, WIDTH) for intervals between two `rests` (m, 2), looking at one sample of `every`.

    `turn` (n, 4) is the orientation in a fixed frame, `frames` (m, 3, 3) the level frame of each interval, and `travel`
    (m, 2) the displacement in it. Without a displacement the row is NaN. The axes that lie along the travel and across
    it at the first rest are followed as the limb carries them.
    """
    for row in range(rests.shape[0]):
        length = math.hypot(travel[row, 0], travel[row, 1])
        if not length > 0.0:
            for i in range(WIDTH):
                rows[row, i] = np.nan
            continue
        f = frames[row]
        a, b = travel[row, 0] / length, travel[row, 1] / length
        dx, dy, dz = a * f[0, 0] + b * f[1, 0], a * f[0, 1] + b * f[1, 1], a * f[0, 2] + b * f[1, 2]
        lx, ly, lz = -b * f[0, 0] + a * f[1, 0], -b * f[0, 1] + a * f[1, 1], -b * f[0, 2] + a * f[1, 2]
        q = turn[rests[row, 0]]
        r00, r01, r02, r10, r11, r12, r20, r21, r22 = matrix_of(q[0], q[1], q[2], q[3])
        du, dv, dw = (
            r00 * dx + r10 * dy + r20 * dz,
            r01 * dx + r11 * dy + r21 * dz,
            r02 * dx + r12 * dy + r22 * dz,
        )
        lu, lv, lw = (
            r00 * lx + r10 * ly + r20 * lz,
            r01 * lx + r11 * ly + r21 * lz,
            r02 * lx + r12 * ly + r22 * lz,
        )
        most = least = left = right = 0.0
        for k in range(rests[row, 0], rests[row, 1] + 1, every):
            q = turn[k]
            rotation = matrix_of(q[0], q[1], q[2], q[3])
            lean = _lean(rotation, du, dv, dw, f[2])
            most, least = max(most, lean), min(least, lean)
            lean = _lean(rotation, lu, lv, lw, f[2])
            left, right = max(left, lean), min(right, lean)
        rows[row, ALONG], rows[row, AGAINST], rows[row, ASIDE] = most, -least, left - right
