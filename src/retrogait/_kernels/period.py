"""The stride period along a recording, from the autocorrelation of the angular rate in sliding windows."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel

_AT_ONCE = 4  # samples, in `window_periods`
_BLOCK = 1024  # values, in `convolve_rows`


@kernel
def block_means(samples, first, block, out):
    """Fill `out` (n // block, columns) with means over `block` samples of the columns from `first` on."""
    for k in range(out.shape[0]):
        for i in range(out.shape[1]):
            total = 0.0
            for j in range(k * block, (k + 1) * block):
                total += samples[j, first + i]
            out[k, i] = total / block


@kernel("M V M", stage="limb thigh trunk")
def convolve_rows(values, weights, out):
    """Fill `out` (n, columns) with `values` convolved by `weights` (odd number,) down the rows; beyond the ends is 0.

    Both arrays are contiguous, so that rows and columns are one loop; in blocks that stay in the processor's nearest
    memory from one weight to the next, three times as fast.
    """
    columns = values.shape[1]
    flat, sums = values.reshape(-1), out.reshape(-1)
    size = flat.shape[0]
    for begin in range(0, size, _BLOCK):
        end = min(size, begin + _BLOCK)
        sums[begin:end] = 0.0
        for j in range(weights.shape[0]):
            shift = (j - weights.shape[0] // 2) * columns
            weight = weights[j]
            first, last = max(begin, shift), min(end, size + shift)
            source = flat[first - shift : max(first, last) - shift]
            onto = sums[first:]
            for k in range(source.shape[0]):
                onto[k] += weight * source[k]


@kernel("V V V", stage="limb trunk thigh")
def interpolate_evenly(at, values, out):
    """Fill `out` (n,), at 0 to n - 1, by straight lines between `values` (m,) at `at` (m,), ascending; level beyond."""
    m, n = at.shape[0], out.shape[0]
    k = 0
    while k < n and k < at[0]:
        out[k] = values[0]
        k += 1
    for j in range(1, m):
        slope = (values[j] - values[j - 1]) / (at[j] - at[j - 1])
        while k < n and k < at[j]:
            out[k] = slope * (k - at[j - 1]) + values[j - 1]
            k += 1
    while k < n:
        out[k] = values[m - 1]
        k += 1


@kernel
def _first_strong_peak(correlation, low, share):
    """First local maximum at or above `low` that reaches `share` of the highest one; -1 if there is none."""
    best = 0.0
    for lag in range(low, correlation.shape[0] - 1):
        c = correlation[lag]
        if c > best and c >= correlation[lag - 1] and c > correlation[lag + 1]:
            best = c
    if best > 0.0:
        for lag in range(low, correlation.shape[0] - 1):
            c = correlation[lag]
            if c >= share * best and c >= correlation[lag - 1] and c > correlation[lag + 1]:
                return lag
    return -1


@kernel("M f I i f f f V V", stage="limb trunk thigh")
def window_periods(rate, rate_hz, starts, length, low_s, high_s, share, period_s, strength):
    """Fill `period_s` and `strength` (0..1) for windows of `length` rows of `rate` (n, axes) at `starts`.

    The correlation at each lag is normalised by the power of the two stretches it compares, so short windows do not
    favour short lags, and weighed by the root of their share of the window, so few samples do not favour long ones.
    NaN and 0 where nothing repeats.
    """
    low = max(2, int(low_s * rate_hz))
    axes = rate.shape[1]
    for w in range(starts.shape[0]):
        a = starts[w]
        b = min(a + length, rate.shape[0])
        n = b - a
        high = min(int(high_s * rate_hz) + 2, int(0.6 * n))
        period_s[w] = np.nan
        strength[w] = 0.0
        if high <= low + 2:
            continue
        # centred once, and powers summed once: the products are then the only work of a lag; in single precision, as
        # seven digits are plenty for a period and twice as many fit the processor: half the time. Zeros follow
        centred = np.zeros((axes, n + high + _AT_ONCE), np.float32)
        power = np.zeros(n + 1)
        for i in range(axes):
            mean = 0.0
            for k in range(a, b):
                mean += rate[k, i]
            mean /= n
            for k in range(n):
                centred[i, k] = rate[a + k, i] - mean
                power[k + 1] += centred[i, k] ** 2
        for k in range(n):
            power[k + 1] += power[k]
        if power[n] <= 0.0:
            continue
        correlation = np.zeros(high, np.float32)
        # lags innermost: each has a sum of its own, so the processor adds eight at a time, 3.6 times as fast; and four
        # samples for each time that a sum is fetched and put back, 1.6 times as fast again
        sums = correlation[low - 1 :]
        for i in range(axes):
            for k in range(0, n, _AT_ONCE):
                here, later = centred[i, k:], centred[i, k + low - 1 :]
                a0, a1, a2, a3 = here[0], here[1], here[2], here[3]
                for j in range(sums.shape[0]):
                    sums[j] += a0 * later[j] + a1 * later[j + 1] + a2 * later[j + 2] + a3 * later[j + 3]
        for lag in range(low - 1, high):
            left, right = power[n - lag], power[n] - power[lag]
            if left > 0.0 and right > 0.0:
                correlation[lag] *= math.sqrt((n - lag) / (n * left * right))
            else:
                correlation[lag] = 0.0
        lag = _first_strong_peak(correlation, low, share)
        if lag < 0:
            continue
        before, here, after = correlation[lag - 1], correlation[lag], correlation[lag + 1]
        bend = before - 2.0 * here + after
        shift = 0.5 * (before - after) / bend if bend < 0.0 else 0.0
        period_s[w] = (lag + shift) / rate_hz
        strength[w] = here
