from __future__ import annotations

import naive
import naive_leg
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, quaternions, walk_like, wandering

from retrogait._kernels import levelling

pytestmark = pytest.mark.kernels

RATE_HZ = 100.0


def gravity(force_sum, span, rate_hz=100.0):
    pull = np.empty_like(force_sum)
    levelling.stride_gravity(force_sum, span, rate_hz, pull)
    return pull


@given(SEEDS, st.integers(2, 60), st.integers(1, 200), st.sampled_from([50.0, 100.0, 204.8]))
def test_stride_gravity(seed, n, longest, rate_hz):
    span = np.random.default_rng(seed).integers(1, longest + 1, n)
    force_sum = wandering(n, seed)
    want = naive_leg.stride_gravity(force_sum, span, rate_hz)
    np.testing.assert_allclose(gravity(force_sum, span, rate_hz), want, rtol=1e-9, atol=1e-9)


@given(st.integers(20, 120), st.floats(0, 6.28), st.integers(2, 5))
def test_what_repeats_with_the_stride_leaves_gravity(period, phase, harmonic):
    """Any periodic motion on top of a steady pull: inside, the mean is the pull."""
    k = np.arange(8 * period)
    wave = np.sin(2 * np.pi * k / period + phase) + 0.5 * np.sin(2 * np.pi * harmonic * k / period)
    force_sum = np.stack([wave, 0.3 * wave, 9.81 * k / 100.0 - wave], axis=1)
    pull = gravity(force_sum, np.full(len(k), period))
    np.testing.assert_allclose(pull, np.tile([0.0, 0.0, 9.81], (len(k), 1)), atol=1e-9)


@pytest.mark.parametrize("off", [-5, 3, 8])
def test_a_stride_taken_too_long_or_short_hardly_shows(off):
    """Triangle weights: what an error of the stride leaves is its square."""
    k = np.arange(1000)
    force_sum = np.stack([np.sin(2 * np.pi * k / 100.0), 0 * k, 9.81 * k / 100.0], axis=1)
    inner = gravity(force_sum, np.full(len(k), 100 + off))[250:-250, 0]
    once = 2 * np.sin(np.pi * (100 + off) / 100.0) / ((100 + off) / 100.0)
    assert np.abs(inner).max() < 2.0 * abs(off) / 100.0 * abs(once)


@given(SEEDS, st.integers(1, 40))
def test_up_from_sensor(seed, n):
    turn, pull = quaternions(n, seed), np.random.default_rng(seed).normal(size=(n, 3))
    pull[::7] = 0.0
    up = np.empty((n, 3))
    levelling.up_from_sensor(turn, pull, up)
    np.testing.assert_allclose(up, naive_leg.up_from_sensor(turn, pull), atol=1e-12)


@given(SEEDS, st.integers(1, 40))
def test_tilt_angles(seed, n):
    up = np.random.default_rng(seed).normal(size=(n, 3))
    front, top, _ = np.linalg.qr(np.random.default_rng(seed + 1).normal(size=(3, 3)))[0]
    tilt = np.empty(n)
    levelling.tilt_angles(up, front, top, tilt)
    np.testing.assert_allclose(tilt, naive_leg.tilt_angles(up, front, top), atol=1e-9)


@pytest.mark.parametrize("lean_deg", [-120.0, -30.0, 0.0, 45.0])
def test_a_segment_that_leans_forward_has_positive_tilt(lean_deg):
    lean = np.radians(lean_deg)
    up = np.array(
        [[-np.sin(lean), 0.0, np.cos(lean)]]
    )  # up as a sensor sees it that was turned about y by the lean
    tilt = np.empty(1)
    levelling.tilt_angles(up, np.array([1.0, 0, 0]), np.array([0, 0, 1.0]), tilt)
    assert tilt[0] == pytest.approx(lean_deg)


@given(SEEDS, st.integers(2, 40), st.integers(1, 50))
def test_level_samples(seed, n, reach):
    samples, turn = walk_like(n, seed), quaternions(n, seed)
    force_sum = np.cumsum(np.random.default_rng(seed).normal(0.1, 0.05, (n, 3)), axis=0)
    level, pitch_rate, pull = np.empty((n, 3)), np.empty(n), np.empty(n)
    levelling.level_samples(samples, turn, force_sum, reach, RATE_HZ, level, pitch_rate, pull)
    want_level, want_rate, want_pull = naive.level_samples(samples, turn, force_sum, reach, RATE_HZ)
    np.testing.assert_allclose(pull, want_pull, rtol=1e-8)
    np.testing.assert_allclose(level, want_level, atol=1e-8)
    np.testing.assert_allclose(pitch_rate, want_rate, atol=1e-6)
    np.testing.assert_allclose(
        np.linalg.norm(level, axis=1), np.linalg.norm(samples[:, :3], axis=1), rtol=1e-8
    )
