"""A measure of many strides as a rolling mean with its spread, where marks would run into each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from retrogait._arrays import Floats

MOST_MARKS = 200  # of one side; a figure of 6 inches has room for no more beside each other
WINDOW = 15  # strides
_PAUSE_S = 3.0  # between strides of one side; a mean does not reach across a longer one


def roll(strides: pd.DataFrame, measure: str) -> tuple[Floats, Floats, Floats]:
    """Time, mean and SD over `WINDOW` strides around each; NaN between stretches of one direction without a pause.

    Parameters
    ----------
    strides : DataFrame
        Of one side, with `start_s`, `end_s`, `direction` and the measure.
    measure : str
        A numeric column.

    Returns
    -------
    time_s, mean, sd : ndarray
        Of equal length; the SD of one stride is 0.
    """
    own = strides[strides[measure].notna()].sort_values("start_s")
    apart = own["start_s"].sub(own["end_s"].shift()).gt(_PAUSE_S)
    stretch = (apart | own["direction"].ne(own["direction"].shift())).cumsum()
    parts: list[Floats] = []
    for _, part in own.groupby(stretch, sort=True):
        window = part[measure].astype(float).rolling(WINDOW, center=True, min_periods=1)
        columns = [part["start_s"], window.mean(), window.std().fillna(0.0)]
        parts += [np.column_stack([column.to_numpy(float) for column in columns]), np.full((1, 3), np.nan)]
    time_s, mean, sd = np.concatenate([*parts, np.empty((0, 3))]).T
    return time_s, mean, sd
