"""Strides against the length of the leg and the speed of the belt; single support."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from walks import BACK, BOTH, SHANKS, VELOCITY, simulate

import retrogait as rg

pytestmark = pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")
WAYS = pytest.mark.parametrize("direction", BOTH)
SCALED = ("dimensionless_speed", "dimensionless_stride_length")


@WAYS
@pytest.mark.parametrize("leg_length_m", [0.6, 1.1])
def test_the_length_of_the_leg_scales_speed_and_length(direction, leg_length_m):
    walk = simulate(direction, 0.6, 20, seed=4)[0]
    session = rg.analyze(walk, person=rg.Person(leg_length_m=leg_length_m))
    strides = session.strides
    np.testing.assert_allclose(
        strides["dimensionless_speed"], strides["speed_mps"] / np.sqrt(9.80665 * leg_length_m)
    )
    np.testing.assert_allclose(
        strides["dimensionless_stride_length"], strides["stride_length_m"] / leg_length_m
    )
    for name in SCALED:
        assert session.summary[f"{direction}_{name}"] > 0.0


@WAYS
def test_without_it_they_are_missing(direction):
    session = rg.analyze(simulate(direction, 0.6, 20, seed=4)[0])
    assert session.strides[list(SCALED)].isna().all(axis=None)
    assert np.isnan([session.summary[f"{direction}_{name}"] for name in SCALED]).all()
    assert session.summary["person_leg_length_m"] is None  # the reason


def test_walkers_of_different_size_are_alike_without_dimension():
    """Who is a quarter larger and walks at the same dimensionless speed takes the same dimensionless strides."""
    found = []
    for leg_m in (0.8, 1.0):
        walker = rg.simulation.Walker(leg_length_m=leg_m)
        speed = 0.2 * np.sqrt(9.80665 * leg_m)
        # the simulator's cadence at a speed goes with the root of the speed over the leg
        walk = rg.simulate_walk("forward", speed, 30, seed=4, walker=walker)[0]
        summary = rg.analyze(walk, person=rg.Person(leg_length_m=leg_m)).summary
        found.append([summary[f"forward_{name}"] for name in SCALED])
    assert found[0][0] == pytest.approx(found[1][0], rel=0.03)


@WAYS
def test_walk_ratio_is_step_length_over_cadence(direction):
    walk, truth = simulate(direction, 0.6, 30, seed=4)
    summary, strides = rg.analyze(walk).summary, truth.strides
    inner = strides[~(strides["is_first"] | strides["is_last"])]
    true = (0.5 * inner["stride_length_m"] / inner["cadence_spm"]).mean()
    assert summary[f"{direction}_walk_ratio_m_per_spm"] == pytest.approx(true, rel=0.02)


@WAYS
@pytest.mark.parametrize("sites", [SHANKS, BACK, ("left_foot", "right_foot")])
def test_on_a_belt_any_site_has_stride_lengths(direction, sites):
    walk, truth = simulate(direction, 0.6, 40, seed=6, sites=sites, surface="treadmill")
    session = rg.analyze(walk, surface="treadmill", belt_speed_mps=0.6)
    strides = session.strides
    np.testing.assert_allclose(strides["belt_stride_length_m"], 0.6 * strides["stride_time_s"])
    inner = truth.strides[~(truth.strides["is_first"] | truth.strides["is_last"])]
    own = strides[~(strides["is_first"] | strides["is_last"])]
    assert own["belt_stride_length_m"].mean() == pytest.approx(inner["stride_length_m"].mean(), rel=0.02)


def test_without_a_belt_there_is_no_length_from_it():
    assert rg.analyze(simulate("forward", 0.8, 16, seed=5)[0]).strides["belt_stride_length_m"].isna().all()


@WAYS
def test_support_is_single_or_double(direction):
    walk, truth = simulate(direction, 0.6, 30, seed=4)
    session = rg.analyze(walk, contacts=VELOCITY)
    for strides in (session.strides, truth.strides):
        known = strides[strides["double_support_s"].notna()]
        assert len(known) >= 15
        total = known["single_support_s"] + known["double_support_s"]
        np.testing.assert_allclose(total, known["stance_time_s"], atol=1e-9)
        shares = known["single_support_pct"] + known["double_support_pct"]
        np.testing.assert_allclose(shares, known["stance_pct"], atol=1e-9)
    summary = session.summary
    steady = pd.concat([truth.strides])[~(truth.strides["is_first"] | truth.strides["is_last"])]
    for name in (
        "double_support_pct",
        "single_support_s",
        "single_support_pct",
        "stance_time_s",
        "swing_time_s",
    ):
        assert summary[f"{direction}_{name}"] == pytest.approx(steady[name].mean(), rel=0.03), name


def test_single_support_is_the_swing_of_the_other_foot():
    strides = rg.analyze(simulate("forward", 0.8, 30, seed=4)[0]).strides
    inner = strides[~(strides["is_first"] | strides["is_last"])]
    swing_s = inner.groupby("side", observed=True)["swing_time_s"].mean()
    single_s = inner.groupby("side", observed=True)["single_support_s"].mean()
    assert single_s["left"] == pytest.approx(swing_s["right"], abs=0.01)
    assert single_s["right"] == pytest.approx(swing_s["left"], abs=0.01)
