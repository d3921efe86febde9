"""Feet that give no length or a doubtful one: NaN, nothing, or a sentence, never a number that looks right."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from walks import BOTH, FEET, frames_of, of_site, recorded, simulate

import retrogait as rg
from retrogait.tables.catalogue import SPACE_COLUMNS

WAYS = pytest.mark.parametrize("direction", BOTH)
SPACE = ["stride_length_m", "speed_mps", "signed_displacement_m", *SPACE_COLUMNS]
QUIET = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")


@QUIET
@WAYS
def test_a_foot_that_is_never_still(direction):
    """On a pedal, a foot goes round and round: the same period and speed, and no rest."""
    time_s = np.arange(2500) / 100.0
    turn = 2 * np.pi * time_s * (1 if direction == "forward" else -1)
    values = np.zeros((len(time_s), 6))
    pitch = np.radians(15.0) * np.sin(turn)
    acc_x, acc_z = -0.17 * (2 * np.pi) ** 2 * np.cos(turn), -0.17 * (2 * np.pi) ** 2 * np.sin(turn) + 9.80665
    values[:, 0] = np.cos(pitch) * acc_x - np.sin(pitch) * acc_z
    values[:, 2] = np.sin(pitch) * acc_x + np.cos(pitch) * acc_z
    values[:, 4] = np.degrees(np.gradient(pitch, time_s))
    assert len(rg.analyze(of_site(values, "left_foot")).strides) == 0


@QUIET
@WAYS
@pytest.mark.parametrize("held_dps", [0.0, 0.7, 250.0])
def test_a_gyroscope_that_is_stuck(direction, held_dps):
    """The other foot is measured; this one has no strides at all."""
    walk, _ = simulate(direction, 0.6, 25, seed=4)
    frames = frames_of(walk)
    frames["left_foot"] = frames["left_foot"].assign(gyr_x=held_dps, gyr_y=held_dps, gyr_z=held_dps)
    strides = rg.analyze(recorded(frames)).strides
    assert set(strides["side"]) == {"right"}
    assert strides["stride_length_m"].notna().all()


@WAYS
def test_one_foot_alone_is_measured_as_beside_the_other(direction):
    """What needs both feet is missing, what needs one is the same."""
    walk, _ = simulate(direction, 0.6, 25, seed=4)
    both = rg.analyze(walk).strides
    one = rg.analyze(recorded({"left_foot": walk["left_foot"]})).strides
    pd.testing.assert_frame_equal(one[SPACE], both.loc[both["side"] == "left", SPACE].reset_index(drop=True))
    assert one[["step_time_s", "double_support_s"]].isna().all(axis=None)


@QUIET
@WAYS
def test_shanks_alone_have_no_foot_path(direction):
    """Their length is a model's and stands in a column that says so."""
    walk, _ = simulate(direction, 0.6, 25, seed=4, sites=("left_shank", "right_shank"))
    strides = rg.analyze(walk).strides
    assert strides[SPACE].isna().all(axis=None)
    assert strides["model_stride_length_m"].notna().any()


@WAYS
def test_shanks_beside_feet_give_no_second_opinion(direction):
    walk, _ = simulate(direction, 0.6, 25, seed=4, sites=(*FEET, "left_shank", "right_shank"))
    assert rg.analyze(walk).strides["model_stride_length_m"].isna().all()


@QUIET
@pytest.mark.parametrize("sites", [("lower_back",), ("sternum",)])
def test_a_trunk_alone_has_no_length(sites):
    walk, _ = simulate("backward", 0.6, 25, seed=4, sites=sites)
    strides = rg.analyze(walk).strides
    assert len(strides)
    assert strides[[*SPACE, "model_stride_length_m", "model_speed_mps"]].isna().all(axis=None)


@QUIET
@WAYS
def test_lost_samples_leave_out_their_own_stride(direction):
    walk, _ = simulate(direction, 0.6, 25, seed=4)
    before = rg.analyze(walk).strides
    left = before[before["side"] == "left"].reset_index(drop=True)
    middle_s = left.loc[4, ["final_contact_s", "end_s"]].mean()
    frames = frames_of(walk)
    at = frames["left_foot"].index.to_numpy()
    frames["left_foot"] = frames["left_foot"][np.abs(at - middle_s) > 0.06]
    after = rg.analyze(recorded(frames)).strides
    after = after[after["side"] == "left"].reset_index(drop=True)
    assert len(after) == len(left)
    assert after.loc[4, SPACE].isna().all()
    others = after.index != 4
    assert after.loc[others, SPACE].notna().all(axis=None)
    np.testing.assert_allclose(
        after.loc[others, "stride_length_m"], left.loc[others, "stride_length_m"], atol=0.01
    )


@QUIET
@WAYS
def test_impacts_cut_off_by_the_range_cost_centimetres_at_most(direction):
    """What is cut is blamed where it happened: a mean length within 3 % of what the same walk without a limit has."""
    walk, _ = simulate(direction, 0.9, 30, seed=4, rate_hz=200.0)
    frames = frames_of(walk)
    for site, frame in frames.items():
        acc = ["acc_x", "acc_y", "acc_z"]
        limit = 0.8 * frame[acc].abs().to_numpy().max()
        frames[site] = frame.assign(**frame[acc].clip(-limit, limit))
    whole, cut = rg.analyze(walk).strides, rg.analyze(recorded(frames, 200.0)).strides
    assert len(cut) == len(whole)
    np.testing.assert_allclose(cut["stride_length_m"], whole["stride_length_m"], rtol=0.03)


@QUIET
def test_an_unknown_mounting_has_no_space(mounting_unknown):
    walk, _ = simulate("backward", 0.6, 25, seed=4)
    strides = rg.analyze(recorded(frames_of(walk), frame="sensor")).strides
    assert len(strides)
    assert strides[SPACE].isna().all(axis=None)
