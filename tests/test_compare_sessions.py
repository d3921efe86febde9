"""`compare_sessions`: two walks of one person, with intervals of the walks and the change that days alone bring."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from compared_walks import drawn_session, drawn_strides, session_of
from hypothesis import given, settings
from hypothesis import strategies as st

import retrogait as rg
from retrogait.comparison import SESSION_COMPARISON, SessionComparisonOptions
from retrogait.gait.detectable_change import KNEE_SOURCE
from retrogait.knee import KneeChangeOptions

KEYS = ["direction", "side", "measure"]


@pytest.fixture(scope="module")
def before():
    return drawn_session(1, speed=0.50)


@pytest.fixture(scope="module")
def after():
    return drawn_session(2, speed=0.56)


@pytest.fixture(scope="module")
def table(before, after):
    return rg.compare_sessions(before, after)


def row_of(table, measure, side="both", direction="backward"):
    return table.set_index(KEYS).loc[(direction, side, measure)]


def test_a_row_for_each_direction_side_and_measure(table):
    SESSION_COMPARISON.check(table)
    assert tuple(table.columns) == SESSION_COMPARISON.names
    assert not table.duplicated(KEYS).any()
    assert set(table["direction"]) == {"backward"}
    assert {"speed_mps", "stride_length_m", "stance_pct", "foot_strike_angle_deg"} <= set(table["measure"])
    assert (table["flag"] == "ok").all()


@pytest.mark.parametrize("side", ["left", "right", "both"])
def test_values_and_numbers_are_those_of_tabulate(before, after, table, side):
    both = rg.tabulate({"before": before, "after": after}).set_index(["session", "side", "measure"])
    for measure in ("speed_mps", "stance_pct"):
        row = row_of(table, measure, side)
        for name in ("before", "after"):
            own = both.loc[(name, side, measure)]
            found = [row[name], row[f"{name}_sd"], row[f"n_{name}"]]
            assert found == pytest.approx([own["value"], own["sd"], own["n_strides"]])
        assert row["difference"] == pytest.approx(row["after"] - row["before"])


def test_differences_are_after_less_before_and_percent_is_of_before(table):
    row = row_of(table, "speed_mps")
    assert 0.04 < row["difference_low"] < row["difference"] < row["difference_high"] < 0.08
    assert row["difference_pct"] == pytest.approx(100 * row["difference"] / row["before"])
    assert row["effect_size"] == pytest.approx(0.06 / 0.02, rel=0.25)
    assert np.isnan(row_of(table, "foot_strike_angle_deg")["difference_pct"])


def test_before_and_after_exchanged_turn_the_sign(before, after, table):
    again = rg.compare_sessions(after, before)
    for one, other in (("difference", "difference"), ("difference_low", "difference_high")):
        np.testing.assert_allclose(again[one], -table[other], rtol=1e-9)
    np.testing.assert_allclose(again["effect_size"], -table["effect_size"], rtol=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.1, 10), st.floats(-5, 5))
def test_another_unit_scales_the_difference_and_leaves_the_effect(before, after, factor, shift):
    name = "foot_strike_angle_deg"
    sessions = (
        replace(one, strides=one.strides.assign(**{name: one.strides[name] * factor + shift}))
        for one in (before, after)
    )
    row = row_of(rg.compare_sessions(*sessions, measures=[name]), name)
    same = row_of(rg.compare_sessions(before, after, measures=[name]), name)
    assert row["difference"] == pytest.approx(factor * same["difference"], abs=1e-9)
    assert row["difference_high"] == pytest.approx(factor * same["difference_high"], rel=1e-6, abs=1e-9)
    assert row["effect_size"] == pytest.approx(same["effect_size"], rel=1e-6)


def test_the_detectable_change_is_of_days_and_needs_an_sd_of_sessions(before, after, table):
    without = row_of(table, "speed_mps")
    assert np.isnan(without["minimal_detectable_change"])
    assert pd.isna(without["beyond_detectable_change"])
    options = SessionComparisonOptions(session_sd={"speed_mps": 0.01})
    row = row_of(rg.compare_sessions(before, after, options, measures=["speed_mps"]), "speed_mps")
    chance = row["before_sd"] ** 2 / row["n_before"] + row["after_sd"] ** 2 / row["n_after"]
    assert row["minimal_detectable_change"] == pytest.approx(1.96 * np.sqrt(2 * 0.01**2 + chance))
    assert row["session_sd"] == 0.01
    assert row["session_sd_from"] == "given"
    assert row["beyond_detectable_change"] == "yes"


@pytest.mark.parametrize(("share", "beyond"), [(0.99, "yes"), (1.01, "no")])
def test_beyond_is_larger_than_the_detectable_change(before, after, share, beyond):
    row = row_of(rg.compare_sessions(before, after, measures=["speed_mps"]), "speed_mps")
    chance = row["before_sd"] ** 2 / row["n_before"] + row["after_sd"] ** 2 / row["n_after"]
    sd = np.sqrt(((share * row["difference"] / 1.96) ** 2 - chance) / 2)
    options = SessionComparisonOptions(session_sd={"speed_mps": sd})
    found = row_of(rg.compare_sessions(before, after, options, measures=["speed_mps"]), "speed_mps")
    assert found["beyond_detectable_change"] == beyond


@pytest.mark.parametrize(("n", "known"), [(5, False), (6, True)])
def test_six_strides_of_a_foot_are_set_against_the_detectable_change(after, n, known):
    options = SessionComparisonOptions(session_sd={"speed_mps": 0.01})
    found = rg.compare_sessions(drawn_session(1, n=n), after, options, measures=["speed_mps"])
    row = row_of(found, "speed_mps", "left")
    assert row["flag"] == f"too_few: {n} strides, 20 needed"
    assert np.isfinite(row["minimal_detectable_change"]) == known


def test_knee_angles_have_the_sd_of_compare_knees():
    rng = np.random.default_rng(0)
    zero = {"left_knee_zero": "standing", "right_knee_zero": "standing"}
    sessions = [
        drawn_session(k, facts=zero, knee_range_stance_deg=rng.normal(mean, 2, 120))
        for k, mean in ((1, 30), (2, 42))
    ]
    row = row_of(rg.compare_sessions(*sessions), "knee_range_stance_deg", "left")
    knees = rg.compare_knees(*sessions).set_index(["side", "measure"]).loc[("left", "knee_range_stance_deg")]
    assert row["session_sd"] == KneeChangeOptions().session_sd_deg
    assert row["session_sd_from"] == KNEE_SOURCE
    assert row["minimal_detectable_change"] == pytest.approx(knees["minimal_detectable_change"])
    assert (row["beyond_detectable_change"], knees["verdict"]) == ("yes", "changed")


def test_knee_angles_against_different_zeros_have_no_difference():
    rng = np.random.default_rng(0)
    sessions = [
        drawn_session(k, facts={"left_knee_zero": zero}, knee_flexion_at_contact_deg=rng.normal(30, 2, 120))
        for k, zero in ((1, "standing"), (2, "mounting"))
    ]
    row = row_of(rg.compare_sessions(*sessions), "knee_flexion_at_contact_deg", "left")
    assert row["flag"].startswith(
        "invalid: zero flexion of the knee is not the same in both sessions; record"
    )
    assert np.isfinite(row["before"])
    assert row[["difference", "difference_low", "minimal_detectable_change", "effect_size"]].isna().all()


def test_at_matched_speed_what_follows_speed_alone_does_not_differ(before):
    faster = drawn_session(3, speed=0.53)
    matched, table = (rg.compare_sessions(before, faster, matched_speed=which) for which in (True, False))
    row, plain = (row_of(one, "stride_length_m") for one in (matched, table))
    assert plain["difference_low"] > 0
    assert abs(row["before_speed_mps"] - row["after_speed_mps"]) <= 0.005
    assert abs(row["difference"]) <= 1.2 * 0.005
    assert row["n_before"] == row["n_after"] < plain["n_before"]
    assert row["how"] == "steady strides, in pairs of nearly equal speed"
    assert "speed_mps" not in set(matched["measure"])


def test_both_directions_stand_below_each_other():
    walks = [
        session_of(drawn_strides(seed=k), drawn_strides(seed=k + 5, direction="forward", start_s=100, bout=1))
        for k in (1, 2)
    ]
    assert rg.compare_sessions(*walks)["direction"].drop_duplicates().tolist() == ["backward", "forward"]


def test_a_session_of_drawn_strides_without_change_is_rarely_found_to_differ():
    """Of 20 pairs of equal walks an interval leaves out 0 in about 1."""
    out = 0
    for k in range(20):
        row = row_of(
            rg.compare_sessions(drawn_session(k), drawn_session(100 + k), measures=["stance_pct"]),
            "stance_pct",
        )
        out += not row["difference_low"] <= 0 <= row["difference_high"]
    assert out <= 4


def whole(values, n=40, flag="ok", direction="backward", measure="stride_time_cv_pct"):
    return pd.DataFrame(
        {
            "scope": ["bout", "session"],
            "direction": direction,
            measure: [99.0, values],
            f"{measure}_n_strides": [n, n],
            f"{measure}_flag": ["ok", flag],
        }
    )


def test_figures_of_stability_have_no_interval_and_a_detectable_change(before, after):
    options = SessionComparisonOptions(session_sd={"stride_time_cv_pct": 0.3})
    tables = (whole(2.0), whole(3.0))
    found = rg.compare_sessions(before, after, options, stability=tables, measures=["stride_time_cv_pct"])
    SESSION_COMPARISON.check(found)
    (row,) = found.to_dict("records")
    assert (row["before"], row["after"], row["difference"]) == (2.0, 3.0, 1.0)
    assert row["flag"] == "whole_walk: one figure of each walk has no interval"
    assert np.isnan(row["difference_low"])
    assert row["minimal_detectable_change"] == pytest.approx(1.96 * np.sqrt(2) * 0.3)
    assert row["beyond_detectable_change"] == "yes"


def test_an_invalid_figure_of_stability_is_not_compared(before, after):
    tables = (whole(2.0), whole(np.nan, n=4, flag="invalid: 4 strides, 10 needed"))
    found = rg.compare_sessions(before, after, stability=tables, measures=["stride_time_cv_pct"])
    assert found["flag"].tolist() == ["invalid: 4 strides, 10 needed"]
    assert found["difference"].isna().all()


def test_stability_and_impacts_of_walks_are_compared_with_their_strides():
    sessions = [
        rg.analyze(
            rg.simulate_walk("backward", 0.5, 40, seed=k, sites=["left_foot", "right_foot", "lower_back"])[0]
        )
        for k in (1, 2)
    ]
    impacts = tuple(rg.measure_impact(one) for one in sessions)
    table = rg.compare_sessions(
        *sessions, stability=tuple(rg.measure_stability(one) for one in sessions), impact=impacts
    )
    SESSION_COMPARISON.check(table)
    assert {"stride_time_s", "stride_time_cv_pct", "lower_back_peak_axial_mps2"} <= set(table["measure"])
    row = row_of(table, "foot_peak_resultant_mps2", "left")
    own = impacts[0]
    steady = own[own["is_steady"] & own["site"].eq("left_foot") & ~own["flag"].str.startswith("invalid")]
    assert row["before"] == pytest.approx(steady["peak_resultant_mps2"].mean())
    assert row["flag"].startswith(("placement_dependent", "too_few"))


def test_a_session_read_from_json_gives_the_same():
    sessions = [rg.analyze(rg.simulate_walk("backward", 0.5, 20, seed=k)[0], subject="A") for k in (1, 2)]
    again = [rg.Session.from_json(one.to_json()) for one in sessions]
    pd.testing.assert_frame_equal(rg.compare_sessions(*again), rg.compare_sessions(*sessions))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"after": {"subject": "B"}},
            "compare_sessions: the sessions are of different subjects (found A and B); expected one person",
        ),
        (
            {"after": {"surface": "treadmill"}},
            "compare_sessions: the sessions differ in surface (found overground and",
        ),
        (
            {"matched_speed": True, "speed": 0.9},
            "compare_sessions: the speeds do not overlap enough: backward 0.",
        ),
        (
            {"direction": "forward"},
            "compare_sessions: the sessions share no direction (found backward",
        ),
        (
            {"measures": ["pace"]},
            "compare_sessions: measures names 'pace'; expected columns of strides, some of",
        ),
        (
            {"options": SessionComparisonOptions(session_sd={"pace": 1.0})},
            "compare_sessions: session_sd names 'pace'; expected measures of the tables that are compared",
        ),
        (
            {"stability": "table"},
            "compare_sessions: stability is a str; expected two tables, of before and of after; pass",
        ),
        (
            {"stability": (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]}))},
            "compare_sessions: stability: found columns a ...; expected scope, direction and measures",
        ),
        (
            {"impact": (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]}))},
            "impacts: column 'time_s' is missing (found a); a table of impacts has",
        ),
        (
            {"stability": (whole(1.0), whole(2.0)), "matched_speed": True},
            "compare_sessions: stability was given with matched_speed=True; expected one of them",
        ),
        (
            {"stability": (whole(1.0), whole(2.0)), "after": {"rate_hz": 200.0}},
            "compare_sessions: the sessions differ in sampling rate (found 100.0 and 200.0)",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(before, given, message):
    given = dict(given)
    facts = {"subject": "A", **given.pop("after", {})}
    drawn = {name: given.pop(name) for name in ("speed", "direction") if name in given}
    other = drawn_session(2, facts=facts, **drawn)
    one = drawn_session(1, facts={"subject": "A"})
    with pytest.raises((rg.InvalidOption, rg.InvalidTable)) as caught:
        rg.compare_sessions(one, other, **given)
    assert str(caught.value).startswith(message)


def test_parts_and_copies_of_one_recording_are_the_same_walk():
    walk, _ = rg.simulate_walk("backward", 0.5, duration_s=40, seed=1)
    whole = rg.analyze(walk)
    part = rg.analyze(walk.excerpts([(300, 3700)]))
    shuffled = replace(whole, strides=whole.strides.sample(frac=1.0, random_state=1).reset_index(drop=True))
    later = {"start_s": 100.0, "end_s": 100.0}
    moved = replace(
        whole, strides=whole.strides.assign(**{c: whole.strides[c] + t for c, t in later.items()})
    )
    for other in (part, shuffled, moved):
        with pytest.raises(rg.InvalidOption, match="session 2 of 2 has the same strides as one before it"):
            rg.compare_sessions(whole, other)


def test_walks_whose_stride_times_take_few_values_are_different_walks(before):
    times = np.resize([1.38, 1.40, 1.42], len(before.strides))
    one, other = (
        session_of(before.strides.assign(stride_time_s=times, stride_length_m=np.nan, stance_pct=share))
        for share in (70.0 + times, 71.0 + times)
    )
    assert len(rg.compare_sessions(one, other, measures=["stance_pct"]))


def test_one_table_of_stability_for_two_sessions_is_refused(before):
    other = drawn_session(2)
    table = pd.DataFrame({"scope": ["session"], "direction": ["backward"]})
    with pytest.raises(
        rg.InvalidOption, match=r"stability is the same table twice; expected one of before and one"
    ):
        rg.compare_sessions(before, other, stability=(table, table.copy()))


def test_the_same_walk_twice_is_refused(before):
    for other in (before, session_of(before.strides.copy())):
        with pytest.raises(rg.InvalidOption, match="session 2 of 2 has the same strides as one before it"):
            rg.compare_sessions(before, other)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"session_sd": {"speed_mps": -1}},
            "session_sd of 'speed_mps' is -1; expected a number of 0 or more, in its unit",
        ),
        ({"session_sd": {"speed_mps": float("nan")}}, "session_sd of 'speed_mps' is nan; expected a number"),
        (
            {"session_sd": 0.3},
            "session_sd is 0.3; expected a mapping of measures to SDs; leave it out for none",
        ),
        ({"least_strides": 1}, "least_strides is 1; expected a whole number of 2 or more; the default is 6"),
        ({"caliper_mps": 0}, "caliper_mps is 0; expected a number of 0.001 or more; the default is 0.05"),
    ],
)
def test_options_that_mean_nothing(given, message):
    with pytest.raises(rg.InvalidOption) as caught:
        SessionComparisonOptions(**given)
    assert str(caught.value).startswith(f"SessionComparisonOptions: {message}")
