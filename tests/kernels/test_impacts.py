from __future__ import annotations

import naive_leg
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS

from retrogait._kernels import impacts

pytestmark = pytest.mark.kernels

RATES = st.sampled_from([50.0, 100.0, 204.8])
CONTACTS = st.lists(st.one_of(st.just(np.nan), st.floats(0, 79)), max_size=5).map(
    lambda x: np.array(x, dtype=float)
)


def accelerations(seed: int, n: int = 80, missing: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    acc = rng.normal(0, 10, (n, 3))
    acc[rng.integers(0, n, missing)] = np.nan
    return acc


def run(acc, rate_hz, contacts, before_s=0.05, after_s=0.15, axial=True):
    rows = np.empty((len(contacts), impacts.WIDTH))
    impacts.contact_impacts(acc, rate_hz, contacts, before_s, after_s, axial, rows)
    return rows


@given(SEEDS, CONTACTS, RATES, st.booleans(), st.integers(0, 3))
def test_contact_impacts(seed, contacts, rate_hz, axial, missing):
    acc = accelerations(seed, missing=missing)
    want = naive_leg.contact_impacts(acc, rate_hz, contacts, 0.05, 0.15, axial)
    np.testing.assert_allclose(run(acc, rate_hz, contacts, axial=axial), want)


@given(SEEDS, CONTACTS, RATES, st.integers(0, 3))
def test_window_peaks(seed, contacts, rate_hz, missing):
    values, peak = accelerations(seed, missing=missing), np.empty(len(contacts))
    impacts.window_peaks(values, rate_hz, contacts, 0.05, 0.1, peak)
    np.testing.assert_allclose(peak, naive_leg.window_peaks(values, rate_hz, contacts, 0.05, 0.1))


@given(SEEDS, st.floats(5, 40), st.integers(0, 4))
def test_clipped_samples(seed, limit, missing):
    values = np.clip(accelerations(seed, missing=missing), -limit, limit)
    clipped = np.empty(len(values), bool)
    impacts.clipped_samples(values, 1e-9, 15.0, clipped)
    np.testing.assert_array_equal(clipped, naive_leg.clipped_samples(values, 1e-9, 15.0))


def test_a_limit_needs_to_be_held():
    values = np.zeros((20, 3))
    values[5, 0] = values[9, 0] = 30.0  # twice the same peak may be chance
    clipped = np.empty(20, bool)
    impacts.clipped_samples(values, 1e-9, 15.0, clipped)
    assert not clipped.any()
    values[10, 0] = 30.0
    impacts.clipped_samples(values, 1e-9, 15.0, clipped)
    assert np.flatnonzero(clipped).tolist() == [5, 9, 10]


def test_a_half_sine_has_its_peak_time_and_slope():
    acc = np.zeros((400, 3))
    k = np.arange(21)
    acc[100:121, 2] = 40.0 * np.sin(np.pi * k / 20)
    peak, resultant, time_s, slope, jerk = run(acc, 1000.0, np.array([95.0]))[0]
    assert (peak, resultant) == (40.0, 40.0)
    assert time_s == pytest.approx(0.015)
    # from 20 to 80 % of its height, on straight lines between samples of 1 ms
    took_s = 0.020 * (np.arcsin(0.8) - np.arcsin(0.2)) / np.pi
    assert slope == pytest.approx(0.6 * 40.0 / took_s, rel=0.002)
    assert jerk == pytest.approx(40.0 / 0.010)
