"""Standard errors of the length of a stride and of the angle a foot lands at, from the residuals at rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait._kernels import swings

if TYPE_CHECKING:
    from retrogait._arrays import Floats

# Of a length: where exactly the foot rests; the scale of the accelerometer, which gravity alone does not show; and the
# displacement by the residual velocity at the closing rest, spread over the swing.
_LEAST_M, _SCALE_SHARE, _DRIFT_SHARE = 0.004, 0.009, 0.15
# Of an angle: the foot lies as flat after the swing as before it but for what the orientation has drifted.
_LEAST_DEG, _TILT_SHARE = 0.4, 0.6


def length_error_m(rows: Floats, rate_hz: float, length_m: Floats) -> Floats:
    """Standard errors in m of the lengths (m,) of a limb's swings, `rows` (m, swings.WIDTH)."""
    swing_s = (rows[:, swings.REST_AFTER] - rows[:, swings.REST_BEFORE]) / rate_hz
    drift_m = _DRIFT_SHARE * rows[:, swings.DRIFT_MPS] * swing_s
    error_m: Floats = np.sqrt(_LEAST_M**2 + (_SCALE_SHARE * length_m) ** 2 + drift_m**2)
    return error_m


def strike_angle_error_deg(rows: Floats, angle_deg: Floats) -> Floats:
    """Standard errors in deg of foot strike angles (m,); from one rest alone drift does not show, and there is none."""
    tilted = rows[:, swings.PITCH_AFTER_DEG] - rows[:, swings.PITCH_BEFORE_DEG]
    error_deg: Floats = np.hypot(_LEAST_DEG, _TILT_SHARE * tilted)
    return np.where(np.isnan(angle_deg), np.nan, error_deg)


def path_error_m(rows: Floats, rate_hz: float, length_m: Floats) -> float:
    """Standard error in m of the sum of lengths (m,) of swings in a row: the scale errs alike in all of them."""
    scale_m = _SCALE_SHARE * length_m
    own_m2 = length_error_m(rows, rate_hz, length_m) ** 2 - scale_m**2
    return float(np.sqrt(own_m2.sum() + scale_m.sum() ** 2))
