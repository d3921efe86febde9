"""A curve over the stride, backward against forward: mean and spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrogait.messages import message
from retrogait.plot.legends import draw_legend
from retrogait.plot.stride_curves import CURVES, cut_strides
from retrogait.plot.style import (
    DIRECTION_COLOURS,
    DIRECTION_HATCHES,
    DIRECTION_LINES,
    label_y,
    new_axes,
    write_numbers,
)
from retrogait.plot.words import direction_of, side_of, unit_of
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SIDES
from retrogait.tables.checks import check_choice
from retrogait.tables.selection import WALKED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from retrogait.session import Session


@arguments()
def plot_cycles(
    session: Session, curve: str = "knee_flexion", ax: Axes | None = None, side: str | None = None
) -> Axes:
    """Draw a curve over the stride from contact to contact: mean and SD of steady strides, backward and forward.

    A vertical line marks the mean final contact, where stance ends. Strides are neither first, last nor turning.

    Parameters
    ----------
    session : Session
        Fresh from `analyze`; for the knee one read from JSON will do.
    curve : {"knee_flexion", "shank_angle", "thigh_angle", "foot_pitch"}
        Knee flexion needs a thigh and a shank sensor of one leg, the others a sensor of known mounting on the segment.
        In deg: flexion positive, shank and thigh positive where the top leans forward, foot positive toe-down.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; a new figure's when not given.
    side : {"left", "right"}, optional
        One leg; both together when not given.

    Returns
    -------
    matplotlib.axes.Axes
        It says so where the sensors do not give the curve.

    Raises
    ------
    InvalidOption
        There is no such curve or side.
    MissingExtra
        matplotlib is not installed.

    Examples
    --------
    >>> import retrogait as rg
    >>> from retrogait import plot
    >>> walk, truth = rg.simulate_walk(duration_s=20, sites=["left_thigh", "left_shank"], seed=1)
    >>> ax = plot.plot_cycles(rg.analyze(walk), "knee_flexion")
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('stride (%), from initial contact', 'knee flexion (deg)')
    """
    check_choice("plot_cycles", "curve", curve, CURVES)
    if side is not None:
        check_choice("plot_cycles", "side", side, SIDES)
    table = cut_strides(session, curve)
    if side is not None:
        table = table[table["side"].eq(side)]
    ax = new_axes(6.5, 3.5) if ax is None else ax
    for direction in WALKED:
        own = table[table["direction"].eq(direction)]
        if not len(own):
            continue
        curves = own.pivot_table(index="stride", columns="stride_pct", values="value_deg")
        mean, spread = curves.mean(), curves.std()
        colour = DIRECTION_COLOURS[direction]
        ax.fill_between(
            mean.index,
            mean - spread,
            mean + spread,
            facecolor=colour,
            hatch=DIRECTION_HATCHES[direction],
            edgecolor="white",
            alpha=0.45,
            linewidth=0,
        )
        label = message("plot.curve.mean", direction=direction_of(direction), n=len(curves))
        line: dict[str, Any] = {"color": colour, "linestyle": DIRECTION_LINES[direction]}
        ax.plot(mean.index, mean, **line, linewidth=2.2, label=label)
        leaves_pct = own.drop_duplicates("stride")["stance_pct"].mean()
        ax.axvline(
            leaves_pct,
            **line,
            linewidth=1.0,
            label=message("plot.curve.final_contact", percent=f"{leaves_pct:.0f}"),
        )
    ax.axhline(0.0, color="0.5", linewidth=0.6, zorder=0)
    where = "" if side is None else f"{side_of(side)} "
    label = message(f"plot.curve.{curve}")
    ax.set(xlim=(0, 100), xlabel=message("plot.curve.stride"))
    label_y(ax, f"{where}{label} ({unit_of('deg')})")
    write_numbers(ax)
    draw_legend(ax, message(f"plot.curve.no_{curve}"))
    return ax
