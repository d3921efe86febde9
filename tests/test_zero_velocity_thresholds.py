"""Stride periods, the bias of a gyroscope and candidates for rests: thresholds from both sides, on single stages."""

from __future__ import annotations

from unittest.mock import Mock

import numpy as np
import pytest

from retrogait._kernels import strapdown
from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.kinematics import zero_velocity
from retrogait.kinematics.zero_velocity import (
    find_zero_velocity,
    follow_stride,
    integrate_unbiased,
    rate_bias,
)

RATE_HZ = 100.0


def swaying(
    amplitude_dps: float, n: int = 3000, bias_dps: float = 0.0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Samples of a limb that turns to and fro once a second, what they integrate to, and its stride."""
    samples = np.tile([0.0, 0.0, STANDARD_GRAVITY_MPS2, 0.0, 0.0, 0.0], (n, 1))
    samples[:, 4] = amplitude_dps * np.sin(2 * np.pi * np.arange(n) / 100.0)
    samples[:, 3] += bias_dps
    turn, force_sum = np.empty((n, 4)), np.empty((n, 3))
    strapdown.integrate_motion(samples, RATE_HZ, np.zeros(3), turn, force_sum)
    return samples, turn, force_sum


# The stride period.


@pytest.mark.parametrize(
    ("strengths", "periods_s"),
    [
        ((0.5, 0.31), (1.0, 2.0)),
        ((0.5, 0.29), (1.0, 1.0)),
        ((0.2, 0.17), (1.0, 2.0)),
        ((0.2, 0.15), (1.0, 1.0)),
    ],
)
def test_a_window_repeats_that_does_so_about_as_well_as_the_best(monkeypatch, strengths, periods_s):
    """From 0.3 on, or from four fifths of the best where that is less."""

    def windows(rate, rate_hz, starts, length, low_s, high_s, share, periods, strength):
        assert (rate_hz, length, set(np.diff(starts))) == (25.0, 300, {75})  # 25 Hz, 12 s, every 3 s
        first = np.arange(len(starts)) < len(starts) / 2
        periods[:], strength[:] = np.where(first, 1.0, 2.0), np.where(first, *strengths)

    monkeypatch.setattr(zero_velocity.period, "window_periods", windows)
    stride = np.empty(6000)
    assert follow_stride(np.zeros((6000, 3)), RATE_HZ, stride)
    np.testing.assert_allclose(stride[[0, -1]] / RATE_HZ, periods_s)


def test_nothing_repeats_that_has_no_strength(monkeypatch):
    def windows(rate, rate_hz, starts, length, low_s, high_s, share, periods, strength):
        strength[:] = 0.0

    monkeypatch.setattr(zero_velocity.period, "window_periods", windows)
    stride = np.empty(6000)
    assert not follow_stride(np.zeros((6000, 3)), RATE_HZ, stride)
    assert np.isnan(stride).all()


def test_peaks_are_smoothed_over_half_a_second():
    """Thirteen samples at 25 Hz, and what is level stays so."""
    weights = zero_velocity._PERIOD_SMOOTHING
    assert len(weights) == 13
    assert weights.sum() == pytest.approx(1.0)


# The bias.


@pytest.mark.parametrize(("n", "known"), [(351, True), (350, False)])
def test_a_bias_needs_four_strides_that_overlap_by_half(n, known):
    _, turn, force_sum = swaying(100.0, n, bias_dps=3.0)
    bias_dps = rate_bias(turn, force_sum, np.full(n, 100.0), RATE_HZ)
    assert bool(bias_dps.any()) == known


def test_a_bias_is_found_across_gravity():
    _, turn, force_sum = swaying(100.0, bias_dps=2.0)
    np.testing.assert_allclose(
        rate_bias(turn, force_sum, np.full(3000, 100.0), RATE_HZ), [2.0, 0.0, 0.0], atol=0.2
    )


@pytest.mark.parametrize(("bias_dps", "removed"), [(0.55, True), (0.5, False), (0.45, False)])
def test_a_bias_of_half_a_degree_a_second_is_taken_up_by_gravity(monkeypatch, bias_dps, removed):
    monkeypatch.setattr(zero_velocity, "rate_bias", Mock(return_value=np.array([bias_dps, 0.0, 0.0])))
    samples, turn, force_sum = swaying(100.0)
    found = integrate_unbiased(samples, RATE_HZ, np.zeros(3), np.full(3000, 100.0), turn, force_sum)
    np.testing.assert_allclose(
        samples - found, np.eye(6)[3] * (bias_dps if removed else 0.0) + 0.0 * samples, atol=1e-9
    )


# Candidates for rests.


@pytest.mark.parametrize(("amplitude_dps", "moves"), [(16.5, True), (13.0, False)])
def test_who_sways_while_standing_does_not_move(amplitude_dps, moves):
    """An energy of 0.03: a root mean square of 10 deg/s."""
    samples, _, force_sum = swaying(amplitude_dps)
    at, dwell = find_zero_velocity(samples, force_sum, np.full(3000, 100.0), RATE_HZ, 0.0)
    assert bool(len(at)) == moves
    assert len(at) == len(dwell)


@pytest.mark.parametrize(("share", "quiet"), [(0.75, True), (0.85, False)])
def test_a_limb_is_quiet_with_four_fifths_of_the_energy_around(share, quiet):
    energy = np.ones(1000)
    energy[500] = share
    totals = np.concatenate([[0.0], np.cumsum(energy)])
    found = zero_velocity._minima(energy, totals, 0.0, np.full(1000, 100.0))
    assert found.tolist() == ([500] if quiet else [])


@pytest.mark.parametrize(("apart", "both"), [(26, True), (24, False)])
def test_candidates_are_a_quarter_stride_apart(apart, both):
    energy = np.ones(1000)
    energy[[500, 500 + apart]] = 0.2, 0.1
    totals = np.concatenate([[0.0], np.cumsum(energy)])
    found = zero_velocity._minima(energy, totals, 0.0, np.full(1000, 100.0))
    assert found.tolist() == ([500, 500 + apart] if both else [500 + apart])


@pytest.mark.parametrize(("steady", "joined"), [(116, False), (118, True), (84, False), (82, True)])
def test_a_steady_sample_is_apart_from_a_quiet_one_by_more_than_a_rest(steady, joined):
    found = zero_velocity._joined(np.array([100, 300]), np.array([steady]), np.full(400, 100.0))
    assert found.tolist() == sorted([100, 300, *([steady] if joined else [])])


@pytest.mark.parametrize(("apart", "kept"), [(24, [1, 2]), (25, [0, 1, 2])])
def test_of_neighbours_nearer_than_a_quarter_stride_one_rests(apart, kept):
    at, gains = np.array([100, 100 + apart, 200]), np.array([1.0, 2.0, 1.0])
    assert zero_velocity._one_each(at, gains, np.arange(3), np.full(400, 100.0)).tolist() == kept


def test_a_swing_has_three_tenths_of_a_metre_a_second_at_least():
    """Of a limb that hardly moves the speed of the swing is no measure."""
    slow, fast = (
        zero_velocity._swing_scale(size * swaying(0.0)[2], np.full(3000, 100.0), np.array([500]), RATE_HZ)
        for size in (0.0, 1.0)
    )
    assert slow.tolist() == fast.tolist() == [0.3]


def test_strides_around_a_sample_end_where_the_recording_does():
    spans = zero_velocity._stride_spans(np.array([0, 50, 350, 399]), np.full(4, 100), 400)
    assert spans.tolist() == [[0, 100], [50, 150], [250, 350], [299, 399]]
    assert zero_velocity._stride_spans(np.array([50]), np.array([100]), 100).tolist() == [[0, 99]]
    assert zero_velocity._stride_spans(np.array([100, 299]), np.full(2, 100), 400).tolist() == [
        [0, 200],
        [199, 399],
    ]


# What candidates earn, and which of two in a stance rests.


def earned(monkeypatch, strictness: float = 0.0) -> tuple[list[float], tuple[float, ...]]:
    """What three candidates earn that dwell for 0.1, 0.3 and 0.9 strides; and what a chain of them costs."""
    at, seen = np.array([100, 200, 300]), {}

    def energy_of(samples, *given):
        seen["smooth"] = given[3]
        given[-2][:] = 0.5

    def chain_of(at, force, gains, scale, period_s, rate_hz, cost, skip, chain):
        seen.update(gains=gains.tolist(), costs=(cost, skip))
        chain[:] = at
        return len(at)

    around = {3: np.array([0.1, 1.0, 2.0])}
    monkeypatch.setattr(zero_velocity.zero_velocity, "motion_energy", energy_of)
    monkeypatch.setattr(zero_velocity.zero_velocity, "quietest_chain", chain_of)
    monkeypatch.setattr(
        zero_velocity, "_means_at", lambda at, *_: around.get(len(at), np.linspace(0.0, 1.0, len(at)))
    )
    monkeypatch.setattr(zero_velocity, "_minima", lambda *_: at)
    monkeypatch.setattr(zero_velocity, "_steady", lambda *_: at[:0])
    monkeypatch.setattr(zero_velocity, "_swing_scale", lambda *_: np.ones(3))
    monkeypatch.setattr(zero_velocity, "_dwell", lambda *_: np.array([0.1, 0.3, 0.9]))
    samples, _, force_sum = swaying(100.0)
    find_zero_velocity(samples, force_sum, np.full(3000, 100.0), RATE_HZ, strictness)
    return seen["gains"], (*seen["costs"], seen["smooth"])


def test_what_a_candidate_earns_in_nats(monkeypatch):
    """The energy around over its own, 0.3 of that of brisk moving at least, and twice how long it dwells, 0.5 at most.

    Looks are twice a second: 60, of which 58 move, from 2 / 59 to 1; three quarters of them have less than 0.7585.
    """
    gains, costs = earned(monkeypatch)
    brisk = np.quantile(np.linspace(0.0, 1.0, 60)[2:], 0.75)
    quiet = np.log([0.3 * brisk / 0.5, 1.0 / 0.5, 2.0 / 0.5])
    np.testing.assert_allclose(gains, quiet + 2.0 * np.log([0.1 / 0.2, 0.3 / 0.2, 0.5 / 0.2]))
    assert costs == (7.0, 2.5, 3)  # of a rest at the speed of the swing, of a stride without one; 30 ms
    strict, _ = earned(monkeypatch, 0.5)
    np.testing.assert_allclose(strict, np.array(gains) - 0.5 * np.quantile(gains, 0.8))


def test_quiet_is_judged_within_two_strides_and_dwelling_within_a_tenth_of_the_swing(monkeypatch):
    asked = {}

    def minima(energy, totals, reach, floor, share, stride, apart, found):
        asked.update(minima=(reach, share, apart))
        return 0

    monkeypatch.setattr(zero_velocity.zero_velocity, "quiet_minima", minima)
    monkeypatch.setattr(
        zero_velocity.zero_velocity, "dwell_times", lambda *given: asked.update(share=given[-2])
    )
    monkeypatch.setattr(zero_velocity.means, "means_at", lambda *given: asked.update(around=given[2]))
    one = np.ones(1)
    zero_velocity._minima(np.ones(9), np.ones(10), 0.0, np.ones(9))
    zero_velocity._dwell(np.ones((9, 3)), np.array([1]), np.zeros((1, 2), np.int64), np.ones(9), one)
    zero_velocity._means_at(np.array([1]), np.ones(10), np.ones(9))
    assert asked == {"minima": (2.0, 0.8, 0.25), "share": 0.1, "around": 2.0}


def resting(
    monkeypatch, gain: float = 3.9, speed: float = 0.24, apart: int = 59, since: int = 150, count: int = 4
):
    """Which of some candidates rest, strides of 100 samples: the second is near the third, which earns 5 nats."""

    def speeds_of(force_sum, starts, ends, speeds):
        speeds[:] = 1.0
        speeds[1:2] = speed

    monkeypatch.setattr(zero_velocity.zero_velocity, "swing_speeds", speeds_of)
    at = np.array([0, since - apart, since, since + 100])[:count]
    gains = np.array([5.0, gain, 5.0, 5.0])[:count]
    stride = np.full(400, 100.0)
    return zero_velocity._without_restless(None, at, gains, np.ones(count), stride).tolist()


@pytest.mark.parametrize(
    ("given", "rests"),
    [
        ({}, False),
        ({"gain": 4.0}, True),  # a nat less
        ({"speed": 0.25}, True),  # a quarter of the speed of the swing between them
        ({"apart": 60}, True),  # 0.6 of a stride
        ({"since": 160}, False),  # the others would be 1.6 strides apart
        ({"since": 161}, True),
    ],
)
def test_a_rest_beside_a_far_stiller_one_of_the_same_stance_is_none(monkeypatch, given, rests):
    assert resting(monkeypatch, **given) == ([0, 1, 2, 3] if rests else [0, 2, 3])


def test_of_two_candidates_both_rest_and_of_three_the_one_between_may_not(monkeypatch):
    assert resting(monkeypatch, count=2) == [0, 1]
    assert resting(monkeypatch, count=3) == [0, 2]


@pytest.mark.parametrize(
    ("at", "gains", "rests"),
    [
        ([0, 100, 150, 250], [5.0, 5.0, 3.9, 5.0], [0, 1, 3]),  # beside the one before
        ([0, 100, 130, 160, 260], [5.0, 5.0, 1.0, 3.9, 5.0], [0, 1, 3, 4]),  # which is none itself
    ],
)
def test_a_rest_is_held_against_the_one_before_only_if_that_is_one(monkeypatch, at, gains, rests):
    monkeypatch.setattr(zero_velocity.zero_velocity, "swing_speeds", lambda *given: given[-1].fill(0.1))
    given = np.array(at), np.array(gains), np.ones(len(at)), np.full(400, 100.0)
    assert zero_velocity._without_restless(None, *given).tolist() == rests


def test_a_bias_that_explains_less_than_a_third_of_the_drift_is_none(monkeypatch):
    """What is left is held against seven tenths of the change of gravity."""
    _, turn, force_sum = swaying(100.0, 1000, bias_dps=3.0)
    stride = np.full(1000, 100.0)

    def left_over(share):
        def left_of(design, change, rate, left):
            left[:] = share * np.median(np.linalg.norm(change, axis=1))

        return left_of

    for share, known in ((0.69, True), (0.71, False)):
        monkeypatch.setattr(zero_velocity.bias, "drift_left", left_over(share))
        assert bool(rate_bias(turn, force_sum, stride, RATE_HZ).any()) == known
