"""Constants that several rooms share, each from both sides where it decides something."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from retrogait._kernels.constants import (
    ACC_SCALE_MPS2,
    LARGEST_TILT_DEG,
    RATE_SCALE_DPS,
    STANDARD_GRAVITY_MPS2,
)
from retrogait.errors import InvalidTable
from retrogait.intake.plausibility import _check_turning
from retrogait.mounting.upright import check_upright


def tilted(*parts: tuple[float, float, float]) -> np.ndarray:
    """A second each of gravity tilted by so many deg, off by so many m/s^2, turning by so many deg/s."""
    rows = []
    for tilt_deg, off_mps2, turn_dps in parts:
        pull = (STANDARD_GRAVITY_MPS2 + off_mps2) * np.array(
            [np.sin(np.radians(tilt_deg)), 0.0, np.cos(np.radians(tilt_deg))]
        )
        rows.append(np.tile([*pull, 0.0, turn_dps, 0.0], (100, 1)))
    return np.concatenate(rows)


def refused(*parts: tuple[float, float, float]) -> bool:
    samples = tilted(*parts)
    recording = SimpleNamespace(
        rate_hz=100.0,
        channels=lambda _: np.ascontiguousarray(samples.T),
        time_s=np.arange(len(samples)) / 100.0,
    )
    try:
        check_upright(recording, "left_foot")
    except InvalidTable:
        return True
    return False


@pytest.mark.parametrize(("tilt_deg", "wrong"), [(44.5, False), (45.5, True)])
def test_largest_tilt_deg(tilt_deg, wrong):
    assert LARGEST_TILT_DEG == 45.0
    assert refused((tilt_deg, 0.0, 0.0), (tilt_deg, 0.0, 0.0)) == wrong


@pytest.mark.parametrize(("off_mps2", "stillest"), [(2.7, "turning"), (2.3, "shaken")])
def test_rate_scale_and_acc_scale(off_mps2, stillest):
    """60 deg/s are as much motion as 3 m/s^2: 50 deg/s are less than 2.7 m/s^2 and more than 2.3."""
    parts = [(0.0, 0.0, 50.0), (90.0, off_mps2, 0.0), *[(90.0, 8.0, 300.0)] * 3]
    assert refused(*parts) == (stillest == "shaken")
    assert RATE_SCALE_DPS / ACC_SCALE_MPS2 == 20.0


@pytest.mark.parametrize(
    ("shake_mps2", "turn_per_shake", "noted"),
    [
        (2.0, 1.9, True),
        (2.0, 2.0, False),
        (2.0, 150.0, False),
        (2.0, 151.0, True),
        (1.01, 1.0, True),
        (1.0, 1.0, False),
    ],
)
def test_turn_per_shake(shake_mps2, turn_per_shake, noted):
    """SHAKING_MPS2, LEAST_TURN_PER_SHAKE, MOST_TURN_PER_SHAKE: 2 to 150 deg/s for each m/s^2 that a sensor shakes."""
    shaking = np.full(4, shake_mps2)
    notes = _check_turning(shaking, turn_per_shake * shaking, "deg/s", "left_foot")
    assert bool(notes) == noted
