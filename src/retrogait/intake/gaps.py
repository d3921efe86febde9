"""Missing samples on a uniform grid: short gaps are filled, longer ones stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MAX_FILLED_GAP_S = 0.1  # a small part of any stride, however slow or fast the walk


def fill_short_gaps(channels: Array, rate_hz: float) -> tuple[int, list[tuple[int, int]]]:
    """Interpolate gaps of at most 0.1 s in place, and blank every channel in longer ones.

    `channels` is (6, n); a sample lacking in any channel is missing. Samples missing at either end are not
    filled. Returns the number of samples filled and the gaps left, as half-open ranges of samples.
    """
    missing = np.asarray(np.isnan(channels).any(axis=0))
    edges = np.flatnonzero(np.diff(missing, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    longest = int(MAX_FILLED_GAP_S * rate_hz + 1e-6)
    short = (ends - starts <= longest) & (starts > 0) & (ends < len(missing))
    change = np.zeros(len(missing) + 1, np.int8)
    change[starts[short]] = 1
    change[ends[short]] = -1
    filled = np.flatnonzero(np.cumsum(change[:-1], dtype=np.int8))
    for values in channels:
        lacking = filled[np.isnan(values[filled])]
        if len(lacking):
            present = np.flatnonzero(~np.isnan(values))
            values[lacking] = np.interp(lacking, present, values[present])
    missing[filled] = False
    channels[:, missing] = np.nan
    return len(filled), list(zip(starts[~short].tolist(), ends[~short].tolist(), strict=True))
