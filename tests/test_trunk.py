"""What is made of a trunk's samples before steps are read from them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from walks import BOTH, of_site, reversed_in_time, simulate

from retrogait.errors import RetrogaitWarning
from retrogait.kinematics.trunk import (
    level_trunk,
    step_period,
    track_trunk,
    trunk_score,
    trunk_stride_period,
)

RATE_HZ = 100.0


def back(direction: str, speed: float = 0.8, **given: object):
    return simulate(direction, speed, 24, seed=9, sites=("lower_back",), stand_s=0.0, **given)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_levelling_undoes_any_tilt(seed):
    """A sensor tilted by up to 40 deg gives the same level accelerations, once up is known."""
    _, values = back("backward")[0].samples("lower_back")
    values = values[400:1600]
    rng = np.random.default_rng(seed)
    tilt = Rotation.from_rotvec(
        np.radians(rng.uniform(0, 40)) * np.array([0.0, rng.choice([-1.0, 1.0]), 0.0])
    )
    turned = np.concatenate([tilt.apply(values[:, :3]), tilt.apply(values[:, 3:])], axis=1)
    straight, pitch_rate = level_trunk(values, RATE_HZ, 1.2)
    levelled, pitch_rate_too = level_trunk(turned, RATE_HZ, 1.2)
    np.testing.assert_allclose(
        levelled, straight, atol=0.3
    )  # which way is anterior, when rolled, is a bit of choice
    np.testing.assert_allclose(pitch_rate_too, pitch_rate, atol=2.0)
    assert abs(np.median(levelled[:, 2])) < 1.5


@pytest.mark.parametrize("direction", BOTH)
@pytest.mark.parametrize("speed", [0.3, 0.5, 0.8, 1.2])
def test_steps_and_strides_have_their_periods(direction, speed):
    recording, truth = back(direction, speed)
    _, values = recording.samples("lower_back")
    stride_s = truth.strides["stride_time_s"].median()
    step_s, strength = step_period(level_trunk(values, RATE_HZ, 1.2)[0], RATE_HZ)
    assert step_s == pytest.approx(stride_s / 2, rel=0.03)
    assert strength.max() > 0.5
    assert trunk_stride_period(values, RATE_HZ) == pytest.approx(stride_s, rel=0.03)


@pytest.mark.parametrize("direction", BOTH)
def test_the_score_is_positive_forward_and_flips_when_time_runs_back(direction):
    recording, _ = back(direction)
    there = next(track_trunk(recording, "lower_back"))
    turned = of_site(
        reversed_in_time({"lower_back": recording["lower_back"]})["lower_back"].to_numpy(), "lower_back"
    )
    again = next(track_trunk(turned, "lower_back"))
    sense = 1.0 if direction == "forward" else -1.0
    inner = slice(300, -300)
    for nod in (True, False):
        score, run_back = trunk_score(there, 1.5, nod=nod), trunk_score(again, 1.5, nod=nod)
        assert (sense * score[inner] > 0.2).all()
        np.testing.assert_allclose(run_back[::-1][inner], -score[inner], atol=0.15)


def test_a_trunk_that_is_too_short_or_still_gives_no_stretch():
    recording, _ = back("forward")
    _, values = recording.samples("lower_back")
    assert not list(track_trunk(of_site(values[:249], "lower_back"), "lower_back"))
    assert not list(track_trunk(of_site(np.tile(values[:1], (1000, 1)), "lower_back"), "lower_back"))
    holed = values[:1200].copy()
    holed[500:540] = np.nan
    with pytest.warns(RetrogaitWarning, match="1 gap of more than 0.1 s"):
        recording = of_site(holed, "lower_back")
    assert [round(m.start_s, 2) for m in track_trunk(recording, "lower_back")] == [0.0, 5.4]
