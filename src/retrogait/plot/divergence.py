"""The divergence curve of the trunk, with the slopes that are read off it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.plot.style import DIRECTION_COLOURS, DIRECTION_LINES, draw_legend, ink, new_axes
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
            reasons.append(f"{direction}: {Flag.parse(found.flag).reason}")
    ax.set(xlabel="time since nearest (strides)", ylabel=f"ln divergence ({axis})")
    ax.margins(x=0.0, y=0.1)
    draw_legend(ax, "\n".join(reasons) or "no walking found")
    return ax


def _draw(ax: Axes, direction: str, found: Divergence, options: StabilityOptions) -> None:
    """The curve in its colour, and both fitted lines."""
    few = "" if found.flag == "ok" else " (few)"
    slopes = "\n".join(
        f"{name} {value:.3f} per stride".replace("-", "−")
        for name, value in (("short", found.short), ("long", found.long))
        if np.isfinite(value)
    )
    ax.plot(
        found.curve_time,
        found.curve,
        color=DIRECTION_COLOURS[direction],
        linestyle=DIRECTION_LINES[direction],
        linewidth=1.6,
        label=f"{direction}, {found.n_strides} strides{few}\n{slopes}",
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
            label=f"{name}-term slope",
        )
