"""Signals that are the same everywhere, for figures that other packages computed once."""

from __future__ import annotations

import numpy as np


def logistic(n: int, start: float = 0.3) -> np.ndarray:
    """The logistic map at r = 4, whose largest exponent is ln 2."""
    x = np.empty(n)
    x[0] = start
    for k in range(1, n):
        x[k] = 4.0 * x[k - 1] * (1.0 - x[k - 1])
    return x


def lorenz(n: int = 20000, dt_s: float = 0.01, dropped: int = 2000) -> np.ndarray:
    """x of the Lorenz system (10, 28, 8/3) by fourth-order Runge-Kutta from (1, 1, 1)."""
    state, out = np.ones(3), np.empty(n)
    for k in range(n + dropped):
        if k >= dropped:
            out[k - dropped] = state[0]
        a = _flow(state)
        b = _flow(state + 0.5 * dt_s * a)
        c = _flow(state + 0.5 * dt_s * b)
        d = _flow(state + dt_s * c)
        state = state + dt_s / 6.0 * (a + 2.0 * b + 2.0 * c + d)
    return out


def _flow(state: np.ndarray) -> np.ndarray:
    x, y, z = state
    return np.array([10.0 * (y - x), x * (28.0 - z) - y, x * y - 8.0 / 3.0 * z])


def sway(n: int) -> np.ndarray:
    """Something like walking: two harmonics and a chirp that never repeats."""
    k = np.arange(n)
    return np.sin(k / 16.0) + 0.5 * np.sin(k / 8.0 + 1.0) + 0.3 * np.sin(k * k / 917.0)


SIGNALS = {"sway": sway(2000), "chirp": np.sin(np.arange(1500) ** 1.5 / 40.0), "long_sway": sway(6000)}
STRIDE_SAMPLES = 100  # 32 pi: a whole number of samples, near enough, to a period of the sway
PHASES_PCT = 50.0 + 3.0 * np.sin(np.arange(40.0)) + 1.0  # of a stride, where the other foot lands
