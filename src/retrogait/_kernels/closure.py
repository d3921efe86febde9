"""What a stride leaves over: quiet instants found from norms alone, and gravity between them under a changed gyroscope.

Norms do not change when axes are negated, mirrored or exchanged, so the same strides are judged under every such guess.
"""

from __future__ import annotations

import math

from retrogait._kernels.jit import kernel
from retrogait._kernels.means import mean_around, sum_up
from retrogait._kernels.strapdown import quaternion_step, turned

_RAD = math.pi / 180.0


@kernel("M i i f V V V I", stage="limb trunk")
def quiet_instants(samples, half, apart, most, rate2, norm, totals, found):
    """Fill `found` with the quietest samples within `apart` samples to either side; return how many.

    Quiet is the mean squared angular rate plus the variance of the norm of acceleration over `half` samples to either
    side, each over its mean over all (n, 6) samples: no unit matters. A sum above `most` is not quiet. `rate2` (n,),
    `norm` (n,) and `totals` (n + 1,) are working space.
    """
    n = samples.shape[0]
    mean = power = turning = 0.0
    for k in range(n):
        acc2 = samples[k, 0] ** 2 + samples[k, 1] ** 2 + samples[k, 2] ** 2
        rate2[k] = samples[k, 3] ** 2 + samples[k, 4] ** 2 + samples[k, 5] ** 2
        norm[k] = math.sqrt(acc2)
        mean += norm[k] / n
        power += acc2 / n
        turning += rate2[k] / n
    spread = power - mean * mean
    if not (turning > 0.0 and spread > 0.0):
        return 0
    for k in range(n):
        norm[k] = (norm[k] - mean) / math.sqrt(spread)
        rate2[k] = rate2[k] / turning + norm[k] ** 2
    sum_up(rate2, totals)
    for k in range(n):
        rate2[k] = mean_around(totals, k, half)
    sum_up(norm, totals)
    for k in range(n):
        rate2[k] -= mean_around(totals, k, half) ** 2
    count = 0
    last = -1
    for k in range(n):
        if rate2[k] > most or (last >= 0 and k - last <= apart):
            continue
        lowest = True
        for j in range(max(0, k - apart), min(n, k + apart + 1)):
            if rate2[j] < rate2[k]:
                lowest = False
                break
        if lowest:
            found[count] = k
            count += 1
            last = k
    return count


@kernel("M J M i i M", stage="limb trunk")
def close_strides(samples, spans, change, late, half, left):
    """Fill `left` (m, 9) for the strides `spans` (m, 2) of samples (n, 6), in the sensor's axes as each one begins.

    The first three columns are the mean specific force over the stride, m/s^2, the next three that around its first
    sample, the last three that around its last one, over `half` samples to either side. Orientation comes from
    `change` (3, 3) times the angular rate `late` samples later, in rad per sample.
    """
    n = samples.shape[0]
    for row in range(spans.shape[0]):
        a, b = spans[row, 0], spans[row, 1]
        first, last = max(0, a - half), min(n - 1, b + half)
        for i in range(9):
            left[row, i] = 0.0
        w, x, y, z = 1.0, 0.0, 0.0, 0.0
        before_x = before_y = before_z = 0.0
        for k in range(first, last + 1):
            j = min(n - 1, max(0, k + late))
            p, q, r = samples[j, 3], samples[j, 4], samples[j, 5]
            u = change[0, 0] * p + change[0, 1] * q + change[0, 2] * r
            v = change[1, 0] * p + change[1, 1] * q + change[1, 2] * r
            t = change[2, 0] * p + change[2, 1] * q + change[2, 2] * r
            if k > first:
                w, x, y, z = _step(w, x, y, z, u + before_x, v + before_y, t + before_z)
            before_x, before_y, before_z = u, v, t
            e, f, g = turned(w, x, y, z, samples[k, 0], samples[k, 1], samples[k, 2])
            if a <= k <= b:
                share = (0.5 if k in (a, b) else 1.0) / (b - a)
                left[row, 0] += share * e
                left[row, 1] += share * f
                left[row, 2] += share * g
            if k <= a + half:
                share = 1.0 / (min(last, a + half) - first + 1)
                left[row, 3] += share * e
                left[row, 4] += share * f
                left[row, 5] += share * g
            if k >= b - half:
                share = 1.0 / (last - max(first, b - half) + 1)
                left[row, 6] += share * e
                left[row, 7] += share * f
                left[row, 8] += share * g


@kernel
def _step(w, x, y, z, u, v, t):
    """Orientation after a turn by half of (u, v, t), rad: a rate in a wrong unit turns it several times about."""
    a, b, c = 0.25 * u, 0.25 * v, 0.25 * t
    angle = math.sqrt(a * a + b * b + c * c)
    if angle < 0.5:
        return quaternion_step(w, x, y, z, a, b, c)
    s, e = math.sin(angle) / angle, math.cos(angle)
    a *= s
    b *= s
    c *= s
    return (
        w * e - x * a - y * b - z * c,
        w * a + x * e + y * c - z * b,
        w * b - x * c + y * e + z * a,
        w * c + x * b - y * a + z * e,
    )


@kernel("M i V V V", stage="limb trunk")
def correlate_jerks(samples, half, acc, gyr, products):
    """Add to `products` (2 r + 1,) those of changes of acceleration and changes of rate, -r to r samples later.

    Changes are lengths of differences from one sample to the next, less their mean over `half` samples to either side:
    an impact moves both triads in the same instant. `acc` and `gyr` (n - 1,) are working space.
    """
    n = acc.shape[0]
    for k in range(n):
        total = 0.0
        for i in range(3):
            total += (samples[k + 1, i] - samples[k, i]) ** 2
        acc[k] = math.sqrt(total)
        total = 0.0
        for i in range(3, 6):
            total += (samples[k + 1, i] - samples[k, i]) ** 2
        gyr[k] = math.sqrt(total)
    reach = products.shape[0] // 2
    sum_acc = 0.0
    for k in range(min(n, half + 1)):
        sum_acc += acc[k]
    for k in range(n):
        a, b = max(0, k - half), min(n, k + half + 1)
        if k > 0:
            if k + half < n:
                sum_acc += acc[k + half]
            if k - half > 0:
                sum_acc -= acc[k - half - 1]
        if k < reach or k >= n - reach:
            continue
        above = acc[k] - sum_acc / (b - a)
        for j in range(-reach, reach + 1):
            products[j + reach] += above * gyr[k + j]
