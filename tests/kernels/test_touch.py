"""Crossings of speed around contacts, against the slow twin, and from both sides of what counts."""

from __future__ import annotations

import naive_touch
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, increasing, walk_like

from retrogait._kernels import strapdown, touch

pytestmark = pytest.mark.kernels
HEEL, BALL = np.array([-0.12, 0.0, -0.03]), np.array([0.09, 0.0, -0.05])


@given(SEEDS, st.integers(2, 5), st.sampled_from([50.0, 100.0, 400.0]))
def test_twin(seed, m, rate_hz):
    n = 160
    rng = np.random.default_rng(seed)
    samples = walk_like(n, seed, rate_hz)
    rests = np.asarray(increasing(m, n, seed), np.int64)
    turn, force_sum = np.empty((n, 4)), np.empty((n, 3))
    strapdown.integrate_motion(samples, rate_hz, np.zeros(3), turn, force_sum)
    gravity, frames = np.empty((m - 1, 3)), np.empty((m - 1, 3, 3))
    strapdown.gravity_between(force_sum, rests, rate_hz, gravity)
    strapdown.level_frames(gravity, frames)
    contacts = rng.uniform(0, n, (m - 1, 4))
    contacts[rng.random(contacts.shape) < 0.1] = np.nan
    given_arrays = (samples, turn, force_sum, rests, gravity, frames, rate_hz, HEEL, BALL, contacts)
    rows = np.empty((m - 1, touch.WIDTH))
    touch.find_touches(*given_arrays, rows)
    np.testing.assert_allclose(rows, naive_touch.find_touches(*given_arrays), rtol=1e-6, atol=1e-6)


def sliding(speed_mps, contacts):
    """Crossings of a foot that does not turn, with this speed at 100 Hz."""
    n = len(speed_mps)
    force_sum = np.column_stack([speed_mps, np.zeros(n), np.arange(n) * 0.0980665])
    turn = np.tile([1.0, 0.0, 0.0, 0.0], (n, 1))
    rows = np.empty((1, touch.WIDTH))
    samples = np.zeros((n, 6))
    gravity = np.array([[0.0, 0.0, 9.80665]])
    rests = np.array([0, n - 1])
    touch.find_touches(
        samples,
        turn,
        force_sum,
        rests,
        gravity,
        np.eye(3)[None],
        100.0,
        HEEL,
        BALL,
        np.array([contacts]),
        rows,
    )
    return rows[0]


def test_known_crossings():
    """2 m/s at the top: 5 % is 0.1, 25 % is 0.5, 10 % is 0.2 m/s; by 0.1 m/s a sample up and down."""
    speed = np.interp(np.arange(81), [0, 10, 30, 50, 70, 80], [0, 0, 2, 2, 0, 0])
    found = sliding(speed, [16.0, 16.0, 64.0, 64.0])
    np.testing.assert_allclose(found, [11.0, 11.0, 15.0, 15.0, 68.0, 68.0], atol=1e-9)


@pytest.mark.parametrize(("dips_for", "stopped"), [(1, False), (2, True)])
def test_a_point_that_is_fast_again_within_15_ms_rings(dips_for, stopped):
    speed = np.interp(np.arange(81), [0, 10, 30, 50, 70, 80], [0, 0, 2, 2, 0, 0])
    speed[66 : 66 + dips_for] = 0.1
    speed[66 + dips_for] = 0.3
    speed[67 + dips_for :] = 0.0
    found = sliding(speed, [np.nan, np.nan, 64.0, np.nan])[touch.HEEL_STOPPED]
    assert (found < 66.0) == stopped


@pytest.mark.parametrize(("contact", "seen"), [(25.9, True), (26.1, False)])
def test_a_crossing_is_looked_for_to_150_ms_from_the_contact(contact, seen):
    speed = np.interp(np.arange(81), [0, 10, 30, 50, 70, 80], [0, 0, 2, 2, 0, 0])
    found = sliding(speed, [contact, np.nan, np.nan, np.nan])
    assert np.isfinite(found[touch.HEEL_FIRST]) == seen
    assert np.isfinite(found[touch.HEEL_SECOND])
    assert np.isnan(
        found[[touch.BALL_FIRST, touch.BALL_SECOND, touch.HEEL_STOPPED, touch.BALL_STOPPED]]
    ).all()


# Ties: speeds a whole number of the level.


@pytest.mark.parametrize(
    ("speed", "start", "found"),
    [
        ([0, 2, 2, 3], 0.0, 0.5),  # the first sample, the last, and what lies outside
        ([0, 2, 2, 3], 3.0, 0.5),
        ([0, 2, 2, 3], 3.5, np.nan),
        ([0, 2, 2, 3], -0.5, np.nan),
        ([0, 1, 1, 2], 2.0, 1.0),  # just at the level it has left
        ([0, 1, 2, 2], 0.0, 1.0),
        ([2, 2, 0], 1.0, np.nan),  # fast from the first sample on
        ([1, 2, 2], 1.0, np.nan),
        ([0, 0, 0, 2], 0.0, 2.5),
        ([0, 0, 0, 0], 0.0, np.nan),
    ],
)
def test_where_a_speed_rises_near_a_sample(speed, start, found):
    assert touch._rise_near(np.array(speed, float), start, 1.0, 9.0) == pytest.approx(found, nan_ok=True)


@pytest.mark.parametrize(
    ("speed", "start", "found"),
    [
        ([3, 2, 0, 0], 0.0, 1.5),
        ([3, 2, 0, 0], 3.0, 1.5),
        ([3, 2, 0, 0], 3.5, np.nan),
        ([3, 2, 0, 0], -0.5, np.nan),
        ([0, 0, 0, 2], 1.0, np.nan),  # slow from the first sample on
        ([3, 2, 1, 0, 0], 2.0, 2.0),  # just at the level it still moves
        ([3, 0, 1, 0, 0], 0.0, 2.0),
        ([3, 2, 1], 1.0, np.nan),
        ([3, 0, 2, 0], 0.0, 2.5),  # rings, but for the last sample, after which nothing is known
        ([3, 0, 0, 2], 0.0, 2.0 / 3.0),
        ([3, 0, 0, 2, 0, 0], 0.0, 3.5),
        ([3, 0, 0, 0, 2, 0, 0], 0.0, 2.0 / 3.0),
    ],
)
def test_where_a_speed_falls_near_a_sample(speed, start, found):
    """It rings for two samples more at most."""
    assert touch._fall_near(np.array(speed, float), start, 1.0, 9.0, 2.0) == pytest.approx(found, nan_ok=True)


def test_a_crossing_just_as_far_as_that_is_found():
    rise, fall = np.array([0.0, 2.0, 2.0, 2.0]), np.array([2.0, 2.0, 0.0, 0.0])
    assert touch._rise_near(rise, 2.5, 1.0, 2.0) == 0.5
    assert np.isnan(touch._rise_near(rise, 2.5, 1.0, 1.99))
    assert touch._fall_near(fall, 0.5, 1.0, 1.0, 2.0) == 1.5
    assert np.isnan(touch._fall_near(fall, 0.5, 1.0, 0.99, 2.0))


def test_a_foot_that_hardly_goes_has_crossings_and_one_that_stays_has_none():
    speed = np.interp(np.arange(81), [0, 10, 30, 50, 70, 80], [0, 0, 2, 2, 0, 0])
    contacts = [16.0, 16.0, 64.0, 64.0]
    np.testing.assert_allclose(sliding(1e-4 * speed, contacts), sliding(speed, contacts))
    assert np.isnan(sliding(0.0 * speed, contacts)).all()
