"""What is made of a trunk's samples before steps are read from them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from walks import BOTH, of_site, simulate

from retrogait.errors import RetrogaitWarning
from retrogait.kinematics.trunk import level_trunk, track_trunk
from retrogait.kinematics.trunk_period import trunk_stride_period

RATE_HZ = 100.0


def back(direction: str, speed: float = 0.8, **given: object):
    return simulate(direction, speed, 24, seed=9, sites=("lower_back",), stand_s=0.0, **given)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_levelling_undoes_any_tilt(seed):
    """A sensor tilted by up to 40 deg gives the same level accelerations, once up is known."""
    _, values = back("backward")[0].samples("lower_back")
    values = values[400:1600]
    rng = np.random.default_rng(seed)
    tilt = Rotation.from_rotvec(
        np.radians(rng.uniform(0, 40)) * np.array([0.0, rng.choice([-1.0, 1.0]), 0.0])
    )
    turned = np.concatenate([tilt.apply(values[:, :3]), tilt.apply(values[:, 3:])], axis=1)
    straight, pitch_rate = level_trunk(values, RATE_HZ, 1.2)
    levelled, pitch_rate_too = level_trunk(turned, RATE_HZ, 1.2)
    np.testing.assert_allclose(
        levelled, straight, atol=0.3
    )  # which way is anterior, when rolled, is a bit of choice
    np.testing.assert_allclose(pitch_rate_too, pitch_rate, atol=2.0)
    assert abs(np.median(levelled[:, 2])) < 1.5


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize("speed", [0.3, 0.5, 0.8, 1.2])
def test_strides_of_unknown_axes_have_their_period(direction, speed):
    recording, truth = back(direction, speed)
    _, values = recording.samples("lower_back")
    assert trunk_stride_period(values, RATE_HZ) == pytest.approx(
        truth.strides["stride_time_s"].median(), rel=0.03
    )


def motions(recording, frame="segment"):
    _, values = recording.samples("lower_back")
    return list(track_trunk(of_site(values, "lower_back", recording.rate_hz, frame), "lower_back"))


@pytest.mark.parametrize(("rate_hz", "coarse_hz"), [(50.0, 50.0), (64.0, 64.0), (100.0, 50.0), (200.0, 50.0)])
def test_some_fifty_samples_a_second_are_kept(rate_hz, coarse_hz):
    recording, _ = simulate("forward", 0.8, 12, seed=9, sites=("lower_back",), rate_hz=rate_hz)
    (motion,) = motions(recording)
    assert motion.rate_hz == pytest.approx(coarse_hz)
    assert motion.start_s == pytest.approx(0.5 * (rate_hz / coarse_hz - 1) / rate_hz)
    assert motion.level.shape == (recording.n_samples // round(rate_hz / coarse_hz), 3)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_of_a_mounting_that_is_not_known_any_rotation_changes_nothing(seed):
    recording, _ = back("backward")
    _, values = recording.samples("lower_back")
    turn = Rotation.from_quat(np.random.default_rng(seed).normal(size=4))
    turned = np.concatenate([turn.apply(values[:, :3]), turn.apply(values[:, 3:])], axis=1)
    (one,), (other,) = (motions(of_site(v, "lower_back"), "sensor") for v in (values, turned))
    assert not one.mounted
    sign = np.sign((one.level[:, 0] * other.level[:, 0]).sum())  # ahead is found, not which end of it
    np.testing.assert_allclose(other.level * [sign, sign, 1], one.level, atol=1e-6)
    np.testing.assert_allclose(other.tilt_deg, one.tilt_deg, atol=1e-4)


@pytest.mark.parametrize("tilt_deg", [0.0, 20.0, 60.0])
def test_a_trunk_is_tilted_as_it_leans(tilt_deg):
    recording, _ = back("forward")
    _, values = recording.samples("lower_back")
    lean = Rotation.from_rotvec([0.0, np.radians(tilt_deg), 0.0])
    leaning = np.concatenate([lean.apply(values[:, :3]), lean.apply(values[:, 3:])], axis=1)
    (upright,), (motion,) = (motions(of_site(v, "lower_back")) for v in (values, leaning))
    assert np.median(motion.tilt_deg) == pytest.approx(max(tilt_deg, np.median(upright.tilt_deg)), abs=4.0)


def test_who_gets_up_and_walks_hangs_straight_from_then_on():
    recording, _ = back("forward")
    _, values = recording.samples("lower_back")
    lying = np.tile([9.81, 0.0, 0.0, 0.0, 0.0, 0.0], (3000, 1))
    (motion,) = motions(of_site(np.concatenate([lying, values]), "lower_back"), "sensor")
    walking = motion.time_s > 30.0 + 3.0
    assert motion.tilt_deg[walking].max() < 6.0
    assert motion.tilt_deg[(motion.time_s > 28.0) & (motion.time_s < 32.0)].max() > 20.0


def test_flight_is_seen_and_lost_samples_are_flagged():
    recording, _ = back("forward")
    _, values = recording.samples("lower_back")
    values[1000:1004, :3] = [0.0, 0.0, 3.8]  # 0.39 g
    values[1200:1204, :3] = [0.0, 0.0, 4.0]  # 0.41 g
    (motion,) = motions(of_site(values, "lower_back"))
    assert motion.aloft[500:502].tolist() == [1.0, 1.0]
    assert not motion.aloft[600:602].any()
    assert not motion.lost.any()


def test_a_trunk_that_is_seen_too_briefly_gives_no_stretch():
    recording, _ = back("forward")
    _, values = recording.samples("lower_back")
    assert not list(track_trunk(of_site(values[:249], "lower_back"), "lower_back"))
    assert not list(track_trunk(of_site(values[:499], "lower_back", frame="sensor"), "lower_back"))
    assert list(track_trunk(of_site(values[:500], "lower_back", frame="sensor"), "lower_back"))
    holed = values[:1200].copy()
    holed[500:540] = np.nan
    with pytest.warns(RetrogaitWarning, match="1 gap of more than 0.1 s"):
        recording = of_site(holed, "lower_back")
    assert [round(m.start_s, 3) for m in track_trunk(recording, "lower_back")] == [0.005, 5.405]
