from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS

from retrogait._kernels import medians

pytestmark = pytest.mark.kernels


@given(SEEDS, st.integers(1, 30), st.integers(0, 5), st.integers(1, 9))
def test_median_of(seed, count, spare, levels):
    values = np.random.default_rng(seed).integers(0, levels, count + spare).astype(float)
    assert medians.median_of(values, count) == np.median(values[:count])
