"""Numbers that just reach a limit of a kernel: quiet instants and windows, periods, paths, rolls, rests, dwelling."""

from __future__ import annotations

import numpy as np
import pytest
from kernel_inputs import walk_like

from retrogait._kernels import (
    closure,
    fixed_point,
    foot_path,
    period,
    sine,
    stance_roll,
    swings,
    zero_velocity,
)
from retrogait._kernels.steps import is_carried

pytestmark = pytest.mark.kernels


def quiet(apart: int, still: bool = False, steady: bool = False) -> list[int]:
    """Quiet instants of 16 samples of which 0 and 4 do not turn: numbers whose sums are exact."""
    samples = np.zeros((16, 6))
    samples[:, 2] = 10.0 if steady else 10.0 + (-1.0) ** np.arange(16)
    samples[:, 3] = 0.0 if still else 1.0
    samples[[0, 4], 3] = 0.0
    samples[[8, 12], 4] = 0.0 if still else 1.0
    found, space, totals = np.empty(16, np.int64), np.empty((2, 16)), np.empty(17)
    count = closure.quiet_instants(samples, 0, apart, 0.5, space[0], space[1], totals, found)
    return found[:count].tolist()


def test_of_two_instants_as_quiet_and_just_so_far_apart_the_first_is_taken():
    assert quiet(4) == [0]
    assert quiet(3) == [0, 4]


def test_a_sensor_that_does_not_turn_or_is_not_shaken_has_no_quiet_instant():
    assert quiet(3, still=True) == quiet(3, steady=True) == []


def test_of_windows_as_still_the_first_is_taken():
    channels = np.tile([[0.0], [0.0], [9.81], [0.0], [0.0], [1.0]], 12)
    pull, average = np.empty(3), np.empty(3)
    assert zero_velocity.stillest_window(channels, 5, 60.0, 9.81, 3.0, pull, average) == 0
    np.testing.assert_allclose([pull, average], [[0.0, 0.0, 9.81]] * 2)
    assert zero_velocity.stillest_window(channels[:, :5].copy(), 5, 60.0, 9.81, 3.0, pull, average) == 0
    assert zero_velocity.stillest_window(channels[:, :4].copy(), 5, 60.0, 9.81, 3.0, pull, average) == -1


@pytest.mark.parametrize(
    ("energy", "found"),
    [
        ([3, 1, 3, 3, 1, 3], [1, 4]),
        ([3, 1, 3, 1, 3, 3], [1]),  # of two as low the first
        ([3, 1, 1, 3, 3, 3], [1]),
        ([1, 3, 3, 3, 3, 1], [0, 5]),
        ([3, 2, 3, 1, 3, 3], [3]),
        ([3, 1, 3, 2, 3, 3], [1]),
        ([3, 3, 3, 3, 2, 1], [0, 5]),  # of a flat stretch the first
    ],
)
def test_minima_are_lowest_for_two_samples_to_either_side(energy, found):
    values, got = np.array(energy, float), np.empty(6, np.int64)
    totals = np.concatenate([[0.0], np.cumsum(values)])
    count = zero_velocity.quiet_minima(values, totals, 0.0, 9.0, 1.0, np.full(6, 2.0), 1.0, got)
    assert got[:count].tolist() == found


def test_what_has_just_its_share_of_the_energy_around_is_not_quiet():
    values, found = np.array([4.0, 1.0, 4.0]), np.empty(3, np.int64)
    totals = np.concatenate([[0.0], np.cumsum(values)])
    given = values, totals, 0.0
    assert zero_velocity.quiet_minima(*given, 2.0, 0.5, np.ones(3), 1.0, found) == 0
    assert zero_velocity.quiet_minima(*given, 2.1, 0.5, np.ones(3), 1.0, found) == 1


@pytest.mark.parametrize(("limit", "samples"), [(1.0, 5), (0.99, 3), (2.0, 7)])
def test_a_velocity_that_just_departs_by_the_limit_dwells(limit, samples):
    """By one for each two samples to either side."""
    force_sum = np.zeros((9, 3))
    force_sum[:, 0] = [9, 2, 1, 0, 0, 0, 1, 2, 9]
    dwell = np.empty(1)
    spans = np.array([[0, 8]])
    zero_velocity.dwell_times(force_sum, np.array([4]), spans, np.array([10]), np.array([limit]), 1.0, dwell)
    assert dwell[0] == pytest.approx(samples / 10.0)


@pytest.mark.parametrize(("apart_s", "kept"), [(4.0, 3), (4.01, 2)])
def test_a_chain_passes_over_a_candidate_within_four_periods(apart_s, kept):
    """The third is 4 s from the first; the second moves, and to pass it over costs nothing else."""
    at = np.array([0, 200, round(100 * apart_s)])
    force = 9.81 * np.outer(at / 100.0, [0.0, 0.0, 1.0])
    gains, even, chain = np.array([1.0, -5.0, 1.0]), np.ones(3), np.empty(3, np.int64)
    count = zero_velocity.quietest_chain(at, force, gains, even, even, 100.0, 7.0, 0.0, chain)
    assert count == (2 if kept == 3 else 1)


def test_nothing_is_no_peak():
    assert period._first_strong_peak(np.array([-1.0, -1.0, 0.0, -1.0]), 1, 0.8) == -1


@pytest.mark.parametrize(
    ("a", "b", "mean"),
    [(1.0, 1.0, 1.0), (0.5, 3.0, 2.0), (0.5, 4.0, np.nan), (1.2, 1.8, np.nan), (0.0, 3.9, 1.5)],
)
def test_a_mean_is_that_of_the_whole_samples_there_are(a, b, mean):
    assert swings._mean_between(np.arange(4.0), a, b) == pytest.approx(mean, nan_ok=True)


@pytest.mark.parametrize(("count", "known"), [(8, True), (7, False)])
def test_a_sine_is_seen_in_eight_samples(count, known):
    force_sum = np.cumsum(np.random.default_rng(0).normal(size=(20, 3)), axis=0)
    share = np.empty(1)
    sine.share_of_sine(force_sum, np.array([[0, count]]), share)
    assert np.isfinite(share[0]) == known


def test_the_unit_of_a_force_does_not_move_the_share_of_its_sine():
    force_sum = np.cumsum(np.random.default_rng(0).normal(size=(40, 3)), axis=0)
    share, small = np.empty(1), np.empty(1)
    sine.share_of_sine(force_sum, np.array([[0, 39]]), share)
    sine.share_of_sine(1e-4 * force_sum, np.array([[0, 39]]), small)
    np.testing.assert_allclose(small, share, rtol=1e-6)


@pytest.mark.parametrize(("slower", "weaker"), [(1.0, 1e-4), (1e-2, 1e-4), (1e-2, 1.0)])
def test_how_slowly_a_limb_turns_does_not_move_what_a_point_explains(slower, weaker):
    """Turning and its clock slower by the same factor, and forces weaker."""
    samples = walk_like(60, 3)
    turn, pull = np.tile([1.0, 0.0, 0.0, 0.0], (60, 1)), np.array([[0.0, 0.0, 9.81]])
    share, other = np.empty(1), np.empty(1)
    fixed_point.share_explained(samples, turn, np.array([[0, 50]]), pull, 100.0, 1, share)
    changed = samples * np.repeat([weaker, slower], 3)
    fixed_point.share_explained(changed, turn, np.array([[0, 50]]), weaker * pull, slower * 100.0, 1, other)
    np.testing.assert_allclose(other, share, rtol=1e-6)
    assert 0.0 < share[0] < 1.0


def test_a_contact_at_a_rest_is_level():
    turn = np.tile([1.0, 0.0, 0.0, 0.0], (11, 1))
    rows = np.empty((1, stance_roll.WIDTH))
    stance_roll.follow_roll(turn, np.array([0, 10]), np.eye(3)[None], 3.0, np.array([[0.0, 10.0]]), rows)
    np.testing.assert_allclose(rows[0], [np.nan, np.nan, 0.0, 0.0])
    stance_roll.follow_roll(turn, np.array([0, 10]), np.eye(3)[None], 3.0, np.array([[-0.1, 10.1]]), rows)
    assert np.isnan(rows).all()


def test_a_foot_whose_ends_are_never_fast_at_once_has_no_clearance():
    """The heel goes while the toes stay, then the toes while the heel stays."""
    path = np.zeros((11, foot_path.PATH_WIDTH))
    path[:, foot_path.PATH_X] = 0.05 * np.arange(11)
    path[:, foot_path.SOLE_X] = np.concatenate([-0.05 * np.arange(6), -0.25 + 0.05 * np.arange(1, 6)])
    measures = np.empty(foot_path.MEASURES_WIDTH)
    foot_path.measure_path(path, 1.0, 1.0, measures)
    clearance = measures[[foot_path.TOE_CLEARANCE_M, foot_path.HEEL_CLEARANCE_M]]
    assert np.isnan(clearance).all()
    assert np.isfinite(measures[foot_path.TOE_PEAK_M])


def test_what_is_just_carried_so_far_so_straight_and_so_level_is_carried():
    assert is_carried(0.5, 1.0, 0.1 + 0.5 * 0.5, 0.5, 0.5, 0.5)
    assert not is_carried(0.5, 1.0, 0.351, 0.5, 0.5, 0.5)
    assert not is_carried(0.5, 1.0, 0.0, 0.501, 0.5, 0.5)
    assert not is_carried(0.5, 1.001, 0.0, 0.5, 0.5, 0.5)
