"""Time of the stability measures, after compilation: `make bench`. Side by side with others: stability_rivals.py."""

from __future__ import annotations

import numpy as np
import pytest

import retrogait as rg
from retrogait import stability


@pytest.fixture(scope="module")
def session():
    walk, _ = rg.simulate_walk("backward", 0.5, duration_s=600, sites=["lower_back"], seed=1)
    return rg.analyze(walk)


@pytest.fixture(scope="module")
def x():
    phase = 2 * np.pi * np.cumsum(np.random.default_rng(0).normal(0.01, 0.0005, 30_000))
    return np.sin(phase) + 0.5 * np.sin(2 * phase + 1) + np.random.default_rng(1).normal(0, 0.1, 30_000)


def test_whole_suite_of_ten_minutes_of_trunk(benchmark, session):
    rg.measure_stability(session)
    assert len(benchmark(rg.measure_stability, session)) == 2


def test_divergence_of_30000_samples(benchmark, x):
    stability.divergence_curve(x)
    assert np.isfinite(benchmark(stability.divergence_curve, x)).all()


def test_sample_entropy_of_10000_samples(benchmark, x):
    stability.sample_entropy(x[:10_000])
    assert benchmark(stability.sample_entropy, x[:10_000]) > 0
