"""Units of the sensors: factors to m/s^2 and deg/s, and whether the samples can be in the unit stated.

Gravity is the one known quantity in every recording, so the accelerometer is judged by its norm when
stillest; the gyroscope is judged by how fast gravity turns in the accelerometer.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from retrogait.errors import InvalidOption, InvalidTable

if TYPE_CHECKING:
    from numpy.typing import NDArray

G_MPS2 = 9.80665
ACC_UNITS = {"m/s^2": 1.0, "g": G_MPS2, "mg": G_MPS2 / 1000.0}
GYR_UNITS = {"deg/s": 1.0, "rad/s": 180.0 / math.pi, "mdeg/s": 1e-3}

# A calibrated accelerometer at rest is within a few per cent of 1 g; feet that never rest average up to 1.3 g.
STILL_NORM_G = (0.85, 1.15)
MOVING_NORM_G = (0.4, 2.5)
# Spread of the stillest second over its mean: below the first it is at rest, above the second it has no steady
# direction (noise, or gravity taken out).
STILL_SPREAD = 0.1
STEADY_SPREAD = 3.0


def unit_factor(unit: str, known: dict[str, float], argument: str) -> float:
    """Give the factor from `unit` to retrogait's own unit.

    Raises `InvalidOption` naming `argument` when the unit is not known.

    >>> unit_factor("mg", ACC_UNITS, "acc_unit")
    0.00980665
    """
    if unit not in known:
        raise InvalidOption(f"{argument}: {unit!r} is not known; use one of {' '.join(map(repr, known))}")
    return known[unit]


def check_gravity(acc_mps2: NDArray[np.float64], rate_hz: float, acc_unit: str, label: str) -> str | None:
    """Judge the accelerometer's unit by the norm of its stillest second.

    `acc_mps2` is (n, 3), already converted from `acc_unit`. Returns a warning where nothing can be judged (no
    steady direction: zeros, noise). Raises `InvalidTable` naming the likely unit when the norm is not 1 g.
    """
    rows = acc_mps2 if np.isfinite(acc_mps2).all() else acc_mps2[np.isfinite(acc_mps2).all(axis=1)]
    mean, spread = _stillest_second(rows, rate_hz)
    norm = float(np.linalg.norm(mean))
    overall = math.sqrt(float(np.mean(np.einsum("ij,ij->i", rows, rows))))
    if overall == 0.0:
        return f"{label}: the accelerometer is zero throughout; nothing can be measured from it"
    if norm == 0.0 or spread / norm > STEADY_SPREAD:
        if spread < 0.1 * overall:
            raise InvalidTable(
                f"{label}: the accelerometer shows {norm / G_MPS2:.2f} g when stillest, wanted about 1 g; gravity "
                "seems to be taken out (linear acceleration); export the raw accelerometer, gravity included"
            )
        return (
            f"{label}: no gravity can be made out in the accelerometer (no steady direction in any second), "
            f"so acc_unit={acc_unit!r} could not be checked"
        )
    low, high = STILL_NORM_G if spread / norm <= STILL_SPREAD else MOVING_NORM_G
    if low <= norm / G_MPS2 <= high:
        return None
    raise InvalidTable(
        f"{label}: acc has a norm of {norm / G_MPS2:.3g} g when stillest, wanted {low:g} to {high:g} g with "
        f"acc_unit={acc_unit!r}; {_likely_unit(norm, acc_unit, low, high)}"
    )


def _likely_unit(norm_mps2: float, acc_unit: str, low: float, high: float) -> str:
    raw = norm_mps2 / ACC_UNITS[acc_unit]
    fits = [unit for unit, factor in ACC_UNITS.items() if low <= raw * factor / G_MPS2 <= high]
    if fits:
        return f"the numbers look like {fits[0]}: pass acc_unit={fits[0]!r}"
    if norm_mps2 < low * G_MPS2:
        return "no unit known fits; is gravity taken out, or a raw count exported?"
    return "no unit known fits (m/s^2 g mg); raw counts have to be calibrated first"


def _stillest_second(acc: NDArray[np.float64], rate_hz: float) -> tuple[NDArray[np.float64], float]:
    """Give the mean vector and the root mean square spread of the second that moves least."""
    width = min(len(acc), max(1, round(rate_hz)))
    blocks = acc[: len(acc) // width * width].reshape(-1, width, 3)
    means = blocks.mean(axis=1)
    squares = np.einsum("ijk,ijk->i", blocks, blocks) / width
    spreads = squares - np.einsum("ij,ij->i", means, means)
    stillest = int(np.argmin(spreads))
    return means[stillest], math.sqrt(max(0.0, float(spreads[stillest])))
