"""Kernels of the streams: their frame is that of the batch analysis, and they stay inside their arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, walk_like

import retrogait as rg
from retrogait._kernels import strapdown
from retrogait._kernels.jit import kernel
from retrogait._kernels.live.clock import place_stamps
from retrogait._kernels.live.frame import FORCE
from retrogait._kernels.live.points import BASE, HEEL, TOE, along_at, point_of, point_velocity
from retrogait.live.limb import LimbKernel

pytestmark = pytest.mark.kernels

RATE_HZ = 100.0


@kernel
def point_velocity_of(settings, state, ring, k, which, ux, uy, uz):
    """Only compiled code can hand a record on."""
    px, py, pz = point_of(settings[0], which)
    return point_velocity(settings[0], state[0], ring, k, px, py, pz, ux, uy, uz)


@kernel
def along_of(settings, state, ring, k, which, tx, ty, tz):
    return along_at(settings[0], state[0], ring, k, which, tx, ty, tz)


def limb(site="left_foot"):
    return LimbKernel(site, RATE_HZ, None, rg.LiveOptions(), mounted=True)


def walked(seconds=8.0):
    recording, _ = rg.simulate_walk("backward", 0.6, duration_s=seconds, seed=2, sites=("left_foot",))
    return np.array(recording["left_foot"], float, order="C")


@given(SEEDS)
def test_the_frame_is_that_of_the_batch_analysis(seed):
    """Orientation and velocity in the ring are `strapdown.integrate_motion`'s, for a point on the ground."""
    samples = walk_like(60, seed)
    one = limb()
    one.watch(samples)
    if one.state["seen"][0] < len(samples):
        pytest.fail("the samples were not all taken")
    turn, force_sum = np.empty((60, 4)), np.empty((60, 3))
    strapdown.integrate_motion(samples, RATE_HZ, np.array(one.state["base"][0]), turn, force_sum)
    got = one.ring[:60]
    same_way = np.sign((got[:, :4] * turn).sum(axis=1))[:, None]
    np.testing.assert_allclose(got[:, :4] * same_way, turn, atol=1e-5)
    moved = got[:, FORCE : FORCE + 3] - got[0, FORCE : FORCE + 3]
    np.testing.assert_allclose(moved, force_sum - force_sum[0], atol=1e-3)


def test_speed_along_travel_is_that_of_the_point():
    """The quick way is `point_velocity` projected on level travel, at every sample and for every point."""
    one = limb()
    one.watch(walked(6.0))
    s = one.state[0]
    up = s["gravity"] / np.linalg.norm(s["gravity"])
    travel = np.cross(up, [0.3, 0.8, 0.1])
    travel /= np.linalg.norm(travel)
    for k in range(int(s["seen"]) - 200, int(s["seen"])):
        for which in (HEEL, TOE, BASE):
            velocity = point_velocity_of(one.settings, one.state, one.ring, k, which, *up)[:3]
            along = along_of(one.settings, one.state, one.ring, k, which, *travel)
            assert along == pytest.approx(float(np.dot(velocity, travel)), abs=1e-9)


@given(SEEDS, st.integers(1, 40), st.floats(-0.001, 0.001))
def test_stamps_are_placed_as_one_would_by_hand(seed, n, drift):
    rng = np.random.default_rng(seed)
    slots = np.cumsum(rng.choice([1, 1, 1, 1, 2, 9], n))
    stamps = (1 + drift) * (slots + rng.uniform(-0.08, 0.08, n)) / RATE_HZ
    clock, lost, when = np.array([stamps[0], 0.0]), np.empty(n, np.int64), np.empty(n)
    place_stamps(stamps, RATE_HZ, 0, clock, lost, when)
    time_s, at, k = stamps[0], 0, 0
    for j, stamp in enumerate(stamps):
        late = (stamp - (time_s + (k - at) / RATE_HZ)) * RATE_HZ
        missing = round(late) if late > 0.75 else 0
        k += missing
        time_s, at = time_s + (k - at) / RATE_HZ + 0.02 * (late - missing) / RATE_HZ, k
        assert lost[j] == missing
        assert when[j] == pytest.approx(time_s, abs=1e-9)
        k += 1
    np.testing.assert_array_equal(lost[1:], np.diff(slots) - 1)


@pytest.mark.parametrize("site", ["left_foot", "left_shank"])
def test_streams_stay_inside_their_arrays(site):
    """A walk with holes, cut anywhere, flushed and walked again; a trunk beside it."""
    recording, _ = rg.simulate_walk("backward", 0.6, duration_s=9, seed=2, sites=(site, "lower_back"))
    samples = np.array(recording[site], float)
    samples[300:304] = samples[600:640] = np.nan
    for frame in ("segment", "sensor"):
        stream = rg.ContactStream(RATE_HZ, site, frame=frame)
        told = [contact for k in range(0, 900, 37) for contact in stream.feed(samples[k : k + 37])]
        stream.flush()
        assert len(told) > 4
        assert all(0 < contact.decided_s - contact.time_s < 2.5 for contact in told)
        assert stream.feed(samples)
    trunk = np.array(recording["lower_back"], float)
    trunk[200:203] = trunk[500:540] = np.nan
    assert rg.SessionStream(RATE_HZ, ("lower_back",)).push({"lower_back": trunk}).near_falls == []
