"""Values that no body-worn sensor gives: spikes of a broken packet, and numbers that stand for "no value"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.intake.units import G_MPS2
from retrogait.schema import SENSOR_COLUMNS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LARGEST_ACC_MPS2 = 250.0 * G_MPS2  # the high-g sensors worn on shanks end at 200 g
LARGEST_GYR_DPS = 20_000.0
SENTINELS = (9999.0, 99999.0)
# Where more of a sensor is impossible its unit is wrong, which `plausibility` says better.
MOST_IMPOSSIBLE = 0.02


def drop_impossible(channels: Array, acc_factor: float, gyr_factor: float, label: str) -> list[str]:
    """Take impossible values as missing, in place; gives a sentence on them, if there are any.

    `channels` is (6, n) in m/s^2 and deg/s, made from the file's numbers by the two factors.
    """
    notes = []
    parts = ((channels[:3], LARGEST_ACC_MPS2, acc_factor), (channels[3:], LARGEST_GYR_DPS, gyr_factor))
    for first, (values, largest, factor) in zip((0, 3), parts, strict=True):
        smallest = min(largest, SENTINELS[0] * factor)
        with np.errstate(invalid="ignore"):
            peak = max(float(np.nanmax(values, initial=0.0)), -float(np.nanmin(values, initial=0.0)))
            if peak < smallest * (1.0 - 1e-12):
                continue
            size = np.abs(values)
            wrong = size > largest
            for sentinel in SENTINELS:
                wrong |= size == sentinel * factor
        count = int(np.count_nonzero(wrong.any(axis=0)))
        if not 0 < count <= max(3.0, MOST_IMPOSSIBLE * values.shape[1]):
            continue
        channel = first + int(np.argmax(wrong.any(axis=1)))
        found = float(values[channel - first][wrong[channel - first]][0])
        unit = "m/s^2" if first == 0 else "deg/s"
        limit = f"no body-worn sensor gives more than {largest:.4g} {unit}"
        if abs(found) <= largest:
            limit = f"{found / factor:g} stands for no value"
        values[wrong] = np.nan
        notes.append(
            f"{label}: {count} impossible sample{'s' if count > 1 else ''} ({SENSOR_COLUMNS[channel]} of "
            f"{found:.4g} {unit}; {limit}), taken as missing"
        )
    return notes
