"""The simulated feet: exact against their own samples, still where they stand, and like people's."""

import itertools

import numpy as np
import pytest
from simulated import BOTH, drift, matrices, positions

import retrogait as rg
from retrogait.simulation import Sensor, Walker
from retrogait.tables.catalogue import EVENTS, STRIDES

HEEL, TOE = np.array([-0.12, 0.0, -0.05]), np.array([0.09, 0.0, -0.05])


@pytest.mark.parametrize("direction", BOTH)
def test_integrating_the_samples_gives_the_path_back(direction):
    rate = 400.0
    walker = Walker(impact=0.5)
    recording, truth = rg.simulate_walk(
        direction, 0.7, 12, seed=2, rate_hz=rate, sensor=Sensor.perfect(), walker=walker
    )
    strides = truth.strides[truth.strides.side == "left"]
    rests = (strides.start_s + (0.6 if direction == "backward" else 0.46) * strides.stance_time_s).to_numpy()
    assert len(rests) >= 4
    values, path = recording["left_foot"].to_numpy(), truth.paths["left_foot"]
    for start, end in itertools.pairwise(np.round(rests * rate).astype(int)):
        missed_m, turned_deg = drift(values, path, rate, start, end)
        assert missed_m < 0.001
        assert turned_deg < 0.05


@pytest.mark.parametrize("direction", BOTH)
def test_the_point_on_the_floor_does_not_move(direction):
    _, truth = rg.simulate_walk(
        direction, 0.8, 15, seed=1, rate_hz=400, contact="touch", walker=Walker(impact=0.0)
    )
    path = truth.paths["right_foot"]
    position, turn = positions(path), matrices(path)
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


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize(("speed", "cadence_spm"), [(0.1, 60.0), (0.1, 100.0), (0.15, 180.0), (0.3, 125.0)])
def test_contacts_of_short_slow_steps_are_near_the_touch_too(direction, speed, cadence_spm):
    """Such feet are slower than 30 % of their peak for up to 0.2 s before they land."""
    by_speed, by_touch = (
        rg.simulate_walk(direction, speed, 20, seed=0, cadence_spm=cadence_spm, contact=c)[1].events
        for c in ("velocity", "touch")
    )
    for side, kind in itertools.product(("left", "right"), ("initial_contact", "final_contact")):
        late = np.subtract(
            *(t.time_s[(t.side == side) & (t.event == kind)].to_numpy() for t in (by_speed, by_touch))
        )
        low, high = (-0.0081, 0.0101) if kind == "initial_contact" else (-1e-9, 0.0501)
        assert low <= late.min()
        assert late.max() <= high


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
