"""Time of the kernels that an analysis spends most in, on ten minutes of one foot: `make bench`."""

from __future__ import annotations

import numpy as np
import pytest

import retrogait as rg
from retrogait._kernels import period, strapdown, zero_velocity
from retrogait.kinematics.limb import track_limb

RATE_HZ = 100.0


@pytest.fixture(scope="module")
def motion():
    walk, _ = rg.simulate_walk("backward", 0.5, duration_s=600, sites=["left_foot"], seed=1)
    return next(track_limb(walk, "left_foot"))


def test_integrate_motion(benchmark, motion):
    turn, force_sum = np.empty_like(motion.turn), np.empty_like(motion.force_sum)
    strapdown.integrate_motion(motion.samples, RATE_HZ, np.zeros(3), turn, force_sum)
    benchmark(strapdown.integrate_motion, motion.samples, RATE_HZ, np.zeros(3), turn, force_sum)
    np.testing.assert_allclose(np.linalg.norm(turn, axis=1), 1.0, atol=1e-6)


def test_window_periods(benchmark, motion):
    rate = np.ascontiguousarray(motion.samples[::4, 3:])
    starts = np.arange(0, len(rate) - 300, 75)
    found, strength = np.empty(len(starts)), np.empty(len(starts))
    given = (rate, 25.0, starts, 300, 0.6, 4.5, 0.8, found, strength)
    period.window_periods(*given)
    benchmark(period.window_periods, *given)
    assert np.nanmedian(found) == pytest.approx(np.median(motion.stride) / RATE_HZ, rel=0.1)


def test_motion_energy(benchmark, motion):
    n = len(motion.samples)
    energy, totals = np.empty(n), np.empty(n + 1)
    given = (motion.samples, 9.81, 60.0, 3.0, 3, motion.stride, 0.16, energy, totals)
    zero_velocity.motion_energy(*given)
    benchmark(zero_velocity.motion_energy, *given)
    assert (energy >= 0).all()


def test_gravity_between(benchmark, motion):
    gravity = np.empty((len(motion.rests) - 1, 3))
    given = (motion.force_sum, motion.rests, RATE_HZ, gravity)
    strapdown.gravity_between(*given)
    benchmark(strapdown.gravity_between, *given)
    assert np.median(np.linalg.norm(gravity, axis=1)) == pytest.approx(9.81, rel=0.02)
