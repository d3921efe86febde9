"""Samples that no body-worn sensor gives are missing, and said to be."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recording_frames import even

import retrogait as rg
from retrogait.errors import InvalidTable, RetrogaitWarning
from retrogait.intake import plausibility


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("acc_z", 1e4, "1 impossible sample (acc_z of 1e+04 m/s^2; no body-worn sensor gives more than 2452"),
        ("acc_x", -2500.0, "acc_x of -2500 m/s^2"),
        ("gyr_y", 3.2768e4, "gyr_y of 3.277e+04 deg/s; no body-worn sensor gives more than 2e+04 deg/s"),
        ("gyr_x", -9999.0, "gyr_x of -9999 deg/s; -9999 stands for no value"),
        ("acc_y", 1e300, "acc_y of 1e+300 m/s^2"),
    ],
)
def test_a_spike_is_missing_and_listed(column, value, said):
    frame = even()
    frame.loc[frame.index[250], column] = value
    with pytest.warns(RetrogaitWarning, match=re.escape(said)):
        rec = rg.Recording.from_frames(frame, site="left_foot")
    whole = rg.Recording.from_frames(even(), site="left_foot")
    np.testing.assert_allclose(rec["left_foot"], whole["left_foot"], atol=0.5)
    assert any("1 missing sample in short gaps, interpolated" in note for note in rec.warnings)


@given(
    st.floats(2460, 1e12),
    st.integers(0, 499),
    st.sampled_from([("m/s^2", 1.0), ("g", 9.80665), ("mg", 0.00980665)]),
)
def test_a_spike_never_stays_whatever_the_unit(size, row, unit):
    name, factor = unit
    frame = even()
    frame.iloc[row, 2] = size
    frame.iloc[:, :3] /= factor
    with pytest.warns(RetrogaitWarning, match="impossible sample"):
        rec = rg.Recording.from_frames(frame, site="left_foot", acc_unit=name)
    assert np.nanmax(rec.samples("left_foot")[1]) < 200


def test_impacts_and_fast_turns_stay():
    frame = even()
    frame.loc[frame.index[250], ["acc_z", "gyr_y"]] = [1900.0, 6000.0]
    rec = rg.Recording.from_frames(frame, site="left_foot")
    assert rec.warnings == ()
    assert rec["left_foot"]["acc_z"].max() == 1900.0


def test_a_wrong_unit_is_still_called_one():
    frame = even()
    frame.iloc[:, :3] *= 1000.0
    with pytest.raises(InvalidTable, match="acc_unit='mg'|raw counts"):
        rg.Recording.from_frames(frame, site="left_foot")


def with_absurd(value, share, column="acc_x"):
    frame = even()
    rows = np.random.default_rng(0).permutation(len(frame))[: round(share * len(frame))]
    frame.iloc[np.sort(rows), frame.columns.get_loc(column)] = value
    return frame


@pytest.mark.parametrize(
    ("column", "largest"), [("acc_x", plausibility.LARGEST_ACC_MPS2), ("gyr_y", plausibility.LARGEST_GYR_DPS)]
)
@pytest.mark.parametrize(("times", "is_missing"), [(1.01, True), (0.99, False)])
@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
def test_what_no_unit_explains_is_missing_however_much_there_is(column, largest, times, is_missing):
    value = times * plausibility.MOST_WRONG_UNIT * largest
    rec = rg.Recording.from_frames(with_absurd(value, 0.1, column), site="left_foot")
    assert any("50 impossible samples" in note for note in rec.warnings) is is_missing
    assert bool(np.nanmax(rec["left_foot"][column]) > largest) is not is_missing


@pytest.mark.parametrize(("share", "is_refused"), [(0.49, False), (0.51, True)])
@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
def test_a_sensor_of_which_more_than_half_is_absurd_is_refused(share, is_refused):
    frame = with_absurd(1e30, share, "gyr_z")
    if not is_refused:
        assert np.nanmax(rg.Recording.from_frames(frame, site="left_foot")["left_foot"]["gyr_z"]) < 1e3
        return
    said = r"left_foot: 255 of 500 samples of gyr are impossible, as 1e\+30 deg/s; no body-worn .* export them again"
    with pytest.raises(InvalidTable, match=said):
        rg.Recording.from_frames(frame, site="left_foot")


@pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")
def test_an_impossible_sample_that_was_held_is_missing_too():
    """What was held was taken as lost, and the one sample before it left as it was: an analysis of it never ended."""
    frame = even()
    frame.iloc[100:200] = 1e30
    rec = rg.Recording.from_frames(frame, site="left_foot")
    assert np.nanmax(np.abs(rec["left_foot"])) < 1e3
    assert np.isnan(rec["left_foot"]).to_numpy().any()
