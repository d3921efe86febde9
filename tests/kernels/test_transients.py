from __future__ import annotations

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, walk_like

from retrogait._kernels import transients

pytestmark = pytest.mark.kernels

CONTACTS = st.lists(st.one_of(st.just(np.nan), st.floats(0, 89)), max_size=5).map(np.array)


def run_jerks(samples, rate_hz, contacts, before_s=0.03, after_s=0.13):
    peak, contrast = np.empty(len(contacts)), np.empty(len(contacts))
    transients.landing_jerks(samples, rate_hz, contacts, before_s, after_s, peak, contrast)
    return peak, contrast


@given(SEEDS, st.integers(1, 90), CONTACTS, st.sampled_from([50.0, 100.0, 204.8]))
def test_landing_jerks(seed, n, contacts, rate_hz):
    contacts = np.minimum(contacts.astype(float), n - 1)
    samples = walk_like(n, seed)
    for got, want in zip(
        run_jerks(samples, rate_hz, contacts),
        naive.landing_jerks(samples, rate_hz, contacts, 0.03, 0.13),
        strict=True,
    ):
        np.testing.assert_allclose(got, want)


@given(SEEDS, st.integers(1, 90), CONTACTS, st.floats(0, 3000))
def test_landing_onsets(seed, n, contacts, high):
    contacts = np.minimum(contacts.astype(float), n - 1)
    samples, onset = walk_like(n, seed), np.empty(len(contacts))
    level = np.full(len(contacts), high)
    level[1:2] = np.nan
    transients.landing_onsets(samples, 100.0, contacts, 0.03, 0.13, level, onset)
    np.testing.assert_array_equal(onset, naive.landing_onsets(samples, 100.0, contacts, 0.03, 0.13, level))


@given(SEEDS, st.integers(1, 90), CONTACTS, st.sampled_from([50.0, 100.0, 204.8]))
def test_landing_slaps(seed, n, contacts, rate_hz):
    contacts = np.minimum(contacts.astype(float), n - 1)
    samples, slap = walk_like(n, seed), np.empty(len(contacts))
    transients.landing_slaps(samples, rate_hz, contacts, 0.03, 0.13, slap)
    np.testing.assert_array_equal(slap, naive.landing_slaps(samples, rate_hz, contacts, 0.03, 0.13))


@pytest.mark.parametrize("rate_hz", [50.0, 100.0, 200.0, 400.0])
def test_a_ramp_has_the_same_jerk_at_any_rate(rate_hz):
    samples = np.zeros((round(rate_hz), 6))
    samples[:, 0] = 300.0 * np.arange(round(rate_hz)) / rate_hz  # m/s^2, growing by 300 a second
    peak, contrast = run_jerks(samples, rate_hz, np.array([0.5 * rate_hz]))
    assert peak[0] == pytest.approx(300.0)
    assert contrast[0] == pytest.approx(1.0)


def test_one_knock_is_found_at_its_sample():
    samples = np.zeros((100, 6))
    samples[60:, 2] = 5.0  # a step in acceleration: all its jerk lies between samples 59 and 60
    peak, contrast = run_jerks(samples, 100.0, np.array([55.0, np.nan]))
    onset = np.empty(2)
    transients.landing_onsets(
        samples, 100.0, np.array([55.0, 55.0]), 0.03, 0.13, np.array([400.0, 600.0]), onset
    )
    assert peak[0] == pytest.approx(500.0)
    assert contrast[0] > 1e9
    assert np.isnan([peak[1], contrast[1], onset[1]]).all()
    assert onset[0] == 59.5


def test_no_contacts_leave_nothing():
    assert [len(array) for array in run_jerks(walk_like(20, 1), 100.0, np.empty(0))] == [0, 0]
