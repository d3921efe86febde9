"""Instants at which the speed of a point falls below a level for good, or rises above it to stay.

One rule for whole arrays and for the ring of a stream: sample `k` is at `speed[k & mask]`, and `k & WHOLE` is `k`.
"""

from __future__ import annotations

import numpy as np

from retrogait._kernels.jit import kernel

WHOLE = -1  # mask of an array that is no ring; that of a ring of 2^m samples is 2^m - 1
TRANSIENT_S = 0.05  # a point that moves for less than this has been hit, not carried


@kernel
def last_fall(speed, mask, a, b, top, level, least):
    """Instant between samples `a` and `b` at which `speed` falls below `level` for good; NaN if it does not.

    For good: later it is above the level for less than `least` samples at a time, and not above half way to its `top`.
    A heel moves fast when it lifts, slows, and moves again in a slow swing; a transient after landing does not count.
    """
    k = b
    if speed[k & mask] >= level:
        return np.nan
    while k > a:
        while k > a and speed[k & mask] < level:
            k -= 1
        last = k
        high = speed[k & mask]
        while k > a and speed[k & mask] >= level:
            high = max(high, speed[k & mask])
            k -= 1
        if last - k >= least or high > 0.5 * (level + top):
            above, below = speed[last & mask], speed[(last + 1) & mask]
            return last + (above - level) / (above - below)
    return np.nan


@kernel
def first_rise(speed, mask, a, b, top, level, least):
    """Instant at which `speed` rises above `level` to stay there for `least` samples or go half way to its `top`."""
    k = a
    if speed[k & mask] >= level:
        return np.nan
    while k < b:
        while k < b and speed[k & mask] < level:
            k += 1
        first = k
        high = speed[k & mask]
        while k < b and speed[k & mask] >= level:
            high = max(high, speed[k & mask])
            k += 1
        if k - first >= least or high > 0.5 * (level + top):
            below, above = speed[(first - 1) & mask], speed[first & mask]
            return first - 1 + (level - below) / (above - below)
    return np.nan
