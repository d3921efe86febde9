"""Backward against forward steps at matched speed: pairs, figures that are known, and refusals."""

from __future__ import annotations

import naive_leg
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from legs import walk

import retrogait as rg
from retrogait.impact import ComparisonOptions
from retrogait.impact.comparison import _contrast, match_speeds
from retrogait.impact.measure import IMPACT_MEASURES
from retrogait.simulation import Walker

SPEEDS = st.lists(st.floats(0.2, 1.6), max_size=5).map(lambda x: np.array(x, dtype=float))
SITES = ("left_foot", "right_foot", "left_shank", "right_shank")


def session_of(direction, speed, **given) -> rg.Session:
    return rg.analyze(walk(direction, speed, sites=SITES, duration_s=40, rate_hz=200.0, **given)[0])


@given(SPEEDS, SPEEDS, st.floats(0.01, 0.5))
def test_as_many_pairs_as_there_can_be(backward, forward, caliper):
    one, other = match_speeds(backward, forward, caliper)
    assert len(set(one)) == len(one) == len(set(other)) == len(other)
    assert (np.abs(backward[one] - forward[other]) <= caliper).all()
    assert len(one) == naive_leg.most_pairs(backward, forward, caliper)


def test_two_sessions_are_compared_at_matched_speed():
    table = rg.compare_directions([session_of("backward", 0.6), session_of("forward", 0.62)])
    assert set(table["part"]) == {"foot", "shank"}
    assert table["measure"].tolist() == list(IMPACT_MEASURES) * 2
    assert (table["flag"] == "ok").all()
    assert (table["n_pairs"] >= 10).all()
    apart = table["backward_speed_mps"] - table["forward_speed_mps"]
    assert apart.abs().max() <= 0.05
    np.testing.assert_allclose(table["difference"], table["backward"] - table["forward"])
    assert (table["difference_low"] < table["difference"]).all()
    assert (table["difference"] < table["difference_high"]).all()
    assert (np.sign(table["effect_size"]) == np.sign(table["difference"])).all()


def test_one_session_of_both_directions_is_the_same_as_two():
    program = [("stand", 2), ("backward", 30), ("stand", 4), ("forward", 30), ("stand", 2)]
    recording, _ = rg.simulate_walk(program=program, speed_mps=0.6, sites=SITES, rate_hz=200.0, seed=2)
    session = rg.analyze(recording)
    table = rg.compare_directions(session)
    pd.testing.assert_frame_equal(table, rg.compare_directions([session]))
    assert (table["n_pairs"] >= 10).all()


def test_a_softer_backward_landing_shows_and_an_equal_one_does_not_matter_much():
    hard, soft = (session_of("backward", 0.6, walker=Walker(impact=i)) for i in (2.0, 0.5))
    forward = session_of("forward", 0.6)
    jerk = [
        rg.compare_directions([backward, forward])
        .set_index(["part", "measure"])
        .loc[("shank", "peak_jerk_mps3")]
        for backward in (hard, soft)
    ]
    assert jerk[0]["difference_low"] > 0
    assert jerk[1]["difference_high"] < 0


def test_speeds_that_do_not_overlap_are_refused():
    text = r"do not overlap enough: backward 0\.\d+-0\.\d+ m/s, forward 1\.\d+-1\.\d+ m/s, 0 pairs within 0\.05 m/s"
    with pytest.raises(rg.InvalidOption, match=text):
        rg.compare_directions([session_of("backward", 0.5), session_of("forward", 1.2)])


@pytest.mark.parametrize("listed", [True, False])
def test_a_direction_that_is_not_there_is_refused(listed):
    session = session_of("backward", 0.6)
    with pytest.raises(
        rg.InvalidOption, match="no steady forward steps of known speed .* add a session that walks"
    ):
        rg.compare_directions([session] if listed else session)


def test_no_sessions_are_refused():
    with pytest.raises(rg.InvalidOption, match="compare_directions: no session is given"):
        rg.compare_directions([])


def test_pairs_of_known_difference():
    rng = np.random.default_rng(0)
    pairs = np.stack([rng.normal(12, 2, 400), rng.normal(10, 2, 400)], axis=1)
    row = _contrast(pairs, ComparisonOptions(block=1))
    assert row["effect_size"] == pytest.approx(1.0, abs=0.15)
    half = 1.96 * np.sqrt(8 / 400)  # of two independent means
    assert row["difference_high"] - row["difference_low"] == pytest.approx(2 * half, rel=0.15)


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Of independent pairs, 95 % intervals of the difference; 200 of them, so 0.90 to 0.985 is expected."""
    rng, held = np.random.default_rng(1), 0
    for _ in range(200):
        row = _contrast(rng.normal([1.0, 0.0], 1.0, (60, 2)), ComparisonOptions(block=1, n_draws=400))
        held += row["difference_low"] <= 1.0 <= row["difference_high"]
    assert 0.90 <= held / 200 <= 0.985


def test_few_pairs_are_no_comparison():
    row = _contrast(np.ones((9, 2)), ComparisonOptions())
    assert row["flag"] == "invalid: 9 pairs at matched speed, 10 needed"
    assert np.isnan(row["difference"])


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (
            {"caliper_mps": 0.0},
            "caliper_mps is 0.0; expected a number of 0.001 or more; the default is 0.05",
        ),
        ({"least_pairs": 2}, "least_pairs is 2; expected a whole number of 3 or more; the default is 10"),
        ({"block": 2.5}, "block is 2.5; expected a whole number of 1 or more; the default is 5"),
    ],
)
def test_options_that_mean_nothing(given, text):
    with pytest.raises(rg.InvalidOption, match=text):
        ComparisonOptions(**given)
