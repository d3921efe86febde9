"""`compare_early_late`: what changes within a walk is seen, what does not is not, and the parts are those of time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import retrogait as rg
from retrogait.comparison import EARLY_LATE, compare_early_late
from retrogait.comparison.early_late import _parts


@pytest.fixture(scope="module")
def slowing():
    program = [("backward", 45, speed) for speed in (0.60, 0.57, 0.54)]
    return rg.analyze(rg.simulate_walk(program=program, seed=1)[0])


@pytest.fixture(scope="module")
def table(slowing):
    return compare_early_late(slowing)


def test_the_table_is_as_declared(table):
    EARLY_LATE.check(table)
    assert not table.duplicated(["direction", "side", "measure"]).any()


def test_who_slows_down_is_seen_to(table):
    row = table[table["measure"].eq("speed_mps") & table["side"].eq("both")].iloc[0]
    assert row["flag"] == "ok"
    assert row["change_low"] < -0.06 < row["change_high"] < 0.0
    assert row["minutes_between"] == pytest.approx(1.5, abs=0.1)
    assert row["change_pct"] == pytest.approx(100.0 * row["change"] / row["early"])


def test_who_walks_on_alike_has_0_within_the_intervals():
    session = rg.analyze(rg.simulate_walk("backward", 0.55, 120, seed=6)[0])
    rows = compare_early_late(
        session, measures=["speed_mps", "stride_time_s", "stance_pct", "stride_length_m"]
    )
    assert (rows["change_low"].lt(0) & rows["change_high"].gt(0)).mean() >= 0.8


def test_the_means_are_those_of_the_parts(slowing):
    """The naive way: strides in the first and in the last third of the time, averaged."""
    strides = slowing.strides
    steady = strides[~(strides["is_first"] | strides["is_last"] | strides["is_turning"])]
    middle = 0.5 * (steady["start_s"] + steady["end_s"])
    third = (middle.max() - middle.min()) / 3.0
    early = steady.loc[middle <= middle.min() + third, "stride_time_s"].mean()
    late = steady.loc[middle >= middle.max() - third, "stride_time_s"].mean()
    row = compare_early_late(slowing, measures=["stride_time_s"]).set_index("side").loc["both"]
    assert (row["early"], row["late"]) == (pytest.approx(early), pytest.approx(late))


def test_the_order_of_rows_and_the_time_origin_change_nothing(slowing, table):
    strides = slowing.strides.sample(frac=1.0, random_state=2)
    shifted = strides.assign(
        **{name: strides[name] + 1000.0 for name in ("start_s", "end_s", "final_contact_s")}
    )
    pd.testing.assert_frame_equal(compare_early_late(replace(slowing, strides=shifted)), table, rtol=1e-9)


def test_no_stride_is_in_both_parts():
    middle_s = np.arange(10.0)
    early, late = _parts(np.ones(10, bool), middle_s, 0.5)
    assert not (early & late).any()
    assert early.sum() + late.sum() == 10


@pytest.mark.parametrize("share", [0.04, 0.51])
def test_a_share_beyond_a_half_is_refused(slowing, share):
    with pytest.raises(
        rg.InvalidOption,
        match=r"compare_early_late: share is 0\.\d+; expected a share of the walk from 0.05 to 0.5; leave it out",
    ):
        compare_early_late(slowing, share=share)


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_a_share_up_to_a_half_is_taken(slowing, share):
    assert len(compare_early_late(slowing, share=share, measures=["speed_mps"])) == 3


def test_a_single_stride_has_no_parts(slowing):
    assert len(compare_early_late(replace(slowing, strides=slowing.strides.iloc[5:6]))) == 0


def test_a_session_without_strides_is_refused(slowing):
    with pytest.raises(
        rg.InvalidOption,
        match=r"compare_early_late: the session has no stride of level walking .*found 0 strides",
    ):
        compare_early_late(replace(slowing, strides=slowing.strides.head(0)))
