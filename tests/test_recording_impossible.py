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
