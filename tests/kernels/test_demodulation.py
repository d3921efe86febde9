"""One harmonic of a signal, against its definition sample by sample."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS

from retrogait._kernels import demodulation


def run(signal: np.ndarray, stride: np.ndarray, harmonic: int) -> np.ndarray:
    carrier, out = np.empty(len(signal), complex), np.empty(len(signal), complex)
    demodulation.turn_carrier(stride, carrier)
    demodulation.demodulate(signal, carrier, np.rint(stride).astype(np.int64), harmonic, out)
    return out


def naive(signal: np.ndarray, stride: np.ndarray, harmonic: int) -> np.ndarray:
    n = len(signal)
    phase = np.array([2 * np.pi * harmonic * np.sum(1.0 / stride[:k]) for k in range(n)])

    def averaged(values: np.ndarray) -> np.ndarray:
        half = np.rint(stride).astype(int) // 2
        return np.array([values[max(0, k - half[k]) : k + half[k] + 1].mean() for k in range(n)])

    return 2 * averaged(averaged(signal * np.exp(-1j * phase))) * np.exp(1j * phase)


@given(SEEDS, st.integers(2, 120), st.integers(1, 3))
def test_as_the_slow_one(seed, n, harmonic):
    rng = np.random.default_rng(seed)
    signal, stride = rng.normal(size=n), rng.uniform(3.0, 40.0) + rng.uniform(0.0, 2.0, n)
    np.testing.assert_allclose(run(signal, stride, harmonic), naive(signal, stride, harmonic), atol=1e-9)


@pytest.mark.parametrize("harmonic", [1, 2, 3])
@given(st.floats(-3.0, 3.0), st.floats(0.5, 100.0))
def test_size_and_phase_of_a_cosine_and_nothing_of_the_others(harmonic, phase, size):
    at = np.arange(600)
    turn = 2 * np.pi * at / 101.0
    wanted = size * np.exp(1j * (harmonic * turn + phase))
    others = sum(3.0 * np.cos(k * turn + k) for k in (1, 2, 3, 4) if k != harmonic) + 9.8
    found = run(wanted.real + others, np.full(600, 101.0), harmonic)
    np.testing.assert_allclose(found[150:450], wanted[150:450], atol=1e-6 * size + 1e-6)
