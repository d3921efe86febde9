"""A foot that rolls while it stands: the sole is at rest, the sensor above it is not."""

from __future__ import annotations

import numpy as np
import pytest
from walks import of_site

import retrogait as rg

RATE_HZ, STRIDE_S, STANCE_S, STRIDE_M, HEIGHT_M = 200.0, 1.2, 0.7, 1.1, 0.04
FINE = 8  # the motion is differentiated on a finer grid than it is sampled on


def rocking_foot(rock_dps: float, sense: float, n_strides: int = 12) -> np.ndarray:
    """Samples (n, 6) of a sensor `HEIGHT_M` above a sole that stands still and rolls toe-down, then swings level."""
    time_s = np.arange(int((n_strides * STRIDE_S + 2.0) * RATE_HZ * FINE)) / (RATE_HZ * FINE)
    walking_s = np.clip(time_s - 1.0, 0.0, n_strides * STRIDE_S - 1e-9)
    phase_s = walking_s % STRIDE_S
    share = np.clip((phase_s - STANCE_S) / (STRIDE_S - STANCE_S), 0.0, 1.0)
    ease = share**4 * (35 - 84 * share + 70 * share**2 - 20 * share**3)
    sole_x = sense * STRIDE_M * (walking_s // STRIDE_S + ease)
    sole_z = 16 * 0.06 * share**2 * (1 - share) ** 2
    amount = np.radians(rock_dps) * STANCE_S / 2
    rolled = amount * (2 * phase_s / STANCE_S - 1.0)
    back = amount * np.cos(np.pi * share) + np.sin(np.pi * share) ** 3 * 0.5
    pitch = np.convolve(np.where(phase_s < STANCE_S, rolled, back), np.ones(161) / 161, "same")
    pitch[:200] = pitch[200]
    pitch[-200:] = pitch[-200]
    x, z = sole_x + HEIGHT_M * np.sin(pitch), sole_z + HEIGHT_M * np.cos(pitch)
    acc_x, acc_z = (np.gradient(np.gradient(p, time_s), time_s) for p in (x, z))
    acc_z = acc_z + 9.80665
    zero = np.zeros(len(time_s))
    values = np.stack(
        [
            np.cos(pitch) * acc_x - np.sin(pitch) * acc_z,
            zero,
            np.sin(pitch) * acc_x + np.cos(pitch) * acc_z,
            zero,
            np.degrees(np.gradient(pitch, time_s)),
            zero,
        ],
        axis=1,
    )
    return values[: len(values) // FINE * FINE].reshape(-1, FINE, 6).mean(axis=1)


@pytest.mark.filterwarnings("ignore::retrogait.RetrogaitWarning")  # its other axes read zero
@pytest.mark.parametrize("sense", [1.0, -1.0], ids=["forward", "backward"])
@pytest.mark.parametrize("rock_dps", [0.0, 12.0])
def test_length_is_that_of_the_sole(rock_dps, sense):
    strides = rg.analyze(of_site(rocking_foot(rock_dps, sense), "left_foot", RATE_HZ)).strides
    lengths = strides["stride_length_m"].to_numpy()[1:-1]
    assert len(lengths) >= 8
    np.testing.assert_allclose(lengths, STRIDE_M, atol=0.004)
