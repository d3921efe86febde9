"""What all figures share: colours, lines, axes, the strip of directions.

The colours are those of Okabe and Ito, which colour-blind people tell apart. What differs in colour differs in line,
marker or hatching as well, so that a grey print reads the same.
"""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from retrogait.errors import MissingExtra
from retrogait.kinematics.gaps import join_spans
from retrogait.plot.legends import length_in, size_in
from retrogait.plot.words import direction_of
from retrogait.tables.selection import WALKED, steady

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

SIDE_COLOURS = {"left": "#0072B2", "right": "#D55E00"}
SIDE_MARKERS = {"left": "o", "right": "s"}
SIDE_LINES = {"left": "-", "right": "--"}
DIRECTION_COLOURS = {"backward": "#CC79A7", "forward": "#009E73", "unknown": "#999999"}
DIRECTION_LINES: dict[str, Any] = {"backward": "-", "forward": (0, (4, 1.5)), "unknown": ":"}
_SHARE = 1.1  # of the height of the axes that a label beside them may have
_SHORTEST_LINE = 6  # characters
DIRECTION_HATCHES = {"backward": "", "forward": "////", "unknown": "...."}


def import_pyplot() -> Any:
    """Import matplotlib's pyplot, or say which extra has it."""
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise MissingExtra(
            "plot: matplotlib is not installed, and figures need it; pip install 'retrogait[plot]'"
        ) from error
    return plt


def new_axes(width: float = 8.0, height: float = 3.0) -> Any:
    """Open a figure of one panel, in inches."""
    return import_pyplot().subplots(figsize=(width, height), layout="constrained")[1]


def ink() -> Any:
    """The colour of text in the style in force, for what is drawn as plainly as text."""
    from matplotlib import rcParams

    return rcParams["text.color"]


def label_y(ax: Axes, label: str) -> None:
    """Name the y axis, in as many lines as the height of the axes asks for; the unit is parted from the name first."""
    text = ax.set_ylabel(label)
    n_fit = int(max(map(len, label.split("\n"))) * size_in(ax)[1] * _SHARE / length_in(text))
    name, bracket, unit = label.replace("\n", " ").partition(" (")
    if len(label) > n_fit:
        lines = wrap(name, max(n_fit, _SHORTEST_LINE), break_long_words=False, break_on_hyphens=False)
        ax.set_ylabel("\n".join([*lines, "(" + unit] if bracket else lines))


def write_numbers(ax: Axes) -> None:
    """Write the numbers along the axes with the decimal sign of the language; names along an axis stay."""
    from matplotlib.ticker import ScalarFormatter

    from retrogait.plot.ticks import DecimalFormatter

    for axis in (ax.xaxis, ax.yaxis):
        if type(axis.get_major_formatter()) is ScalarFormatter:
            axis.set_major_formatter(DecimalFormatter())


def draw_directions(ax: Axes, strides: pd.DataFrame, top: float = 0.05) -> None:
    """Draw a strip along the bottom of the axes, as a share of their height, in the look of the direction of travel."""
    for direction, colour in DIRECTION_COLOURS.items():
        own = strides[strides["direction"].eq(direction)]
        draw_spans(
            ax,
            join_spans(zip(own["start_s"], own["end_s"], strict=True)),
            top=top,
            facecolor=colour,
            hatch=DIRECTION_HATCHES[direction],
            edgecolor="white",
            label=direction_of(direction),
            zorder=3,
        )


def draw_spans(ax: Axes, spans: list[tuple[float, float]], top: float = 1.0, **look: Any) -> None:
    """Fill spans of x from the bottom of the axes up to a share of their height; y is left as it is scaled."""
    from matplotlib.collections import PolyCollection

    if spans:
        corners = [[(a, 0.0), (b, 0.0), (b, top), (a, top)] for a, b in spans]
        filled = PolyCollection(corners, transform=ax.get_xaxis_transform(), linewidth=0, **look)
        ax.add_collection(filled, autolim=False)
        ax.update_datalim([(x, 0.0) for span in spans for x in span], updatey=False)


def steady_strides(strides: pd.DataFrame) -> pd.DataFrame:
    """Steady strides (`selection.is_steady`) of known direction."""
    return steady(strides[strides["direction"].isin(WALKED)])
