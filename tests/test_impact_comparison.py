"""Backward against forward steps at matched speed: pairs, figures that are known, and refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from legs import walk

import retrogait as rg
from retrogait.impact import ComparisonOptions
from retrogait.impact.comparison import COMPARISON, PARTS
from retrogait.impact.measure import IMPACT_MEASURES
from retrogait.intervals.compared import TwoWalks
from retrogait.intervals.contrast import Strides, contrast
from retrogait.intervals.order import order_strides
from retrogait.simulation import Walker
from retrogait.tables.catalogue import SENSOR_COLUMNS

SITES = ("left_foot", "right_foot", "left_shank", "right_shank")


PLACED = "placement_dependent: the impact at a foot depends on where on it the sensor sits"


def wandering(rng, n, rho):
    """AR(1) steps of mean 0 and variance 1."""
    fresh = rng.normal(size=n + 100)
    series = fresh.copy()
    for k in range(1, len(series)):
        series[k] = rho * series[k - 1] + np.sqrt(1 - rho * rho) * fresh[k]
    return series[100:]


def steps_of(values, speed_mps=None):
    """Steps of the left leg that follow each other."""
    n = len(values)
    order = order_strides(np.zeros(n), np.arange(n), np.full(n, "left", object))
    return Strides(values[None], order, np.full(n, 0.5) if speed_mps is None else speed_mps)


def session_of(direction, speed, **given) -> rg.Session:
    return rg.analyze(walk(direction, speed, sites=SITES, duration_s=70, rate_hz=200.0, **given)[0])


def test_two_sessions_are_compared_at_matched_speed():
    table = rg.compare_directions([session_of("backward", 0.6), session_of("forward", 0.62)])
    COMPARISON.check(table)
    assert table["part"].drop_duplicates().tolist() == ["shank", "foot"]
    assert table["side"].drop_duplicates().tolist() == ["left", "right", "both"]
    assert table["measure"].tolist() == list(IMPACT_MEASURES) * 6
    table = table[table["side"] == "both"]
    assert (table["flag"] == np.where(table["part"] == "foot", PLACED, "ok")).all()
    assert (table["n_pairs"] >= 20).all()
    assert (table["n_effective"] > 3).all()
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


def test_both_legs_pool_the_pairs_of_each():
    """A left step is paired with a left one, so that means of both lie between those of the legs."""
    table = rg.compare_directions([session_of("backward", 0.6), session_of("forward", 0.62)])
    legs = table[table["part"] == "shank"].set_index(["side", "measure"])
    left, right, both = (legs.loc[side] for side in ("left", "right", "both"))
    assert (left["n_pairs"] + right["n_pairs"] == both["n_pairs"]).all()
    share = left["n_pairs"] / both["n_pairs"]
    few = left["flag"].str.startswith("too_few") | right["flag"].str.startswith("too_few")
    pooled = share * left["difference"] + (1 - share) * right["difference"]
    np.testing.assert_allclose(pooled[~few], both.loc[~few, "difference"])


def test_the_parts_that_placement_spoils_least_come_first():
    assert PARTS == ("shank", "thigh", "lower_back", "sternum", "foot")


def test_a_softer_backward_landing_shows_and_an_equal_one_does_not_matter_much():
    hard, soft = (session_of("backward", 0.6, walker=Walker(impact=i)) for i in (2.0, 0.5))
    forward = session_of("forward", 0.6)
    jerk = [
        rg.compare_directions([backward, forward])
        .set_index(["part", "side", "measure"])
        .loc[("shank", "both", "peak_jerk_mps3")]
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
    (found,) = contrast(steps_of(rng.normal(12, 2, 400)), steps_of(rng.normal(10, 2, 400)))
    assert str(found.flag) == "ok"
    assert found.effect_size == pytest.approx(1.0, abs=0.15)
    half = 1.96 * np.sqrt(8 / 400)  # of two independent means
    assert found.difference_high - found.difference_low == pytest.approx(2 * half, rel=0.15)
    error = np.sqrt(2 / 400 + 1 / 1600)  # of Hedges' g, of 1 from two groups of 400
    assert found.effect_size_high - found.effect_size_low == pytest.approx(2 * 1.96 * error, rel=0.15)
    assert 300 < found.n_effective < 500


@pytest.mark.parametrize("rho", [0.0, 0.5])
@pytest.mark.parametrize("n", [20, 40, 100])
def test_intervals_hold_the_truth_as_often_as_they_say(n, rho):
    """Of 300 draws: 95 % of a binomial's 300 lie within 2.5 % of 95, and so do 99.8 % within 4 %."""
    rng, held, held_effect = np.random.default_rng(n), [], []
    for _ in range(300):
        (found,) = contrast(steps_of(wandering(rng, n, rho) + 0.5), steps_of(wandering(rng, n, rho)))
        if str(found.flag) == "ok":
            held.append(found.difference_low <= 0.5 <= found.difference_high)
            held_effect.append(found.effect_size_low <= 0.5 <= found.effect_size_high)
    assert len(held) >= 270
    assert 0.91 <= np.mean(held) <= 0.985
    assert 0.91 <= np.mean(held_effect) <= 0.995


def test_what_comes_from_speed_is_no_chance():
    """Pairs have one speed, so that a measure that follows speed alone has a sure difference."""
    rng = np.random.default_rng(3)
    speed = rng.uniform(0.4, 0.6, 60)
    ways = [steps_of(100 * speed + rng.normal(0, 1, 60), speed) for _ in range(2)]
    (found,) = contrast(*ways)
    (blind,) = contrast(*(steps_of(own.values[0]) for own in ways))
    assert found.difference_high - found.difference_low < 0.3 * (blind.difference_high - blind.difference_low)


@pytest.mark.parametrize(
    ("n", "least", "flag"),
    [
        (19, 20, "too_few: 19 pairs at matched speed, 20 needed"),
        (20, 20, "ok"),
        (19, 3, "too_few: 19 pairs at matched speed, 20 needed"),
        (3, 3, "too_few: 3 pairs at matched speed, 20 needed"),
    ],
)
def test_twenty_pairs_have_an_interval_and_nineteen_have_none(n, least, flag):
    """Fewer than the option are no comparison; below 20 there are means without an interval, whatever is chosen."""
    values = np.concatenate([np.random.default_rng(seed).normal(size=n) for seed in (1, 2)])
    order = order_strides(np.repeat([0, 1], n), np.tile(np.arange(n), 2), np.full(2 * n, "left", object))
    backward = np.arange(2 * n) < n
    walks = TwoWalks(values[None], np.full(2 * n, 0.5), order, backward, ~backward)
    (row,) = walks.compare("left", ComparisonOptions(least_pairs=least))
    assert str(row.contrast.flag) == flag
    assert np.isnan(row.contrast.difference) == (n < least)
    assert np.isnan(row.contrast.difference_low) == (flag != "ok")


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (
            {"caliper_mps": 0.0},
            "caliper_mps is 0.0; expected a number of 0.001 or more; the default is 0.05",
        ),
        ({"least_pairs": 2}, "least_pairs is 2; expected a whole number of 3 or more; the default is 20"),
    ],
)
def test_options_that_mean_nothing(given, text):
    with pytest.raises(rg.InvalidOption, match=text):
        ComparisonOptions(**given)


@pytest.mark.filterwarnings("ignore:the mounting was found", "ignore:measure_impact")
def test_the_impact_at_a_foot_is_that_of_the_place_of_its_sensor(shared_data):
    """The same steps of a real treadmill walk, felt at the heel and at the toe: backward over forward peaks."""
    ratio = {}
    for place in ("H", "T"):
        peak = {}
        for way in ("backward", "forward"):
            table = pd.read_csv(shared_data / "treadmill" / f"{way}_imu.csv")
            rate_hz = 1.0 / np.median(np.diff(table["Time"]))
            frames = {}
            for site, side in (("left_foot", "L"), ("right_foot", "R")):
                acc = table[[f"{side}{place}.ACC.{axis}" for axis in "XYZ"]].to_numpy() * 9.80665
                gyr = table[[f"{side}{place}.GY.{axis}" for axis in "XYZ"]].to_numpy()
                frames[site] = pd.DataFrame(np.hstack([acc, gyr]), columns=list(SENSOR_COLUMNS))
            recording = rg.Recording.from_frames(frames, rate_hz=rate_hz, frame="sensor")
            steps = rg.measure_impact(rg.analyze(recording, direction=way))
            peak[way] = steps["peak_resultant_mps2"].median()
        ratio[place] = peak["backward"] / peak["forward"]
    assert 2.0 < ratio["T"] / ratio["H"] < 4.0


def test_a_session_given_twice_is_refused():
    session = session_of("backward", 0.6)
    words = "compare_directions: session 3 of 3 is the same as one before it; .*leave it out"
    with pytest.raises(rg.InvalidOption, match=words):
        rg.compare_directions([session, session_of("forward", 0.62), session])
