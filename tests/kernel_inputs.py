"""Inputs of kernels: arrays from a seed, which hypothesis draws, and a few sizes."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

SEEDS = st.integers(0, 2**32 - 1)


def walk_like(n: int, seed: int, rate_hz: float = 100.0) -> np.ndarray:
    """Samples (n, 6) of a limb that swings with a period of its own, with noise."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(n) / rate_hz
    phase = 2 * np.pi * time_s / rng.uniform(0.7, 1.5) + rng.uniform(0, 6)
    amplitude = rng.uniform([1, 1, 1, 20, 50, 20], [6, 3, 6, 100, 300, 80])
    values = amplitude * np.sin(phase[:, None] + rng.uniform(0, 6, 6)) + rng.normal(0, 0.2, (n, 6))
    return values + np.array([0, 0, 9.81, 0, 0, 0])


def wandering(n: int, seed: int) -> np.ndarray:
    """An integral of specific force (n, 3) in m/s: steady pull and a smooth wobble."""
    rng = np.random.default_rng(seed)
    return np.cumsum(rng.normal([0.02, 0.0, 0.098], 0.03, (n, 3)), axis=0)


def quaternions(n: int, seed: int) -> np.ndarray:
    q = np.random.default_rng(seed).normal(size=(n, 4))
    return q / np.linalg.norm(q, axis=1, keepdims=True)


def increasing(count: int, n: int, seed: int) -> np.ndarray:
    """`count` different samples of 0..n-1, in order."""
    return np.sort(np.random.default_rng(seed).choice(n, count, replace=False)).astype(np.int64)


def prefix_sums(values):
    return np.concatenate([[0.0], np.cumsum(values)])
