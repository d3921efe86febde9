"""Swings that just reach a limit: of running, stairs, steps, touch, silence; and over how many swings it is asked."""

from __future__ import annotations

from dataclasses import fields, replace
from types import SimpleNamespace

import numpy as np
import pytest
import test_running as running
import test_stairs as stairs
from test_gait_thresholds import walking_motion
from test_steps import LAST, MIDDLE, is_step, slow_walk, swing_takes, walk_of
from test_touch import FORWARD
from walks import of_site

from retrogait import _kernels as kernels
from retrogait._kernels import swings
from retrogait._kernels.steps import is_carried
from retrogait.gait import silence, steps, touch
from retrogait.gait.roll import RollOptions
from retrogait.gait.stages import Stages
from retrogait.gait.stairs import two_states
from retrogait.gait.steps import StepOptions
from retrogait.gait.strides import _against_other_foot
from retrogait.gait.thigh_contacts import ThighContactOptions, middles
from retrogait.gait.trunk_steps import TrunkStepOptions
from retrogait.tables.catalogue import DIRECTIONS, STRIDES

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


# Steps.


def test_swings_that_just_reach_the_least_speed_are_steps():
    assert is_step(also=slice(None), PEAK_MPS=0.2)


@pytest.mark.parametrize("name", ["DISPLACEMENT_X", "PEAK_MPS"])
def test_a_closing_step_of_just_a_fifth_is_one(name):
    assert StepOptions().choose(slow_walk(0.2, name))[MIDDLE]


def test_a_shank_that_goes_round_by_just_25_cm_is_not_judged_as_a_foot():
    assert is_step(site="left_shank", DISPLACEMENT_X=0.125, PATH_M=0.375)


def test_rests_just_three_strides_apart_are_of_a_step():
    motion = walk_of(period_s=1.0)
    motion.swing_features[MIDDLE, swings.REST_AFTER] = 100 * (MIDDLE - 1 + 3)
    assert StepOptions().choose(motion)[MIDDLE]


@pytest.mark.parametrize(("pull_mps2", "step"), [(10.0, False), (9.99, True)])
def test_a_pull_that_departs_by_just_the_tolerance_is_not_gravity(pull_mps2, step):
    motion = walk_of()
    motion.gravity[:, 2] = 8.0
    motion.gravity[MIDDLE - 1, 2] = pull_mps2
    assert StepOptions(gravity_tolerance=0.25).choose(motion)[MIDDLE] == step


def test_a_swing_that_takes_just_half_of_the_stride_and_a_run_that_takes_seven_tenths_are_steps():
    assert StepOptions().choose(swing_takes(0.5)).all()
    motion = swing_takes(0.7)
    motion.swing_features[:, swings.DISPLACEMENT_X] = motion.swing_features[:, swings.PATH_M] = 2.4
    assert StepOptions().choose(motion)[1:-1].all()


def test_shares_that_just_reach_the_most_are_of_a_walk(monkeypatch):
    def explained(share):
        return lambda *given: given[-1].__setitem__(slice(None), share)

    monkeypatch.setattr(steps.fixed_point, "share_explained", explained(0.82))
    monkeypatch.setattr(steps.sine, "share_of_sine", explained(0.75))
    assert StepOptions().choose(walk_of()).all()


@pytest.mark.parametrize(("odd", "most"), [(5, 0.0), (6, 1.0)])
def test_what_is_usual_of_a_step_is_that_of_eleven(odd, most):
    values = np.zeros(41)
    values[20 : 20 + odd] = 1.0
    assert steps._medians_around(values).max() == most


@pytest.mark.parametrize(
    ("count", "looked_at"), [(499, 499), (500, 250), (1000, 334), (1500, 375), (2000, 500)]
)
def test_of_500_steps_and_more_some_are_looked_at(monkeypatch, count, looked_at):
    asked = []
    monkeypatch.setattr(steps.fixed_point, "share_explained", lambda *given: asked.append(given))
    monkeypatch.setattr(steps.sine, "share_of_sine", lambda *_: None)
    motion = SimpleNamespace(
        rests=100 * np.arange(count + 1),
        samples=None,
        turn=None,
        gravity=np.zeros((count, 3)),
        rate_hz=100.0,
        force_sum=None,
    )
    steps._shares_explained(motion, np.arange(1, count + 1))
    ((_, _, rests, _, _, every, _),) = asked
    assert (len(rests), every) == (looked_at, 3)  # 33 samples a second
    assert rests[0].tolist() == [0, 100]


@pytest.mark.parametrize(("at", "looked_at"), [([0, 1, 11, 12], 2), ([0], 0)])
def test_swings_cut_off_by_the_ends_are_not_looked_at(monkeypatch, at, looked_at):
    asked = []
    monkeypatch.setattr(steps.fixed_point, "share_explained", lambda *given: asked.append(len(given[2])))
    monkeypatch.setattr(steps.sine, "share_of_sine", lambda *_: None)
    steps._shares_explained(walk_of(), np.array(at))
    assert asked == ([looked_at] if looked_at else [])


def turning(*rates_dps: float, share: float = 0.12) -> bool:
    """Whether the last of swings that turn so fast, cut off by the end, turns as those before it do."""
    count = len(rates_dps)
    features = np.zeros((count, swings.WIDTH))
    features[:, swings.REST_BEFORE], features[:, swings.REST_AFTER] = np.arange(count), np.arange(count)
    samples = np.zeros((count, 6))
    samples[:, 4] = rates_dps
    motion = SimpleNamespace(swing_features=features, samples=samples)
    chosen = np.ones(count, bool)
    return StepOptions(least_peak_share=share)._turns_as_usual(motion, -1, chosen)


@pytest.mark.parametrize(("last_dps", "as_usual"), [(13.3, True), (13.1, False)])
def test_a_swing_at_an_end_is_held_against_ten_others(last_dps, as_usual):
    """Of the last ten five turn by 200 and five by 20 deg/s: the median is 110, and 0.12 of it 13.2."""
    assert turning(0.0, *[500.0] * 10, *[20.0] * 5, *[200.0] * 5, last_dps) == as_usual
    assert turning(0.0, *[1.0] * 10, *[20.0] * 5, *[200.0] * 5, last_dps) == as_usual


def test_a_swing_at_an_end_is_held_against_one_other_and_may_just_reach_the_share():
    assert turning(0.0, 100.0, 25.0, share=0.25)
    assert not turning(0.0, 100.0, 24.9, share=0.25)
    assert turning(0.0, 24.9, share=0.25)


def test_what_is_just_carried_so_far_so_straight_and_so_level_is_carried():
    assert is_carried(0.5, 1.0, 0.1 + 0.5 * 0.5, 0.5, 0.5, 0.5)
    assert not is_carried(0.5, 1.0, 0.351, 0.5, 0.5, 0.5)
    assert not is_carried(0.5, 1.0, 0.0, 0.501, 0.5, 0.5)
    assert not is_carried(0.5, 1.001, 0.0, 0.5, 0.5, 0.5)


@pytest.mark.parametrize("row", [0, LAST])
def test_an_end_that_just_has_two_fifths_of_the_speed_is_a_step(row):
    motion = walk_of()
    motion.swing_features[:, swings.PEAK_MPS] = 2.0
    motion.swing_features[row, swings.PEAK_MPS] = 0.8
    assert StepOptions().choose(motion)[row]


# Strides.


@pytest.mark.parametrize(
    ("lands_s", "leaves_s", "step_s", "double_s"),
    [
        (0.5, 0.1, 0.5, 0.2),
        (0.0, 0.1, np.nan, np.nan),  # a step is shorter than the stride
        (0.5, 0.6, 0.5, np.nan),  # and either support shorter than the stance
    ],
)
def test_the_other_foot_lands_within_the_stride_and_leaves_within_the_stance(
    lands_s, leaves_s, step_s, double_s
):
    """A stride from 1 to 2 s whose foot leaves at 1.6 s."""
    lands, leaves = np.array([lands_s, lands_s + 1.0]), np.array([1.0 + leaves_s])
    one = np.array([1.0])
    found = _against_other_foot(lands, leaves, one, one + 0.6, one)
    np.testing.assert_allclose(np.ravel(found), [step_s, double_s])


# Thighs.


def test_marks_of_the_middle_of_a_swing_weigh_three_three_and_four_tenths():
    def middle(first: float, second: float, way: str) -> float:
        by_height, way_ = np.array([[first, second]]), np.array([DIRECTIONS.index(way)])
        return float(middles(np.zeros(1), by_height, np.zeros(1), way_)[0])

    assert [middle(1.0, 0.0, way) for way in ("forward", "backward", "unknown")] == [0.3, 0.3, 0.4]
    assert [middle(0.0, 1.0, way) for way in ("forward", "backward", "unknown")] == [0.3, 0.3, 0.4]
    by_turning = [float(middles(np.ones(1), np.zeros((1, 2)), np.zeros(1), np.array([DIRECTIONS.index(way)]))[0])
                  for way in ("forward", "backward", "unknown")]  # fmt: skip
    assert by_turning == [0.4, 0.4, 0.2]


@pytest.mark.parametrize(("option", "limit"), [("largest_spread", 0.125), ("largest_lead", 0.25)])
def test_a_swing_of_a_thigh_that_just_spreads_or_leads_by_so_much_is_one(option, limit):
    motion = walking_motion(**{option.removeprefix("largest_"): limit})
    assert ThighContactOptions(**{option: limit}).choose(motion).all()


def test_a_swing_of_a_thigh_of_just_the_least_share_is_one():
    motion = walking_motion(swing_rate_dps=40.0)
    motion.swing_rate_dps[4] = 14.0
    assert ThighContactOptions().choose(motion).all()


# Touch.


def touches_ms(monkeypatch, way: str = "forward", **crossings: float) -> tuple[float, float]:
    """By how much touch and departure of a foot at 100 Hz are late, from crossings so many samples from contacts."""
    motion = replace(walk_of(), runs=(SimpleNamespace(first=0, last=11, gravity=None, frames=None),))
    land, leave = np.arange(13) * 120.0 + 100.0, np.arange(13) * 120.0 + 40.0

    def kernel(*given):
        for name, samples in crossings.items():
            at = land if name.endswith("STOPPED") else leave
            given[-1][:, getattr(kernels.touch, name)] = at[1:-1] + samples

    monkeypatch.setattr(kernels.touch, "find_touches", kernel)
    forward = np.full(13, way == "forward")
    found = touch.find_touches(motion, land, leave, forward, ~forward)
    return 10.0 * (found.land - land)[1], 10.0 * (found.leave - leave)[1]


SINCE_MS = (
    10.0 * (3.0 + np.sqrt(45.0 - 11.2)) / 4.0
)  # of 30 ms from 5 to 25 %: 4 v = 3 + sqrt(5 * 9 - 16 * 0.7)


@pytest.mark.parametrize(
    ("way", "leaves", "lands", "later_ms", "earlier_ms"),
    [("forward", "BALL", "HEEL", 5.5, 22.8), ("backward", "HEEL", "BALL", 0.9, 19.1)],
)
def test_how_late_the_end_that_leaves_and_how_early_the_one_that_lands(
    monkeypatch, way, leaves, lands, later_ms, earlier_ms
):
    crossings = {f"{leaves}_FIRST": -3.0, f"{leaves}_SECOND": 0.0, f"{lands}_STOPPED": 2.5}
    late_ms = touches_ms(monkeypatch, way, **crossings)
    assert late_ms == pytest.approx((25.0 - earlier_ms, -30.0 - SINCE_MS + later_ms))


def test_a_foot_that_takes_just_so_long_to_stop_or_to_leave_shows(monkeypatch):
    """45 and 50 ms; one of which nothing shows lands 3 ms after, and leaves 44 ms before, its contacts by speed."""
    crossings = {"BALL_FIRST": -2.0, "BALL_SECOND": 3.0, "HEEL_STOPPED": 4.5}
    lands_ms, leaves_ms = touches_ms(monkeypatch, **crossings)
    assert lands_ms == pytest.approx(45.0 - 22.8)
    assert leaves_ms != pytest.approx(-44.0)
    assert touches_ms(monkeypatch) == pytest.approx((3.0, -44.0))


def test_the_errors_of_touches_that_show_and_do_not_and_a_delay_of_just_a_tenth_of_a_second():
    found = np.array([2.0, 3.0, np.nan, 10.0, 0.7, 10.1])
    at, errors_s = touch._or_usual(found, np.zeros(6), 0.005, 100.0, FORWARD)
    assert errors_s.tolist() == [0.003, 0.003, 0.015, 0.003, 0.003, 0.015]
    assert at.tolist() == pytest.approx([2.0, 3.0, 3.0, 10.0, 0.7, 0.7])


# The speed of a roll.


@pytest.mark.parametrize(
    ("pitch_deg", "time_s", "dps"),
    [(13.0, 0.5, 20.0), (-13.0, 0.5, 20.0), (3.0, 0.5, np.nan), (13.0, 0.0, np.nan), (3.5, 0.25, 2.0)],
)
def test_a_roll_has_a_speed_where_it_turns_beyond_the_band_in_some_time(pitch_deg, time_s, dps):
    found = RollOptions()._speed(np.array([pitch_deg]), np.array([time_s]))
    np.testing.assert_allclose(found, [dps])


# Silence.


@pytest.mark.parametrize(
    ("options", "gates"),
    [
        (StepOptions(), silence._LIMB),
        (ThighContactOptions(), silence._THIGH),
        (TrunkStepOptions(), silence._TRUNK),
    ],
    ids=["limb", "thigh", "trunk"],
)
def test_a_gate_is_opened_as_wide_as_it_goes(options, gates):
    """Else something that is still shut out would be explained by another gate."""
    bounds = {field.name: field.metadata["bounds"] for field in fields(options)}
    for name, opened in (pair for gate in gates for pair in gate.opened.items()):
        widest = bounds[name].low if opened < getattr(options, name) else bounds[name].high
        assert opened == widest or (np.isinf(widest) and abs(opened) >= 1e9) or opened == widest - 1.0, name


@pytest.mark.parametrize(
    ("site", "rate_dps", "said"),
    [
        ("left_foot", 9.0, "it turns by 9 deg/s at most, a walk makes 10 and more"),
        ("left_foot", 10.0, "nothing repeats"),
        ("lower_back", 2.0, "it turns by 2 deg/s at most, a walk makes 2.5 and more"),
        ("lower_back", 2.5, "nothing repeats"),
    ],
)
def test_a_limb_that_turns_just_as_fast_as_the_slowest_walk_moves(monkeypatch, site, rate_dps, said):
    monkeypatch.setattr(silence, "follow_stride", lambda *_: False)
    turns = np.tile([0.0, 0.0, 9.81, 0.0, rate_dps, 0.0], (1000, 1))
    (note,) = silence.silence_notes(of_site(turns, site), [site], STRIDES.frame(), Stages(), ())
    assert said in note


@pytest.mark.parametrize(("n", "told"), [(251, True), (249, False)])
def test_what_lasts_two_and_a_half_seconds_is_explained(n, told):
    turns = np.tile([0.0, 0.0, 9.81, 0.0, 1.0, 0.0], (n, 1))
    notes = silence.silence_notes(of_site(turns, "left_foot"), ["left_foot"], STRIDES.frame(), Stages(), ())
    assert bool(notes) == told
