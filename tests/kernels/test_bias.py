"""The drift that a bias of the gyroscope makes, against the slow twin."""

from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, increasing, quaternions, wandering
from scipy.spatial.transform import Rotation

from retrogait._kernels import bias

pytestmark = pytest.mark.kernels

RATE_HZ = 100.0


@given(SEEDS, st.integers(3, 60), st.integers(1, 80))
def test_gravity_windows(seed, n, half):
    turn, force_sum = quaternions(n, seed), wandering(n, seed)
    centres = increasing(3, n, seed)
    reach = np.full(3, half)
    gravity, mean_turn = np.empty((3, 3)), np.empty((2, 3, 3))
    bias.gravity_windows(turn, force_sum, centres, reach, RATE_HZ, gravity, mean_turn)
    want_gravity, want_turn = naive.gravity_windows(turn, force_sum, centres, reach, RATE_HZ)
    np.testing.assert_allclose(gravity, want_gravity)
    np.testing.assert_allclose(mean_turn, want_turn, atol=1e-12)


def drift(m, seed):
    rng = np.random.default_rng(seed)
    gravity = rng.normal([0, 0, 9.8], 2.0, (m + 1, 3))
    mean_turn = Rotation.random(m, rng).as_matrix()
    design, change = np.empty((m, 3, 3)), np.empty((m, 3))
    bias.drift_design(gravity, mean_turn, 0.5, design, change)
    return gravity, mean_turn, design, change


@given(SEEDS, st.integers(1, 20))
def test_drift_design(seed, m):
    gravity, mean_turn, design, change = drift(m, seed)
    want_design, want_change = naive.drift_design(gravity, mean_turn, 0.5)
    np.testing.assert_allclose(design, want_design, atol=1e-12)
    np.testing.assert_allclose(change, want_change)


@given(SEEDS, st.integers(2, 20))
def test_weights_and_misses_of_a_drift(seed, m):
    _, _, design, change = drift(m, seed)
    weight = np.random.default_rng(seed + 1).uniform(0.1, 10.0, m)
    normal, right, left = np.empty((3, 3)), np.empty(3), np.empty(m)
    bias.weigh_drift(design, change, weight, normal, right)
    rows = design.reshape(-1, 3) * np.repeat(weight, 3)[:, None]
    np.testing.assert_allclose(normal, rows.T @ design.reshape(-1, 3), atol=1e-9)
    np.testing.assert_allclose(right, rows.T @ change.reshape(-1), atol=1e-9)
    rate = np.array([0.1, -0.2, 0.3])
    bias.drift_left(design, change, rate, left)
    np.testing.assert_allclose(
        left, [np.linalg.norm(c - d @ rate) for c, d in zip(change, design, strict=True)]
    )
