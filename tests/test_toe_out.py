"""Toe-out against the truth, its signs, and where the sensors cannot say it."""

from __future__ import annotations

import numpy as np
import pytest
from walks import BOTH, frames_of, mirrored, recorded, reversed_in_time, simulate

import retrogait as rg
from retrogait.simulation import Sensor, Walker

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
WAYS = pytest.mark.parametrize("direction", BOTH)


def toe_out(recording: rg.Recording, **given: object) -> dict[str, float]:
    return (
        rg.analyze(recording, **given).strides.groupby("side", observed=True)["toe_out_deg"].mean().to_dict()
    )


@WAYS
@pytest.mark.parametrize("angle", [-8.0, 6.0, 25.0])
def test_the_mean_is_the_walkers(direction, angle):
    walker = Walker.profile("adult", toe_out_deg=angle)
    walk, truth = simulate(direction, 0.6, 25, seed=3, walker=walker)
    found = toe_out(walk)
    assert found == pytest.approx(
        truth.strides.groupby("side", observed=True)["toe_out_deg"].mean().to_dict(), abs=0.5
    )
    assert found == pytest.approx({"left": angle, "right": angle}, abs=1.0)


@WAYS
def test_each_foothold_has_its_own(direction):
    walk, truth = simulate(direction, 0.6, 40, seed=3)
    pairs = truth.strides.merge(rg.analyze(walk).strides, on="side", suffixes=("", "_found"))
    pairs = pairs[(pairs["start_s"] - pairs["start_s_found"]).abs() < 0.1]
    off = pairs["toe_out_deg_found"] - pairs["toe_out_deg"]
    assert len(off) >= 20
    assert off.std() < 0.5 * pairs["toe_out_deg"].std()


@WAYS
def test_in_a_mirror_outward_is_outward(direction):
    walk = simulate(direction, 0.6, 25, seed=3)[0]
    here, there = toe_out(walk), toe_out(recorded(mirrored(frames_of(walk))))
    assert there == pytest.approx({"left": here["right"], "right": here["left"]}, abs=1e-6)


@WAYS
def test_run_back_in_time_the_foot_points_the_same_way(direction):
    walk = simulate(direction, 0.6, 30, seed=3)[0]
    assert toe_out(recorded(reversed_in_time(frames_of(walk)))) == pytest.approx(toe_out(walk), abs=0.3)


@WAYS
def test_only_a_stated_mounting_tells_where_the_foot_points(direction):
    """A walk tells where the foot goes: a mounting found from it would give 0 for every mean."""
    sensor = Sensor(mounting="random")
    walk, truth = simulate(direction, 0.6, 30, seed=3, sensor=sensor)
    for given in ({}, {"direction": direction}, {"alignment": rg.calibrate(walk, direction=direction)}):
        strides = rg.analyze(walk, **given).strides
        assert strides["stride_length_m"].notna().any()
        assert strides["toe_out_deg"].isna().all()
    declared = rg.Alignment.declared(truth.mounting)
    assert toe_out(walk, alignment=declared) == pytest.approx({"left": 6.0, "right": 6.0}, abs=1.0)


def test_a_turning_stride_has_none():
    program = [("stand", 2), ("forward", 10), ("turn", 180), ("forward", 10)]
    walk, truth = rg.simulate_walk(program=program, speed_mps=0.8, seed=3)
    for strides in (rg.analyze(walk).strides, truth.strides):
        turning = strides["is_turning"].to_numpy(bool)
        assert turning.any()
        assert np.isnan(strides.loc[turning, "toe_out_deg"]).all()
        assert strides.loc[~turning, "toe_out_deg"].notna().mean() > 0.8
