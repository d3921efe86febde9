"""Knee measures of every stride, and proxies where one sensor of a leg is worn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.knee.zero import MOUNTING, STANDING, is_absolute
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import KNEE_STRIDE_COLUMNS, PROXY_STRIDE_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from retrogait._arrays import Floats
    from retrogait.knee.angles import Knees


_ABSOLUTE = ("knee_flexion_at_contact_deg", "knee_peak_extension_stance_deg")
_SLOPE_S = 0.02  # angular velocities are of the angle over this time to either side


@arguments()
def describe_strides(strides: pd.DataFrame, knees: Knees) -> pd.DataFrame:
    """Fill the knee and proxy columns of `catalogue.STRIDES`; NaN where the sensors do not give them.

    Knee: flexion at the contact that opens the stride; least flexion in stance (peak extension), its time in % of the
    stride, and how far it stays from standing (extension deficit, only where standing is zero); range in stance and in
    swing; largest extension velocity. Proxies: forward lean of shank and thigh at the contact, in the middle of stance
    and at the final contact, range of the shank's lean, and the fastest fall of it.
    """
    if not knees.zeros and not len(knees.tilts.columns):
        return strides
    columns = (*KNEE_STRIDE_COLUMNS, *PROXY_STRIDE_COLUMNS)
    measured = {name: np.full(len(strides), np.nan) for name in columns}
    spans = strides[["start_s", "final_contact_s", "end_s"]].to_numpy()
    time_s = knees.tilts.index.to_numpy(float)
    angles = {name: column.to_numpy(float) for name, column in knees.table.items()}
    tilts, rates = (
        {site: column.to_numpy(float) for site, column in frame.items()}
        for frame in (knees.tilts, knees.rates)
    )
    for row, (side, span) in enumerate(zip(strides["side"], spans, strict=True)):
        values: dict[str, float] = {}
        if side in knees.zeros:
            values |= _measure_knee(time_s, angles[f"{side}_knee_flexion_deg"], span, knees.zeros[side])
        for part in ("shank", "thigh"):
            site = f"{side}_{part}"
            if site in tilts:
                values |= _measure_tilt(part, time_s, tilts[site], rates[site], span)
        for name, value in values.items():
            measured[name][row] = value
    return strides.assign(**measured)


def _measure_knee(time_s: Floats, flexion: Floats, span: Floats, zero: str) -> dict[str, float]:
    """The knee columns of one stride; `span` is its start, final contact and end."""
    start, leave, end = span
    angle_s, angle = _between(time_s, flexion, start, end)
    if len(angle) < 3 or not np.isfinite(angle).all():
        return {}
    inner_s, inner = angle_s[1:-1], angle[1:-1]
    reach = max(1, round(_SLOPE_S * len(inner) / (end - start)))
    rise = inner[2 * reach :] - inner[: -2 * reach]
    values = {"knee_flexion_at_contact_deg": angle[0]}
    if len(rise):
        values["knee_peak_extension_velocity_dps"] = -rise.min() / (inner_s[2 * reach] - inner_s[0])
    if start < leave < end:
        stance_s, stance = _between(time_s, flexion, start, leave)
        _, swing = _between(time_s, flexion, leave, end)
        straightest = int(np.argmin(stance))
        values |= {
            "knee_peak_extension_stance_deg": stance[straightest],
            "knee_extension_deficit_deg": stance[straightest]
            if zero == STANDING or is_absolute(zero)
            else np.nan,
            "knee_range_stance_deg": np.ptp(stance),
            "knee_range_swing_deg": np.ptp(swing),
            "knee_peak_extension_pct": 100.0 * (stance_s[straightest] - start) / (end - start),
        }
    known = zero in (STANDING, MOUNTING) or is_absolute(zero)
    return {name: value for name, value in values.items() if known or name not in _ABSOLUTE}


def _measure_tilt(part: str, time_s: Floats, tilt: Floats, rate: Floats, span: Floats) -> dict[str, float]:
    """The proxy columns of one stride from a shank or a thigh."""
    start, leave, end = span
    lean_s, lean = _between(time_s, tilt, start, end)
    if not np.isfinite(lean).all():
        return {}
    at = np.interp([start, 0.5 * (start + leave), leave], lean_s, lean)
    names = ("contact", "midstance", "final_contact")
    values = {f"proxy_{part}_angle_{name}_deg": angle for name, angle in zip(names, at, strict=True)}
    if part == "shank":
        _, speed = _between(time_s, rate, start, end)
        values |= {
            "proxy_shank_range_deg": float(np.ptp(lean)),
            "proxy_peak_shank_extension_rate_dps": float(-speed.min()),
        }
    return values


def _between(time_s: Floats, values: Floats, start: float, end: float) -> tuple[Floats, Floats]:
    """Times and values from `start` to `end`, at both ends interpolated."""
    first, last = np.searchsorted(time_s, start, side="right"), np.searchsorted(time_s, end, side="left")
    near = slice(max(0, first - 1), last + 1)
    ends = np.interp([start, end], time_s[near], values[near])
    return (
        np.concatenate([[start], time_s[first:last], [end]]),
        np.concatenate([ends[:1], values[first:last], ends[1:]]),
    )
