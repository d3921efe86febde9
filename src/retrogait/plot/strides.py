"""One measure of every stride over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.plot.style import (
    SIDE_COLOURS,
    SIDE_MARKERS,
    draw_directions,
    draw_legend,
    new_axes,
)
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import STRIDES
from retrogait.tables.checks import check_choice
from retrogait.tables.kinds import NUMBER
from retrogait.tables.measures import FOOT, GAIT

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from retrogait.session import Session

MEASURES = {one.column: one.title for one in (*GAIT, *FOOT)} | {
    "stance_time_s": "stance time (s)",
    "swing_time_s": "swing time (s)",
    "turning_angle_deg": "turning angle (deg)",
    "signed_displacement_m": "progression, forward positive (m)",
    "model_speed_mps": "speed, by a shank model (m/s)",
    "incline_deg": "incline (deg)",
    "foot_pitch_range_deg": "range of foot pitch (deg)",
}


@arguments()
def plot_strides(session: Session, measure: str = "cadence_spm", ax: Axes | None = None) -> Axes:
    """Draw one measure of every stride over time, left and right apart, direction below.

    Parameters
    ----------
    session : Session
        Result of `analyze`, or read from JSON.
    measure : str
        A numeric column of `session.strides`.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; a new figure's when not given.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidOption
        `session.strides` has no such number.
    MissingExtra
        matplotlib is not installed.
    """
    check_measure("plot_strides", measure)
    ax = new_axes() if ax is None else ax
    mark_strides(ax, session.strides, measure)
    ax.margins(y=0.12)
    draw_directions(ax, session.strides)
    ax.set(xlabel="time (s)", ylabel=MEASURES.get(measure, measure))
    draw_legend(ax)
    return ax


def mark_strides(ax: Axes, strides: pd.DataFrame, measure: str, markersize: float = 4) -> None:
    """Mark the measure of every stride at its start, in the look of its foot."""
    for side, colour in SIDE_COLOURS.items():
        own = strides[strides["side"].eq(side)]
        if len(own):
            marker = SIDE_MARKERS[side]
            ax.plot(own["start_s"], own[measure], marker, color=colour, markersize=markersize, label=side)


def check_measure(where: str, measure: str) -> None:
    """Raise `InvalidOption` unless `measure` is a numeric column of strides."""
    check_choice(
        where, "measure", measure, [column.name for column in STRIDES.columns if column.kind is NUMBER]
    )
