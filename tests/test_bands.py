"""Bands of a signal: gain, phase, and no shift in time."""

from __future__ import annotations

import numpy as np
import pytest

from retrogait.kinematics.bands import band_pass, mirrored_band_pass


@pytest.mark.parametrize("length", [2, 5, 250])
def test_a_band_of_short_signals(length):
    ones = np.ones((length, 3))
    assert band_pass(ones, 100.0, 1.0, 2.0).shape == (length, 3)
    assert mirrored_band_pass(ones, 100.0, 1.0, 2.0, 4.0).shape == (length, 3)


@pytest.mark.parametrize(
    ("tone_hz", "gain"), [(14.0, 1.0), (10.0, 0.5), (20.0, 0.5), (2.0, 0.0), (60.0, 0.0)]
)
def test_gain_of_a_band(tone_hz, gain):
    tone = np.sin(2 * np.pi * tone_hz * np.arange(2000) / 400.0)[:, None]
    passed = band_pass(np.repeat(tone, 3, axis=1), 400.0, 10.0, 20.0)[500:-500]
    assert np.abs(passed).max() == pytest.approx(gain, abs=0.02)


def test_a_band_does_not_shift_time():
    transient = np.zeros((801, 3))
    transient[390:411] = np.hanning(21)[:, None]
    assert np.argmax(band_pass(transient, 400.0, 10.0, 20.0)[:, 0]) == 400


def test_what_comes_a_minute_later_changes_nothing():
    noise = np.random.default_rng(0).normal(size=(6000, 1))
    alone, both = (mirrored_band_pass(one, 50.0, 0.3, 3.0, 4.0)[:1000] for one in (noise[:3000], noise))
    np.testing.assert_allclose(both, alone, atol=1e-4)
