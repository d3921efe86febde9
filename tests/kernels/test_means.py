"""Means over windows against the slow twin."""

from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, prefix_sums

from retrogait._kernels import means

pytestmark = pytest.mark.kernels


@given(SEEDS, st.integers(1, 60), st.integers(0, 80), st.floats(0.1, 3))
def test_means_at(seed, n, longest, reach):
    rng = np.random.default_rng(seed)
    values, stride, out = rng.normal(3, 2, n), rng.uniform(0, longest, n), np.empty(n)
    means.means_at(prefix_sums(values), stride, reach, np.arange(n), out)
    half = (reach * stride).astype(int)
    np.testing.assert_allclose(out, naive.local_means(values, half), atol=1e-12)
    at = rng.integers(0, n, 5)
    some = np.empty(5)
    means.means_at(prefix_sums(values), stride, reach, at, some)
    np.testing.assert_array_equal(some, out[at])


@given(SEEDS, st.integers(1, 60), st.integers(0, 80))
def test_running_means(seed, n, half):
    values, out = np.random.default_rng(seed).normal(3, 2, n), np.empty(n)
    means.running_means(values, half, out)
    np.testing.assert_allclose(out, naive.local_means(values, np.full(n, half)), atol=1e-12)
