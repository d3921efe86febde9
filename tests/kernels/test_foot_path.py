"""The path of a foot and its measures, against the slow twin and the true path of a simulated foot."""

from __future__ import annotations

import itertools

import naive_foot_path
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, increasing, walk_like

import retrogait as rg
from retrogait._kernels import foot_path, strapdown
from retrogait.simulation import Sensor

pytestmark = pytest.mark.kernels

HEEL_M, TOE_M = 0.08, 0.13
BASE = np.array([-0.04, 0.0, -0.04])
OVER_LINE = (foot_path.SOLE_M, foot_path.HEEL_M, foot_path.TOE_M, foot_path.PITCH_SINE)


def inputs(samples, at, rate_hz):
    """All that a path is traced from."""
    at = np.asarray(at, np.int64)
    turn, force_sum = np.empty((len(samples), 4)), np.empty((len(samples), 3))
    strapdown.integrate_motion(samples, rate_hz, BASE, turn, force_sum)
    gravity, frames = np.empty((len(at) - 1, 3)), np.empty((len(at) - 1, 3, 3))
    strapdown.gravity_between(force_sum, at, rate_hz, gravity)
    strapdown.level_frames(gravity, frames)
    return samples, turn, force_sum, at, gravity, frames, rate_hz


def traced(given_arrays, scale=1.0, start=np.nan):
    path = np.full((len(given_arrays[0]), foot_path.PATH_WIDTH), np.nan)
    path[given_arrays[3][0], : foot_path.PATH_Z + 1] = start
    foot_path.trace_path(*given_arrays, scale, HEEL_M, TOE_M, path)
    return path


def measured(path, at):
    table = np.empty((len(at) - 1, foot_path.MEASURES_WIDTH))
    for row, (a, b) in enumerate(itertools.pairwise(at)):
        foot_path.measure_path(path[a : b + 1], HEEL_M, TOE_M, table[row])
    return table


def foot(direction, rate_hz=200.0):
    """A noise-free left foot, its true path, and the samples at which it stands."""
    walk, truth = rg.simulate_walk(
        direction, 0.7, 9, seed=3, rate_hz=rate_hz, sensor=Sensor.perfect(), stand_s=1.0
    )
    strides = truth.strides[truth.strides["side"] == "left"]
    middle = strides["start_s"] + (0.45 if direction == "forward" else 0.55) * strides["stance_time_s"]
    at = np.round(np.append(0.3, middle.to_numpy()) * rate_hz).astype(np.int64)
    return walk.samples("left_foot")[1], truth.paths["left_foot"], at


@given(SEEDS, st.integers(2, 5), st.floats(0.9, 1.1))
def test_twin(seed, m, scale):
    samples = walk_like(80, seed)
    samples[:, 3:] *= 0.2
    given_arrays = inputs(samples, increasing(m, 80, seed), 100.0)
    path = traced(given_arrays, scale)
    np.testing.assert_allclose(
        path, naive_foot_path.trace(*given_arrays, scale, HEEL_M, TOE_M), rtol=1e-6, atol=1e-7
    )
    at = given_arrays[3]
    np.testing.assert_allclose(
        measured(path, at), naive_foot_path.measure(path, at, HEEL_M, TOE_M), rtol=1e-6, atol=1e-9
    )


@given(SEEDS, st.integers(2, 5), st.floats(0.9, 1.1))
def test_measures_of_swings_one_by_one(seed, m, scale):
    """Each swing has a last row of its own, which in a path is the first one of the next swing."""
    samples = walk_like(80, seed)
    samples[:, 3:] *= 0.2
    # five samples apart at least: two steps between rests are equal but for rounding, and which is the faster is chance
    given_arrays = inputs(samples, 5 * increasing(m, 16, seed), 100.0)
    table = np.empty((m - 1, foot_path.MEASURES_WIDTH))
    foot_path.measure_swing_paths(*given_arrays, scale, HEEL_M, TOE_M, table)
    for row, part in zip(
        table, naive_foot_path.swing_paths(*given_arrays, scale, HEEL_M, TOE_M), strict=True
    ):
        want = naive_foot_path.measure(part, [0, len(part) - 1], HEEL_M, TOE_M)[0]
        of_the_path = slice(foot_path.LEFT_OVER_MPS)
        np.testing.assert_allclose(row[of_the_path], want[of_the_path], rtol=1e-6, atol=1e-7)
        assert row[foot_path.SWING_S] == pytest.approx((len(part) - 1) / 100.0)


@given(SEEDS)
def test_what_is_left_over_upward(seed):
    """Between two rests alone, the specific force summed up less gravity for that long, seen upward."""
    samples = walk_like(80, seed)
    samples[:, 3:] *= 0.2
    given_arrays = inputs(samples, np.array([10, 70], np.int64), 100.0)
    _, _, force_sum, _, gravity, frames, _ = given_arrays
    table = np.empty((1, foot_path.MEASURES_WIDTH))
    foot_path.measure_swing_paths(*given_arrays, 1.0, HEEL_M, TOE_M, table)
    left = frames[0] @ (force_sum[70] - force_sum[10] - 0.6 * gravity[0])
    assert table[0, foot_path.LEFT_OVER_MPS] == pytest.approx(left[2], abs=1e-9)


@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_the_true_path_of_a_foot(direction):
    samples, true, at = foot(direction)
    path = traced(inputs(samples, at, 200.0))
    inside = slice(at[0], at[-1] + 1)
    pitch_deg = true["pitch_deg"].to_numpy()
    found_deg = np.degrees(np.arcsin(path[inside, foot_path.PITCH_SINE]))
    assert np.abs(found_deg - (pitch_deg - pitch_deg[at[0]])[inside]).max() < 2.0
    # the sole below the ankle stands for the sensor less its turning: place by place along the walk
    ways = np.hypot(*np.diff(path[at][:, :2], axis=0).T)
    np.testing.assert_allclose(
        ways, np.hypot(*np.diff(true[["x_m", "y_m"]].to_numpy()[at], axis=0).T), atol=0.01
    )


@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_at_rest_the_sole_lies_on_the_floor(direction):
    samples, _, at = foot(direction)
    path = traced(inputs(samples, at, 200.0))
    np.testing.assert_allclose(path[at][:, OVER_LINE], 0.0, atol=1e-9)
    assert np.isnan(path[: at[0]]).all()
    assert np.isnan(path[at[-1] + 1 :]).all()


@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_one_run_goes_on_where_the_last_one_ended(direction):
    samples, _, at = foot(direction)
    given_arrays = inputs(samples, at, 200.0)
    here, there = traced(given_arrays), traced(given_arrays, start=(3.0, -2.0, 0.5))
    moved = there - here
    np.testing.assert_allclose(
        moved[at[0] : at[-1], : foot_path.PATH_Z + 1], [[3.0, -2.0, 0.5]] * (at[-1] - at[0])
    )
    np.testing.assert_allclose(moved[at[0] : at[-1], foot_path.SOLE_M :], 0.0, atol=1e-9)


def test_a_foot_that_gets_nowhere_measures_nothing():
    samples = np.tile([0.0, 0.0, 9.81, 0.0, 0.0, 0.0], (50, 1))
    at = np.array([5, 45], np.int64)
    assert np.isnan(measured(traced(inputs(samples, at, 100.0)), at)).all()


def test_a_circle_sideways_is_its_height():
    """Half a circle of 1 m across, 30 cm wide, to the left of the travel; level, so no pitch and no incline."""
    turn = np.linspace(0.0, np.pi, 101)
    path = np.zeros((101, foot_path.PATH_WIDTH))
    path[:, foot_path.PATH_X], path[:, foot_path.PATH_Y] = 0.5 * (1 - np.cos(turn)), 0.3 * np.sin(turn)
    path[:, foot_path.SOLE_X] = 1.0
    path[:, foot_path.TOE_M] = 0.04 + 0.1 * np.cos(turn) ** 2
    row = measured(path, np.array([0, 100], np.int64))[0]
    assert row[[foot_path.ASIDE_LEFT_M, foot_path.ASIDE_RIGHT_M]] == pytest.approx([0.3, 0.0])
    assert row[foot_path.INCLINE_DEG] == 0.0
    assert row[foot_path.TOE_CLEARANCE_M] == pytest.approx(0.04, abs=1e-4)
    assert row[foot_path.TOE_PEAK_M] == pytest.approx(0.14)
