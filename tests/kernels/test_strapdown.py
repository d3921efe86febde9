from __future__ import annotations

import itertools

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, increasing, walk_like, wandering
from scipy.spatial.transform import Rotation

from retrogait._kernels import strapdown

pytestmark = pytest.mark.kernels

RATE_HZ = 100.0
POINTS = st.sampled_from([np.zeros(3), np.array([-0.03, 0.01, -0.27])])


def integrate(samples, rate_hz, point_m):
    turn, force_sum = np.empty((len(samples), 4)), np.empty((len(samples), 3))
    strapdown.integrate_motion(samples, rate_hz, point_m, turn, force_sum)
    return turn, force_sum


@given(SEEDS, st.integers(1, 60), POINTS, st.sampled_from([50.0, 100.0, 400.0]), st.floats(0.1, 5))
def test_integrate_motion(seed, n, point_m, rate_hz, vigour):
    samples = walk_like(n, seed)
    samples[:, 3:] *= vigour  # up to 1500 deg/s about each axis
    turn, force_sum = integrate(samples, rate_hz, point_m)
    matrices, want = naive.integrate_motion(samples, rate_hz, point_m)
    np.testing.assert_allclose(np.linalg.norm(turn, axis=1), 1.0, atol=1e-12)
    np.testing.assert_allclose(naive.rotations(turn).as_matrix(), matrices, atol=1e-6)
    np.testing.assert_allclose(force_sum, want, atol=1e-5)


@given(SEEDS, st.integers(1, 60), POINTS, POINTS)
def test_a_point_moved_is_a_point_integrated(seed, n, from_m, to_m):
    samples = walk_like(n, seed)
    turn, force_sum = integrate(samples, RATE_HZ, from_m)
    strapdown.move_point(samples, turn, np.asarray(to_m) - np.asarray(from_m), force_sum)
    np.testing.assert_allclose(force_sum, integrate(samples, RATE_HZ, to_m)[1], atol=1e-9)


@given(SEEDS)
def test_orientation_does_not_tell_what_order_is_lost(seed):
    """The recording run back in time (gyroscope negated) turns back to where it began."""
    samples = walk_like(50, seed)
    back = samples[::-1] * [1, 1, 1, -1, -1, -1]
    turn, _ = integrate(np.concatenate([samples, back]), RATE_HZ, np.zeros(3))
    np.testing.assert_allclose(naive.rotations(turn[-1:]).as_matrix()[0], np.eye(3), atol=1e-9)


def test_a_point_on_a_spinning_disc_goes_round():
    """Specific force without gravity at the hub; a point 0.5 m off it goes round at w r."""
    samples = np.zeros((401, 6))
    samples[:, 5] = 90.0
    turn, force_sum = integrate(samples, RATE_HZ, np.array([0.5, 0.0, 0.0]))
    assert naive.rotations(turn[100:101]).as_rotvec()[0] == pytest.approx([0, 0, np.pi / 2])
    assert force_sum[0] == pytest.approx([0, 0.25 * np.pi, 0])
    assert force_sum[100] == pytest.approx([-0.25 * np.pi, 0, 0])
    assert force_sum[400] == pytest.approx(force_sum[0])


@given(SEEDS, st.integers(2, 60), st.integers(2, 6))
def test_gravity_between(seed, n, m):
    force_sum, at = wandering(n, seed), increasing(min(m, n), n, seed)
    gravity = np.empty((len(at) - 1, 3))
    strapdown.gravity_between(force_sum, at, RATE_HZ, gravity)
    np.testing.assert_allclose(gravity, naive.gravity_between(force_sum, at, RATE_HZ))


@given(SEEDS, st.integers(2, 12), st.integers(0, 4))
def test_smooth_gravity(seed, m, reach):
    at = increasing(m, 2000, seed)
    gravity = np.random.default_rng(seed).normal([0.3, -0.2, 9.8], 0.2, (m - 1, 3))
    smooth = np.empty((m - 1, 3))
    strapdown.smooth_gravity(gravity, at, reach, smooth)
    np.testing.assert_allclose(smooth, naive.smooth_gravity(gravity, at, reach), atol=1e-8)


@given(SEEDS, st.integers(3, 12), st.integers(1, 4))
def test_smooth_gravity_leaves_a_steady_drift_alone(seed, m, reach):
    at = increasing(m, 2000, seed)
    middles = 0.5 * (at[1:] + at[:-1])
    gravity = np.outer(middles, [1e-4, -2e-4, 0.0]) + np.array([0.0, 0.0, 9.81])
    smooth = np.empty((m - 1, 3))
    strapdown.smooth_gravity(gravity, at, reach, smooth)
    np.testing.assert_allclose(smooth, gravity, atol=1e-9)


def frames_of(gravity):
    frames = np.empty((len(gravity), 3, 3))
    strapdown.level_frames(gravity, frames)
    return frames


@given(SEEDS, st.integers(1, 20))
def test_level_frames_are_rotations_with_gravity_up(seed, m):
    gravity = np.random.default_rng(seed).normal(size=(m, 3)) * 9.81
    frames = frames_of(gravity)
    np.testing.assert_allclose(
        frames @ frames.transpose(0, 2, 1), np.broadcast_to(np.eye(3), (m, 3, 3)), atol=1e-9
    )
    np.testing.assert_allclose(np.linalg.det(frames), 1.0)
    np.testing.assert_allclose(frames[:, 2] * np.linalg.norm(gravity, axis=1, keepdims=True), gravity)


@given(SEEDS, st.integers(2, 20), st.floats(0, 1))
def test_level_frames_keep_their_heading_while_they_tilt(seed, m, most_deg):
    """Each frame is the one before, turned by the smallest turn between the two directions of gravity."""
    rng = np.random.default_rng(seed)
    tilt = Rotation.from_rotvec(np.cumsum(rng.normal(0, np.radians(most_deg), (m, 3)) * [1, 1, 0], axis=0))
    frames = frames_of(tilt.apply([0.0, 0.0, 9.81]))
    for before, after in itertools.pairwise(frames):
        axis = np.cross(before[2], after[2])
        smallest = Rotation.from_rotvec(axis)  # the angle is its sine: tilts are small
        np.testing.assert_allclose(smallest.apply(before), after, atol=np.radians(most_deg) ** 2 * 10 + 1e-9)


@pytest.mark.parametrize("up", np.concatenate([np.eye(3), -np.eye(3)]))
def test_level_frame_of_gravity_along_any_axis(up):
    frame = frames_of(9.81 * up[None])[0]
    assert frame[2] == pytest.approx(up)
    assert np.linalg.det(frame) == pytest.approx(1.0)


@given(st.lists(st.floats(-0.35, 0.35), min_size=3, max_size=3), SEEDS)
def test_a_step_of_a_quaternion_is_the_turn_by_twice_its_rotation_vector(half, seed):
    """Up to 0.35 rad along each axis, which is 2000 deg/s at 50 Hz, the series leave 1e-7."""
    before = Rotation.random(random_state=seed)
    after = before * Rotation.from_rotvec(2.0 * np.array(half))
    x, y, z, w = before.as_quat()
    w, x, y, z = strapdown.quaternion_step(w, x, y, z, *half)
    assert w * w + x * x + y * y + z * z == pytest.approx(1.0, abs=1e-6)
    assert (Rotation.from_quat([x, y, z, w]).inv() * after).magnitude() < 1e-6
