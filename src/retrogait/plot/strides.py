"""One measure of every stride over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrogait.messages import message
from retrogait.plot.legends import draw_legend
from retrogait.plot.rolling import MOST_MARKS, WINDOW, roll
from retrogait.plot.style import (
    SIDE_COLOURS,
    SIDE_LINES,
    SIDE_MARKERS,
    draw_directions,
    label_y,
    new_axes,
    write_numbers,
)
from retrogait.plot.words import side_of, title_of
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import STRIDES
from retrogait.tables.checks import check_choice
from retrogait.tables.kinds import NUMBER

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from retrogait.session import Session


@arguments()
def plot_strides(session: Session, measure: str = "cadence_spm", ax: Axes | None = None) -> Axes:
    """Draw one measure of every stride over time, left and right apart, direction below.

    Of more than 200 strides of a side the mean over 15 strides is drawn with a band of one SD to either side.

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
    ax.set_xlabel(message("plot.time"))
    label_y(ax, title_of(measure))
    write_numbers(ax)
    draw_legend(ax, message("plot.no_walking"))
    return ax


def mark_strides(ax: Axes, strides: pd.DataFrame, measure: str, markersize: float = 4) -> None:
    """Mark the measure of every stride at its start, in the look of its foot; of many the rolling mean and SD."""
    for side, colour in SIDE_COLOURS.items():
        own = strides[strides["side"].eq(side)]
        if len(own) > MOST_MARKS:
            time_s, mean, sd = roll(own, measure)
            label = message("plot.strides.rolling", side=side_of(side), n=WINDOW)
            ax.fill_between(time_s, mean - sd, mean + sd, color=colour, alpha=0.2, linewidth=0)
            ax.plot(time_s, mean, SIDE_LINES[side], color=colour, linewidth=1.4, label=label)
        elif len(own):
            marker = SIDE_MARKERS[side]
            look: dict[str, Any] = {"color": colour, "markersize": markersize, "label": side_of(side)}
            ax.plot(own["start_s"], own[measure], marker, **look)


def check_measure(where: str, measure: str) -> None:
    """Raise `InvalidOption` unless `measure` is a numeric column of strides."""
    check_choice(
        where, "measure", measure, [column.name for column in STRIDES.columns if column.kind is NUMBER]
    )
