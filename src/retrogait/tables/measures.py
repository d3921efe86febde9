"""Measures of strides in words: what a table or a figure calls them, their unit, and how many decimals are shown."""

from __future__ import annotations

from typing import NamedTuple


class Measure(NamedTuple):
    """A column of strides: its words, its unit, and how many decimals mean something."""

    column: str
    label: str
    unit: str
    digits: int

    @property
    def title(self) -> str:
        """The words with the unit, as an axis has them."""
        return f"{self.label} ({self.unit})"

    def decimals(self, error: float) -> int:
        """How many are shown beside an error: one more where it would be 0 else.

        >>> GAIT[2].decimals(0.012), GAIT[2].decimals(0.0012), GAIT[2].decimals(0.0)
        (2, 3, 2)
        """
        return self.digits + (error > 0 and not round(error, self.digits))


GAIT = (
    Measure("cadence_spm", "cadence", "steps/min", 1),
    Measure("speed_mps", "speed", "m/s", 2),
    Measure("stride_length_m", "stride length", "m", 2),
    Measure("stride_time_s", "stride time", "s", 3),
    Measure("step_time_s", "step time", "s", 3),
    Measure("stance_pct", "stance", "% of stride", 1),
    Measure("double_support_s", "double support", "s", 3),
    Measure("foot_strike_angle_deg", "foot strike angle", "deg", 1),
)
FOOT = (
    Measure("roll_on_time_s", "landing to flat", "s", 3),
    Measure("roll_on_pct", "landing to flat", "% of stance", 1),
    Measure("toe_clearance_m", "toe clearance", "m", 3),
    Measure("heel_clearance_m", "heel clearance", "m", 3),
    Measure("circumduction_m", "circumduction", "m", 3),
    Measure("model_stride_length_m", "stride length, by a shank model", "m", 2),
)
KNEE = (
    Measure("knee_flexion_at_contact_deg", "knee flexion at contact", "deg", 1),
    Measure("knee_peak_extension_stance_deg", "least knee flexion in stance", "deg", 1),
    Measure("knee_extension_deficit_deg", "knee extension deficit", "deg", 1),
    Measure("knee_range_stance_deg", "knee range in stance", "deg", 1),
    Measure("knee_range_swing_deg", "knee range in swing", "deg", 1),
    Measure("knee_peak_extension_velocity_dps", "fastest knee extension", "deg/s", 0),
)
PROXIES = (
    Measure("proxy_shank_angle_contact_deg", "proxy: shank lean at contact", "deg", 1),
    Measure("proxy_shank_angle_midstance_deg", "proxy: shank lean in mid-stance", "deg", 1),
    Measure("proxy_shank_range_deg", "proxy: range of the shank's lean", "deg", 1),
    Measure("proxy_thigh_angle_contact_deg", "proxy: thigh lean at contact", "deg", 1),
    Measure("proxy_thigh_angle_midstance_deg", "proxy: thigh lean in mid-stance", "deg", 1),
)
