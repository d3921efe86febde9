"""Bouts of a swings table made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from swings_by_hand import swings_of

from retrogait.gait.bouts import BoutOptions, summarise_bouts
from retrogait.gait.strides import StrideOptions
from retrogait.gait.swings import Swings
from retrogait.tables.catalogue import BOUTS, STRIDES, SWINGS


def walk(start_s: float, n: int, period_s: float = 1.2, direction: str = "backward") -> pd.DataFrame:
    """`n` swings of each foot, right half a stride after left."""
    begin = start_s + period_s * np.arange(n)
    tables = [
        SWINGS.frame(
            {
                "side": [side] * n,
                "site": [f"{side}_foot"] * n,
                "final_contact_s": begin + lag,
                "initial_contact_s": begin + lag + 0.35 * period_s,
                "direction": [direction] * n,
                "direction_confidence": [0.9] * n,
                "displacement_m": [0.6] * n,
                "turning_angle_deg": [0.0] * n,
                "stride_period_s": [period_s] * n,
            }
        )
        for side, lag in (("left", 0.0), ("right", 0.5 * period_s))
    ]
    return pd.concat(tables, ignore_index=True)


def bouts_of(*swings: pd.DataFrame, **options: float) -> pd.DataFrame:
    table = BoutOptions(**options).detect(swings_of(pd.concat(swings, ignore_index=True)))
    return summarise_bouts(table, StrideOptions().detect(table))


def test_one_walk_is_one_bout():
    bouts = bouts_of(walk(10.0, 8))
    BOUTS.check(bouts)
    assert bouts["bout_id"].tolist() == [0]
    assert bouts["n_strides"].tolist() == [14]
    assert bouts["start_s"][0] == 10.0
    assert bouts["end_s"][0] == pytest.approx(10 + 7 * 1.2 + 0.6 + 0.42)
    assert bouts["duration_s"][0] == pytest.approx(bouts["end_s"][0] - bouts["start_s"][0])
    assert bouts["cadence_spm"][0] == pytest.approx(100.0)
    assert bouts["stride_length_m"][0] == pytest.approx(0.6)
    assert bouts["speed_mps"][0] == pytest.approx(0.5)
    assert bouts["direction"][0] == "backward"


@pytest.mark.parametrize(("pause_s", "n_bouts"), [(2.9, 1), (3.1, 2)])
def test_a_pause_of_three_seconds_splits(pause_s, n_bouts):
    first = walk(0.0, 5)
    rest_from = first["initial_contact_s"].max()
    assert len(bouts_of(first, walk(rest_from + pause_s, 5))) == n_bouts


@pytest.mark.parametrize(("pause_s", "n_bouts"), [(5.9, 1), (6.1, 2)])
def test_slow_walkers_get_longer_pauses(pause_s, n_bouts):
    """One and a half stride times of 4 s are longer than 3 s."""
    first = walk(0.0, 5, period_s=4.0)
    rest_from = first["initial_contact_s"].max()
    assert len(bouts_of(first, walk(rest_from + pause_s, 5, period_s=4.0))) == n_bouts


def test_fewer_than_three_strides_are_no_bout():
    """Two swings of each foot: one stride each."""
    table = BoutOptions().detect(swings_of(pd.concat([walk(0.0, 2), walk(60.0, 4)], ignore_index=True)))
    assert table["bout_id"].tolist() == [0] * 8
    assert table["initial_contact_s"].min() > 60.0
    assert len(bouts_of(walk(0.0, 2))) == 0
    assert len(bouts_of(walk(0.0, 2), least_strides=2)) == 1


@pytest.mark.parametrize(("left_out", "bouts"), [(1, 1), (2, 0)])
def test_three_strides_are_a_bout(left_out, bouts):
    """Three swings of each foot are four strides, without the last of one foot three, of both two."""
    swings = walk(0.0, 3)
    last = swings.sort_values("initial_contact_s").index[-left_out:]
    assert len(bouts_of(swings.drop(last))) == bouts


def test_one_stride_the_other_way_makes_a_bout_of_both_directions():
    swings = walk(0.0, 6)
    swings.loc[swings.sort_values("initial_contact_s").index[-3:], "direction"] = "forward"
    table = BoutOptions().detect(swings_of(swings))
    strides = StrideOptions().detect(table)
    assert strides["direction"].value_counts().to_dict() == {"backward": 7, "unknown": 2, "forward": 1}
    bouts = summarise_bouts(table, strides)
    assert bouts[["cadence_spm", "stride_length_m", "speed_mps"]].isna().all(axis=None)


def test_one_length_is_the_median_of_one():
    swings = walk(0.0, 5)
    swings.loc[swings.index[1:], "displacement_m"] = np.nan
    swings.loc[swings.index[2], "displacement_m"] = 0.7
    assert bouts_of(swings)["stride_length_m"].tolist() == [0.7]


def test_landings_that_are_no_strides_do_not_make_a_bout():
    """Single swings two seconds and more apart: four pairs of landings, of which two are strides."""
    first = walk(0.0, 1)
    second = walk(first["initial_contact_s"].max() + 1.0, 1)
    third = walk(second["initial_contact_s"].max() + 2.0, 1)
    assert len(bouts_of(first, second, third)) == 0


def test_a_bout_of_both_directions_is_unknown():
    bouts = bouts_of(walk(0.0, 5), walk(7.0, 5, direction="forward"))
    assert bouts["direction"].tolist() == ["unknown"]
    assert bouts[["cadence_spm", "stride_length_m", "speed_mps"]].isna().all(axis=None), "never pooled"


def test_strides_of_unknown_direction_do_not_hide_what_a_bout_comes_to():
    bouts = bouts_of(walk(0.0, 5), walk(7.0, 5, direction="unknown"))
    assert bouts["direction"].tolist() == ["unknown"]
    assert bouts["cadence_spm"][0] == pytest.approx(100.0)


@pytest.mark.parametrize("flag", ["is_stairs", "is_running"])
def test_strides_of_no_level_walking_are_in_no_median(flag):
    slow, other = walk(0.0, 5), walk(7.0, 7).assign(displacement_m=9.0)
    bouts = bouts_of(slow, other.assign(**{flag: True}))
    assert bouts["n_strides"].tolist() == [20]  # none from the last landing of one to the first of the other
    assert bouts["stride_length_m"][0] == pytest.approx(bouts_of(slow)["stride_length_m"][0])
    alone = bouts_of(other.assign(**{flag: True}))
    assert alone[["cadence_spm", "stride_length_m", "speed_mps"]].isna().all(axis=None)


def test_open_ends_belong_to_the_bout():
    """A swing cut off by the end of the recording has one contact only."""
    swings = walk(0.0, 5)
    swings.loc[0, "final_contact_s"] = np.nan
    swings.loc[9, "initial_contact_s"] = np.nan
    bouts = bouts_of(swings)
    assert len(bouts) == 1
    assert bouts["start_s"][0] == pytest.approx(0.42)
    assert bouts["end_s"][0] == pytest.approx(swings["final_contact_s"][9])


def test_nothing_in_nothing_out():
    table = BoutOptions().detect(Swings())
    assert len(table) == 0
    pd.testing.assert_frame_equal(summarise_bouts(table, STRIDES.frame()), BOUTS.frame())


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 9), st.floats(0.1, 20.0)), min_size=1, max_size=5), st.randoms())
def test_bouts_do_not_depend_on_the_order_of_rows(parts, random):
    at, walks = 0.0, []
    for n, pause_s in parts:
        walks.append(walk(at, n))
        at = walks[-1]["initial_contact_s"].max() + pause_s
    swings = pd.concat(walks, ignore_index=True)
    order = list(range(len(swings)))
    random.shuffle(order)
    one, other = bouts_of(swings), bouts_of(swings.iloc[order])
    pd.testing.assert_frame_equal(one, other)
    assert (one["n_strides"] >= 3).all()
    assert (one["start_s"].to_numpy()[1:] - one["end_s"].to_numpy()[:-1] > 3.0).all()
