"""Numbers along the axes, as the language in force writes them."""

from __future__ import annotations

from typing import Any

from matplotlib.ticker import ScalarFormatter

from retrogait.messages import message


class DecimalFormatter(ScalarFormatter):
    """Matplotlib's numbers with the decimal sign of the language in which the figure was drawn."""

    def __init__(self) -> None:
        super().__init__()
        self._decimal = message("number.decimal")

    def __call__(self, x: Any, pos: Any = None) -> str:
        """The label of a tick."""
        return super().__call__(x, pos).replace(".", self._decimal)
