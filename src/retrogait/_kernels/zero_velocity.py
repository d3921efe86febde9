"""Instants at which a limb rests on the ground: quiet candidates, and the chain of them that moves least."""

from __future__ import annotations

import math

import numpy as np

from retrogait._kernels.jit import kernel
from retrogait._kernels.means import mean_around, sum_up

REACH = (
    24  # candidates looked back at for a predecessor; an eighth of a stride apart or more, so three strides
)
_SPREAD_SIDE = 8  # samples to either side that a spread is taken from


@kernel("M f f f i V f V V", stage="limb")
def motion_energy(samples, gravity, rate_scale_dps, acc_scale, smooth, stride, share, energy, totals):
    """Fill `energy` (n,): mean of squared rate and squared departure from 1 g over `share` of the stride, 3 at least.

    The window follows `stride` (n,), in samples, so slow and brisk gait are treated alike. The norm of acceleration is
    averaged over `smooth` samples first: a transient is no motion. Prefix sums make the cost independent of the widths;
    `totals` (n + 1,) holds them, in the end those of `energy`.
    """
    n = samples.shape[0]
    total = 0.0
    for k in range(n):
        total += math.sqrt(samples[k, 0] ** 2 + samples[k, 1] ** 2 + samples[k, 2] ** 2)
        energy[k] = total  # of norms, up to here and with this one
    per_rate, per_acc = 1.0 / rate_scale_dps**2, 1.0 / acc_scale
    half = smooth // 2
    totals[0] = total = 0.0
    for k in range(n):
        a, b = max(0, k - half), min(n, k + half + 1)
        norm = (energy[b - 1] - (energy[a - 1] if a > 0 else 0.0)) / (b - a)
        departure = (norm - gravity) * per_acc
        rate2 = samples[k, 3] ** 2 + samples[k, 4] ** 2 + samples[k, 5] ** 2
        total += rate2 * per_rate + departure * departure
        totals[k + 1] = total
    for k in range(n):
        energy[k] = mean_around(totals, k, max(3, int(np.rint(share * stride[k]))) // 2)
    sum_up(energy, totals)


@kernel("M V f V V", stage="limb")
def velocity_spreads(force_sum, stride, share, spreads, totals):
    """Fill `spreads` (n,): variance of velocity over `share` of the stride, (m/s)^2, from at most 17 samples of it.

    `totals` (n + 1,) are their prefix sums.
    Gravity is the mean specific force over a stride before, after, or to either side: the one that leaves least, as
    who starts or stops has not the same velocity a stride away. A limb that turns while it stands is not quiet, but the
    point that it turns about keeps its velocity.
    """
    n = force_sum.shape[0]
    for k in range(n):
        reach = max(1, int(stride[k]))
        before, after = max(0, k - reach), min(n - 1, k + reach)
        half = max(1, int(np.rint(share * stride[k])) // 2)
        every = -(-half // _SPREAD_SIDE)
        least = np.inf
        for a, b in ((before, after), (before, k), (k, after)):
            if b > a:
                least = min(least, _spread(force_sum, k, half, every, a, b))
        spreads[k] = least
    sum_up(spreads, totals)


@kernel
def _spread(force_sum, k, half, every, a, b):
    """Variance of velocity around sample `k`, with the mean specific force from sample `a` to `b` as gravity."""
    per = 1.0 / (b - a)
    u = (force_sum[b, 0] - force_sum[a, 0]) * per
    v = (force_sum[b, 1] - force_sum[a, 1]) * per
    w = (force_sum[b, 2] - force_sum[a, 2]) * per
    x = y = z = squares = 0.0
    count = 0
    for d in range(-(half // every) * every, half + 1, every):
        if 0 <= k + d < force_sum.shape[0]:
            dx = force_sum[k + d, 0] - force_sum[k, 0] - u * d
            dy = force_sum[k + d, 1] - force_sum[k, 1] - v * d
            dz = force_sum[k + d, 2] - force_sum[k, 2] - w * d
            x += dx
            y += dy
            z += dz
            squares += dx * dx + dy * dy + dz * dz
            count += 1
    return max(0.0, squares / count - (x * x + y * y + z * z) / count**2)


@kernel
def stillest_window(channels, width, rate_scale_dps, gravity, acc_scale, pull, average):
    """Find the `width` whole samples in a row with the least motion energy; return the first, -1 if there are none.

    `channels` (6, n) are acc and gyr; the energy is that of `motion_energy`, without its smoothing. Fills `pull` (3,)
    with the mean specific force over these samples, and `average` (3,) with that over all whole ones.
    """
    n = channels.shape[1]
    unrest = np.empty(width)  # of the last `width` samples
    least, first = np.inf, -1
    total = 0.0
    row = place = 0  # whole samples in a row so far
    count = 0
    x = y = z = 0.0
    for k in range(n):
        ax, ay, az = channels[0, k], channels[1, k], channels[2, k]
        gx, gy, gz = channels[3, k], channels[4, k], channels[5, k]
        departure = (math.sqrt(ax * ax + ay * ay + az * az) - gravity) / acc_scale
        energy = (gx * gx + gy * gy + gz * gz) / rate_scale_dps**2 + departure * departure
        if math.isnan(energy):
            row = 0
            total = 0.0
            continue
        x += ax
        y += ay
        z += az
        count += 1
        place = place + 1 if place + 1 < width else 0
        if row >= width:
            total -= unrest[place]
        unrest[place] = energy
        total += energy
        row += 1
        if row >= width and total < least:
            least = total
            first = k - width + 1
    for i in range(3):
        pull[i] = average[i] = np.nan
    if first >= 0:
        average[0], average[1], average[2] = x / count, y / count, z / count
        for i in range(3):
            pull[i] = 0.0
            for k in range(first, first + width):
                pull[i] += channels[i, k] / width
    return first


@kernel("V V f f f V f I", stage="limb")
def quiet_minima(energy, totals, reach, floor, share, stride, apart, found):
    """Fill `found` with quiet minima of `energy` (n,), lowest within `apart` strides to either side; return how many.

    Quiet is below `share` of the mean over `reach` strides to either side, which counts as `floor` where it is less.
    `stride` (n,) is in samples, `totals` (n + 1,) the prefix sums of `energy`. A flat stretch (zeros) gives its first
    sample.
    """
    n = energy.shape[0]
    count = 0
    k = 0
    while k < n:
        e = energy[k]
        # the neighbours first: on a slope they decide
        if (k > 0 and energy[k - 1] <= e) or (k + 1 < n and energy[k + 1] < e):
            k += 1
            continue
        lowest = e < share * max(mean_around(totals, k, int(reach * stride[k])), floor)
        spacing = max(1, int(apart * stride[k]))
        j = max(0, k - spacing)
        while lowest and j < k:
            lowest = energy[j] > e
            j += 1
        j = k + 1
        while lowest and j < min(n, k + spacing + 1):
            lowest = energy[j] >= e
            j += 1
        if lowest:
            found[count] = k
            count += 1
            k += spacing
        else:
            k += 1
    return count


@kernel("M I I V", stage="limb")
def swing_speeds(force_sum, starts, ends, speeds):
    """Fill `speeds` with the largest departure of velocity from its chord over each window, m/s.

    Over about a stride this is the swing's peak speed, wherever in the stride the window starts.
    """
    for row in range(starts.shape[0]):
        a, b = starts[row], ends[row]
        x, y, z = force_sum[a, 0], force_sum[a, 1], force_sum[a, 2]
        per = 1.0 / max(1, b - a)
        u, v, w = (force_sum[b, 0] - x) * per, (force_sum[b, 1] - y) * per, (force_sum[b, 2] - z) * per
        top = 0.0
        for k in range(a + 1, b):
            dx = force_sum[k, 0] - x - (k - a) * u
            dy = force_sum[k, 1] - y - (k - a) * v
            dz = force_sum[k, 2] - z - (k - a) * w
            top = max(top, dx * dx + dy * dy + dz * dz)
        speeds[row] = math.sqrt(top)


@kernel
def _skipped(first, last, period):
    """Stride periods between two samples in which there was no rest."""
    return max(0.0, np.rint((last - first) / period) - 1.0)


@kernel("I M V V V f f f I", stage="limb")
def quietest_chain(at, mean_force, gains, scale_mps, period_s, rate_hz, cost, skip, chain):
    """Fill `chain` with the candidates that rest, and return how many.

    `at` (m,) are candidate samples, `mean_force` (m, 3) the integral of specific force there. Between two rests
    the mean specific force is gravity, so over three candidates in a row it must be the same on both sides: where
    it is not, the middle one moves with `v = (left - right) / (1 / t_left + 1 / t_right)`. Dynamic programming
    over pairs finds the chain with the highest sum of `gains` (nats of quietness) less `cost` times that speed over
    `scale_mps`, and less `skip` for every stride period without a rest, from the first candidate to the last: who walks
    stands once a stride. No level, no drift-free orientation and no window is needed, so it works to the ends.
    """
    m = at.shape[0]
    if m == 0:
        return 0
    score = np.full((m, REACH + 1), -np.inf)  # [j, r]: best chain ending ... , j - r, j; r = 0: j alone
    back = np.full((m, REACH + 1), -1, np.int64)
    for j in range(m):
        score[j, 0] = gains[j] - skip * _skipped(at[0], at[j], rate_hz * period_s[j])
        for r in range(1, min(REACH, j) + 1):
            i = j - r
            right_s = (at[j] - at[i]) / rate_hz
            if right_s > 4.0 * period_s[j] and r > 1:
                break
            best = score[i, 0]
            origin = 0
            rx = (mean_force[j, 0] - mean_force[i, 0]) / right_s
            ry = (mean_force[j, 1] - mean_force[i, 1]) / right_s
            rz = (mean_force[j, 2] - mean_force[i, 2]) / right_s
            for q in range(1, min(REACH, i) + 1):
                if score[i, q] == -np.inf:
                    break
                h = i - q
                left_s = (at[i] - at[h]) / rate_hz
                lx = (mean_force[i, 0] - mean_force[h, 0]) / left_s - rx
                ly = (mean_force[i, 1] - mean_force[h, 1]) / left_s - ry
                lz = (mean_force[i, 2] - mean_force[h, 2]) / left_s - rz
                speed = math.sqrt(lx * lx + ly * ly + lz * lz) * left_s * right_s / (left_s + right_s)
                slack = max(1.0, min(left_s, right_s) / period_s[i])
                value = score[i, q] - cost * speed / (scale_mps[i] * slack)
                if value > best:
                    best = value
                    origin = q
            score[j, r] = best + gains[j] - skip * _skipped(at[i], at[j], rate_hz * period_s[j])
            back[j, r] = origin
    top = -np.inf
    j = r = 0
    for k in range(m):
        left = skip * _skipped(at[k], at[m - 1], rate_hz * period_s[k])
        for q in range(REACH + 1):
            if score[k, q] - left > top:
                top = score[k, q] - left
                j, r = k, q
    count = 0
    while True:
        chain[count] = at[j]
        count += 1
        if r == 0:
            break
        j, r = j - r, back[j, r]
    for k in range(count // 2):
        chain[k], chain[count - 1 - k] = chain[count - 1 - k], chain[k]
    return count


@kernel("M I J I V f V", stage="limb")
def dwell_times(force_sum, at, spans, stride, scale_mps, share, dwell):
    """Fill `dwell` (m,), in strides: how long velocity stays within `share` of `scale_mps` of a candidate's.

    Gravity is the mean specific force over the samples `spans` (m, 2) around it, which begin and end with the same
    velocity. The foot dwells on the ground; in mid-swing it is as quiet but passes by.
    """
    n = force_sum.shape[0]
    for j in range(at.shape[0]):
        z = at[j]
        period = stride[j]
        a, b = spans[j, 0], spans[j, 1]
        per = 1.0 / (b - a)
        u = (force_sum[b, 0] - force_sum[a, 0]) * per
        v = (force_sum[b, 1] - force_sum[a, 1]) * per
        w = (force_sum[b, 2] - force_sum[a, 2]) * per
        limit2 = (share * scale_mps[j]) ** 2
        time = 1
        for step in (-1, 1):
            room = min(period - 1, z if step < 0 else n - 1 - z)
            for d in range(step, step * (room + 1), step):
                dx = force_sum[z + d, 0] - force_sum[z, 0] - u * d
                dy = force_sum[z + d, 1] - force_sum[z, 1] - v * d
                dz = force_sum[z + d, 2] - force_sum[z, 2] - w * d
                if dx * dx + dy * dy + dz * dz > limit2:
                    break
                time += 1
        dwell[j] = time / period
