"""What all figures share: colours, lines, axes, the strip of directions.

The colours are those of Okabe and Ito, which colour-blind people tell apart. What differs in colour differs in line,
marker or hatching as well, so that a grey print reads the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrogait.errors import MissingExtra
from retrogait.kinematics.gaps import join_spans
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
