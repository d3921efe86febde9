"""Small thresholds of the gait room from both sides: belt, bouts, strides, clipped swings, sites, feet, thighs."""

from __future__ import annotations

import contextlib

import numpy as np
import pandas as pd
import pytest
from swings_by_hand import swings_of
from test_bouts import walk
from test_clipping import swings as clipped_swings
from test_strides import LEFT
from test_strides import swings as swings_of_foot
from test_thigh_contacts import walking_motion
from walks import of_site, recorded

from retrogait._kernels.foot_path import PATH_WIDTH
from retrogait.errors import InvalidTable
from retrogait.gait.belt import BeltOptions
from retrogait.gait.bouts import BoutOptions
from retrogait.gait.clipped import mark_clipped
from retrogait.gait.detectable_change import DIFFERENCE_TO_SD, Z95
from retrogait.gait.foot_clearance import SoleOptions
from retrogait.gait.foot_path import _curve
from retrogait.gait.sites import check_distinct, contact_sites
from retrogait.gait.strides import StrideOptions
from retrogait.gait.swings import Directions
from retrogait.gait.thigh_contacts import ThighContactOptions
from retrogait.kinematics.clipping import Clipped
from retrogait.tables.catalogue import DIRECTIONS

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.errors.RetrogaitWarning")

# Belt.


def walked(speed_mps: float, lasts_s: float = 100.0, bouts: int = 1) -> pd.DataFrame:
    """Ten strides of each bout at a speed, spread over so many seconds in all."""
    count = 10 * bouts
    stride_s = lasts_s / count
    start_s = stride_s * np.arange(count)
    return pd.DataFrame(
        {
            "stride_length_m": speed_mps * stride_s,
            "stride_time_s": stride_s,
            "start_s": start_s,
            "end_s": start_s + stride_s,
            "bout_id": np.repeat(np.arange(bouts), 10),
            "is_first": False,
            "is_last": False,
            "is_turning": False,
            "is_stairs": False,
            "is_running": False,
        }
    )


@pytest.mark.parametrize(
    ("speed_mps", "noted"), [(1.054, False), (1.056, True), (0.946, False), (0.944, True)]
)
def test_the_belt_may_be_off_by_5_percent_and_the_walker_move_half_a_metre(speed_mps, noted):
    """Half a metre in 100 s is half a percent of 1 m/s."""
    entries, notes = BeltOptions().check(walked(speed_mps), 1.0)
    assert bool(notes) == noted
    assert entries["belt_speed_measured_mps"] == pytest.approx(speed_mps)
    assert entries["belt_speed_difference_pct"] == pytest.approx(100.0 * (speed_mps - 1.0))


@pytest.mark.parametrize(("speed_mps", "noted"), [(1.059, False), (1.061, True)])
def test_in_each_bout_the_walker_may_move(speed_mps, noted):
    _, notes = BeltOptions().check(walked(speed_mps, bouts=2), 1.0)
    assert bool(notes) == noted


def test_a_belt_at_the_limit_is_not_noted():
    strides = walked(1.5)
    assert BeltOptions(tolerance_pct=50.0, wander_m=0.0).check(strides, 1.0)[1] == []


def test_a_belt_that_stands_has_no_difference_in_percent():
    entries, notes = BeltOptions().check(walked(0.5), 0.0)
    assert np.isnan(entries["belt_speed_difference_pct"])
    assert notes


# Bouts and strides.


@pytest.mark.parametrize(("pause_s", "bouts"), [(3.0, 1), (3.25, 2)])
def test_a_pause_of_just_three_seconds_is_none(pause_s, bouts):
    first = walk(0.0, 5, period_s=1.0)
    second = walk(0.0, 5, period_s=1.0)
    ends_s = 2.0 ** np.ceil(np.log2(first["initial_contact_s"].max()))  # so that times are exact
    first.loc[first["initial_contact_s"].idxmax(), "initial_contact_s"] = ends_s
    second[["final_contact_s", "initial_contact_s"]] += ends_s + pause_s
    found = BoutOptions().detect(swings_of(pd.concat([first, second], ignore_index=True)))
    assert len(np.unique(found["bout_id"])) == bouts


@pytest.mark.parametrize(("apart_s", "strides"), [(1.65, 4), (1.75, 0)])
def test_landings_nearly_two_stride_periods_apart_are_two_strides_with_a_lost_landing(apart_s, strides):
    lands = apart_s * np.arange(5)
    table = swings_of_foot("left", lands - 0.5, lands, stride_period_s=1.0)
    assert len(StrideOptions().detect(swings_of(table))) == strides
    kept = BoutOptions(longest_pause_s=9.0).detect(swings_of(table), StrideOptions().longest_periods)
    assert len(kept) == (5 if strides else 0)


@pytest.mark.parametrize(
    ("turn_deg", "turning"), [(20.0, False), (20.5, True), (-20.0, False), (-20.5, True)]
)
def test_a_stride_that_turns_by_more_than_20_degrees(turn_deg, turning):
    table = StrideOptions().detect(swings_of(LEFT.assign(turning_angle_deg=[0.0, 0.0, turn_deg])))
    assert table["is_turning"].tolist() == [False, turning]


# Clipped swings.


@pytest.mark.parametrize(("kind", "lacks"), [("acc", 0.2), ("gyr", 8.0)])
def test_a_swing_keeps_its_length_at_the_limit(kind, lacks):
    """At a quarter of a second from the middle of the swing 0.24 m/s are worth 6 cm."""
    at_s, lacks = (2.25, 0.24) if kind == "acc" else (2.2, lacks)
    marked = mark_clipped(
        clipped_swings(), {"left_foot": [Clipped(kind, 1.0, 0.1, np.array([at_s]), np.array([lacks]))]}
    )
    assert np.isfinite(marked["displacement_m"]).tolist() == [True, True]


def test_an_angle_is_kept_at_the_limit():
    one = Clipped("gyr", 1.0, 0.1, np.array([2.2]), np.array([2.0]))
    assert np.isfinite(mark_clipped(clipped_swings(), {"left_foot": [one]})["foot_strike_angle_deg"]).all()


# Sites.


@pytest.mark.parametrize(("n", "compared"), [(20, True), (19, False)])
def test_two_sensors_are_compared_at_20_samples_or_more(n, compared):
    values = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (n, 1))
    values[:, 4] = np.linspace(0.0, 100.0, n)
    frame = of_site(values, "left_foot")["left_foot"]
    twice = recorded({"left_foot": frame, "right_foot": frame})
    with pytest.raises(InvalidTable, match="hold the same samples") if compared else contextlib.nullcontext():
        check_distinct(twice)


def test_two_sensors_that_turn_by_just_20_degrees_a_second_may_lie_beside_each_other():
    values = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (400, 1))
    values[:, 4] = np.linspace(0.0, 20.0, 400)
    frame = of_site(values, "left_foot")["left_foot"]
    check_distinct(recorded({"left_foot": frame, "right_foot": frame}))


@pytest.mark.parametrize(("differ_at", "same"), [(2, True), (3, True), (4, False)])
def test_of_a_long_recording_a_thousand_samples_are_compared(differ_at, same):
    """One of four of 4000: what lies between them is not seen."""
    values = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (4000, 1))
    values[:, 4] = np.linspace(0.0, 100.0, 4000)
    frame = of_site(values, "left_foot")["left_foot"]
    values[differ_at, 4] += 50.0
    other = of_site(values, "right_foot")["right_foot"]
    twice = recorded({"left_foot": frame, "right_foot": other})
    with pytest.raises(InvalidTable) if same else contextlib.nullcontext():
        check_distinct(twice)


@pytest.mark.parametrize(
    ("worn", "chosen"),
    [
        (("left_thigh", "right_thigh", "lower_back"), ["left_thigh", "right_thigh"]),
        (("left_thigh", "lower_back"), ["lower_back"]),
        (("left_thigh",), ["left_thigh"]),
        (("left_thigh", "left_shank", "right_foot"), ["left_shank", "right_foot"]),
    ],
)
def test_both_thighs_before_the_trunk_and_that_before_one(worn, chosen):
    frame = of_site(np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (50, 1)), "left_foot")["left_foot"]
    assert contact_sites(recorded(dict.fromkeys(worn, frame))) == chosen


# Feet.


def test_the_ends_of_a_sole_are_those_of_an_adults_foot():
    """Heel to ball is 19 cm of a foot of 26 cm, and the sole rests 6 cm ahead of the heel, whatever the foot."""
    assert SoleOptions.of_length(0.26) == SoleOptions.of_length(None) == SoleOptions()
    assert SoleOptions().heel_m + SoleOptions().toe_m == pytest.approx(0.19)
    assert SoleOptions().heel_m == pytest.approx(0.06)
    assert SoleOptions.of_length(0.13).toe_m == pytest.approx(0.095 - 0.06)


@pytest.mark.parametrize(("end_s", "traced"), [(0.9, False), (1.1, True), (1.9, True), (2.1, False)])
def test_a_stride_is_traced_whose_foothold_is_among_the_rests(end_s, traced):
    """The last one, and not the first: the path begins there."""
    time_s = np.arange(400) / 100.0
    path = np.full((400, PATH_WIDTH), 0.1) * time_s[:, None]
    stride = pd.Series({"start_s": 0.5, "end_s": end_s, "side": "left", "direction": "forward"})
    curve = _curve(stride, time_s, path, np.array([1.0, 2.0]), SoleOptions(), 3)
    assert (curve is not None) == traced


# Thighs.


def thigh_contacts(first: float = 100.0):
    motion = walking_motion()
    motion.swing[:] += first - 100.0
    motion.by_height[:] = motion.swing[:, None] + 8.0
    told = Directions(np.full(9, DIRECTIONS.index("forward")), np.full(9, 0.9), np.full(9, np.nan))
    return ThighContactOptions().detect(motion, told)


def test_a_swing_of_a_thigh_lasts_a_third_of_the_stride():
    """17 samples of 100 to either side of its middle, which is 8 after its fastest turning."""
    found = thigh_contacts()
    np.testing.assert_allclose(found["final_contact_s"], 0.91 + np.arange(9))
    np.testing.assert_allclose(found["initial_contact_s"], 1.25 + np.arange(9))


@pytest.mark.parametrize(("first", "seen"), [(9.0, True), (8.0, False)])
def test_a_contact_before_the_first_sample_is_not_seen(first, seen):
    assert np.isfinite(thigh_contacts(first)["final_contact_s"][0]) == seen


@pytest.mark.parametrize(("first", "seen"), [(174.0, True), (175.0, False)])
def test_a_contact_after_the_last_sample_is_not_seen(first, seen):
    assert np.isfinite(thigh_contacts(first)["initial_contact_s"][-1]) == seen


@pytest.mark.parametrize(
    ("option", "measure", "value"),
    [
        ("least_swing_dps", "swing_rate_dps", 12.0),
        ("least_clearness", "clearness", 0.75),
        ("least_rise", "rise", 0.7),
        ("least_radius_m", "radius_m", 0.25),
        ("least_contrast", "contrast", 0.6),
    ],
)
def test_a_swing_that_just_reaches_a_threshold_is_one(option, measure, value):
    assert getattr(ThighContactOptions(), option) == value
    assert ThighContactOptions().choose(walking_motion(**{measure: value})).all()


# Changes that are no chance.


def test_the_least_change_that_is_no_chance():
    """1.96 SD are 95 % of a normal distribution; two values of it differ by 2 / sqrt(pi) SD on average."""
    values = np.random.default_rng(0).normal(0.0, 1.0, 200_000)
    assert np.mean(np.abs(values) < Z95) == pytest.approx(0.95, abs=0.002)
    assert DIFFERENCE_TO_SD * np.mean(np.abs(values[::2] - values[1::2])) == pytest.approx(1.0, abs=0.01)
