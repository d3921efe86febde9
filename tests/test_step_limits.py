"""Swings that just reach a limit of steps, strides or thighs, and over how many swings it is asked."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from test_gait_thresholds import walking_motion
from test_steps import LAST, MIDDLE, is_step, slow_walk, swing_takes, walk_of

from retrogait._kernels import swings
from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.gait import steps
from retrogait.gait.steps import StepOptions
from retrogait.gait.strides import _against_other_foot
from retrogait.gait.thigh_contacts import ThighContactOptions, middles
from retrogait.tables.catalogue import DIRECTIONS

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")

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


@pytest.mark.parametrize(("speed_mps", "steps_"), [(1.4, True), (1.399, False)])
def test_who_goes_just_as_fast_as_in_a_run_may_swing_for_longer(speed_mps, steps_):
    """Strides of a second, under standard gravity: a metre is one."""
    motion = walk_of(period_s=1.0)
    motion.gravity[:, 2] = STANDARD_GRAVITY_MPS2
    rows = motion.swing_features
    rows[:, [swings.TOE_FC, swings.HEEL_FC]], rows[:, [swings.TOE_IC, swings.HEEL_IC]] = 20.0, 80.0
    rows[:, swings.DISPLACEMENT_X] = rows[:, swings.PATH_M] = speed_mps
    assert (StepOptions().choose(motion)[1:-1] == steps_).all()


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


@pytest.mark.parametrize("row", [0, LAST])
def test_an_end_that_just_has_two_fifths_of_the_speed_is_a_step(row):
    motion = walk_of()
    motion.swing_features[:, swings.PEAK_MPS] = 2.0
    motion.swing_features[row, swings.PEAK_MPS] = 0.8
    assert StepOptions().choose(motion)[row]


# Strides.


@pytest.mark.parametrize(
    ("lands_s", "leaves_s", "step_s", "spells_s"),
    [
        (0.5, 0.1, 0.5, [0.1, 0.1]),
        (0.0, 0.1, np.nan, [np.nan, np.nan]),  # a step is shorter than the stride
        (0.5, 0.6, 0.5, [np.nan, np.nan]),  # and either support shorter than the stance
    ],
)
def test_the_other_foot_lands_within_the_stride_and_leaves_within_the_stance(
    lands_s, leaves_s, step_s, spells_s
):
    """A stride from 1 to 2 s whose foot leaves at 1.6 s."""
    lands, leaves = np.array([lands_s, lands_s + 1.0]), np.array([1.0 + leaves_s])
    one = np.array([1.0])
    found = _against_other_foot(lands, leaves, one, one + 0.6, one)
    np.testing.assert_allclose(np.ravel(found), [step_s, *spells_s])


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
