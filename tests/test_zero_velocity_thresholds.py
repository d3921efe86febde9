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
