"""Strides: from one initial contact to the next of the same foot, with their phases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.schema import SPACE_COLUMNS, STRIDES

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True)
class StrideOptions:
    """What counts as a stride, and as a turning one.

    Attributes
    ----------
    turning_deg : float
        Heading change over a stride above which it is a turning stride.
    longest_periods : float
        A stride longer than so many stride periods holds a pause or a missed step and is left out.
    """

    turning_deg: float = 20.0
    longest_periods: float = 2.0

    def detect(self, swings: pd.DataFrame) -> pd.DataFrame:
        """Detect the strides of a swings table whose `bout_id` is filled, as `schema.STRIDES`.

        A stride runs from the landing of one swing to the landing of the next of the same foot in the bout; the swing
        in between gives its final contact and its way. Contacts of different direction at its two ends make its
        direction `unknown`. Step time and double support need the other foot and are NaN without it.
        """
        ordered = swings.sort_values(["side", "bout_id", "initial_contact_s"], kind="stable")
        here, after = ordered.iloc[:-1].reset_index(drop=True), ordered.iloc[1:].reset_index(drop=True)
        same = (here["side"] == after["side"]) & (here["bout_id"] == after["bout_id"]).fillna(value=False)
        same &= here["initial_contact_s"].notna() & after["initial_contact_s"].notna()
        lasts = after["initial_contact_s"] - here["initial_contact_s"]
        same &= lasts <= self.longest_periods * after["stride_period_s"]
        here, after = here[same.astype(bool)], after[same.astype(bool)]
        start, end = here["initial_contact_s"].to_numpy(), after["initial_contact_s"].to_numpy()
        leave = after["final_contact_s"].to_numpy()
        leave = np.where((leave > start) & (leave < end), leave, np.nan)
        stride_time = end - start
        agree = here["direction"].to_numpy() == after["direction"].to_numpy()
        both = np.minimum(here["direction_confidence"].to_numpy(), after["direction_confidence"].to_numpy())
        turning = after["turning_angle_deg"].to_numpy()
        step_time, double_support = _against_other_foot(
            swings, here["side"].to_numpy(), start, leave, stride_time
        )
        length, model = after["way_m"].to_numpy(), after["model_way_m"].to_numpy()
        direction = np.where(agree, here["direction"].to_numpy(), "unknown")
        sign = np.select([direction == "forward", direction == "backward"], [1.0, -1.0], np.nan)
        table = STRIDES.frame(
            {
                "side": list(here["side"]),
                "start_s": start,
                "end_s": end,
                "final_contact_s": leave,
                "direction": list(direction),
                "direction_confidence": np.where(agree, both, np.nan),
                "strike": list(here["strike"]),
                "foot_strike_angle_deg": here["foot_strike_angle_deg"].to_numpy(),
                "stride_time_s": stride_time,
                "stance_time_s": leave - start,
                "swing_time_s": end - leave,
                "stance_pct": 100.0 * (leave - start) / stride_time,
                "step_time_s": step_time,
                "double_support_s": double_support,
                "cadence_spm": 120.0 / stride_time,
                "stride_length_m": length,
                "speed_mps": length / stride_time,
                "progression_m": sign * length,
                "model_stride_length_m": model,
                "model_speed_mps": model / stride_time,
                "turning_angle_deg": turning,
                "is_turning": np.abs(np.nan_to_num(turning)) > self.turning_deg,
                "bout_id": here["bout_id"].to_numpy(),
                **{name: after[name].to_numpy() for name in SPACE_COLUMNS},
            }
        )
        return _mark_ends(table.sort_values(["start_s", "side"], kind="stable", ignore_index=True))


def _mark_ends(table: pd.DataFrame) -> pd.DataFrame:
    """Flag the first and the last stride of each foot in each bout."""
    of_foot = table.groupby(["bout_id", "side"])["start_s"]
    first = table["start_s"] == of_foot.transform("min")
    last = table["start_s"] == of_foot.transform("max")
    return table.assign(is_first=first.astype(bool), is_last=last.astype(bool))


def _against_other_foot(
    swings: pd.DataFrame, side: NDArray[np.object_], start: Floats, leave: Floats, stride_time: Floats
) -> tuple[Floats, Floats]:
    """Step time and double support of strides, from the other foot's contacts; NaN where it has none near.

    Support is double from the landing of this foot to the other's leaving, and from the other's landing to this one's
    leaving. A flight phase, as in running, has none and gives NaN.
    """
    step_time = np.full(len(start), np.nan)
    double = np.full(len(start), np.nan)
    for own, other in (("left", "right"), ("right", "left")):
        mine = side == own
        theirs = swings[swings["side"] == other]
        lands = np.sort(theirs["initial_contact_s"].dropna().to_numpy())
        leaves = np.sort(theirs["final_contact_s"].dropna().to_numpy())
        before = _previous(lands, start[mine])
        step = start[mine] - before
        step_time[mine] = np.where(step < stride_time[mine], step, np.nan)
        opening = _next(leaves, start[mine]) - start[mine]
        closing = leave[mine] - _previous(lands, leave[mine])
        stance = leave[mine] - start[mine]
        inside = (opening < stance) & (closing < stance)
        double[mine] = np.where(inside, opening + closing, np.nan)
    return step_time, double


def _previous(instants: Floats, at: Floats) -> Floats:
    """The last of the sorted `instants` before each of `at`; NaN where there is none."""
    index = np.searchsorted(instants, at, side="left")
    return np.concatenate([[np.nan], instants])[index]


def _next(instants: Floats, at: Floats) -> Floats:
    """The first of the sorted `instants` after each of `at`; NaN where there is none."""
    index = np.searchsorted(instants, at, side="right")
    return np.concatenate([instants, [np.nan]])[index]
