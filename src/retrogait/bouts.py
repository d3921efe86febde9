"""Walking bouts: which swings belong to one stretch of walking, and what each bout comes to."""

from __future__ import annotations

from dataclasses import dataclass

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
    contacts = swings.melt("bout_id", ["final_contact_s", "initial_contact_s"])
    times = contacts.groupby("bout_id")["value"].agg(["min", "max"])
    of_bout = strides.groupby("bout_id")
    directions = of_bout["direction"].agg(["first", "nunique"]).reindex(times.index)
    one_way = directions["nunique"] == 1
    figures = of_bout[["cadence_spm", "stride_length_m", "speed_mps"]].median().reindex(times.index)
    return BOUTS.frame(
        {
            "bout_id": times.index.to_numpy(),
            "start_s": times["min"],
            "end_s": times["max"],
            "direction": list(directions["first"].where(one_way, "unknown")),
            "n_strides": of_bout.size().reindex(times.index, fill_value=0).to_numpy(),
            "duration_s": times["max"] - times["min"],
            **{str(name): figures[name] for name in figures},
        }
    )
