"""`dual_task_cost`: the change that a second task brings, and which way it is a cost."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from compared_walks import drawn_session, session_of
from hypothesis import given, settings
from hypothesis import strategies as st
from test_compare_sessions import whole

import retrogait as rg
from retrogait.comparison import DUAL_TASK_COST
from retrogait.comparison.benefit import BETTER, better
from retrogait.stability.measure import stability_table
from retrogait.tables.catalogue import STRIDES

KEYS = ["direction", "side", "measure"]


def walk(seed, task, *, facts=None, **given):
    return drawn_session(seed, facts={"subject": "A", "task": task, **(facts or {})}, **given)


@pytest.fixture(scope="module")
def single():
    return walk(1, "single", speed=0.50)


@pytest.fixture(scope="module")
def dual():
    slow = 1.3 + np.random.default_rng(9).normal(0, 0.01, 120)
    return walk(2, "counting", speed=0.45, stride_time_s=slow)


@pytest.fixture(scope="module")
def table(single, dual):
    return rg.dual_task_cost(single, dual)


def row_of(table, measure, side="both"):
    return table.set_index(KEYS).loc[("backward", side, measure)]


def test_a_row_for_each_direction_side_and_measure(table):
    DUAL_TASK_COST.check(table)
    assert tuple(table.columns) == DUAL_TASK_COST.names
    assert not table.duplicated(KEYS).any()
    assert set(table["side"]) == {"left", "right", "both"}


def test_cost_is_positive_where_walking_suffers(table):
    speed, time = row_of(table, "speed_mps"), row_of(table, "stride_time_s")
    assert speed["cost_pct"] == pytest.approx(100 * (speed["single"] - speed["dual"]) / speed["single"])
    assert time["cost_pct"] == pytest.approx(100 * (time["dual"] - time["single"]) / time["single"])
    assert speed["change_pct"] == pytest.approx(-speed["cost_pct"])
    assert time["change_pct"] == pytest.approx(time["cost_pct"])
    assert (speed["better"], time["better"]) == ("larger", "smaller")
    for row in (speed, time):
        assert 0 < row["cost_pct_low"] < row["cost_pct"] < row["cost_pct_high"]
        assert row["change_pct_low"] < row["change_pct"] < row["change_pct_high"]


def test_the_interval_in_percent_is_that_of_the_change_over_single(table):
    row = row_of(table, "speed_mps")
    ends = [100 * row[name] / row["single"] for name in ("change_low", "change_high")]
    # the error of single is in it too, in the same measure: a little narrower where less is left
    assert [row["change_pct_low"], row["change_pct_high"]] == pytest.approx(ends, rel=0.1)


def test_measures_without_an_agreed_benefit_have_a_change_and_no_cost(table):
    share, angle = row_of(table, "stance_pct"), row_of(table, "foot_strike_angle_deg")
    assert np.isfinite(share["change_pct"])
    assert np.isnan(angle["change_pct"])
    assert np.isfinite(angle["change"])
    for row in (share, angle):
        assert pd.isna(row["better"])
        assert np.isnan(row["cost_pct"])


def test_benefits_are_of_columns_that_are_there():
    names = [*STRIDES.names, *stability_table().names]
    assert {better(name) for name in names} == {*BETTER, None}
    listed = [name for name in names if better(name) == "larger"]
    assert {"speed_mps", "cadence_spm", "dimensionless_stride_length", "belt_stride_length_m"} <= set(listed)
    assert {name for name in names if better(name) == "smaller"} > {
        "double_support_pct",
        "stride_length_cv_pct",
    }


@settings(max_examples=20, deadline=None)
@given(st.floats(0.2, 5))
def test_costs_have_no_unit(single, dual, factor):
    sessions = [
        session_of(one.strides.assign(speed_mps=one.strides["speed_mps"] * factor), task=one.summary["task"])
        for one in (single, dual)
    ]
    one, other = (
        row_of(rg.dual_task_cost(*pair, measures=["speed_mps"]), "speed_mps")
        for pair in (sessions, (single, dual))
    )
    for name in ("cost_pct", "cost_pct_low", "cost_pct_high"):
        assert one[name] == pytest.approx(other[name], rel=1e-6)


def test_variability_is_taken_from_stability(single, dual):
    tables = (whole(2.0), whole(3.0))
    (row,) = rg.dual_task_cost(single, dual, stability=tables, measures=["stride_time_cv_pct"]).to_dict(
        "records"
    )
    assert (row["single"], row["dual"], row["change_pct"], row["cost_pct"]) == (2.0, 3.0, 50.0, 50.0)
    assert row["flag"] == "whole_walk: one figure of each walk has no interval"
    few = (whole(2.0), whole(np.nan, flag="invalid: 4 strides, 10 needed"))
    (row,) = rg.dual_task_cost(single, dual, stability=few, measures=["stride_time_cv_pct"]).to_dict(
        "records"
    )
    assert row["flag"] == "invalid: 4 strides, 10 needed"
    assert np.isnan(row["cost_pct"])


def test_a_stability_figure_of_no_known_benefit_has_a_change_alone(single, dual):
    tables = tuple(whole(x, measure="harmonic_ratio_vertical") for x in (2.0, 3.0))
    (row,) = rg.dual_task_cost(single, dual, stability=tables, measures=["harmonic_ratio_vertical"]).to_dict(
        "records"
    )
    assert row["change"] == 1.0
    assert np.isnan(row["change_pct"])


def test_tasks_that_are_not_stated_are_taken_as_passed(single, dual, table):
    bare = [session_of(one.strides) for one in (single, dual)]
    pd.testing.assert_frame_equal(rg.dual_task_cost(*bare), table)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (
            "single",
            "single",
            "dual_task_cost: both sessions have the task 'single'; expected walking alone and with a",
        ),
        (
            "counting",
            "counting",
            "dual_task_cost: both sessions have the task 'counting'; expected walking alone",
        ),
        (
            "counting",
            "single",
            "dual_task_cost: single has the task 'counting' and dual 'single'; expected 'single' of the first",
        ),
        (
            "music",
            "counting",
            "dual_task_cost: single has the task 'music' and dual 'counting'; expected 'single'",
        ),
        (
            None,
            "single",
            "dual_task_cost: single has the task None and dual 'single'; expected 'single' of the first",
        ),
    ],
)
def test_tasks_that_are_the_same_or_exchanged_are_refused(first, second, message):
    with pytest.raises(rg.InvalidOption) as caught:
        rg.dual_task_cost(walk(1, first), walk(2, second))
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"subject": "B"}, "dual_task_cost: the sessions are of different subjects (found A and B)"),
        (
            {"surface": "treadmill"},
            "dual_task_cost: the sessions differ in surface (found overground and treadmill)",
        ),
        (
            {"direction": "forward"},
            "dual_task_cost: the sessions share no direction (found backward single",
        ),
        (
            {"stability": (1, 2)},
            "dual_task_cost: stability is a tuple; expected two tables, of single and of dual; pass",
        ),
        ({"measures": ["pace"]}, "dual_task_cost: measures names 'pace'; expected columns of strides"),
    ],
)
def test_what_cannot_be_compared_is_refused(single, given, message):
    drawn = {name: given[name] for name in ("direction",) if name in given}
    facts = {name: given[name] for name in ("subject", "surface") if name in given}
    options = {name: given[name] for name in ("stability", "measures") if name in given}
    with pytest.raises(rg.InvalidOption) as caught:
        rg.dual_task_cost(single, walk(2, "counting", facts=facts, **drawn), **options)
    assert str(caught.value).startswith(message)


def test_the_same_walk_twice_is_refused(single):
    with pytest.raises(rg.InvalidOption, match="dual_task_cost: session 2 of 2 has the same strides"):
        rg.dual_task_cost(single, single)
