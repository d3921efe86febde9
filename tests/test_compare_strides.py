"""`compare_strides`: backward against forward, as walked and at matched speed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from compared_walks import drawn_session, drawn_strides, session_of

import retrogait as rg
from retrogait.comparison import STRIDE_COMPARISON
from retrogait.comparison.pool import WITH_TRUE_ZERO
from retrogait.intervals.compared import TwoWalks
from retrogait.intervals.matching import ComparisonOptions
from retrogait.intervals.order import order_strides

KEYS = ["side", "measure", "matched_speed"]
NUMBERS = ["difference", "difference_low", "difference_high", "ratio", "effect_size", "n_effective"]


@pytest.fixture(scope="module")
def both_ways():
    backward = drawn_strides(seed=1, stance_pct=66.0 + np.random.default_rng(8).normal(0, 1, 120))
    forward = drawn_strides(seed=2, direction="forward", speed=0.52, start_s=100.0, bout=1)
    return session_of(backward, forward)


@pytest.fixture(scope="module")
def table(both_ways):
    return rg.compare_strides(both_ways)


def row_of(table, side, measure, matched=False):
    return table.set_index(KEYS).loc[(side, measure, matched)]


def test_a_row_for_each_side_measure_and_matching(table):
    STRIDE_COMPARISON.check(table)
    assert tuple(table.columns) == STRIDE_COMPARISON.names
    assert not table.duplicated(KEYS).any()
    assert set(table["side"]) == {"left", "right", "both"}
    assert {"stride_length_m", "stance_pct"} <= set(table.loc[table["matched_speed"], "measure"])
    assert "speed_mps" not in set(table.loc[table["matched_speed"], "measure"])


def test_means_are_those_of_the_table_of_strides(both_ways, table):
    strides = both_ways.strides
    for side in ("left", "right", "both"):
        row = row_of(table, side, "stance_pct")
        own = strides if side == "both" else strides[strides["side"] == side]
        for way in ("backward", "forward"):
            values = own.loc[own["direction"] == way, "stance_pct"]
            assert row[way] == pytest.approx(values.mean(), rel=1e-12)
            assert row[f"{way}_sd"] == pytest.approx(values.std(), rel=1e-12)
        assert row["difference"] == pytest.approx(row["backward"] - row["forward"])
        assert row["ratio"] == pytest.approx(row["backward"] / row["forward"])
        assert row["flag"] == "ok"


def test_intervals_of_independent_strides_are_those_of_the_textbook(table):
    row = row_of(table, "left", "stance_pct")
    half = 1.96 * np.hypot(row["backward_sd"], row["forward_sd"]) / np.sqrt(60)
    assert (row["difference_high"] - row["difference_low"]) / 2 == pytest.approx(half, rel=0.2)
    assert row["ratio_low"] < row["ratio"] < row["ratio_high"]
    relative = half / row["forward"]
    assert np.log(row["ratio_high"] / row["ratio_low"]) / 2 == pytest.approx(relative, rel=0.2)


def test_at_matched_speed_speeds_agree_and_what_follows_speed_alone_does_not_differ(table):
    as_walked, matched = (row_of(table, "both", "stride_length_m", way) for way in (False, True))
    assert as_walked["difference_high"] < 0  # slower backward
    assert matched["n_backward"] == matched["n_forward"] < as_walked["n_backward"]
    assert abs(matched["backward_speed_mps"] - matched["forward_speed_mps"]) <= 0.005
    assert abs(matched["difference"]) <= 1.2 * 0.005


def test_a_left_stride_is_paired_with_a_left_one(both_ways, table):
    counts = [row_of(table, side, "stance_pct", True)["n_backward"] for side in ("left", "right", "both")]
    assert counts[0] + counts[1] == counts[2]


def test_angles_have_no_ratio(table):
    own = table[table["measure"] == "foot_strike_angle_deg"]
    assert own[["ratio", "ratio_low", "ratio_high"]].isna().all(axis=None)
    assert own["difference"].notna().all()
    assert "foot_strike_angle_deg" not in WITH_TRUE_ZERO
    assert {"stride_time_s", "speed_mps", "double_support_s"} <= WITH_TRUE_ZERO


def test_mirrored_walks_swap_left_and_right(both_ways, table):
    swap = {"left": "right", "right": "left", "both": "both"}
    mirrored = session_of(both_ways.strides.assign(side=both_ways.strides["side"].map(swap)))
    again = rg.compare_strides(mirrored)
    again["side"] = again["side"].map(swap)
    one, other = (frame.set_index(KEYS).sort_index()[NUMBERS] for frame in (again, table))
    # which foot leads in a pair of strides changes what is alike a little
    pd.testing.assert_frame_equal(one, other, check_index_type=False, rtol=1e-9)


def test_a_later_clock_changes_nothing(both_ways, table):
    later = both_ways.strides.assign(
        start_s=both_ways.strides["start_s"] + 50, end_s=both_ways.strides["end_s"] + 50
    )
    pd.testing.assert_frame_equal(rg.compare_strides(session_of(later)), table)


def test_one_session_of_both_directions_is_the_same_as_two(both_ways, table):
    parts = [
        session_of(both_ways.strides[both_ways.strides["direction"] == way])
        for way in ("forward", "backward")
    ]
    again = rg.compare_strides(parts)
    one, other = (frame.set_index(KEYS).sort_index()[NUMBERS] for frame in (again, table))
    pd.testing.assert_frame_equal(one, other, check_index_type=False, rtol=1e-9)


def test_too_few_pairs_are_no_comparison_and_as_walked_there_still_is_one():
    apart = [drawn_session(1), drawn_session(2, "forward", speed=0.9)]
    table = rg.compare_strides(apart, measures=["stance_pct"])
    matched = table[table["matched_speed"]]
    assert (matched["flag"] == "too_few: 0 pairs at matched speed, 20 needed").all()
    assert matched["difference"].isna().all()
    assert (table.loc[~table["matched_speed"], "flag"] == "ok").all()


@pytest.mark.parametrize(("n", "flag"), [(19, "too_few: 19 strides, 20 needed"), (20, "ok")])
def test_twenty_strides_of_a_foot_have_an_interval(n, flag):
    table = rg.compare_strides([drawn_session(1, n=n), drawn_session(2, "forward")], measures=["stance_pct"])
    row = row_of(table, "left", "stance_pct")
    assert row["flag"] == flag
    assert np.isnan(row["difference_low"]) == (flag != "ok")
    assert np.isfinite(row["difference"])


def test_a_foot_that_one_direction_lacks_is_not_in_a_mean_of_both():
    strides = drawn_strides(seed=1)
    one_foot = session_of(strides[strides["side"] == "left"])
    table = rg.compare_strides([one_foot, drawn_session(2, "forward")], measures=["stance_pct"])
    row = row_of(table, "both", "stance_pct")
    assert row["flag"] == "sides_differ: left of the one, left and right of the other"
    assert np.isnan(row["difference"])
    assert row_of(table, "left", "stance_pct")["flag"] == "ok"


@pytest.mark.parametrize(
    ("zeros", "flag"),
    [
        (("standing", "standing"), "ok"),
        (("standing", "mounting"), "invalid: zero flexion of the knee is not the same in the sessions"),
        (("mounting", "mounting"), "invalid: zero flexion of the knee is not the same in the sessions"),
    ],
)
def test_knee_angles_against_different_zeros_are_not_compared(zeros, flag):
    rng = np.random.default_rng(0)
    sessions = [
        drawn_session(
            k,
            way,
            facts={"left_knee_zero": zero, "right_knee_zero": zero},
            knee_flexion_at_contact_deg=rng.normal(30, 2, 120),
            knee_range_stance_deg=rng.normal(40, 2, 120),
        )
        for k, (way, zero) in enumerate(zip(("backward", "forward"), zeros, strict=True))
    ]
    table = rg.compare_strides(sessions, measures=["knee_flexion_at_contact_deg", "knee_range_stance_deg"])
    row = row_of(table, "left", "knee_flexion_at_contact_deg")
    assert row["flag"] == flag
    assert np.isnan(row["difference"]) == (flag != "ok")
    assert row_of(table, "left", "knee_range_stance_deg")["flag"] == "ok"


def test_where_no_stride_is_steady_all_of_level_walking_are_taken(both_ways):
    table = rg.compare_strides(session_of(both_ways.strides.assign(is_turning=True)))
    assert table["how"].str.startswith("all strides of level walking").all()


def test_a_session_read_from_json_gives_the_same(both_ways, table):
    strides = both_ways.strides
    again = session_of(pd.DataFrame({name: strides[name].to_numpy() for name in strides}))
    pd.testing.assert_frame_equal(rg.compare_strides(again), table)


def test_a_mean_that_may_be_nothing_has_a_ratio_without_ends():
    rng = np.random.default_rng(3)
    sessions = [
        drawn_session(1, circumduction_m=np.abs(rng.normal(0.05, 0.01, 120))),
        drawn_session(2, "forward", circumduction_m=np.r_[np.zeros(119), 0.2]),
    ]
    row = row_of(rg.compare_strides(sessions), "right", "circumduction_m")
    assert row["flag"] == "ok"
    assert np.isfinite(row["ratio"])
    assert np.isnan(row["ratio_low"])


def test_measures_of_the_same_strides_are_compared_as_each_alone():
    rng = np.random.default_rng(0)
    values = rng.normal(10, 1, (3, 80))
    values[2, ::7] = np.nan
    order = order_strides(np.repeat([0, 1], 40), np.tile(np.arange(40), 2), ["left"] * 80)
    first = np.arange(80) < 40
    speed = rng.normal(0.5, 0.02, 80)
    together = TwoWalks(values, speed, order, first, ~first)
    for options in (None, ComparisonOptions(least_pairs=10)):
        alone = [
            TwoWalks(one[None], speed, order, first, ~first).compare("left", options)[0] for one in values
        ]
        for one, other in zip(together.compare("left", options), alone, strict=True):
            assert one.n_first == other.n_first
            assert one.contrast.difference_low == pytest.approx(other.contrast.difference_low, rel=1e-9)
            assert one.contrast.ratio_high == pytest.approx(other.contrast.ratio_high, rel=1e-9)


def test_a_long_regular_walk_does_not_speak_for_a_short_wandering_one():
    """20 strides of AR(1) 0.5 against 100 independent ones: with one dependence for both, 78 % hold the truth."""
    rng = np.random.default_rng(0)
    held = []
    for _ in range(200):
        fresh = rng.normal(size=120)
        short = fresh.copy()
        for k in range(1, 120):
            short[k] = 0.5 * short[k - 1] + np.sqrt(0.75) * fresh[k]
        values = np.concatenate([short[100:], rng.normal(size=100)])
        order = order_strides(np.repeat([0, 1], [20, 100]), np.arange(120), ["left"] * 120)
        first = np.arange(120) < 20
        (found,) = TwoWalks(values[None], np.full(120, np.nan), order, first, ~first).compare("left")
        if str(found.contrast.flag) == "ok":
            held.append(found.contrast.difference_low <= 0 <= found.contrast.difference_high)
    assert len(held) > 180
    assert np.mean(held) >= 0.90


FORWARD = {"seed": 2, "direction": "forward"}


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            {"subject": "B"},
            "compare_strides: the sessions are of different subjects (found A and B); expected one person: people are",
        ),
        (
            {"surface": "treadmill"},
            "compare_strides: the sessions differ in surface (found overground and treadmill); expected the same, bec",
        ),
        (
            {"contact_contact": "touch"},
            "compare_strides: the sessions differ in definition of a contact (found impact and touch)",
        ),
        (
            {"contact_sites": "left_shank right_shank"},
            "compare_strides: the sessions differ in contact sites (found left_foot right_foot and left_shank",
        ),
        ({"task": "counting"}, "compare_strides: the sessions differ in task (found single and counting)"),
    ],
)
def test_sessions_that_are_unlike_are_refused_and_all_but_people_can_be_allowed(facts, message):
    backward = drawn_session(1, facts={"subject": "A", "task": "single"})
    other = drawn_session(2, "forward", facts={"subject": "A", "task": "single", **facts})
    with pytest.raises(rg.InvalidOption) as caught:
        rg.compare_strides([backward, other])
    assert str(caught.value).startswith(message)
    if "subject" not in facts:
        name = {"contact_contact": "contact", "contact_sites": "sites"}.get(*facts, *facts)
        assert len(rg.compare_strides([backward, other], measures=["stance_pct"], allow=[name]))


@pytest.mark.parametrize("fact", [None, float("nan"), ""])
def test_what_is_not_stated_is_taken_to_be_equal(fact):
    sessions = [
        drawn_session(1, facts={"subject": "A", "task": "single"}),
        drawn_session(2, "forward", facts={"subject": fact, "task": fact, "surface": "not stated"}),
    ]
    assert len(rg.compare_strides(sessions, measures=["stance_pct"]))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda *_: rg.compare_strides([]), "compare_strides: no session is given"),
        (
            lambda a, b: rg.compare_strides([a, b, a]),
            "compare_strides: session 3 of 3 has the same strides as one before it",
        ),
        (
            lambda a, b: rg.compare_strides([a, b, session_of(a.strides.copy())]),
            "compare_strides: session 3 of 3 has the same strides as one before it",
        ),
        (
            lambda *both: rg.compare_strides(both[0]),
            "compare_strides: there are no forward strides of level walking (found 120 of known direction)",
        ),
        (
            lambda a, b: rg.compare_strides([a, b], measures=["pace"]),
            "compare_strides: measures names 'pace'; expected columns of strides, some of cadence_spm",
        ),
        (
            lambda a, b: rg.compare_strides([a, b], measures=[]),
            "compare_strides: measures is empty; expected",
        ),
        (
            lambda a, b: rg.compare_strides([a, b], allow=["shoes"]),
            "compare_strides: allow names 'shoes'; expected some of surface contact sites task rate",
        ),
        (
            lambda *_: rg.compare_strides("walk.csv"),
            "compare_strides: sessions is 'walk.csv'; expected a Session or a list of Session; read",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(call, message):
    with pytest.raises(rg.InvalidOption) as caught:
        call(drawn_session(1), drawn_session(**FORWARD))
    assert str(caught.value).startswith(message)
