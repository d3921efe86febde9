"""How far a limb leans over between rests: against the slow twin, and on paths that are known."""

from __future__ import annotations

import naive_time_asymmetry
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, increasing, quaternions
from scipy.spatial.transform import Rotation

from retrogait._kernels import rest_rotation

pytestmark = pytest.mark.kernels


def leans(turn, rests, frames, travel, every=1):
    pairs = np.stack([rests[:-1], rests[1:]], axis=1).astype(np.int64)
    rows = np.empty((len(pairs), rest_rotation.WIDTH))
    rest_rotation.leans_between(turn, pairs, frames, travel, every, rows)
    return rows


@given(SEEDS, st.integers(2, 5), st.integers(1, 4))
def test_twin(seed, m, every):
    rng = np.random.default_rng(seed)
    turn, rests = quaternions(60, seed), increasing(m, 60, seed)
    frames = np.ascontiguousarray(Rotation.random(m - 1, random_state=seed).as_matrix())
    travel = rng.normal(size=(m - 1, 2))
    travel[0] *= rng.random() > 0.2
    expected = [
        naive_time_asymmetry.leans_between(turn, a, b, frame, way, every)
        for a, b, frame, way in zip(rests[:-1], rests[1:], frames, travel, strict=True)
    ]
    np.testing.assert_allclose(leans(turn, rests, frames, travel, every), expected, rtol=1e-6, atol=1e-6)


def rolled(angles_deg, axis, heading_deg=0.0, mounting=None):
    """A sensor that turns about a level axis, `heading_deg` to the left of the frame's x; quaternions, scalar first."""
    turns = Rotation.from_rotvec(np.outer(np.radians(angles_deg), axis))
    facing = Rotation.from_euler("z", heading_deg, degrees=True)
    poses = facing * turns if mounting is None else facing * turns * mounting
    return np.roll(poses.as_quat(), 1, axis=1)


@pytest.mark.parametrize("heading_deg", [0.0, 70.0, 200.0])
def test_a_foot_that_rolls_along_and_back(heading_deg):
    """Fifty degrees over its toes, then twenty back, whichever way it is carried and its sensor sits."""
    angles = np.concatenate([np.linspace(0, 50, 20), np.linspace(50, -20, 30), np.linspace(-20, 0, 10)])
    way = np.radians(heading_deg)
    travel = np.array([[np.cos(way), np.sin(way)]])
    for mounting in (Rotation.identity(), Rotation.random(random_state=4)):
        turn = rolled(angles, [0.0, 1.0, 0.0], heading_deg, mounting)
        (row,) = leans(turn, [0, 59], np.eye(3)[None], travel)
        np.testing.assert_allclose(row, [50.0, 20.0, 0.0], atol=1e-6)
        (back,) = leans(turn, [0, 59], np.eye(3)[None], -travel)
        np.testing.assert_allclose(back, [20.0, 50.0, 0.0], atol=1e-6)


def test_a_foot_that_tips_to_the_sides():
    angles = np.concatenate([np.linspace(0, 30, 20), np.linspace(30, -10, 30), np.linspace(-10, 0, 10)])
    (row,) = leans(rolled(angles, [1.0, 0.0, 0.0]), [0, 59], np.eye(3)[None], np.array([[1.0, 0.0]]))
    np.testing.assert_allclose(row, [0.0, 0.0, 40.0], atol=1e-6)


def test_without_travel_there_is_no_lean():
    rows = leans(quaternions(20, 1), [0, 19], np.eye(3)[None], np.zeros((1, 2)))
    assert np.isnan(rows).all()
