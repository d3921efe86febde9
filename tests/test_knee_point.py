"""The knee as one point: found wherever the sensors sit and however they are turned, and not between two legs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from legs import LEGS, walk
from scipy.optimize import least_squares
from scipy.spatial.transform import Rotation

import retrogait as rg
from retrogait.kinematics.knee_point import find_knee_point
from retrogait.kinematics.segment import follow_segment
from retrogait.knee import faults
from retrogait.simulation import Sensor

RATE_HZ = 200.0


@dataclass(frozen=True)
class Segment:
    """What the fit asks of a segment."""

    samples: np.ndarray
    rate_hz: float
    walking: np.ndarray
    up: np.ndarray
    axis: np.ndarray

    def mean_up(self):
        return np.array([0.0, 0.0, 1.0])


def hinge(seed, turned=(None, None)):
    """Two links on a hinge whose knee is carried about, with a sensor on each; and where the knee is from these."""
    rng = np.random.default_rng(seed)
    time_s = np.arange(0, 12, 1 / RATE_HZ)
    n = len(time_s)

    def wave(size, low, high):
        hz = rng.uniform(low, high, 4)[:, None]
        return size * np.sin(2 * np.pi * hz * time_s + rng.uniform(0, 6, (4, 1))).sum(axis=0) / 2

    knee = np.stack([wave(0.12, 0.6, 1.6), wave(0.02, 0.5, 1.5), wave(0.03, 1.0, 2.5)], axis=1)
    segments, places = [], []
    for lean, offset, own in zip(
        (wave(0.35, 0.5, 1.3), wave(0.6, 0.5, 1.3)),
        (np.array([0.05, 0.03, 0.22]), np.array([0.03, -0.02, -0.31])),
        turned,
        strict=True,
    ):
        pose = Rotation.from_euler("ZY", np.stack([wave(0.1, 0.3, 1.0), lean], axis=1)).as_matrix()
        sensor = knee + pose @ offset
        acc = np.gradient(np.gradient(sensor, 1 / RATE_HZ, axis=0), 1 / RATE_HZ, axis=0)
        acc[:, 2] += 9.80665
        change = Rotation.from_matrix(pose[:-1].transpose(0, 2, 1) @ pose[1:]).as_rotvec() * RATE_HZ
        rate = np.vstack([change[:1], 0.5 * (change[1:] + change[:-1]), change[-1:]])
        force = np.einsum("nji,nj->ni", pose, acc)
        up = pose[:, 2, :]
        mount = np.eye(3) if own is None else own
        samples = np.hstack([force @ mount, np.degrees(rate) @ mount])
        walking = np.ones(n, bool)
        walking[[0, 1, -1, -2]] = False
        segments.append(Segment(samples, RATE_HZ, walking, up @ mount, np.array([0.0, 1.0, 0.0]) @ mount))
        places.append(-offset @ mount)
    return segments, places


def slow_twin(thigh, shank):
    """The same by a general solver: sizes of the knee's acceleration from either side, at every sample."""
    sides = []
    for one in (thigh, shank):
        count = max(1, 2 * int(0.5 * 0.05 * RATE_HZ) + 1)
        kernel = np.ones(count) / count
        smooth = np.stack(
            [np.convolve(np.convolve(x, kernel, "same"), kernel, "same") for x in one.samples.T], axis=1
        )
        rate = np.radians(smooth[:, 3:])
        sides.append((smooth[:, :3], rate, np.gradient(rate, 1 / RATE_HZ, axis=0)))

    def sizes(side, place):
        acc, rate, turning = side
        return np.linalg.norm(acc + np.cross(turning, place) + np.cross(rate, np.cross(rate, place)), axis=1)

    inner = slice(20, -20)
    fit = least_squares(
        lambda p: (sizes(sides[0], p[:3]) - sizes(sides[1], p[3:]))[inner], [0, 0, -0.2, 0, 0, 0.2]
    )
    return fit.x[:3], fit.x[3:]


@pytest.mark.parametrize("seed", range(4))
def test_the_knee_is_found_where_it_is_and_where_the_slow_twin_finds_it(seed):
    (thigh, shank), (above, below) = hinge(seed)
    point = find_knee_point(thigh, shank)
    assert point.misfit < 0.2  # smoothed in axes that turn, the two are not quite alike
    assert point.heading > 0.95
    # along the hinge the place is not told: a hinge moves no point of its own axis against another
    across = [0, 2]
    np.testing.assert_allclose(point.from_thigh_m[across], above[across], atol=0.025)
    np.testing.assert_allclose(point.from_shank_m[across], below[across], atol=0.02)
    slow = slow_twin(thigh, shank)
    np.testing.assert_allclose(point.from_thigh_m[across], slow[0][across], atol=0.025)
    np.testing.assert_allclose(point.from_shank_m[across], slow[1][across], atol=0.02)


@pytest.mark.parametrize("seed", range(3))
def test_turning_a_sensor_changes_nothing_but_its_axes(seed):
    turn = Rotation.from_euler("xyz", [0.2, -0.3, 0.25]).as_matrix()
    (thigh, shank), _ = hinge(seed)
    (same, turned), _ = hinge(seed, (None, turn))
    usual, other = find_knee_point(thigh, shank), find_knee_point(same, turned)
    assert other.misfit == pytest.approx(usual.misfit, abs=0.02)
    assert other.heading == pytest.approx(usual.heading, abs=0.02)


def test_a_sensor_turned_round_is_seen_in_the_heading():
    (thigh, shank), _ = hinge(1, (None, np.diag([-1.0, -1.0, 1.0])))
    pretended = Segment(shank.samples, RATE_HZ, shank.walking, shank.up, np.array([0.0, 1.0, 0.0]))
    point = find_knee_point(thigh, pretended)
    assert point.misfit < 0.2
    assert point.heading < -0.95


def test_too_little_says_nothing():
    (thigh, shank), _ = hinge(1)
    still = Segment(thigh.samples, RATE_HZ, np.zeros(len(thigh.walking), bool), thigh.up, thigh.axis)
    assert np.isnan(find_knee_point(still, shank).misfit)


@pytest.mark.parametrize("direction", ["backward", "forward"])
@pytest.mark.parametrize("who", ["plain", "adult", "stroke", "bouncing"])
@pytest.mark.parametrize("low", [False, True], ids=["middle", "ankle"])
def test_one_leg_agrees_and_two_legs_do_not(direction, who, low):
    """Judged as in `knee.faults`: against the other leg and against itself at other times of the stride."""
    places = {site: "ankle" if "shank" in site else "above_knee" for site in LEGS} if low else None
    recording, truth = rg.simulate_walk(
        direction, 0.6, 25, seed=3, sites=LEGS, walker=who, sensor=Sensor(places=places)
    )
    strides = truth.strides
    motions = {site: follow_segment(recording, site, strides) for site in LEGS}
    stride_s = float(strides["stride_time_s"].median())
    for side, other in (("left", "right"), ("right", "left")):
        thigh, shank = motions[f"{side}_thigh"], motions[f"{side}_shank"]
        own = find_knee_point(thigh, shank).misfit
        assert own < 0.8 * find_knee_point(thigh, motions[f"{other}_shank"]).misfit
        assert own < 0.8 * min(find_knee_point(thigh, shank, s * stride_s).misfit for s in faults._LATER)


@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_angles_of_a_leg_with_its_sensors_low(direction):
    """The old rule compared the sensors' own accelerations, which say nothing above the ankle."""
    places = {site: "ankle" if "shank" in site else "above_knee" for site in LEGS}
    recording, truth = rg.simulate_walk(
        direction, 0.7, 30, seed=5, sites=LEGS, walker="adult", sensor=Sensor(places=places)
    )
    session = rg.analyze(recording)
    walking = slice(truth.strides["start_s"].min(), truth.strides["end_s"].max())
    for side in ("left", "right"):
        name = f"{side}_knee_flexion_deg"
        error = (session.knee[name] - truth.knee[name]).loc[walking]
        assert error.std() < 4.0
        assert abs(error.mean()) < 8.0  # skin slides over a bending knee


def test_a_leg_and_a_shank_that_takes_its_time(monkeypatch):
    """Threshold `_TOGETHER`: the misfit of a leg against its least at other times of the stride."""
    recording, truth = walk("backward", 0.7, sites=LEGS)
    motions = {site: follow_segment(recording, site, truth.strides) for site in LEGS}
    thigh, shank = motions["left_thigh"], motions["left_shank"]
    stride_s = float(truth.strides["stride_time_s"].median())
    point = find_knee_point(thigh, shank)
    least = min(find_knee_point(thigh, shank, share * stride_s).misfit for share in faults._LATER)
    for factor, apart in ((1.01, False), (0.99, True)):
        monkeypatch.setattr(faults, "_TOGETHER", factor * point.misfit / least)
        said = faults._other_leg(point, thigh, shank, None, stride_s)
        assert ("do not move together" in said) == apart
