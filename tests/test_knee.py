"""Knee flexion of simulated walks against their exact truth, and what must not change it.

The truth's zero is a straight leg; the analysis has its zero in standing. Both are compared from standing.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from legs import ALL, COLUMNS, LEFT, LEGS, analysed, on_soft_tissue, rmse_deg, rotated, turned, walk
from scipy.spatial.transform import Rotation
from walks import BOTH, frames_of, mirrored, recorded, reversed_in_time

import retrogait as rg
from retrogait.simulation import Sensor, Walker

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")

WAYS = pytest.mark.parametrize("direction", BOTH)
STAND_AND_WALK = [
    ("stand", 4),
    ("forward", 10),
    ("turn", 180),
    ("forward", 8),
    ("stand", 3),
    ("backward", 12),
]


def from_standing(truth: rg.simulation.Truth) -> pd.DataFrame:
    """The knee of a simulated walk, zero as in its first standing."""
    return truth.knee - truth.knee.iloc[:50].median()


@WAYS
@pytest.mark.parametrize("speed", [0.2, 0.6, 1.0, 1.4])
def test_a_simulated_knee_is_found_within_a_degree(direction, speed):
    recording, truth = walk(direction, speed, sites=("left_foot", *LEFT))
    session = analysed(recording)
    assert list(session.knee) == ["left_knee_flexion_deg"]
    assert session.knee.index.equals(recording["left_shank"].index)
    assert rmse_deg(session, from_standing(truth), COLUMNS[0], offset=True) < 0.6


@pytest.mark.parametrize(
    "given",
    [
        {"incline_deg": 8.0},
        {"incline_deg": -8.0},
        {"rate_hz": 50.0},
        {"rate_hz": 204.8},
        {"walker": Walker(step_time_asymmetry=0.3, step_length_asymmetry=0.3)},
        {"walker": Walker(toe_out_deg=30.0)},
        {"walker": Walker(impact=3.0)},
        {"sensor": Sensor(gyr_bias_dps=2.0, acc_bias_mps2=0.1)},
        {"sensor": Sensor(gyr_noise_dps=1.0, acc_noise_mps2=0.3)},
    ],
    ids=str,
)
@WAYS
def test_what_must_not_matter(direction, given):
    recording, truth = walk(direction, 0.7, **given)
    assert rmse_deg(analysed(recording), truth.knee, COLUMNS[0]) < 1.0


def test_stops_turns_and_a_change_of_direction():
    recording, truth = rg.simulate_walk(program=STAND_AND_WALK, speed_mps=0.7, sites=LEGS, seed=4)
    session = analysed(recording)
    for column in COLUMNS:
        assert rmse_deg(session, from_standing(truth), column, offset=True) < 1.0


def test_on_a_treadmill_where_nobody_stands_the_mounting_has_the_zero():
    recording, truth = walk("backward", 0.5, surface="treadmill")
    session = analysed(recording, surface="treadmill")
    assert session.summary["left_knee_zero"] == "mounting"
    assert rmse_deg(session, truth.knee, COLUMNS[0], offset=True) < 1.0


@WAYS
def test_skin_that_moves_with_the_stride_costs_less_than_three_degrees(direction):
    """Two degrees to either side with the stride and half of that twice a stride, about every axis."""
    recording, truth = walk(direction, 0.8)
    shaken = on_soft_tissue(recording, truth, 2.0)
    error = rmse_deg(analysed(shaken), truth.knee, COLUMNS[0])
    assert 0.5 < error < 3.0


@WAYS
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sensors_turned_by_any_angle_and_calibrated(direction, seed):
    recording, truth = walk(direction, 0.7, sites=LEGS)
    worn = turned(recording, seed)
    session = analysed(worn, alignment=rg.calibrate(worn, direction=direction))
    for column in COLUMNS:
        assert rmse_deg(session, from_standing(truth), column, offset=True) < 1.5


@WAYS
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_joint_tells_the_signs_where_no_mounting_is_known(direction, seed, mounting_unknown):
    recording, truth = walk(direction, 0.7, sites=LEGS)
    session = analysed(turned(recording, seed))
    for column in COLUMNS:
        assert rmse_deg(session, from_standing(truth), column, offset=True) < 1.5
    assert session.strides.filter(like="proxy_").isna().all(axis=None)


@settings(max_examples=15)
@given(st.tuples(*[st.floats(-20, 20)] * 6))
def test_sensors_put_on_askew_measure_the_same(angles):
    """Straps within 20 degrees about each axis; the hinge is found from the walk."""
    recording, truth = walk("backward", 0.7)
    by = {
        site: Rotation.from_euler("zyx", part, degrees=True).as_matrix()
        for site, part in zip(LEFT, (angles[:3], angles[3:]), strict=True)
    }
    assert rmse_deg(analysed(rotated(recording, by)), from_standing(truth), COLUMNS[0], offset=True) < 1.5


@WAYS
def test_in_a_mirror_the_knees_are_the_other_way_round(direction):
    recording, _ = walk(direction, 0.7, sites=LEGS)
    here, there = analysed(recording).knee, analysed(recorded(mirrored(frames_of(recording)))).knee
    np.testing.assert_allclose(here[COLUMNS[0]], there[COLUMNS[1]], atol=1e-6)


@WAYS
def test_run_back_in_time_the_knee_runs_back(direction):
    recording, _ = walk(direction, 0.7)
    here = analysed(recording).knee[COLUMNS[0]].to_numpy()
    there = analysed(recorded(reversed_in_time(frames_of(recording)))).knee[COLUMNS[0]].to_numpy()
    assert np.sqrt(np.mean((here - there[::-1]) ** 2)) < 0.3


def test_a_shift_of_the_clock_shifts_the_knee():
    recording, _ = walk()
    frames = {
        site: frame.set_axis(frame.index + 1000.0, axis=0) for site, frame in frames_of(recording).items()
    }
    here, there = analysed(recording).knee, analysed(recorded(frames)).knee
    np.testing.assert_allclose(here.index + 1000.0, there.index)
    np.testing.assert_allclose(here, there, atol=1e-6)


def test_feet_and_trunk_alone_have_no_knee():
    recording, _ = walk(sites=("left_foot", "right_foot"))
    session = analysed(recording)
    assert list(session.knee) == list(COLUMNS)
    assert session.knee.empty
    assert "left_knee_zero" not in session.summary


def test_the_knee_does_not_depend_on_the_order_of_sites_or_on_feet():
    recording, _ = walk(sites=ALL)
    legs = recording.select(*LEGS)
    here, there = (analysed(r).knee for r in (recording, recording.select(*reversed(recording.sites))))
    pd.testing.assert_frame_equal(here, there)
    assert np.abs(here - analysed(legs).knee).max(axis=None) < 0.5


def test_a_gap_is_missing_and_the_rest_is_not():
    recording, truth = walk(duration_s=30)
    frames = frames_of(recording)
    frames["left_thigh"].iloc[1500:1560] = np.nan
    knee = analysed(recorded(frames)).knee[COLUMNS[0]]
    assert knee.isna().to_numpy().nonzero()[0].tolist() == list(range(1500, 1560))
    error = (knee - from_standing(truth)[COLUMNS[0]]).dropna()
    assert np.sqrt((error**2).mean()) < 1.0


def test_a_session_with_knees_survives_json():
    recording, _ = walk()
    session = analysed(recording)
    back = rg.Session.from_json(session.to_json())
    pd.testing.assert_frame_equal(back.knee, session.knee)
    pd.testing.assert_frame_equal(back.strides, session.strides)
