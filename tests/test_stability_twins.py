"""Every measure of stability against its slow, obvious twin, on signals that hypothesis draws."""

from __future__ import annotations

import naive_stability as naive
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_inputs import SEEDS
from perturbations import perturb

from retrogait import stability
from retrogait.stability.signals import AXES as AXIS_NAMES

AXES = st.sampled_from(AXIS_NAMES)
TOLERANCE = {"rtol": 1e-6, "atol": 1e-9}


def gait(seed: int, strides: int = 30) -> tuple[np.ndarray, np.ndarray]:
    """A noisy signal of uneven strides at 50 Hz, and the places of its contacts, in samples."""
    rng = np.random.default_rng(seed)
    places = 3.0 + np.cumsum(rng.normal(55.0, 2.0, strides + 1))
    phase = 2 * np.pi * np.interp(np.arange(places[-1] + 5), places, np.arange(strides + 1))
    return np.cos(2 * phase) + rng.uniform(0, 1) * np.cos(phase) + 0.2 * rng.normal(size=len(phase)), places


@given(SEEDS)
@settings(max_examples=2)
def test_local_divergence(seed):
    x, places = gait(seed)
    found = stability.local_divergence(
        x, 50.0, places / 50.0, dim=3, delay_samples=2, samples_per_stride=20, long=(0.5, 1.0)
    )
    curve = naive.divergence_curve(naive.normalise_time(x, places, 20), 3, 2, 10, 20)
    np.testing.assert_allclose(found.curve, curve, **TOLERANCE)
    for value, first, last in ((found.short, 0, 10), (found.long, 10, 20)):
        time = np.arange(first, last + 1) / 20
        assert value == pytest.approx(np.polyfit(time, curve[first : last + 1], 1)[0], rel=1e-6)


@given(SEEDS)
@settings(max_examples=8)
def test_floquet_multiplier(seed):
    x, places = gait(seed, 32)
    found = stability.floquet_multiplier(
        x, 50.0, places / 50.0, dim=3, delay_samples=5, samples_per_stride=20
    )
    series = naive.normalise_strides(x, places, 20)
    states = np.array(
        [[series[20 * k + phase : 20 * k + phase + 11 : 5] for phase in range(20)] for k in range(31)]
    )
    want = naive.floquet_multipliers(states, np.ones(30, bool))
    np.testing.assert_allclose(found.by_phase, want, rtol=1e-5)
    assert (found.maximum, found.mean) == pytest.approx((want.max(), want.mean()), rel=1e-5)


@given(SEEDS, st.lists(st.booleans(), min_size=19, max_size=19))
@settings(max_examples=20)
def test_floquet_multipliers_of_strides_with_breaks(seed, followed):
    states, followed = np.random.default_rng(seed).normal(size=(20, 2, 2)), np.array(followed)
    if followed.sum() > 4:
        np.testing.assert_allclose(
            stability.floquet_multipliers(states, followed),
            naive.floquet_multipliers(states, followed),
            rtol=1e-5,
        )


@given(SEEDS, AXES)
@settings(max_examples=6)
def test_harmonic_ratios(seed, axis):
    x, places = gait(seed, 5)
    want = naive.harmonic_ratios(x, places, axis)
    found = (
        measure(x, 50.0, places / 50.0, axis)
        for measure in (stability.harmonic_ratio, stability.improved_harmonic_ratio)
    )
    assert tuple(found) == pytest.approx(want, rel=1e-6)


@given(SEEDS, AXES)
@settings(max_examples=8)
def test_regularity(seed, axis):
    x, _ = gait(seed, 6)
    found = stability.regularity(x, 50.0, 1.1, axis)
    want = naive.regularity(x, 55.0, axis)
    np.testing.assert_allclose((found.step, found.stride), want, **TOLERANCE)
    if want[1] > 0:
        np.testing.assert_allclose(found.ratio, want[0] / want[1], **TOLERANCE)


@given(SEEDS, st.integers(8, 30))
@settings(max_examples=30)
def test_phase_coordination_index(seed, n):
    rng = np.random.default_rng(seed)
    own = np.cumsum(rng.uniform(0.8, 1.6, n))
    other = np.delete(own[:-1] + rng.uniform(0.3, 0.7, n - 1) * np.diff(own), rng.integers(n - 1))
    other = np.sort(np.append(other, rng.uniform(own[0], own[-1])))  # one lands too often, one not at all
    assert stability.phase_coordination_index(own, other) == pytest.approx(
        naive.phase_coordination_index(own, other)
    )


@given(SEEDS, st.integers(2, 60), st.integers(1, 5), st.sampled_from([int, float, str]))
@settings(max_examples=40)
def test_variability(seed, n, groups, kind):
    rng = np.random.default_rng(seed)
    values, labels = rng.normal(1.0, 0.1, n), rng.integers(0, groups, n).astype(kind)
    found = stability.variability(values, labels)
    np.testing.assert_allclose(
        (found.sd, found.sd_detrended, found.sd_robust), naive.variability(values, labels), atol=1e-12
    )


@given(SEEDS, st.integers(60, 200))
@settings(max_examples=5)
def test_dfa(seed, n):
    x, windows = np.random.default_rng(seed).normal(size=n), np.array([4, 7, 12, 20])
    assert stability.dfa(x, windows) == pytest.approx(naive.dfa(x, windows))


@given(SEEDS, st.integers(1, 3))
@settings(max_examples=3)
def test_multiscale_entropy(seed, m):
    x = np.random.default_rng(seed).normal(size=160)
    found = stability.multiscale_entropy(x, 3, m, 0.8)
    np.testing.assert_allclose(found, naive.multiscale_entropy(x, 3, m, 0.8), **TOLERANCE)


@given(SEEDS, st.integers(20, 100), st.floats(40, 200))
@settings(max_examples=15)
def test_smoothness(seed, n, rate_hz):
    speed = np.abs(np.cumsum(np.random.default_rng(seed).normal(size=n))) + 0.5
    assert stability.sparc(speed, rate_hz) == pytest.approx(naive.sparc(speed, rate_hz))
    assert stability.ldlj(speed, rate_hz) == pytest.approx(naive.ldlj(speed, rate_hz))


@given(SEEDS, st.integers(1, 50))
@settings(max_examples=20)
def test_size_and_symmetry(seed, n):
    acc = np.random.default_rng(seed).normal(9.0, 1.0, (n + 1, 3))
    square = [sum((v - sum(c) / len(c)) ** 2 for v in c) / len(c) for c in acc.T]
    np.testing.assert_allclose(stability.rms(acc), np.sqrt(square))
    np.testing.assert_allclose(stability.rms_ratio(acc), np.sqrt(square) / np.sqrt(sum(square)))
    left, right = acc[:, 0], acc[:-1, 1]
    a, b = sum(left) / len(left), sum(right) / len(right)
    assert stability.gait_asymmetry(left, right) == pytest.approx(100 * abs(np.log(a) - np.log(b)))
    assert stability.symmetry_index(left, right) == pytest.approx(100 * (a - b) / (0.5 * (a + b)))


@given(SEEDS, st.floats(0, 25))
@settings(max_examples=4)
def test_near_falls(seed, size_mps2):
    rng = np.random.default_rng(seed)
    acc = np.zeros((4000, 3))
    acc[:, 2] = 3.0 * np.sin(np.arange(4000) / 9.0) + rng.normal(0, 0.3, 4000)
    moved, _ = perturb(acc, 100.0, size_mps2, seed)
    found = stability.near_falls(moved[:, 2], 100.0)["time_s"].to_numpy()
    np.testing.assert_allclose(found, naive.near_falls(moved[:, 2], 100.0))
