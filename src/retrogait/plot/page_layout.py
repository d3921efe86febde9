"""The layout of a figure that stands on a page: its axes as high as is asked, the rest around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.layout_engine import LayoutEngine
from matplotlib.transforms import Bbox

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PAD_IN = 0.05
_LEFT_IN = 0.62  # before anything is measured: about what labels take
_AROUND_IN = 0.5


class PageLayout(LayoutEngine):
    """One panel whose height stays, whatever is below it: the figure grows.

    `legends` puts legends below the figure's width. Labels are measured once, which takes a quarter of the time of a
    constrained layout.
    """

    _adjust_compatible = False
    _colorbar_gridspec = False

    def execute(self, fig: Figure) -> None:
        """Make room for what is around the axes, and for the legend below."""
        boxes = [box for ax in fig.axes if (box := ax.get_tightbbox()) is not None]
        around, inside = Bbox.union(boxes), fig.axes[0].get_window_extent()
        left, bottom, right, top = (
            beyond / fig.dpi + _PAD_IN
            for beyond in (
                inside.x0 - around.x0,
                inside.y0 - around.y0,
                around.x1 - inside.x1,
                around.y1 - inside.y1,
            )
        )
        below = sum(legend.get_window_extent().height for legend in fig.legends) / fig.dpi
        width_in, inner_in = fig.get_figwidth(), inside.height / fig.dpi
        height_in = below + bottom + inner_in + top
        fig.set_figheight(height_in)
        place = (
            left / width_in,
            (below + bottom) / height_in,
            (width_in - left - right) / width_in,
            inner_in / height_in,
        )
        for ax in fig.axes:
            ax.set_position(place)


def open_panel(width_in: float, axes_height_in: float) -> tuple[Figure, Axes]:
    """A figure of a width with axes of a height."""
    from matplotlib.figure import Figure as NewFigure

    height_in = axes_height_in + 2.0 * _AROUND_IN
    figure: Any = NewFigure(figsize=(width_in, height_in), layout=PageLayout())
    left, bottom = _LEFT_IN / width_in, _AROUND_IN / height_in
    width = (width_in - _LEFT_IN - 2.0 * _PAD_IN) / width_in
    return figure, figure.add_axes((left, bottom, width, axes_height_in / height_in))
