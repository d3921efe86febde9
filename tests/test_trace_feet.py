"""`trace_feet`: curves of every stride, in step with the stride table and with the true path."""

from __future__ import annotations

import numpy as np
import pytest
from walks import BOTH, frames_of, recorded, simulate

import retrogait as rg
from retrogait.gait.foot_clearance import SoleOptions
from retrogait.simulation import Sensor
from retrogait.tables.catalogue import FOOT_PATHS

WAYS = pytest.mark.parametrize("direction", BOTH)


@pytest.fixture(scope="module")
def walked():
    traced = {}
    for direction in BOTH:
        walk, truth = simulate(direction, 0.7, 25, seed=5, sensor=Sensor.perfect())
        session = rg.analyze(walk)
        traced[direction] = truth, session, rg.trace_feet(session)
    return traced


@WAYS
def test_a_hundred_and_one_rows_for_every_stride_with_a_length(walked, direction):
    _, session, curves = walked[direction]
    FOOT_PATHS.check(curves)
    counts = curves.groupby("stride").size()
    assert (counts == 101).all()
    assert counts.index.tolist() == session.strides.index[session.strides["stride_length_m"].notna()].tolist()
    for stride, curve in curves.groupby("stride"):
        row = session.strides.loc[stride]
        assert curve["time_s"].iloc[[0, -1]].tolist() == pytest.approx([row["start_s"], row["end_s"]])
        assert set(curve["side"]) == {row["side"]}
        assert set(curve["direction"]) == {row["direction"]}


@WAYS
def test_heights_and_pitch_peak_as_the_stride_table_says(walked, direction):
    """From the middle of stance on: a curve begins while the step before still lands, the table is of one swing."""
    _, session, curves = walked[direction]
    strides = session.strides.loc[curves["stride"].unique()]
    swing = curves[curves["stride_pct"] >= 40.0]
    top = swing.groupby("stride")[["toe_height_m", "heel_height_m", "pitch_down_deg"]].max()
    np.testing.assert_allclose(top["toe_height_m"], strides["toe_peak_height_m"], atol=0.003)
    np.testing.assert_allclose(top["heel_height_m"], strides["heel_peak_height_m"], atol=0.003)
    np.testing.assert_allclose(top["pitch_down_deg"], strides["peak_toe_down_deg"], atol=0.6)


@WAYS
def test_the_way_over_a_stride_has_the_sign_and_size_of_the_progression(walked, direction):
    """From contact to contact the foot rolls on by a little; over the walk that evens out."""
    _, session, curves = walked[direction]
    ends = curves.groupby("stride")["displacement_m"].agg(["first", "last"])
    inner = session.strides.loc[ends.index, "signed_displacement_m"]
    assert (ends["last"] - ends["first"]).mean() == pytest.approx(inner.mean(), abs=0.03)


@WAYS
def test_the_pitch_curve_is_the_true_one(walked, direction):
    truth, _, curves = walked[direction]
    for side, own in curves.groupby("side"):
        path = truth.paths[f"{side}_foot"]
        clock_s = np.arange(len(path)) / 100.0
        off = own["pitch_down_deg"] - np.interp(own["time_s"], clock_s, path["pitch_deg"])
        assert (off - off.median()).abs().max() < 2.0


def test_fewer_points_are_the_same_curve(walked):
    _, session, curves = walked["backward"]
    few = rg.trace_feet(session, points=5)
    quarter = curves[curves["stride_pct"] % 25.0 == 0.0].reset_index(drop=True)
    assert few["stride_pct"].unique().tolist() == [0.0, 25.0, 50.0, 75.0, 100.0]
    np.testing.assert_allclose(few["displacement_m"], quarter["displacement_m"], atol=1e-9)


def test_two_points_are_the_ends(walked):
    _, session, curves = walked["backward"]
    ends = rg.trace_feet(session, points=2)
    assert ends["stride_pct"].unique().tolist() == [0.0, 100.0]
    np.testing.assert_allclose(ends["time_s"], curves.loc[curves["stride_pct"].isin([0.0, 100.0]), "time_s"])


def test_ends_of_the_sole_may_be_given(walked):
    """A heel no way behind the sole that rests is that sole."""
    _, session, _ = walked["backward"]
    here = rg.trace_feet(session, sole=SoleOptions(heel_m=0.0))
    np.testing.assert_allclose(here["heel_height_m"], here["height_m"], atol=1e-12)
    np.testing.assert_allclose(here["heel_displacement_m"], here["displacement_m"], atol=1e-12)


@pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
def test_no_feet_of_known_mounting_no_curves(mounting_unknown):
    walk, _ = simulate("backward", 0.7, 25, seed=5)
    sensor_frame = recorded(frames_of(walk), frame="sensor")
    shanks, _ = simulate("backward", 0.7, 25, seed=5, sites=("left_shank", "right_shank"))
    for recording in (sensor_frame, shanks):
        table = rg.trace_feet(rg.analyze(recording))
        assert len(table) == 0
        assert tuple(table.columns) == FOOT_PATHS.names


@pytest.mark.parametrize("points", [1, 2.5, -3])
def test_points_that_are_no_number_of_rows(walked, points):
    _, session, _ = walked["backward"]
    with pytest.raises(
        rg.InvalidOption, match=r"trace_feet: points is .*; expected a whole number of 2 or more"
    ):
        rg.trace_feet(session, points=points)


def test_a_session_from_json_has_no_samples(walked):
    _, session, _ = walked["backward"]
    with pytest.raises(rg.RetrogaitError, match="read from JSON and holds no samples"):
        rg.trace_feet(rg.Session.from_json(session.to_json()))
