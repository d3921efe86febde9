"""Every kernel at its work: run again as plain Python, and with array bounds checked, where a slip shows."""

from __future__ import annotations

import numpy as np
import pytest

import retrogait as rg

pytestmark = [pytest.mark.kernels, pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")]

FEET, SHANKS = ("left_foot", "right_foot"), ("left_shank", "right_shank")
THIGHS = ("left_thigh", "right_thigh")


def contacts_s(table, kind: str = "initial_contact") -> np.ndarray:
    return np.sort(table.loc[table["event"] == kind, "time_s"].to_numpy())


@pytest.mark.parametrize("direction", ["backward", "forward"])
@pytest.mark.parametrize("sites", [FEET, SHANKS, ("lower_back",)], ids=lambda sites: sites[0])
def test_contacts_of_a_short_walk_are_found(direction, sites):
    walk, truth = rg.simulate_walk(direction=direction, speed_mps=0.6, duration_s=14, sites=sites, seed=2)
    session = rg.analyze(walk)
    true_s, found_s = contacts_s(truth.events), contacts_s(session.events)
    apart_s = np.abs(found_s[:, None] - true_s)
    assert apart_s.min(axis=1).max() < 0.12
    assert apart_s[:, 3:-3].min(axis=0).max() < 0.12  # the trunk does not show the first and last steps


@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_contacts_of_thighs_are_found(direction):
    walk, truth = rg.simulate_walk(direction=direction, speed_mps=0.6, duration_s=14, sites=THIGHS, seed=2)
    true_s, found_s = contacts_s(truth.events), contacts_s(rg.analyze(walk).events)
    apart_s = np.abs(found_s[:, None] - true_s)
    assert apart_s.min(axis=1)[1:-1].max() < 0.12
    assert apart_s.min(axis=1).max() < 0.2  # the first and last swings are half made of standing
    assert apart_s[:, 2:-2].min(axis=0).max() < 0.12


@pytest.mark.parametrize("duration_s", [0.03, 0.5, 2.0, 3.7])
def test_short_recordings_stay_in_bounds(duration_s):
    walk, _ = rg.simulate_walk(direction="backward", speed_mps=0.6, duration_s=8, seed=2)
    frames = {site: walk[site].iloc[300 : 300 + round(100 * duration_s)] for site in walk.sites}
    session = rg.analyze(rg.Recording.from_frames(frames, rate_hz=100.0))
    assert session.events["time_s"].between(3.0, 3.0 + duration_s).all()


def test_calibration_finds_the_mounting():
    walk, _ = rg.simulate_walk(direction="forward", speed_mps=0.8, duration_s=14, seed=2)
    assert rg.calibrate(walk, direction="forward").rotations["left_foot"] == pytest.approx(np.eye(3), abs=0.2)
