"""Time of the hot paths, after compilation: `make bench`. Nothing is asserted about time."""

from __future__ import annotations

import pytest

import retrogait as rg


@pytest.fixture(scope="module")
def feet():
    return rg.simulate_walk(direction="backward", speed_mps=0.5, duration_s=600, seed=1)[0]


def test_analyze_ten_minutes_of_two_feet(benchmark, feet):
    rg.analyze(feet)
    session = benchmark(rg.analyze, feet)
    assert len(session.strides) > 300


@pytest.mark.parametrize("site", ["left_shank", "lower_back"])
def test_analyze_ten_minutes_of_one_sensor(benchmark, site):
    walk, _ = rg.simulate_walk(direction="backward", speed_mps=0.5, duration_s=600, sites=[site], seed=1)
    rg.analyze(walk)
    session = benchmark.pedantic(rg.analyze, (walk,), rounds=5)
    assert len(session.strides) > 300


def test_recording_from_ten_minutes_of_frames(benchmark, feet):
    frames = {site: feet[site] for site in feet.sites}
    assert benchmark(rg.Recording.from_frames, frames).sites == feet.sites
