"""Where on a foot its sensor sits is found from the walk, and contacts are those of the foot, wherever it sits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from walks import BOTH, FEET, simulate

import retrogait as rg
from retrogait.kinematics.foot_points import FOOT, RestIntervals, sample_intervals
from retrogait.simulation import Sensor
from retrogait.tables.catalogue import SENSOR_COLUMNS

AWAY = pytest.mark.parametrize("ahead_m", [-0.09, 0.06])


def worn_elsewhere(walk: rg.Recording, ahead_m: float) -> rg.Recording:
    """The same feet with sensors further ahead on them: a rigid body's acceleration at another point."""
    offset = np.array([ahead_m, 0.0, 0.0])
    frames = {}
    for site in walk.sites:
        values = walk[site].to_numpy()
        rate = np.radians(values[:, 3:])
        turning = np.gradient(rate, axis=0) * walk.rate_hz
        acc = values[:, :3] + np.cross(turning, offset) + np.cross(rate, np.cross(rate, offset))
        frames[site] = pd.DataFrame(np.hstack([acc, values[:, 3:]]), columns=list(SENSOR_COLUMNS))
    return rg.Recording.from_frames(frames, rate_hz=walk.rate_hz, frame="segment")


@AWAY
@pytest.mark.parametrize("direction", BOTH)
def test_contacts_are_those_of_the_foot(direction, ahead_m):
    walk, _ = simulate(direction, 0.7, 25, seed=3, sites=FEET, rate_hz=200, sensor=Sensor.perfect())
    contacts = rg.ContactOptions(contact="velocity")
    here, there = (rg.analyze(r, contacts=contacts) for r in (walk, worn_elsewhere(walk, ahead_m)))
    assert list(here.events["event"]) == list(there.events["event"])
    np.testing.assert_allclose(there.events["time_s"], here.events["time_s"], atol=0.008)
    np.testing.assert_allclose(there.strides["stride_length_m"], here.strides["stride_length_m"], atol=0.01)


def test_too_few_swings_keep_the_usual_place():
    assert FOOT.seen_from(np.nan, np.nan) is FOOT


@pytest.mark.parametrize(("ball_m", "heel_m"), [(0.5, 0.3), (0.02, -0.02), (0.2, -0.2), (0.9, np.nan)])
def test_what_cannot_be_a_foot_keeps_the_usual_place(ball_m, heel_m):
    assert FOOT.seen_from(ball_m, heel_m) is FOOT


def test_one_end_stands_for_both():
    by_ball, by_heel = FOOT.seen_from(0.15, np.nan), FOOT.seen_from(np.nan, 0.15 - 0.165)
    np.testing.assert_allclose(
        by_ball.base + by_ball.heel + by_ball.toe, by_heel.base + by_heel.heel + by_heel.toe
    )


@given(st.lists(st.integers(1, 700), min_size=1, max_size=5))
def test_a_long_recording_is_sampled_all_over(lengths):
    """Blocks lie in their runs, in order, and there are neither too few nor too many of them."""
    runs, at = [], 0
    for length in lengths:
        runs.append(RestIntervals(at, at + length, np.full((length, 3), at), np.zeros((length, 3, 3))))
        at += length
    picked = sample_intervals(runs)
    chosen = [k for run in picked for k in range(run.first, run.last)]
    assert chosen == sorted(set(chosen))
    assert all(len(run.gravity) == len(run.frames) == run.last - run.first > 0 for run in picked)
    assert all(any(run.first >= r.first and run.last <= r.last for r in runs) for run in picked)
    if at <= 240:
        assert len(chosen) == at
    else:
        assert len(chosen) <= 240
        assert np.max(np.diff([0, *chosen, at])) <= at / 20 + 12
