"""Instants at which the speed of a point falls below a level for good, or rises above it to stay.

One rule for whole arrays and for the ring of a stream: sample `k` is at `speed[k & mask]`, and `k & WHOLE` is `k`.
"""

from __future__ import annotations

import numpy as np

from retrogait._kernels.jit import kernel

WHOLE = -1  # mask of an array that is no ring; that of a ring of 2^m samples is 2^m - 1
TRANSIENT_S = 0.05  # a point that moves for less than this has been hit, not carried
BASE = 1 / 3  # of the level: a point that is slower has come to rest
WAVE = 0.8  # of the level: what is slower creeps
LANDS = 0.75  # of the speed that such a wave reaches: where it ends
CARRIED = 0.05  # of the way from rest to rest: a wave that takes a point so far is no transient
SLOW, FAST = 0.5, 1.5  # of the level: a point passes it in the time from the one to the other


@kernel
def last_fall(speed, mask, a, b, top, level, least, carried):
    """Instant between samples `a` and `b` at which `speed` falls below `level` for good; NaN if it does not.

    For good: later it is above the level for less than `least` samples at a time, and not above half way to its `top`.
    A heel moves fast when it lifts, slows, and moves again in a slow swing; a transient after landing does not count.
    In short steps the heel lifts faster than the foot travels: a point that slowed down to a third of the level and
    goes on, for `least` samples and a share `carried` of its way, has not landed yet, and lands at 0.75 of the speed it
    then reaches if that is lower.
    """
    if speed[b & mask] >= level:
        return np.nan
    base = BASE * level
    way = 0.0
    for k in range(a, b + 1):
        way += speed[k & mask]
    k = b
    while k > a:
        while k > a and speed[k & mask] < base:
            k -= 1
        end = k
        high = wave = 0.0
        while k > a and speed[k & mask] >= base:
            last = k
            under = 0.0  # of the samples above the level
            while k > a and speed[k & mask] >= level:
                under = max(under, speed[k & mask])
                wave += speed[k & mask]
                k -= 1
            if under > 0.0 and (last - k >= least or under > 0.5 * (level + top)):
                return _crossed(speed, mask, last, level)
            high = max(high, under)
            while k > a and base <= speed[k & mask] < level:
                high = max(high, speed[k & mask])
                wave += speed[k & mask]
                k -= 1
        lower = min(level, LANDS * high)
        if end - k >= least and high >= WAVE * level and wave >= carried * way and speed[b & mask] < lower:
            while speed[end & mask] < lower:
                end -= 1
            return _crossed(speed, mask, end, lower)
    return np.nan


@kernel
def _crossed(speed, mask, last, level):
    """Instant after the sample `last` at which speed falls below a level, by a straight line."""
    above, below = speed[last & mask], speed[(last + 1) & mask]
    return last + (above - level) / (above - below)


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


@kernel
def passing(speed, at, level, falls):
    """How many samples `speed` (n,) takes to pass the `level` that it crosses at the instant `at`, falling or rising.

    From half of the level to half as much again, or the other way round.
    """
    n = speed.shape[0]
    before, after = int(at), int(at) + 1
    while before > 0 and (speed[before] < FAST * level if falls else speed[before] >= SLOW * level):
        before -= 1
    while after < n - 1 and (speed[after] >= SLOW * level if falls else speed[after] < FAST * level):
        after += 1
    return after - before


@kernel
def skipped(speed, at, level, falls):
    """How many samples before the rise at the instant `at`, or after the fall, `speed` (n,) was above the `level`.

    Counted from the farthest such sample: what lies between was taken for a transient.
    """
    k = speed.shape[0] - 1 if falls else 0
    while (k > at if falls else k < at) and speed[k] < level:
        k += -1 if falls else 1
    return max(0.0, k - at if falls else at - k)
