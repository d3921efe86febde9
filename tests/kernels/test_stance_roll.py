"""The roll of a standing foot, against the slow twin and a pitch that is known."""

from __future__ import annotations

import naive_stance_roll
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, increasing, quaternions

from retrogait._kernels import stance_roll

pytestmark = pytest.mark.kernels


def followed(turn, rests, frames, flat_deg, contacts):
    rows = np.full((len(rests) - 1, stance_roll.WIDTH), 99.0)
    stance_roll.follow_roll(turn, rests, frames, flat_deg, contacts, rows)
    return rows


@given(SEEDS, st.integers(2, 5), st.floats(0.5, 15.0))
def test_twin(seed, m, flat_deg):
    rng = np.random.default_rng(seed)
    steps = np.cumsum(rng.normal(0, 0.05, (60, 3)), axis=0)
    turn = np.column_stack([np.ones(60), steps])
    turn /= np.linalg.norm(turn, axis=1, keepdims=True)
    rests = np.asarray(increasing(m, 60, seed), np.int64)
    levels = quaternions(m - 1, seed)
    levels[:, 1:] *= 0.1
    frames = np.ascontiguousarray(naive_stance_roll.rotations(levels).as_matrix())
    contacts = rng.uniform(0, 60, (m - 1, 2))
    contacts[rng.random(contacts.shape) < 0.2] = np.nan
    expected = naive_stance_roll.follow_roll(turn, rests, frames, flat_deg, contacts)
    np.testing.assert_allclose(
        followed(turn, rests, frames, flat_deg, contacts), expected, rtol=1e-9, atol=1e-9
    )


def pitching(pitch_deg):
    """Orientation of a foot on a level floor whose toes are so far down, a sample each."""
    half = np.radians(np.asarray(pitch_deg, float)) / 2
    none = np.zeros(len(half))
    return np.column_stack([np.cos(half), none, np.sin(half), none])


def test_a_known_roll():
    """Flat to sample 10, then 1 deg a sample to 20 and back; the foot leaves at 15.5 and lands at 45.25."""
    pitch = np.interp(np.arange(61), [0, 10, 30, 50, 60], [0, 0, 20, 0, 0])
    rows = followed(pitching(pitch), np.array([0, 60]), np.eye(3)[None], 3.0, np.array([[15.5, 45.25]]))
    np.testing.assert_allclose(rows, [[13.0, 47.0, 5.5, 4.75]], atol=1e-3)


@pytest.mark.parametrize(("top", "rolls"), [(2.99, False), (3.01, True)])
def test_a_foot_rolls_from_the_band_on(top, rolls):
    pitch = np.interp(np.arange(41), [0, 20, 40], [0, top, 0])
    rows = followed(pitching(pitch), np.array([0, 40]), np.eye(3)[None], 3.0, np.full((1, 2), np.nan))
    assert np.isfinite(rows[0, : stance_roll.LEAVING_DEG]).tolist() == [rolls, rolls]
    assert np.isnan(rows[0, stance_roll.LEAVING_DEG :]).all()


def test_a_sensor_that_sits_askew_or_drifts_rolls_the_same():
    """Both rests are level, whatever the sensor's own pitch there."""
    true = np.interp(np.arange(61), [0, 10, 30, 50, 60], [0, 0, 20, 0, 0])
    contacts = np.array([[15.5, 45.25]])
    rest = np.array([0, 60]), np.eye(3)[None], 3.0, contacts
    plain = followed(pitching(true), *rest)
    askew = followed(pitching(true + 12.0 + np.linspace(0.0, 2.0, 61)), *rest)
    np.testing.assert_allclose(askew, plain, atol=0.05)
