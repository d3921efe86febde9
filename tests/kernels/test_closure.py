from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, walk_like
from scipy.spatial.transform import Rotation

from retrogait._kernels import closure

pytestmark = pytest.mark.kernels

RATE_HZ = 100.0
CHANGES = st.sampled_from([np.eye(3), -np.eye(3), np.eye(3)[[1, 0, 2]], 57.3 * np.eye(3), np.zeros((3, 3))])


def closed(samples, spans, change, late, half):
    """The slow twin: rotations multiplied up, one stride after the other."""
    n, rows = len(samples), []
    at = np.clip(np.arange(n) + late, 0, n - 1)
    rate = samples[at, 3:] @ np.radians(change).T / RATE_HZ
    for a, b in spans:
        first, last = max(0, a - half), min(n - 1, b + half)
        turn, force = Rotation.identity(), {}
        for k in range(first, last + 1):
            if k > first:
                turn = turn * Rotation.from_rotvec(0.5 * (rate[k] + rate[k - 1]))
            force[k] = turn.apply(samples[k, :3])
        inside = np.array([force[k] for k in range(a, b + 1)])
        mean = (inside[1:] + inside[:-1]).sum(axis=0) / (2 * (b - a))
        begin = np.mean([force[k] for k in range(first, min(last, a + half) + 1)], axis=0)
        end = np.mean([force[k] for k in range(max(first, b - half), last + 1)], axis=0)
        rows.append(np.concatenate([mean, begin, end]))
    return np.array(rows)


@given(SEEDS, CHANGES, st.integers(-5, 5), st.integers(1, 6))
def test_close_strides(seed, change, late, half):
    samples = walk_like(60, seed)
    spans = np.array([[0, 20], [7, 31], [31, 59]], np.int64)
    left = np.empty((3, 9))
    rate = np.ascontiguousarray(np.radians(change) / RATE_HZ)
    closure.close_strides(samples, spans, rate, late, half, left)
    np.testing.assert_allclose(left, closed(samples, spans, change, late, half), atol=2e-3)


def unrest(samples, half):
    """The slow twin of what `quiet_instants` holds against its limit."""
    norm = np.linalg.norm(samples[:, :3], axis=1)
    norm = (norm - norm.mean()) / norm.std()
    rate2 = (samples[:, 3:] ** 2).sum(axis=1)
    rate2 = rate2 / rate2.mean()
    around = [slice(max(0, k - half), k + half + 1) for k in range(len(samples))]
    return np.array([rate2[one].mean() + norm[one].var() for one in around])


@given(SEEDS, st.integers(1, 4), st.integers(3, 12), st.sampled_from([0.3, 0.8, 3.0]))
def test_quiet_instants(seed, half, apart, most):
    samples = walk_like(80, seed)
    found, space = np.empty(80, np.int64), np.empty((2, 80))
    count = closure.quiet_instants(samples, half, apart, most, space[0], space[1], np.empty(81), found)
    energy, wanted = unrest(samples, half), []
    for k in range(80):
        near = energy[max(0, k - apart) : k + apart + 1]
        if energy[k] <= most and energy[k] <= near.min() + 1e-12 and (not wanted or k - wanted[-1] > apart):
            wanted.append(k)
    assert found[:count].tolist() == wanted


def test_a_sensor_that_lies_still_has_no_quiet_instant():
    samples = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (20, 1))
    found, space = np.empty(20, np.int64), np.empty((2, 20))
    assert closure.quiet_instants(samples, 1, 3, 0.5, space[0], space[1], np.empty(21), found) == 0


@given(SEEDS, st.integers(1, 5), st.integers(0, 8))
def test_correlate_jerks(seed, half, reach):
    samples = walk_like(50, seed)
    products, (acc, gyr) = np.zeros(2 * reach + 1), np.empty((2, 49))
    closure.correlate_jerks(samples, half, acc, gyr, products)
    jerk = np.linalg.norm(np.diff(samples[:, :3], axis=0), axis=1)
    rate = np.linalg.norm(np.diff(samples[:, 3:], axis=0), axis=1)
    above = np.array([jerk[k] - jerk[max(0, k - half) : k + half + 1].mean() for k in range(49)])
    wanted = [sum(above[k] * rate[k + j] for k in range(reach, 49 - reach)) for j in range(-reach, reach + 1)]
    np.testing.assert_allclose(products, wanted, rtol=1e-9, atol=1e-6 * np.abs(wanted).max())
