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

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK = "#2a2b2c"  # of no other artist; it becomes the colour of the page's text
_NARROW_IN = 3.6  # as wide as a phone, and as half a printed page: text keeps its size on both
_LOWER = 0.8  # the height of a narrow drawing, of that of the wide one
_LEAST_SHARE = 0.65  # of the height of a figure that its axes have; a legend below them makes a figure higher
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
    draw: Callable[[Any], Any], alt: str, caption: str, size: tuple[float, float] = (6.6, 3.0)
) -> Picture:
    """Draw on fresh axes of a size in inches, and give the figure for the page.

    A figure wider than a phone is drawn a second time as wide as one, and the style sheet shows the drawing that fits.

    Parameters
    ----------
    draw : callable
        Takes the axes.
    alt : str
        What the figure shows, for those who do not see it.
    caption : str
        What stands below it.
    size : (float, float)
        In inches.
    """
    wide = _draw(draw, alt, size)
    if size[0] <= _NARROW_IN:
        return Picture(wide, alt, caption)
    narrow = _draw(draw, alt, (_NARROW_IN, _LOWER * size[1]))
    name = f"d{zlib.crc32((wide + caption).encode()):08x}"
    wide = re.sub(r"^<(svg|img) ", rf'<\1 id="{name}" class="wide-drawing" ', wide)
    narrow = re.sub(r"^<(svg|img) ", r'<\1 class="narrow-drawing" ', narrow)
    narrow = re.sub(r'^(<svg [^>]*?)aria-label="[^"]*"', rf'\1aria-labelledby="{name}"', narrow)  # said once
    return Picture(wide + narrow, alt, caption)


def _draw(draw: Callable[[Any], Any], alt: str, size: tuple[float, float]) -> str:
    """One drawing as markup: SVG, or an image where that would be large."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(_STYLE):
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.subplots()
        draw(axes)
        _lay_out(figure, axes)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
        text = buffer.getvalue()
        markup = inline_svg(text, alt, f"f{zlib.crc32(text.encode()):08x}")
        return markup if len(markup) <= _LARGEST_SVG else _image(figure, alt)


def _lay_out(figure: Figure, axes: Axes) -> None:
    """Place axes and legend once and for all; a legend below the axes makes the figure higher, not the axes lower."""
    engine: Any = figure.get_layout_engine()
    engine.execute(figure)
    height_in = figure.get_figheight()
    lacking_in = height_in * (_LEAST_SHARE - axes.get_position().height)
    if lacking_in > 0:
        figure.set_figheight(height_in + lacking_in)
        engine.execute(figure)
    figure.set_layout_engine("none")  # it would be laid out again for every drawing


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
