"""Standing still: each of its limits from both sides, and one rule for the mounting and for the knee's zero."""

from __future__ import annotations

import numpy as np
import pytest

from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2
from retrogait.kinematics.stillness import STILL
from retrogait.mounting.axes import standing_gravity

UPRIGHT = np.array([0.0, 0.0, 1.0])
RATE_HZ = 100.0


def samples_with(
    first: int = 200, last: int = 350, acc_mps2: float = 0.0, rate_dps: float = 0.0
) -> np.ndarray:
    """Four seconds of shaking, but for samples that depart by so little from rest."""
    samples = np.tile([0.0, 0.0, STANDARD_GRAVITY_MPS2 + 3.0, 60.0, 0.0, 0.0], (400, 1))
    samples[first:last] = [0.0, 0.0, STANDARD_GRAVITY_MPS2 + acc_mps2, 0.0, rate_dps, 0.0]
    return samples


@pytest.mark.parametrize(
    ("given", "still"),
    [
        ({}, True),
        ({"rate_dps": 7.9}, True),
        ({"rate_dps": 8.1}, False),
        ({"acc_mps2": 0.39}, True),
        ({"acc_mps2": -0.39}, True),
        ({"acc_mps2": 0.41}, False),
        ({"acc_mps2": -0.41}, False),
        ({"last": 300}, True),
        ({"last": 299}, False),
    ],
)
def test_who_turns_or_moves_too_much_or_stops_for_less_than_a_second_does_not_stand_still(given, still):
    samples = samples_with(**given)
    wanted = np.zeros(400, bool)
    wanted[200 : given.get("last", 350)] = still
    np.testing.assert_array_equal(STILL.find(samples, RATE_HZ), wanted)
    up = standing_gravity(samples, RATE_HZ, UPRIGHT)
    assert (up is not None) == still
    if up is not None:
        np.testing.assert_allclose(up, [0.0, 0.0, 1.0])


def test_the_second_is_whole():
    """A lost sample, or one that is not among those asked for, ends it."""
    lost = samples_with()
    lost[280] = np.nan
    assert not STILL.find(lost, RATE_HZ).any()
    among = np.ones(400, bool)
    among[280] = False
    assert not STILL.find(samples_with(), RATE_HZ, among).any()
    assert not STILL.find(lost[:50], RATE_HZ).any()


def test_gravity_is_that_of_every_still_sample():
    samples = samples_with()
    samples[200:275, 0] = 1.0
    up = standing_gravity(samples, RATE_HZ, UPRIGHT)
    assert up is not None
    assert up[0] / up[2] == pytest.approx(0.5 / STANDARD_GRAVITY_MPS2)


@pytest.mark.parametrize(("tilt_deg", "stands"), [(29.5, True), (30.5, False), (90.0, False), (180.0, False)])
def test_who_stands_holds_the_sensor_about_as_in_walking(tilt_deg, stands):
    """On the table it is as still."""
    tilt = np.radians(tilt_deg)
    usual = np.array([np.sin(tilt), 0.0, np.cos(tilt)])
    assert (standing_gravity(samples_with(), RATE_HZ, usual) is not None) == stands
