"""Figures as markup that stands in the page: SVG whose text stays text and takes the colour of the page."""

from __future__ import annotations

import base64
import io
import re
import zlib
from importlib import import_module
from typing import TYPE_CHECKING, Any

from retrogait.errors import MissingExtra
from retrogait.report.blocks import Picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

_INK = "#2a2b2c"  # of no other artist; it becomes the colour of the page's text
_WIDTH_IN = 3.6  # as wide as a phone, and as half a printed page: text keeps its size on both
AXES_HEIGHT_IN = 1.3
_LARGEST_SVG = 250_000  # characters; a session of hours has thousands of marks, and is drawn as an image
_STYLE: Any = {
    **dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), _INK),
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "sans-serif"],
    "font.size": 9.0,
    "svg.fonttype": "none",
    "svg.hashsalt": "retrogait",
}


def require_matplotlib() -> None:
    """Raise `MissingExtra` where figures cannot be drawn."""
    try:
        import_module("matplotlib")
    except ImportError as error:
        raise MissingExtra(
            "report: matplotlib is not installed, and the figures of a report need it; "
            "pip install 'retrogait[report]'"
        ) from error


def picture(
    draw: Callable[[Any], Any], alt: str, caption: str, axes_height_in: float = AXES_HEIGHT_IN
) -> Picture:
    """Draw on fresh axes, and give the figure for the page: SVG, or an image where that would be large.

    A figure is as wide as a phone, so that it is drawn once and its words can be read on a phone, beside another figure
    on a larger screen and on half a printed page.

    Parameters
    ----------
    draw : callable
        Takes the axes.
    alt : str
        What the figure shows, for those who do not see it.
    caption : str
        What stands below it.
    axes_height_in : float
        Height of the axes in inches; labels and legend are added.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    from retrogait.plot.page_layout import open_panel

    with rc_context(_STYLE):
        figure, axes = open_panel(_WIDTH_IN, axes_height_in)
        draw(axes)
        layout: Any = figure.get_layout_engine()
        layout.execute(figure)
        figure.set_layout_engine("none")  # it would be laid out again for every drawing
        buffer = io.StringIO()
        canvas: Any = FigureCanvasSVG(figure)  # `savefig` would draw everything a second time, to no use
        canvas.print_svg(buffer, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
        text = buffer.getvalue()
        markup = inline_svg(text, alt, f"f{zlib.crc32((text + caption).encode()):08x}")
        return Picture(markup if len(markup) <= _LARGEST_SVG else _image(figure, alt), alt, caption)


def inline_svg(text: str, alt: str, prefix: str) -> str:
    """Make an SVG file a part of a page: no prologue, names of its own, ink that follows the page, a text for it."""
    from markupsafe import escape

    svg = text[text.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", svg)
    svg = re.sub(r'xlink:href="#([^"]+)"', rf'href="#{prefix}-\1"', svg)
    svg = re.sub(r'\b(?:d|x|y)="[^"]+"', _shorten, svg)
    svg = svg.replace(_INK, "currentColor")
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(alt)}"', 1)


def _shorten(attribute: re.Match[str]) -> str:
    """Coordinates to a hundredth of a point, which is less than is seen."""
    return re.sub(r"(\.\d\d)\d+", r"\1", attribute[0])


def _image(figure: Figure, alt: str) -> str:
    """The figure as an image on white."""
    from markupsafe import escape

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=120, facecolor="white")
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f'<img alt="{escape(alt)}" src="data:image/png;base64,{data}">'
