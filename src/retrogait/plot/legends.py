"""Legends that hide no data: inside the axes in room made above the data, or below where the axes are narrow."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend
    from matplotlib.text import Text

_LOOK: dict[str, Any] = {
    "handlelength": 2.2,
    "fontsize": "small",
    "frameon": False,
    "columnspacing": 1.0,
    "labelspacing": 0.3,
    "borderaxespad": 0.2,
}
_NARROW_IN = 3.5  # axes narrower than this have room for a legend below them only
_MOST_ROOM = 0.6  # of the height of the axes, for a legend inside them
_BELOW_IN = 0.5  # from the axes to what stands below their label, inches
_HANDLE_IN = 0.45  # what stands before a label
_CHARACTER_IN = 0.068


def draw_legend(ax: Axes, nothing: str, also: Iterable[Axes] = ()) -> None:
    """Explain what is on the axes and on others; where nothing needs it, say so in the middle.

    The legend is inside the axes, above the data. Below narrow axes it is where the layout of the figure makes room.
    """
    explained = _explained((ax, *also))
    if not explained:
        say(ax, nothing)
    elif _has_layout(ax) and size_in(ax)[0] < _NARROW_IN:
        _place_below(ax, explained)
    else:
        _place_inside(ax, explained)


def draw_legend_below(ax: Axes, nothing: str, also: Iterable[Axes] = ()) -> None:
    """Explain below the axes and their label, where it leaves them their width on a narrow page."""
    explained = _explained((ax, *also))
    if explained:
        _place_below(ax, explained)
    else:
        say(ax, nothing)


def is_narrow(ax: Axes) -> bool:
    """Whether there is room for a legend below the axes only."""
    return _has_layout(ax) and size_in(ax)[0] < _NARROW_IN


def say(ax: Axes, sentence: str) -> None:
    """Write a sentence in the middle of empty axes."""
    ax.text(0.5, 0.5, sentence, transform=ax.transAxes, ha="center", va="center", wrap=True)


def _place_inside(ax: Axes, explained: dict[str, Any]) -> None:
    """At the top, in as few rows as fit, with the data moved down."""
    width_in, height_in = size_in(ax)
    legend = _as_wide_as_fits(ax, explained, width_in, loc="upper left")
    room = min(_MOST_ROOM, (legend.get_window_extent().height / _dpi(ax) + 0.06) / height_in)
    low, high = ax.dataLim.intervaly
    if np.isfinite([low, high]).all() and high > low:
        _, margin = ax.margins() or (0.0, 0.0)
        higher = (high - low) / (1.0 - room * (1.0 + 2.0 * margin) + 0.5 * margin)
        ax.update_datalim([(0.0, low + higher)], updatex=False)
        ax.autoscale_view()
    for line in ax.lines:
        if line.get_transform() == ax.get_xaxis_transform() and np.array_equal(line.get_ydata(), (0, 1)):
            line.set_ydata([0.0, 1.0 - room])  # a line of the height of the axes would cross the legend


def _place_below(ax: Axes, explained: dict[str, Any]) -> None:
    """Below the label of the axes; on a page below the figure, in all of its width."""
    from matplotlib.transforms import ScaledTranslation

    from retrogait.plot.page_layout import PageLayout

    figure: Any = ax.figure
    if isinstance(figure.get_layout_engine(), PageLayout):
        _as_wide_as_fits(figure, explained, figure.get_figwidth(), loc="lower left")
        return
    below = ax.transAxes + ScaledTranslation(0.0, -_BELOW_IN, figure.dpi_scale_trans)
    place = {"loc": "upper left", "bbox_to_anchor": (0.0, 0.0), "bbox_transform": below}
    _as_wide_as_fits(ax, explained, size_in(ax)[0], **place)


def _as_wide_as_fits(
    where: Axes | Figure, explained: dict[str, Any], width_in: float, **place: Any
) -> Legend:
    """A legend in as many columns as fit into a width; labels of a single column are broken where they must be."""
    for n_columns in range(min(len(explained), 4), 0, -1):
        legend = where.legend(list(explained.values()), list(explained), ncols=n_columns, **place, **_LOOK)
        if legend.get_window_extent().width <= width_in * _dpi(where):
            return legend
        legend.remove()
    longest = max(8, int((width_in - _HANDLE_IN) / _CHARACTER_IN))
    broken = ["\n".join(fill(line, longest) for line in label.split("\n")) for label in explained]
    return where.legend(list(explained.values()), broken, ncols=1, **place, **_LOOK)


def _explained(panels: Iterable[Axes]) -> dict[str, Any]:
    """What the axes explain, each label once."""
    explained: dict[str, Any] = {}
    for panel in panels:
        for handle, label in zip(*panel.get_legend_handles_labels(), strict=True):
            explained.setdefault(label, handle)
    return explained


def _has_layout(ax: Axes) -> bool:
    """Whether the figure makes room for what stands outside its axes."""
    figure: Any = ax.figure
    return figure.get_layout_engine() is not None


def size_in(ax: Axes) -> tuple[float, float]:
    """Width and height of the axes, as far as they are known before the figure is laid out."""
    locator: Any = ax.get_axes_locator()
    box = locator(ax, None) if locator else ax.get_position()
    figure: Any = ax.figure
    return box.width * figure.bbox.width / _dpi(ax), box.height * figure.bbox.height / _dpi(ax)


def length_in(text: Text) -> float:
    """How long a line of text beside the axes is."""
    return float(text.get_window_extent().height) / _dpi(text)


def _dpi(where: Artist) -> float:
    figure: Any = where.figure
    return float(figure.dpi)
