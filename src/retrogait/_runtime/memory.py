"""Arrays of the length of a recording, cut from one block of memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from retrogait._arrays import Floats


def cut_block(n: int, *widths: int) -> list[Floats]:
    """Give an empty array (n, width) for each width, or (n,) for a width of 1.

    The system hands out a block of some MB in a few large pages, and several smaller ones in pages of 4 kB, of which
    each costs microseconds at its first use: for the arrays of an hour that was a tenth of an analysis.

    >>> [part.shape for part in cut_block(5, 4, 1)]
    [(5, 4), (5,)]
    """
    block = np.empty(n * sum(widths))
    parts = np.split(block, np.cumsum([n * width for width in widths[:-1]]))
    return [part.reshape(n, -1) if width > 1 else part for part, width in zip(parts, widths, strict=True)]
