"""Strides scaled by leg length and belt speed, which the sensors do not measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait._kernels.constants import STANDARD_GRAVITY_MPS2

if TYPE_CHECKING:
    import pandas as pd


def scale_strides(
    strides: pd.DataFrame, leg_length_m: float | None, belt_speed_mps: float | None
) -> pd.DataFrame:
    """Fill `dimensionless_speed`, `dimensionless_stride_length` and `belt_stride_length_m`; NaN where not known.

    Speed is divided by the root of gravity times the leg's length, and length by that length, so that people of
    different size compare (Hof 1996, doi 10.1016/0966-6362(95)01057-2). On a belt the foot is carried back by the
    belt's speed times the stride time, whichever sensor measured that time; movement along the belt during the stride
    is not included.
    """
    columns = {}
    if leg_length_m is not None:
        columns["dimensionless_speed"] = strides["speed_mps"] / (STANDARD_GRAVITY_MPS2 * leg_length_m) ** 0.5
        columns["dimensionless_stride_length"] = strides["stride_length_m"] / leg_length_m
    if belt_speed_mps is not None:
        columns["belt_stride_length_m"] = strides["stride_time_s"] * belt_speed_mps
    return strides.assign(**columns) if columns else strides
