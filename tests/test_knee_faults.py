"""Sensors that give no knee angle: NaN with a sentence that names them, never a number that looks right."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from legs import ALL, COLUMNS, LEFT, LEGS, relabelled, rotated, turned, walk
from walks import BOTH, frames_of, recorded

import retrogait as rg
from retrogait.simulation import Walker

WAYS = pytest.mark.parametrize("direction", BOTH)
HALF_TURN = np.diag([-1.0, -1.0, 1.0])
SWAPPED_LEGS = {"left_thigh": "right_thigh", "right_thigh": "left_thigh"}
SWAPPED_SIDES = {**SWAPPED_LEGS, "left_shank": "right_shank", "right_shank": "left_shank"}


def refused(recording: rg.Recording, why: str, columns=COLUMNS[:1]) -> rg.Session:
    """Analyse, and check that the columns are missing for the reason given."""
    with pytest.warns(rg.RetrogaitWarning, match=why):
        session = rg.analyze(recording)
    for column in columns:
        assert session.knee[column].isna().all()
        assert session.summary[column.replace("_flexion_deg", "_zero")] == "none"
        side = session.strides["side"] == column.split("_")[0]
        assert session.strides.loc[side].filter(regex="^knee_").isna().all(axis=None)
        assert any(why.replace("\\", "") in note and note.startswith(column) for note in session.warnings)
    return session


@WAYS
def test_thighs_of_the_other_leg(direction):
    recording, _ = walk(direction, 0.7, sites=LEGS)
    refused(relabelled(recording, SWAPPED_LEGS), "sensors of the left and right leg look swapped", COLUMNS)


@WAYS
def test_legs_of_the_other_side_under_the_right_feet(direction):
    recording, _ = walk(direction, 0.7, sites=ALL)
    refused(relabelled(recording, SWAPPED_SIDES), "sensors of the left and right side look swapped", COLUMNS)


@WAYS
def test_thigh_and_shank_swapped(direction):
    recording, _ = walk(direction, 0.9, sites=("left_foot", *LEFT))
    swapped = relabelled(recording, {"left_thigh": "left_shank", "left_shank": "left_thigh"})
    refused(swapped, "thigh and shank look swapped")


@WAYS
@pytest.mark.parametrize("site", LEFT)
def test_one_sensor_turned_round(direction, site):
    recording, _ = walk(direction, 0.7, sites=("left_foot", *LEFT))
    refused(rotated(recording, {site: HALF_TURN}), "left_thigh and left_shank face opposite ways")


@WAYS
def test_both_sensors_turned_round(direction):
    recording, _ = walk(direction, 0.7, sites=("left_foot", *LEFT))
    refused(rotated(recording, dict.fromkeys(LEFT, HALF_TURN)), "check the direction passed to calibrate")


def test_a_sensor_whose_side_points_ahead():
    recording, _ = walk(sites=("left_foot", *LEFT))
    quarter = np.array([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]])
    refused(
        rotated(recording, {"left_thigh": quarter}),
        "deg from its y axis; in the segment frame that points left",
    )


def test_a_gyroscope_that_is_stuck():
    recording, _ = walk(sites=("left_foot", *LEFT))
    frames = frames_of(recording)
    frames["left_thigh"].loc[:, ["gyr_x", "gyr_y", "gyr_z"]] = [0.5, -0.2, 0.1]
    refused(recorded(frames), "looks loose or its gyroscope stuck")


def test_a_sensor_that_shakes_about_every_axis():
    recording, _ = walk(sites=("left_foot", *LEFT))
    frames = frames_of(recording)
    noise = np.random.default_rng(0).normal(0, 100, (len(frames["left_shank"]), 3))
    frames["left_shank"].loc[:, ["gyr_x", "gyr_y", "gyr_z"]] = noise
    refused(recorded(frames), "turns about no axis in particular")


def test_a_shank_of_another_recording():
    recording, _ = walk("backward", 0.7, sites=("left_foot", *LEFT))
    other, _ = walk("backward", 0.7, seed=99, cadence_spm=57.0)
    frames = {**frames_of(recording), "left_thigh": other["left_thigh"]}
    refused(recorded(frames), "do not move together")


def test_nobody_walks():
    still = np.random.default_rng(0).normal([0, 0, 9.81, 0, 0, 0], [0.02] * 3 + [0.1] * 3, (1000, 6))
    recording, _ = walk()
    frame = pd.DataFrame(still, columns=recording["left_shank"].columns, index=np.arange(1000) / 100)
    refused(recorded(dict.fromkeys(LEFT, frame)), "no strides were found")


def test_a_leg_that_says_nothing_about_flexion_without_a_mounting(monkeypatch, mounting_unknown):
    recording, _ = walk(sites=("left_foot", *LEFT))
    monkeypatch.setattr("retrogait.knee.angles.bending_agreement", lambda *_: 0.02)
    refused(turned(recording), "does not distinguish flexion from extension; pass alignment=calibrate")


def test_without_standing_the_deficit_is_missing_and_said_so():
    recording, _ = walk("forward", 0.7, surface="treadmill")
    with pytest.warns(rg.RetrogaitWarning, match="zero is that of the mounting"):
        session = rg.analyze(recording)
    assert session.summary["left_knee_zero"] == "mounting"
    own = session.strides[session.strides["side"] == "left"]
    assert own["knee_extension_deficit_deg"].isna().all()
    assert own["knee_peak_extension_stance_deg"].notna().all()


def test_without_standing_or_a_mounting_only_ranges_are_known():
    recording, truth = walk("forward", 0.7, sites=("left_foot", *LEFT), surface="treadmill")
    worn = turned(recording)
    with pytest.warns(rg.RetrogaitWarning, match="the mounting does not define zero"):
        session = rg.analyze(worn, alignment=rg.calibrate(worn, direction="forward"))
    assert session.summary["left_knee_zero"] == "straightest"
    own = session.strides
    for absolute in ("at_contact", "peak_extension_stance", "extension_deficit"):
        assert (
            own.filter(like=absolute)
            .drop(columns="knee_peak_extension_pct", errors="ignore")
            .isna()
            .all(axis=None)
        )
    angle = truth.knee[COLUMNS[0]]
    true = [np.ptp(angle[a:b]) for a, b in own[["final_contact_s", "end_s"]].to_numpy()]
    np.testing.assert_allclose(own["knee_range_swing_deg"], true, atol=2.0)


@WAYS
@pytest.mark.parametrize("incline", [-12.0, 12.0])
@pytest.mark.parametrize("speed", [0.3, 1.0])
@pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
def test_slopes_and_slow_walks_are_no_faults(direction, incline, speed):
    walker = Walker(clearance_m=0.005, knee_extension_deficit_deg=15.0)
    recording, _ = walk(direction, speed, sites=ALL, incline_deg=incline, walker=walker)
    for worn in (recording, turned(recording)):
        assert rg.analyze(worn).knee.notna().all(axis=None)
