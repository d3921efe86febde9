"""Jerk peaks of the trunk while its samples arrive: the causal twin of `stability.near_falls`."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.constants import LARGEST_GYR_DPS, STANDARD_GRAVITY_MPS2
from retrogait._kernels.jit import kernel
from retrogait._kernels.live.faults import is_given
from retrogait._kernels.medians import median_of

# options: numbers, and counts of samples
RATE_HZ, SPAN, WINDOW, APART, LEAST, TIMES, LEAST_USUAL, BRIDGE = range(8)
# state; 10 to 12 are gravity in the sensor's axes
SEEN, STARTED, MISSING, SUM, PAST, LAST, USUAL, WALKED = range(8)
GRAVITY = 10
STATE_WIDTH = 13
# columns of the ring, by sample, and of a jerk peak
TOTAL, JERK_PEAK, UP = range(3)
AT, SIZE, SHARE, DECIDED = range(4)

LEVEL_S = 2.0  # over which the accelerometer corrects what the gyroscope says of up
LEAST_HISTORY = 6  # half windows of walking, to know what is usual: two strides


@kernel
def watch_trunk(samples, options, state, ring, history, jerk_peaks):
    """Take in samples (n, 6) until they end or `jerk_peaks` is full; return how many were taken and jerk peaks found.

    `ring` is (2^m, 3), `history` holds the peak-to-peaks of the walk so far, one for every half window.
    """
    found = 0
    mask = ring.shape[0] - 1
    span, window = int(options[SPAN]), int(options[WINDOW])
    for n in range(samples.shape[0]):
        if found == jerk_peaks.shape[0]:
            return n, found
        x = samples[n]
        k = int(state[SEEN])
        state[SEEN] += 1.0
        row = k & mask
        if not is_given(x, LARGEST_GYR_DPS):
            ring[row, TOTAL], ring[row, JERK_PEAK], ring[row, UP] = state[SUM], 0.0, np.nan
            state[MISSING] += 1.0
            if state[MISSING] > options[BRIDGE]:
                state[STARTED] = 0.0
            continue
        if state[MISSING] > 0.0 and state[STARTED] > 0.0:
            _bridge(ring, state, k)
        state[MISSING] = 0.0
        up = _vertical(x, options, state)
        state[SUM] += up - STANDARD_GRAVITY_MPS2
        state[STARTED] += 1.0
        ring[row, TOTAL], ring[row, JERK_PEAK], ring[row, UP] = state[SUM], 0.0, up
        age = int(state[STARTED])
        if age <= 2 * span:
            continue
        before, middle = ring[(k - 2 * span) & mask, TOTAL], ring[(k - span) & mask, TOTAL]
        ring[(k - span) & mask, JERK_PEAK] = (state[SUM] - 2.0 * middle + before) * options[RATE_HZ] / span**2
        if age <= 2 * span + window:
            continue
        if _judge(options, state, ring, history, k, jerk_peaks[found]):
            found += 1
    return samples.shape[0], found


@kernel
def _vertical(x, options, state):
    """Acceleration along up, m/s^2; up is carried by the gyroscope and corrected by the accelerometer."""
    gx, gy, gz = state[GRAVITY], state[GRAVITY + 1], state[GRAVITY + 2]
    dt = 1.0 / options[RATE_HZ]
    if state[STARTED] == 0.0:
        gx, gy, gz = x[0], x[1], x[2]
    else:
        turn = dt * math.pi / 180.0
        wx, wy, wz = x[3] * turn, x[4] * turn, x[5] * turn
        gx, gy, gz = gx + wz * gy - wy * gz, gy + wx * gz - wz * gx, gz + wy * gx - wx * gy
        # at first the mean of what there is
        share = dt / min(LEVEL_S, (state[STARTED] + 1.0) * dt)
        gx += share * (x[0] - gx)
        gy += share * (x[1] - gy)
        gz += share * (x[2] - gz)
    state[GRAVITY], state[GRAVITY + 1], state[GRAVITY + 2] = gx, gy, gz
    norm = math.sqrt(gx * gx + gy * gy + gz * gz)
    return (x[0] * gx + x[1] * gy + x[2] * gz) / norm if norm > 0.0 else STANDARD_GRAVITY_MPS2


@kernel
def _bridge(ring, state, k):
    """Lay a straight line over the lost samples before sample `k`: no acceleration is added there."""
    mask = ring.shape[0] - 1
    for j in range(k - int(state[MISSING]), k):
        ring[j & mask, UP] = STANDARD_GRAVITY_MPS2


@kernel
def _judge(options, state, ring, history, k, jerk_peak):
    """Judge the window that ends with sample `k`; fill the row `jerk_peak` and return whether it is one."""
    mask = ring.shape[0] - 1
    last = k - int(options[SPAN])
    low = high = ring[last & mask, JERK_PEAK]
    at = last
    for j in range(last - int(options[WINDOW]) + 1, last):
        value = ring[j & mask, JERK_PEAK]
        if abs(value) > max(-low, high):
            at = j
        low, high = min(low, value), max(high, value)
    size = high - low
    state[PAST] += 1.0
    half = max(1, int(options[WINDOW]) // 2)
    if int(state[PAST]) % half == 0 and size >= options[LEAST_USUAL]:  # standing is no part of the walk
        history[int(state[WALKED]) % history.shape[0]] = size
        state[WALKED] += 1.0
        state[USUAL] = median_of(history, min(int(state[WALKED]), history.shape[0]))
    usual = state[USUAL]
    if state[WALKED] < LEAST_HISTORY:
        return False
    if size < options[LEAST] or size < options[TIMES] * usual or k < state[LAST]:
        return False
    state[LAST] = k + options[APART]
    jerk_peak[AT], jerk_peak[SIZE], jerk_peak[SHARE], jerk_peak[DECIDED] = at, size, size / usual, k
    return True
