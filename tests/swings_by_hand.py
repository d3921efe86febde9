"""Swings from a frame with words in it, as tests write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from retrogait.gait.swings import Swings
from retrogait.tables.catalogue import SWINGS
from retrogait.tables.kinds import COUNT, FLAG, TEXT
from retrogait.tables.schema import category_codes

if TYPE_CHECKING:
    import pandas as pd


def swings_of(frame: pd.DataFrame) -> Swings:
    """The swings of a frame with the columns of `catalogue.SWINGS`."""
    kinds = {column.name: column for column in SWINGS.columns}
    return Swings(
        {
            name: category_codes(values, kinds[name].values)
            if kinds[name].kind is TEXT
            else values.fillna(COUNT.missing).to_numpy(np.int64)
            if kinds[name].kind is COUNT
            else values.to_numpy(kinds[name].kind.dtype if kinds[name].kind is FLAG else float)
            for name, values in frame.items()
        }
    )
