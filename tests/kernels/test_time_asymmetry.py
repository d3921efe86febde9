"""Numbers that time reversal flips and no turning moves: against the slow twin, and by these laws."""

from __future__ import annotations

import naive_time_asymmetry
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_inputs import SEEDS, walk_like
from scipy.spatial.transform import Rotation

from retrogait._kernels import time_asymmetry

pytestmark = pytest.mark.kernels

N, PERIOD = 140, 27.3


def numbers_of(samples, middles, period=PERIOD, strides=2.0):
    rows = np.empty((len(middles), time_asymmetry.WIDTH))
    middles = np.asarray(middles, float)
    periods = np.full(len(middles), float(period))
    time_asymmetry.stride_asymmetry(np.ascontiguousarray(samples), middles, periods, strides, rows)
    return rows


@given(SEEDS, st.floats(3.0, 60.0), st.floats(0.5, 3.0))
def test_twin(seed, period, strides):
    samples = walk_like(N, seed, 25.0)
    middles = np.random.default_rng(seed).uniform(0, N - 1, 4)
    expected = [naive_time_asymmetry.stride_asymmetry(samples, m, period, strides) for m in middles]
    np.testing.assert_allclose(numbers_of(samples, middles, period, strides), expected, rtol=1e-6, atol=1e-9)


@given(SEEDS)
def test_run_back_in_time_every_number_changes_its_sign(seed):
    samples, middles = walk_like(N, seed, 25.0), np.array([30.0, 61.7, 100.2])
    back = samples[::-1] * [1, 1, 1, -1, -1, -1]
    np.testing.assert_allclose(numbers_of(back, N - 1 - middles), -numbers_of(samples, middles), atol=1e-9)


@given(SEEDS)
def test_a_turned_sensor_gives_the_same_numbers(seed):
    samples, middles = walk_like(N, seed, 25.0), [30.0, 70.5]
    turn = Rotation.random(random_state=seed).as_matrix().T
    turned = samples @ np.kron(np.eye(2), turn)
    np.testing.assert_allclose(numbers_of(turned, middles), numbers_of(samples, middles), atol=1e-8)


@given(SEEDS, st.floats(0.01, 100.0), st.floats(0.01, 100.0))
def test_units_do_not_matter(seed, acc, gyr):
    samples = walk_like(N, seed, 25.0)
    scaled = samples * np.repeat([acc, gyr], 3)
    np.testing.assert_allclose(numbers_of(scaled, [70.0]), numbers_of(samples, [70.0]), atol=1e-8)


@given(SEEDS)
def test_a_mirrored_walk_gives_the_same_numbers(seed):
    """What one leg does, the other does to the other side: left and right change places, and turning as it must."""
    samples = walk_like(N, seed, 25.0)
    mirrored = samples * [1, -1, 1, -1, 1, -1]
    np.testing.assert_allclose(numbers_of(mirrored, [70.0]), numbers_of(samples, [70.0]), atol=1e-9)


@given(SEEDS)
def test_an_accelerometer_of_the_other_sign_gives_the_same_numbers(seed):
    samples = walk_like(N, seed, 25.0)
    ours, theirs = numbers_of(samples, [70.0])[0], numbers_of(samples * [-1, -1, -1, 1, 1, 1], [70.0])[0]
    np.testing.assert_allclose(theirs, ours, atol=1e-9)


@pytest.mark.parametrize(
    ("middle", "told"), [(13.5, False), (14.5, True), (N - 15.5, True), (N - 14.5, False)]
)
def test_a_window_is_judged_if_three_quarters_of_it_were_recorded(middle, told):
    samples = walk_like(N, 3, 25.0)
    assert np.isfinite(numbers_of(samples, [middle], 28.0, 2.0)).all() == told


@pytest.mark.parametrize(("period", "told"), [(1.9, False), (2.1, True)])
def test_a_stride_has_more_than_two_samples(period, told):
    assert np.isfinite(numbers_of(walk_like(N, 3, 25.0), [70.0], period, 4.0)).all() == told


@settings(max_examples=5)
@given(SEEDS)
def test_zeros_have_no_asymmetry(seed):
    assert np.isnan(numbers_of(np.zeros((N, 6)), [70.0])).all()
