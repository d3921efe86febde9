"""What moves a simulated body, against the slow twins; the bounds are far below what any sensor shows."""

from __future__ import annotations

import naive_poses
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS

from retrogait._kernels import poses, two_links
from retrogait._kernels.overtones import sum_overtones

pytestmark = pytest.mark.kernels

STEP_S, GRAVITY = 0.001, np.array([0.1, 0.0, -9.81])


def angles(n, seed):
    """Yaw, pitch and roll (3, n), each at rest for a while as a foot's are."""
    rng = np.random.default_rng(seed)
    moving = np.repeat(rng.random((3, n // 10 + 1)) < 0.6, 10, axis=1)[:, :n]
    return np.ascontiguousarray(np.cumsum(rng.normal(0.0, 0.01, (3, n)) * moving, axis=1))


def moved(n, seed):
    """Positions and rotations of a segment at walking speed."""
    rng = np.random.default_rng(seed)
    speed = np.cumsum(rng.normal(0.0, 0.01, (n, 3)), axis=0)
    return np.cumsum(speed, axis=0) * STEP_S, naive_poses.rotations(*angles(n, seed))


@given(SEEDS, st.integers(1, 60))
def test_rotate(seed, n):
    yaw, pitch, roll = angles(n, seed)
    rotation = np.empty((n, 3, 3))
    poses.rotate(yaw, pitch, roll, rotation)
    np.testing.assert_allclose(rotation, naive_poses.rotations(yaw, pitch, roll), atol=1e-14)


@given(SEEDS, st.integers(1, 60))
def test_place(seed, n):
    rng = np.random.default_rng(seed)
    motion = np.concatenate([rng.normal(size=(6, n)), angles(n, seed)])
    point, position, alone, rotation = (
        rng.normal(size=3),
        np.empty((n, 3)),
        np.empty((n, 3)),
        np.empty((n, 3, 3)),
    )
    poses.place(motion, point, position, rotation)
    poses.place(motion, point, alone, np.empty((1, 3, 3)))
    turn = naive_poses.rotations(*motion[6:])
    np.testing.assert_allclose(rotation, turn, atol=1e-14)
    for got in (position, alone):
        np.testing.assert_allclose(got, naive_poses.place(motion, point, turn), atol=1e-12)


@given(SEEDS, st.integers(1, 20), st.booleans())
def test_multiply(seed, n, one):
    left, right = moved(1 if one else n, seed)[1], moved(n, seed + 1)[1]
    product = np.empty((n, 3, 3))
    poses.multiply(left, right, product)
    np.testing.assert_allclose(product, left @ right, atol=1e-14)


@given(SEEDS, st.integers(1, 20), st.booleans(), st.booleans())
def test_add_turned(seed, n, one_start, one_vector):
    rng = np.random.default_rng(seed)
    start, vector = (rng.normal(size=(1 if one else n, 3)) for one in (one_start, one_vector))
    _, rotation = moved(n, seed)
    total = np.empty((n, 3))
    poses.add_turned(start, rotation, vector, -0.5, total)
    want = [
        start[-1 if one_start else k] - 0.5 * rotation[k] @ vector[-1 if one_vector else k] for k in range(n)
    ]
    np.testing.assert_allclose(total, want, atol=1e-12)


@given(SEEDS, st.integers(1, 60), st.booleans())
def test_shake(seed, n, nods):
    rng = np.random.default_rng(seed)
    position, rotation = moved(n, seed)
    kick, nod = rng.normal(size=n), rng.normal(size=n * nods) * (rng.random(n * nods) < 0.5)
    direction, shaken, nodded = rng.normal(size=3), np.empty((n, 3)), np.empty((len(nod), 3, 3))
    poses.shake(position, rotation, direction, kick, nod, shaken, nodded)
    want = [p + r @ (by * direction) for p, r, by in zip(position, rotation, kick, strict=True)]
    np.testing.assert_allclose(shaken, want, atol=1e-12)
    none = np.zeros(len(nod))
    turned = rotation[: len(nod)] @ naive_poses.rotations(none, nod, none) if nods else nodded
    np.testing.assert_allclose(nodded, turned, atol=1e-14)


@given(SEEDS, st.integers(4, 60))
def test_integrate_pose(seed, n):
    position, rotation = moved(n, seed)
    integrals = np.empty((n - 2, 6))
    poses.integrate_pose(position, rotation, GRAVITY, STEP_S, integrals)
    want = naive_poses.measure(position, rotation, GRAVITY, STEP_S)
    np.testing.assert_allclose(integrals, want, rtol=1e-7, atol=1e-9)


@given(SEEDS, st.integers(2, 60), st.floats(50.0, 400.0))
def test_sample_integrals(seed, n, rate_hz):
    rng = np.random.default_rng(seed)
    fine_s = 5.0 + STEP_S * np.arange(n)
    integrals = np.cumsum(rng.normal(size=(n, 6)), axis=0)
    time_s = np.sort(rng.uniform(fine_s[0] - 0.01, fine_s[-1] + 0.01, 20))
    samples = np.empty((20, 6))
    poses.sample_integrals(fine_s, integrals, time_s, rate_hz, samples)
    np.testing.assert_allclose(samples, naive_poses.sample(fine_s, integrals, time_s, rate_hz), atol=1e-7)


@given(SEEDS, st.integers(0, 5))
def test_add_rings(seed, hits):
    rng = np.random.default_rng(seed)
    time_s, hit_s = np.arange(0.0, 1.0, 0.004), np.sort(rng.uniform(-0.3, 1.1, hits))
    rate = rng.uniform(0.0, 0.3, hits)
    total = np.ones(len(time_s))
    poses.add_rings(time_s, hit_s, rate, 28.0, 0.022, 0.006, 0.15, total)
    want = 1.0 + naive_poses.ring(time_s, hit_s, rate, 28.0, 0.022, 0.006, 0.15)
    np.testing.assert_allclose(total, want, atol=1e-14)


@given(SEEDS, st.integers(1, 20))
def test_bend_links(seed, n):
    rng = np.random.default_rng(seed)
    hip = rng.normal([0.0, 0.1, 0.9], 0.15, (n, 3))  # some are nearer or farther than a leg can be
    ankle, yaw = rng.normal([0.0, 0.1, 0.1], 0.05, (n, 3)), rng.uniform(-3.0, 3.0, n)
    ahead = np.stack([np.cos(yaw), np.sin(yaw), np.zeros(n)], axis=1)
    given_leg = hip, ankle, ahead, rng.uniform(0.7, 0.815, n), 0.40, 0.42
    thigh, shank, flexion = np.empty((n, 3, 3)), np.empty((n, 3, 3)), np.empty(n)
    two_links.bend_links(*given_leg, thigh, shank, flexion)
    for got, want in zip((thigh, shank, flexion), naive_poses.bend(*given_leg), strict=True):
        np.testing.assert_allclose(got, want, atol=1e-9)


def test_the_links_meet_at_the_knee():
    hip, ankle = np.array([[0.05, 0.0, 0.85]]), np.array([[-0.1, 0.02, 0.1]])
    thigh, shank, flexion = np.empty((1, 3, 3)), np.empty((1, 3, 3)), np.empty(1)
    two_links.bend_links(
        hip, ankle, np.array([[1.0, 0.0, 0.0]]), np.array([0.815]), 0.40, 0.42, thigh, shank, flexion
    )
    np.testing.assert_allclose(hip[0] - 0.40 * thigh[0, :, 2], ankle[0] + 0.42 * shank[0, :, 2], atol=1e-12)
    assert np.arccos(thigh[0, :, 2] @ shank[0, :, 2]) == pytest.approx(flexion[0], abs=1e-9)


@given(SEEDS, st.integers(1, 6), st.integers(1, 8))
def test_sum_overtones(seed, waves, overtones):
    rng = np.random.default_rng(seed)
    cosines, sines = rng.normal(size=(2, waves, overtones))
    angle, size, total = rng.uniform(-20.0, 20.0, 15), rng.random(15), np.empty((waves, 15))
    sum_overtones(cosines, sines, angle, size, np.empty((4, 15)), total)
    turns = np.exp(1j * np.outer(np.arange(1, overtones + 1), angle))
    np.testing.assert_allclose(total, size * ((cosines + 1j * sines) @ turns).real, atol=1e-12)
