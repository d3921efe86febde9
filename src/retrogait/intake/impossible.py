"""Values that no body-worn sensor gives: spikes of a broken packet, and numbers that stand for "no value"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LARGEST_ACC_MPS2 = 250.0 * STANDARD_GRAVITY_MPS2  # the high-g sensors worn on shanks end at 200 g
LARGEST_GYR_DPS = 20_000.0
SENTINELS = (9999.0, 99999.0)
# Where more of a sensor is impossible its unit is wrong, which `plausibility` says better.
MOST_IMPOSSIBLE = 0.02


def is_clean(channels: Array, acc_factor: float, gyr_factor: float) -> bool:
    """Whether all of (6, n) channels are numbers and none is suspiciously large: two passes tell it of most."""
    peak = np.maximum(channels.max(axis=1, initial=0.0), -channels.min(axis=1, initial=0.0))  # NaN of a NaN
    acc, gyr = float(peak[:3].max()), float(peak[3:].max())
    return acc < _suspicious(LARGEST_ACC_MPS2, acc_factor) and gyr < _suspicious(LARGEST_GYR_DPS, gyr_factor)


def _suspicious(largest: float, factor: float) -> float:
    """The least size that may be impossible, or stand for no value, in m/s^2 or deg/s."""
    return min(largest, SENTINELS[0] * factor) * (1.0 - 1e-12)


def drop_impossible(channels: Array, acc_factor: float, gyr_factor: float, label: str) -> list[str]:
    """Take impossible values as missing, in place; gives a sentence on them, if there are any.

    `channels` is (6, n) in m/s^2 and deg/s, made from the file's numbers by the two factors.
    """
    return [
        *drop_impossible_triad(channels[:3], "acc", acc_factor, label),
        *drop_impossible_triad(channels[3:], "gyr", gyr_factor, label),
    ]


def drop_impossible_triad(values: Array, kind: str, factor: float, label: str) -> list[str]:
    """Do the same for (3, n) of an accelerometer ("acc", m/s^2) or a gyroscope ("gyr", deg/s)."""
    largest, unit = (LARGEST_ACC_MPS2, "m/s^2") if kind == "acc" else (LARGEST_GYR_DPS, "deg/s")
    with np.errstate(invalid="ignore", over="ignore"):
        peak = max(float(np.nanmax(values, initial=0.0)), -float(np.nanmin(values, initial=0.0)))
        if peak < _suspicious(largest, factor):
            return []
        size = np.abs(values)
        wrong = size > largest
        for sentinel in SENTINELS:
            wrong |= size == sentinel * factor
    count = int(np.count_nonzero(wrong.any(axis=0)))
    if not 0 < count <= max(3.0, MOST_IMPOSSIBLE * values.shape[1]):
        return []
    axis = int(np.argmax(wrong.any(axis=1)))
    found = float(values[axis][wrong[axis]][0])
    limit = f"no body-worn sensor gives more than {largest:.4g} {unit}"
    if abs(found) <= largest:
        limit = f"{found / factor:g} stands for no value"
    values[wrong] = np.nan
    where = f"{kind}_{'xyz'[axis]} of {found:.4g} {unit}"
    return [
        f"{label}: {count} impossible sample{'s' if count > 1 else ''} ({where}; {limit}), taken as missing"
    ]
