"""Simulated walkers beside people: `benchmarks/realism.py` counts right, and what is unlike people is listed."""

from __future__ import annotations

import importlib
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import retrogait as rg
from retrogait.simulation import Sensor, Walker

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def realism():
    """Import the benchmark, whose folder is no package."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    yield importlib.import_module("realism")
    sys.path.remove(str(ROOT / "benchmarks"))


@pytest.fixture(scope="module")
def walk_of(realism):
    """A simulated walk in the benchmark's form, by its true contacts; its twin is made from it."""
    walks = importlib.import_module("realism_walks")

    def make(direction, walker=None):
        recording, truth = rg.simulate_walk(
            direction,
            0.8,
            20,
            seed=4,
            cadence_spm=100.0,
            rate_hz=200.0,
            stand_s=0.0,
            sites=walks.SITES,
            walker=walker,
            sensor=Sensor.perfect(),
        )
        samples = {site: recording.samples(site)[1] for site in walks.SITES}
        knee = {side: truth.knee[f"{side}_knee_flexion_deg"].to_numpy() for side in ("left", "right")}
        own = walks.steady(truth.strides)
        return walks.Walk("walk", "overground", "nobody", direction, 200.0, samples, own, knee), truth

    return make


def test_a_line_is_off_in_units_of_the_spread_on_its_side(realism):
    line = realism.Line("real forward", "foot", "yaw rate SD, deg/s", 50.0, 40.0, 90.0, 70.0)
    assert (line.off, line.is_outside) == (pytest.approx(0.5), False)
    low = realism.Line("real forward", "foot", "yaw rate SD, deg/s", 50.0, 40.0, 90.0, 30.0)
    assert (low.off, low.is_outside) == (pytest.approx(-2.0), True)
    assert str(low).endswith("-2.0 out")
    assert len(str(low)) <= 80


@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_features_of_a_simulated_walk_are_its_truth(walk_of, direction):
    features = importlib.import_module("realism_features").features
    walk, truth = walk_of(direction, Walker(impact=0.0))
    found = {key: float(np.median(values)) for key, values in features(walk).items()}
    path = truth.paths["left_foot"]["pitch_deg"]
    own = walk.strides[walk.strides["side"] == "left"]
    at_contact = np.interp(own["end_s"], path.index, path)
    assert found["foot", "pitch at next contact, deg"] == pytest.approx(np.median(at_contact), abs=1.0)
    assert found["foot", "pitch, most toe-up, deg"] == pytest.approx(-path.min(), abs=4.0)
    assert found["gait", "stance share, %"] == pytest.approx(walk.strides["stance_pct"].median(), abs=0.1)
    peaks = [
        truth.knee.loc[row.final_contact_s : row.end_s, f"{row.side}_knee_flexion_deg"].max()
        for row in walk.strides.itertuples()
    ]
    assert found["knee", "flexion, peak in swing, deg"] == pytest.approx(np.median(peaks), abs=0.5)
    assert 0.95 < found["foot", "pitch rate, repeats, r"] < 1.0
    shares = [found["lower_back", f"acc {band} Hz, %"] for band in ("0-3", "3-8", "8-15", "15-40")]
    assert sum(shares) == pytest.approx(100.0, abs=1.0)


def test_a_twin_walks_at_the_same_pace_and_an_impact_shows(realism, walk_of):
    walks, features = importlib.import_module("realism_walks"), importlib.import_module("realism_features")
    walk, _ = walk_of("backward")
    twin = walks.twin(walk, Walker(), 1)
    assert twin.speed_mps == pytest.approx(walk.speed_mps, rel=0.05)
    assert twin.cadence_spm == pytest.approx(walk.cadence_spm, rel=0.03)
    assert set(twin.samples) == set(walk.samples)
    soft, hard = (
        np.median(features.features(walks.twin(walk, Walker(impact=x), 1))["foot", "acc 15-40 Hz, %"])
        for x in (0.0, 3.0)
    )
    assert hard > 1.5 * soft


def test_the_twin_on_the_treadmill_wears_heel_and_toe_sensors(walk_of):
    walks = importlib.import_module("realism_walks")
    walk, _ = walk_of("backward")
    feet = {f"{side}_{part}": np.empty(0) for side in ("left", "right") for part in ("foot", "heel", "toe")}
    twin = walks.twin(replace(walk, source="treadmill", samples=feet), Walker(), 1)
    assert twin.samples["left_foot"] is twin.samples["left_heel"]
    swing = np.ptp(twin.samples["left_heel"], axis=0), np.ptp(twin.samples["left_toe"], axis=0)
    assert swing[0][4] == pytest.approx(swing[1][4], rel=0.1)  # one stiff foot turns one way
    assert abs(swing[0][2] / swing[1][2] - 1.0) > 0.2


def test_curves_that_run_alike_agree_whatever_their_size(realism):
    likeness = importlib.import_module("realism_curves").likeness
    phase = np.linspace(0.0, 2.0 * np.pi, 101)
    people = np.array([size * np.sin(phase) for size in (1.0, 2.0, 3.0)])
    own, others = likeness(people, np.array([0.2 * np.sin(phase), -np.sin(phase), np.cos(phase)]))
    assert own == pytest.approx([1.0, 1.0, 1.0])
    assert others == pytest.approx([1.0, -1.0, 0.0], abs=0.02)


def test_options_of_a_walker_are_set_by_name(realism):
    walker = realism.changed(Walker(), ["trunk_motion=2.0", "backward_strike_deg=None"])
    assert walker == Walker(trunk_motion=2.0)


def test_what_lies_outside_must_be_listed_and_nothing_else(realism, monkeypatch):
    outside = importlib.import_module("realism_outside")
    inside, out = (
        realism.Line("real forward", "foot", "yaw rate SD, deg/s", 50.0, 40.0, 90.0, x) for x in (70.0, 30.0)
    )
    monkeypatch.setitem(outside.OUTSIDE, "plain", {"*: foot yaw rate*": "reason"})
    assert (outside.unlisted([out], "plain"), outside.idle([out], "plain")) == ([], [])
    near = realism.Line("real forward", "foot", "yaw rate SD, deg/s", 50.0, 40.0, 90.0, 85.0)
    assert outside.idle([near], "plain") == []
    assert outside.idle([inside], "plain") == ["*: foot yaw rate*"]
    monkeypatch.setitem(outside.OUTSIDE, "plain", {})
    assert outside.unlisted([inside, out], "plain") == [out]


def _walkers():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        return sorted(importlib.import_module("realism_outside").OUTSIDE)
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))


@pytest.fixture(scope="module")
def walks_of_people(realism, shared_data):
    return importlib.import_module("realism_people").people(shared_data)


@pytest.mark.slow
@pytest.mark.parametrize("walker", _walkers())
def test_a_walker_is_like_people_but_for_what_is_listed(realism, walks_of_people, walker):
    outside = importlib.import_module("realism_outside")
    lines = realism.compare(realism.make_pairs(walks_of_people, realism.walker_named(walker)))
    assert len(lines) > 300
    assert [str(line) for line in outside.unlisted(lines, walker)] == []
    assert outside.idle(lines, walker) == []
    assert (
        max(len(row) for row in [*map(str, lines), *realism.summary_lines(lines), *realism.NOTE.splitlines()])
        <= 80
    )
