"""Contacts and strike types on the signal of one site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.errors import InvalidOption, UnknownSite
from retrogait.messages import find_message, message
from retrogait.plot.legends import draw_legend
from retrogait.plot.style import (
    SIDE_COLOURS,
    draw_directions,
    draw_spans,
    ink,
    label_y,
    new_axes,
    write_numbers,
)
from retrogait.tables.arguments import arguments
from retrogait.tables.catalogue import SENSOR_COLUMNS, SIDES
from retrogait.tables.checks import check_choice

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from retrogait._arrays import Floats
    from retrogait.session import Session

STRIKES = {"toe": "v", "flat": "s", "heel": "^", "undecided": "o"}
SIGNALS = ("acc_norm", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z")
MOST_SAMPLES = 6000  # as a line; the range of each 1/400 of more is drawn as a band
_BANDS = 400
MOST_MARKS = 60  # of one kind; of more contacts every second, third ... is marked


@arguments()
def plot_contacts(
    session: Session,
    site: str | None = None,
    ax: Axes | None = None,
    start_s: float | None = None,
    end_s: float | None = None,
    signal: str = "gyr_y",
) -> Axes:
    """Draw the signal of one site with its contacts: stance shaded, strikes as markers, direction below.

    Of a long stretch the range of the signal is drawn as a band, stance is not shaded, and of many contacts of a kind
    every second, third or later one is marked, as the legend says.

    Parameters
    ----------
    session : Session
        Fresh from `analyze`; one read from JSON holds no samples.
    site : str, optional
        Site to draw, the first of the recording when not given. A site of one leg shows that foot's contacts,
        a site of the trunk those of both.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on; a new figure's when not given.
    start_s, end_s : float, optional
        Stretch to draw, in seconds of the recording; all of it when not given.
    signal : str
        `acc_norm` or one of the sample columns, by default the pitch rate `gyr_y`, deg/s, positive toe-down.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UnknownSite
        The recording has no such site.
    InvalidOption
        The signal is not one that is recorded, or nothing was recorded in the stretch.
    MissingExtra
        matplotlib is not installed.

    Examples
    --------
    >>> import retrogait as rg
    >>> from retrogait import plot
    >>> walk, truth = rg.simulate_walk(direction="backward", duration_s=20, seed=1)
    >>> ax = plot.plot_contacts(rg.analyze(walk), site="left_foot", start_s=8, end_s=14)
    >>> ax.get_ylabel()
    'pitch rate (deg/s)'
    """
    recording = session.recording
    site = recording.sites[0] if site is None else site
    if site not in recording.sites:
        raise UnknownSite(
            f"plot_contacts: no site {site!r} in this recording (it has {' '.join(recording.sites)}); "
            "name one of those as site="
        )
    check_choice("plot_contacts", "signal", signal, SIGNALS)
    time_s, samples = recording.samples(site)
    start_s, end_s = _stretch(time_s, start_s, end_s)
    shown = (time_s >= start_s) & (time_s <= end_s)
    time_s, trace = time_s[shown], _trace(samples[shown], signal)
    ax = new_axes() if ax is None else ax
    is_long = len(time_s) > MOST_SAMPLES
    if is_long:
        _draw_range(ax, time_s, trace)
    else:
        ax.plot(time_s, trace, color=ink(), linewidth=1.0, zorder=1.5)
    sides = [side for side in SIDES if site.startswith(side)] or list(SIDES)
    for side in sides:
        events = session.events[session.events["side"].eq(side)]
        if len(sides) == 1 and not is_long:
            _shade_stances(ax, events, start_s, end_s)
        _mark_events(ax, events[events["time_s"].between(start_s, end_s)], time_s, trace, SIDE_COLOURS[side])
    strides = session.strides[session.strides["side"].isin(sides)]
    ax.margins(y=0.1)
    draw_directions(ax, strides[(strides["end_s"] > start_s) & (strides["start_s"] < end_s)])
    title = find_message(f"site.{site}", default=site.replace("_", " "))
    ax.set(xlim=(start_s, end_s), xlabel=message("plot.time"), title=title)
    label_y(ax, message(f"plot.signal.{signal}"))
    write_numbers(ax)
    draw_legend(ax, message("plot.no_walking"))
    return ax


def _stretch(time_s: Floats, start_s: float | None, end_s: float | None) -> tuple[float, float]:
    """Cut the stretch asked for to the one recorded."""
    first, last = float(time_s[0]), float(time_s[-1])
    start = first if start_s is None else max(first, start_s)
    end = last if end_s is None else min(last, end_s)
    if not start < end:
        raise InvalidOption(
            f"plot_contacts: nothing recorded from {start_s} to {end_s} s; "
            f"the recording runs from {first:.2f} to {last:.2f} s; choose start_s and end_s inside it"
        )
    return start, end


def _trace(samples: Floats, signal: str) -> Floats:
    if signal == "acc_norm":
        return np.asarray(np.linalg.norm(samples[:, :3], axis=1))
    return samples[:, SENSOR_COLUMNS.index(signal)]


def _shade_stances(ax: Axes, events: pd.DataFrame, start_s: float, end_s: float) -> None:
    """Shade from each initial contact to the final contact before the next one."""
    initial_s = events.loc[events["event"].eq("initial_contact"), "time_s"].to_numpy()
    final_s = events.loc[events["event"].eq("final_contact"), "time_s"].to_numpy()
    ends = np.append(final_s, np.inf)[np.searchsorted(final_s, initial_s)]
    bounds = np.append(initial_s, np.inf)[1:]
    whole = np.isfinite(ends) & (ends <= bounds) & (ends > start_s) & (initial_s < end_s)
    spans = [(float(a), float(b)) for a, b in zip(initial_s[whole], ends[whole], strict=True)]
    draw_spans(ax, spans, color="0.5", alpha=0.2, label=message("plot.contacts.stance"), zorder=0)


def _draw_range(ax: Axes, time_s: Floats, trace: Floats) -> None:
    """Fill between the least and the largest value of each 1/400 of the samples."""
    starts = np.linspace(0, len(trace), _BANDS, endpoint=False).astype(int)
    low, high = np.fmin.reduceat(trace, starts), np.fmax.reduceat(trace, starts)
    look: dict[str, Any] = {"color": ink(), "alpha": 0.3, "linewidth": 0, "zorder": 1.5}
    ax.fill_between(time_s[starts], low, high, step="post", label=message("plot.contacts.range"), **look)


def _mark_events(ax: Axes, events: pd.DataFrame, time_s: Floats, trace: Floats, colour: str) -> None:
    initial = events[events["event"].eq("initial_contact")]
    strikes = initial["strike"].fillna("undecided")
    look: dict[str, Any] = {"color": colour, "markersize": 8}
    for strike, marker in STRIKES.items():
        _mark(ax, initial.loc[strikes.eq(strike), "time_s"], time_s, trace, f"{strike}_strike", marker, look)
    final = events.loc[events["event"].eq("final_contact"), "time_s"]
    _mark(ax, final, time_s, trace, "final_contact", "x", {**look, "markersize": 7, "markeredgewidth": 2})


def _mark(
    ax: Axes, at: pd.Series[Any], time_s: Floats, trace: Floats, kind: str, marker: str, look: dict[str, Any]
) -> None:
    """Mark contacts of one kind on the signal, smaller and not every one where there are many."""
    if not len(at):
        return
    step = -(-len(at) // MOST_MARKS)
    at_s = at.to_numpy(float)[::step]
    label = message(f"plot.contacts.{kind}")
    if step > 1:
        label = message("plot.contacts.one_in", kind=label, n=step)
        look = {**look, "markersize": 4, "markeredgewidth": 1}
    ax.plot(at_s, np.interp(at_s, time_s, trace), marker, label=label, **look)
