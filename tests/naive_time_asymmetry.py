"""The slow, obvious twins of `_kernels/time_asymmetry.py` and `_kernels/rest_rotation.py`."""

from __future__ import annotations

import numpy as np
from naive import rotations

from retrogait._kernels.time_asymmetry import HARMONICS


def stride_asymmetry(samples, middle, period, strides):
    """The five numbers of one window; NaN where less than three quarters were recorded."""
    half = 0.5 * strides * period
    at = np.arange(len(samples))
    inside = (at >= middle - half) & (at <= middle + half)
    if not (period > 2 and inside.sum() - 1 >= 1.5 * half):
        return np.full(5, np.nan)
    time = at[inside] - middle
    weight = 0.5 + 0.5 * np.cos(np.pi * time / half)
    acc, gyr = samples[inside, :3], samples[inside, 3:]
    pull = np.average(acc, axis=0, weights=weight)
    up = pull / np.linalg.norm(pull)
    tilt_rate = np.cross(up, gyr)
    tilt_rate = tilt_rate - np.average(tilt_rate, axis=0, weights=weight)
    level = acc - np.outer(acc @ up, up)
    vertical = acc @ up - pull @ up

    def harmonic(values, number):
        return np.tensordot(weight * np.exp(-2j * np.pi * number * time / period), values, axes=1)

    numbers = range(1, HARMONICS + 1)
    a, b, v = ([harmonic(values, k) for k in numbers] for values in (level, tilt_rate, vertical))
    power = {name: np.sum(np.abs(x) ** 2) for name, x in (("a", a), ("b", b), ("v", v))}
    in_phase = [np.sum((a[k] * np.conj(b[k])).real) / np.sqrt(power["a"] * power["b"]) for k in range(3)]
    skew = [(v[0] * v[j] * np.conj(v[j + 1])).imag / power["v"] ** 1.5 for j in (0, 1)]
    return np.array([*in_phase, *skew])


def leans_between(turn, first, last, frame, travel, every):
    """Largest lean along the travel, against it, and from side to side, between two rests."""
    length = np.hypot(*travel)
    if not length > 0:
        return np.full(3, np.nan)
    ahead = (travel[0] * frame[0] + travel[1] * frame[1]) / length
    left = np.cross(frame[2], ahead)
    at = np.arange(first, last + 1, every)
    start, poses = rotations(turn[first]), rotations(turn[at])

    def lean(axis):
        carried = poses.apply(start.inv().apply(axis)[0])
        return -np.degrees(np.arcsin(np.clip(carried @ frame[2], -1, 1)))

    along, aside = lean(ahead), lean(left)
    return np.array([max(0, along.max()), max(0, -along.min()), max(0, aside.max()) - min(0, aside.min())])
