"""Walking bouts: which swings belong to one stretch of walking, and a summary of each bout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from retrogait.tables.catalogue import BOUTS, DIRECTIONS
from retrogait.tables.checks import Checked, option
from retrogait.tables.schema import category_array, category_codes
from retrogait.tables.selection import is_level_walk

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from retrogait._arrays import Floats
    from retrogait.gait.swings import Swings


@dataclass(frozen=True)
class BoutOptions(Checked):
    """What counts as one stretch of walking.

    Attributes
    ----------
    least_strides : int
        Strides, of either foot, that make a bout.
    longest_pause_s, longest_pause_strides : float
        Contacts further apart than the larger of the two, in seconds and in stride times, are in different bouts.
    """

    least_strides: int = option(3, whole=True, low=1)
    longest_pause_s: float = option(3.0, low=0, inside=True)
    longest_pause_strides: float = option(1.5, low=0, inside=True)

    def detect(self, swings: Swings, longest_stride_periods: float = 1.7) -> Swings:
        """Detect the bouts of swings: the same swings in order of time with `bout_id`, stray ones left out.

        Landings of a foot further apart than `longest_stride_periods` stride periods do not form a stride.
        """
        land, leave = swings["initial_contact_s"], swings["final_contact_s"]
        first, last = np.where(np.isnan(leave), land, leave), np.where(np.isnan(land), leave, land)
        side = swings["side"]
        order = np.lexsort((side, first))
        so_far = np.concatenate([[np.nan], np.fmax.accumulate(last[order])])[:-1]
        period_s = swings["stride_period_s"]
        limit = np.maximum(self.longest_pause_s, self.longest_pause_strides * period_s[order])
        stretch = np.cumsum(first[order] - so_far > limit)
        landed = order[~np.isnan(land[order])]
        where = stretch[~np.isnan(land[order])]
        by_foot = np.lexsort((land[landed], where, side[landed]))
        landed, where = landed[by_foot], where[by_foot]
        before, after = landed[:-1], landed[1:]
        stride = (where[:-1] == where[1:]) & (side[before] == side[after])
        stride &= land[after] - land[before] <= longest_stride_periods * period_s[after]
        walking = np.bincount(where[1:][stride], minlength=len(swings) + 1) >= self.least_strides
        kept = walking[stretch]
        number = np.cumsum(walking) - 1
        return swings.take(order[kept]).with_columns({"bout_id": number[stretch[kept]]})


def summarise_bouts(swings: Swings, strides: pd.DataFrame) -> pd.DataFrame:
    """Sum up each bout in one row (`catalogue.BOUTS`).

    Where strides differ in direction that of the bout is `unknown`, and cadence, length and speed are missing where
    some go backward and some forward: directions are never pooled. Strides on stairs or in a run are in no median.
    """
    ids, of_swing = np.unique(swings["bout_id"], return_inverse=True)
    of_stride = np.searchsorted(ids, strides["bout_id"].to_numpy(np.int64))
    start, end = np.full(len(ids), np.nan), np.full(len(ids), np.nan)
    for name in ("final_contact_s", "initial_contact_s"):
        np.fmin.at(start, of_swing, swings[name])
        np.fmax.at(end, of_swing, swings[name])
    way = category_codes(strides["direction"], DIRECTIONS)
    lowest, highest = np.full(len(ids), len(DIRECTIONS)), np.full(len(ids), -1)
    np.minimum.at(lowest, of_stride, way)
    np.maximum.at(highest, of_stride, way)
    one_way = np.where(lowest == highest, highest, DIRECTIONS.index("unknown"))
    ways = np.bincount(len(DIRECTIONS) * of_stride + way, minlength=len(DIRECTIONS) * len(ids))
    here = ways.reshape(-1, len(DIRECTIONS)) > 0
    both = here[:, DIRECTIONS.index("backward")] & here[:, DIRECTIONS.index("forward")]
    level = is_level_walk(strides).to_numpy()
    figures = ("cadence_spm", "stride_length_m", "speed_mps")
    return BOUTS.frame(
        {
            "bout_id": ids,
            "start_s": start,
            "end_s": end,
            "direction": category_array(one_way, DIRECTIONS),
            "n_strides": np.bincount(of_stride, minlength=len(ids)),
            "duration_s": end - start,
            **{
                name: np.where(
                    both, np.nan, _medians(strides[name].to_numpy()[level], of_stride[level], len(ids))
                )
                for name in figures
            },
        }
    )


def _medians(values: Floats, group: NDArray[np.intp], count: int) -> Floats:
    """Median of the values (n,) of each of `count` groups, NaN left out and where there are none."""
    known = ~np.isnan(values)
    values, group = values[known], group[known]
    ascending = np.append(values[np.lexsort((values, group))], np.nan)
    size = np.bincount(group, minlength=count)
    first = np.cumsum(size) - size
    low, high = first + (size - 1) // 2, first + size // 2
    return np.where(size > 0, 0.5 * (ascending[low] + ascending[high]), np.nan)
