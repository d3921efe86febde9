"""The slow, obvious twin of every kernel behind `retrogait.stability`, written from its docstring."""

from __future__ import annotations

from itertools import pairwise

import numpy as np


def interpolate_cubic(x: np.ndarray, at: np.ndarray) -> np.ndarray:
    out = []
    for place in at:
        j = int(np.clip(np.floor(place), 1, len(x) - 3))
        near = np.arange(j - 1, j + 3)
        weights = [
            np.prod([(place - other) / (own - other) for other in near if other != own]) for own in near
        ]
        out.append(float(np.dot(weights, x[near])))
    return np.array(out)


def nearest_states(states: np.ndarray, position: np.ndarray, exclude: int) -> np.ndarray:
    nearest = []
    for i, state in enumerate(states):
        apart = ((states - state) ** 2).sum(axis=1)
        apart[np.abs(position - position[i]) <= exclude] = np.inf
        nearest.append(int(np.argmin(apart)) if np.isfinite(apart).any() else -1)
    return np.array(nearest)


def follow_pairs(x, starts, ends, nearest, dim, delay, horizon, least_square=0.0):
    log_sum, count = np.zeros(horizon), np.zeros(horizon, int)
    for start, end, j in zip(starts, ends, nearest, strict=True):
        if j < 0:
            continue
        for k in range(horizon):
            own = start + k + delay * np.arange(dim)
            other = starts[j] + k + delay * np.arange(dim)
            if own[-1] < end and other[-1] < ends[j]:
                # summed one after the other: a root, or another order, rounds a distance at the bound to its other side
                square = sum(float(d) ** 2 for d in x[own] - x[other])
                if square > least_square:
                    log_sum[k] += 0.5 * np.log(square)
                    count[k] += 1
    return log_sum, count


def divergence_curve(
    x: np.ndarray, dim: int, delay: int, exclude: int, horizon: int, lasting: int = 1
) -> np.ndarray:
    """With `lasting`, states and neighbours are only those with so many states to come, themselves included."""
    m = len(x) - (dim - 1) * delay - lasting + 1
    states = np.array([x[k : k + (dim - 1) * delay + 1 : delay] for k in range(m)])
    nearest = nearest_states(states, np.arange(m), exclude)
    log_sum, count = follow_pairs(x, np.arange(m), np.full(m, len(x)), nearest, dim, delay, horizon + 1)
    return np.where((count > 0) & (count >= 0.1 * count[0]), log_sum / np.maximum(count, 1), np.nan)


def count_matches(templates: np.ndarray, tolerance: float) -> tuple[int, int]:
    short = long = 0
    for a in range(templates.shape[1]):
        for b in range(a + 1, templates.shape[1]):
            near = np.abs(templates[:, a] - templates[:, b]) <= tolerance
            short += near[:-1].all()
            long += near.all()
    return int(short), int(long)


def sample_entropy(x: np.ndarray, m: int, r: float) -> float:
    templates = np.array([x[k : k + m + 1] for k in range(len(x) - m)]).T
    short, long = count_matches(templates, r * np.std(x))
    return float(-np.log(long / short))


def fit_harmonics(x: np.ndarray, first: np.ndarray, last: np.ndarray, harmonics: int) -> np.ndarray:
    out = np.full((len(first), harmonics, x.shape[1]), np.nan)
    for s, (begin, end) in enumerate(zip(first, last, strict=True)):
        at = np.array([k for k in range(int(np.floor(begin)) - 1, int(np.ceil(end)) + 1) if begin <= k < end])
        if at.size < 2 * harmonics + 1 or at.min() < 0 or at.max() >= len(x):
            continue
        angle = 2 * np.pi * (at - begin) / (end - begin)
        columns = [np.ones(len(at))]
        for h in range(1, harmonics + 1):
            columns += [np.cos(h * angle), np.sin(h * angle)]
        weights = np.linalg.lstsq(np.stack(columns, axis=1), x[at], rcond=None)[0]
        out[s] = np.hypot(weights[1::2], weights[2::2])
    return out


def lagged_products(x: np.ndarray, first_lag: int, lags: int) -> np.ndarray:
    return np.array(
        [float((x[: max(0, len(x) - lag)] * x[lag:]).sum()) for lag in range(first_lag, first_lag + lags)]
    )


def window_residuals(profile: np.ndarray, windows: np.ndarray) -> np.ndarray:
    out = []
    for size in windows:
        squares = []
        count = len(profile) // size
        for way in (profile[: count * size], profile[len(profile) - count * size :]):
            for window in way.reshape(count, size):
                line = np.polyval(np.polyfit(np.arange(size), window, 1), np.arange(size))
                squares.append((window - line) ** 2)
        out.append(np.mean(squares))
    return np.array(out)


def low_pass(x: np.ndarray, cut_off: float) -> np.ndarray:
    """Half of the amplitude is left at the cut-off, in cycles a sample; by sums of sines and cosines."""
    pad = min(len(x) - 1, int(6.0 / cut_off))
    before = [2 * x[0] - x[k] for k in range(pad, 0, -1)]
    after = [2 * x[-1] - x[-1 - k] for k in range(1, pad + 1)]
    lasting = np.array([*before, *x, *after])
    unit = 1 << max(0, len(lasting).bit_length() - 5)
    way_back = np.linspace(lasting[-1], lasting[0], -len(lasting) % unit + 2)[1:-1]
    closed = np.concatenate([lasting, way_back])
    n, at = len(closed), np.arange(len(closed))
    slow = np.full(n, closed.mean())
    for k in range(1, n // 2 + 1):
        share = (1 if 2 * k == n else 2) / n / (1 + (k / n / cut_off) ** 8)
        wave = np.exp(2j * np.pi * k * at / n)
        slow += share * (np.sum(closed * wave.conj()) * wave).real
    return slow[pad : pad + len(x)]


def without_aliases(x: np.ndarray, places: np.ndarray, per_stride: int) -> tuple[np.ndarray, int]:
    """What a series of so many values a stride can hold of `x`, around its strides, and where that begins."""
    step = (places[-1] - places[0]) / ((len(places) - 1) * per_stride)
    if step <= 1:
        return x, 0
    first = max(0, int(places[0]) - int(20 * step))
    return low_pass(x[first : int(places[-1] - step) + int(20 * step) + 1], 0.4 / step), first


def normalise_time(x: np.ndarray, places: np.ndarray, per_stride: int) -> np.ndarray:
    x, first = without_aliases(x, places, per_stride)
    count = (len(places) - 1) * per_stride
    return interpolate_cubic(x, np.linspace(places[0], places[-1], count, endpoint=False) - first)


def normalise_strides(x: np.ndarray, places: np.ndarray, per_stride: int) -> np.ndarray:
    x, first = without_aliases(x, places, per_stride)
    places = places - first
    strides = [
        interpolate_cubic(x, np.linspace(first, last, per_stride, endpoint=False))
        for first, last in pairwise(places)
    ]
    return np.concatenate(strides)


def floquet_multipliers(states: np.ndarray, followed: np.ndarray) -> np.ndarray:
    largest = []
    for phase in range(states.shape[1]):
        now = np.array([states[k, phase] for k in range(len(states) - 1) if followed[k]])
        after = np.array([states[k + 1, phase] for k in range(len(states) - 1) if followed[k]])
        with_one = np.column_stack([now, np.ones(len(now))])
        line = np.linalg.lstsq(with_one, after, rcond=None)[0][:-1]
        largest.append(max(abs(np.linalg.eigvals(line.T))))
    return np.array(largest)


def harmonic_ratios(x: np.ndarray, places: np.ndarray, axis: str) -> tuple[float, float]:
    """The ratio, and the improved one in percent, both mean over strides."""
    plain, improved = [], []
    for size in fit_harmonics(x[:, None], places[:-1], places[1:], 20)[:, :, 0]:
        own = [size[k - 1] for k in range(1, 21) if (k % 2 == 1) == (axis == "lateral")]
        other = [size[k - 1] for k in range(1, 21) if (k % 2 == 1) != (axis == "lateral")]
        plain.append(sum(own) / sum(other))
        improved.append(100 * sum(a * a for a in own) / sum(a * a for a in size))
    return float(np.mean(plain)), float(np.mean(improved))


def regularity(x: np.ndarray, stride: float, axis: str) -> tuple[float, float]:
    """Step and stride regularity; `stride` is in samples."""
    centred = x - x.mean()

    def alike(lag: int) -> float:
        return float(np.mean(centred[: len(x) - lag] * centred[lag:]) / np.mean(centred**2))

    found = []
    for low, high, sign in ((0.35, 0.65, -1.0 if axis == "lateral" else 1.0), (0.8, 1.2, 1.0)):
        peaks = []
        for lag in range(1, len(x) - 2):
            before, here, after = (sign * alike(lag + k) for k in (-1, 0, 1))
            if low * stride <= lag <= high * stride and here >= before and here > after:
                bend = np.polyfit([-1, 0, 1], [before, here, after], 2)
                peaks.append((here, float(np.polyval(bend, -bend[1] / (2 * bend[0])))))
        found.append(max(peaks)[1] if peaks else float("nan"))
    return found[0], found[1]


def phase_coordination_index(own: np.ndarray, other: np.ndarray) -> float:
    phases = []
    for first, last in pairwise(own):
        inside = [at for at in other if first < at < last]
        if len(inside) == 1:
            phases.append(360 * (inside[0] - first) / (last - first))
    away = [abs(phase - 180) for phase in phases]
    return 100 * np.std(phases, ddof=1) / np.mean(phases) + 100 * np.mean(away) / 180


def variability(values: np.ndarray, groups: np.ndarray) -> tuple[float, float, float]:
    """SD about the mean, about the line, and robust."""
    plain, lined, freedom, line_freedom, robust = 0.0, 0.0, 0, 0, []
    for group in set(groups.tolist()):
        own = np.array([v for v, g in zip(values, groups, strict=True) if g == group])
        n = len(own)
        if n >= 2:
            plain += sum((own - np.mean(own)) ** 2)
            freedom += n - 1
            few = {2: 1.196, 3: 1.49, 4: 1.36, 5: 1.21, 6: 1.19, 7: 1.14, 8: 1.13, 9: 1.10}
            factor = few[n] if n in few else n / (n - 0.8)
            robust += [factor * 1.4826022185056018 * np.median(np.abs(own - np.median(own)))] * n
        if n >= 3:
            line = np.polyval(np.polyfit(np.arange(n), own, 1), np.arange(n))
            lined += sum((own - line) ** 2)
            line_freedom += n - 2
    nan = float("nan")
    return (
        (plain / freedom) ** 0.5 if freedom else nan,
        (lined / line_freedom) ** 0.5 if line_freedom else nan,
        float(np.mean(robust)) if robust else nan,
    )


def dfa(x: np.ndarray, windows: np.ndarray) -> float:
    profile = np.cumsum(x - x.mean())
    residual = window_residuals(profile, windows)
    return float(np.polyfit(np.log(windows), np.log(np.sqrt(residual)), 1)[0])


def multiscale_entropy(x: np.ndarray, scales: int, m: int, r: float) -> list[float]:
    found = []
    for scale in range(1, scales + 1):
        coarse = np.array([np.mean(x[k : k + scale]) for k in range(0, len(x) - scale + 1, scale)])
        templates = np.array([coarse[k : k + m + 1] for k in range(len(coarse) - m)]).T
        short, long = count_matches(templates, r * np.std(x))
        found.append(float(np.log(short / long)))
    return found


def sparc(speed: np.ndarray, rate_hz: float) -> float:
    size = 2 ** (int(np.ceil(np.log2(len(speed)))) + 4)
    bins = [k for k in range(size // 2 + 1) if k * rate_hz / size <= 10.0]
    turn = -2j * np.pi * np.arange(len(speed)) / size
    height = np.array([abs(np.sum(speed * np.exp(turn * k))) for k in range(size // 2 + 1)])
    height = height / height.max()
    strong = [k for k in bins if height[k] >= 0.05]
    arc = 0.0
    for k in range(strong[0], strong[-1]):
        arc += np.hypot(1 / (strong[-1] - strong[0]), height[k + 1] - height[k])
    return -arc


def ldlj(speed: np.ndarray, rate_hz: float) -> float:
    dt = 1 / rate_hz
    jerk = [(speed[k + 1] - 2 * speed[k] + speed[k - 1]) / dt**2 for k in range(1, len(speed) - 1)]
    return -np.log((len(speed) * dt) ** 3 / max(abs(speed)) ** 2 * sum(np.square(jerk)) * dt)


def near_falls(up: np.ndarray, rate_hz: float) -> list[float]:
    """Times, at a rate where 50 ms are whole samples. A sample lasts from half of one before it to half after."""
    span, n = round(0.05 * rate_hz), len(up)
    halves = np.repeat(np.concatenate([[up[0]] * (span + 1), up, [up[-1]] * (span + 1)]), 2)
    jerk_peak = np.empty(n)
    for k in range(n):
        middle = 2 * (k + span + 1) + 1
        after, before = halves[middle : middle + 2 * span], halves[middle - 2 * span : middle]
        jerk_peak[k] = (after.mean() - before.mean()) / 0.05
    half = round(rate_hz) // 2
    size = np.array([np.ptp(jerk_peak[max(0, k - half) : k + half]) for k in range(n)])
    every = round(0.5 * rate_hz)
    reach, sparse = round(15.0 * rate_hz / every), size[every // 2 :: every]
    found, last = [], -np.inf
    for k in range(n):
        own = int(np.clip(min(k // every, len(sparse) - 1), reach, max(reach, len(sparse) - 1 - reach)))
        usual = np.median(sparse[max(0, own - reach) : own + reach + 1])
        if size[k] >= 200.0 and size[k] >= 2.5 * usual:
            if k - last > 2.0 * rate_hz:
                found.append([])
            found[-1].append(k)
            last = k
    return [max(range(own[0], own[-1] + 1), key=lambda k: abs(jerk_peak[k])) / rate_hz for own in found]


def aligned(fine: np.ndarray, places: np.ndarray, rate_hz: float) -> np.ndarray:
    """Edges of strides moved by 60 ms at most to where the acceleration is most like its mean around all of them."""
    half, reach = int(0.5 * np.median(np.diff(places))), max(1, round(0.06 * rate_hz))
    about = fine - fine.mean(axis=0)
    margin = half + reach + 1
    edges = [k for k, at in enumerate(places) if int(at) >= margin and int(at) + margin + 1 < len(fine)]

    def straight(at: float) -> np.ndarray:
        return np.array(
            [np.interp(at + np.arange(-margin, margin + 1), np.arange(len(about)), c) for c in about.T]
        ).T

    moves = dict.fromkeys(edges, 0.0)
    for _ in range(3):
        pieces = []
        for k in edges:
            around, shift = straight(places[k]), np.clip(moves[k], -reach, reach)
            grid = np.arange(-margin, margin + 1)
            pieces.append(
                np.array([np.interp(shift + np.arange(-half, half + 1), grid, c) for c in around.T]).T
            )
        mean = np.mean(pieces, axis=0)
        for k in edges:
            around = straight(places[k])
            alike = [
                float((around[margin + lag - half : margin + lag + half + 1] * mean).sum())
                for lag in range(-reach, reach + 1)
            ]
            top = int(np.clip(np.argmax(alike), 1, 2 * reach - 1))
            before, here, after = alike[top - 1 : top + 2]
            bend = before - 2 * here + after
            moves[k] = top - reach + (np.clip(0.5 * (before - after) / bend, -1, 1) if bend < 0 else 0.0)
        middle = np.median(list(moves.values()))
        moves = {k: move - middle for k, move in moves.items()}
    return np.array([at + moves.get(k, 0.0) for k, at in enumerate(places)])
