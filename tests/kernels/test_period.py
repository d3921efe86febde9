from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, walk_like

from retrogait._kernels import period

pytestmark = pytest.mark.kernels


def run(rate, rate_hz, starts, length, low_s=0.6, high_s=4.5, share=0.8):
    starts = np.asarray(starts, np.int64)
    found, strength = np.empty(len(starts)), np.empty(len(starts))
    period.window_periods(rate, rate_hz, starts, length, low_s, high_s, share, found, strength)
    return found, strength


@given(SEEDS, st.integers(1, 40), st.integers(1, 9), st.sampled_from([0, 3]))
def test_block_means(seed, n, block, first):
    samples, out = walk_like(n, seed), np.empty((n // block, 3))
    period.block_means(samples, first, block, out)
    np.testing.assert_allclose(out, naive.block_means(samples, first, block).reshape(-1, 3))


@given(SEEDS, st.integers(1, 30), st.sampled_from([1, 3, 13]), st.integers(1, 3))
def test_convolve_rows(seed, n, width, columns):
    rng = np.random.default_rng(seed)
    values, weights, out = rng.normal(size=(n, columns)), rng.normal(size=width), np.empty((n, columns))
    period.convolve_rows(values, weights, out)
    np.testing.assert_allclose(out, naive.convolve_rows(values, weights), atol=1e-12)


@given(SEEDS, st.integers(1, 40), st.integers(1, 6))
def test_interpolate_evenly(seed, n, count):
    rng = np.random.default_rng(seed)
    at, values, out = np.cumsum(rng.uniform(0.1, 12, count)) - 5.0, rng.normal(size=count), np.empty(n)
    period.interpolate_evenly(at, values, out)
    np.testing.assert_allclose(out, np.interp(np.arange(n), at, values), atol=1e-12)


@given(SEEDS, st.integers(1, 130), st.integers(0, 60), st.sampled_from([40, 130]), st.sampled_from([1, 2, 3]))
def test_window_periods(seed, n, start, length, axes):
    rate = walk_like(n, seed, rate_hz=25.0)[:, 3 : 3 + axes]
    start = min(start, n - 1)
    found, strength = run(rate, 25.0, [start, 0], length)
    for w, first in enumerate((start, 0)):
        np.testing.assert_allclose(
            (found[w], strength[w]),
            naive.window_period(rate, 25.0, first, length, 0.6, 4.5, 0.8),
            rtol=1e-6,
            atol=1e-9,
        )


@given(st.floats(0.7, 3.5), st.floats(0, 6))
def test_a_sine_has_its_period(true_s, phase):
    time_s = np.arange(300) / 25.0
    sine = np.sin(2 * np.pi * time_s / true_s + phase)
    found, strength = run(np.stack([sine, 0.3 * sine, -sine], axis=1), 25.0, [0], 300)
    assert found[0] == pytest.approx(true_s, abs=0.02)
    assert 0.6 < strength[0] <= 1.0


def test_a_strong_first_half_does_not_hide_the_stride():
    time_s = np.arange(300) / 25.0
    stride = np.sin(2 * np.pi * time_s / 1.2) + 0.3 * np.sin(4 * np.pi * time_s / 1.2 + 1)
    assert run(stride[:, None], 25.0, [0], 300)[0][0] == pytest.approx(1.2, abs=0.02)


@pytest.mark.parametrize(
    "rate", [np.zeros((300, 3)), np.full((300, 3), 7.0), np.ones((1, 3)), np.ones((20, 3))]
)
def test_nothing_repeats_where_nothing_moves(rate):
    found, strength = run(rate, 25.0, [0], 300)
    assert np.isnan(found[0])
    assert strength[0] == 0.0


@pytest.mark.parametrize(("samples", "period", "found_s"), [(30, 16, 0.64), (29, 15, None), (28, 16, None)])
def test_a_window_shows_a_period_that_fits_it_with_three_lags(samples, period, found_s):
    """At 25 Hz, from 0.6 s on, up to six tenths of the window: of 29 samples that are 15 and 16 alone."""
    sine = np.sin(2 * np.pi * np.arange(samples) / period)
    found, strength = run(np.stack([sine, -sine, 0.5 * sine], axis=1), 25.0, [0], samples)
    if found_s is None:
        assert np.isnan(found[0])
        assert strength[0] == 0.0
    else:
        assert found[0] == pytest.approx(found_s, abs=0.02)
