"""The impact of a landing in a sensor's acceleration: its peaks, when they come and how steeply they rise."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel

PEAK_AXIAL = 0  # m/s^2
PEAK_RESULTANT = 1  # m/s^2
TIME_TO_PEAK = 2  # s after the contact
SLOPE = 3  # m/s^3
PEAK_JERK = 4  # m/s^3
WIDTH = 5
_FROM, _TO = 0.2, 0.8  # of the rise, that the slope is taken over


@kernel
def contact_impacts(acc, rate_hz, contacts, before_s, after_s, axial, rows):
    """Fill `rows` (m, WIDTH) with the impacts around contacts (m,), in samples; NaN where samples are missing.

    `acc` (n, 3) is acceleration without gravity; its third axis is the segment's if `axial`, else the resultant stands
    for it in time and slope. Time is that of the highest sample from `before_s` before to `after_s` after the contact,
    NaN where it is the first or last of these; slope is that from 20 to 80 % of the rise to it, from the lowest sample
    before it. Jerk is of the vector, over 10 ms.
    """
    n = acc.shape[0]
    span = max(1, int(0.01 * rate_hz + 0.5))
    back, ahead = int(math.ceil(before_s * rate_hz)), int(math.ceil(after_s * rate_hz))
    height = np.empty(back + ahead + 2)
    for c in range(contacts.shape[0]):
        for i in range(WIDTH):
            rows[c, i] = np.nan
        if math.isnan(contacts[c]):
            continue
        first, last = int(contacts[c]) - back, int(contacts[c]) + ahead + 1
        if first - span < 0 or last > n:
            continue
        length = last - first
        top = jerk = 0.0
        missing = False
        for k in range(length):
            s = first + k
            square = change = 0.0
            for i in range(3):
                square += acc[s, i] ** 2
                change += (acc[s, i] - acc[s - span, i]) ** 2
            height[k] = acc[s, 2] if axial else math.sqrt(square)
            missing |= math.isnan(change)
            top = max(top, square)
            jerk = max(jerk, change)
        if missing:
            continue
        peak = 0
        for k in range(length):
            if height[k] > height[peak]:
                peak = k
        if axial:
            rows[c, PEAK_AXIAL] = height[peak]
        rows[c, PEAK_RESULTANT] = math.sqrt(top)
        rows[c, PEAK_JERK] = math.sqrt(jerk) * rate_hz / span
        if peak == 0 or peak == length - 1:
            continue
        foot = peak
        for k in range(peak):
            if height[k] < height[foot]:
                foot = k
        rise = height[peak] - height[foot]
        rows[c, TIME_TO_PEAK] = (first + peak - contacts[c]) / rate_hz
        took = _last_rise(height, peak, height[foot] + _TO * rise) - _last_rise(
            height, peak, height[foot] + _FROM * rise
        )
        rows[c, SLOPE] = (_TO - _FROM) * rise * rate_hz / took


@kernel
def _last_rise(height, peak, level):
    """Where `height` last passed a level before its peak, in samples, on a straight line between two of them."""
    k = peak
    while height[k - 1] > level:
        k -= 1
    return k - 1 + (level - height[k - 1]) / (height[k] - height[k - 1])


@kernel
def window_peaks(values, rate_hz, contacts, before_s, after_s, peak):
    """Fill `peak` (m,) with the largest length of vectors (n, 3) around contacts, in samples; NaN past the ends."""
    n = values.shape[0]
    back, ahead = int(math.ceil(before_s * rate_hz)), int(math.ceil(after_s * rate_hz))
    for c in range(contacts.shape[0]):
        peak[c] = np.nan
        if math.isnan(contacts[c]):
            continue
        first, last = int(contacts[c]) - back, int(contacts[c]) + ahead + 1
        if first < 0 or last > n:
            continue
        top = 0.0
        missing = False
        for k in range(first, last):
            square = values[k, 0] ** 2 + values[k, 1] ** 2 + values[k, 2] ** 2
            missing |= math.isnan(square)
            top = max(top, square)
        if not missing:
            peak[c] = math.sqrt(top)


@kernel
def clipped_samples(values, tolerance, least, clipped):
    """Mark in `clipped` (n,) samples at the limit of an axis of `values` (n, 3): where its largest size is held.

    An axis is limited where two samples in a row, or three in all, hold its largest or smallest value within
    `tolerance`, and that is `least` or more in size. NaN is at no limit.
    """
    n = values.shape[0]
    for k in range(n):
        clipped[k] = False
    for i in range(3):
        for sign in (1.0, -1.0):
            top = -np.inf
            for k in range(n):
                if sign * values[k, i] > top:  # noqa: PLR1730  max() of NaN differs with and without numba
                    top = sign * values[k, i]
            if not top >= least:
                continue
            count = run = longest = 0
            for k in range(n):
                if sign * values[k, i] >= top - tolerance:
                    count += 1
                    run += 1
                    longest = max(longest, run)
                else:
                    run = 0
            if longest < 2 and count < 3:
                continue
            for k in range(n):
                if sign * values[k, i] >= top - tolerance:
                    clipped[k] = True
