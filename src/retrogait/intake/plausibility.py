"""Whether samples are plausible: impossible values, and units.

Spikes of a broken packet and numbers that stand for "no value" are taken as missing. Units: gravity is the one known
quantity in every recording, so the accelerometer is judged by its norm when stillest, and the gyroscope by the ratio of
angular rate to acceleration.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels.constants import (
    LARGEST_ACC_MPS2,
    LARGEST_GYR_DPS,
    LEAST_TURN_PER_SHAKE,
    MOST_TURN_PER_SHAKE,
    SENTINELS,
    SHAKING_MPS2,
    STANDARD_GRAVITY_MPS2,
)
from retrogait.errors import InvalidTable
from retrogait.intake.units import ACC_UNITS, acc_factor
from retrogait.tables.catalogue import SENSOR_COLUMNS

if TYPE_CHECKING:
    from retrogait._arrays import Floats


# Where more of a sensor is impossible its unit is wrong, which the check of units says better.
MOST_IMPOSSIBLE = 0.02
# No unit is wrong by more; what is so many times too large is missing, however much of it there is.
MOST_WRONG_UNIT = 1000.0
MOST_ABSURD = 0.5  # of the samples; beyond, nothing of the sensor can be believed
# A calibrated accelerometer at rest is within a few per cent of 1 g; on feet that never rest, the mean over
# the stillest second was 0.9 to 1.6 g in walking.
STILL_NORM_G = (0.85, 1.15)
MOVING_NORM_G = (0.4, 2.5)
# Spread of the stillest second over its mean: below the first it is at rest, above the second the mean has no
# direction to speak of (noise, or gravity taken out).
STILL_SPREAD = 0.1
STEADY_SPREAD = 3.0


def is_clean(channels: Floats, acc_factor: float, gyr_factor: float) -> bool:
    """Whether all of (6, n) channels are numbers and none is suspiciously large: two passes settle most cases."""
    peak = np.maximum(channels.max(axis=1, initial=0.0), -channels.min(axis=1, initial=0.0))  # NaN of a NaN
    acc, gyr = float(peak[:3].max()), float(peak[3:].max())
    return acc < _suspicious(LARGEST_ACC_MPS2, acc_factor) and gyr < _suspicious(LARGEST_GYR_DPS, gyr_factor)


def _suspicious(largest: float, factor: float) -> float:
    """The least size that may be impossible, or stand for no value, in m/s^2 or deg/s."""
    return min(largest, SENTINELS[0] * factor) * (1.0 - 1e-12)


def drop_impossible(channels: Floats, acc_factor: float, gyr_factor: float, label: str) -> list[str]:
    """Take impossible values as missing, in place; gives a sentence on them, if there are any.

    `channels` is (6, n) in m/s^2 and deg/s, made from the file's numbers by the two factors.
    """
    return [
        *drop_impossible_triad(channels[:3], "acc", acc_factor, label),
        *drop_impossible_triad(channels[3:], "gyr", gyr_factor, label),
    ]


def drop_impossible_triad(values: Floats, kind: str, factor: float, label: str) -> list[str]:
    """Do the same for (3, n) of an accelerometer ("acc", m/s^2) or a gyroscope ("gyr", deg/s).

    Raises
    ------
    InvalidTable
        More than half of the samples are beyond what any unit explains.
    """
    largest, unit = (LARGEST_ACC_MPS2, "m/s^2") if kind == "acc" else (LARGEST_GYR_DPS, "deg/s")
    with np.errstate(invalid="ignore", over="ignore"):
        peak = max(float(np.nanmax(values, initial=0.0)), -float(np.nanmin(values, initial=0.0)))
        if peak < _suspicious(largest, factor):
            return []
        size = np.abs(values)
        wrong = size > largest
        for sentinel in SENTINELS:
            wrong |= size == sentinel * factor
        absurd = size > largest * MOST_WRONG_UNIT
    count = int(np.count_nonzero(wrong.any(axis=0)))
    if count > max(3.0, MOST_IMPOSSIBLE * values.shape[1]):
        wrong, count = absurd, int(np.count_nonzero(absurd.any(axis=0)))
    if count == 0:
        return []
    if count > max(3.0, MOST_ABSURD * values.shape[1]):
        raise InvalidTable(
            f"{label}: {count} of {values.shape[1]} samples of {kind} are impossible, as {float(values[wrong][0]):.4g} "
            f"{unit}; no body-worn sensor gives more than {largest:.4g}; check which columns they are, and export them "
            "again"
        )
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


def check_plausibility(
    channels: Floats, rate_hz: float, acc_unit: str, gyr_unit: str, label: str, *, whole: bool
) -> list[str]:
    """Judge the units of one sensor and list what is doubtful.

    `channels` is (6, n) in m/s^2 and deg/s, converted from the units named; `whole` if none is missing.

    Raises
    ------
    InvalidTable
        The accelerometer is not about 1 g when stillest; the message names the likely unit.
    """
    complete = channels if whole else channels[:, np.isfinite(channels).all(axis=0)]
    notes = _describe_silence(complete, label)
    if not complete[:3].any():
        return notes
    with np.errstate(over="ignore", invalid="ignore"):  # absurd numbers end as no norm
        width = min(complete.shape[1], max(2, round(rate_hz)))
        blocks = complete[:, : complete.shape[1] // width * width].reshape(6, -1, width)
        means = blocks.mean(axis=2)
        squares = np.einsum("ckw,ckw->ck", blocks, blocks) / width
        spreads = np.maximum(squares - means**2, 0.0)
        notes += _check_gravity(means[:3], spreads[:3].sum(axis=0), acc_unit, label)
        notes += _check_turning(
            np.sqrt(spreads[:3].sum(axis=0)), np.sqrt(spreads[3:].sum(axis=0)), gyr_unit, label
        )
    return notes


def _describe_silence(channels: Floats, label: str) -> list[str]:
    silent = [
        name
        for name, values in zip(SENSOR_COLUMNS, channels, strict=True)
        if not values[:1].any() and not values.any()  # the first sample of most says that they are not
    ]
    if not silent:
        return []
    return [f"{label}: {' '.join(silent)} zero throughout; check that the sensor recorded them"]


def _check_gravity(means: Floats, variances: Floats, acc_unit: str, label: str) -> list[str]:
    stillest = int(np.argmin(variances))
    norm = float(np.linalg.norm(means[:, stillest]))
    spread = math.sqrt(variances[stillest])
    if spread > STEADY_SPREAD * norm or norm == 0.0:
        if spread < 0.1 * math.sqrt(variances.max()):
            raise InvalidTable(
                f"{label}: the accelerometer shows {norm / STANDARD_GRAVITY_MPS2:.2g} g when stillest, expected about "
                "1 g; gravity seems to be taken out (linear acceleration); export the raw accelerometer, gravity "
                "included"
            )
        return [
            (
                f"{label}: the accelerometer has no steady direction in any second, so there is no gravity "
                f"to check acc_unit={acc_unit!r} by; this does not look like a worn sensor"
            )
        ]
    low, high = STILL_NORM_G if spread <= STILL_SPREAD * norm else MOVING_NORM_G
    if low <= norm / STANDARD_GRAVITY_MPS2 <= high:
        return []
    raise InvalidTable(
        f"{label}: the accelerometer shows {norm / STANDARD_GRAVITY_MPS2:.3g} g when stillest, expected {low:g} to "
        f"{high:g} g with acc_unit={acc_unit!r}; {_suggest_unit(norm, acc_unit, low, high)}"
    )


def _suggest_unit(norm_mps2: float, acc_unit: str, low: float, high: float) -> str:
    raw = norm_mps2 / acc_factor(acc_unit)
    fits = [unit for unit, factor in ACC_UNITS.items() if low <= raw * factor / STANDARD_GRAVITY_MPS2 <= high]
    if fits:
        return f"the numbers look like {fits[0]}: pass acc_unit={fits[0]!r}"
    if norm_mps2 < low * STANDARD_GRAVITY_MPS2:
        return "no known unit fits; gravity may be taken out: export the raw accelerometer, gravity included"
    return f"none of {', '.join(ACC_UNITS)} fits; raw counts have to be calibrated first"


def _check_turning(shaking_mps2: Floats, turning_dps: Floats, gyr_unit: str, label: str) -> list[str]:
    active = shaking_mps2 > SHAKING_MPS2
    if np.count_nonzero(active) < 2 or not turning_dps.any():
        return []
    ratio = float(np.median(turning_dps[active] / shaking_mps2[active]))
    low, high = LEAST_TURN_PER_SHAKE, MOST_TURN_PER_SHAKE
    if low <= ratio <= high:
        return []
    turning = float(np.median(turning_dps[active]))
    if ratio < low:
        advice = (
            f"the gyroscope may be in rad/s (gyr_unit={gyr_unit!r} was taken): pass gyr_unit='rad/s' if so"
        )
    else:
        unit = "deg/s" if gyr_unit == "rad/s" else "mdeg/s"
        advice = f"gyr_unit={gyr_unit!r} may be wrong: pass gyr_unit={unit!r} if so"
    return [
        (
            f"{label}: while moving it turns by {turning:.3g} deg/s, {ratio:.2g} deg/s for each m/s^2 it "
            f"shakes, where walking gives 7 to 44; {advice}"
        )
    ]
