"""Space: what a foot does between two footholds, against the truth of simulated walks, and laws it keeps."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from walks import BOTH, frames_of, mirrored, recorded, reversed_in_time, simulate

import retrogait as rg
from retrogait.gait.foot_clearance import SoleOptions, _not_less_than_usual
from retrogait.tables.catalogue import SPACE_COLUMNS

WAYS = pytest.mark.parametrize("direction", BOTH)
CLOSE = {  # mean absolute error allowed
    "stride_length_m": 0.01,
    "incline_deg": 0.5,
    "toe_clearance_m": 0.01,
    "heel_clearance_m": 0.01,
    "toe_peak_height_m": 0.01,
    "heel_peak_height_m": 0.01,
    "circumduction_m": 0.01,
    "peak_toe_down_deg": 1.5,
    "peak_toe_up_deg": 1.5,
}


@pytest.fixture(scope="module")
def foot_paths():
    """The file that prints the figures of docs/foot_path.md; benchmarks are no package."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))
    yield importlib.import_module("foot_paths")
    sys.path.pop(0)


def by_side(strides: pd.DataFrame) -> pd.DataFrame:
    return strides.sort_values(["side", "start_s"], ignore_index=True)


@WAYS
@pytest.mark.parametrize(("speed", "incline"), [(0.3, 0.0), (0.8, -8.0), (0.8, 8.0)])
def test_measures_of_simulated_walks(foot_paths, direction, speed, incline):
    errors = foot_paths.simulated_errors(direction, speed, incline, 25)
    assert len(errors) >= 12
    for column, limit in CLOSE.items():
        assert errors[column].abs().mean() <= limit, column
    assert errors["share"].abs().mean() <= 0.01


@WAYS
def test_in_a_mirror_left_is_right(direction):
    walk, _ = simulate(direction, 0.6, 25, seed=4)
    here = by_side(rg.analyze(walk).strides)
    there = rg.analyze(recorded(mirrored(frames_of(walk)))).strides
    there = by_side(there.assign(side=there["side"].map({"left": "right", "right": "left"})))
    for column in ("stride_length_m", *SPACE_COLUMNS):
        np.testing.assert_allclose(there[column], here[column], atol=1e-6, err_msg=column)


@WAYS
def test_run_back_in_time_uphill_is_downhill(direction):
    """Way and heights are as before, and the slope is walked the other way."""
    walk, _ = simulate(direction, 0.6, 30, seed=4, incline_deg=5.0)
    here = rg.analyze(walk).strides
    there = rg.analyze(recorded(reversed_in_time(frames_of(walk)))).strides
    for column in ("stride_length_m", "toe_peak_height_m", "heel_peak_height_m", "foot_pitch_range_deg"):
        assert there[column].mean() == pytest.approx(here[column].mean(), rel=0.05), column
    assert there["incline_deg"].mean() == pytest.approx(-here["incline_deg"].mean(), abs=0.3)
    assert here["incline_deg"].mean() == pytest.approx(5.0, abs=0.5)


@WAYS
def test_progression_has_the_sign_of_the_direction(direction):
    walk, _ = simulate(direction, 0.6, 25, seed=4)
    strides = rg.analyze(walk).strides
    sign = -1.0 if direction == "backward" else 1.0
    np.testing.assert_allclose(strides["signed_displacement_m"], sign * strides["stride_length_m"])


@WAYS
def test_a_foot_that_swings_out_is_circumducted_on_its_side_only(direction):
    """The left foot is carried 6 cm out in mid-swing, by an acceleration laid on top of its samples."""
    walk, truth = simulate(direction, 0.6, 30, seed=4, sensor=rg.simulation.Sensor.perfect())
    frames = frames_of(walk)
    left = frames["left_foot"].copy()
    strides = truth.strides[truth.strides["side"] == "left"]
    for leave, land in strides[["final_contact_s", "end_s"]].to_numpy():
        share = (left.index.to_numpy() - leave) / (land - leave)
        inside = (share >= 0) & (share <= 1)
        # way 0.06 (1 - cos)^2 / 4 of a whole turn: rests at both ends in place, speed and acceleration
        turn, rate = 2 * np.pi * share[inside], 2 * np.pi / (land - leave)
        left.loc[inside, "acc_y"] += 0.06 / 4 * rate**2 * (2 * np.cos(turn) - 2 * np.cos(2 * turn))
    before = rg.analyze(walk).strides.groupby("side")["circumduction_m"].mean()
    after = (
        rg.analyze(recorded({**frames, "left_foot": left})).strides.groupby("side")["circumduction_m"].mean()
    )
    assert after["left"] - before["left"] == pytest.approx(0.06, abs=0.015)
    assert after["right"] == pytest.approx(before["right"], abs=1e-6)


def lowered(direction, by_m):
    """A walk whose left foot dips in mid-swing, by an acceleration laid on top of its samples."""
    walk, truth = simulate(direction, 0.6, 30, seed=4, sensor=rg.simulation.Sensor.perfect())
    frames = frames_of(walk)
    left = frames["left_foot"].copy()
    strides = truth.strides[truth.strides["side"] == "left"]
    for leave, land in strides[["final_contact_s", "end_s"]].to_numpy():
        share = (left.index.to_numpy() - leave) / (land - leave)
        inside = (share >= 0) & (share <= 1)
        turn, rate = 2 * np.pi * share[inside], 2 * np.pi / (land - leave)
        left.loc[inside, "acc_z"] -= by_m / 4 * rate**2 * (2 * np.cos(turn) - 2 * np.cos(2 * turn))
    return rg.analyze(recorded({**frames, "left_foot": left})).strides


@WAYS
def test_a_height_under_the_floor_is_missing_and_says_so(direction):
    strides = lowered(direction, 0.06)
    left, right = (strides[strides["side"] == side] for side in ("left", "right"))
    assert left["is_below_floor"].mean() > 0.9
    assert left[["toe_clearance_m", "heel_clearance_m"]].isna().any(axis=1).mean() > 0.9
    for end in ("toe", "heel"):
        assert (left[f"{end}_clearance_m"].isna() == left[f"{end}_clearance_se_m"].isna()).all()
        assert not (strides[f"{end}_clearance_m"] < 0.0).any()
    assert not right["is_below_floor"].any()
    assert right["toe_clearance_m"].notna().mean() > 0.9
    assert not lowered(direction, 0.0)["is_below_floor"].any()


def test_the_standard_error_of_a_clearance_holds(foot_paths):
    clearance_error = importlib.import_module("clearance_error")
    table = pd.concat(
        [
            clearance_error.errors(("adult", "backward", 0.5, 100.0), 25),
            clearance_error.errors(("plain", "forward", 0.8, 200.0), 25),
            clearance_error.errors(("older_adult", "backward", 0.22, 100.0), 25),
        ]
    )
    for end in ("toe", "heel"):
        within, spread = clearance_error.figures(table, end)
        assert within > 0.85
        assert 0.5 < spread < 1.5  # neither much too small nor much too large
        assert table[f"{end}_se_m"].between(0.001, 0.02).all()


@WAYS
@pytest.mark.parametrize("end", ["toe", "heel"])
def test_clearance_is_that_of_twice_the_rate(direction, end):
    """Mid-swing begins and ends between samples; the heel's clearance backward moved by 12 %."""
    at = [
        rg.analyze(rg.simulate_walk(direction, 0.5, 30, 3, rate_hz=rate_hz)[0])
        .strides[f"{end}_clearance_m"]
        .mean()
        for rate_hz in (100.0, 200.0)
    ]
    # forward the toe rises steeply as mid-swing begins: a millisecond is a millimetre
    assert at[1] == pytest.approx(at[0], rel=0.09 if (end, direction) == ("toe", "forward") else 0.06)


def test_a_swing_that_closes_well_by_chance_is_not_exact():
    usual = _not_less_than_usual(np.array([0.001, -0.004, 0.002, np.nan, 0.0]))
    np.testing.assert_allclose(usual, [0.0015 * 1.4826, 0.004, 0.0015 * 1.4826, np.nan, 0.0015 * 1.4826])
    assert np.isnan(_not_less_than_usual(np.array([np.nan]))).all()


def test_a_longer_foot_has_its_toes_farther_ahead():
    """They dip below the sole when the heel is high; the heel lies where the roll of the foot shows it."""
    walk, _ = simulate("forward", 0.8, 25, seed=4)
    short, long = (
        rg.analyze(walk, person=rg.Person(foot_length_m=length)).strides for length in (0.22, 0.30)
    )
    assert (long["toe_peak_height_m"] > short["toe_peak_height_m"]).all()
    np.testing.assert_allclose(long["heel_peak_height_m"], short["heel_peak_height_m"])
    np.testing.assert_allclose(long["stride_length_m"], short["stride_length_m"])
    np.testing.assert_allclose(long["incline_deg"], short["incline_deg"])


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda: SoleOptions(heel_m=-0.1),
            r"SoleOptions: heel_m is -0\.1; expected a distance along the foot in m from 0 to 0\.45; the default",
        ),
        (
            lambda: SoleOptions(toe_m=float("nan")),
            r"SoleOptions: toe_m is nan; expected a distance along the foot",
        ),
        (
            lambda: SoleOptions.of_length(26.0),
            r"Person: foot_length_m is 26\.0; expected a length in m from 0\.08 to 0\.45; leave it out",
        ),
    ],
)
def test_feet_that_are_none(call, text):
    with pytest.raises(rg.InvalidOption, match=text):
        call()
