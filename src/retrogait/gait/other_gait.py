"""Gait other than level walking: stairs and running are in no mean, and running has no walking direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.tables.catalogue import DIRECTIONS

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.gait.swings import Swings

_OF_A_DIRECTION = ("direction_confidence", "time_nats", "foot_strike_angle_deg")


def without_running_direction(swings: Swings) -> Swings:
    """The swings, with direction and strike removed from those of running."""
    run = swings["is_running"]
    if not run.any():
        return swings
    return swings.with_columns(
        {
            "direction": np.where(run, DIRECTIONS.index("unknown"), swings["direction"]),
            "strike": np.where(run, -1, swings["strike"]),
            **{name: np.where(run, np.nan, swings[name]) for name in _OF_A_DIRECTION},
        }
    )


def other_gait_notes(strides: pd.DataFrame) -> list[str]:
    """Note how many strides are not level walking, and how they are treated."""
    notes = []
    if count := int(strides["is_stairs"].sum()):
        one = count == 1
        notes.append(
            f"{count} {'stride climbs or descends' if one else 'strides climb or descend'} as on stairs (is_stairs): "
            f"{'it is' if one else 'they are'} not steady and in no mean; for figures of all strides walk on the "
            "level, or analyse the stairs apart"
        )
    if count := int(strides["is_running"].sum()):
        one = count == 1
        notes.append(
            f"{count} {'stride is' if one else 'strides are'} run (is_running): {'it has' if one else 'they have'} no "
            f"walking direction, {'is' if one else 'are'} not steady and in no mean; for figures of all strides walk, "
            "or analyse the walk apart"
        )
    return notes
