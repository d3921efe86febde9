"""Columns of a frame as arrays, each taken out once for all who look at some of its rows; and rows as a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from retrogait.tables.kinds import text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from retrogait._arrays import Flags


class ColumnView:
    """Some rows of a frame, in an order of their own.

    Attributes
    ----------
    places : ndarray of int (n,)
        Where each row stands in the frame.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._whole: dict[str, NDArray[Any]] = {}
        self.places = np.arange(len(frame))

    def __len__(self) -> int:
        return len(self.places)

    def __contains__(self, name: str) -> bool:
        return name in self._frame.columns

    def __getitem__(self, name: str) -> NDArray[Any]:
        """A column (n,): numbers and counts as float64 with NaN, flags as bool, words as objects."""
        if name not in self._whole:
            self._whole[name] = column_values(self._frame[name])
        return self._whole[name][self.places]

    def take(self, which: Flags | NDArray[np.intp]) -> ColumnView:
        """Those of the rows that a mask or an order names."""
        taken = ColumnView.__new__(ColumnView)
        taken._frame, taken._whole, taken.places = self._frame, self._whole, self.places[which]
        return taken


def column_values(column: pd.Series[Any]) -> NDArray[Any]:
    """A column (n,) as `ColumnView` gives it, to be read only."""
    kind = column.dtype.kind
    if isinstance(column.dtype, np.dtype):
        values = column.to_numpy()  # `na_value` takes eight times as long, and NaN is there already
        return values.astype(float) if kind in "iu" else values
    if kind in "fiu":
        return column.to_numpy(float, na_value=np.nan)
    return column.to_numpy(bool if kind == "b" else object)


def frame_of_rows(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, type]) -> pd.DataFrame:
    """Rows as a frame of these columns, each of its type: whole numbers `int64`, words as `kinds.text` has them."""
    import pandas as pd

    arrays: dict[str, Any] = {}
    for name, kind in columns.items():
        values = [row[name] for row in rows]
        arrays[name] = text(values) if kind is str else np.array(values, np.int64 if kind is int else kind)
    return pd.DataFrame(arrays)
