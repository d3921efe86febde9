"""Pain before and after the sessions of a training log, beside what the plan asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.messages import message
from retrogait.plot.legends import draw_legend_below
from retrogait.plot.progress import name_dates
from retrogait.plot.style import SIDE_COLOURS, ink, label_y, new_axes, write_numbers
from retrogait.plot.words import as_text
from retrogait.tables.arguments import arguments
from retrogait.training.progress import follow_plan

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from retrogait.training.log import SessionLog

_MOST_PAIN = 10.0
_APART = 0.14  # of a session, so that equal scores stand beside each other
_BEFORE, _AFTER = SIDE_COLOURS["left"], SIDE_COLOURS["right"]


@arguments()
def plot_pain(log: SessionLog, ax: Axes | None = None) -> Axes:
    """Draw pain before and after each session of a log, and the speed that the plan asked for.

    A line joins the two scores of a session. A marker is filled where pain rose by more than the plan's
    `most_pain_rise`.

    Parameters
    ----------
    log : SessionLog
        Its sessions and plan.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; a new figure's when not given. The planned speed has an axis of its own on the right.

    Returns
    -------
    matplotlib.axes.Axes
        It says so where no session states its pain.

    Raises
    ------
    MissingExtra
        matplotlib is not installed.
    """
    ax = new_axes(6.5, 3.2) if ax is None else ax
    entries = log.by_date()
    before = np.array([entry.pain_before for entry in entries], float)
    after = np.array([entry.pain_after for entry in entries], float)
    at = np.arange(len(entries), dtype=float)
    if np.isfinite(np.r_[before, after]).any():
        look: dict[str, Any] = {"linestyle": "", "markersize": 7, "markeredgecolor": ink()}
        left, right = at - _APART, at + _APART
        ax.plot(np.stack([left, right]), np.stack([before, after]), color="0.5", linewidth=1.2)
        ax.plot(left, before, marker="s", markerfacecolor="white", **look, label=message("plot.pain.before"))
        ax.plot(right, after, marker="o", markerfacecolor="white", **look, label=message("plot.pain.after"))
        rose = after - before > log.plan.most_pain_rise
        if rose.any():
            label = message("plot.pain.rose", most=as_text(f"{log.plan.most_pain_rise:g}"))
            ax.plot(right[rose], after[rose], marker="o", color=_AFTER, **look, label=label)
        _draw_plan(ax, log, at)
        name_dates(ax, [entry.date for entry in entries])
    ax.set_ylim(-0.5, _MOST_PAIN + 0.5)
    ax.margins(x=0.05)
    label_y(ax, message("plot.pain.axis"))
    write_numbers(ax)
    draw_legend_below(ax, message("plot.pain.nothing"))
    return ax


def _draw_plan(ax: Axes, log: SessionLog, at: Any) -> None:
    """The planned speed of each session as steps, on an axis to the right."""
    planned = follow_plan(log)["planned_speed_mps"].to_numpy(float)
    beside = ax.twinx()
    look: dict[str, Any] = {"where": "mid", "linestyle": "--", "linewidth": 1.2, "color": _BEFORE}
    beside.step(at, planned, **look)
    ax.plot([], [], label=message("plot.pain.planned"), **{k: v for k, v in look.items() if k != "where"})
    beside.set_ylim(0.0, max(planned.max() * 1.3, 0.1))
    label_y(beside, message("plot.pain.planned_axis"))
    write_numbers(beside)
