"""Sums of overtones: what a person's segments do beyond plain waves."""

from __future__ import annotations

import math

from retrogait._kernels.jit import kernel


@kernel
def sum_overtones(cosines, sines, angle_rad, size, powers, total):
    """Fill `total` (r, n) with the overtones 1 to m of r waves at `angle_rad` (n,), times `size` (n,).

    Row i of `cosines` and `sines` (r, m): wave i is the real part of the sum of (cosine + i sine) times the powers of
    the point on the unit circle. `powers` (4, n) is space to work in. Instants are the inmost loop, which the compiler
    makes wide.
    """
    n = angle_rad.shape[0]
    c1, s1, c, s = powers[0], powers[1], powers[2], powers[3]
    for k in range(n):
        c1[k], s1[k] = math.cos(angle_rad[k]), math.sin(angle_rad[k])
        c[k], s[k] = c1[k] * size[k], s1[k] * size[k]
    total[:] = 0.0
    for j in range(cosines.shape[1]):
        for i in range(cosines.shape[0]):
            a, b, row = cosines[i, j], sines[i, j], total[i]
            if a != 0.0 or b != 0.0:
                for k in range(n):
                    row[k] += a * c[k] - b * s[k]
        for k in range(n):
            c[k], s[k] = c[k] * c1[k] - s[k] * s1[k], c[k] * s1[k] + s[k] * c1[k]
