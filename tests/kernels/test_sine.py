"""How much of a motion from rest to rest is one sine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, increasing, wandering

from retrogait._kernels.sine import share_of_sine

pytestmark = pytest.mark.kernels


def shares(force_sum, rests):
    pairs = np.stack([rests[:-1], rests[1:]], axis=1).astype(np.int64)
    share = np.empty(len(pairs))
    share_of_sine(force_sum, pairs, share)
    return share


@given(SEEDS, st.integers(2, 6))
def test_shares_are_those_of_the_discrete_fourier_transform(seed, m):
    force_sum = wandering(120, seed)
    rests = increasing(m, 120, seed)
    for found, a, b in zip(shares(force_sum, rests), rests[:-1], rests[1:], strict=True):
        power = (np.abs(np.fft.fft(np.diff(force_sum[a : b + 1], axis=0), axis=0)) ** 2).sum(axis=1)
        if b - a < 8:
            assert np.isnan(found)
        else:
            assert found == pytest.approx((power[1] + power[-1]) / power[1:].sum())


def test_one_sine_about_any_mean_is_all_of_it_and_a_swing_after_a_stance_is_not():
    angle = 2.0 * np.pi * np.arange(100) / 100
    shaken = np.stack([3.0 + np.sin(angle), np.cos(angle + 1.0), np.full(100, 9.8)], axis=1)
    swung = np.zeros((100, 3))
    swung[60:, 0] = np.sin(2.0 * angle[:40] * 100 / 80)  # drive and brake in the last two fifths
    force = np.concatenate([shaken, swung])
    force_sum = np.concatenate([np.zeros((1, 3)), np.cumsum(force, axis=0)])
    of_shaken, of_swung = shares(force_sum, np.array([0, 100, 200]))
    assert of_shaken == pytest.approx(1.0)
    assert of_swung < 0.6
