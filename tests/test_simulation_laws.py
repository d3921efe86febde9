"""Laws of the simulator: what must not change, and what must change exactly so."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from simulated import BOTH

import retrogait as rg
from retrogait.simulation import Sensor, Walker
from retrogait.tables.catalogue import SITES

FEET = ("left_foot", "right_foot")
directions = st.sampled_from(BOTH)
speeds = st.floats(0.2, 1.6)
seeds = st.integers(0, 10_000)


@settings(max_examples=4)
@given(directions, speeds, seeds)
def test_same_seed_same_walk_other_seed_other_walk(direction, speed, seed):
    one, two, other = (rg.simulate_walk(direction, speed, 12, seed=s) for s in (seed, seed, seed + 1))
    pd.testing.assert_frame_equal(one[0].wide(), two[0].wide())
    pd.testing.assert_frame_equal(one[1].events, two[1].events)
    assert not one[1].events.time_s.equals(other[1].events.time_s)


@settings(max_examples=4)
@given(directions, speeds, seeds, st.floats(-0.3, 0.3))
def test_a_mirrored_walk_swaps_sides(direction, speed, seed, limp):
    def walk(first, asymmetry):
        walker = Walker(step_time_asymmetry=asymmetry, step_length_asymmetry=-asymmetry / 2)
        return rg.simulate_walk(
            direction,
            speed,
            12,
            seed=seed,
            first_step=first,
            walker=walker,
            sensor=Sensor.perfect(),
            sites=SITES,
        )

    (one, true), (two, mirrored) = walk("left", limp), walk("right", -limp)
    np.testing.assert_allclose(true.events.time_s, mirrored.events.time_s, atol=1e-9)
    assert (true.events.side != mirrored.events.side).all()
    np.testing.assert_allclose(
        true.knee.left_knee_flexion_deg, mirrored.knee.right_knee_flexion_deg, atol=1e-6
    )
    flip = np.array([1, -1, 1, -1, 1, -1])
    for a, b in (
        ("left_foot", "right_foot"),
        ("right_shank", "left_shank"),
        ("lower_back",) * 2,
        ("sternum",) * 2,
    ):
        np.testing.assert_allclose(one[a].to_numpy(), two[b].to_numpy() * flip, atol=1e-6)


@settings(max_examples=6)
@given(directions, speeds, st.sampled_from([50.0, 64.0, 128.0, 204.8, 400.0]))
def test_the_rate_leaves_the_truth_alone(direction, speed, rate):
    at_100, truth = rg.simulate_walk(direction, speed, 10, seed=3, sensor=Sensor.perfect())
    other, same = rg.simulate_walk(direction, speed, 10, seed=3, rate_hz=rate, sensor=Sensor.perfect())
    pd.testing.assert_frame_equal(truth.events, same.events)
    pd.testing.assert_frame_equal(truth.strides, same.strides)
    assert other.rate_hz == pytest.approx(rate)
    for site in FEET:  # the integral of the samples is the turn of the foot, whatever the rate
        turned = [r[site].gyr_y.sum() / r.rate_hz for r in (at_100, other)]
        assert turned[0] == pytest.approx(turned[1], abs=0.5)


@settings(max_examples=6)
@given(directions, speeds, st.integers(1, 5))
def test_standing_longer_shifts_the_walk(direction, speed, later_s):
    early, truth = rg.simulate_walk(direction, speed, 14, seed=9, stand_s=(1, 2), sensor=Sensor.perfect())
    late, shifted = rg.simulate_walk(
        direction, speed, 14 + later_s, seed=9, stand_s=(1 + later_s, 2), sensor=Sensor.perfect()
    )
    np.testing.assert_allclose(shifted.events.time_s, truth.events.time_s + later_s, atol=1e-6)
    np.testing.assert_allclose(
        late["left_foot"].to_numpy()[100 * later_s :], early["left_foot"].to_numpy(), atol=1e-4
    )


@pytest.mark.parametrize("direction", BOTH)
def test_a_treadmill_feels_like_the_floor(direction):
    over, ground = rg.simulate_walk(direction, 0.6, 20, seed=4, stand_s=0)
    belt, tread = rg.simulate_walk(direction, 0.6, 20, seed=4, surface="treadmill")
    pd.testing.assert_frame_equal(over.wide(), belt.wide())
    pd.testing.assert_frame_equal(ground.strides, tread.strides)
    assert abs(np.ptp(ground.paths["left_foot"].x_m)) > 10
    assert abs(np.ptp(tread.paths["left_foot"].x_m)) < 2
    stance = tread.strides[tread.strides.side == "left"].iloc[3]
    rest = stance.start_s + 0.5 * stance.stance_time_s
    x = tread.paths["left_foot"].x_m
    carried = (np.interp(rest + 0.01, x.index, x) - np.interp(rest - 0.01, x.index, x)) / 0.02
    assert carried == pytest.approx(0.6 if direction == "backward" else -0.6, abs=0.01)


@settings(max_examples=8)
@given(directions, speeds, seeds, st.floats(0.8, 1.25))
def test_mean_speed_and_cadence_are_those_asked_for(direction, speed, seed, quicker):
    cadence = Walker().usual_cadence_spm(direction, speed) * quicker
    assume(60 * speed / cadence <= 0.85)  # legs make no longer steps: test_simulation_options
    steady_walker = Walker(stride_time_cv=0.01, stride_length_cv=0.01)
    _, truth = rg.simulate_walk(direction, speed, 40, seed=seed, cadence_spm=cadence, walker=steady_walker)
    steady = truth.strides[~truth.strides.is_first & ~truth.strides.is_last]
    assert steady.stride_length_m.sum() / steady.stride_time_s.sum() == pytest.approx(speed, rel=0.03)
    assert 120 / steady.stride_time_s.mean() == pytest.approx(cadence, rel=0.03)
    np.testing.assert_allclose(steady.stance_time_s + steady.swing_time_s, steady.stride_time_s)
    assert (steady.double_support_s > 0).all()
    assert (steady.step_time_s < steady.stride_time_s).all()


def test_a_site_is_the_same_whichever_others_are_worn():
    alone, _ = rg.simulate_walk("backward", 0.5, 10, seed=8, sites=["right_shank"])
    among, _ = rg.simulate_walk("backward", 0.5, 10, seed=8, sites=SITES)
    pd.testing.assert_frame_equal(alone["right_shank"], among["right_shank"])


def test_faults_of_the_sensor_leave_the_walk_alone():
    clean = rg.simulate_walk("forward", 1.0, 10, seed=8, sensor=Sensor.perfect())
    noisy = rg.simulate_walk("forward", 1.0, 10, seed=8, sensor=Sensor(acc_noise_mps2=0.5, mounting="random"))
    pd.testing.assert_frame_equal(clean[1].events, noisy[1].events)
    pd.testing.assert_frame_equal(clean[1].paths["left_foot"], noisy[1].paths["left_foot"])


def test_walking_thirty_steps_a_minute():
    _, truth = rg.simulate_walk("backward", 0.2, 60, cadence_spm=30)
    assert truth.strides.stride_time_s.median() == pytest.approx(4.0, rel=0.03)
    assert truth.strides.iloc[2:-2].stance_pct.between(65, 90).all()
