"""Noise that remembers: the stride times of healthy adults rise and fall together over hundreds of strides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from retrogait.simulation.curves import Floats


def fractional_noise(n: int, hurst: float, rng: np.random.Generator) -> Floats:
    """Draw fractional Gaussian noise (n,) of unit variance; 0.5 remembers nothing, healthy walking has 0.75 or so.

    It is exact: the covariance of a circle twice as long has these as its first half (Davies and Harte 1987,
    doi 10.1093/biomet/74.1.95).
    """
    if n < 1:
        return np.zeros(0)
    lags = np.arange(n + 1)
    covariance = 0.5 * (
        np.abs(lags + 1.0) ** (2 * hurst) - 2.0 * lags ** (2 * hurst) + np.abs(lags - 1.0) ** (2 * hurst)
    )
    powers = np.fft.rfft(np.concatenate([covariance, covariance[-2:0:-1]])).real.clip(0.0)
    size = 2 * n
    white = np.fft.rfft(rng.standard_normal(size)) / np.sqrt(size)
    return np.asarray(np.fft.irfft(white * np.sqrt(powers) * np.sqrt(size), size)[:n])
