"""The slow, obvious twin of every kernel behind `retrogait.stability`, written from its docstring."""

from __future__ import annotations

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


def follow_pairs(x, starts, ends, nearest, dim, delay, horizon, least=0.0):
    log_sum, count = np.zeros(horizon), np.zeros(horizon, int)
    for start, end, j in zip(starts, ends, nearest, strict=True):
        if j < 0:
            continue
        for k in range(horizon):
            own = start + k + delay * np.arange(dim)
            other = starts[j] + k + delay * np.arange(dim)
            if own[-1] < end and other[-1] < ends[j]:
                apart = np.linalg.norm(x[own] - x[other])
                if apart > least:
                    log_sum[k] += np.log(apart)
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
