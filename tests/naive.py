"""The slow, obvious twin of every kernel: what its docstring says, in plain numpy and scipy."""

from __future__ import annotations

import itertools

import numpy as np
from scipy.spatial.transform import Rotation

from retrogait._kernels import zero_velocity


def rotations(turn: np.ndarray) -> Rotation:
    """Quaternions (n, 4), scalar first, as scipy rotations."""
    return Rotation.from_quat(np.atleast_2d(turn)[:, [1, 2, 3, 0]])


# impacts


def jerks(samples, rate_hz):
    """How far the acceleration changes within 10 ms, per second, at the end of these; and how many samples they are."""
    span = max(1, round(0.01 * rate_hz))
    change = samples[span:, :3] - samples[:-span, :3]
    return np.concatenate([np.zeros(span), np.linalg.norm(change, axis=1) * rate_hz / span])[
        : len(samples)
    ], span


def around_contact(contact, n, rate_hz, before_s, after_s, first):
    k = int(contact)
    return range(max(first, k - int(before_s * rate_hz)), min(n, k + int(after_s * rate_hz)))


def landing_jerks(samples, rate_hz, contacts, before_s, after_s):
    (jerk, span), n = jerks(samples, rate_hz), len(samples)
    peak, contrast = np.full(len(contacts), np.nan), np.full(len(contacts), np.nan)
    for c, contact in enumerate(contacts):
        if np.isnan(contact):
            continue
        k = int(contact)
        first = max(span, k - int(0.25 * rate_hz))
        swing = jerk[first : max(first + 1, k - int(0.05 * rate_hz))]
        if len(swing):
            peak[c] = max(jerk[around_contact(contact, n, rate_hz, before_s, after_s, span)], default=0.0)
            contrast[c] = peak[c] / max(np.median(swing), 1e-9)
    return peak, contrast


def landing_onsets(samples, rate_hz, contacts, before_s, after_s, level):
    (jerk, span), n = jerks(samples, rate_hz), len(samples)
    onset = np.full(len(contacts), np.nan)
    for c, contact in enumerate(contacts):
        if not np.isnan(contact + level[c]):
            window = around_contact(contact, n, rate_hz, before_s, after_s, span)
            onset[c] = next((k - 0.5 * span for k in window if jerk[k] > level[c]), np.nan)
    return onset


def landing_slaps(samples, rate_hz, contacts, before_s, after_s):
    slap = np.full(len(contacts), np.nan)
    for c, contact in enumerate(contacts):
        if not np.isnan(contact):
            window = around_contact(contact, len(samples), rate_hz, before_s, after_s, 0)
            fastest = max(window, key=lambda k: samples[k, 4], default=None)
            if fastest is not None and samples[fastest, 4] > 0:
                slap[c] = fastest
    return slap


# period


def block_means(samples, first, block):
    count = len(samples) // block
    return np.array(
        [samples[k * block : (k + 1) * block, first : first + 3].mean(axis=0) for k in range(count)]
    )


def convolve_rows(values, weights):
    return np.array(
        [
            [np.convolve(column, weights)[len(weights) // 2 + k] for column in values.T]
            for k in range(len(values))
        ]
    )


def window_period(rate, rate_hz, start, length, low_s, high_s, share):
    window = rate[start : start + length]
    n = len(window)
    low, high = max(2, int(low_s * rate_hz)), min(int(high_s * rate_hz) + 2, int(0.6 * n))
    swaying = window - window.mean(axis=0)
    if high <= low + 2 or not swaying.any():
        return np.nan, 0.0

    def correlation(lag):
        early, late = swaying[: n - lag].ravel(), swaying[lag:].ravel()
        powers = (early @ early) * (late @ late)
        return early @ late / np.sqrt(powers) * np.sqrt((n - lag) / n) if powers > 0 else 0.0

    c = {lag: correlation(lag) for lag in range(low - 1, high)}
    peaks = [lag for lag in range(low, high - 1) if c[lag] > 0 and c[lag - 1] <= c[lag] > c[lag + 1]]
    if not peaks:
        return np.nan, 0.0
    lag = next(lag for lag in peaks if c[lag] >= share * max(c[peak] for peak in peaks))
    bend, slope, _ = np.polyfit([-1, 0, 1], [c[lag - 1], c[lag], c[lag + 1]], 2)
    return (lag - 0.5 * slope / bend) / rate_hz, c[lag]


# rests


def around(k, half, n):
    return slice(max(0, k - half), min(n, k + half + 1))


def local_means(values, half):
    return np.array([values[around(k, half[k], len(values))].mean() for k in range(len(values))])


def motion_energy(samples, gravity, rate_scale_dps, acc_scale, smooth, width):
    n = len(samples)
    norm = local_means(np.linalg.norm(samples[:, :3], axis=1), np.full(n, smooth // 2))
    rate = np.linalg.norm(samples[:, 3:], axis=1)
    return local_means((rate / rate_scale_dps) ** 2 + ((norm - gravity) / acc_scale) ** 2, width // 2)


def stillest_window(channels, width, rate_scale_dps, gravity, acc_scale):
    """Energies of all windows, by their first sample; the stillest one's mean specific force, and that of all."""
    acc, gyr = channels[:3], channels[3:]
    energy = (np.linalg.norm(gyr, axis=0) / rate_scale_dps) ** 2
    energy += ((np.linalg.norm(acc, axis=0) - gravity) / acc_scale) ** 2
    windows = {k: energy[k : k + width].sum() for k in range(len(energy) - width + 1)}
    whole = {k: value for k, value in windows.items() if not np.isnan(value)}
    if not whole:
        return whole, np.full(3, np.nan), np.full(3, np.nan)
    first = min(whole, key=whole.get)
    return whole, acc[:, first : first + width].mean(axis=1), np.nanmean(acc, axis=1)


def quiet_minima(energy, ceiling, spacing):
    n, found = len(energy), []
    for k in range(n):
        near = energy[around(k, spacing[k], n)]
        first_lowest = max(0, k - spacing[k]) + int(np.argmin(near)) == k
        if energy[k] < ceiling[k] and first_lowest and (not found or k >= found[-1] + spacing[found[-1]]):
            found.append(k)
    return np.array(found, int)


def velocity_spreads(force_sum, stride, share):
    n, spreads = len(force_sum), []
    for k in range(n):
        a, b = max(0, k - int(stride[k])), min(n - 1, k + int(stride[k]))
        half = int(np.rint(share * stride[k])) // 2
        every = int(np.ceil(half / 8))
        window = np.array([i for i in range(n) if abs(i - k) <= half and (i - k) % every == 0])
        spans = [(i, j) for i, j in ((a, b), (a, k), (k, b)) if i < j]
        pulls = [(force_sum[j] - force_sum[i]) / (j - i) for i, j in spans]
        spreads.append(min((force_sum[window] - np.outer(window, g)).var(axis=0).sum() for g in pulls))
    return np.array(spreads)


def swing_speeds(force_sum, starts, ends):
    speeds = []
    for a, b in zip(starts, ends, strict=True):
        chord = np.linspace(force_sum[a], force_sum[b], b - a + 1)
        speeds.append(np.linalg.norm(force_sum[a : b + 1] - chord, axis=1).max())
    return np.array(speeds)


def chain_value(chain, at, mean_force, gains, scale_mps, period_s, rate_hz, cost, skip):
    """What a chain of candidates (indices) is worth; -inf where it leaps too far."""
    time_s = at / rate_hz
    for i, j in itertools.pairwise(chain):
        far = time_s[j] - time_s[i] > 4.0 * period_s[j] or j - i > zero_velocity.REACH
        if far and j - i > 1:
            return -np.inf
    value = gains[list(chain)].sum()
    ends = (0, chain[0], chain[0]), (chain[-1], len(at) - 1, chain[-1])
    for i, j, k in (*ends, *((i, j, j) for i, j in itertools.pairwise(chain))):
        value -= skip * max(0.0, np.rint((at[j] - at[i]) / (rate_hz * period_s[k])) - 1.0)
    for h, i, j in zip(chain, chain[1:], chain[2:], strict=False):
        left_s, right_s = time_s[i] - time_s[h], time_s[j] - time_s[i]
        left, right = (mean_force[i] - mean_force[h]) / left_s, (mean_force[j] - mean_force[i]) / right_s
        speed = np.linalg.norm((left - right) / (1.0 / left_s + 1.0 / right_s))
        value -= cost * speed / (scale_mps[i] * max(1.0, min(left_s, right_s) / period_s[i]))
    return value


def quietest_chain(at, *terms):
    """Try every chain there is."""
    every = range(len(at))
    chains = itertools.chain.from_iterable(itertools.combinations(every, r) for r in range(1, len(at) + 1))
    return max(chains, key=lambda chain: chain_value(chain, at, *terms))


def dwell_times(force_sum, at, spans, stride, scale_mps, share):
    n, dwell = len(force_sum), []
    for z, (a, b), period, scale in zip(at, spans, stride, scale_mps, strict=True):
        gravity = (force_sum[b] - force_sum[a]) / (b - a)
        k = np.arange(n)
        drift = np.linalg.norm(force_sum - force_sum[z] - (k - z)[:, None] * gravity, axis=1)
        off = k[(drift > share * scale) | (abs(k - z) >= period)]
        before, after = max(off[off < z], default=-1), min(off[off > z], default=n)
        dwell.append((after - before - 1) / period)
    return np.array(dwell)


# strapdown


def integrate_motion(samples, rate_hz, point_m):
    rate = np.radians(samples[:, 3:])
    turn = [Rotation.identity()]
    for before, after in itertools.pairwise(rate):
        turn.append(turn[-1] * Rotation.from_rotvec(0.5 * (before + after) / rate_hz))
    matrices = np.array([r.as_matrix() for r in turn])
    force = np.einsum("nij,nj->ni", matrices, samples[:, :3])
    total = np.concatenate([np.zeros((1, 3)), np.cumsum(0.5 * (force[1:] + force[:-1]) / rate_hz, axis=0)])
    return matrices, total + np.einsum("nij,nj->ni", matrices, np.cross(rate, point_m))


def gravity_between(force_sum, at, rate_hz):
    return np.array([(force_sum[b] - force_sum[a]) * rate_hz / (b - a) for a, b in itertools.pairwise(at)])


def smooth_gravity(gravity, at, reach):
    middles, lengths = 0.5 * (at[1:] + at[:-1]), np.diff(at)
    smooth = []
    for k, middle in enumerate(middles):
        near = np.arange(max(0, k - reach), min(len(gravity), k + reach + 1))
        weights = (reach + 1 - abs(near - k)) * lengths[near]
        if len(near) == 1:
            smooth.append(gravity[k])
        else:
            lines = np.polyfit(middles[near] - middle, gravity[near], 1, w=np.sqrt(weights))
            smooth.append(lines[1])  # the line's value at the middle
    return np.array(smooth)


def interpolate_gravity(gravity, at, instant):
    middles = 0.5 * (at[1:] + at[:-1])
    return np.array([np.interp(instant, middles, column) for column in gravity.T])


def gravity_windows(turn, force_sum, centres, half, rate_hz):
    n, matrices = len(turn), rotations(turn).as_matrix()
    gravity = []
    for centre, reach in zip(centres, half, strict=True):
        a, b = max(0, centre - reach), min(n - 1, centre + reach)
        gravity.append((force_sum[b] - force_sum[a]) * rate_hz / (b - a))
    return np.array(gravity), [matrices[a:b].mean(axis=0) for a, b in itertools.pairwise(centres)]


def drift_design(gravity, mean_turn, hop_s):
    change, design = [], []
    for (before, after), rotation in zip(itertools.pairwise(gravity), mean_turn, strict=True):
        change.append(after - before)
        middle = 0.5 * (before + after)
        design.append(np.column_stack([-hop_s * np.cross(middle, axis) for axis in rotation.T]))
    return np.array(design), np.array(change)


def level_samples(samples, turn, force_sum, reach, rate_hz):
    level, pitch_rate, pull = [], [], []
    n = len(samples)
    for k, (sample, rotation) in enumerate(zip(samples, rotations(turn), strict=True)):
        a, b = max(0, k - reach), min(n - 1, k + reach)
        mean = (force_sum[b] - force_sum[a]) * rate_hz / (b - a)
        pull.append(np.linalg.norm(mean))
        up_seen = rotation.inv().apply(mean / pull[-1])
        anterior = np.array([1.0, 0.0, 0.0]) - up_seen[0] * up_seen
        anterior /= np.linalg.norm(anterior)
        axes = np.array([anterior, np.cross(up_seen, anterior), up_seen])
        level.append(axes @ sample[:3])
        pitch_rate.append(axes[1] @ sample[3:])
    return np.array(level), np.array(pitch_rate), np.array(pull)
