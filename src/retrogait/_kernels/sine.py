"""How much of a limb's motion from rest to rest is one sine: a limb that stands between its swings is far from that."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel


@kernel("M J V", stage="limb")
def share_of_sine(force_sum, rests, share):
    """Fill `share` (m,), 0 to 1, for intervals between two `rests` (m, 2).

    Of the specific force, less its mean, in the frame in which it was summed to `force_sum` (n, 3): the share of its
    power that one sine of the interval's length carries. NaN where an interval has fewer than eight samples.
    """
    for row in range(rests.shape[0]):
        first, last = rests[row, 0], rests[row, 1]
        count = last - first
        share[row] = np.nan
        if count < 8:
            continue
        total = sine = 0.0
        for i in range(3):
            mean = (force_sum[last, i] - force_sum[first, i]) / count
            along = across = 0.0
            for k in range(count):
                force = force_sum[first + k + 1, i] - force_sum[first + k, i] - mean
                angle = 2.0 * math.pi * k / count
                along += force * math.cos(angle)
                across += force * math.sin(angle)
                total += force * force
            sine += 2.0 * (along * along + across * across) / count
        if total > 0.0:
            share[row] = sine / total
