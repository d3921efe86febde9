"""A session over time: direction, cadence, speed, near-falls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrogait.errors import InvalidTable, RetrogaitError
from retrogait.messages import message
from retrogait.plot.legends import draw_legend, draw_legend_below, is_narrow
from retrogait.plot.strides import check_measure, mark_strides
from retrogait.plot.style import draw_directions, ink, label_y, new_axes, write_numbers
from retrogait.plot.words import title_of
from retrogait.tables.arguments import arguments

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from retrogait.session import Session

_GAP = 0.08  # between the panels, of the height


@arguments()
def plot_timeline(
    session: Session,
    ax: Axes | None = None,
    measures: Sequence[str] = ("cadence_spm", "speed_mps"),
    near_falls: pd.DataFrame | None = None,
) -> Axes:
    r"""Draw a session over time: measures of every stride, one above the other, direction below, near-falls as lines.

    Of more than 200 strides of a side the mean over 15 strides is drawn with a band of one SD to either side.

    Parameters
    ----------
    session : Session
        Result of `analyze`. One read from JSON has no near-falls to draw, unless they are given.
    ax : matplotlib.axes.Axes, optional
        Axes whose place the panels take; a new figure's when not given.
    measures : sequence of str
        Numeric columns of `session.strides`, from the top; one that the session does not have is left out.
    near_falls : DataFrame, optional
        With a column `time_s`; those of `stability.list_near_falls` when not given, where a trunk sensor is worn.

    Returns
    -------
    matplotlib.axes.Axes
        The axes given; the panels are its `child_axes`.

    Raises
    ------
    InvalidOption
        `session.strides` has no such number, or no measure is named.
    MissingExtra
        matplotlib is not installed.

    Examples
    --------
    >>> import retrogait as rg
    >>> from retrogait import plot
    >>> walk, truth = rg.simulate_walk(duration_s=20, seed=1)
    >>> ax = plot.plot_timeline(rg.analyze(walk))
    >>> [panel.get_ylabel() for panel in ax.child_axes]
    ['cadence\n(steps/min)', 'speed\n(m/s)']
    """
    if near_falls is not None and "time_s" not in near_falls.columns:
        found = " ".join(map(str, near_falls.columns)) or "none"
        raise InvalidTable(
            f"plot_timeline: near_falls has no column 'time_s' (found {found}); "
            "expected a table of near-falls; pass what stability.list_near_falls(session) returns, or leave it out"
        )
    for measure in measures or ("",):
        check_measure("plot_timeline", measure)
    strides = session.strides
    shown = [measure for measure in measures if strides[measure].notna().any()] or [measures[0]]
    ax = new_axes(8.0, 1.4 + 1.3 * len(shown)) if ax is None else ax
    ax.set_axis_off()
    height = (1.0 - _GAP * (len(shown) - 1)) / len(shown)
    panels = [
        ax.inset_axes((0.0, 1.0 - height - k * (height + _GAP), 1.0, height)) for k in range(len(shown))
    ]
    at_s = _near_falls_s(session) if near_falls is None else near_falls["time_s"].tolist()
    start_s, end_s = _extent(session)
    for measure, panel in zip(shown, panels, strict=True):
        mark_strides(panel, strides, measure, markersize=3)
        panel.set_xlim(start_s, end_s)
        label_y(panel, title_of(measure).replace(" (", "\n("))
        write_numbers(panel)
        panel.margins(y=0.15)
        for k, time_s in enumerate(at_s):
            panel.axvline(
                time_s,
                color=ink(),
                linestyle="--",
                linewidth=1.2,
                label="" if k else message("plot.near_falls", n=len(at_s)),
            )
        panel.tick_params(labelbottom=panel is panels[-1])
    draw_directions(panels[-1], strides, top=0.1)
    panels[-1].set_xlabel(message("plot.time"))
    if is_narrow(ax):
        draw_legend_below(panels[-1], message("plot.no_walking"), also=panels[:-1])
    else:
        draw_legend(panels[0], message("plot.no_walking"), also=panels[1:])
    return ax


def _near_falls_s(session: Session) -> list[float]:
    """When near-falls were; none where no trunk sensor tells."""
    from retrogait.stability import list_near_falls

    try:
        return [float(time_s) for time_s in list_near_falls(session)["time_s"]]
    except RetrogaitError:
        return []


def _extent(session: Session) -> tuple[float, float]:
    """First and last second of the recording, else of the walking."""
    if session.samples is not None:
        time_s, _ = session.samples.samples(session.samples.sites[0])
        return float(time_s[0]), float(time_s[-1])
    if not len(session.strides):
        return 0.0, 1.0
    return float(session.strides["start_s"].min()), float(session.strides["end_s"].max())
