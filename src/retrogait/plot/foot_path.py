"""The side view of a stride: where heel and toe go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.gait.foot_path import trace_feet
from retrogait.messages import message
from retrogait.plot.legends import draw_legend
from retrogait.plot.style import (
    DIRECTION_COLOURS,
    ink,
    label_y,
    new_axes,
    steady_strides,
    write_numbers,
)
from retrogait.plot.words import direction_of, side_of
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SIDES
from retrogait.tables.checks import check_choice
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from retrogait.session import Session

_LINES = {"toe": "-", "heel": (0, (3, 1.5))}
_MARKERS = {"toe": "v", "heel": "^"}
_MOST_STRIDES = 20  # drawn thinly behind the mean; more are a blot


@arguments()
def plot_foot_path(session: Session, ax: Axes | None = None, side: str | None = None) -> Axes:
    """Draw the foot from the side: ways of toe and heel over the floor, stride by stride and their mean.

    Ways are along the line of travel, positive the way the toes point, so forward strides run to the right and
    backward ones to the left. Strides are neither first, last nor turning.

    Parameters
    ----------
    session : Session
        Fresh from `analyze`, with a foot sensor of known mounting.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; a new figure's when not given.
    side : {"left", "right"}, optional
        One foot; both when not given.

    Returns
    -------
    matplotlib.axes.Axes
        It says so where no stride has a path.

    Raises
    ------
    InvalidOption
        There is no such side.
    MissingExtra
        matplotlib is not installed.
    """
    from matplotlib.collections import LineCollection

    if side is not None:
        check_choice("plot_foot_path", "side", side, SIDES)
    paths = trace_feet(session)
    paths = paths[paths["stride"].isin(steady_strides(session.strides).index)]
    if side is not None:
        paths = paths[paths["side"].eq(side)]
    ax = new_axes(7.0, 3.0) if ax is None else ax
    _draw_standing_foot(ax, paths)
    for direction in WALKED:
        own = paths[paths["direction"].eq(direction)]
        if not len(own):
            continue
        strides = own["stride"].unique()
        mean = own.groupby("stride_pct").mean(numeric_only=True)
        for part, line in _LINES.items():
            colour = DIRECTION_COLOURS[direction]
            names = [f"{part}_displacement_m", f"{part}_height_m"]
            some = own[own["stride"].isin(strides[:: -(-len(strides) // _MOST_STRIDES)])]
            ways = [
                one[names].to_numpy()[::2] * (1.0, 100.0)  # thin lines need no more points
                for _, one in some.groupby("stride", sort=False)
            ]
            ax.add_collection(LineCollection(ways, color=colour, linewidth=0.5, alpha=0.3, zorder=1))
            way, height = mean[names].to_numpy().T
            ax.plot(
                way,
                100.0 * height,
                color=colour,
                linestyle=line,
                linewidth=2.2,
                marker=_MARKERS[part],
                markevery=[0, -1],
                label=message(f"plot.foot.{part}", direction=direction_of(direction), n=len(strides)),
            )
    ax.axhline(0.0, color=ink(), linewidth=0.8, zorder=0)
    where = "" if side is None else f"{side_of(side)}: "
    ax.set_xlabel(where + message("plot.foot.way"))
    label_y(ax, message("plot.foot.height"))
    write_numbers(ax)
    draw_legend(ax, message("plot.foot.nothing"))
    return ax


def _draw_standing_foot(ax: Axes, paths: pd.DataFrame) -> None:
    """Draw the foot as it stands: from heel to toe, where both are lowest."""
    if not len(paths):
        return
    mean = paths.groupby("stride_pct").mean(numeric_only=True)
    flat = int(mean[["heel_height_m", "toe_height_m"]].max(axis=1).to_numpy().argmin())
    ax.plot(
        mean[["heel_displacement_m", "toe_displacement_m"]].to_numpy()[flat],
        100.0 * mean[["heel_height_m", "toe_height_m"]].to_numpy()[flat],
        color=ink(),
        linewidth=4.0,
        solid_capstyle="butt",
        label=message("plot.foot.stands"),
    )
