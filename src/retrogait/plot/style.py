"""What all figures share: colours, axes, the strip of directions, the legend.

The colours are those of Okabe and Ito, which colour-blind people tell apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from retrogait.errors import MissingExtra

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

SIDE_COLOURS = {"left": "#0072B2", "right": "#D55E00"}
DIRECTION_COLOURS = {"backward": "#CC79A7", "forward": "#009E73", "unknown": "#999999"}


def import_pyplot() -> Any:
    """Import matplotlib's pyplot, or say which extra has it."""
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise MissingExtra(
            "plot: matplotlib is not installed, and figures need it; pip install 'retrogait[plot]'"
        ) from error
    return plt


def new_axes() -> Any:
    """Open a figure of one panel."""
    return import_pyplot().subplots(figsize=(8, 3), layout="constrained")[1]


def draw_directions(ax: Axes, strides: pd.DataFrame) -> None:
    """Draw a strip along the bottom of the axes in the colour of the direction of travel."""
    for direction, colour in DIRECTION_COLOURS.items():
        own = strides[strides["direction"].eq(direction)]
        spans = [(a, b - a) for a, b in zip(own["start_s"], own["end_s"], strict=True)]
        if spans:
            base = ax.get_xaxis_transform()
            ax.broken_barh(
                spans, (0, 0.04), color=colour, label=direction, transform=base, linewidth=0, zorder=3
            )


def draw_legend(ax: Axes) -> None:
    """Put the legend beside the axes; where nothing was drawn to explain, say that no walking was found."""
    if ax.get_legend_handles_labels()[0]:
        ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize="small", frameon=False)
    else:
        ax.text(0.5, 0.5, "no walking found", transform=ax.transAxes, ha="center", va="center")
