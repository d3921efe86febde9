"""Strides: from one initial contact to the next of the same foot, with their phases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.gait.roll import measure_stance_roll
from retrogait.tables.catalogue import (
    CLEARANCE_COLUMNS,
    DIRECTIONS,
    NO_LEVEL_WALK_COLUMNS,
    SIDES,
    SITES,
    SPACE_COLUMNS,
    STRIDES,
    STRIKES,
    THIGHS,
)
from retrogait.tables.checks import Checked, option
from retrogait.tables.schema import category_array

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from retrogait._arrays import Flags, Floats
    from retrogait.gait.swings import Swings

_THIGHS = [SITES.index(site) for site in THIGHS]


@dataclass(frozen=True)
class StrideOptions(Checked):
    """What counts as a stride, and as a turning one.

    Attributes
    ----------
    turning_deg : float
        Heading change over a stride above which it is a turning stride.
    longest_periods : float
        A stride longer than so many stride periods around it holds a pause, or a swing that was lost or missed, and is
        left out: two strides of one.
    """

    turning_deg: float = option(20.0, low=0, inside=True)
    longest_periods: float = option(1.7, low=0, inside=True)

    def detect(self, swings: Swings) -> pd.DataFrame:
        """Detect the strides of swings whose `bout_id` is filled, as `catalogue.STRIDES`.

        A stride runs from the landing of one swing to the landing of the next of the same foot in the bout; the swing
        in between gives its final contact and its way. Contacts of different direction at its two ends make its
        direction `unknown`. Step time and double support need the other foot and are NaN without it. Final contacts of
        a thigh lie a fixed share of the stride from the initial ones, by its model: stance, swing and double support
        would be that share and are NaN.
        """
        land, leaves = swings["initial_contact_s"], swings["final_contact_s"]
        bout, period_s = swings["bout_id"], swings["stride_period_s"]
        side, way = swings["side"], swings["direction"]
        order = np.lexsort((land, bout, side))
        here, after = order[:-1], order[1:]
        same = (side[here] == side[after]) & (bout[here] == bout[after])
        same &= land[after] - land[here] <= self.longest_periods * period_s[after]
        here, after = here[same], after[same]
        order = np.lexsort((side[here], land[here]))
        here, after = here[order], after[order]
        start, end = land[here], land[after]
        leave = np.where((leaves[after] > start) & (leaves[after] < end), leaves[after], np.nan)
        seen = np.where(np.isin(swings["site"][here], _THIGHS), np.nan, leave)
        stride_time = end - start
        agree = way[here] == way[after]
        sure = swings["direction_confidence"]
        direction = np.where(agree, way[here], DIRECTIONS.index("unknown"))
        sign = np.select(
            [direction == DIRECTIONS.index(name) for name in ("forward", "backward")], [1, -1], np.nan
        )
        measured = ("turning_angle_deg", "displacement_m", "model_displacement_m")
        turning, length, model = (swings[name][after] for name in measured)
        step_time, loading, push_off = np.full((3, len(start)), np.nan)
        for own in range(len(SIDES)):
            mine, theirs = side[here] == own, side != own
            step_time[mine], loading[mine], push_off[mine] = _against_other_foot(
                np.sort(land[theirs]), np.sort(leaves[theirs]), start[mine], seen[mine], stride_time[mine]
            )
        double_support = loading + push_off
        is_turning = np.abs(np.nan_to_num(turning)) > self.turning_deg
        is_first, is_last = _ends(len(SIDES) * bout[here] + side[here])
        return STRIDES.frame(
            {
                "side": category_array(side[here], SIDES),
                "start_s": start,
                "end_s": end,
                "final_contact_s": leave,
                "direction": category_array(direction, DIRECTIONS),
                "direction_confidence": np.where(agree, np.minimum(sure[here], sure[after]), np.nan),
                "strike": category_array(swings["strike"][here], STRIKES),
                "foot_strike_angle_deg": swings["foot_strike_angle_deg"][here],
                "stride_time_s": stride_time,
                "stance_time_s": seen - start,
                "swing_time_s": end - seen,
                "stance_pct": 100.0 * (seen - start) / stride_time,
                "step_time_s": step_time,
                "double_support_s": double_support,
                "double_support_pct": 100.0 * double_support / stride_time,
                "initial_double_support_s": loading,
                "terminal_double_support_s": push_off,
                "single_support_s": seen - start - double_support,
                "single_support_pct": 100.0 * (seen - start - double_support) / stride_time,
                "cadence_spm": 120.0 / stride_time,
                "stride_length_m": length,
                "stride_length_se_m": np.where(np.isnan(length), np.nan, swings["displacement_se_m"][after]),
                "speed_mps": length / stride_time,
                "walk_ratio_m_per_spm": 0.5 * length * stride_time / 120.0,
                "signed_displacement_m": sign * length,
                "model_stride_length_m": model,
                "model_speed_mps": model / stride_time,
                "turning_angle_deg": turning,
                "is_first": is_first,
                "is_last": is_last,
                "is_turning": is_turning,
                **{
                    name: swings[name][after] for name in ("is_clipped", "is_bridged", *NO_LEVEL_WALK_COLUMNS)
                },
                "bout_id": bout[here],
                **{name: swings[name][after] for name in (*SPACE_COLUMNS, *CLEARANCE_COLUMNS)},
                **measure_stance_roll(swings, here, after, start, seen),
                # in a curve the way to the next foothold is not where the body goes
                "toe_out_deg": np.where(is_turning, np.nan, swings["toe_out_deg"][after]),
            }
        )


def _ends(foot: NDArray[np.intp]) -> tuple[Flags, Flags]:
    """Flag the first and the last of strides in order of time; `foot` (n,) numbers the feet of every bout."""
    is_first, is_last = np.zeros(len(foot), bool), np.zeros(len(foot), bool)
    is_first[np.unique(foot, return_index=True)[1]] = True
    is_last[len(foot) - 1 - np.unique(foot[::-1], return_index=True)[1]] = True
    return is_first, is_last


def _against_other_foot(
    lands: Floats, leaves: Floats, start: Floats, leave: Floats, stride_time: Floats
) -> tuple[Floats, Floats, Floats]:
    """Step time and both spells of double support of one foot's strides; NaN where the other foot has no contact near.

    `lands` and `leaves` are the other foot's, in order. Support is double from the landing of this foot to the other's
    leaving, and from the other's landing to this one's leaving. A flight phase, as in running, has none and gives NaN.
    """
    step = start - _previous(lands, start)
    opening = _next(leaves, start) - start
    closing = leave - _previous(lands, leave)
    stance = leave - start
    inside = (opening < stance) & (closing < stance)
    opening, closing = (np.where(inside, spell, np.nan) for spell in (opening, closing))
    return np.where(step < stride_time, step, np.nan), opening, closing


def _previous(instants: Floats, at: Floats) -> Floats:
    """The last of the sorted `instants` before each of `at`; NaN where there is none."""
    index = np.searchsorted(instants, at, side="left")
    return np.concatenate([[np.nan], instants])[index]


def _next(instants: Floats, at: Floats) -> Floats:
    """The first of the sorted `instants` after each of `at`; NaN where there is none."""
    index = np.searchsorted(instants, at, side="right")
    return np.concatenate([instants, [np.nan]])[index]
