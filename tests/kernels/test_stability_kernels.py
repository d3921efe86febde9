from __future__ import annotations

import itertools

import naive_stability as naive
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_inputs import SEEDS

from retrogait._kernels import divergence, harmonics, neighbours, series

pytestmark = pytest.mark.kernels


def noise(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape)


def find_neighbours(states: np.ndarray, position: np.ndarray, exclude: int, levels: int) -> np.ndarray:
    n, dim = states.shape
    order, boxes = np.empty(n, np.int64), np.empty((2 ** (levels + 1), 2, dim))
    nearest = np.empty(n, np.int64)
    neighbours.build_tree(states, levels, order, boxes)
    assert sorted(order) == list(range(n))
    neighbours.nearest_states(states, position, exclude, levels, order, boxes, nearest)
    return nearest


@given(SEEDS, st.integers(4, 30), st.lists(st.floats(-1, 31), max_size=8))
def test_interpolate_cubic(seed, n, at):
    x, at = noise(seed, n), np.array(at)
    out = np.empty(len(at))
    series.interpolate_cubic(x, at, out)
    np.testing.assert_allclose(out, naive.interpolate_cubic(x, at), rtol=1e-6, atol=1e-6)


@given(st.lists(st.floats(-3, 3), min_size=4, max_size=4), st.lists(st.floats(0, 9), max_size=8))
def test_a_cubic_is_interpolated_exactly(coefficients, at):
    at = np.array(at)
    out = np.empty(len(at))
    series.interpolate_cubic(np.polyval(coefficients, np.arange(10.0)), at, out)
    np.testing.assert_allclose(out, np.polyval(coefficients, at), atol=1e-8)


@given(SEEDS, st.integers(1, 80), st.integers(1, 5), st.integers(0, 20), st.integers(0, 5))
@settings(max_examples=60)
def test_neighbours_are_those_of_a_full_search(seed, n, dim, exclude, levels):
    states, position = noise(seed, n, dim), np.cumsum(np.random.default_rng(seed).integers(1, 4, n))
    np.testing.assert_array_equal(
        find_neighbours(states, position, exclude, levels), naive.nearest_states(states, position, exclude)
    )


@given(SEEDS, st.integers(1, 60), st.integers(0, 4))
@settings(max_examples=40)
def test_of_equally_close_neighbours_the_first_is_taken(seed, n, levels):
    states = np.random.default_rng(seed).integers(0, 3, (n, 2)).astype(float)
    np.testing.assert_array_equal(
        find_neighbours(states, np.arange(n), 2, levels), naive.nearest_states(states, np.arange(n), 2)
    )


@given(
    SEEDS,
    st.integers(2, 40),
    st.integers(1, 3),
    st.integers(1, 4),
    st.integers(1, 30),
    st.sampled_from([1e-30, 0.3]),
)
@settings(max_examples=60)
def test_pairs_are_followed_as_by_hand(seed, n, dim, delay, horizon, least_square):
    rng = np.random.default_rng(seed)
    reach = (dim - 1) * delay
    lengths = [n, int(rng.integers(1, 30))]  # two stretches, which no state spans
    x = rng.normal(size=sum(lengths)).round(1)
    starts = np.concatenate(
        [first + np.arange(max(0, m - reach)) for first, m in zip((0, n), lengths, strict=True)]
    )
    ends = np.where(starts < n, n, sum(lengths))
    nearest = rng.integers(-1, max(1, len(starts)), len(starts))
    log_sum, count = np.empty(horizon), np.empty(horizon, np.int64)
    divergence.follow_pairs(x, starts, ends, nearest, dim, delay, least_square, log_sum, count)
    want_sum, want_count = naive.follow_pairs(x, starts, ends, nearest, dim, delay, horizon, least_square)
    np.testing.assert_array_equal(count, want_count)
    np.testing.assert_allclose(log_sum, want_sum, atol=1e-9)


@pytest.mark.parametrize("apart", list(itertools.permutations((0.1, 0.2, 0.5))))
def test_a_pair_on_the_bound_is_judged_as_by_hand(apart):
    """The squares add up to 0.3, or to the number next to it, as the order has it."""
    x = np.array([0.0, 0.0, 0.0, *apart])
    starts, ends, nearest = np.array([0, 3]), np.array([3, 6]), np.array([1, -1])
    log_sum, count = np.empty(1), np.empty(1, np.int64)
    divergence.follow_pairs(x, starts, ends, nearest, 3, 1, 0.3, log_sum, count)
    want_sum, want_count = naive.follow_pairs(x, starts, ends, nearest, 3, 1, 1, 0.3)
    assert count.tolist() == want_count.tolist()
    assert log_sum == pytest.approx(want_sum)


def test_states_are_delayed_copies():
    states = np.empty((2, 3))
    divergence.embed(np.arange(10.0), np.array([0, 4]), 3, 2, states)
    assert states.tolist() == [[0, 2, 4], [4, 6, 8]]


@given(SEEDS, st.integers(0, 40), st.integers(1, 4), st.floats(0, 2))
@settings(max_examples=60)
def test_matches(seed, n, m, tolerance):
    templates = noise(seed, m + 1, n).round(1)
    templates = np.ascontiguousarray(templates[:, np.argsort(templates[0])])
    assert series.count_matches(templates, tolerance) == naive.count_matches(templates, tolerance)


@given(SEEDS, st.integers(1, 4), st.lists(st.floats(0, 60), min_size=1, max_size=4), st.floats(5, 40))
@settings(max_examples=60)
def test_harmonics(seed, count, first, period):
    x, first = noise(seed, 90, 2), np.array(first)
    amplitudes = np.empty((len(first), count, 2))
    harmonics.fit_harmonics(x, first, first + period, 0.0, amplitudes)
    want = naive.fit_harmonics(x, first, first + period, count)
    clear = np.isfinite(want) & np.isfinite(amplitudes)
    np.testing.assert_array_equal(np.isnan(amplitudes), np.isnan(want))
    np.testing.assert_allclose(amplitudes[clear], want[clear], rtol=1e-5, atol=1e-7)


@given(SEEDS, st.integers(0, 30), st.integers(0, 10), st.integers(1, 30))
def test_lagged_products(seed, n, first_lag, lags):
    x, products = noise(seed, n), np.empty(lags)
    series.lagged_products(x, first_lag, products)
    np.testing.assert_allclose(products, naive.lagged_products(x, first_lag, lags), atol=1e-9)


@given(SEEDS, st.integers(10, 60), st.lists(st.integers(3, 10), min_size=1, max_size=4))
@settings(max_examples=40)
def test_window_residuals(seed, n, windows):
    profile, windows = np.cumsum(noise(seed, n)), np.array(windows)
    residual = np.empty(len(windows))
    series.window_residuals(profile, windows, residual)
    np.testing.assert_allclose(residual, naive.window_residuals(profile, windows), rtol=1e-7, atol=1e-12)
