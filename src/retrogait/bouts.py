"""Walking bouts: which swings belong to one stretch of walking, and what each bout comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from retrogait.schema import BOUTS


@dataclass(frozen=True)
class BoutOptions:
    """What counts as one stretch of walking.

    Attributes
    ----------
    least_strides : int
        Strides, of either foot, that make a bout.
    longest_pause_s, longest_pause_strides : float
        Contacts further apart than the larger of the two, in seconds and in stride times, are in different bouts.
    """

    least_strides: int = 3
    longest_pause_s: float = 3.0
    longest_pause_strides: float = 1.5

    def detect(self, swings: pd.DataFrame) -> pd.DataFrame:
        """Detect the bouts of a swings table: the same table in order of time with `bout_id`, stray swings left out."""
        first = swings["final_contact_s"].fillna(swings["initial_contact_s"])
        last = swings["initial_contact_s"].fillna(swings["final_contact_s"])
        table = swings.assign(_first=first, _last=last).sort_values(
            ["_first", "side"], kind="stable", ignore_index=True
        )
        if not len(table):
            return table.drop(columns=["_first", "_last"])
        so_far = table["_last"].cummax().shift()
        pause = table["_first"] - so_far
        limit = np.maximum(self.longest_pause_s, self.longest_pause_strides * table["stride_period_s"])
        group = (pause > limit).cumsum()
        landings = table["initial_contact_s"].notna().groupby([group, table["side"]]).sum()
        strides = (landings - 1).clip(lower=0).groupby(level=0).sum()
        walking = strides[strides >= self.least_strides].index
        ids = pd.Series(range(len(walking)), index=walking)
        table["bout_id"] = group.map(ids).astype("Int64")
        return table[table["bout_id"].notna()].drop(columns=["_first", "_last"]).reset_index(drop=True)


def summarise_bouts(swings: pd.DataFrame, strides: pd.DataFrame) -> pd.DataFrame:
    """Sum up each bout in one row (`schema.BOUTS`); its direction is `unknown` where strides differ in it."""
    rows = []
    for bout_id, own in swings.groupby("bout_id"):
        of_bout = strides[strides["bout_id"] == bout_id]
        times = own[["final_contact_s", "initial_contact_s"]].to_numpy()
        directions = set(of_bout["direction"]) or {"unknown"}
        start_s, end_s = np.nanmin(times), np.nanmax(times)
        rows.append(
            {
                "bout_id": bout_id,
                "start_s": start_s,
                "end_s": end_s,
                "direction": directions.pop() if len(directions) == 1 else "unknown",
                "n_strides": len(of_bout),
                "duration_s": end_s - start_s,
                "cadence_spm": _median(of_bout["cadence_spm"]),
                "stride_length_m": _median(of_bout["stride_length_m"]),
                "speed_mps": _median(of_bout["speed_mps"]),
            }
        )
    return BOUTS.frame({name: [row[name] for row in rows] for name in BOUTS.names})


def _median(column: pd.Series[Any]) -> float:
    """Median of the values there are; NaN, without the warning pandas 2.2 gives, where there are none."""
    known = column.dropna()
    return float(known.median()) if len(known) else float("nan")
