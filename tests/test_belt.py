"""The belt's speed as given against the one walked."""

from __future__ import annotations

import numpy as np
import pytest
from walks import BOTH, simulate

import retrogait as rg
from retrogait.gait.belt import BeltOptions

TREADMILL = {"surface": "treadmill"}


@pytest.mark.parametrize("direction", BOTH)
def test_the_speed_walked_is_that_of_the_belt(direction):
    walk, _ = simulate(direction, 0.6, 40, seed=6, surface="treadmill")
    session = rg.analyze(walk, **TREADMILL, belt_speed_mps=0.6)
    assert session.summary["belt_speed_measured_mps"] == pytest.approx(0.6, rel=0.02)
    assert abs(session.summary["belt_speed_difference_pct"]) <= 2.0
    assert not any("belt" in note for note in session.warnings)


@pytest.mark.parametrize("shown", [0.6 / 0.44704, 0.6 * 3.6, 0.7])
def test_another_unit_or_speed_is_told(shown):
    walk, _ = simulate("backward", 0.6, 40, seed=6, surface="treadmill")
    text = rf"the belt speed was stated as {shown:.2f} m/s, the strides give 0\.\d\d m/s .*mph or km/h"
    with pytest.warns(rg.RetrogaitWarning, match=text):
        session = rg.analyze(walk, **TREADMILL, belt_speed_mps=shown)
    want = 100.0 * (session.summary["belt_speed_measured_mps"] / shown - 1.0)
    assert session.summary["belt_speed_difference_pct"] == pytest.approx(want)


def test_without_a_length_it_is_not_checked():
    walk, _ = simulate("backward", 0.6, 25, seed=6, sites=("left_shank", "right_shank"), surface="treadmill")
    with pytest.warns(
        rg.RetrogaitWarning, match=r"belt_speed_mps=0\.6 is not checked: no stride has a length"
    ):
        session = rg.analyze(walk, **TREADMILL, belt_speed_mps=0.6)
    assert np.isnan(session.summary["belt_speed_measured_mps"])


def test_without_a_belt_nothing_is_said():
    walk, _ = simulate("backward", 0.6, 40, seed=6, surface="treadmill")
    summary = rg.analyze(walk, **TREADMILL).summary
    assert np.isnan(summary["belt_speed_measured_mps"])
    assert np.isnan(summary["belt_speed_difference_pct"])


@pytest.mark.parametrize("name", ["tolerance_pct", "wander_m"])
@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_options_that_mean_nothing(name, value):
    with pytest.raises(rg.InvalidOption, match=rf"BeltOptions: {name} is .*; expected a number of 0 or more"):
        BeltOptions(**{name: value})
