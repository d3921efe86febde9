"""The simulated feet: exact against their own samples, still where they stand, and like people's."""

import itertools

import numpy as np
import pandas as pd
import pytest

import retrogait as rg
from retrogait.schema import EVENTS, STRIDES
from retrogait.simulation import Sensor, Walker

GRAVITY = np.array([0.0, 0.0, -9.80665])
HEEL, TOE = np.array([-0.12, 0.0, -0.05]), np.array([0.09, 0.0, -0.05])
BOTH = ("backward", "forward")


def matrices(path: pd.DataFrame) -> np.ndarray:
    """Rotations (n, 3, 3) from segment to room of a truth path."""
    yaw, pitch, roll = np.radians(path[["yaw_deg", "pitch_deg", "roll_deg"]].to_numpy().T)
    none, one = np.zeros(len(yaw)), np.ones(len(yaw))

    def stack(*rows):
        return np.moveaxis(np.array(rows), 2, 0)

    about_z = stack((np.cos(yaw), -np.sin(yaw), none), (np.sin(yaw), np.cos(yaw), none), (none, none, one))
    about_y = stack(
        (np.cos(pitch), none, np.sin(pitch)), (none, one, none), (-np.sin(pitch), none, np.cos(pitch))
    )
    about_x = stack(
        (one, none, none), (none, np.cos(roll), -np.sin(roll)), (none, np.sin(roll), np.cos(roll))
    )
    return about_z @ about_y @ about_x


def rotation_of(vector: np.ndarray) -> np.ndarray:
    angle = np.linalg.norm(vector)
    if angle < 1e-12:
        return np.eye(3)
    x, y, z = vector / angle
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k


@pytest.mark.parametrize("direction", BOTH)
def test_integrating_the_samples_gives_the_path_back(direction):
    rate = 400.0
    recording, truth = rg.simulate_walk(
        direction, 0.7, 12, seed=2, rate_hz=rate, sensor=Sensor.perfect(), walker=Walker(impact=0.5)
    )
    values = recording["left_foot"].to_numpy()
    path = truth.paths["left_foot"]
    position, true_rotation = path[["x_m", "y_m", "z_m"]].to_numpy(), matrices(path)
    strides = truth.strides[truth.strides.side == "left"]
    assert len(strides) >= 4
    rests = (strides.start_s + (0.6 if direction == "backward" else 0.42) * strides.stance_time_s).to_numpy()
    for start, end in itertools.pairwise(np.round(rests * rate).astype(int)):
        turn, x, v = true_rotation[start], position[start], np.zeros(3)
        for sample in values[
            start:end
        ]:  # the mean over an interval around its instant: half an interval late
            half = rotation_of(np.radians(sample[3:]) / rate / 2)
            gain = (turn @ half @ sample[:3] + GRAVITY) / rate
            x, v, turn = x + (v + gain / 2) / rate, v + gain, turn @ half @ half
        error = turn @ true_rotation[end].T
        angle = np.degrees(np.linalg.norm(error - error.T) / 8**0.5)
        assert np.linalg.norm(x - position[end]) < 0.001
        assert angle < 0.05


@pytest.mark.parametrize("direction", BOTH)
def test_the_point_on_the_floor_does_not_move(direction):
    _, truth = rg.simulate_walk(
        direction, 0.8, 15, seed=1, rate_hz=400, contact="touch", walker=Walker(impact=0.0)
    )
    path = truth.paths["right_foot"]
    position, turn = path[["x_m", "y_m", "z_m"]].to_numpy(), matrices(path)
    heel, toe = position + turn @ HEEL, position + turn @ TOE
    first, last = (toe, heel) if direction == "backward" else (heel, toe)
    strides = truth.strides[truth.strides.side == "right"]
    time = path.index.to_numpy()
    for start, leave in zip(strides.start_s, strides.final_contact_s, strict=True):
        landed = first[(time > start + 0.04) & (time < start + 0.4 * (leave - start))]
        leaving = last[(time > start + 0.65 * (leave - start)) & (time < leave - 0.003)]
        assert np.ptp(landed, axis=0).max() < 1e-6
        assert np.ptp(leaving, axis=0).max() < 1e-6
        assert np.abs(landed[:, 2]).max() < 1e-6
    assert min(heel[:, 2].min(), toe[:, 2].min()) > -1e-6


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize("speed", [0.2, 0.5, 1.0, 1.6])
def test_truth_holds_together(direction, speed):
    recording, truth = rg.simulate_walk(direction, speed, 40, seed=5)
    events, strides = truth.events, truth.strides
    EVENTS.check(events)
    STRIDES.check(strides)
    assert recording.n_samples == 4000
    assert events.time_s.is_monotonic_increasing
    assert (events.direction == direction).all()
    np.testing.assert_allclose(strides.stance_time_s + strides.swing_time_s, strides.stride_time_s)
    np.testing.assert_allclose(strides.end_s - strides.start_s, strides.stride_time_s)
    steady = strides[~strides.is_first & ~strides.is_last]
    assert (steady.stride_length_m.sum() / steady.stride_time_s.sum()) == pytest.approx(speed, rel=0.05)
    assert steady.double_support_s.between(0, 0.8 * steady.stride_time_s).all()


def test_velocity_and_touch_tell_the_same_initial_contacts():
    for direction in BOTH:
        for speed in (0.2, 0.6, 1.2):
            by_speed, by_touch = (
                rg.simulate_walk(direction, speed, 20, seed=4, contact=c)[1].events
                for c in ("velocity", "touch")
            )
            late = by_speed.time_s - by_touch.time_s
            assert late[by_speed.event == "initial_contact"].abs().max() < 0.010
            assert late[by_speed.event == "final_contact"].between(0.020, 0.050).all()
