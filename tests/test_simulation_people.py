"""Simulated feet move like people's: the figures computed on real recordings, [C] in the science notes.

Treadmill of Gottlieb 2020 (one adult, heel sensors): pitch rate 20 to 150 ms after contact +132..+148 deg/s forward and
-137..-139 backward; backward the foot stays below 30 deg/s for 220 to 320 ms of a 0.77 s stance, and the quietest point
lies at 0.53 to 0.66 of stance against 0.39 to 0.49 forward.
"""

import numpy as np
import pytest
from simulated import matrices, positions

import retrogait as rg

PACES = {"forward": (1.0, 100.0), "backward": (0.49, 105.0)}  # stride times of 1.2 and 1.14 s


@pytest.fixture(scope="module", params=["forward", "backward"])
def feet(request):
    """Direction, and per stride of both feet: samples and the times of contact, departure and next contact."""
    speed, cadence = PACES[request.param]
    recording, truth = rg.simulate_walk(
        request.param, speed, 60, seed=11, cadence_spm=cadence, surface="treadmill", rate_hz=200
    )
    strides = []
    for side in ("left", "right"):
        time_s, values = recording.samples(f"{side}_foot")
        own = truth.strides[truth.strides.side == side]
        strides += [(time_s, values, row.start_s, row.final_contact_s) for row in own.itertuples()]
    assert len(strides) > 80
    return request.param, strides


def test_pitch_rate_after_contact(feet):
    direction, strides = feet
    rates = [v[(t > start + 0.02) & (t < start + 0.15), 4].mean() for t, v, start, _ in strides]
    low, high = {"forward": (132.0, 148.0), "backward": (-144.0, -132.0)}[direction]
    assert low < np.mean(rates) < high
    assert (np.sign(rates) == np.sign(low)).all()


def test_time_below_30_deg_per_s_and_its_place_in_stance(feet):
    direction, strides = feet
    quiet_s, places = [], []
    for t, v, start, leave in strides:
        stance = (t >= start) & (t <= leave)
        rate = np.linalg.norm(v[:, 3:], axis=1)
        quiet_s.append((rate[stance] < 30.0).sum() / 200.0)
        smooth = np.convolve(rate, np.ones(21) / 21, mode="same")
        places.append((t[stance][np.argmin(smooth[stance])] - start) / (leave - start))
    if direction == "backward":
        assert 0.22 < np.mean(quiet_s) < 0.32
        assert 0.53 < np.mean(places) < 0.66
    else:
        assert 0.39 < np.mean(places) < 0.49


def test_shape_of_stride_lies_within_what_people_do(feet):
    direction, strides = feet
    stance = np.mean([leave - start for _, _, start, leave in strides])
    pitch_turn = np.mean([np.ptp(np.cumsum(v[(t > s) & (t < s + 1.15), 4])) / 200 for t, v, s, _ in strides])
    impact = np.median([np.linalg.norm(v[abs(t - s) < 0.05, :3], axis=1).max() for t, v, s, _ in strides])
    if direction == "backward":
        assert 0.74 < stance < 0.83
        assert 35.0 < pitch_turn < 55.0  # real: toe-down 28 and toe-up 12 deg
        assert 20.0 < impact < 45.0  # real: 32 m/s^2
    else:
        assert 0.70 < stance < 0.82
        assert 75.0 < pitch_turn < 100.0  # real: toe-down 55..65 and toe-up 26..30 deg
        assert 35.0 < impact < 130.0  # real: 35 from motion capture, 135 from a heel sensor at 1.4 m/s


def test_landing_speed_is_about_a_quarter_of_the_swing_peak():
    for direction in ("forward", "backward"):
        _, truth = rg.simulate_walk(direction, 0.8, 12, seed=2, rate_hz=400, contact="touch")
        point = np.array([-0.12, 0.0, -0.05]) if direction == "forward" else np.array([0.09, 0.0, -0.05])
        path = truth.paths["left_foot"]
        speed = np.hypot(*np.gradient(positions(path) + matrices(path) @ point, 1 / 400, axis=0)[:, :2].T)
        for row in truth.strides[truth.strides.side == "left"].itertuples():
            swing = speed[(path.index > row.final_contact_s) & (path.index < row.end_s)]
            assert 0.22 < np.interp(row.end_s, path.index, speed) / swing.max() < 0.31
            assert np.interp(row.end_s + 0.04, path.index, speed) < 0.02 * swing.max()
