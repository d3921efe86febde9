"""Check of the stated belt speed of a treadmill against the measured walking speed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.tables.checks import Checked, option
from retrogait.tables.selection import steady

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class BeltOptions(Checked):
    """When the measured speed disagrees with that of the belt.

    Attributes
    ----------
    tolerance_pct : float
        Of the belt's speed: room for the belt's own scale and slip under load. Stride lengths here are off by 1 to 2 %.
    wander_m : float
        How far the walker may move along the belt between the first and the last stride compared: over a short walk
        this is a true difference in speed, not an error.
    """

    tolerance_pct: float = option(5.0, low=0)
    wander_m: float = option(0.5, low=0)

    def check(
        self, strides: pd.DataFrame, belt_speed_mps: float | None
    ) -> tuple[dict[str, float], list[str]]:
        """Check strides against the belt: entries of the summary, and a note where they disagree or cannot be compared.

        Both directions count: the belt carries either way. Only steady strides count, unless there are none: at the
        ends of a bout the belt starts and stops.
        """
        if belt_speed_mps is None:
            return {"belt_speed_measured_mps": np.nan, "belt_speed_difference_pct": np.nan}, []
        own = strides[strides["stride_length_m"].notna()]
        used = steady(own, or_all=True)
        if not len(used):
            note = (
                f"belt_speed_mps={belt_speed_mps:g} is not checked: no stride has a length; lengths need a sensor of "
                "known mounting on a foot"
            )
            return {"belt_speed_measured_mps": np.nan, "belt_speed_difference_pct": np.nan}, [note]
        speed = float(used["stride_length_m"].sum() / used["stride_time_s"].sum())
        lasts_s = sum(
            float(group["end_s"].max() - group["start_s"].min()) for _, group in used.groupby("bout_id")
        )
        bouts = max(1, used["bout_id"].nunique())
        room = 0.01 * self.tolerance_pct * belt_speed_mps + bouts * self.wander_m / lasts_s
        off = speed - belt_speed_mps
        entries = {
            "belt_speed_measured_mps": speed,
            "belt_speed_difference_pct": 100.0 * off / belt_speed_mps if belt_speed_mps > 0 else np.nan,
        }
        if abs(off) <= room:
            return entries, []
        note = (
            f"the belt speed was stated as {belt_speed_mps:.2f} m/s, the strides give {speed:.2f} m/s (expected within "
            f"{room:.2f} m/s); check the display, whether it shows mph or km/h, and whether the speed was "
            "changed during the recording"
        )
        return entries, [note]
