"""A treadmill whose belt changes its speed: people keep up with it, and stand where it has stopped."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from simulated import drift, matrices, positions

import retrogait as rg
from retrogait.simulation import Sensor, Walker

PROGRAM = [
    ("stand", 3),
    ("forward", 20, 0.8),
    ("forward", 15, 1.3),
    ("stop", 3),
    ("backward", 20, 0.5),
    ("stand", 3),
]
SITES = ("left_foot", "right_foot", "lower_back", "right_shank")


def walk(program=PROGRAM, seed=2, rate_hz=400.0, **arguments):
    return rg.simulate_walk(
        program=program,
        seed=seed,
        surface="treadmill",
        rate_hz=rate_hz,
        sites=SITES,
        sensor=Sensor.perfect(),
        **arguments,
    )


@pytest.fixture(scope="module")
def done():
    return walk()


def test_the_belt_goes_as_fast_as_the_segments_say_and_stops_with_the_person(done):
    _, truth = done
    belt = truth.belt.belt_mps
    assert belt.loc[:3.0].abs().max() < 1e-3
    assert belt.loc[8:22].to_numpy() == pytest.approx(-0.8, abs=1e-6)
    assert belt.loc[27:37].to_numpy() == pytest.approx(-1.3, abs=1e-6)
    assert belt.max() == pytest.approx(0.5, abs=1e-6)  # backward it runs the other way
    assert belt.iloc[-1200:].abs().max() < 1e-6
    assert (belt.diff().abs() * 400.0).max() < 1.0


def test_strides_keep_up_with_the_belt_and_the_person_stays_on_it(done):
    _, truth = done
    strides = truth.strides
    for begin_s, end_s, speed in ((8, 22, 0.8), (29, 37, 1.3)):
        inner = strides[(strides.start_s > begin_s) & (strides.end_s < end_s)]
        assert inner.stride_length_m.sum() / inner.stride_time_s.sum() == pytest.approx(speed, rel=0.04)
    assert [d for d in strides.direction.unique() if d != "unknown"] == ["forward", "backward"]
    x = truth.paths["lower_back"].x_m
    assert x.abs().max() < 1.2
    assert np.ptp(x.loc[10:22]) > 0.03  # nobody keeps one place


def test_a_foot_in_stance_goes_with_the_belt(done):
    _, truth = walk(walker=Walker(impact=0.0))
    path = truth.paths["left_foot"]
    toe = (positions(path) + matrices(path) @ np.array([0.09, 0.0, -0.05]))[:, 0]
    for stride in truth.strides[truth.strides.side == "left"].itertuples():
        if stride.direction != "forward":
            continue
        at = np.searchsorted(path.index, stride.start_s + 0.6 * stride.stance_time_s)
        carried = (toe[at + 4] - toe[at - 4]) * 400.0 / 8.0
        assert carried == pytest.approx(truth.belt.belt_mps.iloc[at], abs=2e-3)


def test_sensors_feel_the_belt_speed_up(done):
    recording, truth = done
    for site in SITES:
        values, path = recording[site].to_numpy(), truth.paths[site]
        for start in range(400, len(values) - 1000, 800):
            missed_m, turned_deg = drift(values, path, 400.0, start, start + 800)
            assert missed_m < 0.03  # without the belt's acceleration it would be 0.5
            assert turned_deg < 0.05
    # carried off standing: the belt's speed after 0.8 s is that of the sensors
    gained = recording["left_foot"].acc_x.loc[2.9:3.8].sum() / 400.0
    assert gained == pytest.approx(truth.belt.belt_mps.loc[3.8:].iloc[0], abs=0.01)
    assert gained < -0.1


def test_standing_people_are_still_while_the_belt_is(done):
    recording, truth = done
    pauses = [(0.0, 2.9), (truth.belt.index[-1] - 2.0, truth.belt.index[-1])]
    for begin_s, end_s in pauses:
        assert recording["left_foot"].loc[begin_s:end_s, ["gyr_x", "gyr_y", "gyr_z"]].abs().max().max() < 0.5
        assert np.ptp(truth.paths["left_foot"].x_m.loc[begin_s:end_s]) < 1e-6


def test_memory_and_seed_are_kept_on_a_belt():
    one, two = (walk(rate_hz=100.0, walker=Walker(stride_time_hurst=0.9)) for _ in range(2))
    pd.testing.assert_frame_equal(one[1].events, two[1].events)
    other = walk(rate_hz=100.0, seed=3, walker=Walker(stride_time_hurst=0.9))
    assert not one[1].events.time_s.equals(other[1].events.time_s)


def test_a_steady_belt_tells_its_speed_and_the_floor_has_none():
    _, steady = rg.simulate_walk("backward", 0.6, 15, surface="treadmill")
    assert steady.belt.belt_mps.to_numpy() == pytest.approx(0.6)
    _, floor = rg.simulate_walk("backward", 0.6, 15)
    assert (floor.belt.belt_mps == 0.0).all()
