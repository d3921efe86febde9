"""How much turning about a point explains: against the slow twin, and on motions that are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, increasing, quaternions
from scipy.spatial.transform import Rotation

from retrogait._kernels import fixed_point

pytestmark = pytest.mark.kernels
RATE_HZ = 100.0


def shares(samples, turn, rests, gravity, every=1):
    pairs = np.stack([rests[:-1], rests[1:]], axis=1).astype(np.int64)
    share = np.empty(len(pairs))
    fixed_point.share_explained(samples, turn, pairs, gravity, RATE_HZ, every, share)
    return share


def naive_share(samples, turn, first, last, gravity, every):
    """The least squares of numpy, sample by sample."""
    rows, wanted = [], []
    poses = Rotation.from_quat(np.roll(turn, -1, axis=1))
    for k in range(first + every, last - every + 1, every):
        force = samples[k, :3] - poses[k].inv().apply(gravity)
        omega = np.radians(samples[k, 3:])
        alpha = np.radians(samples[k + every, 3:] - samples[k - every, 3:]) * 0.5 * RATE_HZ / every
        columns = [np.cross(alpha, e) + np.cross(omega, np.cross(omega, e)) for e in np.eye(3)]
        if np.isfinite(force).all() and np.isfinite(columns).all():
            rows.append(np.stack(columns, axis=1))
            wanted.append(force)
    if len(rows) < 8:
        return np.nan
    matrix, y = np.concatenate(rows), np.concatenate(wanted)
    place = np.linalg.lstsq(matrix, y, rcond=None)[0]
    return 1.0 - np.sum((y - matrix @ place) ** 2) / np.sum(y**2)


@given(SEEDS, st.integers(2, 4), st.integers(1, 3), st.booleans())
def test_twin(seed, m, every, lost):
    rng = np.random.default_rng(seed)
    turn, rests = quaternions(120, seed), increasing(m, 120, seed)
    samples = rng.normal(0.0, [3.0] * 3 + [200.0] * 3, (120, 6))
    if lost:
        samples[rng.integers(120, size=10)] = np.nan
    gravity = rng.normal(0.0, 6.0, (m - 1, 3))
    expected = [
        naive_share(samples, turn, a, b, g, every)
        for a, b, g in zip(rests[:-1], rests[1:], gravity, strict=True)
    ]
    np.testing.assert_allclose(shares(samples, turn, rests, gravity, every), expected, rtol=1e-5, atol=1e-5)


def pendulum(centre_mps2: np.ndarray, place_m=(0.0, 0.05, 0.4), mounting=None):
    """Samples (200, 6) of a sensor on a limb that swings about a point, which is accelerated by `centre_mps2`."""
    time_s = np.arange(200) / RATE_HZ
    phase = 2 * np.pi * 1.1 * time_s
    angle = np.radians(25.0) * (np.sin(phase) + 0.3 * np.sin(2 * phase + 1.0))
    swung = Rotation.from_rotvec(angle[:, None] * [0.0, 1.0, 0.0])
    poses = swung if mounting is None else swung * mounting
    rate = np.gradient(angle, 1 / RATE_HZ)
    path = swung.apply(-np.array(place_m))
    acc = np.gradient(np.gradient(path, 1 / RATE_HZ, axis=0), 1 / RATE_HZ, axis=0) + centre_mps2
    force = poses.inv().apply(acc + np.array([0.0, 0.0, 9.81]))
    turning = np.degrees(poses.inv().apply(rate[:, None] * [0.0, 1.0, 0.0]))
    return np.concatenate([force, turning], axis=1), np.roll(poses.as_quat(), 1, axis=1)


@pytest.mark.parametrize("seed", [None, 0, 1])
def test_a_limb_that_swings_about_a_point_at_rest_is_explained_however_its_sensor_sits(seed):
    mounting = None if seed is None else Rotation.random(random_state=seed)
    samples, turn = pendulum(np.zeros((200, 3)), mounting=mounting)
    (share,) = shares(samples, turn, np.array([5, 190]), np.array([[0.0, 0.0, 9.81]]))
    assert share > 0.98


def test_a_limb_whose_point_is_carried_is_not():
    """The knee goes to and fro by as much as the limb swings, a quarter of a cycle later."""
    time_s = np.arange(200) / RATE_HZ
    carried = np.zeros((200, 3))
    carried[:, 0] = 12.0 * np.cos(2 * np.pi * 1.1 * time_s)
    samples, turn = pendulum(carried)
    (share,) = shares(samples, turn, np.array([5, 190]), np.array([[0.0, 0.0, 9.81]]))
    assert share < 0.7


def test_too_few_samples_tell_nothing():
    samples, turn = pendulum(np.zeros((200, 3)))
    gravity = np.array([[0.0, 0.0, 9.81]])
    assert np.isnan(shares(samples, turn, np.array([5, 13]), gravity)).all()
    assert np.isfinite(shares(samples, turn, np.array([5, 14]), gravity)).all()
