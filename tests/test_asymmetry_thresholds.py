"""How the asymmetry of steps in time is weighed, and at which of them and how finely it is looked at."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import Mock

import numpy as np
import pytest
from kernel_inputs import walk_like
from test_direction_check import steps
from test_time_asymmetry import thigh_of

from retrogait._kernels import rest_rotation, swings, time_asymmetry
from retrogait.gait import time_asymmetry as evidence
from retrogait.gait.direction_check import support
from retrogait.gait.time_asymmetry import STRIDES, AsymmetryOptions, asymmetry_numbers

OPTIONS = AsymmetryOptions()


@pytest.mark.parametrize(
    ("segment", "in_phase", "skew"),
    [
        ("foot", (-1.39, -0.94), (0.0, 0.0)),  # how hard a foot lands says nothing
        ("shank", (-0.51, -0.73), (1.15, 1.33)),
        ("thigh", (-1.05, -1.91), (1.38, 1.44)),
    ],
)
def test_a_tenth_of_each_number_in_nats(segment, in_phase, skew):
    """As `benchmarks/direction_weights.py` made the weights; the skew of a shank counts half."""
    columns = (*evidence.IN_PHASE_COLUMNS, *evidence.SKEW_COLUMNS)
    for k, expected in enumerate((*((nats, 0.0) for nats in in_phase), *((0.0, nats) for nats in skew))):
        numbers = np.zeros((1, time_asymmetry.WIDTH))
        numbers[0, columns[k]] = 0.1
        np.testing.assert_allclose(OPTIONS._families(numbers, segment), [expected], rtol=0.01)


def test_a_foot_lands_as_hard_either_way():
    numbers = np.zeros((1, time_asymmetry.WIDTH))
    numbers[0, list(evidence.SKEW_COLUMNS)] = 0.5
    assert OPTIONS._families(numbers, "foot")[0, 1] == 0.0


def test_the_weights_of_how_hard_a_foot_lands_were_it_counted(monkeypatch):
    """As made with the others, so that `benchmarks/direction_weights.py --check` holds them all."""
    monkeypatch.setitem(evidence.SKEW_SHARE, "foot", 1.0)
    for column, nats in zip(evidence.SKEW_COLUMNS, (3.29, -3.02), strict=True):
        numbers = np.zeros((1, time_asymmetry.WIDTH))
        numbers[0, column] = 0.1
        np.testing.assert_allclose(OPTIONS._families(numbers, "foot"), [[0.0, nats]])


def test_a_lead_of_a_twentieth_of_the_stride_is_two_nats(monkeypatch):
    (nats,) = OPTIONS.judge_thigh(thigh_of(monkeypatch, [0.05]))
    assert nats == pytest.approx(1.0 + 1.97, abs=0.01)


@pytest.mark.parametrize(("lead", "nats"), [(0.15, 5.9), (0.17, 6.0), (-0.17, -6.0)])
def test_a_lead_says_six_nats_at_most(monkeypatch, lead, nats):
    (found,) = OPTIONS.judge_thigh(thigh_of(monkeypatch, [lead]), against=True)
    assert found == pytest.approx(nats + (1.0 if nats > 0 else 0.0), abs=0.01)


def test_witnesses_of_which_one_says_nothing_do_not_disagree(monkeypatch):
    (found,) = OPTIONS.judge_thigh(thigh_of(monkeypatch, [0.0]))
    assert found == pytest.approx(1.0)


@pytest.mark.parametrize(("segment", "strides"), [("foot", 2.0), ("shank", 2.0), ("thigh", 3.0)])
def test_windows_are_two_strides_long_of_a_thigh_three(segment, strides):
    assert STRIDES[segment] == strides


def test_harmonics_are_looked_at_25_times_a_second():
    samples = walk_like(1200, 2)
    middles, periods = np.array([500.0, 600.0]), np.array([110.0, 120.0])
    coarse = samples.reshape(300, 4, 6).mean(axis=1)
    numbers = np.empty((2, time_asymmetry.WIDTH))
    time_asymmetry.stride_asymmetry(coarse, (middles - 1.5) / 4, periods / 4, 2.0, numbers)
    np.testing.assert_allclose(asymmetry_numbers(samples, 100.0, middles, periods, 2.0), numbers)


def limb(count: int, site: str = "left_foot"):
    """A limb that steps on the level so many times."""
    rests = 100 * np.arange(count + 1)
    rows = np.zeros((count + 2, swings.WIDTH))
    rows[:, swings.DISPLACEMENT_X] = 0.8
    return SimpleNamespace(
        site=site,
        rests=rests,
        samples=np.zeros((8, 6)),
        turn=np.zeros((8, 4)),
        rate_hz=100.0,
        stride=np.full(100 * count + 1, 100.0),
        swing_features=rows,
        runs=(SimpleNamespace(frames=np.tile(np.eye(3), (count, 1, 1))),),
    )


@pytest.fixture
def looked(monkeypatch):
    """What steps are looked at by: one nat for forward from each, leaning over by 60 degrees along the travel."""

    def numbers(samples, rate_hz, middles, periods, strides):
        found = np.zeros((len(middles), time_asymmetry.WIDTH))
        found[:, evidence.IN_PHASE_COLUMNS[0]] = -1.0 / 13.9
        return found

    def lean(turn, rests, frames, travel, every, leans):
        leans[:] = 0.0
        leans[:, rest_rotation.ALONG] = 60.0

    made = SimpleNamespace(numbers=Mock(side_effect=numbers), lean=Mock(side_effect=lean))
    monkeypatch.setattr(evidence, "asymmetry_numbers", made.numbers)
    monkeypatch.setattr(evidence.rest_rotation, "leans_between", made.lean)
    return made


@pytest.mark.parametrize(("count", "judged"), [(499, 499), (500, 250), (1000, 334)])
def test_of_500_steps_and_more_some_are_judged(looked, count, judged):
    nats = OPTIONS.judge(limb(count), np.arange(count))
    assert np.isfinite(nats).sum() == judged
    np.testing.assert_allclose(nats[np.isfinite(nats)], 1.0)
    assert looked.lean.call_args.args[4] == 3  # one sample of three: 33 times a second
    assert looked.numbers.call_args.args[4] == 2.0


@pytest.mark.parametrize(("count", "judged"), [(499, 499), (500, 250)])
def test_of_500_swings_of_a_thigh_some_are_judged(monkeypatch, count, judged):
    thigh = thigh_of(monkeypatch, np.full(count, 0.1))
    numbers = np.zeros((judged, time_asymmetry.WIDTH))
    monkeypatch.setattr(evidence, "asymmetry_numbers", lambda *_: numbers)
    thigh.lead = np.full(count, 0.1)
    assert np.isfinite(OPTIONS.judge_thigh(thigh)).sum() == judged


@pytest.mark.parametrize(
    ("share", "counts"), [(0.6, False), (0.61, True), (1.59, True), (1.6, False)], ids=str
)
def test_a_step_just_as_long_as_the_limits_is_none(share, counts):
    spans = np.array([share * 100.0])
    plain = SimpleNamespace(stride=np.full(200, 100.0))
    assert bool(OPTIONS._is_stride(plain, np.array([50.0]), spans)[0]) == counts


@pytest.mark.parametrize(
    ("others", "counts"), [(0.6, False), (0.61, True), (1.6, False), (1.59, True), (3.19, False), (3.2, True)]
)
def test_more_steps_of_half_or_twice_the_length_make_the_period_wrong(others, counts):
    plain = SimpleNamespace(stride=np.full(200, 100.0))
    spans = 100.0 * np.array([others, others, 1.0])
    assert OPTIONS._is_stride(plain, np.full(3, 50.0), spans)[2] == counts


def test_a_step_may_lean_to_the_sides_as_much_as_along(looked):
    def lean(turn, rests, frames, travel, every, leans):
        leans[:, [rest_rotation.ALONG, rest_rotation.AGAINST, rest_rotation.ASIDE]] = 60.0, 20.0, 80.0

    looked.lean.side_effect = lean
    assert np.isfinite(OPTIONS.judge(limb(1), np.arange(1))[1])


def test_a_step_may_climb_as_steeply_as_that(looked):
    motion = limb(1)
    motion.swing_features[:, swings.RISE_M] = (
        OPTIONS.steepest * motion.swing_features[:, swings.DISPLACEMENT_X]
    )
    assert np.isfinite(OPTIONS.judge(motion, np.arange(1))[1])


def test_four_independent_steps():
    """Ten steps are worth 10 / (1 + 9 / 4)."""
    assert support(steps([1] * 10, [1.0] * 10), OPTIONS) == pytest.approx(10.0 / 3.25)
