"""`measure_trunk_sway`: leans and ranges that are known, and what is no standing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.transform import Rotation

import retrogait as rg
from retrogait.recording import Recording
from retrogait.stability.sway import AXES, STANDING, SWAY, SWAY_MEASURES, _upright, range_deg
from retrogait.tables.catalogue import SENSOR_COLUMNS

SITES = ("left_foot", "right_foot", "lower_back")
RATE_HZ = 100.0


def walked(stand_s: float = 2.0, seed: int = 1):
    return rg.simulate_walk("backward", 0.6, 45, seed, walker="adult", sites=SITES, stand_s=stand_s)[0]


def leaning(walk: Recording, forward_deg: float, left_deg: float) -> Recording:
    """The same walk by a trunk that leans: what its sensor feels is turned the other way."""
    turn = Rotation.from_euler("xy", [-left_deg, forward_deg], degrees=True).inv()
    frames = {site: walk[site].copy() for site in walk.sites}
    values = frames["lower_back"].to_numpy().copy()
    frames["lower_back"] = pd.DataFrame(
        np.concatenate([turn.apply(values[:, :3].copy()), turn.apply(values[:, 3:].copy())], axis=1),
        columns=list(SENSOR_COLUMNS),
        index=frames["lower_back"].index,
    )
    return Recording.from_frames(frames, rate_hz=walk.rate_hz)


@pytest.fixture(scope="module")
def sway():
    return rg.measure_trunk_sway(rg.analyze(walked()))


def test_the_table_is_as_declared(sway):
    SWAY.check(sway)
    assert tuple(sway["measure"]) == SWAY_MEASURES
    assert set(sway["zero"]) == {STANDING}
    assert (sway["low_deg"] <= sway["value_deg"]).all()


def test_who_leans_is_seen_to_without_standing():
    """A lean against the axes of the sensor, as nobody stands."""
    upright = rg.measure_trunk_sway(rg.analyze(walked(0.0))).set_index("measure")
    lean = rg.measure_trunk_sway(rg.analyze(leaning(walked(0.0), 8.0, -5.0))).set_index("measure")
    assert set(lean["zero"]) == {AXES}
    moved = lean["value_deg"] - upright["value_deg"]
    assert moved["lean_forward_deg"] == pytest.approx(8.0, abs=0.3)
    assert moved["lean_left_deg"] == pytest.approx(-5.0, abs=0.3)
    assert moved["pitch_range_deg"] == pytest.approx(0.0, abs=1.0)


def test_a_sensor_put_on_askew_leans_no_more_than_standing(sway):
    askew = rg.measure_trunk_sway(rg.analyze(leaning(walked(), 8.0, -5.0)))
    np.testing.assert_allclose(askew["value_deg"][:2], sway["value_deg"][:2], atol=0.3)


@pytest.mark.parametrize("size_deg", [0.5, 7.0])
def test_the_range_of_a_wave_is_twice_its_size(size_deg):
    t = np.arange(0, 1.2001, 0.01)
    rate = size_deg * 2 * np.pi / 1.2 * np.cos(2 * np.pi * t / 1.2 + 0.4)
    turn = np.stack([rate, 2 * rate, np.zeros_like(t)], axis=1)
    np.testing.assert_allclose(
        range_deg(turn, RATE_HZ), [2 * size_deg, 4 * size_deg, 0.0], rtol=2e-3, atol=1e-9
    )


def test_an_offset_and_a_slow_turn_change_no_range():
    rng = np.random.default_rng(1)
    turn = rng.normal(0.0, 20.0, (140, 3))
    np.testing.assert_allclose(
        range_deg(turn + np.array([3.0, -2.0, 11.0]), RATE_HZ), range_deg(turn, RATE_HZ), atol=1e-9
    )


@pytest.mark.parametrize(("tilt_deg", "stands"), [(28.0, True), (33.0, False)])
def test_who_is_tilted_by_more_than_30_degrees_does_not_stand(tilt_deg, stands):
    samples = np.zeros((300, 6))
    samples[:, :3] = 9.80665 * np.array([-np.sin(np.radians(tilt_deg)), 0.0, np.cos(np.radians(tilt_deg))])
    found = _upright(samples, RATE_HZ)
    assert (found is not None) == stands
    if found is not None:
        np.testing.assert_allclose(found, [tilt_deg, 0.0], atol=1e-6)


def test_without_a_trunk_of_known_mounting_it_says_so():
    walk, _ = rg.simulate_walk("backward", 0.6, 10, 1)
    with pytest.raises(
        rg.InvalidTable,
        match="measure_trunk_sway: no lower_back or sternum sensor among the sites .*; expected a",
    ):
        rg.measure_trunk_sway(rg.analyze(walk))
