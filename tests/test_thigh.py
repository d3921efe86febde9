"""Motion of a thigh: its axis, however the sensor slips, and the half of each cycle that is the swing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from walks import BOTH, frames_of, recorded, simulate

import retrogait as rg
from retrogait.kinematics.segment import main_axis
from retrogait.kinematics.thigh import follow_axis, track_thigh
from retrogait.tables.catalogue import SENSOR_COLUMNS

THIGHS = ("left_thigh", "right_thigh")


def turning(axis: np.ndarray, n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.outer(80.0 * np.sin(np.arange(n) / 16.0), axis) + rng.normal(0, 5.0, (n, 3))


@given(st.integers(0, 2**32 - 1))
def test_an_axis_that_stays_is_the_main_axis_of_the_whole(seed):
    axis, up = Rotation.random(random_state=seed).as_matrix()[:2]
    rates = turning(axis, 900, seed)
    found, share = follow_axis(rates, np.tile(up, (900, 1)), 100)
    whole, clearness = main_axis(rates, up)
    assert (np.abs(found @ whole) > 0.99).all()
    assert (found[1:] * found[:-1]).sum(axis=1).min() > 0.99
    assert share == pytest.approx(clearness, abs=0.03)


def test_a_piece_sees_eleven_pieces():
    """The slow twin: each piece's axis from the samples of itself and of five to either side."""
    up = np.tile([0.0, 0.0, 1.0], (2400, 1))
    rates = np.concatenate(
        [turning(np.array([0, 1.0, 0]), 1200, 1), turning(np.array([0.6, 0.8, 0]), 1200, 2)]
    )
    found, share = follow_axis(rates, up, 100)
    for piece in range(24):
        around = slice(100 * max(0, piece - 5), 100 * min(24, piece + 6))
        axis, clearness = main_axis(rates[around], up[around])
        at = 100 * piece + 50
        assert abs(found[at] @ axis) == pytest.approx(1.0, abs=1e-9)
        assert share[at] == pytest.approx(clearness)


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize("speed_mps", [0.4, 0.8, 1.2])
def test_the_swing_is_told_from_the_stance_whichever_way_the_axis_points(direction, speed_mps):
    """A leg going forward is swung forward, flexing, against the segment's y axis; going backward the other way."""
    walk, _ = simulate(direction, speed_mps, 30, seed=7, sites=THIGHS)
    for site in THIGHS:
        motion = next(iter(track_thigh(walk, site)))
        steady = motion.swing_rate_dps > 12.0
        swung = motion.turns * motion.axis[motion.at, 1]
        right = swung < 0 if direction == "forward" else swung > 0
        assert right[steady][2:-2].all()


def test_who_turns_back_swings_the_other_way():
    program = [("stand", 4), ("forward", 20), ("stand", 4), ("backward", 20), ("stand", 4)]
    walk, truth = rg.simulate_walk(program=program, speed_mps=0.8, seed=3, sites=["left_thigh"])
    motion = next(iter(track_thigh(walk, "left_thigh")))
    contacts = truth.events[truth.events["side"] == "left"]
    swung = motion.turns * motion.axis[motion.at, 1]
    for way, sign in (("forward", -1.0), ("backward", 1.0)):
        time_s = contacts.loc[contacts["direction"] == way, "time_s"]
        inside = (motion.swing > 100 * time_s.min() + 150) & (motion.swing < 100 * time_s.max() - 150)
        assert inside.sum() > 8
        assert (sign * swung[inside] > 0).all()
        assert (-sign * motion.lead[inside] > 0).mean() > 0.9, (
            "the fastest turning comes before the middle, forward"
        )


def test_a_sensor_that_slips_is_followed():
    walk, _ = simulate("forward", 0.9, 60, seed=8, sites=("left_thigh",))
    frame = walk["left_thigh"].copy()
    slipped = Rotation.from_euler("z", 70, degrees=True).as_matrix()
    values = frame.to_numpy(copy=True)
    values[3000:] = values[3000:] @ np.kron(np.eye(2), slipped)
    frame[:] = values
    still, moved = (
        next(iter(track_thigh(recorded({"left_thigh": one}, frame="sensor"), "left_thigh")))
        for one in (frames_of(walk)["left_thigh"], frame)
    )
    assert still.clearness.min() > 0.9
    away = np.abs(moved.swing - 3000.0) > 1200.0
    assert moved.clearness[away].min() > 0.9
    assert len(moved.swing) == pytest.approx(len(still.swing), abs=3)


@pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
def test_nothing_repeats_in_a_still_sensor():
    n = 1000
    values = np.zeros((n, 6))
    values[:, 2] = 9.81
    frame = pd.DataFrame(values, columns=list(SENSOR_COLUMNS), index=np.arange(n) / 100.0)
    still = recorded({"left_thigh": frame}, frame="sensor")
    assert list(track_thigh(still, "left_thigh")) == []
