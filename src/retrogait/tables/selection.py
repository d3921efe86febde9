"""Which strides measures are taken over, and the directions in which people walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrogait.tables.checks import Bounds, check

if TYPE_CHECKING:
    import pandas as pd

    from retrogait.tables.column_view import ColumnView

WALKED = ("backward", "forward")


def check_direction(where: str, direction: object) -> None:
    """Raise `InvalidOption` where a direction that is stated of a whole recording is none."""
    stated = Bounds("the direction walked throughout", choices=WALKED, none=True)
    check(where, "direction", direction, stated, "choose one of them, or leave it out where both were walked")


def is_level_walk(strides: pd.DataFrame | ColumnView) -> Any:
    """Whether each stride is walked, and not on stairs: columns in, a mask (n,) out."""
    return ~(strides["is_stairs"] | strides["is_running"])


def is_steady(strides: pd.DataFrame | ColumnView) -> Any:
    """Whether each stride is level walking, neither first nor last of its bout nor turning: columns in, a mask out."""
    return is_level_walk(strides) & ~(strides["is_first"] | strides["is_last"] | strides["is_turning"])


def are_level_landings(events: pd.DataFrame, strides: pd.DataFrame) -> Any:
    """Whether each event is an initial contact that ends no stride on stairs or of a run: a mask (n,)."""
    other_s = strides.loc[~is_level_walk(strides), "end_s"]
    return events["event"].eq("initial_contact") & ~events["time_s"].isin(other_s)


def steady(strides: pd.DataFrame, direction: str | None = None, *, or_all: bool = False) -> pd.DataFrame:
    """Choose the steady strides, of one direction if it is named.

    Where none is steady and `or_all`, all those of level walking.

    >>> import retrogait as rg
    >>> session = rg.analyze(rg.simulate_walk("backward", 0.5, duration_s=20, seed=1)[0])
    >>> len(session.strides), len(steady(session.strides)), len(steady(session.strides, "forward"))
    (20, 16, 0)
    """
    own = strides if direction is None else strides[strides["direction"].eq(direction)]
    chosen = own[is_steady(own)]
    level: pd.DataFrame = own[is_level_walk(own)]
    return chosen if len(chosen) or not or_all else level
