"""Velocity between rests against the slow twin."""

from __future__ import annotations

import naive
import naive_swings
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, increasing, walk_like, wandering

from retrogait._kernels import velocities

pytestmark = pytest.mark.kernels

RATE_HZ = 100.0


@given(SEEDS, st.integers(10, 80), st.integers(2, 6), st.integers(0, 6))
def test_swing_velocity(seed, n, m, row):
    """Zero at the rests; before the first one it ends at zero, after the last it starts there."""
    samples, force_sum, at = walk_like(n, seed), wandering(n, seed), increasing(m, n, seed)
    gravity = naive.gravity_between(force_sum, at, RATE_HZ)
    row = min(row, m)
    k = np.arange(at[row - 1] if row else 0, (at[row] if row < m else n - 1) + 1)
    rows = np.empty((len(k), 4))
    velocities.swing_velocity(samples, force_sum, at, gravity, RATE_HZ, row, k[0], rows)
    velocity, blame = rows[:, :3], rows[:, 3]
    np.testing.assert_allclose(blame, naive_swings.blame(samples, RATE_HZ, k))
    want = naive_swings.swing_velocity(samples, force_sum, at, gravity, RATE_HZ, row, k)
    np.testing.assert_allclose(velocity, want, atol=1e-9)
    np.testing.assert_allclose(velocity[-1 if row == 0 else 0], 0.0, atol=1e-9)
    if 0 < row < m:
        np.testing.assert_allclose(velocity[-1], 0.0, atol=1e-9)
