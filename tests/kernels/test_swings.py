from __future__ import annotations

import functools

import naive_swings
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_inputs import SEEDS, increasing, walk_like

import retrogait as rg
from retrogait._kernels import crossings, strapdown, swings
from retrogait.simulation import Sensor

pytestmark = pytest.mark.kernels

HEEL, TOE = np.array([-0.12, 0.0, -0.03]), np.array([0.09, 0.0, -0.05])
COLUMNS = {
    name: k
    for name, k in vars(swings).items()
    if isinstance(k, int) and name.isupper() and name not in {"WIDTH", "WHOLE"}
}


def measure(samples, at, rate_hz, reach=40, threshold=0.3):
    """Rows of swings between the samples `at`, and all that went into them."""
    at = np.asarray(at, np.int64)
    n, m = len(samples), len(at)
    turn, force_sum = np.empty((n, 4)), np.empty((n, 3))
    strapdown.integrate_motion(samples, rate_hz, np.zeros(3), turn, force_sum)
    gravity, frames = np.empty((m - 1, 3)), np.empty((m - 1, 3, 3))
    strapdown.gravity_between(force_sum, at, rate_hz, gravity)
    strapdown.level_frames(gravity, frames)
    rows = np.empty((m + 1, swings.WIDTH))
    given_arrays = (
        samples,
        turn,
        force_sum,
        at,
        gravity,
        frames,
        rate_hz,
        reach,
        HEEL,
        TOE,
        threshold,
    )
    swings.measure_swings(*given_arrays, rows)
    return rows, given_arrays


def assert_twin(rows, given_arrays, columns=COLUMNS):
    for k, row in enumerate(rows):
        want = naive_swings.swing(*given_arrays, row=k)
        for name, column in columns.items():
            got, expected = row[column], want.get(name, np.nan)
            if name == "TURN_DEG":  # the kernel's is between -180 and 180
                got, expected = np.cos(np.radians([got, expected]))
            assert got == pytest.approx(expected, rel=1e-6, abs=1e-6, nan_ok=True), f"row {k}: {name}"


@functools.cache
def foot(direction: str, speed_mps: float, rate_hz: float = 100.0, cadence_spm: float | None = None):
    """A noise-free foot, its true path, and the samples at which it stands."""
    walk, truth = rg.simulate_walk(
        direction,
        speed_mps,
        9,
        seed=3,
        rate_hz=rate_hz,
        sensor=Sensor.perfect(),
        stand_s=1.0,
        cadence_spm=cadence_spm,
    )
    strides = truth.strides[truth.strides["side"] == "left"]
    middle = strides["start_s"] + (0.45 if direction == "forward" else 0.55) * strides["stance_time_s"]
    at = np.round(np.append(0.3, middle.to_numpy()) * rate_hz).astype(np.int64)
    return walk.samples("left_foot")[1], truth, at


@pytest.mark.parametrize("direction", ["backward", "forward"])
@pytest.mark.parametrize(("speed", "threshold"), [(0.3, 0.3), (0.9, 0.3), (0.9, 0.0)])
def test_measure_swings(direction, speed, threshold):
    samples, _, at = foot(direction, speed)
    assert_twin(*measure(samples, at, 100.0, threshold=threshold))


WHOLE = {name: k for name, k in COLUMNS.items() if "_IC" not in name and "_FC" not in name}


def test_a_contact_is_known_to_how_fast_a_point_passes_the_threshold_and_what_it_skips():
    """A point that leaves with a snap of 30 ms, 60 ms before it goes: from 0.15 to 0.45 m/s in 30 ms."""
    speed = np.concatenate([np.zeros(10), [0.0, 0.5, 0.5, 0.5, 0, 0, 0, 0, 0, 0], np.arange(0, 1.01, 0.1)])
    rise = crossings.first_rise(speed, crossings.WHOLE, 0, len(speed) - 1, 1.0, 0.3, 5.0)
    assert rise == pytest.approx(23.0)
    assert crossings.passing(speed, rise, 0.3, False) == 4  # 0.1 to 0.5 m/s
    assert crossings.skipped(speed, rise, 0.3, False) == pytest.approx(23 - 11)
    back, fall = speed[::-1].copy(), len(speed) - 1 - rise
    assert crossings.passing(back, fall, 0.3, True) == 4
    assert crossings.skipped(back, fall, 0.3, True) == pytest.approx(23 - 11)
    speed[10:20] = 0.0
    assert crossings.skipped(speed, rise, 0.3, False) == 0.0


@given(SEEDS, st.integers(2, 5), st.integers(0, 60))
def test_measure_swings_of_any_motion(seed, m, reach):
    """No walk: points do not come to rest at the ends, so when they land and leave means nothing."""
    samples = walk_like(60, seed)
    samples[:, 3:] *= 0.2
    assert_twin(*measure(samples, increasing(m, 60, seed), 100.0, reach), WHOLE)


@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_rows_are_the_true_motion(direction):
    samples, truth, at = foot(direction, 0.7, 200.0)
    rows, _ = measure(samples, at, 200.0)
    path = truth.paths["left_foot"].iloc[at]
    way = np.hypot(*np.diff(path[["x_m", "y_m"]].to_numpy(), axis=0).T)
    pitch_deg = path["pitch_deg"].to_numpy()
    inner = rows[1:-1]
    np.testing.assert_allclose(
        np.hypot(inner[:, swings.DISPLACEMENT_X], inner[:, swings.DISPLACEMENT_Y]), way, atol=0.01
    )
    np.testing.assert_allclose(inner[:, swings.RISE_M], np.diff(path["z_m"]), atol=0.01)
    np.testing.assert_allclose(inner[:, swings.TURN_DEG], np.diff(path["yaw_deg"]), atol=0.5)
    np.testing.assert_allclose(inner[:, swings.PITCH_BEFORE_DEG], pitch_deg[:-1], atol=1.0)
    np.testing.assert_allclose(inner[:, swings.PITCH_AFTER_DEG], pitch_deg[1:], atol=1.0)
    assert (inner[:, swings.PATH_M] >= 0.999 * way).all()
    sense = 1.0 if direction == "forward" else -1.0
    assert (sense * inner[:, swings.AHEAD] > 0.95).all()


@pytest.mark.parametrize("direction", ["backward", "forward"])
def test_points_land_and_leave_when_they_do(direction):
    samples, truth, at = foot(direction, 0.7, 200.0)
    rows, _ = measure(samples, at, 200.0)
    land, leave = ("HEEL_IC", "TOE_FC") if direction == "forward" else ("TOE_IC", "HEEL_FC")
    own = truth.events[truth.events["side"] == "left"]
    for kind, name in (("initial_contact", land), ("final_contact", leave)):
        true_s = own.loc[own["event"] == kind, "time_s"].to_numpy()
        found_s = rows[1:-1, COLUMNS[name]] / 200.0
        assert np.abs(found_s[:, None] - true_s).min(axis=1).max() < 0.015


def test_open_ends_reach_no_further_than_told():
    samples, _, at = foot("forward", 0.9)
    rows, _ = measure(samples, at[2:5], 100.0, reach=30)
    assert rows[0, swings.REST_BEFORE] == at[2] - 30
    assert rows[-1, swings.REST_AFTER] == at[4] + 30
    assert np.isnan(rows[0, swings.PITCH_BEFORE_DEG])
    assert np.isnan(rows[-1, swings.PITCH_AFTER_DEG])
    assert np.isnan(rows[[0, -1], swings.TURN_DEG]).all()


def test_stretches_of_less_than_five_samples_measure_nothing():
    rows, _ = measure(walk_like(60, 1), [0, 3, 30, 59], 100.0)
    assert np.isnan(rows[[0, 1, 4], swings.PEAK_AT :]).all()
    assert rows[1, [swings.REST_BEFORE, swings.REST_AFTER]].tolist() == [0, 3]
    assert np.isfinite(rows[2, swings.PEAK_MPS])


@pytest.mark.parametrize("step_m", [0.08, 0.12, 0.4])
def test_a_heel_that_goes_faster_while_the_foot_rolls_off_lands_where_it_does(step_m):
    """In short steps the heel is fastest before the toe leaves: the swing's peak is that after it has left."""
    samples, truth, at = foot("forward", step_m * 120.0 / 60.0, 200.0, 120.0)
    rows, _ = measure(samples, at, 200.0)
    own = truth.events[truth.events["side"] == "left"]
    true_s = own.loc[own["event"] == "initial_contact", "time_s"].to_numpy()
    found_s = rows[1:-1, swings.HEEL_IC] / 200.0
    assert np.abs(found_s[:, None] - true_s).min(axis=1).max() < 0.03


@pytest.mark.parametrize(("turn_deg", "horizontal"), [(19.0, False), (21.0, True), (-21.0, True)])
def test_a_swing_that_turns_lands_by_its_horizontal_speed(turn_deg, horizontal):
    """A sensor that goes on aside when it no longer goes ahead: only where the swing turns does that count."""
    rate_hz, n = 200.0, 601
    at = np.array([100, 300, 500])
    time_s = (np.arange(n) - 300) / rate_hz
    ahead = np.where((time_s > 0.2) & (time_s < 0.6), np.sin(np.pi * (time_s - 0.2) / 0.4) ** 2, 0.0)
    aside = np.where((time_s > 0.4) & (time_s < 0.7), 0.5 * np.sin(np.pi * (time_s - 0.4) / 0.3) ** 2, 0.0)
    rate_dps = np.where((time_s > 0.2) & (time_s < 0.6), turn_deg / 0.4, 0.0)
    heading = np.radians(np.cumsum(rate_dps) / rate_hz)
    acc = np.stack([np.gradient(ahead), np.gradient(aside)], axis=1) * rate_hz
    samples = np.zeros((n, 6))
    samples[:, 0] = np.cos(heading) * acc[:, 0] + np.sin(heading) * acc[:, 1]
    samples[:, 1] = np.cos(heading) * acc[:, 1] - np.sin(heading) * acc[:, 0]
    samples[:, 2], samples[:, 5] = 9.81, rate_dps
    rows, _ = measure(samples, at, rate_hz)
    row = rows[2]
    assert row[swings.TURN_DEG] == pytest.approx(turn_deg, abs=0.5)
    landed_s = (row[swings.OWN_IC] - 300) / rate_hz
    assert (landed_s > 0.6) == horizontal
