"""Laws of the measures of stability: units, time origin and sampling do not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retrogait import stability

SEEDS = st.integers(0, 2**32 - 1)
SCALES = st.floats(1e-3, 1e3)
ORIGINS = st.floats(-1e4, 1e6)
STRIDES = 40


def gait(seed: int, rate_hz: float = 100.0) -> tuple[np.ndarray, np.ndarray]:
    """A signal with two harmonics whose strides differ in time and size, and the contacts that bound them."""
    rng = np.random.default_rng(seed)
    starts_s = np.concatenate([[0.3], 0.3 + np.cumsum(rng.normal(1.1, 0.03, STRIDES))])
    time_s = np.arange(int((starts_s[-1] + 0.5) * rate_hz)) / rate_hz
    phase = 2 * np.pi * np.interp(time_s, starts_s, np.arange(STRIDES + 1))
    size = np.interp(time_s, starts_s, rng.normal(1.0, 0.1, STRIDES + 1))
    return size * (2.0 * np.cos(2 * phase) + np.cos(phase) + 0.3 * np.sin(3 * phase)), starts_s


def measure(x: np.ndarray, starts_s: np.ndarray, start_s: float, rate_hz: float = 100.0) -> np.ndarray:
    divergence = stability.local_divergence(x, rate_hz, starts_s, start_s=start_s)
    return np.array(
        [
            divergence.short,
            divergence.long,
            stability.floquet_multiplier(x, rate_hz, starts_s, start_s=start_s).mean,
            stability.harmonic_ratio(x, rate_hz, starts_s, start_s=start_s),
            stability.improved_harmonic_ratio(x, rate_hz, starts_s, start_s=start_s),
        ]
    )


@given(SEEDS, SCALES, ORIGINS)
@example(seed=5031694, scale=1.0, origin=524287.0)
@settings(max_examples=15)
def test_units_and_time_origin_change_nothing(seed, scale, origin):
    x, starts_s = gait(seed)
    want = measure(x, starts_s, 0.0)
    assert np.isfinite(want).all()
    np.testing.assert_allclose(measure(scale * x, starts_s, 0.0), want, rtol=1e-4, atol=1e-6)
    # a clock of 1e6 s knows instants to 1e-10 s only, of which the Floquet multiplier of so smooth a signal makes 1e-4
    known_s = (starts_s + origin) - origin
    shifted, unshifted = measure(x, starts_s + origin, origin), measure(x, known_s, 0.0)
    np.testing.assert_allclose(shifted, unshifted, rtol=1e-9)


def test_twice_the_sampling_rate_changes_little():
    found = [measure(*gait(3, rate_hz), 0.0, rate_hz) for rate_hz in (100.0, 200.0)]
    # not the Floquet multiplier: deviations of so smooth a signal fill only part of its state space, and the map over
    # the rest is decided by what the interpolation leaves
    without_floquet = [0, 1, 3, 4]
    np.testing.assert_allclose(found[1][without_floquet], found[0][without_floquet], rtol=0.005)


@given(SEEDS, SCALES)
@settings(max_examples=20)
def test_measures_without_strides_do_not_know_units(seed, scale):
    rng = np.random.default_rng(seed)
    x = np.abs(np.cumsum(rng.normal(size=400))) + 1.0
    for measured in (
        stability.sample_entropy,
        stability.multiscale_entropy,
        stability.dfa,
        stability.sparc,
        stability.ldlj,
        lambda v: stability.regularity(v, 100.0, 0.8).stride,
        lambda v: stability.variability(v).cv_detrended_pct,
        lambda v: stability.symmetry_index(v[:200], v[200:]),
        lambda v: stability.gait_asymmetry(v[:200], v[200:]),
    ):
        np.testing.assert_allclose(measured(scale * x), measured(x), rtol=1e-6)


@given(SEEDS)
@settings(max_examples=20)
def test_an_offset_does_not_change_what_is_about_a_mean(seed):
    x, starts_s = gait(seed)
    for axis in ("vertical", "lateral"):
        assert stability.harmonic_ratio(x + 9.81, 100.0, starts_s, axis) == pytest.approx(
            stability.harmonic_ratio(x, 100.0, starts_s, axis)
        )
    assert stability.sample_entropy(x + 9.81) == pytest.approx(stability.sample_entropy(x), rel=1e-3)
    assert stability.regularity(x + 9.81, 100.0, 1.1).stride == pytest.approx(
        stability.regularity(x, 100.0, 1.1).stride
    )


@given(SEEDS, st.floats(0.01, 0.2))
@settings(max_examples=20)
def test_harmonic_ratios_of_the_two_kinds_of_axis_are_inverse(seed, noise):
    x, starts_s = gait(seed)
    x = x + noise * np.random.default_rng(seed).normal(size=len(x))
    vertical, lateral = (
        stability.improved_harmonic_ratio(x, 100.0, starts_s, a) for a in ("vertical", "lateral")
    )
    assert vertical + lateral == pytest.approx(100.0)


@given(SEEDS, st.integers(1, 60))
@settings(max_examples=30)
def test_variability_does_not_depend_on_the_order_of_groups(seed, n):
    rng = np.random.default_rng(seed)
    values, groups = rng.normal(1.0, 0.1, n), rng.integers(0, 3, n)
    order = np.argsort(groups, kind="stable")
    one, other = stability.variability(values, groups), stability.variability(values[order], groups[order])
    np.testing.assert_allclose(list(vars(one).values()), list(vars(other).values()))
