"""Swings whose samples were cut off at the end of a sensor's range: flagged, with affected measures removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.tables.catalogue import ROLL_FLAGS, SITES, SPACE_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from retrogait.gait.swings import Swings
    from retrogait.kinematics.clipping import Clipped


# Of a length, of which impacts, that hardly carry a foot on, seem to take twice what they do: on simulated feet at 2 g
# lengths that were kept were off by 0.05 at most, but 1 in 100.
_MOST_SHORT = 0.06
_MOST_TURNED_DEG = 8.0  # of orientation: lengths are off by 0.05
_MOST_STRIKE_DEG = 2.0
_ROLLS = ("roll_lift_s", "roll_down_s", "roll_off_speed_dps", "roll_on_speed_dps")
_ERRORS = ("toe_clearance_se_m", "heel_clearance_se_m")
_LENGTHS = (
    *("displacement_m", "model_displacement_m", "way_m", "rise_m", "toe_out_deg"),
    *SPACE_COLUMNS,
    *_ERRORS,
)


def mark_clipped(swings: Swings, found: Mapping[str, Sequence[Clipped]]) -> Swings:
    """The swings, with `is_clipped` where samples are cut off, and NaN for measures that the clipped part affects."""
    if not found or not len(swings):
        return swings
    first = np.fmin(swings["rest_before_s"], swings["final_contact_s"])
    last = np.fmax(swings["rest_after_s"], swings["initial_contact_s"])
    first, last = (np.where(np.isnan(one), other, one) for one, other in ((first, last), (last, first)))
    touched = np.zeros(len(swings), bool)
    short_m, turned_deg = np.zeros(len(swings)), np.zeros(len(swings))
    for site, triads in found.items():
        own = np.flatnonzero(swings["site"] == SITES.index(site)) if site in SITES else np.empty(0, np.int64)
        for one in triads:
            begin, end = (np.searchsorted(one.time_s, limit[own]) for limit in (first, last))
            count = end - begin
            touched[own] |= count > 0
            swing = np.repeat(np.arange(len(own)), count)
            at = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count - begin, count)
            lacks = one.lacks[at]
            if one.kind == "gyr":
                turned_deg[own] += np.bincount(swing, lacks, len(own))
            else:
                # a change of speed shifts the end, which is known to be at rest: the more the further from the middle
                away_s = np.abs(one.time_s[at] - 0.5 * (first + last)[own][swing])
                short_m[own] += np.bincount(swing, lacks * away_s, len(own))
    length = np.fmax(swings["displacement_m"], swings["model_displacement_m"])
    with np.errstate(invalid="ignore"):
        wrong = (short_m > _MOST_SHORT * length) | (turned_deg > _MOST_TURNED_DEG)
    tilted = turned_deg > _MOST_STRIKE_DEG
    return swings.with_columns(
        {
            "is_clipped": touched,
            **{name: np.where(wrong, np.nan, swings[name]) for name in _LENGTHS},
            "foot_strike_angle_deg": np.where(tilted, np.nan, swings["foot_strike_angle_deg"]),
            "strike": np.where(tilted, -1, swings["strike"]),
            **{name: np.where(tilted, np.nan, swings[name]) for name in _ROLLS},
            "roll_flag": np.where(tilted, ROLL_FLAGS.index("clipped"), swings["roll_flag"]),
        }
    )
