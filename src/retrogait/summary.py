"""One flat row of a session: backward and forward measures apart, never pooled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from retrogait.schema import KNEE_STRIDE_COLUMNS, PROXY_STRIDE_COLUMNS, SPACE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

# measure -> column of strides; each gives `<direction>_<measure>` as the mean over strides and `..._sd`
_MEASURES = (
    "cadence_spm",
    "stride_time_s",
    "stance_pct",
    "step_time_s",
    "double_support_s",
    "stride_length_m",
    "speed_mps",
    "foot_strike_angle_deg",
    "model_stride_length_m",
    "model_speed_mps",
    *SPACE_COLUMNS,
    *KNEE_STRIDE_COLUMNS,
    *PROXY_STRIDE_COLUMNS,
)


def summarise_strides(
    strides: pd.DataFrame, events: pd.DataFrame, bouts: pd.DataFrame, provenance: Mapping[str, Any]
) -> pd.Series[Any]:
    """Sum up a session in one flat row: measures of each direction, counts, and how they were made.

    Means and standard deviations are over steady strides: not the first or last of a bout, not turning, of known
    direction. Where a direction has none of these all its strides are used; `<direction>_n_steady` tells.

    Parameters
    ----------
    strides, events, bouts : DataFrame
        Tables of the session (`schema.STRIDES`, `schema.EVENTS`, `schema.BOUTS`).
    provenance : mapping
        Options and facts of the recording, written into the row as they are.
    """
    row: dict[str, Any] = {
        "n_bouts": len(bouts),
        "n_strides": len(strides),
        "n_strides_unknown": int((strides["direction"] == "unknown").sum()),
        "walking_s": float(bouts["duration_s"].sum()),
    }
    steady = ~(strides["is_first"] | strides["is_last"] | strides["is_turning"])
    for direction in ("backward", "forward"):
        own = strides[strides["direction"] == direction]
        chosen = own[steady[own.index]]
        row[f"{direction}_n_strides"] = len(own)
        row[f"{direction}_n_steady"] = len(chosen)
        used = chosen if len(chosen) else own
        for measure in _MEASURES:
            row[f"{direction}_{measure}"] = used[measure].mean()
            row[f"{direction}_{measure}_sd"] = used[measure].std()
        landings = events[(events["event"] == "initial_contact") & (events["direction"] == direction)]
        decided = landings["strike"].dropna()
        for strike in ("toe", "flat", "heel"):
            share = 100.0 * (decided == strike).mean() if len(decided) else float("nan")
            row[f"{direction}_{strike}_strike_pct"] = share
    return pd.Series({**row, **provenance}, name="summary", dtype=object)
