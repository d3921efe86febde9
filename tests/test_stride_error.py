"""The standard errors that stride lengths and strike angles state: what they are made of, and where there are none."""

from __future__ import annotations

import numpy as np
import pytest
from walks import BOTH

import retrogait as rg
from retrogait._kernels import swings
from retrogait.gait.stride_error import length_error_m, strike_angle_error_deg
from retrogait.simulation import Sensor, Walker


def swing(drift_mps=0.0, pitch_before_deg=0.0, pitch_after_deg=0.0):
    rows = np.full((1, swings.WIDTH), np.nan)
    rows[0, [swings.REST_BEFORE, swings.REST_AFTER]] = 100.0, 220.0
    rows[0, swings.DRIFT_MPS] = drift_mps
    rows[0, [swings.PITCH_BEFORE_DEG, swings.PITCH_AFTER_DEG]] = pitch_before_deg, pitch_after_deg
    return rows


@pytest.mark.parametrize(
    ("length_m", "drift_mps", "error_m"),
    [(0.0, 0.0, 0.004), (1.0, 0.0, np.hypot(0.004, 0.009)), (0.0, 0.1, np.hypot(0.004, 0.15 * 0.1 * 1.2))],
)
def test_a_length_is_as_sure_as_its_scale_and_what_was_left_over(length_m, drift_mps, error_m):
    assert length_error_m(swing(drift_mps), 100.0, np.array([length_m]))[0] == pytest.approx(error_m)


@pytest.mark.parametrize(
    ("after_deg", "error_deg"), [(2.0, 0.4), (3.0, np.hypot(0.4, 0.6)), (1.0, np.hypot(0.4, 0.6))]
)
def test_an_angle_is_as_sure_as_the_foot_lies_flat_again(after_deg, error_deg):
    found = strike_angle_error_deg(swing(0.0, 2.0, after_deg), np.array([20.0]))
    assert found[0] == pytest.approx(error_deg)


def test_what_is_not_known_has_no_standard_error():
    assert np.isnan(length_error_m(swing(), 100.0, np.array([np.nan]))[0])
    assert np.isnan(strike_angle_error_deg(swing(), np.array([np.nan]))[0])
    assert np.isnan(strike_angle_error_deg(swing(pitch_after_deg=np.nan), np.array([20.0]))[0])


@pytest.mark.parametrize("direction", BOTH)
def test_a_worse_sensor_states_a_larger_error_and_strides_are_no_further_off(direction):
    off_m, stated_m = [], {}
    for drift_dps in (0.1, 2.0):
        sensor = Sensor(gyr_noise_dps=drift_dps, gyr_bias_dps=drift_dps, acc_noise_mps2=0.05)
        walk, truth = rg.simulate_walk(
            direction, 0.6, 40, seed=2, sensor=sensor, walker=Walker.profile("older_adult")
        )
        strides = rg.analyze(walk).strides
        known = strides["stride_length_m"].notna()
        assert (strides["stride_length_se_m"].notna() == known).all()
        stated_m[drift_dps] = strides["stride_length_se_m"].median()
        for side in ("left", "right"):
            own, true = (table[table["side"] == side] for table in (strides, truth.strides))
            near = np.abs(own["start_s"].to_numpy()[:, None] - true["start_s"].to_numpy()).argmin(axis=1)
            off = own["stride_length_m"].to_numpy() - true["stride_length_m"].to_numpy()[near]
            off_m.append(off / own["stride_length_se_m"].to_numpy())
    assert stated_m[2.0] > stated_m[0.1]
    assert np.nanmean(np.abs(np.concatenate(off_m)) <= 2.0) > 0.85


def test_events_have_it_where_they_have_an_angle():
    walk, _ = rg.simulate_walk("backward", 0.6, 20, seed=1)
    events = rg.analyze(walk).events
    has = events["foot_strike_angle_deg"].notna()
    assert has.any()
    assert not events.loc[~has, "foot_strike_angle_se_deg"].notna().any()
    assert events.loc[has, "foot_strike_angle_se_deg"].notna().mean() > 0.9


def test_a_standard_error_is_no_measure_of_its_own():
    walk, _ = rg.simulate_walk("backward", 0.6, 20, seed=1)
    assert not [name for name in rg.tabulate(rg.analyze(walk))["measure"].unique() if "_se_" in name]
