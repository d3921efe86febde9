"""A measure over the sessions of a training log, with the band of changes that chance makes."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import InvalidTable
from retrogait.messages import message
from retrogait.plot.legends import draw_legend_below
from retrogait.plot.style import (
    DIRECTION_COLOURS,
    DIRECTION_LINES,
    ink,
    label_y,
    new_axes,
    write_numbers,
)
from retrogait.plot.words import as_text, direction_of, named
from retrogait.tables.arguments import arguments
from retrogait.tables.checks import check_choice
from retrogait.tables.kinds import is_missing
from retrogait.tables.selection import WALKED
from retrogait.training.labels import LABELS, label_of
from retrogait.training.series import CONDITIONS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from retrogait._arrays import Floats


_NEEDED = ("direction", "measure", "date", "value", "sd", "band_low", "band_high", "verdict")
_LONGEST_LABEL = 44  # characters in a line
_MOST_DATES = 6  # written below the axes


@arguments(trends="DataFrame | Session")
def plot_progress(
    trends: pd.DataFrame, measure: str = "speed_mps", ax: Axes | None = None, direction: str = "backward"
) -> Axes:
    """Draw a measure over the sessions of a log, with the band it may lie in when nothing changed.

    A marker is filled where the measure has changed: beyond the minimal detectable change since the first session, and
    so was the session before it. It is open where that is not so or cannot be told. Bars are the SD within a session,
    of measures that are means.
    Sessions under other conditions (surface, handrail, incline, task, sensors) are other lines, each with its own band.

    Parameters
    ----------
    trends : DataFrame
        Of `retrogait.training.measure_trends(log)`.
    measure : str
        One that the table holds; of outcomes `outcome_<name>`.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; a new figure's when not given.
    direction : {"backward", "forward"}
        Of the walking; pain, effort, walk times and outcomes have none.

    Returns
    -------
    matplotlib.axes.Axes
        It says so where no session has the measure in that direction.

    Raises
    ------
    InvalidTable
        The table is not one of trends.
    InvalidOption
        There is no such measure or direction.
    MissingExtra
        matplotlib is not installed.
    """
    missing = [name for name in _NEEDED if name not in getattr(trends, "columns", ())]
    if missing:
        raise InvalidTable(
            f"plot_progress: column {missing[0]!r} is missing; expected a table of trends; "
            "pass retrogait.training.measure_trends(log)"
        )
    check_choice("plot_progress", "measure", measure, dict.fromkeys([*LABELS, *trends["measure"]]))
    check_choice("plot_progress", "direction", direction, WALKED)
    of_measure = trends[trends["measure"].eq(measure)]
    own = of_measure[of_measure["direction"].eq(direction) | of_measure["direction"].isna()]
    has_direction = bool(own["direction"].notna().any()) or own.empty
    ax = new_axes(6.5, 3.2) if ax is None else ax
    dates = sorted(own["date"].unique())
    place = {date: k for k, date in enumerate(dates)}
    for k, (name, group) in enumerate(_by_conditions(own)):
        _draw_line(
            ax,
            group,
            np.array([place[date] for date in group["date"]], float),
            name,
            direction,
            "osD^v"[k % 5],
        )
    name_dates(ax, dates)
    ax.margins(x=0.05, y=0.15)
    label = label_of(measure)
    title = named(measure, label.words, label.unit)
    label_y(ax, f"{direction_of(direction)} {title}" if has_direction else title)
    write_numbers(ax)
    draw_legend_below(ax, message(f"plot.progress.no_{direction}"))
    return ax


def name_dates(ax: Axes, dates: list[str]) -> None:
    """Name sessions, which stand at 0, 1, 2 ..., along the axis; not all of many."""
    if dates:
        names, year = _short(dates)
        step = -(-len(dates) // _MOST_DATES)
        ax.set_xticks(range(0, len(dates), step), names[::step])
        ax.set_xlabel(
            message("plot.progress.session_of", year=year) if year else message("plot.progress.session")
        )


def _short(dates: list[str]) -> tuple[list[str], str]:
    """Names of the sessions for the axis: month and day where all are of one year, which is then said once."""
    days = [date[:10] for date in dates]
    years = {day[:4] for day in days}
    dated = all(len(day) == 10 and day[4] == day[7] == "-" for day in days)
    if dated and len(years) == 1:
        return [day[5:] for day in days], years.pop()
    return days, ""


def _by_conditions(trends: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Trends under equal conditions; their name is in what conditions differ."""
    present = [name for name in CONDITIONS if name in trends.columns]
    differing = [name for name in present if trends[name].nunique(dropna=False) > 1]
    if not differing:
        return [("", trends)] if len(trends) else []
    return [
        (", ".join(_word(name, value) for name, value in zip(differing, key, strict=True)), group)
        for key, group in trends.groupby(differing, dropna=False, sort=False)
    ]


def _word(name: str, value: object) -> str:
    """A condition in words."""
    known = not is_missing(value)
    word = name.removesuffix("_pct")
    if name in ("incline_pct", "handrail", "task"):
        shown = as_text(f"{value:g}") if isinstance(value, float) else value
        return message(f"plot.progress.{word}", value=shown) if known else message(f"plot.progress.no_{word}")
    return str(value).replace("_", " ")


def _draw_line(
    ax: Axes,
    group: pd.DataFrame,
    at: Floats,
    name: str,
    direction: str,
    marker: str,
) -> None:
    """Values with their spread, and the band."""
    colour = DIRECTION_COLOURS[direction]
    low, high = group["band_low"].to_numpy(float), group["band_high"].to_numpy(float)
    if np.isfinite(low).any():
        known = np.isfinite(low)
        ends = np.array([at.min() - 0.3, at.max() + 0.3])
        edges = np.interp(ends, at[known], low[known]), np.interp(ends, at[known], high[known])
        ax.fill_between(
            np.r_[ends[0], at[known], ends[1]],
            np.r_[edges[0][0], low[known], edges[0][1]],
            np.r_[edges[1][0], high[known], edges[1][1]],
            color="0.5",
            alpha=0.18,
            linewidth=0,
            label=message("plot.progress.band"),
        )
    values = group["value"].to_numpy(float)
    changed = group["verdict"].eq("changed").to_numpy()
    # the SD of yes and no is no spread, and one figure a session has none
    bare = bool(group["measure"].str.endswith("_strike_pct").any() or group["sd"].isna().all())
    name = name or message("plot.progress.session")
    label = name if bare else message("plot.progress.mean", name=name)
    look: dict[str, Any] = {"color": colour, "marker": marker, "markersize": 7, "markeredgecolor": ink()}
    ax.errorbar(
        at,
        values,
        yerr=None if bare else group["sd"].fillna(0.0).to_numpy(float),
        elinewidth=0.8,
        capsize=2,
        linestyle=DIRECTION_LINES[direction],
        linewidth=1.5,
        markerfacecolor="white",
        label=fill(label, _LONGEST_LABEL),
        **look,
    )
    if changed.any():
        ax.plot(
            at[changed],
            values[changed],
            linestyle="",
            label=message("plot.progress.changed"),
            zorder=3,
            **look,
        )
