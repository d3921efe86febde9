"""How one measure of the strides is spread, backward against forward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.messages import message
from retrogait.plot.legends import draw_legend
from retrogait.plot.strides import check_measure
from retrogait.plot.style import (
    DIRECTION_COLOURS,
    DIRECTION_HATCHES,
    DIRECTION_LINES,
    ink,
    label_y,
    new_axes,
    steady_strides,
    write_numbers,
)
from retrogait.plot.words import as_text, direction_of, title_of
from retrogait.tables.arguments import arguments

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from retrogait._arrays import Floats
    from retrogait.session import Session


_MOST_BINS = 60


@arguments()
def plot_distribution(
    session: Session, measure: str = "foot_strike_angle_deg", ax: Axes | None = None
) -> Axes:
    """Draw how a measure is spread over steady strides: a histogram of each direction, its mean as a line.

    For the foot strike angle the bounds of a flat strike, as the analysis had them, are drawn and the strikes named.

    Parameters
    ----------
    session : Session
        Result of `analyze`, or read from JSON.
    measure : str
        A numeric column of `session.strides`, such as `foot_strike_angle_deg` or `stride_time_s`.
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

    Examples
    --------
    >>> import retrogait as rg
    >>> from retrogait import plot
    >>> walk, truth = rg.simulate_walk(duration_s=20, seed=1)
    >>> plot.plot_distribution(rg.analyze(walk), "stride_time_s").get_xlabel()
    'stride time (s)'
    """
    check_measure("plot_distribution", measure)
    ax = new_axes(6.5, 3.0) if ax is None else ax
    strides = steady_strides(session.strides)
    strides = strides[strides[measure].notna()]
    groups = {str(direction): own[measure].to_numpy(float) for direction, own in strides.groupby("direction")}
    edges = _edges(list(groups.values()))
    for direction, values in groups.items():
        colour = DIRECTION_COLOURS[direction]
        ax.hist(
            values,
            edges.tolist(),
            facecolor=colour,
            edgecolor="white",
            hatch=DIRECTION_HATCHES[direction],
            alpha=0.7,
            label=message("plot.spread.strides", direction=direction_of(direction), n=len(values)),
        )
        line: dict[str, Any] = {"color": colour, "linestyle": DIRECTION_LINES[direction]}
        ax.axvline(
            values.mean(), **line, linewidth=2.0, label=message("plot.spread.mean", mean=_rounded(values))
        )
    if measure == "foot_strike_angle_deg":
        _draw_strikes(ax, session.summary)
    ax.margins(y=0.15)
    ax.set_xlabel(title_of(measure))
    label_y(ax, message("plot.spread.number"))
    write_numbers(ax)
    ax.locator_params(axis="y", integer=True)
    draw_legend(ax, message("plot.spread.nothing"))
    return ax


def _edges(groups: list[Floats]) -> Floats:
    """Bins shared by the directions, as narrow as the Freedman-Diaconis rule wants them for the closest one."""
    values = np.concatenate([np.empty(0), *groups])
    if not len(values):
        return np.array([0.0, 1.0])
    low, high = float(values.min()), float(values.max())
    least = max((high - low) / _MOST_BINS, 1e-6 * max(1.0, abs(low), abs(high)))
    widths = [2.0 * np.subtract(*np.percentile(own, [75, 25])) / len(own) ** (1 / 3) for own in groups]
    wanted = [float(width) for width in widths if width > 0]
    width = max(min(wanted, default=(high - low) / 5), least)
    first = np.floor(low / width)
    return width * np.arange(first, np.floor(high / width) + 2)


def _rounded(values: Floats) -> str:
    """Mean and SD with the digits that the SD leaves certain."""
    spread = float(values.std(ddof=1)) if len(values) > 1 else float("nan")
    digits = 2 if not spread > 0 else int(np.clip(1 - np.floor(np.log10(spread)), 0, 4))
    shown = f"{values.mean():.{digits}f}" + (f" ± {spread:.{digits}f}" if spread >= 0 else "")
    return as_text(shown)


def _draw_strikes(ax: Axes, summary: pd.Series[Any]) -> None:
    """Draw the bounds of a flat strike, and name what lies on either side."""
    low, high = (summary.get(f"contact_flat_{end}_deg") for end in ("from", "to"))
    if low is None or high is None or not ax.patches:
        return
    for bound in (low, high):
        ax.axvline(float(bound), color=ink(), linestyle=":", linewidth=1.0)
    left, right = ax.get_xlim()
    ax.set_xlim(min(left, low - 8.0), max(right, high + 8.0))
    above = ax.get_xaxis_transform()
    for at, name, side in (
        (low, message("plot.spread.toe") + " ", "right"),
        (0.5 * (low + high), message("plot.spread.flat"), "center"),
        (high, " " + message("plot.spread.heel"), "left"),
    ):
        ax.text(float(at), 1.01, name, transform=above, ha=side, va="bottom", fontsize="small")
