"""The divergence curve of the trunk, with the slopes that are read off it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.messages import message
from retrogait.plot.legends import draw_legend
from retrogait.plot.style import DIRECTION_COLOURS, DIRECTION_LINES, ink, label_y, new_axes, write_numbers
from retrogait.plot.words import as_text, direction_of
from retrogait.stability import StabilityOptions, trace_divergence
from retrogait.tables.arguments import arguments
from retrogait.tables.flags import Flag
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from retrogait.session import Session
    from retrogait.stability import Divergence


@arguments()
def plot_divergence(
    session: Session,
    axis: str = "vertical",
    ax: Axes | None = None,
    options: StabilityOptions | None = None,
) -> Axes:
    """Draw how trunk states that were alike drift apart, backward and forward, with the fitted slopes.

    The slopes are the local divergence exponents of `measure_stability`; steeper is less stable.

    Parameters
    ----------
    session : Session
        Fresh from `analyze`, with a trunk sensor of known mounting.
    axis : {"vertical", "anterior", "lateral"}
        Axis of the trunk's acceleration.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; a new figure's when not given.
    options : StabilityOptions, optional
        Embedding and fit ranges, as for `measure_stability`.

    Returns
    -------
    matplotlib.axes.Axes
        It says so where no direction has strides enough.

    Raises
    ------
    InvalidOption
        The axis is not known.
    InvalidTable
        The session has no samples of a trunk sensor of known mounting.
    MissingExtra
        matplotlib is not installed.

    Examples
    --------
    >>> import retrogait as rg
    >>> from retrogait import plot
    >>> walk, truth = rg.simulate_walk(duration_s=50, sites=["left_foot", "right_foot", "lower_back"], seed=1)
    >>> plot.plot_divergence(rg.analyze(walk)).get_ylabel()
    'ln divergence (vertical)'
    """
    options = options or StabilityOptions()
    ax = new_axes(6.5, 3.5) if ax is None else ax
    reasons = []
    for direction in WALKED:
        found = trace_divergence(session, direction, axis, options)
        if np.isfinite(found.curve).any():
            _draw(ax, direction, found, options)
        elif session.strides["direction"].eq(direction).any():
            reasons.append(f"{direction_of(direction)}: {Flag.parse(found.flag).reason}")
    ax.set_xlabel(message("plot.divergence.time"))
    label_y(ax, message(f"plot.divergence.{axis}"))
    write_numbers(ax)
    ax.margins(x=0.0, y=0.1)
    draw_legend(ax, "\n".join(reasons) or message("plot.no_walking"))
    return ax


def _draw(ax: Axes, direction: str, found: Divergence, options: StabilityOptions) -> None:
    """The curve in its colour, and both fitted lines."""
    strides = "plot.divergence.strides" if found.flag == "ok" else "plot.divergence.few_strides"
    slopes = "\n".join(
        message(f"plot.divergence.{name}", slope=as_text(f"{value:.3f}"))
        for name, value in (("short", found.short), ("long", found.long))
        if np.isfinite(value)
    )
    ax.plot(
        found.curve_time,
        found.curve,
        color=DIRECTION_COLOURS[direction],
        linestyle=DIRECTION_LINES[direction],
        linewidth=1.6,
        label=f"{message(strides, direction=direction_of(direction), n=found.n_strides)}\n{slopes}",
    )
    for name, value, marker in (("short", found.short, "o"), ("long", found.long, "D")):
        low, high = (getattr(options, f"{name}_{end}_strides") for end in ("from", "to"))
        inside = (found.curve_time >= low - 1e-9) & (found.curve_time <= high + 1e-9)
        if not np.isfinite(value):
            continue
        time, middle = found.curve_time[inside], found.curve[inside].mean()
        ends = np.array([time[0], time[-1]])
        ax.plot(
            ends,
            middle + value * (ends - time.mean()),
            color=ink(),
            linewidth=1.2,
            marker=marker,
            markersize=5,
            zorder=3,
            label=message(f"plot.divergence.{name}_slope"),
        )
