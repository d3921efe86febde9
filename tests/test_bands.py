"""Bands of a signal: gain, phase, and no shift in time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrogait.kinematics.bands import analytic_bands, band_pass

RATE_HZ = 100.0


@settings(max_examples=30)
@given(st.floats(0.8, 2.2), st.floats(0.1, 5), st.floats(-3, 3))
def test_analytic_band_gives_size_and_phase(frequency_hz, size, phase):
    time_s = np.arange(2000) / RATE_HZ
    signal = size * np.cos(2 * np.pi * frequency_hz * time_s + phase)
    signal += 0.5 * size * np.cos(2 * np.pi * 12.0 * time_s) + 3.0 * size
    got = analytic_bands(signal, RATE_HZ, (0.65 * frequency_hz, 1.4 * frequency_hz))[0][400:-400]
    np.testing.assert_allclose(np.abs(got), size, rtol=0.05)
    off = np.angle(got * np.exp(-1j * (2 * np.pi * frequency_hz * time_s[400:-400] + phase)))
    assert np.abs(off).max() < 0.1


@pytest.mark.parametrize("length", [2, 5, 250])
def test_analytic_band_of_short_signals(length):
    assert analytic_bands(np.ones(length), RATE_HZ, (1.0, 2.0))[0].shape == (length,)


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


def test_both_have_the_same_band():
    """Away from the ends, where they go on for other lengths, a band-pass is the real part of the analytic band."""
    noise = np.random.default_rng(0).normal(size=(4000, 3))
    passed = band_pass(noise, 400.0, 10.0, 20.0)
    (analytic,) = analytic_bands(noise[:, 1].copy(), 400.0, (10.0, 20.0))
    np.testing.assert_allclose(passed[800:-800, 1], analytic.real[800:-800], atol=1e-3)
