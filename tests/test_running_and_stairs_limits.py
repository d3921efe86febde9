"""Swings that just reach a limit of running or of stairs, and over how many swings it is asked."""

from __future__ import annotations

import numpy as np
import pytest
import test_running as running
import test_stairs as stairs

from retrogait.gait.stairs import two_states

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
NO, YES = [False], [True]

# Running. Strides of a second, so that shares and speeds are exact.


def run(share: float, speed_mps: float, *, n: int = 40, columns: dict[str, object] | None = None, **options):
    return running.marked(running.swings(share, speed_mps, n, stride_s=1.0, **(columns or {})), **options)


@pytest.mark.parametrize(
    ("option", "limit", "share", "speed_mps"),
    [
        ("least_swing", 0.5, 0.5, 2.0),
        ("slowest_mps", 1.5, 0.625, 1.5),
        ("fastest_walk_mps", 2.5, 0.25, 2.5),
    ],
)
def test_swings_that_just_reach_a_limit_of_running_are_of_a_run(option, limit, share, speed_mps):
    assert run(share, speed_mps, **{option: limit}) == YES * 40


@pytest.mark.parametrize(
    ("name", "value", "runs"),
    [("rest_share", 0.28, False), ("force_mps2", 14.0, True), ("rise_m", 1.0, False)],
)
def test_a_limb_that_just_reaches_a_limit_of_never_resting(name, value, runs):
    """A rise of 1 m over 1 m is a slope of 45 degrees."""
    limb = {"rest_share": 0.17, "rise_m": 1.5, "force_mps2": 17.0, name: value}
    columns = {key: [each] * 40 for key, each in limb.items()}
    assert run(0.25, 1.0, columns=columns, least_false_slope_deg=45.0) == [runs] * 40


def test_half_of_the_swings_are_not_most_of_them():
    never = np.array([True, True, False, False])
    columns = {
        "rest_share": [0.17] * 4,
        "rise_m": np.where(never, 1.5, 0.0),
        "force_mps2": np.where(never, 17.0, 5.0),
    }
    assert run(0.25, 1.0, n=4, columns=columns) == NO * 4


@pytest.mark.parametrize(("in_a_row", "found"), [(10, 0), (11, 11)])
def test_a_run_is_more_than_half_of_twenty_one_swings(in_a_row, found):
    shares = [0.4] * 25 + [0.55] * in_a_row + [0.4] * 25
    assert sum(running.marked(running.swings(shares, n=len(shares)))) == found


@pytest.mark.parametrize(("in_a_row", "found"), [(3, 0), (4, 4)])
def test_a_limb_never_rests_in_more_than_half_of_seven_swings(in_a_row, found):
    jogs = (np.arange(40) >= 18) & (np.arange(40) < 18 + in_a_row)
    columns = {
        "rest_share": np.where(jogs, 0.17, 0.5),
        "rise_m": np.where(jogs, -1.5, 0.0),
        "force_mps2": np.where(jogs, 17.0, 5.0),
    }
    assert sum(run(0.25, 1.0, columns=columns, least_swings=3)) == found


def test_a_run_from_the_first_swing_on_does_not_reach_round_to_the_last():
    way_m = np.full(40, 1.75)
    way_m[-1] = np.nan
    shares = [0.55] * 12 + [0.4] * 28
    assert running.marked(running.swings(shares, way_m=way_m)) == YES * 12 + NO * 28


def test_landings_two_periods_apart_tell_no_stride_time():
    """The usual one, half a second, does: then a quarter of a second is half of the stride."""
    columns = {"stride_period_s": [0.5] * 40, "way_m": [1.0] * 40}
    assert run(0.25, 1.0, columns=columns, least_swing=0.5) == YES * 40
    columns["stride_period_s"] = [0.51] * 40
    assert run(0.25, 1.0, columns=columns, least_swing=0.5) == NO * 40


# Stairs.


def test_a_limb_that_just_rests_long_enough_is_believed():
    assert stairs.marked(stairs.swings([30.0] * 6, rest_share=[0.28] * 6)) == YES * 6


def test_a_swing_that_just_rises_by_a_riser_is_of_a_flight():
    assert stairs.marked(stairs.swings([30.0] * 6, [0.1] * 6)) == YES * 6


@pytest.mark.parametrize(("beside_m", "marked"), [(0.1, True), (0.099, False)])
def test_the_first_swing_of_a_bout_may_be_the_one_before_a_flight(beside_m, marked):
    rise_m, slopes = [beside_m, *[0.4] * 5, 0.0], [9.0, *[26.0] * 5, 0.0]
    assert stairs.marked(stairs.swings(slopes, rise_m)) == [marked, *YES * 5, False]


def test_a_swing_cut_off_at_one_end_of_a_bout_is_not_beside_a_flight_at_the_other():
    nan = float("nan")
    assert stairs.marked(stairs.swings([nan, 0.0, 0.0, 30.0, 30.0, 30.0])) == NO * 3 + YES * 3
    assert stairs.marked(stairs.swings([30.0, 30.0, 30.0, 0.0, 0.0, nan])) == YES * 3 + NO * 3


@pytest.mark.parametrize(
    ("nats", "course"), [([4.0], NO), ([0.0, 5.0], NO + YES), ([4.0, -1.0], NO * 2), ([5.0, 0.0], YES + NO)]
)
def test_of_courses_that_say_as_much_the_shorter_is_taken(nats, course):
    assert two_states(np.array(nats), 2.0).tolist() == course
