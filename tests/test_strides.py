"""Strides of a swings table made by hand: every column from its definition."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from swings_by_hand import swings_of

from retrogait.gait.strides import StrideOptions
from retrogait.gait.swings import Swings
from retrogait.tables.catalogue import STRIDES, SWINGS


def swings(side: str, leaves: list[float], lands: list[float], **columns: object) -> pd.DataFrame:
    n = len(leaves)
    filled = {
        "side": [side] * n,
        "site": [f"{side}_foot"] * n,
        "final_contact_s": leaves,
        "initial_contact_s": lands,
        "direction": ["backward"] * n,
        "direction_confidence": np.linspace(0.9, 0.8, n),
        "strike": ["toe"] * n,
        "foot_strike_angle_deg": np.linspace(-20.0, -25.0, n),
        "displacement_m": np.linspace(0.6, 0.7, n),
        "turning_angle_deg": [0.0] * n,
        "stride_period_s": [1.2] * n,
        "bout_id": [0] * n,
    }
    return SWINGS.frame({**filled, **columns})


LEFT = swings("left", [0.8, 2.0, 3.2], [1.2, 2.4, 3.6])
RIGHT = swings("right", [1.4, 2.6, 3.8], [1.8, 3.0, 4.2])
BOTH_FEET = pd.concat([LEFT, RIGHT], ignore_index=True)


def test_one_foot():
    table = StrideOptions().detect(swings_of(LEFT))
    STRIDES.check(table)
    assert len(table) == 2
    first = table.iloc[0]
    assert (first["start_s"], first["end_s"], first["final_contact_s"]) == (1.2, 2.4, 2.0)
    assert first["stride_time_s"] == pytest.approx(1.2)
    assert first["stance_time_s"] == pytest.approx(0.8)
    assert first["swing_time_s"] == pytest.approx(0.4)
    assert first["stance_pct"] == pytest.approx(100 * 0.8 / 1.2)
    assert first["cadence_spm"] == pytest.approx(100.0)
    assert first["stride_length_m"] == pytest.approx(0.65)  # the way of the swing that ends it
    assert first["speed_mps"] == pytest.approx(0.65 / 1.2)
    assert first["foot_strike_angle_deg"] == -20.0  # strike and angle are of the contact that opens it
    assert first["direction_confidence"] == pytest.approx(0.85)  # the less sure end
    assert table[["step_time_s", "double_support_s"]].isna().all().all()


@pytest.mark.parametrize("flag", ["is_stairs", "is_running"])
def test_a_stride_is_on_stairs_or_run_where_the_swing_in_it_is(flag):
    table = StrideOptions().detect(swings_of(LEFT.assign(**{flag: [True, True, False]})))
    assert table[flag].tolist() == [True, False]


def test_both_feet():
    table = StrideOptions().detect(swings_of(BOTH_FEET))
    assert table["start_s"].tolist() == [1.2, 1.8, 2.4, 3.0]
    assert table["side"].tolist() == ["left", "right"] * 2
    left_second = table.iloc[2]
    assert left_second["step_time_s"] == pytest.approx(0.6)
    assert left_second["double_support_s"] == pytest.approx(0.4)  # 2.4 to 2.6, and 3.0 to 3.2
    spells = ("initial_double_support_s", "terminal_double_support_s")
    assert [left_second[name] for name in spells] == pytest.approx([0.2, 0.2])
    assert np.isnan(table.iloc[0]["step_time_s"])  # nothing landed before
    assert table["is_first"].tolist() == [True, True, False, False]
    assert table["is_last"].tolist() == [False, False, True, True]


def test_running_has_no_double_support():
    right = RIGHT.assign(final_contact_s=RIGHT["final_contact_s"] - 0.4)  # leaves before the left foot lands
    table = StrideOptions().detect(swings_of(pd.concat([LEFT, right], ignore_index=True)))
    assert table[["double_support_s", "initial_double_support_s"]].isna().all(axis=None)


def test_a_change_of_direction_is_unknown():
    turned = LEFT.assign(direction=["backward", "forward", "forward"])
    table = StrideOptions().detect(swings_of(turned))
    assert table["direction"].tolist() == ["unknown", "forward"]
    assert np.isnan(table["direction_confidence"][0])


def test_turning_is_flagged_beyond_the_limit():
    turning = LEFT.assign(turning_angle_deg=[0.0, 19.0, -21.0])
    assert StrideOptions().detect(swings_of(turning))["is_turning"].tolist() == [False, True]
    assert StrideOptions(turning_deg=10.0).detect(swings_of(turning))["is_turning"].tolist() == [True, True]
    assert not StrideOptions().detect(swings_of(LEFT.assign(turning_angle_deg=np.nan)))["is_turning"].any()


def test_strides_do_not_span_bouts_or_pauses():
    assert len(StrideOptions().detect(swings_of(LEFT.assign(bout_id=pd.array([0, 0, 1], "Int64"))))) == 1
    paused = LEFT.assign(initial_contact_s=[1.2, 2.4, 4.9], final_contact_s=[0.8, 2.0, 4.5])
    assert len(StrideOptions().detect(swings_of(paused))) == 1
    assert len(StrideOptions(longest_periods=3.0).detect(swings_of(paused))) == 2


def test_a_swing_cut_off_opens_and_closes_no_stride():
    cut = swings("left", [0.8, 2.0, 3.2], [1.2, 2.4, np.nan])
    assert StrideOptions().detect(swings_of(cut))["end_s"].tolist() == [2.4]
    begun = swings("left", [np.nan, 2.0, 3.2], [1.2, 2.4, 3.6])
    assert len(StrideOptions().detect(swings_of(begun))) == 2


def test_a_final_contact_outside_its_stride_is_missing():
    odd = LEFT.assign(final_contact_s=[0.8, 1.1, 3.2])
    table = StrideOptions().detect(swings_of(odd))
    assert table[["final_contact_s", "stance_time_s", "swing_time_s", "stance_pct"]].iloc[0].isna().all()
    assert table["stride_time_s"][0] == pytest.approx(1.2)


@pytest.mark.parametrize("leave_s", [1.2, 2.4])
def test_a_foot_that_leaves_just_as_it_lands_does_not_show_when(leave_s):
    table = StrideOptions().detect(swings_of(LEFT.assign(final_contact_s=[0.8, leave_s, 3.2])))
    assert np.isnan(table["final_contact_s"][0])
    assert np.isfinite(table["final_contact_s"][1])


def test_a_step_takes_less_than_a_stride():
    """The other foot landed just a stride before and not since: somebody hops."""
    own = swings("left", [1.0, 2.25, 3.5], [1.25, 2.5, 3.75])
    for landed_s, step_s in ((1.25, np.nan), (1.5, 1.0)):
        other = swings("right", [0.75], [landed_s])
        table = StrideOptions().detect(swings_of(pd.concat([own, other], ignore_index=True)))
        np.testing.assert_array_equal(table.loc[table["start_s"] == 2.5, "step_time_s"], [step_s])


def test_nothing_in_nothing_out():
    pd.testing.assert_frame_equal(StrideOptions().detect(Swings()), STRIDES.frame())
    pd.testing.assert_frame_equal(StrideOptions().detect(swings_of(LEFT.iloc[:1])), STRIDES.frame())


@settings(max_examples=40)
@given(st.floats(0.7, 4.0), st.floats(0.2, 0.45), st.floats(0.3, 0.7), st.integers(2, 8))
def test_even_walks(period_s, swing_share, lag_share, n):
    """Any cadence, swing share and limp: the phases follow from the definitions."""
    at = period_s * np.arange(n)
    left = swings("left", at, at + swing_share * period_s, stride_period_s=[period_s] * n)
    lag = lag_share * period_s
    right = swings("right", at + lag, at + lag + swing_share * period_s, stride_period_s=[period_s] * n)
    table = StrideOptions().detect(swings_of(pd.concat([left, right], ignore_index=True)))
    np.testing.assert_allclose(table["stride_time_s"], period_s)
    np.testing.assert_allclose(table["stance_pct"], 100 * (1 - swing_share))
    steps = table["step_time_s"].dropna()
    side = table.loc[steps.index, "side"]
    np.testing.assert_allclose(steps[side == "right"], lag)
    np.testing.assert_allclose(steps[side == "left"], period_s - lag)
    double = table["double_support_s"].dropna() / period_s
    overlap = max(0.0, lag_share - swing_share) + max(0.0, 1 - lag_share - swing_share)
    apart = swing_share < min(lag_share, 1 - lag_share) - 1e-9
    np.testing.assert_allclose(double, overlap) if apart else None
    known = table[table["double_support_s"].notna()]
    spells = known["initial_double_support_s"] + known["terminal_double_support_s"]
    np.testing.assert_allclose(spells, known["double_support_s"])
