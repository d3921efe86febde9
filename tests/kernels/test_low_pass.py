"""The low-pass filter of a sensor's chip."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from retrogait._kernels.low_pass import low_pass


def naive(values, cutoff_hz, rate_hz):
    filter_ = signal.butter(2, cutoff_hz, fs=rate_hz, output="sos")
    begin = signal.sosfilt_zi(filter_)[:, :, None] * values[0]
    return signal.sosfilt(filter_, values, axis=0, zi=begin)[0]


@settings(deadline=None)
@given(st.integers(1, 200), st.floats(0.5, 49.0), st.integers(0, 99))
def test_it_is_the_filter_of_scipy_as_if_at_rest_before(rows, cutoff_hz, seed):
    values = np.random.default_rng(seed).normal(size=(rows, 6))
    filtered = values.copy()
    low_pass(filtered, cutoff_hz, 100.0)
    np.testing.assert_allclose(filtered, naive(values, cutoff_hz, 100.0), atol=1e-9)


def test_what_is_constant_stays():
    values = np.full((50, 3), 9.81)
    low_pass(values, 5.0, 100.0)
    np.testing.assert_allclose(values, 9.81)


@pytest.mark.parametrize("cutoff_hz", [2.0, 20.0])
def test_at_its_bandwidth_it_leaves_the_root_of_a_half(cutoff_hz):
    time_s = np.arange(4000) / 100
    values = np.sin(2 * np.pi * cutoff_hz * time_s)[:, None].copy()
    low_pass(values, cutoff_hz, 100.0)
    assert values[1000:].std() * 2**0.5 == pytest.approx(0.5**0.5, rel=1e-3)
